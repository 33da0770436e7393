// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls and tasks. The runtime holds the measured ones.

use frame_support::weights::Weight;

/// What each call and each task costs.
pub trait WeightInfo {
    /// What each block begins with, but for seating members.
    fn on_initialize() -> Weight;
    /// The call `set_feeder_key`.
    fn set_feeder_key() -> Weight;
    /// The call `remove_feeder_key`.
    fn remove_feeder_key() -> Weight;
    /// The call `drop_feeder_key`.
    fn drop_feeder_key() -> Weight;
    /// The call `feed`, with all seats taken.
    fn feed() -> Weight;
    /// Authorising it.
    fn authorize_feed() -> Weight;
    /// The call `set_administered_price`.
    fn set_administered_price() -> Weight;
    /// Seating all members anew.
    fn seat_members() -> Weight;
    /// The oracle's call `feed_values`, of one price by Root, with all seats taken.
    fn feed_values() -> Weight;
    /// What ends a block for the oracle.
    fn end_block_of_oracle() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn on_initialize() -> Weight {
        Weight::zero()
    }
    fn set_feeder_key() -> Weight {
        Weight::zero()
    }
    fn remove_feeder_key() -> Weight {
        Weight::zero()
    }
    fn drop_feeder_key() -> Weight {
        Weight::zero()
    }
    fn feed() -> Weight {
        Weight::zero()
    }
    fn authorize_feed() -> Weight {
        Weight::zero()
    }
    fn set_administered_price() -> Weight {
        Weight::zero()
    }
    fn seat_members() -> Weight {
        Weight::zero()
    }
    fn feed_values() -> Weight {
        Weight::zero()
    }
    fn end_block_of_oracle() -> Weight {
        Weight::zero()
    }
}
