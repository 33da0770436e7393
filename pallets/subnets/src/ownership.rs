// SPDX-License-Identifier: Apache-2.0
//! Owners: what they say about their subnets, and how they hand them over.

use crate::{Config, Error, Event, Identities, Identity, Pallet, SubnetRecords, Uids};
use frame_support::ensure;
use joule_primitives::{staking::Hotkeys, subnets::NetUid};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_identity(
        coldkey: &T::AccountId,
        netuid: NetUid,
        identity: Option<Identity>,
    ) -> DispatchResult {
        Self::owned_by(coldkey, netuid)?;
        let is_change = identity.is_some() || Identities::<T>::contains_key(netuid);
        ensure!(is_change, Error::<T>::IdentityNotFound);
        Identities::<T>::set(netuid, identity);
        Self::deposit_event(Event::IdentityChanged { netuid });
        Ok(())
    }

    pub(crate) fn do_offer_ownership(
        coldkey: &T::AccountId,
        netuid: NetUid,
        to: Option<T::AccountId>,
    ) -> DispatchResult {
        let mut record = Self::owned_by(coldkey, netuid)?;
        ensure!(to.is_some() || record.offered_to.is_some(), Error::<T>::OfferNotFound);
        record.offered_to.clone_from(&to);
        SubnetRecords::<T>::insert(netuid, record);
        Self::deposit_event(Event::OwnershipOffered { netuid, to });
        Ok(())
    }

    pub(crate) fn do_accept_ownership(
        coldkey: &T::AccountId,
        netuid: NetUid,
        hotkey: T::AccountId,
    ) -> DispatchResult {
        let mut record = SubnetRecords::<T>::get(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        ensure!(record.offered_to.as_ref() == Some(coldkey), Error::<T>::NotOffered);
        ensure!(Uids::<T>::contains_key(&hotkey, netuid), Error::<T>::NeuronNotFound);
        let serves = T::Hotkeys::coldkey_of(&hotkey);
        ensure!(serves.as_ref() == Some(coldkey), Error::<T>::HotkeyOwnedByAnother);
        let (old, lock) = (Self::owner_of(&record), record.lock);
        // The lock stays where it is if the owner takes its own subnet by another neuron.
        if old != *coldkey || record.depositor != *coldkey {
            Self::hold_lock(coldkey, lock)?;
            Self::release_lock(&record.depositor, &old, lock);
            record.depositor = coldkey.clone();
        }
        record.offered_to = None;
        record.owner_hotkey = hotkey.clone();
        SubnetRecords::<T>::insert(netuid, record);
        let new = coldkey.clone();
        Self::deposit_event(Event::OwnerChanged { netuid, old, new, hotkey, lock });
        Ok(())
    }
}
