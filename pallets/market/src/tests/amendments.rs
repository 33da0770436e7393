// SPDX-License-Identifier: Apache-2.0
//! Both sides agree on another rate.

use crate::{mock::*, Error};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{price::Health, units::JOULE};

fn amend(who: u64, id: u64, rate: u64) -> sp_runtime::DispatchResult {
    Market::amend_lease(signed(who), id, ALICE, rate)
}

#[test]
fn a_rate_changes_when_both_wish_the_same() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        serve(id, 2);
        pass(50);
        assert_noop!(amend(STRANGER, id, 2 * RATE), Error::<Test>::NotProvider);
        assert_noop!(amend(TENANT, id, RATE), Error::<Test>::RateUnchanged);
        assert_noop!(amend(TENANT, id, 0), Error::<Test>::RateUnchanged);
        let other = Market::amend_lease(signed(TENANT), id, BOB, 1);
        assert_noop!(other, Error::<Test>::NotProvider);
        assert_ok!(amend(ALICE, id, 3 * RATE));
        // The same again is no agreement, and neither is another one.
        assert_ok!(amend(ALICE, id, 3 * RATE));
        assert_ok!(amend(TENANT, id, 2 * RATE));
        assert_eq!(lease(id).rate(), RATE);
        assert_ok!(amend(ALICE, id, 2 * RATE));
        assert_eq!(lease(id).rate(), 2 * RATE);
        // What was served until now is paid at the old rate, and what follows at the new one.
        assert_eq!(paid_to(ALICE), 250 * 10_000);
        serve(id, 1);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(paid_to(ALICE), 250 * 10_000 + 100 * 20_000);
    });
}

#[test]
fn a_rate_does_not_change_without_a_price_or_money() {
    run(|| {
        let id = lease_with(6 * JOULE);
        serve(id, 2);
        assert_ok!(amend(ALICE, id, 2 * RATE));
        set_price(100, Health::Halted);
        assert_noop!(amend(TENANT, id, 2 * RATE), Error::<Test>::PriceUnavailable);
        set_price(100, Health::Healthy);
        serve(id, 5);
        assert_noop!(amend(TENANT, id, 2 * RATE), Error::<Test>::EscrowTooSmall);
    });
}

#[test]
fn a_rate_does_not_change_while_time_is_contested_or_after_the_end() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 2);
        assert_ok!(Market::contest(signed(TENANT), id, ALICE, 0));
        assert_noop!(amend(TENANT, id, 1), Error::<Test>::DisputeInProgress);
        find(id, joule_primitives::panels::Finding::NoFault);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_noop!(amend(TENANT, id, 1), Error::<Test>::NotRunning);
    });
}
