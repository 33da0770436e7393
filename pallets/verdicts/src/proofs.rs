// SPDX-License-Identifier: Apache-2.0
//! Proofs of seeded products, as PoGW/1 verifies them. What differs is where the seed comes from: a
//! job instead of a challenge.

use crate::{
    types::{Proof, Step},
    Config, Error, JobOf, Pallet,
};
use alloc::vec::Vec;
use frame_support::ensure;
use joule_pogw::{Commitment, Node, Params, Statement};
use joule_primitives::{
    types::Hash,
    verdicts::{JobId, SampleBeacon, SeededWork},
};
use sp_io::hashing::blake2_256;
use sp_runtime::{DispatchError, DispatchResult};

/// The first words of what the seed of a job follows from. No challenge's seed begins so.
const SEEDED_JOB_CONTEXT: &[u8] = b"joule-seeded-job";

/// What stands in a seeded job where PoGW/1 has the seed of a challenge: BLAKE2-256 of all this,
/// one after the other, integers little-endian.
///
/// The seed of the device follows from it and from the device's key, as in a challenge.
#[must_use]
pub fn job_challenge(
    genesis: &Hash,
    job: JobId,
    attempt: u32,
    input_root: &Hash,
    work: &SeededWork,
) -> [u8; 32] {
    let mut bytes = Vec::from(SEEDED_JOB_CONTEXT);
    bytes.extend_from_slice(genesis.as_bytes());
    bytes.extend_from_slice(&job.to_le_bytes());
    bytes.extend_from_slice(&attempt.to_le_bytes());
    bytes.extend_from_slice(input_root.as_bytes());
    bytes.extend_from_slice(&work.params);
    bytes.extend_from_slice(&work.rounds.to_le_bytes());
    blake2_256(&bytes)
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_show_proof(
        id: JobId,
        attempt: u32,
        top: [u8; 24],
        proof: &Proof,
    ) -> DispatchResult {
        let job = Self::job_at(id, attempt)?;
        let (sample_at, until) = match job.step {
            Step::Proving { sample_at, until } => (sample_at, until),
            Step::Decided(_) => return Err(Error::<T>::AlreadyDecided.into()),
            Step::Auditing { .. } | Step::Accepting { .. } => {
                return Err(Error::<T>::EvidenceMismatch.into());
            }
            _ => return Err(Error::<T>::WrongStep.into()),
        };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        let sample = T::Beacon::sample(sample_at).ok_or(Error::<T>::TooEarly)?;
        let statement = Self::statement(id, &job, top, &sample)?;
        ensure!(statement.verify(proof).is_ok(), Error::<T>::BadProof);
        T::Beacon::release(sample_at);
        Self::accept(id, job);
        Ok(())
    }

    /// What a proof must prove: that the commitment in the worker's receipt is to the product that
    /// was agreed on.
    fn statement(
        id: JobId,
        job: &JobOf<T>,
        top: [u8; 24],
        sample: &[u8; 32],
    ) -> Result<Statement, DispatchError> {
        let work = job.terms.seeded_work.ok_or(Error::<T>::EvidenceMismatch)?;
        let params = Params::from_bytes(work.params);
        let params = params.map_err(|_| Error::<T>::SeededWorkOutOfBounds)?;
        let worker = job.worker().ok_or(Error::<T>::DeviceNotDrawn)?;
        let input_root = &job.terms.input_root;
        let genesis = Self::genesis_hash();
        let commitment = Commitment {
            challenge: job_challenge(&genesis, id, job.attempt, input_root, &work),
            device: worker.device.0,
            rounds: work.rounds,
            top: Node::from_bytes(top),
        };
        let receipt = job.receipt.ok_or(Error::<T>::WrongStep)?;
        ensure!(receipt.output_root.0 == commitment.hash(), Error::<T>::BadProof);
        Ok(Statement::new(params, commitment, sample))
    }
}
