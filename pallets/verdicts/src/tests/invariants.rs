// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{
    mock::*,
    types::{Role, Round, Step},
    Auditors, Drawn, JobOf, Jobs, Pallet, MAX_FAILED_ROUNDS, MAX_WORK_BLOCKS,
};
use frame_support::assert_ok;
use joule_primitives::verdicts::{Fault, Outcome, Verdict, Verdicts as _};

/// A job with a verdict.
const DECIDED: u64 = 100;
/// A job whose requester is to accept.
const ACCEPTING: u64 = 101;

/// Breaks a state with three jobs, and expects the check to say `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(auditors()).execute_with(|| {
        System::set_block_number(1);
        assert_ok!(Verdicts::open(DECIDED, terms(ACCEPTANCE)));
        assert_ok!(Verdicts::open(ACCEPTING, terms(ACCEPTANCE)));
        for job in [DECIDED, ACCEPTING] {
            let claim = claim(RIGHT);
            let signature = sign(&pair(WORKER), &receipt(WORKER, job, ATTEMPT, &claim));
            let origin = signed(owner(WORKER));
            assert_ok!(Verdicts::submit_result(origin, job, ATTEMPT, claim, signature));
        }
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), DECIDED, ATTEMPT));
        open(REDUNDANT);
        draw();
        check();
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

fn job_broken_by(id: u64, breakage: impl FnOnce(&mut JobOf<Test>), complaint: &str) {
    let breakage = || {
        let mut job = Jobs::<Test>::get(id).expect("there is one");
        breakage(&mut job);
        Jobs::<Test>::insert(id, job);
    };
    broken_by(breakage, complaint);
}

fn verdict_broken_by(breakage: impl FnOnce(&mut Verdict), complaint: &str) {
    let breakage = |job: &mut JobOf<Test>| match &mut job.step {
        Step::Decided(verdict) => breakage(verdict),
        _ => panic!("there is a verdict"),
    };
    job_broken_by(DECIDED, breakage, complaint);
}

#[test]
fn a_job_that_waits_for_what_never_comes_is_caught() {
    let late = Step::Committing { round: Round::Executors, until: 10 + MAX_WORK_BLOCKS };
    job_broken_by(JOB, |job| job.step = late, "V1: a job waits for longer");
    let working = Step::Working { until: 9 };
    job_broken_by(JOB, |job| job.step = working, "V1: a job is at a step");
    let lottery = Step::Revealing { round: Round::Lottery, until: 9 };
    job_broken_by(JOB, |job| job.step = lottery, "V1: a job is at a step");
    job_broken_by(ACCEPTING, |job| job.receipt = None, "V1: a receipt is missing");
    job_broken_by(JOB, |job| job.failed_rounds = MAX_FAILED_ROUNDS + 1, "V1: more rounds failed");
    let known = crate::types::Ticket { asked_at: 9, sample_at: 9, pool_size: 1 };
    let step = Step::Drawing { round: Round::Executors, ticket: known };
    job_broken_by(JOB, |job| job.step = step, "V1: a draw was known");
}

#[test]
fn seats_of_the_wrong_devices_are_caught() {
    job_broken_by(JOB, |job| job.seats[1].owner = REQUESTER, "V2: a party's device");
    job_broken_by(JOB, |job| job.seats[1].owner = job.seats[0].owner, "V2: an owner has two");
    job_broken_by(JOB, |job| job.seats[1].device = job.seats[0].device, "V2: a device has two");
    job_broken_by(JOB, |job| job.seats[1].result = Some(RIGHT), "V2: a result was revealed");
    job_broken_by(JOB, |job| job.seats.truncate(2), "V2: too few devices");
    job_broken_by(JOB, |job| job.seats[0].role = Role::Worker, "V2: the worker has no seat");
}

#[test]
fn devices_that_are_reserved_for_nothing_are_caught() {
    broken_by(|| Drawn::<Test>::insert(key(DEVICES + 1), JOB), "V3: a device is reserved");
    let other = |job: &mut JobOf<Test>| Drawn::<Test>::insert(job.seats[0].device, JOB + 1);
    job_broken_by(JOB, other, "V3: a device that was drawn");
    let gone = |job: &mut JobOf<Test>| Drawn::<Test>::remove(job.seats[0].device);
    job_broken_by(JOB, gone, "V3: a device that was drawn");
}

#[test]
fn a_verdict_that_contradicts_itself_is_caught() {
    let both = |verdict: &mut Verdict| {
        verdict.at_fault = vec![(key(WORKER), Fault::WrongResult)].try_into().expect("one");
    };
    verdict_broken_by(both, "V4: a verdict names a device twice");
    verdict_broken_by(|verdict| verdict.paid[0].1 = 0, "V4: somebody is paid for nothing");
    verdict_broken_by(|verdict| verdict.output_root = None, "V4: a job was accepted without");
    verdict_broken_by(|verdict| verdict.paid = Default::default(), "V4: a job was accepted");
    verdict_broken_by(|verdict| verdict.outcome = Outcome::Undecided, "V4: somebody is paid");
    verdict_broken_by(|verdict| verdict.outcome = Outcome::Rejected, "V4: a result was rejected");
}

#[test]
fn a_verdict_on_something_else_is_caught() {
    verdict_broken_by(|verdict| verdict.attempt += 1, "V5: a verdict is on another attempt");
    let seats = |job: &mut JobOf<Test>| {
        job.seats = Jobs::<Test>::get(ACCEPTING).expect("there is one").seats;
    };
    job_broken_by(DECIDED, seats, "V5: a job with a verdict keeps devices");
}

#[test]
fn a_bond_that_is_not_kept_for_a_seat_is_caught() {
    let change = |change: fn(&mut u32)| {
        AllDevices::mutate(|devices| {
            let mut engaged = devices.iter_mut().filter(|device| device.engagements > 0);
            change(&mut engaged.next().expect("some are").engagements);
        });
    };
    broken_by(|| change(|engagements| *engagements -= 1), "V7");
}

#[test]
fn others_may_keep_the_bond_of_a_device_too() {
    run(|| {
        open(REDUNDANT);
        draw();
        // GIVEN leases of all devices, WHEN jobs go on
        AllDevices::mutate(|devices| devices.iter_mut().for_each(|it| it.engagements += 1));
        // THEN nothing is wrong, until these end
        Pallet::<Test>::check_invariants().expect("every invariant holds");
        AllDevices::mutate(|devices| devices.iter_mut().for_each(|it| it.engagements -= 1));
    });
}

#[test]
fn auditors_who_contradict_each_other_are_caught() {
    broken_by(|| Auditors::<Test>::mutate(|set| set.quorum = 1), "V6");
}
