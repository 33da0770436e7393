// SPDX-License-Identifier: Apache-2.0
//! Parts of a whole: how they round, and what they do at their limits.

use joule_math::root::Fraction;
use proptest::prelude::*;

const UNIT: u128 = 1 << 63;
const HALF: Fraction = Fraction::from_bits(1 << 62);
/// The smallest number above zero.
const BIT: Fraction = Fraction::from_bits(1);

fn fractions() -> impl Strategy<Value = Fraction> {
    let bits =
        prop_oneof![0u64..=1 << 63, any::<u32>().prop_map(u64::from), Just(0), Just(1 << 63)];
    bits.prop_map(Fraction::from_bits)
}

#[test]
fn nothing_exceeds_one() {
    assert_eq!(Fraction::from_bits(u64::MAX), Fraction::ONE);
    assert_eq!(Fraction::ONE.to_bits(), 1 << 63);
    assert_eq!(Fraction::from_ratio(u128::MAX, 1), Fraction::ONE);
    assert_eq!(Fraction::ONE.saturating_add(BIT), Fraction::ONE);
    assert_eq!(Fraction::ONE.saturating_add(Fraction::ONE), Fraction::ONE);
    assert_eq!(HALF.saturating_mul_int(3), Fraction::ONE);
    assert_eq!(Fraction::ONE.saturating_mul_int(u16::MAX), Fraction::ONE);
    assert_eq!(Fraction::ONE.saturating_mul_int(0), Fraction::ZERO);
    assert_eq!(Fraction::ONE.times(Fraction::ONE), Fraction::ONE);
}

#[test]
fn ratios_of_any_amounts_are_exact() {
    assert_eq!(Fraction::from_ratio(5, 0), Fraction::ZERO);
    assert_eq!(Fraction::from_ratio(0, 0), Fraction::ZERO);
    assert_eq!(Fraction::from_ratio(0, 5), Fraction::ZERO);
    assert_eq!(Fraction::from_ratio(u128::MAX, u128::MAX), Fraction::ONE);
    assert_eq!(Fraction::from_ratio(u128::MAX / 2 + 1, u128::MAX), HALF);
    assert_eq!(Fraction::from_ratio(u128::MAX / 2, u128::MAX).to_bits(), (1 << 62) - 1);
    assert_eq!(Fraction::from_ratio(1, 3).to_bits(), 0x2AAA_AAAA_AAAA_AAAA);
    // 1 pJ of all that there ever are.
    assert_eq!(Fraction::from_ratio(1, 21_000_000_000_000_000_000), Fraction::ZERO);
    assert_eq!(Fraction::from_ratio(3, 21_000_000_000_000_000_000), BIT);
    assert_eq!(Fraction::from_u16_fraction(u16::MAX), Fraction::ONE);
    assert_eq!(Fraction::from_u16_fraction(0), Fraction::ZERO);
}

#[test]
fn a_part_of_an_amount_is_rounded_down() {
    assert_eq!(HALF.of(7), 3);
    assert_eq!(HALF.of(u128::MAX), u128::MAX / 2);
    assert_eq!(Fraction::ONE.of(u128::MAX), u128::MAX);
    assert_eq!(Fraction::ZERO.of(u128::MAX), 0);
    assert_eq!(BIT.of(UNIT - 1), 0);
    assert_eq!(BIT.of(UNIT), 1);
}

proptest! {
    #[test]
    fn sums_and_products_are_those_of_128_bits(
        one in fractions(),
        other in fractions(),
        factor in any::<u16>(),
        amount in 0u128..1 << 64,
    ) {
        let (left, right) = (u128::from(one.to_bits()), u128::from(other.to_bits()));
        let bits = |number: Fraction| u128::from(number.to_bits());
        prop_assert_eq!(bits(one.times(other)), left * right / UNIT);
        prop_assert_eq!(bits(one.saturating_add(other)), (left + right).min(UNIT));
        let multiple = bits(one.saturating_mul_int(factor));
        prop_assert_eq!(multiple, (left * u128::from(factor)).min(UNIT));
        prop_assert_eq!(one.of(amount), amount * left / UNIT);
    }

    #[test]
    fn ratios_are_rounded_down(part in any::<u128>(), whole in 1u128.., cut in 0u32..128) {
        let (part, whole) = (part >> cut, (whole >> cut).max(1));
        let bits = u128::from(Fraction::from_ratio(part, whole).to_bits());
        if part >= whole {
            prop_assert_eq!(bits, UNIT);
        } else if let Some(product) = part.checked_mul(UNIT) {
            prop_assert_eq!(bits, product / whole);
        } else {
            // Bit by bit: in 128 of them the product does not fit.
            let (mut expected, mut rest) = (0, part);
            for _ in 0..63 {
                let (twice, overflows) = rest.overflowing_mul(2);
                let is_set = overflows || twice >= whole;
                rest = if is_set { twice.wrapping_sub(whole) } else { twice };
                expected = expected * 2 + u128::from(is_set);
            }
            prop_assert_eq!(bits, expected);
        }
    }
}
