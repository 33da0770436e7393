// SPDX-License-Identifier: Apache-2.0
//! When a job may be forgotten.

use crate::{mock::*, Error, Event, Jobs};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::verdicts::Verdicts as _;

fn closes() {
    assert_ok!(Verdicts::close(JOB));
    assert_eq!(Jobs::<Test>::iter().count(), 0);
    assert!(events().contains(&Event::JobClosed { job: JOB }));
    assert_noop!(Verdicts::close(JOB), Error::<Test>::JobNotFound);
}

fn goes_on() {
    assert_noop!(Verdicts::close(JOB), Error::<Test>::JobInProgress);
}

#[test]
fn a_job_with_a_verdict_is_forgotten() {
    run(|| {
        open(ACCEPTANCE);
        assert_ok!(submit(&claim(RIGHT)));
        goes_on();
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT));
        closes();
        assert_eq!(Verdicts::verdict(JOB, ATTEMPT), None);
    });
}

#[test]
fn a_job_for_which_nothing_was_handed_in_is_forgotten() {
    run(|| {
        open(ACCEPTANCE);
        closes();
        open(SPOT_CHECK);
        assert_ok!(commit(WORKER, RIGHT));
        goes_on();
        draw();
        goes_on();
    });
}

#[test]
fn a_draw_that_does_not_please_cannot_be_undone() {
    run(|| {
        open(REDUNDANT);
        pass(DELAY - 2);
        closes();
        assert!(Requested::get().is_empty());
        open(REDUNDANT);
        pass(DELAY - 1);
        // Who makes this block knows who will be drawn.
        goes_on();
        pass(1);
        goes_on();
        assert_ok!(conclude());
        goes_on();
        pass(WORK + 1);
        assert_ok!(conclude());
        assert_eq!(attempt(), ATTEMPT + 1);
        // Others would have worked in vain.
        goes_on();
    });
}
