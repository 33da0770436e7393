// SPDX-License-Identifier: Apache-2.0
//! Served time that a tenant contests.

use crate::{
    mock::*,
    types::{CloseReason, OrderKind},
    Error, HoldReason, Leases,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{panels::Finding, units::JOULE};

const BOND_OF_TENANT: u128 = 5 * JOULE;

/// A lease with three served windows, of which the last two are contested.
fn contested() -> u64 {
    let id = lease_with(100 * JOULE);
    let begun = now();
    serve(id, 3);
    assert_ok!(Market::contest(signed(TENANT), id, ALICE, begun + 100));
    id
}

fn timeline(id: u64) -> (u32, u32, u32) {
    let lease = lease(id);
    let timeline = &lease.parts.first().expect("a part").timeline;
    (timeline.ripe, timeline.unripe(), timeline.contested)
}

#[test]
fn a_contest_holds_a_bond_and_stops_the_time_it_is_about() {
    run(|| {
        let id = contested();
        assert_eq!(timeline(id), (0, 100, 200));
        assert_eq!(held(HoldReason::DisputeBond, TENANT), BOND_OF_TENANT);
        assert_eq!(disputes(), [(id, vec![TENANT, ALICE])]);
        let again = Market::contest(signed(TENANT), id, ALICE, 0);
        assert_noop!(again, Error::<Test>::DisputeInProgress);
        // Nothing else ripens meanwhile.
        serve(id, 10);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        assert_eq!(timeline(id), (0, 1_100, 200));
        find(id, Finding::NoFault);
    });
}

#[test]
fn only_the_tenant_contests_and_only_what_is_left() {
    run(|| {
        let id = lease_with(100 * JOULE);
        let contest = |who, provider, from| Market::contest(signed(who), id, provider, from);
        assert_noop!(contest(TENANT, ALICE, 0), Error::<Test>::NothingToContest);
        serve(id, 1);
        assert_noop!(contest(ALICE, ALICE, 0), Error::<Test>::NotTenant);
        assert_noop!(contest(TENANT, BOB, 0), Error::<Test>::NotProvider);
        assert_noop!(contest(TENANT, ALICE, now()), Error::<Test>::NothingToContest);
        pass(600);
        assert_noop!(contest(TENANT, ALICE, 0), Error::<Test>::NothingToContest);
        let gone = Market::contest(signed(TENANT), 99, ALICE, 0);
        assert_noop!(gone, Error::<Test>::LeaseNotFound);
        let fresh = crate::types::OrderKind::Lease;
        let pending = order(fresh, 100 * JOULE);
        assert_ok!(bid(BOB, pending, RATE, 1));
        let taken = Market::take_bids(signed(TENANT), pending, vec![0].try_into().expect("few"));
        assert_ok!(taken);
        let early = Market::contest(signed(TENANT), pending, BOB, 0);
        assert_noop!(early, Error::<Test>::NotRunning);
    });
}

#[test]
fn a_provider_at_fault_loses_the_time_and_its_deposit_and_pays_the_panel() {
    run(|| {
        let id = contested();
        // The deposit is five JOULE, too: all of it pays the panel, and the bond makes it up.
        assert_eq!(find(id, Finding::ProviderFault), BOND_OF_TENANT);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND - 5 * JOULE);
        assert_eq!(held(HoldReason::DisputeBond, TENANT), 0);
        assert_eq!(reason(id), Some(CloseReason::ProviderFault));
        assert_eq!(timeline(id), (0, 100, 0));
        pass(600);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        // The tenant paid a JOULE, and lost two JOULE of time.
        assert_eq!((paid_to(ALICE), free(TENANT)), (1_000_000, RICHES + JOULE));
    });
}

#[test]
fn as_much_as_the_deposit_was_goes_half_to_the_tenant_up_to_its_loss() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 2);
        assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
        assert_eq!(find(id, Finding::ProviderFault), BOND_OF_TENANT);
        // The deposit was 50 JOULE. The tenant lost two JOULE of time.
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND - BOND_OF_TENANT);
        assert!(is_concluded(id));
        assert_eq!(free(TENANT), RICHES + 2 * JOULE);
    });
}

#[test]
fn a_small_deposit_is_made_up_by_the_bonds_of_the_devices() {
    run(|| {
        let id = lease_with(10 * JOULE);
        serve(id, 2);
        assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
        assert_eq!(find(id, Finding::ProviderFault), BOND_OF_TENANT);
        // Four for the panel, beside the deposit, and one in place of the deposit.
        assert_eq!(device(device_of(ALICE, 0)).bond, BOND - 5 * JOULE);
        assert_eq!(free(TENANT), RICHES + JOULE / 2);
    });
}

#[test]
fn who_is_condemned_loses_what_it_served_since_it_was_contested() {
    run(|| {
        // GIVEN one whose last two of three windows are contested
        let id = contested();
        // WHEN it sends heartbeats while the panel sits
        serve(id, 30);
        pass(50);
        assert_eq!(timeline(id), (0, 3_100, 200));
        assert_eq!(find(id, Finding::ProviderFault), BOND_OF_TENANT);
        // THEN the first one is paid, and nothing else
        assert_eq!(timeline(id), (0, 100, 0));
        pass(600);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 1_000_000);
    });
}

#[test]
fn a_tenant_at_fault_pays_the_time_and_the_panel() {
    run(|| {
        let id = contested();
        assert_eq!(find(id, Finding::TenantFault), BOND_OF_TENANT);
        assert_eq!(timeline(id), (200, 100, 0));
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid_to(ALICE), 3_000_000);
        assert_eq!(free(TENANT), RICHES - 8 * JOULE);
    });
}

#[test]
fn without_a_fault_half_is_paid_and_both_pay_half_of_the_panel() {
    run(|| {
        let id = contested();
        assert_eq!(find(id, Finding::NoFault), BOND_OF_TENANT);
        assert_eq!(held(HoldReason::DisputeBond, TENANT), 0);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), BOND_OF_TENANT / 2);
        assert_eq!(timeline(id), (100, 100, 0));
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid_to(ALICE), 2_000_000);
        assert_eq!(free(TENANT), RICHES - 2 * JOULE - BOND_OF_TENANT / 2);
    });
}

#[test]
fn without_a_finding_half_is_paid_and_a_fifth_of_the_bond_is_lost() {
    run(|| {
        let id = contested();
        assert_eq!(find_nothing(id), JOULE);
        assert_eq!(held(HoldReason::DisputeBond, TENANT), 0);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), BOND_OF_TENANT);
        assert_eq!(timeline(id), (100, 100, 0));
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (2_000_000, RICHES - 3 * JOULE));
    });
}

#[test]
fn all_who_pay_are_parties_and_who_is_only_named_is_none() {
    for limit in [0, 10 * JOULE] {
        run(|| {
            let id = lease_with(100 * JOULE);
            assert_ok!(Market::sponsor(signed(SPONSOR), id, limit));
            serve(id, 2);
            assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
            let sponsors = if limit > 0 { vec![SPONSOR] } else { vec![] };
            assert_eq!(disputes(), [(id, [vec![TENANT], sponsors, vec![ALICE]].concat())]);
            find_nothing(id);
        });
    }
}

#[test]
fn a_lease_that_ends_waits_for_its_panel_and_keeps_twice_the_debt() {
    run(|| {
        let id = contested();
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert!(!is_concluded(id));
        assert_eq!(held(HoldReason::Escrow, TENANT), 6 * JOULE);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        find(id, Finding::TenantFault);
        assert_ok!(poke(id));
        assert_eq!(paid_to(ALICE), 2_000_000);
        // The rest could not be contested while the panel sat, and can be for a while.
        pass(599);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 3_000_000);
    });
}

#[test]
fn what_ended_can_be_contested_until_it_ripens() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 3);
        assert_ok!(Market::close_lease(signed(ALICE), id));
        pass(599);
        assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
        find(id, Finding::ProviderFault);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        // Two windows had ripened.
        assert_eq!(paid_to(ALICE), 2_000_000);
        assert!(Leases::<Test>::contains_key(id));
    });
}

#[test]
fn a_finding_on_nothing_pays_nobody() {
    use frame_support::traits::Imbalance;
    use joule_primitives::panels::OnFinding;
    run(|| {
        let id = lease_with(100 * JOULE);
        for dispute in [id, 99] {
            assert_eq!(Market::on_finding(dispute, Some(Finding::ProviderFault)).peek(), 0);
        }
    });
}

/// A cluster of a device of Alice and one of Bob, which have served three windows.
fn cluster() -> u64 {
    let id = order(OrderKind::Cluster { devices: 2 }, 1_000 * JOULE);
    assert_ok!(bid(ALICE, id, RATE, 1));
    assert_ok!(bid(BOB, id, RATE, 1));
    begin(id, &[0, 1]);
    serve(id, 3);
    id
}

fn contest(id: u64, provider: u64) -> sp_runtime::DispatchResult {
    Market::contest(signed(TENANT), id, provider, 0)
}

#[test]
fn of_several_that_serve_nothing_each_can_be_contested() {
    run(|| {
        let id = cluster();
        assert_ok!(contest(id, ALICE));
        assert_noop!(contest(id, BOB), Error::<Test>::DisputeInProgress);
        // The panel takes longer than anything can be contested.
        pass(1_000);
        find(id, Finding::ProviderFault);
        assert_eq!(reason(id), Some(CloseReason::ProviderFault));
        pass(599);
        assert_ok!(contest(id, BOB));
        find(id, Finding::ProviderFault);
        assert_ok!(poke(id));
        assert!(is_concluded(id) && paid().is_empty());
    });
}

#[test]
fn who_ends_a_lease_while_a_panel_sits_may_still_contest_others() {
    run(|| {
        let id = cluster();
        assert_ok!(contest(id, ALICE));
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert!(paid().is_empty());
        find(id, Finding::ProviderFault);
        assert_ok!(contest(id, BOB));
        find(id, Finding::ProviderFault);
        assert_ok!(poke(id));
        assert!(is_concluded(id) && paid().is_empty());
    });
}

#[test]
fn time_since_the_last_heartbeat_is_contested_too() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 1);
        pass(250);
        assert_ok!(contest(id, ALICE));
        assert_eq!(timeline(id), (0, 0, 350));
        pass(100);
        find(id, Finding::ProviderFault);
        assert!(is_concluded(id) && paid().is_empty());
    });
}

#[test]
fn who_is_condemned_costs_nobody_else_its_time() {
    run(|| {
        let id = cluster();
        pass(50);
        assert_ok!(contest(id, ALICE));
        pass(40);
        find(id, Finding::ProviderFault);
        pass(600);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        assert_eq!((paid_to(ALICE), paid_to(BOB)), (0, 390 * 10_000));
    });
}

#[test]
fn what_a_panel_lets_stand_earns_a_subsidy_once_it_has_found() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 7);
        // The first window has ripened, and nobody has settled it.
        assert_ok!(contest(id, ALICE));
        assert_ok!(poke(id));
        assert_eq!(paid().last().map(|it| it.quality), Some(sp_runtime::Perbill::zero()));
        find(id, Finding::TenantFault);
        assert_ok!(poke(id));
        assert_eq!(paid().last().map(|it| it.quality), Some(sp_runtime::Perbill::one()));
        assert_eq!(paid_to(ALICE), 7_000_000);
    });
}
