// SPDX-License-Identifier: Apache-2.0
//! Counters from which figures of the market follow without walking lists.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use joule_primitives::types::BlockNumber;
use scale_info::TypeInfo;

/// How many there are of something, and for how long.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Gauge {
    /// How many there are.
    pub count: u32,
    /// The sum of the count over all blocks until `since`.
    pub sum: u128,
    /// The block in which the count changed last.
    pub since: BlockNumber,
}

impl Gauge {
    /// The sum of the count over all blocks until `now`.
    #[must_use]
    pub fn sum_at(&self, now: BlockNumber) -> u128 {
        let blocks = u128::from(now.saturating_sub(self.since));
        self.sum.saturating_add(blocks.saturating_mul(self.count.into()))
    }

    /// Sets the count.
    pub fn set(&mut self, count: u32, now: BlockNumber) {
        *self = Self { count, sum: self.sum_at(now), since: now };
    }

    /// Counts one more if `is` and not `was`, one less the other way round.
    pub fn shift(&mut self, was: bool, is: bool, now: BlockNumber) {
        match (was, is) {
            (false, true) => self.set(self.count.saturating_add(1), now),
            (true, false) => self.set(self.count.saturating_sub(1), now),
            _ => {}
        }
    }
}

/// The devices of a class.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct ClassGauges {
    /// Those that are listed.
    pub listed: Gauge,
    /// Those of them that have the bond that was asked for when they were listed.
    pub bonded: Gauge,
    /// Those of them that take part in challenges.
    pub attested: Gauge,
    /// Those of them that are hired.
    pub serving: Gauge,
}

/// What became of all orders.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Tally {
    /// Orders that were made.
    pub opened: u64,
    /// Those that became a lease or a job.
    pub matched: u64,
    /// Those that nobody took in time.
    pub expired: u64,
    /// Those that the tenant took back.
    pub cancelled: u64,
    /// Leases and jobs that ended without a fault of the provider.
    pub completed: u64,
    /// Those that ended by a fault of the provider.
    pub failed: u64,
}
