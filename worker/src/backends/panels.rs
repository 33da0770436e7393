// SPDX-License-Identifier: Apache-2.0
//! How a GPU cuts a product so that every buffer stays small, where its tree lies, and what comes
//! back of it.

use joule_pogw::{
    prover::{root_and_paths, Leaf, Product},
    tree::NODE_BYTES,
    Node, Params,
};

/// The number of the matrix that is neither A nor B: the vector of the check.
pub const VECTOR: u32 = u32::MAX;
/// Lines in a buffer at least.
const MIN_LINES: u32 = 8;
/// Bytes of an entry.
const ENTRY_BYTES: u32 = 4;

/// The cut of a product: panels of rows, and blocks of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panels {
    /// What is computed.
    pub params: Params,
    /// Rows in a panel: a power of two.
    pub rows: u32,
    /// Columns in a block: a power of two.
    pub columns: u32,
}

impl Panels {
    /// A cut in which no buffer has more than `max_buffer_bytes`, or what eight lines take.
    pub fn new(params: Params, max_buffer_bytes: u32) -> Self {
        let lines = |bytes: u32| {
            let most = (max_buffer_bytes / bytes).clamp(MIN_LINES, params.size());
            1 << most.ilog2()
        };
        let size = params.size();
        Self { params, rows: lines(size * ENTRY_BYTES), columns: lines(size) }
    }

    /// Words of a line: four entries each.
    #[cfg(feature = "wgpu")]
    pub fn words(&self) -> u32 {
        self.params.size() / 4
    }

    /// How many panels there are.
    pub fn count(&self) -> u32 {
        self.params.size() / self.rows
    }

    /// The first columns of all blocks.
    pub fn blocks(&self) -> impl Iterator<Item = u32> {
        let (size, columns) = (self.params.size(), self.columns);
        (0..size / columns).map(move |block| block * columns)
    }

    /// Leaves in a panel: a power of two.
    pub fn leaves(&self) -> u32 {
        self.rows * self.params.row_leaves()
    }

    /// Levels above the leaves of a panel.
    pub fn depth(&self) -> u32 {
        self.leaves().ilog2()
    }

    /// Where a level of a panel's tree begins, among its nodes. The leaves are level 0.
    pub fn level(&self, level: u32) -> u32 {
        let leaves = self.leaves();
        // 2 L, without the levels from this one on, which are less than twice the first of them.
        2 * leaves - 2 * (leaves >> level)
    }

    /// Bytes of all nodes of a panel's tree.
    pub fn node_bytes(&self) -> u64 {
        (2 * u64::from(self.leaves()) - 1) * node_bytes()
    }

    /// Bytes of the rows of the product in a panel.
    pub fn entry_bytes(&self) -> u64 {
        u64::from(self.rows) * u64::from(self.params.size()) * u64::from(ENTRY_BYTES)
    }

    /// Bytes of the entries of a leaf.
    pub fn leaf_bytes(&self) -> u64 {
        u64::from(self.params.leaf_entries()) * u64::from(ENTRY_BYTES)
    }

    /// Bytes that show a leaf: its entries, and its siblings within the panel, the lowest first.
    pub fn record_bytes(&self) -> u64 {
        self.leaf_bytes() + u64::from(self.depth()) * node_bytes()
    }

    /// The product of which a GPU has given back the root of each panel, and what shows each of the
    /// leaves that are `wanted`; `None` if that is too little.
    pub fn product(&self, wanted: &[u32], roots: &[u8], records: &[u8]) -> Option<Product> {
        let tops = wanted.iter().map(|leaf| leaf / self.leaves()).collect::<Vec<_>>();
        let roots = nodes_of(roots);
        if roots.len() != usize::try_from(self.count()).ok()? {
            return None;
        }
        let (root, above) = root_and_paths(roots, &tops, Node::parent);
        let mut records = records.chunks_exact(usize::try_from(self.record_bytes()).ok()?);
        let leaf = |path: Vec<Node>| {
            let (entries, nodes) = records.next()?.split_at_checked(self.params.leaf_bytes())?;
            Some(Leaf { entries: entries.to_vec(), path: [nodes_of(nodes), path].concat() })
        };
        Some(Product { root, leaves: above.into_iter().map(leaf).collect::<Option<_>>()? })
    }
}

/// Nodes, of which a GPU has the words of SHA-256 in its own order of bytes.
fn nodes_of(bytes: &[u8]) -> Vec<Node> {
    let (nodes, _) = bytes.as_chunks::<NODE_BYTES>();
    nodes
        .iter()
        .map(|words| {
            let mut node = *words;
            node.as_chunks_mut::<4>().0.iter_mut().for_each(|word| word.reverse());
            Node::from_bytes(node)
        })
        .collect()
}

/// Bytes of a node.
pub const fn node_bytes() -> u64 {
    // It is 24.
    NODE_BYTES as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panels(log2_size: u8, max_buffer_bytes: u32) -> Panels {
        Panels::new(Params::new(log2_size, 1).expect("they exist"), max_buffer_bytes)
    }

    #[test]
    fn levels_lie_one_behind_the_other() {
        let panels = panels(6, 0);
        assert_eq!((panels.rows, panels.leaves(), panels.depth()), (8, 16, 4));
        let levels = (0..=4).map(|level| panels.level(level)).collect::<Vec<_>>();
        assert_eq!(levels, [0, 16, 24, 28, 30]);
        assert_eq!(panels.node_bytes(), 31 * 24);
    }

    #[test]
    fn what_is_too_short_is_no_product() {
        let panels = panels(6, 0);
        let roots = vec![1; 8 * 24];
        let record = usize::try_from(panels.record_bytes()).expect("it is short");
        assert!(panels.product(&[], &roots, &[]).is_some());
        assert!(panels.product(&[3], &roots, &vec![0; record]).is_some());
        assert!(panels.product(&[3], &roots, &vec![0; record - 1]).is_none());
        assert!(panels.product(&[3, 4], &roots, &vec![0; record]).is_none());
        assert!(panels.product(&[], &roots[24..], &[]).is_none());
    }
}
