// SPDX-License-Identifier: Apache-2.0
//! Who wins.

use crate::{
    mock::*,
    types::{LeaseState, OrderKind},
    Error, HoldReason, Leases, NextOrder,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{attestation::DeviceState, price::Health, units::JOULE};

fn take(who: u64, id: u64, numbers: &[u64]) -> sp_runtime::DispatchResult {
    Market::take_bids(signed(who), id, numbers.to_vec().try_into().expect("few"))
}

fn winner(id: u64) -> u64 {
    lease(id).parts.first().expect("a part").bid.provider
}

/// An order with bids of all three providers, of which Bob's is the best.
fn contest() -> u64 {
    contest_of(TENANT)
}

/// The same, of somebody else.
fn contest_of(tenant: u64) -> u64 {
    let id = NextOrder::<Test>::get();
    let request = Box::new(request(OrderKind::Lease));
    assert_ok!(Market::create_order(signed(tenant), request, 100 * JOULE));
    assert_ok!(bid(ALICE, id, RATE - 1, 1));
    assert_ok!(bid(BOB, id, RATE - 2, 1));
    assert_ok!(bid(CAROL, id, RATE, 1));
    id
}

#[test]
fn the_tenant_takes_any_open_bid_at_any_time() {
    run(|| {
        let id = contest();
        assert_noop!(take(STRANGER, id, &[0]), Error::<Test>::NotTenant);
        assert_noop!(take(TENANT, id, &[7]), Error::<Test>::BidNotFound);
        assert_noop!(take(TENANT, id, &[]), Error::<Test>::NotEnoughBids);
        assert_noop!(take(TENANT, id, &[0, 1]), Error::<Test>::NotEnoughBids);
        assert_noop!(take(TENANT, 99, &[0]), Error::<Test>::OrderNotFound);
        assert_ok!(take(TENANT, id, &[2]));
        assert_eq!(winner(id), CAROL);
        assert_eq!(lease(id).state, LeaseState::Pending { until: 101 });
        assert_noop!(take(TENANT, id, &[0]), Error::<Test>::OrderMatched);
    });
}

#[test]
fn after_the_window_anybody_has_the_best_bid_win() {
    run(|| {
        let id = contest();
        pass(10);
        let finalise = || Market::finalise(signed(STRANGER), id);
        assert_noop!(finalise(), Error::<Test>::TooEarly);
        pass(1);
        assert_ok!(finalise());
        assert_eq!(winner(id), BOB);
        assert_noop!(finalise(), Error::<Test>::OrderMatched);
    });
}

#[test]
fn an_order_without_bids_is_not_finalised() {
    run(|| {
        let id = order(OrderKind::Lease, 100 * JOULE);
        pass(11);
        assert_noop!(Market::finalise(signed(STRANGER), id), Error::<Test>::NotEnoughBids);
        // A late bid is taken.
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(poke(id));
        assert_eq!(winner(id), ALICE);
    });
}

#[test]
fn who_is_hired_elsewhere_by_now_pays_as_for_a_bid_taken_back() {
    run(|| {
        let (first, second) = (contest(), contest_of(STRANGER));
        assert_ok!(take(TENANT, first, &[1]));
        assert_noop!(take(STRANGER, second, &[1]), Error::<Test>::NotEnoughBids);
        pass(11);
        assert_ok!(Market::finalise(signed(STRANGER), second));
        assert_eq!(winner(second), ALICE);
        assert_eq!(held(HoldReason::BidDeposit, BOB), 5 * JOULE);
        assert_eq!(free(BOB), RICHES - settings().provider_deposit - 5 * JOULE - JOULE / 2);
    });
}

#[test]
fn who_is_hired_by_the_same_tenant_pays_nothing() {
    run(|| {
        // GIVEN two orders of one tenant, for which Bob bids with one device
        let (first, second) = (contest(), contest());
        assert_ok!(take(TENANT, first, &[1]));
        // WHEN the second one is looked at while the first one has the device
        pass(11);
        assert_ok!(Market::finalise(signed(STRANGER), second));
        assert_eq!(winner(second), ALICE);
        assert_ok!(Market::close_lease(signed(TENANT), first));
        // THEN Bob gets all back
        assert_eq!(free(BOB), RICHES - settings().provider_deposit);
    });
}

#[test]
fn a_bid_whose_device_was_sent_to_its_trial_or_drawn_costs_nothing() {
    run(|| {
        let id = contest();
        change_device(&device_of(BOB, 0), |device| device.state = DeviceState::Waiting);
        // Others had it drawn: it is excused, and not by a lease.
        change_device(&device_of(ALICE, 0), |device| device.is_excused = true);
        pass(11);
        assert_ok!(Market::finalise(signed(STRANGER), id));
        assert_eq!(winner(id), CAROL);
        let whole = RICHES - settings().provider_deposit;
        assert_eq!((free(ALICE), free(BOB)), (whole, whole));
        change_device(&device_of(ALICE, 0), |device| device.is_excused = false);
    });
}

#[test]
fn who_lost_a_part_of_its_bond_pays_as_for_a_bid_taken_back() {
    run(|| {
        // GIVEN bids of a device that has just the bond that was asked for
        let needed = 50 * JOULE;
        change_device(&device_of(BOB, 0), |device| device.bond = needed);
        let ids = [contest(), contest()];
        // WHEN it is fined a hundredth for a job that it was drawn for
        change_device(&device_of(BOB, 0), |device| device.bond -= needed / 100);
        pass(11);
        for id in ids {
            assert_ok!(Market::finalise(signed(STRANGER), id));
            assert_ne!(winner(id), BOB);
        }
        // THEN it loses a tenth of what was held for each, and not all
        let record = settings().provider_deposit;
        assert_eq!(free(BOB), RICHES - record - 2 * JOULE / 2);
    });
}

#[test]
fn nothing_is_matched_while_no_price_converts() {
    run(|| {
        let id = contest();
        set_price(100, Health::Degraded);
        assert_noop!(take(TENANT, id, &[1]), Error::<Test>::PriceUnavailable);
        pass(11);
        let finalise = || Market::finalise(signed(STRANGER), id);
        assert_noop!(finalise(), Error::<Test>::PriceUnavailable);
        // The agenda waits for one.
        pass_with_agenda(101);
        set_price(100, Health::Healthy);
        pass_with_agenda(101);
        assert_eq!(winner(id), BOB);
        // Neither is the next bid taken when the first does not begin.
        set_price(100, Health::Degraded);
        pass_with_agenda(102);
        assert!(Leases::<Test>::get(id).is_none());
        assert_eq!(order_of(id).bids.len(), 2);
        set_price(100, Health::Healthy);
        pass_with_agenda(101);
        assert_eq!(winner(id), ALICE);
    });
}

#[test]
fn who_cannot_keep_its_bid_by_its_own_doing_loses_the_deposit() {
    run(|| {
        let id = contest();
        assert_ok!(Market::pause_provider(signed(BOB)));
        change_device(&device_of(ALICE, 0), |device| device.state = DeviceState::Paused);
        pass(11);
        assert_ok!(Market::finalise(signed(STRANGER), id));
        assert_eq!(winner(id), CAROL);
        let left = RICHES - settings().provider_deposit - 5 * JOULE;
        assert_eq!((free(ALICE), free(BOB)), (left, left));
        assert_eq!(held(HoldReason::BidDeposit, BOB), 0);
    });
}

#[test]
fn bids_that_cannot_be_kept_are_dropped_even_if_none_is_left() {
    run(|| {
        let id = order(OrderKind::Lease, 100 * JOULE);
        assert_ok!(bid(BOB, id, RATE, 1));
        assert_ok!(Market::offer_device(signed(BOB), device_of(BOB, 0), false));
        pass(11);
        assert_ok!(Market::finalise(signed(STRANGER), id));
        assert!(Leases::<Test>::get(id).is_none() && order_of(id).bids.is_empty());
        assert_eq!(free(BOB), RICHES - settings().provider_deposit - 5 * JOULE);
        assert_noop!(Market::finalise(signed(STRANGER), id), Error::<Test>::NotEnoughBids);
    });
}

#[test]
fn losers_are_refunded_when_the_lease_has_begun() {
    run(|| {
        let id = contest();
        assert_ok!(take(TENANT, id, &[1]));
        assert_eq!(held(HoldReason::BidDeposit, CAROL), 5 * JOULE);
        deliver(id);
        assert_ok!(Market::accept_endpoint(signed(TENANT), id));
        let whole = RICHES - settings().provider_deposit;
        assert_eq!((free(ALICE), free(CAROL)), (whole, whole));
        assert_eq!(held(HoldReason::BidDeposit, BOB), 5 * JOULE);
    });
}
