// SPDX-License-Identifier: Apache-2.0
//! How leases begin, or do not.

use crate::{
    mock::*,
    types::{CloseReason, LeaseState, OrderKind, ProviderState},
    Endpoints, Error, Event, HoldReason, Leases, Orders, Providers, Tallies,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::BurnReason,
    units::{JOULE, MICROJOULE},
};

/// A lease that Alice has won and Bob would win next, and waits for its endpoint.
fn matched() -> u64 {
    let id = order(OrderKind::Lease, 100 * JOULE);
    assert_ok!(bid(ALICE, id, RATE - 1, 1));
    assert_ok!(bid(BOB, id, RATE, 1));
    pass(11);
    assert_ok!(poke(id));
    id
}

fn endpoint(who: u64, id: u64) -> sp_runtime::DispatchResult {
    Market::deliver_endpoint(signed(who), id, vec![1].try_into().expect("short"))
}

#[test]
fn an_endpoint_is_delivered_once_by_the_provider_in_time() {
    run(|| {
        let id = matched();
        assert_noop!(endpoint(BOB, id), Error::<Test>::NotProvider);
        assert_noop!(endpoint(ALICE, 99), Error::<Test>::LeaseNotFound);
        assert_noop!(Market::accept_endpoint(signed(TENANT), id), Error::<Test>::WrongStep);
        assert_ok!(endpoint(ALICE, id));
        assert!(Endpoints::<Test>::contains_key(id, ALICE));
        assert_noop!(endpoint(ALICE, id), Error::<Test>::WrongStep);
        assert_noop!(Market::accept_endpoint(signed(BOB), id), Error::<Test>::NotTenant);
        assert_ok!(Market::accept_endpoint(signed(TENANT), id));
        assert_eq!(lease(id).state, LeaseState::Active);
        assert_noop!(Market::accept_endpoint(signed(TENANT), id), Error::<Test>::WrongStep);
        assert_noop!(Market::refuse_endpoint(signed(TENANT), id), Error::<Test>::WrongStep);
        assert!(Orders::<Test>::get(id).is_none());
    });
}

#[test]
fn a_lease_that_nobody_refuses_begins_by_itself() {
    run(|| {
        let id = matched();
        assert_ok!(endpoint(ALICE, id));
        let until = now() + 100;
        pass(100);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        assert_noop!(heartbeat(ALICE, id), Error::<Test>::NoHeartbeatTaken);
        pass(1);
        let late = Market::refuse_endpoint(signed(TENANT), id);
        assert_noop!(late, Error::<Test>::TooLate);
        // It begins with the block in which it was due, whenever somebody looks at it.
        assert_ok!(poke(id));
        assert_ok!(heartbeat(ALICE, id));
        let lease = lease(id);
        assert_eq!(lease.state, LeaseState::Active);
        assert_eq!(lease.parts.first().map(|part| part.timeline.served()), Some(1));
        assert_eq!(lease.parts.first().map(|part| part.timeline.last_beat), Some(until + 1));
    });
}

#[test]
fn who_does_not_start_loses_its_deposit_and_the_next_bid_wins() {
    run(|| {
        let id = matched();
        pass(100);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_noop!(endpoint(ALICE, id), Error::<Test>::TooLate);
        let before = free(TENANT);
        assert_ok!(poke(id));
        assert_eq!(lease(id).parts.first().map(|part| part.bid.provider), Some(BOB));
        // Five JOULE: the tenant gets what 101 blocks were worth, rounded
        // down to a micro-dollar, and the rest is burned.
        let loss = free(TENANT) - before;
        assert_eq!(loss, 101 * BLOCK - MICROJOULE);
        assert_eq!(Money::burned(BurnReason::Slash), 5 * JOULE - loss);
        let until = now() + settings().jail_blocks;
        let state = Providers::<Test>::get(ALICE).map(|provider| provider.state);
        assert_eq!(state, Some(ProviderState::Jailed { until }));
        assert_eq!(Tallies::<Test>::get().failed, 1);
        let ended =
            Event::Ended { order: id, reason: CloseReason::StartTimeout, kept: 100 * JOULE };
        System::assert_has_event(ended.into());
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
        assert_ok!(endpoint(BOB, id));
        assert_ok!(Market::accept_endpoint(signed(TENANT), id));
    });
}

#[test]
fn an_order_whose_last_bid_timed_out_is_open_again_and_expires() {
    run(|| {
        let id = order(OrderKind::Lease, 100 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 1));
        pass(11);
        assert_ok!(poke(id));
        pass(101);
        assert_ok!(poke(id));
        assert!(Leases::<Test>::get(id).is_none());
        assert!(!order_of(id).is_matched);
        assert_ok!(bid(BOB, id, RATE, 1));
        assert_ok!(Market::finalise(signed(STRANGER), id));
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert!(Leases::<Test>::get(id).is_none());
    });
}

#[test]
fn one_refusal_is_free_and_the_next_is_paid() {
    run(|| {
        let id = matched();
        assert_ok!(endpoint(ALICE, id));
        pass(40);
        assert_noop!(Market::refuse_endpoint(signed(ALICE), id), Error::<Test>::NotTenant);
        assert_ok!(Market::refuse_endpoint(signed(TENANT), id));
        assert_eq!(free(ALICE), RICHES - settings().provider_deposit);
        assert_eq!(lease(id).parts.first().map(|part| part.bid.provider), Some(BOB));
        assert!(!Endpoints::<Test>::contains_key(id, ALICE));
        assert_ok!(endpoint(BOB, id));
        pass(50);
        assert_ok!(Market::refuse_endpoint(signed(TENANT), id));
        assert!(is_concluded(id));
        assert_eq!(paid_to(BOB), 50 * 10_000);
        assert_eq!(free(TENANT), RICHES - 50 * BLOCK);
    });
}

#[test]
fn a_tenant_that_ends_what_did_not_begin_gets_all_back() {
    run(|| {
        for is_delivered in [false, true] {
            let id = matched();
            if is_delivered {
                assert_ok!(endpoint(ALICE, id));
            }
            assert_noop!(Market::close_lease(signed(ALICE), id), Error::<Test>::NotRunning);
            assert_ok!(Market::close_lease(signed(TENANT), id));
            assert_eq!(free(TENANT), RICHES);
            assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
            assert_eq!(held(HoldReason::BidDeposit, BOB), 0);
        }
    });
}

#[test]
fn after_a_refusal_that_was_free_ending_it_is_paid_too() {
    run(|| {
        let id = matched();
        assert_ok!(endpoint(ALICE, id));
        assert_ok!(Market::refuse_endpoint(signed(TENANT), id));
        assert_ok!(endpoint(BOB, id));
        pass(30);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid_to(BOB), 30 * 10_000);
    });
}

#[test]
fn a_lease_that_nobody_looked_at_for_long_begins_when_somebody_does() {
    run(|| {
        let id = matched();
        assert_ok!(endpoint(ALICE, id));
        // Far longer than it takes to lose a lease by silence.
        pass(100 + 1_500);
        assert_noop!(heartbeat(ALICE, id), Error::<Test>::NoHeartbeatTaken);
        assert_ok!(poke(id));
        assert_eq!(lease(id).parts.first().map(|part| part.timeline.last_beat), Some(now()));
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        serve(id, 1);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        // A micro-dollar an hour less than a cent a block.
        assert_eq!(paid_to(ALICE), 100 * 10_000 - 1);
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND);
    });
}
