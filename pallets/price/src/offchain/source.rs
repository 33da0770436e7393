// SPDX-License-Identifier: Apache-2.0
//! Requests to price sources, all at a time.

use super::{decimal, fault::Fault};
use alloc::{string::ToString, vec::Vec};
use joule_primitives::{
    http::{body, BadBody},
    price::sources::PriceSources,
};
use serde_json::Value;
use sp_core::offchain::{Duration, Timestamp};
use sp_runtime::offchain::http::{PendingRequest, Request};

/// How long all of them may take to begin their answers, together, in milliseconds.
const ANSWER_MS: u64 = 3_000;
/// How long each may take, once it is its turn, to end the answer that it began, in milliseconds. So
/// none takes the time of those after it.
const BODY_MS: u64 = 500;
/// The most bytes of an answer.
const MAX_ANSWER_BYTES: usize = 64 * 1_024;

/// What each source says, times 10^18, in their order.
pub(super) fn ask_all(sources: &PriceSources) -> Vec<Result<u128, Fault>> {
    let deadline = after(ANSWER_MS);
    // All are sent before the first is waited for.
    let pending = sources.as_slice().iter().map(|source| {
        let request = Request::get(source.url()).add_header("Accept", "application/json");
        request.deadline(deadline).send().map_err(|_| Fault::Unreachable)
    });
    let pending = pending.collect::<Vec<_>>();
    let answers = sources.as_slice().iter().zip(pending);
    answers.map(|(source, pending)| number_in(pending?, source.pointer(), deadline)).collect()
}

/// The number at `pointer` in the answer to a request.
fn number_in(pending: PendingRequest, pointer: &str, deadline: Timestamp) -> Result<u128, Fault> {
    let response = pending.try_wait(deadline);
    let response = response.map_err(|_| Fault::Slow)?.map_err(|_| Fault::Unreachable)?;
    if response.code != 200 {
        return Err(Fault::Status(response.code));
    }
    let bytes = body(&response, after(BODY_MS), MAX_ANSWER_BYTES).map_err(fault_of)?;
    let answer = serde_json::from_slice::<Value>(&bytes).map_err(|_| Fault::NoNumber)?;
    let number = match answer.pointer(pointer) {
        Some(Value::Number(number)) => decimal::parse(&number.to_string()),
        Some(Value::String(text)) => decimal::parse(text),
        _ => None,
    };
    number.ok_or(Fault::NoNumber)
}

/// The time in so many milliseconds.
fn after(ms: u64) -> Timestamp {
    sp_io::offchain::timestamp().add(Duration::from_millis(ms))
}

/// Why the body of an answer cannot be used.
const fn fault_of(bad: BadBody) -> Fault {
    match bad {
        BadBody::Slow => Fault::Slow,
        BadBody::Broken => Fault::Unreachable,
        BadBody::TooLong => Fault::TooLong,
    }
}
