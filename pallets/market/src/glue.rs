// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{
    costs::{found, judged, settled},
    types::ProviderState,
    Config, CreditOf, Gauges, Jobs, Leases, ListingRecords, OrderId, Pallet, Tallies, WeightInfo,
};
use frame_support::{storage::with_storage_layer, traits::Imbalance, weights::Weight};
use joule_primitives::{
    attestation::{ClassId, DeviceKey, FollowDevices, MilliComputeUnits},
    market::{Listings, MarketActivity, Reference},
    panels::{Finding, OnFinding},
    types::{Balance, BlockNumber},
    verdicts::{JobId, OnVerdict, Verdict},
};

impl<T: Config> Listings for Pallet<T> {
    fn idle_class(device: &DeviceKey) -> Option<ClassId> {
        let listing = ListingRecords::<T>::get(device)?;
        let is_idle = listing.is_offered && listing.is_bonded && listing.serves.is_none();
        let provider = Self::provider(&listing.provider).ok()?;
        (is_idle && provider.state == ProviderState::Active).then_some(listing.class)
    }

    fn is_in_service(device: &DeviceKey) -> bool {
        ListingRecords::<T>::get(device)
            .is_some_and(|listing| listing.is_attested || listing.serves.is_some())
    }

    fn reference(class: ClassId) -> Reference {
        let offer = Self::settings().class(class).copied().unwrap_or_default();
        Reference { usd_micro_per_hour: offer.reference_usd_micro, full_score: offer.full_score }
    }

    fn activity() -> MarketActivity {
        let (tally, now) = (Tallies::<T>::get(), Self::now());
        let mut activity = MarketActivity {
            opened: tally.opened,
            matched: tally.matched,
            completed: tally.completed,
            failed: tally.failed,
            ..Default::default()
        };
        for gauges in Gauges::<T>::iter_values() {
            for (sum, gauge) in [
                (&mut activity.listed_blocks, gauges.listed),
                (&mut activity.attested_blocks, gauges.attested),
                (&mut activity.serving_blocks, gauges.serving),
            ] {
                let blocks = u64::try_from(gauge.sum_at(now)).unwrap_or(u64::MAX);
                *sum = sum.saturating_add(blocks);
            }
        }
        activity
    }
}

impl<T: Config> FollowDevices<T::AccountId> for Pallet<T> {
    fn on_proved(
        _device: &DeviceKey,
        _owner: &T::AccountId,
        _credited: MilliComputeUnits,
        _blocks: BlockNumber,
    ) {
    }

    fn on_failed(_device: &DeviceKey, _owner: &T::AccountId) {}

    fn on_active(device: &DeviceKey, _owner: &T::AccountId, is_active: bool) {
        // A lease is no challenge. What became of the device is seen when it is over.
        Self::change_listing(*device, |listing| {
            listing.is_attested =
                if listing.serves.is_some() { listing.is_attested } else { is_active };
        });
    }

    fn on_bond(device: &DeviceKey, owner: &T::AccountId, bond: Balance) {
        Self::change_listing(*device, |listing| {
            listing.is_bonded = listing.provider == *owner && bond >= listing.bond_needed;
        });
    }

    fn weight() -> Weight {
        T::WeightInfo::on_active()
    }
}

impl<T: Config> OnVerdict for Pallet<T> {
    fn on_verdict(job: JobId, verdict: &Verdict) {
        // The verdict stands. If the job cannot be ended now, anybody may do it later.
        let _ = with_storage_layer(|| Self::follow_verdict(job, verdict));
    }

    fn weight() -> Weight {
        judged::<T>(settled::<T>(T::WeightInfo::on_verdict()))
    }
}

impl<T: Config> OnFinding<CreditOf<T>> for Pallet<T> {
    fn on_finding(dispute: OrderId, found: Option<Finding>) -> CreditOf<T> {
        if let Some(lease) = Leases::<T>::get(dispute) {
            return match lease.contest.clone() {
                Some(contest) => Self::settle_contest(dispute, lease, &contest, found),
                None => CreditOf::<T>::zero(),
            };
        }
        match Jobs::<T>::get(dispute).map(|job| (job.dispute, job)) {
            Some((Some(its), job)) => Self::settle_objection(dispute, job, its.bond, found),
            _ => CreditOf::<T>::zero(),
        }
    }

    fn weight() -> Weight {
        found::<T>()
    }
}
