#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the node, and prints the path of its binary.
# Usage: scripts/build.sh [arguments of cargo build, such as --release, or --bin joule-worker for the
# agent as well]

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

set_up
cd "$root"
say "Building the node: the first time takes half an hour or more"
# `--workspace` is on purpose: cargo unites the features of dependencies over the packages that it
# is told to build. Told the same ones each time, builds and tests share their compiled crates.
# Cargo's messages name the binary, whatever the profile; its talk goes to stderr.
binary=$(
    cargo build --locked --workspace --bin joule-node \
        --message-format json-render-diagnostics "$@" \
        | sed -n 's/.*"executable":"\([^"]*\/joule-node\)".*/\1/p'
)
[[ -x $binary ]] || fail "Cargo named no binary of the node. Leave out the arguments: $*"
echo "$binary"
