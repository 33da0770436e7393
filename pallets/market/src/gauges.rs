// SPDX-License-Identifier: Apache-2.0
//! Counters that follow every change of a listing.

use crate::{types::Tally, Config, Gauges, ListingOf, ListingRecords, Pallet, Tallies};
use joule_primitives::attestation::DeviceKey;

impl<T: Config> Pallet<T> {
    /// Writes a listing, or removes it, and counts what that changes.
    pub(crate) fn write_listing(
        device: DeviceKey,
        before: Option<&ListingOf<T>>,
        after: Option<&ListingOf<T>>,
    ) {
        let now = Self::now();
        let Some(class) = before.or(after).map(|listing| listing.class) else { return };
        let is = |listing: Option<&ListingOf<T>>, what: fn(&ListingOf<T>) -> bool| {
            listing.is_some_and(what)
        };
        Gauges::<T>::mutate(class, |gauges| {
            for (gauge, what) in [
                (&mut gauges.listed, (|_| true) as fn(&ListingOf<T>) -> bool),
                (&mut gauges.bonded, |listing| listing.is_bonded),
                (&mut gauges.attested, |listing| listing.is_attested),
                (&mut gauges.serving, |listing| listing.serves.is_some()),
            ] {
                gauge.shift(is(before, what), is(after, what), now);
            }
        });
        match after {
            Some(listing) => ListingRecords::<T>::insert(device, listing),
            None => ListingRecords::<T>::remove(device),
        }
    }

    /// Changes a listing, if there is one. Its class and its provider stay.
    pub(crate) fn change_listing(device: DeviceKey, change: impl FnOnce(&mut ListingOf<T>)) {
        let Some(before) = ListingRecords::<T>::get(device) else { return };
        let mut after = before.clone();
        change(&mut after);
        Self::write_listing(device, Some(&before), Some(&after));
    }

    /// Counts what became of an order.
    pub(crate) fn tally(count: impl FnOnce(&mut Tally) -> &mut u64) {
        Tallies::<T>::mutate(|tally| {
            let counter = count(tally);
            *counter = counter.saturating_add(1);
        });
    }
}
