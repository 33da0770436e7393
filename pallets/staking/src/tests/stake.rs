// SPDX-License-Identifier: Apache-2.0
//! How stake enters a pool.

use crate::{mock::*, Error, Event, StakerIds, Stakers, Totals, MIN_STAKE};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::units::{EXISTENTIAL_DEPOSIT, JOULE};
use sp_runtime::{traits::BadOrigin, TokenError};

#[test]
fn genesis_stakes_the_first_validators() {
    run(|| {
        assert_eq!(value(ALICE, ALICE), 1_000 * JOULE);
        assert_eq!(free(ALICE), ENDOWMENT - 1_000 * JOULE);
        assert_eq!(Totals::<Test>::get().pooled, 2_000 * JOULE);
        assert!(pool(ALICE).standing);
        assert_eq!(Staking::elected(), vec![hot(ALICE), hot(BOB)]);
    });
}

#[test]
fn validators_may_start_with_nothing_staked() {
    run_with(LIMITS, &[(ALICE, 0)], || {
        assert_eq!(pool(ALICE).shares, 0);
        assert!(pool(ALICE).standing);
        // The sitting set goes on.
        assert_eq!(Staking::elected(), Vec::<AccountId>::new());
    });
}

#[test]
fn stake_is_taken_from_the_coldkey_and_told() {
    run(|| {
        assert_ok!(Staking::stake(signed(CHARLIE), hot(ALICE), 5 * JOULE));
        assert_eq!(free(CHARLIE), ENDOWMENT - 5 * JOULE);
        assert_eq!(value(CHARLIE, ALICE), 5 * JOULE);
        assert_eq!(pool(ALICE).tokens, 1_005 * JOULE);
        let shares = (5 * JOULE) << 32;
        let told = Event::Staked { pool: 0, coldkey: CHARLIE, amount: 5 * JOULE, shares };
        assert_eq!(events(), vec![told]);
    });
}

#[test]
fn staking_twice_adds_up() {
    run(|| {
        stake(CHARLIE, ALICE, 5 * JOULE);
        stake(CHARLIE, ALICE, 7 * JOULE);
        assert_eq!(value(CHARLIE, ALICE), 12 * JOULE);
        assert_eq!(Stakers::<Test>::get(2).expect("Charlie is the third").positions, 1);
    });
}

#[test]
fn amounts_that_cannot_be_staked_are_refused() {
    run(|| {
        let stake = |amount| Staking::stake(signed(CHARLIE), hot(ALICE), amount);
        for amount in [0, 1, MIN_STAKE - 1] {
            assert_noop!(stake(amount), Error::<Test>::AmountBelowMinimum);
        }
        // The account must stay alive.
        for amount in [ENDOWMENT, ENDOWMENT - EXISTENTIAL_DEPOSIT + 1, u128::MAX] {
            assert_noop!(stake(amount), TokenError::FundsUnavailable);
        }
        assert_ok!(stake(MIN_STAKE));
        assert_ok!(stake(ENDOWMENT - EXISTENTIAL_DEPOSIT - MIN_STAKE));
        assert_noop!(stake(MIN_STAKE), TokenError::FundsUnavailable);
    });
}

#[test]
fn a_coldkey_that_could_not_stake_leaves_no_trace() {
    run(|| {
        assert_noop!(
            Staking::stake(signed(NOBODY), hot(ALICE), JOULE),
            TokenError::FundsUnavailable
        );
        assert_eq!(StakerIds::<Test>::get(NOBODY), None);
    });
}

#[test]
fn only_known_hotkeys_take_stake() {
    run(|| {
        for hotkey in [CHARLIE, hot(CHARLIE), Staking::account()] {
            assert_noop!(
                Staking::stake(signed(CHARLIE), hotkey, JOULE),
                Error::<Test>::ValidatorNotFound
            );
        }
        assert_noop!(Staking::stake(RuntimeOrigin::none(), hot(ALICE), JOULE), BadOrigin);
        assert_noop!(Staking::stake(RuntimeOrigin::root(), hot(ALICE), JOULE), BadOrigin);
    });
}

#[test]
fn the_first_into_a_pool_cannot_round_a_later_staker_away() {
    run(|| {
        // GIVEN a pool whose owner makes its shares as dear as it can: the least stake, a large
        // reward, all but the least out again, many times
        register(DAVE);
        stake(DAVE, DAVE, MIN_STAKE);
        let reward = || {
            let reward = mint(100_000 * JOULE);
            assert!(crate::Pallet::<Test>::reward_pool(&hot(DAVE), reward, 1).is_ok());
            pass(2);
        };
        for _ in 0..2 {
            reward();
            let all_but_the_least = value(DAVE, DAVE) - MIN_STAKE;
            assert_ok!(Staking::unstake(signed(DAVE), hot(DAVE), Some(all_but_the_least)));
        }
        reward();
        let price = pool(DAVE).tokens / pool(DAVE).shares;
        assert!(price > MIN_STAKE, "a share costs {price} pJ");

        // WHEN others stake less than a share, THEN they are told so
        for amount in [MIN_STAKE, price] {
            assert_noop!(
                Staking::stake(signed(CHARLIE), hot(DAVE), amount),
                Error::<Test>::AmountBelowSharePrice
            );
        }
        // AND who stakes more has what it paid, but for a pJ
        for amount in [price + 1, 3 * price + price / 2, 1_000 * JOULE] {
            let before = (free(CHARLIE), value(CHARLIE, DAVE));
            assert_ok!(Staking::stake(signed(CHARLIE), hot(DAVE), amount));
            let paid = before.0 - free(CHARLIE);
            let got = value(CHARLIE, DAVE) - before.1;
            assert!(paid <= amount && paid <= got + 1, "paid {paid}, got {got}");
        }
    });
}

#[test]
fn money_sent_to_the_staking_account_is_nobodys_stake() {
    run(|| {
        let before = pool(ALICE);
        assert_ok!(Balances::transfer_keep_alive(signed(CHARLIE), Staking::account(), JOULE));
        assert_eq!(pool(ALICE), before);
        check();
    });
}
