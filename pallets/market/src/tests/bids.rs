// SPDX-License-Identifier: Apache-2.0
//! Who may bid, and what is held for it.

use crate::{
    mock::*,
    types::{DeviceList, OrderKind},
    Error, HoldReason, Orders,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{attestation::DeviceState, price::Health, types::Balance, units::JOULE};

fn devices(list: &[joule_primitives::attestation::DeviceKey]) -> DeviceList {
    list.to_vec().try_into().expect("few")
}

#[test]
fn a_bid_holds_the_larger_of_a_dollar_and_a_twentieth() {
    run(|| {
        for (escrow, deposit) in [(10 * JOULE, JOULE), (100 * JOULE, 5 * JOULE)] {
            let id = order(OrderKind::Lease, escrow);
            assert_ok!(bid(ALICE, id, RATE, 1));
            assert_eq!(held(HoldReason::BidDeposit, ALICE), deposit);
            assert_ok!(Market::cancel_order(signed(TENANT), id));
        }
    });
}

#[test]
fn a_bid_needs_a_price_within_bounds_and_an_open_order() {
    run(|| {
        let id = order(OrderKind::Lease, 10 * JOULE);
        assert_noop!(bid(ALICE, id, 0, 1), Error::<Test>::OutOfBounds);
        assert_noop!(bid(ALICE, id, RATE + 1, 1), Error::<Test>::OutOfBounds);
        assert_noop!(bid(STRANGER, id, RATE, 1), Error::<Test>::ProviderNotFound);
        assert_noop!(bid(ALICE, 99, RATE, 1), Error::<Test>::OrderNotFound);
        set_price(100, Health::Halted);
        assert_noop!(bid(ALICE, id, RATE, 1), Error::<Test>::PriceUnavailable);
        set_price(100, Health::Healthy);
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_noop!(bid(ALICE, id, RATE, 1), Error::<Test>::BidAlreadyExists);
        assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
        assert_noop!(bid(BOB, id, RATE, 1), Error::<Test>::OrderMatched);
    });
}

#[test]
fn a_bid_names_its_own_devices_that_will_do() {
    run(|| {
        let id = order(OrderKind::Lease, 10 * JOULE);
        let place = |list: &[_]| Market::place_bid(signed(ALICE), id, RATE, devices(list));
        let mine = device_of(ALICE, 0);
        assert_noop!(place(&[]), Error::<Test>::DevicesUnsuitable);
        assert_noop!(place(&[mine, device_of(ALICE, 1)]), Error::<Test>::DevicesUnsuitable);
        assert_noop!(place(&[device_of(BOB, 0)]), Error::<Test>::NotOwner);
        assert_noop!(place(&[key(99)]), Error::<Test>::ListingNotFound);
        change_device(&mine, |device| device.state = DeviceState::Paused);
        assert_noop!(place(&[mine]), Error::<Test>::DevicesUnsuitable);
        change_device(&mine, |device| {
            device.state = DeviceState::Active;
            device.bond = 0;
        });
        assert_noop!(place(&[mine]), Error::<Test>::DevicesUnsuitable);
        change_device(&mine, |device| device.bond = BOND);
        assert_ok!(place(&[mine]));
    });
}

#[test]
fn a_device_must_meet_the_needs() {
    run(|| {
        let ask = |how: fn(&mut crate::types::Needs)| {
            let id = crate::NextOrder::<Test>::get();
            let mut request = request(OrderKind::Lease);
            how(&mut request.needs);
            assert_ok!(Market::create_order(signed(TENANT), Box::new(request), 10 * JOULE));
            bid(ALICE, id, RATE, 1)
        };
        let unsuitable = || Error::<Test>::DevicesUnsuitable.into();
        assert_eq!(ask(|needs| needs.region = Some(1)), Err(unsuitable()));
        assert_eq!(ask(|needs| needs.link = Some(crate::types::Link::Rdma)), Err(unsuitable()));
        assert_eq!(ask(|needs| needs.memory_mib = 81_921), Err(unsuitable()));
        assert_eq!(ask(|needs| needs.class.0 = 1), Err(unsuitable()));
        assert_ok!(ask(|needs| {
            needs.region = Some(276);
            needs.link = Some(crate::types::Link::Pcie);
            needs.memory_mib = 81_920;
        }));
    });
}

#[test]
fn a_bid_taken_back_while_the_order_is_open_costs_a_tenth() {
    run(|| {
        let id = order(OrderKind::Lease, 10 * JOULE);
        let withdraw = |who| Market::withdraw_bid(signed(who), id);
        assert_noop!(withdraw(ALICE), Error::<Test>::BidNotFound);
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(withdraw(ALICE));
        let record = settings().provider_deposit;
        assert_eq!(free(ALICE), RICHES - record - JOULE / 10);
        assert_noop!(withdraw(ALICE), Error::<Test>::BidNotFound);
        assert_noop!(Market::withdraw_bid(signed(ALICE), 99), Error::<Test>::OrderNotFound);
        // Once another one has won, it costs nothing.
        assert_ok!(bid(BOB, id, RATE, 1));
        assert_ok!(bid(CAROL, id, RATE, 1));
        assert_ok!(Market::take_bids(signed(TENANT), id, vec![1].try_into().expect("few")));
        assert_ok!(withdraw(CAROL));
        assert_eq!(free(CAROL), RICHES - record);
    });
}

#[test]
fn sixteen_bids_are_kept_and_who_is_evicted_gets_all_back() {
    run(|| {
        for who in 13..30 {
            add_provider(who, 1);
        }
        let id = order(OrderKind::Lease, 10 * JOULE);
        for who in 13..29 {
            assert_ok!(bid(who, id, RATE - 100 + u64::from(who as u32), 1));
        }
        let record = settings().provider_deposit;
        assert_noop!(bid(29, id, RATE, 1), Error::<Test>::BidTooWeak);
        assert_ok!(bid(29, id, RATE - 1_000, 1));
        let order = Orders::<Test>::get(id).expect("there is an order");
        let expected = core::iter::once(29).chain(13..28).collect::<Vec<_>>();
        let kept = order.bids.iter().map(|bid| bid.provider).collect::<Vec<_>>();
        assert_eq!(kept, expected);
        assert_eq!(free(28), RICHES - record);
    });
}

#[test]
fn ties_go_to_the_larger_bond_then_to_who_came_first() {
    run(|| {
        change_device(&device_of(CAROL, 0), |device| device.bond += 1);
        let id = order(OrderKind::Lease, 10 * JOULE);
        for who in [BOB, ALICE, CAROL] {
            assert_ok!(bid(who, id, RATE, 1));
        }
        let order = order_of(id);
        let kept = order.bids.iter().map(|bid| bid.provider).collect::<Vec<_>>();
        assert_eq!(kept, [CAROL, BOB, ALICE]);
        let sum: Balance = order.bids.iter().map(|bid| bid.deposit).sum();
        assert_eq!(sum, 3 * JOULE);
    });
}
