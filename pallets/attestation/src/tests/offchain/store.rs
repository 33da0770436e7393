// SPDX-License-Identifier: Apache-2.0
//! What a node keeps, and when it forgets it.

use super::node::*;
use crate::{
    mock::*,
    offchain::{
        fault::{Fault, OwnFault},
        store::{self, KEEP_BLOCKS, MAX_KEPT},
    },
    types::{Opening, SignedCommit},
    MAX_DEVICES,
};
use joule_pogw::Refusal;
use joule_primitives::attestation::DeviceKey;

const COMMIT: SignedCommit = SignedCommit { rounds: 1, top: [1; 24], signature: [2; 64] };

fn kept(seed: [u8; 32], device: &DeviceKey) -> (bool, bool) {
    let commit = store::commit(&seed, device).expect("nothing is damaged");
    (commit.is_some(), store::opening(&seed, device).is_some())
}

#[test]
fn what_was_kept_is_forgotten_long_after_its_challenge() {
    let gpus = [gpu(1)];
    with_node(&gpus, |node| {
        node.next_challenge();
        let open = current();
        let until = settings().open_until(open.opened_at);
        node.finish();
        assert_eq!(kept(open.seed, &gpus[0].key), (true, true));
        node.go_to(until + KEEP_BLOCKS - 1);
        assert_eq!(kept(open.seed, &gpus[0].key), (true, true));
        node.block();
        assert_eq!(kept(open.seed, &gpus[0].key), (false, false));
    });
}

#[test]
fn what_is_kept_is_bounded() {
    with_unregistered(&[], |_| {
        let device = gpu(1).key;
        let seed = |number: u32| sp_io::hashing::sha2_256(&number.to_le_bytes());
        for number in 0..=MAX_KEPT {
            // Not in the order in which they are forgotten.
            let forget_at = 10_000 - number;
            assert!(store::keep_commit(&seed(number), &device, COMMIT, forget_at).is_ok());
        }
        let left =
            (0..=MAX_KEPT).filter(|number| kept(seed(*number), &device).0).collect::<Vec<_>>();
        assert_eq!(left.len(), 1_024);
        assert!(!left.contains(&(MAX_KEPT - 1)), "the first to be forgotten made way");
        store::forget_old(10_000);
        assert!((0..=MAX_KEPT).all(|number| !kept(seed(number), &device).0));
    });
}

#[test]
fn an_opening_replaces_one_for_another_sample() {
    with_unregistered(&[], |_| {
        let device = gpu(1).key;
        let opening = |byte| Opening::truncate_from(vec![byte; 3]);
        for byte in [1, 2] {
            let kept = store::keep_opening(&[7; 32], &device, [byte; 32], &opening(byte), 5);
            assert_eq!(kept, Ok(()));
        }
        assert_eq!(store::opening(&[7; 32], &device), Some(([2; 32], opening(2))));
        store::forget_old(5);
        assert_eq!(store::opening(&[7; 32], &device), None);
    });
}

#[test]
fn there_is_room_for_all_devices_in_all_challenges_that_are_kept() {
    for settings in
        [crate::AttestationSettings::public(), crate::AttestationSettings::development()]
    {
        let kept_for = settings.length_blocks() + KEEP_BLOCKS;
        let challenges = kept_for.div_ceil(settings.min_gap_blocks);
        assert!(challenges as usize * MAX_DEVICES <= MAX_KEPT as usize);
    }
}

#[test]
fn every_fault_has_a_bit_of_its_own() {
    let text = String::new;
    let faults = [
        Fault::Unreachable,
        Fault::Slow,
        Fault::Unauthorized(text()),
        Fault::NotFound(text()),
        Fault::Busy(text()),
        Fault::Invalid(text()),
        Fault::Failed(text()),
        Fault::Status(418),
        Fault::Malformed,
        Fault::TooLong,
        Fault::WrongEcho,
        Fault::ProvesNothing(Refusal::NoRounds),
        OwnFault::KeyElsewhere.into(),
        OwnFault::TooManyKeys.into(),
        OwnFault::NotSigned.into(),
        OwnFault::NotKept.into(),
        OwnFault::Unreadable.into(),
        OwnFault::NoAgent.into(),
        OwnFault::NoEndpoint.into(),
    ];
    let all = faults.iter().fold(0, |all, fault| all | fault.bit());
    assert!(faults.iter().all(|fault| fault.bit().count_ones() == 1));
    assert_eq!(all.count_ones() as usize, faults.len());
    assert!(faults.iter().all(|fault| fault.to_string().ends_with('.')));
}
