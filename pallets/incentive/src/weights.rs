// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls, and of its work for epochs. The runtime holds the measured ones.

use frame_support::weights::Weight;

/// What each call and each task costs.
pub trait WeightInfo {
    /// The call `set_weights`, with so many `weights`.
    fn set_weights(weights: u32) -> Weight;
    /// The call `commit_weights`.
    fn commit_weights() -> Weight;
    /// The call `reveal_weights`, with so many `weights`.
    fn reveal_weights(weights: u32) -> Weight;
    /// The call `set_children`.
    fn set_children() -> Weight;
    /// The call `set_child_terms`.
    fn set_child_terms() -> Weight;
    /// The call `set_payout`.
    fn set_payout() -> Weight;
    /// The call `reset_bonds`.
    fn reset_bonds() -> Weight;
    /// Dividing emission among so many `subnets`.
    fn divide(subnets: u32) -> Weight;
    /// An epoch of so many `neurons`, which all earn, with one validator, which weighs all of them.
    fn epoch_neurons(neurons: u32) -> Weight;
    /// An epoch with so many `validators`, which all earn, and a weight of each.
    fn epoch_validators(validators: u32) -> Weight;
    /// An epoch of the most neurons with so many `entries` of weights, and as many of bonds.
    fn epoch_entries(entries: u32) -> Weight;
    /// An epoch with so many `loans`, each of which is paid for.
    fn epoch_loans(loans: u32) -> Weight;
    /// An epoch of the most neurons of which so many have their pay `staked`.
    fn epoch_staked(staked: u32) -> Weight;
    /// An epoch of 256 neurons and 64 validators that weigh all of them.
    fn epoch_256_by_64() -> Weight;
    /// An epoch of 1,024 neurons and 128 validators that weigh all of them.
    fn epoch_1024_by_128() -> Weight;
    /// Renaming a hotkey in so many `subnets` with as many loans as may be.
    fn hotkey_swapped(subnets: u32) -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn set_weights(_weights: u32) -> Weight {
        Weight::zero()
    }
    fn commit_weights() -> Weight {
        Weight::zero()
    }
    fn reveal_weights(_weights: u32) -> Weight {
        Weight::zero()
    }
    fn set_children() -> Weight {
        Weight::zero()
    }
    fn set_child_terms() -> Weight {
        Weight::zero()
    }
    fn set_payout() -> Weight {
        Weight::zero()
    }
    fn reset_bonds() -> Weight {
        Weight::zero()
    }
    fn divide(_subnets: u32) -> Weight {
        Weight::zero()
    }
    fn epoch_neurons(_neurons: u32) -> Weight {
        Weight::zero()
    }
    fn epoch_validators(_validators: u32) -> Weight {
        Weight::zero()
    }
    fn epoch_entries(_entries: u32) -> Weight {
        Weight::zero()
    }
    fn epoch_loans(_loans: u32) -> Weight {
        Weight::zero()
    }
    fn epoch_staked(_staked: u32) -> Weight {
        Weight::zero()
    }
    fn epoch_256_by_64() -> Weight {
        Weight::zero()
    }
    fn epoch_1024_by_128() -> Weight {
        Weight::zero()
    }
    fn hotkey_swapped(_subnets: u32) -> Weight {
        Weight::zero()
    }
}
