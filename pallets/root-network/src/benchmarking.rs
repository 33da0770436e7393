// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and of its epochs, each at its dearest: with as many members as
//! may be, who have weights for as many subnets and as many commits as they can.

use super::*;
use crate::types::{Entries, RootWeights};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{traits::EnsureOrigin, BoundedVec};
use frame_system::RawOrigin;
use joule_primitives::{
    commits::{Commit, CommitList, MAX_COMMITS},
    root::StakePools,
    staking::PoolId,
    subnets::{Subnets, DIVISION_BLOCKS, MAX_SUBNETS},
    types::{Balance, Hash},
    units::JOULE,
};
use sp_runtime::traits::SaturatedConversion;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
    /// A validator with so much staked behind it, and rewards on their way: its hotkey and its
    /// coldkey. Another one for each `seed`.
    fn validator(seed: u32, stake: Balance) -> (AccountId, AccountId);
    /// Lets so many subnets exist.
    fn subnets(count: u32);
}

type Helper<T> = <T as Config>::BenchmarkHelper;

/// A block late enough for everything to have been before it: the first of an epoch.
const NOW: BlockNumber = 100_000 * DIVISION_BLOCKS;
/// The salt of all commits.
const SALT: [u8; 32] = [7; 32];

/// A member: the number of its pool, its hotkey and its coldkey.
struct Seat<T: Config> {
    pool: PoolId,
    hotkey: T::AccountId,
    coldkey: T::AccountId,
}

/// A member that has all that it can have.
fn member<T: Config>(seed: u32) -> Seat<T> {
    // Each has more than the one before.
    let stake = (1_000 + Balance::from(seed)) * JOULE;
    let (hotkey, coldkey) = Helper::<T>::validator(seed, stake);
    let registered = Pallet::<T>::do_root_register(coldkey.clone(), hotkey.clone());
    assert!(registered.is_ok(), "the validator has stake");
    let pool = T::Stakes::pool_of(&hotkey).expect("the validator has a pool");
    let row = RootWeights { set_at: 0, as_of: NOW - 1, entries: entries(MAX_SUBNETS) };
    Weights::<T>::insert(pool, row);
    Commits::<T>::insert(pool, commits(Hash::zero()));
    Seat { pool, hotkey, coldkey }
}

/// So many of them, in a late block. The first has the least.
fn members<T: Config>(count: u32) -> Vec<Seat<T>> {
    frame_system::Pallet::<T>::set_block_number(NOW.saturated_into());
    Settings::<T>::put(RootSettings::PUBLIC);
    (0..count).map(member::<T>).collect()
}

/// One member of as many as there may be.
fn one_of_all<T: Config>() -> Seat<T> {
    let mut members = members::<T>(MAX_MEMBERS);
    members.pop().expect("there are some")
}

/// Weights for so many subnets.
fn entries(count: u32) -> Entries {
    let netuids = (1..).map(NetUid).take(usize::try_from(count).unwrap_or_default());
    BoundedVec::truncate_from(netuids.map(|netuid| (netuid, u16::MAX - netuid.0)).collect())
}

/// Weights for so many subnets, all of which exist.
fn weights_of<T: Config>(count: u32) -> Entries {
    Helper::<T>::subnets(MAX_SUBNETS);
    let netuids = T::Subnets::all().into_iter().take(usize::try_from(count).unwrap_or_default());
    BoundedVec::truncate_from(netuids.map(|netuid| (netuid, 1)).collect())
}

/// As many commits as there may be, none of which has expired; the last is of `hash`, and may be
/// revealed now.
fn commits(hash: Hash) -> CommitList {
    let commit = |place: u32| Commit {
        hash: if place == MAX_COMMITS { hash } else { Hash::repeat_byte(1) },
        committed_at: NOW - (1 + MAX_COMMITS - place) * DIVISION_BLOCKS,
        // Distinct windows, of which only the last is open.
        reveal_from: NOW + (MAX_COMMITS - place) * DIVISION_BLOCKS,
        reveal_until: NOW + (MAX_COMMITS - place + 1) * DIVISION_BLOCKS,
        demands: (),
    };
    BoundedVec::truncate_from((1..=MAX_COMMITS).map(commit).collect())
}

/// Has weights promised first.
fn promise_first<T: Config>() {
    assert!(Pallet::<T>::do_set_commit_reveal(Some(1)).is_ok(), "the period is allowed");
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// All places are taken.
    #[benchmark]
    fn root_register() {
        let smallest = members::<T>(MAX_MEMBERS).swap_remove(0).pool;
        let (hotkey, coldkey) = Helper::<T>::validator(1_000, 5_000 * JOULE);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey);

        assert!(!Members::<T>::get().contains(&smallest));
        assert!(!Weights::<T>::contains_key(smallest));
    }

    #[benchmark]
    fn leave_root() {
        let Seat { pool, hotkey, coldkey } = one_of_all::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey);

        assert!(!Members::<T>::get().contains(&pool));
    }

    #[benchmark]
    fn set_root_weights(n: Linear<1, MAX_SUBNETS>) {
        let Seat { pool, hotkey, coldkey } = one_of_all::<T>();
        let weights = weights_of::<T>(n);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey, weights.clone());

        assert_eq!(Weights::<T>::get(pool).map(|row| row.entries), Some(weights));
    }

    #[benchmark]
    fn commit_root_weights() {
        let Seat { pool, hotkey, coldkey } = one_of_all::<T>();
        promise_first::<T>();
        Commits::<T>::mutate(pool, |commits| {
            commits.pop();
        });
        let hash = Hash::repeat_byte(9);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey, hash);

        assert_eq!(Commits::<T>::get(pool).last().map(|commit| commit.hash), Some(hash));
    }

    #[benchmark]
    fn reveal_root_weights(n: Linear<1, MAX_SUBNETS>) {
        let Seat { pool, hotkey, coldkey } = one_of_all::<T>();
        let weights = weights_of::<T>(n);
        Commits::<T>::insert(pool, commits(root_weights_hash(&hotkey, &weights, &SALT)));
        Weights::<T>::mutate(pool, |row| {
            if let Some(row) = row {
                row.as_of = 0;
            }
        });

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey, weights.clone(), SALT);

        assert_eq!(Weights::<T>::get(pool).map(|row| row.entries), Some(weights));
    }

    #[benchmark]
    fn clear_root_weights() {
        let Seat { pool, hotkey, coldkey } = one_of_all::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey);

        assert!(!Commits::<T>::contains_key(pool));
    }

    #[benchmark]
    fn set_commit_reveal() -> Result<(), BenchmarkError> {
        let origin =
            T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, Some(1));

        assert_eq!(Settings::<T>::get().commit_reveal_period, Some(1));
        Ok(())
    }

    /// Everybody weighs as many subnets as anybody can, also those that do not exist any more.
    #[benchmark]
    fn allocate(m: Linear<0, MAX_MEMBERS>, s: Linear<0, MAX_SUBNETS>) {
        members::<T>(m);
        let subnets = entries(s).into_iter().map(|(netuid, _)| netuid).collect::<Vec<_>>();
        let amounts;

        #[block]
        {
            amounts = Pallet::<T>::allocate(&subnets, JOULE, JOULE);
        }

        assert_eq!(amounts.len(), subnets.len());
        let heard = Allocation::<T>::get().map(|record| record.members.len());
        assert_eq!(heard.and_then(|heard| u32::try_from(heard).ok()), Some(m));
    }

    #[benchmark]
    fn drop_members(m: Linear<1, MAX_MEMBERS>) {
        let pools = members::<T>(m).into_iter().map(|seat| seat.pool).collect::<Vec<_>>();

        #[block]
        {
            Pallet::<T>::drop_members(&pools);
        }

        assert!(Members::<T>::get().is_empty());
    }
}
