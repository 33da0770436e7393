// SPDX-License-Identifier: Apache-2.0
//! Exits never wait, whatever the price is.

use crate::{
    mock::*,
    types::{CloseReason, LeaseState},
    Error, HoldReason, Leases,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{price::Health, units::JOULE};

#[test]
fn the_tenant_ends_a_lease_at_any_time_and_pays_to_that_block() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 2);
        pass(37);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(reason(id), Some(CloseReason::TenantClosed));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 237 * 10_000);
        assert_eq!(free(TENANT), RICHES - 237 * BLOCK);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
        assert_noop!(Market::close_lease(signed(TENANT), id), Error::<Test>::NotRunning);
        assert_noop!(Market::close_lease(signed(TENANT), 99), Error::<Test>::LeaseNotFound);
    });
}

#[test]
fn time_in_which_nobody_was_heard_of_is_not_paid_in_the_end() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 1);
        pass(301);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid_to(ALICE), 100 * 10_000);
    });
}

#[test]
fn without_a_price_twice_the_debt_is_kept_and_the_rest_given_back_at_once() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 3);
        set_price(50, Health::Halted);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        // Three dollars are six JOULE at the average of the day.
        assert_eq!(held(HoldReason::Escrow, TENANT), 12 * JOULE);
        assert_eq!(free(TENANT), RICHES - 12 * JOULE);
        assert_eq!(lease(id).state, LeaseState::Closing);
        pass(100);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        set_price(200, Health::Healthy);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 3_000_000);
        assert_eq!(free(TENANT), RICHES - 3 * JOULE / 2);
    });
}

#[test]
fn after_a_day_the_average_of_that_day_is_taken() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 3);
        set_price(50, Health::Halted);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        set_price(1, Health::Halted);
        pass(settings().hold_blocks - 1);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        assert_eq!(free(TENANT), RICHES - 6 * JOULE);
    });
}

#[test]
fn without_a_price_of_the_day_the_floor_pays() {
    run(|| {
        // GIVEN a chain whose administered price was taken away, and which has no other
        set_price(100, Health::Administered);
        let id = lease_with(1_000 * JOULE);
        serve(id, 3);
        set_price(0, Health::Halted);
        // WHEN a lease ends then
        assert_ok!(Market::close_lease(signed(TENANT), id));
        pass(settings().hold_blocks);
        assert_ok!(poke(id));
        // THEN it is paid at its floor, and not for nothing
        assert!(is_concluded(id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (3_000_000, RICHES - 6 * JOULE));
    });
}

#[test]
fn a_price_that_fell_below_half_pays_what_was_kept() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 3);
        set_price(100, Health::Degraded);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        // The floor holds the price at half a dollar: all that was kept pays the debt exactly.
        set_price(20, Health::Healthy);
        assert_ok!(poke(id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (3_000_000, RICHES - 6 * JOULE));
    });
}

#[test]
fn a_payment_that_fails_changes_nothing_and_is_made_later() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 1);
        break_settlement(true);
        let close = || Market::close_lease(signed(TENANT), id);
        assert_noop!(close(), sp_runtime::DispatchError::Unavailable);
        break_settlement(false);
        assert_ok!(close());
        assert!(Leases::<Test>::contains_key(id) && is_concluded(id));
    });
}

#[test]
fn a_price_that_fell_since_yesterday_pays_all_that_is_owed() {
    use joule_primitives::price::{Dollars, Price};
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 3);
        let cents = |cents: u32| Dollars::from_rational(cents.into(), 100);
        let price = Price {
            spot: cents(60),
            twap_30m: cents(60),
            twap_24h: cents(400),
            as_of: 0,
            health: Health::Healthy,
        };
        frame_support::storage::unhashed::put(b"price", &price);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert!(is_concluded(id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (3_000_000, RICHES - 5 * JOULE));
    });
}
