// SPDX-License-Identifier: Apache-2.0
//! How rewards reach stakers.

use crate::{mock::*, Error, Event, NextPool, Totals, MAX_TAKE};
use frame_support::{assert_ok, traits::Imbalance};
use joule_primitives::{
    types::Balance,
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::Permill;

fn reward(who: AccountId, amount: Balance, blocks: u32) {
    assert!(Staking::reward_pool(&hot(who), mint(amount), blocks).is_ok());
}

#[test]
fn the_owner_keeps_its_take_and_stakers_share_the_rest() {
    run(|| {
        // R20: tokens grow by the whole reward, once.
        assert_ok!(Staking::set_take(signed(ALICE), hot(ALICE), Permill::from_percent(10)));
        stake(CHARLIE, ALICE, 3_000 * JOULE);
        reward(ALICE, 100 * JOULE, 1);
        pass(1);
        assert_eq!(pool(ALICE).tokens, 4_100 * JOULE);
        // 90 by stake, 3 to 1, and 10 for the owner; shares round down.
        let (alice, charlie) = (value(ALICE, ALICE), value(CHARLIE, ALICE));
        assert!((3_067_500 * JOULE / 1_000 - charlie) <= 1, "{charlie}");
        assert!((1_032_500 * JOULE / 1_000 - alice) <= 1, "{alice}");
    });
}

#[test]
fn a_reward_into_a_pool_without_stake_is_the_owners() {
    // R20, and launch: validators that start with nothing.
    run_with(LIMITS, &[(ALICE, 0)], || {
        reward(ALICE, 100 * JOULE, 10);
        assert_eq!(value(ALICE, ALICE), 0);
        pass(10);
        assert_eq!(value(ALICE, ALICE), 100 * JOULE);
        assert_eq!(Staking::elected(), vec![hot(ALICE)]);
        // The shares are the owner's to spend.
        assert_ok!(Staking::unstake(signed(ALICE), hot(ALICE), None));
    });
}

#[test]
fn when_all_stakers_have_left_the_rest_is_the_owners() {
    run_with(LIMITS, &[(ALICE, 0)], || {
        stake(CHARLIE, ALICE, JOULE);
        reward(ALICE, 100 * JOULE, 10);
        pass(5);
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), None));
        pass(5);
        let taken = MAX_TAKE.mul_floor(50 * JOULE);
        assert!((50 * JOULE + taken).abs_diff(value(ALICE, ALICE)) <= JOULE);
        assert!(pool(ALICE).shares > 0);
    });
}

#[test]
fn who_joins_just_before_a_payment_and_leaves_after_it_gets_next_to_nothing() {
    run(|| {
        // R19: 900,000 JOULE against a pool of 1,000, for a reward of a long tempo.
        stake(CHARLIE, ALICE, 900_000 * JOULE);
        reward(ALICE, 2_000 * JOULE, 50_400);
        pass(1);
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), None));
        pass(LIMITS.max_unbonding_blocks);
        assert_ok!(Staking::withdraw(signed(CHARLIE), hot(ALICE), CHARLIE));
        let gain = free(CHARLIE) - ENDOWMENT;
        assert!(gain <= 2_000 * JOULE / 50_400, "{gain} is more than one block's part");
    });
}

#[test]
fn a_further_reward_joins_the_rest_and_takes_the_later_end() {
    run(|| {
        reward(ALICE, 100 * JOULE, 100);
        pass(50);
        reward(ALICE, 30 * JOULE, 10);
        // 80 are left, until block 101.
        assert_eq!(pool(ALICE).tokens, 1_050 * JOULE);
        pass(25);
        assert_eq!(pool(ALICE).tokens, 1_090 * JOULE);
        pass(25);
        assert_eq!(pool(ALICE).tokens, 1_130 * JOULE);
    });
}

#[test]
fn touching_a_pool_often_gains_nothing() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        stake(CHARLIE, BOB, JOULE);
        reward(ALICE, 100 * JOULE, 100);
        reward(BOB, 100 * JOULE, 100);
        for _ in 0..100 {
            pass(1);
            assert_ok!(Staking::set_take(signed(ALICE), hot(ALICE), MAX_TAKE));
        }
        assert_eq!(pool(ALICE).tokens, pool(BOB).tokens);
        // The owner's part earns, too, from the touch on that brings it: second order.
        let apart = value(CHARLIE, BOB).abs_diff(value(CHARLIE, ALICE));
        assert!(apart <= JOULE / 1_000, "{apart}");
        assert_eq!(stored_pool(ALICE).rewards.stakers, 0);
    });
}

#[test]
fn a_reward_of_nothing_and_to_nobody_changes_nothing() {
    run(|| {
        let before = (stored_pool(ALICE), Totals::<Test>::get(), NextPool::<Test>::get());
        assert!(Staking::reward_pool(&hot(ALICE), mint(0), 10).is_ok());
        let refused = Staking::reward_pool(&NOBODY, mint(JOULE), 10);
        assert_eq!(refused.expect_err("nobody claimed it").peek(), JOULE);
        assert_eq!((stored_pool(ALICE), Totals::<Test>::get(), NextPool::<Test>::get()), before);
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn a_reward_over_no_blocks_flows_in_the_next() {
    run(|| {
        reward(ALICE, 5 * JOULE, 0);
        assert_eq!(pool(ALICE).tokens, 1_000 * JOULE);
        pass(1);
        assert_eq!(pool(ALICE).tokens, 1_005 * JOULE);
    });
}

#[test]
fn the_smallest_and_the_largest_reward_are_counted() {
    run(|| {
        reward(ALICE, 1, 10);
        pass(10);
        assert_eq!(pool(ALICE).tokens, 1_000 * JOULE + 1);
        reward(ALICE, 21_000_000 * JOULE, u32::MAX);
        assert_eq!(stored_pool(ALICE).rewards.until, u32::MAX);
        System::set_block_number(u32::MAX);
        assert_eq!(pool(ALICE).tokens, 21_001_000 * JOULE + 1);
    });
}

#[test]
fn what_flows_is_told_so_that_the_ledger_can_be_rebuilt() {
    run(|| {
        reward(ALICE, 10 * JOULE, 10);
        pass(4);
        System::reset_events();
        stake(CHARLIE, ALICE, JOULE);
        let owner_shares = stored_pool(ALICE).shares
            - ((1_000 * JOULE) << 32)
            - match events().last() {
                Some(Event::Staked { shares, .. }) => *shares,
                other => panic!("{other:?}"),
            };
        let flowed = Event::RewardsFlowed { pool: 0, amount: 4 * JOULE, owner_shares };
        assert_eq!(events().first(), Some(&flowed));
        assert_eq!(Totals::<Test>::get().streaming, 6 * JOULE);
    });
}

#[test]
fn the_account_keeps_its_existential_deposit() {
    run_with(LIMITS, &[(ALICE, 0)], || {
        assert_eq!(free(Staking::account()), EXISTENTIAL_DEPOSIT);
        stake(CHARLIE, ALICE, JOULE);
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), None));
        pass(LIMITS.max_unbonding_blocks);
        assert_ok!(Staking::withdraw(signed(CHARLIE), hot(ALICE), CHARLIE));
        assert_eq!(free(Staking::account()), EXISTENTIAL_DEPOSIT);
        assert_eq!(
            Staking::withdraw(signed(CHARLIE), hot(ALICE), CHARLIE),
            Err(Error::<Test>::ExitNotFound.into())
        );
    });
}
