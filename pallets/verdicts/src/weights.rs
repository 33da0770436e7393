// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls, and of what others ask of it. The runtime holds the measured
//! ones.

use frame_support::weights::Weight;

/// What each call and each task costs. What follows a verdict comes on top.
pub trait WeightInfo {
    /// The call `submit_result`.
    fn submit_result() -> Weight;
    /// The call `commit_result`, by the last of most executors.
    fn commit_result() -> Weight;
    /// The call `commit_result`, by a worker, which asks for the lottery.
    fn commit_work() -> Weight;
    /// The call `reveal_result`, when it leads to the verdict on most devices.
    fn reveal_result() -> Weight;
    /// The call `accept_result`.
    fn accept_result() -> Weight;
    /// The call `show_proof`, with the most samples of the smallest product.
    fn show_proof() -> Weight;
    /// What it costs more to verify so many samples of the largest product.
    fn verify_samples(samples: u32) -> Weight;
    /// The call `show_quorum`, with so many signatures.
    fn show_quorum(signatures: u32) -> Weight;
    /// The call `conclude`, when most devices are at fault and others are to be drawn.
    fn conclude() -> Weight;
    /// The call `conclude`, when it draws most devices.
    fn draw() -> Weight;
    /// The call `set_auditors`.
    fn set_auditors() -> Weight;
    /// That a job is opened.
    fn open() -> Weight;
    /// That the requester objects.
    fn object() -> Weight;
    /// That a job is closed.
    fn close() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn submit_result() -> Weight {
        Weight::zero()
    }
    fn commit_result() -> Weight {
        Weight::zero()
    }
    fn commit_work() -> Weight {
        Weight::zero()
    }
    fn reveal_result() -> Weight {
        Weight::zero()
    }
    fn accept_result() -> Weight {
        Weight::zero()
    }
    fn show_proof() -> Weight {
        Weight::zero()
    }
    fn verify_samples(_samples: u32) -> Weight {
        Weight::zero()
    }
    fn show_quorum(_signatures: u32) -> Weight {
        Weight::zero()
    }
    fn conclude() -> Weight {
        Weight::zero()
    }
    fn draw() -> Weight {
        Weight::zero()
    }
    fn set_auditors() -> Weight {
        Weight::zero()
    }
    fn open() -> Weight {
        Weight::zero()
    }
    fn object() -> Weight {
        Weight::zero()
    }
    fn close() -> Weight {
        Weight::zero()
    }
}
