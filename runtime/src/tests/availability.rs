// SPDX-License-Identifier: Apache-2.0
//! Devices that stand by, with the challenges of public networks: what they are paid at most.

use super::{
    market::{pass, provide},
    *,
};
use crate::configs::equilibrium::max_availability;
use joule_primitives::attestation::{DeviceKey, FollowDevices, MilliComputeUnits};
use pallet_joule_attestation::{AttestationSettings, Settings};
use pallet_joule_equilibrium::IdleTimes;
use Sr25519Keyring::Bob;

/// What the full device of these tests computes.
const FULL: MilliComputeUnits = MilliComputeUnits(20);
/// What an hour of it costs elsewhere, in micro-dollars.
const REFERENCE: u128 = 200_000;
/// Blocks of an hour.
const HOUR_BLOCKS: u128 = 600;

/// Runs `test` with blocks and challenges as on public networks, and the class of development.
fn run_public(test: impl FnOnce(&AttestationSettings)) {
    let mut config: RuntimeGenesisConfig =
        serde_json::from_value(genesis_of(networks::DEVELOPMENT)).expect("the preset is complete");
    config.timing.slot_duration_ms = 6_000;
    let classes = config.attestation.settings.classes.clone();
    config.attestation.settings = AttestationSettings { classes, ..AttestationSettings::public() };
    let state = config.build_storage().expect("the genesis builds").into();
    run_on(state, || test(&Settings::<Runtime>::get()));
}

/// What the time that counts has cost elsewhere, in micro-dollars, if a device proves its work after
/// so many blocks.
fn counted(device: &DeviceKey, blocks: u32) -> u128 {
    type Followers = <Runtime as pallet_joule_attestation::Config>::Followers;
    let sum = || IdleTimes::<Runtime>::iter_values().map(|idle| idle.usd_micro).sum::<u128>();
    let before = sum();
    Followers::on_proved(device, &account(Bob), FULL, blocks);
    sum() - before
}

#[test]
fn no_gap_between_challenges_is_worth_a_rented_card() {
    run_public(|settings| {
        let device = provide(Bob);
        pass(1);
        let rent_of_window = REFERENCE * u128::from(settings.commit_blocks) / HOUR_BLOCKS;
        let highest = max_availability(settings);
        // From the first block of one window to the last one of the next.
        let longest = settings.max_gap_blocks + settings.commit_blocks;
        for gap in settings.min_gap_blocks..=longest {
            let earned = highest.mul_ceil(counted(&device, gap));
            assert!(earned * 4 <= rent_of_window * 3, "{gap}: {earned} of {rent_of_window}");
        }
    });
}

#[test]
fn a_gap_counts_up_to_the_mean_one() {
    run_public(|settings| {
        let device = provide(Bob);
        pass(1);
        for (gap, counts) in [(100, 100), (602, 602), (603, 603), (604, 603), (1_200, 603)] {
            assert_eq!(counted(&device, gap), REFERENCE * counts / HOUR_BLOCKS, "{gap}");
        }
        assert_eq!((settings.min_gap_blocks, settings.max_gap_blocks), (100, 1_200));
    });
}
