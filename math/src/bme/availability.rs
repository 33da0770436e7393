// SPDX-License-Identifier: Apache-2.0
//! Pay of devices that are there and idle.
//!
//! It is small by design. A challenge proves work in its own window only, so a device that is
//! rented for these windows must not earn more than it costs.

use sp_arithmetic::{
    helpers_128bit::multiply_by_rational_with_rounding, FixedU128, Perbill, Rounding,
};

use super::{
    convert::{scaled, Unconvertible},
    rent::Rent,
};
use crate::root::Fraction;

/// Thousandths of a whole.
const PER_MILLE: u128 = 1_000;

/// By how much a settled commit adds to what a device is paid by: its credited score times the
/// blocks since its last settled commit, of which `max_gap` count at most: no more than lie between
/// two challenges on average.
#[must_use]
pub fn idle_weight(credited_mcu: u64, blocks: u32, max_gap: u32) -> u128 {
    // Below 2^96.
    u128::from(credited_mcu).saturating_mul(blocks.min(max_gap).into())
}

/// The share of `amount` of who has `part` of `whole`, rounded down.
///
/// Nothing if the whole is zero, and all of it if the part is larger. Shares of parts that add up
/// to the whole never come to more than the amount.
#[must_use]
pub fn share(amount: u128, part: u128, whole: u128) -> u128 {
    // A part of an amount never exceeds it: it fails if the whole is zero only.
    multiply_by_rational_with_rounding(amount, part.min(whole), whole, Rounding::Down).unwrap_or(0)
}

/// The most that a device may earn in `blocks` blocks, in pJ: the part `psi` of its reference
/// price, at `price` dollars per JOULE, rounded down once.
///
/// # Errors
///
/// `NoPrice` if the price is zero: then nothing is paid. `TooMuch` if the result, or nine times the
/// price's inner number, exceeds 128 bits.
pub fn pay_cap(
    psi: Perbill,
    reference: Rent,
    blocks: u32,
    price: FixedU128,
) -> Result<u128, Unconvertible> {
    // Billionths of micro-dollars, in milliseconds of an hour: 10^24 / 10^9 / 3,600,000 pJ at an
    // inner price of 1, which is NUMERATOR / DENOMINATOR.
    const NUMERATOR: u128 = 2_500_000_000;
    const DENOMINATOR: u128 = 9;
    // 96 bits, and 126.
    let rate = u128::from(reference.usd_micro_per_hour).saturating_mul(blocks.into());
    let time = u128::from(reference.slot_ms).saturating_mul(psi.deconstruct().into());
    let price = price.into_inner().checked_mul(DENOMINATOR).ok_or(Unconvertible::TooMuch)?;
    scaled(rate, time.saturating_mul(NUMERATOR), price, Rounding::Down)
}

/// What a device with `weight` of all `sum_weights` is paid of `budget` pJ, where `cap` pJ are the
/// most it may earn, rounded down.
///
/// What the devices do not get lapses.
#[must_use]
pub fn capped_pay(budget: u128, weight: u128, sum_weights: u128, cap: u128) -> u128 {
    share(budget, weight, sum_weights).min(cap)
}

/// When devices are challenged. Blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenges {
    /// For how long a challenge takes commits: how long a device must be there.
    pub commit_blocks: u32,
    /// From `min_gap` on, a challenge opens in one of so many blocks.
    pub mean_interval: u32,
    /// The fewest blocks between two challenges.
    pub min_gap: u32,
    /// The most blocks between two challenges.
    pub max_gap: u32,
}

impl Challenges {
    /// The mean number of blocks between two challenges, in thousandths, rounded up:
    /// `min_gap + (m - 1) * (1 - (1 - 1/m)^(max_gap - min_gap))` for a mean interval of `m`.
    ///
    /// One follows `min_gap` after the last, or by chance later; the power says how often none has
    /// until `max_gap`.
    #[must_use]
    pub fn mean_gap_milli(&self) -> u64 {
        let others = self.mean_interval.saturating_sub(1);
        let missed = Fraction::from_ratio(others.into(), self.mean_interval.into());
        let spread = self.max_gap.saturating_sub(self.min_gap);
        // Powers are rounded down, and what is missing to one is not.
        let unit = u128::from(Fraction::ONE.to_bits());
        let opened = unit.saturating_sub(power(missed, spread).to_bits().into());
        // 32 bits, 64 and 10.
        let by_chance =
            u128::from(others).saturating_mul(opened).saturating_mul(PER_MILLE).div_ceil(unit);
        let milli = u128::from(self.min_gap).saturating_mul(PER_MILLE).saturating_add(by_chance);
        // At most twice 2^32 blocks.
        u64::try_from(milli).unwrap_or(u64::MAX)
    }

    /// The largest part of its reference price that a device may earn by being there:
    /// `0.75 * commit_blocks / mean gap`, rounded down.
    ///
    /// A card rented for the windows alone then earns at most three quarters of its rent. It does so
    /// in each of them if no gap is paid for longer than the mean one: how long a gap was is known
    /// before anybody must be there, and cards would else be rented after long ones alone. Nothing
    /// if there is no gap.
    #[must_use]
    pub fn psi_max(&self) -> Perbill {
        const THREE_QUARTERS_PER_MILLE: u128 = 750;
        let proved = u128::from(self.commit_blocks).saturating_mul(THREE_QUARTERS_PER_MILLE);
        let gap = u128::from(self.mean_gap_milli());
        let parts = share(Perbill::one().deconstruct().into(), proved, gap);
        // At most one.
        u32::try_from(parts).map_or(Perbill::one(), Perbill::from_parts)
    }
}

/// `base` to the power of `exponent`, by squaring, rounded down at each step.
fn power(base: Fraction, exponent: u32) -> Fraction {
    let (mut result, mut square, mut bits) = (Fraction::ONE, base, exponent);
    while bits > 0 {
        if bits & 1 == 1 {
            result = result.times(square);
        }
        square = square.times(square);
        bits >>= 1;
    }
    result
}
