// SPDX-License-Identifier: Apache-2.0
//! Which weights count, and for how much.

use alloc::vec::Vec;

use super::{
    epoch::{Epoch, Neuron},
    fixed::I32F32,
    matrix::Row,
};

/// `value`, scaled so that `largest` becomes 65,535, rounded half up: how weights are stored.
///
/// Zero if `largest` is zero; what exceeds it counts as it.
#[must_use]
pub fn upscaled(value: u64, largest: u64) -> u16 {
    let (value, largest) = (u128::from(value.min(largest)), u128::from(largest));
    // Both are below 2^64: round(x / y) = floor((2 x + y) / 2 y) fits by far.
    let doubled = value.saturating_mul(u128::from(u16::MAX)).saturating_mul(2);
    let rounded =
        doubled.saturating_add(largest).checked_div(largest.saturating_mul(2)).unwrap_or(0);
    u16::try_from(rounded).unwrap_or(u16::MAX)
}

/// The weights that count, each row divided by its sum: none that
///
/// - come from a neuron without permit, as the last epoch gave them,
/// - a neuron gave itself, unless it is the owner's,
/// - were decided on no later than the neuron that they are for was registered.
#[must_use]
pub fn admitted(epoch: &Epoch) -> Vec<Row> {
    let rows = epoch.neurons.iter().enumerate().map(|(uid, neuron)| {
        if !neuron.permit {
            return Row::new();
        }
        let counts = |target: u16, about: &Neuron| {
            let is_own = uid == usize::from(target) && epoch.parameters.owner != Some(target);
            !is_own && neuron.as_of > about.registered
        };
        let entries = entries(&neuron.weights, &epoch.neurons)
            .filter(|(target, about, _)| counts(*target, about));
        let entries = entries.map(|(target, _, weight)| (target, weight)).collect::<Vec<_>>();
        normalised_row(&entries)
    });
    rows.collect()
}

/// The entries of a stored row that are not zero, with the neurons that they are for.
///
/// Left out are entries for uids that do not exist and those that do not ascend.
pub(super) fn entries<'a>(
    row: &'a [(u16, u16)],
    neurons: &'a [Neuron],
) -> impl Iterator<Item = (u16, &'a Neuron, u16)> + 'a {
    let mut next = 0;
    row.iter().filter_map(move |(uid, value)| {
        if u32::from(*uid) < next {
            return None;
        }
        next = u32::from(*uid).saturating_add(1);
        let neuron = neurons.get(usize::from(*uid))?;
        (*value > 0).then_some((*uid, neuron, *value))
    })
}

fn normalised_row(entries: &[(u16, u16)]) -> Row {
    let whole =
        entries.iter().fold(0u64, |sum, (_, weight)| sum.saturating_add(u64::from(*weight)));
    let part = |weight: u16| I32F32::from_ratio(weight.into(), whole.into());
    entries.iter().map(|(uid, weight)| (*uid, part(*weight))).collect()
}
