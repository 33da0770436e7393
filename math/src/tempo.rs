// SPDX-License-Identifier: Apache-2.0
//! When the epochs of a subnet are due, and when weights that it committed to are revealed.
//!
//! ```text
//! tempo of block n  = (n + 37 * netuid) div tempo             its number, counted from 0
//! epoch is due      when (n + 37 * netuid) mod tempo = 0      in the first block of each tempo
//! ```
//!
//! The 37 blocks spread the epochs of subnets with the same tempo. All follows from the block
//! number: an epoch that runs later than it was due moves nothing. A tempo of 0 blocks never ends,
//! and no epoch is due in it.

/// By how many blocks a subnet is ahead of the one with the number before.
const STAGGER_BLOCKS: u64 = 37;

/// Whether the epoch of subnet `netuid` is due in `block`.
#[must_use]
pub fn is_due(block: u32, netuid: u16, tempo: u32) -> bool {
    position(block, netuid).checked_rem(tempo.into()) == Some(0)
}

/// The first block after `block` in which the epoch of subnet `netuid` is due.
///
/// The last block number if that lies beyond it, or if there is none.
#[must_use]
pub fn next_epoch(block: u32, netuid: u16, tempo: u32) -> u32 {
    start(block, netuid, tempo, 1).map_or(u32::MAX, |position| block_at(position, netuid))
}

/// The first block of the tempo that `block` is in.
///
/// Block 0 if that tempo began before it, or never ends.
#[must_use]
pub fn first_block(block: u32, netuid: u16, tempo: u32) -> u32 {
    start(block, netuid, tempo, 0).map_or(0, |position| block_at(position, netuid))
}

/// The first and the last block of the tempo that comes `period` tempos after the one of `block`.
///
/// A period of 0 counts as 1, so that the window lies after the block. What lies beyond the last
/// block number is the last block number, both of them if the tempo of `block` never ends.
#[must_use]
pub fn reveal_window(block: u32, netuid: u16, tempo: u32, period: u16) -> (u32, u32) {
    let Some(first) = start(block, netuid, tempo, period.max(1)) else {
        return (u32::MAX, u32::MAX);
    };
    let last = first.saturating_add(tempo.saturating_sub(1).into());
    (block_at(first, netuid), block_at(last, netuid))
}

/// The position at which the tempo begins that comes `later` tempos after the one of `block`.
/// `None` if the tempo is 0.
fn start(block: u32, netuid: u16, tempo: u32, later: u16) -> Option<u64> {
    let number = position(block, netuid).checked_div(tempo.into())?;
    // Below 2^34 positions, and at most 2^16 tempos of less than 2^32 more: far below 2^64.
    Some(number.saturating_add(later.into()).saturating_mul(tempo.into()))
}

/// Where `block` stands in the count by which the tempos of subnet `netuid` are divided.
fn position(block: u32, netuid: u16) -> u64 {
    u64::from(block).saturating_add(ahead(netuid))
}

/// The block that stands at `position`; the nearest block number if none does.
fn block_at(position: u64, netuid: u16) -> u32 {
    u32::try_from(position.saturating_sub(ahead(netuid))).unwrap_or(u32::MAX)
}

/// By how many blocks the count of subnet `netuid` is ahead of block numbers.
fn ahead(netuid: u16) -> u64 {
    STAGGER_BLOCKS.saturating_mul(netuid.into())
}
