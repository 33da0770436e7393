// SPDX-License-Identifier: Apache-2.0
//! Verdicts on jobs. Only other pallets open jobs, and there is none yet that does.

use crate::{weights, AccountId, Attestation, Runtime};
use frame_system::EnsureRoot;

impl pallet_joule_verdicts::Config for Runtime {
    type Devices = Attestation;
    type Beacon = Attestation;
    // There is no market yet that would pay by verdicts.
    type OnVerdict = ();
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type WeightInfo = weights::pallet_joule_verdicts::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::VerdictsHelper;
}
