// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_oracle`. Those of the SDK are of one member.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_joule_price::WeightInfo as _;

/// Estimated weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_oracle::WeightInfo for WeightInfo<T> {
    fn feed_values(values: u32) -> Weight {
        let value = super::pallet_joule_price::WeightInfo::<T>::feed();
        Weight::from_parts(20_000_000, 0)
            .saturating_add(T::DbWeight::get().reads_writes(2, 1))
            .saturating_add(value.saturating_mul(values.into()))
    }
    fn on_finalize() -> Weight {
        Weight::from_parts(2_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
}
