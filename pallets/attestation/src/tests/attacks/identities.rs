// SPDX-License-Identifier: Apache-2.0
//! One GPU behind several keys, and tricks with time.

use crate::{mock::*, AttestationSettings, Refusal};
use frame_support::assert_ok;
use joule_pogw::MAX_ROUNDS;
use joule_primitives::attestation::MilliComputeUnits;

/// Rounds that a GPU of these tests computes in a slot.
const PER_SLOT: u32 = 2_000_000;

/// What a GPU claims that serves a key until each of these blocks of the window, one after the
/// other, if before each of them so many slots stay empty.
fn claimed(blocks: &[u32], empty: u64) -> u64 {
    let mut total = 0;
    run_with(AttestationSettings { log2_size: 6, ..settings() }, || {
        let mut gpus = (1..).map(gpu).take(blocks.len()).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        let open = next_challenge();
        let mut since = open.known_slot;
        for (gpu, block) in gpus.iter_mut().zip(blocks) {
            while now() < open.opened_at + block {
                pass(1);
            }
            Slot::mutate(|slot| *slot += empty);
            let slots = u32::try_from(Slot::get() - since).expect("few");
            gpu.commit_to_nothing(slots * PER_SLOT);
            since = Slot::get();
            total += gpu.pending().claim.0;
        }
    });
    total
}

#[test]
fn one_gpu_that_serves_several_keys_in_turn_earns_no_more_than_with_one() {
    let one = claimed(&[5], 0);
    assert!(one > 1_000);
    for keys in [&[1, 5][..], &[1, 2, 3, 4, 5], &[2, 5], &[1, 3, 5], &[4, 5]] {
        let several = claimed(keys, 0);
        assert!(several <= one, "{keys:?}: {several} of {one}");
    }
}

#[test]
fn several_keys_gain_no_more_by_empty_slots_than_these_are_of_the_window() {
    // Six slots, and two empty ones before the second commit.
    let (one, two) = (claimed(&[5], 0), claimed(&[3, 5], 1));
    assert!(two <= one + one * 2 / 8, "{two} of {one}");
}

#[test]
fn one_gpu_behind_two_keys_at_a_time_earns_as_much_as_behind_one() {
    run(|| {
        // GIVEN a GPU that computes a number of rounds in a window, and claims them twice
        let rounds = 12_000_000;
        let (mut one, mut first, mut second) = (gpu(1), gpu(2), gpu(3));
        one.register(ALICE);
        first.register(BOB);
        second.register(BOB);
        next_challenge();
        pass(4);
        one.commit_to_nothing(rounds);
        // The rounds of one key are none of another: it must share its time.
        first.commit_to_nothing(rounds / 2);
        second.commit_to_nothing(rounds / 2);
        let claim = |gpu: &Gpu| gpu.pending().claim.0;
        assert!(claim(&one) > 0);
        assert_eq!(claim(&first) + claim(&second), claim(&one));
    });
}

#[test]
fn the_work_of_one_key_opens_nothing_for_another() {
    run(|| {
        let (mut real, mut shadow) = (gpu(1), gpu(2));
        real.register(ALICE);
        shadow.register(ALICE);
        next_challenge();
        real.commit(4);
        let commitment = real.work.as_ref().expect("computed").commitment().expect("rounds");
        let top = *commitment.top.as_bytes();
        assert_ok!(submit(shadow.commit_call_of(current().id, commitment.rounds, top)));
        shadow.work = real.work.clone();
        go_to_sample();
        go_to(real.opens_from().max(shadow.opens_from()));
        refuse(shadow.open_call(), Refusal::OpeningRefused);
        real.open();
        finish();
        shadow.settle();
        assert_eq!(shadow.record().bond, BOND - BOND / 20);
    });
}

#[test]
fn who_knows_of_a_challenge_a_slot_early_gains_a_slot_of_the_window() {
    run_with(AttestationSettings { log2_size: 6, ..settings() }, || {
        // GIVEN the author of the block before, who knew its own output when that before it came
        let (mut early, mut honest) = (gpu(1), gpu(2));
        [&early, &honest].iter().for_each(|gpu| gpu.register(ALICE));
        next_challenge();
        // WHEN both commit as soon as they can, where a slot is most of the time
        early.commit_to_nothing(3 * PER_SLOT);
        honest.commit_to_nothing(2 * PER_SLOT);
        // THEN the window is what counts: one slot in six
        let gained = early.pending().claim.0 - honest.pending().claim.0;
        assert!(gained <= claimed(&[5], 0) / 6 + 1);
    });
}

#[test]
fn the_largest_claim_overflows_nothing() {
    run_with(AttestationSettings { log2_size: 16, ..settings() }, || {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        pass(4);
        gpu.commit_to_nothing(MAX_ROUNDS);
        // 2^24 rounds of 2^49 operations in six seconds.
        let claim = (1u128 << 73) / 6_000 / 1_000_000;
        assert_eq!(u128::from(gpu.pending().claim.0), claim);
        // Nobody passes an audit with it, and nothing of it is left.
        finish();
        gpu.settle();
        assert_eq!((gpu.record().score, gpu.record().audited.0), (MilliComputeUnits(0), 0));
    });
}
