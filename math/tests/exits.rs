// SPDX-License-Identifier: Apache-2.0
//! The exit queue: a run is slowed, a single staker is not, and nobody gains by asking in pieces.

use joule_math::exits::{ExitQueue, Ticket, PARTS_PER_BLOCK};
use proptest::prelude::*;

const JOULE: u128 = 1_000_000_000_000;
/// All stake: 10,000,000 JOULE.
const TOTAL: u128 = 10_000_000 * JOULE;
const DAY: u32 = 14_400;
/// One day, and fourteen.
const QUEUE: ExitQueue = ExitQueue { min_blocks: DAY, max_blocks: 14 * DAY };

fn at(block: u32) -> u64 {
    u64::from(block) * PARTS_PER_BLOCK
}

#[test]
fn alone_a_small_staker_waits_a_day() {
    // 10^12 * 201,600 * 3 / 10^19 = 0.06048 blocks, or 259,759,622.06 parts.
    let ticket = QUEUE.request(0, 1_000, JOULE, TOTAL);
    assert_eq!(ticket, Ticket { frontier: at(1_000) + 259_759_623, matures: 1_000 + DAY });
}

#[test]
fn a_tenth_of_all_stake_waits_four_days() {
    // 0.3 of 201,600 blocks.
    let ticket = QUEUE.request(0, 5, TOTAL / 10, TOTAL);
    assert_eq!(ticket, Ticket { frontier: at(60_485), matures: 60_485 });
    // Whoever comes next waits behind it.
    let next = QUEUE.request(ticket.frontier, 5, TOTAL / 100, TOTAL);
    assert_eq!(next, Ticket { frontier: at(66_533), matures: 66_533 });
}

#[test]
fn if_a_third_leaves_at_once_the_last_of_it_waits_fourteen_days() {
    // The third is not a whole number; rounding up fills the queue all the same.
    let ticket = QUEUE.request(0, 7, TOTAL / 3, TOTAL);
    assert_eq!(ticket, Ticket { frontier: at(7 + 14 * DAY), matures: 7 + 14 * DAY });
}

#[test]
fn a_third_in_many_small_requests_waits_as_long_as_in_one() {
    let pieces = 2_000;
    let third = TOTAL / 3;
    let mut frontier = 0;
    let mut last = 0;
    for piece in 0..pieces {
        let rest = if piece == 0 { third % pieces } else { 0 };
        let ticket = QUEUE.request(frontier, 0, third / pieces + rest, TOTAL);
        assert!(ticket.frontier > frontier);
        frontier = ticket.frontier;
        last = ticket.matures;
    }
    let at_once = QUEUE.request(0, 0, third, TOTAL);
    assert!(frontier >= at_once.frontier);
    assert_eq!(last, 14 * DAY);
}

#[test]
fn a_request_below_a_block_moves_the_frontier() {
    // 16.5 JOULE are 0.99792 blocks: 202,020 such requests are a third of all stake.
    let amount = 33 * JOULE / 2;
    let ticket = QUEUE.request(0, 0, amount, TOTAL);
    assert_eq!(ticket.frontier, 4_286_033_765);
    assert!(ticket.frontier < PARTS_PER_BLOCK);
    assert!(ticket.frontier * 202_020 > at(14 * DAY - 1));
    // The smallest amount moves it by the smallest step.
    assert_eq!(QUEUE.request(0, 0, 1, TOTAL).frontier, 1);
    assert_eq!(QUEUE.request(5, 0, 0, TOTAL).frontier, 5);
}

#[test]
fn once_the_queue_is_empty_a_small_staker_waits_a_day_again() {
    let full = QUEUE.request(0, 0, TOTAL / 3, TOTAL);
    // A block before the queue is empty the frontier still counts, but the day counts more.
    for now in [14 * DAY - 1, 14 * DAY, 14 * DAY + 1, 100 * DAY] {
        let ticket = QUEUE.request(full.frontier, now, JOULE, TOTAL);
        assert_eq!(ticket.matures, now + DAY);
        assert_eq!(ticket.frontier, at(now).max(full.frontier) + 259_759_623);
    }
}

#[test]
fn a_run_of_nine_tenths_leaves_no_queue_behind() {
    // GIVEN 90 % leave on day 0, in nine requests
    let mut frontier = 0;
    let mut total = TOTAL;
    for _ in 0..9 {
        let ticket = QUEUE.request(frontier, 0, TOTAL / 10, total);
        total -= TOTAL / 10;
        frontier = ticket.frontier;
        assert!(ticket.matures <= 14 * DAY);
    }
    assert_eq!(frontier, at(14 * DAY));
    // THEN who asks on day 12 waits for the rest of the queue, and on day 20 a day as ever
    assert_eq!(QUEUE.request(frontier, 12 * DAY, JOULE, total).matures, 14 * DAY + 1);
    assert_eq!(QUEUE.request(frontier, 20 * DAY, JOULE, total).matures, 21 * DAY);
}

#[test]
fn the_last_staker_waits_as_long_as_a_full_queue() {
    let full = Ticket { frontier: at(3 + 14 * DAY), matures: 3 + 14 * DAY };
    assert_eq!(QUEUE.request(0, 3, JOULE, JOULE), full);
    for (amount, total) in [(JOULE, 0), (0, 0), (u128::MAX, 1), (u128::MAX, u128::MAX)] {
        assert_eq!(QUEUE.request(0, 3, amount, total), full);
    }
}

#[test]
fn at_the_end_of_block_numbers_the_queue_ends_with_them() {
    let full = Ticket { frontier: at(u32::MAX), matures: u32::MAX };
    assert_eq!(QUEUE.request(0, u32::MAX, JOULE, TOTAL), full);
    assert_eq!(QUEUE.request(u64::MAX, u32::MAX - 5, JOULE, TOTAL), full);
    let endless = ExitQueue { min_blocks: 0, max_blocks: u32::MAX };
    assert_eq!(endless.request(0, 1, TOTAL, TOTAL), full);
}

proptest! {
    #[test]
    fn splitting_never_helps(
        frontier in 0..at(40 * DAY),
        now in 0..30 * DAY,
        pieces in prop::collection::vec(0u128..TOTAL / 10, 1..30),
        shrinks in any::<bool>(),
    ) {
        let amount = pieces.iter().sum::<u128>();
        let at_once = QUEUE.request(frontier, now, amount, TOTAL);
        let (mut last, mut total) = (Ticket { frontier, matures: 0 }, TOTAL);
        for piece in pieces {
            last = QUEUE.request(last.frontier, now, piece, total);
            // The whole shrinks as each piece leaves it.
            total = if shrinks { total.saturating_sub(piece) } else { total };
        }
        prop_assert!(last.frontier >= at_once.frontier);
        prop_assert!(last.matures >= at_once.matures);
    }

    #[test]
    fn every_request_waits_between_the_limits_and_behind_those_before(
        frontier in any::<u64>(),
        now in 0..u32::MAX - 14 * DAY,
        amount in any::<u128>(),
        total in any::<u128>(),
    ) {
        let ticket = QUEUE.request(frontier, now, amount, total);
        prop_assert!((now + DAY..=now + 14 * DAY).contains(&ticket.matures));
        prop_assert!(ticket.frontier >= frontier.max(at(now)).min(at(now + 14 * DAY)));
        prop_assert!(at(ticket.matures) >= ticket.frontier);
        let later = QUEUE.request(ticket.frontier, now, 1, total);
        prop_assert!(later.frontier >= ticket.frontier && later.matures >= ticket.matures);
    }

    #[test]
    fn the_frontier_moves_by_the_formula_rounded_up(
        amount in 0u128..1 << 60,
        total in 1u128..1 << 66,
        max_blocks in 1u32..1 << 20,
    ) {
        let queue = ExitQueue { min_blocks: 0, max_blocks };
        // amount * max_blocks * 3 * 2^32 / total, the product taken apart to fit: a whole and a
        // rest.
        let product = amount * u128::from(max_blocks) * 3;
        let (whole, rest) = (product / total, product % total);
        let parts = u128::from(PARTS_PER_BLOCK);
        let way = whole.saturating_mul(parts).saturating_add((rest * parts).div_ceil(total));
        let expected = u64::try_from(way).unwrap_or(u64::MAX).min(at(max_blocks));
        prop_assert_eq!(queue.request(0, 0, amount, total).frontier, expected);
    }

    #[test]
    fn no_numbers_break_the_queue(
        min_blocks in any::<u32>(),
        max_blocks in any::<u32>(),
        frontier in any::<u64>(),
        now in any::<u32>(),
        amount in any::<u128>(),
        total in any::<u128>(),
    ) {
        let ticket = ExitQueue { min_blocks, max_blocks }.request(frontier, now, amount, total);
        prop_assert!(ticket.matures >= now.saturating_add(min_blocks));
        prop_assert!(ticket.matures <= now.saturating_add(min_blocks.max(max_blocks)));
        prop_assert!(ticket.frontier <= at(now.saturating_add(max_blocks)));
    }
}
