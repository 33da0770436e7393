// SPDX-License-Identifier: Apache-2.0
//! Both sides agree on another rate.

use crate::{mock::*, Error};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{price::Health, units::JOULE};

fn amend(who: u64, id: u64, rate: u64) -> sp_runtime::DispatchResult {
    Market::amend_lease(signed(who), id, ALICE, rate)
}

#[test]
fn a_rate_changes_when_both_wish_the_same() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 2);
        pass(50);
        assert_noop!(amend(STRANGER, id, 2 * RATE), Error::<Test>::NotProvider);
        assert_noop!(amend(TENANT, id, RATE), Error::<Test>::RateUnchanged);
        assert_noop!(amend(TENANT, id, 0), Error::<Test>::RateUnchanged);
        let other = Market::amend_lease(signed(TENANT), id, BOB, 1);
        assert_noop!(other, Error::<Test>::NotProvider);
        assert_ok!(amend(ALICE, id, 3 * RATE));
        // The same again is no agreement, and neither is another one.
        assert_ok!(amend(ALICE, id, 3 * RATE));
        assert_ok!(amend(TENANT, id, 2 * RATE));
        assert_eq!(lease(id).rate(), RATE);
        assert_ok!(amend(ALICE, id, 2 * RATE));
        assert_eq!(lease(id).rate(), 2 * RATE);
        // What was served until now is paid at the old rate, and what follows at the new one.
        assert_eq!(paid_to(ALICE), 250 * 10_000);
        serve(id, 1);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid_to(ALICE), 250 * 10_000 + 100 * 20_000);
    });
}

#[test]
fn a_rate_does_not_change_without_a_price_or_money() {
    run(|| {
        let id = lease_with(6 * JOULE);
        serve(id, 2);
        assert_ok!(amend(ALICE, id, 2 * RATE));
        set_price(100, Health::Halted);
        assert_noop!(amend(TENANT, id, 2 * RATE), Error::<Test>::PriceUnavailable);
        set_price(100, Health::Healthy);
        serve(id, 5);
        assert_noop!(amend(TENANT, id, 2 * RATE), Error::<Test>::EscrowTooSmall);
    });
}

#[test]
fn a_rate_does_not_change_while_time_is_contested_or_after_the_end() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 2);
        assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
        assert_noop!(amend(TENANT, id, 1), Error::<Test>::DisputeInProgress);
        find(id, joule_primitives::panels::Finding::NoFault);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_noop!(amend(TENANT, id, 1), Error::<Test>::NotRunning);
    });
}

#[test]
fn sponsors_pay_no_more_than_the_bid_that_they_knew() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        assert_ok!(Market::sponsor(signed(SPONSOR), id, 100 * JOULE));
        assert_noop!(amend(TENANT, id, RATE + 1), Error::<Test>::OutOfBounds);
        assert_noop!(amend(ALICE, id, RATE + 1), Error::<Test>::OutOfBounds);
        assert_ok!(amend(ALICE, id, RATE - 1));
        assert_ok!(amend(TENANT, id, RATE - 1));
        // Back to what the bid was.
        assert_ok!(amend(ALICE, id, RATE));
        assert_ok!(amend(TENANT, id, RATE));
        assert_eq!(lease(id).rate(), RATE);
        // A wish of before does not bind who comes later either.
        assert_ok!(Market::sponsor(signed(SPONSOR), id, 0));
        assert_ok!(amend(ALICE, id, 2 * RATE));
        assert_ok!(Market::sponsor(signed(SPONSOR), id, 1));
        assert_noop!(amend(TENANT, id, 2 * RATE), Error::<Test>::OutOfBounds);
    });
}

#[test]
fn a_wish_is_taken_back_by_wishing_what_is() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        assert_ok!(amend(ALICE, id, 2 * RATE));
        assert_noop!(amend(TENANT, id, RATE), Error::<Test>::RateUnchanged);
        assert_ok!(amend(ALICE, id, RATE));
        assert_noop!(amend(ALICE, id, RATE), Error::<Test>::RateUnchanged);
        assert_ok!(amend(TENANT, id, 2 * RATE));
        assert_eq!(lease(id).rate(), RATE);
    });
}

#[test]
fn a_wish_is_forgotten_after_twelve_heartbeats() {
    run(|| {
        for (blocks, rate) in [(1, RATE), (0, 2 * RATE)] {
            let id = lease_with(1_000 * JOULE);
            assert_ok!(amend(ALICE, id, 2 * RATE));
            serve(id, 12);
            pass(blocks);
            assert_ok!(amend(TENANT, id, 2 * RATE));
            assert_eq!(lease(id).rate(), rate);
            assert_ok!(Market::close_lease(signed(TENANT), id));
        }
    });
}

#[test]
fn a_higher_rate_needs_an_escrow_that_pays_for_it() {
    run(|| {
        let id = lease_with(20 * JOULE);
        assert_ok!(amend(ALICE, id, 4 * RATE));
        assert_noop!(amend(TENANT, id, 4 * RATE), Error::<Test>::EscrowTooSmall);
        assert_ok!(Market::top_up(signed(TENANT), id, 4 * JOULE));
        assert_ok!(amend(TENANT, id, 4 * RATE));
        // A lower one does not: it makes the money last longer.
        serve(id, 5);
        assert_ok!(amend(ALICE, id, 3 * RATE));
        assert_ok!(amend(TENANT, id, 3 * RATE));
        assert_eq!(lease(id).rate(), 3 * RATE);
    });
}
