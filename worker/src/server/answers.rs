// SPDX-License-Identifier: Apache-2.0
//! Answers, and what is read of requests.

use std::str::FromStr;

use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{header, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::json;

use crate::engine::Refusal;

/// An answer, if it was possible to give one, and else what says why not.
pub type Answer = Response;

/// What handlers that may refuse give back.
pub type Outcome = Result<Answer, Answer>;

/// An answer in JSON.
pub fn answer(status: StatusCode, body: &impl Serialize) -> Answer {
    match serde_json::to_vec(body) {
        Ok(body) => (status, [(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => {
            tracing::error!("An answer cannot be written: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// What is wrong: a word for programs, and a sentence for people.
pub fn error(status: StatusCode, code: &str, message: &str) -> Answer {
    answer(status, &json!({ "error": { "code": code, "message": message } }))
}

/// What is refused.
pub fn refusal(refusal: &Refusal) -> Answer {
    let (status, code, message) = match refusal {
        Refusal::NotFound(message) => (StatusCode::NOT_FOUND, "not_found", message),
        Refusal::Busy(message) => (StatusCode::CONFLICT, "busy", message),
        Refusal::Invalid(message) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", message),
        Refusal::Failed(message) => (StatusCode::INTERNAL_SERVER_ERROR, "failed", message),
    };
    error(status, code, message)
}

/// A request makes no sense.
pub fn invalid(message: &str) -> Answer {
    refusal(&Refusal::Invalid(message.into()))
}

/// The body of a request.
pub fn body<T: DeserializeOwned>(bytes: Result<Bytes, BytesRejection>) -> Result<T, Answer> {
    let bytes = bytes.map_err(|rejection| {
        let status = rejection.status();
        let code = if status == StatusCode::PAYLOAD_TOO_LARGE { "too_large" } else { "body" };
        error(status, code, "The body of the request is too large, or was cut.")
    })?;
    serde_json::from_slice(&bytes)
        .map_err(|error| invalid(&format!("The body is not what it should be: {error}.")))
}

/// A part of a path.
pub fn part<T: FromStr>(text: &str, what: &str) -> Result<T, Answer>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| invalid(&format!("{text:?} is no {what}: {error}")))
}

/// Does what may wait for the disk, where that holds up nobody else.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Answer> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(|refused| refusal(&refused)),
        Err(error) => {
            tracing::error!("A request was not answered: {error}");
            Err(refusal(&Refusal::Failed("The agent made a mistake. Its log says more.".into())))
        }
    }
}
