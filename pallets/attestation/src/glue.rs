// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{Config, DeviceRecords, Error, Event, NextChallenge, Pallet};
use frame_support::ensure;
use joule_primitives::attestation::{DeviceKey, Devices, Standing};
use sp_runtime::DispatchResult;

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
        if device.is_on_trial() {
            Self::seat(*key, &mut device);
        }
        DeviceRecords::<T>::insert(key, device);
    }
}
