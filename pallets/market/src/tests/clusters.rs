// SPDX-License-Identifier: Apache-2.0
//! Several devices, all or none of them.

use crate::{
    mock::*,
    types::{CloseReason, LeaseState, OrderKind},
    Error, HoldReason,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::units::JOULE;

fn cluster(devices: u8, escrow: u128) -> u64 {
    order(OrderKind::Cluster { devices }, escrow)
}

#[test]
fn a_cluster_is_matched_together_or_not_at_all() {
    run(|| {
        let id = cluster(4, 1_000 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 2));
        assert_ok!(bid(BOB, id, RATE - 1, 1));
        pass(11);
        assert_noop!(Market::finalise(signed(STRANGER), id), Error::<Test>::NotEnoughBids);
        assert!(!device(device_of(ALICE, 0)).is_excused);
        // Carol offers two, and one of them is enough.
        assert_ok!(bid(CAROL, id, RATE, 2));
        assert_ok!(Market::finalise(signed(STRANGER), id));
        let lease = lease(id);
        let parts = lease.parts.iter().map(|it| (it.bid.provider, it.bid.devices.len(), it.rate));
        let expected = [(BOB, 1, RATE - 1), (ALICE, 2, 2 * RATE), (CAROL, 1, RATE)];
        assert_eq!(parts.collect::<Vec<_>>(), expected);
        assert!(!device(device_of(CAROL, 1)).is_excused);
    });
}

#[test]
fn the_tenant_chooses_who_makes_up_a_cluster() {
    run(|| {
        let id = cluster(3, 1_000 * JOULE);
        for who in [ALICE, BOB, CAROL] {
            assert_ok!(bid(who, id, RATE, 2));
        }
        let take = |numbers: Vec<u64>| {
            Market::take_bids(signed(TENANT), id, numbers.try_into().expect("few"))
        };
        assert_noop!(take(vec![0]), Error::<Test>::NotEnoughBids);
        assert_noop!(take(vec![0, 1, 2]), Error::<Test>::NotEnoughBids);
        assert_noop!(take(vec![0, 0]), Error::<Test>::BidNotFound);
        assert_ok!(take(vec![2, 0]));
        let parts = lease(id).parts.into_iter().map(|it| (it.bid.provider, it.bid.devices.len()));
        assert_eq!(parts.collect::<Vec<_>>(), [(CAROL, 2), (ALICE, 1)]);
    });
}

#[test]
fn every_part_of_a_cluster_is_paid_for_what_it_served() {
    run(|| {
        let id = cluster(3, 1_000 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 2));
        assert_ok!(bid(BOB, id, RATE, 1));
        begin(id, &[0, 1]);
        serve(id, 2);
        pass(100);
        assert_ok!(heartbeat(ALICE, id));
        pass(250);
        assert_ok!(heartbeat(ALICE, id));
        assert_eq!(lease(id).state, LeaseState::Degraded);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid_to(ALICE), 550 * 20_000);
        assert_eq!(paid_to(BOB), 200 * 10_000);
    });
}

#[test]
fn an_escrow_that_is_used_up_pays_in_proportion_and_to_the_block() {
    run(|| {
        // 18 JOULE for 600 blocks, for two devices of Alice and one of Bob.
        let id = cluster(3, 18 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 2));
        assert_ok!(bid(BOB, id, RATE, 1));
        begin(id, &[0, 1]);
        serve(id, 7);
        assert_ok!(poke(id));
        assert_eq!(reason(id), Some(CloseReason::Exhausted));
        pass(600);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        assert_eq!((paid_to(ALICE), paid_to(BOB)), (12_000_000, 6_000_000));
        assert_eq!(free(TENANT), RICHES - 18 * JOULE);
    });
}

#[test]
fn a_part_that_does_not_start_sends_all_back_but_only_it_is_fined() {
    run(|| {
        let id = cluster(3, 1_000 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 2));
        assert_ok!(bid(BOB, id, RATE, 1));
        pass(11);
        assert_ok!(poke(id));
        let endpoint = vec![1].try_into().expect("short");
        assert_ok!(Market::deliver_endpoint(signed(ALICE), id, endpoint));
        assert!(matches!(lease(id).state, LeaseState::Pending { .. }));
        pass(101);
        assert_ok!(poke(id));
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 50 * JOULE);
        assert_eq!(held(HoldReason::BidDeposit, BOB), 0);
        assert!(!order_of(id).is_matched);
        assert!(devices().iter().all(|device| !device.is_excused));
        assert_ok!(bid(CAROL, id, RATE, 1));
        assert_ok!(Market::finalise(signed(STRANGER), id));
        deliver(id);
    });
}

#[test]
fn one_that_dies_ends_the_cluster_and_only_it_is_fined() {
    run(|| {
        let id = cluster(2, 1_000 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(bid(BOB, id, RATE, 1));
        begin(id, &[0, 1]);
        for _ in 0..12 {
            pass(100);
            assert_ok!(heartbeat(ALICE, id));
        }
        pass(1);
        assert_ok!(poke(id));
        assert_eq!(reason(id), Some(CloseReason::Outage));
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND);
        assert_eq!(device(device_of(BOB, 0)).bond, BOND * 99 / 100);
        pass(600);
        assert_ok!(poke(id));
        assert_eq!((paid_to(ALICE), paid_to(BOB)), (1_201 * 10_000, 0));
    });
}

#[test]
fn a_long_notice_of_one_keeps_no_other_one() {
    run(|| {
        let id = cluster(2, 1_000 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(bid(BOB, id, RATE, 1));
        begin(id, &[0, 1]);
        let notice = |who, blocks| Market::start_reclaim(signed(who), id, blocks);
        assert_ok!(notice(ALICE, 30 * 14_400));
        assert_noop!(notice(BOB, 30 * 14_400), Error::<Test>::NoticeOutOfBounds);
        assert_ok!(notice(BOB, 600));
        assert_eq!(lease(id).state, LeaseState::Reclaiming { until: now() + 600 });
        assert_noop!(notice(ALICE, 601), Error::<Test>::NoticeOutOfBounds);
    });
}
