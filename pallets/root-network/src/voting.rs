// SPDX-License-Identifier: Apache-2.0
//! What members say that subnets should get: who may, and how it is stored.

use crate::{
    types::{Entries, RootSettings, RootWeights},
    Commits, Config, Error, Event, Pallet, Settings, Weights, ROOT, WEIGHTS_INTERVAL_BLOCKS,
};
use frame_support::ensure;
use joule_primitives::subnets::{NetUid, Subnets};
use sp_runtime::{DispatchError, DispatchResult};

/// How many `items` there are.
pub(crate) fn count<Item>(items: &[Item]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_root_weights(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        weights: &[(NetUid, u16)],
    ) -> DispatchResult {
        let pool = Self::voter(coldkey, hotkey)?;
        let settings = Settings::<T>::get();
        ensure!(settings.commit_reveal_period.is_none(), Error::<T>::CommitRevealOn);
        Self::check_form(weights)?;
        let subnets = T::Subnets::all();
        let exists = |(netuid, _): &(NetUid, u16)| subnets.binary_search(netuid).is_ok();
        ensure!(weights.iter().all(exists), Error::<T>::SubnetNotFound);
        let entries = Self::counting(weights, &subnets)?;
        Self::check_interval(Weights::<T>::get(pool).as_ref())?;
        let now = Self::now();
        Weights::<T>::insert(pool, RootWeights { set_at: now, as_of: now, entries });
        Self::deposit_event(Event::WeightsSet { pool });
        Ok(())
    }

    /// Checks the order of weights, and that none is for the root network itself.
    pub(crate) fn check_form(weights: &[(NetUid, u16)]) -> DispatchResult {
        let is_ascending = weights.is_sorted_by(|(one, _), (other, _)| one < other);
        ensure!(is_ascending, Error::<T>::NetUidsNotAscending);
        ensure!(weights.iter().all(|(netuid, _)| *netuid != ROOT), Error::<T>::RootWeighed);
        Ok(())
    }

    /// Those of `weights` that are not zero, and for a subnet that exists.
    pub(crate) fn counting(
        weights: &[(NetUid, u16)],
        subnets: &[NetUid],
    ) -> Result<Entries, DispatchError> {
        let counts = |(netuid, weight): &&(NetUid, u16)| {
            *weight > 0 && subnets.binary_search(netuid).is_ok()
        };
        let entries = weights.iter().filter(counts).copied().collect();
        let entries = Entries::truncate_from(entries);
        ensure!(!entries.is_empty(), Error::<T>::WeightsEmpty);
        Ok(entries)
    }

    /// Checks that the weights `before` are old enough to be replaced.
    pub(crate) fn check_interval(before: Option<&RootWeights>) -> DispatchResult {
        let earliest = before.map(|row| row.set_at.saturating_add(WEIGHTS_INTERVAL_BLOCKS));
        ensure!(
            earliest.is_none_or(|earliest| Self::now() >= earliest),
            Error::<T>::WeightsTooEarly
        );
        Ok(())
    }

    pub(crate) fn do_clear_root_weights(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
    ) -> DispatchResult {
        let pool = Self::member(coldkey, hotkey)?;
        let says_something = Weights::<T>::get(pool).is_some_and(|row| !row.entries.is_empty());
        let now = Self::now();
        let promises = Commits::<T>::get(pool).iter().any(|commit| commit.reveal_until >= now);
        ensure!(says_something || promises, Error::<T>::WeightsNotFound);
        // What stays says when other weights may follow.
        let nothing = RootWeights { set_at: now, as_of: now, entries: Entries::default() };
        Weights::<T>::insert(pool, nothing);
        Commits::<T>::remove(pool);
        Self::deposit_event(Event::WeightsCleared { pool });
        Ok(())
    }

    pub(crate) fn do_set_commit_reveal(period: Option<u16>) -> DispatchResult {
        let settings = RootSettings { commit_reveal_period: period, ..Settings::<T>::get() };
        ensure!(settings.check().is_ok(), Error::<T>::PeriodOutOfBounds);
        Settings::<T>::put(settings);
        Self::deposit_event(Event::CommitRevealChanged { period });
        Ok(())
    }
}
