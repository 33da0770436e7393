// SPDX-License-Identifier: Apache-2.0
//! Many devices at once: newcomers, those who come together after they stayed away, the absent.

use super::{prove, send};
use crate::{mock::*, AttestationSettings, LastCommits, Refusal, Trials};
use joule_primitives::attestation::DeviceState;
use sp_runtime::Perbill;

#[test]
fn a_crowd_of_newcomers_makes_no_more_openings_than_there_are_places() {
    run(|| {
        // GIVEN a sixteenth of 15,000 devices and of 1,024 places, and a single round of each
        MaxOnTrial::set(64);
        let mut all = (1..=937).map(gpu).collect::<Vec<_>>();
        all[..500].iter().for_each(|gpu| gpu.register(ALICE));
        all[500..].iter().for_each(|gpu| gpu.register(BOB));
        next_challenge();
        let mut taken = Vec::new();
        for gpu in &mut all {
            gpu.compute(1);
            match send(gpu.commit_call()) {
                Ok(()) => taken.push(gpu.clone()),
                Err(refusal) => assert_eq!(refusal, Refusal::DeviceInactive.into()),
            }
        }
        // THEN the first have places, and all of them open
        assert_eq!((taken.len(), Trials::<Test>::get().taken), (64, 64));
        go_to_sample();
        while !taken.is_empty() {
            taken.retain(|gpu| now() < gpu.opens_from() || send(gpu.open_call()).is_err());
            assert!(crate::Current::<Test>::exists(), "all openings fit into the window");
            pass(1);
        }
    });
}

#[test]
fn a_place_on_trial_is_held_for_three_challenges_by_the_absent() {
    run(|| {
        MaxOnTrial::set(1);
        let (absent, mut next) = (gpu(1), gpu(2));
        absent.register(ALICE);
        next.register(BOB);
        (0..3).for_each(|_| miss_challenge());
        assert_eq!(next.record().state, DeviceState::Waiting);
        // Whoever waits, or anybody else, takes it from it.
        absent.settle();
        pass(1);
        assert_eq!(next.record().state, DeviceState::Active);
        next.attend(1);
        // Coming back, the absent one waits behind the others.
        absent.resume();
        assert_eq!(absent.record().state, DeviceState::Waiting);
    });
}

#[test]
fn a_place_on_trial_is_held_for_36_challenges_at_most() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let mut challenges = 0;
        while gpu.record().audits_due > 0 {
            miss_challenge();
            miss_challenge();
            gpu.attend(1);
            challenges += 3;
        }
        assert_eq!((challenges, Trials::<Test>::get().taken), (36, 0));
    });
}

#[test]
fn a_crowd_that_stayed_away_is_not_all_audited() {
    let settings = AttestationSettings {
        least_audit: Perbill::from_percent(10),
        audited_per_challenge: 4,
        ..settings()
    };
    run_with(settings, || {
        // GIVEN a challenge to which nobody commits, and 100 devices which all commit to the next
        let mut gpus = (1..=100).map(gpu).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        gpus.iter().for_each(|gpu| prove(gpu, 1_000, 1_000));
        miss_challenge();
        assert_eq!(LastCommits::<Test>::get(), 0);
        assert_eq!(next_challenge().audit, Perbill::one());
        for gpu in &mut gpus {
            gpu.compute(1);
            assert_eq!(send(gpu.commit_call()), Ok(()));
        }
        // THEN as many are audited as if they had always been there
        assert_eq!(go_to_sample().audit, Perbill::from_percent(10));
        let audited = gpus.iter().filter(|gpu| gpu.is_audited()).count();
        assert!((1..=20).contains(&audited), "{audited} of 100");
        for gpu in gpus.iter().filter(|gpu| gpu.is_audited()) {
            go_to(gpu.opens_from().max(now()));
            assert_eq!(send(gpu.open_call()), Ok(()));
        }
    });
}

#[test]
fn a_crowd_that_stays_away_makes_audits_no_rarer() {
    let settings = AttestationSettings {
        least_audit: Perbill::from_percent(10),
        audited_per_challenge: 2,
        ..settings()
    };
    run_with(settings, || {
        // GIVEN 50 devices, of which two do something
        let mut gpus = (1..=50).map(gpu).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        for _ in 0..2 {
            let open = next_challenge();
            assert_eq!(open.audit, Perbill::one());
            gpus[..2].iter_mut().for_each(|gpu| gpu.commit(1));
            assert_eq!(go_to_sample().audit, Perbill::one());
            for gpu in &gpus[..2] {
                go_to(gpu.opens_from().max(now()));
                assert_eq!(send(gpu.open_call()), Ok(()));
            }
            finish();
        }
        assert_eq!(LastCommits::<Test>::get(), 2);
    });
}

#[test]
fn tickets_of_those_who_left_hold_the_queue_up_for_a_block_by_the_eight() {
    use frame_support::assert_ok;
    run(|| {
        MaxOnTrial::set(1);
        let (first, last) = (gpu(1), gpu(100));
        first.register(ALICE);
        let gone = (2..=17).map(gpu).collect::<Vec<_>>();
        gone.iter().for_each(|gpu| gpu.register(ALICE));
        last.register(BOB);
        for gpu in &gone {
            assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        }
        assert_ok!(Attestation::leave(signed(ALICE), first.key));
        // Sixteen tickets, each of which has cost a fee that was burned.
        for waits in [true, true, false] {
            pass(1);
            assert_eq!(last.record().state == DeviceState::Waiting, waits);
        }
    });
}
