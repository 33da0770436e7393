// SPDX-License-Identifier: Apache-2.0
//! Payments: what a debt comes to, and who gets which part of it.

use crate::{Config, CreditOf, Error, Event, Pallet, Running, SalesOfClasses, WorkClaims};
use frame_support::traits::Imbalance;
use joule_math::bme::{weighted, Settlement, Unconvertible};
use joule_primitives::{
    market::{Quote, Sale, UsdMicro},
    money::{PayMoney, Pot, Pots, SettlePayment},
    price::Dollars,
    types::Balance,
};
use sp_runtime::{DispatchError, PerThing, Perbill};

impl<T: Config> Pallet<T> {
    pub(crate) fn quote_of(
        usd_micro: UsdMicro,
        price: Dollars,
        escrow: Balance,
    ) -> Result<Quote, DispatchError> {
        let settled =
            Self::params().settle_within(usd_micro, price, escrow).map_err(
                |error| match error {
                    Unconvertible::NoPrice => Error::<T>::NoPrice,
                    Unconvertible::TooMuch => Error::<T>::TooMuch,
                },
            )?;
        let Settlement { burned, to_provider, .. } = settled.settlement;
        Ok(Quote { usd_micro: settled.usd_micro, burned, to_provider })
    }

    pub(crate) fn settle_sale(
        sale: &Sale<'_, T::AccountId>,
        payment: CreditOf<T>,
    ) -> Result<(), (DispatchError, CreditOf<T>)> {
        let settlement = Self::params().divide(payment.peek());
        let minted = settlement.to_provider.saturating_add(settlement.to_stakers);
        let kept = Self::params().tau_b.left_from_one().mul_floor(settlement.burned);
        debug_assert!(minted <= kept, "M2: no more is minted than the burn take leaves");
        let minted = T::Issuance::settle(payment, minted)?;
        let (to_provider, to_stakers) = minted.split(settlement.to_provider);
        T::Issuance::pay(sale.provider, to_provider);
        T::Issuance::deposit(Pot::Security, to_stakers);
        Self::note_sale(sale, settlement);
        Ok(())
    }

    /// Enters a sale into the books of the epoch.
    fn note_sale(sale: &Sale<'_, T::AccountId>, settlement: Settlement) {
        let quality = if sale.is_related { Perbill::zero() } else { sale.quality };
        let weighted = weighted(quality, settlement.burned);
        let epoch = Running::<T>::mutate(|epoch| {
            epoch.sales.add(sale, settlement);
            epoch.weighted = epoch.weighted.saturating_add(weighted);
            if weighted > 0 {
                let claim = WorkClaims::<T>::mutate(epoch.index, sale.provider, |claim| {
                    *claim = claim.saturating_add(weighted);
                    *claim
                });
                epoch.largest = epoch.largest.max(claim);
            }
            epoch.index
        });
        if let Some(class) = sale.class.filter(|_| !sale.is_related) {
            SalesOfClasses::<T>::mutate(epoch, class, |sales| {
                sales.usd_micro = sales.usd_micro.saturating_add(sale.usd_micro);
                sales.device_blocks = sales.device_blocks.saturating_add(sale.device_blocks);
            });
        }
        Self::deposit_event(Event::ComputeSettled {
            provider: sale.provider.clone(),
            class: sale.class,
            usd_micro: sale.usd_micro,
            device_blocks: sale.device_blocks,
            is_related: sale.is_related,
            burned: settlement.burned,
            to_provider: settlement.to_provider,
            to_stakers: settlement.to_stakers,
            weighted,
        });
    }
}
