// SPDX-License-Identifier: Apache-2.0
//! Whether the agent is well, and what devices it has.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use serde_json::json;

use super::{
    answers::{answer, Answer},
    App,
};
use crate::{
    engine::{Activity, Device},
    wire::{Decimal, Hash32},
};

/// Whether the agent is well: it answers, and all devices still do.
pub async fn health(State(app): State<Arc<App>>) -> Answer {
    let devices = app.engine.devices();
    let are_well = devices.iter().all(|device| !device.has_stopped());
    let uptime_ms = u64::try_from(app.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = if are_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "status": if are_well { "ok" } else { "stopping" },
        "protocol": "PoGW/1",
        "version": env!("CARGO_PKG_VERSION"),
        "devices": devices.len(),
        "uptime_ms": Decimal(uptime_ms),
    });
    answer(status, &body)
}

/// The devices.
pub async fn list(State(app): State<Arc<App>>) -> Answer {
    let devices = app.engine.devices().iter().map(|device| describe(device)).collect::<Vec<_>>();
    answer(StatusCode::OK, &json!({ "devices": devices }))
}

fn describe(device: &Device) -> serde_json::Value {
    let found = device.found();
    let activity = match device.activity() {
        Activity::Idle => "idle",
        Activity::Challenge => "challenge",
        Activity::Job => "job",
        Activity::Opening => "opening",
    };
    json!({
        "id": found.id(),
        "key": device.key().map(Hash32::from),
        "name": found.name,
        "vendor": found.vendor,
        "memory_mib": found.memory_mib,
        "driver": found.driver,
        "is_software": found.is_software,
        "state": activity,
    })
}
