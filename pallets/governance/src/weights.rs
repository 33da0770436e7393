// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls. The runtime holds the measured ones.

use frame_support::weights::Weight;

/// What each call costs.
pub trait WeightInfo {
    /// The call `enact`, for a call of `l` bytes.
    fn enact(l: u32) -> Weight;
    /// The call `cancel`.
    fn cancel() -> Weight;
    /// The call `execute`, without what it dispatches.
    fn execute() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn enact(_l: u32) -> Weight {
        Weight::zero()
    }
    fn cancel() -> Weight {
        Weight::zero()
    }
    fn execute() -> Weight {
        Weight::zero()
    }
}
