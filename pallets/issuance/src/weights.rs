// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls and hooks. The runtime holds the measured ones.

use frame_support::weights::Weight;

/// What each call and hook costs.
pub trait WeightInfo {
    /// `on_initialize` and `on_finalize` of a block together.
    fn block_hooks() -> Weight;
    /// The call `burn`.
    fn burn() -> Weight;
    /// The call `set_split`.
    fn set_split() -> Weight;
    /// The call `sweep`.
    fn sweep() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn block_hooks() -> Weight {
        Weight::zero()
    }
    fn burn() -> Weight {
        Weight::zero()
    }
    fn set_split() -> Weight {
        Weight::zero()
    }
    fn sweep() -> Weight {
        Weight::zero()
    }
}
