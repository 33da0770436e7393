// SPDX-License-Identifier: Apache-2.0
//! How good the exponential of the root network is, and the consensus that is made of it.

use joule_math::root::{exp_of_minus, logistic, Fraction};
use proptest::prelude::*;

/// One, as exponents are given and as numbers are stored.
const UNIT: u128 = 1 << 63;
/// The largest exponent that counts.
const LIMIT: u128 = 20 * UNIT;
/// The natural logarithm of two, with 95 bits behind the point.
const LN_2: u128 = 27_458_388_733_853_736_675_570_735_564;

/// `e^-k * 2^63` for k from 0 to 20, rounded down: from a computation with 300 bits.
const POWERS: [u64; 21] = [
    9_223_372_036_854_775_808,
    3_393_088_950_634_442_637,
    1_248_247_667_004_394_399,
    459_204_654_181_133_234,
    168_931_951_563_480_718,
    62_146_591_937_174_448,
    22_862_453_512_557_399,
    8_410_626_622_007_694,
    3_094_096_621_605_846,
    1_138_254_536_086_806,
    418_740_442_646_473,
    154_046_000_036_667,
    56_670_356_408_185,
    20_847_859_046_429,
    7_669_498_735_621,
    2_821_450_908_925,
    1_037_953_783_668,
    381_841_857_897,
    140_471_769_299,
    51_676_675_990,
    19_010_786_684,
];

/// Trust, kappa and consensus as floats.
fn real(number: Fraction) -> f64 {
    number.to_bits() as f64 / UNIT as f64
}

fn assert_near(steps: u64) -> Result<(), TestCaseError> {
    // Few enough bits for a float to hold the exponent without rounding.
    let exponent = u128::from(steps) << 31;
    let exact = (-(exponent as f64) / UNIT as f64).exp() * UNIT as f64;
    let found = exp_of_minus(exponent).to_bits() as f64;
    // What floats are off by, and one bit.
    let tolerance = exact * 2.0 * f64::EPSILON + 1.0;
    prop_assert!((found - exact).abs() <= tolerance, "{}: {} is not {}", steps, found, exact);
    Ok(())
}

#[test]
fn powers_are_never_too_large_and_hardly_too_small() {
    for (exponent, exact) in (0u128..).zip(POWERS) {
        let found = exp_of_minus(exponent * UNIT).to_bits();
        assert!(found <= exact, "{exponent}");
        assert!(exact - found <= (exact >> 60) + 1, "{exponent}: {found} is not {exact}");
    }
}

#[test]
fn the_exponential_is_exact_at_zero_and_ends_at_twenty() {
    assert_eq!(exp_of_minus(0), Fraction::ONE);
    assert!(exp_of_minus(1) < Fraction::ONE);
    let last = exp_of_minus(LIMIT);
    assert!(last > Fraction::ZERO);
    for beyond in [LIMIT + 1, 21 * UNIT, u128::MAX] {
        assert_eq!(exp_of_minus(beyond), last);
    }
}

#[test]
fn the_exponential_is_that_of_floats_over_the_whole_range() {
    // 2^32 steps make one.
    for thousandth in 0..=20_000u64 {
        assert_near((thousandth << 32) / 1_000).expect("it is near");
    }
}

#[test]
fn the_exponential_never_rises_where_the_number_of_halvings_changes() {
    for halvings in 1..=28 {
        let boundary = (halvings * LN_2) >> 32;
        let around = (boundary - 500..boundary + 500).map(exp_of_minus).collect::<Vec<_>>();
        assert!(around.is_sorted_by(|one, next| one >= next), "{halvings}");
    }
}

#[test]
fn the_consensus_is_one_half_at_kappa_and_ends_near_zero_and_one() {
    let half = Fraction::from_ratio(1, 2);
    for rho in [0, 1, 10, u16::MAX] {
        assert_eq!(logistic(half, half, rho), half);
        assert_eq!(logistic(Fraction::ONE, Fraction::ONE, rho), half);
        assert_eq!(logistic(Fraction::ZERO, Fraction::ZERO, rho), half);
    }
    // Without steepness nothing is damped more than anything else.
    assert_eq!(logistic(Fraction::ZERO, Fraction::ONE, 0), half);
    let least = logistic(Fraction::ZERO, Fraction::ONE, u16::MAX);
    assert_eq!(least.of(1_000_000_000_000), 2_061);
    assert_eq!(least, logistic(Fraction::ZERO, Fraction::ONE, 20));
    let most = logistic(Fraction::ONE, Fraction::ZERO, u16::MAX);
    assert_eq!(most.of(1_000_000_000_000), 999_999_997_938);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_exponential_is_that_of_floats(steps in 0u64..=20 << 32) {
        assert_near(steps)?;
    }

    #[test]
    fn small_exponents_are_as_good(steps in 0u64..1 << 32, shift in 0u32..32) {
        assert_near(steps >> shift)?;
    }

    #[test]
    fn the_exponential_never_rises(
        exponent in 0u128..21 * UNIT,
        step in any::<u64>(),
        shift in 0u32..64,
    ) {
        prop_assert!(exp_of_minus(exponent + u128::from(step >> shift)) <= exp_of_minus(exponent));
    }

    #[test]
    fn the_consensus_is_that_of_floats(
        trust in 0u64..=1 << 63,
        kappa in any::<u16>(),
        rho in prop_oneof![0u16..=100, any::<u16>()],
    ) {
        let (trust, kappa) = (Fraction::from_bits(trust), Fraction::from_u16_fraction(kappa));
        let exponent = (f64::from(rho) * (real(trust) - real(kappa))).clamp(-20.0, 20.0);
        let exact = 1.0 / (1.0 + (-exponent).exp());
        // What the exponent of floats is off by, and what few bits leave of a small consensus.
        let tolerance = exact * (f64::from(rho) + 32.0) * f64::EPSILON + 4.0 / UNIT as f64;
        prop_assert!((real(logistic(trust, kappa, rho)) - exact).abs() <= tolerance);
    }

    #[test]
    fn more_trust_never_lowers_the_consensus(
        trust in 0u64..=1 << 63,
        more in any::<u64>(),
        shift in 0u32..64,
        kappa in any::<u16>(),
        rho in any::<u16>(),
    ) {
        let kappa = Fraction::from_u16_fraction(kappa);
        let consensus = |bits| logistic(Fraction::from_bits(bits), kappa, rho);
        prop_assert!(consensus(trust) <= consensus(trust.saturating_add(more >> shift)));
        prop_assert!(consensus(trust) > Fraction::ZERO);
    }

    #[test]
    fn what_is_as_far_above_kappa_lacks_what_is_as_far_below(
        distance in 0u64..=1 << 62,
        rho in any::<u16>(),
    ) {
        let half = 1u64 << 62;
        let consensus = |bits| {
            logistic(Fraction::from_bits(bits), Fraction::from_bits(half), rho).to_bits()
        };
        let sum = consensus(half + distance) + consensus(half - distance);
        prop_assert!(sum == 1 << 63 || sum + 1 == 1 << 63);
    }
}
