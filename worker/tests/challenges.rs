// SPDX-License-Identifier: Apache-2.0
//! Challenges, from the start to the opening, and through everything that can happen in between.

mod common;

use std::{
    fs,
    thread::{self, sleep},
    time::Duration,
};

use common::{open, path, start, Home, CHALLENGE, DEVICE};
use joule_pogw::{
    prover::{Cpu, Prover},
    Params,
};
use serde_json::json;

/// The root over so many rounds, by the reference.
fn top(rounds: u64) -> String {
    let params = Params::new(6, 4).expect("they exist");
    let mut prover = Prover::new(params, CHALLENGE, DEVICE);
    let mut cpu = Cpu::default();
    (0..rounds).for_each(|_| prover.step(&mut cpu).expect("the processor works"));
    let commitment = prover.commitment().expect("there are rounds");
    format!("0x{}", hex::encode(commitment.top.as_bytes()))
}

#[test]
fn a_challenge_runs_until_its_deadline_and_can_be_opened() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    assert_eq!(agent.get(&path).status, 404);
    let begun = agent.put(&path, &start(1_500));
    assert_eq!((begun.status, begun.text("state")), (202, "running"));
    let some = agent.wait_for_rounds(&path, 1);
    assert!(some.number("rounds") >= 1);
    let done = agent.wait(|agent| agent.get(&path));
    assert_eq!((done.status, done.text("state")), (200, "done"));
    let rounds = done.number("rounds");
    assert!(rounds > some.number("rounds"));
    if rounds < 2_000 {
        assert_eq!(done.text("top"), top(rounds));
    }
    // It stays as it is.
    sleep(Duration::from_millis(200));
    assert_eq!(agent.get(&path).number("rounds"), rounds);
    let opening = open(&agent, &path, [1; 32]);
    assert_eq!(open(&agent, &path, [1; 32]), opening);
    assert_ne!(open(&agent, &path, [2; 32]), opening);
}

#[test]
fn starting_again_changes_nothing() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    let first = agent.put(&path, &start(1_500));
    agent.wait_for_rounds(&path, 2);
    // Neither more nor less time, which a node names that asks in every block.
    for work_ms in [60_000, 700, 1] {
        let again = agent.put(&path, &start(work_ms));
        assert_eq!(again.text("deadline_ms"), first.text("deadline_ms"));
        assert_eq!(again.text("started_ms"), first.text("started_ms"));
        assert!(again.number("rounds") >= 2);
    }
    let done = agent.wait(|agent| agent.get(&path));
    for work_ms in [60_000, 1, 0] {
        let again = agent.put(&path, &start(work_ms));
        assert_eq!((again.status, &again.body), (200, &done.body));
    }
    // With other parameters it would be another challenge.
    let other = json!({ "log2_size": 7, "samples": 4, "work_ms": "1000" });
    let answer = agent.put(&path, &other);
    assert_eq!((answer.status, answer.code()), (422, "invalid"));
}

#[test]
fn a_deadline_may_be_a_time_of_day() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    let deadline = (joule_worker::clock::now_ms() + 1_000).to_string();
    let body = json!({ "log2_size": 3, "samples": 1, "deadline_ms": deadline });
    let begun = agent.put(&path, &body);
    assert_eq!((begun.status, begun.text("deadline_ms")), (202, deadline.as_str()));
    let done = agent.wait(|agent| agent.get(&path));
    assert_eq!(done.status, 200);
    open(&agent, &path, [5; 32]);
}

#[test]
fn a_device_does_one_thing_at_a_time() {
    let home = Home::new();
    let agent = home.start();
    let (one, other) = (path(CHALLENGE, DEVICE), path([0xC2; 32], DEVICE));
    assert_eq!(agent.put(&one, &start(60_000)).status, 202);
    let answer = agent.put(&other, &start(60_000));
    assert_eq!((answer.status, answer.code()), (409, "busy"));
    assert_eq!(agent.get(&other).status, 404);
    // Nor is a challenge opened that runs.
    let beacon = json!({ "beacon": format!("0x{}", "11".repeat(32)) });
    let answer = agent.post(&format!("{one}/open"), &beacon);
    assert_eq!((answer.status, answer.code()), (409, "busy"));
    assert_eq!(agent.send("DELETE", &one, b"").status, 200);
    let free = agent.wait(|agent| {
        let mut answer = agent.put(&other, &start(60_000));
        // Once the round is over.
        answer.status = if answer.status == 409 { 202 } else { answer.status + 1_000 };
        answer
    });
    assert_eq!(free.status, 1_202);
}

#[test]
fn what_is_removed_is_gone_for_good() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    assert_eq!(agent.send("DELETE", &path, b"").status, 404);
    agent.put(&path, &start(60_000));
    agent.wait_for_rounds(&path, 3);
    assert_eq!(agent.send("DELETE", &path, b"").status, 200);
    assert_eq!(agent.get(&path).status, 404);
    assert_eq!(agent.send("DELETE", &path, b"").status, 404);
    sleep(Duration::from_millis(1_500));
    let files = fs::read_dir(home.path().join("data/challenges")).expect("it was made");
    assert_eq!(files.count(), 0);
    assert!(agent.stop().success());
    assert_eq!(home.start().get(&path).status, 404);
}

#[test]
fn openings_that_make_no_sense_are_refused() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    let open = format!("{path}/open");
    let beacon = json!({ "beacon": format!("0x{}", "11".repeat(32)) });
    assert_eq!(agent.post(&open, &beacon).status, 404);
    agent.put(&path, &start(500));
    agent.wait(|agent| agent.get(&path));
    for body in [json!({}), json!({ "beacon": "0x11" }), json!({ "beacon": 1 }), json!(null)] {
        assert_eq!(agent.post(&open, &body).status, 422, "{body}");
    }
}

#[test]
fn a_clean_end_in_mid_challenge_loses_nothing() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    agent.put(&path, &start(4_000));
    let before = agent.wait_for_rounds(&path, 5).number("rounds");
    assert!(agent.stop().success(), "{}", home.log());
    assert!(home.log().contains("is interrupted after"), "{}", home.log());

    let agent = home.start();
    let after = agent.get(&path);
    assert!(after.number("rounds") >= before, "{after:?}, and {before} before");
    // Nor does the node begin it anew when it asks in its way.
    let asked = agent.put(&path, &start(60_000));
    assert_eq!(asked.text("deadline_ms"), after.text("deadline_ms"));
    assert!(asked.number("rounds") >= after.number("rounds"));
    let done = agent.wait(|agent| agent.get(&path));
    assert_eq!(done.status, 200);
    assert!(done.number("rounds") > before);
    open(&agent, &path, [7; 32]);
}

#[test]
fn a_round_that_takes_long_does_not_hold_up_the_end() {
    let home = Home::with("shutdown_timeout_s = 1\n[[devices]]\nbackend = \"cpu\"\nthreads = 1\n");
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    let body = json!({ "log2_size": 14, "samples": 1, "work_ms": "3000000" });
    assert_eq!(agent.put(&path, &body).status, 202);
    sleep(Duration::from_millis(300));
    assert!(agent.stop().success(), "{}", home.log());
    assert!(home.log().contains("did not end its round in time"), "{}", home.log());
    let agent = home.start();
    assert_eq!(agent.get(&path).status, 202);
}

#[test]
fn callers_that_start_a_challenge_at_once_start_it_once() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    let started = thread::scope(|scope| {
        let put = || agent.put(&path, &start(60_000));
        let threads = (0..8).map(|_| scope.spawn(put)).collect::<Vec<_>>();
        let answers = threads.into_iter().map(|thread| thread.join().expect("it is answered"));
        answers.map(|answer| (answer.status, answer.text("deadline_ms").to_owned())).collect()
    });
    let started: std::collections::BTreeSet<(u16, String)> = started;
    assert_eq!(started.len(), 1, "{started:?}");
    assert_eq!(started.first().expect("there is one").0, 202);
}

#[test]
fn what_is_done_is_opened_after_a_restart() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    agent.put(&path, &start(800));
    let done = agent.wait(|agent| agent.get(&path));
    let opening = open(&agent, &path, [7; 32]);
    agent.kill();
    let agent = home.start();
    assert_eq!(agent.get(&path).body, done.body);
    assert_eq!(open(&agent, &path, [7; 32]), opening);
}

#[test]
fn a_kill_in_mid_challenge_costs_no_more_than_what_was_not_kept_yet() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    agent.put(&path, &start(30_000));
    sleep(Duration::from_millis(2_500));
    let before = agent.get(&path).number("rounds");
    agent.kill();
    let agent = home.start();
    let after = agent.get(&path);
    assert_eq!(after.status, 202, "{after:?}");
    assert!(after.number("rounds") > 0 && before > 0);
    // It goes on from there, and not from the beginning.
    let later = agent.wait_for_rounds(&path, after.number("rounds") + 3);
    assert_eq!(later.text("started_ms"), after.text("started_ms"));
    assert!(home.log().contains("goes on after"), "{}", home.log());
}

#[test]
fn a_deadline_that_passes_while_the_agent_is_away_ends_the_challenge() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    agent.put(&path, &start(3_000));
    sleep(Duration::from_millis(2_000));
    agent.kill();
    sleep(Duration::from_millis(1_200));
    let agent = home.start();
    let done = agent.get(&path);
    assert_eq!((done.status, done.text("state")), (200, "done"));
    assert!(done.number("rounds") > 0);
    open(&agent, &path, [9; 32]);
}

#[test]
fn a_damaged_file_is_put_aside_and_the_agent_starts() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    agent.put(&path, &start(500));
    agent.wait(|agent| agent.get(&path));
    agent.kill();
    let folder = home.path().join("data/challenges");
    let file = fs::read_dir(&folder).expect("it was made").next().expect("there is one");
    let file = file.expect("it can be read").path();
    let mut bytes = fs::read(&file).expect("it is ours");
    *bytes.last_mut().expect("it is not empty") ^= 1;
    fs::write(&file, bytes).expect("it is ours");
    let agent = home.start();
    assert_eq!(agent.get(&path).status, 404);
    assert!(home.log().contains("is damaged, and put aside"), "{}", home.log());
    assert_eq!(agent.put(&path, &start(500)).status, 202);
}
