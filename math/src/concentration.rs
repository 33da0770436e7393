// SPDX-License-Identifier: Apache-2.0
//! How few hold how much of the stake.

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// How few hold how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Concentration {
    /// What the largest holds, in millionths of the whole, rounded down.
    pub top1_ppm: u32,
    /// What the ten largest hold, in millionths of the whole, rounded down.
    pub top10_ppm: u32,
    /// The Nakamoto coefficient of a third: the fewest that hold more than a third of the whole,
    /// and so can stop finality.
    pub nakamoto_third: u32,
    /// The Nakamoto coefficient of a half: the fewest that hold more than half of the whole.
    pub nakamoto_half: u32,
}

/// The concentration of `stakes`, which come in descending order.
///
/// Zeroes if nobody holds anything. Exact as long as the stakes add up to less than 2^128.
#[must_use]
pub fn of(stakes: &[u128]) -> Concentration {
    let whole = sum_of_first(stakes.len(), stakes);
    if whole == 0 {
        return Concentration::default();
    }
    Concentration {
        top1_ppm: ppm(sum_of_first(1, stakes), whole),
        top10_ppm: ppm(sum_of_first(10, stakes), whole),
        // A whole number exceeds a fraction if it exceeds the fraction rounded down.
        nakamoto_third: fewest_above(whole / 3, stakes),
        nakamoto_half: fewest_above(whole / 2, stakes),
    }
}

/// What the first `count` of `stakes` add up to. Saturates.
fn sum_of_first(count: usize, stakes: &[u128]) -> u128 {
    stakes.iter().take(count).fold(0, |sum, stake| sum.saturating_add(*stake))
}

/// `part` in millionths of `whole`, rounded down.
fn ppm(part: u128, whole: u128) -> u32 {
    multiply_by_rational_with_rounding(part, 1_000_000, whole, Rounding::Down)
        .and_then(|parts| u32::try_from(parts).ok())
        .unwrap_or(0)
}

/// The fewest of `stakes` that add up to more than `bound`.
fn fewest_above(bound: u128, stakes: &[u128]) -> u32 {
    let mut held = 0u128;
    let mut holders = 0u32;
    for stake in stakes {
        if held > bound {
            break;
        }
        held = held.saturating_add(*stake);
        holders = holders.saturating_add(1);
    }
    holders
}
