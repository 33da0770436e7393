// SPDX-License-Identifier: Apache-2.0
//! How a product is cut so that every buffer stays small, and where its tree lies.

use joule_pogw::{tree::NODE_BYTES, Params};

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
    pub fn words(&self) -> u32 {
        self.params.size() / 4
    }

    /// How many panels there are.
    pub fn count(&self) -> u32 {
        self.params.size() / self.rows
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
    fn buffers_stay_below_128_mib_at_every_size() {
        for log2_size in 3..=16 {
            let panels = panels(log2_size, super::super::MAX_BUFFER_BYTES);
            let line = u64::from(panels.params.size());
            for bytes in [
                panels.entry_bytes(),
                panels.node_bytes(),
                u64::from(panels.rows) * line,
                u64::from(panels.columns) * line,
                u64::from(super::super::kernels::PARTS) * line * 8,
            ] {
                assert!(bytes <= 64 << 20, "{bytes} bytes at 2^{log2_size}");
            }
            assert_eq!(panels.count() * panels.rows, panels.params.size());
        }
        let largest = panels(16, super::super::MAX_BUFFER_BYTES);
        assert_eq!((largest.rows, largest.columns), (256, 1_024));
    }

    #[test]
    fn levels_lie_one_behind_the_other() {
        let panels = panels(6, 0);
        assert_eq!((panels.rows, panels.leaves(), panels.depth()), (8, 16, 4));
        let levels = (0..=4).map(|level| panels.level(level)).collect::<Vec<_>>();
        assert_eq!(levels, [0, 16, 24, 28, 30]);
        assert_eq!(panels.node_bytes(), 31 * 24);
    }
}
