// SPDX-License-Identifier: Apache-2.0
//! What comes of what many feeders say.

use crate::{feeding::FRESH_MS, mock::*, Asset, Event, LastPrice};
use frame_support::{assert_ok, BoundedVec};
use joule_primitives::price::{Dollars, Health, MAX_PRICE, MIN_PRICE};
use pallet_oracle::traits::DataFeeder;
use proptest::prelude::*;

#[test]
fn a_round_needs_more_than_two_thirds_of_the_seats() {
    for (seats, quorum) in [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5), (21, 15)] {
        run_with(seats, || {
            feed_all(0..quorum - 1, dollars(2));
            assert_eq!(LastPrice::<Test>::get(), None, "{} of {seats}", quorum - 1);
            feed_all([quorum - 1], dollars(2));
            assert_eq!(
                events().last(),
                Some(&Event::PriceChanged { spot: dollars(2), as_of: time() })
            );
            assert_eq!((spot(), price().as_of, health()), (dollars(2), time(), Health::Healthy));
        });
    }
}

#[test]
fn who_is_the_only_one_with_a_key_decides_nothing() {
    run(|| {
        set_keys([0, 1]);
        seat(0..4);
        pass(MINUTE);
        feed_all([0, 1], dollars(2));
        assert_eq!((spot(), health()), (Dollars::default(), Health::Halted));
    });
}

#[test]
fn without_seats_there_is_no_price() {
    run(|| {
        assert_eq!(Price::round(Vec::new()), None);
        assert_ok!(<Oracle as DataFeeder<_, _, _>>::feed_value(None, Asset::Joule, dollars(2)));
        assert_eq!(LastPrice::<Test>::get(), None);
    });
}

#[test]
fn outliers_are_left_out() {
    run_with(5, || {
        for (pool, price) in [1_000, 1_010, 1_020, 1_060, 9_000].into_iter().enumerate() {
            assert_ok!(feed(pool as u8, milli(price)));
        }
        // The median is 1.020; 1.060 and 9 are more than 3 % from it, and so is none below.
        assert_eq!(spot(), milli(1_010));
    });
}

#[test]
fn the_order_in_a_block_does_not_matter() {
    let prices = [2_000, 2_010, 2_020, 2_400, 2_600];
    let mut seen = Vec::new();
    for order in [[0usize, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]] {
        run_with(5, || {
            feed_all(0..5, milli(1_900));
            pass(10 * MINUTE);
            for index in order {
                assert_ok!(feed(index as u8, milli(prices[index])));
            }
            seen.push(encoded(&LastPrice::<Test>::get()));
        });
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[test]
fn a_price_moves_by_a_tenth_in_half_an_hour() {
    run_with(4, || {
        feed_all(0..4, dollars(1));
        pass(30 * MINUTE);
        feed_all(0..4, dollars(1_000));
        assert_eq!(spot(), milli(1_100));
        // It compounds with the time that has passed.
        pass(60 * MINUTE);
        feed_all(0..4, dollars(1_000));
        assert_eq!(spot(), milli(1_331));
    });
}

#[test]
fn a_fall_is_held_as_a_rise_is() {
    run_with(4, || {
        feed_all(0..4, dollars(1));
        pass(30 * MINUTE);
        feed_all(0..4, milli(10));
        assert_eq!(spot(), milli(900));
        pass(60 * MINUTE);
        feed_all(0..4, milli(10));
        assert_eq!(spot(), milli(729));
    });
}

#[test]
fn feeding_often_moves_no_further() {
    let move_in = |every: u64| {
        let mut moved = Dollars::default();
        run_with(4, || {
            feed_all(0..4, dollars(1));
            for _ in 0..(60 * MINUTE / every) {
                pass(every);
                feed_all(0..4, dollars(100));
            }
            moved = spot();
        });
        moved
    };
    let seldom = move_in(60 * MINUTE);
    assert_eq!(seldom, milli(1_210));
    for every in [MINUTE, 7 * MINUTE + 30_000] {
        let often = move_in(every);
        assert!(often <= seldom && often > milli(1_209), "{often} {seldom}");
    }
}

#[test]
fn a_few_who_speak_again_do_not_change_what_was_agreed_on() {
    run_with(4, || {
        feed_all(0..4, dollars(1));
        let before = price();
        pass(MINUTE);
        // Two of four are half of them, and no round.
        feed_all(0..2, dollars(100));
        assert_eq!((spot(), price().as_of), (before.spot, before.as_of));
        feed_all([2], dollars(100));
        assert!(spot() > dollars(1) && spot() < milli(1_004), "{:?}", spot());
    });
}

#[test]
fn what_is_not_fresh_does_not_count() {
    run_with(4, || {
        feed_all(0..2, dollars(2));
        pass(FRESH_MS - 1);
        feed_all([2], dollars(2));
        assert_eq!(spot(), dollars(2), "the oldest is still fresh");
        // The price is as old as the third newest of them.
        assert_eq!(price().as_of, time() - FRESH_MS + 1);
        pass(FRESH_MS);
        feed_all([3], dollars(4));
        assert_eq!(spot(), dollars(2), "only one is fresh");
    });
}

#[test]
fn one_feeder_cannot_make_a_price_younger() {
    run_with(4, || {
        feed_all(0..4, dollars(2));
        let then = time();
        for _ in 0..20 {
            pass(MINUTE);
            feed_all([0], dollars(2));
        }
        assert_eq!((price().as_of, health()), (then, Health::Degraded));
    });
}

#[test]
fn root_has_no_voice() {
    run_with(4, || {
        let feed_root = |price| {
            let values = BoundedVec::truncate_from(vec![(Asset::Joule, price)]);
            assert_ok!(Oracle::feed_values(RuntimeOrigin::root(), values));
        };
        feed_root(dollars(9));
        feed_all(0..2, dollars(2));
        assert_eq!(LastPrice::<Test>::get(), None, "Root makes no quorum");
        feed_all(2..4, dollars(2));
        pass(SLOT_MS);
        feed_root(dollars(9));
        assert_eq!(spot(), dollars(2));
        check();
    });
}

#[test]
fn what_cannot_be_a_price_is_left_out_however_it_came() {
    run_with(3, || {
        feed_all(0..3, dollars(2));
        pass(MINUTE);
        for (pool, wrong) in [(0, Dollars::default()), (1, Dollars::from_inner(u128::MAX))] {
            // The oracle's own call takes anything of a member.
            let values = BoundedVec::truncate_from(vec![(Asset::Joule, wrong)]);
            assert_ok!(Oracle::feed_values(signed(account(pool)), values));
        }
        feed_all([2], dollars(2));
        assert_eq!((spot(), price().as_of), (dollars(2), time() - MINUTE));
        assert!(MIN_PRICE > Dollars::default() && MAX_PRICE < Dollars::from_inner(u128::MAX));
        check();
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a third of the members says, the price stays between what the others say, who differ
    /// by 2 % at most, however many of them are silent as long as there is a round.
    #[test]
    fn a_third_of_the_members_does_not_move_the_price(
        seats in 4u8..=21,
        honest in prop::collection::vec(0u64..=20, 21),
        hostile in prop::collection::vec(1u64..3_000, 21),
        silent in 0u8..7,
        hostile_first: bool,
    ) {
        let bad = (seats - 1) / 3;
        let quorum = seats * 2 / 3 + 1;
        let fed = seats.saturating_sub(silent).max(quorum);
        run_with(seats, || {
            let says = |pool: u8| match pool < bad {
                true => milli(hostile[usize::from(pool)]),
                false => milli(1_000 + honest[usize::from(pool)]),
            };
            let order: Vec<u8> = match hostile_first {
                true => (0..fed).collect(),
                false => (0..fed).rev().collect(),
            };
            for pool in order {
                assert_ok!(feed(pool, says(pool)));
            }
            let others = (bad..fed).map(says).collect::<Vec<_>>();
            let (low, high) = (others.iter().min().unwrap(), others.iter().max().unwrap());
            assert!((low..=high).contains(&&spot()), "{:?} {low:?} {high:?}", spot());
        });
    }
}
