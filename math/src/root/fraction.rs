// SPDX-License-Identifier: Apache-2.0
//! Parts of a whole, as the root network computes with.

use alloc::vec::Vec;

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Bits behind the point.
const FRACTION_BITS: u32 = 63;
/// The bits of one.
const UNIT: u64 = 1 << FRACTION_BITS;

/// A number from 0 to 1, with 63 bits behind the point.
///
/// 63 are as many as leave room for one itself in 64 bits, and for sums of products of two in 128.
/// Everything is rounded down, and what exceeds one is one: no operation fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fraction(u64);

impl Fraction {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(UNIT);

    /// The number whose 2^63-fold is `bits`; one if that is more.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        if bits < UNIT {
            Self(bits)
        } else {
            Self::ONE
        }
    }

    /// The 2^63-fold of the number: at most 2^63.
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// `part / whole`, rounded down; one if the part is larger, zero if `whole` is zero.
    #[must_use]
    pub fn from_ratio(part: u128, whole: u128) -> Self {
        if part >= whole {
            return if whole == 0 { Self::ZERO } else { Self::ONE };
        }
        let unit = u128::from(UNIT);
        let bits = match part.checked_mul(unit) {
            Some(product) => product.checked_div(whole),
            None => multiply_by_rational_with_rounding(part, unit, whole, Rounding::Down),
        };
        bits.and_then(|bits| u64::try_from(bits).ok()).map_or(Self::ZERO, Self::from_bits)
    }

    /// `part / 65,535`, rounded down: how fractions are stored.
    #[must_use]
    pub fn from_u16_fraction(part: u16) -> Self {
        Self::from_ratio(part.into(), u16::MAX.into())
    }

    /// This part of `amount`, rounded down. Exact for any amount: that of 1,000,000 is in millionths.
    #[must_use]
    pub fn of(self, amount: u128) -> u128 {
        // A part of an amount never exceeds it: it cannot fail.
        multiply_by_rational_with_rounding(amount, self.0.into(), UNIT.into(), Rounding::Down)
            .unwrap_or(0)
    }

    /// The sum, at most one.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self::from_bits(self.0.saturating_add(other.0))
    }

    /// The product, rounded down.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self::from_product(self.product(other))
    }

    /// The product with a whole number, at most one.
    #[must_use]
    pub fn saturating_mul_int(self, factor: u16) -> Self {
        Self::from_bits(self.0.saturating_mul(factor.into()))
    }

    /// The 2^126-fold of the product, without rounding: at most 2^126.
    pub(super) fn product(self, other: Self) -> u128 {
        // Two factors of 64 bits never exceed 128.
        u128::from(self.0).wrapping_mul(other.0.into())
    }

    /// The number whose 2^126-fold is `product`, rounded down; one if that is more.
    pub(super) fn from_product(product: u128) -> Self {
        u64::try_from(product >> FRACTION_BITS).map_or(Self::ONE, Self::from_bits)
    }
}

/// What part of their sum each of `amounts` is, rounded down; zeroes if all of them are.
///
/// Exact as long as the amounts add up to less than 2^128. Beyond, their last 64 bits do not count.
pub(super) fn parts_of_all(amounts: &[u128]) -> Vec<Fraction> {
    let whole = amounts.iter().try_fold(0u128, |sum, amount| sum.checked_add(*amount));
    let Some(whole) = whole else {
        let cut = amounts.iter().map(|amount| amount >> 64).collect::<Vec<_>>();
        return parts_of_all(&cut);
    };
    amounts.iter().map(|amount| Fraction::from_ratio(*amount, whole)).collect()
}
