// SPDX-License-Identifier: Apache-2.0
//! What happens by itself.

use crate::{
    mock::*,
    types::{CloseReason, LeaseState, OrderKind},
    Agenda, Leases, Orders, MAX_TASKS,
};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};
use joule_primitives::{price::Health, units::JOULE};

/// Lets so many heartbeats of Alice pass, with the agenda.
fn serve_with_agenda(id: u64, beats: u32) {
    for _ in 0..beats {
        pass_with_agenda(100);
        assert_ok!(heartbeat(ALICE, id));
    }
}

#[test]
fn a_lease_lives_and_dies_without_anybody_poking_it() {
    run(|| {
        let id = order(OrderKind::Lease, 100 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 1));
        pass_with_agenda(11);
        deliver(id);
        pass_with_agenda(101);
        assert_eq!(lease(id).state, LeaseState::Active);
        serve_with_agenda(id, 13);
        assert_eq!(paid_to(ALICE), 701 * 10_000);
        pass_with_agenda(1_201 + 600);
        assert_eq!(reason(id), Some(CloseReason::Outage));
        assert!(is_concluded(id));
        // The lease began in the 101st block, and was served until 1,300 blocks later.
        assert_eq!(paid_to(ALICE), 1_301 * 10_000);
        pass_with_agenda(settings().keep_blocks + 1);
        assert!(Leases::<Test>::get(id).is_none());
        assert_eq!(Agenda::<Test>::iter().count(), 0);
    });
}

#[test]
fn the_first_time_that_is_served_is_paid_in_the_block_in_which_it_ripens() {
    run(|| {
        let id = lease_with(100 * JOULE);
        let serve = |beats| serve_with_agenda(id, beats);
        serve(6);
        pass_with_agenda(99);
        assert!(paid().is_empty());
        pass_with_agenda(1);
        assert_ok!(heartbeat(ALICE, id));
        assert_eq!(paid_to(ALICE), 100 * 10_000);
        // From then on it is settled as often as all that was served ripens.
        serve(5);
        assert_eq!(paid().len(), 1);
        serve(1);
        assert_eq!((paid().len(), paid_to(ALICE)), (2, 700 * 10_000));
    });
}

#[test]
fn a_lease_is_over_in_the_block_for_which_its_escrow_does_not_pay() {
    run(|| {
        let id = lease_with(10 * JOULE);
        let told = Market::describe_lease(id).and_then(|lease| lease.runway_blocks);
        let last = now() + told.expect("a price converts");
        while now() + 100 <= last {
            serve_with_agenda(id, 1);
        }
        pass_with_agenda(last - now());
        assert_eq!(reason(id), None);
        pass_with_agenda(1);
        assert_eq!(reason(id), Some(CloseReason::Exhausted));
    });
}

#[test]
fn a_notice_is_over_by_itself_in_the_block_that_it_names() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve_with_agenda(id, 1);
        assert_ok!(Market::start_reclaim(signed(ALICE), id, 650));
        serve_with_agenda(id, 6);
        pass_with_agenda(49);
        assert_eq!(reason(id), None);
        pass_with_agenda(1);
        assert_eq!(reason(id), Some(CloseReason::Reclaimed));
    });
}

#[test]
fn what_ripens_while_no_price_converts_is_tried_again_with_each_heartbeat() {
    run(|| {
        let id = lease_with(100 * JOULE);
        set_price(100, Health::Degraded);
        let serve = |beats| serve_with_agenda(id, beats);
        serve(9);
        assert!(paid().is_empty());
        set_price(100, Health::Healthy);
        serve(1);
        assert_eq!(paid_to(ALICE), 400 * 10_000);
    });
}

#[test]
fn orders_expire_by_themselves() {
    run(|| {
        let id = order(OrderKind::Lease, 100 * JOULE);
        System::set_block_number(11 + settings().order_blocks - 300);
        pass_with_agenda(400);
        assert!(Orders::<Test>::get(id).is_none());
    });
}

#[test]
fn a_block_does_only_so_many_tasks_and_the_rest_follows() {
    run(|| {
        let most = u64::from(MAX_TASKS);
        for _ in 0..most + 5 {
            order(OrderKind::Lease, 10 * JOULE);
        }
        System::set_block_number(12 + settings().order_blocks);
        let left = || Orders::<Test>::iter_keys().count() as u64;
        // The agenda looks through so many blocks at a time.
        while left() == most + 5 {
            Market::on_idle(now(), Weight::MAX);
            check();
        }
        assert_eq!(left(), 5);
        Market::on_idle(now(), Weight::MAX);
        assert_eq!(left(), 0);
    });
}

#[test]
fn what_cannot_be_done_now_is_tried_again() {
    run(|| {
        let id = lease_with(100 * JOULE);
        serve(id, 1);
        break_settlement(true);
        set_price(100, Health::Halted);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        set_price(100, Health::Healthy);
        pass_with_agenda(300);
        assert!(!is_concluded(id));
        break_settlement(false);
        pass_with_agenda(300);
        assert!(is_concluded(id));
    });
}
