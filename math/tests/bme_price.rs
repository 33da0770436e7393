// SPDX-License-Identifier: Apache-2.0
//! The price: what members say, how far it moves, and its means.

use joule_math::bme::{
    bounded, combined, quorum, PriceTrack, Twap, CHANGE_PERIODS_MAX, CHANGE_PERIOD_MS, DAY_MS,
    HALF_HOUR_MS, HOLD_MS_MAX, SPANS,
};
use proptest::prelude::*;
use sp_arithmetic::FixedU128;

/// Inner number of a dollar.
const DOLLAR: u128 = 1_000_000_000_000_000_000;
const MINUTE_MS: u64 = 60_000;
const START_MS: u64 = 1_700_000_000_000;

fn cents(cents: u128) -> FixedU128 {
    FixedU128::from_inner(cents * DOLLAR / 100)
}

fn combined_cents(values: &[u128]) -> Option<FixedU128> {
    combined(&mut values.iter().map(|value| cents(*value)).collect::<Vec<_>>())
}

fn inner(price: FixedU128) -> u128 {
    price.into_inner()
}

fn price() -> impl Strategy<Value = u128> {
    (10u32..80).prop_flat_map(|bits| 1u128 << bits..2 << bits)
}

/// The whole of `track`, in steps of a minute.
fn feed(track: &mut PriceTrack, price: FixedU128, from_ms: u64, minutes: u64) -> u64 {
    for minute in 1..=minutes {
        track.update(price, from_ms + minute * MINUTE_MS);
    }
    from_ms + minutes * MINUTE_MS
}

#[test]
fn more_than_two_thirds_of_the_members_make_a_price() {
    let expected = [(0, 1), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (9, 7), (21, 15)];
    for (members, needed) in expected {
        assert_eq!(quorum(members), needed, "of {members}");
    }
    assert_eq!(quorum(u32::MAX), 2_863_311_531);
}

#[test]
fn the_price_is_the_median_of_what_is_near_it() {
    assert_eq!(combined_cents(&[]), None);
    assert_eq!(combined_cents(&[200]), Some(cents(200)));
    // Of two in the middle the upper one.
    assert_eq!(combined_cents(&[202, 200]), Some(cents(202)));
    assert_eq!(combined_cents(&[204, 200, 202]), Some(cents(202)));
    // In any order.
    assert_eq!(combined_cents(&[203, 201, 205, 199, 207]), Some(cents(203)));
}

#[test]
fn what_is_more_than_three_percent_away_does_not_count() {
    // GIVEN values of which 103 and 97 are just near enough to the median of 100
    assert_eq!(combined_cents(&[100, 103, 103, 97, 90]), Some(cents(103)));
    // WHEN two of them are a bit further away
    let mut values = [100, 103, 103, 97, 90].map(|value| inner(cents(value)));
    values[1] += 1;
    values[2] += 1;
    // THEN they do not count.
    let mut values = values.map(FixedU128::from_inner);
    assert_eq!(combined(&mut values), Some(cents(100)));
}

#[test]
fn a_price_of_zero_is_none() {
    assert_eq!(combined_cents(&[0, 0, 0, 200, 200]), None);
    assert_eq!(combined_cents(&[0, 0, 200, 200, 200]), Some(cents(200)));
    assert_eq!(combined(&mut [FixedU128::from_inner(1)]), Some(FixedU128::from_inner(1)));
}

#[test]
fn a_price_moves_by_a_tenth_in_half_an_hour() {
    let bound = |next, ms| bounded(cents(200), cents(next), ms);
    // At once not at all.
    assert_eq!(bound(400, 0), cents(200));
    assert_eq!(bound(1, 0), cents(200));
    // To the last digit after whole periods, which compound.
    assert_eq!(bound(400, CHANGE_PERIOD_MS), cents(220));
    assert_eq!(bound(1, CHANGE_PERIOD_MS), cents(180));
    assert_eq!(bound(400, 2 * CHANGE_PERIOD_MS), cents(242));
    assert_eq!(bound(1, 2 * CHANGE_PERIOD_MS), cents(162));
    // What is within is taken as it is.
    for next in [180, 199, 200, 201, 220] {
        assert_eq!(bound(next, CHANGE_PERIOD_MS), cents(next));
    }
    // Half a period allows the square root.
    let half = inner(bound(400, CHANGE_PERIOD_MS / 2)) as f64 / DOLLAR as f64;
    assert!((half - 2.0 * 1.1f64.sqrt()).abs() < 1e-11);
    let half = inner(bound(1, CHANGE_PERIOD_MS / 2)) as f64 / DOLLAR as f64;
    assert!((half - 2.0 * 0.9f64.sqrt()).abs() < 1e-11);
}

#[test]
fn after_a_week_periods_do_not_compound_any_more() {
    let week = CHANGE_PERIODS_MAX * CHANGE_PERIOD_MS;
    assert_eq!(week, 7 * DAY_MS);
    let far = FixedU128::from_inner(DOLLAR << 60);
    let highest = bounded(cents(100), far, week);
    let lowest = bounded(cents(100), FixedU128::from_inner(1), week);
    for ms in [week + 1, 2 * week, u64::MAX] {
        assert_eq!(bounded(cents(100), far, ms), highest);
        assert_eq!(bounded(cents(100), FixedU128::from_inner(1), ms), lowest);
    }
    // It is more than prices move.
    assert!(inner(highest) > DOLLAR * 10u128.pow(13));
    assert!(inner(lowest) < DOLLAR / 10u128.pow(15));
}

#[test]
fn any_price_may_follow_none() {
    let none = FixedU128::from_inner(0);
    assert_eq!(bounded(none, cents(300), 0), cents(300));
    assert_eq!(bounded(none, none, 0), none);
    assert_eq!(
        bounded(FixedU128::from_inner(u128::MAX), cents(1), 1),
        bounded(FixedU128::from_inner(u128::MAX), none, 1)
    );
    let most = FixedU128::from_inner(u128::MAX);
    assert_eq!(bounded(FixedU128::from_inner(u128::MAX - 1), most, CHANGE_PERIOD_MS), most);
}

#[test]
fn the_means_of_a_constant_price_are_the_price() {
    let mut track = PriceTrack::new(cents(200), START_MS);
    assert_eq!(track.twap_30m(START_MS), cents(200));
    let now = feed(&mut track, cents(200), START_MS, 2_000);
    assert_eq!((track.twap_30m(now), track.twap_24h(now)), (cents(200), cents(200)));
}

#[test]
fn a_new_price_fills_the_mean_of_half_an_hour_in_as_long() {
    // GIVEN a price of two dollars for an hour
    let mut twap = Twap::new(HALF_HOUR_MS, START_MS);
    let hour = START_MS + 60 * MINUTE_MS;
    twap.add(cents(200), START_MS, hour, hour);
    assert_eq!(twap.mean(hour), Some(cents(200)));
    // WHEN it is 2.30 dollars from now on
    let after = |minutes: u64| {
        let (mut twap, now) = (twap, hour + minutes * MINUTE_MS);
        twap.add(cents(230), hour, now, now);
        twap.mean(now)
    };
    // THEN each minute adds a thirtieth of the difference
    for minutes in 0..=30 {
        let expected = inner(cents(200 + u128::from(minutes)));
        let mean = inner(after(minutes).unwrap());
        assert!(mean <= expected && mean + 10 > expected, "after {minutes} minutes");
    }
    // AND after half an hour it is all there is.
    assert_eq!(after(31), Some(cents(230)));
    assert_eq!(after(600), Some(cents(230)));
}

#[test]
fn a_price_is_forgotten_after_a_window_and_a_sixth() {
    // GIVEN a dollar for the first two minutes of a span, and two dollars ever since
    let mut twap = Twap::new(HALF_HOUR_MS, START_MS);
    let end = START_MS + 2 * MINUTE_MS;
    twap.add(cents(100), START_MS, end, end);
    let mean_at = |minutes: u64| {
        let (mut twap, now) = (twap, START_MS + minutes * MINUTE_MS);
        twap.add(cents(200), end, now, now);
        inner(twap.mean(now).unwrap())
    };
    // THEN it counts in full for half an hour, and in part while its span leaves the window
    assert!(inner(cents(193)) < mean_at(30) && mean_at(30) < inner(cents(194)));
    let leaving = [30, 31, 32, 33, 34, 35].map(mean_at);
    assert!(leaving.is_sorted_by(|before, after| before < after));
    // AND not any more after half an hour and a sixth of it.
    assert_eq!(mean_at(35), inner(cents(200)));
}

#[test]
fn a_price_counts_for_a_quarter_of_an_hour_without_a_new_one() {
    // GIVEN a price of two dollars for 15 minutes, and then none for 45
    let mut track = PriceTrack::new(cents(200), START_MS);
    let silent = START_MS + 4 * HOLD_MS_MAX;
    assert_eq!(track.twap_30m(silent), cents(200));
    track.update(cents(220), silent);
    // WHEN the next one holds for 15 minutes too
    let now = silent + HOLD_MS_MAX;
    // THEN the mean of the half hour is the next one's, and that of the day lies in the middle.
    assert_eq!(track.twap_30m(now), cents(220));
    assert_eq!(track.twap_24h(now), cents(210));
    // A price that is older counts no more.
    assert_eq!(track.twap_24h(now + HOLD_MS_MAX), cents(210));
}

#[test]
fn after_a_long_silence_the_means_begin_anew() {
    let mut track = PriceTrack::new(cents(200), START_MS);
    let now = feed(&mut track, cents(200), START_MS, 100) + 3 * DAY_MS;
    // Nothing is known of the window: the last price stands.
    assert_eq!((track.twap_30m(now), track.twap_24h(now)), (cents(200), cents(200)));
    track.update(cents(100), now);
    assert_eq!(track.spot, cents(100));
    assert_eq!((track.twap_30m(now), track.twap_24h(now)), (cents(100), cents(100)));
    assert_eq!(track.twap_30m(u64::MAX), cents(100));
}

#[test]
fn an_update_from_the_past_changes_nothing() {
    let mut track = PriceTrack::new(cents(200), START_MS);
    let before = track;
    track.update(cents(300), START_MS - 1);
    assert_eq!(track, before);
}

#[test]
fn without_a_price_there_is_no_mean() {
    let twap = Twap::new(HALF_HOUR_MS, START_MS);
    assert_eq!(twap.mean(START_MS), None);
    assert_eq!(twap.mean(u64::MAX), None);
    assert_eq!(Twap::default().mean(0), None);
    assert_eq!(twap.spans.len(), SPANS);
}

/// Prices, each with the time it holds.
fn history() -> impl Strategy<Value = Vec<(u128, u64)>> {
    prop::collection::vec((price(), 1u64..600_000), 1..80)
}

/// The mean of the last `window_ms`, price by price.
fn exact_mean(history: &[(u128, u64)], window_ms: u64) -> u128 {
    let (mut sum, mut missing) = (0, window_ms);
    for (price, ms) in history.iter().rev() {
        let ms = (*ms).min(missing);
        sum += price * u128::from(ms);
        missing -= ms;
    }
    sum / u128::from(window_ms - missing)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_minority_moves_the_price_no_further_than_the_others_are_apart(
        honest in prop::collection::vec(1_000u128..1_100, 8..15),
        others in prop::collection::vec(any::<u128>(), 0..7),
    ) {
        let (low, high) = (honest.iter().min().unwrap(), honest.iter().max().unwrap());
        let mut values: Vec<FixedU128> =
            honest.iter().chain(&others).map(|value| FixedU128::from_inner(*value)).collect();
        let price = inner(combined(&mut values).unwrap());
        prop_assert!(price >= low - low / 30 && price <= high + high / 30);
        // It is a value that somebody gave.
        prop_assert!(honest.iter().chain(&others).any(|value| *value == price));
    }

    #[test]
    fn the_order_of_values_does_not_matter(
        values in prop::collection::vec(1u128..1_000, 1..22),
        turn in any::<usize>(),
    ) {
        let mut values: Vec<FixedU128> = values.into_iter().map(FixedU128::from_inner).collect();
        let mut turned = values.clone();
        turned.rotate_left(turn % values.len());
        prop_assert_eq!(combined(&mut turned), combined(&mut values));
    }

    #[test]
    fn a_bound_keeps_to_the_side_of_less_change(
        from in price(),
        elapsed_ms in prop_oneof![0..CHANGE_PERIOD_MS, 0..20 * CHANGE_PERIOD_MS],
    ) {
        let price = FixedU128::from_inner(from);
        let high = inner(bounded(price, FixedU128::from_inner(u128::MAX), elapsed_ms));
        let low = inner(bounded(price, FixedU128::from_inner(0), elapsed_ms));
        let time = elapsed_ms as f64 / CHANGE_PERIOD_MS as f64;
        let (highest, lowest) = (from as f64 * 1.1f64.powf(time), from as f64 * 0.9f64.powf(time));
        prop_assert!(low <= from && from <= high);
        // Up to what floats can say, and a unit for each step.
        prop_assert!(high as f64 <= highest * (1.0 + 1e-14));
        prop_assert!(high as f64 >= highest * (1.0 - 1e-11) - 60.0);
        prop_assert!(low as f64 >= lowest * (1.0 - 1e-14));
        prop_assert!(low as f64 <= lowest * (1.0 + 1e-11) + 60.0);
        // What lies within is taken as it is.
        let within = FixedU128::from_inner(low + (high - low) / 3);
        prop_assert_eq!(bounded(price, within, elapsed_ms), within);
    }

    #[test]
    fn more_time_never_allows_less(
        from in price(),
        (before, more) in (0..5 * CHANGE_PERIOD_MS, 0..CHANGE_PERIOD_MS),
    ) {
        let price = FixedU128::from_inner(from);
        for next in [0, u128::MAX].map(FixedU128::from_inner) {
            let change = |ms| inner(bounded(price, next, ms)).abs_diff(from);
            // Each period rounds by one, and a part of one to 2^-40.
            let doubt = 10 + (change(before) >> 36) + (from >> 40);
            prop_assert!(change(before) <= change(before + more) + doubt);
        }
    }

    #[test]
    fn many_updates_move_a_price_no_further_than_one(
        from in 1u128 << 40..1 << 80,
        steps in prop::collection::vec(1..CHANGE_PERIOD_MS, 1..50),
        upwards in any::<bool>(),
    ) {
        let aim = FixedU128::from_inner(if upwards { u128::MAX } else { 0 });
        let (mut price, mut elapsed) = (FixedU128::from_inner(from), 0);
        for ms in steps {
            price = bounded(price, aim, ms);
            elapsed += ms;
        }
        let factor: f64 = if upwards { 1.1 } else { 0.9 };
        let limit = from as f64 * factor.powf(elapsed as f64 / CHANGE_PERIOD_MS as f64);
        if upwards {
            prop_assert!(inner(price) as f64 <= limit * (1.0 + 1e-13));
        } else {
            prop_assert!(inner(price) as f64 >= limit * (1.0 - 1e-13));
        }
    }

    #[test]
    fn a_mean_lies_between_the_prices_of_its_window(
        history in history(),
        idle_ms in 0u64..4_000_000,
    ) {
        let (mut twap, mut now) = (Twap::new(HALF_HOUR_MS, START_MS), START_MS);
        for (price, ms) in &history {
            twap.add(FixedU128::from_inner(*price), now, now + ms, now + ms);
            now += ms;
        }
        let prices = history.iter().map(|(price, _)| *price);
        let (low, high) = (prices.clone().min().unwrap(), prices.max().unwrap());
        let mean = inner(twap.mean(now).unwrap());
        prop_assert!(low.saturating_sub(80) <= mean && mean <= high);
        if let Some(mean) = twap.mean(now + idle_ms) {
            prop_assert!(low.saturating_sub(80) <= inner(mean) && inner(mean) <= high);
        } else {
            prop_assert!(idle_ms >= HALF_HOUR_MS);
        }
    }

    #[test]
    fn a_mean_is_off_by_a_quarter_of_what_a_span_may_say(history in history()) {
        let (mut twap, mut now) = (Twap::new(HALF_HOUR_MS, START_MS), START_MS);
        for (price, ms) in &history {
            twap.add(FixedU128::from_inner(*price), now, now + ms, now + ms);
            now += ms;
        }
        let prices = history.iter().map(|(price, _)| *price);
        let (low, high) = (prices.clone().min().unwrap(), prices.max().unwrap());
        let mean = inner(twap.mean(now).unwrap());
        let exact = exact_mean(&history, HALF_HOUR_MS);
        // The oldest span counts as if its price had been constant: f * (1 - f) of a sixth.
        prop_assert!(mean.abs_diff(exact) <= (high - low) / 24 + 200);
    }

    #[test]
    fn means_stay_within_the_prices_that_were_told(
        prices in prop::collection::vec((price(), 1u64..4_000_000), 1..60),
    ) {
        let first = FixedU128::from_inner(prices[0].0);
        let (mut track, mut now) = (PriceTrack::new(first, START_MS), START_MS);
        let (mut low, mut high) = (inner(first), inner(first));
        for (next, ms) in prices {
            now += ms;
            track.update(FixedU128::from_inner(next), now);
            (low, high) = (low.min(inner(track.spot)), high.max(inner(track.spot)));
            for mean in [track.twap_30m(now), track.twap_24h(now)] {
                prop_assert!(low.saturating_sub(100) <= inner(mean) && inner(mean) <= high);
            }
        }
    }
}
