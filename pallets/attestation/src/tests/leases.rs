// SPDX-License-Identifier: Apache-2.0
//! Devices on a lease miss nothing and earn no score.

use crate::{mock::*, Error, Event, Refusal, Trials};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::{DeviceState, Devices},
    money::BurnReason,
};

#[test]
fn a_device_on_a_lease_misses_nothing() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        gpu.attend(1_000);
        miss_challenge();
        assert_ok!(Attestation::excuse(&gpu.key));
        assert!(events().contains(&Event::DeviceExcused { device: gpu.key }));
        let before = gpu.record();
        assert_eq!(before.misses, 1, "what it missed before counts");
        (0..10).for_each(|_| miss_challenge());
        assert_eq!(gpu.standing().score, before.score);
        assert_eq!((gpu.standing().state, gpu.standing().is_idle), (DeviceState::Active, false));
        refuse(gpu.settle_call(), STALE);
        next_challenge();
        gpu.compute(1);
        refuse(gpu.commit_call(), Refusal::DeviceExcused);
        Attestation::end_excuse(&gpu.key);
        // It takes part from the next one on.
        refuse(gpu.commit_call(), STALE);
        finish();
        assert_eq!((gpu.standing().score, gpu.standing().is_idle), (before.score, true));
        gpu.attend(1);
    });
}

#[test]
fn only_an_idle_device_goes_on_a_lease() {
    run(|| {
        let gpu = gpu(1);
        assert_noop!(Attestation::excuse(&gpu.key), Error::<Test>::DeviceNotFound);
        Attestation::end_excuse(&gpu.key);
        gpu.register(ALICE);
        Attestation::end_excuse(&gpu.key);
        assert_ok!(Attestation::excuse(&gpu.key));
        assert_noop!(Attestation::excuse(&gpu.key), Error::<Test>::DeviceNotIdle);
        Attestation::end_excuse(&gpu.key);
        (0..3).for_each(|_| miss_challenge());
        assert_noop!(Attestation::excuse(&gpu.key), Error::<Test>::DeviceNotIdle);
        gpu.resume();
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_noop!(Attestation::excuse(&gpu.key), Error::<Test>::DeviceNotIdle);
    });
}

#[test]
fn a_lease_excuses_from_no_opening() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit_to_nothing(1_000);
        assert_ok!(Attestation::excuse(&gpu.key));
        finish();
        gpu.settle();
        assert_eq!(burned(BurnReason::Slash), BOND / 20);
        assert_eq!(gpu.record().state, DeviceState::Paused);
        Attestation::end_excuse(&gpu.key);
        assert_eq!(gpu.record().state, DeviceState::Paused);
    });
}

#[test]
fn a_bond_stays_as_long_as_a_lease() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        assert_ok!(Attestation::excuse(&gpu.key));
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        pass(300);
        let withdraw = || Attestation::withdraw_bond(signed(ALICE), gpu.key);
        assert_noop!(withdraw(), Error::<Test>::DeviceLeased);
        Attestation::end_excuse(&gpu.key);
        assert!(matches!(gpu.record().state, DeviceState::Leaving { .. }));
        assert_ok!(withdraw());
    });
}

#[test]
fn a_device_on_a_lease_leaves_its_place_on_trial_to_others() {
    run(|| {
        MaxOnTrial::set(1);
        let (mut first, second) = (gpu(1), gpu(2));
        first.register(ALICE);
        second.register(BOB);
        assert_eq!(second.record().state, DeviceState::Waiting);
        assert_ok!(Attestation::excuse(&first.key));
        pass(1);
        assert_eq!((second.record().state, Trials::<Test>::get().taken), (DeviceState::Active, 1));
        // Coming back, it waits itself.
        Attestation::end_excuse(&first.key);
        assert_eq!(first.record().state, DeviceState::Waiting);
        assert_ok!(Attestation::leave(signed(BOB), second.key));
        pass(1);
        assert_eq!(first.record().state, DeviceState::Active);
        first.attend(1);
    });
}

#[test]
fn a_failure_on_a_lease_leads_to_a_trial_after_it() {
    run(|| {
        let mut gpu = gpu(1);
        let class = joule_primitives::attestation::ClassId(0);
        assert_ok!(gpu.register_with(ALICE, class, 10 * BOND));
        gpu.pass_trial(1);
        assert_eq!(Trials::<Test>::get().taken, 0);
        next_challenge();
        gpu.commit_to_nothing(1);
        assert_ok!(Attestation::excuse(&gpu.key));
        finish();
        gpu.settle();
        assert_eq!((gpu.record().state, gpu.record().audits_due), (DeviceState::Active, 24));
        assert_eq!(Trials::<Test>::get().taken, 0);
        Attestation::end_excuse(&gpu.key);
        assert_eq!(Trials::<Test>::get().taken, 1);
    });
}
