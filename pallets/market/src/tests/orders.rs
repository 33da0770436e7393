// SPDX-License-Identifier: Apache-2.0
//! What may be ordered, and how orders end without a match.

use crate::{
    mock::*,
    types::{OrderKind, OrderRequest},
    Error, Escrows, HoldReason, Orders, Tallies,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::{ClassId, Policy},
    price::{Dollars, Health},
    units::JOULE,
};

/// What an order needs at least: 600 blocks at a cent each.
const LEAST: u128 = 6 * JOULE;

fn create(
    kind: OrderKind,
    escrow: u128,
    how: impl FnOnce(&mut OrderRequest<u64>),
) -> sp_runtime::DispatchResult {
    let mut request = request(kind);
    how(&mut request);
    Market::create_order(signed(TENANT), Box::new(request), escrow)
}

#[test]
fn an_order_holds_its_escrow() {
    run(|| {
        let id = order(OrderKind::Lease, LEAST);
        assert_eq!(held(HoldReason::Escrow, TENANT), LEAST);
        let order = order_of(id);
        assert_eq!(order.floor_price, Dollars::from_rational(1, 2));
        assert_eq!((order.window_until, order.expires_at), (11, 11 + settings().order_blocks));
        assert_eq!((Tallies::<Test>::get().opened, Market::escrowed(id)), (1, LEAST));
    });
}

#[test]
fn the_escrow_must_pay_for_the_least_time() {
    run(|| {
        let none = |_: &mut OrderRequest<u64>| {};
        let small = Error::<Test>::EscrowTooSmall;
        assert_noop!(create(OrderKind::Lease, LEAST - 1, none), small);
        let cluster = OrderKind::Cluster { devices: 8 };
        assert_noop!(create(cluster, 8 * LEAST - 1, none), Error::<Test>::EscrowTooSmall);
        assert_ok!(create(cluster, 8 * LEAST, none));
        // Five quarters of the price of a job; five prices if others may be drawn to check it.
        let acceptance = batch(Policy::RequesterAccept { window: 100 });
        let quarters = 15 * JOULE / 2;
        assert_noop!(create(acceptance, quarters - 1, none), Error::<Test>::EscrowTooSmall);
        assert_ok!(create(acceptance, quarters, none));
        let check = batch(Policy::SpotCheck { permille: 10, window: 100 });
        assert_noop!(create(check, 30 * JOULE - 1, none), Error::<Test>::EscrowTooSmall);
        assert_ok!(create(check, 30 * JOULE, none));
        let delivery = OrderKind::Delivery { work_blocks: 100 };
        assert_noop!(create(delivery, quarters - 1, none), Error::<Test>::EscrowTooSmall);
        assert_ok!(create(delivery, quarters, none));
    });
}

#[test]
fn an_order_out_of_bounds_is_refused() {
    run(|| {
        let bounds = || Error::<Test>::OutOfBounds;
        let escrow = 1_000 * JOULE;
        for (kind, blocks) in [(OrderKind::Lease, 4), (OrderKind::Lease, 14_401)] {
            assert_noop!(create(kind, escrow, |it| it.window_blocks = blocks), bounds());
        }
        for devices in [0, 1, 9] {
            let kind = OrderKind::Cluster { devices };
            assert_noop!(create(kind, escrow, |_| {}), bounds());
        }
        assert_noop!(create(OrderKind::Lease, escrow, |it| it.max_price = 0), bounds());
        let never = OrderKind::Delivery { work_blocks: 0 };
        assert_noop!(create(never, escrow, |_| {}), bounds());
        let twice = |it: &mut OrderRequest<u64>| {
            it.sponsors = vec![SPONSOR, SPONSOR].try_into().expect("few");
        };
        assert_noop!(create(OrderKind::Lease, escrow, twice), bounds());
        let class = |it: &mut OrderRequest<u64>| it.needs.class = ClassId(9);
        assert_noop!(create(OrderKind::Lease, escrow, class), Error::<Test>::ClassNotFound);
        let huge = |it: &mut OrderRequest<u64>| it.max_price = u64::MAX;
        let overflow = sp_runtime::ArithmeticError::Overflow;
        let cluster = OrderKind::Cluster { devices: 2 };
        assert_noop!(create(cluster, escrow, huge), overflow);
        let bisect = batch(Policy::Bisect);
        assert_noop!(create(bisect, escrow, |_| {}), Error::<Test>::PolicyMismatch);
    });
}

#[test]
fn no_order_is_taken_without_a_price() {
    run(|| {
        for health in [Health::Degraded, Health::Halted] {
            set_price(100, health);
            let refused = create(OrderKind::Lease, 100 * JOULE, |_| {});
            assert_noop!(refused, Error::<Test>::PriceUnavailable);
        }
        set_price(0, Health::Administered);
        let refused = create(OrderKind::Lease, 100 * JOULE, |_| {});
        assert_noop!(refused, Error::<Test>::FloorAboveSpot);
    });
}

#[test]
fn a_floor_above_the_price_is_refused() {
    run(|| {
        let floor = |cents: u32| {
            move |it: &mut OrderRequest<u64>| {
                it.floor_price = Some(Dollars::from_rational(cents.into(), 100));
            }
        };
        let above = Error::<Test>::FloorAboveSpot;
        assert_noop!(create(OrderKind::Lease, LEAST, floor(101)), above);
        assert_ok!(create(OrderKind::Lease, LEAST, floor(100)));
        assert_ok!(create(OrderKind::Lease, LEAST, floor(1)));
    });
}

#[test]
fn a_floor_of_nothing_is_refused() {
    run(|| {
        let free = |it: &mut OrderRequest<u64>| it.floor_price = Some(Dollars::default());
        assert_noop!(create(OrderKind::Lease, LEAST, free), Error::<Test>::OutOfBounds);
    });
}

#[test]
fn a_tenant_takes_its_order_back_before_it_is_matched() {
    run(|| {
        let id = order(OrderKind::Lease, LEAST);
        assert_ok!(bid(ALICE, id, RATE, 1));
        let stranger = Market::cancel_order(signed(STRANGER), id);
        assert_noop!(stranger, Error::<Test>::NotTenant);
        assert_ok!(Market::cancel_order(signed(TENANT), id));
        assert_eq!((free(TENANT), held(HoldReason::BidDeposit, ALICE)), (RICHES, 0));
        let again = Market::cancel_order(signed(TENANT), id);
        assert_noop!(again, Error::<Test>::OrderNotFound);
        assert_eq!(Tallies::<Test>::get().cancelled, 1);

        let id = order(OrderKind::Lease, LEAST);
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
        let late = Market::cancel_order(signed(TENANT), id);
        assert_noop!(late, Error::<Test>::OrderMatched);
    });
}

#[test]
fn an_order_that_nobody_takes_expires() {
    run(|| {
        let id = order(OrderKind::Lease, LEAST);
        pass(10 + settings().order_blocks);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_noop!(bid(ALICE, id, RATE, 1), Error::<Test>::TooLate);
        assert_noop!(Market::finalise(signed(ALICE), id), Error::<Test>::TooLate);
        assert_ok!(poke(id));
        assert!(Orders::<Test>::get(id).is_none() && Escrows::<Test>::get(id).is_none());
        assert_eq!((free(TENANT), Tallies::<Test>::get().expired), (RICHES, 1));
        assert_noop!(poke(id), Error::<Test>::OrderNotFound);
    });
}

#[test]
fn devices_that_are_drawn_are_paid_what_they_cost_elsewhere() {
    run(|| {
        // A device of the dearest class costs two dollars an hour, and the job takes 20 minutes.
        let seat = 2_000_000 / 3;
        let redundant = batch(Policy::Redundant { n: 3, k: 2, reveal_window: 100 });
        let cheap = |it: &mut OrderRequest<u64>| it.max_price = 3 * seat - 1;
        assert_noop!(create(redundant, 10 * JOULE, cheap), Error::<Test>::OutOfBounds);
        assert_ok!(create(redundant, 10 * JOULE, |it| it.max_price = 3 * seat));
        let check = batch(Policy::SpotCheck { permille: 10, window: 100 });
        let cheap = |it: &mut OrderRequest<u64>| it.max_price = seat - 1;
        assert_noop!(create(check, 10 * JOULE, cheap), Error::<Test>::OutOfBounds);
        // Who checks is paid as much as who does the job, so that a low bid will not do either.
        let id = crate::NextOrder::<Test>::get();
        assert_ok!(create(check, 10 * JOULE, |it| it.max_price = 2 * seat));
        assert_noop!(bid(ALICE, id, seat - 1, 1), Error::<Test>::OutOfBounds);
        assert_ok!(bid(ALICE, id, seat, 1));
        // Nobody is drawn for others.
        let acceptance = batch(Policy::RequesterAccept { window: 100 });
        assert_ok!(create(acceptance, 10 * JOULE, |it| it.max_price = 1));
    });
}

#[test]
fn who_checks_is_paid_for_the_window_however_short_the_work_is() {
    run(|| {
        let check = |window| batch(Policy::SpotCheck { permille: 10, window });
        for (window, least) in [(200, 666_666), (201, 670_000), (43_200, 144_000_000)] {
            let cheap = |it: &mut OrderRequest<u64>| it.max_price = least - 1;
            let refused = create(check(window), 1_000 * JOULE, cheap);
            assert_noop!(refused, Error::<Test>::OutOfBounds);
            assert_ok!(create(check(window), 1_000 * JOULE, |it| it.max_price = least));
        }
    });
}

#[test]
fn the_price_for_who_is_drawn_is_that_of_the_dearest_class() {
    run(|| {
        let redundant = batch(Policy::Redundant { n: 3, k: 2, reveal_window: 100 });
        let least = 3 * (2_000_000 / 3);
        for class in [0, 1, 2].map(ClassId) {
            let of = |price| {
                move |it: &mut OrderRequest<u64>| {
                    it.needs.class = class;
                    it.max_price = price;
                }
            };
            let cheap = create(redundant, 10 * JOULE, of(least - 1));
            assert_noop!(cheap, Error::<Test>::OutOfBounds);
            assert_ok!(create(redundant, 10 * JOULE, of(least)));
        }
    });
}

#[test]
fn the_floor_of_who_is_drawn_is_no_more_than_half_the_price() {
    run(|| {
        let floor = |parts: u32| {
            move |it: &mut OrderRequest<u64>| {
                it.floor_price = Some(Dollars::from_rational(parts.into(), 1_000));
            }
        };
        for policy in [
            Policy::Redundant { n: 3, k: 2, reveal_window: 100 },
            Policy::SpotCheck { permille: 10, window: 100 },
        ] {
            let high = create(batch(policy), 40 * JOULE, floor(501));
            assert_noop!(high, Error::<Test>::FloorAboveSpot);
            assert_ok!(create(batch(policy), 40 * JOULE, floor(500)));
        }
        // Who bids sees the floor.
        let acceptance = batch(Policy::RequesterAccept { window: 100 });
        assert_ok!(create(acceptance, 40 * JOULE, floor(1_000)));
    });
}

#[test]
fn an_order_is_worth_a_dollar_at_least() {
    run(|| {
        let cheap = |it: &mut OrderRequest<u64>| it.max_price = 1;
        for kind in [OrderKind::Lease, OrderKind::Delivery { work_blocks: 100 }] {
            assert_noop!(create(kind, JOULE - 1, cheap), Error::<Test>::EscrowTooSmall);
            assert_ok!(create(kind, JOULE, cheap));
        }
    });
}

#[test]
fn a_job_that_could_not_begin_is_not_ordered() {
    run(|| {
        let hopeless = batch(Policy::RequesterAccept { window: 0 });
        let refused = sp_runtime::DispatchError::Other("no time to object");
        assert_noop!(create(hopeless, 100 * JOULE, |_| {}), refused);
    });
}
