// SPDX-License-Identifier: Apache-2.0
//! The chain's randomness, and what is drawn with it: when a challenge opens, who is audited, and
//! when a device may open its commitment.
//!
//! The beacon takes in the VRF output of every block. One output alone is known to the block's
//! author long before anybody else: draw from the beacon, never from an output.

use crate::{
    hash::{words, Hash, Tag},
    DeviceKey,
};

/// The beacon of the block at `height`, from that of the block before it.
///
/// `vrf` is the VRF output of the block before it; `None`, if it has none, counts as 32 zero bytes.
#[must_use]
pub fn step(previous: &Hash, height: u32, vrf: Option<&Hash>) -> Hash {
    let output = vrf.copied().unwrap_or_default();
    Tag::BEACON.hash(&[previous, &height.to_le_bytes(), &output])
}

/// How often challenges open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// After how many blocks on average, beyond the least gap, the beacon opens a challenge. Up to
    /// 1, it does in every block.
    pub mean_interval_blocks: u32,
    /// Blocks from one challenge to the next at least.
    pub min_gap_blocks: u32,
    /// Blocks after which a challenge opens without the beacon. If it is below the least gap, then
    /// that is it.
    pub max_gap_blocks: u32,
}

impl Schedule {
    /// Whether a challenge opens in the block at `height`, whose beacon is `beacon`, if the last
    /// one opened in the block `last`.
    ///
    /// That no challenge is open any more is for the caller to see to.
    #[must_use]
    pub fn opens(&self, beacon: &Hash, height: u32, last: u32) -> bool {
        let gap = height.saturating_sub(last);
        gap >= self.min_gap_blocks && (gap >= self.max_gap_blocks || self.is_triggered(beacon))
    }

    /// Whether the [`trigger`] is below `2^64 / mean_interval_blocks`, exactly: whether their
    /// product is below 2^64.
    #[must_use]
    pub fn is_triggered(&self, beacon: &Hash) -> bool {
        trigger(beacon).checked_mul(self.mean_interval_blocks.into()).is_some()
    }
}

/// The number that decides whether the beacon opens a challenge, uniform over 64 bits.
#[must_use]
pub fn trigger(beacon: &Hash) -> u64 {
    let [low, high, ..] = words(&Tag::TRIGGER.hash(&[beacon]));
    (u64::from(high) << 32) | u64::from(low)
}

/// A probability: `numerator / denominator`.
///
/// It is certain from one on. With a denominator of zero it is certain too, unless both are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probability {
    /// How many of `denominator`.
    pub numerator: u32,
    /// Of how many.
    pub denominator: u32,
}

/// Whether the commitment of `device` is audited: whether its [`audit_draw`] is below the
/// probability's part of 2^32, exactly.
///
/// `sample` is the beacon that was stored as the sample of the challenge.
#[must_use]
pub fn is_audited(sample: &Hash, device: &DeviceKey, probability: Probability) -> bool {
    // Two factors of 32 bits never exceed 64.
    let scaled = u64::from(audit_draw(sample, device)).wrapping_mul(probability.denominator.into());
    scaled < u64::from(probability.numerator) << 32
}

/// The number that decides whether the commitment of `device` is audited, uniform over 32 bits.
#[must_use]
pub fn audit_draw(sample: &Hash, device: &DeviceKey) -> u32 {
    let [draw, ..] = words(&Tag::AUDIT.hash(&[sample, device]));
    draw
}

/// How many blocks after the sample was stored `device` may open: from 0 to less than half of
/// `window_blocks`, so that not all devices open at once. 0 for a window below 2 blocks.
#[must_use]
pub fn opening_phase_blocks(challenge: &Hash, device: &DeviceKey, window_blocks: u32) -> u32 {
    let [word, ..] = words(&Tag::OPENING_PHASE.hash(&[challenge, device]));
    // The first two bytes.
    let draw = word & u32::from(u16::MAX);
    draw.checked_rem(window_blocks >> 1).unwrap_or(0)
}
