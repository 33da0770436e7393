// SPDX-License-Identifier: Apache-2.0
//! Rounds of drawn devices, and what is due when a window has closed.

use crate::{
    types::{Round, Step},
    Config, Error, Event, JobOf, Jobs, Pallet, DECIDING, MAX_FAILED_ROUNDS, REVEAL_BLOCKS,
};
use alloc::vec::Vec;
use frame_support::ensure;
use joule_primitives::{
    attestation::Policy,
    types::BlockNumber,
    verdicts::{Fault, JobId, Outcome, SampleBeacon},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_conclude(id: JobId) -> DispatchResult {
        let job = Jobs::<T>::get(id).ok_or(Error::<T>::JobNotFound)?;
        match job.step {
            Step::Drawing { round, ticket } => {
                let sample = T::Beacon::sample(ticket.sample_at).ok_or(Error::<T>::TooEarly)?;
                Self::draw(id, job, round, ticket, &sample);
            }
            Step::Working { until } => {
                Self::check_over(until)?;
                Self::find_worker_at_fault(id, job, Outcome::TimedOut, Fault::Late);
            }
            Step::Committing { round, until } => {
                Self::check_over(until)?;
                Self::end_commits(id, job, round);
            }
            Step::Revealing { round, until } => {
                Self::check_over(until)?;
                Self::tally(id, job, round);
            }
            Step::Proving { sample_at, until } => {
                Self::check_over(until)?;
                T::Beacon::release(sample_at);
                Self::find_worker_at_fault(id, job, Outcome::Unproven, Fault::NotProven);
            }
            Step::Auditing { until } => {
                Self::check_over(until)?;
                Self::decide(id, job, Outcome::Unproven, None, &[], &[]);
            }
            Step::Accepting { until } => {
                Self::check_over(until)?;
                Self::accept(id, job);
            }
            Step::Decided(_) => return Err(Error::<T>::AlreadyDecided.into()),
        }
        Ok(())
    }

    /// Whether the window that ends with block `until` is over.
    fn check_over(until: BlockNumber) -> DispatchResult {
        ensure!(Self::now() > until, Error::<T>::TooEarly);
        Ok(())
    }

    fn find_worker_at_fault(id: JobId, job: JobOf<T>, outcome: Outcome, fault: Fault) {
        let at_fault = job.worker().map(|worker| (worker.device, fault));
        Self::decide(id, job, outcome, None, &[], at_fault.as_slice());
    }

    /// Nobody commits any more: goes on with who has, if these are enough.
    ///
    /// Only then is absence a fault. Where most are absent, they may not have been given what they
    /// should do.
    fn end_commits(id: JobId, mut job: JobOf<T>, round: Round) {
        let attempt = job.attempt;
        let (present, absent): (Vec<_>, Vec<_>) =
            job.seats.iter().cloned().partition(|seat| seat.blind.is_some());
        let committed = present.iter().filter(|seat| seat.role == round.role()).count();
        if !u32::try_from(committed).is_ok_and(|count| count >= Self::needed(&job, round)) {
            return Self::fail_round(id, job, round);
        }
        for seat in absent {
            Self::dismiss(&seat);
            Self::punish(id, attempt, seat.device, Fault::Absent);
        }
        job.seats.retain(|seat| seat.blind.is_some());
        Self::begin_reveals(id, job, round);
    }

    /// A round came to nothing: its devices go, and others are drawn, unless too many rounds have
    /// failed.
    pub(crate) fn fail_round(id: JobId, mut job: JobOf<T>, round: Round) {
        let (attempt, role) = (job.attempt, round.role());
        job.seats.iter().filter(|seat| seat.role == role).for_each(Self::dismiss);
        job.seats.retain(|seat| seat.role != role);
        job.failed_rounds = job.failed_rounds.saturating_add(1);
        Self::deposit_event(Event::RoundFailed { job: id, attempt, round });
        if job.failed_rounds >= MAX_FAILED_ROUNDS {
            return Self::decide(id, job, Outcome::Undecided, None, &[], &[]);
        }
        if round == Round::Executors {
            // There is room: the terms say so.
            job.attempt = attempt.saturating_add(1);
        }
        job.step = Self::drawing(round);
        Jobs::<T>::insert(id, job);
    }

    /// How many devices of a round must agree, and so must have committed.
    pub(crate) fn needed(job: &JobOf<T>, round: Round) -> u32 {
        match (round, job.terms.policy) {
            (Round::Executors, Policy::Redundant { k, .. }) => k.into(),
            (Round::Deciders, _) => DECIDING,
            _ => 1,
        }
    }

    /// Blocks in which drawn devices do the job.
    pub(crate) fn commit_blocks(job: &JobOf<T>) -> BlockNumber {
        match job.terms.policy {
            Policy::SpotCheck { window, .. } => window,
            _ => job.terms.work_blocks,
        }
    }

    /// Blocks in which results are revealed.
    pub(crate) fn reveal_blocks(job: &JobOf<T>) -> BlockNumber {
        match job.terms.policy {
            Policy::Redundant { reveal_window, .. } => reveal_window,
            _ => REVEAL_BLOCKS,
        }
    }

    /// Punishes those of a role who have not revealed, and takes their seats.
    pub(crate) fn drop_silent(id: JobId, job: &mut JobOf<T>, round: Round) {
        let (attempt, role) = (job.attempt, round.role());
        let is_silent = |seat: &&crate::SeatOf<T>| seat.role == role && seat.result.is_none();
        let silent = job.seats.iter().filter(is_silent).cloned().collect::<Vec<_>>();
        for seat in silent {
            Self::dismiss(&seat);
            Self::punish(id, attempt, seat.device, Fault::Withheld);
        }
        job.seats.retain(|seat| seat.role != role || seat.result.is_some());
    }
}
