// SPDX-License-Identifier: Apache-2.0
//! How stake leaves a pool, waits and arrives.

use crate::{
    mock::*, types::StakingLimits, Error, Event, ExitPools, Exits, Frontier, StakerIds, Stakers,
    MAX_EXITS, MIN_STAKE,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::BurnReason,
    types::Balance,
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::traits::BadOrigin;

/// Asks for `amount` of what `who` staked behind Alice, and tells when it matures.
fn unstake(who: AccountId, amount: Balance) -> u32 {
    System::reset_events();
    assert_ok!(Staking::unstake(signed(who), hot(ALICE), Some(amount)));
    events()
        .into_iter()
        .find_map(|event| match event {
            Event::Unstaking { matures_at, .. } => Some(matures_at),
            _ => None,
        })
        .expect("it is told")
}

fn withdraw(who: AccountId) -> frame_support::dispatch::DispatchResultWithPostInfo {
    Staking::withdraw(signed(NOBODY), hot(ALICE), who)
}

#[test]
fn a_small_staker_alone_waits_the_least() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        let matures_at = unstake(CHARLIE, JOULE);
        assert_eq!(matures_at, 1 + LIMITS.min_unbonding_blocks);

        System::set_block_number(matures_at - 1);
        assert_noop!(withdraw(CHARLIE), Error::<Test>::NothingMatured);
        System::set_block_number(matures_at);
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT);
        // Nothing is left of Charlie.
        assert_eq!(StakerIds::<Test>::get(CHARLIE), None);
        assert_noop!(withdraw(CHARLIE), Error::<Test>::ExitNotFound);
    });
}

#[test]
fn when_a_third_leaves_at_once_the_last_waits_the_longest() {
    run(|| {
        stake(CHARLIE, ALICE, 1_000 * JOULE);
        assert_eq!(unstake(CHARLIE, 1_000 * JOULE), 1 + LIMITS.max_unbonding_blocks);
    });
}

#[test]
fn a_request_in_pieces_waits_as_long_as_a_whole_one() {
    run(|| {
        // In whole blocks, requests this small would not advance the queue at all.
        stake(CHARLIE, ALICE, 1_000 * JOULE);
        let piece = JOULE / 20;
        let mut last = 0;
        for _ in 0..20_000 - 1 {
            last = unstake(CHARLIE, piece);
        }
        // What is left is less than the least stake together with the last piece.
        let whole = 1 + LIMITS.max_unbonding_blocks;
        assert!(last >= whole - whole / 1_000, "{last} of {whole}");
        assert!(last <= whole);
    });
}

#[test]
fn a_queue_that_has_emptied_holds_nobody_up() {
    run(|| {
        // Ninety percent leave, and are gone when the longest wait is over.
        stake(CHARLIE, ALICE, 18_000 * JOULE);
        stake(DAVE, ALICE, JOULE);
        unstake(CHARLIE, 18_000 * JOULE);
        pass(LIMITS.max_unbonding_blocks + SESSION);
        let now = System::block_number();
        assert_eq!(unstake(DAVE, JOULE), now + LIMITS.min_unbonding_blocks);
    });
}

#[test]
fn the_very_last_staker_can_leave() {
    run_with(LIMITS, &[(ALICE, 1_000 * JOULE)], || {
        let matures_at = unstake(ALICE, 1_000 * JOULE);
        assert_eq!(matures_at, 1 + LIMITS.max_unbonding_blocks);
        assert_eq!(pool(ALICE).shares, 0);
        System::set_block_number(matures_at);
        assert_ok!(withdraw(ALICE));
        assert_eq!(free(ALICE), ENDOWMENT);
    });
}

#[test]
fn what_would_leave_dust_leaves_whole() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        unstake(CHARLIE, JOULE - MIN_STAKE + 1);
        assert_eq!(value(CHARLIE, ALICE), 0);
        let exit = &Exits::<Test>::get(StakerIds::<Test>::get(CHARLIE).expect("known"), 0)[0];
        assert_eq!(exit.requested, JOULE);

        stake(DAVE, ALICE, JOULE);
        unstake(DAVE, JOULE - MIN_STAKE);
        assert_eq!(value(DAVE, ALICE), MIN_STAKE);
    });
}

#[test]
fn amounts_that_cannot_leave_are_refused() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        let unstake = |who, amount| Staking::unstake(signed(who), hot(ALICE), amount);
        assert_noop!(unstake(CHARLIE, Some(0)), Error::<Test>::AmountZero);
        assert_noop!(unstake(CHARLIE, Some(JOULE + 1)), Error::<Test>::StakeTooLow);
        assert_noop!(unstake(CHARLIE, Some(u128::MAX)), Error::<Test>::StakeTooLow);
        // Bob has staked, but not behind Alice; Dave has staked nothing.
        assert_noop!(unstake(BOB, None), Error::<Test>::StakeNotFound);
        assert_noop!(unstake(DAVE, None), Error::<Test>::StakeNotFound);
        assert_noop!(
            Staking::unstake(signed(CHARLIE), hot(DAVE), None),
            Error::<Test>::ValidatorNotFound
        );
        assert_noop!(Staking::unstake(RuntimeOrigin::root(), hot(ALICE), None), BadOrigin);
        assert_ok!(unstake(CHARLIE, Some(1)));
        assert_ok!(unstake(CHARLIE, None));
        assert_noop!(unstake(CHARLIE, None), Error::<Test>::StakeNotFound);
    });
}

#[test]
fn stake_on_its_way_out_earns_nothing() {
    run(|| {
        stake(CHARLIE, ALICE, 1_000 * JOULE);
        unstake(CHARLIE, 1_000 * JOULE);
        assert!(Staking::reward_pool(&hot(ALICE), mint(100 * JOULE), 10).is_ok());
        pass(LIMITS.max_unbonding_blocks);
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT);
        assert_eq!(value(ALICE, ALICE), 1_100 * JOULE);
    });
}

#[test]
fn the_thirty_third_exit_joins_the_last_and_takes_the_later_date() {
    run(|| {
        stake(CHARLIE, ALICE, 100 * JOULE);
        let mut last = 0;
        for _ in 0..MAX_EXITS + 3 {
            last = unstake(CHARLIE, JOULE);
            pass(1);
        }
        let staker = StakerIds::<Test>::get(CHARLIE).expect("known");
        let exits = Exits::<Test>::get(staker, 0);
        assert_eq!(exits.len(), MAX_EXITS as usize);
        assert_eq!(exits[31].requested, 4 * JOULE);
        System::set_block_number(last - 1);
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT - 100 * JOULE + 31 * JOULE);
        pass(1);
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT - 100 * JOULE + 35 * JOULE);
    });
}

#[test]
fn an_exit_that_can_join_none_is_refused() {
    run(|| {
        register(DAVE);
        stake(CHARLIE, ALICE, 100 * JOULE);
        for _ in 0..MAX_EXITS {
            assert_ok!(Staking::move_stake(signed(CHARLIE), hot(ALICE), hot(BOB), Some(JOULE)));
        }
        assert_noop!(
            Staking::unstake(signed(CHARLIE), hot(ALICE), Some(JOULE)),
            Error::<Test>::MaxExitsExceeded
        );
        assert_noop!(
            Staking::move_stake(signed(CHARLIE), hot(ALICE), hot(DAVE), Some(JOULE)),
            Error::<Test>::MaxExitsExceeded
        );
        assert_ok!(Staking::move_stake(signed(CHARLIE), hot(ALICE), hot(BOB), Some(JOULE)));
    });
}

#[test]
fn an_exit_joins_across_sessions() {
    run(|| {
        stake(CHARLIE, ALICE, 100 * JOULE);
        for _ in 0..MAX_EXITS {
            unstake(CHARLIE, JOULE);
        }
        next_session();
        unstake(CHARLIE, JOULE);
        assert_eq!(ExitPools::<Test>::get(0, 0).tokens, 31 * JOULE);
        assert_eq!(ExitPools::<Test>::get(0, 1).tokens, 2 * JOULE);
    });
}

#[test]
fn stake_moves_to_another_validator_without_advancing_the_queue() {
    run(|| {
        stake(CHARLIE, ALICE, 500 * JOULE);
        let frontier = Frontier::<Test>::get();
        assert_ok!(Staking::move_stake(signed(CHARLIE), hot(ALICE), hot(BOB), Some(200 * JOULE)));
        assert_eq!(Frontier::<Test>::get(), frontier);
        assert_eq!(value(CHARLIE, ALICE), 300 * JOULE);
        assert_eq!(value(CHARLIE, BOB), 0);

        // It lands when none of the offences can be reported any more that it is liable for.
        (0..5).for_each(|_| next_session());
        assert_noop!(withdraw(CHARLIE), Error::<Test>::NothingMatured);
        next_session();
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(value(CHARLIE, BOB), 200 * JOULE);
        assert_eq!(free(CHARLIE), ENDOWMENT - 500 * JOULE);
    });
}

#[test]
fn stake_is_given_to_another_coldkey() {
    run(|| {
        stake(CHARLIE, ALICE, 500 * JOULE);
        assert_ok!(Staking::transfer_stake(signed(CHARLIE), hot(ALICE), DAVE, None));
        (0..6).for_each(|_| next_session());
        // Dave has nothing staked yet, so he takes it himself.
        assert_noop!(withdraw(CHARLIE), Error::<Test>::NothingMatured);
        assert_ok!(Staking::withdraw(signed(DAVE), hot(ALICE), CHARLIE));
        assert_eq!(value(DAVE, ALICE), 500 * JOULE);
        assert_eq!(StakerIds::<Test>::get(CHARLIE), None);
        assert_eq!(free(DAVE), ENDOWMENT);
    });
}

#[test]
fn moves_that_go_nowhere_are_refused() {
    run(|| {
        stake(CHARLIE, ALICE, 10 * JOULE);
        let moved = |from, to, amount| Staking::move_stake(signed(CHARLIE), from, to, amount);
        assert_noop!(moved(hot(ALICE), hot(ALICE), None), Error::<Test>::SamePool);
        assert_noop!(moved(hot(ALICE), hot(DAVE), None), Error::<Test>::ValidatorNotFound);
        assert_noop!(moved(hot(DAVE), hot(ALICE), None), Error::<Test>::ValidatorNotFound);
        assert_noop!(moved(hot(BOB), hot(ALICE), None), Error::<Test>::StakeNotFound);
        for amount in [0, 1, MIN_STAKE - 1] {
            let refused = moved(hot(ALICE), hot(BOB), Some(amount));
            assert_noop!(refused, Error::<Test>::AmountBelowMinimum);
        }
        assert_noop!(moved(hot(ALICE), hot(BOB), Some(10 * JOULE + 1)), Error::<Test>::StakeTooLow);
        assert_noop!(moved(hot(ALICE), hot(BOB), Some(u128::MAX)), Error::<Test>::StakeTooLow);
        for (hotkey, who, error) in [
            (hot(DAVE), CHARLIE, Error::<Test>::ValidatorNotFound),
            (hot(BOB), CHARLIE, Error::<Test>::StakeNotFound),
            (hot(ALICE), DAVE, Error::<Test>::StakeNotFound),
        ] {
            assert_noop!(Staking::transfer_stake(signed(who), hotkey, BOB, None), error);
        }
        assert_noop!(
            Staking::withdraw(signed(CHARLIE), hot(DAVE), CHARLIE),
            Error::<Test>::ValidatorNotFound
        );
        let given = |to, amount| Staking::transfer_stake(signed(CHARLIE), hot(ALICE), to, amount);
        for amount in [1, MIN_STAKE - 1] {
            assert_noop!(given(DAVE, Some(amount)), Error::<Test>::AmountBelowMinimum);
        }
        assert_noop!(given(DAVE, Some(10 * JOULE + 1)), Error::<Test>::StakeTooLow);
        assert_noop!(given(CHARLIE, None), Error::<Test>::SameColdkey);
        assert_noop!(given(DAVE, Some(0)), Error::<Test>::AmountBelowMinimum);
        assert_noop!(given(DAVE, Some(u128::MAX)), Error::<Test>::StakeTooLow);
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(
                Staking::move_stake(origin.clone(), hot(ALICE), hot(BOB), None),
                BadOrigin
            );
            assert_noop!(
                Staking::transfer_stake(origin.clone(), hot(ALICE), DAVE, None),
                BadOrigin
            );
            assert_noop!(Staking::withdraw(origin, hot(ALICE), CHARLIE), BadOrigin);
        }
    });
}

#[test]
fn a_gift_that_nobody_takes_comes_back() {
    run(|| {
        stake(CHARLIE, ALICE, 5 * JOULE);
        assert_ok!(Staking::transfer_stake(signed(CHARLIE), hot(ALICE), NOBODY, None));
        (0..11).for_each(|_| next_session());
        let back = || Staking::withdraw(signed(CHARLIE), hot(ALICE), CHARLIE);
        assert_noop!(back(), Error::<Test>::NothingMatured);
        next_session();
        assert_noop!(
            Staking::withdraw(signed(DAVE), hot(ALICE), CHARLIE),
            Error::<Test>::NothingMatured
        );
        assert_ok!(back());
        assert_eq!(value(CHARLIE, ALICE), 5 * JOULE);
        assert_eq!(StakerIds::<Test>::get(NOBODY), None);
    });
}

#[test]
fn anybody_lands_a_gift_to_who_has_stake_already() {
    run(|| {
        stake(CHARLIE, ALICE, 500 * JOULE);
        assert_ok!(Staking::transfer_stake(signed(CHARLIE), hot(ALICE), BOB, Some(JOULE)));
        (0..6).for_each(|_| next_session());
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(value(BOB, ALICE), JOULE);
    });
}

#[test]
fn a_pool_that_takes_nothing_is_no_way_around_the_queue() {
    run(|| {
        // GIVEN Dave's pool, a share of which is dearer than what moves there
        register(DAVE);
        stake(DAVE, DAVE, MIN_STAKE);
        for _ in 0..2 {
            assert!(Staking::reward_pool(&hot(DAVE), mint(100_000 * JOULE), 1).is_ok());
            pass(2);
            let all_but_the_least = value(DAVE, DAVE) - MIN_STAKE;
            assert_ok!(Staking::unstake(signed(DAVE), hot(DAVE), Some(all_but_the_least)));
        }
        stake(CHARLIE, ALICE, MIN_STAKE);
        assert_ok!(Staking::move_stake(signed(CHARLIE), hot(ALICE), hot(DAVE), None));
        assert!(Staking::reward_pool(&hot(DAVE), mint(100_000 * JOULE), 1).is_ok());
        (0..6).for_each(|_| next_session());
        assert!(pool(DAVE).tokens / pool(DAVE).shares > MIN_STAKE, "{:?}", pool(DAVE));

        // WHEN it should land, THEN it leaves by the queue, as if it had been asked for now
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT - MIN_STAKE);
        assert_noop!(withdraw(CHARLIE), Error::<Test>::NothingMatured);
        pass(LIMITS.max_unbonding_blocks);
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT);
    });
}

#[test]
fn what_cannot_land_leaves_by_the_queue() {
    run(|| {
        // GIVEN stake on its way to Bob, whose pool is slashed to nothing meanwhile
        stake(CHARLIE, ALICE, 10 * JOULE);
        assert_ok!(Staking::move_stake(signed(CHARLIE), hot(ALICE), hot(BOB), None));
        Staking::slash(&hot(BOB), 0, 2, None);
        assert_eq!(pool(BOB).tokens, 0);
        (0..6).for_each(|_| next_session());
        // WHEN it should land, THEN it leaves for the balance
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT - 10 * JOULE);
        pass(LIMITS.max_unbonding_blocks);
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT);
    });
}

#[test]
fn a_coldkey_that_died_loses_only_what_an_account_cannot_hold() {
    run(|| {
        stake(CHARLIE, ALICE, MIN_STAKE);
        unstake(CHARLIE, MIN_STAKE);
        assert_ok!(Balances::transfer_allow_death(signed(CHARLIE), DAVE, free(CHARLIE)));
        pass(LIMITS.min_unbonding_blocks);
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), MIN_STAKE);
        assert_eq!(Burned::get(), vec![]);

        // What is less than an account can hold is burned, and nothing gets stuck.
        stake(DAVE, ALICE, JOULE);
        unstake(DAVE, 1);
        pass(LIMITS.min_unbonding_blocks);
        let rest = free(DAVE);
        assert_ok!(Balances::transfer_allow_death(signed(DAVE), BOB, rest));
        const { assert!(1 < EXISTENTIAL_DEPOSIT) };
        assert_ok!(withdraw(DAVE));
        assert_eq!(Burned::get(), vec![(BurnReason::Dust, 1)]);
    });
}

#[test]
fn exits_are_found_by_a_hotkey_that_was_replaced() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        unstake(CHARLIE, JOULE);
        let new = 5_000;
        let proof = proof_of(new, ALICE);
        assert_ok!(Staking::swap_hotkey(signed(ALICE), hot(ALICE), new, Some(proof)));
        pass(LIMITS.min_unbonding_blocks);
        assert_ok!(withdraw(CHARLIE));
        assert_eq!(free(CHARLIE), ENDOWMENT);
    });
}

#[test]
fn a_genesis_whose_stake_leaves_before_offences_are_known_is_refused() {
    let session_slots = 100;
    let check = |limits: StakingLimits| limits.check(100, session_slots, 3);
    assert_eq!(check(LIMITS), Ok(()));
    let early = check(StakingLimits { min_unbonding_blocks: 599, ..LIMITS });
    assert!(early.expect_err("too early").contains("at least 600"));
    let upside_down = check(StakingLimits { max_unbonding_blocks: 599, ..LIMITS });
    assert!(upside_down.expect_err("max below min").contains("maxUnbondingBlocks"));
    for max_validators in [0, 101, u32::MAX] {
        let refused = check(StakingLimits { max_validators, ..LIMITS });
        assert!(refused.expect_err("no such seats").contains("maxValidators"));
    }
    // A day is six sessions of four hours.
    assert_eq!(StakingLimits::default().check(100, 2_400, 3), Ok(()));
    assert!(StakingLimits::default().check(100, 2_401, 3).is_err());
    assert!(StakingLimits::default().check(100, u64::MAX, u32::MAX).is_err());
}

#[test]
fn a_staker_is_forgotten_when_nothing_is_left() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        let staker = StakerIds::<Test>::get(CHARLIE).expect("known");
        unstake(CHARLIE, JOULE);
        assert_eq!(Stakers::<Test>::get(staker).expect("its exit is here").positions, 1);
        pass(LIMITS.min_unbonding_blocks);
        assert_ok!(withdraw(CHARLIE));
        assert!(!Stakers::<Test>::contains_key(staker));
    });
}
