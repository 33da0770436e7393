// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    bounds::{self, Circumstances},
    Active, Config, Endpoints, HoldReason, Identities, Limits, Neurons, NextNetUid, Pallet,
    Parameters, Removals, SubnetRecords, Uids,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use joule_primitives::{
    subnets::{NetUid, Uid},
    types::Balance,
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        Self::check_lists()?;
        Self::check_tables()?;
        Self::check_locks()?;
        Self::check_leftovers()?;
        Self::check_parameters()
    }

    /// N6 and N7.
    fn check_lists() -> Result<(), TryRuntimeError> {
        let (active, limits) = (Active::<T>::get(), Limits::<T>::get());
        let listed = active.iter().map(|subnet| subnet.netuid).collect::<BTreeSet<_>>();
        let is_ascending = listed.iter().eq(active.iter().map(|subnet| &subnet.netuid));
        ensure!(is_ascending, "N6: the list of subnets does not ascend");
        let recorded = SubnetRecords::<T>::iter_keys().collect::<BTreeSet<_>>();
        ensure!(listed == recorded, "N6: the subnets listed are not those recorded");
        ensure!(
            listed.len() <= usize::from(limits.max_subnets),
            "N6: there are more subnets than may be"
        );
        let removals = Removals::<T>::get();
        let removed = removals.iter().map(|removal| removal.netuid).collect::<BTreeSet<_>>();
        ensure!(removed.len() == removals.len(), "N7: a subnet is removed twice");
        ensure!(removed.is_disjoint(&recorded), "N7: a removed subnet exists");
        let next = NextNetUid::<T>::get();
        let is_used = |netuid: &NetUid| *netuid >= NetUid(1) && *netuid < next;
        ensure!(
            listed.iter().chain(&removed).all(is_used),
            "N6: a subnet has a number that was not given away yet"
        );
        Ok(())
    }

    /// N1 and N2.
    fn check_tables() -> Result<(), TryRuntimeError> {
        let mut known = BTreeMap::<NetUid, usize>::new();
        for (hotkey, netuid, uid) in Uids::<T>::iter() {
            let slots = Neurons::<T>::get(netuid);
            let named = slots.get(usize::from(uid)).is_some_and(|slot| slot.hotkey == hotkey);
            ensure!(named, "N1: a uid is not that of its hotkey");
            let count = known.entry(netuid).or_default();
            *count = count.saturating_add(1);
        }
        for (netuid, record) in SubnetRecords::<T>::iter() {
            let slots = Neurons::<T>::get(netuid);
            ensure!(
                slots.len() == usize::from(record.neurons),
                "N1: a subnet has another number of neurons than it says"
            );
            // Each uid names its hotkey's slot: as many of them as slots are one to one.
            ensure!(
                known.get(&netuid) == Some(&slots.len()),
                "N1: a neuron has no uid, or several"
            );
            ensure!(
                Uids::<T>::contains_key(&record.owner_hotkey, netuid),
                "N1: the owner has no uid"
            );
            let most = Parameters::<T>::get(netuid).map_or(0, |set| set.max_neurons);
            ensure!(record.neurons <= most, "N2: a subnet has more neurons than it may");
        }
        Ok(())
    }

    /// N3.
    fn check_locks() -> Result<(), TryRuntimeError> {
        let mut locks = BTreeMap::<_, Balance>::new();
        for record in SubnetRecords::<T>::iter_values() {
            let lock = locks.entry(record.depositor).or_default();
            *lock = lock.checked_add(record.lock).ok_or("N3: more is locked than can be")?;
        }
        let reason = HoldReason::SubnetLock.into();
        for (depositor, lock) in locks {
            ensure!(
                T::Currency::balance_on_hold(&reason, &depositor) == lock,
                "N3: what is held of somebody is not what is locked for its subnets"
            );
        }
        Ok(())
    }

    /// N4.
    fn check_leftovers() -> Result<(), TryRuntimeError> {
        let removals = Removals::<T>::get();
        // The first slot of which something may be kept: none of those that were cleared.
        let first_kept = |netuid: NetUid| -> Option<Uid> {
            if SubnetRecords::<T>::contains_key(netuid) {
                return Some(0);
            }
            removals.iter().find(|removal| removal.netuid == netuid).map(|left| left.next_uid)
        };
        let is_kept = |netuid: NetUid, uid: Uid| {
            let is_slot = usize::from(uid) < Neurons::<T>::get(netuid).len();
            is_slot && first_kept(netuid).is_some_and(|first| uid >= first)
        };
        ensure!(
            Neurons::<T>::iter_keys().all(|netuid| first_kept(netuid).is_some()),
            "N4: a removed subnet left its table"
        );
        ensure!(
            Uids::<T>::iter().all(|(_, netuid, uid)| is_kept(netuid, uid)),
            "N4: a removed subnet left a uid"
        );
        ensure!(
            Endpoints::<T>::iter_keys().all(|(netuid, uid)| is_kept(netuid, uid)),
            "N4: a neuron that is not left an endpoint"
        );
        let exists = SubnetRecords::<T>::contains_key::<NetUid>;
        ensure!(Parameters::<T>::iter_keys().all(exists), "N4: a removed subnet left parameters");
        ensure!(Identities::<T>::iter_keys().all(exists), "N4: a removed subnet left an identity");
        Ok(())
    }

    /// N5.
    fn check_parameters() -> Result<(), TryRuntimeError> {
        let limits = Limits::<T>::get();
        ensure!(limits.check().is_ok(), "N5: the limits of the network are not allowed");
        for subnet in Active::<T>::get() {
            let parameters =
                Parameters::<T>::get(subnet.netuid).ok_or("N5: a subnet has no parameters")?;
            let neurons = SubnetRecords::<T>::get(subnet.netuid).map_or(0, |it| it.neurons);
            let around = Circumstances {
                tempo_min: limits.tempo_min,
                tempo_in_force: subnet.schedule.tempo,
                neurons,
            };
            let is_legal = bounds::check(&parameters, &around).is_ok();
            ensure!(is_legal, "N5: a parameter is out of its bounds");
        }
        Ok(())
    }
}
