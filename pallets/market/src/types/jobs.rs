// SPDX-License-Identifier: Apache-2.0
//! Work that is bought as a whole.

use super::{Bid, Closing, Due, Workload};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_primitives::{
    attestation::{ClassId, Evidence, Policy},
    panels::Finding,
    price::Dollars,
    types::{Balance, BlockNumber, Hash},
    verdicts::{SeededWork, MAX_SEATS},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a job on a device is, and how it is decided that it was done.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct BatchTerms {
    /// How it is decided.
    pub policy: Policy,
    /// What must be shown beside the result.
    pub evidence: Evidence,
    /// What is computed, if that is a seeded product.
    pub seeded_work: Option<SeededWork>,
    /// The hash of what is to be done.
    pub input_root: Hash,
    /// In how many parts the work can be paid.
    pub units: u64,
    /// Blocks in which it must be done.
    pub work_blocks: BlockNumber,
}

impl BatchTerms {
    /// How many devices are drawn to do the job, if it is not bought of one provider.
    #[must_use]
    pub const fn drawn(&self) -> Option<u8> {
        match self.policy {
            Policy::Redundant { n, .. } => Some(n),
            _ => None,
        }
    }
}

/// Where a job stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum JobState {
    /// Devices work, and the verdict on it comes.
    #[codec(index = 0)]
    Running,
    /// Something is to be delivered.
    #[codec(index = 1)]
    Working {
        /// The last block for that.
        until: BlockNumber,
    },
    /// It was delivered. The tenant may object.
    #[codec(index = 2)]
    Submitted {
        /// The hash of what was.
        result: Hash,
        /// The last block for that.
        until: BlockNumber,
    },
    /// A panel decides.
    #[codec(index = 3)]
    Disputed,
    /// It is over, and payments wait.
    #[codec(index = 4)]
    Closing,
    /// It is over, and all is paid.
    #[codec(index = 5)]
    Closed {
        /// The first block in which it may be forgotten.
        until: BlockNumber,
    },
}

/// What is held of a tenant that objects.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Dispute {
    /// In pJ.
    pub bond: Balance,
}

/// Work that is bought as a whole.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Job<AccountId> {
    /// Who pays.
    pub tenant: AccountId,
    /// What is bought.
    pub workload: Workload,
    /// The class of the device.
    pub class: ClassId,
    /// The price under which nothing is converted.
    pub floor_price: Dollars,
    /// To which what is secret is encrypted.
    pub tenant_key: [u8; 32],
    /// The hash of what shall run.
    pub manifest: Hash,
    /// What the job is, if it is done on devices.
    pub terms: Option<BatchTerms>,
    /// The bid that won, with the deposit as far as it is left; `None` if devices are drawn.
    pub bid: Option<Bid<AccountId>>,
    /// What it costs, in micro-dollars.
    pub price: u64,
    /// The block in which it began.
    pub started_at: BlockNumber,
    /// Where it stands.
    pub state: JobState,
    /// What the tenant's objection costs.
    pub dispute: Option<Dispute>,
    /// What a panel found, once it did.
    pub found: Option<Finding>,
    /// What is owed to whom, once it is over.
    pub dues: BoundedVec<Due<AccountId>, ConstU32<MAX_SEATS>>,
    /// How it ended.
    pub closing: Option<Closing>,
}

impl<AccountId: PartialEq> Job<AccountId> {
    /// Whether `who` was hired for it.
    #[must_use]
    pub fn is_worker(&self, who: &AccountId) -> bool {
        self.bid.as_ref().is_some_and(|bid| bid.provider == *who)
    }
}
