// SPDX-License-Identifier: Apache-2.0
//! What those get who lend stake to a validator.

use crate::{mock::*, ChildTerms, Event, Funds};
use frame_support::assert_ok;
use joule_primitives::{
    subnets::Uid,
    types::{Balance, BlockNumber},
    units::JOULE,
};
use sp_runtime::Permill;

/// Runs `test` in the first block in which holds what Frank lends to Bob and what Bob takes of it,
/// in a subnet in which nobody else has stake.
fn run_with_loan(lent_percent: u32, take_percent: u32, test: impl FnOnce()) {
    run_permitted(|| {
        let take = Permill::from_percent(take_percent);
        assert_ok!(Incentive::set_child_terms(signed(BOB), ONE, hot(BOB), take, false));
        assert_ok!(lend(ONE, FRANK, &[(BOB, lent_percent)]));
        pass(DELAYS.child_delay_blocks);
        for coldkey in [ALICE, CHARLIE] {
            set_stake(coldkey, 0);
        }
        set_weights(ONE, BOB, &[(3, 1)]);
        test();
    });
}

/// Pays validators this much, and returns what Bob and Frank get of it.
fn earn(amount: Balance) -> (Balance, Balance) {
    let before = (rewarded(BOB), rewarded(FRANK));
    pend(ONE, amount * 100 / 41);
    epoch(ONE);
    (rewarded(BOB) - before.0, rewarded(FRANK) - before.1)
}

#[test]
fn a_child_without_own_stake_that_takes_a_tenth_gets_a_tenth() {
    run_with_loan(100, 10, || {
        set_stake(BOB, 0);
        assert_eq!(earn(410 * JOULE), (41 * JOULE, 369 * JOULE));
        let rewards = [(hot(BOB), 41 * JOULE, 10), (hot(FRANK), 369 * JOULE, 10)];
        assert_eq!(Rewarded::get(), rewards);
    });
}

#[test]
fn a_child_with_a_tenth_of_the_stake_that_takes_nothing_gets_a_tenth() {
    run_with_loan(90, 0, || {
        set_stake(BOB, 100 * JOULE);
        assert_eq!(earn(410 * JOULE), (41 * JOULE, 369 * JOULE));
        set_stake(BOB, 900 * JOULE);
        assert_eq!(earn(410 * JOULE), (205 * JOULE, 205 * JOULE));
    });
}

#[test]
fn a_child_takes_of_what_is_lent_only() {
    run_with_loan(50, 18, || {
        set_stake(BOB, 500 * JOULE);
        let taken = 205 * JOULE * 18 / 100;
        assert_eq!(earn(410 * JOULE), (205 * JOULE + taken, 205 * JOULE - taken));
    });
}

#[test]
fn who_lends_from_one_of_its_hotkeys_to_another_pays_no_take() {
    run_with_loan(50, 18, || {
        // GIVEN a parent and a child that serve one coldkey
        set_stake(BOB, 500 * JOULE);
        serve(hot(FRANK), BOB);
        assert_eq!(earn(410 * JOULE), (205 * JOULE, 205 * JOULE));
        serve(hot(FRANK), FRANK);
        let taken = 205 * JOULE * 18 / 100;
        assert_eq!(earn(410 * JOULE), (205 * JOULE + taken, 205 * JOULE - taken));
    });
}

#[test]
fn another_take_counts_from_the_block_on_in_which_it_holds() {
    run_with_loan(100, 10, || {
        set_stake(BOB, 0);
        let take = Permill::from_percent(18);
        assert_ok!(Incentive::set_child_terms(signed(BOB), ONE, hot(BOB), take, false));
        let holds_at = System::block_number() + DELAYS.child_delay_blocks;
        pass_to(holds_at - 2);
        assert_eq!(earn(410 * JOULE), (41 * JOULE, 369 * JOULE));
        assert_eq!(earn(410 * JOULE), (738 * JOULE / 10, 3_362 * JOULE / 10));
        assert_eq!(System::block_number(), holds_at);
        // A neuron that takes its place has terms of its own.
        assert!(ChildTerms::<Test>::contains_key(ONE, 1));
        replace(ONE, 1, 50);
        assert!(!ChildTerms::<Test>::contains_key(ONE, 1));
    });
}

#[test]
fn rounding_is_the_childs_and_nothing_is_lost() {
    run_with_loan(33, 7, || {
        for amount in [1, 2, 3, 99, 100, 101, 12_345_678_901_234_567] {
            set_stake(BOB, 777 * JOULE + amount);
            pend(ONE, amount);
            let before = Funds::<Test>::get(ONE).pending.validators;
            let (child, parent) = (rewarded(BOB), rewarded(FRANK));
            epoch(ONE);
            let (child, parent) = (rewarded(BOB) - child, rewarded(FRANK) - parent);
            assert_eq!(child + parent, before);
            let gross = before * (330 * JOULE) / (1_107 * JOULE + amount);
            assert_eq!(parent, gross * 93 / 100);
        }
    });
}

#[test]
fn a_parent_with_several_children_is_paid_once() {
    run_permitted(|| {
        // GIVEN Frank, who lends to all three validators, who are of one mind
        assert_ok!(lend(ONE, FRANK, &[(ALICE, 20), (BOB, 30), (CHARLIE, 50)]));
        pass(DELAYS.child_delay_blocks);
        for validator in [ALICE, BOB, CHARLIE] {
            set_weights(ONE, validator, &[(3, 1)]);
        }
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        // THEN it gets about a quarter of all, in one piece.
        let rewards = Rewarded::get();
        let hotkeys = rewards.iter().map(|(hotkey, _, _)| *hotkey).collect::<Vec<_>>();
        assert_eq!(hotkeys, [ALICE, BOB, CHARLIE, FRANK].map(hot));
        assert!(rewarded(FRANK).abs_diff(410 * JOULE / 4) < JOULE / 1_000);
        // What validators are said to have earned is before they share it.
        let events = events();
        let Some(Event::EpochRun { validators, .. }) = events.last() else {
            panic!("an epoch ran: {events:?}");
        };
        let earned: Balance = validators.iter().map(|(_, amount)| amount).sum();
        assert_eq!(rewards.iter().map(|(_, amount, _)| amount).sum::<Balance>(), earned);
        let parts = validators.iter().map(|(uid, amount)| (*uid, *amount)).collect::<Vec<_>>();
        let stakes = [1_200, 1_300, 1_500];
        for ((uid, amount), stake) in parts.into_iter().zip(stakes) {
            let part = 410 * JOULE * stake / 4_000;
            assert!(amount.abs_diff(part) < JOULE / 1_000, "{uid} got {amount} of {part}");
        }
    });
}

#[test]
fn a_validator_that_lends_a_part_is_paid_for_both_parts_together() {
    run_permitted(|| {
        assert_ok!(lend(ONE, CHARLIE, &[(BOB, 50)]));
        pass(DELAYS.child_delay_blocks);
        set_stake(ALICE, 0);
        for validator in [BOB, CHARLIE] {
            set_weights(ONE, validator, &[(3, 1)]);
        }
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        // Bob weighs three quarters, a third of which is Charlie's.
        assert_eq!(Rewarded::get().len(), 2);
        for validator in [BOB, CHARLIE] {
            assert!(rewarded(validator).abs_diff(205 * JOULE) < JOULE / 1_000_000);
        }
    });
}

#[test]
fn who_lends_to_a_validator_gets_its_part_also_where_pay_goes_by_stake() {
    run(|| {
        assert_ok!(lend(ONE, FRANK, &[(DAVE, 100)]));
        pass(DELAYS.child_delay_blocks);
        for coldkey in [ALICE, BOB, CHARLIE] {
            set_stake(coldkey, 0);
        }
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        assert_eq!((rewarded(DAVE), rewarded(FRANK)), (0, 410 * JOULE));
    });
}

#[test]
fn what_a_parents_pool_does_not_take_stays_pending() {
    run_with_loan(100, 10, || {
        set_stake(BOB, 0);
        WornOut::set(vec![hot(FRANK)]);
        assert_eq!(earn(410 * JOULE), (41 * JOULE, 0));
        assert_eq!(Funds::<Test>::get(ONE).pending.validators, 369 * JOULE);
        WornOut::set(vec![]);
        epoch(ONE);
        assert_eq!(rewarded(FRANK), 3_321 * JOULE / 10);
    });
}

#[test]
fn who_lends_less_than_100_joule_now_gets_nothing_and_takes_nothing_away() {
    run_with_loan(10, 0, || {
        set_stake(FRANK, 999 * JOULE);
        assert_eq!(earn(410 * JOULE), (410 * JOULE, 0));
        set_stake(FRANK, 10_000 * JOULE);
        assert_eq!(earn(410 * JOULE), (205 * JOULE, 205 * JOULE));
    });
}

#[test]
fn borrowed_stake_gives_a_permit_and_counts_in_the_consensus() {
    run(|| {
        // GIVEN miners without stake, to one of whom somebody lends more than all validators have
        set_stake(FRANK, 5_000 * JOULE);
        assert_ok!(lend(ONE, FRANK, &[(DAVE, 100)]));
        let permits = || Incentive::permits(ONE);
        let block: BlockNumber = 1 + DELAYS.child_delay_blocks;
        pass_to(block - 1);
        epoch(ONE);
        assert_eq!(permits(), [true, true, true, true, false]);
        let named: [(AccountId, Uid); 2] = [(BOB, 3), (DAVE, 4)];
        for (validator, uid) in named {
            set_weights(ONE, validator, &[(uid, 1)]);
        }
        epoch(ONE);
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, 0, u16::MAX]);
        // WHEN it is taken back
        assert_ok!(lend(ONE, FRANK, &[]));
        pass(DELAYS.child_delay_blocks);
        epoch(ONE);
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, u16::MAX, 0]);
        assert_eq!(permits(), [true, true, true, false, false]);
    });
}
