// SPDX-License-Identifier: Apache-2.0
//! What is known of jobs, in memory and on the disk.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use anyhow::Result;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::{root, JobKey};
use crate::{
    clock::now_ms,
    engine::{lock, seconds},
    files,
    wire::{sentences, Bytes, Decimal, Hash32},
};

/// The most bytes of an output: 4 MiB.
pub const MAX_OUTPUT_BYTES: usize = 4 << 20;
/// Why a job failed that was cancelled.
pub const CANCELLED: &str = "The job was cancelled.";
/// The end of the files' names.
const EXTENSION: &str = "job";

/// How far a job is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// It is being done.
    Running,
    /// It has an output.
    Done,
    /// It has none.
    Failed,
}

/// What is known of a job. This is what the API answers.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Record {
    /// The job's number on the chain.
    pub id: Decimal,
    /// The attempt, from 0.
    pub attempt: u32,
    /// The device that does it.
    pub device: Hash32,
    /// How far it is.
    pub state: JobState,
    /// How many steps are done.
    pub done: u32,
    /// How many steps there are; 0 if that is not known.
    pub total: u32,
    /// The root of the input.
    pub input_root: Hash32,
    /// The root of the output.
    pub output_root: Option<Hash32>,
    /// The output.
    pub output: Option<Bytes>,
    /// How many units it took.
    pub units: Decimal,
    /// When it began, in milliseconds since 1970.
    pub start_ms: Decimal,
    /// When it ended.
    pub end_ms: Option<Decimal>,
    /// Why it failed.
    pub error: Option<String>,
    /// The hash of the request, by which it is recognised.
    pub request: Hash32,
}

impl Record {
    /// Which job it is.
    #[must_use]
    pub const fn key(&self) -> JobKey {
        JobKey { id: self.id.0, attempt: self.attempt }
    }

    fn fail(&mut self, error: String) {
        self.state = JobState::Failed;
        self.error = Some(error);
        self.end_ms = Some(Decimal(now_ms()));
    }
}

/// How a job ended: the output and its units, or why there is none.
pub type End = Result<(Vec<u8>, u64), String>;

/// A job.
pub struct JobEntry {
    record: Mutex<Record>,
    folder: PathBuf,
    /// Says `true` when nobody wants it any more.
    cancelled: watch::Sender<bool>,
}

impl JobEntry {
    /// A job of which `record` is known, and is kept in `folder`.
    #[must_use]
    pub fn new(record: Record, folder: PathBuf) -> Self {
        Self { record: Mutex::new(record), folder, cancelled: watch::Sender::new(false) }
    }

    /// What is known of it.
    #[must_use]
    pub fn record(&self) -> Record {
        lock(&self.record).clone()
    }

    /// When it ended, if it has.
    #[must_use]
    pub fn end_ms(&self) -> Option<Decimal> {
        lock(&self.record).end_ms
    }

    /// Keeps it.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save(&self) -> Result<()> {
        save(&self.folder, &self.record())
    }

    /// Forgets it.
    ///
    /// # Errors
    ///
    /// If its file cannot be removed.
    pub fn remove(&self) -> Result<()> {
        files::remove(&path(&self.folder, lock(&self.record).key()))
    }

    /// Sets how many steps are done.
    pub fn set_done(&self, done: u32) {
        lock(&self.record).done = done;
    }

    /// Lets whoever does the job end it soon.
    pub fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    /// What says `true` when nobody wants it any more.
    #[must_use]
    pub fn cancelled(&self) -> watch::Receiver<bool> {
        self.cancelled.subscribe()
    }

    /// Whether nobody wants it any more.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    /// Ends the job.
    pub fn end(&self, end: End) {
        let mut record = self.record();
        match end {
            Ok((output, units)) => {
                record.state = JobState::Done;
                record.output_root = Some(root(&output).into());
                record.output = Some(Bytes(output));
                record.units = Decimal(units);
                record.done = record.total;
                record.end_ms = Some(Decimal(now_ms()));
            }
            Err(error) => record.fail(error),
        }
        let key = record.key();
        let took_ms = now_ms().saturating_sub(record.start_ms.0);
        match &record.error {
            None => tracing::info!(
                "Job {key} is done: {} units in {:.1} s.",
                record.units,
                seconds(took_ms),
            ),
            Some(error) => tracing::warn!("Job {key} failed: {error}"),
        }
        // On the disk before anybody is told.
        save(&self.folder, &record)
            .unwrap_or_else(|error| tracing::error!("{}", sentences(&error)));
        *lock(&self.record) = record;
    }
}

/// All jobs in `folder`. Those that were running have failed.
pub fn load_all(folder: &Path) -> Result<BTreeMap<JobKey, Arc<JobEntry>>> {
    let mut jobs = BTreeMap::new();
    for (path, bytes) in files::read_all(folder, EXTENSION)? {
        let mut record = match serde_json::from_slice::<Record>(&bytes) {
            Ok(record) => record,
            Err(error) => {
                tracing::warn!("{} is damaged, and put aside: {error}", path.display());
                files::put_aside(&path);
                continue;
            }
        };
        if record.state == JobState::Running {
            record.fail("The agent was ended while it did the job.".into());
            tracing::warn!("Job {} was interrupted, and has failed.", record.key());
            save(folder, &record)?;
        }
        jobs.insert(record.key(), Arc::new(JobEntry::new(record, folder.into())));
    }
    Ok(jobs)
}

fn save(folder: &Path, record: &Record) -> Result<()> {
    files::write(&path(folder, record.key()), &[&serde_json::to_vec(record)?])
}

fn path(folder: &Path, key: JobKey) -> PathBuf {
    folder.join(format!("{key}.{EXTENSION}"))
}
