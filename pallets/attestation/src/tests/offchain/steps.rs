// SPDX-License-Identifier: Apache-2.0
//! The decision what is to be done, as a table.

use crate::{
    offchain::step::{next_step, Duty, Kept, Step, View},
    types::{Opening, PendingCommit, SignedCommit},
};
use joule_pogw::Params;
use joule_primitives::attestation::{ChallengeId, MilliComputeUnits};

const ID: ChallengeId = ChallengeId(7);
const SAMPLE: [u8; 32] = [3; 32];
const COMMIT: SignedCommit = SignedCommit { rounds: 9, top: [1; 24], signature: [2; 64] };
const PENDING: PendingCommit = PendingCommit {
    challenge: ID,
    rounds: 9,
    top: [1; 24],
    claim: MilliComputeUnits(0),
    is_audit_due: true,
    is_opened: false,
    blocks: 0,
};

/// A challenge that opened in block 100, with the windows of public networks.
fn duty() -> Duty {
    Duty {
        challenge: ID,
        seed: [4; 32],
        params: Params::new(13, 16).expect("they are possible"),
        commit_blocks: 20,
        commit_until: 120,
        open_from: 140,
        open_until: 192,
        sample: None,
        may_commit: true,
        pending: None,
        is_audited: false,
    }
}

/// The same after it was committed to and sampled.
fn audited() -> Duty {
    Duty {
        sample: Some(SAMPLE),
        pending: Some(PENDING),
        is_audited: true,
        may_commit: false,
        ..duty()
    }
}

fn step(now: u32, duty: impl Into<Option<Duty>>, kept: Kept) -> Step {
    let view = View { now, slot_ms: 6_000, duty: duty.into(), resumable: None, is_held_up: false };
    next_step(&view, kept)
}

fn nothing() -> Kept {
    Kept::default()
}

fn with_commit() -> Kept {
    Kept { commit: Some(COMMIT), opening: None }
}

fn with_opening() -> Kept {
    Kept { commit: Some(COMMIT), opening: Some((SAMPLE, opening())) }
}

fn opening() -> Opening {
    Opening::truncate_from(vec![5; 10])
}

#[test]
fn work_ends_in_time_for_two_tries() {
    let work_ms = |now| match step(now, duty(), nothing()) {
        Step::Compute { work_ms, .. } => work_ms,
        other => panic!("it must compute: {other:?}"),
    };
    // Half a slot before the block 118, after which it is sent for 119, and again for 120.
    assert_eq!(work_ms(100), Some(18 * 6_000 - 3_000));
    assert_eq!(work_ms(116), Some(2 * 6_000 - 3_000));
    // A whole slot at least.
    assert_eq!(work_ms(117), Some(6_000));
    assert_eq!([118, 119].map(work_ms), [None, None]);
    assert_eq!(step(120, duty(), nothing()), Step::Rest);
}

#[test]
fn the_margin_grows_with_the_window_up_to_a_limit() {
    for (commit_blocks, margin) in [(2, 2), (5, 2), (20, 2), (30, 3), (100, 10), (14_400, 10)] {
        let duty = Duty { commit_blocks, commit_until: 100 + commit_blocks, ..duty() };
        let begins = |now| match step(now, duty, nothing()) {
            Step::Compute { work_ms, .. } => work_ms.is_some(),
            other => panic!("it must compute: {other:?}"),
        };
        let end = 100 + commit_blocks - margin;
        assert!(!begins(end) && (end == 100 || begins(end - 1)), "{commit_blocks}");
    }
}

#[test]
fn no_agent_works_for_more_than_an_hour() {
    let duty = Duty { commit_blocks: 14_400, commit_until: 14_500, ..duty() };
    assert_eq!(step(100, duty, nothing()), Step::Compute { duty, work_ms: Some(3_600_000) });
}

#[test]
fn what_was_signed_is_sent_and_nothing_else_is_computed() {
    let sends = Step::Commit { challenge: ID, commit: COMMIT };
    assert_eq!(step(100, duty(), with_commit()), sends);
    assert_eq!(step(119, duty(), with_commit()), sends);
    assert_eq!(step(120, duty(), with_commit()), Step::Rest);
}

#[test]
fn who_may_not_commit_rests() {
    let duty = Duty { may_commit: false, ..duty() };
    for kept in [nothing(), with_commit()] {
        assert_eq!(step(101, duty, kept), Step::Rest);
    }
    assert_eq!(step(101, None, nothing()), Step::Rest);
}

#[test]
fn who_has_committed_rests_until_the_sample() {
    let duty = Duty { pending: Some(PENDING), may_commit: false, ..duty() };
    assert_eq!(step(119, duty, with_commit()), Step::Rest);
    assert_eq!(step(128, duty, with_commit()), Step::Rest);
}

#[test]
fn an_opening_is_asked_for_at_once_and_sent_in_turn() {
    let duty = audited();
    let asks = |is_due| Step::Prove { duty, pending: PENDING, sample: SAMPLE, is_due };
    assert_eq!(step(128, duty, with_commit()), asks(false));
    assert_eq!(step(139, duty, with_commit()), asks(false));
    assert_eq!(step(140, duty, with_commit()), asks(true));
    assert_eq!(step(191, duty, with_commit()), asks(true));
    assert_eq!(step(192, duty, with_commit()), Step::Rest);
    // Whoever has it sends it.
    let sends = Step::Open { challenge: ID, opening: opening() };
    assert_eq!(step(139, duty, with_opening()), Step::Rest, "others may be a block behind");
    assert_eq!(step(140, duty, with_opening()), sends);
    assert_eq!(step(191, duty, with_opening()), sends);
    assert_eq!(step(192, duty, with_opening()), Step::Rest);
}

#[test]
fn a_window_of_one_block_is_not_missed() {
    let duty = Duty { open_from: 192, ..audited() };
    let sends = Step::Open { challenge: ID, opening: opening() };
    assert_eq!(step(190, duty, with_opening()), Step::Rest);
    assert_eq!(step(191, duty, with_opening()), sends);
}

#[test]
fn who_needs_a_place_has_itself_settled() {
    let held_up =
        |duty, resumable| View { now: 150, slot_ms: 6_000, duty, resumable, is_held_up: true };
    assert_eq!(next_step(&held_up(None, None), nothing()), Step::Settle);
    // What costs a bond comes first.
    let opens = next_step(&held_up(Some(audited()), None), with_opening());
    assert!(matches!(opens, Step::Open { .. }));
}

#[test]
fn openings_of_another_sample_are_of_no_use() {
    let duty = Duty { sample: Some([6; 32]), ..audited() };
    assert!(matches!(step(150, duty, with_opening()), Step::Prove { sample: [6, ..], .. }));
}

#[test]
fn what_was_committed_to_without_this_node_is_opened_too() {
    assert!(matches!(step(150, audited(), nothing()), Step::Prove { .. }));
}

#[test]
fn who_is_not_audited_or_has_opened_rests() {
    let spared = Duty { is_audited: false, ..audited() };
    let opened = PendingCommit { is_opened: true, ..PENDING };
    let opened = Duty { pending: Some(opened), ..audited() };
    for duty in [spared, opened] {
        assert_eq!(step(150, duty, with_opening()), Step::Rest);
    }
}

#[test]
fn a_paused_device_opens_before_it_comes_back() {
    let view =
        |now, duty| View { now, slot_ms: 6_000, duty, resumable: Some(ID), is_held_up: false };
    let resumes = Step::Resume { after: ID };
    assert_eq!(next_step(&view(150, None), nothing()), resumes);
    let opens = next_step(&view(150, Some(audited())), with_opening());
    assert!(matches!(opens, Step::Open { .. }));
    // There is time until its turn.
    assert_eq!(next_step(&view(130, Some(audited())), with_opening()), resumes);
}
