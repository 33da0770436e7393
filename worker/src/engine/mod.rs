// SPDX-License-Identifier: Apache-2.0
//! Challenges and devices: what is being computed, what was, and what of it can be opened.

mod challenge;
mod device;
mod failures;
mod opening;
mod store;

use std::{
    collections::BTreeMap,
    fmt,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use joule_pogw::{DeviceKey, Hash, Params};

pub use challenge::{Challenge, Entry};
pub use device::{Activity, Device, Occupant, Step, Work};
pub use failures::{describe, Failures};
pub use opening::{Opening, OpeningTask};
pub use store::{Meta, State, Store};

use crate::{
    backends,
    clock::now_ms,
    config::Config,
    wire::{sentences, short, Decimal, Fixed, Hash32},
};

/// The longest time that a challenge may last: an hour.
pub const MAX_WORK_MS: u64 = 3_600_000;
/// The most challenges that are remembered.
const MAX_CHALLENGES: usize = 4_096;
/// How often it is looked whether a device has stopped.
const STOP_POLL: Duration = Duration::from_millis(20);

/// Which challenge, and whose part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The seed of the challenge.
    pub challenge: Hash,
    /// The device.
    pub device: DeviceKey,
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} of device {}", short(&self.challenge), short(&self.device))
    }
}

/// Why a request is refused.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such thing.
    NotFound(String),
    /// The device does something else, or has not finished.
    Busy(String),
    /// What is asked for makes no sense.
    Invalid(String),
    /// It went wrong.
    Failed(String),
}

impl Refusal {
    /// A failure of the agent's own, such as of the disk. It is in the log as well.
    pub fn internal(error: &anyhow::Error) -> Self {
        let said = sentences(error);
        tracing::error!("{said}");
        Self::Failed(said)
    }
}

/// All devices and challenges of the agent.
pub struct Engine {
    devices: Vec<Arc<Device>>,
    challenges: Mutex<BTreeMap<Key, Arc<Entry>>>,
    store: Arc<Store>,
    max_log2_size: u8,
    keep_ms: u64,
}

impl Engine {
    /// Opens and tests the devices, and goes on with what was running.
    ///
    /// # Errors
    ///
    /// If a device is not there or is wrong, or the data directory cannot be used.
    pub fn start(config: &Config) -> Result<Self> {
        let store = Arc::new(Store::open(&config.data_dir.join("challenges"))?);
        let devices = start_devices(config)?;
        let keep_ms = u64::from(config.keep_challenges_hours) * 3_600_000;
        let max_log2_size = config.max_log2_size;
        let challenges = Mutex::default();
        let engine = Self { devices, challenges, store, max_log2_size, keep_ms };
        for (meta, rounds) in engine.store.load_all()? {
            engine.take_up(meta, &rounds)?;
        }
        engine.forget_old();
        Ok(engine)
    }

    /// The devices, in the order of the configuration.
    #[must_use]
    pub fn devices(&self) -> &[Arc<Device>] {
        &self.devices
    }

    /// The device with a key. A device without a key answers for every key.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn device(&self, key: &DeviceKey) -> Result<&Arc<Device>, Refusal> {
        let answers = |device: &&Arc<Device>| device.key().is_none_or(|own| own == *key);
        self.devices.iter().find(answers).ok_or_else(|| {
            Refusal::NotFound(format!(
                "This agent has no device with the key {}. Add it to `devices` in its \
                 configuration, and start it again.",
                Fixed(*key),
            ))
        })
    }

    /// Starts a challenge, or says how far it is.
    ///
    /// # Errors
    ///
    /// If the device is not there or is busy, or the parameters make no sense.
    pub fn put(&self, key: Key, params: Params, deadline_ms: u64) -> Result<Arc<Entry>, Refusal> {
        let device = self.device(&key.device)?;
        let mut challenges = self.challenges();
        if let Some(entry) = challenges.get(&key) {
            let meta = entry.meta();
            if meta.params().ok() != Some(params) {
                return Err(Refusal::Invalid(format!(
                    "This challenge was started with 2^{} and {} samples. Remove it before it is \
                     started with others.",
                    meta.log2_size, meta.samples,
                )));
            }
            if meta.state != State::Failed || deadline_ms <= now_ms() {
                return Ok(Arc::clone(entry));
            }
        }
        self.require_possible(params, deadline_ms)?;
        let meta = Meta::new(key, params, deadline_ms);
        let entry = Arc::new(Entry::new(meta));
        let work = Challenge::new(Arc::clone(&entry), Arc::clone(&self.store), &[]);
        let work = work.map_err(|error| Refusal::internal(&error))?;
        device.occupy(Occupant::Challenge(key), Some(Box::new(work)), || {
            entry.save(&self.store, &[])
        })?;
        challenges.insert(key, Arc::clone(&entry));
        drop(challenges);
        tracing::info!(
            "Challenge {key} begins: matrices of {}, {:.1} s.",
            params.size(),
            seconds(deadline_ms.saturating_sub(now_ms())),
        );
        self.forget_old();
        Ok(entry)
    }

    fn require_possible(&self, params: Params, deadline_ms: u64) -> Result<(), Refusal> {
        if params.log2_size() > self.max_log2_size.into() {
            return Err(Refusal::Invalid(format!(
                "Matrices of 2^{} are above this agent's limit of 2^{}. Raise `max_log2_size` in \
                 its configuration if the device can do it.",
                params.log2_size(),
                self.max_log2_size,
            )));
        }
        let left_ms = deadline_ms.saturating_sub(now_ms());
        if left_ms == 0 {
            return Err(Refusal::Invalid("The deadline has passed.".into()));
        }
        if left_ms > MAX_WORK_MS {
            return Err(Refusal::Invalid(format!(
                "The deadline is {left_ms} ms away, but {MAX_WORK_MS} ms are the most. Are the \
                 clocks of node and agent the same?"
            )));
        }
        Ok(())
    }

    /// A challenge.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn get(&self, key: &Key) -> Result<Arc<Entry>, Refusal> {
        self.challenges()
            .get(key)
            .cloned()
            .ok_or_else(|| Refusal::NotFound(format!("There is no challenge {key}.")))
    }

    /// Stops and forgets a challenge.
    ///
    /// # Errors
    ///
    /// If there is none, or its file cannot be removed.
    pub fn delete(&self, key: &Key) -> Result<(), Refusal> {
        let entry = self.get(key)?;
        entry.discard(&self.store).map_err(|error| Refusal::internal(&error))?;
        self.challenges().remove(key);
        tracing::info!("Challenge {key} is removed.");
        Ok(())
    }

    /// Starts to open a challenge, or says how far that is.
    ///
    /// # Errors
    ///
    /// If there is no such challenge, it has not ended, or it has nothing to open.
    pub fn open(&self, key: &Key, beacon: &Hash) -> Result<Opening, Refusal> {
        let entry = self.get(key)?;
        let device = self.device(&key.device)?;
        let store = Arc::clone(&self.store);
        match entry.begin_opening(beacon)? {
            Some(opening) => Ok(opening),
            None => {
                device.open(OpeningTask { entry, beacon: *beacon, store });
                Ok(Opening::Running { done: 0, total: 0 })
            }
        }
    }

    /// Takes up what was kept.
    fn take_up(&self, mut meta: Meta, rounds: &[u8]) -> Result<()> {
        let key = meta.key();
        let is_late = meta.deadline_ms.0 <= now_ms();
        let device = self.device(&key.device).ok();
        let goes_on = meta.state == State::Running && !is_late && device.is_some();
        if meta.state == State::Running && !goes_on {
            meta.finish(rounds, None)?;
            tracing::info!(
                "Challenge {key} ended while the agent was away: {} rounds.",
                meta.rounds
            );
            self.store.save(&meta, rounds)?;
        }
        let entry = Arc::new(Entry::new(meta));
        if let (true, Some(device)) = (goes_on, device) {
            let store = Arc::clone(&self.store);
            let work = Challenge::new(Arc::clone(&entry), store, rounds)?;
            tracing::info!("Challenge {key} goes on after {} rounds.", rounds.len() / 24);
            let taken = device.occupy(Occupant::Challenge(key), Some(Box::new(work)), || Ok(()));
            if let Err(Refusal::Busy(_)) = taken {
                // There cannot be two for one device, unless two keys became one device.
                let mut meta = entry.meta();
                meta.finish(rounds, None)?;
                self.store.save(&meta, rounds)?;
                self.challenges().insert(key, Arc::new(Entry::new(meta)));
                return Ok(());
            }
        }
        self.challenges().insert(key, entry);
        Ok(())
    }

    /// Forgets what is too old, and the oldest of what is too much.
    fn forget_old(&self) {
        let mut challenges = self.challenges();
        let mut ages = challenges
            .iter()
            .filter(|(_, entry)| entry.meta().state != State::Running)
            .map(|(key, entry)| (entry.meta().started_ms, *key))
            .collect::<Vec<_>>();
        ages.sort_unstable();
        let surplus = challenges.len().saturating_sub(MAX_CHALLENGES);
        let oldest_ms = Decimal(now_ms().saturating_sub(self.keep_ms));
        for (index, (started_ms, key)) in ages.into_iter().enumerate() {
            if index >= surplus && started_ms >= oldest_ms {
                break;
            }
            let Some(entry) = challenges.remove(&key) else { continue };
            match entry.discard(&self.store) {
                Ok(()) => tracing::debug!("Challenge {key} is old, and forgotten."),
                Err(error) => tracing::warn!("{}", sentences(&error)),
            }
        }
    }

    /// Lets all devices end after what they compute now, and waits for that for `timeout` at most.
    pub fn stop(&self, timeout: Duration) {
        self.devices.iter().for_each(|device| device.stop());
        let until = Instant::now() + timeout;
        for device in &self.devices {
            while !device.has_stopped() && Instant::now() < until {
                std::thread::sleep(STOP_POLL);
            }
            if !device.has_stopped() {
                tracing::warn!(
                    "{} did not end its round in time. The rounds before it are kept.",
                    device.name(),
                );
            }
        }
    }

    fn challenges(&self) -> MutexGuard<'_, BTreeMap<Key, Arc<Entry>>> {
        lock(&self.challenges)
    }
}

/// Opens the devices that are configured, or the best one.
fn start_devices(config: &Config) -> Result<Vec<Arc<Device>>> {
    let mut devices = config.devices.clone();
    if devices.is_empty() {
        devices.push(backends::default_device());
    }
    // All of them first: a test takes its time.
    let found = backends::find_each(&devices).into_iter().collect::<Result<Vec<_>>>()?;
    let mut started = Vec::new();
    for (number, (device, found)) in devices.into_iter().zip(found).enumerate() {
        tracing::info!("{} ({}, {}) is tested.", found.name, found.id(), found.driver);
        let backend = backends::open_and_test(&device).with_context(|| {
            format!(
                "Device {number} of the configuration does not work. `joule-worker doctor` says \
                 more."
            )
        })?;
        let key = device.key.map(|Fixed(key)| key);
        let known = key.map_or("every key".into(), |key| Hash32::from(key).to_string());
        tracing::info!("{} computes as it should, and answers for {known}.", found.name);
        started.push(Device::start(found, device, backend)?);
    }
    Ok(started)
}

/// What a mutex guards, even if a thread has panicked that held it: what it guards here is never
/// left half done.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Milliseconds as seconds, for people to read.
#[must_use]
pub fn seconds(milliseconds: u64) -> f64 {
    Duration::from_millis(milliseconds).as_secs_f64()
}

/// Whether a folder can be used as the data directory.
///
/// # Errors
///
/// If it cannot.
pub fn require_data_dir(path: &Path) -> Result<()> {
    crate::files::create_folder(path)?;
    let probe = path.join("probe");
    crate::files::write(&probe, &[b"probe"])?;
    crate::files::remove(&probe)
}

#[cfg(test)]
mod tests;
