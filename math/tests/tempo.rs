// SPDX-License-Identifier: Apache-2.0
//! When epochs are due: once in every tempo, and a commit is revealed in a later one.

use joule_math::tempo::{first_block, is_due, next_epoch, reveal_window};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The tempo that a subnet begins with.
const TEMPO: u32 = 360;

/// The number of the tempo that a block is in.
fn number(block: u32, netuid: u16, tempo: u32) -> u64 {
    (u64::from(block) + 37 * u64::from(netuid)) / u64::from(tempo)
}

#[test]
fn the_epochs_of_a_subnet_come_in_every_tempo() {
    // 37 blocks ahead of the block numbers.
    assert!(is_due(323, 1, TEMPO));
    assert!(!is_due(322, 1, TEMPO));
    assert!(!is_due(324, 1, TEMPO));
    assert_eq!(next_epoch(0, 1, TEMPO), 323);
    assert_eq!(next_epoch(322, 1, TEMPO), 323);
    assert_eq!(next_epoch(323, 1, TEMPO), 683);
    assert_eq!(first_block(323, 1, TEMPO), 323);
    assert_eq!(first_block(682, 1, TEMPO), 323);
    // The first tempo began before block 0.
    assert_eq!(first_block(322, 1, TEMPO), 0);
    // The count of number 0 is that of the blocks.
    assert!(is_due(0, 0, TEMPO));
    assert_eq!(next_epoch(0, 0, TEMPO), 360);
}

#[test]
fn a_commit_is_revealed_in_a_later_tempo() {
    for block in [0, 100, 322] {
        assert_eq!(reveal_window(block, 1, TEMPO, 1), (323, 682));
        assert_eq!(reveal_window(block, 1, TEMPO, 2), (683, 1_042));
        assert_eq!(reveal_window(block, 1, TEMPO, 100), (323 + 99 * 360, 682 + 99 * 360));
    }
    assert_eq!(reveal_window(323, 1, TEMPO, 1), (683, 1_042));
    // There is no revealing in the tempo of the commit.
    assert_eq!(reveal_window(100, 1, TEMPO, 0), (323, 682));
}

#[test]
fn epochs_of_as_many_subnets_as_there_may_be_come_in_different_blocks() {
    for tempo in [256, TEMPO] {
        let blocks: BTreeSet<u32> =
            (1..=128).map(|netuid| next_epoch(1_000_000, netuid, tempo)).collect();
        assert_eq!(blocks.len(), 128, "a tempo of {tempo}");
    }
}

#[test]
fn a_tempo_of_zero_never_ends() {
    for block in [0, 1, 323, u32::MAX] {
        for netuid in [0, 1, u16::MAX] {
            assert!(!is_due(block, netuid, 0));
            assert_eq!(next_epoch(block, netuid, 0), u32::MAX);
            assert_eq!(first_block(block, netuid, 0), 0);
            assert_eq!(reveal_window(block, netuid, 0, 1), (u32::MAX, u32::MAX));
        }
    }
}

#[test]
fn a_tempo_of_one_has_an_epoch_in_every_block() {
    for block in [0, 1, 323, u32::MAX - 1] {
        assert!(is_due(block, 9, 1));
        assert_eq!(next_epoch(block, 9, 1), block + 1);
        assert_eq!(first_block(block, 9, 1), block);
        assert_eq!(reveal_window(block, 9, 1, 1), (block + 1, block + 1));
    }
}

#[test]
fn at_the_end_of_block_numbers_nothing_overflows() {
    // 2^32 - 1 is divisible by 255.
    assert!(is_due(u32::MAX, 0, 255));
    assert_eq!(next_epoch(u32::MAX - 1, 0, 255), u32::MAX);
    assert_eq!(next_epoch(u32::MAX, 0, 255), u32::MAX);
    assert_eq!(reveal_window(u32::MAX - 1, 0, 255, 1), (u32::MAX, u32::MAX));
    assert_eq!(reveal_window(u32::MAX - 256, 0, 255, 1), (u32::MAX - 255, u32::MAX - 1));
    assert_eq!(reveal_window(u32::MAX, u16::MAX, u32::MAX, u16::MAX), (u32::MAX, u32::MAX));
    // The longest tempo ends once.
    assert_eq!(next_epoch(0, 0, u32::MAX), u32::MAX);
    assert_eq!(next_epoch(0, u16::MAX, u32::MAX), u32::MAX - 37 * 65_535);
    assert_eq!(first_block(u32::MAX, u16::MAX, u32::MAX), u32::MAX - 37 * 65_535);
    // The window of a tempo that is not over by the last block number ends with it.
    assert_eq!(reveal_window(0, 1, u32::MAX, 1), (u32::MAX - 37, u32::MAX));
}

proptest! {
    #[test]
    fn an_epoch_is_due_once_in_every_tempo(
        block in 0u32..100_000_000,
        netuid in any::<u16>(),
        tempo in 1u32..2_000,
    ) {
        let due = (block..block + tempo).filter(|block| is_due(*block, netuid, tempo));
        prop_assert_eq!(due.count(), 1);
    }

    #[test]
    fn the_next_epoch_is_the_first_that_is_due(
        block in 0u32..100_000_000,
        netuid in any::<u16>(),
        tempo in 1u32..=50_400,
    ) {
        let next = next_epoch(block, netuid, tempo);
        prop_assert!(next > block && next <= block + tempo);
        prop_assert!(is_due(next, netuid, tempo));
        prop_assert_eq!(next_epoch(next - 1, netuid, tempo), next);
        prop_assert_eq!(next_epoch(next, netuid, tempo), next + tempo);
        // It is the first block of the next tempo.
        prop_assert_eq!(number(next, netuid, tempo), number(block, netuid, tempo) + 1);
        prop_assert_eq!(number(next - 1, netuid, tempo), number(block, netuid, tempo));
        prop_assert_eq!(first_block(next, netuid, tempo), next);
        prop_assert_eq!(first_block(next - 1, netuid, tempo), first_block(block, netuid, tempo));
    }

    #[test]
    fn the_first_block_of_a_tempo_is_due_or_block_zero(
        block in 0u32..100_000_000,
        netuid in any::<u16>(),
        tempo in 1u32..=50_400,
    ) {
        let first = first_block(block, netuid, tempo);
        prop_assert!(first <= block && block < first + tempo);
        prop_assert_eq!(number(first, netuid, tempo), number(block, netuid, tempo));
        prop_assert!(first == 0 || is_due(first, netuid, tempo));
    }

    #[test]
    fn the_reveal_window_is_the_whole_tempo_that_comes_a_period_later(
        block in 0u32..100_000_000,
        netuid in any::<u16>(),
        tempo in 1u32..=50_400,
        period in 1u16..=100,
    ) {
        let (first, last) = reveal_window(block, netuid, tempo, period);
        prop_assert!(first > block);
        prop_assert_eq!(last - first + 1, tempo);
        prop_assert!(is_due(first, netuid, tempo));
        prop_assert!(is_due(last + 1, netuid, tempo));
        let later = number(block, netuid, tempo) + u64::from(period);
        prop_assert_eq!(number(first, netuid, tempo), later);
        prop_assert_eq!(number(last, netuid, tempo), later);
        // It is the same for every commit of a tempo, and another for the next.
        let begun = first_block(block, netuid, tempo);
        prop_assert_eq!(reveal_window(begun, netuid, tempo, period), (first, last));
        let next = next_epoch(block, netuid, tempo);
        prop_assert_eq!(reveal_window(next, netuid, tempo, period), (last + 1, last + tempo));
    }

    #[test]
    fn no_numbers_break_a_tempo(
        block in any::<u32>(),
        netuid in any::<u16>(),
        tempo in any::<u32>(),
        short in 0u32..10,
        period in any::<u16>(),
    ) {
        for tempo in [tempo, short] {
            let next = next_epoch(block, netuid, tempo);
            prop_assert!(next > block || next == u32::MAX);
            prop_assert!(next == u32::MAX || is_due(next, netuid, tempo));
            prop_assert!(first_block(block, netuid, tempo) <= block);
            let (first, last) = reveal_window(block, netuid, tempo, period);
            prop_assert!(first >= next && last >= first);
        }
    }
}
