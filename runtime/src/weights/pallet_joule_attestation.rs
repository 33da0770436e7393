// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_attestation`.
//!
//! Estimates, on the high side, from the work that each call does. `scripts/benchmark.sh` replaces
//! them by measured ones.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Estimated weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_attestation::WeightInfo for WeightInfo<T> {
    fn on_initialize() -> Weight {
        Weight::from_parts(150_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(21))
            .saturating_add(T::DbWeight::get().writes(23))
    }
    fn register_device() -> Weight {
        Weight::from_parts(160_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn raise_bond() -> Weight {
        Weight::from_parts(150_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(15))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    fn leave() -> Weight {
        Weight::from_parts(140_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    fn withdraw_bond() -> Weight {
        Weight::from_parts(160_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn set_metadata() -> Weight {
        Weight::from_parts(30_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn set_class_terms() -> Weight {
        Weight::from_parts(25_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn commit() -> Weight {
        Weight::from_parts(120_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    fn authorize_commit() -> Weight {
        Weight::from_parts(130_000_000, 0).saturating_add(T::DbWeight::get().reads(9))
    }
    fn open() -> Weight {
        Weight::from_parts(40_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn authorize_open(s: u32) -> Weight {
        Weight::from_parts(60_000_000, 0)
            .saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(s.into()))
            .saturating_add(T::DbWeight::get().reads(6))
    }
    fn hash_nodes(n: u32) -> Weight {
        Weight::from_parts(1_000_000, 0).saturating_mul(n.into())
    }
    fn draw_entries(n: u32) -> Weight {
        Weight::from_parts(40_000_000, 0).saturating_mul(n.into())
    }
    fn settle() -> Weight {
        Weight::from_parts(120_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(13))
    }
    fn authorize_settle() -> Weight {
        Weight::from_parts(50_000_000, 0).saturating_add(T::DbWeight::get().reads(8))
    }
    fn resume() -> Weight {
        Weight::from_parts(120_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn authorize_resume() -> Weight {
        Weight::from_parts(130_000_000, 0).saturating_add(T::DbWeight::get().reads(10))
    }
    fn report_equivocation() -> Weight {
        Weight::from_parts(180_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(18))
            .saturating_add(T::DbWeight::get().writes(14))
    }
    fn authorize_report_equivocation() -> Weight {
        Weight::from_parts(220_000_000, 0).saturating_add(T::DbWeight::get().reads(4))
    }
    fn set_offered() -> Weight {
        Weight::from_parts(130_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    fn draw(n: u32) -> Weight {
        Weight::from_parts(20_000_000, 0)
            .saturating_add(Weight::from_parts(16 * 30_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads((16 * 4_u64).saturating_mul(n.into())))
    }
    fn excuse() -> Weight {
        Weight::from_parts(90_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(15))
            .saturating_add(T::DbWeight::get().writes(11))
    }
    fn end_excuse() -> Weight {
        Weight::from_parts(100_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(16))
            .saturating_add(T::DbWeight::get().writes(11))
    }
}
