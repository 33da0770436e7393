// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls and hooks, and of a swapped hotkey. The runtime holds the measured
//! ones.

use frame_support::weights::Weight;

/// What each call and each task costs.
pub trait WeightInfo {
    /// The call `register_subnet`, when another subnet makes way.
    fn register_subnet() -> Weight;
    /// The call `register_neuron`, in the place of one of so many `neurons`.
    fn register_neuron(neurons: u32) -> Weight;
    /// The call `set_parameters`.
    fn set_parameters() -> Weight;
    /// The call `serve`.
    fn serve() -> Weight;
    /// The call `set_identity`.
    fn set_identity() -> Weight;
    /// The call `offer_ownership`.
    fn offer_ownership() -> Weight;
    /// The call `accept_ownership`.
    fn accept_ownership() -> Weight;
    /// The call `dissolve`.
    fn dissolve() -> Weight;
    /// The search for epochs that are due, with `due` found, all of which have a new tempo.
    fn find_due(due: u32) -> Weight;
    /// The beginning and the end of clearing a removed subnet, without its slots.
    fn clear_subnet() -> Weight;
    /// Clearing a slot of a removed subnet.
    fn clear_slot() -> Weight;
    /// Following a hotkey that owns `existing` subnets and was in `removed` ones that are being
    /// cleared.
    fn swap_hotkey(existing: u32, removed: u32) -> Weight;
}

/// A rough guess at what reads, writes and work cost, in picoseconds: for runtimes of tests only.
fn guess(reads: u64, writes: u64, work: u64) -> Weight {
    let state = reads.saturating_mul(25_000_000).saturating_add(writes.saturating_mul(100_000_000));
    Weight::from_parts(state.saturating_add(work), 0)
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn register_subnet() -> Weight {
        guess(270, 20, 400_000_000)
    }
    fn register_neuron(neurons: u32) -> Weight {
        guess(10, 10, u64::from(neurons).saturating_mul(200_000).saturating_add(100_000_000))
    }
    fn set_parameters() -> Weight {
        guess(7, 2, 50_000_000)
    }
    fn serve() -> Weight {
        guess(3, 1, 20_000_000)
    }
    fn set_identity() -> Weight {
        guess(4, 1, 30_000_000)
    }
    fn offer_ownership() -> Weight {
        guess(3, 1, 20_000_000)
    }
    fn accept_ownership() -> Weight {
        guess(8, 5, 80_000_000)
    }
    fn dissolve() -> Weight {
        guess(10, 10, 100_000_000)
    }
    fn find_due(due: u32) -> Weight {
        guess(1, 1, u64::from(due).saturating_mul(60_000_000).saturating_add(5_000_000))
    }
    fn clear_subnet() -> Weight {
        guess(5, 5, 100_000_000)
    }
    fn clear_slot() -> Weight {
        guess(3, 6, 10_000_000)
    }
    fn swap_hotkey(existing: u32, removed: u32) -> Weight {
        let (existing, removed) = (u64::from(existing), u64::from(removed));
        let all = existing.saturating_add(removed);
        let writes = existing.saturating_mul(3).saturating_add(all);
        guess(
            existing.saturating_mul(3).saturating_add(all),
            writes,
            existing.saturating_mul(200_000_000),
        )
    }
}
