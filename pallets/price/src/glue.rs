// SPDX-License-Identifier: Apache-2.0
//! Every trait through which the oracle, other pallets and the runtime reach this one.

use crate::{Asset, Config, Members, Pallet};
use alloc::vec::Vec;
use frame_support::traits::SortedMembers;
use joule_primitives::{
    price::{Dollars, Price, PriceOfJoule},
    types::Moment,
};
use pallet_oracle::{CombineData, OnNewData, TimestampedValue};

impl<T: Config> PriceOfJoule for Pallet<T> {
    fn price() -> Price {
        Self::current_price()
    }
}

/// Who may feed.
impl<T: Config> SortedMembers<T::AccountId> for Pallet<T> {
    fn sorted_members() -> Vec<T::AccountId> {
        Members::<T>::get().into_inner()
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn add(who: &T::AccountId) {
        Members::<T>::mutate(|members| {
            if let Err(place) = members.binary_search(who) {
                let _ = members.try_insert(place, who.clone());
            }
        });
    }
}

/// What comes of what all members fed. The value before says nothing: it may be old.
impl<T: Config> CombineData<Asset, TimestampedValue<Dollars, Moment>> for Pallet<T> {
    fn combine_data(
        _asset: &Asset,
        values: Vec<TimestampedValue<Dollars, Moment>>,
        _before: Option<TimestampedValue<Dollars, Moment>>,
    ) -> Option<TimestampedValue<Dollars, Moment>> {
        Self::round(values)
    }
}

/// Follows the oracle. What it hands over is what one feeder said, which is no price.
impl<T: Config> OnNewData<T::AccountId, Asset, Dollars> for Pallet<T> {
    fn on_new_data(_who: &T::AccountId, _asset: &Asset, _fed: &Dollars) {
        Self::note_round();
    }
}
