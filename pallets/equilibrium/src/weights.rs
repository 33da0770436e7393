// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls and hooks, and of what others ask of it. The runtime holds the
//! measured ones.

use frame_support::weights::Weight;

/// What each call and each task costs.
pub trait WeightInfo {
    /// The call `claim_work`.
    fn claim_work() -> Weight;
    /// The call `claim_availability`.
    fn claim_availability() -> Weight;
    /// The call `lapse_unvested`.
    fn lapse_unvested() -> Weight;
    /// The call `set_parameters`.
    fn set_parameters() -> Weight;
    /// That a block neither begins nor ends an epoch.
    fn pass_block() -> Weight;
    /// That an epoch is closed, and another one expires.
    fn close_epoch() -> Weight;
    /// That so many entries of expired epochs are removed.
    fn sweep(entries: u32) -> Weight;
    /// That a payment is settled.
    fn settle() -> Weight;
    /// That a device proved its work, and is paid a part of what vests.
    fn on_proved() -> Weight;
    /// That somebody asks what a device would earn for a challenge.
    fn per_challenge() -> Weight;
    /// That a device failed.
    fn on_failed() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn claim_work() -> Weight {
        Weight::zero()
    }
    fn claim_availability() -> Weight {
        Weight::zero()
    }
    fn lapse_unvested() -> Weight {
        Weight::zero()
    }
    fn set_parameters() -> Weight {
        Weight::zero()
    }
    fn pass_block() -> Weight {
        Weight::zero()
    }
    fn close_epoch() -> Weight {
        Weight::zero()
    }
    fn sweep(_entries: u32) -> Weight {
        Weight::zero()
    }
    fn settle() -> Weight {
        Weight::zero()
    }
    fn on_proved() -> Weight {
        Weight::zero()
    }
    fn per_challenge() -> Weight {
        Weight::zero()
    }
    fn on_failed() -> Weight {
        Weight::zero()
    }
}
