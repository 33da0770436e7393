// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_issuance`.
//!
//! Written by `scripts/benchmark.sh`. Measured on 2026-11-21 on one core of this processor:
//! Intel(R) Xeon(R) Processor; 50 steps, 20 repetitions, WASM execution `Compiled`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_issuance::WeightInfo for WeightInfo<T> {
    /// Took 66_577 ns at least, without the database.
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::Split` (r:1 w:0)
    /// - Proof: `Issuance::Split` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:3 w:3)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::PotClaims` (r:3 w:3)
    /// - Proof: `Issuance::PotClaims` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
    fn block_hooks() -> Weight {
        Weight::from_parts(70_923_000, 8_799)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    /// Took 27_611 ns at least, without the database.
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    fn burn() -> Weight {
        Weight::from_parts(30_077_000, 1_677)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 5_015 ns at least, without the database.
    /// - Storage: `Issuance::Split` (r:0 w:1)
    /// - Proof: `Issuance::Split` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
    fn set_split() -> Weight {
        Weight::from_parts(5_700_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 32_279 ns at least, without the database.
    /// - Storage: `Issuance::PotClaims` (r:1 w:0)
    /// - Proof: `Issuance::PotClaims` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    fn sweep() -> Weight {
        Weight::from_parts(38_106_000, 3_593)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
