// SPDX-License-Identifier: Apache-2.0
//! Devices are listed, looked at again, and taken off.

use crate::{mock::*, types::OrderKind, ClassOffer, Error, Gauges, ListingRecords, Settings};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::{ClassId, DeviceState, FollowDevices, MilliComputeUnits},
    market::{Listings, Reference},
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
        let full_score = MilliComputeUnits(9);
        let offer = ClassOffer { bond_usd_micro: USD, reference_usd_micro: 7, full_score };
        let by = |who, class| Market::set_class(who, ClassId(class), offer);
        assert_noop!(by(signed(ALICE), 3), DispatchError::BadOrigin);
        assert_noop!(by(RuntimeOrigin::root(), 4), Error::<Test>::ClassNotFound);
        // Who computes next to nothing would earn as much as the best.
        let endless = ClassOffer { full_score: MilliComputeUnits(0), ..offer };
        let refused = Market::set_class(RuntimeOrigin::root(), ClassId(3), endless);
        assert_eq!(refused, Err(Error::<Test>::FullScoreMissing.into()));
        assert_ok!(by(RuntimeOrigin::root(), 3));
        assert_ok!(list());
        let reference = Reference { usd_micro_per_hour: 7, full_score };
        assert_eq!(Market::reference(ClassId(3)), reference);
        assert_eq!(Market::reference(ClassId(9)), Reference::default());
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
fn a_device_whose_bond_was_slashed_earns_nothing_for_being_there() {
    run(|| {
        let device = device_of(ALICE, 0);
        let needed = ListingRecords::<Test>::get(device).expect("listed").bond_needed;
        Market::on_bond(&device, &ALICE, needed - 1);
        assert_eq!((Market::idle_class(&device), counts()), (None, [6, 5, 6, 0]));
        Market::on_bond(&device, &ALICE, needed);
        assert_eq!((Market::idle_class(&device), counts()), (Some(ClassId(0)), [6, 6, 6, 0]));
        // It is another one's.
        Market::on_bond(&device, &BOB, needed);
        assert_eq!(Market::idle_class(&device), None);
        Market::on_bond(&key(99), &BOB, needed);
        assert_eq!(ListingRecords::<Test>::get(key(99)), None);
    });
}

#[test]
fn what_takes_part_or_is_hired_is_in_service() {
    run(|| {
        let device = device_of(ALICE, 0);
        assert!(Market::is_in_service(&device) && !Market::is_in_service(&key(99)));
        Market::on_active(&device, &ALICE, false);
        assert!(!Market::is_in_service(&device));
        Market::on_active(&device, &ALICE, true);
        lease_with(100 * JOULE);
        Market::on_active(&device, &ALICE, false);
        assert!(Market::is_in_service(&device));
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
