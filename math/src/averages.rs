// SPDX-License-Identifier: Apache-2.0
//! A moving average, in which what came in counts half as much in every half life.
//!
//! ```text
//! moved    = floor( average * f + emission * (1 - f) )       f = what `blocks` blocks leave of one
//! unbiased = floor( average / (1 - f) )                      f = what its age leaves of one
//! ```
//!
//! An average starts from nothing, and takes a few half lives to fill. [`unbiased`] is what it
//! would be had what came in since the start come in for ever, so that the young can be compared
//! with the old.

use crate::decay::{over, part_of, ONE};
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Moves `average` by `blocks` blocks towards `emission`, rounded down once.
///
/// It lies between the two, and is `average` after no blocks. By rounding, an average that moves
/// often stays below a constant `emission` by up to `1 / (1 - f)`. A half life of 0 counts as 1.
#[must_use]
pub fn moved(average: u128, emission: u128, half_life: u32, blocks: u32) -> u128 {
    let left = over(half_life, blocks);
    // The lower of the two, and what the weight of the higher one adds of the difference: the same
    // sum, but it never exceeds 128 bits.
    let (lower, weight) =
        if emission < average { (emission, left) } else { (average, ONE.saturating_sub(left)) };
    lower.saturating_add(part_of(emission.abs_diff(average), weight))
}

/// What `average`, which started from nothing `age` blocks ago, would be had it always been filled
/// as it was since; rounded down.
///
/// Nothing at age 0. Of an average that moved once, it falls short of the emission by up to
/// `1 / (1 - f) + 1`. Saturates. A half life of 0 counts as 1.
#[must_use]
pub fn unbiased(average: u128, half_life: u32, age: u32) -> u128 {
    if age == 0 {
        return 0;
    }
    // At least 1: any block leaves less than one.
    let filled = ONE.saturating_sub(over(half_life, age));
    multiply_by_rational_with_rounding(average, ONE.into(), filled.into(), Rounding::Down)
        .unwrap_or(u128::MAX)
}
