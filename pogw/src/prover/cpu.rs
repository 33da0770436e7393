// SPDX-License-Identifier: Apache-2.0
//! The reference: computes rounds on all cores of the processor.

use rayon::prelude::*;

use super::{
    check::Check,
    product::{add_product, TILE_LINES},
    root_and_paths, to_usize, Backend, Failure, Leaf, Product,
};
use crate::{
    challenge::Params,
    hash::Hash,
    round::{Line, Matrix},
    tree::Node,
};

/// Bytes of the largest buffer, unless the caller sets another limit: 128 MiB.
const MAX_BUFFER_BYTES: usize = 128 << 20;
/// How many lines a buffer holds at least.
const MIN_LINES: usize = 8;
/// How many leaves a thread hashes at least.
const MIN_LEAVES: usize = 64;

/// The processor as a backend.
///
/// It uses the threads of the `rayon` pool in which it is called. Compiled for the processor at
/// hand, with `-C target-cpu=native`, it is up to three times as fast as compiled for any.
///
/// A product is computed in panels of rows. B is kept as a whole where it fits the limit of a
/// buffer, which it does up to a size of 8,192, and is drawn anew for each panel in blocks of
/// columns else.
#[derive(Clone, Debug)]
pub struct Cpu {
    max_buffer_bytes: usize,
    /// The panel's rows of A.
    rows: Vec<u8>,
    /// A block of columns of B.
    columns: Vec<u8>,
    /// The panel's rows of the product.
    entries: Vec<i32>,
}

impl Default for Cpu {
    fn default() -> Self {
        Self::with_max_buffer_bytes(MAX_BUFFER_BYTES)
    }
}

impl Cpu {
    /// A processor that takes `max_buffer_bytes` for each of three buffers at most, or what eight
    /// lines take, if that is more.
    #[must_use]
    pub const fn with_max_buffer_bytes(max_buffer_bytes: usize) -> Self {
        Self { max_buffer_bytes, rows: Vec::new(), columns: Vec::new(), entries: Vec::new() }
    }

    /// How many lines of `bytes` each a buffer holds: a power of two, at most `size`.
    fn lines(&self, bytes: usize, size: usize) -> u32 {
        let most = (self.max_buffer_bytes / bytes).clamp(MIN_LINES, size);
        1 << most.ilog2()
    }

    /// Computes the rows of the product from `first` on, as many as `entries` holds.
    ///
    /// `has_columns` says that the columns of B are there already, all of them.
    fn compute_panel(&mut self, params: Params, seed: &Hash, first: u32, has_columns: bool) {
        let size = to_usize(params.size());
        fill(&mut self.rows, params, seed, Matrix::A, first);
        self.entries.fill(0);
        let block = self.columns.len() / size;
        for first_column in (0..params.size()).step_by(block) {
            if !has_columns {
                fill(&mut self.columns, params, seed, Matrix::B, first_column);
            }
            let columns = &self.columns;
            let panels = self.entries.par_chunks_mut(TILE_LINES * size);
            panels.zip(self.rows.par_chunks(TILE_LINES * size)).for_each(|(entries, rows)| {
                add_product(rows, columns, size, to_usize(first_column), entries);
            });
        }
    }
}

impl Backend for Cpu {
    fn name(&self) -> &str {
        "CPU"
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &Hash,
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        let size = to_usize(params.size());
        let panel_rows = self.lines(size * size_of::<i32>(), size);
        let block_columns = self.lines(size, size);
        self.rows.resize(to_usize(panel_rows) * size, 0);
        self.columns.resize(to_usize(block_columns) * size, 0);
        self.entries.resize(to_usize(panel_rows) * size, 0);

        let check = Check::new(params, *seed);
        let mut tree = PanelTree::new(params, panel_rows, leaves);
        for first in (0..params.size()).step_by(to_usize(panel_rows)) {
            let has_columns = first > 0 && block_columns == params.size();
            self.compute_panel(params, seed, first, has_columns);
            if !check.holds(first, &self.entries) {
                return Err(Failure::WrongProduct);
            }
            tree.push(&self.entries);
        }
        Ok(tree.product())
    }
}

/// Draws as many lines as `lines` holds, from line `first` on.
fn fill(lines: &mut [u8], params: Params, seed: &Hash, matrix: Matrix, first: u32) {
    let lines = lines.par_chunks_exact_mut(to_usize(params.size()));
    lines
        .zip(first..params.size())
        .for_each(|(line, index)| Line::new(seed, matrix, index).fill(line));
}

/// The tree over a product that comes in panels of rows, each of which is a subtree.
struct PanelTree<'a> {
    /// How many entries share a leaf.
    leaf_entries: usize,
    /// How many leaves are in a panel.
    panel_leaves: u32,
    /// The indices of the leaves that are asked for.
    wanted: &'a [u32],
    /// The leaves that are asked for, as far as their panels have come.
    leaves: Vec<Leaf>,
    /// The roots of the panels that have come.
    roots: Vec<Node>,
}

impl<'a> PanelTree<'a> {
    fn new(params: Params, panel_rows: u32, wanted: &'a [u32]) -> Self {
        Self {
            leaf_entries: to_usize(params.leaf_entries()),
            panel_leaves: panel_rows * params.row_leaves(),
            wanted,
            leaves: vec![Leaf::default(); wanted.len()],
            roots: Vec::new(),
        }
    }

    /// Takes in the next panel.
    fn push(&mut self, entries: &[i32]) {
        let nodes = entries.par_chunks_exact(self.leaf_entries).with_min_len(MIN_LEAVES);
        let nodes = nodes.map(|leaf| Node::leaf(&bytes_of(leaf))).collect();
        let within = self.wanted.iter().map(|index| index % self.panel_leaves).collect::<Vec<_>>();
        let (root, paths) = root_and_paths(nodes, &within, Node::parent);
        for ((index, path), leaf) in self.wanted.iter().zip(paths).zip(&mut self.leaves) {
            if to_usize(index / self.panel_leaves) == self.roots.len() {
                let mut leaves = entries.chunks_exact(self.leaf_entries);
                let shown = leaves.nth(to_usize(index % self.panel_leaves)).unwrap_or_default();
                *leaf = Leaf { entries: bytes_of(shown), path };
            }
        }
        self.roots.push(root);
    }

    /// What is asked for, once all panels have come.
    fn product(mut self) -> Product {
        let panels = self.wanted.iter().map(|index| index / self.panel_leaves).collect::<Vec<_>>();
        let (root, paths) = root_and_paths(self.roots, &panels, Node::parent);
        for (leaf, path) in self.leaves.iter_mut().zip(paths) {
            leaf.path.extend(path);
        }
        Product { root, leaves: self.leaves }
    }
}

/// Entries as they are hashed.
fn bytes_of(entries: &[i32]) -> Vec<u8> {
    entries.iter().flat_map(|entry| entry.to_le_bytes()).collect()
}
