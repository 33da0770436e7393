// SPDX-License-Identifier: Apache-2.0
//! Where neurons answer.

use crate::{
    types::{Endpoint, EndpointRecord},
    Config, Endpoints, Error, Event, Pallet, SubnetRecords, Uids, SERVE_INTERVAL_BLOCKS,
};
use frame_support::ensure;
use joule_primitives::subnets::NetUid;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_serve(
        hotkey: T::AccountId,
        netuid: NetUid,
        endpoint: Option<Endpoint>,
    ) -> DispatchResult {
        ensure!(SubnetRecords::<T>::contains_key(netuid), Error::<T>::SubnetNotFound);
        let uid = Uids::<T>::get(&hotkey, netuid).ok_or(Error::<T>::NeuronNotFound)?;
        let is_valid = endpoint.is_none_or(|endpoint| endpoint.is_valid());
        ensure!(is_valid, Error::<T>::EndpointInvalid);
        let (now, before) = (Self::now(), Endpoints::<T>::get(netuid, uid));
        let has_one = before.is_some_and(|record| record.endpoint.is_some());
        ensure!(endpoint.is_some() || has_one, Error::<T>::EndpointNotFound);
        let has_waited = before
            .is_none_or(|record| now >= record.updated_at.saturating_add(SERVE_INTERVAL_BLOCKS));
        ensure!(has_waited, Error::<T>::ServedTooRecently);
        // What was withdrawn stays as a record of when, or withdrawing would be a way around the wait.
        Endpoints::<T>::insert(netuid, uid, EndpointRecord { endpoint, updated_at: now });
        Self::deposit_event(Event::EndpointChanged { netuid, uid, hotkey });
        Ok(())
    }
}
