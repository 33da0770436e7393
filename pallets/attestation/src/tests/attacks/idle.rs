// SPDX-License-Identifier: Apache-2.0
//! Devices that do less than they say.

use super::{prove, set_claim};
use crate::{
    mock::{
        followers::{TestFollower, Told},
        *,
    },
    AttestationSettings, Refusal, Settings, FAILURE_SLASHES,
};
use frame_support::{assert_ok, traits::Authorize};
use joule_primitives::{
    attestation::{ClassId, DeviceState, MilliComputeUnits},
    money::BurnReason,
    types::Balance,
    units::{JOULE, MILLIJOULE},
};
use sp_runtime::{transaction_validity::TransactionSource, Perbill};

/// Attends with a device that leaves out one entry in twenty. Whether its opening was refused.
fn cut_corners(gpu: &mut Gpu) -> bool {
    let mut careless = Careless { every: 20 };
    next_challenge();
    gpu.compute_with(1, &mut careless);
    assert_ok!(submit(gpu.commit_call()));
    go_to_sample();
    go_to(gpu.opens_from());
    let call = gpu.open_call_with(&mut careless);
    let authorized = RuntimeCall::from(call.clone()).authorize(TransactionSource::InBlock);
    let is_refused = match authorized.expect("the call is feeless") {
        Ok(_) => {
            assert_ok!(submit(call));
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
fn who_leaves_out_one_entry_in_twenty_loses_its_bond_in_a_few_audits() {
    // GIVEN openings of 16 entries, which find out 1 - 0.95^16 of such devices: 56 %
    let (all, right) = (100u128.pow(16), 95u128.pow(16));
    assert_eq!((all - right) * 1_000 / all, 559);
    run_with(AttestationSettings { samples: 16, log2_size: 6, ..settings() }, || {
        let (mut audits, mut failures) = (0, 0);
        for seed in 1..=8 {
            let mut gpu = gpu(seed);
            assert_ok!(gpu.register_with(ALICE, ClassId(0), 10 * BOND));
            // WHEN all of their commits are audited
            let mut lasted = 0;
            while gpu.record().bond > 0 {
                let before = gpu.record().failures.len();
                let is_refused = cut_corners(&mut gpu);
                lasted += 1;
                failures += u32::from(is_refused);
                assert_eq!(gpu.record().failures.len() > before, is_refused);
                assert!(lasted < 20, "it lasts too long");
            }
            audits += lasted;
        }
        // THEN each is without a bond after three failures, which takes five to six audits
        assert_eq!(failures, 3 * 8);
        assert!((35..=55).contains(&audits), "{audits} audits of eight devices");
        assert_eq!(burned(BurnReason::Slash), 8 * 10 * BOND);
    });
}

#[test]
fn passing_a_trial_on_a_rented_device_and_then_inventing_does_not_pay() {
    run_rarely_audited(|| {
        // GIVEN what a device of 1,000 earns in a challenge, and the bond that this asks for
        RewardPerUnit::set(MILLIJOULE);
        let (honest, bond) = (1_000, 330 * JOULE);
        let (mut gained, mut lost, mut unseen) = (0, 0, 0);
        let runs = 40;
        for seed in 1..=runs {
            let mut gpu = gpu(seed);
            assert_ok!(gpu.register_with(ALICE, ClassId(0), bond));
            // WHEN a trial is passed with real work, of what is worth something
            for _ in 0..12 {
                next_challenge();
                gpu.commit(1);
                set_claim(&gpu, honest);
                go_to_sample();
                gpu.open();
                finish();
                gpu.settle();
            }
            assert_eq!((gpu.record().audits_due, gpu.record().audited.0), (0, honest));
            // AND nothing is done any more, until that is found out
            while !gpu.cheat(16_000_000) {
                // At most a tenth more than was audited.
                assert!(gpu.record().score.0 <= honest + honest / 10);
                gained += RewardPerUnit::get() * Balance::from(gpu.record().score.0);
                unseen += 1;
            }
            lost += bond - gpu.record().bond;
            assert_eq!((gpu.record().score.0, gpu.record().audits_due), (0, 24));
            assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
            pass(300);
            assert_ok!(Attestation::withdraw_bond(signed(ALICE), gpu.key));
        }
        // THEN it goes on for nine challenges on average, and costs more than it brings
        assert!((6 * runs..=12 * runs).contains(&unseen), "{unseen} in {runs} runs");
        assert_eq!(lost, Balance::from(runs) * bond / 20);
        assert!(gained < lost, "{gained} of {lost}");
    });
}

#[test]
fn however_rare_audits_are_a_bond_loses_more_than_inventing_gains() {
    run(|| {
        let (score, settings) = (MilliComputeUnits(1_100), Settings::<Test>::get());
        RewardPerUnit::set(JOULE);
        let whole = Balance::from(Perbill::one().deconstruct());
        for percent in 1..=100 {
            let audit = Perbill::from_percent(percent);
            let part = Balance::from(audit.deconstruct());
            let bond = Attestation::needed_bond(&gpu(1).key, ClassId(0), score, &settings, audit);
            // Both times the probability in billionths, for one challenge.
            let gained = (whole - part) * RewardPerUnit::get() * Balance::from(score.0);
            let lost = part * FAILURE_SLASHES[0].mul_floor(bond);
            assert!(lost * 100 >= gained * 150, "{percent} %: {lost} and {gained}");
        }
    });
}

#[test]
fn what_a_bond_does_not_cover_is_not_earned() {
    run(|| {
        // GIVEN a reward that grows with the score, and a device with a hundredth of the bond that
        // all it computes asks for
        let claim: u64 = 1_000_000;
        RewardPerUnit::set(BOND * 100 / 30 / Balance::from(claim));
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        for _ in 0..40 {
            next_challenge();
            gpu.commit(1);
            set_claim(&gpu, claim);
            go_to_sample();
            gpu.open();
            finish();
            gpu.settle();
        }
        // THEN it earns a hundredth: however little it has, its bond is thirty times its reward
        let score = gpu.record().score.0;
        assert!((claim / 101..=claim / 99).contains(&score), "{score}");
        let reward = RewardPerUnit::get() * Balance::from(score);
        assert!(30 * reward <= BOND + BOND / 1_000);
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
            for gpu in [&mut full, &mut third] {
                gpu.commit(1);
                set_claim(gpu, 900_000);
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
fn rounds_that_were_declared_and_not_computed_are_found_out() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let open = next_challenge();
        gpu.compute(4);
        let commitment = gpu.work.as_ref().expect("computed").commitment().expect("rounds");
        // Four rounds, which are called three or eight.
        let top = *commitment.top.as_bytes();
        assert_ok!(submit(gpu.commit_call_of(open.id, 8, top)));
        go_to_sample();
        go_to(gpu.opens_from());
        refuse(gpu.open_call(), Refusal::OpeningRefused);
        finish();
        gpu.settle();
        assert_eq!(gpu.record().bond, BOND - BOND / 20);
    });
}

#[test]
fn audits_raise_no_ceiling_beyond_what_they_showed() {
    run_rarely_audited(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        // GIVEN certain audits, in each of which a device shows the same
        for _ in 0..12 {
            next_challenge();
            gpu.commit(1);
            set_claim(&gpu, 1_000);
            go_to_sample();
            gpu.open();
            finish();
            gpu.settle();
            assert_eq!(gpu.record().audited, MilliComputeUnits(1_000));
        }
        assert!(gpu.record().score.0 <= 1_000);
        // WHEN it claims a thousand times as much where it is not audited
        let mut seen = 0;
        while seen < 12 {
            next_challenge();
            gpu.commit(1);
            go_to_sample();
            match gpu.is_audited() {
                true => {
                    set_claim(&gpu, 1_000);
                    gpu.open();
                }
                false => {
                    set_claim(&gpu, 1_000_000);
                    seen += 1;
                }
            }
            finish();
            gpu.settle();
            // THEN a tenth is all that it gains, however often
            assert_eq!(gpu.record().audited, MilliComputeUnits(1_000));
            assert!(gpu.record().score.0 <= 1_100);
        }
    });
}

#[test]
fn a_small_device_in_a_large_class_is_credited_with_what_it_showed() {
    run_rarely_audited(|| {
        let mut gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, ClassId(1), 10 * BOND));
        prove(&gpu, 0, 10);
        // The class asks for 1,000.
        for claim in [999, 1_000, u64::MAX] {
            loop {
                next_challenge();
                gpu.commit(1);
                go_to_sample();
                if gpu.is_audited() {
                    set_claim(&gpu, 10);
                    gpu.open();
                    continue;
                }
                set_claim(&gpu, claim);
                finish();
                gpu.settle();
                break;
            }
            assert!(gpu.record().score.0 <= 11);
        }
    });
}

#[test]
fn a_class_is_left_with_another_key_only() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let refused = Err(crate::Error::<Test>::KeyAlreadyUsed.into());
        assert_eq!(gpu.register_with(ALICE, ClassId(1), 10 * BOND), refused);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        pass(300);
        assert_ok!(Attestation::withdraw_bond(signed(ALICE), gpu.key));
        assert_eq!(gpu.register_with(ALICE, ClassId(1), 10 * BOND), refused);
    });
}

#[test]
fn pausing_and_coming_back_earns_nothing() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        gpu.attend(4_000);
        prove(&gpu, 1_000, 1_000);
        for expected in [421, 177, 74] {
            (0..3).for_each(|_| miss_challenge());
            gpu.resume();
            assert_eq!(gpu.standing().score, MilliComputeUnits(expected));
        }
    });
}

#[test]
fn who_stays_away_after_inventing_is_audited_all_the_same() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit_to_nothing(1_000);
        (0..6).for_each(|_| miss_challenge());
        // Paused by its absence, and slashed for what it had committed to.
        gpu.settle();
        assert_eq!(gpu.record().state, DeviceState::Paused);
        assert_eq!(gpu.record().bond, BOND - BOND / 20);
    });
}

#[test]
fn a_card_that_is_rented_for_every_third_window_is_paid_for_a_third_of_the_time() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let begin = now();
        let mut paid = 0;
        for _ in 0..8 {
            // Two misses in a row cost nothing: the third would pause it.
            miss_challenge();
            miss_challenge();
            next_challenge();
            gpu.commit(1);
            go_to_sample();
            gpu.open();
            finish();
            gpu.settle();
            paid += TestFollower::take().into_iter().fold(0, |sum, told| match told {
                Told::Proved(_, _, _, blocks) => sum + blocks,
                _ => sum,
            });
        }
        // A gap has 20 to 40 blocks, and a third of them is what it was there for.
        let passed = now() - begin;
        assert!(paid * 2 < passed, "{paid} of {passed}");
        assert!(paid <= 8 * 41, "{paid}");
    });
}
