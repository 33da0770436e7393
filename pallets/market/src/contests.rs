// SPDX-License-Identifier: Apache-2.0
//! Served time that a tenant contests, and what a panel makes of it.

use crate::{
    types::{CloseReason, Contest, LeaseState},
    Config, CreditOf, Error, Event, HoldReason, LeaseOf, Leases, OrderId, Pallet,
};
use frame_support::{ensure, storage::with_storage_layer};
use joule_primitives::{
    attestation::Clock,
    panels::{Finding, Panels},
    types::BlockNumber,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_contest(
        who: &T::AccountId,
        id: OrderId,
        provider: &T::AccountId,
        from: BlockNumber,
    ) -> DispatchResult {
        let mut lease = Self::lease(id)?;
        ensure!(lease.tenant == *who, Error::<T>::NotTenant);
        let is_served = lease.state.is_running() || lease.state == LeaseState::Closing;
        ensure!(is_served, Error::<T>::NotRunning);
        ensure!(lease.contest.is_none(), Error::<T>::DisputeInProgress);
        let (now, pace) = (Self::now(), Self::pace_of(&lease));
        let is_running = lease.state.is_running();
        let part = lease.part_mut(provider).ok_or(Error::<T>::NotProvider)?;
        part.timeline.ripen(now, pace);
        if is_running && part.timeline.running(now, pace) > 0 {
            // What would be paid if the lease ended now.
            part.timeline.beat(now, pace);
        }
        let blocks = part.timeline.contest(from);
        ensure!(blocks > 0, Error::<T>::NothingToContest);
        let usd_micro = Self::settings().contest_usd_micro;
        let bond = Self::pj(usd_micro.into(), Self::rough_price(lease.floor_price))?;
        Self::hold(HoldReason::DisputeBond, who, bond)?;
        let providers = lease.parts.iter().map(|part| part.bid.provider.clone());
        T::Panels::open(id, &Self::parties(id, who, providers))?;
        let provider = provider.clone();
        lease.contest = Some(Contest { provider: provider.clone(), bond, from });
        Leases::<T>::insert(id, lease);
        Self::deposit_event(Event::DisputeOpened { order: id, provider, blocks, bond });
        Ok(())
    }

    /// A panel decided on contested time, or none did. Returns what it is paid.
    pub(crate) fn settle_contest(
        id: OrderId,
        mut lease: LeaseOf<T>,
        contest: &Contest<T::AccountId>,
        found: Option<Finding>,
    ) -> CreditOf<T> {
        lease.contest = None;
        // What others served meanwhile could not be contested.
        lease.ripens_from = Self::now().saturating_add(Self::settings().contest_blocks);
        let finding = found.unwrap_or(Finding::NoFault);
        let tenant = lease.tenant.clone();
        let bid = lease.part_mut(&contest.provider).map(|part| &mut part.bid);
        let (pay, forfeited) = Self::pay_of_panel(&tenant, contest.bond, bid, found);
        let contested = lease.part(&contest.provider).map_or(0, |part| part.timeline.contested);
        let ripe = match finding {
            Finding::ProviderFault => 0,
            Finding::TenantFault => contested,
            Finding::NoFault => contested.checked_div(2).unwrap_or(0),
        };
        if finding == Finding::ProviderFault {
            Self::condemn(id, &mut lease, contest, forfeited);
        }
        if let Some(part) = lease.part_mut(&contest.provider) {
            part.timeline.resolve(ripe);
        }
        Self::deposit_event(Event::DisputeClosed { order: id, finding });
        Leases::<T>::insert(id, &lease);
        if finding == Finding::ProviderFault && lease.state.is_running() {
            // If it fails, anybody may end the lease in another way.
            let end = || Self::end_lease(id, lease, CloseReason::ProviderFault);
            let _ = with_storage_layer(end);
        } else if lease.closing.is_some() {
            Self::plan(id);
        }
        pay
    }

    /// A provider served nothing, and has not since then: that time is lost, and what was taken of
    /// it is divided.
    fn condemn(
        id: OrderId,
        lease: &mut LeaseOf<T>,
        contest: &Contest<T::AccountId>,
        taken: CreditOf<T>,
    ) {
        let (tenant, floor) = (lease.tenant.clone(), lease.floor_price);
        if let Some(part) = lease.part_mut(&contest.provider) {
            part.timeline.contest(contest.from);
            part.timeline.stop(Self::now());
            let lost = part.rent(T::Clock::slot_ms()).owed(part.timeline.contested);
            let loss = Self::pj(lost, Self::rough_price(floor)).unwrap_or(0);
            Self::punish(id, &contest.provider, &tenant, taken, loss);
            Self::blame(part);
        }
    }
}
