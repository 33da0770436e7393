// SPDX-License-Identifier: Apache-2.0
//! The agent with a GPU, or with lavapipe, which is software that acts like one.
//!
//! Without either, the tests pass with a word on standard error; set `JOULE_WORKER_REQUIRE_GPU` to
//! let them fail.
#![cfg(feature = "wgpu")]

mod common;

use common::{open, path, start, Home, CHALLENGE, DEVICE};
use joule_worker::{backends, config::BackendKind};
use serde_json::json;

/// An agent's home with the first GPU, if there is one.
fn home() -> Option<Home> {
    if backends::found().iter().any(|found| found.backend == BackendKind::Wgpu) {
        return Some(Home::with("[[devices]]\nbackend = \"wgpu\"\nadapter = \"0\"\n"));
    }
    let is_required = std::env::var_os("JOULE_WORKER_REQUIRE_GPU").is_some();
    assert!(!is_required, "there is no GPU, and no software that acts like one");
    eprintln!("There is no GPU: nothing was tested.");
    None
}

#[test]
fn a_gpu_does_a_challenge_and_opens_it_after_a_kill() {
    let Some(home) = home() else { return };
    let agent = home.start();
    assert_eq!(agent.get("/v1/devices").body["devices"][0]["id"], json!("wgpu:0"));
    let path = path(CHALLENGE, DEVICE);
    assert_eq!(agent.put(&path, &start(6_000)).status, 202);
    let done = agent.wait(|agent| agent.get(&path));
    assert_eq!((done.status, done.text("state")), (200, "done"), "{}", home.log());
    let opening = open(&agent, &path, [1; 32]);
    agent.kill();
    assert_eq!(open(&home.start(), &path, [1; 32]), opening);
}

#[test]
fn what_a_gpu_has_done_is_opened_by_the_processor() {
    let Some(home) = home() else { return };
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    agent.put(&path, &start(6_000));
    agent.wait(|agent| agent.get(&path));
    let opening = open(&agent, &path, [1; 32]);
    assert!(agent.stop().success());
    let other = Home::new();
    let data = other.path().join("data");
    std::fs::rename(home.path().join("data"), data).expect("both are ours");
    assert_eq!(open(&other.start(), &path, [1; 32]), opening);
}

#[test]
fn two_devices_cannot_be_the_same_gpu() {
    if home().is_none() {
        return;
    }
    let device = |key: &str, adapter: &str| {
        let key = key.repeat(64);
        format!("[[devices]]\nkey = \"0x{key}\"\nbackend = \"wgpu\"\nadapter = \"{adapter}\"\n")
    };
    let found = backends::found();
    let gpu = found.iter().find(|found| found.backend == BackendKind::Wgpu);
    let name = &gpu.expect("it was there").name;
    let home = Home::with(&[device("1", "0"), device("2", name)].concat());
    let output = home.command("doctor").output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = |number| format!("configured device {number}: ");
    assert!(said.contains(&format!("ok    {}", line(0))), "{said}");
    assert!(said.contains(&format!("FAIL  {}Two devices are the same GPU", line(1))), "{said}");
    let output = home.command("run").args(["--listen", "127.0.0.1:0"]).output();
    let output = output.expect("the program starts");
    assert!(!output.status.success());
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.contains("as `adapter`; `joule-worker doctor` shows them"), "{complaint}");
}

#[test]
fn the_doctor_tests_the_gpu() {
    let Some(home) = home() else { return };
    let output = home.command("doctor").output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find(|line| line.contains("device wgpu:0"));
    let line = line.unwrap_or_else(|| panic!("no GPU in {said}"));
    assert!(line.starts_with("ok") && line.contains("computes as it should"), "{line}");
    assert!(said.contains("configured device 0"), "{said}");
}
