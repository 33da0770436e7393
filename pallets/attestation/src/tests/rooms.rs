// SPDX-License-Identifier: Apache-2.0
//! Feeless calls take a part of a block, and what found no room in it costs nobody a bond.

use crate::{
    mock::*,
    types::{Kind, Usage, Verdict},
    Call, Event, Used,
};
use frame_support::{assert_ok, traits::Authorize};
use joule_primitives::{
    attestation::{ChallengeId, DeviceState, Devices},
    money::BurnReason,
};
use sp_runtime::transaction_validity::TransactionSource;

/// That a call finds no room in this block, but may wait in the pool.
fn find_no_room(call: Call<Test>) {
    let authorize = |source| RuntimeCall::from(call.clone()).authorize(source).expect("feeless");
    assert_eq!(authorize(TransactionSource::InBlock).map(|_| ()), Err(NO_ROOM.into()));
    assert!(authorize(TransactionSource::External).is_ok());
    assert!(authorize(TransactionSource::Local).is_ok());
}

/// Lets a kind of calls take all of its part of this block, but for so much.
fn fill(kind: Kind, but: Usage) {
    let limit = Attestation::kind_limit();
    let used = Usage { ref_time: limit.ref_time - but.ref_time, bytes: limit.bytes - but.bytes };
    Used::<Test>::mutate(|all| *all.of(kind) = used);
}

/// Lets a kind of calls find room, and no room if either measure has one unit less.
fn fills_exactly(kind: Kind, usage: Usage, call: Call<Test>) {
    fill(kind, Usage { bytes: usage.bytes - 1, ..usage });
    find_no_room(call.clone());
    fill(kind, Usage { ref_time: usage.ref_time - 1, ..usage });
    find_no_room(call.clone());
    // Others take nothing of it.
    for other in Kind::ALL {
        if other != kind {
            fill(other, Usage::default());
        }
    }
    fill(kind, usage);
    assert_ok!(submit(call));
    assert_eq!(*Used::<Test>::get().of(kind), Attestation::kind_limit());
    pass(1);
    assert_eq!(Used::<Test>::get(), Default::default());
}

#[test]
fn each_kind_takes_a_fifth_of_a_block() {
    run(|| {
        assert_eq!(Kind::ALL.len(), 5);
        let limit = Attestation::kind_limit();
        assert_eq!(limit.ref_time, 2_000_000_000_000 / 5);
        assert_eq!(limit.bytes, 5 * 1024 * 1024 / 5);
        OtherWeight::set(1_000_000);
        OpenWeight::set(3_000_000);
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let challenge = next_challenge().id;
        gpu.compute(1);
        let Call::commit { device, rounds, top, signature, .. } = gpu.commit_call() else {
            panic!("a commit")
        };
        let usage = Attestation::commit_usage(&(device, challenge, rounds, top, signature));
        assert_eq!(usage.bytes, 20 + 32 + 4 + 4 + 24 + 64);
        fills_exactly(Kind::Commit, usage, gpu.commit_call());

        go_to_sample();
        go_to(gpu.opens_from());
        let Call::open { opening, .. } = gpu.open_call() else { panic!("an opening") };
        fills_exactly(Kind::Open, Attestation::open_usage(&opening), gpu.open_call());

        let report = gpu.report_call(challenge, BOB);
        let Call::report_equivocation { first, second, reporter, .. } = report.clone() else {
            panic!("a report")
        };
        let usage = Attestation::report_usage(&(device, challenge, first, second, reporter));
        fills_exactly(Kind::Report, usage, report);

        finish();
        fills_exactly(Kind::Settle, Attestation::settle_usage(&device), gpu.settle_call());
        assert_ok!(Attestation::raise_bond(signed(ALICE), device, BOND));
        let usage = Attestation::resume_usage(&(device, challenge, [0u8; 64]));
        fills_exactly(Kind::Resume, usage, gpu.resume_call(challenge));
    });
}

#[test]
fn a_block_takes_no_more_commits_than_its_fifth() {
    run(|| {
        // GIVEN blocks of 3 kB, a fifth of which are four commits
        BlockBytes::set(3_100);
        let mut gpus = (1..=6).map(gpu).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        next_challenge();
        gpus.iter_mut().for_each(|gpu| gpu.compute(1));
        for gpu in &gpus[..4] {
            assert_ok!(submit(gpu.commit_call()));
        }
        for gpu in &gpus[4..] {
            find_no_room(gpu.commit_call());
        }
        // THEN the others come in the next one
        pass(1);
        for gpu in &gpus[4..] {
            assert_ok!(submit(gpu.commit_call()));
        }
    });
}

/// Lets `blocks` of the opening window have no room for openings, and the challenge end.
fn congest(blocks: u32) {
    go_to_sample();
    for _ in 0..blocks {
        fill(Kind::Open, Usage::default());
        pass(1);
    }
    assert_eq!(current().congested_blocks, blocks);
    finish();
}

/// Lets `blocks` of the opening window have no room for openings, and a device miss its own. What
/// became of its commit.
fn missed_in(blocks: u32) -> (Gpu, Verdict) {
    let mut gpu = gpu(1);
    gpu.register(ALICE);
    gpu.attend(1);
    let challenge = next_challenge().id;
    gpu.commit(1);
    congest(blocks);
    gpu.settle();
    let mut verdicts = events().into_iter().filter_map(|event| match event {
        Event::CommitSettled { challenge: id, verdict, .. } if id == challenge => Some(verdict),
        _ => None,
    });
    let verdict = verdicts.next_back().expect("it was settled");
    (gpu, verdict)
}

#[test]
fn congestion_is_a_miss_and_no_failure() {
    run(|| {
        // Ten blocks are a window; three are more than a quarter.
        let (gpu, verdict) = missed_in(3);
        assert_eq!(verdict, Verdict::Forgiven);
        let record = gpu.record();
        assert_eq!((record.bond, record.misses, record.audits_due), (BOND, 1, 11));
        assert_eq!(burned(BurnReason::Slash), 0);
    });
}

#[test]
fn two_full_blocks_are_no_congestion() {
    run(|| {
        let (gpu, verdict) = missed_in(2);
        assert_eq!(verdict, Verdict::Failed);
        assert_eq!(gpu.record().bond, BOND - BOND / 20);
    });
}

#[test]
fn every_block_of_the_window_counts_and_no_other() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let open = next_challenge();
        gpu.commit(1);
        let (first, last) = (open.opened_at + 7, open.opened_at + 17);
        while now() <= last {
            fill(Kind::Open, Usage::default());
            let block = now();
            pass(1);
            if let Some(open) = crate::Current::<Test>::get() {
                assert_eq!(open.congested_blocks, (block + 1).saturating_sub(first));
            }
        }
        let congested =
            Event::ChallengeClosed { challenge: open.id, commits: 1, is_congested: true };
        assert_eq!(events(), [congested]);
    });
}

#[test]
fn three_forgiven_openings_pause() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        for _ in 0..3 {
            next_challenge();
            gpu.commit(1);
            congest(3);
        }
        gpu.settle();
        assert_eq!(gpu.record().state, DeviceState::Paused);
        assert_eq!(gpu.record().bond, BOND);
        gpu.resume();
    });
}

#[test]
fn what_is_forgiven_on_a_lease_does_not_count_after_it() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        (0..2).for_each(|_| miss_challenge());
        next_challenge();
        gpu.commit(1);
        assert_ok!(Attestation::excuse(&gpu.key));
        congest(3);
        // The third miss in a row pauses nobody who is on a lease.
        assert_eq!(gpu.standing().state, DeviceState::Active);
        Attestation::end_excuse(&gpu.key);
        assert_eq!((gpu.record().misses, gpu.standing().is_idle), (0, true));
        check();
        gpu.attend(1);
    });
}

#[test]
fn a_window_that_real_openings_fill_is_congested() {
    run(|| {
        // GIVEN blocks with room for five small openings in their fifth, or for one that is large
        let mut gpus = (1..=70).map(gpu).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        let params = next_challenge().params;
        gpus.iter_mut().for_each(|gpu| gpu.commit(1));
        go_to_sample();
        let largest = Attestation::largest_opening_usage(params);
        BlockBytes::set(5 * largest.bytes);
        let mut waiting = gpus.iter().collect::<Vec<_>>();
        while crate::Current::<Test>::get().is_some() {
            waiting.retain(|gpu| {
                let may_open = now() >= gpu.opens_from();
                !(may_open && submit(gpu.open_call()).is_ok())
            });
            pass(1);
        }
        assert!(!waiting.is_empty(), "some found no room");
        BlockBytes::set(5 * 1024 * 1024);
        for gpu in &gpus {
            gpu.settle();
            assert_eq!(gpu.record().bond, BOND);
        }
        for gpu in waiting {
            assert_eq!(gpu.record().misses, 1);
        }
        assert_eq!(crate::Closed::<Test>::get(ChallengeId(0)), None);
    });
}
