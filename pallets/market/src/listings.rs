// SPDX-License-Identifier: Apache-2.0
//! The devices that providers list, and their classes.

use crate::{
    settings::ClassOffer,
    types::{Attributes, Listing, Provider},
    Config, Error, Event, ListingOf, ListingRecords, OrderId, Pallet, Settings,
};
use frame_support::ensure;
use joule_math::bme::pj_for;
use joule_primitives::{
    attestation::{ClassId, DeviceKey, DeviceState, Devices, Standing},
    market::UsdMicro,
    price::{Dollars, PriceOfJoule},
    types::Balance,
    verdicts::EngageDevices,
};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// The price at which an order with this floor is settled now.
    pub(crate) fn price(floor: Dollars) -> Result<Dollars, DispatchError> {
        T::Price::settlement_price(floor).ok_or(Error::<T>::PriceUnavailable.into())
    }

    /// The price for what need not be exact and must not wait: the average of the day, if none
    /// converts.
    pub(crate) fn rough_price(floor: Dollars) -> Dollars {
        let price = T::Price::price();
        price.settling(floor).unwrap_or_else(|| price.twap_24h.max(floor))
    }

    /// What micro-dollars cost in pJ.
    pub(crate) fn pj(usd_micro: UsdMicro, price: Dollars) -> Result<Balance, DispatchError> {
        pj_for(usd_micro, price).map_err(|_| ArithmeticError::Overflow.into())
    }

    pub(crate) fn listing(device: DeviceKey) -> Result<ListingOf<T>, DispatchError> {
        ListingRecords::<T>::get(device).ok_or(Error::<T>::ListingNotFound.into())
    }

    pub(crate) fn do_list(
        who: T::AccountId,
        device: DeviceKey,
        attributes: Attributes,
    ) -> DispatchResult {
        let provider = Self::provider(&who)?;
        ensure!(!ListingRecords::<T>::contains_key(device), Error::<T>::DeviceAlreadyListed);
        let standing = T::Devices::standing(&device).ok_or(Error::<T>::DeviceNotFound)?;
        ensure!(standing.owner == who, Error::<T>::NotOwner);
        ensure!(standing.state == DeviceState::Active, Error::<T>::DeviceNotActive);
        let settings = Self::settings();
        let class = standing.class;
        let offer = settings.class(class).ok_or(Error::<T>::ClassNotFound)?;
        let price = Self::price(Dollars::default())?;
        let bond_needed = Self::pj(offer.bond_usd_micro.into(), price)?;
        ensure!(standing.bond >= bond_needed, Error::<T>::BondTooSmall);
        let listing = Listing {
            provider: who.clone(),
            class,
            attributes,
            bond_needed,
            is_offered: true,
            is_bonded: true,
            is_attested: true,
            serves: None,
        };
        let listed = provider.listed.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        Self::change_provider(&who, |it: &mut Provider| it.listed = listed);
        Self::write_listing(device, None, Some(&listing));
        Self::deposit_event(Event::DeviceListed { device, provider: who, class, attributes });
        Ok(())
    }

    pub(crate) fn do_offer(
        who: &T::AccountId,
        device: DeviceKey,
        is_offered: bool,
    ) -> DispatchResult {
        let listing = Self::listing(device)?;
        ensure!(listing.provider == *who, Error::<T>::NotOwner);
        let after = ListingOf::<T> { is_offered, ..listing.clone() };
        Self::rewrite(device, &listing, &after);
        Ok(())
    }

    pub(crate) fn do_unlist(who: &T::AccountId, device: DeviceKey) -> DispatchResult {
        let listing = Self::listing(device)?;
        let owner = T::Devices::standing(&device).map(|standing| standing.owner);
        let is_strange = owner.as_ref() != Some(&listing.provider);
        ensure!(is_strange || listing.provider == *who, Error::<T>::NotOwner);
        ensure!(listing.serves.is_none(), Error::<T>::DeviceInUse);
        Self::change_provider(&listing.provider, |it| it.listed = it.listed.saturating_sub(1));
        Self::write_listing(device, Some(&listing), None);
        Self::deposit_event(Event::DeviceUnlisted { device });
        Ok(())
    }

    pub(crate) fn do_refresh(device: DeviceKey) -> DispatchResult {
        let listing = Self::listing(device)?;
        let standing = T::Devices::standing(&device);
        let after = ListingOf::<T> {
            is_bonded: is_bonded(standing.as_ref(), &listing),
            is_attested: Self::is_attested(&device),
            ..listing.clone()
        };
        Self::rewrite(device, &listing, &after);
        Ok(())
    }

    /// Writes a listing that changed, and tells so.
    pub(crate) fn rewrite(device: DeviceKey, before: &ListingOf<T>, after: &ListingOf<T>) {
        Self::write_listing(device, Some(before), Some(after));
        Self::deposit_event(Event::ListingChanged {
            device,
            is_offered: after.is_offered,
            is_bonded: after.is_bonded,
            is_attested: after.is_attested,
        });
    }

    /// Whether a device takes part in challenges, or would if it was not hired.
    pub(crate) fn is_attested(device: &DeviceKey) -> bool {
        T::Devices::standing(device).is_some_and(|it| it.state == DeviceState::Active)
    }

    /// Hires a device. It misses nothing for that time, and its bond stays.
    pub(crate) fn hire(device: DeviceKey, order: OrderId) -> DispatchResult {
        // What it did until now was done while it was idle: that is settled before it is hired.
        T::Devices::excuse(&device)?;
        Self::change_listing(device, |listing| listing.serves = Some(order));
        T::Devices::engage(&device)
    }

    /// Lets devices go that were hired for `order`.
    pub(crate) fn dismiss(order: OrderId, devices: &[DeviceKey]) {
        for device in devices {
            let serves = ListingRecords::<T>::get(device).and_then(|listing| listing.serves);
            if serves == Some(order) {
                // First of all: what is settled now was done before it was hired.
                Self::change_listing(*device, |listing| listing.serves = None);
                T::Devices::end_excuse(device);
                T::Devices::disengage(device);
                let is_attested = Self::is_attested(device);
                Self::change_listing(*device, |listing| listing.is_attested = is_attested);
            }
        }
    }

    pub(crate) fn do_set_class(class: ClassId, offer: ClassOffer) -> DispatchResult {
        ensure!(offer.is_sound(), Error::<T>::FullScoreMissing);
        Settings::<T>::try_mutate(|settings| {
            match settings.classes.get_mut(usize::from(class.0)) {
                Some(its) => *its = offer,
                None => {
                    let is_next = settings.classes.len() == usize::from(class.0);
                    ensure!(is_next, Error::<T>::ClassNotFound);
                    let pushed = settings.classes.try_push(offer);
                    pushed.map_err(|_| Error::<T>::OutOfBounds)?;
                }
            }
            DispatchResult::Ok(())
        })?;
        Self::deposit_event(Event::ClassChanged { class, offer });
        Ok(())
    }
}

/// Whether a device is still its provider's, and has the bond that was asked for.
pub(crate) fn is_bonded<AccountId: PartialEq>(
    standing: Option<&Standing<AccountId>>,
    listing: &Listing<AccountId>,
) -> bool {
    standing.is_some_and(|standing| {
        standing.owner == listing.provider && standing.bond >= listing.bond_needed
    })
}
