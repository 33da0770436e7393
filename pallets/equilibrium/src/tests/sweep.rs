// SPDX-License-Identifier: Apache-2.0
//! What expired epochs left behind is removed a little at a time.

use crate::{mock::*, FailedIn, FailuresOf, IdleTimes, Pallet, SweptUntil, WorkClaims, MAX_SWEPT};
use frame_support::{traits::Hooks, weights::Weight};
use joule_primitives::units::JOULE;

fn room(entries: u64) -> Weight {
    Weight::from_parts(SWEEP * (entries + 1), 0)
}

/// Epochs of which entries are left, which have expired all.
fn expired() {
    set_low_price();
    for provider in 50..54 {
        pay(provider, JOULE);
    }
    for number in 1..=3 {
        prove_hour(number);
    }
    fail(4);
    fail(5);
    end_epochs(KEPT + 1);
}

fn left() -> usize {
    WorkClaims::<Test>::iter().count()
        + IdleTimes::<Test>::iter().count()
        + FailuresOf::<Test>::iter().count()
}

#[test]
fn nothing_is_removed_as_long_as_it_may_be_claimed() {
    run(|| {
        set_low_price();
        pay(PROVIDER, JOULE);
        prove_hour(1);
        fail(2);
        end_epochs(KEPT);
        assert_eq!(Pallet::<Test>::sweep(MAX_SWEPT), 0);
        assert_eq!((left(), SweptUntil::<Test>::get()), (3, 0));
    });
}

#[test]
fn entries_are_removed_as_far_as_there_is_room() {
    run(|| {
        expired();
        assert_eq!(left(), 9);
        for (most, remain) in [(0, 9), (1, 8), (2, 6), (3, 3), (2, 1), (4, 0)] {
            Equilibrium::on_idle(0, room(most));
            assert_eq!(left(), remain);
            check();
        }
        assert_eq!(SweptUntil::<Test>::get(), 1);
        assert_eq!(FailedIn::<Test>::iter().count(), 0);
    });
}

#[test]
fn without_room_nothing_is_done() {
    run(|| {
        expired();
        let before = state();
        let none = Weight::from_parts(SWEEP - 1, u64::MAX);
        assert_eq!(Equilibrium::on_idle(0, none), Weight::zero());
        assert_eq!(state(), before);
    });
}

#[test]
fn what_was_done_is_what_it_costs() {
    run(|| {
        expired();
        assert_eq!(Equilibrium::on_idle(0, room(5)), room(5));
        assert_eq!(Equilibrium::on_idle(0, Weight::MAX), room(4));
        assert_eq!(Equilibrium::on_idle(0, Weight::MAX), room(0));
    });
}

#[test]
fn a_block_removes_so_many_at_most() {
    run(|| {
        for provider in 50..50 + u64::from(MAX_SWEPT) + 8 {
            pay(provider, JOULE);
        }
        end_epochs(KEPT + 1);
        Equilibrium::on_idle(0, Weight::MAX);
        assert_eq!(left(), 8);
        Equilibrium::on_idle(0, Weight::MAX);
        assert_eq!(left(), 0);
    });
}

#[test]
fn many_epochs_are_swept_one_after_the_other() {
    run(|| {
        for _ in 0..4 {
            pay(PROVIDER, JOULE);
            end_epoch();
        }
        end_epochs(KEPT);
        for _ in 0..10 {
            Equilibrium::on_idle(0, Weight::MAX);
        }
        assert_eq!((left(), SweptUntil::<Test>::get()), (0, 4));
    });
}

#[test]
fn a_later_failure_is_remembered() {
    run(|| {
        fail(1);
        end_epoch();
        fail(1);
        end_epochs(KEPT);
        Equilibrium::on_idle(0, Weight::MAX);
        assert_eq!(FailedIn::<Test>::get(key(1)), Some(1));
    });
}
