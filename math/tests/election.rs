// SPDX-License-Identifier: Apache-2.0
//! Seats go to those who hold a fair part, and there are always some.

use joule_math::election::{median_by_stake, seats, SAFE_SEATS};
use proptest::prelude::*;

const JOULE: u128 = 1_000_000_000_000;

fn descending(mut stakes: Vec<u128>) -> Vec<u128> {
    stakes.sort_unstable_by(|one, other| other.cmp(one));
    stakes
}

#[test]
fn cheap_seats_are_not_for_sale() {
    // 5 honest pools of 1,000,000 JOULE, and 95 with 100 each: 0.19 % of the stake for 95 seats.
    let mut stakes = [100 * JOULE; 100];
    stakes[..5].fill(1_000_000 * JOULE);
    assert_eq!(seats(&stakes, 100), 5);
}

#[test]
fn one_large_pool_shuts_nobody_out() {
    // Against the mean of those before, 405 would leave itself and the next three: 6.6 % of the
    // stake for all seats. Against the median, the hundred honest ones sit.
    let mut stakes = vec![405, 101, 101, 101];
    stakes.extend([100; 100]);
    assert_eq!(seats(&stakes, 104), 104);
    assert_eq!(seats(&stakes, 100), 100);
}

#[test]
fn a_seat_costs_a_quarter_of_the_median() {
    let stakes = |last| [1_000, 1_000, 1_000, 1_000, 1_000, last];
    assert_eq!(seats(&stakes(250), 100), 6);
    assert_eq!(seats(&stakes(249), 100), 5);
}

#[test]
fn seats_do_not_get_cheaper_the_more_are_bought() {
    // Forty pools, each a little more than a quarter of the mean of all before it: 42 % of the stake.
    let mut stakes = vec![1_000_000u128; 5];
    for _ in 0..40 {
        let mean = stakes.iter().sum::<u128>() / u128::try_from(stakes.len()).expect("few");
        stakes.push(mean / 4 + 1);
    }
    // Only the first of them holds a quarter of the median, which less than half cannot move.
    assert_eq!(seats(&descending(stakes), 100), 6);
}

#[test]
fn equal_stakes_fill_all_seats() {
    assert_eq!(seats(&[JOULE; 150], 100), 100);
    assert_eq!(seats(&[JOULE; 100], 100), 100);
    assert_eq!(seats(&[JOULE; 99], 100), 99);
    assert_eq!(seats(&[0; 10], 100), 10);
}

#[test]
fn few_candidates_all_take_a_seat_whatever_they_hold() {
    assert_eq!(seats(&[], 100), 0);
    assert_eq!(seats(&[7], 100), 1);
    assert_eq!(seats(&[1_000_000 * JOULE, 1, 0], 100), 3);
    assert_eq!(seats(&[1_000_000 * JOULE, 1, 1, 1], 100), SAFE_SEATS);
    // Who has more than half of everything is the median itself.
    assert_eq!(seats(&[1_000_000 * JOULE, 1, 1, 1, 1], 100), SAFE_SEATS);
}

#[test]
fn there_are_never_more_than_the_seats() {
    assert_eq!(seats(&[JOULE; 10], 4), 4);
    assert_eq!(seats(&[JOULE; 10], 2), 2);
    assert_eq!(seats(&[JOULE; 10], 0), 0);
}

#[test]
fn no_stakes_are_too_large() {
    assert_eq!(seats(&[u128::MAX; 10], 100), 10);
    assert_eq!(seats(&[u128::MAX; 1_000], 1_000), 1_000);
}

#[test]
fn the_median_is_where_half_of_the_stake_is_reached() {
    assert_eq!(median_by_stake(&[]), 0);
    assert_eq!(median_by_stake(&[5]), 5);
    assert_eq!(median_by_stake(&[5, 5]), 5);
    assert_eq!(median_by_stake(&[6, 3, 3]), 6);
    assert_eq!(median_by_stake(&[5, 3, 3]), 3);
}

proptest! {
    #[test]
    fn who_holds_less_than_half_cannot_shut_out_equals(
        honest in 4usize..60,
        stake in 1_000u128..1 << 60,
        cuts in prop::collection::vec(1u128..1 << 60, 1..40),
    ) {
        // GIVEN honest pools of one size, and less than half of the stake in pools of any sizes
        let all = cuts.iter().sum::<u128>();
        let budget = stake * honest as u128 - 1;
        let attack = cuts.iter().map(|cut| {
            // budget * cut / all, without overflow: both are below 2^66.
            (budget >> 8) * (cut >> 8) / ((all >> 16) + 1)
        });
        let attack = attack.collect::<Vec<_>>();
        prop_assume!(attack.iter().sum::<u128>() < stake * honest as u128);
        let stakes = descending(attack.into_iter().chain(vec![stake; honest]).collect());
        // THEN each honest pool that reaches a quarter of the largest below the median sits
        let median = median_by_stake(&stakes);
        let elected = seats(&stakes, 1_000);
        if stake * 4 >= median {
            prop_assert!(elected >= honest);
        }
        // AND no seat beyond the safe ones costs less than a quarter of the median
        for bought in stakes.iter().take(elected).skip(SAFE_SEATS) {
            prop_assert!(bought * 4 >= median);
        }
        // AND the median is at most what half of the stake can make it
        prop_assert!(stakes.iter().filter(|stake| **stake >= median).sum::<u128>() * 2
            >= stakes.iter().sum::<u128>());
    }

    #[test]
    fn small_pools_of_one_size_sit_all_or_not_at_all(
        honest in 50usize..90,
        stake in 1_000u128..1 << 60,
        cheap in 0u128..1 << 60,
    ) {
        let cheap = cheap % stake;
        let stakes = std::iter::repeat_n(stake, honest).chain(std::iter::repeat_n(cheap, 50));
        let elected = seats(&stakes.collect::<Vec<_>>(), 1_000);
        let expected = if cheap * 4 >= stake { honest + 50 } else { honest };
        prop_assert_eq!(elected, expected);
    }
}
