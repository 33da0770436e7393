// SPDX-License-Identifier: Apache-2.0
//! Fixed point: how it rounds, what it does at its limits, and how good the exponential is.

use joule_math::yuma::{
    fixed::{normalised, sum},
    I32F32,
};
use proptest::prelude::*;

const MAX: I32F32 = I32F32::from_bits(i64::MAX);
const MIN: I32F32 = I32F32::from_bits(i64::MIN);
/// The smallest number above zero.
const BIT: I32F32 = I32F32::from_bits(1);

fn whole(number: i32) -> I32F32 {
    I32F32::from_bits(i64::from(number) << 32)
}

fn saturated(bits: i128) -> I32F32 {
    I32F32::from_bits(bits.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
}

/// Numbers of every size, and above all fractions.
fn numbers() -> impl Strategy<Value = I32F32> {
    let bits = prop_oneof![
        any::<i64>(),
        0i64..1 << 32,
        -(1i64 << 33)..1 << 33,
        Just(0),
        Just(1 << 32),
        Just(i64::MIN)
    ];
    bits.prop_map(I32F32::from_bits)
}

#[test]
fn products_round_down_and_quotients_towards_zero() {
    let third = I32F32::from_ratio(1, 3);
    assert_eq!(third.to_bits(), 0x5555_5555);
    assert_eq!(third.saturating_mul(whole(3)).to_bits(), 0xFFFF_FFFF);
    assert_eq!(third.saturating_mul(whole(-1)).to_bits(), -0x5555_5555);
    assert_eq!(BIT.saturating_mul(I32F32::HALF), I32F32::ZERO);
    assert_eq!(I32F32::from_bits(-1).saturating_mul(I32F32::HALF).to_bits(), -1);
    assert_eq!(I32F32::from_bits(-1).div_or_zero(whole(2)), I32F32::ZERO);
    assert_eq!(whole(-7).div_or_zero(whole(2)).to_bits(), -7 << 31);
}

#[test]
fn what_is_divided_by_zero_is_zero() {
    for number in [I32F32::ZERO, BIT, I32F32::ONE, MAX, MIN] {
        assert_eq!(number.div_or_zero(I32F32::ZERO), I32F32::ZERO);
    }
    assert_eq!(I32F32::from_ratio(5, 0), I32F32::ZERO);
    assert_eq!(normalised(vec![I32F32::ZERO; 3]), [I32F32::ZERO; 3]);
    assert_eq!(normalised(Vec::new()), []);
}

#[test]
fn nothing_overflows() {
    assert_eq!(MAX.saturating_mul(MAX), MAX);
    assert_eq!(MAX.saturating_mul(MIN), MIN);
    assert_eq!(MIN.saturating_mul(MIN), MAX);
    assert_eq!(MAX.div_or_zero(BIT), MAX);
    assert_eq!(MIN.div_or_zero(BIT), MIN);
    assert_eq!(MIN.div_or_zero(I32F32::from_bits(-1)), MAX);
    assert_eq!(MAX.saturating_add(BIT), MAX);
    assert_eq!(MIN.saturating_sub(BIT), MIN);
    assert_eq!(MAX.saturating_mul_int(u16::MAX), MAX);
    assert_eq!(sum(&[MAX, MAX, whole(-1)]), MAX.saturating_sub(whole(1)));
    assert_eq!(I32F32::from_ratio(u128::MAX, 1), MAX);
    assert_eq!(I32F32::from_ratio(u32::MAX.into(), 1), MAX);
}

#[test]
fn ratios_of_any_amounts_are_exact() {
    assert_eq!(I32F32::from_ratio(u128::MAX, u128::MAX), I32F32::ONE);
    assert_eq!(I32F32::from_ratio(u128::MAX / 2, u128::MAX).to_bits(), (1 << 31) - 1);
    assert_eq!(I32F32::from_ratio(u128::MAX / 2 + 1, u128::MAX), I32F32::HALF);
    // All tokens that there ever are, in pJ: more than 2^63.
    let all = 21_000_000_000_000_000_000;
    assert_eq!(I32F32::from_ratio(all / 2, all), I32F32::HALF);
    assert_eq!(I32F32::from_ratio(1, all), I32F32::ZERO);
}

#[test]
fn fractions_are_stored_in_16_bits_rounded_down() {
    assert_eq!(I32F32::from_u16_fraction(u16::MAX), I32F32::ONE);
    assert_eq!(I32F32::from_u16_fraction(0), I32F32::ZERO);
    assert_eq!(I32F32::ONE.to_u16_fraction(), u16::MAX);
    assert_eq!(I32F32::from_bits((1 << 32) - 1).to_u16_fraction(), u16::MAX - 1);
    assert_eq!(I32F32::HALF.to_u16_fraction(), 32_767);
    assert_eq!(MAX.to_u16_fraction(), u16::MAX);
    assert_eq!(MIN.to_u16_fraction(), 0);
    for stored in 0..=u16::MAX {
        // What was rounded down once may lose one more.
        let again = I32F32::from_u16_fraction(stored).to_u16_fraction();
        assert!(again == stored || again + 1 == stored);
    }
}

#[test]
fn a_part_of_an_amount_is_rounded_down() {
    assert_eq!(I32F32::HALF.of(7), 3);
    assert_eq!(I32F32::ONE.of(u128::MAX), u128::MAX);
    assert_eq!(I32F32::HALF.of(u128::MAX), u128::MAX / 2);
    assert_eq!(whole(2).of(u128::MAX), u128::MAX);
    assert_eq!(MIN.of(1_000), 0);
    assert_eq!(BIT.of((1 << 32) - 1), 0);
    assert_eq!(BIT.of(1 << 32), 1);
}

#[test]
fn the_exponential_is_exact_at_zero_and_ends_at_twenty() {
    assert_eq!(I32F32::ZERO.exp(), I32F32::ONE);
    for (beyond, limit) in [(21, 20), (i32::MAX, 20), (-21, -20), (i32::MIN, -20)] {
        assert_eq!(whole(beyond).exp(), whole(limit).exp());
    }
    assert_eq!(whole(-20).exp().to_bits(), 8);
    assert!(whole(20).exp() > whole(485_165_194) && whole(20).exp() < whole(485_165_196));
}

proptest! {
    #[test]
    fn products_and_quotients_are_those_of_128_bits(one in numbers(), other in numbers()) {
        let (left, right) = (i128::from(one.to_bits()), i128::from(other.to_bits()));
        prop_assert_eq!(one.saturating_mul(other), saturated((left * right).div_euclid(1 << 32)));
        let quotient = (left << 32).checked_div(right).unwrap_or(0);
        prop_assert_eq!(one.div_or_zero(other), saturated(quotient));
    }

    #[test]
    fn ratios_are_rounded_down(part in 0u128..1 << 90, whole in 1u128..1 << 90, small in any::<bool>()) {
        let (part, whole) = if small { (part >> 60, (whole >> 60).max(1)) } else { (part, whole) };
        let expected = saturated(((part << 32) / whole) as i128);
        prop_assert_eq!(I32F32::from_ratio(part, whole), expected);
    }

    #[test]
    fn normalised_numbers_sum_to_at_most_one(
        bits in prop::collection::vec(0i64..1 << 48, 1..100),
    ) {
        let count = bits.len() as i64;
        let numbers = normalised(bits.into_iter().map(I32F32::from_bits).collect());
        let whole = sum(&numbers);
        prop_assert!(whole <= I32F32::ONE);
        prop_assert!(whole == I32F32::ZERO || whole.to_bits() > (1 << 32) - count);
    }

    #[test]
    fn the_exponential_is_as_good_as_it_says(bits in -(20i64 << 32)..=20 << 32) {
        let found = I32F32::from_bits(bits).exp().to_bits() as f64;
        let exact = (bits as f64 / 4_294_967_296.0).exp() * 4_294_967_296.0;
        let tolerance = exact / f64::from(1 << 29) + 1.0;
        prop_assert!((found - exact).abs() <= tolerance, "{}: {} is not {}", bits, found, exact);
    }

    #[test]
    fn the_exponential_never_falls(bits in -(21i64 << 32)..21 << 32, step in 0i64..1 << 20) {
        let (lower, upper) = (I32F32::from_bits(bits), I32F32::from_bits(bits + step));
        // Where a power of two is passed, the last bit may be lost.
        let slack = upper.exp().to_bits() >> 29;
        prop_assert!(lower.exp().to_bits() <= upper.exp().to_bits() + slack);
    }
}
