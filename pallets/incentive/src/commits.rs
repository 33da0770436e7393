// SPDX-License-Identifier: Apache-2.0
//! Weights that are promised first, so that nobody can copy them, and revealed later.

use crate::{
    types::{Commit, Demands, WeightRow},
    Commits, Config, Error, Event, Pallet, WeightRows,
};
use codec::Encode;
use frame_support::ensure;
use joule_math::tempo;
use joule_primitives::{
    commits::{self, CommitList, NotRevealable},
    subnets::{NetUid, Subnets, Uid},
    types::Hash,
};
use sp_runtime::{
    traits::{BlakeTwo256, Hash as Hashing},
    DispatchResult,
};

/// What a neuron commits to: the BLAKE2-256 hash of the SCALE encoding of all this, in this order,
/// with the pairs as a vector.
pub fn weights_hash<AccountId: Encode>(
    hotkey: &AccountId,
    netuid: NetUid,
    weights: &[(Uid, u16)],
    salt: &[u8; 32],
    version: u32,
) -> Hash {
    BlakeTwo256::hash_of(&(hotkey, netuid, weights, salt, version))
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_commit_weights(
        hotkey: &T::AccountId,
        netuid: NetUid,
        hash: Hash,
    ) -> DispatchResult {
        let voter = Self::voter(netuid, hotkey)?;
        let schedule = T::Subnets::schedule(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        let period = schedule.commit_reveal.ok_or(Error::<T>::CommitRevealOff)?;
        Self::ensure_stake(&voter)?;
        let (now, uid) = (Self::now(), voter.uid);
        let (reveal_from, reveal_until) =
            tempo::reveal_window(now, netuid.0, schedule.tempo, period);
        let demands = Demands::of(&voter.parameters, T::Subnets::neuron_count(netuid));
        let mut commits = Commits::<T>::get(netuid, uid);
        let commit = Commit { hash, committed_at: now, reveal_from, reveal_until, demands };
        commits::promise(&mut commits, commit).map_err(|_| Error::<T>::MaxCommitsExceeded)?;
        Commits::<T>::insert(netuid, uid, commits);
        Self::deposit_event(Event::WeightsCommitted {
            netuid,
            uid,
            hash,
            reveal_from,
            reveal_until,
        });
        Ok(())
    }

    pub(crate) fn do_reveal_weights(
        hotkey: &T::AccountId,
        netuid: NetUid,
        weights: &[(Uid, u16)],
        salt: &[u8; 32],
        version: u32,
    ) -> DispatchResult {
        let voter = Self::voter(netuid, hotkey)?;
        let (now, uid) = (Self::now(), voter.uid);
        let mut commits = Commits::<T>::get(netuid, uid);
        let hash = weights_hash(hotkey, netuid, weights, salt, version);
        let commit = commits::revealable(&commits, hash, now).map_err(Error::<T>::from)?;
        let Commit { committed_at: as_of, demands, .. } = commit;
        ensure!(version >= demands.version, Error::<T>::VersionTooOld);
        let before = WeightRows::<T>::get(netuid, uid);
        ensure!(before.as_ref().is_none_or(|row| as_of > row.as_of), Error::<T>::RevealOutdated);
        let entries = Self::check_weights(&voter, before.as_ref(), weights, demands)?;
        commits::forget_up_to(&mut commits, as_of);
        Self::put_commits(netuid, uid, commits);
        WeightRows::<T>::insert(netuid, uid, WeightRow { revealed: now, as_of, entries });
        Self::deposit_event(Event::WeightsRevealed { netuid, uid, committed_at: as_of });
        Ok(())
    }

    fn put_commits(netuid: NetUid, uid: Uid, commits: CommitList<Demands>) {
        if commits.is_empty() {
            Commits::<T>::remove(netuid, uid);
        } else {
            Commits::<T>::insert(netuid, uid, commits);
        }
    }
}

impl<T> From<NotRevealable> for Error<T> {
    fn from(reason: NotRevealable) -> Self {
        match reason {
            NotRevealable::Unknown => Self::CommitNotFound,
            NotRevealable::TooEarly => Self::RevealTooEarly,
            NotRevealable::TooLate => Self::RevealTooLate,
            NotRevealable::Outdated => Self::RevealOutdated,
        }
    }
}
