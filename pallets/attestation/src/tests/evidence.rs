// SPDX-License-Identifier: Apache-2.0
use crate::{
    mock::*,
    types::{Fault, SignedCommit},
    Event, Refusal,
};
use frame_support::assert_ok;
use joule_primitives::{
    attestation::{ChallengeId, ClassId, DeviceState},
    money::BurnReason,
};

#[test]
fn two_commitments_in_one_challenge_cost_a_tenth() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let challenge = next_challenge().id;
        gpu.commit(1);
        let (first, second) =
            (gpu.signed_commit(challenge, 1, [1; 24]), gpu.signed_commit(challenge, 2, [1; 24]));
        let (device, reporter) = (gpu.key, CHARLIE);
        let call = crate::Call::report_equivocation { device, challenge, first, second, reporter };
        assert_ok!(submit(call));
        let slash = BOND / 10;
        assert_eq!(gpu.record().bond, BOND - slash);
        assert_eq!(gpu.record().state, DeviceState::Paused);
        assert_eq!(Balances::free_balance(&CHARLIE), ENDOWMENT + slash / 10);
        assert_eq!(burned(BurnReason::Slash), slash - slash / 10);
        let (fault, amount) = (Fault::Equivocation, slash);
        assert!(events().contains(&Event::Slashed { device, challenge, fault, amount }));
        let (reporter, amount) = (CHARLIE, slash / 10);
        assert!(events().contains(&Event::ReporterPaid { device, reporter, amount }));
    });
}

#[test]
fn it_costs_once_for_each_challenge() {
    run(|| {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, ClassId(0), 10 * BOND));
        let challenge = next_challenge().id;
        assert_ok!(submit(gpu.report_call(challenge, CHARLIE)));
        let mut other = gpu.report_call(challenge, BOB);
        refuse(other.clone(), STALE);
        if let crate::Call::report_equivocation { second, .. } = &mut other {
            *second = gpu.signed_commit(challenge, 77, [5; 24]);
        }
        refuse(other, STALE);
        assert_eq!(gpu.record().bond, 9 * BOND);
        finish();
        let challenge = next_challenge().id;
        gpu.commit(1);
        assert_ok!(submit(gpu.report_call(challenge, CHARLIE)));
        assert_eq!(gpu.record().bond, 9 * BOND - 9 * BOND / 10);
        // An older one is forgotten.
        refuse(gpu.report_call(ChallengeId(0), CHARLIE), STALE);
    });
}

#[test]
fn evidence_is_known_as_long_as_the_challenge() {
    run(|| {
        let (mut gpu, mut other) = (gpu(1), gpu(2));
        [&gpu, &other].iter().for_each(|gpu| gpu.register(ALICE));
        refuse(gpu.report_call(ChallengeId(0), CHARLIE), Refusal::ChallengeNotFound);
        let challenge = next_challenge().id;
        gpu.commit(1);
        let call = gpu.report_call(challenge, CHARLIE);
        finish();
        gpu.settle();
        refuse(call.clone(), Refusal::ChallengeNotFound);
        refuse(gpu.report_call(ChallengeId(u32::MAX), CHARLIE), Refusal::ChallengeNotFound);
        // As long as somebody's commit is not settled, it counts.
        let challenge = next_challenge().id;
        other.commit(1);
        finish();
        assert_ok!(submit(gpu.report_call(challenge, CHARLIE)));
    });
}

#[test]
fn what_proves_no_equivocation_is_refused() {
    run(|| {
        let (gpu, other) = (gpu(1), gpu(2));
        let challenge = next_challenge().id;
        refuse(gpu.report_call(challenge, CHARLIE), Refusal::DeviceNotFound);
        gpu.register(ALICE);
        let one = gpu.signed_commit(challenge, 1, [1; 24]);
        let two = gpu.signed_commit(challenge, 1, [2; 24]);
        let call = |first, second| crate::Call::report_equivocation {
            device: gpu.key,
            challenge,
            first,
            second,
            reporter: CHARLIE,
        };
        refuse(call(one, one), Refusal::SameCommit);
        // Another signature under the same commitment is no other commitment.
        refuse(call(one, SignedCommit { signature: [0; 64], ..one }), Refusal::SameCommit);
        refuse(call(one, SignedCommit { rounds: 2, ..one }), BAD_PROOF);
        refuse(call(SignedCommit { top: [3; 24], ..one }, one), BAD_PROOF);
        refuse(call(one, other.signed_commit(challenge, 2, [1; 24])), BAD_PROOF);
        refuse(call(one, SignedCommit { signature: [0; 64], ..two }), BAD_PROOF);
        assert_eq!(gpu.record().bond, BOND);
        assert_ok!(submit(call(one, two)));
    });
}

#[test]
fn commitments_of_two_challenges_are_no_equivocation() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let first_id = next_challenge().id;
        gpu.commit(1);
        let first = gpu.signed_commit(first_id, 1, [1; 24]);
        let challenge = next_challenge().id;
        let second = gpu.signed_commit(challenge, 2, [1; 24]);
        for challenge in [first_id, challenge] {
            let (device, reporter) = (gpu.key, CHARLIE);
            refuse(
                crate::Call::report_equivocation { device, challenge, first, second, reporter },
                BAD_PROOF,
            );
        }
    });
}

#[test]
fn who_reports_itself_still_loses() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let before = Balances::free_balance(&ALICE);
        let challenge = next_challenge().id;
        assert_ok!(submit(gpu.report_call(challenge, ALICE)));
        assert_eq!(Balances::free_balance(&ALICE), before + BOND / 100);
        assert_eq!(bonds_of(&ALICE), BOND - BOND / 10);
    });
}

#[test]
fn a_device_that_leaves_is_liable_until_it_has_its_bond() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let challenge = next_challenge().id;
        gpu.commit(1);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_ok!(submit(gpu.report_call(challenge, CHARLIE)));
        assert!(matches!(gpu.record().state, DeviceState::Leaving { .. }));
        assert_eq!(gpu.record().bond, BOND - BOND / 10);
    });
}

#[test]
fn a_bond_that_is_gone_pays_nobody() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let challenge = next_challenge().id;
        let reason = crate::HoldReason::DeviceBond.into();
        use frame_support::traits::{fungible::MutateHold, tokens::Precision};
        assert_ok!(Balances::release(&reason, &ALICE, BOND, Precision::Exact));
        let mut device = gpu.record();
        device.bond = 0;
        Attestation::store(gpu.key, device);
        assert_ok!(submit(gpu.report_call(challenge, CHARLIE)));
        assert_eq!(Balances::free_balance(&CHARLIE), ENDOWMENT);
        refuse(gpu.report_call(challenge, CHARLIE), STALE);
    });
}
