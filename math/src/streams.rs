// SPDX-License-Identifier: Apache-2.0
//! A reward that flows in over time.
//!
//! A payment flows in a straight line over as many blocks as it was earned in, computed when
//! somebody touches the stream. Who stakes just before a payment and leaves in the next block gets
//! no more than the part of one block. A further payment joins the rest of those before, and all of
//! it flows until the later end.
//!
//! Amounts are in pJ and round down at each touch; what rounding holds back flows later, and all
//! has flowed at the end.

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// What is still to flow, and until when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// What is still to flow to all stakers, in pJ.
    pub stakers: u128,
    /// What is still to flow to the owner as the take, in pJ.
    pub owner: u128,
    /// The block up to which has flowed. It never goes back.
    pub since: u32,
    /// The block at whose beginning all has flowed.
    pub until: u32,
}

/// What has flowed since the last touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// To all stakers, in pJ.
    pub stakers: u128,
    /// To the owner as the take, in pJ.
    pub owner: u128,
}

impl Stream {
    /// Takes out what flowed up to block `now`.
    ///
    /// That is `part * (now - since) / (until - since)` of both parts, rounded down, and all of
    /// them from the block `until` on. Nothing if `now` lies before `since`.
    pub fn release(&mut self, now: u32) -> Released {
        let Some(elapsed) = now.checked_sub(self.since) else {
            return Released::default();
        };
        let remaining = self.until.saturating_sub(self.since);
        let released = Released {
            stakers: flowed(self.stakers, elapsed, remaining),
            owner: flowed(self.owner, elapsed, remaining),
        };
        self.stakers = self.stakers.saturating_sub(released.stakers);
        self.owner = self.owner.saturating_sub(released.owner);
        self.since = now;
        released
    }

    /// Takes out what flowed up to block `now`, then adds a payment that flows over `blocks`.
    ///
    /// The payment joins the rest, and both end at the later of the two ends. It takes at least one
    /// block. An end beyond the last block number is the last block number. Parts saturate.
    pub fn add(&mut self, now: u32, stakers: u128, owner: u128, blocks: u32) -> Released {
        let released = self.release(now);
        self.stakers = self.stakers.saturating_add(stakers);
        self.owner = self.owner.saturating_add(owner);
        // `since` is `now`, unless `now` lies before it.
        self.until = self.until.max(self.since.saturating_add(blocks.max(1)));
        released
    }

    /// All that is still to flow, in pJ. Saturates.
    #[must_use]
    pub fn rest(&self) -> u128 {
        self.stakers.saturating_add(self.owner)
    }
}

/// What of `part`, which flows in `remaining` blocks, flows in `elapsed` of them; rounded down.
fn flowed(part: u128, elapsed: u32, remaining: u32) -> u128 {
    if elapsed >= remaining {
        return part;
    }
    // A part of a part never exceeds it, and `remaining` is above `elapsed`: it cannot fail.
    multiply_by_rational_with_rounding(part, elapsed.into(), remaining.into(), Rounding::Down)
        .unwrap_or(0)
}
