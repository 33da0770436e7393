// SPDX-License-Identifier: Apache-2.0
//! What may be agreed on. What may not is refused before anything is written.

use crate::{mock::*, Error, Jobs, MAX_WINDOW_BLOCKS, MAX_WORK_BLOCKS, MIN_WINDOW_BLOCKS};
use frame_support::{assert_noop, assert_ok};
use joule_pogw::MAX_ROUNDS;
use joule_primitives::{
    attestation::{Evidence, Policy},
    verdicts::{JobTerms, SeededWork, Verdicts as _},
};

fn refused(terms: JobTerms<AccountId>, error: Error<Test>) {
    assert_noop!(Verdicts::open(JOB, terms), error);
}

fn accepted(terms: JobTerms<AccountId>) {
    assert_ok!(Verdicts::open(JOB, terms));
    assert_ok!(Verdicts::close(JOB));
}

#[test]
fn policies_that_are_not_built_are_refused() {
    run(|| {
        for policy in [
            Policy::Bisect,
            Policy::Tee { policy: [1; 32] },
            Policy::Fingerprint,
            Policy::Matmul { k: 4 },
        ] {
            refused(terms(policy), Error::PolicyNotSupported);
        }
    });
}

#[test]
fn evidence_that_is_not_built_is_refused() {
    run(|| {
        for evidence in
            [Evidence::NvidiaNras, Evidence::IntelDcap, Evidence::AmdSevSnp, Evidence::NvidiaSpdm]
        {
            refused(JobTerms { evidence, ..terms(ACCEPTANCE) }, Error::EvidenceNotSupported);
        }
    });
}

#[test]
fn evidence_goes_with_acceptance_only() {
    run(|| {
        for policy in [REDUNDANT, SPOT_CHECK] {
            for evidence in [Evidence::SeededMatmul, Evidence::AuditorQuorum] {
                let terms = JobTerms { evidence, ..terms(policy) };
                refused(terms, Error::EvidenceNeedsAcceptance);
            }
        }
        accepted(JobTerms { evidence: Evidence::AuditorQuorum, ..terms(ACCEPTANCE) });
    });
}

#[test]
fn windows_are_neither_too_short_nor_too_long() {
    run(|| {
        for window in [0, MIN_WINDOW_BLOCKS - 1, MAX_WINDOW_BLOCKS + 1, u32::MAX] {
            let policies = [
                Policy::RequesterAccept { window },
                Policy::Redundant { n: 3, k: 2, reveal_window: window },
                Policy::SpotCheck { permille: 1, window },
            ];
            policies.iter().for_each(|it| refused(terms(*it), Error::WindowOutOfBounds));
        }
        for work_blocks in [0, MIN_WINDOW_BLOCKS - 1, MAX_WORK_BLOCKS + 1, u32::MAX] {
            for policy in [ACCEPTANCE, REDUNDANT, SPOT_CHECK] {
                let terms = JobTerms { work_blocks, ..terms(policy) };
                refused(terms, Error::WindowOutOfBounds);
            }
        }
        accepted(terms(Policy::RequesterAccept { window: MIN_WINDOW_BLOCKS }));
        accepted(terms(Policy::RequesterAccept { window: MAX_WINDOW_BLOCKS }));
        accepted(JobTerms { work_blocks: MAX_WORK_BLOCKS, ..terms(SPOT_CHECK) });
    });
}

#[test]
fn three_to_nine_do_a_job_together_and_most_of_them_must_agree() {
    run(|| {
        let policy = |n, k| terms(Policy::Redundant { n, k, reveal_window: WINDOW });
        for (n, k) in
            [(0, 0), (1, 1), (2, 2), (3, 1), (3, 4), (4, 2), (9, 4), (9, 10), (10, 6), (255, 255)]
        {
            refused(policy(n, k), Error::ExecutorsOutOfBounds);
        }
        for (n, k) in [(3, 2), (3, 3), (4, 3), (9, 5), (9, 9)] {
            accepted(policy(n, k));
        }
    });
}

#[test]
fn the_chance_of_a_check_is_one_to_a_thousand() {
    run(|| {
        let policy = |permille| terms(Policy::SpotCheck { permille, window: WINDOW });
        for permille in [0, 1_001, u16::MAX] {
            refused(policy(permille), Error::ChanceOutOfBounds);
        }
        accepted(policy(1));
        accepted(policy(1_000));
    });
}

#[test]
fn who_is_drawn_is_not_named_and_who_is_hired_is() {
    run(|| {
        refused(JobTerms { device: Some(key(1)), ..terms(REDUNDANT) }, Error::WorkerMismatch);
        for policy in [ACCEPTANCE, SPOT_CHECK] {
            refused(JobTerms { device: None, ..terms(policy) }, Error::WorkerMismatch);
            let device = Some(key(DEVICES + 1));
            refused(JobTerms { device, ..terms(policy) }, Error::DeviceNotFound);
        }
    });
}

#[test]
fn a_device_that_leaves_is_not_hired() {
    run(|| {
        AllDevices::mutate(|devices| devices[0].is_leaving = true);
        refused(terms(ACCEPTANCE), Error::DeviceLeaving);
        refused(terms(SPOT_CHECK), Error::DeviceLeaving);
    });
}

#[test]
fn a_job_has_units_and_room_for_attempts() {
    run(|| {
        refused(JobTerms { units: 0, ..terms(ACCEPTANCE) }, Error::UnitsOutOfBounds);
        refused(JobTerms { attempt: u32::MAX - 2, ..terms(REDUNDANT) }, Error::UnitsOutOfBounds);
        accepted(JobTerms { attempt: u32::MAX - 3, ..terms(REDUNDANT) });
    });
}

#[test]
fn a_policy_needs_as_many_devices_as_it_draws() {
    run(|| {
        AllDevices::mutate(|devices| devices.truncate(4));
        refused(terms(REDUNDANT), Error::NotEnoughDevices);
        refused(terms(SPOT_CHECK), Error::NotEnoughDevices);
        accepted(terms(ACCEPTANCE));
        accepted(terms(Policy::Redundant { n: 4, k: 3, reveal_window: WINDOW }));
    });
}

#[test]
fn a_seeded_product_has_bounds_and_nothing_else_has_one() {
    run(|| {
        let seeded = |work| JobTerms {
            evidence: Evidence::SeededMatmul,
            seeded_work: work,
            ..terms(ACCEPTANCE)
        };
        let work = |params, rounds| Some(SeededWork { params, rounds });
        let right = [1, 6, 4, 0];
        for bad in [
            None,
            work(right, 0),
            work(right, MAX_ROUNDS + 1),
            work([0, 6, 4, 0], 1),
            work([2, 6, 4, 0], 1),
            work([1, 6, 4, 1], 1),
            work([1, 2, 4, 0], 1),
            work([1, 14, 4, 0], 1),
            work([1, 6, 0, 0], 1),
            work([1, 6, 33, 0], 1),
        ] {
            refused(seeded(bad), Error::SeededWorkOutOfBounds);
        }
        accepted(seeded(work([1, 13, 32, 0], MAX_ROUNDS)));
        let unseeded = JobTerms { seeded_work: work(right, 1), ..terms(ACCEPTANCE) };
        refused(unseeded, Error::SeededWorkOutOfBounds);
    });
}

#[test]
fn a_number_is_used_for_one_job_at_a_time() {
    run(|| {
        open(ACCEPTANCE);
        refused(terms(ACCEPTANCE), Error::JobAlreadyExists);
        refused(terms(REDUNDANT), Error::JobAlreadyExists);
        assert_eq!(Jobs::<Test>::iter().count(), 1);
    });
}
