// SPDX-License-Identifier: Apache-2.0
//! The price of a chain without a market.

use crate::{mock::*, Administered, Error, Event};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::price::{Dollars, Health, Price as PriceOf, PriceOfJoule, MAX_PRICE};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn a_genesis_may_set_the_price() {
    genesis(Some(dollars(1))).execute_with(|| {
        begin_chain();
        assert_eq!(price(), PriceOf::administered(dollars(1), time()));
        assert_eq!(Price::settlement_price(Dollars::default()), Some(dollars(1)));
        pass(1_000 * HOUR);
        assert_eq!(health(), Health::Administered, "it does not grow old");
        check();
    });
}

#[test]
#[should_panic(expected = "Set `price.administered` to")]
fn a_genesis_with_an_impossible_price_does_not_start() {
    genesis(Some(Dollars::default()));
}

#[test]
fn governance_switches_between_its_price_and_the_feed() {
    run_with(4, || {
        let set = |price| Price::set_administered_price(RuntimeOrigin::root(), price);
        feed_all(0..4, dollars(2));
        assert_ok!(set(Some(dollars(5))));
        assert_eq!(events().last(), Some(&Event::AdministeredPriceSet { price: Some(dollars(5)) }));
        assert_eq!(price(), PriceOf::administered(dollars(5), time()));
        // The feed goes on below.
        pass(MINUTE);
        feed_all(0..4, milli(2_001));
        assert_eq!((price().spot, spot()), (dollars(5), milli(2_001)));
        assert_ok!(set(None));
        assert_eq!((price().spot, health()), (milli(2_001), Health::Healthy));
        // Twice changes nothing.
        assert_ok!(set(None));
        assert_eq!(Administered::<Test>::get(), None);
    });
}

#[test]
fn nobody_else_sets_the_price() {
    run_with(4, || {
        for origin in [signed(validator(0)), signed(account(0)), RuntimeOrigin::none()] {
            for wish in [Some(dollars(1)), None] {
                assert_noop!(Price::set_administered_price(origin.clone(), wish), BadOrigin);
            }
        }
        for wrong in [Dollars::default(), MAX_PRICE + dollars(1)] {
            assert_noop!(
                Price::set_administered_price(RuntimeOrigin::root(), Some(wrong)),
                Error::<Test>::PriceOutOfBounds
            );
        }
    });
}
