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
