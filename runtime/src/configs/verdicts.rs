// SPDX-License-Identifier: Apache-2.0
//! Verdicts on jobs, which the market opens and pays.

use crate::{weights, AccountId, Attestation, Market, Runtime};
use frame_system::EnsureRoot;

impl pallet_joule_verdicts::Config for Runtime {
    type Devices = Attestation;
    type Beacon = Attestation;
    type OnVerdict = Market;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type WeightInfo = weights::pallet_joule_verdicts::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::VerdictsHelper;
}
