// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    types::Loan, Backlog, BondResets, BondRows, ChildTerms, Commits, Config, Epochs, Funds, Loans,
    Pallet, PendingTotal, Permits, Queue, WeightRows, MAX_CHILDREN, MAX_CHILD_TAKE, MAX_LOANS,
    MAX_PARENTS,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame_support::ensure;
use joule_primitives::{
    money::{Pot, Pots},
    subnets::{NetUid, Subnets, Uid},
    types::Balance,
};
use sp_runtime::{Permill, TryRuntimeError};

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        Self::check_money()?;
        Self::check_queue()?;
        Self::check_rows()?;
        Self::check_permits()?;
        Self::check_loans()?;
        Self::check_terms()?;
        Self::check_commits()?;
        Self::check_records()
    }

    /// E1 and E7.
    fn check_money() -> Result<(), TryRuntimeError> {
        let mut sum: Balance = 0;
        for (netuid, funds) in Funds::<T>::iter() {
            ensure!(T::Subnets::exists(netuid), "E1: a subnet that is no more has funds");
            sum = sum.saturating_add(funds.pending.total());
            let lapsing = funds.lapsing().total();
            ensure!(lapsing == 0, "E7: more is pending than flowed in for four tempos");
        }
        let pending = PendingTotal::<T>::get();
        ensure!(sum == pending, "E1: what is pending is not the sum of what subnets have");
        let owed = pending.saturating_add(Backlog::<T>::get());
        ensure!(owed <= T::Money::available(Pot::Subnets), "E1: the pot holds less than it owes");
        Ok(())
    }

    /// E2.
    fn check_queue() -> Result<(), TryRuntimeError> {
        let mut queue = Queue::<T>::get().into_inner();
        ensure!(
            queue.iter().all(|netuid| T::Subnets::exists(*netuid)),
            "E2: a subnet that is no more is queued"
        );
        let queued = queue.len();
        queue.sort_unstable();
        queue.dedup();
        ensure!(queue.len() == queued, "E2: a subnet is queued twice");
        Ok(())
    }

    /// E3.
    fn check_rows() -> Result<(), TryRuntimeError> {
        for (netuid, uid, row) in WeightRows::<T>::iter() {
            ensure!(is_uid::<T>(netuid, uid), "E3: weights of a neuron that is not");
            ensure!(
                is_row::<T>(netuid, &row.entries),
                "E3: weights are not in order, or for a neuron that is not"
            );
            let largest = row.entries.iter().map(|(_, weight)| *weight).max();
            ensure!(largest == Some(u16::MAX), "E3: the largest weight is not the whole");
            ensure!(
                row.as_of <= row.revealed,
                "E3: weights were revealed before they were decided"
            );
        }
        for (netuid, uid, row) in BondRows::<T>::iter() {
            ensure!(is_uid::<T>(netuid, uid), "E3: bonds of a neuron that is not");
            ensure!(!row.is_empty(), "E3: a row without bonds is stored");
            ensure!(
                is_row::<T>(netuid, &row),
                "E3: bonds are not in order, or for a neuron that is not"
            );
        }
        Ok(())
    }

    /// E4.
    fn check_permits() -> Result<(), TryRuntimeError> {
        for (netuid, permits) in Permits::<T>::iter() {
            ensure!(
                permits.is_sorted_by(|one, other| one < other),
                "E4: permits are not in order, or given twice"
            );
            ensure!(
                permits.iter().all(|uid| is_uid::<T>(netuid, *uid)),
                "E4: a neuron that is not has a permit"
            );
        }
        for (netuid, uid, _) in BondRows::<T>::iter() {
            let has_permit = Permits::<T>::get(netuid).contains(&uid);
            ensure!(has_permit, "E4: somebody without a permit has bonds");
        }
        Ok(())
    }

    /// E5.
    fn check_loans() -> Result<(), TryRuntimeError> {
        let now = Self::now();
        for (netuid, loans) in Loans::<T>::iter() {
            ensure!(T::Subnets::exists(netuid), "E5: loans in a subnet that is no more");
            ensure!(!loans.is_empty(), "E5: an empty list of loans is stored");
            let mut loans = loans.into_inner();
            loans.retain(|loan| !loan.has_ended(now));
            for loan in &loans {
                ensure!(
                    !loans.iter().any(|other| other.child == loan.parent),
                    "E5: somebody lends and borrows"
                );
                ensure!(
                    loan.is_standing() || loan.is_ripe(now),
                    "E5: a loan is about to end that has not begun"
                );
            }
            let running = loans.iter().filter(|loan| loan.is_running(now)).collect::<Vec<_>>();
            check_limits(&running)?;
            let standing = loans.iter().filter(|loan| loan.is_standing()).collect::<Vec<_>>();
            check_limits(&standing)?;
        }
        Ok(())
    }

    /// E5: terms.
    fn check_terms() -> Result<(), TryRuntimeError> {
        for (netuid, uid, terms) in ChildTerms::<T>::iter() {
            ensure!(is_uid::<T>(netuid, uid), "E5: terms of a neuron that is not");
            let ripening = terms.ripening.map(|ripening| ripening.take).unwrap_or_default();
            let highest = terms.take.max(ripening);
            ensure!(highest <= MAX_CHILD_TAKE, "E5: a child takes more than it may");
        }
        Ok(())
    }

    /// E6.
    fn check_commits() -> Result<(), TryRuntimeError> {
        for (netuid, uid, commits) in Commits::<T>::iter() {
            ensure!(is_uid::<T>(netuid, uid), "E6: commits of a neuron that is not");
            ensure!(!commits.is_empty(), "E6: an empty list of commits is stored");
            ensure!(
                commits.is_sorted_by(|one, other| one.committed_at < other.committed_at),
                "E6: commits are not in order, or several of one block"
            );
            ensure!(
                commits.iter().all(|commit| commit.committed_at < commit.reveal_from
                    && commit.reveal_from <= commit.reveal_until),
                "E6: a commit can never be revealed"
            );
            let windows = commits.iter().map(|commit| commit.reveal_from).collect::<BTreeSet<_>>();
            ensure!(windows.len() == commits.len(), "E6: several commits are for one window");
        }
        Ok(())
    }

    /// E8.
    fn check_records() -> Result<(), TryRuntimeError> {
        for (netuid, record) in Epochs::<T>::iter() {
            let lengths = [
                record.consensus.len(),
                record.trust.len(),
                record.incentive.len(),
                record.dividends.len(),
                record.emission.len(),
                record.paid.len(),
            ];
            let neurons = usize::from(T::Subnets::neuron_count(netuid));
            let most = if T::Subnets::exists(netuid) { neurons } else { usize::MAX };
            ensure!(
                lengths.iter().all(|length| *length == record.paid.len() && *length <= most),
                "E8: the columns of an epoch have not one entry for each neuron"
            );
        }
        ensure!(
            BondResets::<T>::iter_keys().all(T::Subnets::exists),
            "E8: the bonds of a subnet that is no more were reset"
        );
        Ok(())
    }
}

/// Whether a subnet has a neuron of this uid. One that is being cleared may have had it.
fn is_uid<T: Config>(netuid: NetUid, uid: Uid) -> bool {
    !T::Subnets::exists(netuid) || uid < T::Subnets::neuron_count(netuid)
}

/// Whether weights or bonds are for neurons in ascending order, and none of them zero.
fn is_row<T: Config>(netuid: NetUid, entries: &[(Uid, u16)]) -> bool {
    entries.is_sorted_by(|(one, _), (other, _)| one < other)
        && entries.iter().all(|(uid, value)| *value > 0 && is_uid::<T>(netuid, *uid))
}

/// E5: how many loans there may be.
fn check_limits<AccountId: Ord>(loans: &[&Loan<AccountId>]) -> Result<(), TryRuntimeError> {
    let mut children = BTreeMap::<&AccountId, (u32, u32)>::new();
    let mut parents = BTreeMap::<&AccountId, u32>::new();
    for loan in loans {
        let (count, parts) = children.entry(&loan.parent).or_default();
        *count = count.saturating_add(1);
        *parts = parts.saturating_add(loan.part.deconstruct());
        let count = parents.entry(&loan.child).or_default();
        *count = count.saturating_add(1);
    }
    let whole = Permill::one().deconstruct();
    ensure!(children.values().all(|(count, _)| *count <= MAX_CHILDREN), "E5: too many children");
    ensure!(children.values().all(|(_, parts)| *parts <= whole), "E5: more than all is lent");
    ensure!(parents.values().all(|count| *count <= MAX_PARENTS), "E5: too many parents");
    let most = usize::try_from(MAX_LOANS).unwrap_or(usize::MAX);
    ensure!(loans.len() <= most, "E5: too many loans");
    Ok(())
}
