// SPDX-License-Identifier: Apache-2.0
//! Trees, as the prover builds them.

use rayon::prelude::*;

use super::to_usize;
use crate::{
    hash::Hash,
    round,
    tree::{Join, Node},
};

/// How many pairs of nodes a thread takes at least.
const MIN_PAIRS: usize = 256;

/// The root of the tree over `nodes`, whose number is a power of two, and for each of `leaves` the
/// siblings on its way to the root, the lowest first.
///
/// The default node if there are none. A leaf that does not exist has no siblings.
#[must_use]
pub fn root_and_paths(mut nodes: Vec<Node>, leaves: &[u32], join: Join) -> (Node, Vec<Vec<Node>>) {
    let mut indices = leaves.iter().copied().map(to_usize).collect::<Vec<_>>();
    let mut paths = vec![Vec::new(); leaves.len()];
    while nodes.len() > 1 {
        for (path, index) in paths.iter_mut().zip(&mut indices) {
            path.extend(nodes.get(*index ^ 1));
            *index >>= 1;
        }
        let pairs = nodes.as_chunks().0.par_iter().with_min_len(MIN_PAIRS);
        nodes = pairs.map(|[left, right]| join(left, right)).collect();
    }
    (nodes.first().copied().unwrap_or_default(), paths)
}

/// The roots of the complete subtrees that cover the rounds so far, the highest first.
#[derive(Clone, Debug, Default)]
pub struct Peaks {
    nodes: Vec<Node>,
    rounds: u32,
}

impl Peaks {
    /// How many rounds they cover.
    #[must_use]
    pub const fn rounds(&self) -> u32 {
        self.rounds
    }

    /// The nodes: one for each bit that is set in the number of rounds, the highest first.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Takes in the leaf of the next round.
    pub fn push(&mut self, round: Node) {
        let mut node = round;
        // As in counting: where a bit is set already, there are two of a kind, which become one.
        for _ in 0..self.rounds.trailing_ones() {
            if let Some(left) = self.nodes.pop() {
                node = Node::round_parent(&left, &node);
            }
        }
        self.nodes.push(node);
        self.rounds += 1;
    }

    /// The seed of the next round.
    #[must_use]
    pub fn seed(&self, device_seed: &Hash) -> Hash {
        round::seed(device_seed, self.rounds, self.nodes.iter().copied())
    }
}
