// SPDX-License-Identifier: Apache-2.0
//! Weights that are set at once: who may give them, which ones, and how they are stored.

use crate::{mock::*, types::Entries, Error, Event, WeightRows};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    subnets::{NetUid, Uid, MAX_NEURONS},
    units::JOULE,
};
use sp_runtime::{DispatchError, DispatchResult};

/// Lets the hotkey of a coldkey set weights, if it may.
fn give(coldkey: AccountId, pairs: &[(Uid, u16)]) -> DispatchResult {
    give_by(coldkey, pairs, 0)
}

/// Lets software of a version set weights, if it may.
fn give_by(coldkey: AccountId, pairs: &[(Uid, u16)], version: u32) -> DispatchResult {
    Incentive::set_weights(signed(hot(coldkey)), ONE, weights(pairs), version)
}

/// The weights of a neuron, as they are stored.
fn stored(netuid: NetUid, uid: Uid) -> Vec<(Uid, u16)> {
    WeightRows::<Test>::get(netuid, uid).map(|row| row.entries.into_inner()).unwrap_or_default()
}

#[test]
fn uids_must_ascend_and_each_be_named_once() {
    run_permitted(|| {
        let unsorted: [&[(Uid, u16)]; 4] =
            [&[(4, 1), (3, 1)], &[(3, 1), (3, 2)], &[(3, 0), (3, 1)], &[(0, 1), (4, 1), (2, 1)]];
        for pairs in unsorted {
            assert_noop!(give(BOB, pairs), Error::<Test>::UidsNotAscending);
        }
        assert_ok!(give(BOB, &[(0, 1), (2, 1), (3, 1), (4, 1)]));
    });
}

#[test]
fn a_uid_that_no_neuron_has_is_refused() {
    run_permitted(|| {
        let unknown: [&[(Uid, u16)]; 3] = [&[(5, 1)], &[(3, 1), (5, 0)], &[(3, 1), (Uid::MAX, 1)]];
        for pairs in unknown {
            assert_noop!(give(BOB, pairs), Error::<Test>::UidNotFound);
        }
        register(ONE, 50);
        assert_ok!(give(BOB, &[(5, 1)]));
    });
}

#[test]
fn weights_for_nobody_are_too_few() {
    run_permitted(|| {
        assert_noop!(give(BOB, &[]), Error::<Test>::TooFewWeights);
        assert_noop!(give(BOB, &[(3, 0), (4, 0)]), Error::<Test>::TooFewWeights);
        change(ONE, |parameters| parameters.min_weights = 0);
        assert_noop!(give(BOB, &[]), Error::<Test>::TooFewWeights);
    });
}

#[test]
fn as_many_neurons_must_be_named_as_the_subnet_wants_zeroes_not_counted() {
    run_permitted(|| {
        change(ONE, |parameters| parameters.min_weights = 3);
        assert_noop!(give(BOB, &[(2, 1), (3, 1)]), Error::<Test>::TooFewWeights);
        assert_noop!(give(BOB, &[(2, 1), (3, 1), (4, 0)]), Error::<Test>::TooFewWeights);
        assert_ok!(give(BOB, &[(2, 1), (3, 1), (4, 1)]));
        // Nobody has to name more than all others.
        change(ONE, |parameters| parameters.min_weights = 1_024);
        assert_noop!(give(BOB, &[(2, 1), (3, 1), (4, 1)]), Error::<Test>::TooFewWeights);
        assert_ok!(give(BOB, &[(0, 1), (2, 1), (3, 1), (4, 1)]));
    });
}

#[test]
fn the_only_neuron_of_a_subnet_names_itself() {
    run(|| {
        create(TWO, &[DAVE]);
        change(TWO, |parameters| parameters.min_weights = 10);
        set_weights(TWO, DAVE, &[(0, 7)]);
        assert_eq!(stored(TWO, 0), [(0, u16::MAX)]);
    });
}

#[test]
fn no_call_brings_more_weights_than_a_subnet_can_have_neurons() {
    let pairs = |count: u32| (0..count).map(|uid| (uid as Uid, 1)).collect::<Vec<(Uid, u16)>>();
    let decoded = |count: u32| Entries::decode(&mut pairs(count).encode().as_slice());
    assert_eq!(decoded(MAX_NEURONS).expect("they are few enough").len(), 1_024);
    assert!(decoded(MAX_NEURONS + 1).is_err());
}

#[test]
fn an_old_version_is_refused() {
    run_permitted(|| {
        change(ONE, |parameters| parameters.weights_version = 5);
        for version in [0, 4] {
            assert_noop!(give_by(BOB, &[(3, 1)], version), Error::<Test>::VersionTooOld);
        }
        for version in [5, 6, u32::MAX] {
            assert_ok!(give_by(BOB, &[(3, 1)], version));
        }
    });
}

#[test]
fn weights_wait_until_the_rate_limit_has_passed() {
    run_permitted(|| {
        change(ONE, |parameters| parameters.weights_rate_limit = 10);
        // The first ones wait for nothing.
        assert_ok!(give(BOB, &[(3, 1)]));
        assert_noop!(give(BOB, &[(4, 1)]), Error::<Test>::WeightsTooEarly);
        pass_to(11);
        assert_noop!(give(BOB, &[(4, 1)]), Error::<Test>::WeightsTooEarly);
        // Others wait for themselves only.
        assert_ok!(give(CHARLIE, &[(4, 1)]));
        pass_to(12);
        assert_ok!(give(BOB, &[(4, 1)]));
        assert_eq!(Incentive::last_updates(ONE), [0, 12, 11, 0, 0]);
        // What the limit is now counts, not what it was.
        change(ONE, |parameters| parameters.weights_rate_limit = 0);
        assert_ok!(give(BOB, &[(3, 1)]));
    });
}

#[test]
fn later_weights_take_the_place_of_all_earlier_ones() {
    run_permitted(|| {
        assert_ok!(give(BOB, &[(2, 1), (3, 1), (4, 1)]));
        assert_ok!(give(BOB, &[(3, 9)]));
        assert_eq!(stored(ONE, 1), [(3, u16::MAX)]);
        assert_eq!(WeightRows::<Test>::iter().count(), 1);
        let event = Event::WeightsSet { netuid: ONE, uid: 1 };
        assert_eq!(events()[events().len() - 2..], [event.clone(), event]);
    });
}

#[test]
fn without_a_permit_a_neuron_weighs_itself_only() {
    run_permitted(|| {
        // GIVEN a neuron that got stake after the epoch which gave the permits
        set_stake(DAVE, STAKE);
        let others: [&[(Uid, u16)]; 3] = [&[(4, 1)], &[(3, 1), (4, 1)], &[(3, 1), (4, 0)]];
        for pairs in others {
            assert_noop!(give(DAVE, pairs), Error::<Test>::PermitMissing);
        }
        assert_ok!(give(DAVE, &[(3, 1)]));
        // WHEN the next one gives it a permit
        epoch(ONE);
        // THEN it may weigh others.
        assert_ok!(give(DAVE, &[(3, 1), (4, 1)]));
    });
}

#[test]
fn before_the_first_epoch_nobody_has_a_permit() {
    run(|| {
        for validator in [ALICE, BOB, CHARLIE] {
            assert_noop!(give(validator, &[(3, 1)]), Error::<Test>::PermitMissing);
        }
        assert_ok!(give(ALICE, &[(0, 1)]));
    });
}

#[test]
fn only_neurons_of_a_subnet_that_exists_give_weights() {
    run_permitted(|| {
        assert_noop!(give(FRANK, &[(3, 1)]), Error::<Test>::NeuronNotFound);
        // A coldkey is no hotkey.
        let set = |who, netuid| Incentive::set_weights(who, netuid, weights(&[(3, 1)]), 0);
        assert_noop!(set(signed(BOB), ONE), Error::<Test>::NeuronNotFound);
        assert_noop!(set(signed(hot(BOB)), TWO), Error::<Test>::SubnetNotFound);
        assert_noop!(set(RuntimeOrigin::none(), ONE), DispatchError::BadOrigin);
        assert_noop!(set(RuntimeOrigin::root(), ONE), DispatchError::BadOrigin);
        remove(ONE);
        assert_noop!(set(signed(hot(BOB)), ONE), Error::<Test>::SubnetNotFound);
    });
}

#[test]
fn who_weighs_less_than_100_joule_gives_no_weights() {
    run_permitted(|| {
        set_stake(BOB, 100 * JOULE - 1);
        assert_noop!(give(BOB, &[(3, 1)]), Error::<Test>::StakeTooLow);
        assert_noop!(give(BOB, &[(1, 1)]), Error::<Test>::StakeTooLow);
        set_stake(BOB, 100 * JOULE);
        assert_ok!(give(BOB, &[(3, 1)]));
        // But for the owner.
        set_stake(ALICE, 0);
        assert_ok!(give(ALICE, &[(3, 1)]));
    });
}

#[test]
fn what_is_lent_counts_for_who_borrows() {
    run_permitted(|| {
        // GIVEN Charlie, who lends most of its stake to Bob
        assert_ok!(lend(ONE, CHARLIE, &[(BOB, 95)]));
        pass(DELAYS.child_delay_blocks - 1);
        assert_ok!(give(CHARLIE, &[(3, 1)]));
        // WHEN that begins
        pass(1);
        set_stake(BOB, 50 * JOULE);
        // THEN Bob weighs enough, and Charlie no longer does.
        assert_ok!(give(BOB, &[(3, 1)]));
        assert_noop!(give(CHARLIE, &[(4, 1)]), Error::<Test>::StakeTooLow);
    });
}

#[test]
fn where_commits_are_wanted_no_weights_are_set() {
    run_permitted(|| {
        change(ONE, |parameters| parameters.commit_reveal = true);
        assert_noop!(give(BOB, &[(3, 1)]), Error::<Test>::CommitRevealOn);
        change(ONE, |parameters| parameters.commit_reveal = false);
        assert_ok!(give(BOB, &[(3, 1)]));
    });
}

#[test]
fn weights_keep_their_proportions_in_any_unit() {
    run_permitted(|| {
        let cases: [(Pairs, Pairs); 6] = [
            (&[(3, 1)], &[(3, 65_535)]),
            (&[(2, 1), (3, 2), (4, 3)], &[(2, 21_845), (3, 43_690), (4, 65_535)]),
            (&[(2, 100), (3, 200), (4, 300)], &[(2, 21_845), (3, 43_690), (4, 65_535)]),
            (&[(3, 65_535), (4, 1)], &[(3, 65_535), (4, 1)]),
            // Halves round up.
            (&[(3, 1), (4, 2)], &[(3, 32_768), (4, 65_535)]),
            // What is zero is left out.
            (&[(0, 0), (3, 7), (4, 0)], &[(3, 65_535)]),
        ];
        for (given, kept) in cases {
            assert_ok!(give(BOB, given));
            assert_eq!(stored(ONE, 1), kept, "{given:?}");
        }
    });
}

#[test]
fn replacing_a_neuron_touches_no_weights_of_others_however_many_name_it() {
    run_permitted(|| {
        for validator in [ALICE, BOB, CHARLIE] {
            assert_ok!(give(validator, &[(3, 1), (4, 1)]));
        }
        let rows = || (0..3).map(|uid| WeightRows::<Test>::get(ONE, uid)).collect::<Vec<_>>();
        let before = rows();
        replace(ONE, 3, 50);
        assert_eq!(rows(), before);
    });
}
