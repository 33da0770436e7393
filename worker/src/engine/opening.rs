// SPDX-License-Identifier: Apache-2.0
//! Openings: the sampled rounds of a challenge are computed again.

use std::{collections::BTreeSet, sync::Arc};

use anyhow::{ensure, Context, Result};
use joule_pogw::{
    prover::{Backend, Failure, Product, Prover},
    Hash, Params, Statement,
};

use super::{describe, Entry, Store};
use crate::{
    backends::Processor,
    wire::{sentences, Fixed},
};

/// How far an opening is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Rounds are being computed again.
    Running {
        /// How many have been.
        done: u32,
        /// How many there are; 0 if it has not begun.
        total: u32,
    },
    /// The bytes, which were verified.
    Done(Vec<u8>),
    /// Why it failed.
    Failed(String),
}

/// An opening that is to be computed.
pub struct OpeningTask {
    /// The challenge.
    pub entry: Arc<Entry>,
    /// The beacon that was stored as its sample.
    pub beacon: Hash,
    /// Where its rounds are.
    pub store: Arc<Store>,
}

impl OpeningTask {
    /// Computes it, unless `stops` says that the agent ends.
    pub fn run(&self, backend: &mut dyn Backend, stops: &dyn Fn() -> bool) {
        let key = self.entry.meta().key();
        let opening = match self.compute(backend, stops) {
            Ok(bytes) => {
                tracing::info!("Challenge {key} is opened: {} bytes.", bytes.len());
                Opening::Done(bytes)
            }
            Err(error) => {
                let said = sentences(&error);
                tracing::error!("Challenge {key} cannot be opened: {said}");
                Opening::Failed(said)
            }
        };
        self.entry.set_opening(&self.beacon, opening);
    }

    fn compute(&self, backend: &mut dyn Backend, stops: &dyn Fn() -> bool) -> Result<Vec<u8>> {
        let (meta, rounds) = self.store.load(&self.entry.meta().key())?;
        let prover = meta.prover(&rounds)?;
        let commitment = prover.commitment()?;
        ensure!(
            meta.top == Some(Fixed(*commitment.top.as_bytes())),
            "The rounds that were kept are not those that were committed to.",
        );
        let statement = Statement::new(meta.params()?, commitment, &self.beacon);
        let total = statement.samples().map(|sample| sample.round).collect::<BTreeSet<_>>().len();
        tracing::info!("Challenge {} is being opened: {total} rounds.", meta.key());
        let opening = match self.attempt(&prover, backend, total, stops) {
            Err(failure) if !stops() => {
                // What is not opened in time costs the bond. The processor computes the same.
                tracing::warn!(
                    "{} failed: {} The processor computes the opening.",
                    backend.name(),
                    describe(&failure),
                );
                let mut processor = Processor::open(None)?;
                self.attempt(&prover, &mut processor, total, stops)
            }
            attempt => attempt,
        };
        let opening = opening.map_err(|failure| anyhow::anyhow!(describe(&failure)))?;
        let verified = statement.verify(&opening);
        verified.context("The opening is wrong, and is not given out.")?;
        Ok(opening)
    }

    fn attempt(
        &self,
        prover: &Prover,
        backend: &mut dyn Backend,
        total: usize,
        stops: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, Failure> {
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let mut counted = Counted { backend, task: self, done: 0, total, stops };
        prover.open(&mut counted, &self.beacon)
    }
}

/// A backend that says how many rounds it has computed.
struct Counted<'a> {
    backend: &'a mut dyn Backend,
    task: &'a OpeningTask,
    done: u32,
    total: u32,
    stops: &'a dyn Fn() -> bool,
}

impl Backend for Counted<'_> {
    fn name(&self) -> &str {
        self.backend.name()
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &Hash,
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        if (self.stops)() {
            return Err(Failure::Device("The agent ends. Ask again when it runs.".into()));
        }
        let product = match self.backend.multiply(params, seed, leaves) {
            // A flipped bit: the next attempt is right.
            Err(Failure::WrongProduct) => self.backend.multiply(params, seed, leaves),
            product => product,
        }?;
        self.done += 1;
        let Self { done, total, .. } = *self;
        self.task.entry.set_opening(&self.task.beacon, Opening::Running { done, total });
        Ok(product)
    }
}
