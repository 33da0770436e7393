// SPDX-License-Identifier: Apache-2.0
//! The end of an epoch: how much of its emission goes to work, and what stays.

use sp_arithmetic::{
    helpers_128bit::multiply_by_rational_with_rounding, FixedU128, Perbill, Rounding,
};

use super::params::Params;

/// For how many epochs the part for work is kept: 4. What is beyond lapses.
pub const CARRY_EPOCHS: u128 = 4;

/// The inner number of one.
const ONE: u128 = 1_000_000_000_000_000_000;
/// What a billionth is in the inner number.
const PER_BILLIONTH: u128 = 1_000_000_000;

/// How an epoch ended. Amounts are in pJ, and together what there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// The subsidy per burn that counts, rounded down to 10^-18. At most `sigma_max`.
    pub sigma: FixedU128,
    /// What all subsidies of the epoch come to at most. It is kept for those who claim them.
    pub paid: u128,
    /// What the next epoch gets besides its own part. At most four times the part of this one.
    pub carry_out: u128,
    /// What nobody earned, and nobody will: burned.
    pub lapsed: u128,
}

impl Params {
    /// Closes an epoch with a part for work of `work` pJ, what was left before it, and the sum of
    /// all burns that count, as [`weighted`] has them.
    ///
    /// `paid + carry_out + lapsed` is `work + carry_in`, which saturates.
    #[must_use]
    pub fn close_epoch(&self, work: u128, carry_in: u128, sum_weighted: u128) -> Closed {
        let budget = work.saturating_add(carry_in);
        let most = u128::from(self.sigma_max.deconstruct()).saturating_mul(PER_BILLIONTH);
        // It fails if nothing was burned, or if the budget is beyond any subsidy.
        let sigma = multiply_by_rational_with_rounding(budget, ONE, sum_weighted, Rounding::Down)
            .map_or(most, |sigma| sigma.min(most));
        let sigma = FixedU128::from_inner(sigma);
        // A rounded part never exceeds the budget: the limit changes nothing.
        let paid = subsidy(sigma, sum_weighted).min(budget);
        let left = budget.saturating_sub(paid);
        let carry_out = left.min(work.saturating_mul(CARRY_EPOCHS));
        Closed { sigma, paid, carry_out, lapsed: left.saturating_sub(carry_out) }
    }
}

/// What counts of a burn of which the part `q` was earned, in pJ: `q * burned`, rounded down.
///
/// Both the sum of an epoch and what is claimed of it are made of this number. If claims were
/// rounded later than the sum, many of them could add up to more than the budget.
#[must_use]
pub fn weighted(q: Perbill, burned: u128) -> u128 {
    q.mul_floor(burned)
}

/// The subsidy of `weighted` pJ of burns that count, in pJ, rounded down. Saturates.
///
/// Claims in several parts never come to more than one of them all.
#[must_use]
pub fn subsidy(sigma: FixedU128, weighted: u128) -> u128 {
    // The divisor is not zero: it fails if the result exceeds 128 bits only.
    multiply_by_rational_with_rounding(sigma.into_inner(), weighted, ONE, Rounding::Down)
        .unwrap_or(u128::MAX)
}
