// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_root`.
//!
//! Written by `scripts/benchmark.sh`. Measured on 2026-11-21 on one core of this processor:
//! Intel(R) Xeon(R) Processor; 10 steps, 5 repetitions, WASM execution `Compiled`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_root::WeightInfo for WeightInfo<T> {
    /// Took 361_979 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:65 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Members` (r:1 w:1)
    /// - Proof: `Root::Members` (`max_values`: Some(1), `max_size`: Some(258), added: 753, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Commits` (r:0 w:1)
    /// - Proof: `Root::Commits` (`max_values`: None, `max_size`: Some(5646), added: 8121, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Weights` (r:0 w:1)
    /// - Proof: `Root::Weights` (`max_values`: None, `max_size`: Some(534), added: 3009, mode: `MaxEncodedLen`)
    fn root_register() -> Weight {
        Weight::from_parts(393_728_000, 173_500)
            .saturating_add(T::DbWeight::get().reads(68))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Took 85_914 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Members` (r:1 w:1)
    /// - Proof: `Root::Members` (`max_values`: Some(1), `max_size`: Some(258), added: 753, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Weights` (r:1 w:1)
    /// - Proof: `Root::Weights` (`max_values`: None, `max_size`: Some(534), added: 3009, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Commits` (r:0 w:1)
    /// - Proof: `Root::Commits` (`max_values`: None, `max_size`: Some(5646), added: 8121, mode: `MaxEncodedLen`)
    fn leave_root() -> Weight {
        Weight::from_parts(109_663_000, 3_999)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Took 161_682 ns at least, without the database.
    /// `n` is from 1 to 128.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Members` (r:1 w:0)
    /// - Proof: `Root::Members` (`max_values`: Some(1), `max_size`: Some(258), added: 753, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Settings` (r:1 w:0)
    /// - Proof: `Root::Settings` (`max_values`: Some(1), `max_size`: Some(11), added: 506, mode: `MaxEncodedLen`)
    /// - Storage: `Subnets::Active` (r:1 w:0)
    /// - Proof: `Subnets::Active` (`max_values`: Some(1), `max_size`: Some(1154), added: 1649, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Weights` (r:1 w:1)
    /// - Proof: `Root::Weights` (`max_values`: None, `max_size`: Some(534), added: 3009, mode: `MaxEncodedLen`)
    fn set_root_weights(n: u32) -> Weight {
        Weight::from_parts(183_725_535, 3_999)
            // Standard error: 26_291 ps.
            .saturating_add(Weight::from_parts(54_948, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 115_303 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Members` (r:1 w:0)
    /// - Proof: `Root::Members` (`max_values`: Some(1), `max_size`: Some(258), added: 753, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Settings` (r:1 w:0)
    /// - Proof: `Root::Settings` (`max_values`: Some(1), `max_size`: Some(11), added: 506, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Commits` (r:1 w:1)
    /// - Proof: `Root::Commits` (`max_values`: None, `max_size`: Some(5646), added: 8121, mode: `MaxEncodedLen`)
    fn commit_root_weights() -> Weight {
        Weight::from_parts(138_515_000, 9_111)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 167_452 ns at least, without the database.
    /// `n` is from 1 to 128.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Members` (r:1 w:0)
    /// - Proof: `Root::Members` (`max_values`: Some(1), `max_size`: Some(258), added: 753, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Commits` (r:1 w:1)
    /// - Proof: `Root::Commits` (`max_values`: None, `max_size`: Some(5646), added: 8121, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Weights` (r:1 w:1)
    /// - Proof: `Root::Weights` (`max_values`: None, `max_size`: Some(534), added: 3009, mode: `MaxEncodedLen`)
    /// - Storage: `Subnets::Active` (r:1 w:0)
    /// - Proof: `Subnets::Active` (`max_values`: Some(1), `max_size`: Some(1154), added: 1649, mode: `MaxEncodedLen`)
    fn reveal_root_weights(n: u32) -> Weight {
        Weight::from_parts(211_330_423, 9_111)
            // Standard error: 29_401 ps.
            .saturating_add(Weight::from_parts(46_228, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 110_744 ns at least, without the database.
    /// - Storage: `Staking::Hotkeys` (r:1 w:0)
    /// - Proof: `Staking::Hotkeys` (`max_values`: None, `max_size`: Some(62), added: 2537, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:1 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Stakers` (r:1 w:0)
    /// - Proof: `Staking::Stakers` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Members` (r:1 w:0)
    /// - Proof: `Root::Members` (`max_values`: Some(1), `max_size`: Some(258), added: 753, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Weights` (r:1 w:1)
    /// - Proof: `Root::Weights` (`max_values`: None, `max_size`: Some(534), added: 3009, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Commits` (r:1 w:1)
    /// - Proof: `Root::Commits` (`max_values`: None, `max_size`: Some(5646), added: 8121, mode: `MaxEncodedLen`)
    fn clear_root_weights() -> Weight {
        Weight::from_parts(132_994_000, 9_111)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Took 8_892 ns at least, without the database.
    /// - Storage: `Root::Settings` (r:1 w:1)
    /// - Proof: `Root::Settings` (`max_values`: Some(1), `max_size`: Some(11), added: 506, mode: `MaxEncodedLen`)
    fn set_commit_reveal() -> Weight {
        Weight::from_parts(10_670_000, 1_496)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 86_875 ns at least, without the database.
    /// `m` is from 0 to 64.
    /// `s` is from 0 to 128.
    /// - Storage: `Root::Members` (r:1 w:0)
    /// - Proof: `Root::Members` (`max_values`: Some(1), `max_size`: Some(258), added: 753, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Pools` (r:64 w:0)
    /// - Proof: `Staking::Pools` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Settings` (r:1 w:0)
    /// - Proof: `Root::Settings` (`max_values`: Some(1), `max_size`: Some(11), added: 506, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Weights` (r:64 w:0)
    /// - Proof: `Root::Weights` (`max_values`: None, `max_size`: Some(534), added: 3009, mode: `MaxEncodedLen`)
    /// - Storage: `Staking::Totals` (r:1 w:0)
    /// - Proof: `Staking::Totals` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Allocation` (r:0 w:1)
    /// - Proof: `Root::Allocation` (`max_values`: Some(1), `max_size`: Some(9784), added: 10279, mode: `MaxEncodedLen`)
    fn allocate(m: u32, s: u32) -> Weight {
        Weight::from_parts(89_515_000, 1_743)
            // Standard error: 2_420_029 ps.
            .saturating_add(Weight::from_parts(19_288_768, 0).saturating_mul(m.into()))
            // Standard error: 1_207_975 ps.
            .saturating_add(Weight::from_parts(2_592_382, 0).saturating_mul(s.into()))
            .saturating_add(Weight::from_parts(0, 3_009).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(m.into())))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Took 8_718 ns at least, without the database.
    /// `m` is from 1 to 64.
    /// - Storage: `Root::Members` (r:1 w:1)
    /// - Proof: `Root::Members` (`max_values`: Some(1), `max_size`: Some(258), added: 753, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Commits` (r:0 w:64)
    /// - Proof: `Root::Commits` (`max_values`: None, `max_size`: Some(5646), added: 8121, mode: `MaxEncodedLen`)
    /// - Storage: `Root::Weights` (r:0 w:64)
    /// - Proof: `Root::Weights` (`max_values`: None, `max_size`: Some(534), added: 3009, mode: `MaxEncodedLen`)
    fn drop_members(m: u32) -> Weight {
        Weight::from_parts(9_620_179, 1_743)
            // Standard error: 10_144 ps.
            .saturating_add(Weight::from_parts(2_574_390, 0).saturating_mul(m.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(m.into())))
    }
}
