// SPDX-License-Identifier: Apache-2.0
//! Who feeds: the keys that validators set, and the seats of the largest.

use crate::{
    types::Feeder, Config, Error, Event, Feeders, KeysOf, Members, Pallet, Seats, SessionNoted,
    WeightInfo,
};
use alloc::vec::Vec;
use frame_support::{ensure, traits::ChangeMembers, weights::Weight, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use joule_primitives::{
    price::{feeder_proof, FeedMembers, FeederKey, FeederSignature, MAX_MEMBERS},
    staking::PoolId,
};
use sp_core::sr25519;
use sp_runtime::{traits::SaturatedConversion, DispatchError, DispatchResult, RuntimeAppPublic};

impl<T: Config> Pallet<T> {
    /// The account by which the oracle knows a key. It needs no money.
    #[must_use]
    pub fn account_of(key: &FeederKey) -> T::AccountId {
        sr25519::Public::from(key.clone()).0.into()
    }

    pub(crate) fn do_set_feeder_key(
        validator: &T::AccountId,
        key: FeederKey,
        proof: &FeederSignature,
    ) -> DispatchResult {
        let pool = Self::pool_of(validator)?;
        ensure!(T::FeedMembers::stands(pool), Error::<T>::NotStanding);
        ensure!(!Feeders::<T>::contains_key(&key), Error::<T>::FeederKeyInUse);
        let message = feeder_proof(&Self::genesis_hash(), validator);
        ensure!(key.verify(&message, proof), Error::<T>::FeederProofInvalid);
        if let Some(old) = KeysOf::<T>::get(pool) {
            Feeders::<T>::remove(old);
        }
        let fed_in = frame_system::Pallet::<T>::block_number().saturated_into();
        Feeders::<T>::insert(&key, Feeder { pool, fed_in });
        KeysOf::<T>::insert(pool, &key);
        Self::update_members(&Seats::<T>::get());
        Self::deposit_event(Event::FeederKeySet { pool, key });
        Ok(())
    }

    pub(crate) fn do_remove_feeder_key(validator: &T::AccountId) -> DispatchResult {
        let pool = Self::pool_of(validator)?;
        Self::remove_key(pool)
    }

    pub(crate) fn do_drop_feeder_key(pool: PoolId) -> DispatchResult {
        ensure!(!T::FeedMembers::exists(pool), Error::<T>::ValidatorExists);
        Self::remove_key(pool)
    }

    fn remove_key(pool: PoolId) -> DispatchResult {
        let key = KeysOf::<T>::take(pool).ok_or(Error::<T>::FeederKeyNotFound)?;
        Feeders::<T>::remove(&key);
        Self::update_members(&Seats::<T>::get());
        Self::deposit_event(Event::FeederKeyRemoved { pool, key });
        Ok(())
    }

    fn pool_of(validator: &T::AccountId) -> Result<PoolId, DispatchError> {
        T::FeedMembers::pool_of(validator).ok_or_else(|| Error::<T>::ValidatorNotFound.into())
    }

    /// A session starts: the largest pools in office are seated in the next block, for this one has
    /// enough to do.
    pub fn note_session() {
        SessionNoted::<T>::put(frame_system::Pallet::<T>::block_number());
    }

    /// Seats the members of a session that started in an earlier block.
    pub(crate) fn seat_if_due(now: BlockNumberFor<T>) -> Weight {
        let mut weight = <T as Config>::WeightInfo::on_initialize();
        if SessionNoted::<T>::get().is_some_and(|noted| noted < now) {
            SessionNoted::<T>::kill();
            Self::seat_members();
            weight = weight.saturating_add(<T as Config>::WeightInfo::seat_members());
        }
        weight
    }

    /// Seats the largest pools in office.
    ///
    /// A seat without a key is silent, and counts: who is the only one with a key decides nothing.
    pub(crate) fn seat_members() {
        let mut seats = Vec::new();
        for pool in T::FeedMembers::largest(MAX_MEMBERS) {
            if !seats.contains(&pool) {
                seats.push(pool);
            }
        }
        let seats = BoundedVec::truncate_from(seats);
        if seats != Seats::<T>::get() {
            Self::update_members(&seats);
            let members = u32::try_from(Members::<T>::decode_len().unwrap_or_default());
            Self::deposit_event(Event::Seated {
                seats: u32::try_from(seats.len()).unwrap_or(u32::MAX),
                members: members.unwrap_or(u32::MAX),
            });
            Seats::<T>::put(seats);
        }
    }

    /// Lets those feed who have a seat and a key, and forgets what others fed.
    fn update_members(seats: &[PoolId]) {
        let keys = seats.iter().filter_map(KeysOf::<T>::get);
        let mut new = keys.map(|key| Self::account_of(&key)).collect::<Vec<_>>();
        new.sort_unstable();
        let old = Members::<T>::get();
        if new == old.as_slice() {
            return;
        }
        let not_in = |others: &[T::AccountId], those: &[T::AccountId]| {
            let is_other = |who: &&T::AccountId| others.binary_search(who).is_err();
            those.iter().filter(is_other).cloned().collect::<Vec<_>>()
        };
        let (incoming, outgoing) = (not_in(&old, &new), not_in(&new, &old));
        pallet_oracle::Pallet::<T>::change_members_sorted(&incoming, &outgoing, &new);
        Members::<T>::put(BoundedVec::truncate_from(new));
    }
}
