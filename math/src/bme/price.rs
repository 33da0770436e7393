// SPDX-License-Identifier: Apache-2.0
//! One price out of many, that does not jump.

use sp_arithmetic::{
    helpers_128bit::multiply_by_rational_with_rounding, FixedU128, Perbill, Rounding,
};

/// What is further from the median than this part of it does not count: 3 %.
pub const OUTLIER_DISTANCE: Perbill = Perbill::from_percent(3);

/// In this time a price changes by a tenth at most, in milliseconds: 30 minutes.
pub const CHANGE_PERIOD_MS: u64 = 1_800_000;

/// The largest change in a period is the price divided by this: a tenth.
const CHANGE_DIVISOR: u128 = 10;

/// The most whole periods that compound: those of a week. By then a price may have multiplied by
/// 10^13, or fallen to a 10^15th.
pub const CHANGE_PERIODS_MAX: u64 = 336;

/// What a millisecond leaves of a price that falls by a tenth in a period, in 2^-64: `0.9` to the
/// power of `1 / 1,800,000`, rounded up.
const FALL_PER_MS: u64 = 0xFFFF_FF04_999B_359C;

/// The inverse of what a millisecond makes of a price that rises by a tenth in a period, in 2^-64:
/// `10 / 11` to the power of `1 / 1,800,000`, rounded up.
const RISE_PER_MS: u64 = 0xFFFF_FF1C_94C0_42C8;

/// How many fresh values of so many members make a price: more than two thirds.
#[must_use]
pub fn quorum(members: u32) -> u32 {
    // Two thirds of 32 bits, and one: it fits, and the divisor is not zero.
    let two_thirds = u64::from(members).saturating_mul(2).checked_div(3).unwrap_or(0);
    u32::try_from(two_thirds.saturating_add(1)).unwrap_or(u32::MAX)
}

/// The median of those values that are within 3 % of the median of all. Sorts them.
///
/// Of an even number the upper one of the two in the middle. So the price is always a value that
/// somebody gave. As long as more than half are honest, the median lies between two of theirs, and
/// the price within 3 % of it. `None` if there is no value, or if it is zero.
#[must_use]
pub fn combined(values: &mut [FixedU128]) -> Option<FixedU128> {
    values.sort_unstable();
    let middle = values.get(values.len() >> 1)?.into_inner();
    let distance = OUTLIER_DISTANCE.mul_floor(middle);
    let near = || {
        let is_near = |value: &&FixedU128| value.into_inner().abs_diff(middle) <= distance;
        values.iter().filter(is_near)
    };
    // The median itself is near.
    let price = near().nth(near().count() >> 1)?;
    (price.into_inner() > 0).then_some(*price)
}

/// `next`, or the price nearest to it that may follow `previous` after `elapsed_ms`.
///
/// A price rises or falls by at most a tenth in 30 minutes, compounding with the time that has
/// passed: to `1.1^(t / 30 min)` or `0.9^(t / 30 min)` of what it was. The bounds are exact for
/// whole periods, and for parts of one off by less than 2^-40 of themselves, to the side of less
/// change. So nobody gains by updating often. Periods beyond [`CHANGE_PERIODS_MAX`] do not
/// compound.
///
/// Any price may follow one of zero. Takes a step for each period, at most [`CHANGE_PERIODS_MAX`].
#[must_use]
pub fn bounded(previous: FixedU128, next: FixedU128, elapsed_ms: u64) -> FixedU128 {
    let (from, to) = (previous.into_inner(), next.into_inner());
    if from == 0 {
        return next;
    }
    FixedU128::from_inner(if to > from {
        to.min(highest(from, elapsed_ms))
    } else {
        to.max(lowest(from, elapsed_ms))
    })
}

/// Whole periods that count, and the milliseconds of the one that has begun.
fn periods(elapsed_ms: u64) -> (u64, u64) {
    let whole = elapsed_ms.checked_div(CHANGE_PERIOD_MS).unwrap_or(0);
    if whole >= CHANGE_PERIODS_MAX {
        return (CHANGE_PERIODS_MAX, 0);
    }
    (whole, elapsed_ms.checked_rem(CHANGE_PERIOD_MS).unwrap_or(0))
}

/// The highest price that may follow, rounded down at each step. Saturates.
fn highest(from: u128, elapsed_ms: u64) -> u128 {
    let (whole, rest_ms) = periods(elapsed_ms);
    let mut price = from;
    for _ in 0..whole {
        price = price.saturating_add(price.checked_div(CHANGE_DIVISOR).unwrap_or(0));
    }
    if rest_ms == 0 {
        return price;
    }
    let inverse = power(RISE_PER_MS, rest_ms).into();
    // It fails beyond 128 bits only.
    multiply_by_rational_with_rounding(price, 1 << u64::BITS, inverse, Rounding::Down)
        .unwrap_or(u128::MAX)
}

/// The lowest price that may follow, rounded up at each step.
fn lowest(from: u128, elapsed_ms: u64) -> u128 {
    let (whole, rest_ms) = periods(elapsed_ms);
    let mut price = from;
    for _ in 0..whole {
        price = price.saturating_sub(price.checked_div(CHANGE_DIVISOR).unwrap_or(0));
    }
    if rest_ms == 0 {
        return price;
    }
    let left = power(FALL_PER_MS, rest_ms).into();
    // A part of the price never exceeds it: it cannot fail.
    multiply_by_rational_with_rounding(price, left, 1 << u64::BITS, Rounding::Up).unwrap_or(price)
}

/// `base` to the power of `exponent`, both base and result in 2^-64, by squaring and rounded up at
/// each step. The base's fraction is below one, and so is the result, for an exponent above zero.
fn power(base: u64, exponent: u64) -> u64 {
    let (mut result, mut square, mut bits) = (u64::MAX, base, exponent);
    while bits > 0 {
        if bits & 1 == 1 {
            result = product(result, square);
        }
        square = product(square, square);
        bits >>= 1;
    }
    result
}

/// The product of two numbers below one, in 2^-64, rounded up.
fn product(one: u64, other: u64) -> u64 {
    // At most 2^128 - 2^65 + 1 and 2^64 - 1: neither product nor sum exceeds 128 bits.
    let product = u128::from(one).wrapping_mul(other.into()).wrapping_add(u64::MAX.into());
    u64::try_from(product >> u64::BITS).unwrap_or(u64::MAX)
}
