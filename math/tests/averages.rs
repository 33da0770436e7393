// SPDX-License-Identifier: Apache-2.0
//! Moving averages: what they move to, and that the young are judged like the old.

use joule_math::{
    averages::{moved, unbiased},
    decay::{decayed, over, ONE},
};
use proptest::prelude::*;

const JOULE: u128 = 1_000_000_000_000;
/// Seven days.
const HALF_LIFE: u32 = 100_800;
/// Blocks between two moves.
const STEP: u32 = 100;

/// An average that took in `emission` in every step of so many.
fn filled(emission: u128, half_life: u32, steps: u32) -> u128 {
    (0..steps).fold(0, |average, _| moved(average, emission, half_life, STEP))
}

#[test]
fn in_a_half_life_half_of_the_way_is_made() {
    assert_eq!(moved(0, 1_000, 1, 1), 500);
    assert_eq!(moved(1_000, 0, 1, 1), 500);
    assert_eq!(moved(1_000, 0, 1, 2), 250);
    assert_eq!(moved(1_000, 2_000, 1, 2), 1_750);
    assert_eq!(moved(2_000, 1_000, 1, 2), 1_250);
    // Rounded down, whichever way it moves.
    assert_eq!(moved(0, 3, 1, 1), 1);
    assert_eq!(moved(3, 0, 1, 1), 1);
    // A long half life leaves a little less than half.
    let (half, average) = (JOULE / 2, moved(0, JOULE, HALF_LIFE, HALF_LIFE));
    assert!(average >= half && average < half + JOULE / 10_000);
}

#[test]
fn a_young_subnet_is_judged_like_an_old_one() {
    // GIVEN one subnet that has earned 4 JOULE in every step for 70 days, and one that has earned 5
    // for one day
    let (old, young) = (filled(4 * JOULE, HALF_LIFE, 10_080), filled(5 * JOULE, HALF_LIFE, 144));
    // WHEN only the averages are compared, the young one seems to do far worse
    assert!(old > 7 * young);
    // THEN what they would be had they been filled says what the two earn
    let near = |found: u128, expected: u128| found.abs_diff(expected) < expected / 1_000_000;
    assert!(near(unbiased(old, HALF_LIFE, 10_080 * STEP), 4 * JOULE));
    assert!(near(unbiased(young, HALF_LIFE, 144 * STEP), 5 * JOULE));
}

#[test]
fn without_age_there_is_nothing_to_judge() {
    for average in [0, 1, JOULE, u128::MAX] {
        assert_eq!(unbiased(average, HALF_LIFE, 0), 0);
        assert_eq!(unbiased(average, 0, 0), 0);
    }
}

#[test]
fn numbers_at_the_end_of_128_bits_are_averaged_too() {
    let most = u128::MAX;
    for (half_life, blocks) in [(0, 0), (0, 1), (1, u32::MAX), (u32::MAX, 1), (HALF_LIFE, STEP)] {
        assert_eq!(moved(most, most, half_life, blocks), most);
    }
    assert_eq!(moved(most, 0, 0, 1), most / 2);
    assert_eq!(moved(0, most, 0, 1), most / 2);
    assert_eq!(unbiased(most, 0, 1), most);
    assert_eq!(unbiased(most / 4, 0, 1), most / 4 * 2);
    assert_eq!(unbiased(most, HALF_LIFE, u32::MAX), most);
    // A block of the longest half life fills 2^-32.
    assert_eq!(unbiased(7, u32::MAX, 1), 7 << 32);
}

proptest! {
    #[test]
    fn an_average_moves_by_the_formula_rounded_down_once(
        average in 0u128..1 << 94,
        emission in 0u128..1 << 94,
        half_life in 1u32..=201_600,
        blocks in 0u32..1_000_000,
    ) {
        let left = u128::from(over(half_life, blocks));
        let sum = average * left + emission * (u128::from(ONE) - left);
        prop_assert_eq!(moved(average, emission, half_life, blocks), sum >> 32);
    }

    #[test]
    fn an_average_stays_between_what_it_was_and_what_comes_in(
        average in any::<u128>(),
        emission in any::<u128>(),
        half_life in any::<u32>(),
        blocks in any::<u32>(),
        more in any::<u32>(),
    ) {
        let after = moved(average, emission, half_life, blocks);
        prop_assert!(after >= average.min(emission));
        prop_assert!(after <= average.max(emission));
        prop_assert_eq!(moved(average, emission, half_life, 0), average);
        prop_assert_eq!(moved(average, 0, half_life, blocks), decayed(average, half_life, blocks));
        // More blocks bring it closer.
        let later = moved(average, emission, half_life, blocks.saturating_add(more));
        prop_assert!(later.abs_diff(emission) <= after.abs_diff(emission));
    }

    #[test]
    fn what_came_in_once_is_found_again_at_any_age(
        emission in any::<u128>(),
        half_life in 1u32..=201_600,
        age in 1u32..2_000_000,
    ) {
        let found = unbiased(moved(0, emission, half_life, age), half_life, age);
        prop_assert!(found <= emission);
        let rounding = u128::from(ONE / (ONE - over(half_life, age))) + 1;
        prop_assert!(emission - found <= rounding, "{found}, {emission}");
    }

    #[test]
    fn what_came_in_step_by_step_is_found_again_at_any_age(
        emission in JOULE..1_000_000 * JOULE,
        half_life in 7_200u32..=201_600,
        steps in 1u32..3_000,
    ) {
        let average = filled(emission, half_life, steps);
        prop_assert!(average <= emission);
        let found = unbiased(average, half_life, steps * STEP);
        // A step loses less than a pJ, but what is left of one at once and step by step differs in
        // the last bits.
        prop_assert!(found.abs_diff(emission) <= emission / 100_000 + 10_000, "{found}");
    }

    #[test]
    fn a_constant_emission_fills_the_average(
        start in 0..1_000_000 * JOULE,
        emission in 0..1_000_000 * JOULE,
    ) {
        // 35 half lives of one step leave hardly anything of where it started, and each step loses
        // less than a pJ.
        let end = (0..35).fold(start, |average, _| moved(average, emission, STEP, STEP));
        prop_assert!(end.abs_diff(emission) <= (start.abs_diff(emission) >> 34) + 2);
    }

    #[test]
    fn no_numbers_break_an_average(
        average in any::<u128>(),
        half_life in any::<u32>(),
        age in 1..=u32::MAX,
    ) {
        // What is not filled yet counts for more, never for less.
        prop_assert!(unbiased(average, half_life, age) >= average);
    }
}
