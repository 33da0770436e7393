// SPDX-License-Identifier: Apache-2.0
//! Challenges that a node carries through for its devices.

use super::{agent::Answer, node::*};
use crate::{
    mock::*,
    types::{PendingCommit, Verdict},
    Call, Current, Event, Pending, Settings,
};
use frame_support::assert_ok;
use joule_primitives::{
    attestation::{ChallengeId, DeviceState, Devices},
    units::JOULE,
};
use log::Level;
use serde_json::{json, Value};

#[test]
fn a_node_carries_a_challenge_through() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        assert_eq!(node.next_challenge(), []);
        let asked = node.agent().asked();
        assert_eq!(asked.len(), 1);
        let seed = current().seed;
        let path = format!("challenges/{:?}/{:?}", sp_core::H256(seed), gpus[0].key);
        assert_eq!((asked[0].method.as_str(), &asked[0].path), ("PUT", &path));
        let body: Value = serde_json::from_str(&asked[0].body).expect("it is JSON");
        // Three slots, less a half.
        assert_eq!(body, json!({ "log2_size": 3, "samples": 4, "work_ms": "2500" }));

        let sent = node.block();
        let [Call::commit { device, challenge, rounds: 3, .. }] = &sent[..] else {
            panic!("the agent has ended: {sent:?}");
        };
        assert_eq!((*device, *challenge), (gpus[0].key, current().id));
        assert_eq!(node.block(), [], "the chain has it");
        assert_eq!((gpus[0].pending().rounds, current().commits), (3, 1));
        assert_eq!(node.agent().kinds(), ["PUT challenges"], "nothing is asked any more");

        let settings = Settings::<Test>::get();
        let sent = node.go_to(settings.sample_at(current().opened_at) - 1);
        assert_eq!((sent, node.agent().kinds()), (vec![], vec![]));
        // The agent opens as soon as the sample is known, and the node waits for its turn.
        node.block();
        assert_eq!(node.agent().kinds(), ["POST open"]);
        let from = gpus[0].opens_from();
        let sent = node.go_to(from.max(now() + 1));
        let opening = sent.last().cloned();
        assert!(matches!(opening, Some(Call::open { .. })), "{sent:?}");
        node.block();
        assert!(gpus[0].pending().is_opened);
        assert_eq!(node.finish(), []);
        gpus[0].settle();
        let credited = |event: &Event<Test>| {
            let Event::CommitSettled { verdict, .. } = event else { return false };
            matches!(verdict, Verdict::Credited { is_audited: true, .. })
        };
        assert!(events().iter().any(credited));
    });
}

#[test]
fn an_opening_waits_for_its_turn() {
    // Of these keys some are due at once, and others later.
    let gpus = (1..=8).map(gpu).collect::<Vec<_>>();
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.block();
        go_to_sample();
        let mut opened = 0;
        while now() < Settings::<Test>::get().open_until(current().opened_at) {
            for call in node.work() {
                let Call::open { device, .. } = call else { panic!("only openings are left") };
                let gpu = gpus.iter().find(|gpu| gpu.key == device).expect("it is one of them");
                // For the second block that is theirs: nodes may be a block behind.
                assert!(now() + 1 > gpu.opens_from());
                opened += 1;
            }
            pass(1);
            node.include();
        }
        assert_eq!(opened, gpus.len());
        assert!(gpus.iter().all(|gpu| gpu.pending().is_opened));
    });
}

#[test]
fn an_agent_may_take_its_time() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 4;
        node.next_challenge();
        let sent = (0..3).flat_map(|_| node.block()).collect::<Vec<_>>();
        assert_eq!(sent, []);
        // It is too late to begin, but not to ask.
        let kinds = node.agent().kinds();
        assert_eq!(kinds, ["PUT challenges", "PUT challenges", "PUT challenges", "GET challenges"]);
        assert_eq!(node.block().len(), 1);
        node.block();
        assert_eq!(gpus[0].pending().rounds, 3);
    });
}

#[test]
fn who_comes_too_late_does_not_begin() {
    with_node(&[gpu(1)], |node| {
        next_challenge();
        // Two blocks before the last one: nothing that begins now would get in.
        pass(2);
        assert_eq!(node.work(), []);
        assert_eq!(node.agent().kinds(), ["GET challenges"]);
        // The window is over after the block before the last one.
        pass(2);
        node.work();
        assert_eq!(node.agent().kinds(), Vec::<String>::new());
        assert_eq!(node.finish(), []);
        assert_eq!(Current::<Test>::get(), None);
    });
}

#[test]
fn what_gets_into_no_block_is_sent_again() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        let first = node.agent().kinds();
        assert_eq!(first, ["PUT challenges"]);
        pass(1);
        node.run();
        let again = node.tried();
        pass(1);
        node.lose_pool();
        node.run();
        assert_eq!(node.tried(), again, "the same commitment");
        assert_eq!(node.agent().kinds(), Vec::<String>::new());
        node.block();
        assert_eq!(gpus[0].pending().rounds, 3);

        go_to(gpus[0].opens_from());
        node.work();
        pass(1);
        node.lose_pool();
        node.run();
        assert_eq!(node.tried().len(), 1);
        assert_eq!(node.agent().kinds(), ["POST open"]);
        node.block();
        assert!(gpus[0].pending().is_opened);
    });
}

#[test]
fn two_devices_share_a_node() {
    let gpus = [gpu(1), gpu(2)];
    with_node(&gpus, |node| {
        node.next_challenge();
        node.block();
        node.block();
        let [one, other] = [&gpus[0], &gpus[1]].map(Gpu::pending);
        assert_ne!(one.top, other.top);
        node.finish();
        gpus.iter().for_each(Gpu::settle);
        assert!(gpus.iter().all(|gpu| gpu.record().score.0 > 0 || gpu.record().misses == 0));
    });
}

#[test]
fn keys_that_the_chain_does_not_know_do_nothing() {
    with_unregistered(&[gpu(1)], |node| {
        assert_eq!(node.next_challenge(), []);
        assert_eq!(node.finish(), []);
        assert_eq!(node.agent().asked(), []);
    });
}

#[test]
fn a_node_without_an_agent_sends_what_it_has_kept() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.agent().asked();
        node.lose_pool();
        node.forget_agent();
        pass(1);
        assert!(matches!(node.work()[..], [Call::commit { .. }]));
        assert_eq!(node.agent().asked(), []);
    });
}

#[test]
fn a_node_without_an_agent_computes_nothing() {
    with_node(&[gpu(1)], |node| {
        node.forget_agent();
        assert_eq!(node.next_challenge(), []);
        assert_eq!((node.block(), node.agent().asked()), (vec![], vec![]));
        assert_eq!(node.told(), []);
    });
}

#[test]
fn an_address_that_cannot_be_read_is_told_once_in_a_challenge() {
    with_node(&[gpu(1)], |node| {
        node.configure(b"garbage");
        for _ in 0..2 {
            assert_eq!(node.next_challenge(), []);
            assert_eq!((node.finish(), node.agent().asked()), (vec![], vec![]));
            let told = node.told();
            assert!(told.len() == 1 && told[0].text.contains("cannot be read"), "{told:?}");
        }
    });
}

#[test]
fn an_opening_that_is_due_without_an_agent_is_told() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.block();
        node.forget_agent();
        go_to_sample();
        assert_eq!((node.work(), node.finish()), (vec![], vec![]));
        let told = node.told();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].level == Level::Error, "{told:?}");
        let fault = format!("Device {:?}: An opening is due, and no agent", gpus[0].key);
        assert!(told[0].text.starts_with(&fault), "{told:?}");
    });
}

#[test]
fn a_node_without_keys_does_nothing() {
    with_unregistered(&[], |node| {
        gpu(1).register(ALICE);
        assert_eq!(node.next_challenge(), []);
        assert_eq!(node.agent().asked(), []);
        assert_eq!(node.stored(crate::offchain::store::LOCK), None);
    });
}

#[test]
fn runs_do_not_overlap() {
    with_node(&[gpu(1)], |node| {
        while Current::<Test>::get().is_none() {
            pass(1);
        }
        node.lock_for(5_000);
        assert_eq!(node.work(), []);
        assert_eq!(node.agent().asked(), []);
        // A run that was interrupted is not waited for.
        node.pass_time(5_001);
        node.work();
        assert_eq!(node.agent().kinds(), ["PUT challenges"]);
        assert_eq!(node.stored(crate::offchain::store::LOCK), None, "nothing is locked");
    });
}

#[test]
fn who_leaves_or_is_on_a_lease_computes_nothing_and_opens_what_is_pending() {
    let gpus = [gpu(1), gpu(2)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.block();
        assert_ok!(Attestation::leave(signed(ALICE), gpus[0].key));
        assert_ok!(Attestation::excuse(&gpus[1].key));
        node.agent().asked();
        let sent = node.finish();
        assert!(!sent.is_empty() && sent.iter().all(|call| matches!(call, Call::open { .. })));
        let opened = |gpu: &Gpu| Pending::<Test>::get(gpu.key).is_some_and(|it| it.is_opened);
        assert!(gpus.iter().all(opened));
        node.agent().asked();
        assert_eq!((node.next_challenge(), node.finish()), (vec![], vec![]));
        assert_eq!(node.agent().asked(), []);
    });
}

#[test]
fn who_waits_for_a_place_computes_nothing() {
    let gpus = [gpu(1)];
    with_unregistered(&gpus, |node| {
        MaxOnTrial::set(1);
        gpu(2).register(BOB);
        gpus[0].register(ALICE);
        assert_eq!(gpus[0].standing().state, DeviceState::Waiting);
        assert_eq!(node.next_challenge(), []);
        assert_eq!(node.agent().asked(), []);
    });
}

#[test]
fn a_device_that_failed_is_settled_so_that_it_may_wait_for_a_place() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        let device = gpus[0].key;
        assert_ok!(Attestation::raise_bond(signed(ALICE), device, 10 * JOULE));
        node.agent().delay = 0;
        node.next_challenge();
        node.block();
        assert_eq!(gpus[0].pending().rounds, 3);
        node.agent().fixed = Some(Answer::Down);
        let mut sent = node.finish();
        sent.extend(node.block());
        assert_eq!(sent, [Call::settle { device }]);
        // It has a place again, and nothing is left to settle.
        assert_eq!(gpus[0].standing().state, DeviceState::Active);
        assert_eq!(node.block(), []);
    });
}

#[test]
fn an_old_commit_that_is_not_settled_does_not_hold_up_the_next() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.next_challenge();
        node.finish();
        let old = gpus[0].pending().challenge;
        node.next_challenge();
        node.block();
        node.block();
        assert_eq!(gpus[0].pending().challenge, ChallengeId(old.0 + 1));
    });
}

#[test]
fn what_is_not_audited_is_not_opened() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.block();
        // How likely an audit is, is settled with the sample.
        go_to_sample();
        Pending::<Test>::mutate(gpus[0].key, |pending| {
            *pending = pending.map(|pending| PendingCommit { is_audit_due: false, ..pending });
        });
        Current::<Test>::mutate(|open| {
            if let Some(open) = open {
                open.audit = sp_runtime::Perbill::from_parts(1);
            }
        });
        node.agent().asked();
        assert_eq!(node.finish(), []);
        assert_eq!(node.agent().asked(), []);
    });
}

#[test]
fn an_agent_that_hangs_does_not_hold_up_a_run() {
    let gpus = (1..=20).map(gpu).collect::<Vec<_>>();
    with_node(&gpus, |node| {
        node.agent().always(Answer::Hangs);
        node.next_challenge();
        assert_eq!(node.agent().asked().len(), 1);
    });
}
