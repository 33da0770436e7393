// SPDX-License-Identifier: Apache-2.0
//! Jobs that a tenant objects to, and what a panel makes of it.

use crate::{
    types::{CloseReason, Dispute, JobState},
    Config, CreditOf, Error, Event, HoldReason, JobOf, Jobs, OrderId, Pallet, DISPUTE_PART,
};
use frame_support::{ensure, storage::with_storage_layer};
use joule_primitives::{
    market::UsdMicro,
    panels::{Finding, Panels},
    types::Balance,
    verdicts::Verdicts,
};
use sp_runtime::{DispatchResult, Perbill};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_object(who: &T::AccountId, id: OrderId) -> DispatchResult {
        let mut job = Self::job(id)?;
        ensure!(job.tenant == *who, Error::<T>::NotTenant);
        let provider = job.bid.as_ref().map(|bid| bid.provider.clone());
        let provider = provider.ok_or(Error::<T>::PolicyMismatch)?;
        match job.state {
            JobState::Running => {
                T::Verdicts::object(id, who)?;
                // The work is handed in: the device may do other work while a panel sits.
                job.bid.iter().for_each(|bid| Self::dismiss(id, &bid.devices));
            }
            JobState::Submitted { until, .. } => {
                ensure!(Self::now() <= until, Error::<T>::TooLate);
            }
            _ => return Err(Error::<T>::WrongStep.into()),
        }
        let least = UsdMicro::from(Self::settings().dispute_usd_micro);
        let part = UsdMicro::from(DISPUTE_PART.mul_ceil(job.price));
        let bond = Self::pj(part.max(least), Self::rough_price(job.floor_price))?;
        Self::hold(HoldReason::DisputeBond, who, bond)?;
        T::Panels::open(id, &Self::parties(id, who, [provider.clone()]))?;
        job.dispute = Some(Dispute { bond });
        job.objected_at = Some(Self::now());
        job.state = JobState::Disputed;
        Jobs::<T>::insert(id, job);
        Self::plan(id);
        Self::deposit_event(Event::DisputeOpened { order: id, provider, blocks: 0, bond });
        Ok(())
    }

    /// A panel decided on a job, or none did. Returns what it is paid.
    pub(crate) fn settle_objection(
        id: OrderId,
        mut job: JobOf<T>,
        bond: Balance,
        found: Option<Finding>,
    ) -> CreditOf<T> {
        job.dispute = None;
        let finding = found.unwrap_or(Finding::NoFault);
        let (pay, forfeited) = Self::pay_of_panel(&job.tenant, bond, job.bid.as_mut(), found);
        if finding == Finding::ProviderFault {
            Self::fail_job(id, &job, forfeited);
        }
        Self::deposit_event(Event::DisputeClosed { order: id, finding });
        job.found = Some(finding);
        Jobs::<T>::insert(id, &job);
        // If it fails, anybody may try again.
        let _ = with_storage_layer(|| Self::end_disputed(id, job, finding));
        pay
    }

    /// Ends a job as a panel found.
    pub(crate) fn end_disputed(id: OrderId, job: JobOf<T>, finding: Finding) -> DispatchResult {
        let (reason, part) = match finding {
            Finding::ProviderFault => (CloseReason::ProviderFault, Perbill::zero()),
            Finding::TenantFault => (CloseReason::TenantFault, Perbill::one()),
            Finding::NoFault => (CloseReason::NoFault, Perbill::from_percent(50)),
        };
        Self::end_job_paid(id, job, reason, part)
    }
}
