// SPDX-License-Identifier: Apache-2.0
//! Who feeds: keys and seats.

use crate::{mock::*, Error, Event, Feeders, KeysOf, Members, Seats};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::price::{feeder_proof, MAX_MEMBERS};
use sp_core::Pair;
use sp_runtime::DispatchError::BadOrigin;

/// The accounts of the keys of these, in ascending order.
fn accounts(pools: impl IntoIterator<Item = u8>) -> Vec<AccountId> {
    let mut accounts = pools.into_iter().map(account).collect::<Vec<_>>();
    accounts.sort();
    accounts
}

#[test]
fn a_validator_sets_a_key_that_signs_prices() {
    run(|| {
        set_keys([3]);
        assert_eq!(events(), [Event::FeederKeySet { pool: 3, key: key(3) }]);
        assert_eq!(KeysOf::<Test>::get(3), Some(key(3)));
        assert!(Members::<Test>::get().is_empty(), "it has no seat");
        seat([3, 4]);
        assert_eq!(events().last(), Some(&Event::Seated { seats: 2, members: 1 }));
        assert_eq!(Members::<Test>::get().into_inner(), [account(3)]);
        set_keys([4]);
        assert_eq!(Members::<Test>::get().into_inner(), accounts([3, 4]), "at once");
    });
}

#[test]
fn a_key_is_not_set_without_its_own_signature() {
    run(|| {
        let (hotkey, signer) = (validator(1), pair(1));
        let other_chain = signer.sign(&feeder_proof(&[0u8; 32], &hotkey)).into();
        for wrong in
            [proof(&signer, &validator(2)), proof(&pair(2), &hotkey), other_chain, no_signature()]
        {
            assert_noop!(
                Price::set_feeder_key(signed(hotkey.clone()), key(1), wrong),
                Error::<Test>::FeederProofInvalid
            );
        }
    });
}

#[test]
fn a_key_feeds_for_one_validator() {
    run(|| {
        set_keys([1]);
        for who in [1, 2] {
            let proof = proof(&pair(1), &validator(who));
            assert_noop!(
                Price::set_feeder_key(signed(validator(who)), key(1), proof),
                Error::<Test>::FeederKeyInUse
            );
        }
    });
}

#[test]
fn only_validators_that_stand_set_keys() {
    run(|| {
        let nobody = validator(POOLS);
        let signature = proof(&pair(1), &nobody);
        assert_noop!(
            Price::set_feeder_key(signed(nobody.clone()), key(1), signature.clone()),
            Error::<Test>::ValidatorNotFound
        );
        assert_noop!(Price::remove_feeder_key(signed(nobody)), Error::<Test>::ValidatorNotFound);
        Chilled::set(vec![1]);
        let own = proof(&pair(1), &validator(1));
        assert_noop!(
            Price::set_feeder_key(signed(validator(1)), key(1), own),
            Error::<Test>::NotStanding
        );
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(
                Price::set_feeder_key(origin.clone(), key(1), signature.clone()),
                BadOrigin
            );
            assert_noop!(Price::remove_feeder_key(origin), BadOrigin);
        }
    });
}

#[test]
fn a_new_key_takes_the_place_of_the_old_one() {
    run_with(3, || {
        feed_all(0..3, dollars(2));
        let (hotkey, signer) = (validator(1), pair(77));
        let proof = proof(&signer, &hotkey);
        assert_ok!(Price::set_feeder_key(signed(hotkey), key(77), proof));
        assert_eq!(Members::<Test>::get().into_inner(), accounts([0, 2, 77]));
        assert_eq!(kept_of(1), None, "one seat, one voice");
        assert_eq!(Feeders::<Test>::get(key(1)), None);
        // The old key is free for others.
        set_keys([50]);
        let again = crate::mock::proof(&pair(1), &validator(50));
        assert_ok!(Price::set_feeder_key(signed(validator(50)), key(1), again));
    });
}

#[test]
fn what_was_signed_before_a_key_was_set_is_worthless() {
    run_with(1, || {
        let call = feed_call(&pair(9), dollars(2), now());
        let proof = proof(&pair(9), &validator(0));
        assert_ok!(Price::set_feeder_key(signed(validator(0)), key(9), proof));
        pass(SLOT_MS);
        refuse(call, sp_runtime::transaction_validity::InvalidTransaction::Stale);
        pass(SLOT_MS);
        feed(9, dollars(2)).expect("the next one is taken");
    });
}

#[test]
fn anybody_removes_the_key_of_a_pool_that_ended() {
    run_with(3, || {
        let drop = |origin, pool| Price::drop_feeder_key(origin, pool);
        feed_all(0..3, dollars(2));
        // One that does not stand may come back.
        Chilled::set(vec![1]);
        assert_noop!(drop(signed(validator(2)), 1), Error::<Test>::ValidatorExists);
        Ended::set(vec![1, 9]);
        assert_noop!(drop(RuntimeOrigin::none(), 1), BadOrigin);
        assert_noop!(drop(signed(validator(2)), 9), Error::<Test>::FeederKeyNotFound);
        assert_ok!(drop(signed(validator(2)), 1));
        assert_eq!(events().last(), Some(&Event::FeederKeyRemoved { pool: 1, key: key(1) }));
        assert_eq!(Members::<Test>::get().into_inner(), accounts([0, 2]));
        assert_eq!((kept_of(1), KeysOf::<Test>::get(1)), (None, None));
        assert!(!Feeders::<Test>::contains_key(key(1)));
        assert_noop!(drop(signed(validator(2)), 1), Error::<Test>::FeederKeyNotFound);
    });
}

#[test]
fn a_key_that_is_removed_feeds_no_more() {
    run_with(3, || {
        feed_all(0..3, dollars(2));
        // Also if it does not stand any more.
        Chilled::set(vec![1]);
        assert_ok!(Price::remove_feeder_key(signed(validator(1))));
        assert_eq!(events().last(), Some(&Event::FeederKeyRemoved { pool: 1, key: key(1) }));
        assert_eq!(Members::<Test>::get().into_inner(), accounts([0, 2]));
        assert_eq!(kept_of(1), None);
        assert_noop!(
            Price::remove_feeder_key(signed(validator(1))),
            Error::<Test>::FeederKeyNotFound
        );
    });
}

#[test]
fn members_rotate_with_the_sessions() {
    run(|| {
        set_keys(0..6);
        seat(0..4);
        pass(MINUTE);
        feed_all(0..4, dollars(2));
        assert_eq!(spot(), dollars(2));
        seat(2..6);
        assert_eq!(Members::<Test>::get().into_inner(), accounts(2..6));
        assert_eq!([0, 1, 2, 3].map(kept_of), [None, None, Some(dollars(2)), Some(dollars(2))]);
        pass(MINUTE);
        assert!(feed(0, dollars(2)).is_err(), "it has left");
        // Two of four are fresh, and a third makes a round.
        let before = price().as_of;
        assert_ok!(feed(4, dollars(2)));
        assert_eq!(price().as_of, before, "the second newest but one is of the last session");
        assert_ok!(feed(5, dollars(2)));
        assert_ok!(feed(2, dollars(2)));
        assert_eq!(price().as_of, time());
    });
}

#[test]
fn seats_are_taken_in_the_block_after_a_session_started() {
    use frame_support::traits::Hooks;

    run_with(4, || {
        Sitting::set(vec![2, 3]);
        Price::on_initialize(now());
        assert_eq!(Seats::<Test>::get().len(), 4, "no session started");
        Price::note_session();
        Price::on_initialize(now());
        assert_eq!(Seats::<Test>::get().len(), 4, "that block has enough to do");
        pass(SLOT_MS);
        Price::on_initialize(now());
        assert_eq!(Seats::<Test>::get().into_inner(), [2, 3]);
        Sitting::set(vec![3]);
        pass(SLOT_MS);
        Price::on_initialize(now());
        assert_eq!(Seats::<Test>::get().into_inner(), [2, 3], "once for each session");
    });
}

#[test]
fn a_session_with_the_same_members_changes_nothing() {
    run_with(4, || {
        feed_all(0..4, dollars(2));
        let before = state();
        Price::seat_members();
        assert_eq!(state(), before);
    });
}

#[test]
fn at_most_the_largest_pools_have_a_seat() {
    run(|| {
        set_keys(0..30);
        seat(0..30);
        assert_eq!(Seats::<Test>::get().into_inner(), (0..MAX_MEMBERS).collect::<Vec<_>>());
        assert_eq!(Members::<Test>::get().into_inner(), accounts(0..21));
        // A pool that is named twice, under an old and a new hotkey, has one seat.
        seat([5, 6, 5]);
        assert_eq!(Seats::<Test>::get().into_inner(), [5, 6]);
        seat([]);
        assert!(Members::<Test>::get().is_empty());
    });
}
