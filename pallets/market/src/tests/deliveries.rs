// SPDX-License-Identifier: Apache-2.0
//! What needs no device: keys to data, and labels.

use crate::{
    mock::*,
    types::{CloseReason, JobState, OrderKind},
    Error, HoldReason,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{panels::Finding, types::Hash, units::JOULE};

const KEY: Hash = Hash::repeat_byte(7);

/// A delivery that Alice has to make in a hundred blocks.
fn delivery() -> u64 {
    let id = order(OrderKind::Delivery { work_blocks: 100 }, 10 * JOULE);
    assert_ok!(bid(ALICE, id, RATE, 0));
    assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
    id
}

fn deliver_key(who: u64, id: u64) -> sp_runtime::DispatchResult {
    Market::submit_delivery(signed(who), id, KEY)
}

#[test]
fn the_buyers_receipt_of_the_hash_pays_at_once() {
    run(|| {
        let id = delivery();
        let accept = |who, hash| Market::accept_delivery(signed(who), id, hash);
        assert_noop!(accept(TENANT, KEY), Error::<Test>::WrongStep);
        assert_noop!(deliver_key(BOB, id), Error::<Test>::NotProvider);
        assert_ok!(deliver_key(ALICE, id));
        assert_noop!(deliver_key(ALICE, id), Error::<Test>::WrongStep);
        assert_noop!(accept(ALICE, KEY), Error::<Test>::NotTenant);
        assert_noop!(accept(TENANT, Hash::zero()), Error::<Test>::DeliveryMismatch);
        assert_ok!(accept(TENANT, KEY));
        assert!(is_concluded(id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (6_000_000, RICHES - 6 * JOULE));
        let paid = paid();
        let paid = paid.first().expect("a payment");
        assert_eq!((paid.quality, paid.device_blocks), (sp_runtime::Perbill::zero(), 0));
    });
}

#[test]
fn who_does_not_object_in_time_has_accepted() {
    run(|| {
        let id = delivery();
        assert_ok!(deliver_key(ALICE, id));
        pass(settings().objection_blocks);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_noop!(Market::object(signed(TENANT), id), Error::<Test>::TooLate);
        assert_ok!(poke(id));
        assert_eq!((reason(id), paid_to(ALICE)), (Some(CloseReason::Completed), 6_000_000));
    });
}

#[test]
fn who_does_not_deliver_in_time_loses_the_deposit() {
    run(|| {
        let id = delivery();
        pass(100);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        pass(1);
        assert_noop!(deliver_key(ALICE, id), Error::<Test>::TooLate);
        assert_ok!(poke(id));
        assert_eq!(reason(id), Some(CloseReason::TimedOut));
        assert_eq!(free(TENANT), RICHES + JOULE / 2);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
    });
}

#[test]
fn a_panel_decides_on_a_delivery() {
    run(|| {
        let id = delivery();
        assert_ok!(deliver_key(ALICE, id));
        assert_ok!(Market::object(signed(TENANT), id));
        assert_eq!(job(id).state, JobState::Disputed);
        let late = Market::accept_delivery(signed(TENANT), id, KEY);
        assert_noop!(late, Error::<Test>::WrongStep);
        assert_eq!(find(id, Finding::ProviderFault), JOULE);
        assert_eq!((paid_to(ALICE), free(TENANT)), (0, RICHES));
        assert_eq!(reason(id), Some(CloseReason::ProviderFault));
    });
}

#[test]
fn a_bid_for_a_delivery_names_no_device() {
    run(|| {
        let id = order(OrderKind::Delivery { work_blocks: 100 }, 10 * JOULE);
        assert_noop!(bid(ALICE, id, RATE, 1), Error::<Test>::DevicesUnsuitable);
        assert_ok!(bid(ALICE, id, RATE, 0));
        assert_ok!(bid(BOB, id, RATE - 1, 0));
        pass(11);
        assert_ok!(poke(id));
        assert_eq!(job(id).bid.map(|bid| bid.provider), Some(BOB));
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
    });
}
