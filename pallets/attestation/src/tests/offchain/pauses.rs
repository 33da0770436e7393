// SPDX-License-Identifier: Apache-2.0
//! Devices that were absent come back by themselves, if their agents are there.

use super::{agent::Answer, node::*};
use crate::{mock::*, Call, ClassTerms, DeviceRecords};
use frame_support::assert_ok;
use joule_primitives::attestation::{ChallengeId, ClassId, DeviceState, MilliComputeUnits};
use serde_json::json;

/// Lets the device of `node` miss three challenges, after which it is paused.
fn be_absent(node: &Node) {
    node.agent().always(Answer::Down);
    for _ in 0..3 {
        node.next_challenge();
        assert_eq!(node.finish(), []);
    }
    assert_eq!(gpu(1).standing().state, DeviceState::Paused);
    node.agent().asked();
}

#[test]
fn a_device_that_was_absent_comes_back_by_itself() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        be_absent(node);
        node.agent().be_honest();
        // The agent is asked after a pause.
        let sent = node.go_to(now() + 8);
        assert!(matches!(sent[..], [Call::resume { challenge: ChallengeId(2), .. }]), "{sent:?}");
        assert_eq!(node.agent().kinds(), ["GET health", "GET devices"]);
        assert_eq!(gpus[0].record().state, DeviceState::Active);
        node.next_challenge();
        node.block();
        node.block();
        assert_eq!(gpus[0].pending().challenge, ChallengeId(3));
    });
}

#[test]
fn who_has_no_agent_stays_paused() {
    let others = json!([{ "id": "cpu", "key": sp_core::H256([1; 32]) }]);
    for answer in [
        Answer::Down,
        Answer::refusal(401),
        Answer::json(503, &json!({ "status": "stopping" })),
        Answer::json(200, &json!({ "status": "stopping" })),
        Answer::json(200, &json!({ "status": "ok", "devices": others })),
        Answer::json(200, &json!({ "status": "ok", "devices": [] })),
    ] {
        with_node(&[gpu(1)], |node| {
            be_absent(node);
            node.agent().always(answer.clone());
            assert_eq!(node.go_to(now() + 20), [], "{answer:?}");
            assert!(!node.agent().asked().is_empty());
        });
    }
}

#[test]
fn a_device_of_this_key_is_enough() {
    with_node(&[gpu(1)], |node| {
        be_absent(node);
        node.agent().be_honest();
        node.agent().devices = json!([
            { "id": "wgpu:0", "key": sp_core::H256([1; 32]) },
            { "id": "cpu", "key": gpu(1).key },
        ]);
        assert_eq!(node.go_to(now() + 8).len(), 1);
    });
}

#[test]
fn who_has_too_small_a_bond_comes_back_once_it_is_raised() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        be_absent(node);
        node.agent().be_honest();
        let dearer = ClassTerms { min_bond: BOND + 5, least_score: MilliComputeUnits(0) };
        assert_ok!(Attestation::set_class_terms(RuntimeOrigin::root(), ClassId(0), dearer));
        assert_eq!((node.go_to(now() + 9), node.agent().asked()), (vec![], vec![]));
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpus[0].key, 5));
        assert_eq!(node.block().len(), 1);
        node.block();
        assert_eq!(gpus[0].record().state, DeviceState::Active);
    });
}

#[test]
fn a_resumption_is_sent_until_the_chain_has_it() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        be_absent(node);
        node.agent().be_honest();
        while node.tried().is_empty() {
            pass(1);
            node.run();
        }
        node.lose_pool();
        assert_eq!(node.block().len(), 1);
        node.block();
        assert_eq!(gpus[0].record().state, DeviceState::Active);
        assert_eq!(gpus[0].record().resumed_in, Some(ChallengeId(2)));
    });
}

#[test]
fn a_device_comes_back_once_in_a_challenge() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        be_absent(node);
        DeviceRecords::<Test>::mutate(gpus[0].key, |device| {
            if let Some(device) = device {
                device.resumed_in = Some(ChallengeId(2));
            }
        });
        node.agent().be_honest();
        assert_eq!((node.go_to(now() + 9), node.agent().asked()), (vec![], vec![]));
        let sent = node.next_challenge();
        assert!(matches!(sent[..], [Call::resume { challenge: ChallengeId(3), .. }]), "{sent:?}");
    });
}
