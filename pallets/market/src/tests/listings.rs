// SPDX-License-Identifier: Apache-2.0
//! Devices are listed, looked at again, and taken off.

use crate::{mock::*, types::OrderKind, ClassOffer, Error, Gauges, ListingRecords, Settings};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::{ClassId, DeviceState, FollowDevices},
    market::Listings,
    price::Health,
    units::JOULE,
};
use sp_runtime::DispatchError;

fn counts() -> [u32; 4] {
    let gauges = Gauges::<Test>::get(ClassId(0));
    [gauges.listed, gauges.bonded, gauges.attested, gauges.serving].map(|gauge| gauge.count)
}

#[test]
fn who_owns_an_active_device_with_a_bond_lists_it() {
    run(|| {
        let (mine, poor, paused) = (key(200), key(201), key(202));
        for device in [mine, poor, paused] {
            add_device(device, ALICE);
        }
        change_device(&poor, |device| device.bond = 50 * JOULE - 1);
        change_device(&paused, |device| device.state = DeviceState::Paused);
        let list = |who, device| Market::list_device(signed(who), device, ATTRIBUTES);
        assert_noop!(list(STRANGER, mine), Error::<Test>::ProviderNotFound);
        assert_noop!(list(BOB, mine), Error::<Test>::NotOwner);
        assert_noop!(list(ALICE, key(99)), Error::<Test>::DeviceNotFound);
        assert_noop!(list(ALICE, poor), Error::<Test>::BondTooSmall);
        assert_noop!(list(ALICE, paused), Error::<Test>::DeviceNotActive);
        assert_ok!(list(ALICE, mine));
        assert_noop!(list(ALICE, mine), Error::<Test>::DeviceAlreadyListed);
        change_device(&poor, |device| device.bond = 50 * JOULE);
        assert_ok!(list(ALICE, poor));
        assert_eq!(counts(), [8, 8, 8, 0]);
    });
}

#[test]
fn the_bond_is_that_of_the_day_of_listing() {
    run(|| {
        let device = key(200);
        add_device(device, ALICE);
        change_device(&device, |device| device.bond = 100 * JOULE);
        set_price(40, Health::Healthy);
        let list = || Market::list_device(signed(ALICE), device, ATTRIBUTES);
        assert_noop!(list(), Error::<Test>::BondTooSmall);
        set_price(50, Health::Healthy);
        assert_ok!(list());
        // A lower price later asks for nothing more.
        set_price(10, Health::Healthy);
        assert_ok!(Market::refresh_listing(signed(STRANGER), device));
        assert!(ListingRecords::<Test>::get(device).expect("listed").is_bonded);
        change_device(&device, |device| device.bond -= 1);
        assert_ok!(Market::refresh_listing(signed(STRANGER), device));
        assert!(!ListingRecords::<Test>::get(device).expect("listed").is_bonded);
        assert_eq!(counts(), [7, 6, 7, 0]);
    });
}

#[test]
fn nothing_is_listed_without_a_price() {
    run(|| {
        add_device(key(200), ALICE);
        let list = || Market::list_device(signed(ALICE), key(200), ATTRIBUTES);
        for health in [Health::Degraded, Health::Halted] {
            set_price(100, health);
            assert_noop!(list(), Error::<Test>::PriceUnavailable);
        }
        set_price(100, Health::Administered);
        assert_ok!(list());
    });
}

#[test]
fn a_class_that_nobody_named_is_none() {
    run(|| {
        add_device(key(200), ALICE);
        change_device(&key(200), |device| device.class = ClassId(3));
        let list = || Market::list_device(signed(ALICE), key(200), ATTRIBUTES);
        assert_noop!(list(), Error::<Test>::ClassNotFound);
        let offer = ClassOffer { bond_usd_micro: USD, reference_usd_micro: 7 };
        let by = |who, class| Market::set_class(who, ClassId(class), offer);
        assert_noop!(by(signed(ALICE), 3), DispatchError::BadOrigin);
        assert_noop!(by(RuntimeOrigin::root(), 4), Error::<Test>::ClassNotFound);
        assert_ok!(by(RuntimeOrigin::root(), 3));
        assert_ok!(list());
        assert_eq!(Market::reference(ClassId(3)), 7);
        assert_eq!(Market::reference(ClassId(9)), 0);
        for class in 4..16 {
            assert_ok!(by(RuntimeOrigin::root(), class));
        }
        assert_noop!(by(RuntimeOrigin::root(), 16), Error::<Test>::OutOfBounds);
        assert!(Settings::<Test>::get().check().is_ok());
    });
}

#[test]
fn only_the_provider_offers_and_unlists_what_is_its_own() {
    run(|| {
        let device = device_of(ALICE, 0);
        assert_noop!(Market::offer_device(signed(BOB), device, false), Error::<Test>::NotOwner);
        assert_noop!(Market::unlist_device(signed(BOB), device), Error::<Test>::NotOwner);
        let unlisted = Market::unlist_device(signed(BOB), key(99));
        assert_noop!(unlisted, Error::<Test>::ListingNotFound);
        let unlisted = Market::refresh_listing(signed(BOB), key(99));
        assert_noop!(unlisted, Error::<Test>::ListingNotFound);
        assert_ok!(Market::offer_device(signed(ALICE), device, false));
        let id = order(OrderKind::Lease, 100 * JOULE);
        assert_noop!(bid(ALICE, id, RATE, 1), Error::<Test>::DevicesUnsuitable);
        // What is not its any more, anybody takes off the list.
        change_device(&device, |device| device.owner = CAROL);
        assert_ok!(Market::unlist_device(signed(STRANGER), device));
        assert_eq!(counts(), [5, 5, 5, 0]);
    });
}

#[test]
fn only_what_is_offered_and_free_earns_for_being_there() {
    run(|| {
        let device = device_of(ALICE, 0);
        assert_eq!(Market::idle_class(&device), Some(ClassId(0)));
        assert_eq!(Market::idle_class(&key(99)), None);
        assert_ok!(Market::offer_device(signed(ALICE), device, false));
        assert_eq!(Market::idle_class(&device), None);
        assert_ok!(Market::offer_device(signed(ALICE), device, true));
        assert_ok!(Market::pause_provider(signed(ALICE)));
        assert_eq!(Market::idle_class(&device), None);
        assert_ok!(Market::resume_provider(signed(ALICE)));
        lease_with(100 * JOULE);
        assert_eq!(Market::idle_class(&device), None);
        assert_eq!(Market::idle_class(&device_of(ALICE, 1)), Some(ClassId(0)));
        assert_eq!(counts(), [6, 6, 6, 1]);
    });
}

#[test]
fn counters_follow_devices_and_add_up_over_time() {
    run(|| {
        let device = device_of(ALICE, 0);
        Market::on_active(&device, &ALICE, false);
        assert_eq!(counts(), [6, 6, 5, 0]);
        pass(100);
        Market::on_active(&device, &ALICE, true);
        Market::on_active(&key(99), &ALICE, true);
        Market::on_failed(&device, &ALICE);
        assert_eq!(counts(), [6, 6, 6, 0]);
        pass(10);
        let gauges = Gauges::<Test>::get(ClassId(0));
        assert_eq!(gauges.listed.sum_at(now()), 6 * 110);
        assert_eq!(gauges.attested.sum_at(now()), 5 * 100 + 6 * 10);
        assert_eq!(gauges.serving.sum_at(now()), 0);
    });
}
