// SPDX-License-Identifier: Apache-2.0
//! Work that is bought as a whole: jobs on devices, with a verdict, and deliveries without one.

use crate::{
    types::{BatchTerms, CloseReason, Due, Job, JobState, OrderKind},
    BidOf, Config, CreditOf, DueOf, Error, Event, JobOf, Jobs, OrderId, OrderOf, Pallet,
    UNDECIDED_PART,
};
use alloc::vec::Vec;
use frame_support::{ensure, BoundedVec};
use joule_math::bme::share;
use joule_primitives::{
    attestation::{DeviceKey, Devices},
    market::UsdMicro,
    money::{BurnMoney, BurnReason},
    types::{Balance, Hash},
    verdicts::{JobTerms, Outcome, Verdict, Verdicts, MAX_EXCLUDED},
};
use sp_runtime::{traits::Zero, DispatchError, DispatchResult, Perbill};

/// A job is begun once: the verdict is on its first attempt.
const ATTEMPT: u32 = 0;

impl<T: Config> Pallet<T> {
    pub(crate) fn job(id: OrderId) -> Result<JobOf<T>, DispatchError> {
        Jobs::<T>::get(id).ok_or(Error::<T>::JobNotFound.into())
    }

    /// Begins a job with the bid that won, or with devices that will be drawn.
    pub(crate) fn start_job(
        id: OrderId,
        order: OrderOf<T>,
        bid: Option<BidOf<T>>,
    ) -> DispatchResult {
        let now = Self::now();
        let (terms, state) = match order.kind {
            OrderKind::Batch(terms) => (Some(terms), JobState::Running),
            OrderKind::Delivery { work_blocks } => {
                (None, JobState::Working { until: now.saturating_add(work_blocks) })
            }
            OrderKind::Lease | OrderKind::Cluster { .. } => {
                return Err(Error::<T>::WrongStep.into());
            }
        };
        if let Some(bid) = &bid {
            for device in &bid.devices {
                Self::hire(*device, id)?;
            }
        }
        let price = bid.as_ref().map_or(order.max_price, |bid| bid.price);
        let job = Job {
            tenant: order.tenant,
            workload: order.workload,
            class: order.needs.class,
            floor_price: order.floor_price,
            tenant_key: order.tenant_key,
            manifest: order.manifest,
            terms,
            bid,
            price,
            started_at: now,
            state,
            dispute: None,
            objected_at: None,
            found: None,
            dues: BoundedVec::new(),
            closing: None,
        };
        if let Some(terms) = Self::terms_of(id, &job) {
            T::Verdicts::open(id, terms)?;
        }
        let provider = job.bid.as_ref().map(|bid| bid.provider.clone());
        Jobs::<T>::insert(id, job);
        Self::plan(id);
        Self::tally(|tally| &mut tally.matched);
        Self::deposit_event(Event::OrderMatched { order: id, price });
        Self::deposit_event(Event::JobStarted { job: id, provider });
        Ok(())
    }

    /// What a verdict is sought on, if one is. Nobody who pays is drawn.
    fn terms_of(id: OrderId, job: &JobOf<T>) -> Option<JobTerms<T::AccountId>> {
        let terms = job.terms?;
        let payers = crate::Escrows::<T>::get(id).map(|escrow| escrow.deposits.into_inner());
        let others = payers.into_iter().flatten().map(|deposit| deposit.who).skip(1);
        let device = job.bid.as_ref().and_then(|bid| bid.devices.first().copied());
        Some(job_terms(&terms, job.tenant.clone(), others, device))
    }

    /// Pays by a verdict.
    pub(crate) fn follow_verdict(id: OrderId, verdict: &Verdict) -> DispatchResult {
        let mut job = Self::job(id)?;
        ensure!(job.state == JobState::Running, Error::<T>::NotRunning);
        let reason = match verdict.outcome {
            Outcome::Accepted => CloseReason::Completed,
            Outcome::Rejected => CloseReason::Rejected,
            Outcome::TimedOut => CloseReason::TimedOut,
            Outcome::Unproven => CloseReason::Unproven,
            Outcome::Undecided => CloseReason::Undecided,
            Outcome::Contested => return Err(Error::<T>::DisputeInProgress.into()),
        };
        let worker = job.bid.as_ref().and_then(|bid| bid.devices.first().copied());
        let is_guilty = verdict.at_fault.iter().any(|(device, _)| Some(*device) == worker);
        let dues =
            verdict.paid.iter().filter_map(|(device, units)| Self::due_for(&job, *device, *units));
        let mut dues = dues.collect::<Vec<_>>();
        // Who was hired comes before those who were drawn to check it.
        dues.sort_by_key(|due| !job.is_worker(&due.provider));
        if is_guilty {
            Self::forfeit(id, &mut job);
        }
        if reason == CloseReason::Undecided {
            match Self::due_undecided(&job).filter(|_| !is_guilty) {
                Some(due) => dues.push(due),
                None => Self::charge_undecided(id, &job),
            }
        }
        Self::end_job(id, job, reason, dues)
    }

    /// For how many blocks a device worked on a job, at most: until now, or until the tenant
    /// objected to what it had handed in.
    fn worked(job: &JobOf<T>) -> u64 {
        let until = job.objected_at.unwrap_or_else(Self::now);
        let blocks = until.saturating_sub(job.started_at);
        job.terms.map_or(0, |terms| blocks.min(terms.work_blocks).into())
    }

    /// What a device is paid for so many units.
    fn due_for(job: &JobOf<T>, device: DeviceKey, units: u64) -> Option<DueOf<T>> {
        let terms = job.terms?;
        let standing = T::Devices::standing(&device);
        let bid = job.bid.as_ref().filter(|bid| bid.devices.contains(&device));
        let provider = bid.map(|bid| bid.provider.clone());
        let provider = provider.or_else(|| standing.as_ref().map(|it| it.owner.clone()))?;
        let drawn = u64::from(terms.drawn().unwrap_or(1));
        let seat = job.price.checked_div(drawn).unwrap_or(0);
        Some(Due {
            provider,
            class: Some(standing.map_or(job.class, |standing| standing.class)),
            usd_micro: share(seat.into(), units.into(), terms.units.into()),
            device_blocks: Self::worked(job),
            quality: if Self::is_attested(&device) { Perbill::one() } else { Perbill::zero() },
        })
    }

    /// A provider failed at a job: its deposit is lost.
    fn forfeit(id: OrderId, job: &mut JobOf<T>) {
        let Some(bid) = job.bid.as_mut() else { return };
        let taken = Self::take_from_deposit(bid, Balance::MAX);
        Self::fail_job(id, job, taken);
    }

    /// A provider failed at a job: what was `taken` of it is divided, and it takes no work for a
    /// while.
    pub(crate) fn fail_job(id: OrderId, job: &JobOf<T>, taken: CreditOf<T>) {
        let Some(bid) = &job.bid else { return };
        let price = Self::rough_price(job.floor_price);
        let loss = Self::pj(job.price.into(), price).unwrap_or(0);
        Self::punish(id, &bid.provider, &job.tenant, taken, loss);
        Self::note_work(&bid.provider, 0, job.price.into());
        Self::jail(&bid.provider);
    }

    /// What who was hired is paid although nobody knows whether it did the work: no more than what
    /// the tenant loses anyhow, or it would have others be silent. Without a subsidy.
    fn due_undecided(job: &JobOf<T>) -> Option<DueOf<T>> {
        let worker = job.bid.as_ref()?.devices.first().copied()?;
        let usd_micro = UNDECIDED_PART.mul_floor(job.price).into();
        let due = Self::due_for(job, worker, 0)?;
        Some(Due { usd_micro, quality: Perbill::zero(), ..due })
    }

    /// Those who were drawn worked, and nobody knows who was right: the tenant must not gain by it.
    fn charge_undecided(id: OrderId, job: &JobOf<T>) {
        let usd_micro = UNDECIDED_PART.mul_floor(job.price);
        let amount = Self::pj(usd_micro.into(), Self::rough_price(job.floor_price)).unwrap_or(0);
        let credit = Self::spend(id, amount.min(Self::escrowed(id)));
        T::Money::burn(BurnReason::Other, credit);
    }

    /// Ends a job for which this is owed.
    pub(crate) fn end_job(
        id: OrderId,
        mut job: JobOf<T>,
        reason: CloseReason,
        dues: Vec<DueOf<T>>,
    ) -> DispatchResult {
        if let Some(bid) = &job.bid {
            Self::dismiss(id, &bid.devices);
        }
        let closing = Self::closing_of(reason);
        let owed = dues.iter().fold(0, |sum: UsdMicro, due| sum.saturating_add(due.usd_micro));
        job.dues = BoundedVec::truncate_from(dues);
        job.state = JobState::Closing;
        job.closing = Some(closing);
        let kept = Self::keep_back(id, &closing, job.floor_price, owed);
        match reason.is_failure() {
            true => Self::tally(|tally| &mut tally.failed),
            false => Self::tally(|tally| &mut tally.completed),
        }
        Self::deposit_event(Event::Ended { order: id, reason, kept });
        Self::advance_job(id, &mut job)?;
        Jobs::<T>::insert(id, job);
        Self::plan(id);
        Ok(())
    }

    /// Pays what is owed for a job that is over, if it is time for that: whether it was.
    fn advance_job(id: OrderId, job: &mut JobOf<T>) -> Result<bool, DispatchError> {
        let Some(closing) = job.closing else { return Ok(false) };
        let price = Self::closing_price(&closing, job.floor_price);
        if price.is_none() && !job.dues.is_empty() {
            return Ok(false);
        }
        let dues = core::mem::take(&mut job.dues);
        if let Some(price) = price.filter(|price| !price.is_zero()) {
            // The worker first, and what is left in proportion to those who were drawn.
            let workers = dues.iter().filter(|due| job.is_worker(&due.provider)).count();
            let (workers, drawn) = dues.split_at(workers);
            Self::pay(id, workers, price)?;
            Self::pay(id, drawn, price)?;
        }
        Self::close_escrow(id);
        if let Some(bid) = job.bid.as_mut() {
            Self::return_deposit(bid);
            bid.deposit = 0;
        }
        if job.terms.is_some() {
            // One that was decided is forgotten. Nothing depends on it.
            let _ = T::Verdicts::close(id);
        }
        let until = Self::now().saturating_add(Self::settings().keep_blocks);
        job.state = JobState::Closed { until };
        Self::deposit_event(Event::Concluded { order: id });
        Ok(true)
    }

    pub(crate) fn do_submit_delivery(
        who: &T::AccountId,
        id: OrderId,
        result: Hash,
    ) -> DispatchResult {
        let mut job = Self::job(id)?;
        ensure!(job.is_worker(who), Error::<T>::NotProvider);
        let JobState::Working { until } = job.state else {
            return Err(Error::<T>::WrongStep.into());
        };
        let now = Self::now();
        ensure!(now <= until, Error::<T>::TooLate);
        let until = now.saturating_add(Self::settings().objection_blocks);
        job.state = JobState::Submitted { result, until };
        Jobs::<T>::insert(id, job);
        Self::plan(id);
        Self::deposit_event(Event::DeliverySubmitted { job: id, result, until });
        Ok(())
    }

    pub(crate) fn do_accept_delivery(
        who: &T::AccountId,
        id: OrderId,
        hash: Hash,
    ) -> DispatchResult {
        let job = Self::job(id)?;
        ensure!(job.tenant == *who, Error::<T>::NotTenant);
        let JobState::Submitted { result, .. } = job.state else {
            return Err(Error::<T>::WrongStep.into());
        };
        ensure!(result == hash, Error::<T>::DeliveryMismatch);
        Self::end_job_paid(id, job, CloseReason::Completed, Perbill::one())
    }

    /// Ends a job that its provider is paid this part of. What nobody but people saw earns no
    /// subsidy, and neither does what was disputed.
    pub(crate) fn end_job_paid(
        id: OrderId,
        job: JobOf<T>,
        reason: CloseReason,
        part: Perbill,
    ) -> DispatchResult {
        let due = job.bid.as_ref().map(|bid| Due {
            provider: bid.provider.clone(),
            class: job.terms.map(|_| job.class),
            usd_micro: part.mul_floor(Self::claimed(id, &job)),
            device_blocks: Self::worked(&job),
            quality: Perbill::zero(),
        });
        let dues = due.into_iter().filter(|due| due.usd_micro > 0).collect();
        Self::end_job(id, job, reason, dues)
    }

    /// What was handed in comes to, in micro-dollars: the part of the price that the receipt claims,
    /// or all of it if there is none.
    fn claimed(id: OrderId, job: &JobOf<T>) -> UsdMicro {
        let price = job.price.into();
        let verdict = T::Verdicts::verdict(id, ATTEMPT);
        let units = verdict.and_then(|verdict| verdict.paid.first().map(|(_, units)| *units));
        match job.terms.zip(units) {
            Some((terms, units)) => share(price, units.into(), terms.units.into()),
            None => price,
        }
    }

    /// Does whatever is due of a job.
    pub(crate) fn poke_job(id: OrderId, mut job: JobOf<T>) -> DispatchResult {
        let now = Self::now();
        match job.state {
            JobState::Running => {
                let verdict = T::Verdicts::verdict(id, ATTEMPT).ok_or(Error::<T>::NothingDue)?;
                Self::follow_verdict(id, &verdict)
            }
            JobState::Working { until } => {
                ensure!(now > until, Error::<T>::NothingDue);
                Self::forfeit(id, &mut job);
                Self::end_job(id, job, CloseReason::TimedOut, Vec::new())
            }
            JobState::Submitted { until, .. } => {
                ensure!(now > until, Error::<T>::NothingDue);
                Self::end_job_paid(id, job, CloseReason::Completed, Perbill::one())
            }
            JobState::Disputed => {
                let finding = job.found.ok_or(Error::<T>::NothingDue)?;
                Self::end_disputed(id, job, finding)
            }
            JobState::Closing => {
                ensure!(Self::advance_job(id, &mut job)?, Error::<T>::NothingDue);
                Jobs::<T>::insert(id, job);
                Self::plan(id);
                Ok(())
            }
            JobState::Closed { until } => {
                ensure!(now >= until, Error::<T>::NothingDue);
                Jobs::<T>::remove(id);
                Self::unplan(id);
                Self::deposit_event(Event::Forgotten { order: id });
                Ok(())
            }
        }
    }
}

/// What is agreed on with who decides whether a job was done. None of the `others` is drawn.
pub(crate) fn job_terms<AccountId>(
    terms: &BatchTerms,
    requester: AccountId,
    others: impl Iterator<Item = AccountId>,
    device: Option<DeviceKey>,
) -> JobTerms<AccountId> {
    let excluded = others.take(usize::try_from(MAX_EXCLUDED).unwrap_or(0)).collect();
    JobTerms {
        requester,
        excluded: BoundedVec::truncate_from(excluded),
        device,
        policy: terms.policy,
        evidence: terms.evidence,
        seeded_work: terms.seeded_work,
        input_root: terms.input_root,
        units: terms.units,
        work_blocks: terms.work_blocks,
        attempt: ATTEMPT,
    }
}
