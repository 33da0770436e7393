// SPDX-License-Identifier: Apache-2.0
//! Subnets, and how they are paid.

use crate::{
    weights, AccountId, Balances, Incentive, Issuance, Root, Runtime, RuntimeHoldReason, Signature,
    Staking, Subnets,
};
use frame_system::EnsureRoot;

impl pallet_joule_subnets::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Money = Issuance;
    type Hotkeys = Staking;
    type Signature = Signature;
    type OnSubnets = Incentive;
    type Merits = Incentive;
    type EpochQueue = Incentive;
    type WeightInfo = weights::pallet_joule_subnets::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::SubnetsHelper;
}

impl pallet_joule_incentive::Config for Runtime {
    type Currency = Balances;
    type Money = Issuance;
    type Subnets = Subnets;
    type Hotkeys = Staking;
    type Signature = Signature;
    type Stakes = Staking;
    type Pools = Staking;
    type Earnings = Staking;
    type SplitEmission = Root;
    type WeightInfo = weights::pallet_joule_incentive::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::IncentiveHelper;
}

impl pallet_joule_root::Config for Runtime {
    type Stakes = Staking;
    type Subnets = Subnets;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type WeightInfo = weights::pallet_joule_root::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::RootHelper;
}
