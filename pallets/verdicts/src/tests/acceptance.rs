// SPDX-License-Identifier: Apache-2.0
//! The requester accepts, objects, or lets the time pass.

use crate::{mock::*, types::Step, Error, Event, Jobs};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::Evidence,
    verdicts::{Fault, Outcome, Verdict, Verdicts as _},
};

fn accepted() -> Verdict {
    Verdict {
        attempt: ATTEMPT,
        outcome: Outcome::Accepted,
        output_root: Some(RIGHT),
        paid: vec![(key(WORKER), UNITS)].try_into().expect("one"),
        at_fault: Default::default(),
    }
}

#[test]
fn what_the_requester_accepts_is_paid() {
    run(|| {
        open(ACCEPTANCE);
        assert_eq!(step(), Step::Working { until: 1 + WORK });
        assert_ok!(submit(&claim(RIGHT)));
        assert_eq!(step(), Step::Accepting { until: 1 + WINDOW });
        assert_eq!(Verdicts::verdict(JOB, ATTEMPT), None);
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT));
        assert_eq!(Verdicts::verdict(JOB, ATTEMPT), Some(accepted()));
        assert_eq!(Verdicts::verdict(JOB, ATTEMPT + 1), None);
        assert_eq!(Followed::get(), [(JOB, accepted())]);
        assert_eq!(Slashes::get(), []);
    });
}

#[test]
fn every_step_has_an_event() {
    run(|| {
        open(ACCEPTANCE);
        assert_ok!(submit(&claim(RIGHT)));
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT));
        assert_ok!(Verdicts::close(JOB));
        let (job, attempt, device) = (JOB, ATTEMPT, key(WORKER));
        let requester = REQUESTER;
        let (policy, evidence) = (ACCEPTANCE, Evidence::None);
        let (output_root, units) = (RIGHT, UNITS);
        let outcome = Outcome::Accepted;
        assert_eq!(
            events(),
            [
                Event::JobOpened {
                    job,
                    attempt,
                    requester,
                    device: Some(device),
                    policy,
                    evidence
                },
                Event::ResultSubmitted { job, attempt, device, output_root, units },
                Event::VerdictReached { job, attempt, outcome, output_root: Some(output_root) },
                Event::JobClosed { job },
            ]
        );
    });
}

#[test]
fn what_the_requester_does_not_object_to_is_paid() {
    run(|| {
        open(ACCEPTANCE);
        assert_ok!(submit(&claim(RIGHT)));
        pass(WINDOW);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        pass(1);
        assert_noop!(Verdicts::object(JOB, &REQUESTER), Error::<Test>::TooLate);
        assert_noop!(
            Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT),
            Error::<Test>::TooLate
        );
        assert_ok!(conclude());
        assert_eq!(verdict(), accepted());
    });
}

#[test]
fn an_objection_is_left_to_who_opened_the_job() {
    run(|| {
        open(ACCEPTANCE);
        assert_noop!(Verdicts::object(JOB, &REQUESTER), Error::<Test>::WrongStep);
        assert_ok!(submit(&claim(WRONG)));
        assert_noop!(Verdicts::object(JOB, &owner(WORKER)), Error::<Test>::NotRequester);
        pass(WINDOW);
        assert_ok!(Verdicts::object(JOB, &REQUESTER));
        let verdict = verdict();
        assert_eq!((verdict.outcome, verdict.output_root), (Outcome::Contested, Some(WRONG)));
        assert_eq!(verdict.paid.to_vec(), [(key(WORKER), UNITS)], "by its receipt");
        assert!(verdict.at_fault.is_empty());
        // Who objects knows of it.
        assert_eq!(Followed::get(), []);
        assert_noop!(Verdicts::object(JOB, &REQUESTER), Error::<Test>::AlreadyDecided);
        assert_noop!(
            Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT),
            Error::<Test>::AlreadyDecided
        );
    });
}

#[test]
fn a_worker_that_hands_in_nothing_is_late_and_not_slashed() {
    run(|| {
        open(ACCEPTANCE);
        pass(WORK);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        pass(1);
        assert_noop!(submit(&claim(RIGHT)), Error::<Test>::TooLate);
        assert_ok!(conclude());
        assert_eq!(verdict().outcome, Outcome::TimedOut);
        assert_eq!(verdict().at_fault.to_vec(), [(key(WORKER), Fault::Late)]);
        assert_eq!(Slashes::get(), []);
        assert_noop!(conclude(), Error::<Test>::AlreadyDecided);
        assert_noop!(submit(&claim(RIGHT)), Error::<Test>::WrongStep);
    });
}

#[test]
fn the_last_block_of_a_window_belongs_to_it() {
    run(|| {
        open(ACCEPTANCE);
        pass(WORK);
        assert_ok!(submit(&claim(RIGHT)));
        pass(WINDOW);
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT));
    });
}

#[test]
fn only_the_owner_hands_in_and_only_what_its_device_signed() {
    run(|| {
        open(ACCEPTANCE);
        let claim = claim(RIGHT);
        let right = sign(&pair(WORKER), &receipt(WORKER, JOB, ATTEMPT, &claim));
        let other = sign(&pair(2), &receipt(WORKER, JOB, ATTEMPT, &claim));
        for who in [REQUESTER, STRANGER, owner(2)] {
            assert_noop!(
                Verdicts::submit_result(signed(who), JOB, ATTEMPT, claim, right),
                Error::<Test>::NotOwner
            );
        }
        for signature in [other, [0; 64], [255; 64]] {
            assert_noop!(
                Verdicts::submit_result(signed(owner(WORKER)), JOB, ATTEMPT, claim, signature),
                Error::<Test>::BadSignature
            );
        }
        let origin = RuntimeOrigin::root();
        let result = Verdicts::submit_result(origin, JOB, ATTEMPT, claim, right);
        assert_eq!(result, Err(sp_runtime::DispatchError::BadOrigin));
    });
}

#[test]
fn a_receipt_claims_no_more_than_was_agreed_on() {
    run(|| {
        open(ACCEPTANCE);
        let mut dear = claim(RIGHT);
        for units in [0, UNITS + 1, u64::MAX] {
            dear.units = units;
            assert_noop!(submit(&dear), Error::<Test>::ClaimOutOfBounds);
        }
        let mut backward = claim(RIGHT);
        (backward.start_ms, backward.end_ms) = (2, 1);
        assert_noop!(submit(&backward), Error::<Test>::ClaimOutOfBounds);
        dear.units = UNITS - 1;
        dear.trace_root = Some(INPUT);
        assert_ok!(submit(&dear));
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT));
        assert_eq!(verdict().paid.to_vec(), [(key(WORKER), UNITS - 1)]);
    });
}

#[test]
fn nobody_but_the_requester_accepts() {
    run(|| {
        open(ACCEPTANCE);
        assert_noop!(
            Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT),
            Error::<Test>::WrongStep
        );
        assert_ok!(submit(&claim(RIGHT)));
        for who in [STRANGER, owner(WORKER)] {
            assert_noop!(
                Verdicts::accept_result(signed(who), JOB, ATTEMPT),
                Error::<Test>::NotRequester
            );
        }
    });
}

#[test]
fn a_result_is_handed_in_once() {
    run(|| {
        open(ACCEPTANCE);
        assert_ok!(submit(&claim(RIGHT)));
        assert_noop!(submit(&claim(RIGHT)), Error::<Test>::WrongStep);
        assert_noop!(submit(&claim(WRONG)), Error::<Test>::WrongStep);
        assert_noop!(commit(WORKER, RIGHT), Error::<Test>::WrongStep);
        assert_noop!(reveal(WORKER, RIGHT), Error::<Test>::WrongStep);
    });
}

#[test]
fn who_follows_may_close_the_job_at_once() {
    run(|| {
        ClosedByFollower::set(true);
        open(ACCEPTANCE);
        assert_ok!(submit(&claim(RIGHT)));
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT));
        assert_eq!(Jobs::<Test>::iter().count(), 0);
        assert_eq!(Followed::get(), [(JOB, accepted())]);
        assert!(events().contains(&Event::JobClosed { job: JOB }));
    });
}

#[test]
fn calls_for_jobs_that_do_not_exist_fail() {
    run(|| {
        let claim = claim(RIGHT);
        let origin = || signed(owner(WORKER));
        let missing = Error::<Test>::JobNotFound;
        assert_noop!(Verdicts::submit_result(origin(), JOB, ATTEMPT, claim, [0; 64]), missing);
        let missing = Error::<Test>::JobNotFound;
        assert_noop!(Verdicts::commit_result(origin(), JOB, ATTEMPT, key(WORKER), RIGHT), missing);
        assert_noop!(
            Verdicts::reveal_result(origin(), JOB, ATTEMPT, key(WORKER), RIGHT, [0; 32]),
            Error::<Test>::JobNotFound
        );
        assert_noop!(conclude(), Error::<Test>::JobNotFound);
        assert_noop!(Verdicts::close(JOB), Error::<Test>::JobNotFound);
        assert_noop!(Verdicts::object(JOB, &REQUESTER), Error::<Test>::JobNotFound);
    });
}
