// SPDX-License-Identifier: Apache-2.0
//! Work that is bought as a whole.

use super::{BatchTerms, Bid, Closing, Due, JobState, Workload};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_primitives::{
    attestation::ClassId,
    panels::Finding,
    price::Dollars,
    types::{Balance, BlockNumber, Hash},
    verdicts::MAX_SEATS,
};
use scale_info::TypeInfo;

/// What is held of a tenant that objects.
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
    /// The block in which the tenant objected, if it did. Its device was free from then on.
    pub objected_at: Option<BlockNumber>,
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
