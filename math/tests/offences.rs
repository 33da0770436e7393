// SPDX-License-Identifier: Apache-2.0
//! One offender loses little, a third of the seats loses everything.

use joule_math::offences::{further, slash_fraction, MIN_SLASH};
use proptest::prelude::*;
use sp_arithmetic::Perbill;

/// A whole, in the parts of a `Perbill`.
const WHOLE: u128 = 1_000_000_000;

fn parts(part: Perbill) -> u128 {
    part.deconstruct().into()
}

#[test]
fn the_fraction_grows_with_the_square_of_the_offenders() {
    for (offenders, seats, ppm) in [
        (1, 4, 562_500),
        (2, 4, 1_000_000),
        (1, 100, 50_000),
        (7, 100, 50_000),
        (8, 100, 57_600),
        (10, 100, 90_000),
        (33, 100, 980_100),
        (34, 100, 1_000_000),
        (100, 100, 1_000_000),
    ] {
        let expected = Perbill::from_parts(ppm * 1_000);
        assert_eq!(slash_fraction(offenders, seats), expected, "{offenders} of {seats}");
    }
}

#[test]
fn the_fraction_is_rounded_down_once() {
    // (3 / 7)^2 = 0.183673469387...
    assert_eq!(slash_fraction(1, 7), Perbill::from_parts(183_673_469));
}

#[test]
fn exactly_a_third_loses_everything() {
    assert_eq!(slash_fraction(1, 3), Perbill::one());
    assert_eq!(slash_fraction(33, 99), Perbill::one());
    assert!(slash_fraction(32, 99) < Perbill::one());
}

#[test]
fn without_offenders_nothing_is_lost_and_without_seats_everything() {
    assert_eq!(slash_fraction(0, 100), Perbill::zero());
    assert_eq!(slash_fraction(0, 0), Perbill::zero());
    assert_eq!(slash_fraction(1, 0), Perbill::one());
    assert_eq!(slash_fraction(u32::MAX, u32::MAX), Perbill::one());
    assert_eq!(slash_fraction(1, u32::MAX), MIN_SLASH);
}

#[test]
fn what_is_further_to_take_is_a_part_of_what_is_left() {
    let percent = Perbill::from_percent;
    assert_eq!(further(Perbill::zero(), percent(5)), percent(5));
    // 20 % are gone; half of the 80 % that are left make it 60 %.
    assert_eq!(further(percent(20), percent(60)), percent(50));
    assert_eq!(further(percent(60), percent(60)), Perbill::zero());
    assert_eq!(further(percent(60), percent(20)), Perbill::zero());
    assert_eq!(further(percent(99), Perbill::one()), Perbill::one());
    assert_eq!(further(Perbill::one(), Perbill::one()), Perbill::zero());
    assert_eq!(further(Perbill::zero(), Perbill::one()), Perbill::one());
}

proptest! {
    #[test]
    fn the_fraction_never_falls_with_more_offenders_or_rises_with_more_seats(
        offenders in 1u32.., seats in any::<u32>(),
    ) {
        let fraction = slash_fraction(offenders, seats);
        prop_assert!(fraction >= MIN_SLASH);
        prop_assert!(slash_fraction(offenders.saturating_add(1), seats) >= fraction);
        prop_assert!(slash_fraction(offenders, seats.saturating_add(1)) <= fraction);
    }

    #[test]
    fn a_further_slash_brings_the_whole_to_what_it_should_be(
        before in 0u32..=1_000_000_000,
        now in 0u32..=1_000_000_000,
    ) {
        let (before, now) = (Perbill::from_parts(before), Perbill::from_parts(now));
        let more = parts(further(before, now)) * (WHOLE - parts(before));
        let taken = parts(before) * WHOLE + more;
        let due = parts(before.max(now)) * WHOLE;
        // Less than a billionth is left, and never too much taken.
        prop_assert!(taken <= due && due - taken < WHOLE);
    }

    #[test]
    fn offences_that_become_known_one_by_one_cost_what_they_cost_together(
        seats in 4u32..=100,
        stake in 0u128..1 << 64,
    ) {
        let (mut left, mut before) = (stake, Perbill::zero());
        for offenders in 1..=seats {
            let now = slash_fraction(offenders, seats);
            left -= further(before, now).mul_floor(left);
            before = now;
            let due = now.mul_floor(stake);
            let taken = stake - left;
            // Each step leaves less than a billionth of the stake, and a pJ.
            let rounding = u128::from(offenders) * (stake / WHOLE + 2);
            prop_assert!(taken <= due && due - taken <= rounding);
        }
        prop_assert_eq!(left, 0);
    }
}
