// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{mock::*, task_name, EnactmentDelayBlocks, MotionBlocks, NextId, Pallet, Pending};
use frame_support::assert_ok;

/// Breaks the state of block 1, in which one call waits, and expects the check to say `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(DELAY, MOTION).execute_with(|| {
        next_block();
        approve(mark(7));
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

/// Lets another call wait, of which the scheduler knows nothing.
fn smuggle(id: u32) {
    let waiting = Pending::<Test>::get(0).expect("a call waits");
    Pending::<Test>::insert(id, waiting);
}

#[test]
fn more_calls_than_may_wait_are_caught() {
    broken_by(|| (1..=MAX_PENDING).for_each(smuggle), "G1");
}

#[test]
fn a_number_that_was_not_given_out_is_caught() {
    broken_by(|| smuggle(1), "G2");
    broken_by(|| NextId::<Test>::put(0), "G2");
}

#[test]
fn times_out_of_bounds_are_caught() {
    broken_by(|| EnactmentDelayBlocks::<Test>::put(0), "G3");
    broken_by(|| MotionBlocks::<Test>::put(5_256_001), "G3");
}

#[test]
fn a_call_that_is_not_scheduled_is_caught() {
    let forget = || {
        assert_ok!(Scheduler::cancel_named(RuntimeOrigin::root(), task_name(0)));
    };
    broken_by(forget, "G4");
    let misdate = || {
        Pending::<Test>::mutate(0, |waiting| {
            waiting.as_mut().expect("a call waits").at += 1;
        });
    };
    broken_by(misdate, "G4");
}
