// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_pogw::{beacon::Probability, Commitment, Hash, Node, Params};
use joule_primitives::{
    attestation::{ChallengeId, ClassId, DeviceKey, DeviceState, MilliComputeUnits},
    types::{Balance, BlockNumber},
};
use scale_info::TypeInfo;
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    Perbill,
};

/// The most bytes of a device's name.
pub const MAX_NAME_BYTES: u32 = 64;
/// The most bytes of the name of who made it.
pub const MAX_VENDOR_BYTES: u32 = 32;
/// How many failures are remembered: after that many, nothing of the bond is left.
pub const MAX_FAILURES: u32 = 3;
/// The most bytes of an opening.
pub const MAX_OPENING_BYTES: u32 = 86_528;

/// An opening, as `joule_pogw` specifies it.
pub type Opening = BoundedVec<u8, ConstU32<MAX_OPENING_BYTES>>;
/// An ed25519 signature of a device.
pub type DeviceSignature = [u8; 64];
/// The root of the tree over the rounds of a commitment.
pub type Top = [u8; 24];

/// A device. What it was called and who made it is stored elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Device<AccountId> {
    /// Whose it is, and whose balance holds bond and deposit.
    pub owner: AccountId,
    /// The class that it claims.
    pub class: ClassId,
    /// What it loses if it cheats, in pJ.
    pub bond: Balance,
    /// What is held for its record, in pJ.
    pub deposit: Balance,
    /// What it may do now.
    pub state: DeviceState,
    /// Its number in the queue while it waits for a place on trial.
    pub ticket: Option<u64>,
    /// Whether it is on a lease.
    pub is_excused: bool,
    /// The average of what it was credited with.
    pub score: MilliComputeUnits,
    /// What it computed when it was audited last.
    pub audited: MilliComputeUnits,
    /// How many of its next commits are audited for sure. While there are some it is on trial.
    pub audits_due: u8,
    /// The closing blocks of challenges in which it failed, the oldest first.
    pub failures: BoundedVec<BlockNumber, ConstU32<MAX_FAILURES>>,
    /// The first challenge that it neither committed to nor missed yet.
    pub due: ChallengeId,
    /// How many challenges it missed one after the other.
    pub misses: u8,
    /// The last challenge in which it was resumed.
    pub resumed_in: Option<ChallengeId>,
    /// The last challenge of which an equivocation was punished.
    pub equivocated_in: Option<ChallengeId>,
    /// Its place in the index of devices that are offered for draws.
    pub place: Option<u32>,
    /// In how many jobs it has a part.
    pub engagements: u32,
    /// The block from which on its next commit counts: that of its last commit, of when it began to
    /// take part, or of the end of a lease, whichever was last.
    pub counts_from: BlockNumber,
}

impl<AccountId> Device<AccountId> {
    /// Whether it takes part in challenges, or would if it were on no lease.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == DeviceState::Active
    }

    /// Whether it takes one of the places of those that are always audited.
    #[must_use]
    pub fn is_on_trial(&self) -> bool {
        self.state == DeviceState::Active && !self.is_excused && self.audits_due > 0
    }

    /// Whether it takes part in challenges, and so can miss one.
    #[must_use]
    pub fn takes_part(&self) -> bool {
        self.state == DeviceState::Active && !self.is_excused
    }

    /// Whether it waits, and has no number in the queue yet or needs no place any more: what was
    /// settled meanwhile may have been its last audit.
    #[must_use]
    pub fn must_be_seated(&self) -> bool {
        self.state == DeviceState::Waiting && (self.ticket.is_none() || self.audits_due == 0)
    }

    /// Whether it may be offered for draws: only what has proved itself is.
    #[must_use]
    pub fn may_be_offered(&self) -> bool {
        self.state == DeviceState::Active && self.audits_due == 0
    }
}

/// What stands at a place of the index of devices that are offered for draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Offer {
    /// The device.
    pub device: DeviceKey,
    /// The block in which it came to this place.
    pub since: BlockNumber,
}

/// The beacon of a block that somebody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Sample {
    /// How many have asked for it and not released it.
    pub requests: u32,
    /// The beacon, once the block has come.
    pub value: Option<Hash>,
}

/// What an owner says of a device. Nobody checks it.
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
)]
pub struct Metadata {
    /// What it is called.
    pub name: BoundedVec<u8, ConstU32<MAX_NAME_BYTES>>,
    /// Who made it.
    pub vendor: BoundedVec<u8, ConstU32<MAX_VENDOR_BYTES>>,
    /// Memory, in MiB.
    pub memory_mib: u32,
}

/// The randomness of the chain, and when it could be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct BeaconRecord {
    /// The beacon of the block.
    pub value: Hash,
    /// The slot of the block.
    pub slot: u64,
}

/// A challenge that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct OpenChallenge {
    /// Its number.
    pub id: ChallengeId,
    /// The block in which it opened.
    pub opened_at: BlockNumber,
    /// The block in which the one before opened. What devices did before that counts no more.
    pub previous_opened_at: BlockNumber,
    /// The slot of the block before: whoever has that block can compute the challenge.
    pub known_slot: u64,
    /// From what all its matrices follow.
    pub seed: Hash,
    /// What it asks for, as `joule_pogw` encodes it.
    pub params: [u8; 4],
    /// How many devices committed to the one before.
    pub active: u32,
    /// How likely a commit is audited: less, once the sample is drawn, if more came than the last
    /// time.
    pub audit: Perbill,
    /// How many devices committed.
    pub commits: u32,
    /// The sample, once it is drawn.
    pub sample: Option<Hash>,
    /// Blocks that had no room for a further opening.
    pub congested_blocks: u32,
}

/// A challenge that is over, of which some commits are not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ClosedChallenge {
    /// From what all its matrices followed.
    pub seed: Hash,
    /// The sample.
    pub sample: Hash,
    /// How likely a commit was audited.
    pub audit: Perbill,
    /// The first block after the last one for openings.
    pub closed_at: BlockNumber,
    /// Whether there was no room for openings so often that a missing one is forgiven.
    pub is_congested: bool,
    /// How many commits are not settled.
    pub unsettled: u32,
}

/// What a device committed to and was not settled yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PendingCommit {
    /// The challenge.
    pub challenge: ChallengeId,
    /// How many rounds it says that it computed.
    pub rounds: u32,
    /// The root of the tree over these rounds.
    pub top: Top,
    /// What that makes of it.
    pub claim: MilliComputeUnits,
    /// Whether it is audited whatever is drawn.
    pub is_audit_due: bool,
    /// Whether it was opened.
    pub is_opened: bool,
    /// For how many blocks it counts.
    pub blocks: BlockNumber,
}

impl PendingCommit {
    /// Whether it is audited, if `sample` was drawn.
    #[must_use]
    pub fn is_audited(&self, device: &DeviceKey, sample: &Hash, audit: Perbill) -> bool {
        self.is_audit_due || joule_pogw::beacon::is_audited(sample, &device.0, probability(audit))
    }

    /// What the device committed to in the challenge with the seed `seed`.
    #[must_use]
    pub fn commitment(&self, device: &DeviceKey, seed: Hash) -> Commitment {
        commitment(device, seed, self.rounds, self.top)
    }
}

/// What `device` commits to if it says that it computed so many rounds below `top`.
#[must_use]
pub fn commitment(device: &DeviceKey, challenge: Hash, rounds: u32, top: Top) -> Commitment {
    Commitment { challenge, device: device.0, rounds, top: Node::from_bytes(top) }
}

/// A probability as the protocol takes it.
#[must_use]
pub const fn probability(part: Perbill) -> Probability {
    Probability { numerator: part.deconstruct(), denominator: 1_000_000_000 }
}

/// What a challenge asks for that was stored as `bytes`: what is stored was checked.
#[must_use]
pub fn params_of(bytes: [u8; 4]) -> Option<Params> {
    Params::from_bytes(bytes).ok()
}

/// A commitment that a device signed, as evidence.
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
pub struct SignedCommit {
    /// How many rounds.
    pub rounds: u32,
    /// The root of the tree over them.
    pub top: Top,
    /// The signature of the device.
    pub signature: DeviceSignature,
}

/// The places on trial, and the queue before them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct TrialRoom {
    /// How many devices have a place.
    pub taken: u32,
    /// The first ticket that may still be waiting.
    pub head: u64,
    /// The next ticket to give out.
    pub tail: u64,
}

/// What a feeless call is for. Each kind has a part of a block to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum Kind {
    /// `commit`.
    #[codec(index = 0)]
    Commit,
    /// `open`.
    #[codec(index = 1)]
    Open,
    /// `settle`.
    #[codec(index = 2)]
    Settle,
    /// `resume`.
    #[codec(index = 3)]
    Resume,
    /// `report_equivocation`.
    #[codec(index = 4)]
    Report,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Commit, Self::Open, Self::Settle, Self::Resume, Self::Report];
}

/// What the calls of a kind took of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Usage {
    /// Computation, in picoseconds.
    pub ref_time: u64,
    /// Length, in bytes.
    pub bytes: u32,
}

impl Usage {
    /// Both together.
    #[must_use]
    pub const fn plus(self, more: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_add(more.ref_time),
            bytes: self.bytes.saturating_add(more.bytes),
        }
    }

    /// Whether it is within `limit`.
    #[must_use]
    pub const fn fits(self, limit: Self) -> bool {
        self.ref_time <= limit.ref_time && self.bytes <= limit.bytes
    }
}

/// What each kind took of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Usages {
    /// `commit`.
    pub commit: Usage,
    /// `open`.
    pub open: Usage,
    /// `settle`.
    pub settle: Usage,
    /// `resume`.
    pub resume: Usage,
    /// `report_equivocation`.
    pub report: Usage,
}

impl Usages {
    /// What `kind` took.
    pub fn of(&mut self, kind: Kind) -> &mut Usage {
        match kind {
            Kind::Commit => &mut self.commit,
            Kind::Open => &mut self.open,
            Kind::Settle => &mut self.settle,
            Kind::Resume => &mut self.resume,
            Kind::Report => &mut self.report,
        }
    }
}

/// Why a device was paused.
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
pub enum PauseReason {
    /// It missed three challenges, one after the other.
    #[codec(index = 0)]
    Absent,
    /// Its bond is below what its class asks for.
    #[codec(index = 1)]
    BondTooLow,
}

/// What a device was slashed for.
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
pub enum Fault {
    /// It was audited and showed nothing that holds.
    #[codec(index = 0)]
    NotOpened,
    /// It signed two commitments in one challenge.
    #[codec(index = 1)]
    Equivocation,
}

/// What became of a commit.
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
pub enum Verdict {
    /// It counts.
    #[codec(index = 0)]
    Credited {
        /// With how much.
        credit: MilliComputeUnits,
        /// Whether it was audited, and opened.
        is_audited: bool,
    },
    /// It was audited and not opened, when there was no room for openings: it counts as a miss.
    #[codec(index = 1)]
    Forgiven,
    /// It was audited and not opened.
    #[codec(index = 2)]
    Failed,
}

/// Why a feeless call is refused, as the code of `InvalidTransaction::Custom`. What came too late
/// or was done already is `Stale`, what comes too early is `Future`, a wrong signature is
/// `BadProof` and what finds no room in this block is `ExhaustsResources`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 1: no device has this key. Register it first.
    DeviceNotFound,
    /// 2: the device waits for a place, is paused or leaves. Resume it, or wait.
    DeviceInactive,
    /// 3: the device is on a lease. Commit when that is over.
    DeviceExcused,
    /// 4: the bond is below what the class asks for. Raise it.
    BondTooLow,
    /// 5: no rounds, or too many. Commit to 1 to 2^24.
    RoundsOutOfBounds,
    /// 6: the device did not commit to this challenge. There is nothing to open.
    CommitNotFound,
    /// 7: the commit is not audited. There is nothing to do.
    NotAudited,
    /// 8: the opening does not prove the commitment.
    OpeningRefused,
    /// 9: the device is not paused. There is nothing to resume.
    NotPaused,
    /// 10: nothing is known of this challenge any more, or yet.
    ChallengeNotFound,
    /// 11: both commitments are the same. That is no equivocation.
    SameCommit,
}

impl Refusal {
    /// The code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::DeviceNotFound => 1,
            Self::DeviceInactive => 2,
            Self::DeviceExcused => 3,
            Self::BondTooLow => 4,
            Self::RoundsOutOfBounds => 5,
            Self::CommitNotFound => 6,
            Self::NotAudited => 7,
            Self::OpeningRefused => 8,
            Self::NotPaused => 9,
            Self::ChallengeNotFound => 10,
            Self::SameCommit => 11,
        }
    }
}

impl From<Refusal> for TransactionValidityError {
    fn from(refusal: Refusal) -> Self {
        InvalidTransaction::Custom(refusal.code()).into()
    }
}
