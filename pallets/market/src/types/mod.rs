// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps.

mod escrow;
mod gauges;
mod jobs;
mod leases;
mod orders;
mod providers;
mod timeline;

pub use escrow::{Closing, Deposit, Due, Escrow};
pub use gauges::{ClassGauges, Gauge, Tally};
pub use jobs::{Dispute, Job};
pub use joule_primitives::apis::market::{
    Attributes, BatchTerms, BidEnd, CloseReason, JobState, LeaseState, Link, Needs, ProviderState,
    Workload,
};
pub use leases::{Contest, Lease, Part, Wish};
pub use orders::{meets, Bid, DeviceList, Order, OrderKind, OrderRequest, Sponsors};
pub use providers::{History, Listing, Provider, Worth};
pub use timeline::{Beat, Pace, Timeline, Window};
