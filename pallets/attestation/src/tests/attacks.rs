// SPDX-License-Identifier: Apache-2.0
//! Those who want to be paid for work that they do not do, and those who want others to lose.

use crate::{mock::*, AttestationSettings, Refusal, Trials};
use frame_support::{assert_ok, traits::Authorize};
use joule_primitives::{
    attestation::{ClassId, DeviceState, Devices, MilliComputeUnits},
    money::BurnReason,
    types::Balance,
    units::JOULE,
};
use sp_runtime::transaction_validity::TransactionSource;

/// Attends with a device that leaves out one entry in twenty. Whether its opening was refused.
fn cut_corners(gpu: &mut Gpu) -> bool {
    next_challenge();
    gpu.compute_with(8, &mut Careless { every: 20 });
    assert_ok!(submit(gpu.commit_call()));
    go_to_sample();
    go_to(gpu.opens_from());
    let call = RuntimeCall::from(gpu.open_call_with(&mut Careless { every: 20 }));
    let authorized = call.authorize(TransactionSource::InBlock).expect("the call is feeless");
    let is_refused = match authorized {
        Ok(_) => {
            gpu.open_with(&mut Careless { every: 20 });
            false
        }
        Err(refusal) => {
            assert_eq!(refusal, Refusal::OpeningRefused.into());
            true
        }
    };
    finish();
    gpu.settle();
    is_refused
}

#[test]
fn who_leaves_out_one_entry_in_twenty_loses_its_bond_in_a_few_challenges() {
    run_with(AttestationSettings { samples: 16, ..settings() }, || {
        // GIVEN devices that do 95 % of their work
        let mut survived = Vec::new();
        for seed in 1..=10 {
            let mut gpu = gpu(seed);
            assert_ok!(gpu.register_with(ALICE, ClassId(0), 10 * BOND));
            // WHEN all of their commits are audited
            let mut challenges = 0;
            while gpu.record().bond > 0 {
                let before = gpu.record().failures.len();
                let is_refused = cut_corners(&mut gpu);
                challenges += 1;
                assert_eq!(gpu.record().failures.len() > before, is_refused);
                if gpu.record().state == DeviceState::Paused && gpu.record().bond > 0 {
                    gpu.resume();
                }
                assert!(challenges < 40, "it lasts too long");
            }
            survived.push(challenges);
        }
        // THEN they fail in more than half of the challenges, and are soon without a bond
        let mean = survived.iter().sum::<u32>() / 10;
        assert!((3..=8).contains(&mean), "{survived:?}");
        assert_eq!(burned(BurnReason::Slash), 10 * 10 * BOND);
    });
}

#[test]
fn passing_a_trial_on_a_rented_device_and_then_inventing_does_not_pay() {
    run_rarely_audited(|| {
        // GIVEN what a device earns in a challenge, and the bond that this asks for: 300 times it
        Reward::set(JOULE);
        let mut gained: Balance = 0;
        let mut lost: Balance = 0;
        let bond = 300 * JOULE;
        for seed in 1..=12 {
            let mut gpu = gpu(seed);
            assert_ok!(gpu.register_with(ALICE, ClassId(0), bond));
            // WHEN a trial is passed with real work
            gpu.pass_trial(1);
            // On a device that is worth something.
            let honest = 1_000;
            crate::DeviceRecords::<Test>::mutate(gpu.key, |device| {
                let device = device.as_mut().expect("it exists");
                device.score = MilliComputeUnits(honest);
                device.audited = MilliComputeUnits(honest);
            });
            assert_eq!(gpu.record().bond, bond);
            // AND nothing is done any more, until that is found out
            loop {
                let is_audited = gpu.cheat(16_000_000);
                if is_audited {
                    break;
                }
                // A reward, and at most a tenth more than was audited.
                assert!(gpu.record().score.0 <= honest + honest / 10 + 1);
                gained += Reward::get() + Reward::get() / 10;
            }
            lost += bond - gpu.record().bond;
            assert_eq!((gpu.record().score.0, gpu.record().audits_due), (0, 24));
        }
        // THEN it cost more than it brought
        assert_eq!(lost, 12 * bond / 20);
        assert!(gained < lost, "{gained} of {lost}");
    });
}

#[test]
fn a_bond_that_is_too_small_for_the_rewards_credits_that_much_less() {
    run_rarely_audited(|| {
        // GIVEN two devices that compute the same, of which one has a third of the bond it should
        Reward::set(JOULE);
        let (mut full, mut third) = (gpu(1), gpu(2));
        assert_ok!(full.register_with(ALICE, ClassId(0), 300 * JOULE));
        assert_ok!(third.register_with(BOB, ClassId(0), 100 * JOULE));
        for _ in 0..10 {
            next_challenge();
            full.commit(1);
            third.commit(1);
            for gpu in [&full, &third] {
                crate::Pending::<Test>::mutate(gpu.key, |pending| {
                    pending.as_mut().expect("it committed").claim = MilliComputeUnits(900_000);
                });
            }
            go_to_sample();
            full.open();
            third.open();
            finish();
            full.settle();
            third.settle();
        }
        let (full, third) = (full.record().score.0, third.record().score.0);
        assert!(full.abs_diff(3 * third) < 60, "{full} and {third}");
    });
}

#[test]
fn one_device_behind_two_keys_earns_as_much_as_behind_one() {
    run(|| {
        // GIVEN a GPU that computes a number of rounds in a window, and claims them twice
        let rounds = 4_000_000;
        let (mut one, mut first, mut second) = (gpu(1), gpu(2), gpu(3));
        one.register(ALICE);
        first.register(BOB);
        second.register(BOB);
        next_challenge();
        pass(3);
        one.commit_to_nothing(rounds);
        // The rounds of one key are none of another: it must share its time.
        first.commit_to_nothing(rounds / 2);
        second.commit_to_nothing(rounds / 2);
        let claim = |gpu: &Gpu| gpu.pending().claim.0;
        assert_eq!(claim(&first) + claim(&second), claim(&one));
    });
}

#[test]
fn the_work_of_one_key_opens_nothing_for_another() {
    run(|| {
        let (mut real, mut shadow) = (gpu(1), gpu(2));
        real.register(ALICE);
        shadow.register(ALICE);
        next_challenge();
        real.commit(4);
        let commitment = real.work.as_ref().expect("computed").commitment().expect("rounds");
        let top = *commitment.top.as_bytes();
        assert_ok!(submit(shadow.commit_call_of(current().id, commitment.rounds, top)));
        shadow.work = real.work.clone();
        go_to_sample();
        go_to(real.opens_from().max(shadow.opens_from()));
        refuse(shadow.open_call(), Refusal::OpeningRefused);
        real.open();
        finish();
        shadow.settle();
        assert_eq!(shadow.record().bond, BOND - BOND / 20);
    });
}

#[test]
fn a_crowd_of_newcomers_makes_no_more_openings_than_there_are_places() {
    run(|| {
        MaxOnTrial::set(5);
        let mut all = (1..=50).map(gpu).collect::<Vec<_>>();
        all.iter().for_each(|gpu| gpu.register(BOB));
        next_challenge();
        let mut commits = 0;
        for gpu in &mut all {
            gpu.compute(1);
            commits += u32::from(submit(gpu.commit_call()).is_ok());
        }
        assert_eq!((commits, Trials::<Test>::get().taken), (5, 5));
    });
}

#[test]
fn pausing_and_coming_back_earns_nothing() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        gpu.attend(4_000);
        crate::DeviceRecords::<Test>::mutate(gpu.key, |device| {
            let device = device.as_mut().expect("it exists");
            device.audited = MilliComputeUnits(1_000);
            device.score = MilliComputeUnits(1_000);
        });
        for expected in [421, 177, 74] {
            (0..3).for_each(|_| miss_challenge());
            gpu.resume();
            assert_eq!(gpu.standing().score, MilliComputeUnits(expected));
        }
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
        assert_eq!(Attestation::standing(&gpu_key(99)), None);
    });
}

fn gpu_key(seed: u32) -> joule_primitives::attestation::DeviceKey {
    gpu(seed).key
}
