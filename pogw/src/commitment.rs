// SPDX-License-Identifier: Apache-2.0
//! What a device commits to, and which entries of it are sampled.

use crate::{
    challenge::Params,
    hash::{words, Hash, Tag},
    messages::signed,
    tree::Node,
    DeviceKey,
};

/// The most rounds of a commitment: 2^24.
///
/// That is one round in 7 microseconds for two minutes. It bounds openings, and what a prover
/// keeps.
pub const MAX_ROUNDS: u32 = 1 << 24;

/// What a device commits to in a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The seed of the challenge.
    pub challenge: Hash,
    /// The device.
    pub device: DeviceKey,
    /// How many rounds it says that it computed.
    pub rounds: u32,
    /// The root of the tree over its rounds.
    pub top: Node,
}

impl Commitment {
    /// The hash of the commitment.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Tag::COMMITMENT.hash(&[
            &self.challenge,
            &self.device,
            &self.rounds.to_le_bytes(),
            self.top.as_bytes(),
        ])
    }

    /// What the device signs.
    #[must_use]
    pub fn message(&self) -> [u8; 36] {
        signed(&self.hash())
    }

    /// From what the samples are drawn, if `beacon` is the beacon that was stored as the sample of
    /// the challenge, once nobody could commit any more.
    #[must_use]
    pub fn sample_seed(&self, beacon: &Hash) -> Hash {
        Tag::SAMPLE_SEED.hash(&[beacon, &self.hash()])
    }
}

/// An entry of a product that is sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The round, from 0.
    pub round: u32,
    /// The row of the round's product, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
}

impl Sample {
    /// Sample `number`, from 0, of a commitment to `rounds` rounds whose sample seed is `seed`.
    #[must_use]
    pub fn new(seed: &Hash, number: u32, rounds: u32, params: Params) -> Self {
        let hash = Tag::SAMPLE.hash(&[seed, &number.to_le_bytes()]);
        let [low, high, row, column, ..] = words(&hash);
        let draw = (u128::from(high) << 32) | u128::from(low);
        // A part of the rounds below one: it fits. The size is a power of two: a mask is a
        // remainder.
        let round = draw.wrapping_mul(rounds.into()) >> 64;
        let mask = params.size().saturating_sub(1);
        Self {
            round: u32::try_from(round).unwrap_or_default(),
            row: row & mask,
            column: column & mask,
        }
    }

    /// The index of the leaf that holds it, among all leaves of the product, row by row.
    #[must_use]
    pub fn leaf(&self, params: Params) -> u32 {
        let before = self.row.wrapping_mul(params.row_leaves());
        before.wrapping_add(self.column.wrapping_shr(params.log2_leaf_entries()))
    }
}
