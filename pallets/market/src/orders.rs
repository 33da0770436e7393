// SPDX-License-Identifier: Apache-2.0
//! Orders: what may be asked for, and how they end without a match.

use crate::{
    jobs::job_terms,
    types::{BatchTerms, BidEnd, Order, OrderKind},
    Config, Error, Escrows, Event, NextOrder, OrderId, OrderOf, Orders, Pallet, RequestOf,
    MAX_DEVICES, SPOT_CHECK_SEATS,
};
use frame_support::{ensure, BoundedVec};
use joule_math::bme::Rent;
use joule_primitives::{
    attestation::{Clock, DeviceKey, Policy},
    market::UsdMicro,
    price::{Dollars, PriceOfJoule},
    types::{Balance, BlockNumber},
    verdicts::Verdicts,
};
use sp_runtime::{
    traits::{CheckedDiv, Zero},
    ArithmeticError, DispatchError, DispatchResult,
};

/// The part of its price that the escrow of a job holds: five quarters.
const JOB_ESCROW: (UsdMicro, UsdMicro) = (5, 4);

impl<T: Config> Pallet<T> {
    /// An order that is not matched.
    pub(crate) fn open_order(id: OrderId) -> Result<OrderOf<T>, DispatchError> {
        let order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        ensure!(!order.is_matched, Error::<T>::OrderMatched);
        Ok(order)
    }

    pub(crate) fn do_create_order(
        tenant: T::AccountId,
        request: RequestOf<T>,
        escrow: Balance,
    ) -> DispatchResult {
        let settings = Self::settings();
        Self::check_request(&tenant, &request)?;
        let floor_price = Self::floor_of(&request)?;
        let needed = Self::pj(Self::least_usd(&request)?, Self::price(floor_price)?)?;
        ensure!(escrow >= needed, Error::<T>::EscrowTooSmall);
        let id = NextOrder::<T>::get();
        NextOrder::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
        let now = Self::now();
        let window_until = now.saturating_add(request.window_blocks);
        let order = Order {
            tenant: tenant.clone(),
            kind: request.kind,
            workload: request.workload,
            needs: request.needs,
            max_price: request.max_price,
            value: escrow,
            window_until,
            expires_at: window_until.saturating_add(settings.order_blocks),
            floor_price,
            tenant_key: request.tenant_key,
            manifest: request.manifest,
            bids: BoundedVec::new(),
            next_bid: 0,
            is_matched: false,
            has_refused: false,
        };
        Self::open_escrow(id, &tenant, escrow, &request.sponsors)?;
        Self::tally(|tally| &mut tally.opened);
        Self::deposit_event(Event::OrderCreated {
            order: id,
            tenant,
            kind: order.kind,
            workload: order.workload,
            max_price: order.max_price,
            window_until,
        });
        if is_drawn(&order.kind) {
            return Self::start_job(id, order, None);
        }
        Orders::<T>::insert(id, order);
        Self::plan(id);
        Ok(())
    }

    /// Checks what can be checked before anybody bids.
    fn check_request(tenant: &T::AccountId, request: &RequestOf<T>) -> DispatchResult {
        let settings = Self::settings();
        let class = settings.class(request.needs.class);
        ensure!(class.is_some(), Error::<T>::ClassNotFound);
        let windows = settings.min_window_blocks..=settings.max_window_blocks;
        let is_window = windows.contains(&request.window_blocks) || is_drawn(&request.kind);
        let least = Self::least_price(&request.kind);
        ensure!(is_window && request.max_price >= least, Error::<T>::OutOfBounds);
        let is_kind = match &request.kind {
            OrderKind::Lease => true,
            OrderKind::Cluster { devices } => (2..=MAX_DEVICES).contains(&(*devices).into()),
            OrderKind::Batch(terms) => {
                let is_built = terms.policy.is_supported() && terms.evidence.is_supported();
                ensure!(is_built, Error::<T>::PolicyMismatch);
                terms.units > 0 && terms.work_blocks > 0
            }
            OrderKind::Delivery { work_blocks } => {
                (1..=crate::settings::MAX_BLOCKS).contains(work_blocks)
            }
        };
        ensure!(is_kind, Error::<T>::OutOfBounds);
        match &request.kind {
            OrderKind::Batch(terms) => Self::check_terms(tenant, request, terms),
            _ => Ok(()),
        }
    }

    /// Checks that a verdict can be sought on a job, so that nobody bids for one that cannot begin.
    fn check_terms(
        tenant: &T::AccountId,
        request: &RequestOf<T>,
        terms: &BatchTerms,
    ) -> DispatchResult {
        // Which device it will be, nobody knows yet.
        let device = terms.drawn().is_none().then(DeviceKey::default);
        let sponsors = request.sponsors.iter().cloned();
        T::Verdicts::check(&job_terms(terms, tenant.clone(), sponsors, device))
    }

    /// The least price of an order, in micro-dollars. Devices that are drawn did not ask for the
    /// work, and are of any class: each is paid for the time that it may take what a device of the
    /// dearest class costs elsewhere, at least.
    pub(crate) fn least_price(kind: &OrderKind) -> u64 {
        let Some((seats, blocks)) = drawn_seats(kind) else { return 1 };
        let classes = Self::settings().classes;
        let prices = classes.iter().map(|offer| offer.reference_usd_micro);
        let usd_micro_per_hour = prices.max().unwrap_or(0);
        let rent = Rent { usd_micro_per_hour, slot_ms: T::Clock::slot_ms() };
        let usd_micro = rent.owed(blocks).saturating_mul(seats.into());
        u64::try_from(usd_micro).unwrap_or(u64::MAX).max(1)
    }

    /// The floor of a new order: half of what a JOULE costs now, unless the tenant says otherwise.
    /// It is no higher if devices are drawn: they did not agree to be paid less by it.
    fn floor_of(request: &RequestOf<T>) -> Result<Dollars, DispatchError> {
        let price = T::Price::price();
        ensure!(price.health.converts(), Error::<T>::PriceUnavailable);
        let half = price.spot.checked_div(&Dollars::from_u32(2)).unwrap_or_default();
        let most = if drawn_seats(&request.kind).is_some() { half } else { price.spot };
        let floor = request.floor_price.unwrap_or(half);
        ensure!(floor <= most && !price.spot.is_zero(), Error::<T>::FloorAboveSpot);
        // What ends without a price is paid at the floor, if there was none for a day either.
        ensure!(!floor.is_zero(), Error::<T>::OutOfBounds);
        Ok(floor)
    }

    /// What the escrow of a new order must pay for, in micro-dollars.
    fn least_usd(request: &RequestOf<T>) -> Result<UsdMicro, DispatchError> {
        let price = UsdMicro::from(request.max_price);
        let usd_micro = match &request.kind {
            kind @ (OrderKind::Lease | OrderKind::Cluster { .. }) => {
                let rate = request.max_price.checked_mul(kind.devices().into());
                let usd_micro_per_hour = rate.ok_or(ArithmeticError::Overflow)?;
                let rent = Rent { usd_micro_per_hour, slot_ms: T::Clock::slot_ms() };
                Some(rent.owed(Self::settings().least_escrow_blocks))
            }
            OrderKind::Batch(terms) if matches!(terms.policy, Policy::SpotCheck { .. }) => {
                price.checked_mul(SPOT_CHECK_SEATS.into())
            }
            OrderKind::Batch(_) | OrderKind::Delivery { .. } => {
                price.checked_mul(JOB_ESCROW.0).map(|usd_micro| usd_micro.div_ceil(JOB_ESCROW.1))
            }
        };
        // Nobody is to fill the agenda with orders that are worth nothing.
        let least = UsdMicro::from(Self::settings().bid_usd_micro);
        Ok(usd_micro.ok_or(ArithmeticError::Overflow)?.max(least))
    }

    pub(crate) fn do_cancel_order(who: &T::AccountId, id: OrderId) -> DispatchResult {
        let order = Self::open_order(id)?;
        ensure!(order.tenant == *who, Error::<T>::NotTenant);
        Self::drop_order(id, order);
        Self::tally(|tally| &mut tally.cancelled);
        Self::deposit_event(Event::OrderCancelled { order: id });
        Ok(())
    }

    /// Ends an order that was not matched in time.
    pub(crate) fn expire(id: OrderId, order: OrderOf<T>) {
        Self::drop_order(id, order);
        Self::tally(|tally| &mut tally.expired);
        Self::deposit_event(Event::OrderExpired { order: id });
    }

    /// Gives everything back to everybody.
    fn drop_order(id: OrderId, order: OrderOf<T>) {
        for bid in &order.bids {
            Self::end_bid(id, bid, BidEnd::Expired);
        }
        Orders::<T>::remove(id);
        debug_assert!(Escrows::<T>::contains_key(id), "an order has an escrow");
        Self::close_escrow(id);
        Self::unplan(id);
    }
}

/// Of an order for which devices are drawn, now or to check the work: among how many its price is
/// divided, and for how many blocks each may be kept.
fn drawn_seats(kind: &OrderKind) -> Option<(u8, BlockNumber)> {
    let OrderKind::Batch(terms) = kind else { return None };
    match terms.policy {
        // Who checks is kept for all of the window, however soon the work is done.
        Policy::SpotCheck { window, .. } => Some((1, terms.work_blocks.max(window))),
        _ => Some((terms.drawn()?, terms.work_blocks)),
    }
}

/// Whether devices are drawn for an order, so that nobody bids.
pub(crate) fn is_drawn(kind: &OrderKind) -> bool {
    matches!(kind, OrderKind::Batch(terms) if terms.drawn().is_some())
}
