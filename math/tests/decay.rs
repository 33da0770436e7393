// SPDX-License-Identifier: Apache-2.0
//! What halves: the factor is exact to the last bit, and time only ever takes away.

use joule_math::decay::{decayed, factor, over, ONE};
use proptest::prelude::*;

const JOULE: u128 = 1_000_000_000_000;
/// The longest half life for which the factor is exact: two weeks.
const LONGEST: u32 = 201_600;

/// Any number, each length in bits as likely as another.
fn of_any_length() -> impl Strategy<Value = u32> {
    (any::<u32>(), 0u32..32).prop_map(|(number, shorter)| number >> shorter)
}

/// Which way a product is rounded.
#[derive(Clone, Copy)]
enum Rounded {
    Down,
    Up,
}

/// `mantissa * 2^exponent`, with a mantissa of 64 bits: what a long power lies below or above.
#[derive(Clone, Copy)]
struct Bound {
    mantissa: u128,
    exponent: i64,
}

impl Bound {
    fn of(number: u64) -> Self {
        let zeros = number.leading_zeros();
        Self { mantissa: u128::from(number) << zeros, exponent: -i64::from(zeros) }
    }

    fn times(self, other: Self, rounded: Rounded) -> Self {
        let product = self.mantissa * other.mantissa;
        let shift = 64 - product.leading_zeros();
        let rest = product & ((1u128 << shift) - 1);
        let up = matches!(rounded, Rounded::Up) && rest > 0;
        let mantissa = (product >> shift) + u128::from(up);
        let exponent = self.exponent + other.exponent + i64::from(shift);
        // Rounded up, it may have grown by a bit, and is a power of two then.
        if mantissa >> 64 == 1 {
            Self { mantissa: mantissa >> 1, exponent: exponent + 1 }
        } else {
            Self { mantissa, exponent }
        }
    }

    fn of_power(base: u64, exponent: u32, rounded: Rounded) -> Self {
        let base = Self::of(base);
        let bits = 32 - exponent.leading_zeros();
        (0..bits).rev().fold(Self::of(1), |power, bit| {
            let square = power.times(power, rounded);
            if (exponent >> bit) & 1 == 1 {
                square.times(base, rounded)
            } else {
                square
            }
        })
    }

    /// Its binary logarithm, rounded down.
    fn log2(self) -> i64 {
        self.exponent + 63
    }
}

#[test]
fn the_factor_is_exact_for_every_half_life() {
    assert_eq!(factor(1), ONE / 2);
    for half_life in 2..=LONGEST {
        // factor < 2^(32 - 1 / half_life) < factor + 1, all to the power of the half life. Such a
        // root is no whole number, so that they are never equal.
        let (factor, root) = (factor(half_life), 32 * i64::from(half_life) - 1);
        let above = Bound::of_power(factor, half_life, Rounded::Up);
        assert!(above.log2() < root, "{half_life}: {factor} is above the root");
        let below = Bound::of_power(factor + 1, half_life, Rounded::Down);
        assert!(below.log2() >= root, "{half_life}: {factor} is more than one below the root");
    }
}

#[test]
fn the_factor_of_a_short_half_life_is_the_root_rounded_down() {
    // As far as powers fit into 128 bits.
    for half_life in 1..=4 {
        let (factor, power) = (u128::from(factor(half_life)), 1u128 << (32 * half_life - 1));
        assert!(factor.pow(half_life) <= power);
        assert!(power < (factor + 1).pow(half_life));
    }
    let factors = [2, 720, 100_800, 201_600].map(factor);
    assert_eq!(factors, [3_037_000_499, 4_290_834_501, 4_294_937_761, 4_294_952_528]);
}

#[test]
fn a_half_life_leaves_half_or_hardly_less() {
    for half_life in 1..=LONGEST {
        let left = over(half_life, half_life);
        assert!(left <= ONE / 2, "{half_life}: {left}");
        assert!(left + u64::from(half_life) >= ONE / 2, "{half_life}: {left}");
    }
    // 20 half lives of 720 blocks: 953,674.3 without any rounding, 953,156 rounded in each block.
    assert_eq!(decayed(JOULE, 720, 14_400), 953_441);
    assert_eq!(decayed(JOULE, 720, 720), 499_999_887_077);
    assert_eq!(decayed(JOULE, 720, 1), 999_037_758_680);
}

#[test]
fn one_block_after_another_takes_something_or_nothing_but_gives_nothing() {
    for half_life in [1, 2, 3, 100, 720, 72_000, LONGEST] {
        let mut before = over(half_life, 0);
        assert_eq!(before, ONE);
        for blocks in 1..20_000 {
            let left = over(half_life, blocks);
            assert!(left <= before, "{half_life}, {blocks}: {left} after {before}");
            before = left;
        }
        // Where all bits of the number change at once.
        for bit in 0..32 {
            let blocks = 1u32 << bit;
            let (left, before) = (over(half_life, blocks), over(half_life, blocks - 1));
            assert!(left <= before, "{half_life}, {blocks}: {left} after {before}");
        }
    }
}

#[test]
fn a_half_life_of_zero_counts_as_one() {
    assert_eq!(factor(0), ONE / 2);
    for blocks in [0, 1, 2, 3, 31, 32, 33, 100, u32::MAX] {
        assert_eq!(over(0, blocks), ONE.checked_shr(blocks).unwrap_or(0));
        assert_eq!(over(1, blocks), over(0, blocks));
    }
    assert_eq!(decayed(u128::MAX, 0, 0), u128::MAX);
    assert_eq!(decayed(u128::MAX, 0, 1), u128::MAX / 2);
    assert_eq!(decayed(u128::MAX, 0, u32::MAX), 0);
}

#[test]
fn however_long_a_half_life_a_block_takes_something() {
    assert_eq!(factor(u32::MAX), ONE - 1);
    assert_eq!(over(u32::MAX, 1), ONE - 1);
    assert_eq!(decayed(ONE.into(), u32::MAX, 1), u128::from(ONE) - 1);
    assert!(over(u32::MAX, u32::MAX) < ONE / 2);
}

proptest! {
    #[test]
    fn more_blocks_never_leave_more(
        half_life in of_any_length(),
        blocks in of_any_length(),
        more in of_any_length(),
        amount in any::<u128>(),
    ) {
        let later = blocks.saturating_add(more);
        prop_assert!(over(half_life, later) <= over(half_life, blocks));
        prop_assert!(over(half_life, blocks.saturating_add(1)) <= over(half_life, blocks));
        prop_assert!(decayed(amount, half_life, later) <= decayed(amount, half_life, blocks));
    }

    #[test]
    fn a_longer_half_life_never_leaves_less(
        half_life in 0..LONGEST,
        longer in 0..LONGEST,
        blocks in of_any_length(),
    ) {
        let longer = half_life.saturating_add(longer).min(LONGEST);
        prop_assert!(factor(longer) >= factor(half_life));
        prop_assert!(over(longer, blocks) >= over(half_life, blocks));
    }

    #[test]
    fn what_is_left_is_the_closed_formula_less_some_rounding(
        half_life in 1..=LONGEST,
        blocks in of_any_length(),
    ) {
        let halvings = f64::from(blocks) / f64::from(half_life);
        let closed = ONE as f64 * (-halvings).exp2();
        let left = over(half_life, blocks) as f64;
        prop_assert!(left <= closed + 0.001, "{left}, {closed}");
        // The factor's rounding and that of each square count once in every block that they stand
        // for, each product once.
        let rounding = 2.0 * f64::from(blocks) + 32.0;
        prop_assert!(left + rounding >= closed, "{left}, {closed}");
    }

    #[test]
    fn an_amount_is_rounded_down_once(
        amount in 0u128..1 << 95,
        half_life in of_any_length(),
        blocks in of_any_length(),
    ) {
        let product = amount * u128::from(over(half_life, blocks));
        prop_assert_eq!(decayed(amount, half_life, blocks), product >> 32);
    }

    #[test]
    fn no_numbers_make_an_amount_grow(
        amount in any::<u128>(),
        less in any::<u128>(),
        half_life in of_any_length(),
        blocks in of_any_length(),
    ) {
        prop_assert!(factor(half_life) < ONE);
        prop_assert!(over(half_life, blocks) <= ONE);
        prop_assert_eq!(over(half_life, blocks) == ONE, blocks == 0);
        let left = decayed(amount, half_life, blocks);
        prop_assert!(left <= amount);
        prop_assert!(decayed(amount.saturating_sub(less), half_life, blocks) <= left);
        prop_assert_eq!(decayed(amount, half_life, 0), amount);
    }
}
