// SPDX-License-Identifier: Apache-2.0
//! Stake that hotkeys lend each other: who lends what to whom, and with what each weighs then.

use crate::{
    types::{LendingTerms, Loan},
    voting::count,
    ChildTerms, Config, Delays, Error, Event, LoanOf, Loans, Pallet, Payouts, MAX_CHILD_TAKE,
    MAX_KEPT_LOANS, MAX_LOANS, MAX_PARENTS, MIN_LOAN,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame_support::{ensure, traits::ConstU32, BoundedVec};
use joule_math::lending;
use joule_primitives::{
    staking::Hotkeys,
    subnets::{NetUid, NeuronSlot, StakeBehind, Subnets, Uid},
    types::{Balance, BlockNumber},
};
use sp_runtime::{DispatchError, DispatchResult, Permill};

/// The loans of a subnet.
pub(crate) type LoansOf<T> = BoundedVec<LoanOf<T>, ConstU32<MAX_KEPT_LOANS>>;

/// The stakes of a subnet's neurons, and whose they are.
pub(crate) struct NeuronStakes<AccountId> {
    /// What is staked behind each neuron, by uid, in pJ.
    pub own: Vec<Balance>,
    /// With what each weighs, by uid, in pJ: its own but for what it lends, and what it borrows.
    pub weighing: Vec<Balance>,
    /// Who lends to a hotkey, and how much, in pJ.
    pub parents: BTreeMap<AccountId, Vec<(AccountId, Balance)>>,
}

/// The parent and the child of a loan that ends for a larger one.
type Outbid<AccountId> = (AccountId, AccountId);

/// A loan that is to be made.
struct NewLoan<'a, AccountId> {
    parent: &'a AccountId,
    child: &'a AccountId,
    part: Permill,
    from_block: BlockNumber,
    lent: Balance,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_children(
        coldkey: &T::AccountId,
        netuid: NetUid,
        parent: T::AccountId,
        children: Vec<(T::AccountId, Permill)>,
    ) -> DispatchResult {
        ensure!(T::Subnets::exists(netuid), Error::<T>::SubnetNotFound);
        Self::ensure_owner(coldkey, &parent)?;
        let now = Self::now();
        let from_block = now.saturating_add(Delays::<T>::get().child_delay_blocks);
        let mut loans = Loans::<T>::get(netuid);
        let is_neuron = T::Subnets::uid_of(netuid, &parent).is_some();
        // What was lent to a neuron that another one replaced went with it.
        loans.retain(|loan| !loan.has_ended(now) && (is_neuron || loan.child != parent));
        // Who makes others' loans end for its own must lend in their place.
        let is_ripening = loans.iter().any(|loan| loan.parent == parent && !loan.is_ripe(now));
        ensure!(!is_ripening, Error::<T>::ChildrenChangedTooRecently);
        Self::check_children(netuid, &parent, &children, &loans)?;
        for loan in loans.iter_mut().filter(|loan| loan.parent == parent) {
            loan.end(from_block);
        }
        let stake = T::Stakes::stake_behind(&parent);
        let mut outbid = Vec::new();
        for (child, part) in &children {
            let (parent, part) = (&parent, *part);
            let lent = lending::lent(stake, part.deconstruct());
            ensure!(lent >= MIN_LOAN, Error::<T>::LoanTooSmall);
            let new = NewLoan { parent, child, part, from_block, lent };
            outbid.extend(Self::make_room(&mut loans, &new, now)?);
            Self::lend(&mut loans, &new)?;
        }
        Self::put_loans(netuid, loans);
        for (parent, child) in outbid {
            Self::deposit_event(Event::LoanOutbid { netuid, parent, child });
        }
        Self::deposit_event(Event::ChildrenChanged { netuid, parent, children, from_block });
        Ok(())
    }

    /// Checks whom `parent` wants to lend to, given the loans that are not over.
    fn check_children(
        netuid: NetUid,
        parent: &T::AccountId,
        children: &[(T::AccountId, Permill)],
        loans: &[LoanOf<T>],
    ) -> DispatchResult {
        let mut whole = 0u32;
        for (index, (child, part)) in children.iter().enumerate() {
            ensure!(child != parent, Error::<T>::LoanToSelf);
            let mut before = children.iter().take(index);
            ensure!(!before.any(|(other, _)| other == child), Error::<T>::ChildRepeated);
            ensure!(!part.is_zero(), Error::<T>::PartZero);
            whole = whole.saturating_add(part.deconstruct());
            ensure!(!loans.iter().any(|loan| loan.parent == *child), Error::<T>::ChildLends);
            let uid = T::Subnets::uid_of(netuid, child).ok_or(Error::<T>::ChildNotFound)?;
            let terms = ChildTerms::<T>::get(netuid, uid);
            ensure!(!terms.refuses, Error::<T>::ChildRefuses);
        }
        ensure!(whole <= Permill::one().deconstruct(), Error::<T>::PartsExceedWhole);
        let borrows = loans.iter().any(|loan| loan.child == *parent);
        ensure!(children.is_empty() || !borrows, Error::<T>::ParentBorrows);
        Ok(())
    }

    /// Lets a smaller loan end when the new one begins, if there are as many as may be, and returns
    /// whose it is.
    fn make_room(
        loans: &mut LoansOf<T>,
        new: &NewLoan<T::AccountId>,
        now: BlockNumber,
    ) -> Result<Option<Outbid<T::AccountId>>, DispatchError> {
        let (parents, smallest_parent) = standing(loans, |loan| loan.child == *new.child);
        let (smallest, refusal) = if parents >= MAX_PARENTS {
            (smallest_parent, Error::<T>::MaxParentsExceeded)
        } else if standing(loans, |_| true).0 >= MAX_LOANS {
            let (_, smallest_other) = standing(loans, |loan| loan.parent != *new.parent);
            (smallest_other, Error::<T>::MaxLoansExceeded)
        } else {
            return Ok(None);
        };
        let smaller = smallest.filter(|(lent, _)| *lent < new.lent);
        let (_, index) = smaller.ok_or(refusal)?;
        let Some(loan) = loans.get_mut(index) else { return Ok(None) };
        let whose = (loan.parent.clone(), loan.child.clone());
        if loan.is_ripe(now) {
            loan.end(new.from_block);
        } else {
            loans.remove(index);
        }
        Ok(Some(whose))
    }

    fn lend(loans: &mut LoansOf<T>, new: &NewLoan<T::AccountId>) -> DispatchResult {
        let NewLoan { parent, child, part, from_block, lent } = new;
        let loan = LoanOf::<T> {
            parent: (*parent).clone(),
            child: (*child).clone(),
            part: *part,
            from_block: *from_block,
            until: None,
            lent: *lent,
        };
        loans.try_push(loan).map_err(|_| Error::<T>::MaxLoansExceeded)?;
        Ok(())
    }

    pub(crate) fn do_set_child_terms(
        coldkey: &T::AccountId,
        netuid: NetUid,
        hotkey: T::AccountId,
        take: Permill,
        refuses: bool,
    ) -> DispatchResult {
        ensure!(take <= MAX_CHILD_TAKE, Error::<T>::TakeTooHigh);
        ensure!(T::Subnets::exists(netuid), Error::<T>::SubnetNotFound);
        Self::ensure_owner(coldkey, &hotkey)?;
        let uid = T::Subnets::uid_of(netuid, &hotkey).ok_or(Error::<T>::NeuronNotFound)?;
        let now = Self::now();
        let ripe_at = now.saturating_add(Delays::<T>::get().child_delay_blocks);
        let terms = ChildTerms::<T>::get(netuid, uid).changed(take, refuses, now, ripe_at);
        let take_from = terms.ripening.map_or(now, |ripening| ripening.from_block);
        if terms == LendingTerms::default() {
            ChildTerms::<T>::remove(netuid, uid);
        } else {
            ChildTerms::<T>::insert(netuid, uid, terms);
        }
        if refuses {
            let mut loans = Loans::<T>::get(netuid);
            loans.retain(|loan| loan.child != hotkey && !loan.has_ended(now));
            Self::put_loans(netuid, loans);
        }
        Self::deposit_event(Event::ChildTermsChanged { netuid, hotkey, take, take_from, refuses });
        Ok(())
    }

    pub(crate) fn do_set_payout(
        coldkey: &T::AccountId,
        hotkey: T::AccountId,
        to: Option<T::AccountId>,
    ) -> DispatchResult {
        Self::ensure_owner(coldkey, &hotkey)?;
        if let Some(to) = &to {
            ensure!(T::Hotkeys::coldkey_of(to).is_some(), Error::<T>::HotkeyNotFound);
        }
        Payouts::<T>::set(&hotkey, to.clone());
        Self::deposit_event(Event::PayoutChanged { hotkey, to });
        Ok(())
    }

    /// Checks that `hotkey` serves `coldkey` and was not replaced by another one.
    fn ensure_owner(coldkey: &T::AccountId, hotkey: &T::AccountId) -> DispatchResult {
        let owner = T::Hotkeys::coldkey_of(hotkey).ok_or(Error::<T>::HotkeyNotFound)?;
        ensure!(owner == *coldkey, Error::<T>::NotOwner);
        // It is bound already: this only refuses one that was replaced.
        T::Hotkeys::claim(coldkey, hotkey, None)
    }

    /// Stores the loans of a subnet.
    pub(crate) fn put_loans(netuid: NetUid, loans: LoansOf<T>) {
        if loans.is_empty() {
            Loans::<T>::remove(netuid);
        } else {
            Loans::<T>::insert(netuid, loans);
        }
    }

    /// The loans of a subnet that are not over, each that has begun with what it is of its parent's
    /// stake now.
    pub(crate) fn present_loans(netuid: NetUid) -> LoansOf<T> {
        let now = Self::now();
        let mut loans = Loans::<T>::get(netuid);
        loans.retain(|loan| !loan.has_ended(now));
        let mut stakes = BTreeMap::new();
        for loan in loans.iter_mut().filter(|loan| loan.is_ripe(now)) {
            let stake = stakes
                .entry(loan.parent.clone())
                .or_insert_with(|| T::Stakes::stake_behind(&loan.parent));
            loan.lent = loan.of(*stake);
        }
        loans
    }

    /// Stores the loans of a subnet to whoever still is one of its `neurons`. Others can earn nothing
    /// with them, nor refuse them.
    pub(crate) fn put_loans_to(
        neurons: &[NeuronSlot<T::AccountId>],
        netuid: NetUid,
        mut loans: LoansOf<T>,
    ) {
        if loans.is_empty() && !Loans::<T>::contains_key(netuid) {
            return;
        }
        let hotkeys = neurons.iter().map(|slot| &slot.hotkey).collect::<BTreeSet<_>>();
        loans.retain(|loan| hotkeys.contains(&loan.child));
        Self::put_loans(netuid, loans);
    }

    /// The stakes of `neurons`, given the loans as they are now.
    pub(crate) fn stakes_of(
        neurons: &[NeuronSlot<T::AccountId>],
        loans: &[LoanOf<T>],
    ) -> NeuronStakes<T::AccountId> {
        let now = Self::now();
        let mut lent = BTreeMap::<&T::AccountId, Balance>::new();
        let mut parents = BTreeMap::<T::AccountId, Vec<(T::AccountId, Balance)>>::new();
        for loan in loans.iter().filter(|loan| loan.is_running(now) && loan.lent >= MIN_LOAN) {
            let sum = lent.entry(&loan.parent).or_default();
            *sum = sum.saturating_add(loan.lent);
            let lenders = parents.entry(loan.child.clone()).or_default();
            lenders.push((loan.parent.clone(), loan.lent));
        }
        let own = neurons.iter().map(|slot| T::Stakes::stake_behind(&slot.hotkey));
        let own = own.collect::<Vec<_>>();
        let weighing = neurons.iter().zip(&own).map(|(NeuronSlot { hotkey, .. }, own)| {
            let lent = lent.get(hotkey).copied().unwrap_or_default();
            let lenders = parents.get(hotkey).into_iter().flatten();
            lenders.fold(own.saturating_sub(lent), |sum, (_, lent)| sum.saturating_add(*lent))
        });
        let weighing = weighing.collect::<Vec<_>>();
        NeuronStakes { own, weighing, parents }
    }

    /// With how much stake `hotkey` weighs in a subnet now, in pJ.
    pub(crate) fn weighing_stake(netuid: NetUid, hotkey: &T::AccountId) -> Balance {
        let now = Self::now();
        let own = T::Stakes::stake_behind(hotkey);
        let counted = |lent: Balance| if lent >= MIN_LOAN { lent } else { 0 };
        let mut weighing = own;
        for loan in Loans::<T>::get(netuid).iter().filter(|loan| loan.is_running(now)) {
            if loan.parent == *hotkey {
                weighing = weighing.saturating_sub(counted(loan.of(own)));
            }
            if loan.child == *hotkey {
                let lent = loan.of(T::Stakes::stake_behind(&loan.parent));
                weighing = weighing.saturating_add(counted(lent));
            }
        }
        weighing
    }

    /// What a neuron keeps of what borrowed stake earns.
    pub(crate) fn child_take(netuid: NetUid, uid: Uid) -> Permill {
        ChildTerms::<T>::get(netuid, uid).take_at(Self::now())
    }
}

/// How many of `loans` go on and are of those that count, and the smallest of them with its index.
fn standing<AccountId>(
    loans: &[Loan<AccountId>],
    counts: impl Fn(&Loan<AccountId>) -> bool,
) -> (u32, Option<(Balance, usize)>) {
    let counted = loans.iter().enumerate().filter(|(_, loan)| loan.is_standing() && counts(loan));
    let sizes = counted.map(|(index, loan)| (loan.lent, index)).collect::<Vec<_>>();
    (count(&sizes), sizes.into_iter().min())
}
