// SPDX-License-Identifier: Apache-2.0
//! Questions about supply and schedule.

use super::decimal;
use crate::types::{Balance, BlockNumber, Moment};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The supply of the token at the end of a block. All amounts in pJ.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Supply {
    /// What genesis and the schedule together never exceed.
    #[serde(with = "decimal")]
    pub cap: Balance,
    /// Tokens that exist: `genesis + scheduled + reminted - burned.total`.
    #[serde(with = "decimal")]
    pub issued: Balance,
    /// Endowed by the genesis block.
    #[serde(with = "decimal")]
    pub genesis: Balance,
    /// Minted by the schedule, cumulative.
    #[serde(with = "decimal")]
    pub scheduled: Balance,
    /// Minted by settlements, cumulative; each minted less than it burned.
    #[serde(with = "decimal")]
    pub reminted: Balance,
    /// Burned, cumulative.
    pub burned: Burned,
    /// Issued tokens outside the pots: what holders own, staked or not.
    #[serde(with = "decimal")]
    pub circulating: Balance,
    /// The part of the circulating tokens that is staked.
    #[serde(with = "decimal")]
    pub staked: Balance,
    /// The most that can ever exist from here on: the cap less what was destroyed for good. Never
    /// rises.
    #[serde(with = "decimal")]
    pub effective_max: Balance,
    /// What the pots hold.
    pub pots: PotBalances,
}

/// Tokens burned since genesis, by reason, in pJ.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Burned {
    /// Payments for compute.
    #[serde(with = "decimal")]
    pub settlement: Balance,
    /// Fees of transactions.
    #[serde(with = "decimal")]
    pub fee: Balance,
    /// Costs of registrations.
    #[serde(with = "decimal")]
    pub registration: Balance,
    /// Slashes.
    #[serde(with = "decimal")]
    pub slash: Balance,
    /// What accounts could not hold.
    #[serde(with = "decimal")]
    pub dust: Balance,
    /// Budget that nobody earned.
    #[serde(with = "decimal")]
    pub lapsed: Balance,
    /// Everything else.
    #[serde(with = "decimal")]
    pub other: Balance,
    /// The sum of the above.
    #[serde(with = "decimal")]
    pub total: Balance,
}

/// Balances of the pots' accounts, in pJ, their existential deposits included.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct PotBalances {
    /// For block authors and their stakers.
    #[serde(with = "decimal")]
    pub security: Balance,
    /// For the subnets.
    #[serde(with = "decimal")]
    pub subnets: Balance,
    /// For providers of GPU work.
    #[serde(with = "decimal")]
    pub compute: Balance,
}

/// Where the chain stands in its emission schedule.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HalvingSchedule {
    /// The block for which this is said.
    pub block: BlockNumber,
    /// The era of this block; 0 before the first halving.
    pub era: u32,
    /// What a block pays at this height, in pJ.
    #[serde(with = "decimal")]
    pub reward_per_block: Balance,
    /// When the reward halves next; absent once no further era pays.
    pub next_halving: Option<NextHalving>,
    /// The last block that pays anything; absent if none does.
    pub last_paying_block: Option<BlockNumber>,
    /// Every era that pays, from the first.
    pub eras: Vec<Era>,
}

/// The next halving.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NextHalving {
    /// The first block that pays the halved reward.
    pub block: BlockNumber,
    /// When that is, if every slot from here on brings a block: milliseconds since the Unix epoch.
    /// Absent at the genesis block, which has no time.
    pub estimated_at_ms: Option<Moment>,
}

/// One era of the schedule.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Era {
    /// Number of the era, from 0.
    pub era: u32,
    /// First block of the era.
    pub first_block: BlockNumber,
    /// Last block of the era.
    pub last_block: BlockNumber,
    /// Reward of a block of this era, in pJ; the cap may cut that of the last paying block.
    #[serde(with = "decimal")]
    pub reward: Balance,
    /// What the schedule has issued in all when the era ends, in pJ.
    #[serde(with = "decimal")]
    pub scheduled_at_end: Balance,
}

sp_api::decl_runtime_apis! {
    /// Supply, schedule and rewards.
    #[api_version(1)]
    pub trait IssuanceApi {
        /// The supply of the token at this block.
        fn supply() -> Supply;
        /// Where the chain stands in its emission schedule at this block.
        fn halving_schedule() -> HalvingSchedule;
        /// What block `height` pays by the schedule, in pJ, whether it lies ahead or behind.
        fn reward_at(height: BlockNumber) -> Balance;
    }
}
