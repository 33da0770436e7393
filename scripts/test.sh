#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds and runs every test. With arguments, only the tests that they choose.
# Usage: scripts/test.sh [arguments of cargo nextest run, such as -E 'package(joule-runtime)']

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$root"
set_up
set_up_tests

# The end-to-end tests and the smoke test run this node.
JOULE_NODE=$("$root/scripts/build.sh")
export JOULE_NODE

# The agent is tested with all its backends.
features=(--features joule-worker/cuda)

say "Running the tests"
cargo nextest run --locked --workspace "${features[@]}" "$@"
if (($# > 0)); then
    exit
fi

say "Running the examples of the documentation"
cargo test --locked --workspace "${features[@]}" --doc

say "Running the smoke test with the npm client"
cd tests/polkadot-js
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
    npm ci >&2 || fail "The npm packages could not be installed. See what npm says above."
fi
npm test
