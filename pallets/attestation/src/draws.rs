// SPDX-License-Identifier: Apache-2.0
//! Draws of devices for work that their owners offer to do, and the index from which they are made.
//!
//! Each device that is offered has a place in the index, of which all places up to the last one are
//! taken. What may pass while it is offered, such as a lease, is looked at when it is drawn; what
//! lasts, such as a failure, takes it out.

use crate::{
    settings::AttestationSettings,
    settlement::has_enough,
    types::{Offer, Sample},
    Config, DeviceOf, DeviceRecords, Error, Event, Offers, Pallet, Samples, Settings,
    SAMPLE_DELAY_BLOCKS, TRIES_PER_DEVICE,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{defensive, ensure};
use joule_primitives::{
    attestation::DeviceKey,
    types::{BlockNumber, Hash},
    verdicts::{DrawRequest, MAX_SEATS},
};
use sp_io::hashing::blake2_256;
use sp_runtime::DispatchResult;

/// The place of the index that try `number` is for, among `pool_size`.
pub(crate) fn place_of(seed: &Hash, number: u32, pool_size: u32) -> u32 {
    let hash = (seed, number).using_encoded(blake2_256);
    let word = hash.first_chunk().copied().map_or(0, u64::from_le_bytes);
    // Factors of 64 and 32 bits never exceed 128, and what is left is below `pool_size`.
    let place = u128::from(word).saturating_mul(pool_size.into()) >> 64;
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// How many tries a draw of `count` devices has.
pub(crate) fn tries(count: u32) -> u32 {
    count.min(MAX_SEATS).saturating_mul(TRIES_PER_DEVICE)
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_offered(
        owner: &T::AccountId,
        key: DeviceKey,
        is_offered: bool,
    ) -> DispatchResult {
        let mut device = Self::touch_own(owner, &key)?;
        ensure!(device.place.is_some() != is_offered, Error::<T>::OfferUnchanged);
        if is_offered {
            ensure!(device.takes_part(), Error::<T>::DeviceNotIdle);
            ensure!(device.audits_due == 0, Error::<T>::DeviceOnTrial);
            ensure!(has_enough(&device, &Settings::<T>::get()), Error::<T>::BondTooLow);
            let place = Offers::<T>::count();
            Offers::<T>::insert(place, Offer { device: key, since: Self::now() });
            device.place = Some(place);
            Self::deposit_event(Event::DeviceOffered { device: key });
        } else {
            Self::end_offer(key, &mut device);
        }
        DeviceRecords::<T>::insert(key, device);
        Ok(())
    }

    /// Takes a device out of the index if what it is now may not be drawn for long.
    pub(crate) fn lapse_offer(key: DeviceKey, device: &mut DeviceOf<T>) {
        if !device.may_be_offered() {
            Self::end_offer(key, device);
        }
    }

    /// Takes a device out of the index, if it is there. The last one gets its place, and comes to
    /// it now: a draw that was asked for before must not find it where nobody expected it.
    fn end_offer(key: DeviceKey, device: &mut DeviceOf<T>) {
        let Some(place) = device.place.take() else { return };
        let last = Offers::<T>::count().saturating_sub(1);
        let moved = Offers::<T>::take(last);
        if let Some(moved) = moved.filter(|_| place != last) {
            Offers::<T>::insert(place, Offer { since: Self::now(), ..moved });
            DeviceRecords::<T>::mutate(moved.device, |device| {
                if let Some(device) = device {
                    device.place = Some(place);
                }
            });
        }
        Self::deposit_event(Event::OfferEnded { device: key });
    }

    pub(crate) fn do_draw(request: &DrawRequest<T::AccountId>) -> Vec<(DeviceKey, T::AccountId)> {
        let count = usize::try_from(request.count).unwrap_or(usize::MAX);
        let settings = Settings::<T>::get();
        let mut drawn = Vec::<(DeviceKey, T::AccountId)>::new();
        for number in 0..tries(request.count) {
            if drawn.len() >= count {
                break;
            }
            let place = place_of(&request.seed, number, request.pool_size);
            let found = Self::drawable(place, request.as_of, &settings);
            let Some((device, owner)) = found else { continue };
            let is_out = request.excluded.contains(&owner);
            if !is_out && !drawn.iter().any(|(_, other)| *other == owner) {
                drawn.push((device, owner));
            }
        }
        drawn
    }

    /// The device at a place of the index since before the block `as_of`, if it can be drawn as it
    /// is once what is due of it is done, and its owner.
    fn drawable(
        place: u32,
        as_of: BlockNumber,
        settings: &AttestationSettings,
    ) -> Option<(DeviceKey, T::AccountId)> {
        let offer = Offers::<T>::get(place).filter(|offer| offer.since < as_of)?;
        let device = Self::due_under(&offer.device, settings)?.device;
        let is_free = device.may_be_offered() && !device.is_excused;
        (is_free && has_enough(&device, settings)).then_some((offer.device, device.owner))
    }

    /// Asks for the beacon of a later block, and says of which.
    pub(crate) fn request_sample() -> BlockNumber {
        let height = Self::now().saturating_add(SAMPLE_DELAY_BLOCKS);
        Samples::<T>::mutate(height, |sample| {
            let sample = sample.get_or_insert(Sample { requests: 0, value: None });
            sample.requests = sample.requests.saturating_add(1);
        });
        height
    }

    /// Keeps the beacon of this block if somebody asked for it.
    pub(crate) fn keep_sample(now: BlockNumber, beacon: joule_pogw::Hash) {
        if let Some(sample) = Samples::<T>::get(now) {
            Samples::<T>::insert(now, Sample { value: Some(beacon), ..sample });
        }
    }

    /// Undoes one request. The beacon is forgotten with the last one.
    pub(crate) fn release_sample(height: BlockNumber) {
        let Some(sample) = Samples::<T>::get(height) else {
            defensive!("only what was asked for is released");
            return;
        };
        match sample.requests.saturating_sub(1) {
            0 => Samples::<T>::remove(height),
            requests => Samples::<T>::insert(height, Sample { requests, ..sample }),
        }
    }
}
