// SPDX-License-Identifier: Apache-2.0
//! Answers to the questions of the runtime API.

use crate::{
    types::{in_ppm, AllocationRecord, MemberOutcome, SubnetOutcome},
    Allocation, Config, Members, Pallet, RootSettings, Settings, Weights, ROOT,
};
use alloc::{collections::BTreeMap, vec::Vec};
use core::cmp::Reverse;
use joule_math::tempo;
use joule_primitives::{
    apis::root::{ColdkeyVoice, RootAllocation, RootMember, RootSubnet, RootWeight},
    root::StakePools,
    staking::PoolId,
    subnets::DIVISION_BLOCKS,
    types::Balance,
};
use sp_runtime::Permill;

impl<T: Config> Pallet<T> {
    /// The members, and what the last epoch decided. `backlog` is what epochs left by now, in pJ:
    /// who pays out what was divided knows.
    pub fn root_allocation(backlog: Balance) -> RootAllocation<T::AccountId> {
        let (block, record) = (Self::now(), Allocation::<T>::get());
        let settings = Settings::<T>::get();
        let heard = record.iter().flat_map(|record| &record.members);
        let heard = heard.map(|member| (member.pool, *member)).collect::<BTreeMap<_, _>>();
        let told = |pool: PoolId| {
            let outcome = heard.get(&pool).copied().unwrap_or_default();
            Self::describe_member(pool, outcome, &settings)
        };
        let subnets = record.iter().flat_map(|record| &record.subnets);
        RootAllocation {
            block,
            last_epoch_block: record.as_ref().map(|record| record.block),
            next_epoch_block: tempo::next_epoch(block, ROOT.0, DIVISION_BLOCKS),
            members: Members::<T>::get().into_iter().filter_map(told).collect(),
            voices: record.as_ref().map(Self::voices).unwrap_or_default(),
            subnets: subnets.map(describe_subnet).collect(),
            turnout_ppm: record.as_ref().map_or(0, |record| in_ppm(record.turnout)),
            decided_ppm: record.as_ref().map_or(0, |record| in_ppm(record.decided)),
            backlog,
            commit_reveal_period: settings.commit_reveal_period,
            expiry_blocks: settings.expiry_blocks,
            counted_cap_ppm: Permill::from_parts(settings.counted_cap.deconstruct() / 1_000)
                .deconstruct(),
        }
    }

    fn describe_member(
        pool: PoolId,
        outcome: MemberOutcome,
        settings: &RootSettings,
    ) -> Option<RootMember<T::AccountId>> {
        let row = Weights::<T>::get(pool).filter(|row| !row.entries.is_empty());
        let decided_at = row.as_ref().map(|row| row.as_of);
        let expires_at = row.as_ref().map(|row| row.expires_at(settings.expiry_blocks));
        let entries = row.map(|row| row.entries.into_inner()).unwrap_or_default();
        let weight = |(netuid, weight)| RootWeight { netuid, weight };
        Some(RootMember {
            hotkey: T::Stakes::hotkey_of(pool)?,
            coldkey: T::Stakes::owner_of(pool)?,
            pool,
            stake: T::Stakes::tokens_of(pool),
            counted_stake: outcome.counted,
            voice_ppm: in_ppm(outcome.voice),
            agreement_ppm: in_ppm(outcome.agreement),
            weights: entries.into_iter().map(weight).collect(),
            weights_age_blocks: decided_at.map(|block| Self::now().saturating_sub(block)),
            weights_expire_at: expires_at,
        })
    }

    /// Whose voices an epoch heard, the loudest first.
    fn voices(record: &AllocationRecord) -> Vec<ColdkeyVoice<T::AccountId>> {
        let mut by_coldkey = BTreeMap::<T::AccountId, (u32, MemberOutcome)>::new();
        for member in &record.members {
            let Some(coldkey) = T::Stakes::owner_of(member.pool) else { continue };
            let (members, sum) = by_coldkey.entry(coldkey).or_default();
            *members = members.saturating_add(1);
            sum.stake = sum.stake.saturating_add(member.stake);
            sum.counted = sum.counted.saturating_add(member.counted);
            sum.voice = sum.voice.saturating_add(member.voice);
        }
        let mut voices = by_coldkey.into_iter().collect::<Vec<_>>();
        voices.sort_by_key(|(_, (_, sum))| Reverse((sum.voice, sum.stake)));
        let told = |(coldkey, (members, sum)): (_, (u32, MemberOutcome))| ColdkeyVoice {
            coldkey,
            members,
            stake: sum.stake,
            counted_stake: sum.counted,
            voice_ppm: in_ppm(sum.voice),
        };
        voices.into_iter().map(told).collect()
    }
}

fn describe_subnet(outcome: &SubnetOutcome) -> RootSubnet {
    RootSubnet {
        netuid: outcome.netuid,
        share_ppm: in_ppm(outcome.share),
        rank_ppm: in_ppm(outcome.rank),
        trust_ppm: in_ppm(outcome.trust),
        consensus_ppm: in_ppm(outcome.consensus),
        amount: outcome.amount,
    }
}
