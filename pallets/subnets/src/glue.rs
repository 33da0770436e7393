// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{Active, Config, Neurons, Pallet, Parameters, SlotOf, SubnetRecords, Uids, WeightInfo};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use joule_primitives::{
    staking::OnHotkeySwapped,
    subnets::{NetUid, Schedule, SubnetParameters, Subnets as SubnetsTrait, Uid, MAX_SUBNETS},
};
use sp_runtime::DispatchError;

impl<T: Config> SubnetsTrait<T::AccountId> for Pallet<T> {
    fn all() -> Vec<NetUid> {
        Active::<T>::get().iter().map(|subnet| subnet.netuid).collect()
    }

    fn exists(netuid: NetUid) -> bool {
        SubnetRecords::<T>::contains_key(netuid)
    }

    fn parameters(netuid: NetUid) -> Option<SubnetParameters> {
        Parameters::<T>::get(netuid)
    }

    fn schedule(netuid: NetUid) -> Option<Schedule> {
        Self::schedule_of(netuid)
    }

    fn neurons(netuid: NetUid) -> Vec<SlotOf<T>> {
        if !SubnetRecords::<T>::contains_key(netuid) {
            return Vec::new();
        }
        Neurons::<T>::get(netuid).into_inner()
    }

    fn neuron_count(netuid: NetUid) -> u16 {
        SubnetRecords::<T>::get(netuid).map_or(0, |record| record.neurons)
    }

    fn uid_of(netuid: NetUid, hotkey: &T::AccountId) -> Option<Uid> {
        if !SubnetRecords::<T>::contains_key(netuid) {
            return None;
        }
        Uids::<T>::get(hotkey, netuid)
    }

    fn owner_uid(netuid: NetUid) -> Option<Uid> {
        let record = SubnetRecords::<T>::get(netuid)?;
        Uids::<T>::get(record.owner_hotkey, netuid)
    }

    fn owner(netuid: NetUid) -> Option<T::AccountId> {
        SubnetRecords::<T>::get(netuid).map(|record| Self::owner_of(&record))
    }
}

impl<T: Config> OnHotkeySwapped<T::AccountId> for Pallet<T> {
    fn on_hotkey_swapped(old: &T::AccountId, new: &T::AccountId) -> Result<Weight, DispatchError> {
        let (mut existing, mut removed) = (0u32, 0u32);
        let uids = Uids::<T>::iter_prefix(old).collect::<Vec<_>>();
        for (netuid, uid) in uids {
            Uids::<T>::remove(old, netuid);
            if Self::rename_neuron(netuid, uid, old, new) {
                existing = existing.saturating_add(1);
            } else {
                // Nothing needs it in a subnet that is being cleared.
                removed = removed.saturating_add(1);
            }
        }
        Ok(T::WeightInfo::swap_hotkey(existing, removed))
    }

    fn weight() -> Weight {
        T::WeightInfo::swap_hotkey(MAX_SUBNETS, MAX_SUBNETS)
    }
}

impl<T: Config> Pallet<T> {
    /// Gives the neuron `uid` another hotkey. Returns whether its subnet exists.
    fn rename_neuron(netuid: NetUid, uid: Uid, old: &T::AccountId, new: &T::AccountId) -> bool {
        let Some(mut record) = SubnetRecords::<T>::get(netuid) else { return false };
        Uids::<T>::insert(new, netuid, uid);
        Neurons::<T>::mutate(netuid, |slots| {
            if let Some(slot) = slots.get_mut(usize::from(uid)) {
                slot.hotkey = new.clone();
            }
        });
        if record.owner_hotkey == *old {
            record.owner_hotkey = new.clone();
            SubnetRecords::<T>::insert(netuid, record);
        }
        true
    }
}
