// SPDX-License-Identifier: Apache-2.0
//! A state that is corrupt is noticed.

use crate::{
    mock::*,
    types::{Feeder, Reading},
    Administered, Asset, Feeders, KeysOf, LastPrice, Members, Pallet, Seats,
};
use frame_support::traits::Hooks;
use joule_primitives::price::Dollars;
use pallet_oracle::{RawValues, TimestampedValue};

/// That the invariant with this number does not hold after `corrupt`.
fn breaks(number: &str, corrupt: impl FnOnce()) {
    run_with(4, || {
        feed_all(0..4, dollars(2));
        pass(MINUTE);
        feed_all(0..4, dollars(2));
        frame_support::storage::with_transaction(|| {
            corrupt();
            let broken = Pallet::<Test>::check_invariants().expect_err("it is noticed");
            assert!(format!("{broken:?}").contains(number), "{number}: {broken:?}");
            sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(()))
        })
        .expect("it is rolled back");
    });
}

#[test]
fn members_are_the_keys_of_the_seats() {
    breaks("P1", || Members::<Test>::mutate(|members| members.truncate(3)));
    breaks("P1", || {
        Seats::<Test>::mutate(|seats| seats.try_push(0).expect("there is room"));
    });
}

#[test]
fn keys_and_pools_name_each_other() {
    breaks("P2", || Feeders::<Test>::remove(key(1)));
    breaks("P2", || Feeders::<Test>::insert(key(60), Feeder { pool: 60, fed_in: 0 }));
    breaks("P2", || {
        Feeders::<Test>::mutate_extant(key(1), |feeder| feeder.pool = 2);
    });
    breaks("P2", || KeysOf::<Test>::insert(60, key(1)));
}

#[test]
fn nothing_is_kept_of_strangers_or_the_future() {
    let fed = |timestamp| TimestampedValue { value: dollars(2), timestamp };
    breaks("P3", || RawValues::<Test>::insert(account(60), Asset::Joule, fed(START)));
    breaks("P3", || RawValues::<Test>::insert(account(1), Asset::Joule, fed(u64::MAX)));
}

#[test]
fn the_price_is_what_the_oracle_holds() {
    breaks("P4", LastPrice::<Test>::kill);
    let last = |change: fn(&mut Reading)| {
        LastPrice::<Test>::mutate_extant(|track| change(&mut track.last));
    };
    breaks("P4", || last(|last| last.spot = dollars(3)));
    breaks("P4", || last(|last| last.as_of -= 1));
    breaks("P4", || {
        LastPrice::<Test>::mutate_extant(|track| track.before = Some(track.last));
    });
}

#[test]
fn averages_are_of_prices_in_the_past() {
    breaks("P5", || LastPrice::<Test>::mutate_extant(|track| track.day.start_ms = u64::MAX));
    breaks("P5", || {
        LastPrice::<Test>::mutate_extant(|track| track.half_hour.spans[0] = (1, 1));
    });
    breaks("P5", || {
        LastPrice::<Test>::mutate_extant(|track| track.half_hour.spans[0].1 = 5 * MINUTE + 1);
    });
}

#[test]
fn a_price_of_governance_is_one() {
    breaks("P6", || Administered::<Test>::put(Dollars::default()));
}

#[test]
fn the_constants_fit_together() {
    <Price as Hooks<_>>::integrity_test();
}
