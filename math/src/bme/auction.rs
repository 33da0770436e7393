// SPDX-License-Identifier: Apache-2.0
//! Which bid wins.

use core::cmp::Reverse;

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Perbill, Rounding};

/// What everybody is taken to have completed, and to have failed at, in micro-dollars: 2 dollars.
///
/// Who is new has a reputation of one half.
pub const NEUTRAL_USD_MICRO: u64 = 2_000_000;

/// What a reputation of zero adds to the price is the price divided by this: a fifth.
const PENALTY_DIVISOR: u128 = 5;

/// Digits that a value has behind those of the price: 9.
const VALUE_SCALE: u128 = 1_000_000_000;

/// What a provider did, by what it was worth, in micro-dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What it completed.
    pub completed_usd_micro: u64,
    /// What it failed at.
    pub failed_usd_micro: u64,
}

impl Record {
    /// `(completed + 2) / (completed + failed + 4)` in dollars, rounded down. Above zero, as long
    /// as it failed at less than two billion dollars, and below one.
    #[must_use]
    pub fn reputation(&self) -> Perbill {
        let (completed, failed) = self.with_neutral();
        let one = u128::from(Perbill::one().deconstruct());
        let all = completed.saturating_add(failed);
        let parts = multiply_by_rational_with_rounding(one, completed, all, Rounding::Down);
        // A part of one, and `all` is not zero: it cannot fail.
        parts
            .and_then(|parts| u32::try_from(parts).ok())
            .map_or(Perbill::zero(), Perbill::from_parts)
    }

    /// By what a bid of `price` micro-dollars is ranked: `price * (1 + 0.2 * (1 - reputation))` in
    /// billionths of a micro-dollar, rounded down once.
    ///
    /// At least `price * 10^9`, and at most 1.2 times that.
    #[must_use]
    pub fn value_of(&self, price: u64) -> u128 {
        let (completed, failed) = self.with_neutral();
        let all = completed.saturating_add(failed);
        // 1 + f / (5 * all) with f the failed part: (5 * all + f) / (5 * all). 68 bits, and 94.
        let whole = all.saturating_mul(PENALTY_DIVISOR);
        let scaled = u128::from(price).saturating_mul(VALUE_SCALE);
        // At most six fifths of 94 bits, and the divisor is not zero: it cannot fail.
        multiply_by_rational_with_rounding(
            scaled,
            whole.saturating_add(failed),
            whole,
            Rounding::Down,
        )
        .unwrap_or(u128::MAX)
    }

    /// What was completed and failed at, with what everybody is taken to have. 65 bits each.
    fn with_neutral(&self) -> (u128, u128) {
        let with = |usd_micro: u64| u128::from(usd_micro).saturating_add(NEUTRAL_USD_MICRO.into());
        (with(self.completed_usd_micro), with(self.failed_usd_micro))
    }
}

/// The place of a bid among those of its order. The least one wins.
///
/// By value, then by the larger bond, then by who came first. Two bids differ in the last at least,
/// so that there is always one winner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// What the price counts as, in billionths of a micro-dollar.
    value: u128,
    /// The bond, in pJ.
    bond: Reverse<u128>,
    /// The number of the bid.
    number: u64,
}

impl Rank {
    /// The place of the bid with this `number`, of `price` micro-dollars and with `bond` pJ, of a
    /// provider that has this record. Later bids have higher numbers.
    #[must_use]
    pub fn new(record: Record, price: u64, bond: u128, number: u64) -> Self {
        Self { value: record.value_of(price), bond: Reverse(bond), number }
    }

    /// What the price counts as, in billionths of a micro-dollar.
    #[must_use]
    pub const fn value(&self) -> u128 {
        self.value
    }
}
