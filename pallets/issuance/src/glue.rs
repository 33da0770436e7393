// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{Config, CreditOf, Ledger, Pallet, PotClaims};
use core::marker::PhantomData;
use frame_support::traits::{fungible::Balanced, Imbalance, OnUnbalanced};
use joule_primitives::{
    money::{
        BurnMoney, BurnReason, ComputeBudget, ComputeIssued, PayMoney, Pot, Pots, SettlePayment,
    },
    types::Balance,
};
use sp_runtime::DispatchError;

impl<T: Config> BurnMoney<CreditOf<T>> for Pallet<T> {
    fn burn(reason: BurnReason, credit: CreditOf<T>) {
        Self::burn_credit(reason, credit);
    }
}

impl<T: Config> PayMoney<T::AccountId, CreditOf<T>> for Pallet<T> {
    fn pay(who: &T::AccountId, credit: CreditOf<T>) {
        Self::pay_or_burn(who, credit);
    }
}

impl<T: Config> Pots<Balance, CreditOf<T>> for Pallet<T> {
    fn available(pot: Pot) -> Balance {
        PotClaims::<T>::get(pot)
    }

    fn deposit(pot: Pot, credit: CreditOf<T>) {
        Self::fund_pot(pot, credit);
    }

    fn withdraw(pot: Pot, amount: Balance) -> Result<CreditOf<T>, DispatchError> {
        Self::draw_from_pot(pot, amount)
    }
}

impl<T: Config> ComputeBudget for Pallet<T> {
    fn issued() -> ComputeIssued {
        let ledger = Ledger::<T>::get();
        ComputeIssued { work: ledger.work, availability: ledger.availability }
    }
}

impl<T: Config> SettlePayment<Balance, CreditOf<T>> for Pallet<T> {
    fn max_reminted(amount: Balance) -> Balance {
        Self::remintable_of(amount)
    }

    fn settle(
        payment: CreditOf<T>,
        remint: Balance,
    ) -> Result<CreditOf<T>, (DispatchError, CreditOf<T>)> {
        Self::settle_credit(payment, remint)
    }
}

/// Burns what accounts leave behind when they fall under the existential deposit.
pub struct DustHandler<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<CreditOf<T>> for DustHandler<T> {
    fn on_nonzero_unbalanced(dust: CreditOf<T>) {
        Pallet::<T>::burn_credit(BurnReason::Dust, dust);
    }
}

impl<T: Config> Pallet<T> {
    /// Pays `credit` to `who`, or burns it as dust if the account cannot hold it.
    pub(crate) fn pay_or_burn(who: &T::AccountId, credit: CreditOf<T>) {
        if credit.peek() == 0 {
            return;
        }
        if let Err(credit) = T::Currency::resolve(who, credit) {
            Self::burn_credit(BurnReason::Dust, credit);
        }
    }
}
