// SPDX-License-Identifier: Apache-2.0
//! What the chain tells of the price.

use crate::{feeding::FRESH_MS, mock::*};
use frame_support::assert_ok;
use joule_primitives::{
    apis::price::{FedPrice, PriceReport},
    price::{Dollars, Health, Price as PriceOf},
    types::Hash,
};
use serde_json::json;

#[test]
fn a_chain_without_a_price_says_so() {
    run(|| {
        let report = Price::report();
        assert_eq!((report.price, report.feed), (PriceOf::default(), PriceOf::default()));
        assert_eq!((report.quorum, report.fresh, report.seats), (1, 0, Vec::new()));
    });
}

#[test]
fn a_report_has_every_seat_and_what_was_said_in_it() {
    run(|| {
        set_keys([7, 2, 5]);
        seat([7, 3, 2, 5]);
        pass(MINUTE);
        feed_all([7, 2], dollars(2));
        let at = time();
        pass(MINUTE);
        let report = Price::report();
        assert_eq!((report.block, report.quorum, report.fresh), (now(), 3, 2));
        let said = FedPrice { price: dollars(2), at, is_fresh: true };
        let key_of = |pool| Some(Hash::from(<[u8; 32]>::from(account(pool))));
        let seats = report.seats.iter().map(|seat| (seat.pool, seat.key, seat.said));
        assert_eq!(
            seats.collect::<Vec<_>>(),
            [
                (7, key_of(7), Some(said)),
                (3, None, None),
                (2, key_of(2), Some(said)),
                (5, key_of(5), None),
            ]
        );
        // What is too old is told, but does not count.
        pass(FRESH_MS);
        let report = Price::report();
        assert_eq!(report.fresh, 0);
        assert_eq!(report.seats[0].said, Some(FedPrice { is_fresh: false, ..said }));
    });
}

#[test]
fn a_report_tells_the_feed_below_the_price_of_governance() {
    run_with(4, || {
        feed_all(0..4, dollars(2));
        assert_ok!(Price::set_administered_price(RuntimeOrigin::root(), Some(dollars(5))));
        let PriceReport { price, feed, .. } = Price::report();
        assert_eq!(price, PriceOf::administered(dollars(5), time()));
        assert_eq!((feed.spot, feed.health), (dollars(2), Health::Healthy));
    });
}

#[test]
fn reports_are_in_dollars() {
    run_with(1, || {
        feed_all([0], milli(2_500));
        pass(MINUTE);
        assert_ok!(Price::set_administered_price(RuntimeOrigin::root(), Some(dollars(1))));
        let (report, at) = (Price::report(), START + MINUTE);
        let shown = serde_json::to_value(&report).expect("it is JSON");
        let expected = json!({
            "block": now(),
            "spot": "1",
            "twap30m": "1",
            "twap24h": "1",
            "asOf": time(),
            "health": "administered",
            "feed": {
                "spot": "2.5",
                "twap30m": "2.5",
                "twap24h": "2.5",
                "asOf": at,
                "health": "healthy",
            },
            "quorum": 1,
            "fresh": 1,
            "seats": [{
                "pool": 0,
                "key": report.seats[0].key,
                "said": { "price": "2.5", "at": at, "isFresh": true },
            }],
        });
        assert_eq!(shown, expected);
        assert!(shown["seats"][0]["key"].as_str().is_some_and(|key| key.starts_with("0x")));
        let read = serde_json::from_value::<PriceReport>(shown).expect("it is a report");
        assert_eq!(read, report);
        assert_eq!(read.feed.spot, Dollars::from_rational(5, 2));
    });
}
