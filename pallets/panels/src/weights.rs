// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls, and of what others ask of it. The runtime holds the measured
//! ones.

use frame_support::weights::Weight;

/// What each call and each task costs. What validators and who follows findings do comes on top.
pub trait WeightInfo {
    /// That a dispute is opened.
    fn open() -> Weight;
    /// The call `draw`, out of so many validators.
    fn draw(jurors: u32) -> Weight;
    /// The call `commit_finding`.
    fn commit_finding() -> Weight;
    /// The call `reveal_finding`, by the last of a panel.
    fn reveal_finding() -> Weight;
    /// The call `conclude`, when nobody has come and another panel is drawn.
    fn conclude() -> Weight;
    /// That a whole panel is paid.
    fn pay() -> Weight;
    /// The end of a block in which nothing is due.
    fn on_idle() -> Weight;
    /// What it costs more to take a task from its queue, and to have it tried again.
    fn take_task() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn open() -> Weight {
        Weight::zero()
    }
    fn draw(_jurors: u32) -> Weight {
        Weight::zero()
    }
    fn commit_finding() -> Weight {
        Weight::zero()
    }
    fn reveal_finding() -> Weight {
        Weight::zero()
    }
    fn conclude() -> Weight {
        Weight::zero()
    }
    fn pay() -> Weight {
        Weight::zero()
    }
    fn on_idle() -> Weight {
        Weight::zero()
    }
    fn take_task() -> Weight {
        Weight::zero()
    }
}
