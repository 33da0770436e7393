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
pub use jobs::{BatchTerms, Dispute, Job, JobState};
pub use leases::{CloseReason, Contest, Lease, LeaseState, Part};
pub use orders::{
    Bid, BidEnd, DeviceList, Needs, Order, OrderKind, OrderRequest, Sponsors, Workload,
};
pub use providers::{Attributes, History, Link, Listing, Provider, ProviderState, Worth};
pub use timeline::{Beat, Pace, Timeline, Window};
