// SPDX-License-Identifier: Apache-2.0
//! Jobs: the built-in workload, and programs that are allowed.

mod common;

use std::{fs, thread::sleep, time::Duration};

use common::{path, start, Agent, Answer, Home, CHALLENGE, DEVICE};
use joule_pogw::{
    prover::{Cpu, Prover},
    Params,
};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// Programs to run.
const COMMANDS: &str = r#"
[[commands]]
name = "reverse"
program = "/bin/sh"
args = ["-c", "rev; pwd >&2"]
time_limit_s = 20
units = 3
units_per_second = 2

[[commands]]
name = "sleep"
program = "/bin/sh"
args = ["-c", "sleep 300 & echo $! > \"$MARK\"; wait"]
time_limit_s = 1
[commands.env]
MARK = "@home@/mark"

[[commands]]
name = "patient"
program = "/bin/sh"
args = ["-c", "sleep 300 & echo $! > \"$MARK\"; wait"]
time_limit_s = 300
[commands.env]
MARK = "@home@/mark"

[[commands]]
name = "count"
program = "/usr/bin/wc"
args = ["-c"]
time_limit_s = 60

[[commands]]
name = "environment"
program = "/usr/bin/env"
time_limit_s = 20
[commands.env]
ONLY = "this"

[[commands]]
name = "endless"
program = "/usr/bin/yes"
time_limit_s = 20
max_output_bytes = 1000

[[commands]]
name = "failing"
program = "/bin/sh"
args = ["-c", "echo what is wrong >&2; exit 3"]
time_limit_s = 20

[[commands]]
name = "missing"
program = "/nowhere/program"
time_limit_s = 20

[[commands]]
name = "deaf"
program = "/bin/true"
time_limit_s = 20
"#;

fn home() -> Home {
    Home::with_commands(COMMANDS)
}

/// The same, with inputs of 1,000 bytes at most.
fn home_for_short_inputs() -> Home {
    let device = "[[devices]]\nbackend = \"cpu\"\nthreads = 1\n";
    Home::with(&format!("max_input_bytes = 1000\n{device}{COMMANDS}"))
}

/// Posts a job once the device is free, and asks no further.
fn begin(agent: &Agent, job: &Value) {
    let posted = agent.wait(|agent| {
        let mut answer = agent.post("/v1/jobs", job);
        // The device is given back a moment after the job before it has ended.
        answer.status = if answer.status == 409 { 202 } else { answer.status + 1_000 };
        answer
    });
    assert!([1_200, 1_202].contains(&posted.status), "{posted:?}");
}

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn matmul(id: u64, log2_size: u8, rounds: u32, seed: &[u8]) -> Value {
    let rounds = rounds.to_le_bytes();
    let input = [&[1, log2_size, 1, 0], rounds.as_slice(), seed].concat();
    json!({
        "id": id.to_string(), "attempt": 0, "device": hex_of(&DEVICE),
        "kind": "matmul", "input": hex_of(&input),
    })
}

fn command(id: u64, name: &str, input: &[u8]) -> Value {
    json!({
        "id": id.to_string(), "attempt": 1, "device": hex_of(&DEVICE),
        "kind": "command", "name": name, "input": hex_of(input),
    })
}

/// Posts a job, and waits for its end.
fn finish(agent: &Agent, job: &Value) -> Answer {
    begin(agent, job);
    let path = format!(
        "/v1/jobs/{}/{}",
        job["id"].as_str().expect("it has an id"),
        job["attempt"].as_u64().expect("it has an attempt"),
    );
    agent.wait(|agent| agent.get(&path))
}

#[test]
fn the_built_in_workload_gives_the_same_output_on_every_device() {
    let home = Home::new();
    let agent = home.start();
    let job = matmul(1, 6, 5, b"seed");
    let done = finish(&agent, &job);
    assert_eq!((done.status, done.text("state")), (200, "done"));

    let input = [&[1, 6, 1, 0][..], &[5, 0, 0, 0], b"seed"].concat();
    let input_root: [u8; 32] = Sha256::digest(&input).into();
    let mut prover = Prover::new(Params::new(6, 1).expect("they exist"), input_root, [0; 32]);
    (0..5).for_each(|_| prover.step(&mut Cpu::default()).expect("the processor works"));
    let top = prover.commitment().expect("there are rounds").top;
    let output = [&[5, 0, 0, 0][..], top.as_bytes()].concat();
    assert_eq!(done.bytes("output"), output);
    assert_eq!(done.bytes("input_root"), input_root);
    assert_eq!(done.bytes("output_root"), Sha256::digest(&output).to_vec());
    assert_eq!(done.text("units"), "1");
    assert_eq!((done.number("done"), done.number("total")), (5, 5));
    let time = |field: &str| done.text(field).parse::<u64>().expect("it is a time");
    assert!(time("start_ms") > 0 && time("start_ms") <= time("end_ms"));
    assert_ne!(finish(&agent, &matmul(2, 6, 5, b"sead")).text("output"), done.text("output"));
}

#[test]
fn posting_again_changes_nothing_and_a_known_number_means_a_known_job() {
    let home = Home::new();
    let agent = home.start();
    let job = matmul(1, 6, 5, b"seed");
    let done = finish(&agent, &job);
    assert_eq!(agent.post("/v1/jobs", &job).body, done.body);
    let answer = agent.post("/v1/jobs", &matmul(1, 6, 5, b"other"));
    assert_eq!((answer.status, answer.code()), (422, "invalid"));
    assert_eq!(agent.get("/v1/jobs/1/1").status, 404);
    agent.kill();
    assert_eq!(home.start().get("/v1/jobs/1/0").body, done.body);
}

#[test]
fn a_busy_device_takes_no_job_and_a_job_keeps_challenges_out() {
    let home = Home::new();
    let agent = home.start();
    assert_eq!(agent.put(&path(CHALLENGE, DEVICE), &start(60_000)).status, 202);
    let answer = agent.post("/v1/jobs", &matmul(1, 3, 1, b""));
    assert_eq!((answer.status, answer.code()), (409, "busy"));
    assert_eq!(agent.get("/v1/jobs/1/0").status, 404);
    assert_eq!(agent.send("DELETE", &path(CHALLENGE, DEVICE), b"").status, 200);

    let home = Home::new();
    let agent = home.start();
    assert_eq!(agent.post("/v1/jobs", &matmul(1, 8, 1_000_000, b"")).status, 202);
    let answer = agent.put(&path(CHALLENGE, DEVICE), &start(60_000));
    assert_eq!((answer.status, answer.code()), (409, "busy"));
}

#[test]
fn a_challenge_is_opened_while_a_job_runs() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    agent.put(&path, &start(500));
    agent.wait(|agent| agent.get(&path));
    begin(&agent, &matmul(1, 6, 1_000_000, b""));
    common::open(&agent, &path, [3; 32]);
    assert_eq!(agent.get("/v1/jobs/1/0").status, 202);
}

#[test]
fn jobs_that_make_no_sense_are_refused() {
    let home = home();
    let agent = home.start();
    let mut no_input = matmul(1, 6, 1, b"");
    no_input["input"] = json!("0x");
    let mut other_kind = matmul(1, 6, 1, b"");
    other_kind["kind"] = json!("shell");
    let mut with_args = command(1, "reverse", b"");
    with_args["args"] = json!(["-c", "id"]);
    let mut number = matmul(1, 6, 1, b"");
    number["id"] = json!(1);
    for job in [
        matmul(1, 2, 1, b""),
        matmul(1, 16, 1, b""),
        matmul(1, 6, 0, b""),
        no_input,
        other_kind,
        with_args,
        number,
        command(1, "id", b""),
        command(1, "", b""),
        command(1, "/bin/sh", b""),
        command(1, "../reverse", b""),
    ] {
        let answer = agent.post("/v1/jobs", &job);
        assert_eq!((answer.status, answer.code()), (422, "invalid"), "{:?}", answer);
    }
    let mut elsewhere = matmul(1, 6, 1, b"");
    elsewhere["time_limit_ms"] = json!("0");
    let late = finish(&agent, &elsewhere);
    assert_eq!((late.status, late.text("state")), (200, "failed"));
    assert!(late.text("error").contains("0 of 1 rounds"), "{late:?}");
}

#[test]
fn inputs_have_the_bound_that_is_configured_and_16_mib_at_most() {
    let home = home_for_short_inputs();
    let agent = home.start();
    assert_eq!(finish(&agent, &command(1, "deaf", &[0; 1_000])).text("state"), "done");
    let answer = agent.post("/v1/jobs", &command(2, "deaf", &[0; 1_001]));
    assert_eq!((answer.status, answer.code()), (422, "invalid"));
    assert!(answer.body["error"]["message"].to_string().contains("max_input_bytes"));

    let home = self::home();
    let agent = home.start();
    let largest = vec![7; 16 << 20];
    let done = finish(&agent, &command(1, "count", &largest));
    assert_eq!((done.text("state"), done.bytes("output")), ("done", b"16777216\n".to_vec()));
    assert_eq!(done.bytes("input_root"), Sha256::digest(&largest).to_vec());
    let huge = command(2, "count", &vec![7; (16 << 20) + (16 << 10)]);
    assert_eq!(agent.post("/v1/jobs", &huge).status, 413);
}

#[test]
fn an_allowed_program_gets_its_input_and_its_output_has_a_root() {
    let home = home();
    let agent = home.start();
    let done = finish(&agent, &command(1, "reverse", b"abc\ndef\n"));
    assert_eq!((done.status, done.text("state")), (200, "done"), "{done:?}");
    assert_eq!(done.bytes("output"), b"cba\nfed\n");
    assert_eq!(done.bytes("input_root"), Sha256::digest(b"abc\ndef\n").to_vec());
    assert_eq!(done.bytes("output_root"), Sha256::digest(b"cba\nfed\n").to_vec());
    let units: u64 = done.text("units").parse().expect("it is a number");
    assert!(units >= 5 && units % 2 == 1, "{units}");
    // A large input, and one that nobody reads.
    let large = [b"x".repeat(1_000_000), b"\n".to_vec()].concat();
    assert_eq!(finish(&agent, &command(2, "reverse", &large)).bytes("output"), large);
    assert_eq!(finish(&agent, &command(3, "deaf", &large)).text("state"), "done");
    let scratch = fs::read_dir(home.path().join("data/jobs/scratch")).expect("it was made");
    assert_eq!(scratch.count(), 0);
}

#[test]
fn a_program_sees_nothing_of_the_agents_environment() {
    let home = home();
    let agent = home.start();
    let done = finish(&agent, &command(1, "environment", b""));
    assert_eq!(String::from_utf8_lossy(&done.bytes("output")), "ONLY=this\n");
}

#[test]
fn a_program_that_takes_too_long_is_killed_with_all_that_it_has_started() {
    let home = home();
    let agent = home.start();
    let failed = finish(&agent, &command(1, "sleep", b""));
    assert_eq!((failed.status, failed.text("state")), (200, "failed"));
    assert!(failed.text("error").contains("time limit of 1.0 s"), "{failed:?}");
    let child = fs::read_to_string(home.path().join("mark")).expect("it was written");
    assert_gone(child.trim());
    // A job may set a shorter limit, but no longer one.
    let mut longer = command(2, "sleep", b"");
    longer["time_limit_ms"] = json!("100000");
    assert!(finish(&agent, &longer).text("error").contains("time limit of 1.0 s"));
    let mut shorter = command(3, "sleep", b"");
    shorter["time_limit_ms"] = json!("300");
    assert!(finish(&agent, &shorter).text("error").contains("time limit of 0.3 s"));
}

/// What a program has started that writes down its number, once it has.
fn marked(home: &Home) -> String {
    for _ in 0..600 {
        let mark = fs::read_to_string(home.path().join("mark")).unwrap_or_default();
        if let Some(child) = mark.strip_suffix('\n') {
            return child.into();
        }
        sleep(Duration::from_millis(100));
    }
    panic!("the program wrote nothing: {}", home.log());
}

/// Whoever had this number is a process no more, or only waits to be forgotten.
fn assert_gone(pid: &str) {
    for _ in 0..50 {
        let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let state = status.rsplit(')').next().unwrap_or_default().trim_start().chars().next();
        if matches!(state, None | Some('Z' | 'X')) {
            return;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("process {pid} lives on");
}

#[test]
fn a_program_that_fails_says_why() {
    let home = home();
    let agent = home.start();
    let failed = |id, name| {
        let answer = finish(&agent, &command(id, name, b""));
        assert_eq!((answer.status, answer.text("state")), (200, "failed"));
        assert_eq!((&answer.body["output"], answer.text("units")), (&Value::Null, "0"));
        answer.text("error").to_owned()
    };
    assert!(failed(1, "endless").contains("above the limit of 1000 bytes"));
    let error = failed(2, "failing");
    assert!(error.contains("exit status: 3") && error.contains("what is wrong"), "{error}");
    assert!(failed(3, "missing").contains("cannot be started"));
}

#[test]
fn a_job_that_is_cancelled_has_failed_and_the_device_is_free() {
    let home = home();
    let agent = home.start();
    assert_eq!(agent.send("DELETE", "/v1/jobs/1/0", b"").status, 404);
    assert_eq!(agent.send("DELETE", "/v1/jobs/1/x", b"").status, 422);
    begin(&agent, &matmul(1, 6, 1_000_000, b""));
    let cancelled = agent.wait(|agent| agent.send("DELETE", "/v1/jobs/1/0", b""));
    assert_eq!((cancelled.status, cancelled.text("state")), (200, "failed"));
    assert_eq!(cancelled.text("error"), "The job was cancelled.");
    // It is not done again, and a new attempt may begin.
    assert_eq!(agent.post("/v1/jobs", &matmul(1, 6, 1_000_000, b"")).body, cancelled.body);

    begin(&agent, &command(2, "patient", b""));
    let child = marked(&home);
    let cancelled = agent.wait(|agent| agent.send("DELETE", "/v1/jobs/2/1", b""));
    assert_eq!(cancelled.text("error"), "The job was cancelled.");
    assert_gone(&child);
    // What has ended stays as it is.
    let done = finish(&agent, &command(3, "reverse", b"abc\n"));
    assert_eq!(agent.send("DELETE", "/v1/jobs/3/1", b"").body, done.body);
    agent.kill();
    let agent = home.start();
    assert_eq!(agent.get("/v1/jobs/2/1").body, cancelled.body);
    assert_eq!(agent.get("/v1/jobs/3/1").body, done.body);
}

#[test]
fn a_job_that_is_interrupted_has_failed_and_leaves_no_process() {
    let home = home();
    let agent = home.start();
    assert_eq!(agent.post("/v1/jobs", &command(1, "patient", b"")).status, 202);
    let child = marked(&home);
    assert!(agent.stop().success());
    assert_gone(&child);
    let agent = home.start();
    let failed = agent.get("/v1/jobs/1/1");
    assert_eq!((failed.status, failed.text("state")), (200, "failed"));
    assert_eq!(failed.text("error"), "The agent was ended.");
    // A new attempt has a new number.
    assert_eq!(agent.post("/v1/jobs", &matmul(9, 8, 1_000_000, b"")).status, 202);
    agent.kill();
    let failed = home.start().get("/v1/jobs/9/0");
    assert!(failed.text("error").contains("ended while it did the job"), "{failed:?}");
}
