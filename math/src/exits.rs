// SPDX-License-Identifier: Apache-2.0
//! The queue by which stake leaves.
//!
//! A mass exit is slowed, not forbidden. Each request moves the end of the queue, and may be
//! withdrawn once the queue has come so far:
//!
//! ```text
//! frontier = min( max(frontier, now) + amount * max_blocks / (total / 3), now + max_blocks )
//! matures  = max( ceil(frontier), now + min_blocks )
//! ```
//!
//! Alone, a small staker waits `min_blocks`. If a third of all stake leaves at once, the last of it
//! waits `max_blocks`, and so does whatever leaves beyond.

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// The stake that fills the queue is the whole divided by this: a third. Who holds as much can stop
/// finality.
pub const CHURN_DIVISOR: u32 = 3;

/// Parts into which the frontier divides a block: 2^32.
///
/// In whole blocks, requests small enough would not move it.
pub const PARTS_PER_BLOCK: u64 = 1 << 32;

/// The queue by which stake leaves. Blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitQueue {
    /// What every request waits at least.
    pub min_blocks: u32,
    /// What a request waits at most, unless `min_blocks` is longer.
    pub max_blocks: u32,
}

/// What a request did to the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The queue's new end, in 2^-32 blocks.
    pub frontier: u64,
    /// The first block at which the request may be withdrawn.
    pub matures: u32,
}

impl ExitQueue {
    /// Asks in block `now` for `amount` of the stake to leave.
    ///
    /// `frontier` is the queue's end as the last request left it, in 2^-32 blocks; `total` is all
    /// stake before this request, in the unit of `amount`. The way of the frontier is rounded up,
    /// so that many small requests move it at least as far as one large.
    ///
    /// A `total` of zero, or an amount of any size beyond it, fills the queue. Blocks saturate at
    /// the last block number.
    #[must_use]
    pub fn request(&self, frontier: u64, now: u32, amount: u128, total: u128) -> Ticket {
        let frontier = frontier
            .max(in_parts(now))
            .saturating_add(self.advance(amount, total))
            .min(in_parts(now.saturating_add(self.max_blocks)));
        // At most the last block number, as the limit above is.
        let reached = u32::try_from(frontier.div_ceil(PARTS_PER_BLOCK)).unwrap_or(u32::MAX);
        Ticket { frontier, matures: reached.max(now.saturating_add(self.min_blocks)) }
    }

    /// By how much `amount` moves the frontier, in 2^-32 blocks, rounded up.
    fn advance(&self, amount: u128, total: u128) -> u64 {
        let by_all = u128::from(in_parts(self.max_blocks)).saturating_mul(CHURN_DIVISOR.into());
        multiply_by_rational_with_rounding(amount, by_all, total, Rounding::Up)
            .and_then(|parts| u64::try_from(parts).ok())
            .unwrap_or(u64::MAX)
    }
}

/// Blocks as the frontier counts them. Every block number fits.
fn in_parts(blocks: u32) -> u64 {
    u64::from(blocks).saturating_mul(PARTS_PER_BLOCK)
}
