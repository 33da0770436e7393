// SPDX-License-Identifier: Apache-2.0
//! From the proposal of a member to the deed.

use crate::{mock::*, Pending};
use frame_support::{assert_noop, assert_ok};
use pallet_collective::Error;
use sp_runtime::DispatchError;

#[test]
fn two_thirds_enact() {
    run(|| {
        assert_ok!(carry(&[1, 2, 3], &enact(mark(7))));
        run_to(DELAY);
        assert_eq!(marked(), None);
        next_block();
        assert_eq!(marked(), Some(7));
    });
}

#[test]
fn fewer_than_two_thirds_do_not() {
    run(|| {
        for ayes in [&[1][..], &[1, 2]] {
            assert_eq!(carry(ayes, &enact(mark(7))), Err(DispatchError::BadOrigin));
            assert_eq!(Pending::<Test>::count(), 0);
        }
    });
}

#[test]
fn one_third_cancels() {
    run(|| {
        assert_ok!(carry(&[1, 2, 3], &enact(mark(7))));
        run_to(10);
        assert_ok!(carry(&[4, 3], &cancel(0)));
        run_to(10 + DELAY);
        assert_eq!(marked(), None);
    });
}

#[test]
fn less_than_a_third_does_not() {
    run(|| {
        let id = approve(mark(7));
        assert_eq!(carry(&[4], &cancel(id)), Err(DispatchError::BadOrigin));
        assert!(Pending::<Test>::contains_key(id));
        run_to(1 + DELAY);
        assert_eq!(marked(), Some(7));
    });
}

#[test]
fn the_thresholds_are_exact() {
    run(|| {
        let enact = |ayes, seats| Governance::enact(motion(ayes, seats), Box::new(mark(1)));
        for (too_few, seats) in [(0, 1), (1, 2), (1, 3), (2, 4), (3, 5), (3, 6), (4, 7), (66, 100)]
        {
            assert_noop!(enact(too_few, seats), DispatchError::BadOrigin);
            assert_ok!(enact(too_few + 1, seats));
            let id = crate::NextId::<Test>::get() - 1;
            assert_ok!(Governance::cancel(motion(seats, seats), id));
        }
        let cancel = |ayes, seats, id| Governance::cancel(motion(ayes, seats), id);
        for (too_few, seats) in [(0, 1), (0, 2), (0, 3), (1, 4), (1, 5), (1, 6), (2, 7), (33, 100)]
        {
            let id = approve(mark(1));
            assert_noop!(cancel(too_few, seats, id), DispatchError::BadOrigin);
            assert_ok!(cancel(too_few + 1, seats, id));
        }
    });
}

#[test]
fn nobody_else_enacts_or_cancels() {
    run(|| {
        let id = approve(mark(7));
        let single = || pallet_collective::RawOrigin::<AccountId, ()>::Member(1).into();
        for origin in [
            RuntimeOrigin::none(),
            RuntimeOrigin::root(),
            RuntimeOrigin::signed(1),
            RuntimeOrigin::signed(99),
            single(),
        ] {
            let enact = Governance::enact(origin.clone(), Box::new(mark(8)));
            assert_eq!(enact, Err(DispatchError::BadOrigin));
            assert_noop!(Governance::cancel(origin, id), DispatchError::BadOrigin);
        }
        assert_eq!(Pending::<Test>::count(), 1);
    });
}

#[test]
fn a_motion_by_itself_is_not_root() {
    run(|| {
        assert_eq!(carry(&[1, 2, 3, 4], &mark(7)), Err(DispatchError::BadOrigin));
        assert_eq!(marked(), None);
    });
}

#[test]
fn strangers_neither_move_nor_vote() {
    run(|| {
        let motion = enact(mark(7));
        assert_noop!(propose(99, 1, &motion), Error::<Test>::NotMember);
        assert_ok!(propose(1, 3, &motion));
        assert_noop!(vote(99, &motion, true), Error::<Test>::NotMember);
        assert_ok!(vote(1, &motion, true));
        assert_noop!(vote(1, &motion, true), Error::<Test>::DuplicateVote);
        assert_noop!(close(&motion), Error::<Test>::TooEarly);
    });
}

#[test]
fn who_does_not_vote_is_against_it() {
    run(|| {
        let motion = enact(mark(7));
        assert_ok!(propose(1, 3, &motion));
        assert_ok!(vote(1, &motion, true));
        assert_ok!(vote(2, &motion, true));
        run_to(MOTION);
        assert_noop!(close(&motion), Error::<Test>::TooEarly);
        next_block();
        assert_ok!(close(&motion));
        assert_eq!(pallet_collective::Proposals::<Test>::get().len(), 0);
        assert_eq!(Pending::<Test>::count(), 0);
    });
}

#[test]
fn who_left_the_set_has_no_vote_and_who_came_has_one() {
    run(|| {
        let motion = enact(mark(7));
        assert_ok!(propose(1, 3, &motion));
        assert_ok!(vote(1, &motion, true));
        assert_ok!(vote(2, &motion, true));

        // WHEN 2 leaves the set and 5 comes
        seat(&[1, 3, 4, 5]);

        // THEN the vote of 2 counts no more, and that of 5 does
        assert_noop!(vote(2, &motion, true), Error::<Test>::NotMember);
        assert_ok!(vote(3, &motion, true));
        assert_noop!(close(&motion), Error::<Test>::TooEarly);
        assert_ok!(vote(5, &motion, true));
        assert_ok!(close(&motion));
        assert_eq!(Pending::<Test>::count(), 1);
    });
}

#[test]
fn the_seats_at_the_end_of_a_vote_say_what_two_thirds_are() {
    run(|| {
        let motion = enact(mark(7));
        assert_ok!(propose(1, 3, &motion));
        for who in [1, 2, 3] {
            assert_ok!(vote(who, &motion, true));
        }
        seat(&[1, 2, 3, 4, 5]);
        assert_ok!(close(&motion));
        assert_eq!(Pending::<Test>::count(), 0, "three of five are less than two thirds");
    });
}

#[test]
fn an_approved_call_outlives_those_who_approved_it() {
    run(|| {
        assert_ok!(carry(&[1, 2, 3], &enact(mark(7))));
        seat(&[5, 6, 7]);
        assert_noop!(propose(1, 1, &cancel(0)), Error::<Test>::NotMember);
        // A single one of three is a third.
        assert_ok!(carry(&[5], &cancel(0)));
        run_to(10 + DELAY);
        assert_eq!(marked(), None);
    });
}

#[test]
fn a_single_validator_decides_alone() {
    run(|| {
        seat(&[1]);
        assert_ok!(carry(&[1], &enact(mark(7))));
        run_to(1 + DELAY);
        assert_eq!(marked(), Some(7));
    });
}
