#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the weights of pallets on this machine, and writes them to runtime/src/weights.
# Usage: scripts/benchmark.sh [PALLET...]
# STEPS and REPEAT say how often: 50 sizes of each parameter and 20 times each size, unless they are set.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Every pallet whose weights are measured here. Pallets of the SDK bring their own.
pallets=(
    pallet_joule_attestation
    pallet_joule_equilibrium
    pallet_joule_governance
    pallet_joule_incentive
    pallet_joule_issuance
    pallet_joule_market
    pallet_joule_panels
    pallet_joule_price
    pallet_joule_root
    pallet_joule_staking
    pallet_joule_subnets
    pallet_joule_verdicts
)
if (($# > 0)); then
    pallets=("$@")
fi
weights=runtime/src/weights

cd "$root"
say "Building a node that benchmarks: another set of features, so a quarter of an hour the first time"
# The runtime that is measured is WASM, which is always optimised; so is what executes it.
binary=$("$root/scripts/build.sh" --features joule-node/runtime-benchmarks)

for pallet in "${pallets[@]}"; do
    say "Measuring $pallet: keep the machine idle"
    "$binary" benchmark pallet --chain dev --pallet "$pallet" --extrinsic '*' \
        --steps "${STEPS:-50}" --repeat "${REPEAT:-20}" --wasm-execution compiled \
        --template scripts/weight-template.hbs --output "$weights/" >&2 \
        || fail "$pallet could not be measured. See what the node says above."
    rustfmt --edition 2021 "$weights/$pallet.rs"
    echo "$weights/$pallet.rs"
done
