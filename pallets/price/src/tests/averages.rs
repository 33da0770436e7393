// SPDX-License-Identifier: Apache-2.0
//! Averages and health as time goes by, with and without a feed.

use crate::mock::*;
use joule_primitives::price::{Dollars, Health, Price as PriceOf, PriceOfJoule};

/// Lets all of four members feed a price each minute, for so many.
fn minutes(count: u64, price: Dollars) {
    for _ in 0..count {
        pass(MINUTE);
        feed_all(0..4, price);
    }
}

#[test]
fn without_a_price_all_is_halted() {
    run(|| {
        assert_eq!(price(), PriceOf::default());
        assert_eq!(Price::settlement_price(dollars(1)), None);
    });
}

#[test]
fn a_first_price_is_its_own_average() {
    run_with(4, || {
        feed_all(0..4, dollars(2));
        assert_eq!(
            price(),
            PriceOf {
                spot: dollars(2),
                twap_30m: dollars(2),
                twap_24h: dollars(2),
                as_of: time(),
                health: Health::Healthy,
            }
        );
    });
}

#[test]
fn averages_follow_the_price_over_their_windows() {
    run_with(4, || {
        minutes(45, milli(1_000));
        minutes(15, milli(1_003));
        let PriceOf { twap_30m, twap_24h, .. } = price();
        // Half of the window at each, but for the last minute.
        assert!((milli(1_001)..=milli(1_002)).contains(&twap_30m), "{twap_30m:?}");
        // The day has 59 minutes.
        let day = Dollars::from_rational(1_000 * 45 + 1_003 * 14, 59_000);
        assert!(twap_24h <= day && day - twap_24h < milli(1) / dollars(1_000), "{twap_24h:?}");
        minutes(40, milli(1_003));
        assert_eq!(price().twap_30m, milli(1_003), "what was before is forgotten");
        assert!(price().twap_24h < milli(1_003));
    });
}

#[test]
fn a_price_settles_at_its_average_while_it_is_healthy() {
    run_with(4, || {
        minutes(40, milli(1_000));
        minutes(1, milli(1_003));
        let PriceOf { spot, twap_30m, .. } = price();
        assert!(twap_30m < spot);
        assert_eq!(Price::settlement_price(Dollars::default()), Some(twap_30m));
        assert_eq!(Price::settlement_price(dollars(5)), Some(dollars(5)));
        pass(15 * MINUTE + 1);
        assert_eq!(health(), Health::Degraded);
        assert_eq!(Price::settlement_price(dollars(5)), None);
    });
}

#[test]
fn health_follows_the_age_of_the_price_to_the_millisecond() {
    run_with(4, || {
        feed_all(0..4, dollars(2));
        for (ms, expected) in [
            (15 * MINUTE, Health::Healthy),
            (1, Health::Degraded),
            (6 * HOUR - 15 * MINUTE - 1, Health::Degraded),
            (1, Health::Halted),
            (1_000 * HOUR, Health::Halted),
        ] {
            pass(ms);
            assert_eq!(health(), expected);
            assert_eq!(spot(), dollars(2), "the last one is told all the same");
        }
    });
}

#[test]
fn too_few_feeders_never_make_an_old_price_fresh() {
    run_with(4, || {
        feed_all(0..4, dollars(2));
        let then = time();
        // Two go on for a day. The oracle hands back its old value each time.
        for _ in 0..24 * 12 {
            pass(5 * MINUTE);
            feed_all(0..2, dollars(9));
            assert_eq!((price().as_of, spot()), (then, dollars(2)));
        }
        assert_eq!(health(), Health::Halted);
        assert_eq!(Oracle::get_value(crate::Asset::Joule).map(|fed| fed.timestamp), Some(then));
    });
}

#[test]
fn averages_stand_still_while_nobody_knows_the_price() {
    run_with(4, || {
        minutes(60, milli(1_000));
        minutes(10, milli(1_020));
        pass(15 * MINUTE);
        let then = price();
        for _ in 0..30 {
            pass(HOUR);
            let PriceOf { twap_30m, twap_24h, .. } = price();
            assert_eq!((twap_30m, twap_24h), (then.twap_30m, then.twap_24h));
        }
    });
}

#[test]
fn after_an_outage_the_price_is_right_at_once() {
    run_with(4, || {
        minutes(60, dollars(10));
        // A week later it has fallen by 70 %.
        pass(7 * 24 * HOUR);
        assert_eq!(health(), Health::Halted);
        feed_all(0..4, dollars(3));
        assert_eq!((spot(), health()), (dollars(3), Health::Healthy));
        // What it was before does not weigh on what is settled.
        assert_eq!(Price::settlement_price(Dollars::default()), Some(dollars(3)));
        minutes(5, dollars(3));
        assert_eq!(price().twap_30m, dollars(3));
        assert_eq!(price().twap_24h, dollars(3));
    });
}

#[test]
fn after_a_short_outage_the_price_is_still_held() {
    run_with(4, || {
        minutes(60, dollars(10));
        pass(HOUR);
        feed_all(0..4, dollars(3));
        assert_eq!(spot(), milli(8_100), "two half hours of a tenth each");
    });
}
