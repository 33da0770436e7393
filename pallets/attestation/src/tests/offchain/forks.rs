// SPDX-License-Identifier: Apache-2.0
//! Reorganisations, restarts, and agents that change their minds: no device ever signs two
//! commitments in one challenge.

use super::{agent::FakeAgent, node::*};
use crate::{mock::*, offchain::store, types::Top, Call, Current, Pending};
use joule_pogw::Hash;
use joule_primitives::attestation::DeviceKey;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What a call commits to.
fn commits(calls: &[Call<Test>]) -> Vec<(DeviceKey, u32, Top)> {
    let commit = |call: &Call<Test>| match call {
        Call::commit { device, rounds, top, .. } => Some((*device, *rounds, *top)),
        _ => None,
    };
    calls.iter().filter_map(commit).collect()
}

/// Lets the agent compute something else from now on.
fn change_mind(agent: &mut FakeAgent, rounds: u32) {
    agent.forget();
    agent.rounds = rounds;
}

#[test]
fn after_a_reorganisation_the_same_commitment_is_sent() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        while Current::<Test>::get().is_none() {
            pass(1);
        }
        let bytes = branch(|| {
            node.run();
            let bytes = node.tried();
            node.block();
            assert_eq!(gpus[0].pending().rounds, 3);
            bytes
        });
        assert!(!Pending::<Test>::contains_key(gpus[0].key), "this branch knows nothing of it");
        change_mind(&mut node.agent(), 5);
        node.agent().asked();
        pass(1);
        node.run();
        assert_eq!((node.tried(), node.agent().asked()), (bytes, vec![]));
        node.block();
        assert_eq!(gpus[0].pending().rounds, 3);
    });
}

#[test]
fn another_seed_is_another_challenge() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        while Current::<Test>::get().is_none() {
            pass(1);
        }
        let one = commits(&branch(|| node.work()));
        node.lose_pool();
        Current::<Test>::mutate(|open| {
            if let Some(open) = open {
                open.seed = [42; 32];
            }
        });
        let other = commits(&node.work());
        assert_eq!((one.len(), other.len()), (1, 1));
        assert_ne!(one, other);
        node.block();
        assert_eq!(gpus[0].pending().top, other[0].2);
    });
}

#[test]
fn a_restart_between_keeping_and_sending_changes_nothing() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        let first = commits(&node.next_challenge());
        // Nothing left the node, and the agent has lost its work.
        node.lose_pool();
        change_mind(&mut node.agent(), 7);
        assert_eq!(commits(&node.block()), first);
        node.block();
        assert_eq!(gpus[0].pending().top, first[0].2);
    });
}

#[test]
fn what_was_kept_first_is_sent_even_if_two_runs_overlap() {
    with_node(&[gpu(1)], |node| {
        let device = gpu(1).key;
        let seed: Hash = [9; 32];
        let commit = |rounds| gpu(1).signed_commit(Default::default(), rounds, [1; 24]);
        assert_eq!(store::keep_commit(&seed, &device, commit(1), 10), Ok(commit(1)));
        assert_eq!(store::keep_commit(&seed, &device, commit(2), 10), Ok(commit(1)));
        assert_eq!(store::keep_commit(&seed, &gpu(2).key, commit(2), 10), Ok(commit(2)));
        assert_eq!(store::keep_commit(&[8; 32], &device, commit(3), 10), Ok(commit(3)));
        assert_eq!(node.tried().len(), 0);
    });
}

#[test]
fn who_cannot_read_what_was_signed_signs_nothing_else() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.lose_pool();
        store::damage_commit(&current().seed, &gpus[0].key);
        assert_eq!(node.block(), []);
        assert!(node.told()[0].text.contains("cannot be read"));
        assert_eq!(node.finish(), []);
        node.next_challenge();
        node.block();
        assert_eq!(gpus[0].pending().rounds, 3, "the next challenge is another one");
    });
}

#[test]
fn who_cannot_read_what_was_signed_opens_it() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.block();
        store::damage_commit(&current().seed, &gpus[0].key);
        node.finish();
        assert!(gpus[0].pending().is_opened);
    });
}

#[test]
fn another_sample_needs_another_opening() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.block();
        go_to_sample();
        branch(|| node.finish());
        node.agent().asked();
        Current::<Test>::mutate(|open| {
            if let Some(open) = open {
                open.sample = Some([5; 32]);
            }
        });
        node.finish();
        assert_eq!(node.agent().kinds(), ["POST open"]);
        assert!(gpus[0].pending().is_opened);
    });
}

#[test]
fn an_operator_is_told_if_a_key_is_used_elsewhere() {
    let mut gpus = [gpu(1)];
    with_node(&gpus.clone(), |node| {
        node.agent().delay = 0;
        node.next_challenge();
        node.lose_pool();
        gpus[0].compute(2);
        pass(1);
        frame_support::assert_ok!(submit(gpus[0].commit_call()));
        assert_eq!(node.work(), []);
        node.block();
        let told = node.told();
        assert!(told.len() == 1 && told[0].text.contains("another node has its key"), "{told:?}");
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_happens_lets_a_device_sign_twice(
        events in prop::collection::vec((0u8..7, 1u32..6), 1..60),
    ) {
        let gpus = [gpu(1), gpu(2)];
        with_node(&gpus, |node| {
            let mut signed = BTreeMap::new();
            let mut note = |sent: &[Call<Test>]| {
                let Some(open) = Current::<Test>::get() else { return };
                for (device, rounds, top) in commits(sent) {
                    let first = signed.entry((open.seed, device)).or_insert((rounds, top));
                    assert_eq!(*first, (rounds, top), "{device:?} signed twice");
                }
            };
            let until_open = |node: &Node| while Current::<Test>::get().is_none() {
                node.block();
            };
            for (event, count) in events {
                match event {
                    0 => note(&node.block()),
                    1 => branch(|| (0..count).for_each(|_| note(&node.block()))),
                    2 => change_mind(&mut node.agent(), count),
                    3 => node.lose_pool(),
                    4 => node.agent().delay = count - 1,
                    5 => node.pass_time(u64::from(count) * 5_000),
                    _ => {
                        until_open(node);
                        note(&node.work());
                    }
                }
            }
        });
    }
}
