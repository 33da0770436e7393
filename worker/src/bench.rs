// SPDX-License-Identifier: Apache-2.0
//! How fast devices are.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use joule_pogw::{
    prover::{Backend, Prover},
    Params,
};

use crate::backends::{self, Found};

/// What to measure.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The devices, by their ids or parts of their names; all if there are none.
    pub devices: Vec<String>,
    /// The sizes, as powers of two.
    pub log2_sizes: Vec<u8>,
    /// For how long each is measured.
    pub time: Duration,
}

/// The rate, for people to read: 10^12 operations in a second are one unit.
#[must_use]
pub fn compute_units(operations: u128, elapsed_ms: u64) -> String {
    let elapsed = u128::from(elapsed_ms.max(1));
    // 10^6 operations in a millisecond are a thousandth of a unit.
    let thousandths = operations / (elapsed * 1_000_000);
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

/// Measures, and writes a table on standard output.
///
/// # Errors
///
/// If there is no such device, or one does not work.
pub fn run(bench: &Bench) -> Result<()> {
    let chosen = chosen(&bench.devices)?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:<10} {:>7} {:>7} {:>12} {:>10}",
        "device", "size", "rounds", "ms/round", "CU"
    )?;
    for found in &chosen {
        tracing::info!("{} ({}, {}) is tested.", found.name, found.id(), found.driver);
        let mut backend = backends::open_and_test(&found.config())?;
        for log2_size in &bench.log2_sizes {
            let line = measure(found, &mut backend, *log2_size, bench.time)?;
            writeln!(out, "{line}")?;
            out.flush()?;
        }
    }
    Ok(())
}

/// The devices that are called as one of `names`.
fn chosen(names: &[String]) -> Result<Vec<Found>> {
    let found = backends::found();
    if names.is_empty() {
        return Ok(found);
    }
    let mut chosen = Vec::new();
    for name in names {
        let one = backends::called(&found, name, Found::id).with_context(|| {
            format!("There is no device {name:?}. `joule-worker doctor` shows what there is.")
        })?;
        chosen.push(one.clone());
    }
    Ok(chosen)
}

/// A line of the table.
fn measure(
    found: &Found,
    backend: &mut dyn Backend,
    log2_size: u8,
    time: Duration,
) -> Result<String> {
    let params = Params::new(log2_size, 1)?;
    // Buffers and kernels are made in the first round, which does not count.
    let mut prover = Prover::new(params, [0xBE; 32], [0x7C; 32]);
    prover.step(backend)?;
    let begun = Instant::now();
    let mut rounds = 0;
    while rounds == 0 || begun.elapsed() < time {
        prover.step(backend)?;
        rounds += 1;
    }
    let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    let units = compute_units(params.operations(rounds), elapsed_ms);
    let each = begun.elapsed().as_secs_f64() * 1_000.0 / f64::from(rounds);
    let (id, size) = (found.id(), params.size());
    Ok(format!("{id:<10} {size:>7} {rounds:>7} {each:>12.2} {units:>10}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_a_million_million_operations_in_a_second() {
        assert_eq!(compute_units(1_000_000_000_000, 1_000), "1.000");
        assert_eq!(compute_units(1_000_000_000, 1_000), "0.001");
        assert_eq!(compute_units(123_456_000_000_000, 1_000), "123.456");
        assert_eq!(compute_units(0, 0), "0.000");
    }
}
