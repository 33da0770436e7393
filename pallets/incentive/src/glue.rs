// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{
    types::SubnetFunds, voting::count, BondResets, BondRows, ChildTerms, Commits, Config, Delays,
    Epochs, Funds, Loans, Pallet, Payouts, Permits, Queue, WeightInfo, WeightRows,
};
use alloc::vec::Vec;
use frame_support::{traits::Get, weights::Weight};
use joule_math::averages;
use joule_primitives::{
    staking::OnHotkeySwapped,
    subnets::{EpochQueue, Merits, NetUid, OnSubnets, Subnets, Uid, DIVISION_BLOCKS, MAX_SUBNETS},
    types::{Balance, BlockNumber},
};
use sp_runtime::DispatchError;

impl<T: Config> OnSubnets for Pallet<T> {
    fn on_registered(netuid: NetUid) {
        Funds::<T>::insert(netuid, SubnetFunds { since: Self::now(), ..SubnetFunds::default() });
    }

    fn on_epoch_due(netuid: NetUid) {
        Self::enqueue(netuid);
    }

    fn on_removed(netuid: NetUid) {
        Self::dissolve(netuid);
        Loans::<T>::remove(netuid);
        BondResets::<T>::remove(netuid);
    }

    fn on_slot_cleared(netuid: NetUid, uid: Uid) {
        WeightRows::<T>::remove(netuid, uid);
        BondRows::<T>::remove(netuid, uid);
        Commits::<T>::remove(netuid, uid);
        ChildTerms::<T>::remove(netuid, uid);
        // What a removed subnet has in one piece goes in one piece.
        if T::Subnets::exists(netuid) {
            Permits::<T>::mutate(netuid, |permits| permits.retain(|permitted| *permitted != uid));
            Epochs::<T>::mutate(netuid, |record| {
                if let Some(record) = record {
                    record.forget(uid);
                }
            });
        }
    }

    fn on_cleared(netuid: NetUid) {
        Permits::<T>::remove(netuid);
        Epochs::<T>::remove(netuid);
    }
}

impl<T: Config> Merits for Pallet<T> {
    fn neurons(netuid: NetUid) -> Vec<u32> {
        Epochs::<T>::get(netuid).map(|record| record.emission.into_inner()).unwrap_or_default()
    }

    fn subnet(netuid: NetUid) -> Balance {
        let SubnetFunds { average, since, .. } = Funds::<T>::get(netuid);
        let half_life = Delays::<T>::get().average_half_life_blocks;
        // The average moves in whole divisions, and is as old as those that it has seen.
        let divisions = |block: BlockNumber| block.checked_div(DIVISION_BLOCKS).unwrap_or_default();
        let seen = divisions(Self::now()).saturating_sub(divisions(since));
        averages::unbiased(average, half_life, seen.saturating_mul(DIVISION_BLOCKS))
    }
}

impl<T: Config> EpochQueue for Pallet<T> {
    fn is_queued(netuid: NetUid) -> bool {
        Queue::<T>::get().contains(&netuid)
    }
}

impl<T: Config> OnHotkeySwapped<T::AccountId> for Pallet<T> {
    fn on_hotkey_swapped(old: &T::AccountId, new: &T::AccountId) -> Result<Weight, DispatchError> {
        if let Some(target) = Payouts::<T>::take(old) {
            Payouts::<T>::insert(new, target);
        }
        let subnets = T::Subnets::all();
        let with_loans = subnets.iter().filter(|netuid| Self::rename_in_loans(**netuid, old, new));
        let with_loans = u32::try_from(with_loans.count()).unwrap_or(u32::MAX);
        let without = count(&subnets).saturating_sub(with_loans);
        let looked = T::DbWeight::get().reads(without.into());
        Ok(T::WeightInfo::hotkey_swapped(with_loans).saturating_add(looked))
    }

    fn weight() -> Weight {
        T::WeightInfo::hotkey_swapped(MAX_SUBNETS)
    }
}

impl<T: Config> Pallet<T> {
    /// Writes `new` where `old` lends or borrows in a subnet, and returns whether anybody does.
    fn rename_in_loans(netuid: NetUid, old: &T::AccountId, new: &T::AccountId) -> bool {
        let mut loans = Loans::<T>::get(netuid);
        if loans.is_empty() {
            return false;
        }
        let mut is_named = false;
        for loan in loans.iter_mut() {
            for hotkey in [&mut loan.parent, &mut loan.child] {
                if hotkey == old {
                    *hotkey = new.clone();
                    is_named = true;
                }
            }
        }
        if is_named {
            Loans::<T>::insert(netuid, loans);
        }
        true
    }
}
