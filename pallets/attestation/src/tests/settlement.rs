// SPDX-License-Identifier: Apache-2.0
//! Credit, misses and failures, by whoever has them settled.

use crate::{
    mock::*,
    types::{Fault, Verdict},
    AttestationSettings, Closed, Event, LastCommits, Pending, Refusal,
};
use frame_support::assert_ok;
use joule_primitives::{
    attestation::{ChallengeId, ClassId, DeviceState, MilliComputeUnits},
    money::BurnReason,
    units::JOULE,
};

/// Lets a device have scores, as if it had been audited with `audited`.
fn set_scores(gpu: &Gpu, score: u64, audited: u64, audits_due: u8) {
    crate::DeviceRecords::<Test>::mutate(gpu.key, |device| {
        let device = device.as_mut().expect("it exists");
        if device.is_on_trial() && audits_due == 0 {
            crate::Trials::<Test>::mutate(|room| room.taken -= 1);
        }
        (device.score, device.audited) = (MilliComputeUnits(score), MilliComputeUnits(audited));
        device.audits_due = audits_due;
    });
}

/// Lets what a device committed to be worth so much.
fn set_claim(gpu: &Gpu, claim: u64) {
    Pending::<Test>::mutate(gpu.key, |pending| {
        pending.as_mut().expect("it committed").claim = MilliComputeUnits(claim);
    });
}

/// Lets a device attend with a claim of so much.
fn attend_with(gpu: &mut Gpu, claim: u64) {
    next_challenge();
    gpu.commit(1);
    set_claim(gpu, claim);
    go_to_sample();
    if gpu.is_audited() {
        gpu.open();
    }
    finish();
    gpu.settle();
}

#[test]
fn an_audited_commit_counts_a_quarter() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let mut expected = 0;
        for claim in [1_000, 1_000, 2_000, 500, 1_000_000] {
            attend_with(&mut gpu, claim);
            expected = ((3 * expected + claim) / 4).min(claim + claim / 10);
            assert_eq!(gpu.record().score, MilliComputeUnits(expected));
            assert_eq!(gpu.record().audited, MilliComputeUnits(claim));
        }
        assert_eq!(gpu.record().audits_due, 12 - 5);
        let last = events().pop().expect("there is one");
        let verdict = Verdict::Credited { credit: MilliComputeUnits(1_000_000), is_audited: true };
        let (device, challenge) = (gpu.key, ChallengeId(4));
        let score = MilliComputeUnits(expected);
        assert_eq!(last, Event::CommitSettled { device, challenge, verdict, score });
    });
}

#[test]
fn nobody_earns_a_score_before_an_audited_commit() {
    run_rarely_audited(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        assert_eq!(gpu.standing().score, MilliComputeUnits(0));
        let mut device = gpu.record();
        device.audited = MilliComputeUnits(0);
        assert_eq!(crate::settlement::ceiling(device.audited), 0);
    });
}

#[test]
fn without_an_audit_a_device_is_credited_a_tenth_more_at_most() {
    run_rarely_audited(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let mut seen = 0;
        while seen < 5 {
            set_scores(&gpu, 1_000, 1_000, 0);
            next_challenge();
            gpu.commit(1);
            set_claim(&gpu, 5_000);
            go_to_sample();
            let is_audited = gpu.is_audited();
            if is_audited {
                gpu.open();
            }
            finish();
            gpu.settle();
            if !is_audited {
                seen += 1;
                assert_eq!(gpu.record().score, MilliComputeUnits((3_000 + 1_100) / 4));
                assert_eq!(gpu.record().audited, MilliComputeUnits(1_000));
            }
        }
    });
}

#[test]
fn an_audit_that_shows_less_lowers_the_score_at_once() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        set_scores(&gpu, 1_000, 1_000, 12);
        attend_with(&mut gpu, 100);
        assert_eq!(gpu.record().score, MilliComputeUnits(110));
    });
}

#[test]
fn a_device_that_computes_less_than_its_class_is_credited_with_nothing() {
    run(|| {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, ClassId(1), 10 * BOND));
        attend_with(&mut gpu, 999);
        assert_eq!((gpu.record().score.0, gpu.record().audited.0), (0, 999));
        attend_with(&mut gpu, 1_000);
        assert_eq!((gpu.record().score.0, gpu.record().audited.0), (250, 1_000));
    });
}

#[test]
fn what_the_bond_does_not_cover_is_not_credited() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        // 30 rewards of 5 JOULE each, and every commit audited: 150 JOULE, of which there are 100.
        Reward::set(5 * JOULE);
        attend_with(&mut gpu, 3_000);
        assert_eq!(gpu.record().score, MilliComputeUnits(1_999 / 4));
        assert_eq!(gpu.record().audited, MilliComputeUnits(3_000));
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpu.key, BOND / 2));
        attend_with(&mut gpu, 3_000);
        assert_eq!(gpu.record().score, MilliComputeUnits((3 * 499 + 3_000) / 4));
    });
}

#[test]
fn rewards_beyond_all_money_credit_nothing_and_break_nothing() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        Reward::set(u128::MAX);
        attend_with(&mut gpu, u64::MAX);
        assert_eq!(gpu.record().score, MilliComputeUnits(0));
        Reward::set(0);
        attend_with(&mut gpu, u64::MAX);
        assert_eq!(gpu.record().score, MilliComputeUnits(u64::MAX / 4));
    });
}

#[test]
fn failures_cost_more_and_more() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let mut bond = BOND;
        for (number, percent) in [(0, 5), (1, 25), (2, 100)] {
            set_scores(&gpu, 10, 10, gpu.record().audits_due);
            assert!(gpu.cheat(1_000_000));
            let amount = bond * percent / 100;
            let device = gpu.key;
            let (challenge, fault) = (ChallengeId(number), Fault::NotOpened);
            assert!(events().contains(&Event::Slashed { device, challenge, fault, amount }));
            let record = gpu.record();
            assert_eq!((record.bond, record.audits_due), (bond - amount, 24));
            assert_eq!((record.score.0, record.audited.0), (0, 0));
            assert_eq!(record.state, DeviceState::Paused);
            bond = BOND;
            let missing = BOND - record.bond;
            assert_ok!(Attestation::raise_bond(signed(ALICE), gpu.key, missing));
            gpu.resume();
        }
        let lost = BOND * 130 / 100;
        assert_eq!(burned(BurnReason::Slash), lost);
        // A fourth one takes all there is, too.
        gpu.cheat(1);
        assert_eq!(gpu.record().bond, 0);
        assert_eq!(gpu.record().failures.len(), 3);
    });
}

#[test]
fn a_failure_is_forgotten_after_its_time() {
    run_with(AttestationSettings { failure_memory_blocks: 100, ..settings() }, || {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, ClassId(0), 10 * BOND));
        gpu.cheat(1);
        let first = gpu.record().failures.to_vec();
        assert_eq!(first, [now()]);
        while now() <= first[0] + 100 {
            gpu.attend(1);
        }
        let bond = gpu.record().bond;
        gpu.cheat(1);
        assert_eq!(gpu.record().bond, bond - bond / 20, "it counts as the first");
        let bond = gpu.record().bond;
        gpu.cheat(1);
        assert_eq!(gpu.record().bond, bond - bond / 4);
    });
}

#[test]
fn who_has_enough_left_goes_on_and_is_audited() {
    run(|| {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, ClassId(0), 2 * BOND));
        gpu.pass_trial(1);
        assert_eq!(gpu.record().audits_due, 0);
        gpu.cheat(1);
        assert_eq!((gpu.record().state, gpu.record().audits_due), (DeviceState::Active, 24));
        gpu.pass_trial(1);
        assert_eq!(gpu.record().audits_due, 0);
    });
}

#[test]
fn a_failure_counts_from_when_its_challenge_closed_whoever_settles_it_when() {
    run(|| {
        let (mut early, mut late) = (gpu(1), gpu(2));
        for gpu in [&early, &late] {
            assert_ok!(gpu.register_with(ALICE, ClassId(0), 2 * BOND));
        }
        next_challenge();
        early.commit_to_nothing(1);
        late.commit_to_nothing(1);
        finish();
        let closed_at = now();
        early.settle();
        // Everybody sees it before anybody settles it.
        assert_eq!(late.standing().bond, early.standing().bond);
        pass(1);
        late.settle();
        for gpu in [early, late] {
            assert_eq!(gpu.record().failures.to_vec(), [closed_at]);
            assert_eq!(gpu.record().bond, 2 * BOND - BOND / 10);
        }
    });
}

#[test]
fn misses_are_applied_when_a_device_is_touched() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        set_scores(&gpu, 1_000, 2_000, 12);
        miss_challenge();
        miss_challenge();
        assert_eq!(gpu.record().score, MilliComputeUnits(1_000), "nobody touched it");
        assert_eq!(gpu.standing().score, MilliComputeUnits(562));
        refuse(gpu.settle_call(), STALE);
        next_challenge();
        gpu.commit(1);
        assert_eq!(gpu.record().score, MilliComputeUnits(562));
        assert_eq!(gpu.record().misses, 2);
        set_claim(&gpu, 1_000);
        go_to_sample();
        gpu.open();
        finish();
        gpu.settle();
        assert_eq!((gpu.record().score.0, gpu.record().misses), ((3 * 562 + 1_000) / 4, 0));
    });
}

#[test]
fn nobody_must_settle_the_absent() {
    run(|| {
        // GIVEN many devices that stay away for long
        let gpus = (1..=20).map(gpu).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        gpus.iter().for_each(|gpu| set_scores(gpu, 1_000, 1_000, 12));
        (0..10).for_each(|_| miss_challenge());
        // THEN nothing of the challenges is left, they count for nothing, and all see their score
        assert_eq!((Closed::<Test>::iter().count(), LastCommits::<Test>::get()), (0, 0));
        for gpu in &gpus {
            assert_eq!(gpu.standing().score, MilliComputeUnits(421));
            assert_eq!(gpu.standing().state, DeviceState::Paused);
            assert!(!gpu.standing().is_idle);
        }
        // AND whoever wants their places settles them, once
        for gpu in &gpus {
            gpu.settle();
            assert_eq!(gpu.record().score, MilliComputeUnits(421));
            refuse(gpu.settle_call(), STALE);
        }
        assert_eq!(crate::Trials::<Test>::get().taken, 0);
        assert_eq!(burned(BurnReason::Slash), 0);
    });
}

#[test]
fn a_commit_is_settled_by_the_next_one() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        for id in 0..5 {
            next_challenge();
            assert_eq!(Closed::<Test>::iter().count(), usize::from(id > 0));
            gpu.commit(1);
            assert_eq!(Closed::<Test>::iter().count(), 0, "the one before is settled");
            assert_eq!(gpu.pending().challenge, ChallengeId(id));
            go_to_sample();
            gpu.open();
        }
        assert_eq!(gpu.record().audits_due, 12 - 4);
    });
}

#[test]
fn a_commit_stays_settleable_and_its_challenge_until_then() {
    run(|| {
        let mut gpus = [gpu(1), gpu(2), gpu(3)];
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        let id = next_challenge().id;
        gpus.iter_mut().for_each(|gpu| gpu.commit(1));
        refuse(gpus[0].settle_call(), STALE);
        go_to_sample();
        gpus[0].open();
        refuse(gpus[0].settle_call(), STALE);
        (0..8).for_each(|_| miss_challenge());
        for (left, gpu) in [2, 1, 0].into_iter().zip(&gpus) {
            gpu.settle();
            refuse(gpu.settle_call(), STALE);
            let unsettled = Closed::<Test>::get(id).map_or(0, |closed| closed.unsettled);
            assert_eq!(unsettled, left);
        }
        // First what it committed to, then what it missed.
        let record = gpus[0].record();
        assert_eq!((record.state, record.audits_due), (DeviceState::Paused, 11));
        assert!(record.failures.is_empty());
        assert_eq!(gpus[1].record().failures.len(), 1);
    });
}

#[test]
fn nothing_is_settled_of_nobody() {
    run(|| refuse(gpu(1).settle_call(), Refusal::DeviceNotFound));
}
