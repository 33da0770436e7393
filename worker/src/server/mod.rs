// SPDX-License-Identifier: Apache-2.0
//! The API that the node uses.

mod answers;
mod auth;
mod challenges;
mod devices;
mod jobs;

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware,
    routing::{get, post, put},
    Router,
};

use crate::{
    engine::Engine,
    jobs::{Jobs, MAX_INPUT_BYTES},
    token::Token,
};

use answers::{error, Answer};

/// The most bytes of a request about a challenge.
const MAX_BODY_BYTES: usize = 16 << 10;
/// The most bytes of a request for a job: its input as hex, and the rest.
const MAX_JOB_BODY_BYTES: usize = 2 * MAX_INPUT_BYTES + MAX_BODY_BYTES;

/// What answers need.
pub struct App {
    /// Challenges and devices.
    pub engine: Arc<Engine>,
    /// Jobs.
    pub jobs: Arc<Jobs>,
    /// What callers must show.
    pub token: Token,
    /// Where the API listens.
    pub address: SocketAddr,
    /// When the agent began.
    pub begun: Instant,
}

/// The API.
pub fn router(app: Arc<App>) -> Router {
    let challenge = put(challenges::put).get(challenges::get).delete(challenges::delete);
    let jobs = post(jobs::post).layer(DefaultBodyLimit::max(MAX_JOB_BODY_BYTES));
    Router::new()
        .route("/v1/health", get(devices::health))
        .route("/v1/devices", get(devices::list))
        .route("/v1/challenges/{challenge}/{device}", challenge)
        .route("/v1/challenges/{challenge}/{device}/open", post(challenges::open))
        .route("/v1/jobs", jobs)
        .route("/v1/jobs/{id}/{attempt}", get(jobs::get).delete(jobs::delete))
        .fallback(not_found)
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), auth::guard))
        .with_state(app)
}

async fn not_found(State(_): State<Arc<App>>) -> Answer {
    error(StatusCode::NOT_FOUND, "not_found", "There is nothing here. The API begins with /v1.")
}

async fn not_allowed(State(_): State<Arc<App>>) -> Answer {
    error(StatusCode::METHOD_NOT_ALLOWED, "method", "This cannot be done here.")
}
