// SPDX-License-Identifier: Apache-2.0
//! Questions about devices and the challenges in which they prove their work.

use super::decimal;
use crate::{
    attestation::{ChallengeId, ClassId, DeviceKey, DeviceState, MilliComputeUnits},
    types::{AccountId, Balance, BlockNumber, Hash},
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How many devices a page holds at most.
pub const DEVICES_PER_PAGE: u32 = 64;

/// A page of all devices, in no order that means anything.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DevicesPage<Account> {
    /// The number of the page, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many devices there are.
    pub total: u32,
    /// How many devices hold a place among those that are always audited.
    pub on_trial: u32,
    /// How many of these places there are.
    pub max_on_trial: u32,
    /// The devices.
    pub devices: Vec<Device<Account>>,
}

/// A device, misses and a commit that is due included. Amounts in pJ.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device<Account> {
    /// Its key.
    pub key: DeviceKey,
    /// Whose it is.
    pub owner: Account,
    /// The class that it claims.
    pub class: ClassId,
    /// What it may do now.
    pub state: DeviceState,
    /// Whether it is on a lease, and so misses nothing.
    pub is_excused: bool,
    /// How many wait before it; absent unless it waits.
    pub queue_position: Option<u32>,
    /// What it loses if it cheats.
    #[serde(with = "decimal")]
    pub bond: Balance,
    /// What the bond should be for all that it may be credited with to count.
    #[serde(with = "decimal")]
    pub needed_bond: Balance,
    /// What counts of it: the average of what it was credited with.
    pub score: MilliComputeUnits,
    /// What it computed in the last challenge in which it was audited.
    pub audited: MilliComputeUnits,
    /// How likely it is audited when it commits, in parts per million.
    pub audit_ppm: u32,
    /// How many of its next commits are audited for sure.
    pub audits_due: u8,
    /// Challenges that it missed one after the other.
    pub misses: u8,
    /// The blocks in which it failed, the oldest first, as far as they count for the next penalty.
    pub failures: Vec<BlockNumber>,
    /// What it committed to and was not settled yet.
    pub pending: Option<PendingCommit>,
    /// What its owner says that it is. Nobody checked that.
    pub metadata: Metadata,
}

/// What an owner says of a device. Nobody checks it.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// What it is called.
    pub name: String,
    /// Who made it.
    pub vendor: String,
    /// Memory, in MiB.
    pub memory_mib: u32,
}

/// A commitment that was not settled yet, and what its device must do next.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PendingCommit {
    /// The challenge.
    pub challenge: ChallengeId,
    /// How many rounds the device says that it computed.
    pub rounds: u32,
    /// The root of the tree over its rounds, 24 bytes in hex.
    pub top: String,
    /// What that makes.
    pub claim: MilliComputeUnits,
    /// Whether it is audited; absent while that is open.
    pub is_audited: Option<bool>,
    /// Whether it was opened.
    pub is_opened: bool,
    /// The first block in which it may be opened; absent unless it is to be opened still.
    pub open_from: Option<BlockNumber>,
    /// The last one.
    pub open_until: Option<BlockNumber>,
}

/// The challenge that is open, and when the next one may open.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Challenges {
    /// The block for which this is said.
    pub block: BlockNumber,
    /// The challenge that is open.
    pub open: Option<OpenChallenge>,
    /// The number of the next one.
    pub next: ChallengeId,
    /// The first block in which it may open.
    pub next_from: BlockNumber,
    /// The block in which it opens at the latest.
    pub next_until: BlockNumber,
    /// On average so many blocks pass in between.
    pub mean_interval_blocks: BlockNumber,
}

/// A challenge that is open.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenChallenge {
    /// Its number.
    pub id: ChallengeId,
    /// From what all its matrices follow.
    pub seed: Hash,
    /// Version, size as a power of two, samples, flags.
    pub params: [u8; 4],
    /// The block in which it opened. Commits may follow from the next one on.
    pub opened_at: BlockNumber,
    /// The last block for commits.
    pub commit_until: BlockNumber,
    /// The block in which the sample is drawn, and the first for openings.
    pub sample_at: BlockNumber,
    /// The last block for openings.
    pub open_until: BlockNumber,
    /// The sample, once it is drawn.
    pub sample: Option<Hash>,
    /// How likely a commit is audited, in billionths. Exactly this decides once the sample is
    /// drawn; until then it falls if more devices commit than the last time.
    pub audit_ppb: u32,
    /// How many devices committed.
    pub commits: u32,
    /// How many did in the challenge before it.
    pub active: u32,
    /// In how many blocks there was no room for a further opening.
    pub congested_blocks: u32,
}

sp_api::decl_runtime_apis! {
    /// Devices and challenges.
    #[api_version(1)]
    pub trait AttestationApi {
        /// Page `page` of all devices, from 0; empty past the last one.
        fn devices(page: u32) -> DevicesPage<AccountId>;

        /// A device; `None` if there is none with this key.
        fn device(key: DeviceKey) -> Option<Device<AccountId>>;

        /// The challenge that is open, and when the next one may open.
        fn challenges() -> Challenges;
    }
}
