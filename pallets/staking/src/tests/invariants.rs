// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{
    mock::*, Candidates, ExitPools, Exits, Limits, Pallet, Pools, StakerIds, Stakers, Stakes,
    Totals,
};
use frame_support::assert_ok;
use joule_primitives::units::{EXISTENTIAL_DEPOSIT, JOULE};

/// Breaks a state with stakes and exits, and expects the check to say `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(LIMITS, &[(ALICE, 1_000 * JOULE), (BOB, 1_000 * JOULE)]).execute_with(|| {
        System::set_block_number(1);
        stake(CHARLIE, ALICE, 10 * JOULE);
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), Some(JOULE)));
        check();
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

#[test]
fn shares_that_do_not_add_up_are_caught() {
    broken_by(|| Stakes::<Test>::insert(2, 0, 1), "S1");
    broken_by(|| Stakes::<Test>::insert(2, 0, 0), "S1");
    broken_by(|| Stakes::<Test>::insert(2, 77, 5), "S1");
    let grow = |shares| {
        move || {
            Pools::<Test>::mutate(0, |pool| pool.as_mut().expect("it exists").shares += shares);
        }
    };
    broken_by(grow(1), "S1");
}

#[test]
fn an_account_that_cannot_pay_is_caught() {
    broken_by(
        || {
            let thief = signed(Staking::account());
            assert_ok!(Balances::transfer_keep_alive(thief, DAVE, EXISTENTIAL_DEPOSIT + 1));
        },
        "S2: the staking account",
    );
    broken_by(|| Totals::<Test>::mutate(|totals| totals.pooled -= 1), "S2: the totals");
    broken_by(|| Totals::<Test>::mutate(|totals| totals.exiting += 1), "S2: the totals");
    broken_by(|| Totals::<Test>::mutate(|totals| totals.streaming += 1), "S2: the totals");
}

#[test]
fn tokens_of_nobody_are_caught() {
    broken_by(
        || {
            Stakes::<Test>::remove(1, 1);
            Pools::<Test>::mutate(1, |pool| pool.as_mut().expect("it exists").shares = 0);
        },
        "S3",
    );
}

#[test]
fn exits_that_do_not_add_up_are_caught() {
    broken_by(|| Exits::<Test>::mutate(2, 0, |exits| exits[0].shares -= 1), "S4");
    broken_by(|| Exits::<Test>::insert(1, 1, frame_support::BoundedVec::default()), "S4");
    broken_by(
        || {
            let exits = ExitPools::<Test>::take(0, 0);
            ExitPools::<Test>::insert(0, 9, exits);
        },
        "S4",
    );
}

#[test]
fn candidates_who_do_not_stand_are_caught() {
    broken_by(|| Candidates::<Test>::mutate(|all| all.truncate(1)), "S7");
    broken_by(|| Candidates::<Test>::mutate(|all| all[0] = all[1]), "S7");
    broken_by(|| Limits::<Test>::mutate(|limits| limits.max_validators = 0), "S7");
}

#[test]
fn keys_that_do_not_name_each_other_are_caught() {
    broken_by(|| StakerIds::<Test>::remove(BOB), "S8");
    let miscount = |change: i32| {
        move || {
            Stakers::<Test>::mutate(2, |record| {
                let record = record.as_mut().expect("it exists");
                record.positions = record.positions.checked_add_signed(change).expect("small");
            });
        }
    };
    broken_by(miscount(1), "S8");
    broken_by(miscount(-1), "S8");
    broken_by(
        || Pools::<Test>::mutate(0, |pool| pool.as_mut().expect("it exists").hotkey = NOBODY),
        "S",
    );
    broken_by(|| crate::Hotkeys::<Test>::remove(hot(BOB)), "S");
}
