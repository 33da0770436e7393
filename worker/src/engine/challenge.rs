// SPDX-License-Identifier: Apache-2.0
//! A challenge, and the work that it is.

use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, Mutex,
    },
};

use anyhow::{Context, Result};
use joule_pogw::{
    prover::{Backend, Failure, Prover},
    Hash, MAX_ROUNDS,
};

use super::{describe, lock, seconds, Failures, Meta, Opening, Refusal, State, Step, Store, Work};
use crate::{
    clock::now_ms,
    wire::{sentences, Decimal},
};

/// How often rounds are kept at most, in milliseconds.
const SAVE_INTERVAL_MS: u64 = 1_000;
/// How often the log says how far it is.
const LOG_INTERVAL_MS: u64 = 10_000;
/// For how many samples a challenge keeps its opening. There is more than one if the chain forks.
const MAX_OPENINGS: usize = 8;

/// A challenge, as callers see it.
pub struct Entry {
    inner: Mutex<Inner>,
    is_discarded: AtomicBool,
}

struct Inner {
    meta: Meta,
    openings: BTreeMap<Hash, Opening>,
}

impl Entry {
    /// A challenge of which `meta` is known.
    #[must_use]
    pub fn new(meta: Meta) -> Self {
        let inner = Mutex::new(Inner { meta, openings: BTreeMap::new() });
        Self { inner, is_discarded: AtomicBool::new(false) }
    }

    /// What is known of it.
    #[must_use]
    pub fn meta(&self) -> Meta {
        lock(&self.inner).meta.clone()
    }

    /// Keeps it, unless it was discarded.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn save(&self, store: &Store, rounds: &[u8]) -> Result<()> {
        let inner = lock(&self.inner);
        if self.is_discarded() {
            return Ok(());
        }
        store.save(&inner.meta, rounds)
    }

    /// Stops and forgets it.
    ///
    /// # Errors
    ///
    /// If its file cannot be removed.
    pub fn discard(&self, store: &Store) -> Result<()> {
        // Under the lock, so that nobody keeps it afterwards.
        let inner = lock(&self.inner);
        self.is_discarded.store(true, Ordering::SeqCst);
        store.remove(&inner.meta.key())
    }

    /// Whether nobody wants it any more.
    #[must_use]
    pub fn is_discarded(&self) -> bool {
        self.is_discarded.load(Ordering::SeqCst)
    }

    /// The opening for the sample `beacon`, as far as it is; `None` if it begins now.
    ///
    /// # Errors
    ///
    /// If there is nothing to open yet or at all, or if it failed. After a failure, it begins
    /// again when it is asked for the next time.
    pub fn begin_opening(&self, beacon: &Hash) -> Result<Option<Opening>, Refusal> {
        let mut inner = lock(&self.inner);
        match inner.meta.state {
            State::Running => {
                return Err(Refusal::Busy(
                    "The challenge has not ended. Open it when it is done.".into(),
                ))
            }
            State::Failed => {
                return Err(Refusal::Invalid("The challenge has no rounds to open.".into()))
            }
            State::Done => {}
        }
        match inner.openings.get(beacon).cloned() {
            Some(Opening::Failed(error)) => {
                inner.openings.remove(beacon);
                return Err(Refusal::Failed(error));
            }
            Some(opening) => return Ok(Some(opening)),
            None => {}
        }
        if inner.openings.len() >= MAX_OPENINGS {
            let is_over = |opening: &Opening| !matches!(opening, Opening::Running { .. });
            let over = inner.openings.iter().find(|(_, opening)| is_over(opening));
            let Some(over) = over.map(|(beacon, _)| *beacon) else {
                return Err(Refusal::Busy("Too many openings are under way. Wait.".into()));
            };
            inner.openings.remove(&over);
        }
        inner.openings.insert(*beacon, Opening::Running { done: 0, total: 0 });
        Ok(None)
    }

    /// Sets how far the opening for `beacon` is.
    pub fn set_opening(&self, beacon: &Hash, opening: Opening) {
        lock(&self.inner).openings.insert(*beacon, opening);
    }
}

/// A challenge, as the device's work.
pub struct Challenge {
    entry: Arc<Entry>,
    store: Arc<Store>,
    prover: Prover,
    /// The longer of the last two rounds, in milliseconds.
    expected_ms: u64,
    failures: Failures,
    saved_ms: u64,
    logged_ms: u64,
}

impl Challenge {
    /// Goes on after `rounds`.
    ///
    /// # Errors
    ///
    /// If they are not whole.
    pub fn new(entry: Arc<Entry>, store: Arc<Store>, rounds: &[u8]) -> Result<Self> {
        let meta = entry.meta();
        let prover = meta.prover(rounds).context("A challenge cannot be taken up.")?;
        let now_ms = now_ms();
        Ok(Self {
            entry,
            store,
            prover,
            expected_ms: meta.last_round_ms.0,
            failures: Failures::default(),
            saved_ms: now_ms,
            logged_ms: now_ms,
        })
    }

    /// After a round that took `round_ms`.
    fn take_in(&mut self, round_ms: u64) {
        let now_ms = now_ms();
        let mut inner = lock(&self.entry.inner);
        let meta = &mut inner.meta;
        self.expected_ms = round_ms.max(meta.last_round_ms.0);
        meta.rounds = self.prover.rounds();
        meta.last_round_ms = Decimal(round_ms);
        meta.elapsed_ms = Decimal(now_ms.saturating_sub(meta.started_ms.0));
        let meta = meta.clone();
        drop(inner);
        if now_ms.saturating_sub(self.logged_ms) >= LOG_INTERVAL_MS {
            self.logged_ms = now_ms;
            tracing::info!(
                "Challenge {}: {} rounds, {} CU, {:.0} s left.",
                meta.key(),
                meta.rounds,
                compute_units(&meta),
                seconds(meta.deadline_ms.0.saturating_sub(now_ms)),
            );
        }
        if now_ms.saturating_sub(self.saved_ms) >= SAVE_INTERVAL_MS {
            self.saved_ms = now_ms;
            self.save();
        }
    }

    /// After a round that failed.
    fn fail(&mut self, failure: &Failure) -> Step {
        let error = describe(failure);
        let key = self.entry.meta().key();
        tracing::warn!("Challenge {key}, round {}: {error}", self.prover.rounds());
        self.failures.note(failure).unwrap_or_else(|| self.finish(Some(error)))
    }

    fn finish(&mut self, error: Option<String>) -> Step {
        let rounds = self.prover.state();
        let mut meta = self.entry.meta();
        if let Err(error) = meta.finish(&rounds, error) {
            // A prover's own rounds are whole.
            tracing::error!("{}", sentences(&error));
            meta.state = State::Failed;
        }
        // On the disk before anybody is told.
        let saved =
            if self.entry.is_discarded() { Ok(()) } else { self.store.save(&meta, &rounds) };
        if let Err(error) = saved {
            // An opening reads the rounds from the disk. A miss costs less than a commitment that
            // is never opened.
            let said = sentences(&error);
            tracing::error!("{said} What is not on the disk is not committed to.");
            meta.state = State::Failed;
            meta.top = None;
            meta.error = Some(said);
        }
        if meta.state == State::Done {
            tracing::info!(
                "Challenge {} is done: {} rounds in {:.1} s, {} CU.",
                meta.key(),
                meta.rounds,
                seconds(meta.elapsed_ms.0),
                compute_units(&meta),
            );
        } else {
            let error = meta.error.as_deref().unwrap_or_default();
            tracing::warn!("Challenge {} failed: {error}", meta.key());
        }
        let mut inner = lock(&self.entry.inner);
        if self.entry.is_discarded() {
            let removed = self.store.remove(&meta.key());
            removed.unwrap_or_else(|error| tracing::warn!("{}", sentences(&error)));
        }
        inner.meta = meta;
        Step::Finished
    }

    fn save(&self) {
        if let Err(error) = self.entry.save(&self.store, &self.prover.state()) {
            tracing::error!("{}", sentences(&error));
        }
    }
}

impl Work for Challenge {
    fn step(&mut self, backend: &mut dyn Backend) -> Step {
        if self.entry.is_discarded() {
            return Step::Finished;
        }
        let begun_ms = now_ms();
        let deadline_ms = self.entry.meta().deadline_ms.0;
        let is_late = begun_ms.saturating_add(self.expected_ms) >= deadline_ms;
        if is_late || self.prover.rounds() >= MAX_ROUNDS {
            return self.finish(None);
        }
        match self.prover.step(backend) {
            Ok(()) => {
                self.failures.clear();
                self.take_in(now_ms().saturating_sub(begun_ms));
                Step::More
            }
            Err(failure) => self.fail(&failure),
        }
    }

    fn suspend(&mut self) {
        self.save();
        let key = self.entry.meta().key();
        tracing::info!(
            "Challenge {key} is interrupted after {} rounds. It goes on if the agent is back \
             before its deadline.",
            self.prover.rounds(),
        );
    }
}

/// The rate so far: 10^12 operations in a second are one unit.
fn compute_units(meta: &Meta) -> String {
    let operations = meta.params().map_or(0, |params| params.operations(meta.rounds));
    crate::bench::compute_units(operations, meta.elapsed_ms.0)
}
