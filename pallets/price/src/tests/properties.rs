// SPDX-License-Identifier: Apache-2.0
//! Whatever members, strangers, sessions and governance do, in any order: every invariant holds after
//! each step, a price never moves further than it may, is never younger than enough of what was fed,
//! and its averages lie between the lowest and the highest.

use crate::{feeding::FRESH_MS, mock::*, LastPrice, Seats};
use joule_math::bme::{bounded, quorum};
use joule_primitives::{
    price::{Dollars, Health, Price as PriceOf},
    types::Moment,
};
use proptest::prelude::*;

/// How many validators there are.
const VALIDATORS: u8 = 9;

/// What may happen.
#[derive(Clone, Debug)]
enum Step {
    Feed(u8, u64),
    FeedAll(u64),
    FeedLate(u8, u64, u32),
    SetKey(u8, u8),
    RemoveKey(u8),
    Seat(u8, u8),
    Chill(u8),
    Administer(Option<u64>),
    Pass(Moment),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..VALIDATORS;
    prop_oneof![
        6 => (who.clone(), 1u64..4_000).prop_map(|(who, price)| Step::Feed(who, price)),
        8 => (900u64..1_100).prop_map(Step::FeedAll),
        2 => (0u64..1_000_000).prop_map(Step::FeedAll),
        2 => (who.clone(), 0u64..4_000, 0u32..12).prop_map(|(w, p, a)| Step::FeedLate(w, p, a)),
        1 => (who.clone(), 0u8..20).prop_map(|(who, key)| Step::SetKey(who, key)),
        1 => who.clone().prop_map(Step::RemoveKey),
        1 => (0u8..5, 0u8..6).prop_map(|(first, count)| Step::Seat(first, count)),
        1 => who.prop_map(Step::Chill),
        1 => prop::option::of(0u64..2_000).prop_map(Step::Administer),
        8 => (1u64..3 * MINUTE).prop_map(Step::Pass),
        1 => (1u64..3 * 24 * HOUR).prop_map(Step::Pass),
    ]
}

/// Takes a step. What is refused changes nothing.
fn take(step: Step) {
    let before = state();
    let is_done = match step {
        Step::Feed(who, price) => feed(who, milli(price)).is_ok(),
        Step::FeedAll(price) => {
            (0..VALIDATORS).filter(|who| feed(*who, milli(price)).is_ok()).count() > 0
        }
        Step::FeedLate(who, price, ago) => {
            let at = now().saturating_sub(ago);
            submit(feed_call(&pair(who), milli(price), at)).is_ok()
        }
        Step::SetKey(who, other) => {
            let proof = proof(&pair(other), &validator(who));
            transact(|| Price::set_feeder_key(signed(validator(who)), key(other), proof))
        }
        Step::RemoveKey(who) => transact(|| Price::remove_feeder_key(signed(validator(who)))),
        Step::Seat(first, count) => {
            seat(first..first + count);
            true
        }
        Step::Chill(who) => {
            Chilled::set(vec![who.into()]);
            true
        }
        Step::Administer(price) => {
            let price = price.map(milli);
            transact(|| Price::set_administered_price(RuntimeOrigin::root(), price))
        }
        Step::Pass(ms) => {
            pass(ms);
            true
        }
    };
    assert!(is_done || state() == before, "what is refused changes nothing");
}

/// Carries out a call, as a block does.
fn transact(call: impl FnOnce() -> sp_runtime::DispatchResult) -> bool {
    frame_support::storage::with_storage_layer(call).is_ok()
}

/// What must hold from one step to the next.
fn follows(last: &mut Option<PriceOf>, range: &mut (Dollars, Dollars)) {
    let fed = Price::fed_price();
    let Some(track) = LastPrice::<Test>::get() else {
        assert_eq!(fed.health, Health::Halted);
        return;
    };
    // Those of this block, in which a price may have been made more than once.
    let spots = events().into_iter().filter_map(|event| match event {
        crate::Event::PriceChanged { spot, .. } => Some(spot),
        _ => None,
    });
    for spot in spots.chain([fed.spot]) {
        *range = (range.0.min(spot), range.1.max(spot));
    }
    for average in [fed.twap_30m, fed.twap_24h] {
        // Each price that was added rounds it down.
        let low = range.0 - Dollars::from_inner(10_000);
        assert!((low..=range.1).contains(&average), "{average:?} {range:?}");
    }
    assert_eq!(fed.health, Health::of_age(time() - fed.as_of));
    if let Some(before) = track.before {
        let elapsed = fed.as_of - before.as_of;
        assert_eq!(bounded(before.spot, fed.spot, elapsed), fed.spot, "it jumped");
    }
    if let Some(last) = last.filter(|last| (last.spot, last.as_of) != (fed.spot, fed.as_of)) {
        assert!(fed.as_of >= last.as_of);
        // Enough of what is fresh was fed since then.
        let newer = crate::Members::<Test>::get().into_iter().filter(|who| {
            Oracle::raw_values(who, crate::Asset::Joule)
                .is_some_and(|raw| raw.timestamp >= fed.as_of && time() - raw.timestamp < FRESH_MS)
        });
        let seats = u32::try_from(Seats::<Test>::get().len()).expect("few");
        assert!(newer.count() >= quorum(seats) as usize);
    }
    *last = Some(fed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn prices_hold_what_they_promise(steps in prop::collection::vec(step(), 1..80)) {
        run(|| {
            set_keys(0..VALIDATORS - 2);
            seat(0..5);
            pass(MINUTE);
            let mut last = None;
            let mut range = (Dollars::from_inner(u128::MAX), Dollars::default());
            for step in steps {
                take(step);
                check();
                follows(&mut last, &mut range);
            }
        });
    }
}
