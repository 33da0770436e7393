// SPDX-License-Identifier: Apache-2.0
//! Who stands for election, and who is elected.

use crate::{types::ChillReason, Candidates, Config, Error, Event, Limits, Pallet, PoolOf, Pools};
use alloc::vec::Vec;
use core::cmp::Reverse;
use frame_support::{ensure, traits::Get};
use joule_math::election;
use joule_primitives::{session::Sessions, staking::PoolId, types::Balance};
use sp_runtime::DispatchResult;

/// As many may stand as there are seats, times this.
const CANDIDATES_PER_SEAT: u32 = 4;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_validate(coldkey: &T::AccountId, hotkey: &T::AccountId) -> DispatchResult {
        let (id, mut pool) = Self::load_own(coldkey, hotkey)?;
        ensure!(!pool.standing, Error::<T>::AlreadyStanding);
        ensure!(T::Sessions::has_keys(hotkey), Error::<T>::SessionKeysMissing);
        let self_stake = pool.value_of(crate::Stakes::<T>::get(pool.owner, id));
        let limits = Limits::<T>::get();
        ensure!(self_stake >= limits.min_self_stake, Error::<T>::SelfStakeTooLow);
        ensure!(!Self::is_barred(hotkey), Error::<T>::OffendedTooRecently);

        let mut candidates = Candidates::<T>::get();
        let is_full = candidates.len() >= most_candidates(limits.max_validators);
        let outbid = if is_full {
            let (smallest, tokens) = Self::smallest_of(&candidates)?;
            ensure!(pool.tokens > tokens, Error::<T>::PoolTooSmall);
            candidates.retain(|candidate| *candidate != smallest);
            Some(smallest)
        } else {
            None
        };
        candidates.try_push(id).map_err(|_| Error::<T>::PoolTooSmall)?;
        pool.standing = true;
        let hotkey = pool.hotkey.clone();
        Pools::<T>::insert(id, pool);
        Candidates::<T>::put(candidates);
        if let Some(outbid) = outbid {
            Self::leave_candidates(outbid, ChillReason::Outbid);
        }
        Self::deposit_event(Event::Standing { pool: id, hotkey });
        Ok(())
    }

    /// The candidate with the fewest tokens, the younger one of equals.
    fn smallest_of(candidates: &[PoolId]) -> Result<(PoolId, Balance), Error<T>> {
        candidates
            .iter()
            .map(|id| (*id, Self::peek(*id).map_or(0, |(pool, _)| pool.tokens)))
            .min_by_key(|(id, tokens)| (*tokens, Reverse(*id)))
            .ok_or(Error::<T>::PoolTooSmall)
    }

    pub(crate) fn do_chill(coldkey: &T::AccountId, hotkey: &T::AccountId) -> DispatchResult {
        let (id, pool) = Self::load_own(coldkey, hotkey)?;
        ensure!(pool.standing, Error::<T>::NotStanding);
        Pools::<T>::insert(id, pool);
        Self::leave_candidates(id, ChillReason::Wish);
        Ok(())
    }

    /// Takes a pool off those who stand, if it does.
    pub(crate) fn leave_candidates(id: PoolId, reason: ChillReason) {
        let stood = Pools::<T>::mutate(id, |pool| {
            pool.as_mut().is_some_and(|pool| core::mem::take(&mut pool.standing))
        });
        if stood {
            Candidates::<T>::mutate(|candidates| {
                candidates.retain(|candidate| *candidate != id);
            });
            Self::deposit_event(Event::Chilled { pool: id, reason });
        }
    }

    /// The hotkeys of those who are elected by the stake of this block, best first: candidates with
    /// session keys and enough of their owner's stake, by the tokens of their pools, the older
    /// first of equals, as many as [`election::seats`] says.
    #[must_use]
    pub fn elected() -> Vec<T::AccountId> {
        let limits = Limits::<T>::get();
        let mut electable = Candidates::<T>::get()
            .into_iter()
            .filter_map(|id| {
                let (pool, owner_shares) = Self::peek(id)?;
                Self::is_electable(&pool, owner_shares, limits.min_self_stake).then_some((
                    pool.tokens,
                    id,
                    pool.hotkey,
                ))
            })
            .collect::<Vec<_>>();
        electable.sort_unstable_by_key(|(tokens, id, _)| (Reverse(*tokens), *id));
        let stakes = electable.iter().map(|(tokens, _, _)| *tokens).collect::<Vec<_>>();
        let seats = election::seats(&stakes, usize_of(limits.max_validators));
        electable.into_iter().take(seats).map(|(_, _, hotkey)| hotkey).collect()
    }

    /// Those who are elected, and, where they are fewer than [`election::SAFE_SEATS`], those who sit
    /// and stand with some stake, if too little, in their order, up to that many. So the first to
    /// have enough stake does not become the only one. `None` if nobody is elected.
    pub(crate) fn elected_or_kept() -> Option<Vec<T::AccountId>> {
        let mut set = Self::elected();
        if set.is_empty() {
            return None;
        }
        let sitting = T::Sessions::sitting();
        let least = election::SAFE_SEATS
            .min(sitting.len())
            .min(usize_of(Limits::<T>::get().max_validators));
        for hotkey in sitting {
            if set.len() >= least {
                break;
            }
            let has_stake = Self::standing(&hotkey).is_some_and(|pool| pool.tokens > 0);
            if has_stake && !set.contains(&hotkey) && T::Sessions::has_keys(&hotkey) {
                set.push(hotkey);
            }
        }
        Some(set)
    }

    /// The pool that stands under `hotkey`.
    pub(crate) fn standing(hotkey: &T::AccountId) -> Option<PoolOf<T>> {
        let pool = Pools::<T>::get(Self::pool_of(hotkey).ok()?)?;
        (pool.standing && pool.hotkey == *hotkey).then_some(pool)
    }

    fn is_electable(pool: &PoolOf<T>, owner_shares: u128, min_self_stake: Balance) -> bool {
        pool.tokens > 0
            && pool.value_of(owner_shares) >= min_self_stake
            && T::Sessions::has_keys(&pool.hotkey)
    }

    pub(crate) fn do_set_election_bounds(
        max_validators: u32,
        min_self_stake: Balance,
    ) -> DispatchResult {
        let is_possible = (1..=T::MaxValidators::get()).contains(&max_validators);
        ensure!(is_possible, Error::<T>::SeatsOutOfBounds);
        Limits::<T>::mutate(|limits| {
            limits.max_validators = max_validators;
            limits.min_self_stake = min_self_stake;
        });
        Self::trim_candidates(max_validators);
        Self::deposit_event(Event::ElectionChanged { max_validators, min_self_stake });
        Ok(())
    }

    /// Lets the smallest stand no more, where more stand than may.
    fn trim_candidates(max_validators: u32) {
        let candidates = Candidates::<T>::get();
        let most = most_candidates(max_validators);
        if candidates.len() <= most {
            return;
        }
        let mut by_tokens = candidates
            .iter()
            .map(|id| (Self::peek(*id).map_or(0, |(pool, _)| pool.tokens), *id))
            .collect::<Vec<_>>();
        by_tokens.sort_unstable_by_key(|(tokens, id)| (Reverse(*tokens), *id));
        for (_, id) in by_tokens.into_iter().skip(most) {
            Self::leave_candidates(id, ChillReason::Outbid);
        }
    }

    /// Checks what holds between the constants of the runtime.
    pub(crate) fn check_constants() {
        assert!(T::MaxValidators::get() > 0, "A session has at least one seat.");
        assert_eq!(
            T::MaxCandidates::get(),
            T::MaxValidators::get().saturating_mul(CANDIDATES_PER_SEAT),
            "Four candidates may stand for each seat.",
        );
        assert!(T::ReportSessions::get() > 0, "An offence can be reported after its session.");
    }
}

/// How many may stand for so many seats.
fn most_candidates(max_validators: u32) -> usize {
    usize_of(max_validators.saturating_mul(CANDIDATES_PER_SEAT))
}

fn usize_of(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
