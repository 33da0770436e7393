// SPDX-License-Identifier: Apache-2.0
//! Whose stake counts, and who may validate.

use alloc::{vec, vec::Vec};
use core::cmp::Reverse;

use super::fixed::I32F32;

/// The parts of all stake that each holds, rounded down; zeroes if there is none.
///
/// Exact as long as the stakes add up to less than 2^128. Beyond, their last 64 bits do not count.
#[must_use]
pub fn parts_of_all(stakes: &[u128]) -> Vec<I32F32> {
    let whole = stakes.iter().try_fold(0u128, |sum, stake| sum.checked_add(*stake));
    let Some(whole) = whole else {
        let cut = stakes.iter().map(|stake| stake >> 64).collect::<Vec<_>>();
        return parts_of_all(&cut);
    };
    stakes.iter().map(|stake| I32F32::from_ratio(*stake, whole)).collect()
}

/// Who may validate from the next epoch on.
///
/// The `max_validators` that hold the largest parts, as far as these are not zero, and of equal ones
/// those with the higher uids; and the owner in any case, beyond that number if need be.
#[must_use]
pub fn permits(parts: &[I32F32], max_validators: u16, owner: Option<u16>) -> Vec<bool> {
    let mut ranked =
        parts.iter().enumerate().filter(|(_, part)| **part > I32F32::ZERO).collect::<Vec<_>>();
    ranked.sort_unstable_by_key(|(uid, part)| Reverse((**part, *uid)));
    let owner = owner.map(usize::from);
    let chosen = ranked.iter().take(max_validators.into()).map(|(uid, _)| *uid).chain(owner);
    let mut permits = vec![false; parts.len()];
    for uid in chosen {
        if let Some(permit) = permits.get_mut(uid) {
            *permit = true;
        }
    }
    permits
}
