// SPDX-License-Identifier: Apache-2.0
//! Who may be drawn for a panel, and what it costs to neglect that duty.

use crate::{mock::*, Event, MIN_STAKE};
use frame_support::{assert_ok, weights::Weight};
use joule_primitives::{money::BurnReason, panels::Jurors, types::Balance, units::JOULE};

/// What a juror is fined in these tests: a hundredth of the least stake of its own.
const FINE: Balance = JOULE;

fn fine(coldkey: AccountId) -> Balance {
    Staking::fine(&hot(coldkey))
}

fn burned() -> Vec<(BurnReason, Balance)> {
    Burned::get()
}

#[test]
fn those_in_office_are_jurors_in_the_order_of_their_election() {
    run(|| {
        Sitting::set(vec![hot(BOB), hot(ALICE)]);
        assert_eq!(Staking::jurors(), [(hot(BOB), BOB), (hot(ALICE), ALICE)]);
        // Who is elected for the following session is none yet.
        register(CHARLIE);
        assert_eq!(Staking::jurors().len(), 2);
        Sitting::set(vec![hot(CHARLIE)]);
        assert_eq!(Staking::jurors(), [(hot(CHARLIE), CHARLIE)]);
    });
}

#[test]
fn who_has_no_pool_is_no_juror() {
    run(|| {
        Sitting::set(vec![hot(ALICE), hot(DAVE)]);
        assert_eq!(Staking::jurors(), [(hot(ALICE), ALICE)]);
    });
}

#[test]
fn who_replaced_its_hotkey_stays_a_juror_by_the_newest_one() {
    run(|| {
        Sitting::set(vec![hot(ALICE), hot(BOB)]);
        let mut old = hot(ALICE);
        for new in [5_000, 5_001] {
            let proof = proof_of(new, ALICE);
            assert_ok!(Staking::swap_hotkey(signed(ALICE), old, new, Some(proof)));
            assert_eq!(Staking::jurors(), [(new, ALICE), (hot(BOB), BOB)]);
            old = new;
        }
        // Nobody leaves the draws by it, nor when the next session knows it by the new hotkey.
        Sitting::set(vec![5_001]);
        assert_eq!(Staking::jurors(), [(5_001, ALICE)]);
    });
}

#[test]
fn a_fine_is_burned_out_of_the_owners_stake_alone() {
    run(|| {
        stake(CHARLIE, ALICE, 500 * JOULE);
        let issued = pallet_balances::Pallet::<Test>::total_issuance();
        assert_eq!(fine(ALICE), FINE);
        assert_eq!(value(ALICE, ALICE), 999 * JOULE);
        assert_eq!(value(CHARLIE, ALICE), 500 * JOULE);
        assert_eq!(pool(ALICE).tokens, 1_499 * JOULE);
        assert_eq!(pool(ALICE).slashed, FINE);
        assert_eq!(burned(), [(BurnReason::Slash, FINE)]);
        let left = pallet_balances::Pallet::<Test>::total_issuance();
        assert_eq!(issued - left, FINE);
        assert_eq!(
            events().last(),
            Some(&Event::JurorFined { pool: pool_id(ALICE), amount: FINE })
        );
        // It is no offence.
        assert!(pool(ALICE).standing);
        assert_eq!(fine(ALICE), FINE);
        assert_eq!(value(ALICE, ALICE), 998 * JOULE);
    });
}

#[test]
fn no_more_is_taken_than_the_owner_has() {
    run(|| {
        stake(CHARLIE, ALICE, 500 * JOULE);
        assert_ok!(Staking::unstake(signed(ALICE), hot(ALICE), Some(1_000 * JOULE - MIN_STAKE)));
        assert_eq!(fine(ALICE), MIN_STAKE);
        check();
        let before = state();
        assert_eq!(fine(ALICE), 0);
        assert_eq!(state(), before);
        assert_eq!((value(ALICE, ALICE), value(CHARLIE, ALICE)), (0, 500 * JOULE));
    });
}

#[test]
fn the_last_stake_of_a_pool_can_be_taken() {
    run(|| {
        assert_ok!(Staking::unstake(signed(ALICE), hot(ALICE), Some(1_000 * JOULE - MIN_STAKE)));
        assert_eq!(fine(ALICE), MIN_STAKE);
        assert_eq!((pool(ALICE).tokens, pool(ALICE).shares), (0, 0));
    });
}

#[test]
fn who_replaced_its_hotkey_pays_all_the_same() {
    run(|| {
        let proof = proof_of(5_000, ALICE);
        assert_ok!(Staking::swap_hotkey(signed(ALICE), hot(ALICE), 5_000, Some(proof)));
        assert_eq!(fine(ALICE), FINE);
        assert_eq!(Staking::fine(&5_000), FINE);
    });
}

#[test]
fn who_has_no_pool_is_not_fined() {
    run(|| {
        let before = state();
        assert_eq!(fine(DAVE), 0);
        assert_eq!(Staking::fine(&ALICE), 0);
        assert_eq!((state(), burned()), (before, vec![]));
    });
}

#[test]
fn nothing_is_fined_where_no_stake_of_ones_own_is_asked_for() {
    let limits = crate::StakingLimits { min_self_stake: 0, ..LIMITS };
    run_with(limits, &[(ALICE, 1_000 * JOULE)], || {
        assert_eq!(fine(ALICE), 0);
        assert_eq!(value(ALICE, ALICE), 1_000 * JOULE);
    });
}

#[test]
fn rewards_that_have_flowed_by_then_stay_those_of_the_stakers() {
    run(|| {
        stake(CHARLIE, ALICE, 1_000 * JOULE);
        fund_security(100 * JOULE);
        Staking::note_author(&hot(ALICE));
        next_session();
        pass(SESSION);
        let (before, all) = (value(CHARLIE, ALICE), pool(ALICE).tokens);
        assert!(before > 1_000 * JOULE);
        let taken = fine(ALICE);
        // Rounded to whole shares.
        assert!((FINE..FINE + 2).contains(&taken));
        assert!(value(CHARLIE, ALICE) >= before);
        assert_eq!(pool(ALICE).tokens, all - taken);
    });
}

#[test]
fn a_fine_that_leaves_too_little_ends_an_election() {
    run_with(LIMITS, &[(ALICE, 100 * JOULE), (BOB, 1_000 * JOULE)], || {
        assert!(Staking::elected().contains(&hot(ALICE)));
        assert_eq!(fine(ALICE), FINE);
        assert!(!Staking::elected().contains(&hot(ALICE)));
    });
}

#[test]
fn weights_of_tests_are_zero() {
    assert_eq!(<Staking as Jurors<AccountId>>::weight(), Weight::zero());
}
