// SPDX-License-Identifier: Apache-2.0
//! The built-in workload: a chain of seeded matrix products, as in a challenge.
//!
//! ```text
//! input    the parameters of PoGW/1, four bytes || le32(rounds) || anything
//! output   le32(rounds) || top
//! ```
//!
//! The rounds are those of a challenge whose seed is the root of the input, and of a device whose
//! key is 32 zero bytes. So the output follows from the input, whichever device computes it, and
//! can be opened as a commitment can.

use std::sync::Arc;

use joule_pogw::{
    prover::{Backend, Failure, Prover},
    Hash, Params,
};

use super::{record::CANCELLED, root, JobEntry};
use crate::{
    clock::now_ms,
    engine::{describe, Failures, Refusal, Step, Work},
};

/// The most rounds of a job.
pub const MAX_ROUNDS: u32 = 1 << 20;
/// A unit: so many operations.
const UNIT_OPERATIONS: u128 = 1_000_000_000;

/// What the input asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The size, and how many entries an opening would show.
    pub params: Params,
    /// How many rounds.
    pub rounds: u32,
    /// The seed: the root of the input.
    pub seed: Hash,
}

impl Order {
    /// What `input` asks for.
    ///
    /// # Errors
    ///
    /// If it is too short, or asks for what there is not.
    pub fn parse(input: &[u8]) -> Result<Self, Refusal> {
        let (params, rest) = input.split_first_chunk::<4>().ok_or_else(too_short)?;
        let (rounds, _) = rest.split_first_chunk::<4>().ok_or_else(too_short)?;
        let params =
            Params::from_bytes(*params).map_err(|error| Refusal::Invalid(error.to_string()))?;
        let rounds = u32::from_le_bytes(*rounds);
        if rounds == 0 || rounds > MAX_ROUNDS {
            return Err(Refusal::Invalid(format!(
                "The input asks for {rounds} rounds. There must be 1 to {MAX_ROUNDS}."
            )));
        }
        Ok(Self { params, rounds, seed: root(input) })
    }

    /// How many units it takes: 10^9 operations each, rounded up.
    #[must_use]
    pub fn units(&self) -> u64 {
        let operations = self.params.operations(self.rounds);
        u64::try_from(operations.div_ceil(UNIT_OPERATIONS)).unwrap_or(u64::MAX)
    }
}

fn too_short() -> Refusal {
    Refusal::Invalid(
        "The input of a `matmul` job has at least 8 bytes: the parameters, and the rounds.".into(),
    )
}

/// A job, as the device's work.
pub struct Matmul {
    entry: Arc<JobEntry>,
    order: Order,
    prover: Prover,
    deadline_ms: u64,
    failures: Failures,
}

impl Matmul {
    /// A job that begins, and may take `limit_ms`.
    #[must_use]
    pub fn new(entry: Arc<JobEntry>, order: Order, limit_ms: u64) -> Self {
        let prover = Prover::new(order.params, order.seed, [0; 32]);
        let deadline_ms = now_ms().saturating_add(limit_ms);
        Self { entry, order, prover, deadline_ms, failures: Failures::default() }
    }

    /// The output, if all rounds are done.
    fn output(&self) -> Result<Option<Vec<u8>>, Failure> {
        if self.prover.rounds() < self.order.rounds {
            return Ok(None);
        }
        let top = self.prover.commitment()?.top;
        Ok(Some([self.order.rounds.to_le_bytes().as_slice(), top.as_bytes()].concat()))
    }

    fn advance(&mut self, backend: &mut dyn Backend) -> Result<Option<Vec<u8>>, Failure> {
        self.prover.step(backend)?;
        self.failures.clear();
        self.entry.set_done(self.prover.rounds());
        self.output()
    }
}

impl Work for Matmul {
    fn step(&mut self, backend: &mut dyn Backend) -> Step {
        if self.entry.is_cancelled() {
            self.entry.end(Err(CANCELLED.into()));
            return Step::Finished;
        }
        if now_ms() >= self.deadline_ms {
            let (done, rounds) = (self.prover.rounds(), self.order.rounds);
            self.entry.end(Err(format!("The time is over after {done} of {rounds} rounds.")));
            return Step::Finished;
        }
        match self.advance(backend) {
            Ok(None) => Step::More,
            Ok(Some(output)) => {
                self.entry.end(Ok((output, self.order.units())));
                Step::Finished
            }
            Err(failure) => {
                let error = describe(&failure);
                tracing::warn!("Job {}: {error}", self.entry.record().key());
                self.failures.note(&failure).unwrap_or_else(|| {
                    self.entry.end(Err(error));
                    Step::Finished
                })
            }
        }
    }

    fn suspend(&mut self) {
        self.entry.end(Err("The agent was ended while it did the job.".into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_read_as_it_is_written() {
        let input = [1, 6, 4, 0, 3, 0, 0, 0, 9];
        let order = Order::parse(&input).expect("it asks for what there is");
        assert_eq!((order.params.size(), order.rounds, order.seed), (64, 3, root(&input)));
        assert_eq!(order.units(), 1);
        for bad in [
            &[][..],
            &[1, 6, 4, 0, 3, 0, 0],
            &[2, 6, 4, 0, 3, 0, 0, 0],
            &[1, 2, 4, 0, 3, 0, 0, 0],
            &[1, 6, 4, 0, 0, 0, 0, 0],
            &[1, 6, 4, 0, 255, 255, 255, 255],
        ] {
            assert!(matches!(Order::parse(bad), Err(Refusal::Invalid(_))), "{bad:?}");
        }
    }

    #[test]
    fn units_are_rounded_up() {
        let order = |log2_size, rounds: u32| {
            let bytes = rounds.to_le_bytes();
            let input = [[1, log2_size, 1, 0], bytes].concat();
            Order::parse(&input).expect("it asks for what there is")
        };
        assert_eq!(order(13, 1).units(), 1_100);
        assert_eq!(order(3, 1).units(), 1);
    }
}
