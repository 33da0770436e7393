// SPDX-License-Identifier: Apache-2.0
//! Bids: who may make one, what is held for it, and how it ends without winning.

use crate::{
    types::{meets, Bid, BidEnd, DeviceList, OrderKind, ProviderState},
    BidOf, Config, Error, Event, HoldReason, OrderId, OrderOf, Orders, Pallet, BID_PART, MAX_BIDS,
    WITHDRAWAL_PART,
};
use alloc::collections::BTreeSet;
use frame_support::ensure;
use joule_primitives::{
    attestation::{DeviceKey, DeviceState, Devices},
    types::Balance,
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

/// Whether a bid can be kept now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// It can.
    Yes,
    /// Its devices wait for a place among those on trial, were drawn for a job of others, or are
    /// hired by the same tenant.
    Away,
    /// Its devices are hired by others or lack a part of their bonds, or its provider is in jail.
    Busy,
    /// Its provider made that it cannot.
    Broken,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_place_bid(
        who: T::AccountId,
        id: OrderId,
        price: u64,
        devices: DeviceList,
    ) -> DispatchResult {
        let mut order = Self::open_order(id)?;
        ensure!(Self::now() <= order.expires_at, Error::<T>::TooLate);
        let least = Self::least_price(&order.kind).min(order.max_price);
        ensure!((least..=order.max_price).contains(&price), Error::<T>::OutOfBounds);
        let provider = Self::provider(&who)?;
        ensure!(provider.state == ProviderState::Active, Error::<T>::ProviderNotActive);
        let has_bid = order.bids.iter().any(|bid| bid.provider == who);
        ensure!(!has_bid, Error::<T>::BidAlreadyExists);
        let bond = Self::check_devices(&who, &order, &devices)?;
        let deposit = Self::deposit_for(&order)?;
        let record = Self::record(&provider);
        let bid = Bid {
            number: order.next_bid,
            provider: who.clone(),
            devices,
            price,
            deposit,
            bond,
            completed: record.completed_usd_micro,
            failed: record.failed_usd_micro,
        };
        order.next_bid = order.next_bid.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        Self::take_deposit(&bid)?;
        let evicted = insert_bid(&mut order, bid).map_err(|()| Error::<T>::BidTooWeak)?;
        Orders::<T>::insert(id, order);
        Self::deposit_event(Event::BidPlaced { order: id, provider: who, price, deposit });
        if let Some(evicted) = evicted {
            Self::end_bid(id, &evicted, BidEnd::Evicted);
        }
        Ok(())
    }

    /// Checks that the devices of a bid will do now: the least of their bonds.
    fn check_devices(
        who: &T::AccountId,
        order: &OrderOf<T>,
        devices: &[DeviceKey],
    ) -> Result<Balance, DispatchError> {
        let most = usize::try_from(order.kind.devices()).unwrap_or(usize::MAX);
        let is_count = match order.kind {
            OrderKind::Cluster { .. } => !devices.is_empty() && devices.len() <= most,
            _ => devices.len() == most,
        };
        let is_set = devices.iter().collect::<BTreeSet<_>>().len() == devices.len();
        ensure!(is_count && is_set, Error::<T>::DevicesUnsuitable);
        let mut least = None;
        for device in devices {
            let listing = Self::listing(*device)?;
            ensure!(listing.provider == *who, Error::<T>::NotOwner);
            ensure!(meets(&listing, &order.needs), Error::<T>::DevicesUnsuitable);
            let keep = Self::keeps_device(who, *device, &order.tenant);
            ensure!(keep == Keep::Yes, Error::<T>::DevicesUnsuitable);
            let bond = T::Devices::standing(device).map_or(0, |standing| standing.bond);
            least = Some(least.map_or(bond, |least: Balance| least.min(bond)));
        }
        Ok(least.unwrap_or(0))
    }

    /// Whether a device of `who` may be hired now by `tenant`.
    fn keeps_device(who: &T::AccountId, device: DeviceKey, tenant: &T::AccountId) -> Keep {
        let (Ok(listing), Some(standing)) = (Self::listing(device), T::Devices::standing(&device))
        else {
            return Keep::Broken;
        };
        let is_own = listing.provider == *who && standing.owner == *who;
        match standing.state {
            DeviceState::Paused | DeviceState::Leaving { .. } => Keep::Broken,
            _ if !(is_own && listing.is_offered) => Keep::Broken,
            // Others can have brought that about, as by a job that it was drawn for.
            _ if standing.bond < listing.bond_needed => Keep::Busy,
            // Who has hired it need not be paid for that.
            _ if listing.serves.is_some_and(|id| Self::is_tenant(id, tenant)) => Keep::Away,
            _ if listing.serves.is_some() => Keep::Busy,
            DeviceState::Active if standing.is_idle => Keep::Yes,
            DeviceState::Active | DeviceState::Waiting => Keep::Away,
        }
    }

    /// Whether a bid for an order of `tenant` can be kept now.
    pub(crate) fn keeps(bid: &BidOf<T>, tenant: &T::AccountId) -> Keep {
        match Self::provider(&bid.provider).map(|provider| provider.state) {
            Ok(ProviderState::Active) => {}
            Ok(ProviderState::Jailed { .. }) => return Keep::Busy,
            _ => return Keep::Broken,
        }
        let keeps = |device: &DeviceKey| Self::keeps_device(&bid.provider, *device, tenant);
        let devices = bid.devices.iter().map(keeps);
        devices.fold(Keep::Yes, |all, one| match (all, one) {
            (Keep::Broken, _) | (_, Keep::Broken) => Keep::Broken,
            (Keep::Busy, _) | (_, Keep::Busy) => Keep::Busy,
            (Keep::Away, _) | (_, Keep::Away) => Keep::Away,
            (Keep::Yes, Keep::Yes) => Keep::Yes,
        })
    }

    /// What is held for a bid: the larger of a part of the order and a dollar's worth.
    fn deposit_for(order: &OrderOf<T>) -> Result<Balance, DispatchError> {
        let price = Self::price(order.floor_price)?;
        let least = Self::pj(Self::settings().bid_usd_micro.into(), price)?;
        Ok(BID_PART.mul_ceil(order.value).max(least))
    }

    fn take_deposit(bid: &BidOf<T>) -> DispatchResult {
        Self::hold(HoldReason::BidDeposit, &bid.provider, bid.deposit)?;
        Self::change_provider(&bid.provider, |it| it.deposits = it.deposits.saturating_add(1));
        Ok(())
    }

    /// Gives a deposit back, as far as it is left. The bid, lease or job is over.
    pub(crate) fn return_deposit(bid: &BidOf<T>) {
        Self::release(HoldReason::BidDeposit, &bid.provider, bid.deposit);
        Self::change_provider(&bid.provider, |it| it.deposits = it.deposits.saturating_sub(1));
    }

    /// A bid is over, and its deposit goes back.
    pub(crate) fn end_bid(id: OrderId, bid: &BidOf<T>, end: BidEnd) {
        Self::return_deposit(bid);
        let provider = bid.provider.clone();
        Self::deposit_event(Event::BidClosed { order: id, provider, end });
    }

    /// A bid could not be kept by its provider's own doing: the deposit is lost.
    pub(crate) fn break_bid(id: OrderId, order: &OrderOf<T>, mut bid: BidOf<T>) {
        let taken = Self::take_from_deposit(&mut bid, Balance::MAX);
        let provider = bid.provider.clone();
        Self::punish(id, &provider, &order.tenant, taken, 0);
        Self::end_bid(id, &bid, BidEnd::Broken);
    }

    pub(crate) fn do_withdraw_bid(who: &T::AccountId, id: OrderId) -> DispatchResult {
        let mut order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        let place = order.bids.iter().position(|bid| bid.provider == *who);
        let bid = order.bids.remove(place.ok_or(Error::<T>::BidNotFound)?);
        match order.is_matched {
            true => Self::end_bid(id, &bid, BidEnd::Withdrawn),
            false => Self::retract(id, &order, bid, BidEnd::Withdrawn),
        }
        Orders::<T>::insert(id, order);
        Ok(())
    }

    /// A provider has other plans than its bid for an open order. That costs a part of the deposit,
    /// or one could chase away others, and leave at no cost.
    pub(crate) fn retract(id: OrderId, order: &OrderOf<T>, mut bid: BidOf<T>, end: BidEnd) {
        let fee = WITHDRAWAL_PART.mul_ceil(bid.deposit);
        let taken = Self::take_from_deposit(&mut bid, fee);
        Self::punish(id, &bid.provider, &order.tenant, taken, 0);
        Self::end_bid(id, &bid, end);
    }
}

/// Puts a bid in its place. Returns the one that is too much, if there is one.
///
/// # Errors
/// If that would be the new one.
pub(crate) fn insert_bid<AccountId>(
    order: &mut crate::types::Order<AccountId>,
    bid: Bid<AccountId>,
) -> Result<Option<Bid<AccountId>>, ()> {
    let rank = bid.rank();
    let place = order.bids.iter().take_while(|other| other.rank() < rank).count();
    let most = usize::try_from(MAX_BIDS).unwrap_or(usize::MAX);
    if place >= most {
        return Err(());
    }
    let evicted = if order.bids.is_full() { order.bids.pop() } else { None };
    order.bids.try_insert(place, bid).map_err(|_| ())?;
    Ok(evicted)
}
