// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{
    devices::is_leaving, draws::tries, Config, CreditOf, DeviceRecords, Error, Event,
    NextChallenge, Offers, Pallet, Samples, WeightInfo,
};
use alloc::vec::Vec;
use frame_support::{defensive, ensure, traits::Imbalance, weights::Weight};
use joule_primitives::{
    attestation::{ChallengeRewards, DeviceKey, Devices, SeizeBonds, Standing},
    money::{BurnMoney, BurnReason},
    types::{Balance, BlockNumber},
    verdicts::{DrawDevices, DrawRequest, EngageDevices, SampleBeacon, SlashDevices, MAX_SEATS},
};
use sp_runtime::{ArithmeticError, DispatchResult, Perbill};

impl<T: Config> Devices<T::AccountId> for Pallet<T> {
    fn standing(key: &DeviceKey) -> Option<Standing<T::AccountId>> {
        let device = Self::due_of(key)?.device;
        Some(Standing {
            is_idle: device.takes_part(),
            owner: device.owner,
            state: device.state,
            class: device.class,
            bond: device.bond,
            score: device.score,
            audited: device.audited,
        })
    }

    fn excuse(key: &DeviceKey) -> DispatchResult {
        let device = Self::due_of(key).ok_or(Error::<T>::DeviceNotFound)?.device;
        ensure!(device.takes_part(), Error::<T>::DeviceNotIdle);
        let Some(mut device) = Self::touch(key) else {
            return Err(Error::<T>::DeviceNotFound.into());
        };
        if device.is_on_trial() {
            Self::vacate();
        }
        device.is_excused = true;
        DeviceRecords::<T>::insert(key, device);
        Self::deposit_event(Event::DeviceExcused { device: *key });
        Ok(())
    }

    fn end_excuse(key: &DeviceKey) {
        let Some(mut device) = Self::touch(key).filter(|device| device.is_excused) else { return };
        device.is_excused = false;
        Self::deposit_event(Event::ExcuseEnded { device: *key });
        device.due = NextChallenge::<T>::get();
        // Who is on a lease is not paused, even by a third miss: a commit of before may be one.
        device.misses = 0;
        device.counts_from = Self::now();
        if device.is_on_trial() {
            Self::seat(*key, &mut device);
        }
        Self::store(*key, device);
    }
}

impl<T: Config> DrawDevices<T::AccountId> for Pallet<T> {
    fn pool_size() -> u32 {
        Offers::<T>::count()
    }

    fn draw(request: &DrawRequest<T::AccountId>) -> Vec<(DeviceKey, T::AccountId)> {
        Self::do_draw(request)
    }

    fn weight(count: u32) -> Weight {
        let count = count.min(MAX_SEATS);
        let asked = T::Rewards::weight().saturating_mul(tries(count).into());
        T::WeightInfo::draw(count).saturating_add(asked)
    }
}

impl<T: Config> SampleBeacon for Pallet<T> {
    fn request() -> BlockNumber {
        Self::request_sample()
    }

    fn sample(height: BlockNumber) -> Option<[u8; 32]> {
        Samples::<T>::get(height)?.value
    }

    fn release(height: BlockNumber) {
        Self::release_sample(height);
    }
}

impl<T: Config> EngageDevices for Pallet<T> {
    fn engage(key: &DeviceKey) -> DispatchResult {
        let mut device = DeviceRecords::<T>::get(key).ok_or(Error::<T>::DeviceNotFound)?;
        ensure!(!is_leaving(&device), Error::<T>::DeviceLeaving);
        device.engagements = device.engagements.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        DeviceRecords::<T>::insert(key, device);
        Ok(())
    }

    fn disengage(key: &DeviceKey) {
        let Some(mut device) = DeviceRecords::<T>::get(key).filter(|it| it.engagements > 0) else {
            defensive!("a device is disengaged as often as it was engaged");
            return;
        };
        device.engagements = device.engagements.saturating_sub(1);
        DeviceRecords::<T>::insert(key, device);
    }

    fn engagements(key: &DeviceKey) -> u32 {
        DeviceRecords::<T>::get(key).map_or(0, |device| device.engagements)
    }
}

impl<T: Config> SlashDevices for Pallet<T> {
    fn slash(key: &DeviceKey, part: Perbill) -> Balance {
        let Some(device) = Self::touch(key) else { return 0 };
        let amount = part.mul_floor(device.bond);
        let credit = Self::cut_bond(*key, device, amount);
        let amount = credit.peek();
        T::Money::burn(BurnReason::Slash, credit);
        if amount > 0 {
            Self::deposit_event(Event::SlashedForJob { device: *key, amount });
        }
        amount
    }
}

impl<T: Config> SeizeBonds<CreditOf<T>> for Pallet<T> {
    fn seize(key: &DeviceKey, amount: Balance) -> CreditOf<T> {
        let Some(device) = Self::touch(key) else { return CreditOf::<T>::zero() };
        let credit = Self::cut_bond(*key, device, amount);
        let amount = credit.peek();
        if amount > 0 {
            Self::deposit_event(Event::BondSeized { device: *key, amount });
        }
        credit
    }
}
