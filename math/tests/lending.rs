// SPDX-License-Identifier: Apache-2.0
//! Stake lent to others: what it earns is divided to the last pJ, and never in favour of who lends.

use joule_math::lending::{self, lent, Division, Lent};
use proptest::prelude::*;
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;

const JOULE: u128 = 1_000_000_000_000;
/// The most that a child may take: 18 %.
const MAX_TAKE: u32 = 180_000;

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    inputs: Value,
    expected: Value,
    #[serde(default)]
    tolerance: Value,
}

fn vector(id: &str) -> Vector {
    let file: File = serde_json::from_str(include_str!("vectors/yuma.json"))
        .expect("the vectors are valid JSON");
    file.vectors.into_iter().find(|vector| vector.id == id).expect("the vectors hold this case")
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("the vectors have this form")
}

/// How a child divides what it earned, if it takes the same of all parents.
fn divided(amount: u128, own: u128, lent: &[u128], take_ppm: u32) -> Division {
    let lent = lent.iter().map(|stake| Lent { stake: *stake, take_ppm }).collect::<Vec<_>>();
    lending::divided(amount, own, &lent)
}

#[test]
fn a_child_may_take_more_of_one_parent_than_of_another() {
    let lent = [(400, 0), (400, 180_000)].map(|(stake, take_ppm)| Lent { stake, take_ppm });
    let division = lending::divided(1_000, 200, &lent);
    assert_eq!(division, Division { child: 200 + 72, parents: vec![400, 328] });
}

fn sum(division: &Division) -> u128 {
    division.child + division.parents.iter().sum::<u128>()
}

/// What up to 16 parents lend, so that products with an amount of 64 bits fit into 128.
fn loans() -> impl Strategy<Value = Vec<u128>> {
    prop::collection::vec(0u128..1 << 58, 0..=16)
}

#[test]
fn a_child_that_takes_a_tenth_gets_it_as_in_the_vectors() {
    let Vector { inputs, expected, tolerance, .. } = vector("childkey_90_10");
    assert_eq!(inputs["parent_gives_child"], "100% (u64::MAX)");
    assert_eq!(inputs["childkey_take"], "65535/10 floor = 6553");
    let borrowed = lent(read(&inputs["parent_alpha_stake"]), 1_000_000);
    assert_eq!(borrowed, read::<u128>(&inputs["parent_alpha_stake"]));
    let own: u128 = read(&inputs["child_own_stake"]);
    let amount: u128 = read(&inputs["validator_emission_total"]);
    let tolerance: u128 = read(&tolerance);
    // The take of the vectors, and the tenth that it stands for.
    for take_ppm in [99_992, 100_000] {
        let division = divided(amount, own, &[borrowed], take_ppm);
        let parent = division.parents[0];
        assert!(parent.abs_diff(read(&expected["parent_gain"])) <= tolerance);
        assert!(division.child.abs_diff(read(&expected["child_gain"])) <= tolerance);
        assert_eq!(sum(&division), amount);
    }
}

#[test]
fn parents_and_child_get_what_their_stake_earned() {
    let lent = [300 * JOULE, 100 * JOULE];
    let division = divided(1_000, 600 * JOULE, &lent, 0);
    assert_eq!(division, Division { child: 600, parents: vec![300, 100] });
    // A tenth of what the parents earn goes to the child.
    let division = divided(1_000, 600 * JOULE, &lent, 100_000);
    assert_eq!(division, Division { child: 640, parents: vec![270, 90] });
    // Who lends nothing gets nothing.
    let division = divided(1_000, 600 * JOULE, &[0, 400 * JOULE], MAX_TAKE);
    assert_eq!(division, Division { child: 672, parents: vec![0, 328] });
}

#[test]
fn rounding_is_in_favour_of_the_child() {
    let division = divided(100, 1, &[1, 1], 0);
    assert_eq!(division, Division { child: 34, parents: vec![33, 33] });
    // A take of 3.3 is 4.
    let division = divided(100, 1, &[1, 1], 100_000);
    assert_eq!(division, Division { child: 42, parents: vec![29, 29] });
    let division = divided(1, 0, &[1], 1);
    assert_eq!(division, Division { child: 1, parents: vec![0] });
}

#[test]
fn without_loans_or_stake_all_is_the_childs() {
    for own in [0, 1, u128::MAX] {
        assert_eq!(divided(77, own, &[], 0), Division { child: 77, parents: vec![] });
    }
    assert_eq!(divided(77, 0, &[0, 0], 0), Division { child: 77, parents: vec![0, 0] });
    // A child without stake of its own keeps its take only.
    assert_eq!(divided(77, 0, &[5], 0), Division { child: 0, parents: vec![77] });
    assert_eq!(divided(100, 0, &[5], MAX_TAKE), Division { child: 18, parents: vec![82] });
}

#[test]
fn a_take_of_more_than_all_is_all() {
    for take_ppm in [1_000_000, 1_000_001, u32::MAX] {
        let division = divided(u128::MAX, 1, &[2, 3], take_ppm);
        assert_eq!(division, Division { child: u128::MAX, parents: vec![0, 0] });
    }
}

#[test]
fn stakes_beyond_128_bits_divide_no_more_than_there_is() {
    let most = u128::MAX;
    let division = divided(most, most, &[most, most, 1], 0);
    assert_eq!(division, Division { child: 0, parents: vec![most, 0, 0] });
    let division = divided(1_000, 0, &[most / 2, most / 2, most / 2], 0);
    assert_eq!(division.parents, [499, 499, 2]);
    assert_eq!(division.child, 0);
}

#[test]
fn a_part_of_the_stake_is_rounded_down_and_at_most_all_of_it() {
    assert_eq!(lent(1_000 * JOULE, 250_000), 250 * JOULE);
    assert_eq!(lent(9, 333_333), 2);
    assert_eq!(lent(9, 0), 0);
    assert_eq!(lent(0, 1_000_000), 0);
    for part_ppm in [1_000_000, 1_000_001, u32::MAX] {
        assert_eq!(lent(9, part_ppm), 9);
        assert_eq!(lent(u128::MAX, part_ppm), u128::MAX);
    }
    assert_eq!(lent(u128::MAX, 500_000), u128::MAX / 2);
}

proptest! {
    #[test]
    fn no_parent_gets_more_than_its_stake_earned(
        amount in any::<u64>(),
        own in 0u128..1 << 58,
        lent in loans(),
        take_ppm in 0..=MAX_TAKE,
    ) {
        let amount = u128::from(amount);
        let whole = own + lent.iter().sum::<u128>();
        let division = divided(amount, own, &lent, take_ppm);
        prop_assert_eq!(division.parents.len(), lent.len());
        prop_assert_eq!(sum(&division), amount);
        for (paid, stake) in division.parents.iter().zip(&lent) {
            let gross = (amount * stake).checked_div(whole).unwrap_or(0);
            let take = (gross * u128::from(take_ppm)).div_ceil(1_000_000);
            prop_assert_eq!(*paid, gross - take);
            prop_assert!(paid * whole <= amount * stake);
        }
        // So the child gets at least what its own earned.
        prop_assert!(division.child * whole >= amount * own);
    }

    #[test]
    fn without_a_take_all_get_what_their_stake_earned_to_a_pj(
        amount in any::<u64>(),
        own in 1u128..1 << 58,
        lent in loans(),
    ) {
        let amount = u128::from(amount);
        let whole = own + lent.iter().sum::<u128>();
        let division = divided(amount, own, &lent, 0);
        for (paid, stake) in division.parents.iter().zip(&lent) {
            prop_assert!(paid * whole <= amount * stake);
            prop_assert!((paid + 1) * whole > amount * stake);
        }
        // What rounding takes from the parents, less than a pJ each, is the child's.
        let parents = u128::try_from(lent.len()).expect("there are few parents");
        prop_assert!(division.child <= amount * own / whole + parents);
    }

    #[test]
    fn the_order_of_parents_makes_no_difference(
        amount in any::<u64>(),
        own in 0u128..1 << 58,
        lent in loans(),
        take_ppm in 0..=MAX_TAKE,
    ) {
        let division = divided(amount.into(), own, &lent, take_ppm);
        let turned: Vec<u128> = lent.into_iter().rev().collect();
        let mut other = divided(amount.into(), own, &turned, take_ppm);
        other.parents.reverse();
        prop_assert_eq!(division, other);
    }

    #[test]
    fn a_higher_take_never_leaves_a_parent_more(
        amount in any::<u128>(),
        own in 0u128..1 << 100,
        lent in prop::collection::vec(0u128..1 << 100, 1..=16),
        take_ppm in any::<u32>(),
        more in any::<u32>(),
    ) {
        let lower = divided(amount, own, &lent, take_ppm);
        let higher = divided(amount, own, &lent, take_ppm.saturating_add(more));
        for (low, high) in lower.parents.iter().zip(&higher.parents) {
            prop_assert!(high <= low);
        }
        prop_assert!(higher.child >= lower.child);
    }

    #[test]
    fn no_numbers_divide_more_or_less_than_the_amount(
        amount in any::<u128>(),
        own in any::<u128>(),
        lent in prop::collection::vec(any::<u128>(), 0..20),
        take_ppm in any::<u32>(),
    ) {
        let division = divided(amount, own, &lent, take_ppm);
        prop_assert_eq!(division.parents.len(), lent.len());
        let rest = division.parents.iter().try_fold(amount, |rest, paid| rest.checked_sub(*paid));
        prop_assert_eq!(rest, Some(division.child));
    }

    #[test]
    fn parts_of_a_stake_that_are_no_more_than_all_lend_no_more_than_it(
        stake in any::<u128>(),
        parts in prop::collection::vec(0u32..=200_000, 0..=5),
    ) {
        let all = parts.iter().try_fold(0u128, |sum, part| sum.checked_add(lent(stake, *part)));
        prop_assert!(all.is_some_and(|all| all <= stake));
    }
}
