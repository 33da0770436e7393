// SPDX-License-Identifier: Apache-2.0
//! What it costs to register a subnet, and a neuron in it.
//!
//! ```text
//! lock = max( min, last * m - (last / interval) * (now - at) )      m = 1 while at = 0, else 2
//! burn = min <= decayed(price, now - at) <= max                     times the step once it is paid
//! ```
//!
//! A subnet takes a lock: twice the last one, from which it falls in a straight line, back to the
//! last one in one interval and to the least one in at most two. A neuron burns a price that falls
//! to half in every half life and rises by a step with each registration.
//!
//! Both are computed from what the last registration left, when somebody asks. Amounts are in pJ.

use crate::decay::decayed;
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// A step of one, by which a price stays as it is.
const ONE_PPM: u128 = 1_000_000;

/// The last lock of all subnets, from which the next one follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LockPrice {
    /// The last lock, in pJ.
    pub last: u128,
    /// The block in which it was locked; 0 as long as nobody but the genesis registered a subnet.
    pub at: u32,
}

/// How the lock moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockTerms {
    /// The least lock, in pJ.
    pub min: u128,
    /// Blocks in which the lock falls by as much as the last one was. 0 counts as 1.
    pub interval: u32,
}

impl LockPrice {
    /// The lock that registering a subnet takes in block `now`, in pJ: at least the least one.
    ///
    /// The fall of a block is rounded down. No time has passed if `now` lies before the last
    /// registration. What exceeds 128 bits saturates.
    #[must_use]
    pub fn cost(&self, terms: LockTerms, now: u32) -> u128 {
        let start = if self.at == 0 { self.last } else { self.last.saturating_mul(2) };
        let per_block = self.last.checked_div(terms.interval.max(1).into()).unwrap_or(0);
        let fallen = per_block.saturating_mul(now.saturating_sub(self.at).into());
        start.saturating_sub(fallen).max(terms.min)
    }

    /// What a registration in block `now` leaves: the lock that it took.
    #[must_use]
    pub fn after(&self, terms: LockTerms, now: u32) -> Self {
        Self { last: self.cost(terms, now), at: now }
    }
}

/// The price of registering a neuron in a subnet, as the last registration left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurnPrice {
    /// The price in that block, in pJ.
    pub price: u128,
    /// The block.
    pub at: u32,
}

/// How the price moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurnTerms {
    /// The least price, in pJ. It holds if it is above the highest one.
    pub min: u128,
    /// The highest price, in pJ.
    pub max: u128,
    /// Blocks in which the price falls to half. 0 counts as 1.
    pub half_life: u32,
    /// What a registration multiplies the price by, in parts per million.
    pub step_ppm: u32,
}

impl BurnPrice {
    /// The price in block `now`, in pJ, rounded down: at least the least one, at most the highest.
    ///
    /// No time has passed if `now` lies before the last registration.
    #[must_use]
    pub fn cost(&self, terms: BurnTerms, now: u32) -> u128 {
        terms.bound(decayed(self.price, terms.half_life, now.saturating_sub(self.at)))
    }

    /// What a registration in block `now` leaves: the price that it paid times the step, rounded
    /// down, within the same bounds.
    #[must_use]
    pub fn after(&self, terms: BurnTerms, now: u32) -> Self {
        let (paid, step) = (self.cost(terms, now), terms.step_ppm.into());
        let raised = multiply_by_rational_with_rounding(paid, step, ONE_PPM, Rounding::Down);
        // It fails if the price exceeds 128 bits.
        Self { price: terms.bound(raised.unwrap_or(u128::MAX)), at: now }
    }
}

impl BurnTerms {
    /// The price nearest to `price` within the bounds.
    fn bound(&self, price: u128) -> u128 {
        price.min(self.max).max(self.min)
    }
}
