// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{Config, CreditOf, Hotkeys, Pallet, Pools, Totals, WeightInfo};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use joule_primitives::{
    panels::Jurors,
    root::StakePools,
    session::{ElectValidators, OnSession, Sessions},
    staking::{Hotkeys as HotkeysTrait, PoolId, RewardPools},
    subnets::{StakeBehind, StakeEarnings},
    types::{Balance, BlockNumber},
};
use sp_runtime::{traits::Convert, DispatchResult};
use sp_staking::SessionIndex;

impl<T: Config> HotkeysTrait<T::AccountId, T::Signature> for Pallet<T> {
    fn coldkey_of(hotkey: &T::AccountId) -> Option<T::AccountId> {
        Self::coldkey_of_hotkey(hotkey)
    }

    fn claim(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        proof: Option<&T::Signature>,
    ) -> DispatchResult {
        Self::claim_hotkey(coldkey, hotkey, proof).map(|_| ())
    }
}

impl<T: Config> RewardPools<T::AccountId, CreditOf<T>> for Pallet<T> {
    fn reward(
        hotkey: &T::AccountId,
        credit: CreditOf<T>,
        accrued_blocks: BlockNumber,
    ) -> Result<(), CreditOf<T>> {
        Self::reward_pool(hotkey, credit, accrued_blocks)
    }
}

impl<T: Config> StakeBehind<T::AccountId> for Pallet<T> {
    fn stake_behind(hotkey: &T::AccountId) -> Balance {
        Self::tokens_behind(hotkey)
    }
}

impl<T: Config> StakePools<T::AccountId> for Pallet<T> {
    fn pool_of(hotkey: &T::AccountId) -> Option<PoolId> {
        Self::pool_in_use(hotkey)
    }

    fn hotkey_of(pool: PoolId) -> Option<T::AccountId> {
        Pools::<T>::get(pool).map(|pool| pool.hotkey)
    }

    fn owner_of(pool: PoolId) -> Option<T::AccountId> {
        Self::coldkey_of_staker(Pools::<T>::get(pool)?.owner)
    }

    fn tokens_of(pool: PoolId) -> Balance {
        Self::tokens_in(pool)
    }

    fn total() -> Balance {
        Staked::<T>::get()
    }
}

impl<T: Config> StakeEarnings<T::AccountId, CreditOf<T>> for Pallet<T> {
    fn stake_earnings(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        credit: CreditOf<T>,
    ) -> CreditOf<T> {
        Self::stake_credit(coldkey, hotkey, credit)
    }
}

impl<T: Config> ElectValidators<T::AccountId> for Pallet<T> {
    fn elect(_session: SessionIndex) -> Option<Vec<T::AccountId>> {
        Self::elected_or_kept()
    }
}

impl<T: Config> OnSession<T::AccountId> for Pallet<T> {
    fn on_session_ending(session: SessionIndex, validators: &[T::AccountId]) {
        Self::end_session(session, validators);
    }
}

impl<T: Config> Jurors<T::AccountId> for Pallet<T> {
    fn jurors() -> Vec<(T::AccountId, T::AccountId)> {
        Self::jurors_of(T::Sessions::sitting())
    }

    fn fine(hotkey: &T::AccountId) -> Balance {
        Self::fine_juror(hotkey)
    }

    fn weight() -> Weight {
        T::WeightInfo::jurors(T::MaxValidators::get()).saturating_add(T::WeightInfo::fine())
    }
}

/// The tokens that are staked, and those that are about to be, in pJ. Exits are not.
pub struct Staked<T>(PhantomData<T>);

impl<T: Config> Get<Balance> for Staked<T> {
    fn get() -> Balance {
        let totals = Totals::<T>::get();
        totals.pooled.saturating_add(totals.streaming)
    }
}

/// Hotkeys with a pool, which may have session keys; `None` for all other accounts.
pub struct ValidatorOf<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<T::AccountId>> for ValidatorOf<T> {
    fn convert(account: T::AccountId) -> Option<T::AccountId> {
        let pool = Hotkeys::<T>::get(&account).and_then(|record| Pools::<T>::get(record.pool?))?;
        (pool.hotkey == account).then_some(account)
    }
}

impl<T: Config> Pallet<T> {
    /// The coldkey that a hotkey serves or served.
    pub(crate) fn coldkey_of_hotkey(hotkey: &T::AccountId) -> Option<T::AccountId> {
        Hotkeys::<T>::get(hotkey).and_then(|record| Self::coldkey_of_staker(record.owner))
    }
}
