// SPDX-License-Identifier: Apache-2.0
//! Questions about subnets and their neurons.

use super::{decimal, decimals};
use crate::{
    subnets::{NetUid, SubnetParameters, Uid},
    types::{AccountId, Balance, BlockNumber},
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Subnets on one page of [`SubnetsApi::subnets`].
pub const SUBNETS_PER_PAGE: u32 = 32;

/// Some of the subnets, in the order of their registration.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubnetsPage<Account> {
    /// Number of this page, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many subnets there are.
    pub total: u32,
    /// Those of this page.
    pub subnets: Vec<Subnet<Account>>,
    /// What registering another one takes.
    pub registration: SubnetRegistration,
}

/// What registering a subnet takes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubnetRegistration {
    /// What is locked of its owner's balance until the subnet ends, in pJ, if it is registered now.
    #[serde(with = "decimal")]
    pub lock: Balance,
    /// The first block in which one may be registered.
    pub from_block: BlockNumber,
    /// Whether there are as many subnets as may be, so that a new one takes the place of another.
    pub is_full: bool,
    /// The subnet that makes way; absent if none has to, or none may be removed.
    pub replaces: Option<NetUid>,
}

/// A subnet. Amounts in pJ.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subnet<Account> {
    /// Its number.
    pub netuid: NetUid,
    /// The coldkey that owns it.
    pub owner: Account,
    /// The neuron by which it does.
    pub owner_hotkey: Account,
    /// The coldkey to which it was offered.
    pub offered_to: Option<Account>,
    /// What it says about itself.
    pub identity: Option<SubnetIdentity>,
    /// When it was registered.
    pub registered_at: BlockNumber,
    /// What its owner locked for it.
    #[serde(with = "decimal")]
    pub lock: Balance,
    /// What its owner set.
    pub parameters: SubnetParameters,
    /// How many neurons it has.
    pub neurons: u16,
    /// How many of them may validate.
    pub validators: u16,
    /// What registering a neuron costs now.
    #[serde(with = "decimal")]
    pub registration_cost: Balance,
    /// Blocks between two epochs, until the next one.
    pub tempo: BlockNumber,
    /// When its last epoch ran; absent if none has.
    pub last_epoch_block: Option<BlockNumber>,
    /// When its next epoch is due.
    pub next_epoch_block: BlockNumber,
    /// Whether an epoch is due and waits for those of other subnets.
    pub epoch_queued: bool,
    /// The part of the emission that it got when it was divided last, in parts per million.
    pub emission_share_ppm: u32,
    /// What flows into it in a hundred blocks, on average.
    #[serde(with = "decimal")]
    pub average_emission: Balance,
    /// What its next epoch divides.
    pub pending: PendingEmission,
}

/// What waits for the epoch of a subnet, in pJ.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct PendingEmission {
    /// For its owner.
    #[serde(with = "decimal")]
    pub owner: Balance,
    /// For its miners.
    #[serde(with = "decimal")]
    pub miners: Balance,
    /// For its validators.
    #[serde(with = "decimal")]
    pub validators: Balance,
}

/// What a subnet says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubnetIdentity {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its page.
    pub url: String,
    /// Where its code is.
    pub repository: String,
    /// Where its logo is.
    pub logo: String,
    /// How to reach who runs it.
    pub contact: String,
}

/// A column of a [`Metagraph`].
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Column {
    /// [`Metagraph::hotkey`].
    #[codec(index = 0)]
    Hotkey,
    /// [`Metagraph::coldkey`].
    #[codec(index = 1)]
    Coldkey,
    /// [`Metagraph::registered_at`].
    #[codec(index = 2)]
    RegisteredAt,
    /// [`Metagraph::stake`].
    #[codec(index = 3)]
    Stake,
    /// [`Metagraph::permit`].
    #[codec(index = 4)]
    Permit,
    /// [`Metagraph::active`].
    #[codec(index = 5)]
    Active,
    /// [`Metagraph::last_update`].
    #[codec(index = 6)]
    LastUpdate,
    /// [`Metagraph::trust`].
    #[codec(index = 7)]
    Trust,
    /// [`Metagraph::consensus`].
    #[codec(index = 8)]
    Consensus,
    /// [`Metagraph::incentive`].
    #[codec(index = 9)]
    Incentive,
    /// [`Metagraph::dividends`].
    #[codec(index = 10)]
    Dividends,
    /// [`Metagraph::emission`].
    #[codec(index = 11)]
    Emission,
    /// [`Metagraph::endpoint`].
    #[codec(index = 12)]
    Endpoint,
}

impl Column {
    /// Every column.
    pub const ALL: [Column; 13] = [
        Column::Hotkey,
        Column::Coldkey,
        Column::RegisteredAt,
        Column::Stake,
        Column::Permit,
        Column::Active,
        Column::LastUpdate,
        Column::Trust,
        Column::Consensus,
        Column::Incentive,
        Column::Dividends,
        Column::Emission,
        Column::Endpoint,
    ];
}

/// The neurons of a subnet by column, each in the order of their uids. Columns that were not asked for
/// are absent. Fractions are in 65,535ths and those of the last epoch.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metagraph<Account> {
    /// The subnet.
    pub netuid: NetUid,
    /// The block for which this is said.
    pub block: BlockNumber,
    /// The block in which its last epoch ran; absent if none has.
    pub epoch_block: Option<BlockNumber>,
    /// How many neurons there are: the length of every column.
    pub neurons: u16,
    /// The uid of its owner.
    pub owner_uid: Option<Uid>,
    /// The accounts that mine or validate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hotkey: Option<Vec<Account>>,
    /// The accounts that they serve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coldkey: Option<Vec<Account>>,
    /// The blocks in which they were registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered_at: Option<Vec<BlockNumber>>,
    /// The stake with which they weigh in this subnet, in pJ: their own but for what they lent to
    /// others, and what others lent them.
    #[serde(default, with = "decimals", skip_serializing_if = "Option::is_none")]
    pub stake: Option<Vec<Balance>>,
    /// Whether they may validate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permit: Option<Vec<bool>>,
    /// Whether their weights are fresh enough to count now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<Vec<bool>>,
    /// The blocks in which they last set or revealed weights; 0 if they never did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update: Option<Vec<BlockNumber>>,
    /// How much of a validator's weights is within the consensus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust: Option<Vec<u16>>,
    /// The largest weight that enough of the stake supports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consensus: Option<Vec<u16>>,
    /// Their parts of what miners earned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incentive: Option<Vec<u16>>,
    /// Their parts of what validators earned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dividends: Option<Vec<u16>>,
    /// What they earned in the last epoch in both roles, in pJ, before validators share it with those
    /// who stake behind them or lend to them.
    #[serde(default, with = "decimals", skip_serializing_if = "Option::is_none")]
    pub emission: Option<Vec<Balance>>,
    /// Where they answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Vec<Option<Endpoint>>>,
}

/// Where a neuron answers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// Its address: of version 4 or 6.
    pub ip: String,
    /// Its port.
    pub port: u16,
    /// The protocol that it speaks there, by a number that the subnet gives it.
    pub protocol: u8,
    /// The SHA-256 digest of its TLS certificate, in hexadecimal digits; absent if it has none.
    pub certificate_digest: Option<String>,
    /// The port of its metrics; absent if it shows none.
    pub metrics_port: Option<u16>,
    /// The block in which it said so.
    pub updated_at: BlockNumber,
}

sp_api::decl_runtime_apis! {
    /// Subnets and their neurons.
    #[api_version(1)]
    pub trait SubnetsApi {
        /// Page `page` of all subnets, from 0; empty past the last one.
        fn subnets(page: u32) -> SubnetsPage<AccountId>;
        /// A subnet; `None` if there is none of this number, or it was removed.
        fn subnet(netuid: NetUid) -> Option<Subnet<AccountId>>;
        /// The neurons of a subnet in these columns, in all for none; `None` if there is no such
        /// subnet.
        fn metagraph(netuid: NetUid, columns: Vec<Column>) -> Option<Metagraph<AccountId>>;
        /// The block in which the next epoch of a subnet is due. It runs in this one or, if those of
        /// others are due as well, in one of the following.
        fn next_epoch_block(netuid: NetUid) -> Option<BlockNumber>;
    }
}
