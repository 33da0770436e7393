// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_panels`.
//!
//! Written by `scripts/benchmark.sh`. Measured on 2026-11-22 on one core of this processor:
//! AMD EPYC; 10 steps, 5 repetitions, WASM execution `Compiled`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_panels::WeightInfo for WeightInfo<T> {
    /// Took 33_573 ns at least, without the database.
    /// - Storage: `Panels::Disputes` (r:1 w:1)
    /// - Proof: `Panels::Disputes` (`max_values`: None, `max_size`: Some(1372), added: 3847, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Settings` (r:1 w:0)
    /// - Proof: `Panels::Settings` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::QueueEnds` (r:1 w:1)
    /// - Proof: `Panels::QueueEnds` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Queue` (r:0 w:1)
    /// - Proof: `Panels::Queue` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
    fn open() -> Weight {
        Weight::from_parts(56_045_000, 4_837)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Took 159_307 ns at least, without the database.
    /// `n` is from 5 to 100.
    /// - Storage: `Panels::Disputes` (r:1 w:1)
    /// - Proof: `Panels::Disputes` (`max_values`: None, `max_size`: Some(1372), added: 3847, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Absent` (r:1 w:0)
    /// - Proof: `Panels::Absent` (`max_values`: Some(1), `max_size`: Some(18434), added: 18929, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Seated` (r:5 w:5)
    /// - Proof: `Panels::Seated` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Settings` (r:1 w:0)
    /// - Proof: `Panels::Settings` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::QueueEnds` (r:1 w:1)
    /// - Proof: `Panels::QueueEnds` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Queue` (r:0 w:1)
    /// - Proof: `Panels::Queue` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
    fn draw(n: u32) -> Weight {
        Weight::from_parts(252_406_000, 19_919)
            // Standard error: 31_477 ps.
            .saturating_add(Weight::from_parts(2_619_522, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    /// Took 29_916 ns at least, without the database.
    /// - Storage: `Panels::Disputes` (r:1 w:1)
    /// - Proof: `Panels::Disputes` (`max_values`: None, `max_size`: Some(1372), added: 3847, mode: `MaxEncodedLen`)
    fn commit_finding() -> Weight {
        Weight::from_parts(55_614_000, 4_837)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 51_516 ns at least, without the database.
    /// - Storage: `Panels::Disputes` (r:1 w:1)
    /// - Proof: `Panels::Disputes` (`max_values`: None, `max_size`: Some(1372), added: 3847, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::QueueEnds` (r:1 w:1)
    /// - Proof: `Panels::QueueEnds` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Queue` (r:0 w:1)
    /// - Proof: `Panels::Queue` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
    fn reveal_finding() -> Weight {
        Weight::from_parts(84_137_000, 4_837)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Took 165_028 ns at least, without the database.
    /// - Storage: `Panels::Disputes` (r:1 w:1)
    /// - Proof: `Panels::Disputes` (`max_values`: None, `max_size`: Some(1372), added: 3847, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Settings` (r:1 w:0)
    /// - Proof: `Panels::Settings` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Absent` (r:1 w:1)
    /// - Proof: `Panels::Absent` (`max_values`: Some(1), `max_size`: Some(18434), added: 18929, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Hotkeys` (r:5 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Seated` (r:5 w:5)
    /// - Proof: `Panels::Seated` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Attestation::Samples` (r:1 w:1)
    /// - Proof: `Attestation::Samples` (`max_values`: None, `max_size`: Some(49), added: 2524, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::QueueEnds` (r:1 w:1)
    /// - Proof: `Panels::QueueEnds` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Queue` (r:0 w:1)
    /// - Proof: `Panels::Queue` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
    fn conclude() -> Weight {
        Weight::from_parts(266_407_000, 19_919)
            .saturating_add(T::DbWeight::get().reads(15))
            .saturating_add(T::DbWeight::get().writes(10))
    }
    /// Took 146_854 ns at least, without the database.
    /// - Storage: `System::Account` (r:5 w:5)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    fn pay() -> Weight {
        Weight::from_parts(250_637_000, 14_005)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    /// Took 41_528 ns at least, without the database.
    /// - Storage: `Panels::QueueEnds` (r:4 w:0)
    /// - Proof: `Panels::QueueEnds` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Queue` (r:4 w:0)
    /// - Proof: `Panels::Queue` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
    fn on_idle() -> Weight {
        Weight::from_parts(70_502_000, 11_038).saturating_add(T::DbWeight::get().reads(8))
    }
    /// Took 24_306 ns at least, without the database.
    /// - Storage: `Panels::QueueEnds` (r:2 w:2)
    /// - Proof: `Panels::QueueEnds` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
    /// - Storage: `Panels::Queue` (r:1 w:2)
    /// - Proof: `Panels::Queue` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
    fn take_task() -> Weight {
        Weight::from_parts(42_970_000, 5_990)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(4))
    }
}
