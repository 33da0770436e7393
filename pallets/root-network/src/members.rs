// SPDX-License-Identifier: Apache-2.0
//! Who is a member: who comes, and who makes way.

use crate::{Commits, Config, Error, Event, Members, Pallet, Weights};
use frame_support::ensure;
use joule_primitives::{
    root::StakePools,
    staking::PoolId,
    types::{Balance, BlockNumber},
};
use sp_runtime::{traits::SaturatedConversion, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// The block that is being executed.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The pool of a validator that `coldkey` owns.
    fn owned_pool(coldkey: &T::AccountId, hotkey: &T::AccountId) -> Result<PoolId, DispatchError> {
        let pool = T::Stakes::pool_of(hotkey).ok_or(Error::<T>::ValidatorNotFound)?;
        ensure!(T::Stakes::owner_of(pool).as_ref() == Some(coldkey), Error::<T>::NotOwner);
        Ok(pool)
    }

    /// The pool of a member that `coldkey` owns.
    pub(crate) fn member(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
    ) -> Result<PoolId, DispatchError> {
        let pool = Self::owned_pool(coldkey, hotkey)?;
        ensure!(Members::<T>::get().binary_search(&pool).is_ok(), Error::<T>::MemberNotFound);
        Ok(pool)
    }

    /// The pool of a member that `coldkey` owns and that may vote.
    pub(crate) fn voter(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
    ) -> Result<PoolId, DispatchError> {
        let pool = Self::member(coldkey, hotkey)?;
        ensure!(T::Stakes::tokens_of(pool) > 0, Error::<T>::StakeNotFound);
        Ok(pool)
    }

    pub(crate) fn do_root_register(coldkey: T::AccountId, hotkey: T::AccountId) -> DispatchResult {
        let pool = Self::owned_pool(&coldkey, &hotkey)?;
        let mut members = Members::<T>::get();
        ensure!(members.binary_search(&pool).is_err(), Error::<T>::MemberAlreadyExists);
        let stake = T::Stakes::tokens_of(pool);
        ensure!(stake > 0, Error::<T>::StakeNotFound);
        let replaced = if members.is_full() {
            let smaller = Self::smallest(&members).filter(|(least, _)| *least < stake);
            let (_, smallest) = smaller.ok_or(Error::<T>::StakeTooLow)?;
            members.retain(|member| *member != smallest);
            Some(smallest)
        } else {
            None
        };
        let place = members.partition_point(|member| *member < pool);
        members.try_insert(place, pool).map_err(|_| Error::<T>::StakeTooLow)?;
        Members::<T>::put(members);
        if let Some(replaced) = replaced {
            Self::forget(replaced);
        }
        Self::deposit_event(Event::MemberRegistered { pool, hotkey, coldkey, replaced });
        Ok(())
    }

    /// The stake and the pool of who has the least; of equal ones, that of the oldest pool.
    fn smallest(members: &[PoolId]) -> Option<(Balance, PoolId)> {
        members.iter().map(|pool| (T::Stakes::tokens_of(*pool), *pool)).min()
    }

    pub(crate) fn do_leave_root(coldkey: &T::AccountId, hotkey: T::AccountId) -> DispatchResult {
        let pool = Self::member(coldkey, &hotkey)?;
        // Who comes back at once would weigh anew as often as it wants.
        Self::check_interval(Weights::<T>::get(pool).as_ref())?;
        Members::<T>::mutate(|members| members.retain(|member| *member != pool));
        Self::forget(pool);
        Self::deposit_event(Event::MemberLeft { pool, hotkey });
        Ok(())
    }

    /// Removes these members, with all that is kept of them.
    pub(crate) fn drop_members(pools: &[PoolId]) {
        if pools.is_empty() {
            return;
        }
        Members::<T>::mutate(|members| members.retain(|member| !pools.contains(member)));
        pools.iter().for_each(|pool| Self::forget(*pool));
    }

    /// Removes what is kept of a member.
    fn forget(pool: PoolId) {
        Weights::<T>::remove(pool);
        Commits::<T>::remove(pool);
    }
}
