// SPDX-License-Identifier: Apache-2.0
//! The pots: what is owed from them, and what strangers sent to them.

use crate::{types::UnexpectedKind, Config, CreditOf, Error, Event, Pallet, PotClaims};
use frame_support::{
    defensive, ensure,
    traits::{
        fungible::{Balanced, Inspect},
        tokens::{Fortitude, Precision, Preservation},
        Imbalance,
    },
};
use joule_primitives::{
    money::{BurnReason, Pot},
    types::Balance,
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// Places `credit` in `pot`, and tells of it: money that is not the schedule's.
    pub(crate) fn fund_pot(pot: Pot, credit: CreditOf<T>) {
        let amount = Self::fill_pot(pot, credit);
        if amount > 0 {
            Self::deposit_event(Event::PotFunded { pot, amount });
        }
    }

    /// Places `credit` in `pot`, for those who will earn it. Returns how much was placed, in pJ.
    pub(crate) fn fill_pot(pot: Pot, credit: CreditOf<T>) -> Balance {
        let amount = credit.peek();
        if amount == 0 {
            return 0;
        }
        match T::Currency::resolve(&pot.account(), credit) {
            Ok(()) => {
                PotClaims::<T>::mutate(pot, |claims| *claims = claims.saturating_add(amount));
                amount
            }
            Err(credit) => {
                defensive!("a pot has its existential deposit, so it can take any credit");
                Self::burn_credit(BurnReason::Dust, credit);
                let kind = UnexpectedKind::PotRefused(amount);
                Self::deposit_event(Event::Unexpected { kind });
                0
            }
        }
    }

    /// Takes exactly `amount` of what `pot` owes.
    pub(crate) fn draw_from_pot(pot: Pot, amount: Balance) -> Result<CreditOf<T>, DispatchError> {
        if amount == 0 {
            return Ok(CreditOf::<T>::zero());
        }
        let claims = PotClaims::<T>::get(pot);
        let left = claims.checked_sub(amount).ok_or(Error::<T>::PotTooLow)?;
        let credit = Self::withdraw_from_account(pot, amount)?;
        PotClaims::<T>::insert(pot, left);
        Self::deposit_event(Event::PotPaid { pot, amount });
        Ok(credit)
    }

    pub(crate) fn do_sweep(pot: Pot) -> DispatchResult {
        let kept = PotClaims::<T>::get(pot).saturating_add(T::Currency::minimum_balance());
        let surplus = Self::pot_balance(pot).saturating_sub(kept);
        ensure!(surplus > 0, Error::<T>::NothingToSweep);
        let credit = Self::withdraw_from_account(pot, surplus)?;
        Self::burn_credit(BurnReason::Other, credit);
        Ok(())
    }

    /// What the pot's account holds, in pJ.
    pub(crate) fn pot_balance(pot: Pot) -> Balance {
        T::Currency::balance(&pot.account())
    }

    fn withdraw_from_account(pot: Pot, amount: Balance) -> Result<CreditOf<T>, DispatchError> {
        T::Currency::withdraw(
            &pot.account(),
            amount,
            Precision::Exact,
            Preservation::Preserve,
            Fortitude::Polite,
        )
    }
}
