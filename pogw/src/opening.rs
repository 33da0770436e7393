// SPDX-License-Identifier: Apache-2.0
//! The opening of a commitment, and whether it holds.
//!
//! An opening is a record for each sample, in order, of the same length and with nothing between:
//!
//! ```text
//! leaf         the entries that share the sample's leaf, as le_i32
//! path         its siblings in the tree of the product, the lowest first
//! round path   the siblings of its round in the tree over the rounds, the lowest first
//! ```

use core::fmt;

use crate::{
    challenge::{device_seed, Params},
    commitment::{Commitment, Sample, MAX_ROUNDS},
    hash::Hash,
    round,
    tree::{fold, peaks, round_depth, Node, NODE_BYTES},
};

/// Bytes of the largest opening: of 64 samples, each with a leaf of 32 entries, below the 27 levels
/// of the largest product and the 24 levels above the most rounds.
pub const MAX_OPENING_BYTES: usize = 64 * (4 * 32 + (27 + 24) * NODE_BYTES);

/// What an opening proves: that the sampled entries of what was committed to are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What the challenge asked for.
    pub params: Params,
    /// What the device committed to.
    pub commitment: Commitment,
    /// From what the samples are drawn: [`Commitment::sample_seed`] of this commitment.
    pub sample_seed: Hash,
}

impl Statement {
    /// What an opening of `commitment` proves if `beacon` was stored as the sample of the
    /// challenge.
    #[must_use]
    pub fn new(params: Params, commitment: Commitment, beacon: &Hash) -> Self {
        Self { params, commitment, sample_seed: commitment.sample_seed(beacon) }
    }

    /// The entries that the opening shows, in order. They may repeat.
    pub fn samples(&self) -> impl Iterator<Item = Sample> {
        let Self { params, commitment, sample_seed } = *self;
        let numbers = 0..u32::from(params.samples());
        numbers.map(move |number| Sample::new(&sample_seed, number, commitment.rounds, params))
    }

    /// Bytes of the opening. It has no other length.
    #[must_use]
    pub fn opening_bytes(&self) -> usize {
        usize::from(self.params.samples()).saturating_mul(self.record_bytes())
    }

    /// Whether `opening` proves the statement.
    ///
    /// Allocates nothing, never panics, and stops at the first fault. For each sample it takes one
    /// hash per level of the two trees, and the streams of one row and one column.
    ///
    /// # Errors
    ///
    /// If it does not, the first reason.
    pub fn verify(&self, opening: &[u8]) -> Result<(), Refusal> {
        let rounds = self.commitment.rounds;
        if rounds == 0 {
            return Err(Refusal::NoRounds);
        }
        if rounds > MAX_ROUNDS {
            return Err(Refusal::TooManyRounds { rounds });
        }
        let (expected, actual) = (self.opening_bytes(), opening.len());
        if actual != expected {
            return Err(Refusal::WrongLength { expected, actual });
        }
        let device_seed = device_seed(&self.commitment.challenge, &self.commitment.device);
        let records = opening.chunks_exact(self.record_bytes());
        for (number, (sample, record)) in (0..).zip(self.samples().zip(records)) {
            let record = Record::new(record, self.params);
            if record.top(&sample, self.params) != self.commitment.top {
                return Err(Refusal::WrongPath { sample: number });
            }
            if !record.is_entry_right(&sample, self.params, &device_seed) {
                return Err(Refusal::WrongEntry { sample: number });
            }
        }
        Ok(())
    }

    /// Bytes of the part of the opening that is about one sample.
    fn record_bytes(&self) -> usize {
        let depth = self.params.depth().saturating_add(round_depth(self.commitment.rounds));
        let nodes = usize::try_from(depth).unwrap_or(usize::MAX);
        self.params.leaf_bytes().saturating_add(nodes.saturating_mul(NODE_BYTES))
    }
}

/// What an opening says about one sample.
struct Record<'a> {
    leaf: &'a [u8],
    path: &'a [[u8; NODE_BYTES]],
    round_path: &'a [[u8; NODE_BYTES]],
}

impl<'a> Record<'a> {
    /// The parts of a record that has the right length; empty where it is too short.
    fn new(record: &'a [u8], params: Params) -> Self {
        let (leaf, nodes) = record.split_at_checked(params.leaf_bytes()).unwrap_or_default();
        let (nodes, _) = nodes.as_chunks();
        let depth = usize::try_from(params.depth()).unwrap_or(usize::MAX);
        let (path, round_path) = nodes.split_at_checked(depth).unwrap_or_default();
        Self { leaf, path, round_path }
    }

    /// The root of the tree over the rounds that the record leads to.
    fn top(&self, sample: &Sample, params: Params) -> Node {
        let leaf = Node::leaf(self.leaf);
        let root = fold(leaf, sample.leaf(params), self.path, Node::parent);
        let round = Node::round(sample.round, &root);
        fold(round, sample.round, self.round_path, Node::round_parent)
    }

    /// Whether the sampled entry is what its row and column give.
    ///
    /// What the seed of its round depends on is in the round path, which must have led to the top.
    fn is_entry_right(&self, sample: &Sample, params: Params, device_seed: &Hash) -> bool {
        let seed = round::seed(device_seed, sample.round, peaks(sample.round, self.round_path));
        let entry = round::entry(&seed, params, sample.row, sample.column);
        let position = sample.column & params.leaf_entries().saturating_sub(1);
        let (entries, _) = self.leaf.as_chunks();
        let shown = usize::try_from(position).ok().and_then(|position| entries.get(position));
        shown.is_some_and(|bytes| i32::from_le_bytes(*bytes) == entry)
    }
}

/// Why an opening is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The commitment is to nothing.
    NoRounds,
    /// The commitment is to more rounds than are allowed.
    TooManyRounds {
        /// How many.
        rounds: u32,
    },
    /// The opening is too short or too long.
    WrongLength {
        /// Bytes that it must have.
        expected: usize,
        /// Bytes that it has.
        actual: usize,
    },
    /// What is shown of a sample is not what was committed to.
    WrongPath {
        /// The number of the sample, from 0.
        sample: u8,
    },
    /// The sampled entry was committed to, but it is not the product of its row and column.
    WrongEntry {
        /// The number of the sample, from 0.
        sample: u8,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRounds => {
                write!(out, "The commitment has no rounds, so nothing can be opened.")
            }
            Self::TooManyRounds { rounds } => {
                write!(out, "The commitment has {rounds} rounds, but {MAX_ROUNDS} are the most.")
            }
            Self::WrongLength { expected, actual } => {
                write!(out, "The opening has {actual} bytes, but it must have {expected}.")
            }
            Self::WrongPath { sample } => {
                write!(out, "Sample {sample} is not a part of what was committed to.")
            }
            Self::WrongEntry { sample } => {
                write!(out, "The entry of sample {sample} is not the product of its lines.")
            }
        }
    }
}

impl core::error::Error for Refusal {}
