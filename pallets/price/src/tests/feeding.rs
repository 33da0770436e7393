// SPDX-License-Identifier: Apache-2.0
//! Feeless calls: whatever may be wrong with them is found before they get into a block.

use crate::{
    feeding::{FEED_LIFE_BLOCKS, MIN_FEED_INTERVAL_MS},
    mock::*,
    Call, Refusal,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use joule_primitives::{
    price::{Dollars, MAX_PRICE, MIN_PRICE},
    types::Moment,
};
use sp_runtime::{transaction_validity::InvalidTransaction, DispatchError::BadOrigin};

#[test]
fn a_price_is_valid_once() {
    run_with(4, || {
        let valid = feed(1, dollars(2)).expect("it is taken");
        assert_eq!(valid.longevity, u64::from(FEED_LIFE_BLOCKS));
        assert!(valid.propagate);
        assert_eq!(valid.provides.len(), 1);
        assert!(valid.requires.is_empty());
        assert_eq!(kept_of(1), Some(dollars(2)));
    });
}

#[test]
fn strangers_feed_nothing() {
    run_with(4, || {
        refuse(feed_call(&pair(60), dollars(2), now() - 1), Refusal::FeederNotFound);
        set_keys([60]);
        pass(MINUTE);
        refuse(feed_call(&pair(60), dollars(2), now() - 1), Refusal::NotAMember);
    });
}

#[test]
fn a_price_is_taken_for_some_blocks_after_it_was_seen() {
    run_with(4, || {
        let signed_at = now();
        let call = || feed_call(&pair(1), dollars(2), signed_at);
        refuse(call(), InvalidTransaction::Future);
        refuse(feed_call(&pair(1), dollars(2), u32::MAX), InvalidTransaction::Future);
        pass(SLOT_MS * Moment::from(FEED_LIFE_BLOCKS));
        assert_ok!(submit(call()));
        pass(MINUTE);
        let signed_at = now();
        let call = feed_call(&pair(1), dollars(2), signed_at);
        pass(SLOT_MS * Moment::from(FEED_LIFE_BLOCKS + 1));
        refuse(call, InvalidTransaction::Stale);
    });
}

#[test]
fn nobody_repeats_what_a_feeder_said() {
    run_with(4, || {
        let first = feed_call(&pair(1), dollars(2), now() - 1);
        let earlier = feed_call(&pair(1), dollars(3), now() - 2);
        assert_ok!(submit(first.clone()));
        for _ in 0..3 {
            refuse(first.clone(), InvalidTransaction::Stale);
            refuse(earlier.clone(), InvalidTransaction::Stale);
            pass(SLOT_MS);
        }
        pass(MINUTE);
        refuse(first, InvalidTransaction::Stale);
    });
}

#[test]
fn a_feeder_speaks_twice_a_minute_at_most() {
    run_with(4, || {
        assert_ok!(feed(1, dollars(2)));
        pass(MIN_FEED_INTERVAL_MS - 1);
        refuse(feed_call(&pair(1), dollars(2), now() - 1), InvalidTransaction::Future);
        pass(1);
        assert_ok!(feed(1, dollars(2)));
    });
}

#[test]
fn what_cannot_be_a_price_is_refused() {
    run_with(4, || {
        let step = Dollars::from_inner(1);
        for wrong in
            [Dollars::default(), MIN_PRICE - step, MAX_PRICE + step, Dollars::from_inner(u128::MAX)]
        {
            refuse(feed_call(&pair(1), wrong, now() - 1), Refusal::PriceOutOfBounds);
        }
        assert_ok!(feed(1, MIN_PRICE));
        assert_ok!(feed(2, MAX_PRICE));
    });
}

#[test]
fn a_signature_covers_price_block_and_key() {
    run_with(4, || {
        let at = now() - 1;
        let Call::feed { signature, .. } = feed_call(&pair(1), dollars(2), at) else {
            unreachable!("the call feeds")
        };
        let with = |pool, price, at, signature| Call::feed { key: key(pool), price, at, signature };
        for wrong in [
            with(1, dollars(3), at, signature.clone()),
            with(1, dollars(2), at - 1, signature.clone()),
            with(2, dollars(2), at, signature.clone()),
            with(1, dollars(2), at, no_signature()),
        ] {
            refuse(wrong, InvalidTransaction::BadProof);
        }
        assert_ok!(submit(with(1, dollars(2), at, signature)));
    });
}

#[test]
fn nobody_feeds_by_a_signed_call() {
    run_with(4, || {
        let feed = |origin| {
            let Call::feed { key, price, at, signature } =
                feed_call(&pair(1), dollars(2), now() - 1)
            else {
                unreachable!("the call feeds")
            };
            Price::feed(origin, key, price, at, signature)
        };
        assert_noop!(feed(signed(account(1))), BadOrigin);
        assert_noop!(feed(RuntimeOrigin::root()), BadOrigin);
        assert_noop!(feed(RuntimeOrigin::none()), BadOrigin);
        // Blocks that end a session take no normal transactions, but prices.
        let info = feed_call(&pair(1), dollars(2), 0).get_dispatch_info();
        assert_eq!(info.class, frame_support::dispatch::DispatchClass::Operational);
    });
}

#[test]
fn refusals_have_codes_of_their_own() {
    let all = [Refusal::FeederNotFound, Refusal::NotAMember, Refusal::PriceOutOfBounds];
    assert_eq!(all.map(Refusal::code), [1, 2, 3]);
}
