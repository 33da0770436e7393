// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    types::AllocationRecord, Allocation, Commits, Config, Members, Pallet, Settings, Weights,
    BACKLOG_BLOCKS, ROOT,
};
use alloc::collections::BTreeSet;
use frame_support::ensure;
use joule_math::root::{Fraction, Funds};
use joule_primitives::{
    commits::Commit, root::StakePools, subnets::DIVISION_BLOCKS, types::Balance,
};
use sp_runtime::{Perbill, TryRuntimeError};

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        if let Some(record) = Allocation::<T>::get() {
            check_shares(&record)?;
            check_amounts(&record)?;
            check_counted(&record, Settings::<T>::get().counted_cap)?;
        }
        Self::check_members()?;
        Self::check_weights()?;
        Self::check_commits()?;
        ensure!(Settings::<T>::get().check().is_ok(), "R7: the settings are out of bounds");
        Ok(())
    }

    /// R3: that there are at most 64 is what their list can hold.
    fn check_members() -> Result<(), TryRuntimeError> {
        let members = Members::<T>::get();
        ensure!(
            members.is_sorted_by(|one, next| one < next),
            "R3: a member is listed twice, or out of order"
        );
        for pool in members {
            let hotkey = T::Stakes::hotkey_of(pool).ok_or("R3: a member has no pool")?;
            ensure!(
                T::Stakes::pool_of(&hotkey) == Some(pool) && T::Stakes::owner_of(pool).is_some(),
                "R3: a member is no validator"
            );
        }
        Ok(())
    }

    /// R5.
    fn check_weights() -> Result<(), TryRuntimeError> {
        let members = Members::<T>::get();
        for (pool, row) in Weights::<T>::iter() {
            ensure!(members.contains(&pool), "R5: somebody has weights who is no member");
            ensure!(row.as_of <= row.set_at, "R5: weights were set before they were decided on");
            ensure!(row.set_at <= Self::now(), "R5: weights were set in a later block");
            let is_ascending = row.entries.is_sorted_by(|(one, _), (next, _)| one < next);
            ensure!(is_ascending, "R5: weights do not ascend");
            let counts = row.entries.iter().all(|(netuid, weight)| *netuid != ROOT && *weight > 0);
            ensure!(counts, "R5: a weight is zero, or for the root network");
        }
        Ok(())
    }

    /// R6.
    fn check_commits() -> Result<(), TryRuntimeError> {
        let members = Members::<T>::get();
        for (pool, commits) in Commits::<T>::iter() {
            ensure!(members.contains(&pool), "R6: somebody has commits who is no member");
            ensure!(!commits.is_empty(), "R6: an empty list of commits is stored");
            let blocks = commits.iter().map(|commit| commit.committed_at);
            ensure!(
                blocks.is_sorted_by(|one, next| one < next),
                "R6: commits are not in order, or several of one block"
            );
            let windows = commits.iter().map(|commit| commit.reveal_from).collect::<BTreeSet<_>>();
            ensure!(windows.len() == commits.len(), "R6: several commits are for one window");
            for Commit { committed_at, reveal_from, reveal_until, .. } in commits {
                ensure!(committed_at <= Self::now(), "R6: a commit was made in a later block");
                ensure!(
                    committed_at < reveal_from && reveal_from <= reveal_until,
                    "R6: a commit may be revealed before it was made, or never"
                );
            }
        }
        Ok(())
    }
}

/// R1.
fn check_shares(record: &AllocationRecord) -> Result<(), TryRuntimeError> {
    let whole = u128::from(Fraction::ONE.to_bits());
    let shares = sum(record.subnets.iter().map(|subnet| subnet.share));
    ensure!(shares <= whole, "R1: the shares exceed the whole");
    let is_ranked = record.subnets.iter().any(|subnet| subnet.rank > 0);
    ensure!(shares > 0 || !is_ranked, "R1: somebody gives weights, and no subnet has a share");
    let voices = sum(record.members.iter().map(|member| member.voice));
    ensure!(voices <= whole, "R1: the voices exceed the whole");
    Ok(())
}

fn sum(fractions: impl Iterator<Item = u64>) -> u128 {
    fractions.fold(0, |sum, fraction| sum.saturating_add(fraction.into()))
}

/// R2.
fn check_amounts(record: &AllocationRecord) -> Result<(), TryRuntimeError> {
    let AllocationRecord { inflow, backlog, decided, subnets, .. } = record;
    let funds = Funds {
        inflow: *inflow,
        backlog: *backlog,
        blocks: DIVISION_BLOCKS,
        backlog_blocks: BACKLOG_BLOCKS,
    };
    let amounts = subnets.iter().map(|subnet| subnet.amount);
    let divided = amounts.fold(0, Balance::saturating_add);
    let most = Fraction::from_bits(*decided).of(funds.available());
    ensure!(divided <= most, "R2: more was divided than decided");
    Ok(())
}

/// R3 of who was a member when the emission was divided last, and R4.
fn check_counted(record: &AllocationRecord, cap: Perbill) -> Result<(), TryRuntimeError> {
    let stakes = record.members.iter().map(|member| member.stake);
    let most = cap.mul_floor(stakes.fold(0, Balance::saturating_add));
    for member in &record.members {
        ensure!(member.stake > 0, "R3: somebody without stake was heard");
        ensure!(member.counted <= most, "R4: more of the stake counted of one member than the cap");
        ensure!(member.counted <= member.stake, "R4: more counted than was staked");
    }
    Ok(())
}
