// SPDX-License-Identifier: Apache-2.0
//! How a lease begins: the way to the devices is delivered, and accepted or refused.

use crate::{
    types::{BidEnd, CloseReason, LeaseState, Timeline},
    Config, Endpoints, Error, Event, LeaseOf, Leases, OrderId, Orders, Pallet, MAX_ENDPOINT_BYTES,
};
use alloc::vec::Vec;
use frame_support::{ensure, traits::ConstU32, BoundedVec};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// A lease.
    pub(crate) fn lease(id: OrderId) -> Result<LeaseOf<T>, DispatchError> {
        Leases::<T>::get(id).ok_or(Error::<T>::LeaseNotFound.into())
    }

    /// Begins a lease whose endpoints nobody refused in time, from the last block for that on. If
    /// nobody looked for so long that heartbeats would be missed, it begins now: none was taken.
    pub(crate) fn begin_if_due(id: OrderId, lease: &mut LeaseOf<T>) {
        if let LeaseState::Delivered { until } = lease.state {
            let now = Self::now();
            if now > until {
                let is_late = Timeline::starting(until).is_degraded(now, Self::pace());
                Self::activate(id, lease, if is_late { now } else { until });
            }
        }
    }

    pub(crate) fn do_deliver_endpoint(
        who: &T::AccountId,
        id: OrderId,
        endpoint: BoundedVec<u8, ConstU32<MAX_ENDPOINT_BYTES>>,
    ) -> DispatchResult {
        let mut lease = Self::lease(id)?;
        let LeaseState::Pending { until } = lease.state else {
            return Err(Error::<T>::WrongStep.into());
        };
        let now = Self::now();
        ensure!(now <= until, Error::<T>::TooLate);
        let part = lease.part_mut(who).ok_or(Error::<T>::NotProvider)?;
        ensure!(!part.is_delivered, Error::<T>::WrongStep);
        part.is_delivered = true;
        // The time of a lease that begins is counted from here if it is refused a second time.
        part.timeline = Timeline::starting(now);
        Endpoints::<T>::insert(id, who, endpoint);
        Self::deposit_event(Event::EndpointDelivered { lease: id, provider: who.clone() });
        if lease.parts.iter().all(|part| part.is_delivered) {
            let until = now.saturating_add(Self::settings().refusal_blocks);
            lease.state = LeaseState::Delivered { until };
        }
        Leases::<T>::insert(id, lease);
        Self::plan(id);
        Ok(())
    }

    /// A lease whose endpoints the tenant may accept or refuse.
    fn delivered(who: &T::AccountId, id: OrderId) -> Result<LeaseOf<T>, DispatchError> {
        let lease = Self::lease(id)?;
        ensure!(lease.tenant == *who, Error::<T>::NotTenant);
        let is_delivered = matches!(lease.state, LeaseState::Delivered { .. });
        ensure!(is_delivered, Error::<T>::WrongStep);
        Ok(lease)
    }

    pub(crate) fn do_accept_endpoint(who: &T::AccountId, id: OrderId) -> DispatchResult {
        let mut lease = Self::delivered(who, id)?;
        Self::begin_if_due(id, &mut lease);
        if !lease.state.is_running() {
            Self::activate(id, &mut lease, Self::now());
        }
        Leases::<T>::insert(id, lease);
        Self::plan(id);
        Ok(())
    }

    pub(crate) fn do_refuse_endpoint(who: &T::AccountId, id: OrderId) -> DispatchResult {
        let lease = Self::delivered(who, id)?;
        let is_late = matches!(lease.state, LeaseState::Delivered { until } if Self::now() > until);
        ensure!(!is_late, Error::<T>::TooLate);
        let mut order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        Self::deposit_event(Event::EndpointRefused { lease: id });
        if order.has_refused {
            return Self::end_refused(id, lease);
        }
        order.has_refused = true;
        Orders::<T>::insert(id, order);
        // Who was refused has nothing to blame itself for, and has no second try.
        for part in &lease.parts {
            Self::end_bid(id, &part.bid, BidEnd::Lost);
        }
        Self::reopen(id, lease, Default::default())
    }

    /// The tenant pays for what it has refused, from the delivery on.
    pub(crate) fn end_refused(id: OrderId, mut lease: LeaseOf<T>) -> DispatchResult {
        let delivered = lease.parts.iter().map(|part| part.timeline.last_beat);
        let delivered = delivered.collect::<Vec<_>>();
        let (now, pace) = (Self::now(), Self::pace());
        Self::activate(id, &mut lease, now);
        for (part, at) in lease.parts.iter_mut().zip(delivered) {
            part.timeline = Timeline::starting(at);
            part.timeline.beat(now, pace);
        }
        Self::end_lease(id, lease, CloseReason::TenantClosed)
    }

    /// Lets go what a lease keeps: devices, and endpoints.
    pub(crate) fn abandon(id: OrderId, lease: &LeaseOf<T>) {
        for part in &lease.parts {
            Self::dismiss(id, &part.bid.devices);
            Endpoints::<T>::remove(id, &part.bid.provider);
        }
    }
}
