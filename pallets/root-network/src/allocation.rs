// SPDX-License-Identifier: Apache-2.0
//! A root epoch: what members hold and say becomes what subnets get.

use crate::{
    types::{in_ppm, AllocationRecord, RootSettings, MAX_PERIOD},
    Allocation, Config, Event, Members, Pallet, Settings, Weights, BACKLOG_BLOCKS, TRUST_THRESHOLD,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::traits::Get;
use joule_math::root::{Funds, Member, Parameters, Root};
use joule_primitives::{
    commits::MAX_COMMITS,
    root::StakePools,
    staking::PoolId,
    subnets::{NetUid, SplitEmission, DIVISION_BLOCKS, MAX_SUBNETS},
    types::{Balance, BlockNumber},
};
use sp_runtime::Perbill;

impl<T: Config> Pallet<T> {
    /// Divides what came and a part of the backlog among `subnets`: what each gets, in pJ.
    pub(crate) fn allocate(subnets: &[NetUid], inflow: Balance, backlog: Balance) -> Vec<Balance> {
        let (members, dropped) = Self::keep_staked();
        let outcome = Self::ballot(&members, subnets).outcome();
        let funds =
            Funds { inflow, backlog, blocks: DIVISION_BLOCKS, backlog_blocks: BACKLOG_BLOCKS };
        let amounts = outcome.amounts(&funds);
        let now = Self::now();
        let record = AllocationRecord::of(now, &funds, &members, subnets, &outcome, &amounts);
        let (turnout_ppm, decided_ppm) = (in_ppm(record.turnout), in_ppm(record.decided));
        Allocation::<T>::put(record);
        Self::deposit_event(Event::EmissionAllocated { turnout_ppm, decided_ppm, dropped });
        amounts
    }

    /// Removes the members without any stake. Those that stay, with their stakes, and those that do
    /// not.
    fn keep_staked() -> (Vec<(PoolId, Balance)>, Vec<PoolId>) {
        let members = Members::<T>::get().into_iter();
        let stakes = members.map(|pool| (pool, T::Stakes::tokens_of(pool)));
        let (staked, unstaked): (Vec<_>, Vec<_>) = stakes.partition(|(_, stake)| *stake > 0);
        let dropped = unstaked.into_iter().map(|(pool, _)| pool).collect::<Vec<_>>();
        Self::drop_members(&dropped);
        (staked, dropped)
    }

    /// The members with what they say of `subnets`, each of which is the column of its place.
    fn ballot(members: &[(PoolId, Balance)], subnets: &[NetUid]) -> Root {
        let now = Self::now();
        let RootSettings { expiry_blocks, counted_cap, .. } = Settings::<T>::get();
        let columns = subnets.iter().copied().zip(0u16..).collect::<BTreeMap<_, _>>();
        let member = |(pool, stake): &(PoolId, Balance)| Member {
            stake: *stake,
            weights: Self::weights_for(*pool, &columns, now, expiry_blocks),
        };
        Root {
            parameters: parameters(counted_cap),
            members: members.iter().map(member).collect(),
            total_stake: T::Stakes::total(),
            columns: u16::try_from(subnets.len()).unwrap_or(u16::MAX),
        }
    }

    /// What a member says, by column. Nothing if it said so too long ago; what it gives to subnets
    /// that do not exist any more counts as if it had not been given.
    fn weights_for(
        pool: PoolId,
        columns: &BTreeMap<NetUid, u16>,
        now: BlockNumber,
        expiry_blocks: BlockNumber,
    ) -> Vec<(u16, u16)> {
        let row = Weights::<T>::get(pool).filter(|row| now < row.expires_at(expiry_blocks));
        let entries = row.map(|row| row.entries.into_inner()).unwrap_or_default();
        let column_of = |(netuid, weight): (NetUid, u16)| Some((*columns.get(&netuid)?, weight));
        let mut weights = entries.into_iter().filter_map(column_of).collect::<Vec<_>>();
        weights.sort_unstable();
        weights
    }

    /// What must hold between the constants of the runtime.
    pub(crate) fn check_constants() {
        assert!(
            MAX_COMMITS > u32::from(MAX_PERIOD).saturating_add(1),
            "A member may commit in every epoch."
        );
        assert!(RootSettings::PUBLIC.check().is_ok(), "The default settings are allowed.");
        let room = T::BlockWeights::get().max_block.div(2);
        let weight = <Self as SplitEmission>::weight(MAX_SUBNETS);
        assert!(weight.all_lte(room), "Half a block has room for an epoch.");
    }
}

/// How votes become shares, if so much of the members' stake counts of a single one's at most.
#[must_use]
pub const fn parameters(counted_cap: Perbill) -> Parameters {
    Parameters {
        rho: 10,
        kappa: 32_767,
        cap: counted_cap,
        trust_threshold: TRUST_THRESHOLD,
        turnout_factor: 2,
        decision_factor: 2,
    }
}
