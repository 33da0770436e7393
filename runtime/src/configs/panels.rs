// SPDX-License-Identifier: Apache-2.0
//! Panels of validators, which decide where tenants and providers disagree.

use crate::{
    constants::MAX_VALIDATORS, weights, Attestation, Balances, Issuance, Market, Runtime, Staking,
};
use frame_support::traits::ConstU32;

impl pallet_joule_panels::Config for Runtime {
    type Currency = Balances;
    type Money = Issuance;
    type Jurors = Staking;
    type MaxJurors = ConstU32<MAX_VALIDATORS>;
    type Beacon = Attestation;
    type OnFinding = Market;
    type WeightInfo = weights::pallet_joule_panels::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::PanelsHelper;
}
