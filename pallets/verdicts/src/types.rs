// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores, and what its calls take.

use crate::{MAX_AUDITORS, MAX_PROOF_BYTES};
use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_primitives::{
    attestation::DeviceKey,
    types::{BlockNumber, Hash},
    verdicts::{JobTerms, Verdict, MAX_SEATS},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An ed25519 signature of a device or an auditor.
pub type DeviceSignature = [u8; 64];
/// The opening of a seeded product.
pub type Proof = BoundedVec<u8, ConstU32<MAX_PROOF_BYTES>>;
/// The keys of auditors, ed25519, in strictly ascending order.
pub type AuditorKeys = BoundedVec<[u8; 32], ConstU32<MAX_AUDITORS>>;
/// Places of auditors in their list, in strictly ascending order, and what they signed.
pub type AuditorSignatures = BoundedVec<(u8, DeviceSignature), ConstU32<MAX_AUDITORS>>;

/// What a worker says of its work. With the job, it makes the receipt that its device signs.
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
pub struct Claim {
    /// The hash of the result.
    pub output_root: Hash,
    /// The hash of how it came to be, if the worker says so.
    pub trace_root: Option<Hash>,
    /// How many units it took.
    pub units: u64,
    /// When it began, in milliseconds since 1970. Nobody checks that.
    pub start_ms: u64,
    /// When it ended, in milliseconds since 1970. Nobody checks that.
    pub end_ms: u64,
}

/// What is kept of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ReceiptRecord {
    /// Its hash, which the device signed.
    pub hash: Hash,
    /// The hash of the result.
    pub output_root: Hash,
    /// How many units it claims.
    pub units: u64,
}

/// What a device does in a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Role {
    /// It was hired for the job.
    #[codec(index = 0)]
    Worker,
    /// It was drawn to do the job, with others.
    #[codec(index = 1)]
    Executor,
    /// It was drawn to do again what the worker did.
    #[codec(index = 2)]
    Checker,
    /// It was drawn, with others, to decide between the worker and who checked it.
    #[codec(index = 3)]
    Decider,
}

/// What happens with the help of chance.
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
pub enum Round {
    /// Several devices do the job.
    #[codec(index = 0)]
    Executors,
    /// Chance decides whether a worker is checked.
    #[codec(index = 1)]
    Lottery,
    /// A device does the job again.
    #[codec(index = 2)]
    Checker,
    /// Several devices decide who was right.
    #[codec(index = 3)]
    Deciders,
}

impl Round {
    /// What those do whom it is about: the worker in a lottery, else those who are drawn in it.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Executors => Role::Executor,
            Self::Lottery => Role::Worker,
            Self::Checker => Role::Checker,
            Self::Deciders => Role::Decider,
        }
    }
}

/// A device that has a say in a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Seat<AccountId> {
    /// The device.
    pub device: DeviceKey,
    /// Whose it was when it was hired or drawn.
    pub owner: AccountId,
    /// What it does.
    pub role: Role,
    /// The result to which it has committed.
    pub blind: Option<Hash>,
    /// The hash of the result that it has revealed.
    pub result: Option<Hash>,
}

impl<AccountId> Seat<AccountId> {
    /// Whether it is kept from other work: until it has revealed its result.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.role != Role::Worker && self.result.is_none()
    }
}

/// A draw that was asked for when nobody knew how it would end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Ticket {
    /// The block in which it was asked for.
    pub asked_at: BlockNumber,
    /// The block whose beacon decides.
    pub sample_at: BlockNumber,
    /// How many places the index of devices had then.
    pub pool_size: u32,
}

/// What a job waits for. The last block of a window belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Step {
    /// For the worker's result.
    #[codec(index = 0)]
    Working {
        /// The last block in which it may come.
        until: BlockNumber,
    },
    /// For the randomness that decides who is drawn.
    #[codec(index = 1)]
    Drawing {
        /// For what.
        round: Round,
        /// The draw.
        ticket: Ticket,
    },
    /// For devices that were drawn to commit to results.
    #[codec(index = 2)]
    Committing {
        /// The round.
        round: Round,
        /// The last block in which they may.
        until: BlockNumber,
    },
    /// For results to be revealed.
    #[codec(index = 3)]
    Revealing {
        /// The round.
        round: Round,
        /// The last block in which they may be.
        until: BlockNumber,
    },
    /// For the proof of a seeded product.
    #[codec(index = 4)]
    Proving {
        /// The block whose beacon samples it.
        sample_at: BlockNumber,
        /// The last block in which it may be shown.
        until: BlockNumber,
    },
    /// For auditors to vouch for the receipt.
    #[codec(index = 5)]
    Auditing {
        /// The last block in which their signatures may be shown.
        until: BlockNumber,
    },
    /// For the requester.
    #[codec(index = 6)]
    Accepting {
        /// The last block in which it may accept or object.
        until: BlockNumber,
    },
    /// To be closed.
    #[codec(index = 7)]
    Decided(Verdict),
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Job<AccountId> {
    /// What was agreed on.
    pub terms: JobTerms<AccountId>,
    /// The attempt that is made now, or was made last.
    pub attempt: u32,
    /// How many rounds of drawn devices have come to nothing.
    pub failed_rounds: u8,
    /// What it waits for.
    pub step: Step,
    /// The devices that have a say, the worker first; none any more once there is a verdict.
    pub seats: BoundedVec<Seat<AccountId>, ConstU32<MAX_SEATS>>,
    /// What the worker handed in, where the requester accepts.
    pub receipt: Option<ReceiptRecord>,
    /// Whose device was to check the worker, and hid what it had found.
    pub silent_checker: Option<AccountId>,
}

impl<AccountId> Job<AccountId> {
    /// The device that was hired, if one was.
    #[must_use]
    pub fn worker(&self) -> Option<&Seat<AccountId>> {
        self.seats.iter().find(|seat| seat.role == Role::Worker)
    }

    /// What the device with this role, of which there is one, has revealed.
    #[must_use]
    pub fn result_of(&self, role: Role) -> Option<Hash> {
        self.seats.iter().find(|seat| seat.role == role).and_then(|seat| seat.result)
    }
}

/// Who may vouch for receipts.
#[derive(
    Clone,
    Debug,
    Default,
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
pub struct AuditorSet {
    /// Their keys, in strictly ascending order.
    pub keys: AuditorKeys,
    /// How many of them must agree: more than half.
    pub quorum: u8,
}

impl AuditorSet {
    /// Checks that they are in order, and that two groups that are enough have somebody in common.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        let (count, quorum) = (self.keys.len(), usize::from(self.quorum));
        if !self.keys.is_sorted_by(|one, next| one < next) {
            return Err(String::from(
                "An auditor is listed twice, or out of order. Sort `verdicts.auditors.keys`.",
            ));
        }
        let is_majority = quorum.saturating_mul(2) > count && quorum <= count;
        if !is_majority && (count, quorum) != (0, 0) {
            return Err(format!(
                "{quorum} of {count} auditors must agree. Set `verdicts.auditors.quorum` to more \
                 than half of them and at most all, or to 0 if there are none."
            ));
        }
        Ok(())
    }
}
