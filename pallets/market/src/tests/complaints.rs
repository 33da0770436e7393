// SPDX-License-Identifier: Apache-2.0
//! What users of other networks complain of, where no other test answers it.

use crate::{mock::*, types::OrderKind, Endpoints, Event, HoldReason, OrderId};
use frame_support::assert_ok;
use joule_primitives::{
    attestation::Policy,
    market::UsdMicro,
    price::Health,
    types::{Balance, Hash},
    units::JOULE,
    verdicts::Outcome,
};

/// A receipt: the order, who was paid, how many micro-dollars, and what was burned for them.
type Receipt = (OrderId, AccountId, UsdMicro, Balance);

/// All receipts since the beginning.
fn receipts() -> Vec<Receipt> {
    let receipt = |event| match event {
        RuntimeEvent::Market(Event::WorkPaid { order, provider, usd_micro, burned }) => {
            Some((order, provider, usd_micro, burned))
        }
        _ => None,
    };
    System::events().into_iter().filter_map(|record| receipt(record.event)).collect()
}

#[test]
fn every_payment_leaves_a_receipt_in_dollars_and_in_tokens() {
    run(|| {
        let lease = lease_with(100 * JOULE);
        serve(lease, 7);
        assert_ok!(poke(lease));
        set_price(200, Health::Healthy);
        assert_ok!(Market::close_lease(signed(TENANT), lease));
        let job = order(batch(Policy::RequesterAccept { window: 100 }), 40 * JOULE);
        assert_ok!(bid(BOB, job, RATE, 1));
        assert_ok!(Market::take_bids(signed(TENANT), job, vec![0].try_into().expect("few")));
        decide(job, Outcome::Accepted, &[(device_of(BOB, 0), 10)], &[]);
        // A hundred blocks at a dollar, six hundred at two, and a job at two.
        let expected: [Receipt; 3] = [
            (lease, ALICE, 1_000_000, JOULE),
            (lease, ALICE, 6_000_000, 3 * JOULE),
            (job, BOB, 6_000_000, 3 * JOULE),
        ];
        assert_eq!(receipts(), expected);
        let burned: Balance = receipts().iter().map(|receipt| receipt.3).sum();
        assert_eq!(free(TENANT), RICHES - burned);
    });
}

#[test]
fn what_is_to_run_and_the_key_for_access_go_with_an_order_to_its_end() {
    run(|| {
        let id = order(OrderKind::Lease, 100 * JOULE);
        let asked = order_of(id);
        assert_eq!((asked.manifest, asked.tenant_key), (Hash::repeat_byte(1), [9; 32]));
        assert_ok!(bid(ALICE, id, RATE, 1));
        begin(id, &[0]);
        serve(id, 1);
        assert_eq!((lease(id).manifest, lease(id).tenant_key), (asked.manifest, [9; 32]));
        assert_eq!(Endpoints::<Test>::get(id, ALICE).map(|it| it.len()), Some(64));
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!(lease(id).manifest, asked.manifest);
        assert!(!Endpoints::<Test>::contains_key(id, ALICE), "the way in is gone");
    });
}

#[test]
fn all_that_is_left_is_given_back_in_the_call_that_ends_it() {
    run(|| {
        let id = lease_with(1_000 * JOULE);
        assert_ok!(Market::sponsor(signed(SPONSOR), id, 50 * JOULE));
        assert_ok!(Market::draw_on(signed(TENANT), id, SPONSOR, 50 * JOULE));
        serve(id, 2);
        assert_ok!(Market::close_lease(signed(TENANT), id));
        assert_eq!((free(TENANT), free(SPONSOR)), (RICHES - 2 * JOULE, RICHES));
        for who in [TENANT, SPONSOR, ALICE] {
            assert_eq!(held(HoldReason::Escrow, who) + held(HoldReason::BidDeposit, who), 0);
        }
        // The provider was paid in the same call: seven tenths, beside its record.
        assert_eq!(free(ALICE), RICHES - settings().provider_deposit + 2 * JOULE * 7 / 10);
    });
}
