// SPDX-License-Identifier: Apache-2.0
//! Who fills blocks so that its own missing openings are forgiven, or those of others miss.

use super::prove;
use crate::{
    mock::*,
    types::{Kind, Verdict},
    Call, Event, Used, AUDITS_AFTER_FAILURE,
};
use frame_support::assert_ok;
use joule_primitives::{
    attestation::{DeviceState, MilliComputeUnits},
    money::BurnReason,
};

/// Lets openings find no room in any further block of the challenge that is open.
fn congest() {
    go_to_sample();
    while crate::Current::<Test>::exists() {
        Used::<Test>::mutate(|used| *used.of(Kind::Open) = Attestation::kind_limit());
        pass(1);
    }
}

/// Commits to nothing in the next challenge, which is congested, and is settled.
fn cheat_in_a_crowd(gpu: &mut Gpu) -> Verdict {
    let challenge = next_challenge().id;
    gpu.commit_to_nothing(16_000_000);
    congest();
    gpu.settle();
    let mut verdicts = events().into_iter().filter_map(|event| match event {
        Event::CommitSettled { challenge: id, verdict, .. } if id == challenge => Some(verdict),
        _ => None,
    });
    verdicts.next_back().expect("it was settled")
}

#[test]
fn who_congests_at_will_loses_no_bond_and_earns_nothing_without_work() {
    run_rarely_audited(|| {
        // GIVEN who fills all blocks of every window, and does no work
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        prove(&gpu, 1_000_000, 1_000_000);
        // WHEN it is drawn for the first time
        let mut unseen = 0;
        while cheat_in_a_crowd(&mut gpu) != Verdict::Forgiven {
            unseen += 1;
        }
        assert!(unseen > 0);
        assert_eq!(gpu.record().audits_due, AUDITS_AFTER_FAILURE);
        // THEN it is audited each time from then on, and its score is soon nothing
        for _ in 0..60 {
            if gpu.record().state == DeviceState::Paused {
                gpu.resume();
            }
            assert_eq!(cheat_in_a_crowd(&mut gpu), Verdict::Forgiven);
        }
        assert_eq!(gpu.record().score, MilliComputeUnits(0));
        assert_eq!(gpu.record().audits_due, AUDITS_AFTER_FAILURE);
        assert_eq!(burned(BurnReason::Slash), 0);
        // AND the first window that is not congested costs it a part of its bond
        if gpu.record().state == DeviceState::Paused {
            gpu.resume();
        }
        assert!(gpu.cheat(1));
        assert_eq!(gpu.record().bond, BOND - BOND / 20);
    });
}

#[test]
fn an_honest_device_that_found_no_room_has_its_bond_and_its_score_back_after_its_next_commits() {
    run_rarely_audited(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        prove(&gpu, 1_000_000, 1_000_000);
        loop {
            next_challenge();
            gpu.commit(1);
            super::set_claim(&gpu, 1_000_000);
            go_to_sample();
            let is_audited = gpu.is_audited();
            congest();
            gpu.settle();
            if is_audited {
                break;
            }
        }
        assert_eq!((gpu.record().bond, gpu.record().state), (BOND, DeviceState::Active));
        assert_eq!(gpu.record().score, MilliComputeUnits(750_000));
        for _ in 0..16 {
            next_challenge();
            gpu.commit(1);
            super::set_claim(&gpu, 1_000_000);
            go_to_sample();
            gpu.open();
            finish();
            gpu.settle();
        }
        assert!(gpu.record().score.0 > 990_000);
        assert_eq!(gpu.record().audits_due, AUDITS_AFTER_FAILURE - 16);
    });
}

#[test]
fn who_is_on_trial_stays_where_it_is_after_congestion() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        gpu.attend(1);
        let due = gpu.record().audits_due;
        assert_eq!(cheat_in_a_crowd(&mut gpu), Verdict::Forgiven);
        assert_eq!((gpu.record().audits_due, gpu.record().state), (due, DeviceState::Active));
    });
}

#[test]
fn openings_that_prove_nothing_fill_no_block() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit(1);
        go_to_sample();
        go_to(gpu.opens_from());
        let opening = crate::types::Opening::truncate_from(vec![7; 86_528]);
        for _ in 0..100 {
            let call =
                Call::open { device: gpu.key, challenge: current().id, opening: opening.clone() };
            refuse(call, crate::Refusal::OpeningRefused);
        }
        assert_eq!(Used::<Test>::get(), Default::default());
        assert_ok!(submit(gpu.open_call()));
        // Once, and then never again: nobody fills a block with openings that he has.
        refuse(gpu.open_call(), STALE);
        assert!(Used::<Test>::get().open.bytes < 1_000);
    });
}

#[test]
fn a_block_holds_one_call_of_a_kind_for_a_device_and_a_challenge() {
    run(|| {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, Default::default(), 100 * BOND));
        let open = next_challenge();
        gpu.compute(1);
        // Two commits, two reports: whichever comes first has the tag of the other.
        let (first, second) = (gpu.commit_call(), gpu.commit_call_of(open.id, 9, [3; 24]));
        let tag = submit(first).expect("it is valid").provides;
        refuse(second, STALE);
        assert_eq!(tag.len(), 1);
        let reports = [BOB, CHARLIE].map(|reporter| gpu.report_call(open.id, reporter));
        let [first, second] = reports;
        let other = submit(first).expect("it is valid").provides;
        refuse(second, STALE);
        assert_ne!(tag, other);
        go_to_sample();
        go_to(gpu.opens_from());
        let opened = submit(gpu.open_call()).expect("it is valid").provides;
        refuse(gpu.open_call(), STALE);
        assert_ne!(tag, opened);
    });
}
