// SPDX-License-Identifier: Apache-2.0
//! Weights of the pallet's calls and hooks. The runtime holds the measured ones.

use frame_support::weights::Weight;

/// What each call and each task costs.
pub trait WeightInfo {
    /// What each block begins with.
    fn on_initialize() -> Weight;
    /// The call `register_device`.
    fn register_device() -> Weight;
    /// The call `raise_bond`.
    fn raise_bond() -> Weight;
    /// The call `leave`.
    fn leave() -> Weight;
    /// The call `withdraw_bond`.
    fn withdraw_bond() -> Weight;
    /// The call `set_metadata`.
    fn set_metadata() -> Weight;
    /// The call `set_class_terms`.
    fn set_class_terms() -> Weight;
    /// The call `commit`.
    fn commit() -> Weight;
    /// Authorising it.
    fn authorize_commit() -> Weight;
    /// The call `open`.
    fn open() -> Weight;
    /// Authorising it with so many samples of the smallest matrices.
    fn authorize_open(samples: u32) -> Weight;
    /// Hashing so many nodes of a tree.
    fn hash_nodes(nodes: u32) -> Weight;
    /// Drawing so many entries of a product, each from two lines of 8,192.
    fn draw_entries(entries: u32) -> Weight;
    /// The call `settle`.
    fn settle() -> Weight;
    /// Authorising it.
    fn authorize_settle() -> Weight;
    /// The call `resume`.
    fn resume() -> Weight;
    /// Authorising it.
    fn authorize_resume() -> Weight;
    /// The call `report_equivocation`.
    fn report_equivocation() -> Weight;
    /// Authorising it.
    fn authorize_report_equivocation() -> Weight;
    /// The call `set_offered`.
    fn set_offered() -> Weight;
    /// All tries of a draw of so many devices, none of which finds one.
    fn draw(count: u32) -> Weight;
    /// The beginning of a lease.
    fn excuse() -> Weight;
    /// The end of a lease.
    fn end_excuse() -> Weight;
}

/// For runtimes of tests only.
impl WeightInfo for () {
    fn on_initialize() -> Weight {
        Weight::zero()
    }
    fn register_device() -> Weight {
        Weight::zero()
    }
    fn raise_bond() -> Weight {
        Weight::zero()
    }
    fn leave() -> Weight {
        Weight::zero()
    }
    fn withdraw_bond() -> Weight {
        Weight::zero()
    }
    fn set_metadata() -> Weight {
        Weight::zero()
    }
    fn set_class_terms() -> Weight {
        Weight::zero()
    }
    fn commit() -> Weight {
        Weight::zero()
    }
    fn authorize_commit() -> Weight {
        Weight::zero()
    }
    fn open() -> Weight {
        Weight::zero()
    }
    fn authorize_open(_samples: u32) -> Weight {
        Weight::zero()
    }
    fn hash_nodes(_nodes: u32) -> Weight {
        Weight::zero()
    }
    fn draw_entries(_entries: u32) -> Weight {
        Weight::zero()
    }
    fn settle() -> Weight {
        Weight::zero()
    }
    fn authorize_settle() -> Weight {
        Weight::zero()
    }
    fn resume() -> Weight {
        Weight::zero()
    }
    fn authorize_resume() -> Weight {
        Weight::zero()
    }
    fn report_equivocation() -> Weight {
        Weight::zero()
    }
    fn authorize_report_equivocation() -> Weight {
        Weight::zero()
    }
    fn set_offered() -> Weight {
        Weight::zero()
    }
    fn draw(_count: u32) -> Weight {
        Weight::zero()
    }
    fn excuse() -> Weight {
        Weight::zero()
    }
    fn end_excuse() -> Weight {
        Weight::zero()
    }
}
