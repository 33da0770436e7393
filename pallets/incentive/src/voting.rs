// SPDX-License-Identifier: Apache-2.0
//! What neurons say that others are worth: who may, and how it is stored.

use crate::{
    types::{Demands, Entries, WeightRow},
    Config, Error, Event, Pallet, Permits, WeightRows,
};
use frame_support::ensure;
use joule_math::yuma::weights::upscaled;
use joule_primitives::{
    subnets::{NetUid, SubnetParameters, Subnets, Uid, MIN_VALIDATOR_STAKE},
    types::BlockNumber,
};
use sp_runtime::{traits::SaturatedConversion, DispatchError, DispatchResult};

/// A neuron that gives weights.
pub(crate) struct Voter<'a, AccountId> {
    /// The subnet.
    pub netuid: NetUid,
    /// What its owner set.
    pub parameters: SubnetParameters,
    /// The neuron.
    pub hotkey: &'a AccountId,
    /// Its uid.
    pub uid: Uid,
}

/// How many `items` there are.
pub(crate) fn count<Item>(items: &[Item]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

impl<T: Config> Pallet<T> {
    /// The block that is being executed.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The neuron of `hotkey` in a subnet.
    pub(crate) fn voter(
        netuid: NetUid,
        hotkey: &T::AccountId,
    ) -> Result<Voter<'_, T::AccountId>, DispatchError> {
        let parameters = T::Subnets::parameters(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        let uid = T::Subnets::uid_of(netuid, hotkey).ok_or(Error::<T>::NeuronNotFound)?;
        Ok(Voter { netuid, parameters, hotkey, uid })
    }

    pub(crate) fn do_set_weights(
        hotkey: &T::AccountId,
        netuid: NetUid,
        weights: &[(Uid, u16)],
        version: u32,
    ) -> DispatchResult {
        let voter = Self::voter(netuid, hotkey)?;
        let schedule = T::Subnets::schedule(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        ensure!(schedule.commit_reveal.is_none(), Error::<T>::CommitRevealOn);
        let before = WeightRows::<T>::get(netuid, voter.uid);
        let demands = Demands::of(&voter.parameters, T::Subnets::neuron_count(netuid));
        ensure!(version >= demands.version, Error::<T>::VersionTooOld);
        let entries = Self::check_weights(&voter, before.as_ref(), weights, demands)?;
        let now = Self::now();
        let row = WeightRow { revealed: now, as_of: now, entries };
        WeightRows::<T>::insert(netuid, voter.uid, row);
        Self::deposit_event(Event::WeightsSet { netuid, uid: voter.uid });
        Ok(())
    }

    /// Checks that `voter`, whose weights are those `before`, may give these, and returns them as they
    /// are stored. Of `demands`, the caller has checked the version.
    pub(crate) fn check_weights(
        voter: &Voter<T::AccountId>,
        before: Option<&WeightRow>,
        weights: &[(Uid, u16)],
        demands: Demands,
    ) -> Result<Entries, DispatchError> {
        let Voter { netuid, parameters, uid, .. } = voter;
        let limit = parameters.weights_rate_limit;
        let earliest = before.map(|row| row.revealed.saturating_add(limit));
        ensure!(
            earliest.is_none_or(|earliest| Self::now() >= earliest),
            Error::<T>::WeightsTooEarly
        );
        let is_ascending = weights.is_sorted_by(|(one, _), (other, _)| one < other);
        ensure!(is_ascending, Error::<T>::UidsNotAscending);
        let neurons = T::Subnets::neuron_count(*netuid);
        ensure!(weights.last().is_none_or(|(last, _)| *last < neurons), Error::<T>::UidNotFound);
        let is_own = weights.iter().all(|(named, _)| named == uid);
        let has_permit = || Permits::<T>::get(netuid).binary_search(uid).is_ok();
        ensure!(is_own || has_permit(), Error::<T>::PermitMissing);
        let entries = scaled(weights);
        ensure!(entries.len() >= usize::from(demands.fewest), Error::<T>::TooFewWeights);
        Self::ensure_stake(voter)?;
        Ok(entries)
    }

    /// Checks that enough stake is behind a neuron, unless it is the owner's.
    pub(crate) fn ensure_stake(voter: &Voter<T::AccountId>) -> DispatchResult {
        let is_owner = T::Subnets::owner_uid(voter.netuid) == Some(voter.uid);
        let stake = || Self::weighing_stake(voter.netuid, voter.hotkey);
        ensure!(is_owner || stake() >= MIN_VALIDATOR_STAKE, Error::<T>::StakeTooLow);
        Ok(())
    }
}

/// The weights that are not zero, scaled so that the largest is 65,535. None of them becomes zero.
fn scaled(weights: &[(Uid, u16)]) -> Entries {
    let largest = weights.iter().map(|(_, weight)| *weight).max().unwrap_or_default();
    let given = weights.iter().filter(|(_, weight)| *weight > 0);
    let entries = given.map(|(uid, weight)| (*uid, upscaled((*weight).into(), largest.into())));
    Entries::truncate_from(entries.collect())
}
