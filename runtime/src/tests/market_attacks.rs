// SPDX-License-Identifier: Apache-2.0
//! Attacks on the market where the runtime decides: real prices, real panels, calls inside of
//! calls.

use super::{
    market::{hire, serve, wealth, PROVIDER, RATE, TENANT},
    price::{feed_call, seat, set_key},
    *,
};
use crate::{
    configs::{accounts::ProxyType, attestation::BabeClock},
    Market, Price, Proxy, RuntimeCall, RuntimeEvent, Utility,
};
use frame_support::assert_ok;
use joule_primitives::{
    attestation::Clock,
    price::{Dollars, Health, PriceOfJoule},
    types::{Balance, Moment},
    units::JOULE,
};
use pallet_joule_market::{Call, Event, OrderId};
use sp_runtime::traits::Dispatchable;
use Sr25519Keyring::{Alice, Bob, Charlie, Dave};

/// The time of the first block of these tests.
const NOW: Moment = 1_800_000_000_000;
/// Half an hour, in which a price moves by a tenth.
const HALF_HOUR: Moment = 30 * 60 * 1_000;

/// What was paid for a lease: micro-dollars, and what was burned.
fn paid(id: OrderId) -> (u128, Balance) {
    System::events().into_iter().fold((0, 0), |sum, record| match record.event {
        RuntimeEvent::Market(Event::WorkPaid { order, usd_micro, burned, .. }) if order == id => {
            (sum.0 + usd_micro, sum.1 + burned)
        }
        _ => sum,
    })
}

/// Lets these validators say in the next block, which comes so much later, what a JOULE costs.
fn feed(members: &[Sr25519Keyring], price: Dollars, later: Moment) {
    System::set_block_number(System::block_number() + 1);
    pallet_timestamp::Now::<Runtime>::mutate(|now| *now += later);
    for who in members {
        assert_ok!(feed_call(*who, price).dispatch(frame_system::RawOrigin::Authorized.into()));
    }
}

#[test]
fn a_feed_in_the_wrong_hands_drains_no_escrow() {
    run_local(|| {
        let members = [Alice, Bob, Charlie];
        pallet_timestamp::Now::<Runtime>::put(NOW);
        System::set_block_number(1);
        seat();
        members.into_iter().for_each(set_key);
        System::set_block_number(5);
        feed(&members, Dollars::from_u32(1), 60_000);
        assert_ok!(Price::set_administered_price(RuntimeOrigin::root(), None));
        assert_eq!(Price::price().health, Health::Healthy);

        // GIVEN a lease that was made at a dollar
        let id = hire();
        let before = wealth(TENANT);
        // WHEN all who feed lie for a day
        for round in 0..48 {
            feed(&members, Dollars::from_rational(1, 1_000), HALF_HOUR);
            if round % 8 == 7 {
                let leases = vec![id].try_into().expect("one is few");
                assert_ok!(Market::heartbeat(signed(PROVIDER), leases));
            }
        }
        let price = Price::price();
        assert!(price.spot < Dollars::from_rational(1, 100), "{price:?}");
        assert_eq!(price.health, Health::Healthy);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        // Under the floor nothing is accepted by that: it is paid when it cannot be contested.
        System::set_block_number(System::block_number() + 60);
        assert_ok!(Market::poke(signed(Dave), id));
        // THEN what was served costs twice the tokens, and not a hundred times as many
        let (usd_micro, burned) = paid(id);
        let served = 48 * u128::from(BabeClock::slot_ms() * RATE) / 3_600_000;
        assert_eq!(usd_micro, served);
        assert_eq!(burned, 2 * served * JOULE / 1_000_000);
        assert_eq!(before - wealth(TENANT), burned);
    });
}

/// Lets so many heartbeats pass in which nobody looks at the lease.
fn serve_unseen(id: OrderId, beats: u32) {
    for _ in 0..beats {
        System::set_block_number(System::block_number() + 10);
        let leases = vec![id].try_into().expect("one is few");
        assert_ok!(Market::heartbeat(signed(PROVIDER), leases));
    }
}

#[test]
fn a_lease_is_settled_once_however_often_a_block_asks_for_it() {
    run(|| {
        let id = hire();
        serve_unseen(id, 10);
        let poke = || RuntimeCall::from(Call::poke { order: id });
        // The second one of a batch has nothing to do, and neither has anybody else.
        assert_ok!(Utility::batch(signed(Dave), vec![poke(), poke()]));
        let (usd_micro, burned) = paid(id);
        // Of a hundred blocks of a cent those ripened that ended sixty blocks ago.
        assert_eq!(usd_micro, 400_000);
        assert_eq!(burned, 4 * JOULE / 10);
        for who in [Dave, PROVIDER, TENANT] {
            assert!(poke().dispatch(signed(who)).is_err());
        }
        assert_eq!(paid(id), (usd_micro, burned));
        // All or nothing of two leaves nothing.
        serve_unseen(id, 1);
        let both = pallet_utility::Call::batch_all { calls: vec![poke(), poke()] };
        assert!(RuntimeCall::from(both).dispatch(signed(Dave)).is_err());
        assert_eq!(paid(id), (usd_micro, burned));
        assert_ok!(poke().dispatch(signed(Dave)));
        assert_eq!(paid(id).0, 500_000);
    });
}

#[test]
fn who_may_only_keep_leases_alive_for_another_ends_and_takes_none() {
    run(|| {
        let id = hire();
        serve(id, 2);
        let proxy = account(Dave).into();
        assert_ok!(Proxy::add_proxy(signed(TENANT), proxy, ProxyType::NonTransfer, 0));
        let before = wealth(TENANT);
        for call in [
            Call::close_lease { lease: id },
            Call::withdraw_excess { order: id, amount: 1 },
            Call::amend_lease { lease: id, provider: account(PROVIDER), rate: 1 },
            Call::contest { lease: id, provider: account(PROVIDER), from: 0 },
        ] {
            let call = Box::new(RuntimeCall::from(call));
            assert_ok!(Proxy::proxy(signed(Dave), account(TENANT).into(), None, call));
            let last = System::events().into_iter().rev().find_map(|record| match record.event {
                RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
                _ => None,
            });
            let filtered: sp_runtime::DispatchError =
                frame_system::Error::<Runtime>::CallFiltered.into();
            assert_eq!(last, Some(Err(filtered)));
        }
        assert_eq!(wealth(TENANT), before);
        assert!(Market::describe_lease(id).is_some_and(|lease| lease.parts[0].rate == RATE));
    });
}
