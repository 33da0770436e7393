// SPDX-License-Identifier: Apache-2.0
//! Coldkeys: their numbers, and how one hands over to another.

use crate::{
    types::{AnnouncedColdkey, StakerRecord},
    ColdkeyMoves, Config, Error, Event, Limits, NextStaker, Pallet, StakerIds, Stakers,
};
use frame_support::{defensive, ensure};
use joule_primitives::staking::StakerId;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// The number of a coldkey, a new one if it has none.
    pub(crate) fn staker_or_new(coldkey: &T::AccountId) -> StakerId {
        if let Some(id) = StakerIds::<T>::get(coldkey) {
            return id;
        }
        let id = NextStaker::<T>::mutate(|next| {
            let id = *next;
            *next = next.saturating_add(1);
            id
        });
        StakerIds::<T>::insert(coldkey, id);
        Stakers::<T>::insert(id, StakerRecord { coldkey: coldkey.clone(), positions: 0 });
        id
    }

    /// The coldkey of a number.
    pub(crate) fn coldkey_of_staker(staker: StakerId) -> Option<T::AccountId> {
        Stakers::<T>::get(staker).map(|record| record.coldkey)
    }

    pub(crate) fn add_position(staker: StakerId) {
        Self::change_positions(staker, |positions| positions.checked_add(1));
    }

    pub(crate) fn drop_position(staker: StakerId) {
        Self::change_positions(staker, |positions| positions.checked_sub(1));
    }

    fn change_positions(staker: StakerId, change: impl FnOnce(u32) -> Option<u32>) {
        Stakers::<T>::mutate(staker, |record| {
            let changed = record.as_ref().and_then(|record| change(record.positions));
            match (record, changed) {
                (Some(record), Some(positions)) => record.positions = positions,
                _ => {
                    defensive!("a staker with positions has a record that counts them");
                }
            }
        });
    }

    /// Forgets a coldkey that has nothing left.
    pub(crate) fn forget_if_idle(staker: StakerId) {
        let Some(record) = Stakers::<T>::get(staker) else { return };
        if record.positions == 0 {
            Stakers::<T>::remove(staker);
            StakerIds::<T>::remove(record.coldkey);
            ColdkeyMoves::<T>::remove(staker);
        }
    }

    pub(crate) fn do_announce_coldkey(old: T::AccountId, new: T::AccountId) -> DispatchResult {
        let staker = StakerIds::<T>::get(&old).ok_or(Error::<T>::ColdkeyNotFound)?;
        ensure!(!StakerIds::<T>::contains_key(&new), Error::<T>::ColdkeyInUse);
        let from_block = Self::now().saturating_add(Limits::<T>::get().coldkey_delay_blocks);
        let announced = AnnouncedColdkey { coldkey: new.clone(), from_block };
        ColdkeyMoves::<T>::insert(staker, announced);
        Self::deposit_event(Event::ColdkeyAnnounced { old, new, from_block });
        Ok(())
    }

    pub(crate) fn do_cancel_coldkey(coldkey: T::AccountId) -> DispatchResult {
        let staker = StakerIds::<T>::get(&coldkey).ok_or(Error::<T>::ColdkeyNotFound)?;
        ensure!(ColdkeyMoves::<T>::take(staker).is_some(), Error::<T>::ColdkeyMoveNotFound);
        Self::deposit_event(Event::ColdkeyMoveCancelled { coldkey });
        Ok(())
    }

    pub(crate) fn do_apply_coldkey(old: T::AccountId, new: T::AccountId) -> DispatchResult {
        let staker = StakerIds::<T>::get(&old).ok_or(Error::<T>::ColdkeyNotFound)?;
        let announced = ColdkeyMoves::<T>::get(staker)
            .filter(|announced| announced.coldkey == new)
            .ok_or(Error::<T>::ColdkeyMoveNotFound)?;
        ensure!(Self::now() >= announced.from_block, Error::<T>::ColdkeyMoveTooEarly);
        ensure!(!StakerIds::<T>::contains_key(&new), Error::<T>::ColdkeyInUse);
        ColdkeyMoves::<T>::remove(staker);
        StakerIds::<T>::remove(&old);
        StakerIds::<T>::insert(&new, staker);
        Stakers::<T>::mutate(staker, |record| {
            if let Some(record) = record {
                record.coldkey = new.clone();
            }
        });
        Self::deposit_event(Event::ColdkeyMoved { old, new });
        Ok(())
    }
}
