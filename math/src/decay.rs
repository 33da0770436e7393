// SPDX-License-Identifier: Apache-2.0
//! What falls to half in every half life, from block to block, without anybody touching it.
//!
//! ```text
//! factor       = floor( 2^(32 - 1 / half_life) )           what a block leaves of one, in 2^-32
//! over(blocks) = factor^blocks                             by squaring, rounded down at each step
//! ```
//!
//! More blocks never leave more. Rounding makes a half life leave a little less than half: at most
//! `half_life * 2^-32` less.

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Bits behind the point of what is left of one.
const FRACTION_BITS: u32 = 32;

/// One: 2^32.
pub const ONE: u64 = 1 << FRACTION_BITS;

/// What a block leaves of one, in 2^-32: `floor(2^(32 - 1 / half_life))`. Always below one.
///
/// Exact for every half life of up to 201,600 blocks, two weeks. A half life of 0 counts as 1.
#[must_use]
pub fn factor(half_life: u32) -> u64 {
    /// Bits behind the point of the series.
    const SERIES_BITS: u32 = 64;
    /// The natural logarithm of two, with those bits.
    const LN_2: u128 = 0xB172_17F7_D1CF_79AB;
    /// The last power of the series: what is left out is below 2^-73.
    const POWERS: u128 = 16;

    // It is exactly half, which a series only comes close to.
    if half_life <= 1 {
        return ONE >> 1;
    }
    // e^-x = 1 - x * (1 - x / 2 * (1 - x / 3 * ...)): nothing within exceeds one, and x is below
    // it, so that products take less than 128 bits.
    let exponent = LN_2.checked_div(half_life.into()).unwrap_or(0);
    let one = 1u128 << SERIES_BITS;
    let mut left = one;
    for power in (1..=POWERS).rev() {
        let product = exponent.wrapping_mul(left) >> SERIES_BITS;
        left = one.saturating_sub(product.checked_div(power).unwrap_or(0));
    }
    u64::try_from(left >> FRACTION_BITS).unwrap_or(ONE)
}

/// What `blocks` blocks leave of one, in 2^-32. One if there are none, below one from the first on.
///
/// A half life of 0 counts as 1.
#[must_use]
pub fn over(half_life: u32, blocks: u32) -> u64 {
    let mut left = ONE;
    // What 1, 2, 4, 8 ... blocks leave. In this order the product for the lower bits of a number is
    // never below the next square, which takes their place at the number that follows: it is why
    // more blocks never leave more.
    let mut step = factor(half_life);
    let mut bits = blocks;
    while bits > 0 {
        if bits & 1 == 1 {
            left = product(left, step);
        }
        step = product(step, step);
        bits >>= 1;
    }
    left
}

/// What `blocks` blocks leave of `amount`, rounded down. All of it if there are none.
///
/// A half life of 0 counts as 1.
#[must_use]
pub fn decayed(amount: u128, half_life: u32, blocks: u32) -> u128 {
    part_of(amount, over(half_life, blocks))
}

/// `amount * part / 2^32`, rounded down, for a `part` of at most one.
pub(crate) fn part_of(amount: u128, part: u64) -> u128 {
    // A part of an amount never exceeds it: it cannot fail.
    multiply_by_rational_with_rounding(amount, part.into(), ONE.into(), Rounding::Down)
        .unwrap_or(amount)
}

/// The product of two parts of one, rounded down.
fn product(part: u64, other: u64) -> u64 {
    // Neither exceeds one, so that 65 bits are enough.
    let product = u128::from(part).wrapping_mul(other.into()) >> FRACTION_BITS;
    u64::try_from(product).unwrap_or(ONE)
}
