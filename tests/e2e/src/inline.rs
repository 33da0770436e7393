// SPDX-License-Identifier: Apache-2.0
//! An agent in the process of a test, which computes with whatever backend it is given.

use crate::{compute, key_of, Asked, Reply, StandIn};
use anyhow::{Context, Result};
use joule_pogw::{
    prover::{Backend, Prover},
    Params,
};
use serde_json::{json, Value as Json};
use std::{
    collections::BTreeMap,
    sync::{mpsc, Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// For how long a request waits for work that has begun.
const WAIT: Duration = Duration::from_millis(300);

/// What was computed for a challenge and a device, once it is.
type Work = Arc<Mutex<BTreeMap<(String, String), Option<Prover>>>>;

/// The agent: how many rounds it computes, with what, and what it has computed.
pub struct InlineAgent<Computes> {
    rounds: u32,
    backend: Arc<Mutex<Computes>>,
    work: Work,
}

impl<Computes: Backend + Send + 'static> InlineAgent<Computes> {
    /// An agent that computes so many rounds in each challenge.
    #[must_use]
    pub fn new(rounds: u32, backend: Computes) -> Self {
        Self { rounds, backend: Arc::new(Mutex::new(backend)), work: Work::default() }
    }

    /// What it replies.
    #[must_use]
    pub fn reply(&self, asked: &Asked) -> Reply {
        match self.answer(asked) {
            Ok((status, body)) => Reply::json(status, &body),
            Err(error) => {
                let error = json!({ "code": "failed", "message": format!("{error:#}") });
                Reply::json(500, &json!({ "error": error }))
            }
        }
    }

    /// Serves what it replies.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn serve(self) -> Result<StandIn> {
        let inline = Arc::new(self);
        StandIn::start(move |asked| {
            let inline = Arc::clone(&inline);
            async move { inline.reply(&asked) }
        })
        .await
    }

    fn answer(&self, asked: &Asked) -> Result<(u16, Json)> {
        if asked.device().is_empty() {
            return Ok((200, json!({ "status": "ok", "devices": [{ "key": null }] })));
        }
        let place = (asked.challenge().to_owned(), asked.device().to_owned());
        let is_known = lock(&self.work).contains_key(&place);
        if asked.method == "PUT" && !is_known {
            self.begin(place.clone(), params_of(&asked.json()).context("no parameters")?)?;
        }
        let work = lock(&self.work);
        let work = work.get(&place).context("there is no such challenge")?;
        let Some(prover) = work else { return Ok((202, progress(asked, "running", 0, &[0; 24]))) };
        if asked.is_opening() {
            let beacon = asked.json()["beacon"].as_str().map(key_of);
            let beacon = beacon.context("for which beacon?")??;
            let opening = prover.open(&mut *lock(&self.backend), &beacon)?;
            return Ok((200, json!({ "state": "done", "opening": hex_of(&opening) })));
        }
        let commitment = prover.commitment()?;
        Ok((200, progress(asked, "done", commitment.rounds, commitment.top.as_bytes())))
    }

    /// Begins to compute, and waits a little: few rounds are done at once.
    fn begin(&self, place: (String, String), params: Params) -> Result<()> {
        let (challenge, device) = (key_of(&place.0)?, key_of(&place.1)?);
        lock(&self.work).insert(place.clone(), None);
        let (rounds, work) = (self.rounds, Arc::clone(&self.work));
        let backend = Arc::clone(&self.backend);
        let (end, ended) = mpsc::channel();
        thread::spawn(move || {
            // Who opens holds the work, and waits for the backend: it must be free before the work
            // is asked for.
            let computed = compute(params, challenge, device, rounds, &mut *lock(&backend));
            match computed {
                Ok(prover) => {
                    lock(&work).insert(place, Some(prover));
                }
                Err(error) => eprintln!("the agent in the test failed: {error:#}"),
            }
            // Nobody may wait any more.
            let _ = end.send(());
        });
        let _ = ended.recv_timeout(WAIT);
        Ok(())
    }
}

/// The parameters that a request to begin names.
fn params_of(body: &Json) -> Option<Params> {
    let log2_size = body["log2_size"].as_u64()?.try_into().ok()?;
    Params::new(log2_size, body["samples"].as_u64()?.try_into().ok()?).ok()
}

/// How far a challenge is, as an agent says it.
#[must_use]
pub fn progress(asked: &Asked, state: &str, rounds: u32, top: &[u8; 24]) -> Json {
    let start = asked.json();
    json!({
        "challenge": asked.challenge(),
        "device": asked.device(),
        "state": state,
        "log2_size": start["log2_size"].as_u64().unwrap_or(8),
        "samples": start["samples"].as_u64().unwrap_or(4),
        "rounds": rounds,
        "top": (state == "done").then(|| hex_of(top)),
        "started_ms": "0",
        "deadline_ms": "0",
        "elapsed_ms": "0",
        "last_round_ms": "0",
        "error": null,
    })
}

/// Bytes in hex.
#[must_use]
pub fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// What a mutex guards, even if a test has failed that held it.
fn lock<Guarded>(mutex: &Mutex<Guarded>) -> MutexGuard<'_, Guarded> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
