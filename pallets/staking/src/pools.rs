// SPDX-License-Identifier: Apache-2.0
//! Pools: what enters them, and how rewards reach them.

use crate::{
    Config, CreditOf, Error, Event, Hotkeys, NextPool, Pallet, PoolOf, Pools, Stakes, Totals,
    MAX_TAKE, MIN_STAKE, PALLET_ID,
};
use frame_support::{
    ensure,
    traits::{
        fungible::{Balanced, Inspect, Mutate},
        tokens::{Fortitude, Precision, Preservation},
        Imbalance,
    },
};
use joule_math::streams::Stream;
use joule_primitives::{
    staking::{PoolId, StakerId},
    types::{Balance, BlockNumber},
};
use sp_runtime::{
    traits::{AccountIdConversion, SaturatedConversion},
    DispatchError, DispatchResult, TokenError,
};

impl<T: Config> Pallet<T> {
    /// The account that holds all stake.
    #[must_use]
    pub fn account() -> T::AccountId {
        PALLET_ID.into_account_truncating()
    }

    /// The block that is being executed.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The pool behind a hotkey, also one that was replaced.
    pub(crate) fn pool_of(hotkey: &T::AccountId) -> Result<PoolId, DispatchError> {
        let record = Hotkeys::<T>::get(hotkey);
        record.and_then(|record| record.pool).ok_or(Error::<T>::ValidatorNotFound.into())
    }

    /// A pool with everything that has flowed into it by now. The caller must store it.
    pub(crate) fn load(id: PoolId) -> Result<PoolOf<T>, DispatchError> {
        let mut pool = Pools::<T>::get(id).ok_or(Error::<T>::ValidatorNotFound)?;
        let flowed = pool.flow(Self::now());
        if flowed.tokens > 0 {
            Totals::<T>::mutate(|totals| {
                totals.streaming = totals.streaming.saturating_sub(flowed.tokens);
                totals.pooled = totals.pooled.saturating_add(flowed.tokens);
            });
            let shares = Stakes::<T>::get(pool.owner, id).saturating_add(flowed.owner_shares);
            Self::set_shares(pool.owner, id, shares);
            Self::deposit_event(Event::RewardsFlowed {
                pool: id,
                amount: flowed.tokens,
                owner_shares: flowed.owner_shares,
            });
        }
        Ok(pool)
    }

    /// A pool as [`load`](Self::load) would find it, and the owner's shares of it, without writing.
    pub(crate) fn peek(id: PoolId) -> Option<(PoolOf<T>, u128)> {
        let mut pool = Pools::<T>::get(id)?;
        let flowed = pool.flow(Self::now());
        let owner_shares = Stakes::<T>::get(pool.owner, id).saturating_add(flowed.owner_shares);
        Some((pool, owner_shares))
    }

    /// The pool behind a hotkey that is in use; `None` for one that was replaced.
    pub(crate) fn pool_in_use(hotkey: &T::AccountId) -> Option<PoolId> {
        Hotkeys::<T>::get(hotkey).filter(|record| !record.retired)?.pool
    }

    /// What is staked behind a hotkey, in pJ, with everything that has flowed by now, without writing.
    pub(crate) fn tokens_behind(hotkey: &T::AccountId) -> Balance {
        Self::pool_in_use(hotkey).map_or(0, Self::tokens_in)
    }

    /// What is staked in a pool, in pJ, with everything that has flowed by now, without writing.
    pub(crate) fn tokens_in(id: PoolId) -> Balance {
        Pools::<T>::get(id).map_or(0, |mut pool| {
            pool.flow(Self::now());
            pool.tokens
        })
    }

    /// Sets how many shares of a pool a staker has.
    pub(crate) fn set_shares(staker: StakerId, pool: PoolId, shares: u128) {
        let before = Stakes::<T>::get(staker, pool);
        if shares == 0 {
            Stakes::<T>::remove(staker, pool);
        } else {
            Stakes::<T>::insert(staker, pool, shares);
        }
        match (before > 0, shares > 0) {
            (false, true) => Self::add_position(staker),
            (true, false) => Self::drop_position(staker),
            _ => {}
        }
    }

    pub(crate) fn do_stake(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        amount: Balance,
    ) -> DispatchResult {
        ensure!(amount >= MIN_STAKE, Error::<T>::AmountBelowMinimum);
        let id = Self::pool_of(hotkey)?;
        let spendable =
            T::Currency::reducible_balance(coldkey, Preservation::Preserve, Fortitude::Polite);
        ensure!(amount <= spendable, TokenError::FundsUnavailable);
        let mut pool = Self::load(id)?;
        ensure!(!pool.is_worn_out(), Error::<T>::PoolWornOut);
        let staker = Self::staker_or_new(coldkey);
        let charged = Self::deposit_into(&mut pool, id, staker, amount)
            .ok_or(Error::<T>::AmountBelowSharePrice)?;
        Pools::<T>::insert(id, pool);
        T::Currency::transfer(coldkey, &Self::account(), charged, Preservation::Preserve)?;
        Ok(())
    }

    /// Buys shares of `pool` for up to `amount` pJ that the staking account holds or is about to,
    /// and returns what they cost. `None` if the amount buys none; nothing changed then.
    pub(crate) fn deposit_into(
        pool: &mut PoolOf<T>,
        id: PoolId,
        staker: StakerId,
        amount: Balance,
    ) -> Option<Balance> {
        let minted = pool.with(|pool| pool.deposit(amount))?;
        let shares = Stakes::<T>::get(staker, id).saturating_add(minted.shares);
        Self::set_shares(staker, id, shares);
        Totals::<T>::mutate(|totals| {
            totals.pooled = totals.pooled.saturating_add(minted.tokens);
        });
        Self::deposit_event(Event::Staked {
            pool: id,
            coldkey: Self::coldkey_of_staker(staker)?,
            amount: minted.tokens,
            shares: minted.shares,
        });
        Some(minted.tokens)
    }

    /// Stakes `credit` for `coldkey` behind `hotkey`, however little it is, and hands back what does
    /// not buy shares.
    pub(crate) fn stake_credit(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        credit: CreditOf<T>,
    ) -> CreditOf<T> {
        let amount = credit.peek();
        if amount == 0 {
            return credit;
        }
        let Some(id) = Self::pool_in_use(hotkey) else { return credit };
        let Ok(mut pool) = Self::load(id) else { return credit };
        // Asked first: whoever has nothing here gets a number only for something.
        let Some(quote) = pool.clone().with(|pool| pool.deposit(amount)) else {
            Pools::<T>::insert(id, pool);
            return credit;
        };
        let (cost, rest) = credit.split(quote.tokens);
        let rest = match T::Currency::resolve(&Self::account(), cost) {
            Ok(()) => {
                let staker = Self::staker_or_new(coldkey);
                let charged = Self::deposit_into(&mut pool, id, staker, amount);
                debug_assert_eq!(charged, Some(quote.tokens), "the quote holds");
                rest
            }
            Err(cost) => rest.merge(cost),
        };
        Pools::<T>::insert(id, pool);
        rest
    }

    /// Lets `credit` flow into the pool of `hotkey` over `blocks`. Hands it back if it cannot.
    pub(crate) fn reward_pool(
        hotkey: &T::AccountId,
        credit: CreditOf<T>,
        blocks: BlockNumber,
    ) -> Result<(), CreditOf<T>> {
        let amount = credit.peek();
        if amount == 0 {
            return Ok(());
        }
        let Some(id) = Self::pool_or_new(hotkey) else { return Err(credit) };
        let Ok(mut pool) = Self::load(id) else { return Err(credit) };
        if pool.is_worn_out() {
            Pools::<T>::insert(id, pool);
            return Err(credit);
        }
        let paid = T::Currency::resolve(&Self::account(), credit);
        if paid.is_ok() {
            Self::stream_into(&mut pool, id, amount, blocks);
        }
        Pools::<T>::insert(id, pool);
        paid
    }

    /// Lets `amount` pJ that the staking account holds flow into a loaded `pool` over `blocks`.
    pub(crate) fn stream_into(
        pool: &mut PoolOf<T>,
        id: PoolId,
        amount: Balance,
        blocks: BlockNumber,
    ) {
        let owner = pool.take.mul_floor(amount);
        let mut stream = Stream::from(pool.rewards);
        // The pool is loaded, so nothing flows now.
        let _ = stream.add(Self::now(), amount.saturating_sub(owner), owner, blocks);
        pool.rewards = stream.into();
        pool.rewarded = pool.rewarded.saturating_add(amount);
        Totals::<T>::mutate(|totals| {
            totals.streaming = totals.streaming.saturating_add(amount);
        });
        let until = pool.rewards.until;
        Self::deposit_event(Event::Rewarded { pool: id, amount, until });
    }

    /// The pool of a hotkey that serves somebody; a new one if it has none.
    fn pool_or_new(hotkey: &T::AccountId) -> Option<PoolId> {
        let record = Hotkeys::<T>::get(hotkey)?;
        match record.pool {
            Some(id) => Some(id),
            None if record.retired => None,
            None => Some(Self::create_pool(hotkey.clone(), record.owner, MAX_TAKE)),
        }
    }

    /// Makes a pool for a hotkey that has none.
    pub(crate) fn create_pool(
        hotkey: T::AccountId,
        owner: StakerId,
        take: sp_runtime::Permill,
    ) -> PoolId {
        let id = NextPool::<T>::mutate(|next| {
            let id = *next;
            *next = next.saturating_add(1);
            id
        });
        Hotkeys::<T>::mutate(&hotkey, |record| {
            if let Some(record) = record {
                record.pool = Some(id);
            }
        });
        if let Some(coldkey) = Self::coldkey_of_staker(owner) {
            let hotkey = hotkey.clone();
            Self::deposit_event(Event::ValidatorRegistered { pool: id, hotkey, coldkey, take });
        }
        Pools::<T>::insert(id, PoolOf::<T>::new(hotkey, owner, take));
        id
    }

    /// Takes `amount` pJ of what the staking account holds.
    pub(crate) fn draw(amount: Balance) -> Result<CreditOf<T>, DispatchError> {
        T::Currency::withdraw(
            &Self::account(),
            amount,
            Precision::Exact,
            Preservation::Preserve,
            Fortitude::Polite,
        )
    }
}
