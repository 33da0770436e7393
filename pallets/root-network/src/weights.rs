// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls, and of its epochs. The runtime holds the measured ones.

use frame_support::weights::Weight;

/// What each call and each task costs.
pub trait WeightInfo {
    /// The call `root_register`.
    fn root_register() -> Weight;
    /// The call `leave_root`.
    fn leave_root() -> Weight;
    /// The call `set_root_weights`, for so many subnets.
    fn set_root_weights(subnets: u32) -> Weight;
    /// The call `commit_root_weights`.
    fn commit_root_weights() -> Weight;
    /// The call `reveal_root_weights`, for so many subnets.
    fn reveal_root_weights(subnets: u32) -> Weight;
    /// The call `clear_root_weights`.
    fn clear_root_weights() -> Weight;
    /// The call `set_commit_reveal`.
    fn set_commit_reveal() -> Weight;
    /// An epoch in which so many members, all with stake, divide emission among so many subnets.
    fn allocate(members: u32, subnets: u32) -> Weight;
    /// What it costs more if so many members have no stake left.
    fn drop_members(members: u32) -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn root_register() -> Weight {
        Weight::zero()
    }
    fn leave_root() -> Weight {
        Weight::zero()
    }
    fn set_root_weights(_subnets: u32) -> Weight {
        Weight::zero()
    }
    fn commit_root_weights() -> Weight {
        Weight::zero()
    }
    fn reveal_root_weights(_subnets: u32) -> Weight {
        Weight::zero()
    }
    fn clear_root_weights() -> Weight {
        Weight::zero()
    }
    fn set_commit_reveal() -> Weight {
        Weight::zero()
    }
    fn allocate(_members: u32, _subnets: u32) -> Weight {
        Weight::zero()
    }
    fn drop_members(_members: u32) -> Weight {
        Weight::zero()
    }
}
