// SPDX-License-Identifier: Apache-2.0
//! Who wins an order, and what follows if it does not begin.

use crate::{
    bids::{insert_bid, Keep},
    types::{BidEnd, CloseReason, Lease, LeaseState, Part, Timeline},
    BidOf, Config, Error, Event, LeaseOf, Leases, OrderId, OrderOf, Orders, Pallet,
};
use alloc::vec::Vec;
use frame_support::{ensure, BoundedVec};
use joule_primitives::{attestation::Clock, types::BlockNumber};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_take_bids(who: &T::AccountId, id: OrderId, numbers: &[u64]) -> DispatchResult {
        let mut order = Self::open_order(id)?;
        ensure!(order.tenant == *who, Error::<T>::NotTenant);
        ensure!(Self::now() <= order.expires_at, Error::<T>::TooLate);
        Self::price(order.floor_price)?;
        let mut winners = Vec::new();
        for number in numbers {
            let place = order.bids.iter().position(|bid| bid.number == *number);
            winners.push(order.bids.remove(place.ok_or(Error::<T>::BidNotFound)?));
        }
        let winners = fit(winners, order.kind.devices()).ok_or(Error::<T>::NotEnoughBids)?;
        let is_kept = |bid| Self::keeps(bid, &order.tenant) == Keep::Yes;
        ensure!(winners.iter().all(is_kept), Error::<T>::NotEnoughBids);
        Self::start(id, order, winners)
    }

    pub(crate) fn do_finalise(id: OrderId) -> DispatchResult {
        let order = Self::open_order(id)?;
        let now = Self::now();
        ensure!(now > order.window_until, Error::<T>::TooEarly);
        ensure!(now <= order.expires_at, Error::<T>::TooLate);
        Self::price(order.floor_price)?;
        let bids = order.bids.len();
        let left = Self::match_best(id, order)?;
        ensure!(left.is_none_or(|left| left < bids), Error::<T>::NotEnoughBids);
        Ok(())
    }

    /// Takes the best bids that can be kept. Those that cannot are dropped; if too few are left
    /// then, says how many.
    fn match_best(
        id: OrderId,
        mut order: OrderOf<T>,
    ) -> Result<Option<usize>, sp_runtime::DispatchError> {
        let bids = core::mem::take(&mut order.bids).into_inner();
        let mut good = Vec::new();
        for bid in bids {
            match Self::keeps(&bid, &order.tenant) {
                Keep::Yes => good.push(bid),
                Keep::Away => Self::end_bid(id, &bid, BidEnd::Lost),
                Keep::Busy => Self::retract(id, &order, bid, BidEnd::Lost),
                Keep::Broken => Self::break_bid(id, &order, bid),
            }
        }
        let needed = order.kind.devices();
        let count = winners_among(&good, needed);
        match count {
            Some(count) => {
                let losers = good.split_off(count);
                order.bids = BoundedVec::truncate_from(losers);
                let winners = fit(good, needed).ok_or(Error::<T>::NotEnoughBids)?;
                Self::start(id, order, winners)?;
                Ok(None)
            }
            None => {
                let left = good.len();
                order.bids = BoundedVec::truncate_from(good);
                Orders::<T>::insert(id, order);
                Ok(Some(left))
            }
        }
    }

    /// Begins with these bids. The others wait until it has begun for good.
    fn start(id: OrderId, mut order: OrderOf<T>, winners: Vec<BidOf<T>>) -> DispatchResult {
        if !order.kind.is_lease() {
            let winner = winners.into_iter().next().ok_or(Error::<T>::NotEnoughBids)?;
            for bid in core::mem::take(&mut order.bids) {
                Self::end_bid(id, &bid, BidEnd::Lost);
            }
            Orders::<T>::remove(id);
            return Self::start_job(id, order, Some(winner));
        }
        for device in winners.iter().flat_map(|bid| bid.devices.iter()) {
            Self::hire(*device, id)?;
        }
        let now = Self::now();
        let parts = winners.into_iter().map(|bid| {
            let devices = u64::try_from(bid.devices.len()).unwrap_or(u64::MAX);
            Part {
                rate: bid.price.saturating_mul(devices),
                bid,
                is_delivered: false,
                timeline: Timeline::default(),
                wish: None,
                attested: None,
            }
        });
        let lease = Lease {
            tenant: order.tenant.clone(),
            workload: order.workload,
            class: order.needs.class,
            floor_price: order.floor_price,
            tenant_key: order.tenant_key,
            manifest: order.manifest,
            matched_at: now,
            state: LeaseState::Pending { until: now.saturating_add(Self::settings().start_blocks) },
            parts: BoundedVec::truncate_from(parts.collect()),
            contest: None,
            ripens_from: 0,
            closing: None,
        };
        order.is_matched = true;
        Self::deposit_event(Event::OrderMatched { order: id, price: lease.rate() });
        Orders::<T>::insert(id, order);
        Leases::<T>::insert(id, lease);
        Self::plan(id);
        Ok(())
    }

    /// A lease has begun for good, in block `at`: the other bids are over.
    pub(crate) fn activate(id: OrderId, lease: &mut LeaseOf<T>, at: BlockNumber) {
        if let Some(order) = Orders::<T>::take(id) {
            for bid in &order.bids {
                Self::end_bid(id, bid, BidEnd::Lost);
            }
        }
        for part in &mut lease.parts {
            part.timeline = Timeline::starting(at);
        }
        lease.state = LeaseState::Active;
        Self::tally(|tally| &mut tally.matched);
        Self::deposit_event(Event::LeaseStarted { lease: id, at });
    }

    /// Endpoints were not delivered in time: who did not deliver is at fault and loses its deposit,
    /// and the order goes to the next bids.
    pub(crate) fn time_out_start(id: OrderId, lease: LeaseOf<T>) -> DispatchResult {
        let waited = Self::now().saturating_sub(lease.matched_at);
        for part in lease.parts.iter().filter(|part| !part.is_delivered) {
            let loss = part.rent(T::Clock::slot_ms()).owed(waited);
            let mut bid = part.bid.clone();
            let taken = Self::take_from_deposit(&mut bid, u128::MAX);
            let price = Self::rough_price(lease.floor_price);
            let loss_pj = Self::pj(loss, price).unwrap_or(0);
            Self::punish(id, &bid.provider, &lease.tenant, taken, loss_pj);
            Self::return_deposit(&bid);
            Self::blame(part);
        }
        Self::tally(|tally| &mut tally.failed);
        let (reason, kept) = (CloseReason::StartTimeout, Self::escrowed(id));
        Self::deposit_event(Event::Ended { order: id, reason, kept });
        let kept = lease.parts.clone().into_iter().filter(|part| part.is_delivered);
        Self::reopen(id, lease, kept.map(|part| part.bid).collect())
    }

    /// A lease did not begin. The order takes bids again, with those that are `kept`, and the next
    /// best are taken at once if the window is over and a price converts.
    pub(crate) fn reopen(id: OrderId, lease: LeaseOf<T>, kept: Vec<BidOf<T>>) -> DispatchResult {
        let mut order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        Self::abandon(id, &lease);
        Leases::<T>::remove(id);
        for bid in kept {
            // It was there before, so that there is room.
            if let Ok(Some(evicted)) = insert_bid(&mut order, bid) {
                Self::end_bid(id, &evicted, BidEnd::Evicted);
            }
        }
        let now = Self::now();
        order.is_matched = false;
        order.expires_at =
            order.expires_at.max(now.saturating_add(Self::settings().min_window_blocks));
        Self::deposit_event(Event::OrderReopened { order: id });
        if now > order.window_until && Self::price(order.floor_price).is_ok() {
            Self::match_best(id, order)?;
        } else {
            Orders::<T>::insert(id, order);
        }
        Self::plan(id);
        Ok(())
    }

    /// Ends a lease that did not begin, by the tenant: everything goes back.
    pub(crate) fn cancel_start(id: OrderId, lease: &LeaseOf<T>) {
        Self::abandon(id, lease);
        for part in &lease.parts {
            Self::end_bid(id, &part.bid, BidEnd::Lost);
        }
        if let Some(order) = Orders::<T>::take(id) {
            for bid in &order.bids {
                Self::end_bid(id, bid, BidEnd::Expired);
            }
        }
        Leases::<T>::remove(id);
        Self::close_escrow(id);
        Self::unplan(id);
        Self::tally(|tally| &mut tally.cancelled);
        let reason = CloseReason::TenantClosed;
        Self::deposit_event(Event::Ended { order: id, reason, kept: 0 });
        Self::deposit_event(Event::Concluded { order: id });
    }
}

/// How many of these bids, from the best on, have as many devices as are needed; `None` if all of
/// them together do not.
fn winners_among<AccountId>(bids: &[crate::types::Bid<AccountId>], needed: u32) -> Option<usize> {
    if needed == 0 {
        return (!bids.is_empty()).then_some(1);
    }
    let mut devices = 0usize;
    let needed = usize::try_from(needed).ok()?;
    for (place, bid) in bids.iter().enumerate() {
        devices = devices.saturating_add(bid.devices.len());
        if devices >= needed {
            return place.checked_add(1);
        }
    }
    None
}

/// Leaves as many devices as are needed, and nobody without one; `None` if there are too few.
fn fit<AccountId>(
    mut bids: Vec<crate::types::Bid<AccountId>>,
    needed: u32,
) -> Option<Vec<crate::types::Bid<AccountId>>> {
    if needed == 0 {
        return (bids.len() == 1).then_some(bids);
    }
    let mut left = usize::try_from(needed).ok()?;
    for bid in &mut bids {
        bid.devices.truncate(left);
        left = left.saturating_sub(bid.devices.len());
    }
    let is_full = left == 0 && bids.iter().all(|bid| !bid.devices.is_empty());
    is_full.then_some(bids)
}
