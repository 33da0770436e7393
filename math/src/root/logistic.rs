// SPDX-License-Identifier: Apache-2.0
//! How much of what a subnet is given counts, by how many support it.

use super::fraction::Fraction;

/// The bits of one, as exponents are given.
const UNIT: u128 = 1 << 63;

/// The largest exponent that counts: beyond, nothing is damped any further.
const MAX_EXPONENT: u128 = 20 * UNIT;

/// `1 / (1 + exp(-rho * (trust - kappa)))`: the consensus about a subnet.
///
/// One half where `trust` is `kappa`, and never lower for more trust. If `rho` times the distance
/// between them exceeds 20, it counts as 20: then the consensus is 2 * 10^-9, or one less that. It is
/// never zero, and off by less than 2^-60 of itself and 2^-62.
#[must_use]
pub fn logistic(trust: Fraction, kappa: Fraction, rho: u16) -> Fraction {
    let distance = u128::from(trust.to_bits().abs_diff(kappa.to_bits()));
    // Below 2^79.
    let decay = u128::from(exp_of_minus(distance.saturating_mul(rho.into())).to_bits());
    // With x = rho * (trust - kappa): 1 / (1 + e^-x), and if x is negative e^x / (1 + e^x), so that
    // the power is at most one in either case.
    let part = if trust >= kappa { UNIT } else { decay };
    Fraction::from_ratio(part, UNIT.saturating_add(decay))
}

/// `e` to the power of `-exponent / 2^63`. An exponent above `20 * 2^63` counts as that.
///
/// It is never too large, and too small by less than 2^-60 of itself and 2^-63. One for zero, and
/// never larger for a larger exponent.
///
/// With the fewest halvings that leave a rest of at least zero, and so below ln 2,
///
/// ```text
/// e^-x       = 2^-halvings * e^rest                   rest = halvings * ln 2 - x
/// e^rest - 1 = rest * (1 + rest/2 * (1 + rest/3 * ( ... (1 + rest/18))))
/// ```
///
/// What the series leaves out is below 2^-66. The rest is rounded down, by less than 2^-63, as is each
/// step, by less than two of 2^-63. Each earlier one arrives multiplied by less than ln 2 and divided
/// by its place, so that all of them together are below five of 2^-63.
#[must_use]
pub fn exp_of_minus(exponent: u128) -> Fraction {
    /// Further bits behind the point, to divide by ln 2 with.
    const MORE_BITS: u32 = 32;
    /// The natural logarithm of two, with those bits, rounded down.
    const LN_2: u128 = 0x58B9_0BFB_E8E7_BCD5_E4F1_D9CC;
    /// The last power of the series.
    const POWERS: u128 = 18;

    // Below 2^100.
    let exponent = exponent.min(MAX_EXPONENT) << MORE_BITS;
    let multiple = exponent.checked_next_multiple_of(LN_2).unwrap_or(exponent);
    let halvings = multiple.checked_div(LN_2).unwrap_or(0);
    let rest = multiple.saturating_sub(exponent) >> MORE_BITS;
    // Below one, as is all within: no product exceeds 2^126.
    let mut above_one = 0u128;
    for power in (1..=POWERS).rev() {
        let product = rest.saturating_mul(above_one) >> 63;
        above_one = rest.saturating_add(product).checked_div(power).unwrap_or(0);
    }
    let mantissa = UNIT.saturating_add(above_one);
    let bits = u32::try_from(halvings).ok().and_then(|halvings| mantissa.checked_shr(halvings));
    Fraction::from_bits(bits.and_then(|bits| u64::try_from(bits).ok()).unwrap_or(0))
}
