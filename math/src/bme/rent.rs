// SPDX-License-Identifier: Apache-2.0
//! What served blocks cost, and how many of them money can pay.

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Milliseconds of an hour.
const HOUR_MS: u128 = 3_600_000;

/// The price of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rent {
    /// The rate, in micro-dollars per hour.
    pub usd_micro_per_hour: u64,
    /// How long a block takes, in milliseconds.
    pub slot_ms: u64,
}

impl Rent {
    /// What `blocks` served blocks cost since the lease began, in micro-dollars, rounded down.
    ///
    /// All of the lease is rounded once. What is due follows by subtraction ([`Rent::due`]), so
    /// that it does not matter how often a lease is settled. Saturates.
    #[must_use]
    pub fn owed(&self, blocks: u32) -> u128 {
        // It fails beyond 128 bits only.
        self.rate_by(blocks.into())
            .and_then(|rate| mul_div(rate, self.slot_ms.into(), HOUR_MS, Rounding::Down))
            .unwrap_or(u128::MAX)
    }

    /// What is due for `blocks` served blocks, of which `settled` micro-dollars are settled
    /// already.
    #[must_use]
    pub fn due(&self, blocks: u32, settled: u128) -> u128 {
        self.owed(blocks).saturating_sub(settled)
    }

    /// The most blocks that cost `usd_micro` micro-dollars or less, counted since the lease began.
    ///
    /// With what was settled, and what [`usd_for`](super::usd_for) says of the escrow, it is the
    /// last block that the escrow can pay. At most the last block number, which it is if time is
    /// free.
    #[must_use]
    pub fn blocks_for(&self, usd_micro: u128) -> u32 {
        // `blocks` cost at most `usd` if rate * slot * blocks / hour < usd + 1.
        let blocks = self
            .rate_by(self.slot_ms)
            .and_then(|hourly| mul_div(usd_micro.checked_add(1)?, HOUR_MS, hourly, Rounding::Up));
        // It fails if time is free, or beyond 128 bits. It is at least 1: it was rounded up.
        let blocks = blocks.map_or(u128::MAX, |blocks| blocks.saturating_sub(1));
        u32::try_from(blocks).unwrap_or(u32::MAX)
    }

    /// The rate times a number. Two factors of 64 bits never exceed 128.
    fn rate_by(&self, factor: u64) -> Option<u128> {
        u128::from(self.usd_micro_per_hour).checked_mul(factor.into())
    }
}

fn mul_div(one: u128, other: u128, divisor: u128, rounding: Rounding) -> Option<u128> {
    multiply_by_rational_with_rounding(one, other, divisor, rounding)
}
