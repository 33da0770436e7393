// SPDX-License-Identifier: Apache-2.0
//! Money that waits for work: what comes in, what is burned of it, and what goes back.

use crate::{
    types::{Deposit, Escrow, LeaseState},
    Config, CreditOf, DueOf, Error, Escrows, Event, HoldReason, Jobs, LeaseOf, Leases, OrderId,
    Pallet,
};
use alloc::vec::Vec;
use frame_support::{
    defensive, ensure,
    traits::{fungible::BalancedHold, Imbalance},
    BoundedVec,
};
use joule_math::bme::{share, usd_for};
use joule_primitives::{
    attestation::Clock,
    market::{Sale, SettleCompute, UsdMicro},
    price::Dollars,
    types::Balance,
};
use sp_runtime::{traits::Zero, ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// What is left in an escrow, in pJ.
    pub(crate) fn escrowed(id: OrderId) -> Balance {
        Escrows::<T>::get(id).map_or(0, |escrow| escrow.held())
    }

    /// Whether `who` is the tenant of an order, lease or job that is not over.
    pub(crate) fn is_tenant(id: OrderId, who: &T::AccountId) -> bool {
        let escrow = Escrows::<T>::get(id);
        escrow.is_some_and(|it| it.deposits.first().is_some_and(|deposit| deposit.who == *who))
    }

    /// Opens an escrow with money of the tenant. Sponsors may pay nothing until they say so.
    pub(crate) fn open_escrow(
        id: OrderId,
        tenant: &T::AccountId,
        amount: Balance,
        sponsors: &[T::AccountId],
    ) -> DispatchResult {
        let deposit =
            |who: &T::AccountId, limit| Deposit { who: who.clone(), held: 0, spent: 0, limit };
        let mut deposits = Vec::from([deposit(tenant, Balance::MAX)]);
        for sponsor in sponsors {
            let is_new = deposits.iter().all(|deposit| deposit.who != *sponsor);
            ensure!(is_new, Error::<T>::OutOfBounds);
            deposits.push(deposit(sponsor, 0));
        }
        let deposits = BoundedVec::try_from(deposits).map_err(|_| Error::<T>::OutOfBounds)?;
        Escrows::<T>::insert(id, Escrow { deposits });
        Self::fund(id, tenant, amount)
    }

    /// Whether somebody pays into an escrow beside the tenant, or has said that it would.
    pub(crate) fn has_sponsor(id: OrderId) -> bool {
        let escrow = Escrows::<T>::get(id);
        let mut sponsors = escrow.iter().flat_map(|escrow| escrow.deposits.iter().skip(1));
        sponsors.any(|deposit| deposit.held > 0 || deposit.limit > 0)
    }

    /// Puts money of `who` into an escrow, within its limit.
    fn fund(id: OrderId, who: &T::AccountId, amount: Balance) -> DispatchResult {
        let mut escrow = Escrows::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        let deposit = escrow.deposits.iter_mut().find(|deposit| deposit.who == *who);
        let deposit = deposit.ok_or(Error::<T>::NotDepositor)?;
        let held = deposit.held.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
        let most = held.checked_add(deposit.spent).ok_or(ArithmeticError::Overflow)?;
        ensure!(most <= deposit.limit, Error::<T>::LimitExceeded);
        deposit.held = held;
        Self::hold(HoldReason::Escrow, who, amount)?;
        Escrows::<T>::insert(id, escrow);
        Self::deposit_event(Event::EscrowFunded { order: id, who: who.clone(), amount });
        Ok(())
    }

    /// Fails once money has nothing to pay for any more.
    fn ensure_open(id: OrderId) -> DispatchResult {
        let is_over = Leases::<T>::get(id).is_some_and(|lease| lease.closing.is_some())
            || Jobs::<T>::get(id).is_some_and(|job| job.closing.is_some());
        ensure!(!is_over, Error::<T>::NotRunning);
        Ok(())
    }

    pub(crate) fn do_sponsor(who: &T::AccountId, id: OrderId, limit: Balance) -> DispatchResult {
        Self::ensure_open(id)?;
        let mut escrow = Escrows::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        // The first one is the tenant, who needs no limit.
        let deposit = escrow.deposits.iter_mut().skip(1).find(|deposit| deposit.who == *who);
        deposit.ok_or(Error::<T>::NotDepositor)?.limit = limit;
        Escrows::<T>::insert(id, escrow);
        Self::deposit_event(Event::SponsorLimited { order: id, who: who.clone(), limit });
        Ok(())
    }

    pub(crate) fn do_top_up(id: OrderId, who: &T::AccountId, amount: Balance) -> DispatchResult {
        Self::ensure_open(id)?;
        Self::fund(id, who, amount)
    }

    pub(crate) fn do_draw_on(
        who: &T::AccountId,
        id: OrderId,
        sponsor: &T::AccountId,
        amount: Balance,
    ) -> DispatchResult {
        ensure!(Escrows::<T>::contains_key(id), Error::<T>::OrderNotFound);
        ensure!(Self::is_tenant(id, who), Error::<T>::NotTenant);
        Self::do_top_up(id, sponsor, amount)
    }

    pub(crate) fn do_withdraw_excess(
        who: &T::AccountId,
        id: OrderId,
        amount: Balance,
    ) -> DispatchResult {
        let lease = Leases::<T>::get(id).ok_or(Error::<T>::LeaseNotFound)?;
        ensure!(lease.state.is_running(), Error::<T>::NotRunning);
        let mut escrow = Escrows::<T>::get(id).ok_or(Error::<T>::LeaseNotFound)?;
        let needed = Self::runway(&lease, Self::settings().runway_blocks)?;
        let left = escrow.held().checked_sub(amount).ok_or(Error::<T>::EscrowTooSmall)?;
        ensure!(left >= needed, Error::<T>::EscrowTooSmall);
        let deposit = escrow.deposits.iter_mut().find(|deposit| deposit.who == *who);
        let deposit = deposit.ok_or(Error::<T>::NotDepositor)?;
        deposit.held = deposit.held.checked_sub(amount).ok_or(Error::<T>::EscrowTooSmall)?;
        Self::release(HoldReason::Escrow, who, amount);
        Escrows::<T>::insert(id, escrow);
        Self::deposit_event(Event::EscrowRefunded { order: id, who: who.clone(), amount });
        Ok(())
    }

    /// What pays for all that is owed of a lease, and so many blocks more.
    pub(crate) fn runway(lease: &LeaseOf<T>, blocks: u32) -> Result<Balance, DispatchError> {
        let owed = lease.owed_after(blocks, Self::now(), Self::pace(), T::Clock::slot_ms());
        Self::pj(owed, Self::price(lease.floor_price)?)
    }

    /// For how many more blocks the escrow pays all providers, beside what is owed already. With
    /// the next one the lease is exhausted.
    pub(crate) fn runway_blocks(id: OrderId, lease: &LeaseOf<T>) -> Option<u32> {
        if matches!(lease.state, LeaseState::Closing | LeaseState::Closed { .. }) {
            return None;
        }
        let price = Self::price(lease.floor_price).ok()?;
        let affordable = usd_for(Self::escrowed(id), price);
        let (now, pace, slot_ms) = (Self::now(), Self::pace(), T::Clock::slot_ms());
        let owed = |blocks| lease.owed_after(blocks, now, pace, slot_ms);
        Some(most(|blocks| owed(blocks) <= affordable))
    }

    /// Takes `amount` out of an escrow, the tenant's money first.
    pub(crate) fn spend(id: OrderId, amount: Balance) -> CreditOf<T> {
        let mut credit = CreditOf::<T>::zero();
        Escrows::<T>::mutate_extant(id, |escrow| {
            let mut left = amount;
            for deposit in &mut escrow.deposits {
                let part = left.min(deposit.held);
                if part.is_zero() {
                    continue;
                }
                let (taken, missing) =
                    T::Currency::slash(&HoldReason::Escrow.into(), &deposit.who, part);
                if missing > 0 {
                    defensive!("an escrow is held");
                }
                credit.subsume(taken);
                deposit.held = deposit.held.saturating_sub(part);
                deposit.spent = deposit.spent.saturating_add(part);
                left = left.saturating_sub(part);
            }
        });
        credit
    }

    /// Gives `amount` of an escrow back, the money of those who would have paid last first.
    pub(crate) fn refund(id: OrderId, amount: Balance) {
        Escrows::<T>::mutate_extant(id, |escrow| {
            let mut left = amount;
            for deposit in escrow.deposits.iter_mut().rev() {
                let part = left.min(deposit.held);
                if part.is_zero() {
                    continue;
                }
                Self::release(HoldReason::Escrow, &deposit.who, part);
                deposit.held = deposit.held.saturating_sub(part);
                left = left.saturating_sub(part);
                let who = deposit.who.clone();
                Self::deposit_event(Event::EscrowRefunded { order: id, who, amount: part });
            }
        });
    }

    /// Gives all of an escrow back. It is no more.
    pub(crate) fn close_escrow(id: OrderId) {
        Self::refund(id, Balance::MAX);
        Escrows::<T>::remove(id);
    }

    /// Pays what is due at `price`, as far as the escrow reaches: what each was paid, in
    /// micro-dollars. If it does not reach for all, each is paid in proportion.
    pub(crate) fn pay(
        id: OrderId,
        dues: &[DueOf<T>],
        price: Dollars,
    ) -> Result<Vec<UsdMicro>, DispatchError> {
        let owed = dues.iter().fold(0, |sum: UsdMicro, due| sum.saturating_add(due.usd_micro));
        let affordable = usd_for(Self::escrowed(id), price);
        dues.iter()
            .map(|due| {
                let usd_micro = match owed > affordable {
                    true => share(affordable, due.usd_micro, owed),
                    false => due.usd_micro,
                };
                Self::pay_one(id, due, usd_micro, price)
            })
            .collect()
    }

    /// Pays one provider, as far as the escrow reaches.
    pub(crate) fn pay_one(
        id: OrderId,
        due: &DueOf<T>,
        usd_micro: UsdMicro,
        price: Dollars,
    ) -> Result<UsdMicro, DispatchError> {
        if usd_micro == 0 {
            return Ok(0);
        }
        let quote = T::Settlement::quote(usd_micro, price, Self::escrowed(id))?;
        if quote.usd_micro == 0 || quote.burned == 0 {
            return Ok(0);
        }
        let is_related =
            Escrows::<T>::get(id).is_some_and(|escrow| escrow.is_paid_by(&due.provider));
        let payment = Self::spend(id, quote.burned);
        let burned = payment.peek();
        let sale = Sale {
            provider: &due.provider,
            class: due.class,
            usd_micro: quote.usd_micro,
            device_blocks: due.device_blocks,
            quality: due.quality,
            is_related,
        };
        T::Settlement::settle(&sale, payment).map_err(|(error, _)| error)?;
        if !is_related {
            Self::note_work(&due.provider, quote.usd_micro, 0);
        }
        Self::deposit_event(Event::WorkPaid {
            order: id,
            provider: due.provider.clone(),
            usd_micro: quote.usd_micro,
            burned,
        });
        Ok(quote.usd_micro)
    }
}

/// The largest number that is within a bound, if all below it are, too. Zero if none is.
fn most(is_within: impl Fn(u32) -> bool) -> u32 {
    let (mut within, mut last) = (0u32, u32::MAX);
    while within < last {
        let middle = within.saturating_add(last.saturating_sub(within).div_ceil(2));
        match is_within(middle) {
            true => within = middle,
            false => last = middle.saturating_sub(1),
        }
    }
    within
}
