// SPDX-License-Identifier: Apache-2.0
use crate::{
    mock::*, Beacon, Closed, Current, Event, LastCommits, LastOpened, NextChallenge, Settings,
};
use joule_pogw::{beacon, Challenge, Params};
use joule_primitives::attestation::ChallengeId;

#[test]
fn the_beacon_takes_in_the_output_of_every_block() {
    run(|| {
        let mut value = Beacon::<Test>::get().value;
        for block in 2..50 {
            go_to(block);
            value = beacon::step(&value, block, Vrf::get().as_ref());
            assert_eq!(Beacon::<Test>::get().value, value);
            assert_eq!(Beacon::<Test>::get().slot, Slot::get());
        }
    });
}

#[test]
fn a_challenge_opens_and_follows_from_the_beacon() {
    run(|| {
        let open = next_challenge();
        assert_eq!((open.id, NextChallenge::<Test>::get()), (ChallengeId(0), ChallengeId(1)));
        assert_eq!((open.opened_at, LastOpened::<Test>::get()), (now() - 1, now() - 1));
        assert!((20..=40).contains(&open.opened_at));
        assert_eq!(Params::from_bytes(open.params), Ok(Params::new(3, 4).expect("allowed")));
        assert_eq!((open.commits, open.active, open.sample), (0, 0, None));
        // Known since the block before: two slots have passed.
        assert_eq!(open.known_slot, Slot::get() - 2);
    });
}

#[test]
fn the_seed_is_that_of_the_protocol() {
    run(|| {
        finish();
        while Current::<Test>::get().is_none() {
            pass(1);
        }
        let open = current();
        let params = Params::from_bytes(open.params).expect("allowed");
        let beacon = Beacon::<Test>::get().value;
        let challenge =
            Challenge { genesis: GENESIS, id: 0, height: open.opened_at, params, beacon };
        assert_eq!(open.seed, challenge.seed());
        let expected = Event::ChallengeOpened {
            challenge: ChallengeId(0),
            seed: open.seed,
            params: open.params,
        };
        assert_eq!(events(), [expected]);
    });
}

#[test]
fn a_challenge_goes_through_its_windows_and_leaves_nothing() {
    run(|| {
        let open = next_challenge();
        let settings = Settings::<Test>::get();
        let sample_at = open.opened_at + 5 + 2;
        assert_eq!(settings.sample_at(open.opened_at), sample_at);
        go_to(sample_at - 1);
        assert_eq!(current().sample, None);
        go_to(sample_at);
        let sample = Beacon::<Test>::get().value;
        assert_eq!(current().sample, Some(sample));
        assert_eq!(events(), [Event::SampleDrawn { challenge: open.id, sample }]);
        go_to(sample_at + 10);
        assert_eq!(current().sample, Some(sample), "it stays");
        pass(1);
        assert_eq!(Current::<Test>::get(), None);
        assert_eq!(Closed::<Test>::iter().count(), 0);
        let (challenge, commits, is_congested) = (open.id, 0, false);
        assert_eq!(events(), [Event::ChallengeClosed { challenge, commits, is_congested }]);
    });
}

#[test]
fn challenges_are_as_far_apart_as_the_settings_say() {
    run(|| {
        let mut last = next_challenge().opened_at;
        let mut gaps = std::collections::BTreeSet::new();
        for id in 1..60 {
            let open = next_challenge();
            assert_eq!(open.id, ChallengeId(id));
            gaps.insert(open.opened_at - last);
            last = open.opened_at;
        }
        assert!(gaps.iter().all(|gap| (20..=40).contains(gap)), "{gaps:?}");
        assert!(gaps.len() > 5, "they come by surprise: {gaps:?}");
    });
}

#[test]
fn a_challenge_counts_who_committed_to_the_one_before() {
    run(|| {
        let mut gpus = [gpu(1), gpu(2), gpu(3)];
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        next_challenge();
        gpus.iter_mut().for_each(|gpu| gpu.commit(1));
        assert_eq!(current().commits, 3);
        finish();
        assert_eq!(LastCommits::<Test>::get(), 3);
        assert_eq!(next_challenge().active, 3);
        finish();
        assert_eq!(next_challenge().active, 0);
    });
}

#[test]
fn the_more_devices_the_fewer_audits_down_to_the_least() {
    let settings = crate::AttestationSettings::public();
    let parts =
        [0, 1, 256, 257, 512, 2_560, 1_000_000, u32::MAX].map(|active| settings.audit(active));
    let ppb = parts.map(|part| part.deconstruct());
    let whole = 1_000_000_000;
    assert_eq!(ppb[..3], [whole; 3]);
    assert_eq!(ppb[3], 996_108_949);
    assert_eq!(ppb[4..], [whole / 2, whole / 10, whole / 10, whole / 10]);
}

#[test]
fn a_block_without_an_output_goes_on_with_zeros() {
    run(|| {
        let before = Beacon::<Test>::get().value;
        System::set_block_number(2);
        Vrf::set(None);
        crate::Pallet::<Test>::begin_block(2);
        assert_eq!(Beacon::<Test>::get().value, beacon::step(&before, 2, Some(&[0; 32])));
    });
}
