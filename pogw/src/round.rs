// SPDX-License-Identifier: Apache-2.0
//! A round: its seed, its two matrices, and entries of their product.
//!
//! Lines of the matrices, which are rows of A and columns of B, are streams of ChaCha8 with the
//! round's seed as the key and 64 bytes in a block:
//!
//! ```text
//! words 12 to 15 of the state = [block, line, matrix, "GPW1"]        matrix: 0 for A, 1 for B
//! A[i][t] = byte t of line i of A, with a sign      B[t][j] = byte t of line j of B, with a sign
//! ```

use chacha20::{
    cipher::{KeyIvInit, StreamCipher},
    ChaCha8,
};
use sha2::Digest;

use crate::{
    challenge::Params,
    hash::{Hash, Tag},
    tree::Node,
};

/// The last word of the state of every stream.
const STREAM: [u8; 4] = *b"GPW1";
/// Bytes of a line that are taken at once: four blocks, which processors compute together.
const CHUNK_BYTES: usize = 256;

/// The seed of `round`, counted from 0. It depends on all rounds before it through `peaks`, see
/// [`tree::peaks`](crate::tree::peaks).
#[must_use]
pub fn seed(device_seed: &Hash, round: u32, peaks: impl IntoIterator<Item = Node>) -> Hash {
    let mut hasher = Tag::ROUND_SEED.hasher();
    hasher.update(device_seed);
    hasher.update(round.to_le_bytes());
    for peak in peaks {
        hasher.update(peak.as_bytes());
    }
    hasher.finalize().into()
}

/// One of the two factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matrix {
    /// The left one, whose lines are rows.
    A,
    /// The right one, whose lines are columns.
    B,
}

/// A line of a factor, from its first entry on.
pub struct Line(ChaCha8);

impl Line {
    /// Row `index` of A, or column `index` of B, in the round with the seed `seed`.
    #[must_use]
    pub fn new(seed: &Hash, matrix: Matrix, index: u32) -> Self {
        let matrix = match matrix {
            Matrix::A => 0,
            Matrix::B => 1,
        };
        Self::stream(seed, matrix, index)
    }

    /// A stream that is no part of a factor.
    #[cfg(feature = "prover")]
    pub(crate) fn apart(seed: &Hash) -> Self {
        Self::stream(seed, u32::MAX, 0)
    }

    fn stream(seed: &Hash, matrix: u32, index: u32) -> Self {
        let mut nonce = [0; 12];
        let parts = [index.to_le_bytes(), matrix.to_le_bytes(), STREAM];
        for (to, from) in nonce.iter_mut().zip(parts.as_flattened()) {
            *to = *from;
        }
        Self(ChaCha8::new(seed.into(), &nonce.into()))
    }

    /// Writes the next entries over `entries`: bytes, of which each is a number with a sign.
    ///
    /// # Panics
    ///
    /// After 2^38 bytes, of which a line needs no more than 2^16.
    pub fn fill(&mut self, entries: &mut [u8]) {
        entries.fill(0);
        self.0.apply_keystream(entries);
    }
}

/// The entry of the product in `row` and `column`: the sum of as many products as `params` says.
///
/// It fits: at most 2^16 products, none above 2^14 in magnitude, add up to 2^30 at most.
#[must_use]
pub fn entry(seed: &Hash, params: Params, row: u32, column: u32) -> i32 {
    let mut row = Line::new(seed, Matrix::A, row);
    let mut column = Line::new(seed, Matrix::B, column);
    let (mut left, mut right) = ([0; CHUNK_BYTES], [0; CHUNK_BYTES]);
    let mut remaining = 1usize.wrapping_shl(params.log2_size());
    let mut sum = 0i32;
    while remaining > 0 {
        row.fill(&mut left);
        column.fill(&mut right);
        let both = left.iter().zip(&right).take(remaining);
        sum = both.fold(sum, |sum, (left, right)| sum.wrapping_add(product(*left, *right)));
        remaining = remaining.saturating_sub(CHUNK_BYTES);
    }
    sum
}

/// The product of two bytes with a sign.
fn product(left: u8, right: u8) -> i32 {
    i32::from(left.cast_signed()).wrapping_mul(right.cast_signed().into())
}
