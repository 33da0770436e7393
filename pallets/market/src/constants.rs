// SPDX-License-Identifier: Apache-2.0
//! Bounds and parts that are the same on every network.

use sp_runtime::Perbill;

/// The most bids that are kept for an order.
pub const MAX_BIDS: u32 = 16;
/// The most devices of a lease, and so the most providers.
pub const MAX_DEVICES: u32 = 8;
/// The most accounts that pay into an escrow beside the tenant.
pub const MAX_SPONSORS: u32 = 3;
/// The most accounts that pay into an escrow.
pub const MAX_DEPOSITORS: u32 = MAX_SPONSORS + 1;
/// The most bytes of an endpoint.
pub const MAX_ENDPOINT_BYTES: u32 = 512;
/// The most leases that one heartbeat is for.
pub const MAX_BEATS: u32 = 64;
/// The most windows of a timeline that may be contested.
pub const MAX_WINDOWS: u32 = 16;
/// For how many heartbeats windows may be contested at most, so that there is room for all.
pub const RING_BEATS: u32 = 10;
/// More missed heartbeats than so many are unpaid.
pub const DEGRADED_BEATS: u32 = 2;
/// After so many missed ones anybody may end a lease.
pub const DEAD_BEATS: u32 = 12;
/// How many spans of epochs count for a reputation.
pub const HISTORY_SPANS: usize = 10;
/// Epochs of a span.
pub const SPAN_EPOCHS: u32 = 9;
/// The most tasks that a block does by itself.
pub const MAX_TASKS: u32 = 32;
/// The most blocks whose tasks are looked for in a block.
pub const MAX_AGENDA_BLOCKS: u32 = 256;
/// Of the order's escrow, what is held for a bid.
pub const BID_PART: Perbill = Perbill::from_percent(5);
/// Of the deposit, what taking back a bid costs while the order is open.
pub const WITHDRAWAL_PART: Perbill = Perbill::from_percent(10);
/// Of the deposit, what goes to who ends an exhausted lease.
pub const BOUNTY_PART: Perbill = Perbill::from_percent(1);
/// Of the price of a job, what is held of a tenant that objects.
pub const DISPUTE_PART: Perbill = Perbill::from_percent(10);
/// Of what is held of a tenant for a dispute, what is burned if no panel came to a finding.
pub const UNFOUND_PART: Perbill = Perbill::from_percent(20);
/// What the bond of a device loses by an outage.
pub const OUTAGE_SLASH: Perbill = Perbill::from_percent(1);
/// And by another one of the same provider within [`HISTORY_SPANS`] spans.
pub const REPEATED_OUTAGE_SLASH: Perbill = Perbill::from_percent(5);
/// Of the price of a job, what the tenant loses if those who were drawn did not agree. Who was
/// hired is paid by it; if nobody was, it is burned.
pub const UNDECIDED_PART: Perbill = Perbill::from_percent(10);
/// How many times its price a job with spot checks may cost: worker, checker and three deciders.
pub const SPOT_CHECK_SEATS: u32 = 5;

/// A day, in which losses are measured, in milliseconds.
pub(crate) const DAY_MS: u64 = 86_400_000;
