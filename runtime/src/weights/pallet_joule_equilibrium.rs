// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_equilibrium`.
//!
//! Estimates, on the high side, from the entries that each call reads and writes.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Estimated weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_equilibrium::WeightInfo for WeightInfo<T> {
    fn claim_work() -> Weight {
        Weight::from_parts(80_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    fn claim_availability() -> Weight {
        Weight::from_parts(80_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn lapse_unvested() -> Weight {
        Weight::from_parts(80_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn set_parameters() -> Weight {
        Weight::from_parts(30_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn pass_block() -> Weight {
        Weight::from_parts(5_000_000, 0).saturating_add(T::DbWeight::get().reads(2))
    }
    fn close_epoch() -> Weight {
        Weight::from_parts(250_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(44))
            .saturating_add(T::DbWeight::get().writes(12))
    }
    fn sweep(entries: u32) -> Weight {
        Weight::from_parts(20_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(Weight::from_parts(60_000_000, 0).saturating_mul(entries.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 4).saturating_mul(entries.into()))
    }
    fn settle() -> Weight {
        Weight::from_parts(160_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(10))
    }
    fn on_proved() -> Weight {
        Weight::from_parts(150_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn per_challenge() -> Weight {
        Weight::from_parts(60_000_000, 0).saturating_add(T::DbWeight::get().reads(10))
    }
    fn on_failed() -> Weight {
        Weight::from_parts(150_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(12))
    }
}
