// SPDX-License-Identifier: Apache-2.0
//! Weights that are promised first, so that nobody can copy them, and revealed later.
//!
//! The tempo of the root network is that of its epochs: block n belongs to tempo n div
//! [`DIVISION_BLOCKS`].

use crate::{
    types::{Commit, RootWeights},
    Commits, Config, Error, Event, Pallet, Settings, Weights, MAX_COMMITS, ROOT,
};
use codec::Encode;
use frame_support::{ensure, traits::ConstU32, BoundedVec};
use joule_math::tempo;
use joule_primitives::{
    staking::PoolId,
    subnets::{NetUid, Subnets, DIVISION_BLOCKS},
    types::{BlockNumber, Hash},
};
use sp_runtime::{
    traits::{BlakeTwo256, Hash as Hashing},
    DispatchResult,
};

/// What a member commits to: the BLAKE2-256 hash of the SCALE encoding of all this, in this order,
/// with the pairs as a vector.
pub fn root_weights_hash<AccountId: Encode>(
    hotkey: &AccountId,
    weights: &[(NetUid, u16)],
    salt: &[u8; 32],
) -> Hash {
    BlakeTwo256::hash_of(&(hotkey, weights, salt))
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_commit_root_weights(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        hash: Hash,
    ) -> DispatchResult {
        let pool = Self::voter(coldkey, hotkey)?;
        let period = Settings::<T>::get().commit_reveal_period;
        let period = period.ok_or(Error::<T>::CommitRevealOff)?;
        let now = Self::now();
        let (reveal_from, reveal_until) =
            tempo::reveal_window(now, ROOT.0, DIVISION_BLOCKS, period);
        let this_tempo = tempo::first_block(now, ROOT.0, DIVISION_BLOCKS);
        let mut commits = Commits::<T>::get(pool);
        // Several open ones of a tempo would be as many tries, of which the best is revealed.
        commits.retain(|commit| commit.reveal_until >= now && commit.committed_at < this_tempo);
        let commit = Commit { hash, committed_at: now, reveal_from, reveal_until };
        commits.try_push(commit).map_err(|_| Error::<T>::MaxCommitsExceeded)?;
        Commits::<T>::insert(pool, commits);
        Self::deposit_event(Event::WeightsCommitted { pool, hash, reveal_from, reveal_until });
        Ok(())
    }

    pub(crate) fn do_reveal_root_weights(
        coldkey: &T::AccountId,
        hotkey: &T::AccountId,
        weights: &[(NetUid, u16)],
        salt: &[u8; 32],
    ) -> DispatchResult {
        let pool = Self::voter(coldkey, hotkey)?;
        let now = Self::now();
        let mut commits = Commits::<T>::get(pool);
        let hash = root_weights_hash(hotkey, weights, salt);
        let index = Self::open_commit(&commits, hash, now)?;
        let as_of = commits.remove(index).committed_at;
        let before = Weights::<T>::get(pool);
        ensure!(before.as_ref().is_none_or(|row| as_of > row.as_of), Error::<T>::RevealOutdated);
        Self::check_form(weights)?;
        // A subnet may have been removed since the promise, which cannot be taken back.
        let entries = Self::counting(weights, &T::Subnets::all())?;
        Self::check_interval(before.as_ref())?;
        Self::put_commits(pool, commits);
        Weights::<T>::insert(pool, RootWeights { set_at: now, as_of, entries });
        Self::deposit_event(Event::WeightsRevealed { pool, committed_at: as_of });
        Ok(())
    }

    /// Which of `commits` has this hash and may be revealed now: of several, the latest.
    fn open_commit(commits: &[Commit], hash: Hash, now: BlockNumber) -> Result<usize, Error<T>> {
        let is_it = |commit: &Commit| commit.hash == hash;
        if let Some(index) = commits.iter().rposition(|it| is_it(it) && it.is_open(now)) {
            return Ok(index);
        }
        let mut found = commits.iter().filter(|commit| is_it(commit)).peekable();
        ensure!(found.peek().is_some(), Error::<T>::CommitNotFound);
        let is_too_late = found.all(|commit| commit.reveal_until < now);
        Err(if is_too_late { Error::<T>::RevealTooLate } else { Error::<T>::RevealTooEarly })
    }

    fn put_commits(pool: PoolId, commits: BoundedVec<Commit, ConstU32<MAX_COMMITS>>) {
        if commits.is_empty() {
            Commits::<T>::remove(pool);
        } else {
            Commits::<T>::insert(pool, commits);
        }
    }
}
