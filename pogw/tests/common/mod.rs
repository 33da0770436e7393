// SPDX-License-Identifier: Apache-2.0
//! A second prover, as slow and as simple as the definitions, which cheats as it is told.
#![allow(dead_code, reason = "each test uses a part of it")]

use joule_pogw::{
    challenge::device_seed,
    prover::{Backend, Failure, Leaf, Product},
    round::{self, Line, Matrix},
    Commitment, Hash, Node, Params, Statement,
};

/// The seed of a challenge, and a device, where it does not matter which.
pub const CHALLENGE: Hash = [0xC1; 32];
pub const DEVICE: Hash = [0xD1; 32];

pub fn params(log2_size: u8, samples: u8) -> Params {
    Params::new(log2_size, samples).expect("tests use parameters that exist")
}

/// A beacon for each number.
pub fn beacon(number: u32) -> Hash {
    joule_pogw::beacon::step(&[0xB1; 32], number, None)
}

/// All lines of a matrix.
pub fn lines(params: Params, seed: &Hash, matrix: Matrix) -> Vec<Vec<i8>> {
    let line = |index| {
        let mut bytes = vec![0; params.size() as usize];
        Line::new(seed, matrix, index).fill(&mut bytes);
        bytes.into_iter().map(u8::cast_signed).collect()
    };
    (0..params.size()).map(line).collect()
}

/// The product of a round, row by row.
pub fn product(params: Params, seed: &Hash) -> Vec<i32> {
    let columns = lines(params, seed, Matrix::B);
    let dot = |row: &[i8], column: &[i8]| {
        row.iter().zip(column).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum::<i32>()
    };
    lines(params, seed, Matrix::A)
        .iter()
        .flat_map(|row| columns.iter().map(move |column| dot(row, column)))
        .collect()
}

/// The root over a power of two of nodes.
pub fn root(nodes: &[Node], join: fn(&Node, &Node) -> Node) -> Node {
    match nodes {
        [node] => *node,
        _ => {
            let (left, right) = nodes.split_at(nodes.len() / 2);
            join(&root(left, join), &root(right, join))
        }
    }
}

/// The siblings of a node, the lowest first.
pub fn path(nodes: &[Node], index: usize, join: fn(&Node, &Node) -> Node) -> Vec<Node> {
    if nodes.len() == 1 {
        return Vec::new();
    }
    let half = nodes.len() / 2;
    let (left, right) = nodes.split_at(half);
    let (own, other, index) =
        if index < half { (left, right, index) } else { (right, left, index - half) };
    let mut siblings = path(own, index, join);
    siblings.push(root(other, join));
    siblings
}

/// The roots of the complete subtrees over all of `rounds`, the highest first.
pub fn peaks(rounds: &[Node]) -> Vec<Node> {
    let mut rest = rounds;
    let mut peaks = Vec::new();
    while let Some(log2) = rest.len().checked_ilog2() {
        let (subtree, behind) = rest.split_at(1 << log2);
        peaks.push(root(subtree, Node::round_parent));
        rest = behind;
    }
    peaks
}

/// The prover.
#[derive(Clone)]
pub struct Forger {
    pub params: Params,
    pub challenge: Hash,
    pub device: Hash,
    /// The products of the rounds, row by row.
    pub products: Vec<Vec<i32>>,
    /// The leaves of the rounds.
    pub rounds: Vec<Node>,
}

impl Forger {
    pub fn new(params: Params) -> Self {
        Self {
            params,
            challenge: CHALLENGE,
            device: DEVICE,
            products: Vec::new(),
            rounds: Vec::new(),
        }
    }

    /// One that computed `rounds` rounds as it should.
    pub fn honest(params: Params, rounds: u32) -> Self {
        let mut forger = Self::new(params);
        (0..rounds).for_each(|_| forger.compute(|_| {}));
        forger
    }

    /// The seed of the next round.
    pub fn seed(&self) -> Hash {
        let number = self.rounds.len().try_into().expect("tests compute few rounds");
        round::seed(&device_seed(&self.challenge, &self.device), number, peaks(&self.rounds))
    }

    /// The next round, whose product is changed by `spoil` before it is hashed.
    pub fn compute(&mut self, spoil: impl FnOnce(&mut [i32])) {
        self.compute_with(&self.seed(), spoil);
    }

    /// A round with any seed.
    pub fn compute_with(&mut self, seed: &Hash, spoil: impl FnOnce(&mut [i32])) {
        let mut entries = product(self.params, seed);
        spoil(&mut entries);
        let number = self.rounds.len().try_into().expect("tests compute few rounds");
        self.rounds.push(Node::round(number, &root(&self.leaves(&entries), Node::parent)));
        self.products.push(entries);
    }

    pub fn leaf_bytes(&self, entries: &[i32], leaf: usize) -> Vec<u8> {
        let count = self.params.leaf_entries() as usize;
        entries[leaf * count..][..count].iter().flat_map(|entry| entry.to_le_bytes()).collect()
    }

    pub fn leaves(&self, entries: &[i32]) -> Vec<Node> {
        let count = entries.len() / self.params.leaf_entries() as usize;
        (0..count).map(|leaf| Node::leaf(&self.leaf_bytes(entries, leaf))).collect()
    }

    /// The leaves of the tree over the rounds.
    pub fn padded(&self) -> Vec<Node> {
        let mut rounds = self.rounds.clone();
        rounds.resize(rounds.len().next_power_of_two(), Node::empty_round());
        rounds
    }

    pub fn commitment(&self) -> Commitment {
        Commitment {
            challenge: self.challenge,
            device: self.device,
            rounds: self.rounds.len() as u32,
            top: root(&self.padded(), Node::round_parent),
        }
    }

    pub fn statement(&self, beacon: &Hash) -> Statement {
        Statement::new(self.params, self.commitment(), beacon)
    }

    pub fn open(&self, beacon: &Hash) -> Vec<u8> {
        self.show(&self.statement(beacon))
    }

    /// What it can show for the samples of any statement: where a round is sampled that it does not
    /// have, its last one.
    pub fn show(&self, statement: &Statement) -> Vec<u8> {
        let mut opening = Vec::new();
        for sample in statement.samples() {
            let round = (sample.round as usize).min(self.rounds.len() - 1);
            let (entries, leaf) = (&self.products[round], sample.leaf(self.params) as usize);
            opening.extend(self.leaf_bytes(entries, leaf));
            let within = path(&self.leaves(entries), leaf, Node::parent);
            let above = path(&self.padded(), round, Node::round_parent);
            opening.extend(within.iter().chain(&above).flat_map(Node::as_bytes));
        }
        opening
    }
}

/// A backend made of the definitions, which spoils what it is told to.
pub struct Definitions<F: FnMut(&Hash, &mut [i32])>(pub F);

impl<F: FnMut(&Hash, &mut [i32])> Backend for Definitions<F> {
    fn name(&self) -> &str {
        "definitions"
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &Hash,
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        let forger = Forger::new(params);
        let mut entries = product(params, seed);
        self.0(seed, &mut entries);
        let nodes = forger.leaves(&entries);
        let leaf = |leaf: &u32| Leaf {
            entries: forger.leaf_bytes(&entries, *leaf as usize),
            path: path(&nodes, *leaf as usize, Node::parent),
        };
        Ok(Product { root: root(&nodes, Node::parent), leaves: leaves.iter().map(leaf).collect() })
    }
}
