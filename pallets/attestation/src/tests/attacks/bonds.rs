// SPDX-License-Identifier: Apache-2.0
//! Ways around what a bond is for.

use super::prove;
use crate::{mock::*, types::Fault, Error, Event};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::{ChallengeId, ClassId, DeviceState, Devices, MilliComputeUnits},
    money::BurnReason,
    types::Balance,
};

#[test]
fn who_leaves_right_after_inventing_pays_before_it_goes() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit_to_nothing(1_000);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        let withdraw = || Attestation::withdraw_bond(signed(ALICE), gpu.key);
        assert_noop!(withdraw(), Error::<Test>::WithdrawTooEarly);
        finish();
        pass(300);
        // Nobody has settled it so far: the withdrawal does.
        assert_ok!(withdraw());
        assert_eq!(burned(BurnReason::Slash), BOND / 20);
        assert_eq!(bonds_of(&ALICE), 0);
        assert_eq!(Balances::free_balance(&ALICE), ENDOWMENT - FEE - BOND / 20);
    });
}

#[test]
fn nobody_withdraws_while_a_commit_is_open() {
    let settings = crate::AttestationSettings { leave_blocks: 40, ..settings() };
    run_with(settings, || {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit_to_nothing(1_000);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        // Even if it were free by now.
        crate::DeviceRecords::<Test>::mutate(gpu.key, |device| {
            device.as_mut().expect("it exists").state = DeviceState::Leaving { until: now() };
        });
        let withdraw = Attestation::withdraw_bond(signed(ALICE), gpu.key);
        assert_eq!(withdraw, Err(Error::<Test>::CommitPending.into()));
    });
}

#[test]
fn who_leaves_keeps_no_score() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        prove(&gpu, 1_000, 1_000);
        next_challenge();
        gpu.commit(1);
        super::set_claim(&gpu, 1_000);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        go_to_sample();
        gpu.open();
        finish();
        assert_eq!(gpu.standing().score, MilliComputeUnits(0));
        gpu.settle();
        assert_eq!(gpu.record().score, MilliComputeUnits(0));
    });
}

#[test]
fn a_bond_that_is_raised_once_the_sample_is_known_is_at_stake_too() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit_to_nothing(1_000);
        go_to_sample();
        assert!(gpu.is_audited());
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpu.key, BOND));
        finish();
        gpu.settle();
        assert_eq!(gpu.record().bond, 2 * BOND - 2 * BOND / 20);
    });
}

#[test]
fn one_fault_is_punished_once() {
    run(|| {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, ClassId(0), 2 * BOND));
        next_challenge();
        gpu.commit_to_nothing(1_000);
        finish();
        // WHEN everything that touches a device touches it
        gpu.settle();
        refuse(gpu.settle_call(), STALE);
        let slashed = |event: &Event<Test>| matches!(event, Event::Slashed { .. });
        assert_eq!(events().iter().filter(|event| slashed(event)).count(), 1);
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpu.key, 1));
        assert_ok!(Attestation::excuse(&gpu.key));
        Attestation::end_excuse(&gpu.key);
        next_challenge();
        gpu.commit(1);
        go_to_sample();
        gpu.open();
        finish();
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        // THEN it has paid once
        assert_eq!(burned(BurnReason::Slash), 2 * BOND / 20);
        assert_eq!(gpu.record().bond, 2 * BOND - 2 * BOND / 20 + 1);
    });
}

#[test]
fn a_bond_is_not_lent_to_another_device() {
    run(|| {
        let (mut cheat, honest) = (gpu(1), gpu(2));
        cheat.register(ALICE);
        honest.register(ALICE);
        for _ in 0..3 {
            cheat.cheat(1);
            let missing = BOND - cheat.record().bond;
            assert_ok!(Attestation::raise_bond(signed(ALICE), cheat.key, missing));
            cheat.resume();
            check();
        }
        assert_eq!(honest.record().bond, BOND);
        assert_eq!(bonds_of(&ALICE), 2 * BOND);
    });
}

#[test]
fn who_reports_itself_before_it_fails_loses_more_than_it_saves() {
    run(|| {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, ClassId(0), 2 * BOND));
        let before = Balances::free_balance(&ALICE) + 2 * BOND;
        let challenge = next_challenge().id;
        gpu.commit_to_nothing(1_000);
        assert_ok!(submit(gpu.report_call(challenge, ALICE)));
        finish();
        gpu.settle();
        // 9 % of it, and 5 % of the rest, where 5 % would have been all.
        let bond = 2 * BOND;
        let left = bond - bond / 10;
        let lost = bond / 10 - bond / 100 + left / 20;
        assert_eq!(Balances::free_balance(&ALICE) + bonds_of(&ALICE), before - lost);
        assert!(lost > bond / 20);
    });
}

#[test]
fn two_nodes_with_one_key_cost_a_tenth_in_a_challenge_and_no_more() {
    run(|| {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, ClassId(0), 2 * BOND));
        let challenge = next_challenge().id;
        gpu.commit(3);
        // Another node with the same key has computed five rounds. Whoever sees it reports it.
        let (device, pending) = (gpu.key, gpu.pending());
        let first = gpu.signed_commit(challenge, pending.rounds, pending.top);
        for (rounds, reporter) in [(5, CHARLIE), (6, BOB), (7, ALICE)] {
            let second = gpu.signed_commit(challenge, rounds, [1; 24]);
            let call = crate::Call::report_equivocation {
                device,
                challenge,
                first,
                second,
                reporter: reporter.clone(),
            };
            if reporter == CHARLIE {
                assert_ok!(submit(call));
            } else {
                refuse(call, STALE);
            }
        }
        let (fault, amount) = (Fault::Equivocation, BOND / 5);
        assert!(events().contains(&Event::Slashed { device, challenge, fault, amount }));
        // What it committed to first it may still open.
        go_to_sample();
        gpu.open();
        finish();
        gpu.settle();
        assert_eq!(gpu.record().bond, 2 * BOND - BOND / 5);
        assert_eq!(gpu.record().equivocated_in, Some(ChallengeId(0)));
    });
}

#[test]
fn asking_does_what_is_due_on_paper_only() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit_to_nothing(1);
        finish();
        let before = state();
        let standing = gpu.standing();
        assert_eq!(state(), before);
        gpu.settle();
        assert_eq!(gpu.standing(), standing);
        assert_eq!(Attestation::standing(&crate::mock::gpu(99).key), None);
    });
}

#[test]
fn who_is_settled_in_time_gains_nothing_by_terms_that_change_later() {
    run(|| {
        // GIVEN two devices with a hundredth of the bond that all they compute asks for
        let claim: u64 = 1_000_000;
        let reward = BOND * 100 / 30 / Balance::from(claim);
        RewardPerUnit::set(reward);
        let (mut early, mut late) = (gpu(1), gpu(2));
        early.register(ALICE);
        late.register(BOB);
        next_challenge();
        for gpu in [&mut early, &mut late] {
            gpu.commit(1);
            super::set_claim(gpu, claim);
        }
        go_to_sample();
        early.open();
        late.open();
        finish();
        // WHEN a stranger has one of them settled as soon as it may be, and rewards fall then
        early.settle();
        let score = early.record().score;
        RewardPerUnit::set(reward / 100);
        late.settle();
        // THEN the bond of that one covers no more than it did
        assert_eq!(early.record().score, score);
        assert!(late.record().score.0 > 50 * score.0, "{:?}", late.record().score);
    });
}
