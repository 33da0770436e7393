// SPDX-License-Identifier: Apache-2.0
//! Weights that are promised first, so that nobody can copy them, and revealed later.

use crate::{
    types::{Commit, Demands, WeightRow},
    Commits, Config, Error, Event, Pallet, WeightRows, MAX_COMMITS,
};
use codec::Encode;
use frame_support::{ensure, traits::ConstU32, BoundedVec};
use joule_math::tempo;
use joule_primitives::{
    subnets::{NetUid, Subnets, Uid},
    types::{BlockNumber, Hash},
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
        // Several for a window would be as many tries, of which the best is revealed.
        commits.retain(|it| it.reveal_until >= now && it.reveal_from != reveal_from);
        let commit = Commit { hash, committed_at: now, reveal_from, reveal_until, demands };
        commits.try_push(commit).map_err(|_| Error::<T>::MaxCommitsExceeded)?;
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
        let Commit { committed_at: as_of, demands, .. } = Self::open_commit(&commits, hash, now)?;
        ensure!(version >= demands.version, Error::<T>::VersionTooOld);
        let before = WeightRows::<T>::get(netuid, uid);
        ensure!(before.as_ref().is_none_or(|row| as_of > row.as_of), Error::<T>::RevealOutdated);
        let entries = Self::check_weights(&voter, before.as_ref(), weights, demands)?;
        // What was decided on earlier can never be revealed any more.
        commits.retain(|commit| commit.committed_at > as_of);
        Self::put_commits(netuid, uid, commits);
        WeightRows::<T>::insert(netuid, uid, WeightRow { revealed: now, as_of, entries });
        Self::deposit_event(Event::WeightsRevealed { netuid, uid, committed_at: as_of });
        Ok(())
    }

    /// The commit of this hash, if it may be revealed now. Of several whose windows are open, which a
    /// shorter period leads to, only the latest may.
    fn open_commit(commits: &[Commit], hash: Hash, now: BlockNumber) -> Result<Commit, Error<T>> {
        let open = commits.iter().filter(|commit| commit.is_open(now));
        let latest = open.max_by_key(|commit| commit.committed_at);
        if let Some(commit) = latest.filter(|commit| commit.hash == hash) {
            return Ok(*commit);
        }
        let mut found = commits.iter().filter(|commit| commit.hash == hash).peekable();
        ensure!(found.peek().is_some(), Error::<T>::CommitNotFound);
        if found.clone().any(|commit| commit.is_open(now)) {
            return Err(Error::<T>::RevealOutdated);
        }
        let is_too_late = found.all(|commit| commit.reveal_until < now);
        Err(if is_too_late { Error::<T>::RevealTooLate } else { Error::<T>::RevealTooEarly })
    }

    fn put_commits(netuid: NetUid, uid: Uid, commits: BoundedVec<Commit, ConstU32<MAX_COMMITS>>) {
        if commits.is_empty() {
            Commits::<T>::remove(netuid, uid);
        } else {
            Commits::<T>::insert(netuid, uid, commits);
        }
    }
}
