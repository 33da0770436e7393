// SPDX-License-Identifier: Apache-2.0
//! Who is a member, and who makes way.

use crate::{mock::*, Commits, Error, Event, Members, Weights, MAX_MEMBERS};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::units::JOULE;
use sp_runtime::traits::BadOrigin;

fn members() -> Vec<u32> {
    Members::<Test>::get().into_inner()
}

#[test]
fn a_validator_with_stake_becomes_a_member() {
    run(|| {
        assert_ok!(Root::root_register(signed(BOB), hot(BOB)));
        let told = Event::MemberRegistered {
            pool: pool(BOB),
            hotkey: hot(BOB),
            coldkey: BOB,
            replaced: None,
        };
        assert_eq!(events(), vec![told]);
        register(&[DAVE, ALICE]);
        assert_eq!(members(), vec![pool(ALICE), pool(BOB), pool(DAVE)]);
    });
}

#[test]
fn the_least_stake_is_enough_while_there_are_free_places() {
    run(|| {
        set_stake(5, 1);
        register(&[5]);
        assert_eq!(members(), vec![pool(5)]);
    });
}

#[test]
fn nobody_registers_what_is_not_a_validator_of_its_own() {
    run(|| {
        let register = |who, hotkey| Root::root_register(signed(who), hotkey);
        assert_noop!(register(ALICE, NOBODY), Error::<Test>::ValidatorNotFound);
        // A hotkey itself owns nothing.
        assert_noop!(register(hot(ALICE), hot(ALICE)), Error::<Test>::NotOwner);
        assert_noop!(register(BOB, hot(ALICE)), Error::<Test>::NotOwner);
        assert_noop!(register(5, hot(5)), Error::<Test>::StakeNotFound);
        assert_noop!(Root::root_register(RuntimeOrigin::root(), hot(ALICE)), BadOrigin);
        assert_noop!(Root::root_register(RuntimeOrigin::none(), hot(ALICE)), BadOrigin);
    });
}

#[test]
fn nobody_is_a_member_twice() {
    run(|| {
        register(&[ALICE]);
        let again = |hotkey| Root::root_register(signed(ALICE), hotkey);
        assert_noop!(again(hot(ALICE)), Error::<Test>::MemberAlreadyExists);
        // Nor by another hotkey in the place of the first.
        change_pool(ALICE, |pool| pool.hotkey = 5_000);
        assert_noop!(again(5_000), Error::<Test>::MemberAlreadyExists);
        assert_eq!(members(), vec![pool(ALICE)]);
    });
}

#[test]
fn a_larger_newcomer_takes_the_place_of_the_smallest() {
    run(|| {
        // GIVEN a full network, whose smallest member has weights
        fill();
        assert_eq!(members().len(), MAX_MEMBERS as usize);
        vote(ALICE, &[(1, 1)]);
        // WHEN somebody comes who has a single pJ more
        set_stake(65, 101 * JOULE + 1);
        System::reset_events();
        register(&[65]);
        // THEN the smallest is a member no more, and nothing is left of it
        let told = Event::MemberRegistered {
            pool: pool(65),
            hotkey: hot(65),
            coldkey: 65,
            replaced: Some(pool(ALICE)),
        };
        assert_eq!(events(), vec![told]);
        assert_eq!(members(), (pool(BOB)..=pool(65)).collect::<Vec<_>>());
        assert_eq!(Weights::<Test>::get(pool(ALICE)), None);
        let vote = || Root::set_root_weights(signed(ALICE), hot(ALICE), weights(&[(1, 1)]));
        assert_noop!(vote(), Error::<Test>::MemberNotFound);
        // AND it can take a place again, if it has more than another one: now the newcomer.
        set_stake(ALICE, 200 * JOULE);
        register(&[ALICE]);
        assert!(!members().contains(&pool(65)));
    });
}

#[test]
fn a_newcomer_with_as_much_as_the_smallest_waits() {
    run(|| {
        fill();
        let register = || Root::root_register(signed(65), hot(65));
        for stake in [1, 101 * JOULE - 1, 101 * JOULE] {
            set_stake(65, stake);
            assert_noop!(register(), Error::<Test>::StakeTooLow);
        }
        set_stake(65, 0);
        assert_noop!(register(), Error::<Test>::StakeNotFound);
    });
}

#[test]
fn of_equally_small_members_the_oldest_pool_makes_way() {
    run(|| {
        fill();
        set_stake(30, JOULE);
        set_stake(20, JOULE);
        set_stake(65, 2 * JOULE);
        register(&[65]);
        assert!(!members().contains(&pool(20)) && members().contains(&pool(30)));
    });
}

#[test]
fn who_lost_all_stake_makes_way_first() {
    run(|| {
        fill();
        set_stake(40, 0);
        set_stake(65, 1);
        register(&[65]);
        assert!(!members().contains(&pool(40)));
    });
}

#[test]
fn what_a_replaced_member_promised_is_forgotten() {
    run_hidden(|| {
        fill();
        commit(ALICE, &[(1, 1)]);
        set_stake(65, 1_000 * JOULE);
        register(&[65]);
        assert!(!Commits::<Test>::contains_key(pool(ALICE)));
    });
}

#[test]
fn a_member_leaves_and_takes_its_weights_with_it() {
    run(|| {
        register(&[ALICE, BOB]);
        vote(ALICE, &[(1, 1)]);
        go_to(101);
        assert_ok!(Root::leave_root(signed(ALICE), hot(ALICE)));
        assert_eq!(events(), vec![Event::MemberLeft { pool: pool(ALICE), hotkey: hot(ALICE) }]);
        assert_eq!(members(), vec![pool(BOB)]);
        assert_eq!(Weights::<Test>::get(pool(ALICE)), None);
        let again = || Root::leave_root(signed(ALICE), hot(ALICE));
        assert_noop!(again(), Error::<Test>::MemberNotFound);
        // It may come back, with nothing said.
        register(&[ALICE]);
        assert_eq!(Weights::<Test>::get(pool(ALICE)), None);
    });
}

#[test]
fn what_a_member_promised_does_not_outlive_its_leaving() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, &[(1, 1)]);
        assert_ok!(Root::leave_root(signed(ALICE), hot(ALICE)));
        assert!(!Commits::<Test>::contains_key(pool(ALICE)));
        register(&[ALICE]);
        go_to(100);
        assert_noop!(reveal(ALICE, &[(1, 1)]), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn nobody_throws_another_out() {
    run(|| {
        register(&[ALICE]);
        let leave = |who, hotkey| Root::leave_root(signed(who), hotkey);
        assert_noop!(leave(BOB, hot(ALICE)), Error::<Test>::NotOwner);
        assert_noop!(leave(hot(ALICE), hot(ALICE)), Error::<Test>::NotOwner);
        assert_noop!(leave(ALICE, NOBODY), Error::<Test>::ValidatorNotFound);
        assert_noop!(leave(BOB, hot(BOB)), Error::<Test>::MemberNotFound);
        assert_noop!(Root::leave_root(RuntimeOrigin::root(), hot(ALICE)), BadOrigin);
    });
}

#[test]
fn a_member_without_stake_can_leave() {
    run(|| {
        register(&[ALICE]);
        set_stake(ALICE, 0);
        assert_ok!(Root::leave_root(signed(ALICE), hot(ALICE)));
        assert!(members().is_empty());
    });
}

#[test]
fn an_epoch_drops_members_without_stake() {
    run(|| {
        // GIVEN three members with weights, of which two lost all that was staked behind them
        register(&[ALICE, BOB, CHARLIE]);
        for coldkey in [ALICE, BOB, CHARLIE] {
            vote(coldkey, &[(1, 1)]);
        }
        set_stake(ALICE, 0);
        set_stake(CHARLIE, 0);
        // WHEN the emission is divided
        next_epoch();
        // THEN they are gone, with what they said
        assert_eq!(members(), vec![pool(BOB)]);
        assert_eq!(Weights::<Test>::iter_keys().collect::<Vec<_>>(), vec![pool(BOB)]);
        let told = events();
        let [Event::EmissionAllocated { dropped, .. }] = &told[..] else {
            panic!("an epoch tells one thing: {told:?}");
        };
        assert_eq!(*dropped, vec![pool(ALICE), pool(CHARLIE)]);
        // AND were not heard
        assert_eq!(record().members.len(), 1);
        // AND come back with new stake only.
        let back = || Root::root_register(signed(ALICE), hot(ALICE));
        assert_noop!(back(), Error::<Test>::StakeNotFound);
        set_stake(ALICE, 1);
        assert_ok!(back());
    });
}

#[test]
fn another_hotkey_is_the_same_member() {
    run(|| {
        register(&[ALICE]);
        vote(ALICE, &[(1, 1)]);
        let before = Weights::<Test>::get(pool(ALICE));
        // WHEN Alice replaces her hotkey
        change_pool(ALICE, |pool| pool.hotkey = 5_000);
        // THEN her weights stand, and the new one is the member's
        assert_eq!(Weights::<Test>::get(pool(ALICE)), before);
        let vote = |hotkey| Root::set_root_weights(signed(ALICE), hotkey, weights(&[(2, 1)]));
        go_to(101);
        assert_noop!(vote(hot(ALICE)), Error::<Test>::ValidatorNotFound);
        assert_ok!(vote(5_000));
    });
}

#[test]
fn another_coldkey_owns_the_same_member() {
    run(|| {
        register(&[ALICE]);
        change_pool(ALICE, |pool| pool.coldkey = 500);
        let vote = |who| Root::set_root_weights(signed(who), hot(ALICE), weights(&[(2, 1)]));
        assert_noop!(vote(ALICE), Error::<Test>::NotOwner);
        assert_ok!(vote(500));
    });
}
