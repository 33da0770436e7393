// SPDX-License-Identifier: Apache-2.0
//! Pay that was claimed for a device, and that it gets by going on to prove its work.

use crate::{
    types::Vesting, Config, Error, Event, Outstanding, Pallet, Running, Settings, Vestings,
    VestingsSince,
};
use frame_support::ensure;
use joule_primitives::{attestation::DeviceKey, market::Listings, money::PayMoney, types::Balance};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// Adds to what vests. Returns over how many proofs all of it does now.
    pub(crate) fn begin_vesting(device: &DeviceKey, owner: &T::AccountId, amount: Balance) -> u32 {
        let (epoch, proofs) = (Running::<T>::get().index, Settings::<T>::get().vesting_proofs);
        let mut vesting = Vestings::<T>::get(owner, device).unwrap_or_else(|| {
            VestingsSince::<T>::insert((epoch, owner, device), ());
            Vesting { unvested: 0, proofs_left: 0, touched_in: epoch, listed_in: epoch }
        });
        vesting.add(amount, proofs, epoch);
        Vestings::<T>::insert(owner, device, vesting);
        vesting.proofs_left
    }

    /// Pays the part of one more proof.
    pub(crate) fn vest(device: &DeviceKey, owner: &T::AccountId) {
        let Some(mut vesting) = Vestings::<T>::get(owner, device) else { return };
        let amount = vesting.release(Running::<T>::get().index);
        if vesting.unvested == 0 {
            Self::forget_vesting(device, owner, &vesting);
        } else {
            Vestings::<T>::insert(owner, device, vesting);
        }
        if amount == 0 {
            return;
        }
        Outstanding::<T>::mutate(|owed| owed.unvested = owed.unvested.saturating_sub(amount));
        if let Some(credit) = Self::take_promised(amount) {
            T::Issuance::pay(owner, credit);
            Self::deposit_event(Event::Vested { device: *device, owner: owner.clone(), amount });
        }
    }

    /// Burns what has not vested.
    pub(crate) fn lapse_vesting(device: &DeviceKey, owner: &T::AccountId) {
        let Some(vesting) = Vestings::<T>::get(owner, device) else { return };
        Self::forget_vesting(device, owner, &vesting);
        let amount = vesting.unvested;
        Outstanding::<T>::mutate(|owed| owed.unvested = owed.unvested.saturating_sub(amount));
        Running::<T>::mutate(|epoch| epoch.lapsed = epoch.lapsed.saturating_add(amount));
        Self::lapse(amount);
        let owner = owner.clone();
        Self::deposit_event(Event::UnvestedLapsed { device: *device, owner, amount });
    }

    fn forget_vesting(device: &DeviceKey, owner: &T::AccountId, vesting: &Vesting) {
        Vestings::<T>::remove(owner, device);
        VestingsSince::<T>::remove((vesting.listed_in, owner, device));
    }

    /// Looks at pay that was listed by an epoch whose claims have expired: burns it if it has not
    /// changed since and the device is out of service, and lists it by a later epoch otherwise.
    pub(crate) fn review_vesting(device: &DeviceKey, owner: &T::AccountId) {
        let Some(mut vesting) = Vestings::<T>::get(owner, device) else { return };
        if T::Listings::is_in_service(device) {
            vesting.touched_in = Running::<T>::get().index;
        }
        if vesting.touched_in <= vesting.listed_in {
            Self::lapse_vesting(device, owner);
            return;
        }
        VestingsSince::<T>::remove((vesting.listed_in, owner, device));
        vesting.listed_in = vesting.touched_in;
        VestingsSince::<T>::insert((vesting.listed_in, owner, device), ());
        Vestings::<T>::insert(owner, device, vesting);
    }

    pub(crate) fn do_lapse_unvested(owner: &T::AccountId, device: DeviceKey) -> DispatchResult {
        let vesting = Vestings::<T>::get(owner, device).ok_or(Error::<T>::VestingNotFound)?;
        let last = vesting.touched_in.saturating_add(Settings::<T>::get().claim_epochs);
        ensure!(Running::<T>::get().index > last, Error::<T>::StillVesting);
        ensure!(!T::Listings::is_in_service(&device), Error::<T>::StillVesting);
        Self::lapse_vesting(&device, owner);
        Ok(())
    }
}
