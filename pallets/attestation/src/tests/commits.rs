// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, types::PendingCommit, Event, Refusal, PRIORITY};
use codec::Encode;
use frame_support::assert_ok;
use joule_pogw::MAX_ROUNDS;
use joule_primitives::attestation::{ChallengeId, DeviceState, MilliComputeUnits};

#[test]
fn a_device_commits_to_what_it_computed() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let open = next_challenge();
        gpu.compute(5);
        let valid = submit(gpu.commit_call()).expect("it is honest");
        let PendingCommit { challenge, rounds, is_audit_due, is_opened, top, .. } = gpu.pending();
        assert_eq!((challenge, rounds), (open.id, 5));
        assert_eq!((is_audit_due, is_opened), (true, false));
        assert_eq!((current().commits, gpu.record().due), (1, ChallengeId(1)));
        let expected = Event::Committed { device: gpu.key, challenge, rounds, top };
        assert_eq!(events(), [expected]);
        // As long as the window is open, and not longer.
        assert_eq!((valid.priority, valid.longevity, valid.propagate), (PRIORITY, 5, true));
        let tag = ("JouleAttestation", crate::types::Kind::Commit, gpu.key, open.id).encode();
        assert_eq!(valid.provides, [tag]);
    });
}

#[test]
fn commits_are_taken_in_their_window_only() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let open = next_challenge();
        gpu.compute(1);
        let call = gpu.commit_call();
        System::set_block_number(open.opened_at);
        refuse(call.clone(), FUTURE);
        System::set_block_number(open.opened_at + 6);
        refuse(call.clone(), STALE);
        System::set_block_number(open.opened_at + 5);
        assert_ok!(submit(call.clone()));
        System::set_block_number(open.opened_at + 1);
        finish();
        refuse(call, STALE);
        refuse(gpu.commit_call_of(ChallengeId(1), 1, [0; 24]), FUTURE);
    });
}

#[test]
fn a_device_commits_once_in_a_challenge() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit(1);
        refuse(gpu.commit_call(), STALE);
        gpu.compute(2);
        refuse(gpu.commit_call(), STALE);
        pass(1);
        refuse(gpu.commit_call(), STALE);
        assert_eq!((gpu.pending().rounds, current().commits), (1, 1));
    });
}

#[test]
fn who_was_registered_after_a_challenge_opened_waits_for_the_next_one() {
    run(|| {
        let mut gpu = gpu(1);
        next_challenge();
        gpu.register(ALICE);
        gpu.compute(1);
        refuse(gpu.commit_call(), STALE);
        finish();
        assert_eq!(gpu.standing().state, DeviceState::Active);
        assert_eq!(gpu.record().misses, 0);
        gpu.attend(1);
    });
}

#[test]
fn commits_out_of_bounds_are_refused() {
    run(|| {
        let gpu = gpu(1);
        let open = next_challenge();
        let call = |rounds| gpu.commit_call_of(open.id, rounds, [0; 24]);
        refuse(call(1), Refusal::DeviceNotFound);
        for rounds in [0, MAX_ROUNDS + 1, u32::MAX] {
            refuse(call(rounds), Refusal::RoundsOutOfBounds);
        }
    });
}

#[test]
fn the_most_rounds_are_allowed() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit_to_nothing(MAX_ROUNDS);
    });
}

#[test]
fn a_commit_that_another_key_signed_is_refused() {
    run(|| {
        let (mut own, other) = (gpu(1), gpu(2));
        own.register(ALICE);
        next_challenge();
        own.compute(3);
        let crate::Call::commit { device, challenge, rounds, top, signature } = own.commit_call()
        else {
            panic!("a commit")
        };
        let with = |device, challenge, rounds, top, signature| crate::Call::commit {
            device,
            challenge,
            rounds,
            top,
            signature,
        };
        let mut broken = signature;
        broken[0] ^= 1;
        refuse(with(device, challenge, rounds, top, broken), BAD_PROOF);
        refuse(with(device, challenge, rounds + 1, top, signature), BAD_PROOF);
        refuse(with(device, challenge, rounds, [0; 24], signature), BAD_PROOF);
        refuse(with(other.key, challenge, rounds, top, signature), Refusal::DeviceNotFound);
        other.register(ALICE);
        refuse(with(other.key, challenge, rounds, top, signature), STALE);
        finish();
        next_challenge();
        let id = ChallengeId(1);
        refuse(with(other.key, id, rounds, top, signature), BAD_PROOF);
        // What was signed for one challenge is nothing in another.
        refuse(with(device, id, rounds, top, signature), BAD_PROOF);
    });
}

#[test]
fn a_commit_of_another_chain_is_refused() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let open = next_challenge();
        let params = joule_pogw::Params::from_bytes(open.params).expect("allowed");
        let beacon = crate::Beacon::<Test>::get().value;
        let elsewhere = joule_pogw::Challenge {
            genesis: [8; 32],
            id: open.id.0,
            height: open.opened_at,
            params,
            beacon,
        };
        let commitment = crate::types::commitment(&gpu.key, elsewhere.seed(), 1, [1; 24]);
        let signature = gpu.sign(&commitment.message());
        let (device, challenge, rounds, top) = (gpu.key, open.id, 1, [1; 24]);
        refuse(crate::Call::commit { device, challenge, rounds, top, signature }, BAD_PROOF);
    });
}

#[test]
fn a_device_that_takes_no_part_commits_to_nothing() {
    run(|| {
        let mut leaving = gpu(1);
        let mut paused = gpu(2);
        leaving.register(ALICE);
        paused.register(ALICE);
        (0..3).for_each(|_| miss_challenge());
        assert_ok!(Attestation::leave(signed(ALICE), leaving.key));
        next_challenge();
        for gpu in [&mut leaving, &mut paused] {
            gpu.compute(1);
            refuse(gpu.commit_call(), Refusal::DeviceInactive);
        }
        // Who comes back waits for the next challenge.
        paused.resume();
        refuse(paused.commit_call(), STALE);
        finish();
        paused.attend(1);
    });
}

#[test]
fn what_is_computed_in_a_second_makes_the_score() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        for (slots, rounds) in
            [(6u64, 10_000_000), (6, 16_000_000), (7, 15_000_000), (9, 12_345_678)]
        {
            let open = next_challenge();
            pass(4);
            Slot::mutate(|slot| *slot += slots - 6);
            gpu.commit_to_nothing(rounds);
            // 2 * 8^3 operations in a round; a thousandth of a unit is 10^9 operations in a second.
            let elapsed_ms = slots * SLOT_MS;
            assert_eq!(Slot::get() - open.known_slot, slots);
            let claim = u64::from(rounds) * 1_024 / (elapsed_ms * 1_000_000);
            assert!(claim > 0);
            assert_eq!(gpu.pending().claim, MilliComputeUnits(claim));
            finish();
            crate::Pending::<Test>::remove(gpu.key);
            crate::Closed::<Test>::remove(open.id);
        }
    });
}

#[test]
fn who_commits_early_is_timed_over_the_whole_window() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        for blocks in 0..5 {
            let open = next_challenge();
            pass(blocks);
            gpu.commit_to_nothing(12_000_000);
            // 12.288 * 10^9 operations in six slots, of which 2 to 6 have passed.
            assert_eq!(gpu.pending().claim, MilliComputeUnits(2));
            finish();
            crate::Pending::<Test>::remove(gpu.key);
            crate::Closed::<Test>::remove(open.id);
        }
    });
}

#[test]
fn empty_slots_count() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        Slot::mutate(|slot| *slot += 8);
        gpu.commit_to_nothing(10_000_000);
        assert_eq!(gpu.pending().claim, MilliComputeUnits(1), "10.24 * 10^9 in ten seconds");
    });
}
