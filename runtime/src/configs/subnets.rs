// SPDX-License-Identifier: Apache-2.0
//! Subnets, and how they are paid.

use crate::{
    constants::BACKLOG_BLOCKS, weights, Balance, Balances, Incentive, Issuance, Runtime,
    RuntimeHoldReason, Signature, Staking, Subnets,
};
use alloc::{vec, vec::Vec};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight};
use joule_primitives::subnets::{NetUid, SplitEmission, DIVISION_BLOCKS};

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
    type SplitEmission = EqualSplit;
    type WeightInfo = weights::pallet_joule_incentive::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::IncentiveHelper;
}

/// Gives every subnet the same part of what came, and of a backlog so little each time that it lasts
/// for months. What rounding leaves joins the backlog.
pub struct EqualSplit;

impl SplitEmission for EqualSplit {
    fn split(subnets: &[NetUid], inflow: Balance, backlog: Balance) -> Vec<Balance> {
        let count = Balance::try_from(subnets.len()).unwrap_or(Balance::MAX);
        let part_of = |amount: Balance| amount.checked_div(count).unwrap_or_default();
        let of_backlog = backlog
            .saturating_mul(DIVISION_BLOCKS.into())
            .checked_div(BACKLOG_BLOCKS.into())
            .unwrap_or_default();
        vec![part_of(inflow).saturating_add(part_of(of_backlog)); subnets.len()]
    }

    fn weight(_subnets: u32) -> Weight {
        // Three divisions, and a list of a hundred numbers.
        Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS, 0)
    }
}
