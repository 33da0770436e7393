// SPDX-License-Identifier: Apache-2.0
//! What a node has to do next for one of its devices. It follows from what the chain says and from
//! what the node has kept, and from nothing else.

use crate::types::{Opening, PendingCommit, SignedCommit};
use joule_pogw::{Hash, Params};
use joule_primitives::{attestation::ChallengeId, types::BlockNumber};

/// The fewest blocks that are left for a commit to get into one after work ends.
const MIN_MARGIN_BLOCKS: BlockNumber = 2;
/// The most.
const MAX_MARGIN_BLOCKS: BlockNumber = 10;
/// The part of the window that is left otherwise: a tenth.
const MARGIN_DIVISOR: BlockNumber = 10;
/// The most milliseconds for which an agent computes: an hour.
const MAX_WORK_MS: u64 = 3_600_000;

/// A challenge that is open, as one device sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Duty {
    pub challenge: ChallengeId,
    pub seed: Hash,
    pub params: Params,
    /// The blocks in which devices may commit.
    pub commit_blocks: BlockNumber,
    /// The last block in which the device may commit.
    pub commit_until: BlockNumber,
    /// The first block in which it may open.
    pub open_from: BlockNumber,
    /// The last one.
    pub open_until: BlockNumber,
    pub sample: Option<Hash>,
    /// Whether the chain would take a commit of the device.
    pub may_commit: bool,
    /// What it committed to in this challenge.
    pub pending: Option<PendingCommit>,
    /// Whether that is audited. Known with the sample.
    pub is_audited: bool,
}

/// What the chain says of a device after the block `now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub now: BlockNumber,
    pub slot_ms: u64,
    pub duty: Option<Duty>,
    /// The challenge after which the device can be resumed, if it can.
    pub resumable: Option<ChallengeId>,
    /// Whether the device waits until it is settled: for a number in the queue for places on trial,
    /// or without need of one.
    pub is_held_up: bool,
}

/// What the node has kept for a device and the challenge that is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub commit: Option<SignedCommit>,
    /// The sample, and the opening for it.
    pub opening: Option<(Hash, Opening)>,
}

/// What is to be done for a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing.
    Rest,
    /// Ask the agent for rounds, which it computes for so many milliseconds if it has not begun;
    /// `None` if it is too late to begin. Commit to them as soon as they are there.
    Compute { duty: Duty, work_ms: Option<u64> },
    /// Send the commitment that was kept.
    Commit { challenge: ChallengeId, commit: SignedCommit },
    /// Ask the agent for the opening of what is pending, and keep it. Send it if that `is_due`.
    Prove { duty: Duty, pending: PendingCommit, sample: Hash, is_due: bool },
    /// Send the opening that was kept.
    Open { challenge: ChallengeId, opening: Opening },
    /// Ask the agent whether it is well, and resume the device if so.
    Resume { after: ChallengeId },
    /// Have what is due of the device done.
    Settle,
}

/// What is to be done next. What costs a bond if it is late comes first.
pub(crate) fn next_step(view: &View, kept: Kept) -> Step {
    let Kept { commit, opening } = kept;
    let next = view.now.saturating_add(1);
    let duty = view.duty.as_ref();
    duty.and_then(|duty| open(next, duty, opening))
        .or_else(|| duty.and_then(|duty| commit_to(view, next, duty, commit)))
        .or_else(|| view.resumable.map(|after| Step::Resume { after }))
        .or_else(|| view.is_held_up.then_some(Step::Settle))
        .unwrap_or(Step::Rest)
}

/// The agent is asked as soon as the sample is known: it may need long. The opening is sent in the
/// part of the window that was drawn for the device, but not for its first block: a node that is a
/// block behind would refuse it as too early, and for some time without another look.
fn open(next: BlockNumber, duty: &Duty, kept: Option<(Hash, Opening)>) -> Option<Step> {
    let sample = duty.sample?;
    let pending = duty.pending.filter(|pending| duty.is_audited && !pending.is_opened)?;
    if next > duty.open_until {
        return None;
    }
    let is_due = next > duty.open_from || next == duty.open_until;
    match kept.filter(|(kept_for, _)| *kept_for == sample) {
        Some((_, opening)) if is_due => Some(Step::Open { challenge: duty.challenge, opening }),
        Some(_) => None,
        None => Some(Step::Prove { duty: *duty, pending, sample, is_due }),
    }
}

/// What was signed once is sent until the chain has it. Only who has signed nothing computes.
fn commit_to(
    view: &View,
    next: BlockNumber,
    duty: &Duty,
    kept: Option<SignedCommit>,
) -> Option<Step> {
    if !duty.may_commit || duty.pending.is_some() || next > duty.commit_until {
        return None;
    }
    Some(match kept {
        Some(commit) => Step::Commit { challenge: duty.challenge, commit },
        None => Step::Compute { duty: *duty, work_ms: work_ms(view, duty) },
    })
}

/// For how long an agent computes that begins now; `None` if it is too late.
///
/// It ends half a slot before a block, so that it has ended when the node asks after that block,
/// and so many blocks before the end of the window that the commitment can be sent twice at least.
/// The whole window counts as time: a wider margin would cost score.
fn work_ms(view: &View, duty: &Duty) -> Option<u64> {
    let tenth = duty.commit_blocks.checked_div(MARGIN_DIVISOR).unwrap_or_default();
    let margin = tenth.clamp(MIN_MARGIN_BLOCKS, MAX_MARGIN_BLOCKS);
    let end = duty.commit_until.saturating_sub(margin);
    let slots = end.checked_sub(view.now).filter(|slots| *slots > 0)?;
    let half_ms = view.slot_ms.checked_div(2).unwrap_or_default();
    let left_ms = u64::from(slots).saturating_mul(view.slot_ms).saturating_sub(half_ms);
    Some(left_ms.max(view.slot_ms).min(MAX_WORK_MS))
}
