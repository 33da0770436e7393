// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_verdicts`.
//!
//! Estimates, on the high side, from the work that each call does. `scripts/benchmark.sh` replaces
//! them by measured ones.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Estimated weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_verdicts::WeightInfo for WeightInfo<T> {
    fn submit_result() -> Weight {
        Weight::from_parts(150_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn commit_result() -> Weight {
        Weight::from_parts(70_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    fn commit_work() -> Weight {
        Weight::from_parts(80_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn reveal_result() -> Weight {
        Weight::from_parts(1_200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(100))
            .saturating_add(T::DbWeight::get().writes(75))
    }
    fn accept_result() -> Weight {
        Weight::from_parts(80_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn show_proof() -> Weight {
        Weight::from_parts(900_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn verify_samples(k: u32) -> Weight {
        Weight::from_parts(100_000_000, 0).saturating_mul(k.into())
    }
    fn show_quorum(n: u32) -> Weight {
        Weight::from_parts(100_000_000, 0)
            .saturating_add(Weight::from_parts(60_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn conclude() -> Weight {
        Weight::from_parts(4_000_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(280))
            .saturating_add(T::DbWeight::get().writes(200))
    }
    fn draw() -> Weight {
        Weight::from_parts(2_000_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(140))
            .saturating_add(T::DbWeight::get().writes(100))
    }
    fn set_auditors() -> Weight {
        Weight::from_parts(40_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn open() -> Weight {
        Weight::from_parts(100_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(13))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    fn object() -> Weight {
        Weight::from_parts(80_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn close() -> Weight {
        Weight::from_parts(80_000_000, 0)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(4))
    }
}
