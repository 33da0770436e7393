// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_price`.
//!
//! Estimates, on the high side, from the work that each call does with all 21 seats taken.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Estimated weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_price::WeightInfo for WeightInfo<T> {
    fn on_initialize() -> Weight {
        Weight::from_parts(2_000_000, 0).saturating_add(T::DbWeight::get().reads(1))
    }
    fn set_feeder_key() -> Weight {
        Weight::from_parts(180_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(30))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn remove_feeder_key() -> Weight {
        Weight::from_parts(90_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(28))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn drop_feeder_key() -> Weight {
        Weight::from_parts(90_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(28))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn feed() -> Weight {
        // The price is held by a step for each half hour of an outage, a week at most.
        Weight::from_parts(120_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(32))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn authorize_feed() -> Weight {
        Weight::from_parts(120_000_000, 0).saturating_add(T::DbWeight::get().reads(6))
    }
    fn set_administered_price() -> Weight {
        Weight::from_parts(20_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    fn seat_members() -> Weight {
        // Who sits, the pool and the key of each of the largest, and what those leave who go.
        Weight::from_parts(400_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(170))
            .saturating_add(T::DbWeight::get().writes(25))
    }
    fn feed_values() -> Weight {
        Self::feed()
            .saturating_add(Weight::from_parts(20_000_000, 0))
            .saturating_add(T::DbWeight::get().reads_writes(1, 1))
    }
    fn end_block_of_oracle() -> Weight {
        Weight::from_parts(2_000_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
}
