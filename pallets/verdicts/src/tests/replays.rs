// SPDX-License-Identifier: Apache-2.0
//! What was signed or promised for one thing counts for nothing else.

use crate::{mock::*, types::Role, Error};
use frame_support::{assert_noop, assert_ok};
use joule_pogw::messages::{BlindResult, Receipt};
use joule_primitives::{
    types::Hash,
    verdicts::{JobTerms, Verdicts as _},
};

fn hand_in(receipt: &Receipt) -> sp_runtime::DispatchResult {
    let signature = sign(&pair(WORKER), receipt);
    let origin = signed(owner(WORKER));
    Verdicts::submit_result(origin, JOB, ATTEMPT, claim(RIGHT), signature)
}

#[test]
fn a_receipt_counts_for_its_chain_job_attempt_device_and_claim_only() {
    run(|| {
        open(ACCEPTANCE);
        let right = receipt(WORKER, JOB, ATTEMPT, &claim(RIGHT));
        let others = [
            Receipt { genesis: [9; 32], ..right },
            Receipt { job: JOB + 1, ..right },
            Receipt { attempt: ATTEMPT + 1, ..right },
            Receipt { device: key(2).0, ..right },
            Receipt { input_root: [9; 32], ..right },
            Receipt { output_root: WRONG.0, ..right },
            Receipt { trace_root: Some([1; 32]), ..right },
            Receipt { units: UNITS - 1, ..right },
            Receipt { start_ms: 1, ..right },
            Receipt { end_ms: 3_000, ..right },
        ];
        for other in others {
            assert_noop!(hand_in(&other), Error::<Test>::BadSignature);
        }
        assert_ok!(hand_in(&right));
    });
}

#[test]
fn calls_name_the_attempt_that_is_made() {
    run(|| {
        open(REDUNDANT);
        draw();
        let first = seated(Role::Executor)[0];
        let promise = blind(first, ATTEMPT + 1, RIGHT);
        let origin = || signed(owner(first));
        for attempt in [0, ATTEMPT - 1, ATTEMPT + 1] {
            let mismatch = Error::<Test>::AttemptMismatch;
            assert_noop!(
                Verdicts::commit_result(origin(), JOB, attempt, key(first), promise),
                mismatch
            );
            assert_noop!(
                Verdicts::reveal_result(origin(), JOB, attempt, key(first), RIGHT, [0; 32]),
                Error::<Test>::AttemptMismatch
            );
            assert_noop!(
                Verdicts::accept_result(origin(), JOB, attempt),
                Error::<Test>::AttemptMismatch
            );
        }
    });
}

#[test]
fn a_promise_for_something_else_cannot_be_revealed() {
    run(|| {
        open(REDUNDANT);
        draw();
        let five = seated(Role::Executor);
        let right = |number: u8| BlindResult {
            genesis: System::block_hash(0).0,
            job: JOB,
            attempt: ATTEMPT,
            device: key(number).0,
            output_root: RIGHT.0,
            salt: salt(number),
        };
        let promises = [
            BlindResult { genesis: [9; 32], ..right(five[0]) },
            BlindResult { job: JOB + 1, ..right(five[1]) },
            BlindResult { attempt: ATTEMPT + 1, ..right(five[2]) },
            BlindResult { device: key(five[0]).0, ..right(five[3]) },
            right(five[4]),
        ];
        for (number, promise) in five.iter().zip(promises) {
            let blind = Hash::from(promise.hash());
            let origin = signed(owner(*number));
            assert_ok!(Verdicts::commit_result(origin, JOB, ATTEMPT, key(*number), blind));
        }
        for number in &five[..4] {
            assert_noop!(reveal(*number, RIGHT), Error::<Test>::CommitMismatch);
        }
        assert_ok!(reveal(five[4], RIGHT));
    });
}

#[test]
fn a_receipt_of_an_attempt_that_failed_is_worth_nothing_in_the_next() {
    run(|| {
        open(ACCEPTANCE);
        let old = receipt(WORKER, JOB, ATTEMPT, &claim(RIGHT));
        pass(WORK + 1);
        assert_ok!(conclude());
        assert_ok!(Verdicts::close(JOB));
        assert_ok!(Verdicts::open(JOB, JobTerms { attempt: ATTEMPT + 1, ..terms(ACCEPTANCE) }));
        assert_noop!(hand_in(&old), Error::<Test>::AttemptMismatch);
        let signature = sign(&pair(WORKER), &old);
        let origin = signed(owner(WORKER));
        assert_noop!(
            Verdicts::submit_result(origin, JOB, ATTEMPT + 1, claim(RIGHT), signature),
            Error::<Test>::BadSignature
        );
    });
}
