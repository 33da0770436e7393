// SPDX-License-Identifier: Apache-2.0
//! A seeded product is proven by the entries that the beacon samples.

use crate::{
    job_challenge,
    mock::*,
    types::{Proof, Step},
    Error, FAULT_SLASH, MAX_PROOF_BYTES,
};
use frame_support::{assert_noop, assert_ok};
use joule_pogw::{
    prover::{Cpu, Prover},
    Commitment, Params,
};
use joule_primitives::{
    attestation::Evidence,
    types::Hash,
    verdicts::{Fault, JobId, JobTerms, Outcome, SeededWork, Verdicts as _},
};
use sp_runtime::DispatchResult;

/// Matrices of 8 rows, 4 samples, 3 rounds.
const WORK_OF: SeededWork = SeededWork { params: [1, 3, 4, 0], rounds: 3 };

fn seeded() -> JobTerms<AccountId> {
    let evidence = Evidence::SeededMatmul;
    JobTerms { evidence, seeded_work: Some(WORK_OF), ..terms(ACCEPTANCE) }
}

/// The work that `number` does for a job.
fn work(number: u8, job: JobId, attempt: u32, rounds: u32) -> Prover {
    let params = Params::from_bytes(WORK_OF.params).expect("they are right");
    let challenge = job_challenge(&System::block_hash(0), job, attempt, &INPUT, &WORK_OF);
    let mut prover = Prover::new(params, challenge, key(number).0);
    for _ in 0..rounds {
        prover.step(&mut Cpu::default()).expect("the processor works");
    }
    prover
}

fn root(commitment: &Commitment) -> Hash {
    Hash::from(commitment.hash())
}

/// What the worker computed, and handed in.
fn worked() -> Prover {
    assert_ok!(Verdicts::open(JOB, seeded()));
    let prover = work(WORKER, JOB, ATTEMPT, WORK_OF.rounds);
    assert_ok!(submit(&claim(root(&prover.commitment().expect("there are rounds")))));
    prover
}

fn opening(prover: &Prover) -> ([u8; 24], Proof) {
    let Step::Proving { sample_at, .. } = step() else { panic!("no proof is waited for") };
    let sample = beacon_of(sample_at);
    let proof = prover.open(&mut Cpu::default(), &sample).expect("the processor works");
    let top = *prover.commitment().expect("there are rounds").top.as_bytes();
    (top, proof.try_into().expect("short enough"))
}

fn show(top: [u8; 24], proof: Proof) -> DispatchResult {
    Verdicts::show_proof(signed(STRANGER), JOB, ATTEMPT, top, proof)
}

#[test]
fn what_is_proven_is_paid_at_once() {
    run(|| {
        let prover = worked();
        assert_eq!(step(), Step::Proving { sample_at: 1 + DELAY, until: 1 + DELAY + WINDOW });
        let (top, proof) = opening(&prover);
        assert_noop!(show(top, proof.clone()), Error::<Test>::TooEarly);
        pass(DELAY);
        assert_ok!(show(top, proof.clone()));
        assert_eq!((verdict().outcome, paid()), (Outcome::Accepted, vec![WORKER]));
        let output_root = root(&prover.commitment().expect("there are rounds"));
        assert_eq!(verdict().output_root, Some(output_root));
        assert_noop!(show(top, proof), Error::<Test>::AlreadyDecided);
    });
}

#[test]
fn what_is_not_proven_in_time_costs_the_bond() {
    run(|| {
        let prover = worked();
        let (top, proof) = opening(&prover);
        pass(DELAY + WINDOW);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        pass(1);
        assert_noop!(show(top, proof), Error::<Test>::TooLate);
        assert_ok!(conclude());
        assert_eq!(verdict().outcome, Outcome::Unproven);
        assert_eq!(verdict().at_fault.to_vec(), [(key(WORKER), Fault::NotProven)]);
        assert_eq!(lost(WORKER), FAULT_SLASH * BOND);
    });
}

#[test]
fn the_requester_has_no_say_where_a_proof_decides() {
    run(|| {
        worked();
        assert_noop!(Verdicts::object(JOB, &REQUESTER), Error::<Test>::ProofDecides);
        assert_noop!(
            Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT),
            Error::<Test>::ProofDecides
        );
    });
}

#[test]
fn a_proof_that_was_tampered_with_is_refused() {
    run(|| {
        let prover = worked();
        let (top, proof) = opening(&prover);
        pass(DELAY);
        for place in [0, 31, 40, proof.len() - 1] {
            let mut bad = proof.clone();
            bad[place] ^= 1;
            assert_noop!(show(top, bad), Error::<Test>::BadProof);
        }
        let mut short = proof.clone();
        short.pop();
        assert_noop!(show(top, short), Error::<Test>::BadProof);
        assert_noop!(show(top, Proof::default()), Error::<Test>::BadProof);
        let stuffed = vec![0; MAX_PROOF_BYTES as usize].try_into().expect("the most");
        assert_noop!(show(top, stuffed), Error::<Test>::BadProof);
        assert_noop!(show([0; 24], proof.clone()), Error::<Test>::BadProof);
        assert_ok!(show(top, proof));
    });
}

#[test]
fn work_for_another_job_attempt_or_device_proves_nothing() {
    for other in [
        || work(WORKER, JOB + 1, ATTEMPT, WORK_OF.rounds),
        || work(WORKER, JOB, ATTEMPT + 1, WORK_OF.rounds),
        || work(2, JOB, ATTEMPT, WORK_OF.rounds),
        || work(WORKER, JOB, ATTEMPT, WORK_OF.rounds - 1),
    ] {
        run(|| {
            assert_ok!(Verdicts::open(JOB, seeded()));
            let prover = other();
            assert_ok!(submit(&claim(root(&prover.commitment().expect("there are rounds")))));
            let (top, proof) = opening(&prover);
            pass(DELAY);
            assert_noop!(show(top, proof), Error::<Test>::BadProof);
        });
    }
}

#[test]
fn a_result_that_is_no_commitment_cannot_be_proven() {
    run(|| {
        assert_ok!(Verdicts::open(JOB, seeded()));
        assert_ok!(submit(&claim(RIGHT)));
        let (top, proof) = opening(&work(WORKER, JOB, ATTEMPT, WORK_OF.rounds));
        pass(DELAY);
        assert_noop!(show(top, proof), Error::<Test>::BadProof);
    });
}

#[test]
fn other_jobs_take_no_proof() {
    run(|| {
        open(ACCEPTANCE);
        let proof = Proof::default;
        assert_noop!(show([0; 24], proof()), Error::<Test>::WrongStep);
        assert_ok!(submit(&claim(RIGHT)));
        assert_noop!(show([0; 24], proof()), Error::<Test>::EvidenceMismatch);
        let result = Verdicts::show_proof(signed(STRANGER), JOB, ATTEMPT + 1, [0; 24], proof());
        assert_noop!(result, Error::<Test>::AttemptMismatch);
        let result = Verdicts::show_proof(signed(STRANGER), JOB + 1, ATTEMPT, [0; 24], proof());
        assert_noop!(result, Error::<Test>::JobNotFound);
    });
}

#[test]
fn the_seed_of_a_job_depends_on_all_that_was_agreed_on() {
    let (genesis, input) = (Hash::repeat_byte(1), Hash::repeat_byte(2));
    let seeds = [
        job_challenge(&genesis, 1, 2, &input, &WORK_OF),
        job_challenge(&input, 1, 2, &input, &WORK_OF),
        job_challenge(&genesis, 2, 2, &input, &WORK_OF),
        job_challenge(&genesis, 1, 1, &input, &WORK_OF),
        job_challenge(&genesis, 1, 2, &genesis, &WORK_OF),
        job_challenge(&genesis, 1, 2, &input, &SeededWork { rounds: 4, ..WORK_OF }),
        job_challenge(&genesis, 1, 2, &input, &SeededWork { params: [1, 3, 5, 0], ..WORK_OF }),
    ];
    let distinct = seeds.iter().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(distinct.len(), seeds.len());
}
