// SPDX-License-Identifier: Apache-2.0
//! Exits: how stake leaves a pool, waits, and arrives.

use crate::{
    types::{ExitPool, ExitTarget, LIABLE_SESSIONS},
    Config, Error, Event, ExitOf, ExitPools, Exits, Frontier, Limits, Pallet, Pools, StakerIds,
    Stakes, TargetOf, Totals, MIN_STAKE,
};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get, BoundedVec};
use joule_math::{exits::ExitQueue, shares};
use joule_primitives::{
    money::{BurnMoney, BurnReason, PayMoney},
    session::Sessions,
    staking::{PoolId, StakerId},
    types::{Balance, BlockNumber},
};
use sp_runtime::{DispatchError, DispatchResult};
use sp_staking::SessionIndex;

/// What left a pool.
struct Leaving {
    pool: PoolId,
    amount: Balance,
    shares: u128,
    session: SessionIndex,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_unstake(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        amount: Option<Balance>,
    ) -> DispatchResult {
        let (left, matures_at) = Self::leave(coldkey, hotkey, amount, |amount, pooled| {
            let matures_at = if amount > 0 { Self::queue(amount, pooled) } else { Self::now() };
            (ExitTarget::Balance(matures_at), matures_at)
        })?;
        Self::deposit_event(Event::Unstaking {
            pool: left.pool,
            coldkey: coldkey.clone(),
            amount: left.amount,
            shares: left.shares,
            matures_at,
        });
        Ok(())
    }

    pub(crate) fn do_move_stake(
        coldkey: &T::AccountId,
        from: &T::AccountId,
        to: &T::AccountId,
        amount: Option<Balance>,
    ) -> DispatchResult {
        ensure!(amount.is_none_or(|amount| amount >= MIN_STAKE), Error::<T>::AmountBelowMinimum);
        let to_pool = Self::pool_of(to)?;
        ensure!(Self::pool_of(from)? != to_pool, Error::<T>::SamePool);
        let is_worn_out = Pools::<T>::get(to_pool).is_none_or(|pool| pool.is_worn_out());
        ensure!(!is_worn_out, Error::<T>::PoolWornOut);
        let (left, ()) =
            Self::leave(coldkey, from, amount, |_, _| (ExitTarget::Pool(to_pool), ()))?;
        Self::tell_of_move(left, coldkey.clone(), to_pool, coldkey.clone());
        Ok(())
    }

    pub(crate) fn do_transfer_stake(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        to: T::AccountId,
        amount: Option<Balance>,
    ) -> DispatchResult {
        ensure!(amount.is_none_or(|amount| amount >= MIN_STAKE), Error::<T>::AmountBelowMinimum);
        ensure!(*coldkey != to, Error::<T>::SameColdkey);
        let (left, ()) =
            Self::leave(coldkey, hotkey, amount, |_, _| (ExitTarget::Coldkey(to.clone()), ()))?;
        let pool = left.pool;
        Self::tell_of_move(left, coldkey.clone(), pool, to);
        Ok(())
    }

    fn tell_of_move(
        left: Leaving,
        coldkey: T::AccountId,
        to_pool: PoolId,
        to_coldkey: T::AccountId,
    ) {
        Self::deposit_event(Event::StakeMoving {
            pool: left.pool,
            coldkey,
            amount: left.amount,
            shares: left.shares,
            to_pool,
            to_coldkey,
            lands_in: Self::lands_in(left.session),
        });
    }

    /// Takes `amount` of the stake of `coldkey` out of a pool, all of it for `None`, and queues it
    /// for what `target` says, given the amount and the tokens of all pools before.
    fn leave<Told>(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        amount: Option<Balance>,
        target: impl FnOnce(Balance, Balance) -> (TargetOf<T>, Told),
    ) -> Result<(Leaving, Told), DispatchError> {
        ensure!(amount != Some(0), Error::<T>::AmountZero);
        let id = Self::pool_of(hotkey)?;
        let staker = StakerIds::<T>::get(coldkey).ok_or(Error::<T>::StakeNotFound)?;
        let mut pool = Self::load(id)?;
        let owned = Stakes::<T>::get(staker, id);
        ensure!(owned > 0, Error::<T>::StakeNotFound);
        let value = pool.value_of(owned);
        let wanted = amount.unwrap_or(value);
        ensure!(wanted <= value, Error::<T>::StakeTooLow);
        let leaves_dust = value.saturating_sub(wanted) < MIN_STAKE;
        let shares =
            pool.with(|pool| if leaves_dust { owned } else { pool.shares_for(wanted).min(owned) });
        let pooled = Totals::<T>::get().pooled;
        let paid = pool.with(|pool| pool.burn(shares)).ok_or(Error::<T>::StakeTooLow)?;
        Pools::<T>::insert(id, pool);
        Self::set_shares(staker, id, owned.saturating_sub(shares));
        let (target, told) = target(paid, pooled);
        let session = T::Sessions::current();
        if paid > 0 {
            Totals::<T>::mutate(|totals| totals.pooled = totals.pooled.saturating_sub(paid));
            Self::push_exit(staker, id, session, paid, target)?;
        }
        Self::forget_if_idle(staker);
        Ok((Leaving { pool: id, amount: paid, shares, session }, told))
    }

    /// Queues `amount` at the end of the exit queue and returns the block at which it matures.
    fn queue(amount: Balance, pooled: Balance) -> BlockNumber {
        let limits = Limits::<T>::get();
        let queue = ExitQueue {
            min_blocks: limits.min_unbonding_blocks,
            max_blocks: limits.max_unbonding_blocks,
        };
        let ticket = queue.request(Frontier::<T>::get(), Self::now(), amount, pooled);
        Frontier::<T>::put(ticket.frontier);
        ticket.matures
    }

    /// Adds to a staker's exits from a pool. If there are as many as may be, it joins the last one
    /// that goes to the same place, and takes the later date.
    fn push_exit(
        staker: StakerId,
        pool: PoolId,
        session: SessionIndex,
        amount: Balance,
        target: TargetOf<T>,
    ) -> DispatchResult {
        let mut exits = Exits::<T>::get(staker, pool);
        let mut exit = ExitOf::<T> { session, shares: 0, requested: amount, target };
        let mut tokens = amount;
        if exits.is_full() {
            let place = exits
                .iter()
                .rposition(|last| last.goes_where(&exit.target))
                .ok_or(Error::<T>::MaxExitsExceeded)?;
            let last = exits.remove(place);
            tokens = tokens.saturating_add(Self::redeem(pool, &last)?);
            exit.requested = exit.requested.saturating_add(last.requested);
            if let (ExitTarget::Balance(ours), ExitTarget::Balance(theirs)) =
                (&mut exit.target, &last.target)
            {
                *ours = (*ours).max(*theirs);
            }
        }
        let mut exit_pool = shares::Pool::from(ExitPools::<T>::get(pool, session));
        let minted = exit_pool.deposit(tokens).ok_or(Error::<T>::PoolWornOut)?;
        exit_pool.add(tokens.saturating_sub(minted.tokens));
        exit.shares = minted.shares;
        Totals::<T>::mutate(|totals| totals.exiting = totals.exiting.saturating_add(tokens));
        ExitPools::<T>::insert(pool, session, ExitPool::from(exit_pool));
        if exits.is_empty() {
            Self::add_position(staker);
        }
        exits.try_push(exit).map_err(|_| Error::<T>::MaxExitsExceeded)?;
        Exits::<T>::insert(staker, pool, exits);
        Ok(())
    }

    /// What an exit pays if it is withdrawn now: its part of what is left of the exits of its session,
    /// at most what was requested.
    pub(crate) fn worth(pool: PoolId, exit: &ExitOf<T>) -> Balance {
        let exit_pool = shares::Pool::from(ExitPools::<T>::get(pool, exit.session));
        exit_pool.value_of(exit.shares).min(exit.requested)
    }

    /// Takes what an exit is worth out of the exits of its session: at most what was requested.
    fn redeem(pool: PoolId, exit: &ExitOf<T>) -> Result<Balance, DispatchError> {
        let mut exit_pool = shares::Pool::from(ExitPools::<T>::get(pool, exit.session));
        let worth = exit_pool.burn(exit.shares).ok_or(Error::<T>::ExitNotFound)?;
        let paid = worth.min(exit.requested);
        let surplus = worth.saturating_sub(paid);
        Totals::<T>::mutate(|totals| totals.exiting = totals.exiting.saturating_sub(worth));
        if exit_pool.shares == 0 {
            ExitPools::<T>::remove(pool, exit.session);
        } else {
            ExitPools::<T>::insert(pool, exit.session, ExitPool::from(exit_pool));
        }
        if surplus > 0 {
            T::Money::burn(BurnReason::Dust, Self::draw(surplus)?);
        }
        Ok(paid)
    }

    /// The session in which stake may land that began to move in `session`: the first in which no
    /// offence can be reported any more for which it is liable.
    #[must_use]
    pub fn lands_in(session: SessionIndex) -> SessionIndex {
        session.saturating_add(LIABLE_SESSIONS).saturating_add(T::ReportSessions::get())
    }

    /// Whether `caller` may withdraw an exit of `who` in block `now` of session `session`.
    ///
    /// A gift to a coldkey that has nothing here is taken by that coldkey alone: whoever is about to
    /// take over from another must have nothing, and nobody else may change that. Who gave it may take
    /// it back after twice the time.
    fn is_ripe(
        exit: &ExitOf<T>,
        caller: &T::AccountId,
        who: &T::AccountId,
        now: BlockNumber,
        session: SessionIndex,
    ) -> bool {
        match &exit.target {
            ExitTarget::Balance(from_block) => now >= *from_block,
            ExitTarget::Pool(_) => session >= Self::lands_in(exit.session),
            ExitTarget::Coldkey(to) => {
                let lands_in = Self::lands_in(exit.session);
                let is_refused = caller == who && session >= Self::lands_in(lands_in);
                session >= lands_in
                    && (caller == to || StakerIds::<T>::contains_key(to) || is_refused)
            }
        }
    }

    /// Pays and lands what has matured, and returns how many exits that was.
    pub(crate) fn do_withdraw(
        caller: &T::AccountId,
        hotkey: &T::AccountId,
        who: &T::AccountId,
    ) -> Result<u32, DispatchError> {
        let pool = Self::pool_of(hotkey)?;
        let staker = StakerIds::<T>::get(who).ok_or(Error::<T>::ExitNotFound)?;
        let exits = Exits::<T>::get(staker, pool);
        ensure!(!exits.is_empty(), Error::<T>::ExitNotFound);
        let (now, session) = (Self::now(), T::Sessions::current());
        let (matured, waiting): (Vec<_>, Vec<_>) =
            exits.into_iter().partition(|exit| Self::is_ripe(exit, caller, who, now, session));
        ensure!(!matured.is_empty(), Error::<T>::NothingMatured);
        let (mut free, mut refused): (Balance, Balance) = (0, 0);
        for exit in &matured {
            let worth = Self::redeem(pool, exit)?;
            let unplaced = match &exit.target {
                ExitTarget::Balance(_) => {
                    free = free.saturating_add(worth);
                    0
                }
                ExitTarget::Pool(to) => Self::land(*to, staker, worth),
                ExitTarget::Coldkey(to) => {
                    let is_taken = caller == to || StakerIds::<T>::contains_key(to);
                    let heir = Self::staker_or_new(if is_taken { to } else { who });
                    let unplaced = Self::land(pool, heir, worth);
                    Self::forget_if_idle(heir);
                    unplaced
                }
            };
            refused = refused.saturating_add(unplaced);
        }
        Self::put_exits(staker, pool, waiting);
        Self::take_back(staker, pool, session, refused, &mut free)?;
        Self::pay_out(pool, who, free)?;
        Self::forget_if_idle(staker);
        Ok(u32::try_from(matured.len()).unwrap_or(u32::MAX))
    }

    /// What could not land goes to the balance of who sent it, by the queue like any exit: a pool
    /// that takes nothing must not be a way around it. Crumbs are paid at once.
    fn take_back(
        staker: StakerId,
        pool: PoolId,
        session: SessionIndex,
        refused: Balance,
        free: &mut Balance,
    ) -> DispatchResult {
        if refused < MIN_STAKE {
            *free = free.saturating_add(refused);
            return Ok(());
        }
        let matures_at = Self::queue(refused, Totals::<T>::get().pooled);
        Self::push_exit(staker, pool, session, refused, ExitTarget::Balance(matures_at))?;
        if let Some(coldkey) = Self::coldkey_of_staker(staker) {
            Self::deposit_event(Event::Unstaking {
                pool,
                coldkey,
                amount: refused,
                shares: 0,
                matures_at,
            });
        }
        Ok(())
    }

    /// Stakes `amount` in a pool and returns what it does not take.
    fn land(to: PoolId, staker: StakerId, amount: Balance) -> Balance {
        let Ok(mut pool) = Self::load(to) else { return amount };
        let charged = Self::deposit_into(&mut pool, to, staker, amount);
        Pools::<T>::insert(to, pool);
        amount.saturating_sub(charged.unwrap_or_default())
    }

    /// Pays what left a pool to the balance of a coldkey.
    fn pay_out(pool: PoolId, coldkey: &T::AccountId, amount: Balance) -> DispatchResult {
        if amount > 0 {
            T::Money::pay(coldkey, Self::draw(amount)?);
            Self::deposit_event(Event::Withdrawn { pool, coldkey: coldkey.clone(), amount });
        }
        Ok(())
    }

    /// Stores what is left of a staker's exits.
    fn put_exits(staker: StakerId, pool: PoolId, waiting: Vec<ExitOf<T>>) {
        if waiting.is_empty() {
            Exits::<T>::remove(staker, pool);
            Self::drop_position(staker);
            return;
        }
        // A part of the exits is no longer than all of them.
        Exits::<T>::insert(staker, pool, BoundedVec::truncate_from(waiting));
    }
}
