// SPDX-License-Identifier: Apache-2.0
//! Pay of devices that are there and idle: what counts, what it comes to, and what a cheat would
//! gain.

use crate::{
    types::{Grant, IdleTime, RunningEpoch},
    Config, Event, FailedIn, FailuresOf, IdleTimes, InForce, LastAvailability, Pallet, Running,
};
use frame_support::traits::Get;
use joule_math::bme::{idle_weight, pay_cap, share, Rent, Unconvertible};
use joule_primitives::{
    attestation::{DeviceKey, MilliComputeUnits},
    market::{Listings, Reference, UsdMicro},
    price::{Dollars, PriceOfJoule},
    types::{Balance, BlockNumber},
};
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};
use sp_runtime::Perbill;

/// Milliseconds of an hour.
const HOUR_MS: u64 = 3_600_000;

impl<T: Config> Pallet<T> {
    /// What a full device of the class costs elsewhere while it is idle, and what it computes;
    /// `None` if this one earns nothing for that.
    fn idle_rent(device: &DeviceKey) -> Option<(Rent, MilliComputeUnits)> {
        let Reference { usd_micro_per_hour, full_score } =
            T::Listings::reference(T::Listings::idle_class(device)?);
        let rent = Rent { usd_micro_per_hour, slot_ms: T::SlotMs::get() };
        (usd_micro_per_hour > 0 && full_score.0 > 0).then_some((rent, full_score))
    }

    /// Counts the blocks since a device's last proof, with what it was credited.
    pub(crate) fn count_idle_time(
        device: &DeviceKey,
        owner: &T::AccountId,
        credited: MilliComputeUnits,
        blocks: BlockNumber,
    ) {
        let max_gap = T::MaxGap::get();
        let (weight, Some((rent, full))) =
            (idle_weight(credited.0, blocks, max_gap), Self::idle_rent(device))
        else {
            return;
        };
        if weight == 0 {
            return;
        }
        let cost = rent.owed(blocks.min(max_gap));
        // No more than all of it.
        let usd_micro = share(cost, credited.0.into(), full.0.into());
        let idle = IdleTime { weight, usd_micro };
        let epoch = Running::<T>::mutate(|epoch| {
            epoch.idle = epoch.idle.and(idle);
            epoch.price = Self::trusted_price().or(epoch.price);
            epoch.index
        });
        let key = (epoch, owner, device);
        let before = IdleTimes::<T>::get(key).unwrap_or_default();
        IdleTimes::<T>::insert(key, before.and(idle));
        let (device, owner) = (*device, owner.clone());
        Self::deposit_event(Event::IdleTimeCounted { epoch, device, owner, weight, usd_micro });
    }

    /// Takes from a device that failed what it has earned in this epoch and not claimed of earlier
    /// ones.
    pub(crate) fn forfeit_claims(device: &DeviceKey, owner: &T::AccountId) {
        let mut epoch = Running::<T>::get();
        if let Some(idle) = IdleTimes::<T>::take((epoch.index, owner, device)) {
            epoch.idle = epoch.idle.without(idle);
            Running::<T>::put(epoch);
        }
        if let Some(before) = FailedIn::<T>::mutate(device, |at| at.replace(epoch.index)) {
            FailuresOf::<T>::remove(before, device);
        }
        FailuresOf::<T>::insert(epoch.index, device, ());
    }

    /// What an epoch pays of `available` pJ to all devices together at most: what they could earn of
    /// the reference price.
    pub(crate) fn availability_granted(
        epoch: &RunningEpoch,
        available: Balance,
        part: Perbill,
        price: Option<Dollars>,
    ) -> Balance {
        match price {
            Some(price) if epoch.idle.weight > 0 => {
                available.min(most_for(part, epoch.idle.usd_micro, price))
            }
            _ => 0,
        }
    }

    /// What a device would earn for one challenge if it were credited with `score`, after a gap of
    /// which as much counts as may: the smaller of its share in what the last epoch had, and of the
    /// most that a full device may earn. Both are proportional to the score, also beyond a full one:
    /// else a bond that covers half of the gain would cover a score that earns all of it.
    pub(crate) fn gain_of(device: &DeviceKey, score: MilliComputeUnits) -> Balance {
        let Some((rent, full)) = Self::idle_rent(device) else { return 0 };
        let price = T::Price::price().twap_24h;
        let max_gap = T::MaxGap::get();
        let part = InForce::<T>::get().availability;
        let most = pay_cap(part, rent, max_gap, price).unwrap_or_else(unlimited);
        let most = proportional(most, score.0.into(), full.0.into());
        match LastAvailability::<T>::get() {
            Some((available, all)) => {
                let weight = idle_weight(score.0, max_gap, max_gap);
                proportional(available, weight, all).min(most)
            }
            None => most,
        }
    }
}

impl Grant {
    /// What a device with this idle time is paid, in pJ: its share, as far as the reference price
    /// allows.
    #[must_use]
    pub fn pay_of(&self, idle: &IdleTime) -> Balance {
        let Some(price) = self.price else { return 0 };
        let most = most_for(self.availability_part, idle.usd_micro, price);
        share(self.availability, idle.weight, self.idle_weight)
            .min(most)
            .min(self.availability_left)
    }
}

/// The most that may be earned by being there for a time that would have cost `usd_micro`, in pJ,
/// rounded down.
fn most_for(part: Perbill, usd_micro: UsdMicro, price: Dollars) -> Balance {
    let Ok(usd_micro_per_hour) = u64::try_from(usd_micro) else { return Balance::MAX };
    // One slot of an hour costs just that.
    let rent = Rent { usd_micro_per_hour, slot_ms: HOUR_MS };
    pay_cap(part, rent, 1, price).unwrap_or_else(unlimited)
}

/// What stands for an amount that cannot be said: nothing without a price, and else more than any
/// amount.
fn unlimited(reason: Unconvertible) -> Balance {
    match reason {
        Unconvertible::NoPrice => 0,
        Unconvertible::TooMuch => Balance::MAX,
    }
}

/// `amount * part / whole`, rounded up, where the part may be larger than the whole. Nothing if the
/// part is zero. Saturates, also if only the whole is zero.
fn proportional(amount: Balance, part: u128, whole: u128) -> Balance {
    if part == 0 {
        return 0;
    }
    multiply_by_rational_with_rounding(amount, part, whole, Rounding::Up).unwrap_or(Balance::MAX)
}
