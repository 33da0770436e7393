// SPDX-License-Identifier: Apache-2.0
//! What the pallet answers, and how clients read it.

use crate::{mock::*, types::OrderKind};
use frame_support::assert_ok;
use joule_primitives::{
    apis::market::{CloseReason, LeaseState},
    attestation::Policy,
    units::JOULE,
};

#[test]
fn figures_count_orders_and_devices() {
    run(|| {
        let id = lease_with(100 * JOULE);
        order(OrderKind::Lease, 100 * JOULE);
        pass(10);
        let market = Market::market();
        assert_eq!((market.block, market.opened, market.matched), (11, 2, 1));
        let class = market.classes.first().expect("a class");
        assert_eq!((class.listed.count, class.serving.count), (6, 1));
        assert_eq!((class.listed.block_sum, class.serving.block_sum), (60, 10));
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(Market::market().completed, 1);
    });
}

#[test]
fn a_lease_tells_what_was_served_and_is_owed() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 7);
        pass(201);
        assert_ok!(poke(id));
        let lease = Market::describe_lease(id).expect("a lease");
        assert_eq!((lease.state, lease.terms.tenant), (LeaseState::Active, TENANT));
        let part = lease.parts.first().expect("a part");
        assert_eq!((part.ripe_blocks, part.unripe_blocks, part.missed_beats), (300, 400, 2));
        assert_eq!((part.paid_usd_micro, part.owed_usd_micro), (3_000_000, 4_000_000));
        assert_eq!(part.endpoint.as_ref().map(String::len), Some(2 + 2 * 64));
        assert_eq!(part.bid.reputation_ppm, 500_000);
        let tenant = lease.terms.escrow.first().expect("a deposit");
        assert_eq!((tenant.held, tenant.spent), (97 * JOULE, 3 * JOULE));
        assert_ok!(Market::close_lease(signed(TENANT), id));
        let lease = Market::describe_lease(id).expect("a lease");
        let reason = lease.closing.map(|closing| closing.reason);
        assert_eq!(reason, Some(CloseReason::TenantClosed));
        assert!(lease.terms.escrow.is_empty());
        assert_eq!(Market::describe_lease(99), None);
    });
}

/// For how many more blocks the escrow of a lease pays, as it is told.
fn runway(id: u64) -> u32 {
    let lease = Market::describe_lease(id).expect("a lease");
    lease.runway_blocks.expect("it is not over, and a price converts")
}

/// Lets all of a lease serve until its escrow is used up, and checks that this is when it was told.
fn run_to_the_end(id: u64) {
    let last = now() + runway(id);
    while now() < last {
        pass(100.min(last - now()));
        for part in lease(id).parts {
            assert_ok!(heartbeat(part.bid.provider, id));
        }
        let _ = poke(id);
        assert_eq!((reason(id), runway(id)), (None, last - now()));
    }
    assert!(poke(id).is_err(), "it pays for this block");
    pass(1);
    assert_eq!(runway(id), 0);
    assert_ok!(poke(id));
    assert_eq!(reason(id), Some(CloseReason::Exhausted));
}

#[test]
fn a_lease_is_exhausted_one_block_after_the_runway_that_is_told() {
    // Micro-dollars an hour that are whole for each block, and that are not.
    let cases = [(RATE, 1), (100_003, 80), (599, 8_000), (7, 800_000)];
    for (rate, escrow) in cases.map(|(rate, part)| (rate, 8 * JOULE / part)) {
        for served in [1, 33, 100, 101, 299] {
            run(|| {
                let id = order(OrderKind::Lease, 8 * JOULE);
                assert_ok!(bid(ALICE, id, rate, 1));
                begin(id, &[0]);
                // No order is as small as that, but what is left of one may be.
                Market::refund(id, 8 * JOULE - escrow);
                pass(served);
                let before = runway(id);
                assert_ok!(heartbeat(ALICE, id));
                assert_eq!(runway(id), before, "it does not matter when a heartbeat came");
                run_to_the_end(id);
                let lease = lease(id);
                assert_eq!(lease.parts[0].timeline.served(), served + before);
            });
        }
    }
}

#[test]
fn the_runway_of_a_cluster_is_that_of_all_rates_together() {
    for served in [1, 33, 100, 101, 200] {
        run(|| {
            let id = order(OrderKind::Cluster { devices: 2 }, 13 * JOULE);
            assert_ok!(bid(ALICE, id, 100_003, 1));
            assert_ok!(bid(BOB, id, RATE - 59, 1));
            begin(id, &[0, 1]);
            pass(served);
            run_to_the_end(id);
        });
    }
}

#[test]
fn a_lease_that_has_not_begun_owes_nothing_of_its_runway() {
    run(|| {
        let id = order(OrderKind::Lease, 8 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 1));
        let numbers = vec![0].try_into().expect("few");
        assert_ok!(Market::take_bids(signed(TENANT), id, numbers));
        assert_eq!(runway(id), 800);
        deliver(id);
        pass(50);
        assert_eq!(runway(id), 800);
        assert_ok!(Market::accept_endpoint(signed(TENANT), id));
        pass(50);
        assert_eq!(runway(id), 750);
    });
}

#[test]
fn orders_jobs_and_providers_are_told() {
    run(|| {
        let id = order(OrderKind::Cluster { devices: 2 }, 100 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 2));
        let order = Market::describe_order(id).expect("an order");
        let bid_of_alice = order.bids.first().expect("a bid");
        assert_eq!((bid_of_alice.devices.len(), order.max_price), (2, RATE));
        let provider = Market::describe_provider(ALICE).expect("a provider");
        assert_eq!((provider.listed, provider.deposits), (2, 1));
        assert_eq!(Market::describe_provider(STRANGER), None);
        assert_ok!(Market::cancel_order(signed(TENANT), id));
        assert_eq!(Market::describe_order(id), None);
        let id = job_with(Policy::RequesterAccept { window: 100 });
        let job = Market::describe_job(id).expect("a job");
        assert_eq!((job.price, job.batch.map(|batch| batch.units)), (RATE, Some(10)));
        assert_eq!(Market::describe_job(99), None);
    });
}

#[test]
fn listings_come_in_pages() {
    run(|| {
        for who in 13..40 {
            add_provider(who, 3);
        }
        let first = Market::listings(0);
        assert_eq!((first.total, first.pages, first.listings.len()), (87, 2, 64));
        assert_eq!(Market::listings(1).listings.len(), 23);
        assert!(Market::listings(2).listings.is_empty());
        assert!(Market::listings(u32::MAX).listings.is_empty());
    });
}
