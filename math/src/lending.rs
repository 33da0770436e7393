// SPDX-License-Identifier: Apache-2.0
//! Stake that hotkeys, the parents, lend to another, their child, and what they get of its pay.
//!
//! ```text
//! lent   = floor( stake * part )
//! gross  = floor( amount * lent / (own + sum of all lent) )      of each parent
//! parent = gross - ceil( gross * take )
//! child  = amount - sum of all parents'
//! ```
//!
//! Amounts are in pJ. Every rounding is in favour of the child, and nothing is lost: what parents
//! and child get is the whole amount.

use alloc::vec::Vec;

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// The whole, in parts per million.
const WHOLE_PPM: u32 = 1_000_000;

/// How a child's pay is divided, in pJ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Division {
    /// What the child keeps.
    pub child: u128,
    /// What each parent gets, in the order of what they lent.
    pub parents: Vec<u128>,
}

/// What `part_ppm` millionths of `stake` are, rounded down. More than all counts as all.
#[must_use]
pub fn lent(stake: u128, part_ppm: u32) -> u128 {
    part_of(stake, part_ppm)
}

/// What a parent lends to a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lent {
    /// How much, in pJ.
    pub stake: u128,
    /// The part of what it earns that the child keeps, in parts per million. More than all counts as
    /// all.
    pub take_ppm: u32,
}

/// Divides `amount`, which a child earned with its `own` stake and what each of its parents has
/// `lent` to it.
///
/// Each parent gets what its stake earned, rounded down, less the take, rounded up; the child gets
/// all else. Without any stake the amount is the child's.
///
/// Should the stakes add up to more than 128 bits, which those of a chain cannot, the first parents
/// get more than their part, until nothing is left.
#[must_use]
pub fn divided(amount: u128, own: u128, lent: &[Lent]) -> Division {
    let whole = lent.iter().fold(own, |sum, lent| sum.saturating_add(lent.stake));
    let mut rest = amount;
    let parents = lent
        .iter()
        .map(|Lent { stake, take_ppm }| {
            // A part of the whole never exceeds it: it fails without any stake only.
            let gross = multiply_by_rational_with_rounding(amount, *stake, whole, Rounding::Down)
                .unwrap_or(0);
            // What is kept, rounded down, is the gross less the take, rounded up.
            let paid = part_of(gross, WHOLE_PPM.saturating_sub(*take_ppm)).min(rest);
            rest = rest.saturating_sub(paid);
            paid
        })
        .collect();
    Division { child: rest, parents }
}

/// `ppm` millionths of `amount`, rounded down; all of it if they are more than all.
fn part_of(amount: u128, ppm: u32) -> u128 {
    // A part of an amount never exceeds it: it cannot fail.
    let (part, whole) = (ppm.min(WHOLE_PPM).into(), WHOLE_PPM.into());
    multiply_by_rational_with_rounding(amount, part, whole, Rounding::Down).unwrap_or(amount)
}
