// SPDX-License-Identifier: Apache-2.0
//! Binary fixed point, as the epoch computes with.

use alloc::vec::Vec;

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Bits behind the point.
const FRACTION_BITS: u32 = 32;
/// The bits of one.
const UNIT: i64 = 1 << FRACTION_BITS;

/// A number of 64 bits with a sign, 32 of them behind the point.
///
/// Products round down, quotients towards zero, everything saturates, and what is divided by zero is
/// zero: no operation fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct I32F32(i64);

impl I32F32 {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One half.
    pub const HALF: Self = Self(UNIT >> 1);
    /// One.
    pub const ONE: Self = Self(UNIT);

    /// The number whose 2^32-fold is `bits`.
    #[must_use]
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits)
    }

    /// The 2^32-fold of the number.
    #[must_use]
    pub const fn to_bits(self) -> i64 {
        self.0
    }

    /// `part / whole`, rounded down; zero if `whole` is zero.
    ///
    /// It is what a division with 64 bits behind the point gives once it is cut to 32, but without
    /// a limit of 63 bits before the point, above which the pJ of all stake may lie.
    #[must_use]
    pub fn from_ratio(part: u128, whole: u128) -> Self {
        if whole == 0 {
            return Self::ZERO;
        }
        if let (Ok(part), Ok(whole)) = (u32::try_from(part), u64::try_from(whole)) {
            return Self::quotient(part, whole);
        }
        let unit = u128::from(UNIT.unsigned_abs());
        multiply_by_rational_with_rounding(part, unit, whole, Rounding::Down)
            .and_then(|bits| i64::try_from(bits).ok())
            .map_or(Self(i64::MAX), Self)
    }

    /// `part / 65,535`, rounded down: how fractions are stored.
    #[must_use]
    pub fn from_u16_fraction(part: u16) -> Self {
        Self::quotient(part.into(), u16::MAX.into())
    }

    /// `floor(65,535 * self)`, at least 0 and at most 65,535: how fractions are stored.
    #[must_use]
    pub fn to_u16_fraction(self) -> u16 {
        // Below 2^49.
        let product = self.0.clamp(0, UNIT).wrapping_mul(u16::MAX.into());
        u16::try_from(product >> FRACTION_BITS).unwrap_or(u16::MAX)
    }

    /// This part of `amount`, rounded down; nothing if the part is negative. Saturates.
    ///
    /// It is what a product with 96 bits before the point gives, but without that limit.
    #[must_use]
    pub fn of(self, amount: u128) -> u128 {
        let bits = u128::try_from(self.0).unwrap_or(0);
        let unit = u128::from(UNIT.unsigned_abs());
        multiply_by_rational_with_rounding(amount, bits, unit, Rounding::Down).unwrap_or(u128::MAX)
    }

    /// The sum.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The product, rounded down.
    #[must_use]
    pub fn saturating_mul(self, other: Self) -> Self {
        // Fractions below one, which nearly all factors are, take 64 bits only.
        if let (Ok(one), Ok(other)) = (u32::try_from(self.0), u32::try_from(other.0)) {
            let product = u64::from(one).wrapping_mul(other.into()) >> FRACTION_BITS;
            return Self(product.cast_signed());
        }
        // Two factors of 64 bits never exceed 128.
        Self::saturated(i128::from(self.0).wrapping_mul(other.0.into()) >> FRACTION_BITS)
    }

    /// The product with a whole number.
    #[must_use]
    pub fn saturating_mul_int(self, factor: u16) -> Self {
        Self(self.0.saturating_mul(factor.into()))
    }

    /// The quotient, rounded towards zero; zero if `divisor` is zero.
    #[must_use]
    pub fn div_or_zero(self, divisor: Self) -> Self {
        if let (Ok(dividend), Ok(divisor)) = (u32::try_from(self.0), u64::try_from(divisor.0)) {
            return Self::quotient(dividend, divisor);
        }
        let dividend = i128::from(self.0) << FRACTION_BITS;
        Self::saturated(dividend.checked_div(divisor.0.into()).unwrap_or(0))
    }

    /// `e` to the power of this number, which counts as 20 if it is above and as -20 if below.
    ///
    /// Rounded down from a value that is off by less than 2^-29 of itself.
    #[must_use]
    pub fn exp(self) -> Self {
        const LIMIT: i64 = 20 * UNIT;
        /// Further bits behind the point, to divide by ln 2 with.
        const MORE_BITS: u32 = 24;
        /// The natural logarithm of two, with those bits.
        const LN_2: i64 = 0x00B1_7217_F7D1_CF79;
        /// The last power of the series: what is left out is below 2^-43.
        const POWERS: u64 = 14;

        // e^x = 2^doublings * e^rest, with a rest from zero to ln 2.
        let exponent = self.0.clamp(-LIMIT, LIMIT) << MORE_BITS;
        let doublings = exponent.checked_div_euclid(LN_2).unwrap_or(0);
        let rest = exponent.checked_rem_euclid(LN_2).unwrap_or(0) >> MORE_BITS;
        let rest = rest.unsigned_abs();
        // e^rest - 1 = rest * (1 + rest / 2 * (1 + rest / 3 * ...)): below one, as is all within.
        let mut above_one = 0u64;
        for power in (1..=POWERS).rev() {
            let product = rest.wrapping_mul(above_one) >> FRACTION_BITS;
            above_one = rest.saturating_add(product).checked_div(power).unwrap_or(0);
        }
        let mantissa = UNIT.unsigned_abs().saturating_add(above_one);
        let shift = u32::try_from(doublings.unsigned_abs()).unwrap_or(u32::MAX);
        let shifted =
            if doublings < 0 { mantissa.checked_shr(shift) } else { mantissa.checked_shl(shift) };
        Self(i64::try_from(shifted.unwrap_or(0)).unwrap_or(i64::MAX))
    }

    /// `part / whole` of whole numbers or of numbers with as many bits behind the point.
    fn quotient(part: u32, whole: u64) -> Self {
        let bits = (u64::from(part) << FRACTION_BITS).checked_div(whole).unwrap_or(0);
        Self(i64::try_from(bits).unwrap_or(i64::MAX))
    }

    fn saturated(bits: i128) -> Self {
        let limit = if bits < 0 { i64::MIN } else { i64::MAX };
        Self(i64::try_from(bits).unwrap_or(limit))
    }
}

/// The sum of `numbers`. Saturates.
#[must_use]
pub fn sum(numbers: &[I32F32]) -> I32F32 {
    numbers.iter().fold(I32F32::ZERO, |sum, number| sum.saturating_add(*number))
}

/// Each of `numbers` divided by their sum: together at most one. As they are if the sum is zero.
#[must_use]
pub fn normalised(numbers: Vec<I32F32>) -> Vec<I32F32> {
    let whole = sum(&numbers);
    if whole == I32F32::ZERO {
        return numbers;
    }
    numbers.into_iter().map(|number| number.div_or_zero(whole)).collect()
}
