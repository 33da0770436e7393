// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_price`.
//!
//! Written by `scripts/benchmark.sh`. Measured on 2026-11-21 on one core of this processor:
//! Intel(R) Xeon(R) Processor; 10 steps, 5 repetitions, WASM execution `Compiled`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_price::WeightInfo for WeightInfo<T> {
    /// Took 2_482 ns at least, without the database.
    /// - Storage: `Price::SessionNoted` (r:1 w:0)
    /// - Proof: `Price::SessionNoted` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    fn on_initialize() -> Weight {
        Weight::from_parts(2_968_000, 1_489).saturating_add(T::DbWeight::get().reads(1))
    }
    /// Took 246_020 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Candidates` (r:1 w:0)
    /// - Proof: `Staking::Candidates` (`max_values`: Some(1), `max_size`: Some(1602), added: 2097, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Feeders` (r:1 w:2)
    /// - Proof: `Price::Feeders` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Price::KeysOf` (r:21 w:1)
    /// - Proof: `Price::KeysOf` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Seats` (r:1 w:0)
    /// - Proof: `Price::Seats` (`max_values`: Some(1), `max_size`: Some(85), added: 580, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Members` (r:1 w:1)
    /// - Proof: `Price::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::RawValues` (r:1 w:1)
    /// - Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
    fn set_feeder_key() -> Weight {
        Weight::from_parts(277_597_000, 53_889)
            .saturating_add(T::DbWeight::get().reads(28))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    /// Took 154_336 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Price::KeysOf` (r:21 w:1)
    /// - Proof: `Price::KeysOf` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Seats` (r:1 w:0)
    /// - Proof: `Price::Seats` (`max_values`: Some(1), `max_size`: Some(85), added: 580, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Members` (r:1 w:1)
    /// - Proof: `Price::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::RawValues` (r:1 w:1)
    /// - Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Feeders` (r:0 w:1)
    /// - Proof: `Price::Feeders` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    fn remove_feeder_key() -> Weight {
        Weight::from_parts(182_831_000, 53_889)
            .saturating_add(T::DbWeight::get().reads(25))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Took 147_538 ns at least, without the database.
    /// - Storage: `Staking::Pools` (r:1 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Price::KeysOf` (r:21 w:1)
    /// - Proof: `Price::KeysOf` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Seats` (r:1 w:0)
    /// - Proof: `Price::Seats` (`max_values`: Some(1), `max_size`: Some(85), added: 580, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Members` (r:1 w:1)
    /// - Proof: `Price::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::RawValues` (r:1 w:1)
    /// - Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Feeders` (r:0 w:1)
    /// - Proof: `Price::Feeders` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    fn drop_feeder_key() -> Weight {
        Weight::from_parts(168_305_000, 53_889)
            .saturating_add(T::DbWeight::get().reads(25))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Took 204_464 ns at least, without the database.
    /// - Storage: `Price::Feeders` (r:1 w:1)
    /// - Proof: `Price::Feeders` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Members` (r:1 w:0)
    /// - Proof: `Price::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::RawValues` (r:21 w:1)
    /// - Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::Values` (r:1 w:1)
    /// - Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Seats` (r:1 w:0)
    /// - Proof: `Price::Seats` (`max_values`: Some(1), `max_size`: Some(85), added: 580, mode: `MaxEncodedLen`)
    /// - Storage: `Price::LastPrice` (r:1 w:1)
    /// - Proof: `Price::LastPrice` (`max_values`: Some(1), `max_size`: Some(401), added: 896, mode: `MaxEncodedLen`)
    fn feed() -> Weight {
        Weight::from_parts(242_846_000, 54_498)
            .saturating_add(T::DbWeight::get().reads(27))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Took 85_783 ns at least, without the database.
    /// - Storage: `Price::Feeders` (r:1 w:0)
    /// - Proof: `Price::Feeders` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Members` (r:1 w:0)
    /// - Proof: `Price::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::RawValues` (r:1 w:0)
    /// - Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    fn authorize_feed() -> Weight {
        Weight::from_parts(100_629_000, 3_538).saturating_add(T::DbWeight::get().reads(4))
    }
    /// Took 6_196 ns at least, without the database.
    /// - Storage: `Price::Administered` (r:0 w:1)
    /// - Proof: `Price::Administered` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
    fn set_administered_price() -> Weight {
        Weight::from_parts(8_969_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 333_318 ns at least, without the database.
    /// - Storage: `Session::Validators` (r:1 w:0)
    /// - Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `Staking::Hotkeys` (r:21 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Seats` (r:1 w:1)
    /// - Proof: `Price::Seats` (`max_values`: Some(1), `max_size`: Some(85), added: 580, mode: `MaxEncodedLen`)
    /// - Storage: `Price::KeysOf` (r:21 w:0)
    /// - Proof: `Price::KeysOf` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Members` (r:1 w:1)
    /// - Proof: `Price::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::RawValues` (r:20 w:20)
    /// - Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
    fn seat_members() -> Weight {
        Weight::from_parts(370_609_000, 54_267)
            .saturating_add(T::DbWeight::get().reads(65))
            .saturating_add(T::DbWeight::get().writes(22))
    }
    /// Took 193_640 ns at least, without the database.
    /// - Storage: `Oracle::HasDispatched` (r:1 w:1)
    /// - Proof: `Oracle::HasDispatched` (`max_values`: Some(1), `max_size`: Some(705), added: 1200, mode: `MaxEncodedLen`)
    /// - Storage: `Timestamp::Now` (r:1 w:0)
    /// - Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Members` (r:1 w:0)
    /// - Proof: `Price::Members` (`max_values`: Some(1), `max_size`: Some(673), added: 1168, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::RawValues` (r:21 w:1)
    /// - Proof: `Oracle::RawValues` (`max_values`: None, `max_size`: Some(73), added: 2548, mode: `MaxEncodedLen`)
    /// - Storage: `Oracle::Values` (r:1 w:1)
    /// - Proof: `Oracle::Values` (`max_values`: None, `max_size`: Some(33), added: 2508, mode: `MaxEncodedLen`)
    /// - Storage: `Price::Seats` (r:1 w:0)
    /// - Proof: `Price::Seats` (`max_values`: Some(1), `max_size`: Some(85), added: 580, mode: `MaxEncodedLen`)
    /// - Storage: `Price::LastPrice` (r:1 w:1)
    /// - Proof: `Price::LastPrice` (`max_values`: Some(1), `max_size`: Some(401), added: 896, mode: `MaxEncodedLen`)
    fn feed_values() -> Weight {
        Weight::from_parts(220_222_000, 54_498)
            .saturating_add(T::DbWeight::get().reads(27))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Took 716 ns at least, without the database.
    /// - Storage: `Oracle::HasDispatched` (r:0 w:1)
    /// - Proof: `Oracle::HasDispatched` (`max_values`: Some(1), `max_size`: Some(705), added: 1200, mode: `MaxEncodedLen`)
    fn end_block_of_oracle() -> Weight {
        Weight::from_parts(1_109_000, 0).saturating_add(T::DbWeight::get().writes(1))
    }
}
