// SPDX-License-Identifier: Apache-2.0
//! The trees: one over the entries of each round's product, and one over the rounds.

use crate::hash::{Hash, Tag};

/// Bytes of a [`Node`].
pub const NODE_BYTES: usize = 24;

/// A node of a tree: the first 24 bytes of a tagged hash.
///
/// A tag and two nodes are hashed as exactly one block of SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Node([u8; NODE_BYTES]);

impl Node {
    /// A node as it was transmitted.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; NODE_BYTES]) -> Self {
        Self(bytes)
    }

    /// The node's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; NODE_BYTES] {
        &self.0
    }

    /// The leaf that holds `entries` of a product, each as four bytes, little-endian.
    #[must_use]
    pub fn leaf(entries: &[u8]) -> Self {
        Self::truncated(&Tag::LEAF.hash(&[entries]))
    }

    /// The parent of two nodes of a product's tree.
    #[must_use]
    pub fn parent(left: &Self, right: &Self) -> Self {
        Self::truncated(&Tag::NODE.hash(&[&left.0, &right.0]))
    }

    /// The leaf of a round, counted from 0, whose product's tree has the root `root`.
    #[must_use]
    pub fn round(round: u32, root: &Self) -> Self {
        Self::truncated(&Tag::ROUND_LEAF.hash(&[&round.to_le_bytes(), &root.0]))
    }

    /// The parent of two nodes of the tree over the rounds.
    #[must_use]
    pub fn round_parent(left: &Self, right: &Self) -> Self {
        Self::truncated(&Tag::ROUND_NODE.hash(&[&left.0, &right.0]))
    }

    /// The leaf that stands behind the last round, up to a power of two.
    #[must_use]
    pub fn empty_round() -> Self {
        Self::truncated(&Tag::EMPTY_ROUND.hash(&[]))
    }

    fn truncated(hash: &Hash) -> Self {
        // A hash is longer than a node: it cannot fail.
        Self(hash.first_chunk().copied().unwrap_or_default())
    }
}

/// How two nodes become their parent: [`Node::parent`] or [`Node::round_parent`].
pub type Join = fn(&Node, &Node) -> Node;

/// The root above the leaf `leaf` at `index`, whose siblings are `path`, the lowest first.
#[must_use]
pub fn fold(leaf: Node, index: u32, path: &[[u8; NODE_BYTES]], join: Join) -> Node {
    let (mut node, mut index) = (leaf, index);
    for sibling in path {
        let sibling = Node(*sibling);
        node = if index & 1 == 0 { join(&node, &sibling) } else { join(&sibling, &node) };
        index >>= 1;
    }
    node
}

/// How many levels are above the leaves of the tree over `rounds` rounds: 0 to 32.
#[must_use]
pub const fn round_depth(rounds: u32) -> u32 {
    u32::BITS.saturating_sub(rounds.saturating_sub(1).leading_zeros())
}

/// The roots of the complete subtrees that cover the rounds before `round`: one for each bit that
/// is set in `round`, the highest first. `path` are the siblings of `round` in the tree over the
/// rounds.
///
/// They are the siblings to its left: where bit `l` of `round` is set, the sibling at level `l`
/// covers the 2^l rounds before those that the path has come through, none of which is behind
/// `round`.
pub fn peaks(round: u32, path: &[[u8; NODE_BYTES]]) -> impl Iterator<Item = Node> + '_ {
    path.iter()
        .zip(0..u32::BITS)
        .rev()
        .filter(move |(_, level)| round & 1u32.wrapping_shl(*level) != 0)
        .map(|(sibling, _)| Node(*sibling))
}
