// SPDX-License-Identifier: Apache-2.0
//! Registration of subnets, and which of them makes way for a new one.

use crate::{
    default_parameters,
    types::{ActiveSubnet, PriceRecord, RemovalReason, SubnetLimits, SubnetRecord},
    Active, Config, Error, Event, LastRegistration, Limits, Neurons, NextNetUid, Pallet,
    Parameters, RecordOf, SlotOf, SubnetRecords, TableOf, Uids, START_PRICE,
};
use alloc::vec;
use frame_support::ensure;
use joule_primitives::{
    staking::Hotkeys,
    subnets::{Merits, NetUid, OnSubnets, MAX_NEURONS},
    types::{Balance, BlockNumber},
};
use sp_runtime::{traits::SaturatedConversion, DispatchResult};

impl<T: Config> Pallet<T> {
    /// The block that is being executed.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    pub(crate) fn do_register_subnet(
        coldkey: &T::AccountId,
        hotkey: T::AccountId,
        max_lock: Balance,
        proof: Option<&T::Signature>,
    ) -> DispatchResult {
        let (now, limits) = (Self::now(), Limits::<T>::get());
        ensure!(now >= Self::registers_from(&limits), Error::<T>::SubnetRegisteredTooRecently);
        let lock = Self::lock_at(now);
        ensure!(lock <= max_lock, Error::<T>::LockTooHigh);
        let netuid = NextNetUid::<T>::get();
        let next = netuid.0.checked_add(1).ok_or(Error::<T>::NetUidsExhausted)?;
        let leaving = if Self::is_full(&limits) {
            let leaving = Self::makes_way(&limits, now).ok_or(Error::<T>::NoSubnetReplaceable)?;
            Self::ensure_room_for_removal()?;
            Some(leaving)
        } else {
            None
        };
        T::Hotkeys::claim(coldkey, &hotkey, proof)?;
        Self::hold_lock(coldkey, lock)?;
        if let Some((leaving, record)) = leaving {
            let returned = record.lock;
            Self::remove(leaving, record, returned, RemovalReason::Pruned)?;
        }
        NextNetUid::<T>::put(NetUid(next));
        Self::raise_lock(now);
        LastRegistration::<T>::put(now);
        Self::create(netuid, hotkey.clone(), coldkey.clone(), lock)?;
        Self::deposit_event(Event::SubnetRegistered {
            netuid,
            owner: coldkey.clone(),
            hotkey,
            lock,
        });
        Ok(())
    }

    /// The first block in which a subnet may be registered.
    pub(crate) fn registers_from(limits: &SubnetLimits) -> BlockNumber {
        LastRegistration::<T>::get()
            .map_or(0, |last| last.saturating_add(limits.registration_interval_blocks))
    }

    /// Whether there are as many subnets as may be.
    pub(crate) fn is_full(limits: &SubnetLimits) -> bool {
        Active::<T>::get().len() >= usize::from(limits.max_subnets)
    }

    /// The subnet that makes way for a new one: the one with the least inflow of those that are old
    /// enough, of equal ones the oldest. `None` if all are too young.
    pub(crate) fn makes_way(
        limits: &SubnetLimits,
        now: BlockNumber,
    ) -> Option<(NetUid, RecordOf<T>)> {
        let is_mortal = |record: &RecordOf<T>| {
            record.registered_at.saturating_add(limits.immunity_blocks) <= now
        };
        // In the order of their numbers, which is that of their ages: the first of equal ones is the
        // oldest.
        Active::<T>::get()
            .iter()
            .filter_map(|subnet| {
                let record = SubnetRecords::<T>::get(subnet.netuid).filter(is_mortal)?;
                Some((subnet.netuid, record))
            })
            .min_by_key(|(netuid, _)| T::Merits::subnet(*netuid))
    }

    /// Writes a new subnet, whose owner's lock is held already.
    pub(crate) fn create(
        netuid: NetUid,
        hotkey: T::AccountId,
        depositor: T::AccountId,
        lock: Balance,
    ) -> DispatchResult {
        let (now, tempo) = (Self::now(), Limits::<T>::get().tempo_default);
        let parameters = default_parameters(tempo);
        let listed = ActiveSubnet { netuid, schedule: parameters.schedule() };
        Active::<T>::try_mutate(|active| active.try_push(listed))
            .map_err(|_| Error::<T>::NoSubnetReplaceable)?;
        Parameters::<T>::insert(netuid, parameters);
        Uids::<T>::insert(&hotkey, netuid, 0);
        let slot = SlotOf::<T> { hotkey: hotkey.clone(), registered_at: now };
        Neurons::<T>::insert(netuid, TableOf::<T>::truncate_from(vec![slot]));
        let record = SubnetRecord {
            owner_hotkey: hotkey,
            depositor,
            offered_to: None,
            lock,
            registered_at: now,
            neurons: 1,
            price: PriceRecord { price: START_PRICE, at: now },
            neuron_registered_at: now,
            parameters_changed_at: None,
            version_changed_at: None,
        };
        SubnetRecords::<T>::insert(netuid, record);
        T::OnSubnets::on_registered(netuid);
        Ok(())
    }

    /// Relations between constants that must hold at compile time.
    pub(crate) fn check_constants() {
        assert_eq!(SubnetLimits::PUBLIC.check(), Ok(()), "A public network may start.");
        const { assert!(MAX_NEURONS <= 65_535, "A uid has 16 bits.") };
    }
}
