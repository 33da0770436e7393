// SPDX-License-Identifier: Apache-2.0
//! Epochs: when they end, what they grant, and what lapses. Nothing here takes longer the more was
//! sold.

use crate::{
    types::{EpochIndex, EpochRecord, Grant, RunningEpoch},
    Config, Event, Grants, LastAvailability, Outstanding, Pallet, Records, Running, Settings,
};
use joule_math::bme::Closed;
use joule_primitives::{
    market::{Listings, MarketActivity},
    money::{ComputeBudget, ComputeIssued},
    price::{Dollars, PriceOfJoule},
    types::Balance,
};
use sp_runtime::{traits::Zero, Perbill};

impl<T: Config> Pallet<T> {
    /// Whether the epoch ends with this block.
    pub(crate) fn is_last_block() -> bool {
        let passed = Self::now().saturating_sub(Running::<T>::get().begun_after);
        passed >= Settings::<T>::get().epoch_blocks
    }

    /// What was minted for compute since the epoch began.
    pub(crate) fn issued_in(epoch: &RunningEpoch) -> ComputeIssued {
        let (now, before) = (T::Issuance::issued(), epoch.issued_before);
        ComputeIssued {
            work: now.work.saturating_sub(before.work),
            availability: now.availability.saturating_sub(before.availability),
        }
    }

    /// What happened on the market since the epoch began.
    pub(crate) fn activity_in(epoch: &RunningEpoch) -> MarketActivity {
        T::Listings::activity().since(epoch.activity_before)
    }

    /// The price by which the pay of devices is limited, if it may be trusted.
    pub(crate) fn trusted_price() -> Option<Dollars> {
        let price = T::Price::price();
        Some(price.twap_24h).filter(|mean| price.health.converts() && !mean.is_zero())
    }

    /// Ends the epoch, and begins the next one.
    pub(crate) fn close_epoch() {
        let epoch = Running::<T>::get();
        let params = Self::params();
        let issued = Self::issued_in(&epoch);
        let closed = params.close_epoch(issued.work, epoch.carry_in, epoch.weighted);
        let price = Self::trusted_price().or(epoch.price);
        let available = issued.availability;
        let granted = Self::availability_granted(&epoch, available, params.psi, price);
        let unearned = closed.lapsed.saturating_add(available.saturating_sub(granted));
        let expired = Self::expire_claims(epoch.index);
        Self::grant(&epoch, &closed, available, granted, params.psi, price);
        Self::lapse(unearned.saturating_add(expired));
        let record = EpochRecord {
            begun_after: epoch.begun_after,
            closed_in: Self::now(),
            issued,
            carry_in: epoch.carry_in,
            carry_out: closed.carry_out,
            weighted: epoch.weighted,
            sigma: closed.sigma,
            granted_work: closed.paid,
            granted_availability: granted,
            lapsed: epoch.lapsed.saturating_add(unearned).saturating_add(expired),
            price,
            sales: epoch.sales,
            largest: epoch.largest,
            activity: Self::activity_in(&epoch),
        };
        Records::<T>::insert(epoch.index, record);
        Self::begin_next(&epoch, closed.carry_out);
        Self::turn_parameters();
        Self::deposit_event(Event::EpochClosed {
            epoch: epoch.index,
            work: issued.work,
            availability: available,
            sigma: closed.sigma,
            granted_work: closed.paid,
            granted_availability: granted,
            carry_out: closed.carry_out,
            lapsed: unearned,
            price,
        });
    }

    fn begin_next(epoch: &RunningEpoch, carry_in: Balance) {
        Running::<T>::put(RunningEpoch {
            index: epoch.index.saturating_add(1),
            begun_after: Self::now(),
            issued_before: T::Issuance::issued(),
            activity_before: T::Listings::activity(),
            carry_in,
            ..Default::default()
        });
    }

    /// Keeps what the epoch grants for those who claim it.
    fn grant(
        epoch: &RunningEpoch,
        closed: &Closed,
        available: Balance,
        granted: Balance,
        availability_part: Perbill,
        price: Option<Dollars>,
    ) {
        let idle_weight = epoch.idle.weight;
        LastAvailability::<T>::set((idle_weight > 0).then_some((available, idle_weight)));
        Outstanding::<T>::mutate(|owed| {
            let more = closed.paid.saturating_add(granted);
            owed.unclaimed = owed.unclaimed.saturating_add(more);
        });
        let grant = Grant {
            sigma: closed.sigma,
            work_left: closed.paid,
            availability: available,
            availability_left: granted,
            idle_weight,
            availability_part,
            price,
        };
        Grants::<T>::insert(epoch.index, grant);
    }

    /// Forgets what the epoch granted whose claims expire when `closing` ends: what nobody claimed
    /// of it, which is to be burned.
    fn expire_claims(closing: EpochIndex) -> Balance {
        let Some(epoch) = closing.checked_sub(Settings::<T>::get().claim_epochs) else { return 0 };
        let Some(grant) = Grants::<T>::take(epoch) else { return 0 };
        let lapsed = grant.work_left.saturating_add(grant.availability_left);
        Outstanding::<T>::mutate(|owed| owed.unclaimed = owed.unclaimed.saturating_sub(lapsed));
        Self::deposit_event(Event::ClaimsExpired { epoch, lapsed });
        lapsed
    }
}
