// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{
    mock::*,
    types::{ClosedChallenge, Offer, PendingCommit, Sample},
    Closed, Current, Descriptions, DeviceOf, DeviceRecords, HoldReason, NextChallenge, Offers,
    Pallet, Pending, Samples, Settings, Trials, UsedKeys, WaitingRoom,
};
use frame_support::{assert_ok, traits::fungible::MutateHold};
use joule_primitives::attestation::{ChallengeId, DeviceState, MilliComputeUnits};

/// Breaks a state in which one device has a commit of an earlier challenge, one of the challenge
/// that is open, and one waits; and expects the check to say `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(settings()).execute_with(|| {
        begin_chain();
        MaxOnTrial::set(2);
        let mut gpus = [gpu(1), gpu(2), gpu(3)];
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        next_challenge();
        gpus[0].commit(1);
        next_challenge();
        gpus[1].commit(1);
        check();
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

fn change(seed: u32, change: impl FnOnce(&mut DeviceOf<Test>)) {
    DeviceRecords::<Test>::mutate(gpu(seed).key, |device| {
        change(device.as_mut().expect("it exists"));
    });
}

fn change_closed(change: impl FnOnce(&mut ClosedChallenge)) {
    Closed::<Test>::mutate(ChallengeId(0), |closed| change(closed.as_mut().expect("it exists")));
}

#[test]
fn bonds_that_are_not_held_are_caught() {
    broken_by(|| change(1, |device| device.bond += 1), "A1: the bonds");
    broken_by(|| change(3, |device| device.deposit -= 1), "A1: the deposits");
    broken_by(|| change(2, |device| device.owner = BOB), "A1: the bonds");
    let nobody = || frame_system::Account::<Test>::remove(ALICE);
    broken_by(nobody, "A1: the owner of a device has no account");
}

#[test]
fn what_is_held_of_who_has_no_device_is_caught() {
    let hold = |reason: HoldReason| {
        assert_ok!(Balances::hold(&reason.into(), &CHARLIE, 1));
    };
    broken_by(|| hold(HoldReason::DeviceBond), "A1: the bonds");
    broken_by(|| hold(HoldReason::DeviceRecord), "A1: the deposits");
}

#[test]
fn commits_to_nothing_that_is_known_are_caught() {
    let pending = |seed| Pending::<Test>::get(gpu(seed).key).expect("it exists");
    let put = move |seed, pending| Pending::<Test>::insert(gpu(seed).key, pending);
    broken_by(|| put(9, pending(1)), "A2: nobody made");
    broken_by(|| put(3, pending(2)), "A2: a device committed to a challenge that is still due");
    let elsewhere = || {
        let challenge = ChallengeId(0);
        put(2, PendingCommit { challenge, ..pending(2) });
    };
    broken_by(elsewhere, "A2: the challenge that is open miscounts");
    broken_by(|| Closed::<Test>::remove(ChallengeId(0)), "A2: a commit belongs to no");
    broken_by(|| NextChallenge::<Test>::put(ChallengeId(7)), "A2: the challenge that is open is");
    let open = || current().id;
    broken_by(
        || {
            let closed = Closed::<Test>::get(ChallengeId(0)).expect("it exists");
            Closed::<Test>::insert(open(), closed);
        },
        "A2: a challenge is open and closed",
    );
    broken_by(
        || {
            Current::<Test>::kill();
            Pending::<Test>::remove(gpu(2).key);
            NextChallenge::<Test>::put(ChallengeId(0));
        },
        "A5: a challenge is closed that",
    );
}

#[test]
fn scores_out_of_nothing_are_caught() {
    broken_by(|| change(1, |device| device.score = MilliComputeUnits(1)), "A3: a score");
    let above = |device: &mut DeviceOf<Test>| {
        device.audited = MilliComputeUnits(1_000);
        device.score = MilliComputeUnits(1_101);
    };
    broken_by(|| change(1, above), "A3: a score");
    broken_by(|| change(1, |device| device.misses = 3), "A3: a device takes part");
    broken_by(|| change(1, |device| device.counts_from = now() + 1), "A3: a commit would count");
}

#[test]
fn keys_that_are_not_used_are_caught() {
    broken_by(|| UsedKeys::<Test>::remove(gpu(1).key), "A4: the key");
    broken_by(|| Descriptions::<Test>::remove(gpu(1).key), "A4: a device has no");
}

#[test]
fn challenges_that_miscount_are_caught() {
    broken_by(|| change_closed(|closed| closed.unsettled = 2), "A5: a challenge miscounts");
    broken_by(|| change_closed(|closed| closed.unsettled = 0), "A5: something is left");
    broken_by(|| Pending::<Test>::remove(gpu(1).key), "A5: a challenge miscounts");
}

#[test]
fn a_queue_in_disorder_is_caught() {
    broken_by(|| change(3, |device| device.ticket = None), "A6: a device waits without");
    broken_by(|| change(1, |device| device.ticket = Some(0)), "A6: a device waits without");
    broken_by(|| change(3, |device| device.audits_due = 0), "A6: a device waits that needs");
    broken_by(|| change(3, |device| device.ticket = Some(1)), "A6: the ticket");
    broken_by(|| WaitingRoom::<Test>::insert(0, gpu(1).key), "A6: the ticket");
    broken_by(|| Trials::<Test>::mutate(|room| room.taken = 1), "A6: places on trial");
    broken_by(|| change(1, |device| device.state = DeviceState::Paused), "A6: places on trial");
    broken_by(|| MaxOnTrial::set(1), "A6: more are on trial");
    broken_by(|| Trials::<Test>::mutate(|room| room.head = 2), "A6: the queue ends");
    broken_by(|| Trials::<Test>::mutate(|room| room.head = 1), "A6: a ticket was called");
    let twice = || {
        WaitingRoom::<Test>::insert(1, gpu(3).key);
        Trials::<Test>::mutate(|room| room.tail = 2);
    };
    broken_by(twice, "A6: a device has two");
    let nobody = || {
        WaitingRoom::<Test>::insert(1, gpu(9).key);
        Trials::<Test>::mutate(|room| room.tail = 2);
    };
    broken_by(nobody, "A6: nobody has");
}

#[test]
fn blocks_without_a_vrf_output_are_caught() {
    broken_by(|| VrfInEveryBlock::set(false), "A10: a block");
}

#[test]
fn settings_out_of_bounds_are_caught() {
    broken_by(|| Settings::<Test>::mutate(|settings| settings.samples = 0), "A7");
}

/// Lets two of three devices be offered, the first at the first place.
fn offer_two() {
    for seed in [1, 2] {
        let was_on_trial =
            DeviceRecords::<Test>::get(gpu(seed).key).is_some_and(|it| it.is_on_trial());
        let place = Offers::<Test>::count();
        change(seed, |device| (device.audits_due, device.place) = (0, Some(place)));
        Trials::<Test>::mutate(|room| room.taken -= u32::from(was_on_trial));
        Offers::<Test>::insert(place, Offer { device: gpu(seed).key, since: now() });
    }
    check();
}

#[test]
fn an_index_of_offers_that_is_not_that_of_devices_is_caught() {
    let broken = |breakage: fn(), complaint| {
        broken_by(
            || {
                offer_two();
                breakage();
            },
            complaint,
        );
    };
    broken(|| change(1, |device| device.place = None), "A8: devices offered");
    broken(|| Offers::<Test>::remove(1), "A8: devices offered");
    let swapped = || {
        change(1, |device| device.place = Some(1));
        change(2, |device| device.place = Some(0));
    };
    broken(swapped, "A8: a device is at another one's");
    let moved = || {
        let offer = Offers::<Test>::take(1).expect("it exists");
        Offers::<Test>::insert(2, offer);
        change(2, |device| device.place = Some(2));
    };
    broken(moved, "A8: a place is past");
    let late = || {
        let offer = Offers::<Test>::get(1).expect("it exists");
        Offers::<Test>::insert(1, Offer { since: now() + 1, ..offer });
    };
    broken(late, "A8: a device came to its place in the future");
    let gone = || {
        let offer = Offers::<Test>::get(1).expect("it exists");
        Offers::<Test>::insert(1, Offer { device: gpu(9).key, ..offer });
    };
    broken(gone, "A8: nobody is offered");
    broken(|| change(1, |device| device.state = DeviceState::Paused), "A8: a device is offered");
}

#[test]
fn beacons_that_are_kept_for_nobody_or_too_early_are_caught() {
    let put = |height, requests, value| Samples::<Test>::insert(height, Sample { requests, value });
    broken_by(|| put(now(), 0, Some([1; 32])), "A9: a beacon is kept");
    broken_by(|| put(now(), 1, None), "A9: a beacon is missing");
    broken_by(|| put(now() + 1, 1, Some([1; 32])), "A9: a beacon is missing");
}
