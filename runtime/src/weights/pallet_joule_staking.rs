// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_staking`.
//!
//! Written by `scripts/benchmark.sh`. Measured on 2026-11-21 on one core of this processor:
//! Intel(R) Xeon(R) Processor; 50 steps, 20 repetitions, WASM execution `Compiled`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_staking::WeightInfo for WeightInfo<T> {
    /// Took 76_169 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:1)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::StakerIds` (r:1 w:1)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::NextStaker` (r:1 w:1)
    /// - Proof: `Staking::NextStaker` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::NextPool` (r:1 w:1)
    /// - Proof: `Staking::NextPool` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:0 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:0 w:1)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn register_validator() -> Weight {
        Weight::from_parts(87_755_000, 3_527)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// Took 42_632 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:1 w:1)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Limits` (r:1 w:0)
    /// - Proof: `Staking::Limits` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
    fn set_take() -> Weight {
        Weight::from_parts(46_046_000, 3_644)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Took 92_449 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:2 w:2)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::StakerIds` (r:1 w:1)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::NextStaker` (r:1 w:1)
    /// - Proof: `Staking::NextStaker` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:0 w:1)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn stake() -> Weight {
        Weight::from_parts(98_605_000, 6_196)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    /// Took 83_226 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::StakerIds` (r:1 w:0)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:2 w:2)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Limits` (r:1 w:0)
    /// - Proof: `Staking::Limits` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Frontier` (r:1 w:1)
    /// - Proof: `Staking::Frontier` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// - Storage: `Session::CurrentIndex` (r:1 w:0)
    /// - Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `Staking::Exits` (r:1 w:1)
    /// - Proof: `Staking::Exits` (`max_values`: None, `max_size`: Some(2237), added: 4712, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::ExitPools` (r:2 w:2)
    /// - Proof: `Staking::ExitPools` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn unstake() -> Weight {
        Weight::from_parts(88_234_000, 6_052)
            .saturating_add(T::DbWeight::get().reads(13))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    /// Took 83_262 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:2 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:2 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::StakerIds` (r:1 w:0)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:2 w:2)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Session::CurrentIndex` (r:1 w:0)
    /// - Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `Staking::Exits` (r:1 w:1)
    /// - Proof: `Staking::Exits` (`max_values`: None, `max_size`: Some(2237), added: 4712, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::ExitPools` (r:1 w:1)
    /// - Proof: `Staking::ExitPools` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn move_stake() -> Weight {
        Weight::from_parts(89_289_000, 6_298)
            .saturating_add(T::DbWeight::get().reads(12))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// Took 75_703 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::StakerIds` (r:1 w:0)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:2 w:2)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Session::CurrentIndex` (r:1 w:0)
    /// - Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `Staking::Exits` (r:1 w:1)
    /// - Proof: `Staking::Exits` (`max_values`: None, `max_size`: Some(2237), added: 4712, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::ExitPools` (r:1 w:1)
    /// - Proof: `Staking::ExitPools` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn transfer_stake() -> Weight {
        Weight::from_parts(80_492_000, 6_028)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// Took 80_640 ns at least, without the database.
    /// `n` is from 1 to 32.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::StakerIds` (r:1 w:0)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Exits` (r:1 w:1)
    /// - Proof: `Staking::Exits` (`max_values`: None, `max_size`: Some(2237), added: 4712, mode: `MaxEncodedLen`)
    /// - Storage: `Session::CurrentIndex` (r:1 w:0)
    /// - Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `Staking::ExitPools` (r:32 w:32)
    /// - Proof: `Staking::ExitPools` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:32 w:32)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:64 w:64)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:1)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn withdraw(n: u32) -> Weight {
        Weight::from_parts(48_066_699, 5_702)
            // Standard error: 37_315 ps.
            .saturating_add(Weight::from_parts(33_562_238, 0).saturating_mul(n.into()))
            .saturating_add(Weight::from_parts(0, 5_038).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(3))
            .saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
    }
    /// Took 3_444_024 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:401 w:2)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Session::NextKeys` (r:1 w:0)
    /// - Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// - Storage: `Staking::Stakes` (r:401 w:0)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Limits` (r:1 w:0)
    /// - Proof: `Staking::Limits` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Candidates` (r:1 w:1)
    /// - Proof: `Staking::Candidates` (`max_values`: Some(1), `max_size`: Some(1602), added: 2097, mode: `MaxEncodedLen`)
    fn validate() -> Weight {
        Weight::from_parts(3_576_687_000, 1_065_244)
            .saturating_add(T::DbWeight::get().reads(807))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Took 108_930 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Candidates` (r:1 w:1)
    /// - Proof: `Staking::Candidates` (`max_values`: Some(1), `max_size`: Some(1602), added: 2097, mode: `MaxEncodedLen`)
    fn chill() -> Weight {
        Weight::from_parts(121_411_000, 3_644)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 107_605 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:2 w:2)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:1)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `System::BlockHash` (r:1 w:0)
    /// - Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    fn swap_hotkey() -> Weight {
        Weight::from_parts(124_059_000, 6_064)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// Took 20_400 ns at least, without the database.
    /// - Storage: `Staking::StakerIds` (r:2 w:0)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Limits` (r:1 w:0)
    /// - Proof: `Staking::Limits` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::ColdkeyMoves` (r:0 w:1)
    /// - Proof: `Staking::ColdkeyMoves` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn announce_coldkey() -> Weight {
        Weight::from_parts(21_962_000, 6_052)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 19_309 ns at least, without the database.
    /// - Storage: `Staking::StakerIds` (r:1 w:0)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::ColdkeyMoves` (r:1 w:1)
    /// - Proof: `Staking::ColdkeyMoves` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn cancel_coldkey() -> Weight {
        Weight::from_parts(22_064_000, 3_521)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 33_003 ns at least, without the database.
    /// - Storage: `Staking::StakerIds` (r:2 w:2)
    /// - Proof: `Staking::StakerIds` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::ColdkeyMoves` (r:1 w:1)
    /// - Proof: `Staking::ColdkeyMoves` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:1)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn apply_coldkey() -> Weight {
        Weight::from_parts(37_147_000, 6_052)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Took 43_433 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:1)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:1 w:1)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Identities` (r:0 w:1)
    /// - Proof: `Staking::Identities` (`max_values`: None, `max_size`: Some(852), added: 3327, mode: `MaxEncodedLen`)
    fn set_identity() -> Weight {
        Weight::from_parts(50_074_000, 3_644)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Took 63_938 ns at least, without the database.
    /// - Storage: `Session::NextKeys` (r:1 w:1)
    /// - Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Session::Validators` (r:1 w:0)
    /// - Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `Session::QueuedKeys` (r:1 w:0)
    /// - Proof: `Session::QueuedKeys` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `Balances::Holds` (r:1 w:1)
    /// - Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(121), added: 2596, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:1 w:1)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Session::ExternallySetKeys` (r:1 w:0)
    /// - Proof: `Session::ExternallySetKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// - Storage: `Session::KeyOwner` (r:0 w:2)
    /// - Proof: `Session::KeyOwner` (`max_values`: None, `max_size`: None, mode: `Measured`)
    fn purge_keys() -> Weight {
        Weight::from_parts(68_983_000, 4_650)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    /// Took 5_535_318 ns at least, without the database.
    /// - Storage: `Staking::Limits` (r:1 w:1)
    /// - Proof: `Staking::Limits` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Candidates` (r:1 w:1)
    /// - Proof: `Staking::Candidates` (`max_values`: Some(1), `max_size`: Some(1602), added: 2097, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:400 w:396)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:400 w:0)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    fn set_election_bounds() -> Weight {
        Weight::from_parts(5_729_286_000, 1_062_590)
            .saturating_add(T::DbWeight::get().reads(802))
            .saturating_add(T::DbWeight::get().writes(398))
    }
    /// Took 10_144 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Authored` (r:1 w:1)
    /// - Proof: `Staking::Authored` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    fn note_author() -> Weight {
        Weight::from_parts(11_300_000, 3_527)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 66_258 ns at least, without the database.
    /// `c` is from 4 to 400.
    /// - Storage: `Staking::Limits` (r:1 w:0)
    /// - Proof: `Staking::Limits` (`max_values`: Some(1), `max_size`: Some(36), added: 531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Candidates` (r:1 w:0)
    /// - Proof: `Staking::Candidates` (`max_values`: Some(1), `max_size`: Some(1602), added: 2097, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:400 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:400 w:0)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Session::NextKeys` (r:400 w:0)
    /// - Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// - Storage: `Session::Validators` (r:1 w:0)
    /// - Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    fn elect(c: u32) -> Weight {
        Weight::from_parts(66_632_000, 3_087)
            // Standard error: 23_855 ps.
            .saturating_add(Weight::from_parts(12_522_537, 0).saturating_mul(c.into()))
            .saturating_add(Weight::from_parts(0, 2_784).saturating_mul(c.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(c.into())))
    }
    /// Took 87_436 ns at least, without the database.
    /// `v` is from 1 to 100.
    /// - Storage: `Staking::Hotkeys` (r:100 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Authored` (r:100 w:100)
    /// - Proof: `Staking::Authored` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::PotClaims` (r:1 w:1)
    /// - Proof: `Issuance::PotClaims` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:100 w:100)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:100 w:100)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::SessionRewards` (r:100 w:100)
    /// - Proof: `Staking::SessionRewards` (`max_values`: None, `max_size`: Some(397), added: 2872, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Offenders` (r:0 w:1)
    /// - Proof: `Staking::Offenders` (`max_values`: None, `max_size`: Some(814), added: 3289, mode: `MaxEncodedLen`)
    fn end_session(v: u32) -> Weight {
        Weight::from_parts(34_337_191, 6_196)
            // Standard error: 96_425 ps.
            .saturating_add(Weight::from_parts(31_970_498, 0).saturating_mul(v.into()))
            .saturating_add(Weight::from_parts(0, 2_872).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(v.into())))
            .saturating_add(T::DbWeight::get().writes(5))
            .saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(v.into())))
    }
    /// Took 201_484 ns at least, without the database.
    /// `o` is from 1 to 99.
    /// - Storage: `Staking::Hotkeys` (r:2 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Session::CurrentIndex` (r:1 w:0)
    /// - Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// - Storage: `Staking::Offenders` (r:1 w:1)
    /// - Proof: `Staking::Offenders` (`max_values`: None, `max_size`: Some(814), added: 3289, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:100 w:100)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Candidates` (r:1 w:1)
    /// - Proof: `Staking::Candidates` (`max_values`: Some(1), `max_size`: Some(1602), added: 2097, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:1)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakes` (r:100 w:100)
    /// - Proof: `Staking::Stakes` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::ExitPools` (r:600 w:600)
    /// - Proof: `Staking::ExitPools` (`max_values`: None, `max_size`: Some(56), added: 2531, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Slashes` (r:100 w:100)
    /// - Proof: `Staking::Slashes` (`max_values`: None, `max_size`: Some(461), added: 2936, mode: `MaxEncodedLen`)
    /// - Storage: `System::Account` (r:2 w:2)
    /// - Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Issuance::Ledger` (r:1 w:1)
    /// - Proof: `Issuance::Ledger` (`max_values`: Some(1), `max_size`: Some(192), added: 687, mode: `MaxEncodedLen`)
    fn slash(o: u32) -> Weight {
        Weight::from_parts(116_663_014, 16_176)
            // Standard error: 148_486 ps.
            .saturating_add(Weight::from_parts(51_646_081, 0).saturating_mul(o.into()))
            .saturating_add(Weight::from_parts(0, 15_186).saturating_mul(o.into()))
            .saturating_add(T::DbWeight::get().reads(19))
            .saturating_add(T::DbWeight::get().reads(9_u64.saturating_mul(o.into())))
            .saturating_add(T::DbWeight::get().writes(15))
            .saturating_add(T::DbWeight::get().writes(9_u64.saturating_mul(o.into())))
    }
    /// An estimate from above, to be measured.
    /// `v` is from 1 to 100.
    fn jurors(v: u32) -> Weight {
        Weight::from_parts(20_000_000, 6_000)
            .saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(v.into()))
            .saturating_add(Weight::from_parts(0, 5_191).saturating_mul(v.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(v.into())))
    }
    /// An estimate from above, to be measured.
    fn fine() -> Weight {
        Weight::from_parts(150_000_000, 6_196)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(6))
    }
}
