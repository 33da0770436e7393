// SPDX-License-Identifier: Apache-2.0
//! Who gets the fee of a transaction.

use crate::{Config, CreditOf, Ledger, Pallet, Split};
use core::marker::PhantomData;
use frame_support::traits::{Get, Imbalance, OnUnbalanced};
use joule_primitives::{
    money::{BurnReason, Pot},
    types::Balance,
    units::{CAP, MICROJOULE, SCHEDULE},
};
use sp_runtime::traits::SaturatedConversion;

/// Under this security part per block, in pJ, fees go to the security pot instead of being burned:
/// 0.005 JOULE.
pub(crate) const SECURITY_FLOOR: Balance = 5_000 * MICROJOULE;

/// Divides fees between the block's author and the burn, and gives tips to the author.
pub struct FeeHandler<T>(PhantomData<T>);

impl<T: Config> OnUnbalanced<CreditOf<T>> for FeeHandler<T> {
    fn on_unbalanceds(mut fee_then_tip: impl Iterator<Item = CreditOf<T>>) {
        let Some(fee) = fee_then_tip.next() else { return };
        let half = fee.peek().checked_div(2).unwrap_or_default();
        let (mut for_author, other_half) = fee.split(half);
        if let Some(tip) = fee_then_tip.next() {
            for_author.subsume(tip);
        }
        match T::BlockAuthor::get() {
            Some(author) => Pallet::<T>::pay_or_burn(&author, for_author),
            None => Pallet::<T>::burn_credit(BurnReason::Fee, for_author),
        }
        if Pallet::<T>::security_needs_fees() {
            Pallet::<T>::fund_pot(Pot::Security, other_half);
        } else {
            Pallet::<T>::burn_credit(BurnReason::Fee, other_half);
        }
    }

    fn on_nonzero_unbalanced(fee: CreditOf<T>) {
        Self::on_unbalanceds(core::iter::once(fee));
    }
}

impl<T: Config> Pallet<T> {
    /// Whether the schedule pays so little for security that fees have to.
    pub(crate) fn security_needs_fees() -> bool {
        let ledger = Ledger::<T>::get();
        let now = frame_system::Pallet::<T>::block_number().saturated_into();
        let era_reward = SCHEDULE.era_reward(SCHEDULE.era_of(now));
        let is_spent = ledger.genesis.saturating_add(ledger.scheduled) >= CAP;
        is_spent || Split::<T>::get().divide(era_reward).security < SECURITY_FLOOR
    }
}
