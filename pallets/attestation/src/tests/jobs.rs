// SPDX-License-Identifier: Apache-2.0
//! What jobs ask of devices and of the chain: a later block's beacon, bonds that stay, slashes.

use crate::{mock::*, Beacon, DeviceRecords, Error, Event, Offers, Samples, Trials};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::{DeviceKey, DeviceState, Devices},
    money::BurnReason,
    types::BlockNumber,
    verdicts::{EngageDevices, SampleBeacon, SlashDevices},
};
use sp_runtime::{ArithmeticError, Perbill};

const TENTH: Perbill = Perbill::from_percent(10);
/// No device has it.
const UNKNOWN: DeviceKey = DeviceKey([3; 32]);

fn sample(height: BlockNumber) -> Option<[u8; 32]> {
    Attestation::sample(height)
}

#[test]
fn the_beacon_of_a_later_block_is_kept_for_whoever_asked() {
    run(|| {
        let height = Attestation::request();
        assert_eq!(height, now() + 8);
        go_to(height - 1);
        assert_eq!(sample(height), None);
        pass(1);
        let beacon = Beacon::<Test>::get().value;
        assert_eq!(sample(height), Some(beacon));
        pass(1_000);
        assert_eq!(sample(height), Some(beacon));
        assert_eq!(Samples::<Test>::iter().count(), 1);
        Attestation::release(height);
        assert_eq!((sample(height), Samples::<Test>::iter().count()), (None, 0));
    });
}

#[test]
fn a_beacon_is_forgotten_when_all_have_released_it() {
    run(|| {
        let height = Attestation::request();
        assert_eq!(Attestation::request(), height);
        pass(1);
        let next = Attestation::request();
        assert_eq!(next, height + 1);
        // Before it is known, or after.
        Attestation::release(height);
        go_to(next);
        assert!(sample(height).is_some() && sample(next).is_some());
        assert_ne!(sample(height), sample(next));
        Attestation::release(height);
        assert!(sample(height).is_none() && sample(next).is_some());
        Attestation::release(next);
        assert_eq!(Samples::<Test>::iter().count(), 0);
    });
}

#[test]
fn nothing_is_kept_that_nobody_asked_for() {
    run(|| {
        let height = Attestation::request();
        Attestation::release(height);
        pass(20);
        assert_eq!(Samples::<Test>::iter().count(), 0);
        assert!((0..40).all(|height| sample(height).is_none()));
    });
}

#[test]
#[should_panic(expected = "only what was asked for is released")]
fn what_nobody_asked_for_is_not_released() {
    run(|| Attestation::release(5));
}

#[test]
fn a_part_of_a_bond_is_burned() {
    run(|| {
        let gpu = gpu(1);
        assert_ok!(gpu.register_with(ALICE, Default::default(), 2 * BOND));
        let issued = Balances::total_issuance();
        assert_eq!(Attestation::slash(&gpu.key, TENTH), BOND / 5);
        assert_eq!(gpu.record().bond, 2 * BOND - BOND / 5);
        // Again, of what is left.
        assert_eq!(Attestation::slash(&gpu.key, TENTH), BOND / 5 * 9 / 10);
        assert_eq!(bonds_of(&ALICE), gpu.record().bond);
        let lost = 2 * BOND - gpu.record().bond;
        assert_eq!((burned(BurnReason::Slash), issued - Balances::total_issuance()), (lost, lost));
        let (device, amount) = (gpu.key, BOND / 5);
        assert!(events().contains(&Event::SlashedForJob { device, amount }));
        assert_eq!(gpu.record().state, DeviceState::Active);
    });
}

#[test]
fn nothing_is_taken_of_nothing() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let before = state();
        assert_eq!(Attestation::slash(&UNKNOWN, TENTH), 0);
        assert_eq!(Attestation::slash(&gpu.key, Perbill::zero()), 0);
        assert_eq!(state(), before);
        assert_eq!(Attestation::slash(&gpu.key, Perbill::one()), BOND);
        assert_eq!(Attestation::slash(&gpu.key, Perbill::one()), 0);
        assert_eq!((gpu.record().bond, bonds_of(&ALICE)), (0, 0));
    });
}

#[test]
fn who_has_too_little_left_is_paused_and_offered_no_more() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        gpu.pass_trial(1);
        assert_ok!(Attestation::set_offered(signed(ALICE), gpu.key, true));
        Attestation::slash(&gpu.key, TENTH);
        assert_eq!((gpu.record().state, gpu.record().place), (DeviceState::Paused, None));
        assert_eq!(Offers::<Test>::count(), 0);
    });
}

#[test]
fn a_slash_on_trial_leaves_the_place_to_others() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        assert_eq!(Trials::<Test>::get().taken, 1);
        Attestation::slash(&gpu.key, TENTH);
        assert_eq!(Trials::<Test>::get().taken, 0);
    });
}

#[test]
fn who_leaves_still_pays() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_eq!(Attestation::slash(&gpu.key, TENTH), BOND / 10);
        pass(300);
        assert_ok!(Attestation::withdraw_bond(signed(ALICE), gpu.key));
        assert_eq!(Balances::free_balance(&ALICE), ENDOWMENT - FEE - BOND / 10);
        assert_eq!(Attestation::slash(&gpu.key, TENTH), 0);
    });
}

#[test]
fn what_is_due_is_done_before_a_slash() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit_to_nothing(1);
        finish();
        // 5 % for what it did not open, a tenth of the rest for the job.
        let left = BOND - BOND / 20;
        assert_eq!(Attestation::slash(&gpu.key, TENTH), left / 10);
        assert_eq!(gpu.record().bond, left - left / 10);
    });
}

#[test]
fn a_device_that_is_engaged_keeps_its_bond_here() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        assert_ok!(Attestation::engage(&gpu.key));
        assert_ok!(Attestation::engage(&gpu.key));
        assert_eq!(Attestation::engagements(&gpu.key), 2);
        // It may leave, but not with its bond.
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        pass(1_000);
        let withdraw = || Attestation::withdraw_bond(signed(ALICE), gpu.key);
        assert_noop!(withdraw(), Error::<Test>::DeviceEngaged);
        Attestation::disengage(&gpu.key);
        assert_noop!(withdraw(), Error::<Test>::DeviceEngaged);
        Attestation::disengage(&gpu.key);
        assert_ok!(withdraw());
        assert_eq!(Attestation::engagements(&gpu.key), 0);
    });
}

#[test]
fn a_lease_and_a_job_are_counted_apart() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        assert_ok!(Attestation::engage(&gpu.key));
        assert_ok!(Attestation::excuse(&gpu.key));
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        pass(1_000);
        let withdraw = || Attestation::withdraw_bond(signed(ALICE), gpu.key);
        assert_noop!(withdraw(), Error::<Test>::DeviceLeased);
        Attestation::end_excuse(&gpu.key);
        assert_noop!(withdraw(), Error::<Test>::DeviceEngaged);
        Attestation::disengage(&gpu.key);
        assert_ok!(withdraw());
    });
}

#[test]
fn who_leaves_or_is_unknown_is_not_engaged() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        assert_noop!(Attestation::engage(&UNKNOWN), Error::<Test>::DeviceNotFound);
        DeviceRecords::<Test>::mutate(gpu.key, |device| {
            device.as_mut().expect("it is registered").engagements = u32::MAX;
        });
        assert_noop!(Attestation::engage(&gpu.key), ArithmeticError::Overflow);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_noop!(Attestation::engage(&gpu.key), Error::<Test>::DeviceLeaving);
        assert_eq!(Attestation::engagements(&UNKNOWN), 0);
    });
}

#[test]
#[should_panic(expected = "a device is disengaged as often as it was engaged")]
fn who_was_not_engaged_is_not_disengaged() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        Attestation::disengage(&gpu.key);
    });
}
