// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    types::{Role, Round, Step},
    Auditors, Config, Drawn, JobOf, Jobs, Pallet, MAX_FAILED_ROUNDS, MAX_WORK_BLOCKS,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::ensure;
use joule_primitives::{
    attestation::{DeviceKey, Policy},
    verdicts::{EngageDevices, JobId, Outcome, Verdict},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        let mut reserved = 0usize;
        let mut engaged = BTreeMap::<DeviceKey, u32>::new();
        for (id, job) in Jobs::<T>::iter() {
            Self::check_step(&job)?;
            Self::check_seats(&job)?;
            reserved = reserved.saturating_add(Self::check_reserved(id, &job)?);
            for seat in &job.seats {
                let seats = engaged.entry(seat.device).or_default();
                *seats = seats.saturating_add(1);
            }
            if let Step::Decided(verdict) = &job.step {
                check_verdict(verdict)?;
                ensure!(job.seats.is_empty(), "V5: a job with a verdict keeps devices");
                ensure!(verdict.attempt == job.attempt, "V5: a verdict is on another attempt");
            }
        }
        ensure!(Drawn::<T>::iter().count() == reserved, "V3: a device is reserved for nothing");
        for (device, seats) in engaged {
            let counted = T::Devices::engagements(&device);
            ensure!(counted >= seats, "V7: a bond is not kept for each seat of its device");
        }
        ensure!(Auditors::<T>::get().check().is_ok(), "V6: the auditors are out of order");
        Ok(())
    }

    /// V1.
    fn check_step(job: &JobOf<T>) -> Result<(), TryRuntimeError> {
        let until = match &job.step {
            Step::Working { until }
            | Step::Committing { until, .. }
            | Step::Revealing { until, .. }
            | Step::Proving { until, .. }
            | Step::Auditing { until }
            | Step::Accepting { until } => *until,
            Step::Drawing { ticket, .. } => {
                ensure!(ticket.asked_at < ticket.sample_at, "V1: a draw was known beforehand");
                ticket.sample_at
            }
            Step::Decided(_) => 0,
        };
        let latest = Self::now().saturating_add(MAX_WORK_BLOCKS);
        ensure!(until <= latest, "V1: a job waits for longer than any may");
        ensure!(job.failed_rounds <= MAX_FAILED_ROUNDS, "V1: more rounds failed than may");
        let is_step_of_policy = match (job.terms.policy, &job.step) {
            (_, Step::Decided(_)) => true,
            (Policy::RequesterAccept { .. }, step) => matches!(
                step,
                Step::Working { .. }
                    | Step::Proving { .. }
                    | Step::Auditing { .. }
                    | Step::Accepting { .. }
            ),
            (Policy::Redundant { .. }, step) => round_of(step) == Some(Round::Executors),
            (Policy::SpotCheck { .. }, Step::Working { .. }) => true,
            (Policy::SpotCheck { .. }, step) => {
                round_of(step).is_some_and(|round| round != Round::Executors)
            }
            _ => false,
        };
        ensure!(is_step_of_policy, "V1: a job is at a step that its policy has not");
        let has_receipt = matches!(
            job.step,
            Step::Proving { .. } | Step::Auditing { .. } | Step::Accepting { .. }
        );
        ensure!(!has_receipt || job.receipt.is_some(), "V1: a receipt is missing");
        Ok(())
    }

    /// V2.
    fn check_seats(job: &JobOf<T>) -> Result<(), TryRuntimeError> {
        let parties = || job.terms.excluded.iter().chain([&job.terms.requester]);
        let mut owners = BTreeSet::new();
        let mut devices = BTreeSet::new();
        for seat in &job.seats {
            ensure!(devices.insert(seat.device), "V2: a device has two seats");
            ensure!(owners.insert(seat.owner.clone()), "V2: an owner has two seats");
            let is_party = parties().any(|party| *party == seat.owner);
            ensure!(seat.role == Role::Worker || !is_party, "V2: a party's device was drawn");
            ensure!(
                seat.result.is_none() || seat.blind.is_some(),
                "V2: a result was revealed that was not promised"
            );
        }
        let is_undecided = !matches!(job.step, Step::Decided(_));
        let hired = job.worker().map(|worker| worker.device);
        ensure!(!is_undecided || hired == job.terms.device, "V2: the worker has no seat");
        if let Step::Committing { round, .. } | Step::Revealing { round, .. } = &job.step {
            let drawn = job.seats.iter().filter(|seat| seat.role == round.role()).count();
            let needed = Self::needed(job, *round);
            let is_enough = u32::try_from(drawn).is_ok_and(|drawn| drawn >= needed);
            ensure!(is_enough, "V2: too few devices were drawn");
        }
        Ok(())
    }

    /// V3: how many devices a job keeps from other work.
    fn check_reserved(id: JobId, job: &JobOf<T>) -> Result<usize, TryRuntimeError> {
        let reserved = job.seats.iter().filter(|seat| seat.is_reserved());
        for seat in reserved.clone() {
            let is_known = Drawn::<T>::get(seat.device) == Some(id);
            ensure!(is_known, "V3: a device that was drawn is not reserved");
        }
        Ok(reserved.count())
    }
}

/// The round that a step belongs to.
fn round_of(step: &Step) -> Option<Round> {
    match step {
        Step::Drawing { round, .. }
        | Step::Committing { round, .. }
        | Step::Revealing { round, .. } => Some(*round),
        _ => None,
    }
}

/// V4.
fn check_verdict(verdict: &Verdict) -> Result<(), TryRuntimeError> {
    let mut devices = BTreeSet::new();
    let paid = verdict.paid.iter().map(|(device, _)| device);
    for device in paid.chain(verdict.at_fault.iter().map(|(device, _)| device)) {
        ensure!(devices.insert(device), "V4: a verdict names a device twice");
    }
    ensure!(verdict.paid.iter().all(|(_, units)| *units > 0), "V4: somebody is paid for nothing");
    let is_accepted = verdict.outcome == Outcome::Accepted;
    let has_result = verdict.output_root.is_some() && !verdict.paid.is_empty();
    ensure!(!is_accepted || has_result, "V4: a job was accepted without a result");
    let is_open =
        matches!(verdict.outcome, Outcome::TimedOut | Outcome::Unproven | Outcome::Undecided);
    ensure!(!is_open || verdict.paid.is_empty(), "V4: somebody is paid without a result");
    let has_culprit = !verdict.at_fault.is_empty();
    let is_rejected = matches!(verdict.outcome, Outcome::Rejected | Outcome::TimedOut);
    ensure!(!is_rejected || has_culprit, "V4: a result was rejected and nobody is at fault");
    Ok(())
}
