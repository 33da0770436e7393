// SPDX-License-Identifier: Apache-2.0
//! Whether a paid job was done: who asks, who decides, and what deciding needs of devices.

use crate::{
    attestation::{DeviceKey, Evidence, Policy},
    types::{Balance, BlockNumber, Hash},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, weights::Weight, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{DispatchResult, Perbill};

/// The number of a job. What it is a number of is known to who opened the job only.
pub type JobId = u64;

/// The most devices that have a say in one verdict.
pub const MAX_SEATS: u32 = 9;
/// The most accounts, beside requester and worker, whose devices are not drawn for a job.
pub const MAX_EXCLUDED: u32 = 8;

/// The work of a job whose evidence is a seeded product.
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
pub struct SeededWork {
    /// Version, size of the matrices as a power of two, samples, flags: as in a challenge.
    pub params: [u8; 4],
    /// How many rounds the device computes.
    pub rounds: u32,
}

/// What is agreed on before a job begins.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct JobTerms<AccountId> {
    /// Who pays, and accepts what comes.
    pub requester: AccountId,
    /// Whose devices are drawn for nothing in this job, beside the requester's and the worker's.
    pub excluded: BoundedVec<AccountId, ConstU32<MAX_EXCLUDED>>,
    /// The device that does it; `None` if those who do it are drawn.
    pub device: Option<DeviceKey>,
    /// How it is decided that it was done.
    pub policy: Policy,
    /// What must be shown beside the result.
    pub evidence: Evidence,
    /// What is computed, if the evidence is a seeded product.
    pub seeded_work: Option<SeededWork>,
    /// The hash of what is to be done, in the receipt of who did it.
    pub input_root: Hash,
    /// How many units of the job's resource are paid for: the most that a receipt may claim, and
    /// what each drawn device is paid for.
    pub units: u64,
    /// Blocks in which a device must have done it.
    pub work_blocks: BlockNumber,
    /// The number of the first attempt. No two attempts at one job have the same number.
    pub attempt: u32,
}

/// How a job ended.
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
pub enum Outcome {
    /// It was done.
    #[codec(index = 0)]
    Accepted,
    /// What was handed in is wrong, or was not shown after all.
    #[codec(index = 1)]
    Rejected,
    /// The requester objects: whoever opened the job has the dispute decided.
    #[codec(index = 2)]
    Contested,
    /// The worker handed in nothing in time.
    #[codec(index = 3)]
    TimedOut,
    /// The evidence that was agreed on was not shown in time.
    #[codec(index = 4)]
    Unproven,
    /// Those who were drawn, if any were found, did not agree.
    #[codec(index = 5)]
    Undecided,
}

/// What a device did wrong.
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
pub enum Fault {
    /// The worker handed in nothing in time.
    #[codec(index = 0)]
    Late,
    /// It was drawn and committed to nothing.
    #[codec(index = 1)]
    Absent,
    /// It committed to a result and did not reveal it.
    #[codec(index = 2)]
    Withheld,
    /// Its result is not that of the majority.
    #[codec(index = 3)]
    WrongResult,
    /// It did not prove what it had signed.
    #[codec(index = 4)]
    NotProven,
}

/// How an attempt at a job ended, and who did what. No device is in both lists, or twice in one.
#[derive(
    Clone,
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
pub struct Verdict {
    /// The attempt.
    pub attempt: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// The hash of the result, if one stands.
    pub output_root: Option<Hash>,
    /// Who is to be paid, and for how many units. If the outcome is [`Outcome::Contested`]: who would
    /// be, by its receipt.
    pub paid: BoundedVec<(DeviceKey, u64), ConstU32<MAX_SEATS>>,
    /// Who was at fault in the end, and why. Faults of rounds before are not repeated here. What
    /// the bond pays for them has been taken.
    pub at_fault: BoundedVec<(DeviceKey, Fault), ConstU32<MAX_SEATS>>,
}

/// Decides whether jobs were done. Pays nobody: that is for who opens them.
pub trait Verdicts<AccountId> {
    /// Whether a job could be opened with these terms now, whatever its number and its device.
    ///
    /// # Errors
    /// If they are not possible.
    fn check(terms: &JobTerms<AccountId>) -> DispatchResult;

    /// Begins to watch over a job.
    ///
    /// # Errors
    /// If there is a job with this number, or its terms are not possible. Nothing changes then.
    fn open(job: JobId, terms: JobTerms<AccountId>) -> DispatchResult;

    /// The requester objects to what was handed in: the verdict is [`Outcome::Contested`], and
    /// [`OnVerdict`] is not called, as the caller knows. The caller takes the bond for a dispute.
    ///
    /// # Errors
    /// If `who` is not the requester, or there is nothing to which it may object now.
    fn object(job: JobId, who: &AccountId) -> DispatchResult;

    /// The verdict on an attempt at a job, until the job is closed; `None` if there is none.
    fn verdict(job: JobId, attempt: u32) -> Option<Verdict>;

    /// Forgets a job with a verdict, or one for which nothing was handed in and nobody drawn yet.
    ///
    /// # Errors
    /// If there is no such job, or it goes on.
    fn close(job: JobId) -> DispatchResult;

    /// What checking, opening, objecting or closing takes at most.
    fn weight() -> Weight;
}

/// Follows verdicts.
pub trait OnVerdict {
    /// A verdict falls. It stands, whatever comes of this. May close the job.
    fn on_verdict(job: JobId, verdict: &Verdict);

    /// What that takes at most.
    fn weight() -> Weight;
}

impl OnVerdict for () {
    fn on_verdict(_job: JobId, _verdict: &Verdict) {}

    fn weight() -> Weight {
        Weight::zero()
    }
}

/// Which devices are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawRequest<'a, AccountId> {
    /// From what they are drawn: another one for each draw.
    pub seed: Hash,
    /// How many.
    pub count: u32,
    /// The block in which the draw was asked for, before anybody knew the seed.
    pub as_of: BlockNumber,
    /// What [`DrawDevices::pool_size`] was in that block.
    pub pool_size: u32,
    /// Whose devices are not drawn.
    pub excluded: &'a [AccountId],
}

/// Draws devices for work that their owners did not ask for, but offer to do.
pub trait DrawDevices<AccountId> {
    /// How many places the index of devices has now from which is drawn.
    fn pool_size() -> u32;

    /// Up to as many devices as asked for, with their owners: idle, active, with the bond of their
    /// class, offered for draws by their owners, no two of one owner, none of an excluded one.
    /// Fewer if no more are found in a bounded number of tries. Writes nothing.
    ///
    /// Try t is for the place `H(seed, t) * pool_size / 2^64` of the index. It finds nothing if
    /// the place is empty, or if the device came to that place in block `as_of` or later: who
    /// knows the seed must be able to do nothing but waste tries.
    fn draw(request: &DrawRequest<AccountId>) -> Vec<(DeviceKey, AccountId)>;

    /// What drawing `count` devices takes at most: when all tries find nothing.
    fn weight(count: u32) -> Weight;
}

/// Keeps bonds until the jobs in which their devices have a part are over.
pub trait EngageDevices {
    /// The device has a part in one more job: until that is over, its bond cannot be withdrawn.
    ///
    /// # Errors
    /// If there is no such device, or it is leaving. Nothing changes then.
    fn engage(device: &DeviceKey) -> DispatchResult;

    /// Undoes one [`engage`](Self::engage), of which each is undone once.
    fn disengage(device: &DeviceKey);

    /// In how many jobs the device has a part.
    fn engagements(device: &DeviceKey) -> u32;
}

/// The chain's randomness in a later block: nobody knows it when it is asked for.
pub trait SampleBeacon {
    /// Asks for the beacon of a later block, 8 from now, and says which block that is. Whoever asks
    /// releases it once.
    fn request() -> BlockNumber;

    /// The beacon of block `height`, if somebody asked for it, nobody has released it, and it is
    /// that block or a later one.
    fn sample(height: BlockNumber) -> Option<[u8; 32]>;

    /// Undoes one request. The beacon is forgotten with the last one.
    fn release(height: BlockNumber);
}

/// Takes from bonds.
pub trait SlashDevices {
    /// Takes a part of what the device's bond is now, and burns it: how much, in pJ. Nothing if
    /// there is no such device. Also takes from devices that are leaving. Called once for each
    /// fault.
    fn slash(device: &DeviceKey, part: Perbill) -> Balance;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indices_of_outcomes_and_faults_are_frozen() {
        let outcomes = [
            Outcome::Accepted,
            Outcome::Rejected,
            Outcome::Contested,
            Outcome::TimedOut,
            Outcome::Unproven,
            Outcome::Undecided,
        ];
        assert_eq!(outcomes.map(|it| it.encode()), [0, 1, 2, 3, 4, 5].map(|index| vec![index]));
        let faults =
            [Fault::Late, Fault::Absent, Fault::Withheld, Fault::WrongResult, Fault::NotProven];
        assert_eq!(faults.map(|it| it.encode()), [0, 1, 2, 3, 4].map(|index| vec![index]));
    }

    #[test]
    fn nobody_needs_to_follow_verdicts() {
        assert_eq!(<() as OnVerdict>::weight(), Weight::zero());
    }
}
