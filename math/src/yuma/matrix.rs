// SPDX-License-Identifier: Apache-2.0
//! Matrices with few entries, by rows.

use alloc::{vec, vec::Vec};
use core::iter;

use super::fixed::I32F32;

/// The entries of a row, in strictly ascending order of the uids that are their columns.
pub type Row = Vec<(u16, I32F32)>;

/// What `values` holds for `uid`; the default, which is zero, if nothing.
pub(super) fn at<T: Copy + Default>(values: &[T], uid: u16) -> T {
    values.get(usize::from(uid)).copied().unwrap_or_default()
}

/// The sums of `columns` columns.
#[must_use]
pub fn column_sums(rows: &[Row], columns: usize) -> Vec<I32F32> {
    folded_columns(rows, columns, I32F32::saturating_add)
}

/// The largest entries of `columns` columns; zero where all are negative.
#[must_use]
pub fn column_maxima(rows: &[Row], columns: usize) -> Vec<I32F32> {
    folded_columns(rows, columns, I32F32::max)
}

fn folded_columns(
    rows: &[Row],
    columns: usize,
    fold: impl Fn(I32F32, I32F32) -> I32F32,
) -> Vec<I32F32> {
    let mut folded = vec![I32F32::ZERO; columns];
    for (uid, value) in rows.iter().flatten() {
        if let Some(column) = folded.get_mut(usize::from(*uid)) {
            *column = fold(*column, *value);
        }
    }
    folded
}

/// The sum of each row.
#[must_use]
pub fn row_sums(rows: &[Row]) -> Vec<I32F32> {
    rows.iter()
        .map(|row| row.iter().fold(I32F32::ZERO, |sum, (_, value)| sum.saturating_add(*value)))
        .collect()
}

/// The sum over the rows of each entry times what `by_row` holds for its row.
#[must_use]
pub fn weighted_column_sums(rows: &[Row], by_row: &[I32F32]) -> Vec<I32F32> {
    let mut sums = vec![I32F32::ZERO; by_row.len()];
    for (row, factor) in rows.iter().zip(by_row) {
        for (uid, value) in row {
            if let Some(column) = sums.get_mut(usize::from(*uid)) {
                *column = column.saturating_add(value.saturating_mul(*factor));
            }
        }
    }
    sums
}

/// The sum over the columns of each entry times what `by_column` holds for its column.
#[must_use]
pub fn weighted_row_sums(rows: &[Row], by_column: &[I32F32]) -> Vec<I32F32> {
    let weighted = |row: &Row| {
        row.iter().fold(I32F32::ZERO, |sum, (uid, value)| {
            sum.saturating_add(value.saturating_mul(at(by_column, *uid)))
        })
    };
    rows.iter().map(weighted).collect()
}

/// The same entries, each divided by what `by_column` holds for its column; zero where that is zero.
#[must_use]
pub fn divided_by_column(mut rows: Vec<Row>, by_column: &[I32F32]) -> Vec<Row> {
    for (uid, value) in rows.iter_mut().flatten() {
        *value = value.div_or_zero(at(by_column, *uid));
    }
    rows
}

/// The columns of two rows in which either has an entry, in ascending order, with the entries of
/// both; zero where one has none.
pub fn joined<'a>(
    one: &'a [(u16, I32F32)],
    other: &'a [(u16, I32F32)],
) -> impl Iterator<Item = (u16, I32F32, I32F32)> + 'a {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    iter::from_fn(move || {
        let uid = match (one.peek(), other.peek()) {
            (Some((left, _)), Some((right, _))) => *left.min(right),
            (Some((uid, _)), None) | (None, Some((uid, _))) => *uid,
            (None, None) => return None,
        };
        let left = one.next_if(|(left, _)| *left == uid).map_or(I32F32::ZERO, |entry| entry.1);
        let right = other.next_if(|(right, _)| *right == uid).map_or(I32F32::ZERO, |entry| entry.1);
        Some((uid, left, right))
    })
}
