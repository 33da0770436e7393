// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_joule_governance`.
//!
//! Written by `scripts/benchmark.sh`. Measured on 2026-11-21 on one core of this processor:
//! Intel(R) Xeon(R) Processor; 50 steps, 20 repetitions, WASM execution `Compiled`.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_joule_governance::WeightInfo for WeightInfo<T> {
    /// Took 40_400 ns at least, without the database.
    /// `l` is from 1 to 4194240.
    /// - Storage: `Governance::CounterForPending` (r:1 w:1)
    /// - Proof: `Governance::CounterForPending` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Governance::NextId` (r:1 w:1)
    /// - Proof: `Governance::NextId` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Governance::EnactmentDelayBlocks` (r:1 w:0)
    /// - Proof: `Governance::EnactmentDelayBlocks` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Preimage::StatusFor` (r:1 w:0)
    /// - Proof: `Preimage::StatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Preimage::RequestStatusFor` (r:1 w:1)
    /// - Proof: `Preimage::RequestStatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Scheduler::Lookup` (r:1 w:1)
    /// - Proof: `Scheduler::Lookup` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Scheduler::Agenda` (r:1 w:1)
    /// - Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(6701), added: 9176, mode: `MaxEncodedLen`)
    /// - Storage: `Governance::Pending` (r:1 w:1)
    /// - Proof: `Governance::Pending` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Preimage::PreimageFor` (r:0 w:1)
    /// - Proof: `Preimage::PreimageFor` (`max_values`: None, `max_size`: Some(4194344), added: 4196819, mode: `MaxEncodedLen`)
    fn enact(l: u32) -> Weight {
        Weight::from_parts(40_826_000, 10_166)
            // Standard error: 3 ps.
            .saturating_add(Weight::from_parts(2_750, 0).saturating_mul(l.into()))
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    /// Took 94_873 ns at least, without the database.
    /// - Storage: `Governance::Pending` (r:1 w:1)
    /// - Proof: `Governance::Pending` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Governance::CounterForPending` (r:1 w:1)
    /// - Proof: `Governance::CounterForPending` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// - Storage: `Scheduler::Lookup` (r:1 w:1)
    /// - Proof: `Scheduler::Lookup` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// - Storage: `Scheduler::Agenda` (r:1 w:1)
    /// - Proof: `Scheduler::Agenda` (`max_values`: None, `max_size`: Some(6701), added: 9176, mode: `MaxEncodedLen`)
    /// - Storage: `Preimage::StatusFor` (r:1 w:0)
    /// - Proof: `Preimage::StatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Preimage::RequestStatusFor` (r:1 w:1)
    /// - Proof: `Preimage::RequestStatusFor` (`max_values`: None, `max_size`: Some(91), added: 2566, mode: `MaxEncodedLen`)
    /// - Storage: `Preimage::PreimageFor` (r:0 w:1)
    /// - Proof: `Preimage::PreimageFor` (`max_values`: None, `max_size`: Some(4194344), added: 4196819, mode: `MaxEncodedLen`)
    fn cancel() -> Weight {
        Weight::from_parts(110_940_000, 10_166)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// Took 20_439 ns at least, without the database.
    /// - Storage: `Governance::Pending` (r:1 w:1)
    /// - Proof: `Governance::Pending` (`max_values`: None, `max_size`: Some(179), added: 2654, mode: `MaxEncodedLen`)
    /// - Storage: `Governance::CounterForPending` (r:1 w:1)
    /// - Proof: `Governance::CounterForPending` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    fn execute() -> Weight {
        Weight::from_parts(23_323_000, 3_644)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
