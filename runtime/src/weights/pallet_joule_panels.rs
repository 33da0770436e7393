// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_panels`.
//!
//! Estimates, on the high side, from the entries that each call reads and writes.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Estimated weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_panels::WeightInfo for WeightInfo<T> {
    fn open() -> Weight {
        Weight::from_parts(100_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    fn draw(jurors: u32) -> Weight {
        Weight::from_parts(400_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(11))
            .saturating_add(Weight::from_parts(15_000_000, 0).saturating_mul(jurors.into()))
            .saturating_add(T::DbWeight::get().reads_writes(3, 0).saturating_mul(jurors.into()))
    }
    fn commit_finding() -> Weight {
        Weight::from_parts(60_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn reveal_finding() -> Weight {
        Weight::from_parts(70_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn conclude() -> Weight {
        Weight::from_parts(300_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(13))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    fn pay() -> Weight {
        Weight::from_parts(200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    fn on_idle() -> Weight {
        Weight::from_parts(15_000_000, 0).saturating_add(T::DbWeight::get().reads(8))
    }
    fn take_task() -> Weight {
        Weight::from_parts(30_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
}
