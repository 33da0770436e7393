// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, Error, Event, NextId, Pending};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    ArithmeticError, DispatchError,
};

#[test]
fn an_approved_call_is_dispatched_as_root_after_the_delay() {
    run(|| {
        let call = mark(7);
        let call_hash = BlakeTwo256::hash_of(&call);
        assert_eq!(approve(call), 0);
        let at = 1 + DELAY;
        assert_eq!(events(), vec![Event::Approved { id: 0, at, call_hash }]);
        let waiting = Pending::<Test>::get(0).expect("it waits");
        assert_eq!((waiting.at, waiting.call_hash), (at, call_hash));

        run_to(at - 1);
        assert_eq!(marked(), None);
        assert!(Pending::<Test>::contains_key(0));

        next_block();
        assert_eq!(marked(), Some(7));
        assert_eq!(events(), vec![Event::Enacted { id: 0, result: Ok(()) }]);
        assert_eq!(Pending::<Test>::count(), 0);
    });
}

#[test]
fn an_approved_call_that_fails_is_done_with() {
    run(|| {
        // Root is no motion.
        approve(cancel(5));
        run_to(1 + DELAY);
        let result = Err(DispatchError::BadOrigin);
        assert_eq!(events(), vec![Event::Enacted { id: 0, result }]);
        assert_eq!(Pending::<Test>::count(), 0);
        run_to(10 + DELAY);
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn a_cancelled_call_is_never_dispatched() {
    run(|| {
        let call = mark(7);
        let call_hash = BlakeTwo256::hash_of(&call);
        let id = approve(call);
        run_to(DELAY);
        assert_ok!(Governance::cancel(motion(2, 4), id));
        assert_eq!(events(), vec![Event::Cancelled { id, call_hash }]);
        run_to(10 + DELAY);
        assert_eq!(marked(), None);
        assert_noop!(Governance::cancel(motion(4, 4), id), Error::<Test>::NotFound);
    });
}

#[test]
fn what_was_enacted_or_never_approved_cannot_be_cancelled() {
    run(|| {
        let id = approve(mark(7));
        for unknown in [id + 1, u32::MAX] {
            assert_noop!(Governance::cancel(motion(4, 4), unknown), Error::<Test>::NotFound);
        }
        run_to(1 + DELAY);
        assert_eq!(marked(), Some(7));
        assert_noop!(Governance::cancel(motion(4, 4), id), Error::<Test>::NotFound);
    });
}

#[test]
fn a_call_that_is_approved_twice_has_two_numbers_and_two_fates() {
    run(|| {
        let first = approve(mark(7));
        let second = approve(mark(7));
        assert_ne!(first, second);
        assert_ok!(Governance::cancel(motion(4, 4), first));
        run_to(1 + DELAY);
        assert_eq!(events(), vec![Event::Enacted { id: second, result: Ok(()) }]);
        assert_eq!(approve(mark(8)), 2, "no number is given out twice");
    });
}

#[test]
fn calls_for_one_block_are_dispatched_in_the_order_of_their_approval() {
    run(|| {
        approve(mark(1));
        approve(mark(2));
        run_to(1 + DELAY);
        assert_eq!(marked(), Some(2));
        let done = |id| Event::Enacted { id, result: Ok(()) };
        assert_eq!(events(), vec![done(0), done(1)]);
    });
}

#[test]
fn only_so_many_calls_may_wait() {
    run(|| {
        for _ in 0..MAX_PENDING {
            approve(mark(1));
        }
        let enact = || Governance::enact(motion(4, 4), Box::new(mark(2)));
        assert_noop!(enact(), Error::<Test>::TooManyPending);
        assert_ok!(Governance::cancel(motion(4, 4), 0));
        assert_ok!(enact());
        run_to(1 + DELAY);
        assert_ok!(enact());
    });
}

#[test]
fn a_call_that_could_never_be_executed_is_refused() {
    run(|| {
        let enact = |call| Governance::enact(motion(4, 4), Box::new(call));
        assert_noop!(enact(remark(4 * 1024 * 1024)), Error::<Test>::TooLong);
        MaxEnactmentWeight::set(Weight::zero());
        assert_noop!(enact(remark(1)), Error::<Test>::TooHeavy);
    });
}

#[test]
fn a_call_for_a_block_that_is_full_is_refused_and_changes_nothing() {
    run(|| {
        for task in 0..MAX_SCHEDULED {
            let call = Box::new(remark(usize::try_from(task).expect("a small number")));
            assert_ok!(Scheduler::schedule(RuntimeOrigin::root(), 1 + DELAY, None, 0, call));
        }
        for call in [remark(1), remark(1_000)] {
            let enact = Governance::enact(motion(4, 4), Box::new(call));
            assert_eq!(enact, Err(DispatchError::Exhausted));
        }
        assert_eq!(NextId::<Test>::get(), 0);
        assert_eq!(Pending::<Test>::count(), 0);
        assert_eq!(preimages(), (0, 0));
    });
}

#[test]
fn the_last_number_is_not_given_out() {
    run(|| {
        NextId::<Test>::put(u32::MAX);
        let enact = Governance::enact(motion(4, 4), Box::new(mark(1)));
        assert_eq!(enact, Err(DispatchError::Arithmetic(ArithmeticError::Overflow)));
        assert_eq!(Pending::<Test>::count(), 0);
    });
}

#[test]
fn only_root_executes_and_only_what_was_approved() {
    run(|| {
        let id = approve(mark(7));
        let execute = |origin, id| Governance::execute(origin, id, Box::new(mark(9)));
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::signed(1), motion(4, 4)] {
            assert_noop!(execute(origin, id), DispatchError::BadOrigin);
        }
        assert_noop!(execute(RuntimeOrigin::root(), id + 1), Error::<Test>::NotFound);
        assert_eq!(marked(), None);

        // Root does not wait; the task finds nothing to do then.
        assert_ok!(execute(RuntimeOrigin::root(), id));
        assert_eq!(marked(), Some(9));
        run_to(1 + DELAY);
        assert_eq!(marked(), Some(9));
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn a_call_that_came_due_and_was_put_off_can_still_be_cancelled() {
    run(|| {
        let id = approve(mark(7));
        // GIVEN a task that the scheduler put off: it is in the agenda, without its name
        pallet_scheduler::Lookup::<Test>::remove(crate::task_name(id));
        System::set_block_number(1 + DELAY);

        // WHEN it is cancelled
        assert_ok!(Governance::cancel(motion(2, 4), id));

        // THEN its turn comes, and it does nothing
        Scheduler::on_initialize(1 + DELAY);
        assert_eq!(pallet_scheduler::Agenda::<Test>::iter_keys().count(), 0);
        assert_eq!(marked(), None);
    });
}
