// SPDX-License-Identifier: Apache-2.0
//! How leases end: what is paid at once, what is kept back, and what is given back.

use crate::{
    types::{CloseReason, Closing, LeaseState},
    Config, Error, Event, LeaseOf, Leases, OrderId, Pallet,
};
use frame_support::ensure;
use joule_primitives::{
    attestation::Clock,
    market::UsdMicro,
    price::{Dollars, PriceOfJoule},
    types::Balance,
};
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_close_lease(who: &T::AccountId, id: OrderId) -> DispatchResult {
        let mut lease = Self::lease(id)?;
        Self::begin_if_due(id, &mut lease);
        if lease.tenant == *who {
            return Self::close_by_tenant(id, lease);
        }
        ensure!(lease.part(who).is_some(), Error::<T>::NotProvider);
        ensure!(lease.state.is_running(), Error::<T>::NotRunning);
        if Self::has_outage(&lease) {
            return Self::end_by_outage(id, lease);
        }
        let now = Self::now();
        if matches!(lease.state, LeaseState::Reclaiming { until } if now >= until) {
            return Self::end_lease(id, lease, CloseReason::Reclaimed);
        }
        if T::Price::price().is_below(lease.floor_price) {
            return Self::end_lease(id, lease, CloseReason::BelowFloor);
        }
        if let Some(affordable) = Self::shortfall(id, &lease) {
            // Nobody need serve on unpaid.
            Self::exhaust(&mut lease, affordable);
            return Self::end_lease(id, lease, CloseReason::Exhausted);
        }
        Self::fine_leaving(id, &mut lease, who);
        Self::end_lease(id, lease, CloseReason::ProviderLeft)
    }

    /// The tenant may end a lease at any time, and pays to this block.
    fn close_by_tenant(id: OrderId, lease: LeaseOf<T>) -> DispatchResult {
        match lease.state {
            LeaseState::Pending { .. } => {
                Self::cancel_start(id, &lease);
                return Ok(());
            }
            LeaseState::Delivered { .. } => {
                let has_refused = crate::Orders::<T>::get(id).is_some_and(|it| it.has_refused);
                if has_refused {
                    return Self::end_refused(id, lease);
                }
                Self::cancel_start(id, &lease);
                return Ok(());
            }
            LeaseState::Closing | LeaseState::Closed { .. } => {
                return Err(Error::<T>::NotRunning.into());
            }
            LeaseState::Active | LeaseState::Degraded | LeaseState::Reclaiming { .. } => {}
        }
        let is_below = T::Price::price().is_below(lease.floor_price);
        let reason = if is_below { CloseReason::BelowFloor } else { CloseReason::TenantClosed };
        Self::end_lease(id, lease, reason)
    }

    /// The price that is taken if none converts for too long.
    pub(crate) fn closing_of(reason: CloseReason) -> Closing {
        let at = Self::now();
        let until = at.saturating_add(Self::settings().hold_blocks);
        Closing { reason, at, fallback: T::Price::price().twap_24h, until }
    }

    /// The price at which the last payments are made, if it is time for them.
    pub(crate) fn closing_price(closing: &Closing, floor: Dollars) -> Option<Dollars> {
        let fallback = closing.fallback.max(floor);
        let is_late = Self::now() >= closing.until;
        T::Price::settlement_price(floor).or_else(|| is_late.then_some(fallback))
    }

    /// Gives back what is surely not needed: all beyond twice what is owed, at the average price of
    /// the day. Returns what is kept.
    pub(crate) fn keep_back(
        id: OrderId,
        closing: &Closing,
        floor: Dollars,
        owed: UsdMicro,
    ) -> Balance {
        let held = Self::escrowed(id);
        let twice = owed.saturating_mul(2);
        // The lower one, if another one converts now: it may pay at once.
        let average = closing.fallback.max(floor);
        let price = T::Price::settlement_price(floor).map_or(average, |now| now.min(average));
        let kept = match price.is_zero() {
            true => held,
            false => Self::pj(twice, price).unwrap_or(held).min(held),
        };
        Self::refund(id, held.saturating_sub(kept));
        kept
    }

    /// Ends a lease that ran. What the tenant accepts by ending it itself is settled at once.
    pub(crate) fn end_lease(
        id: OrderId,
        mut lease: LeaseOf<T>,
        reason: CloseReason,
    ) -> DispatchResult {
        // A device that was hired on trial may have to wait for a place as soon as it is free.
        for part in &mut lease.parts {
            part.attested = Some(Self::attested_part(&part.bid.devices));
        }
        Self::abandon(id, &lease);
        // Who served until now has no further heartbeat to say so.
        let (now, pace) = (Self::now(), Self::pace_of(&lease));
        for part in &mut lease.parts {
            if part.timeline.running(now, pace) > 0 {
                part.timeline.beat(now, pace);
            }
        }
        let closing = Self::closing_of(reason);
        lease.state = LeaseState::Closing;
        // Who waits for a panel may still contest the time of others.
        if reason == CloseReason::TenantClosed && lease.contest.is_none() {
            lease.parts.iter_mut().for_each(|part| part.timeline.ripen_all());
        }
        let owed = lease.owed(T::Clock::slot_ms());
        let kept = Self::keep_back(id, &closing, lease.floor_price, owed);
        lease.closing = Some(closing);
        match reason.is_failure() {
            true => Self::tally(|tally| &mut tally.failed),
            false => Self::tally(|tally| &mut tally.completed),
        }
        Self::deposit_event(Event::Ended { order: id, reason, kept });
        // Whatever can be settled is. The rest waits.
        Self::advance_closing(id, &mut lease)?;
        Leases::<T>::insert(id, lease);
        Self::plan(id);
        Ok(())
    }

    /// Pays what is due of a lease that is over: whether anything changed.
    fn advance_closing(
        id: OrderId,
        lease: &mut LeaseOf<T>,
    ) -> Result<bool, sp_runtime::DispatchError> {
        let Some(closing) = lease.closing else { return Ok(false) };
        let (now, pace) = (Self::now(), Self::pace_of(lease));
        lease.parts.iter_mut().for_each(|part| part.timeline.ripen(now, pace));
        let slot_ms = T::Clock::slot_ms();
        let mut is_due = false;
        let price = Self::closing_price(&closing, lease.floor_price);
        if let Some(price) = price.filter(|price| !price.is_zero()) {
            is_due = Self::settle_parts(id, lease, price, None)?;
        }
        let is_open = lease
            .parts
            .iter()
            .any(|part| !part.timeline.windows.is_empty() || part.timeline.contested > 0);
        let is_owed = lease.parts.iter().any(|part| part.due(part.timeline.ripe, slot_ms) > 0);
        // With a price, what is still owed is what the escrow cannot pay.
        if !is_open && lease.contest.is_none() && (!is_owed || price.is_some()) {
            Self::conclude_lease(id, lease);
            is_due = true;
        }
        Ok(is_due)
    }

    /// All is paid: the rest goes back to everybody.
    fn conclude_lease(id: OrderId, lease: &mut LeaseOf<T>) {
        Self::close_escrow(id);
        for part in &mut lease.parts {
            Self::return_deposit(&part.bid);
            part.bid.deposit = 0;
        }
        let until = Self::now().saturating_add(Self::settings().keep_blocks);
        lease.state = LeaseState::Closed { until };
        Self::deposit_event(Event::Concluded { order: id });
    }

    /// Does whatever is due of a lease.
    pub(crate) fn poke_lease(
        id: OrderId,
        lease: LeaseOf<T>,
        who: Option<&T::AccountId>,
    ) -> DispatchResult {
        let now = Self::now();
        match lease.state {
            LeaseState::Pending { until } => {
                ensure!(now > until, Error::<T>::NothingDue);
                Self::time_out_start(id, lease)
            }
            LeaseState::Delivered { until } => {
                let mut lease = lease;
                ensure!(now > until, Error::<T>::NothingDue);
                Self::begin_if_due(id, &mut lease);
                Leases::<T>::insert(id, lease);
                Self::plan(id);
                Ok(())
            }
            LeaseState::Active | LeaseState::Degraded | LeaseState::Reclaiming { .. } => {
                Self::poke_running(id, lease, who)
            }
            LeaseState::Closing => {
                let mut lease = lease;
                ensure!(Self::advance_closing(id, &mut lease)?, Error::<T>::NothingDue);
                Leases::<T>::insert(id, lease);
                Self::plan(id);
                Ok(())
            }
            LeaseState::Closed { until } => {
                ensure!(now >= until, Error::<T>::NothingDue);
                Leases::<T>::remove(id);
                Self::unplan(id);
                Self::deposit_event(Event::Forgotten { order: id });
                Ok(())
            }
        }
    }
}
