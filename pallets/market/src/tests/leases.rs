// SPDX-License-Identifier: Apache-2.0
//! Heartbeats, settlement, and leases whose escrow is used up.

use crate::{
    mock::*,
    types::{CloseReason, LeaseState, OrderKind},
    Error, HoldReason, Leases,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::{ClassId, DeviceState, FollowDevices},
    price::Health,
    units::JOULE,
};
use sp_runtime::Perbill;

fn served(id: u64) -> u32 {
    lease(id).parts.iter().map(|part| part.timeline.served()).sum()
}

#[test]
fn heartbeats_count_for_many_leases_in_one_call() {
    run(|| {
        let first = lease_with(100 * JOULE);
        let second = order(OrderKind::Lease, 100 * JOULE);
        let device = vec![device_of(ALICE, 1)].try_into().expect("few");
        assert_ok!(Market::place_bid(signed(ALICE), second, RATE, device));
        begin(second, &[0]);
        pass(100);
        let ids = || vec![first, second, 99].try_into().expect("few");
        assert_noop!(Market::heartbeat(signed(BOB), ids()), Error::<Test>::NoHeartbeatTaken);
        assert_ok!(Market::heartbeat(signed(ALICE), ids()));
        assert_eq!((served(first), served(second)), (100, 100));
        // A second one in the same block counts for nothing.
        assert_noop!(Market::heartbeat(signed(ALICE), ids()), Error::<Test>::NoHeartbeatTaken);
    });
}

#[test]
fn up_to_two_missed_heartbeats_are_paid_and_a_third_makes_the_time_unpaid() {
    run(|| {
        let id = lease_with(100 * JOULE);
        pass(300);
        assert_ok!(heartbeat(ALICE, id));
        assert_eq!(served(id), 300);
        pass(301);
        assert_ok!(poke(id));
        assert_eq!(lease(id).state, LeaseState::Degraded);
        assert_ok!(heartbeat(ALICE, id));
        assert_eq!(lease(id).state, LeaseState::Active);
        assert_eq!(served(id), 300);
        pass(10);
        assert_ok!(heartbeat(ALICE, id));
        assert_eq!(served(id), 310);
    });
}

#[test]
fn time_is_settled_when_nobody_can_contest_it_any_more() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 1);
        pass(299);
        assert_ok!(heartbeat(ALICE, id));
        pass(300);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_ok!(poke(id));
        assert_eq!(paid_to(ALICE), 100 * 10_000);
        let paid = paid();
        let paid = paid.first().expect("a payment");
        assert_eq!((paid.burned, paid.device_blocks), (100 * BLOCK, 100));
        assert_eq!((paid.quality, paid.is_related), (Perbill::one(), false));
        assert_noop!(poke(id), Error::<Test>::NothingDue);
    });
}

#[test]
fn it_does_not_matter_how_often_a_lease_is_settled() {
    run(|| {
        // A rate that is no whole number of micro-dollars for a block.
        let odd = 100_003;
        let (often, seldom) =
            (order(OrderKind::Lease, 100 * JOULE), order(OrderKind::Lease, 100 * JOULE));
        assert_ok!(bid(ALICE, often, odd, 1));
        assert_ok!(bid(BOB, seldom, odd, 1));
        begin(often, &[0]);
        begin(seldom, &[0]);
        for _ in 0..40 {
            pass(33);
            assert_ok!(heartbeat(ALICE, often));
            assert_ok!(heartbeat(BOB, seldom));
            let _ = poke(often);
        }
        assert_ok!(Market::close_lease(signed(TENANT), often));
        assert_ok!(Market::close_lease(signed(TENANT), seldom));
        assert_eq!(paid_to(ALICE), paid_to(BOB));
        assert_eq!(paid_to(ALICE), u128::from(odd) * 40 * 33 * 6_000 / 3_600_000);
    });
}

#[test]
fn a_device_that_is_not_attested_earns_no_subsidy() {
    run(|| {
        let id = lease_with(100 * JOULE);
        // What the lease changes of the device is not followed.
        Market::on_active(&device_of(ALICE, 0), &ALICE, false);
        serve(id, 7);
        assert_ok!(poke(id));
        assert_eq!(paid().last().map(|paid| paid.quality), Some(Perbill::one()));
        change_device(&device_of(ALICE, 0), |it| it.state = DeviceState::Paused);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid().last().map(|paid| paid.quality), Some(Perbill::zero()));
        let gauges = crate::Gauges::<Test>::get(ClassId(0));
        assert_eq!(gauges.attested.count, 5);
    });
}

#[test]
fn a_device_that_was_hired_on_trial_earns_the_subsidy_of_all_that_it_served() {
    for who in [TENANT, ALICE] {
        run(|| {
            // GIVEN a device that was hired on trial, whose place is taken by now
            let id = lease_with(100 * JOULE);
            change_device(&device_of(ALICE, 0), |device| device.is_on_trial = true);
            serve(id, 3);
            // WHEN its lease ends, and it has to wait for another place
            assert_ok!(Market::close_lease(signed(who), id));
            assert_eq!(device(device_of(ALICE, 0)).state, DeviceState::Waiting);
            if who == ALICE {
                pass(600);
                assert_ok!(poke(id));
            }
            // THEN what it had served earns what it would have earned before
            let paid = paid().pop().expect("a payment");
            assert_eq!((paid.usd_micro, paid.quality), (3_000_000, Perbill::one()));
        });
    }
}

#[test]
fn who_was_paused_at_the_end_of_a_lease_earns_no_subsidy_by_coming_back() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 3);
        change_device(&device_of(ALICE, 0), |device| device.state = DeviceState::Paused);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        change_device(&device_of(ALICE, 0), |device| device.state = DeviceState::Active);
        pass(600);
        assert_ok!(poke(id));
        assert_eq!(paid().last().map(|paid| paid.quality), Some(Perbill::zero()));
    });
}

#[test]
fn an_escrow_pays_to_the_exact_block() {
    run(|| {
        // 6.004 JOULE pay for 600 blocks and not for 601.
        let id = lease_with(6 * JOULE + 4 * BLOCK / 10);
        serve(id, 6);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_ok!(poke(id));
        assert_eq!(reason(id), Some(CloseReason::Exhausted));
        assert_eq!(served(id), 600);
        assert!(!is_concluded(id));
        pass(600);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 6_000_000);
        assert_eq!(free(TENANT), RICHES - 6 * JOULE);
    });
}

#[test]
fn who_ends_an_exhausted_lease_is_paid_by_the_provider() {
    run(|| {
        let id = lease_with(6 * JOULE);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), JOULE);
        serve(id, 7);
        assert_ok!(poke(id));
        assert_eq!(free(STRANGER), RICHES + JOULE / 100);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), JOULE - JOULE / 100);
        assert_eq!(served(id), 600);
        assert_noop!(heartbeat(ALICE, id), Error::<Test>::NoHeartbeatTaken);
    });
}

#[test]
fn a_provider_ends_its_exhausted_lease_at_no_cost() {
    run(|| {
        // GIVEN a lease whose escrow pays for 600 blocks
        let id = lease_with(6 * JOULE);
        serve(id, 6);
        // WHEN its provider ends it in the first block that is not paid
        pass(1);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        // THEN it has not left: it is paid to the block, and neither fined nor in jail
        assert_eq!((reason(id), served(id)), (Some(CloseReason::Exhausted), 600));
        assert_eq!(held(HoldReason::BidDeposit, ALICE), JOULE);
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND);
        pass(600);
        assert_ok!(poke(id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (6_000_000, RICHES - 6 * JOULE));
        assert_ok!(bid(ALICE, order(OrderKind::Lease, 6 * JOULE), RATE, 1));
    });
}

#[test]
fn a_provider_that_ends_a_lease_while_it_is_paid_leaves() {
    run(|| {
        let id = lease_with(6 * JOULE);
        serve(id, 6);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        assert_eq!(reason(id), Some(CloseReason::ProviderLeft));
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
    });
}

#[test]
fn a_falling_price_shortens_what_the_escrow_pays() {
    run(|| {
        let id = lease_with(12 * JOULE);
        serve(id, 6);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        set_price(50, Health::Healthy);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_ok!(poke(id));
        assert_eq!((reason(id), served(id)), (Some(CloseReason::Exhausted), 600));
    });
}

#[test]
fn nothing_is_settled_while_no_price_converts() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 9);
        set_price(100, Health::Degraded);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        set_price(100, Health::Healthy);
        assert_ok!(poke(id));
        assert_eq!(paid_to(ALICE), 300 * 10_000);
    });
}

#[test]
fn what_is_over_is_forgotten_after_a_while() {
    run(|| {
        let id = lease_with(100 * JOULE);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(settings().keep_blocks);
        assert_ok!(poke(id));
        assert!(Leases::<Test>::get(id).is_none());
        assert_noop!(poke(id), Error::<Test>::OrderNotFound);
    });
}

#[test]
fn a_provider_gives_notice_and_ends_the_lease_at_no_cost() {
    run(|| {
        let id = lease_with(100 * JOULE);
        let notice = |who, blocks| Market::start_reclaim(signed(who), id, blocks);
        assert_noop!(notice(TENANT, 600), Error::<Test>::NotProvider);
        assert_noop!(notice(ALICE, 599), Error::<Test>::NoticeOutOfBounds);
        assert_noop!(notice(ALICE, 30 * 14_400 + 1), Error::<Test>::NoticeOutOfBounds);
        assert_ok!(notice(ALICE, 600));
        assert_noop!(notice(ALICE, 700), Error::<Test>::NoticeOutOfBounds);
        serve(id, 6);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        assert_eq!(reason(id), Some(CloseReason::Reclaimed));
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND);
        pass(600);
        assert_ok!(poke(id));
        assert_eq!((is_concluded(id), paid_to(ALICE)), (true, 6_000_000));
        assert_noop!(notice(ALICE, 600), Error::<Test>::NotRunning);
    });
}

#[test]
fn after_the_notice_anybody_ends_the_lease() {
    run(|| {
        let id = lease_with(100 * JOULE);
        assert_ok!(Market::start_reclaim(signed(ALICE), id, 600));
        serve(id, 5);
        pass(99);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_ok!(poke(id));
        assert_eq!(reason(id), Some(CloseReason::Reclaimed));
    });
}
