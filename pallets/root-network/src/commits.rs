// SPDX-License-Identifier: Apache-2.0
//! Weights that are promised first, so that nobody can copy them, and revealed later.
//!
//! The tempo of the root network is that of its epochs: block n belongs to tempo n div
//! [`DIVISION_BLOCKS`].

use crate::{types::RootWeights, Commits, Config, Error, Event, Pallet, Settings, Weights, ROOT};
use codec::Encode;
use frame_support::ensure;
use joule_math::tempo;
use joule_primitives::{
    commits::{self, Commit, CommitList, NotRevealable},
    staking::PoolId,
    subnets::{NetUid, Subnets, DIVISION_BLOCKS},
    types::Hash,
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
        let mut commits = Commits::<T>::get(pool);
        let commit = Commit { hash, committed_at: now, reveal_from, reveal_until, demands: () };
        commits::promise(&mut commits, commit).map_err(|_| Error::<T>::MaxCommitsExceeded)?;
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
        let commit = commits::revealable(&commits, hash, now).map_err(Error::<T>::from)?;
        let as_of = commit.committed_at;
        let before = Weights::<T>::get(pool);
        // Who withdraws weights may promise others in the same block.
        ensure!(before.as_ref().is_none_or(|row| as_of >= row.as_of), Error::<T>::RevealOutdated);
        Self::check_form(weights)?;
        // A subnet may have been removed since the promise, which cannot be taken back.
        let entries = Self::counting(weights, &T::Subnets::all())?;
        Self::check_interval(before.as_ref())?;
        commits::forget_up_to(&mut commits, as_of);
        Self::put_commits(pool, commits);
        Weights::<T>::insert(pool, RootWeights { set_at: now, as_of, entries });
        Self::deposit_event(Event::WeightsRevealed { pool, committed_at: as_of });
        Ok(())
    }

    fn put_commits(pool: PoolId, commits: CommitList) {
        if commits.is_empty() {
            Commits::<T>::remove(pool);
        } else {
            Commits::<T>::insert(pool, commits);
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
