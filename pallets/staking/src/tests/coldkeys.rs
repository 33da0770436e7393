// SPDX-License-Identifier: Apache-2.0
//! How one coldkey hands over to another.

use crate::{mock::*, ColdkeyMoves, Error, StakerIds};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{staking::Hotkeys, units::JOULE};
use sp_runtime::traits::BadOrigin;

/// A coldkey with money and nothing staked.
const FRESH: AccountId = 50;

#[test]
fn everything_follows_to_the_new_coldkey_after_the_wait() {
    run(|| {
        stake(ALICE, BOB, 10 * JOULE);
        stake(ALICE, BOB, 10 * JOULE);
        assert_ok!(Staking::unstake(signed(ALICE), hot(BOB), Some(5 * JOULE)));
        assert_ok!(Staking::announce_coldkey(signed(ALICE), FRESH));
        let apply = || Staking::apply_coldkey(signed(FRESH), ALICE);
        assert_noop!(apply(), Error::<Test>::ColdkeyMoveTooEarly);
        pass(LIMITS.coldkey_delay_blocks - 1);
        assert_noop!(apply(), Error::<Test>::ColdkeyMoveTooEarly);
        pass(1);
        assert_ok!(apply());

        assert_eq!(value(FRESH, ALICE), 1_000 * JOULE);
        assert_eq!(value(FRESH, BOB), 15 * JOULE);
        assert_eq!(value(ALICE, BOB), 0);
        assert_eq!(Staking::coldkey_of(&hot(ALICE)), Some(FRESH));
        assert_ok!(Staking::chill(signed(FRESH), hot(ALICE)));
        assert_noop!(Staking::chill(signed(ALICE), hot(ALICE)), Error::<Test>::NotOwner);
        assert_ok!(Staking::withdraw(signed(BOB), hot(BOB), FRESH));
        assert_eq!(free(FRESH), ENDOWMENT + 5 * JOULE);
        assert_noop!(apply(), Error::<Test>::ColdkeyNotFound);
    });
}

#[test]
fn the_old_coldkey_can_change_its_mind() {
    run(|| {
        assert_ok!(Staking::announce_coldkey(signed(ALICE), FRESH));
        assert_ok!(Staking::cancel_coldkey(signed(ALICE)));
        assert_noop!(Staking::cancel_coldkey(signed(ALICE)), Error::<Test>::ColdkeyMoveNotFound);
        pass(LIMITS.coldkey_delay_blocks);
        assert_noop!(
            Staking::apply_coldkey(signed(FRESH), ALICE),
            Error::<Test>::ColdkeyMoveNotFound
        );
    });
}

#[test]
fn a_further_announcement_starts_the_wait_again() {
    run(|| {
        assert_ok!(Staking::announce_coldkey(signed(ALICE), FRESH));
        pass(LIMITS.coldkey_delay_blocks - 1);
        assert_ok!(Staking::announce_coldkey(signed(ALICE), FRESH + 1));
        pass(1);
        assert_noop!(
            Staking::apply_coldkey(signed(FRESH), ALICE),
            Error::<Test>::ColdkeyMoveNotFound
        );
        assert_noop!(
            Staking::apply_coldkey(signed(FRESH + 1), ALICE),
            Error::<Test>::ColdkeyMoveTooEarly
        );
    });
}

#[test]
fn only_a_fresh_coldkey_takes_over_and_only_from_somebody() {
    run(|| {
        let announce = |old, new| Staking::announce_coldkey(signed(old), new);
        assert_noop!(announce(ALICE, BOB), Error::<Test>::ColdkeyInUse);
        assert_noop!(announce(ALICE, ALICE), Error::<Test>::ColdkeyInUse);
        assert_noop!(announce(FRESH, FRESH + 1), Error::<Test>::ColdkeyNotFound);
        assert_noop!(Staking::cancel_coldkey(signed(FRESH)), Error::<Test>::ColdkeyNotFound);
        assert_noop!(
            Staking::apply_coldkey(signed(FRESH), FRESH + 1),
            Error::<Test>::ColdkeyNotFound
        );

        // The new one staked something meanwhile.
        assert_ok!(announce(ALICE, FRESH));
        stake(FRESH, BOB, JOULE);
        pass(LIMITS.coldkey_delay_blocks);
        assert_noop!(Staking::apply_coldkey(signed(FRESH), ALICE), Error::<Test>::ColdkeyInUse);
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(Staking::announce_coldkey(origin.clone(), FRESH), BadOrigin);
            assert_noop!(Staking::cancel_coldkey(origin.clone()), BadOrigin);
            assert_noop!(Staking::apply_coldkey(origin, ALICE), BadOrigin);
        }
    });
}

#[test]
fn nobody_stops_a_handover_with_a_gift() {
    run(|| {
        // GIVEN an announced coldkey, and stake that somebody gives to it meanwhile
        assert_ok!(Staking::announce_coldkey(signed(ALICE), FRESH));
        stake(CHARLIE, BOB, JOULE);
        assert_ok!(Staking::transfer_stake(signed(CHARLIE), hot(BOB), FRESH, None));
        (0..6).for_each(|_| next_session());
        // THEN it does not land, and the handover goes on
        assert_noop!(
            Staking::withdraw(signed(CHARLIE), hot(BOB), CHARLIE),
            Error::<Test>::NothingMatured
        );
        pass(LIMITS.coldkey_delay_blocks);
        assert_ok!(Staking::apply_coldkey(signed(FRESH), ALICE));
        // AND the gift lands afterwards.
        assert_ok!(Staking::withdraw(signed(CHARLIE), hot(BOB), CHARLIE));
        assert_eq!(value(FRESH, BOB), JOULE);
    });
}

#[test]
fn a_hotkey_may_become_a_coldkey_and_keep_its_work() {
    run(|| {
        // Alice hands over to her own hotkey.
        assert_ok!(Balances::transfer_keep_alive(signed(ALICE), hot(ALICE), JOULE));
        assert_ok!(Staking::announce_coldkey(signed(ALICE), hot(ALICE)));
        pass(LIMITS.coldkey_delay_blocks);
        assert_ok!(Staking::apply_coldkey(signed(hot(ALICE)), ALICE));
        assert_ok!(Staking::chill(signed(hot(ALICE)), hot(ALICE)));
        assert_ok!(Staking::validate(signed(hot(ALICE)), hot(ALICE)));
    });
}

#[test]
fn an_announcement_goes_with_who_made_it() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        let staker = StakerIds::<Test>::get(CHARLIE).expect("known");
        assert_ok!(Staking::announce_coldkey(signed(CHARLIE), FRESH));
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), None));
        pass(LIMITS.min_unbonding_blocks);
        assert_ok!(Staking::withdraw(signed(CHARLIE), hot(ALICE), CHARLIE));
        assert!(!ColdkeyMoves::<Test>::contains_key(staker));
    });
}
