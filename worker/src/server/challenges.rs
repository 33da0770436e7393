// SPDX-License-Identifier: Apache-2.0
//! Challenges: start, ask, remove, open.

use std::sync::Arc;

use axum::{
    body::Bytes as Body,
    extract::{rejection::BytesRejection, Path, State},
    http::StatusCode,
};
use joule_pogw::Params;
use serde::Deserialize;
use serde_json::json;

use super::{
    answers::{answer, blocking, body, invalid, part, refusal, Answer, Outcome},
    App,
};
use crate::{
    clock::now_ms,
    engine::{Key, Meta, Opening, Refusal, State as Progress},
    wire::{Bytes, Decimal, Fixed, Hash32},
};

/// What starts a challenge.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    log2_size: u8,
    samples: u8,
    /// When it has to end, in milliseconds since 1970.
    #[serde(default)]
    deadline_ms: Option<Decimal>,
    /// Or how many milliseconds are left.
    #[serde(default)]
    work_ms: Option<Decimal>,
}

/// What opens a challenge.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    /// The beacon that was stored as its sample.
    beacon: Hash32,
}

/// Starts a challenge; again, says how far it is.
pub async fn put(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
    bytes: Result<Body, BytesRejection>,
) -> Outcome {
    let key = key(&path)?;
    let start = body::<Start>(bytes)?;
    let params =
        Params::new(start.log2_size, start.samples).map_err(|error| invalid(&error.to_string()))?;
    let deadline_ms = match (start.deadline_ms, start.work_ms) {
        (Some(deadline), None) => deadline.0,
        (None, Some(left)) => now_ms().saturating_add(left.0),
        _ => return Err(invalid("Say either `deadline_ms` or `work_ms`.")),
    };
    let entry = blocking(move || app.engine.put(key, params, deadline_ms)).await?;
    Ok(describe(&entry.meta()))
}

/// Says how far a challenge is.
pub async fn get(State(app): State<Arc<App>>, Path(path): Path<(String, String)>) -> Outcome {
    let key = key(&path)?;
    let entry = blocking(move || app.engine.get(&key)).await?;
    Ok(describe(&entry.meta()))
}

/// Stops and forgets a challenge.
pub async fn delete(State(app): State<Arc<App>>, Path(path): Path<(String, String)>) -> Outcome {
    let key = key(&path)?;
    blocking(move || app.engine.delete(&key)).await?;
    Ok(answer(StatusCode::OK, &json!({ "state": "deleted" })))
}

/// Starts to open a challenge; again, says how far it is.
pub async fn open(
    State(app): State<Arc<App>>,
    Path(path): Path<(String, String)>,
    bytes: Result<Body, BytesRejection>,
) -> Outcome {
    let key = key(&path)?;
    let Fixed(beacon) = body::<Open>(bytes)?.beacon;
    let opening = blocking(move || app.engine.open(&key, &beacon)).await?;
    Ok(match opening {
        Opening::Running { done, total } => answer(
            StatusCode::ACCEPTED,
            &json!({ "state": "running", "done": done, "total": total }),
        ),
        Opening::Done(bytes) => {
            answer(StatusCode::OK, &json!({ "state": "done", "opening": Bytes(bytes) }))
        }
        // Whoever asks for a failed one is refused, and told why.
        Opening::Failed(error) => refusal(&Refusal::Failed(error)),
    })
}

fn key((challenge, device): &(String, String)) -> Result<Key, Answer> {
    let Fixed(challenge) = part(challenge, "challenge")?;
    let Fixed(device) = part(device, "device key")?;
    Ok(Key { challenge, device })
}

fn describe(meta: &Meta) -> Answer {
    let status = match meta.state {
        Progress::Running => StatusCode::ACCEPTED,
        Progress::Done => StatusCode::OK,
        Progress::Failed => StatusCode::INTERNAL_SERVER_ERROR,
    };
    answer(status, meta)
}
