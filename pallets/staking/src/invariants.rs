// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    types::StakeTotals, Candidates, Config, ExitPools, Exits, Hotkeys, Limits, Pallet, Pools,
    StakerIds, Stakers, Stakes, Totals,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{
    ensure,
    traits::{fungible::Inspect, Get},
};
use joule_primitives::{session::Sessions, types::Balance};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        Self::check_shares()?;
        Self::check_account()?;
        Self::check_exits()?;
        Self::check_candidates()?;
        Self::check_keys()
    }

    /// S1 and S3.
    fn check_shares() -> Result<(), TryRuntimeError> {
        let mut sums = BTreeMap::<_, u128>::new();
        for (_, pool, shares) in Stakes::<T>::iter() {
            ensure!(shares > 0, "S1: a stake of no shares is stored");
            let sum = sums.entry(pool).or_default();
            *sum = sum.checked_add(shares).ok_or("S1: more shares than can be counted")?;
        }
        for (id, pool) in Pools::<T>::iter() {
            let sum = sums.remove(&id).unwrap_or_default();
            ensure!(sum == pool.shares, "S1: the shares of stakers are not those of their pool");
            ensure!(pool.shares > 0 || pool.tokens == 0, "S3: a pool has tokens without shares");
        }
        ensure!(sums.is_empty(), "S1: there are shares of a pool that does not exist");
        Ok(())
    }

    /// S2.
    fn check_account() -> Result<(), TryRuntimeError> {
        let mut sums = StakeTotals::default();
        for pool in Pools::<T>::iter_values() {
            sums.pooled = sums.pooled.saturating_add(pool.tokens);
            sums.streaming = sums
                .streaming
                .saturating_add(pool.rewards.stakers)
                .saturating_add(pool.rewards.owner);
        }
        for (_, _, exits) in ExitPools::<T>::iter() {
            sums.exiting = sums.exiting.saturating_add(exits.tokens);
        }
        ensure!(sums == Totals::<T>::get(), "S2: the totals are not the sums of their parts");
        let owed = sums.pooled.saturating_add(sums.streaming).saturating_add(sums.exiting);
        let held = T::Currency::balance(&Self::account());
        ensure!(held >= owed, "S2: the staking account holds less than it owes");
        Ok(())
    }

    /// S4.
    fn check_exits() -> Result<(), TryRuntimeError> {
        let mut sums = BTreeMap::<_, (u128, Balance)>::new();
        for (staker, pool, exits) in Exits::<T>::iter() {
            ensure!(!exits.is_empty(), "S4: an empty list of exits is stored");
            ensure!(Stakers::<T>::contains_key(staker), "S4: somebody unknown exits");
            for exit in exits {
                let pays = Self::worth(pool, &exit);
                ensure!(pays <= exit.requested, "S4: an exit pays more than was requested");
                let (shares, payable) = sums.entry((pool, exit.session)).or_default();
                *shares = shares.checked_add(exit.shares).ok_or("S4: too many shares")?;
                *payable = payable.saturating_add(pays);
            }
        }
        for (pool, session, exits) in ExitPools::<T>::iter() {
            let (shares, payable) = sums.remove(&(pool, session)).unwrap_or_default();
            ensure!(
                shares == exits.shares,
                "S4: the shares of exits are not those of their session"
            );
            ensure!(payable <= exits.tokens, "S4: exits cannot pay what they are worth");
        }
        ensure!(sums.is_empty(), "S4: there are exits without a session");
        Ok(())
    }

    /// S5, and S7: who stands does so once.
    fn check_candidates() -> Result<(), TryRuntimeError> {
        let candidates = Candidates::<T>::get();
        let standing = Pools::<T>::iter()
            .filter_map(|(id, pool)| pool.standing.then_some(id))
            .collect::<BTreeSet<_>>();
        ensure!(standing.len() == candidates.len(), "S7: a candidate is listed twice or never");
        ensure!(
            standing.iter().all(|candidate| candidates.contains(candidate)),
            "S7: who stands is not listed"
        );
        for hotkey in Self::elected() {
            ensure!(T::Sessions::has_keys(&hotkey), "S5: somebody without keys is elected");
            let id = Self::pool_of(&hotkey).map_err(|_| "S5: no pool of who is elected")?;
            let tokens = Pools::<T>::get(id).map_or(0, |pool| pool.tokens);
            let ahead = Pools::<T>::get(id).map_or(0, |pool| pool.rewards.stakers);
            ensure!(tokens > 0 || ahead > 0, "S5: somebody without stake is elected");
        }
        let seats = Limits::<T>::get().max_validators;
        ensure!((1..=T::MaxValidators::get()).contains(&seats), "S7: the seats are out of bounds");
        Ok(())
    }

    /// S8: numbers, coldkeys and hotkeys name each other.
    fn check_keys() -> Result<(), TryRuntimeError> {
        let mut positions = BTreeMap::<_, u32>::new();
        let mut count = |staker| {
            let count = positions.entry(staker).or_default();
            *count = count.saturating_add(1);
        };
        Stakes::<T>::iter_keys().for_each(|(staker, _)| count(staker));
        Exits::<T>::iter_keys().for_each(|(staker, _)| count(staker));
        Hotkeys::<T>::iter_values().for_each(|record| count(record.owner));
        for (id, record) in Stakers::<T>::iter() {
            ensure!(
                StakerIds::<T>::get(&record.coldkey) == Some(id),
                "S8: a number and its coldkey do not name each other"
            );
            let counted = positions.remove(&id).unwrap_or_default();
            ensure!(counted == record.positions, "S8: the positions of a coldkey are miscounted");
            ensure!(counted > 0, "S8: a coldkey without positions was not forgotten");
        }
        ensure!(positions.is_empty(), "S8: somebody without a number has something");
        for (id, pool) in Pools::<T>::iter() {
            let record = Hotkeys::<T>::get(&pool.hotkey).ok_or("S8: a pool's hotkey is unknown")?;
            ensure!(
                record.pool == Some(id) && !record.retired && record.owner == pool.owner,
                "S8: a pool and its hotkey do not name each other"
            );
        }
        Ok(())
    }
}
