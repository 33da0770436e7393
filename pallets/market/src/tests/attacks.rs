// SPDX-License-Identifier: Apache-2.0
//! What somebody may try, and what it comes to.

use crate::{
    mock::*,
    types::{CloseReason, OrderKind},
    Error, HoldReason, Providers,
};
use frame_support::{assert_noop, assert_ok, storage::unhashed};
use joule_primitives::{
    attestation::Policy,
    market::Listings,
    money::BurnReason,
    panels::Finding,
    price::{Dollars, Health, Price},
    types::Hash,
    units::JOULE,
    verdicts::{Fault, Outcome},
};

const ACCEPT: Policy = Policy::RequesterAccept { window: 100 };

#[test]
fn a_feed_that_falls_to_nothing_drains_no_escrow() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 7);
        set_price(1, Health::Healthy);
        assert_ok!(poke(id));
        // A hundred blocks for a dollar, and not more than two JOULE: half of the old price.
        assert_eq!(paid().iter().map(|paid| paid.burned).sum::<u128>(), 200 * BLOCK);
        // The tenant leaves at once, and at no cost.
        assert_ok!(Market::close_lease(signed(TENANT), id));
        pass(600);
        assert_ok!(poke(id));
        assert_eq!(free(TENANT), RICHES - 14 * JOULE);
    });
}

#[test]
fn who_settles_at_the_lowest_price_of_the_day_gains_nothing_by_it() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 7);
        let cents = |cents: u32| Dollars::from_rational(cents.into(), 100);
        let price = Price {
            spot: cents(51),
            twap_30m: cents(100),
            twap_24h: cents(60),
            as_of: 0,
            health: Health::Healthy,
        };
        unhashed::put(b"price", &price);
        assert_ok!(poke(id));
        assert_eq!(paid().iter().map(|paid| paid.burned).sum::<u128>(), 100 * BLOCK);
    });
}

#[test]
fn a_dead_feed_keeps_no_refund_and_no_pay_for_ever() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 20);
        set_price(100, Health::Halted);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(free(TENANT), RICHES - 40 * JOULE);
        pass_with_agenda(settings().hold_blocks + 1);
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 20_000_000);
        assert_eq!(free(TENANT), RICHES - 20 * JOULE);
    });
}

#[test]
fn a_provider_that_only_sends_heartbeats_earns_nothing() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 6);
        assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
        find(id, Finding::ProviderFault);
        assert!(is_concluded(id));
        assert!(paid().is_empty());
        assert!(free(TENANT) > RICHES);
        // Its deposit of 50 JOULE is gone, and its reputation fell.
        assert_eq!(free(ALICE), RICHES - settings().provider_deposit - 50 * JOULE);
        let provider = Providers::<Test>::get(ALICE).expect("a provider");
        assert_eq!(Market::record(&provider).failed_usd_micro, 144_000_000);
    });
}

#[test]
fn work_is_not_free_for_who_disputes_everything() {
    run(|| {
        let id = job_with(ACCEPT);
        submit(id);
        assert_ok!(Market::object(signed(TENANT), id));
        let panel = find(id, Finding::TenantFault);
        assert_eq!((panel, paid_to(ALICE)), (JOULE, 6_000_000));
        // Served time that a panel has judged is not contested again.
        let id = lease_with(100 * JOULE);
        serve(id, 3);
        assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
        find(id, Finding::TenantFault);
        let again = Market::contest(signed(TENANT), id, ALICE, 0);
        assert_noop!(again, Error::<Test>::NothingToContest);
    });
}

/// A job with a device, whose result is disputed.
fn disputed_job() -> u64 {
    let id = job_with(ACCEPT);
    submit(id);
    assert_ok!(Market::object(signed(TENANT), id));
    id
}

/// A dear job without a device: its deposit is less than what is held of the tenant.
fn disputed_delivery() -> u64 {
    let mut request = request(OrderKind::Delivery { work_blocks: 100 });
    request.max_price = 80 * USD;
    let id = crate::NextOrder::<Test>::get();
    assert_ok!(Market::create_order(signed(TENANT), Box::new(request), 100 * JOULE));
    assert_ok!(bid(ALICE, id, 80 * USD, 0));
    assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
    assert_ok!(Market::submit_delivery(signed(ALICE), id, Hash::repeat_byte(1)));
    assert_ok!(Market::object(signed(TENANT), id));
    assert_eq!(held(HoldReason::DisputeBond, TENANT), 8 * JOULE);
    assert_eq!(held(HoldReason::BidDeposit, ALICE), 5 * JOULE);
    id
}

/// A lease with this escrow, of which served time is contested.
fn contested_lease(escrow: u128) -> u64 {
    let id = lease_with(escrow);
    serve(id, 2);
    assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
    id
}

#[test]
fn a_panel_earns_the_same_whatever_it_finds() {
    let disputes: [(fn() -> u64, u128); 4] = [
        (disputed_job, JOULE),
        (disputed_delivery, 5 * JOULE),
        (|| contested_lease(1_000 * JOULE), 5 * JOULE),
        // A deposit of one JOULE only: the rest comes of the bond of the device.
        (|| contested_lease(10 * JOULE), 5 * JOULE),
    ];
    for (dispute, pay) in disputes {
        for finding in [Finding::ProviderFault, Finding::TenantFault, Finding::NoFault] {
            run(|| {
                let id = dispute();
                let bond = held(HoldReason::DisputeBond, TENANT);
                let slashed = Money::burned(BurnReason::Slash);
                assert_eq!(find(id, finding), pay, "{finding:?}");
                if finding == Finding::TenantFault {
                    // It loses all of its bond, and what the panel does not get is burned.
                    assert_eq!(Money::burned(BurnReason::Slash) - slashed, bond - pay);
                }
                assert_eq!(held(HoldReason::DisputeBond, TENANT), 0);
            });
        }
    }
}

#[test]
fn disputing_with_oneself_to_wear_validators_out_is_not_free() {
    // The provider is a friend. Whether panels come or not, somebody pays for each.
    for found in [None, Some(Finding::NoFault)] {
        run(|| {
            let before = free(TENANT) + free(ALICE);
            let id = disputed_job();
            match found {
                None => assert_eq!(find_nothing(id), JOULE / 5),
                Some(finding) => assert_eq!(find(id, finding), JOULE),
            }
            assert!(is_concluded(id));
            let lost = before - free(TENANT) - free(ALICE);
            // Half of the price, too, of which the provider is minted seven tenths.
            let cost = found.map_or(JOULE / 5, |_| JOULE);
            assert_eq!(lost, 9 * JOULE / 10 + cost);
        });
    }
}

#[test]
fn thirty_two_random_bytes_are_no_result() {
    run(|| {
        let id = order(OrderKind::Delivery { work_blocks: 100 }, 10 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 0));
        assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
        let before = free(ALICE);
        assert_ok!(Market::submit_delivery(signed(ALICE), id, Hash::repeat_byte(0xee)));
        assert_ok!(Market::object(signed(TENANT), id));
        find(id, Finding::ProviderFault);
        assert!(free(ALICE) <= before && paid().is_empty());
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
    });
}

#[test]
fn sixteen_cheap_bids_that_do_not_start_cost_sixteen_deposits() {
    run(|| {
        for who in 13..29 {
            add_provider(who, 1);
        }
        let id = order(OrderKind::Lease, 100 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 1));
        for who in 13..29 {
            assert_ok!(bid(who, id, 1, 1));
        }
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0, "the honest bid is evicted");
        pass(11);
        assert_ok!(poke(id));
        for _ in 0..15 {
            pass(101);
            assert_ok!(poke(id));
        }
        pass(101);
        assert_ok!(poke(id));
        // All have lost their deposits, and the order takes bids again.
        for who in 13..29 {
            assert!(free(who) <= RICHES - settings().provider_deposit - 5 * JOULE);
        }
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(poke(id));
        deliver(id);
        assert_ok!(Market::accept_endpoint(signed(TENANT), id));
    });
}

#[test]
fn sixteen_cheap_bids_that_hide_their_devices_cost_as_much() {
    run(|| {
        for who in 13..29 {
            add_provider(who, 1);
        }
        let id = order(OrderKind::Lease, 100 * JOULE);
        for who in 13..29 {
            assert_ok!(bid(who, id, 1, 1));
            assert_ok!(Market::offer_device(signed(who), device_of(who, 0), false));
        }
        pass(11);
        assert_ok!(poke(id));
        for who in 13..29 {
            assert_eq!(free(who), RICHES - settings().provider_deposit - 5 * JOULE);
        }
        assert!(order_of(id).bids.is_empty());
    });
}

#[test]
fn sixteen_cheap_bids_whose_devices_are_hired_away_are_not_free() {
    run(|| {
        for who in 13..29 {
            add_provider(who, 1);
        }
        let id = order(OrderKind::Lease, 100 * JOULE);
        for who in 13..29 {
            assert_ok!(bid(who, id, 1, 1));
            // It hires itself, for as little as it can.
            let own = crate::NextOrder::<Test>::get();
            let lease = Box::new(request(OrderKind::Lease));
            assert_ok!(Market::create_order(signed(who), lease, 6 * JOULE));
            assert_ok!(bid(who, own, 1, 1));
            assert_ok!(Market::take_bids(signed(who), own, vec![0].try_into().expect("few")));
        }
        pass(11);
        assert_ok!(poke(id));
        assert!(order_of(id).bids.is_empty());
        assert_eq!(Money::burned(BurnReason::Slash), 16 * JOULE / 2);
    });
}

#[test]
fn who_hires_itself_earns_no_subsidy_and_no_name() {
    run(|| {
        let id = crate::NextOrder::<Test>::get();
        assert_ok!(Market::create_order(
            signed(ALICE),
            Box::new(request(OrderKind::Lease)),
            100 * JOULE
        ));
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(Market::take_bids(signed(ALICE), id, vec![0].try_into().expect("few")));
        deliver(id);
        assert_ok!(Market::accept_endpoint(signed(ALICE), id));
        serve(id, 3);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        assert!(paid().iter().all(|paid| paid.is_related));
        let provider = Providers::<Test>::get(ALICE).expect("a provider");
        assert_eq!(Market::record(&provider), Default::default());
        // It lost what is burned for good, and a tenth to stakers.
        let record = settings().provider_deposit;
        assert_eq!(free(ALICE), RICHES - record - 3 * JOULE * 3 / 10);
    });
}

#[test]
fn who_pays_for_its_own_work_through_a_sponsor_is_related() {
    run(|| {
        let id = crate::NextOrder::<Test>::get();
        let mut request = request(OrderKind::Lease);
        request.sponsors = vec![ALICE].try_into().expect("few");
        assert_ok!(Market::create_order(signed(TENANT), Box::new(request), 100 * JOULE));
        assert_ok!(Market::sponsor(signed(ALICE), id, 1));
        assert_ok!(bid(ALICE, id, RATE, 1));
        begin(id, &[0]);
        serve(id, 1);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert!(paid().iter().all(|paid| paid.is_related));
    });
}

#[test]
fn naming_a_provider_as_sponsor_takes_nothing_from_it() {
    run(|| {
        let id = crate::NextOrder::<Test>::get();
        let mut request = request(OrderKind::Lease);
        request.sponsors = vec![ALICE].try_into().expect("few");
        assert_ok!(Market::create_order(signed(TENANT), Box::new(request), 100 * JOULE));
        assert_ok!(bid(ALICE, id, RATE, 1));
        begin(id, &[0]);
        serve(id, 1);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert!(paid().iter().all(|paid| !paid.is_related));
    });
}

#[test]
fn who_is_fined_for_harming_itself_gets_nothing_back() {
    run(|| {
        let id = crate::NextOrder::<Test>::get();
        assert_ok!(Market::create_order(
            signed(ALICE),
            Box::new(request(batch(ACCEPT))),
            100 * JOULE
        ));
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(Market::take_bids(signed(ALICE), id, vec![0].try_into().expect("few")));
        decide(id, Outcome::TimedOut, &[], &[(device_of(ALICE, 0), Fault::Late)]);
        assert_eq!(Money::burned(BurnReason::Slash), 5 * JOULE);
        assert_eq!(free(ALICE), RICHES - settings().provider_deposit - 5 * JOULE);
    });
}

#[test]
fn a_bounty_is_paid_once_and_only_for_an_exhausted_lease() {
    run(|| {
        let id = lease_with(6 * JOULE);
        serve(id, 5);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        assert_eq!(free(STRANGER), RICHES);
        serve(id, 2);
        assert_ok!(poke(id));
        let paid = free(STRANGER) - RICHES;
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        assert_eq!(free(STRANGER), RICHES + paid);
    });
}

#[test]
fn heartbeats_in_every_block_delay_no_payment() {
    run(|| {
        let id = lease_with(100 * JOULE);
        for _ in 0..1_000 {
            pass(1);
            assert_ok!(heartbeat(ALICE, id));
        }
        assert_ok!(poke(id));
        // Nothing ripens later than the contest and one heartbeat.
        assert!(paid_to(ALICE) >= 300 * 10_000);
    });
}

#[test]
fn small_rates_lose_nothing_by_rounding() {
    run(|| {
        // A cent an hour: 16.67 micro-dollars a block.
        let id = order(OrderKind::Lease, 10 * JOULE);
        assert_ok!(bid(ALICE, id, 10_000, 1));
        begin(id, &[0]);
        serve(id, 600);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid_to(ALICE), 1_000_000);
    });
}

#[test]
fn a_tenant_cannot_take_out_what_it_owes() {
    run(|| {
        let id = lease_with(154 * JOULE);
        serve(id, 5);
        let take = |amount| Market::withdraw_excess(signed(TENANT), id, amount);
        assert_noop!(take(5 * JOULE + 1), Error::<Test>::EscrowTooSmall);
        assert_ok!(take(5 * JOULE));
        assert_ok!(Market::close_lease(signed(ALICE), id));
        pass(600);
        assert_ok!(poke(id));
        assert_eq!(paid_to(ALICE), 5_000_000);
    });
}

#[test]
fn a_device_cannot_be_hired_twice() {
    run(|| {
        let (first, second) =
            (order(OrderKind::Lease, 100 * JOULE), order(batch(ACCEPT), 100 * JOULE));
        assert_ok!(bid(ALICE, first, RATE, 1));
        assert_ok!(bid(ALICE, second, RATE, 1));
        begin(first, &[0]);
        let take = Market::take_bids(signed(TENANT), second, vec![0].try_into().expect("few"));
        assert_noop!(take, Error::<Test>::NotEnoughBids);
        let third = order(OrderKind::Lease, 100 * JOULE);
        assert_noop!(bid(ALICE, third, RATE, 1), Error::<Test>::DevicesUnsuitable);
    });
}

#[test]
fn strangers_do_nothing_to_what_is_not_theirs() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 1);
        for who in [STRANGER, BOB] {
            assert_noop!(heartbeat(who, id), Error::<Test>::NoHeartbeatTaken);
            assert_noop!(Market::close_lease(signed(who), id), Error::<Test>::NotProvider);
            let notice = Market::start_reclaim(signed(who), id, 600);
            assert_noop!(notice, Error::<Test>::NotProvider);
            let contest = Market::contest(signed(who), id, ALICE, 0);
            assert_noop!(contest, Error::<Test>::NotTenant);
            assert_noop!(Market::top_up(signed(who), id, 1), Error::<Test>::NotDepositor);
        }
        assert_eq!(reason(id), None::<CloseReason>);
    });
}

#[test]
fn a_hire_takes_nothing_of_what_a_device_earned_while_it_was_idle() {
    run(|| {
        let id = lease_with(100 * JOULE);
        assert_eq!(idleness(), [true], "what it did before is settled before it is hired");
        assert_eq!(Market::idle_class(&lease(id).parts[0].bid.devices[0]), None);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        pass(600);
        // What it had committed to before is settled after the lease.
        assert_eq!(idleness(), [true, true]);
    });
}
