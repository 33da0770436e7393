// SPDX-License-Identifier: Apache-2.0
//! Jobs: a workload that is built in, and programs that the operator has allowed.
//!
//! The root of an input or an output is its SHA-256.

mod command;
mod matmul;
mod record;

use std::{
    collections::BTreeMap,
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use joule_pogw::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

pub use matmul::{Order, MAX_ROUNDS};
pub use record::{JobEntry, JobState, Record, MAX_OUTPUT_BYTES};

use crate::{
    clock::now_ms,
    config::Config,
    engine::{lock, Engine, Occupant, Refusal},
    files,
    wire::{sentences, Bytes, Decimal, Hash32},
};

/// The most bytes of an input that an operator can allow: 16 MiB.
pub const MAX_INPUT_BYTES: usize = 16 << 20;
/// The most jobs that are remembered. Their outputs are in memory: 1 GiB at most.
const MAX_JOBS: usize = 256;
/// How often it is looked whether jobs have ended.
const SETTLE_POLL: Duration = Duration::from_millis(10);

/// Which job, and the how manieth attempt at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobKey {
    /// The job's number on the chain.
    pub id: u64,
    /// The attempt, from 0.
    pub attempt: u32,
}

impl fmt::Display for JobKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.id, self.attempt)
    }
}

/// What kind of job it is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The built-in workload.
    Matmul,
    /// A program that the operator has allowed.
    Command,
}

/// What a job asks for.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The job's number on the chain.
    pub id: Decimal,
    /// The attempt, from 0.
    pub attempt: u32,
    /// The device that is to do it.
    pub device: Hash32,
    /// What kind of job it is.
    pub kind: Kind,
    /// For a command, its name.
    #[serde(default)]
    pub name: Option<String>,
    /// The input.
    pub input: Bytes,
    /// Milliseconds that it may take, if that is less than the operator allows.
    #[serde(default)]
    pub time_limit_ms: Option<Decimal>,
}

impl Request {
    /// Which job it is.
    #[must_use]
    pub const fn key(&self) -> JobKey {
        JobKey { id: self.id.0, attempt: self.attempt }
    }

    /// What tells it from other requests.
    fn hash(&self) -> Hash {
        Sha256::digest(serde_json::to_vec(self).unwrap_or_default()).into()
    }

    /// The time limit, which is the operator's or a shorter one.
    fn time_limit_ms(&self, allowed_s: u64) -> u64 {
        let allowed_ms = allowed_s.saturating_mul(1_000);
        self.time_limit_ms.map_or(allowed_ms, |wanted| wanted.0.min(allowed_ms))
    }
}

/// All jobs of the agent.
pub struct Jobs {
    config: Config,
    engine: Arc<Engine>,
    folder: PathBuf,
    jobs: Mutex<BTreeMap<JobKey, Arc<JobEntry>>>,
    /// Says `true` when the agent ends.
    end: watch::Receiver<bool>,
}

impl Jobs {
    /// Reads what is known of earlier jobs. What was running then has failed.
    ///
    /// # Errors
    ///
    /// If the data directory cannot be used.
    pub fn open(config: &Config, engine: Arc<Engine>, end: watch::Receiver<bool>) -> Result<Self> {
        let folder = config.data_dir.join("jobs");
        files::create_folder(&folder)?;
        let scratch = folder.join("scratch");
        if scratch.exists() {
            let removed = std::fs::remove_dir_all(&scratch);
            removed.with_context(|| format!("{} cannot be emptied.", scratch.display()))?;
        }
        files::create_folder(&scratch)?;
        let jobs = Mutex::new(record::load_all(&folder)?);
        Ok(Self { config: config.clone(), engine, folder, jobs, end })
    }

    /// Starts a job, or says how far it is. Must be called in the runtime.
    ///
    /// # Errors
    ///
    /// If the device is not there or is busy, or the job makes no sense or is not allowed.
    pub fn post(self: &Arc<Self>, request: Request) -> Result<Record, Refusal> {
        let key = request.key();
        let mut jobs = self.jobs();
        if let Some(entry) = jobs.get(&key) {
            let record = entry.record();
            if record.request != Hash32::from(request.hash()) {
                return Err(Refusal::Invalid(format!(
                    "Job {key} is known, and asks for something else. A new attempt has a new \
                     number."
                )));
            }
            return Ok(record);
        }
        let (length, most) = (request.input.0.len(), self.config.max_input_bytes);
        if length > most {
            return Err(Refusal::Invalid(format!(
                "The input has {length} bytes, but `max_input_bytes` of the configuration is {most}."
            )));
        }
        let entry = match request.kind {
            Kind::Matmul => self.start_matmul(&request)?,
            Kind::Command => self.start_command(&request)?,
        };
        forget_surplus(&mut jobs, MAX_JOBS);
        jobs.insert(key, Arc::clone(&entry));
        Ok(entry.record())
    }

    /// A job.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn get(&self, key: JobKey) -> Result<Record, Refusal> {
        Ok(self.entry_of(key)?.record())
    }

    /// Cancels a job. One that has ended stays as it is.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn cancel(&self, key: JobKey) -> Result<Record, Refusal> {
        let entry = self.entry_of(key)?;
        entry.cancel();
        Ok(entry.record())
    }

    fn entry_of(&self, key: JobKey) -> Result<Arc<JobEntry>, Refusal> {
        let entry = self.jobs().get(&key).cloned();
        entry.ok_or_else(|| Refusal::NotFound(format!("There is no job {key}.")))
    }

    /// Waits for jobs that the end of the agent has interrupted, for `timeout` at most.
    pub async fn settle(&self, timeout: Duration) {
        let until = Instant::now() + timeout;
        let are_running = || self.jobs().values().any(|entry| entry.end_ms().is_none());
        while are_running() && Instant::now() < until {
            tokio::time::sleep(SETTLE_POLL).await;
        }
    }

    fn start_matmul(&self, request: &Request) -> Result<Arc<JobEntry>, Refusal> {
        if !self.config.matmul.enabled {
            return Err(Refusal::Invalid(
                "The operator has switched `matmul` jobs off in the configuration.".into(),
            ));
        }
        let order = Order::parse(&request.input.0)?;
        if order.params.log2_size() > self.config.max_log2_size.into() {
            return Err(Refusal::Invalid(format!(
                "Matrices of 2^{} are above this agent's limit of 2^{}.",
                order.params.log2_size(),
                self.config.max_log2_size,
            )));
        }
        let device = self.engine.device(&request.device.0)?;
        let limit_ms = request.time_limit_ms(self.config.matmul.time_limit_s);
        let entry = Arc::new(self.entry(request, order.rounds));
        let work = matmul::Matmul::new(Arc::clone(&entry), order, limit_ms);
        let occupant = Occupant::Job(request.key());
        device.occupy(occupant, Some(Box::new(work)), || entry.save())?;
        tracing::info!(
            "Job {} begins: {} products of {}.",
            request.key(),
            order.rounds,
            order.params.size(),
        );
        Ok(entry)
    }

    fn start_command(self: &Arc<Self>, request: &Request) -> Result<Arc<JobEntry>, Refusal> {
        let name = request.name.as_deref().unwrap_or_default();
        let command = self.config.command(name).cloned().ok_or_else(|| {
            Refusal::Invalid(format!(
                "The operator has not allowed a command called {name:?}. Commands are listed under \
                 `commands` in the configuration."
            ))
        })?;
        let device = Arc::clone(self.engine.device(&request.device.0)?);
        let entry = Arc::new(self.entry(request, 0));
        device.occupy(Occupant::Job(request.key()), None, || entry.save())?;
        tracing::info!("Job {} begins: {name}.", request.key());
        let run = command::Run {
            limit_ms: request.time_limit_ms(command.time_limit_s),
            command,
            input: request.input.0.clone(),
            folder: self.folder.join("scratch").join(request.key().to_string()),
            end: self.end.clone(),
            cancelled: entry.cancelled(),
        };
        let own = Arc::clone(&entry);
        tokio::spawn(async move {
            let end = run.finish().await;
            // The disk may be slow.
            let saved = tokio::task::spawn_blocking(move || own.end(end)).await;
            saved.unwrap_or_else(|error| tracing::error!("{error}"));
            device.release();
        });
        Ok(entry)
    }

    /// A job that begins.
    fn entry(&self, request: &Request, total: u32) -> JobEntry {
        let record = Record {
            id: request.id,
            attempt: request.attempt,
            device: request.device,
            state: JobState::Running,
            done: 0,
            total,
            input_root: root(&request.input.0).into(),
            output_root: None,
            output: None,
            units: Decimal(0),
            start_ms: Decimal(now_ms()),
            end_ms: None,
            error: None,
            request: request.hash().into(),
        };
        JobEntry::new(record, self.folder.clone())
    }

    fn jobs(&self) -> MutexGuard<'_, BTreeMap<JobKey, Arc<JobEntry>>> {
        lock(&self.jobs)
    }
}

/// Makes room for one more among `most`, by forgetting those that ended first.
fn forget_surplus(jobs: &mut BTreeMap<JobKey, Arc<JobEntry>>, most: usize) {
    while jobs.len() >= most {
        let ended = jobs.iter().filter_map(|(key, entry)| Some((entry.end_ms()?, *key)));
        let Some((_, key)) = ended.min() else { return };
        if let Some(entry) = jobs.remove(&key) {
            entry.remove().unwrap_or_else(|error| tracing::warn!("{}", sentences(&error)));
        }
    }
}

/// The root of an input or an output.
#[must_use]
pub fn root(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_ended_first_make_room_and_what_runs_stays() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let entry = |id: u64, end_ms: Option<u64>| {
            let record = Record {
                id: Decimal(id),
                attempt: 0,
                device: [0; 32].into(),
                state: JobState::Running,
                done: 0,
                total: 0,
                input_root: [0; 32].into(),
                output_root: None,
                output: None,
                units: Decimal(0),
                start_ms: Decimal(0),
                end_ms: end_ms.map(Decimal),
                error: None,
                request: [0; 32].into(),
            };
            let entry = JobEntry::new(record, folder.path().into());
            entry.save().expect("the folder is writable");
            (JobKey { id, attempt: 0 }, Arc::new(entry))
        };
        let all = [(1, None), (2, Some(40)), (3, Some(30)), (4, Some(50)), (5, None)];
        let mut jobs = all.map(|(id, end_ms)| entry(id, end_ms)).into_iter().collect();
        let ids = |jobs: &BTreeMap<JobKey, _>| jobs.keys().map(|key| key.id).collect::<Vec<_>>();
        forget_surplus(&mut jobs, 6);
        assert_eq!(ids(&jobs), [1, 2, 3, 4, 5]);
        forget_surplus(&mut jobs, 4);
        assert_eq!(ids(&jobs), [1, 4, 5]);
        forget_surplus(&mut jobs, 1);
        assert_eq!(ids(&jobs), [1, 5]);
        let kept = files::read_all(folder.path(), "job").expect("it is a folder");
        assert_eq!(kept.len(), 2);
    }
}
