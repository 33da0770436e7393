// SPDX-License-Identifier: Apache-2.0
//! Who pays into an escrow, in which order it is used up, and what may be taken out.

use crate::{mock::*, types::OrderKind, Error, Escrows, HoldReason};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{price::Health, types::Balance, units::JOULE};

fn deposits(id: u64) -> Vec<(u64, Balance, Balance)> {
    let escrow = Escrows::<Test>::get(id).expect("there is an escrow");
    escrow.deposits.iter().map(|it| (it.who, it.held, it.spent)).collect()
}

#[test]
fn tenant_and_sponsor_pay_within_their_limits() {
    run(|| {
        let id = order(OrderKind::Lease, 10 * JOULE);
        assert_ok!(Market::top_up(signed(TENANT), id, JOULE));
        let top_up = |who, amount| Market::top_up(signed(who), id, amount);
        assert_noop!(top_up(SPONSOR, 1), Error::<Test>::LimitExceeded);
        assert_noop!(top_up(STRANGER, 1), Error::<Test>::NotDepositor);
        let sponsor = |who, limit| Market::sponsor(signed(who), id, limit);
        assert_noop!(sponsor(STRANGER, JOULE), Error::<Test>::NotDepositor);
        assert_noop!(sponsor(TENANT, JOULE), Error::<Test>::NotDepositor);
        assert_ok!(sponsor(SPONSOR, 5 * JOULE));
        assert_ok!(top_up(SPONSOR, 2 * JOULE));
        let draw = |who, amount| Market::draw_on(signed(who), id, SPONSOR, amount);
        assert_noop!(draw(STRANGER, JOULE), Error::<Test>::NotTenant);
        assert_noop!(draw(SPONSOR, JOULE), Error::<Test>::NotTenant);
        assert_ok!(draw(TENANT, 3 * JOULE));
        assert_noop!(draw(TENANT, 1), Error::<Test>::LimitExceeded);
        assert_ok!(sponsor(SPONSOR, 0));
        assert_noop!(draw(TENANT, 1), Error::<Test>::LimitExceeded);
        assert_eq!(deposits(id), [(TENANT, 11 * JOULE, 0), (SPONSOR, 5 * JOULE, 0)]);
        assert_eq!(held(HoldReason::Escrow, SPONSOR), 5 * JOULE);
        assert_noop!(Market::top_up(signed(TENANT), 99, 1), Error::<Test>::OrderNotFound);
    });
}

#[test]
fn what_was_spent_counts_towards_a_limit() {
    run(|| {
        let id = lease_with(6 * JOULE);
        assert_ok!(Market::sponsor(signed(SPONSOR), id, 4 * JOULE));
        assert_ok!(Market::draw_on(signed(TENANT), id, SPONSOR, 4 * JOULE));
        // Nine JOULE for 900 blocks: the tenant's six, and three of the sponsor's.
        serve(id, 9);
        pass(600);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 9_000_000);
        assert_eq!((free(TENANT), free(SPONSOR)), (RICHES - 6 * JOULE, RICHES - 3 * JOULE));
    });
}

#[test]
fn a_limit_holds_after_money_was_spent() {
    run(|| {
        let id = lease_with(6 * JOULE);
        assert_ok!(Market::sponsor(signed(SPONSOR), id, 4 * JOULE));
        assert_ok!(Market::draw_on(signed(TENANT), id, SPONSOR, 4 * JOULE));
        serve(id, 8);
        pass(100);
        assert_ok!(heartbeat(ALICE, id));
        pass(600);
        assert_ok!(heartbeat(ALICE, id));
        assert_ok!(poke(id));
        assert_eq!(deposits(id), [(TENANT, 0, 6 * JOULE), (SPONSOR, JOULE, 3 * JOULE)]);
        let draw = |amount| Market::draw_on(signed(TENANT), id, SPONSOR, amount);
        assert_noop!(draw(1), Error::<Test>::LimitExceeded);
    });
}

#[test]
fn a_day_of_runway_stays_in_the_escrow() {
    run(|| {
        // A day costs 144 JOULE.
        let id = lease_with(150 * JOULE);
        let take = |who, amount| Market::withdraw_excess(signed(who), id, amount);
        assert_noop!(take(TENANT, 6 * JOULE + 1), Error::<Test>::EscrowTooSmall);
        assert_noop!(take(STRANGER, 1), Error::<Test>::NotDepositor);
        assert_noop!(take(SPONSOR, 1), Error::<Test>::EscrowTooSmall);
        assert_ok!(take(TENANT, JOULE));
        pass(100);
        // What runs is owed, too.
        assert_noop!(take(TENANT, 4 * JOULE + 1), Error::<Test>::EscrowTooSmall);
        assert_ok!(heartbeat(ALICE, id));
        assert_ok!(take(TENANT, 4 * JOULE));
        assert_noop!(take(TENANT, Balance::MAX), Error::<Test>::EscrowTooSmall);
        set_price(100, Health::Degraded);
        assert_noop!(take(TENANT, 1), Error::<Test>::PriceUnavailable);
    });
}

#[test]
fn nothing_is_taken_out_of_an_open_order_or_put_into_what_is_over() {
    run(|| {
        let id = order(OrderKind::Lease, 10 * JOULE);
        let take = |id| Market::withdraw_excess(signed(TENANT), id, 1);
        assert_noop!(take(id), Error::<Test>::LeaseNotFound);
        let id = lease_with(10 * JOULE);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_noop!(take(id), Error::<Test>::NotRunning);
        assert_noop!(Market::top_up(signed(TENANT), id, 1), Error::<Test>::NotRunning);
        assert_noop!(Market::sponsor(signed(SPONSOR), id, 1), Error::<Test>::NotRunning);
    });
}
