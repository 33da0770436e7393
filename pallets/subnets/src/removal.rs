// SPDX-License-Identifier: Apache-2.0
//! The end of a subnet: a short call, and then bounded steps that clear what is left of it.

use crate::{
    types::{Removal, RemovalReason},
    Active, Config, Endpoints, Error, Event, Identities, Limits, Neurons, Pallet, Parameters,
    RecordOf, Removals, SubnetRecords, Uids, WeightInfo,
};
use frame_support::{
    ensure,
    traits::Get,
    weights::{Weight, WeightMeter},
};
use joule_primitives::{
    staking::Hotkeys,
    subnets::{NetUid, OnSubnets, Uid},
    types::Balance,
};
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, DispatchResult, Rounding};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_dissolve(coldkey: &T::AccountId, netuid: NetUid) -> DispatchResult {
        let record = Self::owned_by(coldkey, netuid)?;
        Self::ensure_room_for_removal()?;
        let returned = Self::returned_of(&record);
        Self::remove(netuid, record, returned, RemovalReason::Dissolved)
    }

    /// What the owner of a subnet gets back of its lock if it dissolves it now: the part that the
    /// subnet's age is of the lock period.
    fn returned_of(record: &RecordOf<T>) -> Balance {
        let age = Self::now().saturating_sub(record.registered_at);
        let period = Limits::<T>::get().lock_period_blocks.max(1);
        // A part of the whole never exceeds it: it cannot fail.
        multiply_by_rational_with_rounding(
            record.lock,
            age.min(period).into(),
            period.into(),
            Rounding::Down,
        )
        .unwrap_or_default()
    }

    /// Refuses to remove a subnet as long as too many others are being cleared.
    pub(crate) fn ensure_room_for_removal() -> DispatchResult {
        ensure!(!Removals::<T>::get().is_full(), Error::<T>::MaxRemovalsExceeded);
        Ok(())
    }

    /// Removes a subnet, of whose lock `returned` goes back to its owner.
    pub(crate) fn remove(
        netuid: NetUid,
        record: RecordOf<T>,
        returned: Balance,
        reason: RemovalReason,
    ) -> DispatchResult {
        let removal = Removal { netuid, next_uid: 0 };
        Removals::<T>::try_mutate(|removals| removals.try_push(removal))
            .map_err(|_| Error::<T>::MaxRemovalsExceeded)?;
        Active::<T>::mutate(|active| active.retain(|subnet| subnet.netuid != netuid));
        SubnetRecords::<T>::remove(netuid);
        Parameters::<T>::remove(netuid);
        Identities::<T>::remove(netuid);
        let owner = Self::owner_of(&record);
        Self::end_lock(&record, &owner, returned);
        T::OnSubnets::on_removed(netuid);
        let burned = record.lock.saturating_sub(returned);
        Self::deposit_event(Event::SubnetRemoved { netuid, reason, owner, returned, burned });
        Ok(())
    }

    /// The coldkey that owns a subnet: the one that its owner's hotkey serves.
    pub(crate) fn owner_of(record: &RecordOf<T>) -> T::AccountId {
        T::Hotkeys::coldkey_of(&record.owner_hotkey).unwrap_or_else(|| record.depositor.clone())
    }

    /// Clears what is left of removed subnets as far as `limit` goes, and returns what that cost.
    pub(crate) fn clear_removed(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::DbWeight::get().reads(1)).is_err() {
            return meter.consumed();
        }
        let before = Removals::<T>::get();
        if before.is_empty() {
            return meter.consumed();
        }
        let mut removals = before.clone();
        while let Some(removal) = removals.first().copied() {
            if let Some(next_uid) = Self::clear(removal, &mut meter) {
                removals.iter_mut().take(1).for_each(|first| first.next_uid = next_uid);
                break;
            }
            removals.remove(0);
        }
        if removals.is_empty() {
            Removals::<T>::kill();
        } else if removals != before {
            Removals::<T>::put(removals);
        }
        meter.consumed()
    }

    /// Clears slots of a removed subnet, and at last what belongs to all of them. Returns the first
    /// slot that is left, if one is.
    fn clear(removal: Removal, meter: &mut WeightMeter) -> Option<Uid> {
        let Removal { netuid, mut next_uid } = removal;
        let (once, each) = (T::WeightInfo::clear_subnet(), T::WeightInfo::clear_slot());
        // The table is not worth reading if no slot can follow.
        if !meter.can_consume(once.saturating_add(each)) {
            return Some(next_uid);
        }
        meter.consume(once);
        let slots = Neurons::<T>::get(netuid);
        for slot in slots.iter().skip(usize::from(next_uid)) {
            if meter.try_consume(each).is_err() {
                return Some(next_uid);
            }
            Self::clear_slot(netuid, next_uid, &slot.hotkey);
            next_uid = next_uid.saturating_add(1);
        }
        Neurons::<T>::remove(netuid);
        T::OnSubnets::on_cleared(netuid);
        Self::deposit_event(Event::SubnetCleared { netuid });
        None
    }

    /// Clears a slot of a removed subnet. A hotkey that was replaced since has left already.
    pub(crate) fn clear_slot(netuid: NetUid, uid: Uid, hotkey: &T::AccountId) {
        Uids::<T>::remove(hotkey, netuid);
        Endpoints::<T>::remove(netuid, uid);
        T::OnSubnets::on_slot_cleared(netuid, uid);
    }
}
