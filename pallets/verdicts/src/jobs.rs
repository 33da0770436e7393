// SPDX-License-Identifier: Apache-2.0
//! Jobs from their beginning to their end.

use crate::{
    types::{Job, Role, Round, Seat, Step},
    Config, Drawn, Error, Event, JobOf, Jobs, Pallet, SeatOf, TermsOf, ABSENCE_SLASH, FAULT_SLASH,
};
use alloc::vec::Vec;
use frame_support::{ensure, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use joule_primitives::{
    attestation::{DeviceKey, DeviceState, Devices, Evidence},
    types::{BlockNumber, Hash},
    verdicts::{
        EngageDevices, Fault, JobId, OnVerdict, Outcome, SampleBeacon, SlashDevices, Verdict,
    },
};
use sp_runtime::{traits::SaturatedConversion, DispatchError, DispatchResult, Perbill};

impl<T: Config> Pallet<T> {
    /// The height of the block that is being executed.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The hash of the chain's first block.
    pub(crate) fn genesis_hash() -> Hash {
        frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default())
    }

    /// A job that is at this attempt.
    pub(crate) fn job_at(id: JobId, attempt: u32) -> Result<JobOf<T>, DispatchError> {
        let job = Jobs::<T>::get(id).ok_or(Error::<T>::JobNotFound)?;
        ensure!(job.attempt == attempt, Error::<T>::AttemptMismatch);
        Ok(job)
    }

    pub(crate) fn do_open(id: JobId, terms: TermsOf<T>) -> DispatchResult {
        ensure!(!Jobs::<T>::contains_key(id), Error::<T>::JobAlreadyExists);
        Self::check_terms(&terms)?;
        let (mut seats, mut step) = (BoundedVec::new(), None);
        if let Some(device) = terms.device {
            let standing = T::Devices::standing(&device).ok_or(Error::<T>::DeviceNotFound)?;
            let is_leaving = matches!(standing.state, DeviceState::Leaving { .. });
            ensure!(!is_leaving, Error::<T>::DeviceLeaving);
            T::Devices::engage(&device)?;
            let worker = Seat {
                device,
                owner: standing.owner,
                role: Role::Worker,
                blind: None,
                result: None,
            };
            // There is room for the first.
            seats = BoundedVec::truncate_from(Vec::from([worker]));
            step = Some(Step::Working { until: Self::now().saturating_add(terms.work_blocks) });
        }
        let step = step.unwrap_or_else(|| Self::drawing(Round::Executors));
        let (attempt, device) = (terms.attempt, terms.device);
        let (policy, evidence) = (terms.policy, terms.evidence);
        let requester = terms.requester.clone();
        let job = Job {
            terms,
            attempt,
            failed_rounds: 0,
            step,
            seats,
            receipt: None,
            silent_checker: None,
        };
        Jobs::<T>::insert(id, job);
        Self::deposit_event(Event::JobOpened {
            job: id,
            attempt,
            requester,
            device,
            policy,
            evidence,
        });
        Ok(())
    }

    pub(crate) fn do_accept_result(who: &T::AccountId, id: JobId, attempt: u32) -> DispatchResult {
        let job = Self::job_at(id, attempt)?;
        Self::check_requester(&job, who)?;
        Self::accept(id, job);
        Ok(())
    }

    pub(crate) fn do_object(id: JobId, who: &T::AccountId) -> DispatchResult {
        let job = Jobs::<T>::get(id).ok_or(Error::<T>::JobNotFound)?;
        Self::check_requester(&job, who)?;
        let output_root = job.receipt.map(|receipt| receipt.output_root);
        let claimed = Self::claimed(&job);
        // Whoever calls this knows: no need to tell.
        Self::write_verdict(id, job, Outcome::Contested, output_root, claimed.as_slice(), &[]);
        Ok(())
    }

    /// Whether `who` may accept, or object to, what was handed in.
    fn check_requester(job: &JobOf<T>, who: &T::AccountId) -> DispatchResult {
        ensure!(job.terms.requester == *who, Error::<T>::NotRequester);
        if matches!(job.step, Step::Decided(_)) {
            return Err(Error::<T>::AlreadyDecided.into());
        }
        ensure!(job.terms.evidence == Evidence::None, Error::<T>::ProofDecides);
        let Step::Accepting { until } = job.step else {
            return Err(Error::<T>::WrongStep.into());
        };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        Ok(())
    }

    /// The worker did the job: what its receipt says.
    pub(crate) fn accept(id: JobId, job: JobOf<T>) {
        let output_root = job.receipt.map(|receipt| receipt.output_root);
        let paid = Self::claimed(&job);
        Self::decide(id, job, Outcome::Accepted, output_root, paid.as_slice(), &[]);
    }

    /// The worker, and the units of its receipt.
    fn claimed(job: &JobOf<T>) -> Option<(DeviceKey, u64)> {
        let worker = job.worker().map(|worker| worker.device);
        worker.zip(job.receipt.map(|receipt| receipt.units))
    }

    pub(crate) fn do_close(id: JobId) -> DispatchResult {
        let job = Jobs::<T>::get(id).ok_or(Error::<T>::JobNotFound)?;
        match &job.step {
            Step::Decided(_) | Step::Working { .. } => {}
            // Who will be drawn must not be known, or one would close and open the job until the
            // draw pleases. The author of the block before knows it.
            Step::Drawing { round: Round::Executors, ticket } => {
                let is_unknown = Self::now().saturating_add(1) < ticket.sample_at;
                ensure!(is_unknown && job.failed_rounds == 0, Error::<T>::JobInProgress);
                T::Beacon::release(ticket.sample_at);
            }
            _ => return Err(Error::<T>::JobInProgress.into()),
        }
        job.seats.iter().for_each(Self::dismiss);
        Jobs::<T>::remove(id);
        Self::deposit_event(Event::JobClosed { job: id });
        Ok(())
    }

    /// Writes a verdict, and tells who follows it.
    pub(crate) fn decide(
        id: JobId,
        job: JobOf<T>,
        outcome: Outcome,
        output_root: Option<Hash>,
        paid: &[(DeviceKey, u64)],
        at_fault: &[(DeviceKey, Fault)],
    ) {
        let verdict = Self::write_verdict(id, job, outcome, output_root, paid, at_fault);
        T::OnVerdict::on_verdict(id, &verdict);
    }

    fn write_verdict(
        id: JobId,
        mut job: JobOf<T>,
        outcome: Outcome,
        output_root: Option<Hash>,
        paid: &[(DeviceKey, u64)],
        at_fault: &[(DeviceKey, Fault)],
    ) -> Verdict {
        let attempt = job.attempt;
        job.seats.iter().for_each(Self::dismiss);
        job.seats = BoundedVec::new();
        for (device, fault) in at_fault {
            Self::punish(id, attempt, *device, *fault);
        }
        // Each is one of the seats, of which there are no more.
        let verdict = Verdict {
            attempt,
            outcome,
            output_root,
            paid: BoundedVec::truncate_from(paid.to_vec()),
            at_fault: BoundedVec::truncate_from(at_fault.to_vec()),
        };
        job.step = Step::Decided(verdict.clone());
        Jobs::<T>::insert(id, job);
        Self::deposit_event(Event::VerdictReached { job: id, attempt, outcome, output_root });
        verdict
    }

    /// Takes from the bond of a device what its fault costs.
    pub(crate) fn punish(job: JobId, attempt: u32, device: DeviceKey, fault: Fault) {
        let part = match fault {
            // Whoever hired it has a deposit for that.
            Fault::Late => Perbill::zero(),
            Fault::Absent => ABSENCE_SLASH,
            Fault::Withheld | Fault::WrongResult | Fault::NotProven => FAULT_SLASH,
        };
        let slashed = if part.is_zero() { 0 } else { T::Devices::slash(&device, part) };
        Self::deposit_event(Event::DeviceFaulted { job, attempt, device, fault, slashed });
    }

    /// Lets a device that was drawn do other work again.
    pub(crate) fn free(seat: &SeatOf<T>) {
        Drawn::<T>::remove(seat.device);
        T::Devices::end_excuse(&seat.device);
    }

    /// A device loses its seat: it has nothing to do in the job any more, and its bond may go.
    pub(crate) fn dismiss(seat: &SeatOf<T>) {
        if seat.is_reserved() {
            Self::free(seat);
        }
        T::Devices::disengage(&seat.device);
    }
}
