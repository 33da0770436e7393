// SPDX-License-Identifier: Apache-2.0
//! The time that a provider served, by itself.

use crate::types::{Beat, Pace, Timeline};
use proptest::prelude::*;

const PACE: Pace = Pace { beat_blocks: 100, contest_blocks: 600 };

#[test]
fn windows_ripen_when_they_cannot_be_contested_any_more() {
    let mut time = Timeline::starting(0);
    assert_eq!(time.beat(100, PACE), Beat::Served);
    assert_eq!(time.beat(100, PACE), Beat::TooSoon);
    time.ripen(699, PACE);
    assert_eq!((time.ripe, time.unripe(), time.ripe_at(PACE)), (0, 100, Some(700)));
    time.ripen(700, PACE);
    assert_eq!((time.ripe, time.unripe(), time.ripe_at(PACE)), (100, 0, None));
}

#[test]
fn a_contest_takes_part_of_a_window() {
    let mut time = Timeline::starting(0);
    time.beat(100, PACE);
    time.beat(200, PACE);
    assert_eq!(time.contest(150), 50);
    assert_eq!((time.unripe(), time.contested, time.served()), (150, 50, 200));
    time.resolve(25);
    assert_eq!((time.ripe, time.contested, time.served()), (25, 0, 175));
}

#[test]
fn the_latest_blocks_are_cut_first() {
    let mut time = Timeline::starting(0);
    time.beat(100, PACE);
    time.beat(200, PACE);
    time.contest(150);
    time.ripen(700, PACE);
    time.cut(160);
    assert_eq!((time.ripe, time.unripe(), time.contested), (100, 10, 50));
    time.cut(120);
    assert_eq!((time.ripe, time.unripe(), time.contested), (100, 0, 20));
    time.cut(7);
    assert_eq!((time.ripe, time.unripe(), time.contested), (7, 0, 0));
}

#[test]
fn windows_that_find_no_room_ripen_later_and_no_block_is_lost() {
    // A panel sits, and the provider comes and goes.
    let pace = Pace { contest_blocks: u32::MAX, ..PACE };
    let (mut time, mut now) = (Timeline::starting(0), 0);
    for round in 1..=40 {
        now += 250;
        assert_eq!(time.beat(now, pace), Beat::Served);
        assert_eq!((time.ripe, time.served()), (0, round * 250));
        now += 350;
        assert_eq!(time.beat(now, pace), Beat::Resumed);
    }
    assert!(time.windows.windows(2).all(|pair| pair[0].to <= pair[1].from));
    time.ripen(now, PACE);
    assert_eq!(time.ripe, 15 * 250);
}

proptest! {
    #[test]
    fn no_served_block_is_lost_or_counted_twice(gaps in prop::collection::vec(1..500u32, 1..200)) {
        let (mut time, mut now, mut expected) = (Timeline::starting(0), 0u32, 0u32);
        for gap in gaps {
            now += gap;
            let is_served = time.beat(now, PACE) == Beat::Served;
            assert_eq!(is_served, gap <= 300);
            expected += if is_served { gap } else { 0 };
            assert_eq!(time.served(), expected);
            assert!(!time.windows.is_full(), "there is room for every window");
            let last = time.windows.last().map(|window| window.to);
            assert!(!is_served || last == Some(now), "the newest ripens last");
        }
        time.ripen(now + 600, PACE);
        assert_eq!((time.ripe, time.unripe()), (expected, 0));
    }

    #[test]
    fn cuts_and_contests_leave_what_they_say(
        gaps in prop::collection::vec(1..300u32, 1..20),
        from in 0..3_000u32,
        share in 0..=100u32,
    ) {
        let (mut time, mut now) = (Timeline::starting(0), 0u32);
        for gap in gaps {
            now += gap;
            time.beat(now, PACE);
        }
        let served = time.served();
        time.contest(from);
        assert_eq!(time.served(), served, "a contest changes no sum");
        let left = served * share / 100;
        time.cut(left);
        assert_eq!(time.served(), left);
    }
}
