// SPDX-License-Identifier: Apache-2.0
//! A reward that flows loses nothing, flows in a straight line, and is not to be had by stepping
//! in.

use joule_math::{
    shares::Pool,
    streams::{Released, Stream},
};
use proptest::prelude::*;

const JOULE: u128 = 1_000_000_000_000;

/// What somebody does to a stream, and how many blocks after the last one.
#[derive(Clone, Copy, Debug)]
enum Touch {
    Release(u32),
    Add { gap: u32, stakers: u128, owner: u128, blocks: u32 },
}

fn touches() -> impl Strategy<Value = Touch> {
    prop_oneof![
        (0u32..500).prop_map(Touch::Release),
        (0u32..500, 0u128..1 << 80, 0u128..1 << 70, 0u32..1_000)
            .prop_map(|(gap, stakers, owner, blocks)| Touch::Add { gap, stakers, owner, blocks }),
    ]
}

/// The sum of what was released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    stakers: u128,
    owner: u128,
}

impl Sums {
    fn count(&mut self, released: Released) {
        self.stakers += released.stakers;
        self.owner += released.owner;
    }
}

proptest! {
    #[test]
    fn all_that_is_added_flows_and_nothing_else(
        start in 0u32..1_000_000,
        sequence in prop::collection::vec(touches(), 1..50),
    ) {
        let (mut stream, mut now) = (Stream::default(), start);
        let (mut added, mut flowed) = (Sums::default(), Sums::default());
        for touch in sequence {
            match touch {
                Touch::Release(gap) => {
                    now += gap;
                    flowed.count(stream.release(now));
                },
                Touch::Add { gap, stakers, owner, blocks } => {
                    now += gap;
                    let end = stream.until;
                    flowed.count(stream.add(now, stakers, owner, blocks));
                    added.stakers += stakers;
                    added.owner += owner;
                    prop_assert_eq!(stream.until, end.max(now + blocks.max(1)));
                },
            }
            prop_assert_eq!(stream.since, now);
            prop_assert_eq!(flowed.stakers + stream.stakers, added.stakers);
            prop_assert_eq!(flowed.owner + stream.owner, added.owner);
            prop_assert_eq!(stream.rest(), stream.stakers + stream.owner);
        }
        flowed.count(stream.release(stream.until.max(now)));
        prop_assert_eq!(flowed, added);
        prop_assert_eq!(stream.rest(), 0);
    }

    #[test]
    fn a_payment_flows_in_a_straight_line_however_often_it_is_touched(
        start in 0u32..1_000_000,
        stakers in 0u128..1 << 80,
        owner in 0u128..1 << 70,
        blocks in 1u32..5_000,
        gaps in prop::collection::vec(0u32..200, 1..60),
    ) {
        let mut stream = Stream::default();
        prop_assert_eq!(stream.add(start, stakers, owner, blocks), Released::default());
        let (mut now, mut flowed) = (start, Sums::default());
        for (before, gap) in (0u128..).zip(gaps) {
            now += gap;
            flowed.count(stream.release(now));
            let elapsed = u128::from((now - start).min(blocks));
            for (part, sum) in [(stakers, flowed.stakers), (owner, flowed.owner)] {
                let line = part * elapsed / u128::from(blocks);
                prop_assert!(sum <= line);
                // Each touch, this one among them, holds back less than a pJ.
                prop_assert!(sum + before + 1 >= line);
            }
        }
        flowed.count(stream.release(now.max(start + blocks)));
        prop_assert_eq!(flowed, Sums { stakers, owner });
    }

    #[test]
    fn who_stakes_just_before_a_payment_and_leaves_in_the_next_block_gets_the_part_of_a_block(
        others in 1u128..1_000_000 * JOULE,
        stake in 1u128..1_000_000_000 * JOULE,
        reward in 1u128..100_000 * JOULE,
        blocks in 1u32..1_000,
    ) {
        // GIVEN a pool in which others have a stake
        let (mut pool, mut stream) = (Pool::default(), Stream::default());
        pool.deposit(others).expect("the pool is empty");
        // WHEN somebody stakes, a reward comes, and it leaves in the next block
        let minted = pool.deposit(stake).expect("a pool that nobody slashed takes every stake");
        prop_assert_eq!(stream.add(99, reward, 0, blocks), Released::default());
        pool.add(stream.release(100).stakers);
        let paid = pool.burn(minted.shares).expect("it has so many");
        // THEN it got at most what one block is worth
        let gain = paid.saturating_sub(minted.tokens);
        prop_assert!(gain * u128::from(blocks) <= reward);
    }

    #[test]
    fn no_numbers_break_a_stream(
        stream in (any::<u128>(), any::<u128>(), any::<u32>(), any::<u32>()).prop_map(
            |(stakers, owner, since, until)| Stream { stakers, owner, since, until }
        ),
        now in any::<u32>(),
        stakers in any::<u128>(),
        blocks in any::<u32>(),
    ) {
        let mut touched = stream;
        let released = touched.release(now);
        prop_assert_eq!(touched.stakers + released.stakers, stream.stakers);
        prop_assert_eq!(touched.owner + released.owner, stream.owner);
        prop_assert_eq!(touched.since, stream.since.max(now));
        let mut added = stream;
        prop_assert_eq!(added.add(now, stakers, 0, blocks), released);
        prop_assert_eq!(added.stakers, touched.stakers.saturating_add(stakers));
        prop_assert!(added.until >= stream.until.max(now));
        // Whatever the end, there is a block by which all has flowed.
        prop_assert_eq!(added.release(u32::MAX).stakers, touched.stakers.saturating_add(stakers));
        prop_assert_eq!(added.rest(), 0);
    }
}

#[test]
fn a_further_payment_joins_the_rest_and_takes_the_later_end() {
    let mut stream = Stream::default();
    assert_eq!(stream.add(100, 1_000, 100, 10), Released::default());
    assert_eq!(stream, Stream { stakers: 1_000, owner: 100, since: 100, until: 110 });
    // Half of the first has flowed; the other half now takes until 125.
    assert_eq!(stream.add(105, 500, 0, 20), Released { stakers: 500, owner: 50 });
    assert_eq!(stream, Stream { stakers: 1_000, owner: 50, since: 105, until: 125 });
    // A shorter one does not bring the end forward: 1,030 and 50 flow in 20 blocks.
    assert_eq!(stream.add(105, 30, 0, 1), Released::default());
    assert_eq!(stream.until, 125);
    assert_eq!(stream.release(110), Released { stakers: 257, owner: 12 });
    assert_eq!(stream.rest(), 773 + 38);
    assert_eq!(stream.release(125), Released { stakers: 773, owner: 38 });
    assert_eq!(stream.rest(), 0);
}

#[test]
fn nothing_flows_before_its_time_or_twice() {
    let mut stream = Stream::default();
    assert_eq!(stream.release(7), Released::default());
    assert_eq!(stream.add(50, 100, 0, 10), Released::default());
    assert_eq!(stream.release(50), Released::default());
    assert_eq!(stream.release(55), Released { stakers: 50, owner: 0 });
    assert_eq!(stream.release(55), Released::default());
    assert_eq!(stream.release(51), Released::default());
    assert_eq!(stream.since, 55);
    assert_eq!(stream.release(1_000), Released { stakers: 50, owner: 0 });
    assert_eq!(stream.release(2_000), Released::default());
}

#[test]
fn a_payment_over_no_blocks_flows_in_the_next_one() {
    let mut stream = Stream::default();
    assert_eq!(stream.add(50, 100, 5, 0), Released::default());
    assert_eq!(stream.release(50), Released::default());
    assert_eq!(stream.release(51), Released { stakers: 100, owner: 5 });
}

#[test]
fn at_the_end_of_block_numbers_all_still_flows() {
    let mut stream = Stream::default();
    assert_eq!(stream.add(u32::MAX - 2, 100, 10, 1_000), Released::default());
    assert_eq!(stream.until, u32::MAX);
    assert_eq!(stream.release(u32::MAX - 1), Released { stakers: 50, owner: 5 });
    // The last block has no next one: what comes in it flows in it.
    assert_eq!(stream.add(u32::MAX, 7, 0, 1_000), Released { stakers: 50, owner: 5 });
    assert_eq!(stream.release(u32::MAX), Released { stakers: 7, owner: 0 });
    assert_eq!(stream.rest(), 0);
}

#[test]
fn amounts_of_any_size_flow_in_a_straight_line() {
    let mut stream = Stream::default();
    let part = u128::MAX;
    assert_eq!(stream.add(0, part, part, u32::MAX), Released::default());
    assert_eq!(stream.rest(), u128::MAX);
    // 2^128 - 1 is divisible by 2^32 - 1.
    let first = part / u128::from(u32::MAX);
    assert_eq!(stream.release(1), Released { stakers: first, owner: first });
    assert_eq!(stream.release(u32::MAX), Released { stakers: part - first, owner: part - first });
}
