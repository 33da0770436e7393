// SPDX-License-Identifier: Apache-2.0
//! Providers that fall silent, and those that walk away.

use crate::{
    mock::*,
    types::{CloseReason, OrderKind, ProviderState},
    Error, Providers, Tallies,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{money::BurnReason, price::Health, units::JOULE};

#[test]
fn after_twelve_missed_heartbeats_anybody_ends_the_lease() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 1);
        pass(301);
        assert_ok!(poke(id));
        pass(899);
        // A poke settles what has ripened, and ends nothing.
        assert_ok!(poke(id));
        assert_eq!(reason(id), None);
        pass(1);
        assert_noop!(heartbeat(ALICE, id), Error::<Test>::NoHeartbeatTaken);
        assert_ok!(poke(id));
        assert_eq!(reason(id), Some(CloseReason::Outage));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 1_000_000);
        assert_eq!(Tallies::<Test>::get().failed, 1);
        let provider = Providers::<Test>::get(ALICE).expect("a provider");
        let until = now() + settings().jail_blocks;
        assert_eq!(provider.state, ProviderState::Jailed { until });
    });
}

#[test]
fn an_outage_costs_a_hundredth_of_the_bond_and_another_one_a_twentieth() {
    run(|| {
        let key = device_of(ALICE, 0);
        for (bond, to_tenant) in [(BOND * 99 / 100, 5 * JOULE), (0, 10 * JOULE)] {
            let id = lease_with(100 * JOULE);
            serve(id, 10);
            let before = free(TENANT) + 90 * JOULE;
            pass(1_201);
            assert_ok!(poke(id));
            let expected = if bond > 0 { bond } else { BOND * 99 / 100 * 95 / 100 };
            assert_eq!(device(key).bond, expected);
            // Half of it, but no more than was served, and the rest of the escrow.
            assert_eq!(free(TENANT), before + to_tenant);
            pass(settings().jail_blocks);
            assert_ok!(Market::resume_provider(signed(ALICE)));
        }
        assert!(Money::burned(BurnReason::Slash) > 0);
    });
}

#[test]
fn who_is_in_jail_takes_no_new_work_and_serves_what_it_has() {
    run(|| {
        let id = lease_with(100 * JOULE);
        Market::jail(&ALICE);
        serve(id, 2);
        let other = order(crate::types::OrderKind::Lease, 100 * JOULE);
        assert_noop!(bid(ALICE, other, RATE, 1), Error::<Test>::ProviderNotActive);
        let resume = || Market::resume_provider(signed(ALICE));
        assert_noop!(resume(), Error::<Test>::TooEarly);
        pass(settings().jail_blocks);
        assert_ok!(resume());
    });
}

#[test]
fn a_provider_that_walks_away_pays_a_days_rent() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 1);
        assert_noop!(Market::close_lease(signed(STRANGER), id), Error::<Test>::NotProvider);
        let before = free(TENANT);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        assert_eq!(reason(id), Some(CloseReason::ProviderLeft));
        // 144 JOULE: 50 of the deposit, the rest of the bond. The tenant gets what it was served of
        // that, and the escrow but for twice what is owed.
        let kept = 2 * JOULE;
        assert_eq!(free(TENANT), before + JOULE + 1_000 * JOULE - kept);
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND - 94 * JOULE);
        pass(600);
        assert_ok!(poke(id));
        assert_eq!(free(TENANT), RICHES);
        assert_eq!(Money::burned(BurnReason::Slash), 143 * JOULE);
    });
}

#[test]
fn under_the_floor_either_side_ends_a_lease_at_no_cost() {
    run(|| {
        for who in [TENANT, ALICE] {
            let id = lease_with(100 * JOULE);
            serve(id, 1);
            set_price(49, Health::Healthy);
            assert_ok!(Market::close_lease(signed(who), id));
            assert_eq!(reason(id), Some(CloseReason::BelowFloor));
            assert_eq!(device(device_of(ALICE, 0)).bond, BOND);
            pass(600);
            assert_ok!(poke(id));
            // At the floor, not below it.
            assert_eq!(paid().last().map(|paid| paid.burned), Some(200 * BLOCK));
            set_price(100, Health::Healthy);
        }
    });
}

#[test]
fn a_friend_with_a_high_rate_gets_nothing_of_a_bond() {
    run(|| {
        // As many dollars an hour as the escrow holds.
        let mut request = request(OrderKind::Lease);
        request.max_price = 1_000 * USD;
        let id = crate::NextOrder::<Test>::get();
        assert_ok!(Market::create_order(signed(TENANT), Box::new(request), 1_000 * JOULE));
        assert_ok!(bid(ALICE, id, 1_000 * USD, 1));
        begin(id, &[0]);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        assert!(is_concluded(id));
        assert_eq!(device(device_of(ALICE, 0)).bond, 0);
        assert_eq!(free(TENANT), RICHES);
    });
}

#[test]
fn a_notice_and_silence_are_no_cheap_way_out() {
    run(|| {
        let ways: [fn(u64) -> sp_runtime::DispatchResult; 2] =
            [|id| Market::close_lease(signed(ALICE), id), poke];
        for (way, bond) in ways.into_iter().zip([99, 94]) {
            let id = lease_with(100 * JOULE);
            assert_ok!(Market::start_reclaim(signed(ALICE), id, 600));
            pass(600);
            assert_ok!(way(id));
            assert_eq!(reason(id), Some(CloseReason::Outage));
            assert_eq!(device(device_of(ALICE, 0)).bond / JOULE, BOND / JOULE * bond / 100);
            pass(settings().jail_blocks);
            assert_ok!(Market::resume_provider(signed(ALICE)));
        }
    });
}

#[test]
fn who_served_until_its_notice_was_over_may_fall_silent() {
    run(|| {
        let id = lease_with(100 * JOULE);
        assert_ok!(Market::start_reclaim(signed(ALICE), id, 600));
        serve(id, 6);
        pass(1_500);
        assert_ok!(poke(id));
        assert_eq!(reason(id), Some(CloseReason::Reclaimed));
        assert_eq!((device(device_of(ALICE, 0)).bond, paid_to(ALICE)), (BOND, 6_000_000));
    });
}

#[test]
fn who_is_silent_for_too_long_does_not_end_its_lease_in_another_way() {
    run(|| {
        let id = lease_with(100 * JOULE);
        set_price(49, Health::Healthy);
        pass(1_201);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        assert_eq!(reason(id), Some(CloseReason::Outage));
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND * 99 / 100);
    });
}
