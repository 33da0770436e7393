// SPDX-License-Identifier: Apache-2.0
//! Answers to the questions of the runtime API.

use crate::{
    types::ExitTarget, Authored, Candidates, ColdkeyMoves, Config, ExitOf, Exits, Identities,
    NextPool, Pallet, SessionRewards, Slashes, Staked, StakerIds, Stakes,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::traits::{fungible::Inspect, Get};
use joule_math::concentration;
use joule_primitives::{
    apis::staking::{
        ColdkeyMove, Concentration, Decentralisation, Exit, Landing, Stake, Stakes as StakesTold,
        Validator, ValidatorsPage, MAX_STAKES_TOLD, VALIDATORS_PER_PAGE,
    },
    session::Sessions,
    staking::{PoolId, StakerId},
    types::Balance,
};
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Parts per million of a whole.
const WHOLE_PPM: u128 = 1_000_000;

impl<T: Config> Pallet<T> {
    /// Page `page` of all validators, by the number of their pool.
    pub fn validators(page: u32) -> ValidatorsPage<T::AccountId> {
        let total = NextPool::<T>::get();
        let first = page.saturating_mul(VALIDATORS_PER_PAGE);
        let end = first.saturating_add(VALIDATORS_PER_PAGE).min(total);
        let sets = Sets::<T>::of_now();
        ValidatorsPage {
            page,
            pages: total.div_ceil(VALIDATORS_PER_PAGE),
            total,
            validators: (first..end).filter_map(|id| Self::describe(id, &sets)).collect(),
        }
    }

    /// The validator of `hotkey`, also by a hotkey that was replaced.
    pub fn validator(hotkey: &T::AccountId) -> Option<Validator<T::AccountId>> {
        Self::describe(Self::pool_of(hotkey).ok()?, &Sets::<T>::of_now())
    }

    fn describe(id: PoolId, sets: &Sets<T>) -> Option<Validator<T::AccountId>> {
        let (pool, owner_shares) = Self::peek(id)?;
        Some(Validator {
            coldkey: Self::coldkey_of_staker(pool.owner)?,
            pool: id,
            identity: Identities::<T>::get(id).map(Into::into),
            take_ppm: pool.take.deconstruct(),
            tokens: pool.tokens,
            shares: pool.shares,
            self_stake: pool.value_of(owner_shares),
            rewards_ahead: pool.rewards.stakers.saturating_add(pool.rewards.owner),
            standing: pool.standing,
            sitting: sets.sitting.contains(&pool.hotkey),
            queued: sets.queued.contains(&pool.hotkey),
            has_keys: T::Sessions::has_keys(&pool.hotkey),
            blocks_this_session: Authored::<T>::get(id),
            blocks: pool.blocks,
            rewarded: pool.rewarded,
            slashed: pool.slashed,
            sessions: SessionRewards::<T>::get(id).into_inner(),
            slashes: Slashes::<T>::get(id).into_inner(),
            hotkey: pool.hotkey,
        })
    }

    /// What `coldkey` has staked, and what of it is on its way out.
    pub fn stakes(coldkey: T::AccountId) -> StakesTold<T::AccountId> {
        let Some(staker) = StakerIds::<T>::get(&coldkey) else {
            return StakesTold { coldkey, stakes: Vec::new(), more: false, moves_to: None };
        };
        let most = usize::try_from(MAX_STAKES_TOLD).unwrap_or(usize::MAX);
        // One more than is told says whether there are more.
        let seen = most.saturating_add(1);
        let mut pools = Stakes::<T>::iter_key_prefix(staker)
            .take(seen)
            .chain(Exits::<T>::iter_key_prefix(staker).take(seen))
            .collect::<Vec<_>>();
        pools.sort_unstable();
        pools.dedup();
        let more = pools.len() > most;
        let stakes = pools
            .into_iter()
            .take(most)
            .filter_map(|pool| Self::describe_stake(staker, pool, &coldkey))
            .collect();
        let moves_to = ColdkeyMoves::<T>::get(staker).map(|announced| ColdkeyMove {
            coldkey: announced.coldkey,
            from_block: announced.from_block,
        });
        StakesTold { coldkey, stakes, more, moves_to }
    }

    fn describe_stake(
        staker: StakerId,
        id: PoolId,
        coldkey: &T::AccountId,
    ) -> Option<Stake<T::AccountId>> {
        let (pool, owner_shares) = Self::peek(id)?;
        let shares = if pool.owner == staker { owner_shares } else { Stakes::<T>::get(staker, id) };
        let exits = Exits::<T>::get(staker, id)
            .into_iter()
            .map(|exit| Self::describe_exit(id, exit, coldkey))
            .collect();
        let value = pool.value_of(shares);
        Some(Stake { hotkey: pool.hotkey, pool: id, shares, value, exits })
    }

    fn describe_exit(pool: PoolId, exit: ExitOf<T>, coldkey: &T::AccountId) -> Exit<T::AccountId> {
        let (lands_in, value) = (Self::lands_in(exit.session), Self::worth(pool, &exit));
        let matured = match &exit.target {
            ExitTarget::Balance(from_block) => Self::now() >= *from_block,
            ExitTarget::Pool(_) | ExitTarget::Coldkey(_) => T::Sessions::current() >= lands_in,
        };
        let hotkey_of = |pool| Self::peek(pool).map(|(pool, _)| pool.hotkey);
        let (matures_at_block, lands) = match exit.target {
            ExitTarget::Balance(at) => (Some(at), None),
            ExitTarget::Pool(to) => {
                let coldkey = coldkey.clone();
                (None, hotkey_of(to).map(|hotkey| Landing { hotkey, coldkey }))
            }
            ExitTarget::Coldkey(coldkey) => {
                (None, hotkey_of(pool).map(|hotkey| Landing { hotkey, coldkey }))
            }
        };
        Exit {
            requested: exit.requested,
            value,
            session: exit.session,
            matured,
            matures_at_block,
            matures_in_session: matures_at_block.is_none().then_some(lands_in),
            lands,
        }
    }

    /// How concentrated the stake of those is who stand for election.
    pub fn decentralisation() -> Decentralisation {
        let candidates = Candidates::<T>::get();
        let mut by_coldkey = BTreeMap::<StakerId, Balance>::new();
        let mut by_hotkey = Vec::new();
        for (pool, _) in candidates.iter().filter_map(|id| Self::peek(*id)) {
            let sum = by_coldkey.entry(pool.owner).or_default();
            *sum = sum.saturating_add(pool.tokens);
            by_hotkey.push(pool.tokens);
        }
        let staked = Staked::<T>::get();
        let issued = T::Currency::total_issuance();
        let staked_ppm =
            multiply_by_rational_with_rounding(staked, WHOLE_PPM, issued.max(1), Rounding::Down)
                .and_then(|ppm| u32::try_from(ppm).ok())
                .unwrap_or_default();
        Decentralisation {
            candidates: u32::try_from(by_hotkey.len()).unwrap_or(u32::MAX),
            candidate_stake: by_hotkey.iter().fold(0, |sum, tokens| sum.saturating_add(*tokens)),
            staked,
            issued,
            staked_ppm,
            by_hotkey: concentration_of(by_hotkey),
            by_coldkey: concentration_of(by_coldkey.into_values().collect()),
        }
    }
}

/// The sets of consensus, read once for many validators.
struct Sets<T: Config> {
    sitting: Vec<T::AccountId>,
    queued: Vec<T::AccountId>,
}

impl<T: Config> Sets<T> {
    fn of_now() -> Self {
        Self { sitting: T::Sessions::sitting(), queued: T::Sessions::queued() }
    }
}

fn concentration_of(mut stakes: Vec<Balance>) -> Concentration {
    stakes.sort_unstable_by_key(|stake| core::cmp::Reverse(*stake));
    let figures = concentration::of(&stakes);
    Concentration {
        top1_ppm: figures.top1_ppm,
        top10_ppm: figures.top10_ppm,
        nakamoto_third: figures.nakamoto_third,
        nakamoto_half: figures.nakamoto_half,
    }
}
