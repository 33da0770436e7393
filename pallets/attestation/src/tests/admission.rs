// SPDX-License-Identifier: Apache-2.0
//! Places on trial, of which there are few, and the queue before them.

use crate::{mock::*, Event, Trials, WaitingRoom, TRIAL_AUDITS};
use frame_support::assert_ok;
use joule_primitives::attestation::{ClassId, DeviceState, Devices};

/// So many devices of an owner.
fn gpus(count: u32) -> Vec<Gpu> {
    let gpus = (1..=count).map(gpu).collect::<Vec<_>>();
    gpus.iter().for_each(|gpu| gpu.register(ALICE));
    gpus
}

fn states(gpus: &[Gpu]) -> Vec<DeviceState> {
    gpus.iter().map(|gpu| gpu.record().state).collect()
}

use DeviceState::{Active, Waiting};

#[test]
fn others_wait_for_their_turn() {
    run(|| {
        MaxOnTrial::set(2);
        let all = gpus(5);
        assert_eq!(states(&all), [Active, Active, Waiting, Waiting, Waiting]);
        assert!(events().contains(&Event::DeviceQueued { device: all[4].key, ticket: 2 }));
        pass(3);
        assert_eq!(states(&all), [Active, Active, Waiting, Waiting, Waiting]);
        assert_ok!(Attestation::leave(signed(ALICE), all[0].key));
        pass(1);
        assert_eq!(states(&all)[2..], [Active, Waiting, Waiting]);
        assert_eq!(Trials::<Test>::get().taken, 2);
        // In the order in which they came.
        assert_ok!(Attestation::leave(signed(ALICE), all[2].key));
        pass(1);
        assert_eq!(states(&all)[3..], [Active, Waiting]);
    });
}

#[test]
fn a_device_that_passes_its_trial_makes_room() {
    run(|| {
        MaxOnTrial::set(1);
        let mut all = gpus(2);
        all[0].pass_trial(1);
        assert_eq!(Trials::<Test>::get().taken, 0);
        pass(1);
        assert_eq!(states(&all), [Active, Active]);
        assert_eq!(Trials::<Test>::get().taken, 1);
        all[1].attend(1);
    });
}

#[test]
fn the_absent_keep_no_places() {
    run(|| {
        MaxOnTrial::set(2);
        let all = gpus(4);
        (0..3).for_each(|_| miss_challenge());
        all[0].settle();
        all[1].settle();
        pass(1);
        assert_eq!(states(&all)[2..], [Active, Active]);
        // They were waiting: they missed nothing.
        assert_eq!(all[2].standing().state, Active);
        // Who comes back waits.
        all[0].resume();
        assert_eq!(all[0].record().state, Waiting);
    });
}

#[test]
fn who_waits_and_leaves_keeps_nobody_up() {
    run(|| {
        MaxOnTrial::set(1);
        let all = gpus(30);
        for gpu in &all[1..29] {
            assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        }
        assert_eq!(WaitingRoom::<Test>::iter().count(), 1);
        assert_ok!(Attestation::leave(signed(ALICE), all[0].key));
        // Twenty-eight holes, of which a block skips eight.
        for _ in 0..3 {
            pass(1);
            assert_eq!(all[29].record().state, Waiting);
        }
        pass(1);
        assert_eq!(all[29].record().state, Active);
        let room = Trials::<Test>::get();
        assert_eq!((room.taken, room.head, room.tail), (1, 29, 29));
    });
}

#[test]
fn nobody_overtakes_the_queue() {
    run(|| {
        MaxOnTrial::set(1);
        let all = gpus(2);
        // GIVEN a place that became free in this block
        assert_ok!(Attestation::leave(signed(ALICE), all[0].key));
        // WHEN somebody else comes
        let late = gpu(9);
        late.register(BOB);
        // THEN it stands behind
        assert_eq!(late.record().state, Waiting);
        pass(1);
        assert_eq!(states(&all)[1], Active);
        assert_eq!(late.record().state, Waiting);
    });
}

#[test]
fn who_fails_needs_a_place_again() {
    run(|| {
        MaxOnTrial::set(1);
        let mut veteran = gpu(1);
        assert_ok!(veteran.register_with(ALICE, ClassId(0), 10 * BOND));
        veteran.pass_trial(1);
        let newcomer = gpu(2);
        newcomer.register(BOB);
        assert_eq!(newcomer.record().state, Active);
        veteran.cheat(1);
        assert_eq!((veteran.record().state, veteran.record().audits_due), (Waiting, 24));
        assert_ok!(Attestation::leave(signed(BOB), newcomer.key));
        pass(1);
        assert_eq!(veteran.record().state, Active);
    });
}

#[test]
fn more_places_are_taken_in_the_same_block_if_there_are() {
    run(|| {
        MaxOnTrial::set(3);
        let all = gpus(20);
        MaxOnTrial::set(20);
        pass(1);
        assert_eq!(states(&all).iter().filter(|state| **state == Active).count(), 3 + 8);
        pass(1);
        assert_eq!(states(&all).iter().filter(|state| **state == Active).count(), 3 + 16);
        pass(1);
        assert!(states(&all).iter().all(|state| *state == Active));
    });
}

/// A device that committed for the last time of its trial, and a newcomer that gets its place while
/// `absence` takes the device out of it. The device waits.
fn waits_with_its_last_audit(absence: impl FnOnce(&Gpu, &dyn Fn())) -> (Gpu, Gpu) {
    MaxOnTrial::set(1);
    let (mut device, newcomer) = (gpu(1), gpu(2));
    device.register(ALICE);
    (1..TRIAL_AUDITS).for_each(|_| device.attend(1));
    next_challenge();
    device.commit(1);
    absence(&device, &|| newcomer.register(BOB));
    assert_eq!((device.record().state, device.record().audits_due), (Waiting, 1));
    assert_eq!(newcomer.record().state, Active);
    (device, newcomer)
}

/// Lets a device that waits pass its trial, and the newcomer leave its place, which is all there is.
fn passes_its_trial_while_it_waits(mut device: Gpu, newcomer: &Gpu) {
    device.open();
    finish();
    // Its node has it settled, as it could not commit before.
    let view = Attestation::view_of(&device.key, now()).expect("it is registered");
    assert!(view.is_held_up);
    device.settle();
    let record = device.record();
    assert_eq!((record.state, record.ticket, record.audits_due), (Active, None, 0));
    assert_eq!((WaitingRoom::<Test>::iter().count(), Trials::<Test>::get().taken), (0, 1));
    check();
    assert_ok!(Attestation::leave(signed(BOB), newcomer.key));
    pass(1);
    assert_eq!(Trials::<Test>::get().taken, 0);
    device.attend(1);
}

#[test]
fn who_passes_its_trial_while_it_waits_after_a_pause_needs_no_place() {
    run(|| {
        let (device, newcomer) = waits_with_its_last_audit(|device, others_come| {
            assert_ok!(submit(device.report_call(current().id, CHARLIE)));
            assert_eq!(device.record().state, DeviceState::Paused);
            others_come();
            assert_ok!(Attestation::raise_bond(signed(ALICE), device.key, BOND));
            device.resume();
        });
        go_to_sample();
        passes_its_trial_while_it_waits(device, &newcomer);
    });
}

#[test]
fn who_passes_its_trial_while_it_waits_after_a_lease_needs_no_place() {
    run(|| {
        let (device, newcomer) = waits_with_its_last_audit(|device, others_come| {
            assert_ok!(Attestation::excuse(&device.key));
            others_come();
            Attestation::end_excuse(&device.key);
        });
        go_to_sample();
        passes_its_trial_while_it_waits(device, &newcomer);
    });
}
