// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{mock::*, EquilibriumSettings, InForce, Parameters, Settings};
use joule_math::bme::Params;
use sp_runtime::Perbill;

#[test]
fn the_genesis_sets_times_and_parameters() {
    run_with(Params::LEAN.into(), || {
        assert_eq!(Settings::<Test>::get(), SETTINGS);
        assert_eq!(InForce::<Test>::get(), Parameters::from(Params::LEAN));
    });
}

#[test]
fn both_presets_may_be_set() {
    for settings in [EquilibriumSettings::public(), EquilibriumSettings::development()] {
        assert_eq!(settings.check(), Ok(()));
        genesis(settings, Parameters::default()).execute_with(check);
    }
    let public = EquilibriumSettings { epoch_blocks: 14_400, claim_epochs: 90, vesting_proofs: 24 };
    assert_eq!(EquilibriumSettings::default(), public);
}

#[test]
fn times_out_of_their_bounds_are_refused() {
    let refusal = |change: fn(&mut EquilibriumSettings)| {
        let mut settings = SETTINGS;
        change(&mut settings);
        settings.check().expect_err("the settings are refused")
    };
    for (told, name) in [
        (refusal(|it| it.epoch_blocks = 9), "epochBlocks"),
        (refusal(|it| it.epoch_blocks = 100_801), "epochBlocks"),
        (refusal(|it| it.claim_epochs = 0), "claimEpochs"),
        (refusal(|it| it.claim_epochs = 366), "claimEpochs"),
        (refusal(|it| it.vesting_proofs = 0), "vestingProofs"),
        (refusal(|it| it.vesting_proofs = 1_001), "vestingProofs"),
    ] {
        assert!(told.ends_with(&format!("Change `equilibrium.settings.{name}`.")), "{told}");
    }
}

#[test]
#[should_panic(expected = "Change `equilibrium.settings.epochBlocks`.")]
fn a_chain_without_epochs_does_not_start() {
    genesis(EquilibriumSettings { epoch_blocks: 0, ..SETTINGS }, Parameters::default());
}

#[test]
#[should_panic(expected = "by which it cannot hold: FreeLunch.")]
fn a_chain_with_a_free_lunch_does_not_start() {
    let max_subsidy = Perbill::from_percent(16);
    genesis(SETTINGS, Parameters { max_subsidy, ..Default::default() });
}

#[test]
fn what_the_runtime_gives_fits_the_pallet() {
    run(crate::Pallet::<Test>::check_constants);
}
