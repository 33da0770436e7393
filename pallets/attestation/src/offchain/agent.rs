// SPDX-License-Identifier: Apache-2.0
//! Requests to the agent. None of them waits for work: the agent says how far it is.

use super::{
    fault::Fault,
    step::Duty,
    wire::{Devices, Health, OpenFor, Progress, Proof, Refusal, Start, State, TopHex},
};
use crate::types::{commitment, Opening, PendingCommit, Top};
use alloc::{format, string::String, vec, vec::Vec};
use joule_pogw::{Hash, Statement, MAX_ROUNDS};
use joule_primitives::{
    agent::AgentEndpoint,
    attestation::DeviceKey,
    http::{self, BadBody},
};
use serde::{de::DeserializeOwned, Serialize};
use sp_core::{offchain::Duration, H256};
use sp_runtime::offchain::http::{Method, Request};

/// How long a request may take, in milliseconds. The agent is on the same machine.
pub(crate) const REQUEST_MS: u64 = 2_000;
/// The most bytes of an answer: those of the largest opening as hex, and as many again.
pub(crate) const MAX_ANSWER_BYTES: usize = 256 * 1_024;
/// How much of what the agent says is told to people.
const MAX_MESSAGE_CHARACTERS: usize = 200;

/// What an agent has computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Computed {
    pub rounds: u32,
    pub top: Top,
}

/// The agent of this node.
pub(crate) struct Agent {
    endpoint: AgentEndpoint,
}

impl Agent {
    pub(crate) fn new(endpoint: AgentEndpoint) -> Self {
        Self { endpoint }
    }

    /// Starts a challenge, for `work_ms` milliseconds, or only asks how far it is. What was
    /// computed, once the agent has ended.
    pub(crate) fn compute(
        &self,
        device: &DeviceKey,
        duty: &Duty,
        work_ms: Option<u64>,
    ) -> Result<Option<Computed>, Fault> {
        let path = challenge_path(device, duty);
        let progress = match work_ms {
            Some(work_ms) => {
                let start = Start::new(duty.params, work_ms);
                self.ask::<Progress>(Method::Put, &path, Some(&start))?
            }
            None => match self.ask::<Progress>(Method::Get, &path, None::<&()>) {
                // It has not begun, and it is too late to.
                Err(Fault::NotFound(_)) => return Ok(None),
                progress => progress?,
            },
        };
        check_echo(&progress, device, duty)?;
        match (progress.state, progress.top) {
            (State::Running, _) => Ok(None),
            (State::Done, Some(TopHex(top))) if (1..=MAX_ROUNDS).contains(&progress.rounds) => {
                Ok(Some(Computed { rounds: progress.rounds, top }))
            }
            (State::Done, _) => Err(Fault::Malformed),
            (State::Failed, _) => Err(Fault::Failed(String::new())),
        }
    }

    /// Asks for the opening of what is pending: once it is there, if it proves that.
    pub(crate) fn prove(
        &self,
        device: &DeviceKey,
        duty: &Duty,
        pending: &PendingCommit,
        sample: &Hash,
    ) -> Result<Option<Opening>, Fault> {
        let path = format!("{}/open", challenge_path(device, duty));
        let body = OpenFor { beacon: H256(*sample) };
        let proof = self.ask::<Proof>(Method::Post, &path, Some(&body))?;
        let opening = match (proof.state, proof.opening) {
            (State::Running, _) => return Ok(None),
            (State::Done, Some(opening)) => opening,
            (State::Done, None) => return Err(Fault::Malformed),
            (State::Failed, _) => return Err(Fault::Failed(String::new())),
        };
        let commitment = commitment(device, duty.seed, pending.rounds, pending.top);
        let statement = Statement::new(duty.params, commitment, sample);
        statement.verify(&opening).map_err(Fault::ProvesNothing)?;
        Ok(Some(opening))
    }

    /// Fails unless the agent is well and has this device.
    pub(crate) fn require_ready(&self, device: &DeviceKey) -> Result<(), Fault> {
        let health = self.ask::<Health>(Method::Get, "health", None::<&()>)?;
        if health.status != "ok" {
            return Err(Fault::Failed(shorten(&health.status)));
        }
        let known = self.ask::<Devices>(Method::Get, "devices", None::<&()>)?.devices;
        match known.iter().any(|known| known.key.is_none_or(|key| key == *device)) {
            true => Ok(()),
            false => Err(Fault::NotFound(String::new())),
        }
    }

    /// The answer to a request, if it is one.
    fn ask<Answer: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Answer, Fault> {
        let deadline = sp_io::offchain::timestamp().add(Duration::from_millis(REQUEST_MS));
        let url = format!("{}/v1/{path}", self.endpoint.url());
        let body = match body {
            Some(body) => vec![serde_json::to_vec(body).map_err(|_| Fault::Malformed)?],
            None => Vec::new(),
        };
        let request = Request::<Vec<Vec<u8>>>::new(&url)
            .method(method)
            .add_header("Authorization", &format!("Bearer {}", self.endpoint.token()))
            .add_header("Content-Type", "application/json")
            .deadline(deadline)
            .body(body);
        let pending = request.send().map_err(|_| Fault::Unreachable)?;
        let response = pending.try_wait(deadline);
        let response = response.map_err(|_| Fault::Slow)?.map_err(|_| Fault::Unreachable)?;
        let bytes = http::body(&response, deadline, MAX_ANSWER_BYTES).map_err(fault_of)?;
        match response.code {
            200 | 202 => serde_json::from_slice(&bytes).map_err(|_| Fault::Malformed),
            code => {
                let refusal = serde_json::from_slice::<Refusal>(&bytes).unwrap_or_default();
                Err(Fault::of_status(code, shorten(&refusal.error.message)))
            }
        }
    }
}

/// Why the body of an answer cannot be used.
const fn fault_of(bad: BadBody) -> Fault {
    match bad {
        BadBody::Slow => Fault::Slow,
        BadBody::Broken => Fault::Unreachable,
        BadBody::TooLong => Fault::TooLong,
    }
}

/// Where the agent keeps the device's part of a challenge.
fn challenge_path(device: &DeviceKey, duty: &Duty) -> String {
    format!("challenges/{:?}/{device:?}", H256(duty.seed))
}

/// Fails unless the agent answers what it was asked.
fn check_echo(progress: &Progress, device: &DeviceKey, duty: &Duty) -> Result<(), Fault> {
    let echo = (progress.challenge.0, progress.device, progress.log2_size, progress.samples);
    let asked = (duty.seed, *device, duty.params.log2_size(), duty.params.samples());
    match echo == asked {
        true => Ok(()),
        false => Err(Fault::WrongEcho),
    }
}

/// What the agent says, without what could mislead whoever reads it in a log.
fn shorten(message: &str) -> String {
    let is_plain = |character: &char| !character.is_control();
    message.chars().filter(is_plain).take(MAX_MESSAGE_CHARACTERS).collect()
}
