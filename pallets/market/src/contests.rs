// SPDX-License-Identifier: Apache-2.0
//! Served time that a tenant contests, and what a panel makes of it.

use crate::{
    types::{CloseReason, Contest, LeaseState},
    Config, CreditOf, Error, Event, HoldReason, LeaseOf, Leases, OrderId, Pallet,
};
use alloc::vec::Vec;
use frame_support::{
    ensure,
    storage::with_storage_layer,
    traits::{fungible::BalancedHold, Imbalance},
};
use joule_primitives::{
    attestation::Clock,
    panels::{Finding, Panels},
    types::{Balance, BlockNumber},
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
        let (now, pace) = (Self::now(), Self::pace());
        let part = lease.part_mut(provider).ok_or(Error::<T>::NotProvider)?;
        part.timeline.ripen(now, pace);
        let blocks = part.timeline.contest(from);
        ensure!(blocks > 0, Error::<T>::NothingToContest);
        let usd_micro = Self::settings().contest_usd_micro;
        let bond = Self::pj(usd_micro.into(), Self::rough_price(lease.floor_price))?;
        Self::hold(HoldReason::DisputeBond, who, bond)?;
        let mut parties = Vec::from([who.clone()]);
        parties.extend(lease.parts.iter().map(|part| part.bid.provider.clone()));
        T::Panels::open(id, &parties)?;
        let provider = provider.clone();
        lease.contest = Some(Contest { provider: provider.clone(), bond });
        Leases::<T>::insert(id, lease);
        Self::deposit_event(Event::DisputeOpened { order: id, provider, blocks, bond });
        Ok(())
    }

    /// Takes the bond of a tenant that lost.
    pub(crate) fn take_bond(who: &T::AccountId, bond: Balance) -> CreditOf<T> {
        T::Currency::slash(&HoldReason::DisputeBond.into(), who, bond).0
    }

    /// A panel decided on contested time. Returns what it is paid.
    pub(crate) fn settle_contest(
        id: OrderId,
        mut lease: LeaseOf<T>,
        contest: &Contest<T::AccountId>,
        finding: Finding,
    ) -> CreditOf<T> {
        lease.contest = None;
        let tenant = lease.tenant.clone();
        let mut pay = CreditOf::<T>::zero();
        let contested = lease.part(&contest.provider).map_or(0, |part| part.timeline.contested);
        let ripe = match finding {
            Finding::ProviderFault => 0,
            Finding::TenantFault => contested,
            Finding::NoFault => contested.checked_div(2).unwrap_or(0),
        };
        if finding == Finding::TenantFault {
            pay.subsume(Self::take_bond(&tenant, contest.bond));
        } else {
            Self::release(HoldReason::DisputeBond, &tenant, contest.bond);
        }
        if finding == Finding::ProviderFault {
            pay.subsume(Self::condemn(id, &mut lease, contest));
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

    /// A provider served nothing: its deposit pays the panel, and the rest is lost.
    fn condemn(
        id: OrderId,
        lease: &mut LeaseOf<T>,
        contest: &Contest<T::AccountId>,
    ) -> CreditOf<T> {
        let (tenant, floor) = (lease.tenant.clone(), lease.floor_price);
        let mut pay = CreditOf::<T>::zero();
        if let Some(part) = lease.part_mut(&contest.provider) {
            // As much as the tenant would have paid.
            pay.subsume(Self::take_from_part(part, contest.bond));
            let lost = part.rent(T::Clock::slot_ms()).owed(part.timeline.contested);
            let loss = Self::pj(lost, Self::rough_price(floor)).unwrap_or(0);
            let taken = Self::take_from_deposit(&mut part.bid, Balance::MAX);
            Self::punish(id, &contest.provider, &tenant, taken, loss);
            Self::blame(part);
        }
        pay
    }
}
