// SPDX-License-Identifier: Apache-2.0
//! Weights measured by `scripts/benchmark.sh`. Pallets of the SDK bring their own.

pub mod pallet_joule_attestation;
pub mod pallet_joule_equilibrium;
pub mod pallet_joule_governance;
pub mod pallet_joule_incentive;
pub mod pallet_joule_issuance;
pub mod pallet_joule_market;
pub mod pallet_joule_panels;
pub mod pallet_joule_price;
pub mod pallet_joule_root;
pub mod pallet_joule_staking;
pub mod pallet_joule_subnets;
pub mod pallet_joule_verdicts;
pub mod pallet_oracle;
