// SPDX-License-Identifier: Apache-2.0
//! Jobs: start, ask, cancel.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{rejection::BytesRejection, Path, State},
    http::StatusCode,
};

use super::{
    answers::{answer, blocking, body, invalid, part, Answer, Outcome},
    App,
};
use crate::{
    jobs::{JobKey, JobState, Record, Request},
    wire::Decimal,
};

/// Starts a job; again, says how far it is.
pub async fn post(State(app): State<Arc<App>>, bytes: Result<Bytes, BytesRejection>) -> Outcome {
    let request = body::<Request>(bytes)?;
    let record = blocking(move || app.jobs.post(request)).await?;
    Ok(describe(&record))
}

/// Says how far a job is.
pub async fn get(
    State(app): State<Arc<App>>,
    Path((id, attempt)): Path<(String, String)>,
) -> Outcome {
    let key = key(&id, &attempt)?;
    let record = blocking(move || app.jobs.get(key)).await?;
    Ok(describe(&record))
}

/// Cancels a job, and says how far it is.
pub async fn delete(
    State(app): State<Arc<App>>,
    Path((id, attempt)): Path<(String, String)>,
) -> Outcome {
    let key = key(&id, &attempt)?;
    let record = blocking(move || app.jobs.cancel(key)).await?;
    Ok(describe(&record))
}

fn key(id: &str, attempt: &str) -> Result<JobKey, Answer> {
    let Decimal(id) = part(id, "job")?;
    let Decimal(attempt) = part(attempt, "attempt")?;
    let attempt = u32::try_from(attempt).map_err(|_| invalid("The attempt is above 2^32."))?;
    Ok(JobKey { id, attempt })
}

/// A job that has failed is an answer like another: the requester is owed the reason.
fn describe(record: &Record) -> Answer {
    let status = match record.state {
        JobState::Running => StatusCode::ACCEPTED,
        JobState::Done | JobState::Failed => StatusCode::OK,
    };
    answer(status, record)
}
