// SPDX-License-Identifier: Apache-2.0
//! Long calls are stored apart from the agenda, and do not stay there.

use crate::{mock::*, Call, Event};
use codec::Encode;
use frame_support::assert_ok;
use sp_runtime::traits::{BlakeTwo256, Hash};

#[test]
fn a_short_call_needs_no_preimage() {
    run(|| {
        approve(remark(100));
        assert_eq!(preimages(), (0, 0));
    });
}

#[test]
fn the_preimage_of_a_long_call_is_removed_when_it_was_enacted() {
    run(|| {
        let id = approve(remark(100_000));
        assert_eq!(preimages(), (1, 1));
        run_to(1 + DELAY);
        assert_eq!(events(), vec![Event::Enacted { id, result: Ok(()) }]);
        assert_eq!(preimages(), (0, 0));
    });
}

#[test]
fn the_preimage_of_a_long_call_is_removed_when_it_is_cancelled() {
    run(|| {
        let id = approve(remark(100_000));
        assert_ok!(Governance::cancel(motion(4, 4), id));
        assert_eq!(preimages(), (0, 0));
    });
}

#[test]
fn equal_long_calls_do_not_share_a_preimage() {
    run(|| {
        let first = approve(remark(100_000));
        let second = approve(remark(100_000));
        assert_eq!(preimages(), (2, 2));
        assert_ok!(Governance::cancel(motion(4, 4), first));
        assert_eq!(preimages(), (1, 1));
        run_to(1 + DELAY);
        assert_eq!(events(), vec![Event::Enacted { id: second, result: Ok(()) }]);
        assert_eq!(preimages(), (0, 0));
    });
}

#[test]
fn nobody_takes_the_preimage_away_from_a_call_that_waits() {
    run(|| {
        // GIVEN a stranger who stores the preimage of a call before it is approved
        let call = Box::new(remark(100_000));
        let task = RuntimeCall::from(Call::execute { id: 0, call });
        let stranger = || RuntimeOrigin::signed(99);
        assert_ok!(Preimage::note_preimage(stranger(), task.encode()));
        let id = approve(remark(100_000));

        // WHEN it withdraws it
        let hash = BlakeTwo256::hash_of(&task);
        assert_ok!(Preimage::unnote_preimage(stranger(), hash));

        // THEN the call is enacted all the same
        assert_eq!(preimages(), (1, 1));
        run_to(1 + DELAY);
        assert_eq!(events(), vec![Event::Enacted { id, result: Ok(()) }]);
        assert_eq!(preimages(), (0, 0));
    });
}

#[test]
fn a_stranger_who_stored_the_preimage_gets_it_back() {
    run(|| {
        let call = Box::new(remark(100_000));
        let task = RuntimeCall::from(Call::execute { id: 0, call });
        assert_ok!(Preimage::note_preimage(RuntimeOrigin::signed(99), task.encode()));
        approve(remark(100_000));
        run_to(1 + DELAY);
        let hash = BlakeTwo256::hash_of(&task);
        assert_ok!(Preimage::unnote_preimage(RuntimeOrigin::signed(99), hash));
        assert_eq!(preimages(), (0, 0));
    });
}
