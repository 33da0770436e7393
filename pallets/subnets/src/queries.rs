// SPDX-License-Identifier: Apache-2.0
//! Answers to questions, which the runtime API puts together with those of other pallets.

use crate::{
    parameters::price_terms, types::Description, Config, Endpoints, Identities, Limits, Pallet,
    Parameters, SubnetRecords,
};
use alloc::vec::Vec;
use joule_math::{registration::BurnPrice, tempo};
use joule_primitives::{
    apis::subnets::{Endpoint as EndpointTold, SubnetRegistration},
    subnets::{NetUid, Subnets as SubnetsTrait, Uid},
    types::BlockNumber,
};

impl<T: Config> Pallet<T> {
    /// The subnets that exist, in ascending order, which is that of their registration.
    #[must_use]
    pub fn active_netuids() -> Vec<NetUid> {
        <Self as SubnetsTrait<T::AccountId>>::all()
    }

    /// What is known of a subnet; `None` if there is none of this number, or it was removed.
    #[must_use]
    pub fn describe(netuid: NetUid) -> Option<Description<T::AccountId>> {
        let record = SubnetRecords::<T>::get(netuid)?;
        let parameters = Parameters::<T>::get(netuid)?;
        let (tempo, now) = (Self::tempo_of(netuid)?, Self::now());
        Some(Description {
            owner: Self::owner_of(&record),
            identity: Identities::<T>::get(netuid).map(Into::into),
            registered_at: record.registered_at,
            lock: record.lock,
            parameters,
            neurons: record.neurons,
            registration_cost: BurnPrice::from(record.price)
                .cost(price_terms(&parameters.burn), now),
            tempo,
            next_epoch_block: tempo::next_epoch(now, netuid.0, tempo),
            offered_to: record.offered_to,
            owner_hotkey: record.owner_hotkey,
        })
    }

    /// What registering a subnet takes.
    #[must_use]
    pub fn registration() -> SubnetRegistration {
        let (limits, now) = (Limits::<T>::get(), Self::now());
        let is_full = Self::is_full(&limits);
        let leaves = || Self::makes_way(&limits, now).map(|(netuid, _)| netuid);
        SubnetRegistration {
            lock: Self::lock_at(now),
            from_block: Self::registers_from(&limits),
            is_full,
            replaces: is_full.then(leaves).flatten(),
        }
    }

    /// Where a neuron answers; `None` if it does not, or there is no such neuron.
    #[must_use]
    pub fn endpoint(netuid: NetUid, uid: Uid) -> Option<EndpointTold> {
        if !SubnetRecords::<T>::contains_key(netuid) {
            return None;
        }
        Endpoints::<T>::get(netuid, uid)?.told()
    }

    /// The block in which the next epoch of a subnet is due; `None` if there is no such subnet.
    #[must_use]
    pub fn next_epoch_block(netuid: NetUid) -> Option<BlockNumber> {
        Self::tempo_of(netuid).map(|tempo| tempo::next_epoch(Self::now(), netuid.0, tempo))
    }
}
