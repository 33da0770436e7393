// SPDX-License-Identifier: Apache-2.0
//! Hotkeys: whom they serve, what their owners set, and how one replaces another.

use crate::{
    types::HotkeyRecord, Config, Error, Event, Hotkeys, Identities, Identity, Limits, Pallet,
    PoolOf, Pools, MAX_TAKE, SWAP_FEE,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
    ensure,
    traits::{
        fungible::Balanced,
        tokens::{Fortitude, Precision, Preservation},
    },
    weights::Weight,
};
use joule_primitives::{
    money::{BurnMoney, BurnReason},
    session::Sessions,
    staking::{OnHotkeySwapped, PoolId, StakerId, HOTKEY_PROOF_CONTEXT},
};
use sp_runtime::{
    traits::{Verify, Zero},
    DispatchError, DispatchResult, Permill,
};

/// What a hotkey signs to serve `coldkey` on the chain of this genesis block.
pub fn proof_message<Hash: Encode, AccountId: Encode>(
    genesis_hash: &Hash,
    coldkey: &AccountId,
) -> Vec<u8> {
    let mut message = HOTKEY_PROOF_CONTEXT.to_vec();
    genesis_hash.encode_to(&mut message);
    coldkey.encode_to(&mut message);
    message
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register_validator(
        coldkey: &T::AccountId,
        hotkey: T::AccountId,
        take: Permill,
        proof: Option<&T::Signature>,
    ) -> DispatchResult {
        ensure!(take <= MAX_TAKE, Error::<T>::TakeTooHigh);
        let owner = Self::claim_hotkey(coldkey, &hotkey, proof)?;
        let has_pool = Hotkeys::<T>::get(&hotkey).is_some_and(|record| record.pool.is_some());
        ensure!(!has_pool, Error::<T>::ValidatorAlreadyExists);
        Self::create_pool(hotkey, owner, take);
        Ok(())
    }

    /// Binds `hotkey` to `coldkey`, or checks that it is, and returns the coldkey's number.
    pub(crate) fn claim_hotkey(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        proof: Option<&T::Signature>,
    ) -> Result<StakerId, DispatchError> {
        if let Some(record) = Hotkeys::<T>::get(hotkey) {
            let owner = Self::coldkey_of_staker(record.owner);
            ensure!(owner.as_ref() == Some(coldkey), Error::<T>::HotkeyOwnedByAnother);
            ensure!(!record.retired, Error::<T>::HotkeyRetired);
            return Ok(record.owner);
        }
        ensure!(Self::has_signed(hotkey, coldkey, proof), Error::<T>::HotkeyProofInvalid);
        let owner = Self::staker_or_new(coldkey);
        Self::bind_hotkey(hotkey, owner, None);
        Self::deposit_event(Event::HotkeyClaimed {
            hotkey: hotkey.clone(),
            coldkey: coldkey.clone(),
        });
        Ok(owner)
    }

    /// Whether `hotkey` agreed to serve `coldkey`.
    fn has_signed(
        hotkey: &T::AccountId,
        coldkey: &T::AccountId,
        proof: Option<&T::Signature>,
    ) -> bool {
        let Some(proof) = proof else { return hotkey == coldkey };
        let genesis_hash = frame_system::Pallet::<T>::block_hash(
            frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
        );
        let message = proof_message(&genesis_hash, coldkey);
        // Wallets in browsers sign bytes only between these marks.
        let wrapped = [b"<Bytes>", message.as_slice(), b"</Bytes>"].concat();
        proof.verify(message.as_slice(), hotkey) || proof.verify(wrapped.as_slice(), hotkey)
    }

    /// Enters a hotkey that serves nobody yet.
    pub(crate) fn bind_hotkey(hotkey: &T::AccountId, owner: StakerId, pool: Option<PoolId>) {
        Hotkeys::<T>::insert(hotkey, HotkeyRecord { owner, pool, retired: false });
        Self::add_position(owner);
    }

    /// The pool of a hotkey that `coldkey` owns and uses, loaded. The caller must store it.
    pub(crate) fn load_own(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
    ) -> Result<(PoolId, PoolOf<T>), DispatchError> {
        let record = Hotkeys::<T>::get(hotkey).ok_or(Error::<T>::ValidatorNotFound)?;
        let id = record.pool.ok_or(Error::<T>::ValidatorNotFound)?;
        let owner = Self::coldkey_of_staker(record.owner);
        ensure!(owner.as_ref() == Some(coldkey), Error::<T>::NotOwner);
        ensure!(!record.retired, Error::<T>::HotkeyRetired);
        Ok((id, Self::load(id)?))
    }

    pub(crate) fn do_set_take(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        take: Permill,
    ) -> DispatchResult {
        ensure!(take <= MAX_TAKE, Error::<T>::TakeTooHigh);
        let (id, mut pool) = Self::load_own(coldkey, hotkey)?;
        if take > pool.take {
            let delay = Limits::<T>::get().take_raise_delay_blocks;
            let earliest = pool.take_raised_at.map(|raised| raised.saturating_add(delay));
            let now = Self::now();
            ensure!(
                earliest.is_none_or(|earliest| now >= earliest),
                Error::<T>::TakeRaisedTooRecently
            );
            pool.take_raised_at = Some(now);
        }
        pool.take = take;
        Pools::<T>::insert(id, pool);
        Self::deposit_event(Event::TakeChanged { pool: id, take });
        Ok(())
    }

    pub(crate) fn do_set_identity(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        identity: Option<Identity>,
    ) -> DispatchResult {
        let (id, pool) = Self::load_own(coldkey, hotkey)?;
        Pools::<T>::insert(id, pool);
        Identities::<T>::set(id, identity);
        Self::deposit_event(Event::IdentityChanged { pool: id });
        Ok(())
    }

    /// Returns what those cost who keep something by hotkey, too.
    pub(crate) fn do_swap_hotkey(
        coldkey: &T::AccountId,
        old: &T::AccountId,
        new: T::AccountId,
        proof: Option<&T::Signature>,
    ) -> Result<Weight, DispatchError> {
        let record = Hotkeys::<T>::get(old).ok_or(Error::<T>::ValidatorNotFound)?;
        let owner = Self::coldkey_of_staker(record.owner);
        ensure!(owner.as_ref() == Some(coldkey), Error::<T>::NotOwner);
        ensure!(!record.retired, Error::<T>::HotkeyRetired);
        ensure!(!Hotkeys::<T>::contains_key(&new), Error::<T>::HotkeyInUse);
        ensure!(Self::has_signed(&new, coldkey, proof), Error::<T>::HotkeyProofInvalid);
        let fee = T::Currency::withdraw(
            coldkey,
            SWAP_FEE,
            Precision::Exact,
            Preservation::Preserve,
            Fortitude::Polite,
        )?;
        let weight = T::OnHotkeySwapped::on_hotkey_swapped(old, &new)?;
        T::Money::burn(BurnReason::Registration, fee);
        Hotkeys::<T>::insert(old, HotkeyRecord { retired: true, ..record });
        Self::bind_hotkey(&new, record.owner, record.pool);
        if let Some(id) = record.pool {
            Pools::<T>::mutate(id, |pool| {
                if let Some(pool) = pool {
                    pool.hotkey = new.clone();
                }
            });
        }
        Self::deposit_event(Event::HotkeySwapped { old: old.clone(), new });
        Ok(weight)
    }

    pub(crate) fn do_purge_keys(hotkey: &T::AccountId) -> DispatchResult {
        ensure!(T::Sessions::has_keys(hotkey), Error::<T>::SessionKeysMissing);
        let is_in_use = Self::standing(hotkey).is_some()
            || T::Sessions::sitting().contains(hotkey)
            || T::Sessions::queued().contains(hotkey);
        ensure!(!is_in_use, Error::<T>::SessionKeysInUse);
        T::Sessions::purge_keys(hotkey)
    }
}
