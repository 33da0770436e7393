// SPDX-License-Identifier: Apache-2.0
//! Calls of nobody, bytes that are no call, numbers at their ends, and prices that cannot be.

use super::stages::{attempt, reach, Act, Stage, ACTS, ID};
use crate::{mock::*, types::OrderKind, Call, ClassOffer, Error, HoldReason, Leases, OrderId};
use codec::{Decode, DecodeAll, Encode};
use frame_support::{assert_ok, traits::GetCallName};
use joule_primitives::{
    attestation::{ClassId, MilliComputeUnits, Policy},
    price::{Dollars, Health, Price},
    types::Balance,
    units::JOULE,
};
use proptest::{prelude::*, test_runner::TestRunner};
use sp_runtime::{ArithmeticError, DispatchError, TokenError};
use std::collections::BTreeSet;

fn offer() -> ClassOffer {
    let full_score = MilliComputeUnits(1);
    ClassOffer { bond_usd_micro: USD, reference_usd_micro: 1, full_score }
}

/// The calls that are about no order, or make one.
fn other_calls() -> [Call<Test>; 11] {
    let device = device_of(ALICE, 0);
    [
        Call::register_provider {},
        Call::pause_provider {},
        Call::resume_provider {},
        Call::leave_market {},
        Call::withdraw_provider {},
        Call::list_device { device, attributes: ATTRIBUTES },
        Call::offer_device { device, is_offered: false },
        Call::unlist_device { device },
        Call::refresh_listing { device },
        Call::create_order { request: Box::new(request(OrderKind::Lease)), escrow: 9 * JOULE },
        Call::set_class { class: ClassId(0), offer: offer() },
    ]
}

#[test]
fn nobody_calls_anything_and_root_only_what_is_governances() {
    run(|| {
        let mut names = BTreeSet::new();
        let calls = other_calls().into_iter().map(RuntimeCall::from);
        for call in calls.chain(ACTS.into_iter().map(Act::call)) {
            let RuntimeCall::Market(inner) = &call else { panic!("{call:?} is another one's") };
            let name = inner.get_call_name();
            let is_governed = name == "set_class";
            let bad = Some(DispatchError::BadOrigin);
            assert_eq!(attempt(call.clone(), RuntimeOrigin::none()), bad, "{name}");
            let wrong = if is_governed { signed(ALICE) } else { RuntimeOrigin::root() };
            assert_eq!(attempt(call, wrong), bad, "{name}");
            names.insert(name);
        }
        let all = Call::<Test>::get_call_names().iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(names, all, "every call is tried");
    });
}

/// Why a call is refused, if it is.
fn at_its_ends(call: Call<Test>, who: AccountId) -> Option<DispatchError> {
    attempt(call.into(), signed(who))
}

#[test]
fn amounts_and_numbers_at_their_ends_are_refused_or_taken_as_they_are() {
    run(|| {
        reach(Stage::Active);
        let (order, lease, provider) = (ID, ID, ALICE);
        let most = Balance::MAX;
        let overflow = Some(ArithmeticError::Overflow.into());
        let small = Some(Error::<Test>::EscrowTooSmall.into());
        let bounds = Some(Error::<Test>::NoticeOutOfBounds.into());
        let missing = Some(TokenError::FundsUnavailable.into());
        let top_up = |amount| Call::top_up { order, amount };
        assert_eq!(at_its_ends(top_up(most), TENANT), overflow);
        assert_eq!(at_its_ends(top_up(most - 200 * JOULE), TENANT), missing);
        assert_eq!(at_its_ends(top_up(0), TENANT), None);
        assert_eq!(at_its_ends(Call::sponsor { order, limit: most }, SPONSOR), None);
        assert_eq!(at_its_ends(top_up(most), SPONSOR), missing);
        let draw = Call::draw_on { order, sponsor: SPONSOR, amount: most };
        assert_eq!(at_its_ends(draw, TENANT), missing);
        let take = |amount| Call::withdraw_excess { order, amount };
        assert_eq!(at_its_ends(take(most), TENANT), small);
        assert_eq!(at_its_ends(take(0), TENANT), None);
        for (notice_blocks, refusal) in
            [(0, bounds), (599, bounds), (432_001, bounds), (u32::MAX, bounds), (432_000, None)]
        {
            let notice = Call::start_reclaim { lease, notice_blocks };
            assert_eq!(at_its_ends(notice, ALICE), refusal, "{notice_blocks}");
        }
        let future = Call::contest { lease, provider, from: u32::MAX };
        let nothing = Some(Error::<Test>::NothingToContest.into());
        assert_eq!(at_its_ends(future, TENANT), nothing);
        let nowhere = Call::heartbeat { leases: Default::default() };
        let none = Some(Error::<Test>::NoHeartbeatTaken.into());
        assert_eq!(at_its_ends(nowhere, ALICE), none);
        let escrow =
            Call::create_order { request: Box::new(request(OrderKind::Lease)), escrow: most };
        assert_eq!(at_its_ends(escrow, TENANT), missing);
    });
}

#[test]
fn a_rate_as_high_as_numbers_go_is_never_agreed_on() {
    run(|| {
        let id = lease_with(200 * JOULE);
        serve(id, 1);
        let rate = u64::MAX;
        assert_ok!(Market::amend_lease(signed(ALICE), id, ALICE, rate));
        let agree = Call::amend_lease { lease: id, provider: ALICE, rate };
        assert_eq!(at_its_ends(agree, TENANT), Some(Error::<Test>::EscrowTooSmall.into()));
        assert_eq!(lease(id).rate(), RATE);
    });
}

#[test]
fn a_bid_at_the_highest_price_is_taken_and_none_above_it() {
    for (price, refusal) in [
        (0, Some(Error::<Test>::OutOfBounds.into())),
        (1, None),
        (RATE, None),
        (RATE + 1, Some(Error::<Test>::OutOfBounds.into())),
        (u64::MAX, Some(Error::<Test>::OutOfBounds.into())),
    ] {
        run(|| {
            reach(Stage::Open);
            let devices = vec![device_of(BOB, 0)].try_into().expect("few");
            let call = Call::place_bid { order: ID, price, devices };
            assert_eq!(at_its_ends(call, BOB), refusal, "{price}");
        });
    }
}

/// The bytes of an order.
fn ordered() -> Vec<u8> {
    let request = Box::new(request(OrderKind::Lease));
    Call::<Test>::create_order { request, escrow: 9 * JOULE }.encode()
}

fn is_call(bytes: &[u8]) -> bool {
    Call::<Test>::decode_all(&mut &bytes[..]).is_ok()
}

#[test]
fn a_manifest_that_is_not_32_bytes_is_no_order() {
    let whole = ordered();
    assert!(is_call(&whole));
    let manifest = request(OrderKind::Lease).manifest;
    let at = whole.windows(32).position(|bytes| bytes == manifest.0).expect("it is there");
    for bytes in [0, 1, 16, 31, 33, 64] {
        let mut call = whole[..at].to_vec();
        call.extend(vec![1; bytes]);
        call.extend(&whole[at + 32..]);
        assert!(!is_call(&call), "{bytes} bytes");
    }
    for end in 0..whole.len() {
        assert!(!is_call(&whole[..end]), "the first {end} bytes");
    }
}

#[test]
fn lists_that_are_too_long_are_no_calls() {
    let device = device_of(ALICE, 0);
    for (index, most) in [(17u8, 8usize), (22, 64)] {
        let of = |count: usize| match index {
            17 => (index, ID, vec![0u64; count]).encode(),
            _ => (index, vec![ID; count]).encode(),
        };
        assert!(is_call(&of(most)) && !is_call(&of(most + 1)), "{index}");
    }
    let bid = |count: usize| (15u8, ID, RATE, vec![device; count]).encode();
    assert!(is_call(&bid(8)) && !is_call(&bid(9)));
    let endpoint = |bytes: usize| (19u8, ID, vec![0u8; bytes]).encode();
    assert!(is_call(&endpoint(512)) && !is_call(&endpoint(513)));
    assert!(!is_call(&[32]), "there is no such call");
}

#[test]
fn whatever_decodes_as_a_call_of_the_market_breaks_nothing() {
    let bytes = prop::collection::vec(any::<u8>(), 0..200);
    let input = (0..32u8, 0..4 as OrderId, any::<bool>(), 1..14 as AccountId, bytes);
    let mut runner = TestRunner::deterministic();
    run(|| {
        // A lease, a job, and an order: something to call about.
        reach(Stage::Active);
        let job = order(batch(Policy::RequesterAccept { window: 9 }), 99 * JOULE);
        assert_ok!(bid(BOB, job, RATE, 1));
        assert_ok!(Market::take_bids(signed(TENANT), job, vec![0].try_into().expect("few")));
        order(OrderKind::Cluster { devices: 2 }, 99 * JOULE);
        let tried = runner.run(&input, |(index, id, is_about_one, who, bytes)| {
            let mut call = vec![index];
            if is_about_one {
                id.encode_to(&mut call);
            }
            call.extend(bytes);
            if let Ok(call) = Call::<Test>::decode(&mut call.as_slice()) {
                attempt(call.into(), signed(who));
                check();
            }
            Ok(())
        });
        assert_eq!(tried, Ok(()));
    });
}

/// Sets every price to this.
fn set_dollars(dollars: Dollars, health: Health) {
    let price = Price { spot: dollars, twap_30m: dollars, twap_24h: dollars, as_of: 0, health };
    frame_support::storage::unhashed::put(b"price", &price);
}

/// Prices that cannot be, and some that hardly can.
fn absurd_prices() -> impl Iterator<Item = (Dollars, Health)> {
    let prices = [
        Dollars::from_inner(0),
        Dollars::from_inner(1),
        Dollars::from_rational(1, 1_000_000),
        Dollars::from_u32(u32::MAX),
        Dollars::from_inner(u128::MAX),
    ];
    let all = [Health::Healthy, Health::Administered, Health::Degraded, Health::Halted];
    prices.into_iter().flat_map(move |price| all.into_iter().map(move |health| (price, health)))
}

#[test]
fn no_price_however_absurd_or_stale_keeps_anybodys_money_or_pays_what_is_not_there() {
    for (dollars, health) in absurd_prices() {
        for who in [TENANT, ALICE] {
            run(|| {
                let id = lease_with(200 * JOULE);
                serve(id, 3);
                set_dollars(dollars, health);
                let told = format!("{dollars:?}, {health:?}, {who}");
                assert_eq!(attempt(Call::close_lease { lease: id }.into(), signed(who)), None);
                // Three dollars at half a dollar a JOULE are the most that is ever burned.
                pass_with_agenda(settings().hold_blocks + 101);
                let is_forgotten = !Leases::<Test>::contains_key(id);
                assert!(is_forgotten || is_concluded(id), "{told}");
                assert_eq!(held(HoldReason::Escrow, TENANT), 0, "{told}");
                assert_eq!(held(HoldReason::BidDeposit, ALICE), 0, "{told}");
                let burned: Balance = paid().iter().map(|paid| paid.burned).sum();
                assert!(burned <= 6 * JOULE, "{told}: {burned}");
                assert_eq!(paid_to(ALICE), 3_000_000, "{told}");
            });
        }
    }
}

#[test]
fn at_an_absurd_price_whatever_is_begun_is_refused_or_right() {
    for (dollars, health) in absurd_prices() {
        for stage in [Stage::Nothing, Stage::Open, Stage::Due, Stage::Active, Stage::Running] {
            run(|| {
                reach(stage);
                set_dollars(dollars, health);
                // What comes of it is checked by the invariants, after each.
                let calls = other_calls().into_iter().map(RuntimeCall::from);
                for call in calls.chain(ACTS.into_iter().map(Act::call)) {
                    for who in [TENANT, SPONSOR, ALICE, BOB] {
                        attempt(call.clone(), signed(who));
                    }
                }
                check();
            });
        }
    }
}

#[test]
fn without_a_price_that_converts_nothing_begins() {
    for health in [Health::Degraded, Health::Halted] {
        for (stage, act) in [
            (Stage::Open, Act::Bid),
            (Stage::Open, Act::Take),
            (Stage::Due, Act::Finalise),
            (Stage::Due, Act::Poke),
            (Stage::Active, Act::TakeOut),
        ] {
            run(|| {
                reach(stage);
                set_price(100, health);
                let refusal = Some(Error::<Test>::PriceUnavailable.into());
                assert_eq!(attempt(act.call(), signed(act.who())), refusal, "{act:?}");
            });
        }
    }
}
