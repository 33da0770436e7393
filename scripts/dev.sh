#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds and runs a development node: one validator, well-known keys, a chain that is gone when the
# node stops.
# Usage: scripts/dev.sh [arguments of the node, such as --sealing instant]

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The options that were given, without their values.
given=" ${*%%=*} "
defaults=()

# unless_given PATTERN ARGUMENT...: adds the arguments, unless an option that matches was given. The
# node refuses an option that comes twice.
unless_given() {
    local pattern=" ($1) "
    shift
    [[ $given =~ $pattern ]] || defaults+=("$@")
}

unless_given '--dev|--chain' --dev
unless_given '--rpc-port|--experimental-rpc-endpoint' --rpc-port 9944
unless_given '--state-pruning|--pruning' --state-pruning archive
unless_given '--blocks-pruning|--keep-blocks' --blocks-pruning archive

binary=$("$root/scripts/build.sh")
say "Running joule-node ${defaults[*]} $*"
case "${defaults[*]}" in
    *--rpc-port*) say "JSON-RPC is at ws://127.0.0.1:9944; Ctrl-C stops the node" ;;
    *) say "Ctrl-C stops the node" ;;
esac
exec "$binary" "${defaults[@]}" "$@"
