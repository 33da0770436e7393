// SPDX-License-Identifier: Apache-2.0
//! The prover: computes rounds until its caller stops, commits to them, and opens the commitment.
//!
//! [`Prover`] keeps the chain of rounds, 24 bytes for each. What computes them is a [`Backend`]:
//! the processor, which is the [reference](Cpu), or a GPU that multiplies and hashes by itself.
//! Nothing of a round is kept but its root. To open a commitment, the sampled rounds are computed
//! again.
//!
//! ```
//! use joule_pogw::{
//!     prover::{self_test, Cpu, Prover},
//!     Challenge, Params, Statement,
//! };
//!
//! let params = Params::new(6, 4)?;
//! let challenge =
//!     Challenge { genesis: [1; 32], id: 7, height: 1_000, params, beacon: [2; 32] }.seed();
//! let device = [3; 32];
//!
//! // A backend proves that it is right before it is used.
//! let mut backend = Cpu::default();
//! self_test(&mut backend)?;
//! // Rounds until the deadline.
//! let mut prover = Prover::new(params, challenge, device);
//! for _ in 0..5 {
//!     prover.step(&mut backend)?;
//! }
//! let commitment = prover.commitment()?;
//! // Kept across a restart.
//! let state = prover.state();
//!
//! // When the sample is known, the sampled rounds are computed again.
//! let beacon = [4; 32];
//! let prover = Prover::resume(params, challenge, device, &state)?;
//! let opening = prover.open(&mut backend, &beacon)?;
//! assert_eq!(Statement::new(params, commitment, &beacon).verify(&opening), Ok(()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
// Off the chain, on machines of 64 bits, lengths in bytes are far from the limit of their type.
#![allow(clippy::arithmetic_side_effects)]

mod check;
mod cpu;
mod known;
mod product;
mod trees;

use std::{collections::BTreeMap, error::Error, fmt};

use crate::{
    challenge::{device_seed, Params},
    commitment::{Commitment, Sample, MAX_ROUNDS},
    hash::Hash,
    opening::Statement,
    tree::{Node, NODE_BYTES},
    DeviceKey,
};

pub use check::Check;
pub use cpu::Cpu;
pub use known::self_test;
pub use trees::{root_and_paths, Peaks};

/// What computes rounds.
pub trait Backend {
    /// What it is, for people to read.
    fn name(&self) -> &str;

    /// Computes the product of the two matrices that follow from the round's `seed`, and the tree
    /// over its entries, and shows the leaves with the indices `leaves`: any, in any order, even
    /// twice.
    ///
    /// While rounds are computed, no leaves are asked for. The backend checks the product before it
    /// hashes it: a bit that flips in memory must not cost the device its bond.
    ///
    /// # Errors
    ///
    /// If the device fails, or the product turns out to be wrong. The same round may be tried
    /// again.
    fn multiply(&mut self, params: Params, seed: &Hash, leaves: &[u32])
        -> Result<Product, Failure>;
}

/// What a backend says of the product of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The root of the tree over its entries.
    pub root: Node,
    /// The leaves that were asked for, in the same order.
    pub leaves: Vec<Leaf>,
}

/// A leaf of a product's tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// Its entries, each as four bytes, little-endian.
    pub entries: Vec<u8>,
    /// Its siblings in the tree, the lowest first.
    pub path: Vec<Node>,
}

/// The chain of rounds that a device computes in a challenge.
#[derive(Clone, Debug)]
pub struct Prover {
    params: Params,
    challenge: Hash,
    device: DeviceKey,
    rounds: Vec<Node>,
    peaks: Peaks,
}

impl Prover {
    /// No rounds yet, in the challenge with the seed `challenge`.
    #[must_use]
    pub fn new(params: Params, challenge: Hash, device: DeviceKey) -> Self {
        Self { params, challenge, device, rounds: Vec::new(), peaks: Peaks::default() }
    }

    /// The rounds whose [`state`](Self::state) was kept.
    ///
    /// What was kept is believed. If it is not what was computed, then opening fails.
    ///
    /// # Errors
    ///
    /// If the state is not one of whole rounds, or of too many.
    pub fn resume(
        params: Params,
        challenge: Hash,
        device: DeviceKey,
        state: &[u8],
    ) -> Result<Self, Failure> {
        let (rounds, rest) = state.as_chunks::<NODE_BYTES>();
        if !rest.is_empty() {
            return Err(Failure::BadState);
        }
        let mut prover = Self::new(params, challenge, device);
        for round in rounds {
            prover.push(Node::from_bytes(*round))?;
        }
        Ok(prover)
    }

    /// What to keep across a restart: 24 bytes for each round, one after the other. A step appends
    /// to it, and changes nothing before.
    #[must_use]
    pub fn state(&self) -> Vec<u8> {
        self.rounds.iter().flat_map(Node::as_bytes).copied().collect()
    }

    /// How many rounds were computed.
    #[must_use]
    pub const fn rounds(&self) -> u32 {
        self.peaks.rounds()
    }

    /// Computes a further round.
    ///
    /// # Errors
    ///
    /// As the backend does, or if there are as many rounds as are allowed. Nothing has changed
    /// then.
    pub fn step(&mut self, backend: &mut dyn Backend) -> Result<(), Failure> {
        let seed = self.peaks.seed(&device_seed(&self.challenge, &self.device));
        let root = backend.multiply(self.params, &seed, &[])?.root;
        self.push(Node::round(self.rounds(), &root))
    }

    /// What the device commits to if it stops now.
    ///
    /// # Errors
    ///
    /// If there are no rounds.
    pub fn commitment(&self) -> Result<Commitment, Failure> {
        let (top, _) = self.round_tree(&[])?;
        Ok(self.commitment_to(top))
    }

    /// The opening of the commitment, if `beacon` was stored as the sample. Computes again each
    /// round of which an entry is sampled, once.
    ///
    /// # Errors
    ///
    /// As the backend does, if there are no rounds, or if a round is not what it was.
    pub fn open(&self, backend: &mut dyn Backend, beacon: &Hash) -> Result<Vec<u8>, Failure> {
        let statement = Statement::new(self.params, self.commitment()?, beacon);
        let samples = statement.samples().collect::<Vec<_>>();
        let leaves = self.leaves(backend, &samples)?;
        let rounds = samples.iter().map(|sample| sample.round).collect::<Vec<_>>();
        let (_, round_paths) = self.round_tree(&rounds)?;
        let mut opening = Vec::with_capacity(statement.opening_bytes());
        for (leaf, round_path) in leaves.iter().zip(&round_paths) {
            opening.extend_from_slice(&leaf.entries);
            opening.extend(leaf.path.iter().chain(round_path).flat_map(Node::as_bytes));
        }
        Ok(opening)
    }

    fn push(&mut self, round: Node) -> Result<(), Failure> {
        if self.rounds() >= MAX_ROUNDS {
            return Err(Failure::TooManyRounds);
        }
        self.rounds.push(round);
        self.peaks.push(round);
        Ok(())
    }

    /// The root of the tree over the rounds, and the siblings of each of `wanted`.
    fn round_tree(&self, wanted: &[u32]) -> Result<(Node, Vec<Vec<Node>>), Failure> {
        if self.rounds.is_empty() {
            return Err(Failure::NoRounds);
        }
        let mut nodes = self.rounds.clone();
        nodes.resize(nodes.len().next_power_of_two(), Node::empty_round());
        Ok(root_and_paths(nodes, wanted, Node::round_parent))
    }

    fn commitment_to(&self, top: Node) -> Commitment {
        Commitment { challenge: self.challenge, device: self.device, rounds: self.rounds(), top }
    }

    /// The leaf of each of `samples`, in order.
    fn leaves(&self, backend: &mut dyn Backend, samples: &[Sample]) -> Result<Vec<Leaf>, Failure> {
        let mut by_round = BTreeMap::<u32, Vec<u32>>::new();
        for sample in samples {
            by_round.entry(sample.round).or_default().push(sample.leaf(self.params));
        }
        let device_seed = device_seed(&self.challenge, &self.device);
        let mut shown = BTreeMap::new();
        let mut peaks = Peaks::default();
        for (round, node) in (0..).zip(&self.rounds) {
            if let Some(wanted) = by_round.get(&round) {
                let seed = peaks.seed(&device_seed);
                let product = backend.multiply(self.params, &seed, wanted)?;
                if Node::round(round, &product.root) != *node {
                    return Err(Failure::RoundChanged { round });
                }
                let places = wanted.iter().map(|leaf| (round, *leaf));
                shown.extend(places.zip(product.leaves));
            }
            peaks.push(*node);
        }
        let leaf = |sample: &Sample| shown.get(&(sample.round, sample.leaf(self.params))).cloned();
        samples.iter().map(leaf).collect::<Option<_>>().ok_or(Failure::LeafMissing)
    }
}

/// Why the prover could not go on.
#[derive(Debug)]
pub enum Failure {
    /// There is nothing to commit to.
    NoRounds,
    /// There are as many rounds as are allowed.
    TooManyRounds,
    /// The state that was kept is damaged.
    BadState,
    /// The check found that a product is wrong.
    WrongProduct,
    /// A round that was computed again is not what it was.
    RoundChanged {
        /// The round, from 0.
        round: u32,
    },
    /// The backend did not show a leaf that it was asked for.
    LeafMissing,
    /// The backend does not compute what it should.
    WrongAnswer {
        /// The size of the matrices for which it was found.
        size: u32,
    },
    /// The device failed.
    Device(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRounds => {
                write!(out, "No round was computed, so there is nothing to commit to.")
            }
            Self::TooManyRounds => {
                write!(out, "There are {MAX_ROUNDS} rounds, which are the most.")
            }
            Self::BadState => write!(out, "The rounds that were kept are damaged."),
            Self::WrongProduct => {
                write!(
                    out,
                    "A product is wrong: the memory or the device made a mistake. Try again."
                )
            }
            Self::RoundChanged { round } => {
                write!(out, "Round {round} is not what it was when it was computed first.")
            }
            Self::LeafMissing => write!(out, "The backend did not show what it was asked for."),
            Self::WrongAnswer { size } => write!(
                out,
                "The backend does not compute matrices of size {size} as it should. Do not use it."
            ),
            Self::Device(_) => write!(out, "The device failed."),
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Device(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

/// A number of 32 bits as a length or an index, on machines of 32 bits or more.
fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
