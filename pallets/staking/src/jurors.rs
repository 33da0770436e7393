// SPDX-License-Identifier: Apache-2.0
//! Validators as jurors: who may be drawn for a panel, and what it costs to neglect that duty.

use crate::{Config, Event, Limits, Pallet, Pools, Stakes, Totals};
use alloc::vec::Vec;
use frame_support::defensive;
use joule_primitives::{
    money::{BurnMoney, BurnReason},
    types::Balance,
};
use sp_runtime::Permill;

/// What a juror is fined: a part of what the owner of a validator must have staked itself.
pub(crate) const JUROR_FINE: Permill = Permill::from_percent(1);

impl<T: Config> Pallet<T> {
    /// The validators behind those of `hotkeys` that have a pool, each by the hotkey that it uses
    /// now, with its coldkey, in their order. Who replaced its hotkey since its election is one as
    /// before: its duties end with its office.
    pub(crate) fn jurors_of(hotkeys: Vec<T::AccountId>) -> Vec<(T::AccountId, T::AccountId)> {
        let juror = |hotkey: T::AccountId| {
            let pool = Pools::<T>::get(Self::pool_of(&hotkey).ok()?)?;
            Some((pool.hotkey, Self::coldkey_of_staker(pool.owner)?))
        };
        hotkeys.into_iter().filter_map(juror).collect()
    }

    /// Burns a fine out of what the owner of the pool behind `hotkey` has staked in it, as far as
    /// that reaches, and says how much it was, in pJ. Whoever replaced its hotkey since pays all the
    /// same.
    pub(crate) fn fine_juror(hotkey: &T::AccountId) -> Balance {
        let Ok(id) = Self::pool_of(hotkey) else { return 0 };
        let Ok(mut pool) = Self::load(id) else { return 0 };
        let (owner, owned) = (pool.owner, Stakes::<T>::get(pool.owner, id));
        let fine = JUROR_FINE.mul_floor(Limits::<T>::get().min_self_stake);
        let due = fine.min(pool.value_of(owned));
        let shares = pool.with(|pool| pool.shares_for(due)).min(owned);
        let amount = pool.with(|pool| pool.burn(shares)).unwrap_or_default();
        pool.slashed = pool.slashed.saturating_add(amount);
        Pools::<T>::insert(id, pool);
        if amount == 0 {
            return 0;
        }
        Self::set_shares(owner, id, owned.saturating_sub(shares));
        Totals::<T>::mutate(|totals| totals.pooled = totals.pooled.saturating_sub(amount));
        match Self::draw(amount) {
            Ok(credit) => T::Money::burn(BurnReason::Slash, credit),
            Err(_) => {
                defensive!("the staking account holds what it owes");
            }
        }
        Self::deposit_event(Event::JurorFined { pool: id, amount });
        amount
    }
}
