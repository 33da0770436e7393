// SPDX-License-Identifier: Apache-2.0
//! Freivalds' check: whether a product is right, in far less time than it took to compute.
//!
//! For a random vector x, `C * x` is compared with `A * (B * x)`. Sums are taken modulo 2^64, and
//! the numbers of x are uniform over 64 bits. Let a row of C be wrong, let e be its differences
//! from what is right, and 2^t the highest power of two that divides all of them. The row passes if
//! `e * x` is 0 modulo 2^64: if a sum that an odd factor makes uniform is 0 modulo 2^(64 - t). The
//! probability of that is `2^-(64 - t)`. Neither an entry of C nor what is right exceeds 2^31 in
//! magnitude, so that a difference is below 2^32, t is at most 31, and **any fault passes with a
//! probability of at most 2^-33**. (Modulo 2^32, with t = 31, it would pass with one half: a flip
//! of the highest bit.)
//!
//! The check is against mistakes, not against cheats: what it protects is its caller. So x need not
//! be secret, and is drawn from the round's seed. A and B are drawn anew, so that a bit that flips
//! in their copies is found as well.

use rayon::prelude::*;

use super::to_usize;
use crate::{
    challenge::Params,
    hash::Hash,
    round::{Line, Matrix},
};

/// How many lines a thread takes at least.
const MIN_LINES: usize = 16;

/// The check of one round, in proportion to the number of its entries.
#[derive(Clone, Debug)]
pub struct Check {
    seed: Hash,
    /// x.
    vector: Vec<u64>,
    /// `B * x`.
    image: Vec<u64>,
}

impl Check {
    /// Draws the vector, and multiplies it with B, in the round with the seed `seed`.
    #[must_use]
    pub fn new(params: Params, seed: Hash) -> Self {
        let size = to_usize(params.size());
        let mut bytes = vec![0; size * 8];
        Line::apart(&seed).fill(&mut bytes);
        let vector =
            bytes.as_chunks().0.iter().copied().map(u64::from_le_bytes).collect::<Vec<_>>();
        let image = image(params, &seed, &vector);
        Self { seed, vector, image }
    }

    /// Whether `entries`, which are whole rows of the product from row `first` on, are right.
    ///
    /// Right ones always pass, others with a probability of at most 2^-33.
    #[must_use]
    pub fn holds(&self, first: u32, entries: &[i32]) -> bool {
        let size = self.vector.len();
        let rows = entries.par_chunks(size).with_min_len(MIN_LINES).zip(first..u32::MAX);
        rows.map_init(
            || vec![0u8; size],
            |line, (row, index)| {
                Line::new(&self.seed, Matrix::A, index).fill(line);
                let expected = line.iter().map(|entry| extended(entry.cast_signed().into()));
                let actual = row.iter().map(|entry| extended(*entry));
                dot(actual, &self.vector) == dot(expected, &self.image)
            },
        )
        .all(|holds| holds)
    }
}

/// `B * vector`, modulo 2^64.
fn image(params: Params, seed: &Hash, vector: &[u64]) -> Vec<u64> {
    let size = vector.len();
    let sums = vector.par_iter().with_min_len(MIN_LINES).zip(0..params.size());
    sums.fold(
        || (vec![0u64; size], vec![0u8; size]),
        |(mut sums, mut line), (factor, index)| {
            Line::new(seed, Matrix::B, index).fill(&mut line);
            for (sum, entry) in sums.iter_mut().zip(&line) {
                let entry = extended(entry.cast_signed().into());
                *sum = sum.wrapping_add(entry.wrapping_mul(*factor));
            }
            (sums, line)
        },
    )
    .map(|(sums, _)| sums)
    .reduce(
        || vec![0; size],
        |one, other| one.iter().zip(&other).map(|(one, other)| one.wrapping_add(*other)).collect(),
    )
}

/// The sum of the products, modulo 2^64.
fn dot(numbers: impl Iterator<Item = u64>, vector: &[u64]) -> u64 {
    let products = numbers.zip(vector).map(|(number, factor)| number.wrapping_mul(*factor));
    products.fold(0, u64::wrapping_add)
}

/// A number modulo 2^64.
fn extended(number: i32) -> u64 {
    i64::from(number).cast_unsigned()
}
