// SPDX-License-Identifier: Apache-2.0
//! A device, and the thread that computes with it.

use std::{
    collections::VecDeque,
    fmt,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, Condvar, Mutex, PoisonError,
    },
    thread,
};

use anyhow::{Context, Result};
use joule_pogw::{prover::Backend, DeviceKey};

use super::{lock, Key, OpeningTask, Refusal};
use crate::{
    backends::{self, Found, Guarded},
    config::DeviceConfig,
    jobs::JobKey,
    wire::sentences,
};

/// Who has the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupant {
    /// A challenge.
    Challenge(Key),
    /// A job.
    Job(JobKey),
}

impl fmt::Display for Occupant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Challenge(key) => write!(out, "challenge {key}"),
            Self::Job(key) => write!(out, "job {key}"),
        }
    }
}

/// What a device does, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Nothing.
    Idle,
    /// A challenge.
    Challenge,
    /// A job.
    Job,
    /// It computes rounds again, to open a challenge.
    Opening,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to do.
    More,
    /// That was all.
    Finished,
    /// The device failed. If it works again, there is more to do.
    Broken,
}

/// Work for a device, done in short steps, so that openings can come in between.
pub trait Work: Send {
    /// Does the next step: about one round.
    fn step(&mut self, backend: &mut dyn Backend) -> Step;

    /// Keeps what was done, because the agent ends.
    fn suspend(&mut self);
}

/// A device.
pub struct Device {
    found: Found,
    config: DeviceConfig,
    queue: Mutex<Queue>,
    wake: Condvar,
    /// That the thread shall end.
    stops: AtomicBool,
    /// That it has.
    has_stopped: AtomicBool,
}

#[derive(Default)]
struct Queue {
    occupant: Option<Occupant>,
    work: Option<Box<dyn Work>>,
    openings: VecDeque<OpeningTask>,
    is_opening: bool,
}

/// What the thread does next.
enum Next {
    Open(OpeningTask),
    Work(Box<dyn Work>),
    Stop(Option<Box<dyn Work>>),
}

impl Device {
    /// Starts the device's thread.
    ///
    /// # Errors
    ///
    /// If the system gives no thread.
    pub fn start(found: Found, config: DeviceConfig, backend: Guarded) -> Result<Arc<Self>> {
        let name = found.id();
        let device = Arc::new(Self {
            found,
            config,
            queue: Mutex::default(),
            wake: Condvar::new(),
            stops: AtomicBool::new(false),
            has_stopped: AtomicBool::new(false),
        });
        let own = Arc::clone(&device);
        thread::Builder::new()
            .name(name)
            .spawn(move || own.run(backend))
            .context("The system gives no thread for a device.")?;
        Ok(device)
    }

    /// What it is.
    #[must_use]
    pub const fn found(&self) -> &Found {
        &self.found
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.found.name
    }

    /// Its public key, if it is configured.
    #[must_use]
    pub fn key(&self) -> Option<DeviceKey> {
        self.config.key.map(|key| key.0)
    }

    /// What it does.
    #[must_use]
    pub fn activity(&self) -> Activity {
        let queue = lock(&self.queue);
        match queue.occupant {
            _ if queue.is_opening || !queue.openings.is_empty() => Activity::Opening,
            None => Activity::Idle,
            Some(Occupant::Challenge(_)) => Activity::Challenge,
            Some(Occupant::Job(_)) => Activity::Job,
        }
    }

    /// Gives the device to `occupant`, and does the `work`, if there is some. `prepare` is done
    /// before, if the device is free.
    ///
    /// # Errors
    ///
    /// If somebody else has it, or the preparation fails.
    pub fn occupy(
        &self,
        occupant: Occupant,
        work: Option<Box<dyn Work>>,
        prepare: impl FnOnce() -> Result<()>,
    ) -> Result<(), Refusal> {
        let mut queue = lock(&self.queue);
        if self.stops() {
            return Err(Refusal::Busy("The agent is ending. Ask again when it runs.".into()));
        }
        if let Some(other) = &queue.occupant {
            return Err(Refusal::Busy(format!("{} is busy with {other}.", self.name())));
        }
        prepare().map_err(|error| Refusal::internal(&error))?;
        queue.occupant = Some(occupant);
        queue.work = work;
        self.wake.notify_all();
        Ok(())
    }

    /// Takes the device from who has it.
    pub fn release(&self) {
        lock(&self.queue).occupant = None;
    }

    /// Opens a challenge next, even if there is other work.
    pub fn open(&self, task: OpeningTask) {
        lock(&self.queue).openings.push_back(task);
        self.wake.notify_all();
    }

    /// Asks the thread to end after what it computes now.
    pub fn stop(&self) {
        // Under the lock, so that the thread does not miss it before it waits.
        let queue = lock(&self.queue);
        self.stops.store(true, Ordering::SeqCst);
        self.wake.notify_all();
        drop(queue);
    }

    /// Whether the thread has been asked to end.
    #[must_use]
    pub fn stops(&self) -> bool {
        self.stops.load(Ordering::SeqCst)
    }

    /// Whether the thread has ended.
    #[must_use]
    pub fn has_stopped(&self) -> bool {
        self.has_stopped.load(Ordering::SeqCst)
    }

    fn run(&self, mut backend: Guarded) {
        let _end = End(&self.has_stopped);
        loop {
            match self.next() {
                Next::Open(task) => {
                    task.run(&mut backend, &|| self.stops());
                    lock(&self.queue).is_opening = false;
                }
                Next::Work(mut work) => {
                    let step = work.step(&mut backend);
                    let mut queue = lock(&self.queue);
                    if step == Step::Finished {
                        queue.occupant = None;
                    } else {
                        queue.work = Some(work);
                    }
                    drop(queue);
                    if step == Step::Broken {
                        self.repair(&mut backend);
                    }
                }
                Next::Stop(work) => {
                    if let Some(mut work) = work {
                        work.suspend();
                    }
                    break;
                }
            }
        }
    }

    /// Waits for something to do.
    fn next(&self) -> Next {
        let mut queue = lock(&self.queue);
        loop {
            if self.stops() {
                return Next::Stop(queue.work.take());
            }
            if let Some(task) = queue.openings.pop_front() {
                queue.is_opening = true;
                return Next::Open(task);
            }
            if let Some(work) = queue.work.take() {
                return Next::Work(work);
            }
            queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Opens the device again after it failed.
    fn repair(&self, backend: &mut Guarded) {
        match backends::open_and_test(&self.config) {
            Ok(opened) => {
                tracing::info!("{} was opened again.", self.name());
                *backend = opened;
            }
            Err(error) => {
                let said = sentences(&error);
                tracing::warn!("{} cannot be opened again: {said}", self.name());
            }
        }
    }
}

/// Says that a thread has ended, even if it has panicked.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
