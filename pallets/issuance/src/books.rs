// SPDX-License-Identifier: Apache-2.0
//! Every burn, by reason, and settlements.

use crate::{types::UnexpectedKind, Config, CreditOf, Error, Event, Ledger, Pallet};
use frame_support::{
    defensive, ensure,
    traits::{
        fungible::{Balanced, Inspect},
        tokens::{Fortitude, Precision, Preservation},
        Get, Imbalance,
    },
};
use joule_primitives::{money::BurnReason, types::Balance};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_burn(who: &T::AccountId, amount: Balance, keep_alive: bool) -> DispatchResult {
        ensure!(amount > 0, Error::<T>::AmountZero);
        let preservation =
            if keep_alive { Preservation::Preserve } else { Preservation::Expendable };
        let credit =
            T::Currency::withdraw(who, amount, Precision::Exact, preservation, Fortitude::Polite)?;
        Self::burn_credit(BurnReason::Other, credit);
        Ok(())
    }

    /// Destroys `credit` and enters it under `reason`.
    pub(crate) fn burn_credit(reason: BurnReason, credit: CreditOf<T>) {
        let amount = credit.peek();
        // A credit that is dropped lowers total issuance by what it held.
        drop(credit);
        Self::enter_burn(reason, amount);
    }

    /// Burns all of `payment` and mints `remint` of it again.
    pub(crate) fn settle_credit(
        payment: CreditOf<T>,
        remint: Balance,
    ) -> Result<CreditOf<T>, (DispatchError, CreditOf<T>)> {
        let burned = payment.peek();
        let remintable = Self::remintable_of(burned);
        if remint > remintable {
            return Err((Error::<T>::RemintsTooMuch.into(), payment));
        }
        if burned == 0 {
            return Ok(payment);
        }
        drop(payment);
        Ledger::<T>::mutate(|ledger| {
            ledger.burned.add(BurnReason::Settlement, burned);
            ledger.remintable = ledger.remintable.saturating_add(remintable);
            ledger.reminted = ledger.reminted.saturating_add(remint);
        });
        Self::deposit_event(Event::Settled { burned, reminted: remint });
        Ok(T::Currency::issue(remint))
    }

    /// The most of a settled payment of `amount` that may be minted again.
    pub(crate) fn remintable_of(amount: Balance) -> Balance {
        T::MaxReminted::get().mul_floor(amount)
    }

    /// Holds the ledger against total issuance at the end of a block, and enters the difference.
    /// Another pallet that drops a credit burns it without telling. Nothing but root can mint past
    /// this pallet; if it does, the ledger says so for ever.
    pub(crate) fn enter_what_went_unrecorded() {
        let expected = Ledger::<T>::get().expected_issuance();
        let issued = T::Currency::total_issuance();
        Self::enter_burn(BurnReason::Other, expected.saturating_sub(issued));
        let surplus = issued.saturating_sub(expected);
        if surplus > 0 {
            Ledger::<T>::mutate(|ledger| {
                ledger.unrecorded = ledger.unrecorded.saturating_add(surplus);
            });
            defensive!("only the issuance pallet mints");
            let kind = UnexpectedKind::UnrecordedMint(surplus);
            Self::deposit_event(Event::Unexpected { kind });
        }
    }

    fn enter_burn(reason: BurnReason, amount: Balance) {
        if amount == 0 {
            return;
        }
        Ledger::<T>::mutate(|ledger| ledger.burned.add(reason, amount));
        Self::deposit_event(Event::Burned { reason, amount });
    }
}
