// SPDX-License-Identifier: Apache-2.0
//! Agents that are not there, refuse, or answer wrongly: nothing wrong is signed or sent.

use super::{
    agent::{Answer, Asked},
    node::*,
};
use crate::{
    mock::*,
    offchain::{agent::MAX_ANSWER_BYTES, store},
    Call, Current, Pending, MAX_DEVICES,
};
use log::Level;
use serde_json::{json, Value};

/// The letter of which too long answers are made.
const FILLING: u8 = b' ';

fn says(status: u16, body: &str) -> Answer {
    Answer::Says(status, body.as_bytes().to_vec())
}

fn nothing_is_kept(gpu: &Gpu) {
    assert_eq!(store::commit(&current().seed, &gpu.key), Ok(None));
}

#[test]
fn whatever_an_agent_answers_the_operator_is_told_once_and_nothing_is_sent() {
    let too_long = vec![FILLING; MAX_ANSWER_BYTES + 1];
    let cases = [
        (Answer::Down, "Start joule-worker"),
        (Answer::Hangs, "in two seconds"),
        (Answer::Stalls, "in two seconds"),
        (Answer::refusal(401), "--worker-token-file"),
        (Answer::refusal(403), "--worker-token-file"),
        (Answer::refusal(404), "Add the device's key"),
        (Answer::refusal(409), "is busy"),
        (Answer::refusal(413), "refuses the challenge"),
        (Answer::refusal(422), "refuses the challenge"),
        (Answer::refusal(500), "joule-worker doctor"),
        (says(503, ""), "joule-worker doctor"),
        (says(302, ""), "the status 302"),
        (says(418, "tea"), "the status 418"),
        (says(200, ""), "makes no sense"),
        (says(200, "{}"), "makes no sense"),
        (says(200, "<html>"), "makes no sense"),
        (says(200, &"[".repeat(10_000)), "makes no sense"),
        (Answer::Says(200, too_long), "makes no sense"),
    ];
    for (answer, advice) in cases {
        let gpus = [gpu(1)];
        with_node(&gpus, |node| {
            node.agent().always(answer.clone());
            assert_eq!(node.next_challenge(), []);
            nothing_is_kept(&gpus[0]);
            assert_eq!(node.finish(), []);
            let told = node.told();
            assert_eq!(told.len(), 1, "{answer:?}: {told:?}");
            assert_eq!(told[0].level, Level::Warn);
            assert!(told[0].text.contains(advice), "{told:?}");
            assert!(!told[0].text.contains(TOKEN) && !told[0].text.contains('\u{1b}'), "{told:?}");
            assert_eq!(Pending::<Test>::get(gpus[0].key), None);
            // It is said again in the next challenge.
            node.next_challenge();
            assert_eq!(node.told().len(), 1);
        });
    }
}

#[test]
fn what_the_agent_says_is_told_to_the_operator() {
    with_node(&[gpu(1)], |node| {
        node.agent().always(Answer::refusal(422));
        node.next_challenge();
        let told = node.told();
        // Without what would colour a terminal.
        assert!(told[0].text.ends_with("It says: \"why[31m\""), "{told:?}");
    });
}

#[test]
fn an_agent_that_is_down_is_asked_less_and_less_often() {
    with_node(&[gpu(1)], |node| {
        node.agent().always(Answer::Down);
        node.next_challenge();
        let mut asked = vec![node.agent().asked().len()];
        for _ in 0..4 {
            node.block();
            asked.push(node.agent().asked().len());
        }
        assert_eq!(asked, [1, 1, 0, 1, 0]);
        node.finish();
        node.next_challenge();
        assert_eq!(node.agent().asked().len(), 1, "a new challenge, a new try");
    });
}

#[test]
fn an_agent_that_comes_back_in_time_misses_nothing() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().always(Answer::Down);
        node.next_challenge();
        node.agent().be_honest();
        node.block();
        assert_eq!(node.block().len(), 1);
        node.block();
        assert_eq!(gpus[0].pending().rounds, 3);
    });
}

#[test]
fn a_device_that_is_busy_is_asked_in_every_block() {
    with_node(&[gpu(1)], |node| {
        node.agent().always(Answer::refusal(409));
        node.next_challenge();
        node.go_to(now() + 3);
        assert_eq!(node.agent().asked().len(), 4);
    });
}

#[test]
fn a_device_that_fails_does_not_hold_up_another() {
    let gpus = [gpu(1), gpu(2)];
    with_node(&gpus, |node| {
        let failing = format!("{:?}", gpus[0].key);
        node.agent().spoiler =
            Some(Box::new(move |asked: &Asked, answer| match asked.path.contains(&failing) {
                true => Answer::refusal(404),
                false => answer,
            }));
        node.next_challenge();
        node.block();
        node.block();
        let committed = gpus.iter().map(|gpu| Pending::<Test>::contains_key(gpu.key));
        assert_eq!(committed.collect::<Vec<_>>(), [false, true]);
    });
}

#[test]
fn who_answers_for_something_else_is_not_believed() {
    let lies: [(&str, Value); 10] = [
        ("challenge", json!(sp_core::H256([1; 32]))),
        ("device", json!(sp_core::H256([1; 32]))),
        ("log2_size", json!(4)),
        ("samples", json!(5)),
        ("rounds", json!(0)),
        ("rounds", json!((1 << 24) + 1)),
        ("rounds", json!(-1)),
        ("top", json!(null)),
        ("top", json!("0x00")),
        ("state", json!("failed")),
    ];
    for (field, value) in lies {
        let gpus = [gpu(1)];
        with_node(&gpus, |node| {
            node.agent().delay = 0;
            let lie = value.clone();
            node.agent().lie("PUT challenges", move |body| body[field] = lie.clone());
            assert_eq!(node.next_challenge(), [], "{field}: {value}");
            nothing_is_kept(&gpus[0]);
            assert_eq!(node.told().len(), 1);
            // The same agent without the lie.
            node.agent().be_honest();
            assert_eq!(node.block().len(), 1);
        });
    }
}

#[test]
fn the_most_rounds_and_unknown_fields_are_accepted() {
    with_node(&[gpu(1)], |node| {
        node.agent().delay = 0;
        node.agent().lie("PUT challenges", |body| {
            body["rounds"] = json!(1 << 24);
            body["unknown"] = json!({ "later": [1, 2] });
        });
        let sent = node.next_challenge();
        assert!(matches!(sent[..], [Call::commit { rounds: 16_777_216, .. }]), "{sent:?}");
    });
}

#[test]
fn an_opening_that_proves_nothing_is_not_sent() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.agent().lie("PUT challenges", |body| body["top"] = json!(format!("0x{:048x}", 7)));
        node.next_challenge();
        node.block();
        assert_eq!(gpus[0].pending().top[23], 7);
        node.agent().be_honest();
        node.agent().asked();
        assert_eq!(node.finish(), []);
        let told = node.told();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].level == Level::Error && told[0].text.contains("does not prove"),
            "{told:?}"
        );
        // Why not the node says, and not the agent.
        assert!(!told[0].text.contains("It says") && told[0].text.ends_with("committed to."));
        // As long as it lasts, it is asked for.
        assert_eq!(node.agent().asked().len(), 10);
    });
}

#[test]
fn openings_that_are_none_are_not_sent() {
    let longer = format!("0x{}", "00".repeat(86_529));
    let cases = [
        ("opening", json!(null)),
        ("opening", json!("0x")),
        ("opening", json!("0x0")),
        ("opening", json!("0xzz")),
        ("opening", json!(longer)),
        ("state", json!("failed")),
        ("state", json!("other")),
    ];
    for (field, value) in cases {
        let gpus = [gpu(1)];
        with_node(&gpus, |node| {
            node.agent().delay = 0;
            node.next_challenge();
            let lie = value.clone();
            node.agent().lie("POST open", move |body| body[field] = lie.clone());
            node.block();
            assert_eq!(node.finish(), [], "{field}: {value}");
            assert!(!gpus[0].pending().is_opened);
        });
    }
}

#[test]
fn who_could_lose_a_bond_is_asked_for_in_every_block() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.block();
        node.agent().always(Answer::Down);
        go_to_sample();
        node.agent().asked();
        node.work();
        node.go_to(now() + 6);
        assert_eq!(node.agent().asked().len(), 7);
        node.agent().be_honest();
        node.block();
        node.block();
        assert!(gpus[0].pending().is_opened, "the last phase begins after five blocks");
    });
}

#[test]
fn a_node_serves_so_many_keys_and_no_more() {
    let gpus = (1..=66).map(gpu).collect::<Vec<_>>();
    with_node(&gpus, |node| {
        node.next_challenge();
        assert_eq!(node.agent().asked().len(), MAX_DEVICES);
        node.block();
        let told = node.told();
        assert!(told.len() == 1 && told[0].text.contains("more keys"), "{told:?}");
        node.block();
        assert_eq!(Current::<Test>::get().map(|open| open.commits), Some(64));
    });
}
