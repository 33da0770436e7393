// SPDX-License-Identifier: Apache-2.0
//! Questions about validators, stakes and how concentrated they are.

use super::decimal;
use crate::{
    staking::PoolId,
    types::{AccountId, Balance, BlockNumber},
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_staking::SessionIndex;

/// Validators on one page of [`StakingApi::validators`].
pub const VALIDATORS_PER_PAGE: u32 = 50;
/// The most pools of one coldkey that [`StakingApi::stakes`] tells of.
pub const MAX_STAKES_TOLD: u32 = 256;

/// Some of the validators, by the number of their pool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorsPage<Account> {
    /// Number of this page, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many validators were ever registered.
    pub total: u32,
    /// Those of this page.
    pub validators: Vec<Validator<Account>>,
}

/// A validator and its pool. Amounts in pJ.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Validator<Account> {
    /// The account that validates.
    pub hotkey: Account,
    /// The account that owns the validator and keeps the take.
    pub coldkey: Account,
    /// Number of the pool.
    pub pool: PoolId,
    /// What the validator says about itself.
    pub identity: Option<ValidatorIdentity>,
    /// The part of rewards that the owner keeps before stakers share the rest, in parts per
    /// million.
    pub take_ppm: u32,
    /// What the pool holds for its stakers.
    #[serde(with = "decimal")]
    pub tokens: Balance,
    /// Shares that divide the tokens.
    #[serde(with = "decimal")]
    pub shares: u128,
    /// The owner's own part of the tokens.
    #[serde(with = "decimal")]
    pub self_stake: Balance,
    /// Rewards that have not flowed into the pool yet.
    #[serde(with = "decimal")]
    pub rewards_ahead: Balance,
    /// Whether the validator stands for election.
    pub standing: bool,
    /// Whether it sits in the running session.
    pub sitting: bool,
    /// Whether it is in the set of the following session, which is fixed.
    pub queued: bool,
    /// Whether session keys are registered for its hotkey.
    pub has_keys: bool,
    /// Blocks it authored in the running session.
    pub blocks_this_session: u32,
    /// Blocks it authored in all ended sessions.
    pub blocks: u64,
    /// Rewards that were paid into the pool since it exists.
    #[serde(with = "decimal")]
    pub rewarded: Balance,
    /// What was slashed from the pool and its exits since it exists.
    #[serde(with = "decimal")]
    pub slashed: Balance,
    /// The latest sessions that paid it, oldest first.
    pub sessions: Vec<SessionReward>,
    /// The latest slashes, oldest first.
    pub slashes: Vec<Slash>,
}

/// What one session paid a validator for the blocks that it authored.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct SessionReward {
    /// The session.
    pub session: SessionIndex,
    /// Blocks that the validator authored.
    pub blocks: u32,
    /// What it was paid, in pJ.
    #[serde(with = "decimal")]
    pub reward: Balance,
}

/// Stake that was taken for an offence.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Slash {
    /// The session of the offence.
    pub session: SessionIndex,
    /// The block in which it was taken.
    pub block: BlockNumber,
    /// The part of the pool that was taken for that session by now, in parts per million.
    pub fraction_ppm: u32,
    /// What was taken, exits included, in pJ.
    #[serde(with = "decimal")]
    pub amount: Balance,
}

/// What a validator says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatorIdentity {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its page.
    pub url: String,
    /// How to reach who runs it.
    pub contact: String,
}

/// Everything that a coldkey has staked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stakes<Account> {
    /// The coldkey.
    pub coldkey: Account,
    /// Its stake by validator.
    pub stakes: Vec<Stake<Account>>,
    /// Whether it has more than are told here.
    pub more: bool,
    /// The coldkey to which everything moves, and from which block on; absent if none was
    /// announced.
    pub moves_to: Option<ColdkeyMove<Account>>,
}

/// A coldkey's stake behind one validator. Amounts in pJ.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stake<Account> {
    /// The validator.
    pub hotkey: Account,
    /// Number of its pool.
    pub pool: PoolId,
    /// Shares of the pool.
    #[serde(with = "decimal")]
    pub shares: u128,
    /// What they are worth.
    #[serde(with = "decimal")]
    pub value: Balance,
    /// What is on its way out, oldest first.
    pub exits: Vec<Exit<Account>>,
}

/// Stake on its way out of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exit<Account> {
    /// What was asked for, in pJ.
    #[serde(with = "decimal")]
    pub requested: Balance,
    /// What it is worth now, in pJ: less after a slash.
    #[serde(with = "decimal")]
    pub value: Balance,
    /// The session of the request. Offences up to two sessions later are paid by this stake, too.
    pub session: SessionIndex,
    /// Whether it may be withdrawn now.
    pub matured: bool,
    /// The first block at which it may be withdrawn; absent for stake that stays staked, which
    /// waits for a session.
    pub matures_at_block: Option<BlockNumber>,
    /// The first session in which it may be withdrawn; absent for stake that leaves.
    pub matures_in_session: Option<SessionIndex>,
    /// Where it is staked again; absent if it goes to the coldkey's balance.
    pub lands: Option<Landing<Account>>,
}

/// Where stake that moves is staked again.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Landing<Account> {
    /// Behind this validator.
    pub hotkey: Account,
    /// For this coldkey.
    pub coldkey: Account,
}

/// A change of coldkey that was announced.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ColdkeyMove<Account> {
    /// The new coldkey.
    pub coldkey: Account,
    /// The first block at which it may take over.
    pub from_block: BlockNumber,
}

/// How much of the stake how few hold, among the validators that stand for election.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decentralisation {
    /// Validators that stand for election.
    pub candidates: u32,
    /// What their pools hold, in pJ. The shares below are parts of it.
    #[serde(with = "decimal")]
    pub candidate_stake: Balance,
    /// What all pools hold, rewards that are on their way into them included, in pJ.
    #[serde(with = "decimal")]
    pub staked: Balance,
    /// All tokens that exist, in pJ.
    #[serde(with = "decimal")]
    pub issued: Balance,
    /// `staked / issued`, in parts per million.
    pub staked_ppm: u32,
    /// Each hotkey counted for itself.
    pub by_hotkey: Concentration,
    /// The hotkeys of one coldkey counted together.
    pub by_coldkey: Concentration,
}

/// Figures of concentration. All zero if nothing is staked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Concentration {
    /// The part of the largest, in parts per million.
    pub top1_ppm: u32,
    /// The part of the ten largest, in parts per million.
    pub top10_ppm: u32,
    /// The fewest that hold more than a third together: enough to stop finality, were seats weighed
    /// by stake.
    pub nakamoto_third: u32,
    /// The fewest that hold more than half together.
    pub nakamoto_half: u32,
}

sp_api::decl_runtime_apis! {
    /// Validators and stakes.
    #[api_version(1)]
    pub trait StakingApi {
        /// Page `page` of all validators, from 0; empty past the last one.
        fn validators(page: u32) -> ValidatorsPage<AccountId>;
        /// The validator of `hotkey`, also by a hotkey that was replaced; `None` if there is none.
        fn validator(hotkey: AccountId) -> Option<Validator<AccountId>>;
        /// What `coldkey` has staked.
        fn stakes(coldkey: AccountId) -> Stakes<AccountId>;
        /// How concentrated the stake is.
        fn decentralisation() -> Decentralisation;
    }
}
