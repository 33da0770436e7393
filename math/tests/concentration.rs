// SPDX-License-Identifier: Apache-2.0
//! How few hold how much, by examples and against the definition.

use joule_math::concentration::{of, Concentration};
use proptest::prelude::*;

/// The definition, without regard to overflow.
fn reference(stakes: &[u128]) -> Concentration {
    let first = |count: usize| stakes.iter().take(count).sum::<u128>();
    let whole = first(stakes.len());
    let ppm = |part: u128| u32::try_from(part * 1_000_000 / whole).expect("a part of the whole");
    let fewest = |divisor: u128| {
        let count = (0..=stakes.len()).find(|count| first(*count) * divisor > whole);
        u32::try_from(count.expect("all hold more than a part")).expect("there are few")
    };
    Concentration {
        top1_ppm: ppm(first(1)),
        top10_ppm: ppm(first(10)),
        nakamoto_third: fewest(3),
        nakamoto_half: fewest(2),
    }
}

#[test]
fn nobody_holds_anything_of_nothing() {
    assert_eq!(of(&[]), Concentration::default());
    assert_eq!(of(&[0, 0, 0]), Concentration::default());
}

#[test]
fn one_alone_holds_everything() {
    let alone = Concentration {
        top1_ppm: 1_000_000,
        top10_ppm: 1_000_000,
        nakamoto_third: 1,
        nakamoto_half: 1,
    };
    assert_eq!(of(&[7]), alone);
    assert_eq!(of(&[u128::MAX, 0]), alone);
}

#[test]
fn among_equals_it_takes_more_than_a_third_and_more_than_half_of_them() {
    let equals = Concentration {
        top1_ppm: 10_000,
        top10_ppm: 100_000,
        nakamoto_third: 34,
        nakamoto_half: 51,
    };
    assert_eq!(of(&[5; 100]), equals);
}

#[test]
fn exactly_a_third_or_a_half_is_not_more_than_that() {
    assert_eq!(of(&[1, 1, 1]).nakamoto_third, 2);
    assert_eq!(of(&[1, 1, 1]).nakamoto_half, 2);
    assert_eq!(of(&[1, 1]).nakamoto_half, 2);
    assert_eq!(of(&[2, 1, 1]).nakamoto_half, 2);
    // 34 of 100 are more than a third, 33 are not; 51 are more than half.
    let uneven = Concentration {
        top1_ppm: 340_000,
        top10_ppm: 1_000_000,
        nakamoto_third: 1,
        nakamoto_half: 2,
    };
    assert_eq!(of(&[34, 17, 17, 17, 15]), uneven);
    assert_eq!(of(&[33, 33, 33, 1]).nakamoto_third, 2);
}

#[test]
fn the_shares_are_rounded_down() {
    let thirds = of(&[1, 1, 1]);
    assert_eq!((thirds.top1_ppm, thirds.top10_ppm), (333_333, 1_000_000));
}

#[test]
fn no_stakes_are_too_large() {
    let large = of(&[u128::MAX; 20]);
    assert!(large.top1_ppm <= 1_000_000 && large.top10_ppm <= 1_000_000);
    assert!(large.nakamoto_third <= large.nakamoto_half);
}

proptest! {
    #[test]
    fn the_numbers_are_those_of_the_definition(
        seeds in prop::collection::vec((0u32..64, any::<u64>()), 1..120),
        spread in 1u32..64,
    ) {
        let mut stakes = seeds
            .into_iter()
            .map(|(bits, seed)| u128::from(seed >> (bits % spread)))
            .collect::<Vec<_>>();
        stakes.sort_unstable_by(|one, other| other.cmp(one));
        prop_assume!(stakes.iter().any(|stake| *stake > 0));
        prop_assert_eq!(of(&stakes), reference(&stakes));
    }
}
