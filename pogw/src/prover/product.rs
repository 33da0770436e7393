// SPDX-License-Identifier: Apache-2.0
//! The product of some rows and some columns.

/// How many rows, and how many columns, are multiplied while they lie in the cache.
pub(super) const TILE_LINES: usize = 64;
/// Up to which depth.
const TILE_DEPTH: usize = 256;

/// Adds the product of `rows` and `columns`, which are lines of `size` bytes, to rows of entries:
/// those of `entries` that begin with column `first`.
///
/// Written so that the compiler finds the instructions for sums of products of 16 bits.
pub(super) fn add_product(
    rows: &[u8],
    columns: &[u8],
    size: usize,
    first: usize,
    entries: &mut [i32],
) {
    let depth = size.min(TILE_DEPTH);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for start in (0..size).step_by(depth) {
        widen(rows, size, start..start + depth, &mut left);
        for (first, columns) in (first..).step_by(TILE_LINES).zip(columns.chunks(TILE_LINES * size))
        {
            widen(columns, size, start..start + depth, &mut right);
            for (row, entries) in left.chunks_exact(depth).zip(entries.chunks_exact_mut(size)) {
                for (column, entry) in right.chunks_exact(depth).zip(entries.iter_mut().skip(first))
                {
                    *entry += dot(row, column);
                }
            }
        }
    }
}

/// A part of each line, with 16 bits for each entry.
fn widen(lines: &[u8], size: usize, part: core::ops::Range<usize>, wide: &mut Vec<i16>) {
    wide.clear();
    for line in lines.chunks_exact(size) {
        let part = line.get(part.clone()).unwrap_or_default();
        wide.extend(part.iter().map(|byte| i16::from(byte.cast_signed())));
    }
}

/// The sum of the products. Up to a depth of 2^16 it fits, see [`crate::round::entry`].
fn dot(row: &[i16], column: &[i16]) -> i32 {
    let products = row.iter().zip(column);
    products.fold(0i32, |sum, (left, right)| {
        sum.wrapping_add(i32::from(*left).wrapping_mul(i32::from(*right)))
    })
}
