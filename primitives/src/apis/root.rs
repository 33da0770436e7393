// SPDX-License-Identifier: Apache-2.0
//! Questions about the root network: who divides the emission among subnets, and how.

use super::decimal;
use crate::{
    staking::PoolId,
    subnets::NetUid,
    types::{AccountId, Balance, BlockNumber},
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The root network: its members now, and what its last epoch decided.
///
/// Parts are rounded down to millionths. Amounts in pJ.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RootAllocation<Account> {
    /// The block for which this is said.
    pub block: BlockNumber,
    /// The block of the last epoch; absent if none was yet.
    pub last_epoch_block: Option<BlockNumber>,
    /// The block of the next one.
    pub next_epoch_block: BlockNumber,
    /// Those who may give weights now, by the number of their pool.
    pub members: Vec<RootMember<Account>>,
    /// Whose voices the last epoch heard, the loudest first.
    pub voices: Vec<ColdkeyVoice<Account>>,
    /// What the last epoch decided for each subnet that there was.
    pub subnets: Vec<RootSubnet>,
    /// How much the members of the last epoch could decide, by what of all stake counted of them, in
    /// parts per million.
    pub turnout_ppm: u32,
    /// The part of what was there to divide that they did, in parts per million.
    pub decided_ppm: u32,
    /// What all epochs so far left for later ones.
    #[serde(with = "decimal")]
    pub backlog: Balance,
    /// Root epochs between a commit and its reveal; absent while weights are set at once.
    pub commit_reveal_period: Option<u16>,
    /// Blocks after which weights count no more.
    pub expiry_blocks: BlockNumber,
    /// The part of all members' stake that counts of a single one's at most, in parts per million.
    pub counted_cap_ppm: u32,
}

/// A member of the root network. What it says of the last epoch is zero if it was no member then.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RootMember<Account> {
    /// Its hotkey.
    pub hotkey: Account,
    /// The coldkey that owns it.
    pub coldkey: Account,
    /// Number of its pool.
    pub pool: PoolId,
    /// What is staked behind it now.
    #[serde(with = "decimal")]
    pub stake: Balance,
    /// What of its stake the last epoch counted.
    #[serde(with = "decimal")]
    pub counted_stake: Balance,
    /// The part of all counted stake that this was, in parts per million.
    pub voice_ppm: u32,
    /// How much of its weights agreed with what the last epoch decided, in parts per million.
    pub agreement_ppm: u32,
    /// What it says that subnets should get, in ascending order of their numbers; empty if it says
    /// nothing.
    pub weights: Vec<RootWeight>,
    /// Blocks since it decided on these weights; absent if it has none.
    pub weights_age_blocks: Option<BlockNumber>,
    /// The first block in which they count no more; absent if it has none.
    pub weights_expire_at: Option<BlockNumber>,
}

/// What a member says that a subnet should get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RootWeight {
    /// The subnet. It may have been removed since: then this counts for nothing.
    pub netuid: NetUid,
    /// How much, in parts of the sum of the member's weights.
    pub weight: u16,
}

/// What the last epoch heard from the members that one coldkey owns now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ColdkeyVoice<Account> {
    /// The coldkey.
    pub coldkey: Account,
    /// How many members they were.
    pub members: u32,
    /// What was staked behind them.
    #[serde(with = "decimal")]
    pub stake: Balance,
    /// What of it counted.
    #[serde(with = "decimal")]
    pub counted_stake: Balance,
    /// The part of all counted stake that this was, in parts per million.
    pub voice_ppm: u32,
}

/// What the last epoch decided for a subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RootSubnet {
    /// The subnet.
    pub netuid: NetUid,
    /// Its part of what was divided, in parts per million.
    pub share_ppm: u32,
    /// What members gave it, by their voice and the turnout, in parts per million.
    pub rank_ppm: u32,
    /// The voice of those who gave it enough to trust it, times the turnout, in parts per million.
    pub trust_ppm: u32,
    /// The part of the rank that counted, in parts per million.
    pub consensus_ppm: u32,
    /// What it got.
    #[serde(with = "decimal")]
    pub amount: Balance,
}

sp_api::decl_runtime_apis! {
    /// The root network.
    #[api_version(1)]
    pub trait RootApi {
        /// Its members, and what its last epoch decided.
        fn root_allocation() -> RootAllocation<AccountId>;
    }
}
