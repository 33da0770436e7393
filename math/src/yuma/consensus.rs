// SPDX-License-Identifier: Apache-2.0
//! What a majority of the stake agrees on.

use alloc::{vec, vec::Vec};

use super::{
    fixed::I32F32,
    matrix::{at, Row},
};

/// For each neuron the largest weight such that validators with at least `kappa` of the stake give it
/// as much or more; zero where those who give it anything hold less.
///
/// With a `kappa` of a half this is the median, weighted by stake. Whoever holds less than `kappa`
/// cannot raise it above what others give. `active` are the parts of the stake by uid; rows of those
/// who hold nothing do not count, even if `kappa` is zero.
#[must_use]
pub fn consensus(active: &[I32F32], weights: &[Row], kappa: I32F32) -> Vec<I32F32> {
    let columns = votes_by_column(active, weights);
    columns.into_iter().map(|mut votes| supported(&mut votes, kappa)).collect()
}

/// The weights, each cut to the consensus about its neuron.
#[must_use]
pub fn clipped(weights: &[Row], consensus: &[I32F32]) -> Vec<Row> {
    let cut = |(uid, weight): &(u16, I32F32)| (*uid, *weight.min(&at(consensus, *uid)));
    weights.iter().map(|row| row.iter().map(cut).collect()).collect()
}

/// A weight, and the stake of who gave it.
type Vote = (I32F32, I32F32);

fn votes_by_column(active: &[I32F32], weights: &[Row]) -> Vec<Vec<Vote>> {
    let counted = || weights.iter().zip(active).filter(|(_, stake)| **stake > I32F32::ZERO);
    let mut sizes = vec![0usize; active.len()];
    for (uid, _) in counted().flat_map(|(row, _)| row) {
        if let Some(size) = sizes.get_mut(usize::from(*uid)) {
            *size = size.saturating_add(1);
        }
    }
    let mut columns = sizes.into_iter().map(Vec::with_capacity).collect::<Vec<_>>();
    for (row, stake) in counted() {
        for (uid, weight) in row {
            if let Some(column) = columns.get_mut(usize::from(*uid)) {
                column.push((*weight, *stake));
            }
        }
    }
    columns
}

/// The largest weight such that those who give at least as much hold `kappa`.
fn supported(votes: &mut [Vote], kappa: I32F32) -> I32F32 {
    votes.sort_unstable_by(|one, other| other.cmp(one));
    let mut reached = I32F32::ZERO;
    for (weight, stake) in votes {
        reached = reached.saturating_add(*stake);
        if reached >= kappa {
            return *weight;
        }
    }
    I32F32::ZERO
}
