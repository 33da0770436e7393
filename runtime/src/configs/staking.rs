// SPDX-License-Identifier: Apache-2.0
//! Stake, and those whom it elects.

use crate::{
    constants::{MAX_VALIDATORS, REPORT_SESSIONS},
    session::ConsensusSessions,
    weights, AccountId, Balances, Incentive, Issuance, Runtime, Signature, Subnets,
};
use frame_support::traits::ConstU32;
use frame_system::EnsureRoot;

impl pallet_joule_staking::Config for Runtime {
    type Currency = Balances;
    type Money = Issuance;
    type Sessions = ConsensusSessions;
    type OnHotkeySwapped = (Subnets, Incentive);
    type Signature = Signature;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
    type MaxCandidates = ConstU32<{ 4 * MAX_VALIDATORS }>;
    type ReportSessions = ConstU32<REPORT_SESSIONS>;
    type WeightInfo = weights::pallet_joule_staking::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::StakingHelper;
}
