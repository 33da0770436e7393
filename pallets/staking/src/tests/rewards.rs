// SPDX-License-Identifier: Apache-2.0
//! How rewards reach stakers.

use crate::{mock::*, Error, Event, NextPool, StakerIds, Totals, MAX_TAKE, MIN_STAKE};
use frame_support::{assert_ok, traits::Imbalance};
use joule_primitives::{
    staking::Hotkeys,
    subnets::StakeEarnings,
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
        // Tokens grow by the whole reward, once.
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
    // At launch: validators that start with nothing.
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
        // 900,000 JOULE against a pool of 1,000, for a reward of a long tempo.
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

/// Stakes what `who` earned behind the validator of `whose`, and says what is handed back.
fn earn(who: AccountId, hotkey: AccountId, amount: Balance) -> Balance {
    <Staking as StakeEarnings<_, _>>::stake_earnings(&who, &hotkey, mint(amount)).peek()
}

/// A digest of the state, without the events that minting and burning leave.
fn state_but_for_events() -> Vec<u8> {
    System::reset_events();
    state()
}

#[test]
fn earnings_are_staked_for_who_earned_them() {
    run(|| {
        let before = free(CHARLIE);
        assert_eq!(earn(CHARLIE, hot(ALICE), 5 * JOULE), 0);
        assert_eq!(value(CHARLIE, ALICE), 5 * JOULE);
        assert_eq!(free(CHARLIE), before);
        let shares = (5 * JOULE) << 32;
        let told = Event::Staked { pool: 0, coldkey: CHARLIE, amount: 5 * JOULE, shares };
        assert_eq!(events(), vec![told]);
        // It is stake like any other.
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), None));
        pass(LIMITS.min_unbonding_blocks);
        assert_ok!(Staking::withdraw(signed(CHARLIE), hot(ALICE), CHARLIE));
        assert_eq!(free(CHARLIE), before + 5 * JOULE);
    });
}

#[test]
fn earnings_under_the_least_stake_are_staked_too_and_can_leave() {
    run(|| {
        assert_eq!(earn(CHARLIE, hot(ALICE), 1), 0);
        assert_eq!(earn(CHARLIE, hot(ALICE), MIN_STAKE - 2), 0);
        assert_eq!(value(CHARLIE, ALICE), MIN_STAKE - 1);
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), None));
        assert_eq!(value(CHARLIE, ALICE), 0);
    });
}

#[test]
fn earnings_pay_for_rewards_that_flowed_before() {
    run(|| {
        reward(ALICE, 1_000 * JOULE, 10);
        pass(5);
        assert_eq!(earn(CHARLIE, hot(ALICE), 5 * JOULE), 0);
        // At the price of 1,500 JOULE for what was bought by 1,000: nothing of the past is theirs.
        assert!(value(CHARLIE, ALICE) <= 5 * JOULE);
        assert!(value(CHARLIE, ALICE) >= 5 * JOULE - 1);
        assert_eq!(Totals::<Test>::get().streaming, 500 * JOULE);
    });
}

#[test]
fn of_earnings_what_buys_no_whole_share_is_handed_back() {
    run_with(LIMITS, &[(ALICE, 0)], || {
        // GIVEN a pool that was empty when a pJ flowed in, and then rewarded with a fortune
        reward(ALICE, 1, 1);
        pass(1);
        reward(ALICE, 10_000_000 * JOULE, 1);
        pass(1);
        let price = pool(ALICE).tokens / pool(ALICE).shares;
        assert!(price > 1_000_000, "a share costs {price} pJ");

        // WHEN somebody earns less than a share costs
        let left = earn(NOBODY, hot(ALICE), price / 2);

        // THEN it is handed back, and nobody hears of who earned it
        assert_eq!(left, price / 2);
        assert_eq!(StakerIds::<Test>::get(NOBODY), None);

        // AND of more than that only whole shares are bought
        let left = earn(NOBODY, hot(ALICE), 10 * price);
        assert!((1..=price + 1).contains(&left), "{left} of {price}");
        assert!(StakerIds::<Test>::get(NOBODY).is_some());
    });
}

#[test]
fn earnings_that_nobody_can_take_are_handed_back() {
    run(|| {
        let all_back = |hotkey| {
            let before = state_but_for_events();
            assert_eq!(earn(CHARLIE, hotkey, JOULE), JOULE);
            assert_eq!(state_but_for_events(), before, "nothing changed");
        };
        // Nobody has this hotkey.
        all_back(NOBODY);
        // Somebody has it, and does not validate with it.
        let proof = proof_of(hot(DAVE), DAVE);
        assert_ok!(<Staking as Hotkeys<_, _>>::claim(&DAVE, &hot(DAVE), Some(&proof)));
        all_back(hot(DAVE));
        // Another took its place.
        let proof = Some(proof_of(5_000, BOB));
        assert_ok!(Staking::swap_hotkey(signed(BOB), hot(BOB), 5_000, proof));
        all_back(hot(BOB));
        // A slash of everything wore its pool out.
        Staking::slash(&hot(ALICE), 0, 1, None);
        assert!(pool(ALICE).is_worn_out());
        all_back(hot(ALICE));
    });
}

#[test]
fn no_earnings_change_nothing() {
    run(|| {
        reward(ALICE, JOULE, 10);
        pass(5);
        let before = state_but_for_events();
        assert_eq!(earn(NOBODY, hot(ALICE), 0), 0);
        assert_eq!(state_but_for_events(), before);
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
