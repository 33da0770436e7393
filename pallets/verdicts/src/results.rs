// SPDX-License-Identifier: Apache-2.0
//! Results: handed in with a receipt, or promised first and revealed later.

use crate::{
    types::{Claim, DeviceSignature, ReceiptRecord, Round, Step},
    Config, Error, Event, JobOf, Jobs, Pallet,
};
use frame_support::ensure;
use joule_pogw::messages::{signed, BlindResult, Receipt};
use joule_primitives::{
    attestation::{DeviceKey, Evidence, Policy},
    types::{BlockNumber, Hash},
    verdicts::{JobId, SampleBeacon},
};
use sp_core::ed25519::{Public, Signature};
use sp_runtime::DispatchResult;

/// Whether the owner of this ed25519 key signed `message`.
pub(crate) fn has_signed(key: [u8; 32], message: &[u8], signature: &DeviceSignature) -> bool {
    let signature = Signature::from_raw(*signature);
    sp_io::crypto::ed25519_verify(&signature, message, &Public::from_raw(key))
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit_result(
        who: &T::AccountId,
        id: JobId,
        attempt: u32,
        claim: &Claim,
        signature: &DeviceSignature,
    ) -> DispatchResult {
        let mut job = Self::job_at(id, attempt)?;
        let Policy::RequesterAccept { window } = job.terms.policy else {
            return Err(Error::<T>::WrongStep.into());
        };
        Self::check_working(&job)?;
        let worker = job.worker().ok_or(Error::<T>::DeviceNotDrawn)?;
        ensure!(worker.owner == *who, Error::<T>::NotOwner);
        let is_within = (1..=job.terms.units).contains(&claim.units);
        ensure!(is_within && claim.start_ms <= claim.end_ms, Error::<T>::ClaimOutOfBounds);
        let device = worker.device;
        let hash = Receipt {
            genesis: Self::genesis_hash().0,
            job: id,
            attempt,
            device: device.0,
            input_root: job.terms.input_root.0,
            output_root: claim.output_root.0,
            trace_root: claim.trace_root.map(|root| root.0),
            units: claim.units,
            start_ms: claim.start_ms,
            end_ms: claim.end_ms,
        }
        .hash();
        ensure!(has_signed(device.0, &signed(&hash), signature), Error::<T>::BadSignature);
        let (output_root, units) = (claim.output_root, claim.units);
        job.receipt = Some(ReceiptRecord { hash: Hash::from(hash), output_root, units });
        job.step = Self::after_receipt(job.terms.evidence, window);
        Jobs::<T>::insert(id, job);
        Self::deposit_event(Event::ResultSubmitted {
            job: id,
            attempt,
            device,
            output_root,
            units,
        });
        Ok(())
    }

    /// What comes once there is a receipt.
    fn after_receipt(evidence: Evidence, window: BlockNumber) -> Step {
        let until = Self::now().saturating_add(window);
        match evidence {
            Evidence::SeededMatmul => {
                let sample_at = T::Beacon::request();
                Step::Proving { sample_at, until: sample_at.saturating_add(window) }
            }
            Evidence::AuditorQuorum => Step::Auditing { until },
            _ => Step::Accepting { until },
        }
    }

    /// Whether the worker may hand something in now.
    fn check_working(job: &JobOf<T>) -> DispatchResult {
        let Step::Working { until } = job.step else {
            return Err(Error::<T>::WrongStep.into());
        };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        Ok(())
    }

    pub(crate) fn do_commit_result(
        who: &T::AccountId,
        id: JobId,
        attempt: u32,
        device: DeviceKey,
        blind: Hash,
    ) -> DispatchResult {
        let mut job = Self::job_at(id, attempt)?;
        Self::check_committing(&job)?;
        let mut seats = job.seats.iter_mut();
        let seat = seats.find(|seat| seat.device == device).ok_or(Error::<T>::DeviceNotDrawn)?;
        ensure!(seat.owner == *who, Error::<T>::NotOwner);
        // Whoever has a seat from a round before has committed.
        ensure!(seat.blind.is_none(), Error::<T>::AlreadyCommitted);
        seat.blind = Some(blind);
        Self::deposit_event(Event::ResultCommitted { job: id, attempt, device });
        match job.step {
            Step::Working { .. } => {
                job.step = Self::drawing(Round::Lottery);
                Jobs::<T>::insert(id, job);
            }
            Step::Committing { round, .. } if job.seats.iter().all(|seat| seat.blind.is_some()) => {
                Self::begin_reveals(id, job, round);
            }
            _ => Jobs::<T>::insert(id, job),
        }
        Ok(())
    }

    /// Whether results are committed to now.
    fn check_committing(job: &JobOf<T>) -> DispatchResult {
        if let Step::Committing { until, .. } = job.step {
            ensure!(Self::now() <= until, Error::<T>::TooLate);
            return Ok(());
        }
        let is_blind = matches!(job.terms.policy, Policy::SpotCheck { .. });
        ensure!(is_blind, Error::<T>::WrongStep);
        Self::check_working(job)
    }

    /// Lets everybody who has committed reveal.
    pub(crate) fn begin_reveals(id: JobId, mut job: JobOf<T>, round: Round) {
        let until = Self::now().saturating_add(Self::reveal_blocks(&job));
        job.step = Step::Revealing { round, until };
        let attempt = job.attempt;
        Jobs::<T>::insert(id, job);
        Self::deposit_event(Event::RevealsBegun { job: id, attempt, until });
    }

    pub(crate) fn do_reveal_result(
        who: &T::AccountId,
        id: JobId,
        attempt: u32,
        device: DeviceKey,
        output_root: Hash,
        salt: [u8; 32],
    ) -> DispatchResult {
        let mut job = Self::job_at(id, attempt)?;
        let Step::Revealing { round, until } = job.step else {
            return Err(Error::<T>::WrongStep.into());
        };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        let mut seats = job.seats.iter_mut();
        let seat = seats.find(|seat| seat.device == device).ok_or(Error::<T>::DeviceNotDrawn)?;
        ensure!(seat.owner == *who, Error::<T>::NotOwner);
        ensure!(seat.result.is_none(), Error::<T>::AlreadyRevealed);
        let blind = BlindResult {
            genesis: Self::genesis_hash().0,
            job: id,
            attempt,
            device: device.0,
            output_root: output_root.0,
            salt,
        };
        ensure!(seat.blind == Some(Hash::from(blind.hash())), Error::<T>::CommitMismatch);
        if seat.is_reserved() {
            Self::free(seat);
        }
        seat.result = Some(output_root);
        Self::deposit_event(Event::ResultRevealed { job: id, attempt, device, output_root });
        if job.seats.iter().all(|seat| seat.result.is_some()) {
            Self::tally(id, job, round);
        } else {
            Jobs::<T>::insert(id, job);
        }
        Ok(())
    }
}
