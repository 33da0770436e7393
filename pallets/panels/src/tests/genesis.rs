// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{mock::*, PanelSettings, Settings};

#[test]
fn the_genesis_fixes_the_settings() {
    genesis(PanelSettings::development()).execute_with(|| {
        assert_eq!(Settings::<Test>::get(), PanelSettings::development());
        check();
    });
}

#[test]
fn a_public_network_decides_in_three_days() {
    let public = PanelSettings::public();
    assert_eq!(PanelSettings::default(), public);
    assert_eq!((public.commit_blocks, public.reveal_blocks), (600, 600));
    assert_eq!((public.decide_blocks, public.absence_blocks), (43_200, 14_400));
}

#[test]
fn both_presets_are_allowed() {
    for settings in [PanelSettings::public(), PanelSettings::development()] {
        assert_eq!(settings.check(), Ok(()));
    }
}

#[test]
fn settings_out_of_bounds_are_refused_with_the_name_of_what_to_set() {
    let change = |change: fn(&mut PanelSettings)| {
        let mut settings = PanelSettings::public();
        change(&mut settings);
        settings.check()
    };
    for (refusal, name) in [
        (change(|it| it.commit_blocks = 4), "commitBlocks"),
        (change(|it| it.commit_blocks = 14_401), "commitBlocks"),
        (change(|it| it.reveal_blocks = 4), "revealBlocks"),
        (change(|it| it.reveal_blocks = 14_401), "revealBlocks"),
        (change(|it| it.decide_blocks = 3 * 1_264 - 1), "decideBlocks"),
        (change(|it| it.decide_blocks = 30 * 14_400 + 1), "decideBlocks"),
        (change(|it| it.absence_blocks = 0), "absenceBlocks"),
        (change(|it| it.absence_blocks = 30 * 14_400 + 1), "absenceBlocks"),
    ] {
        let refusal = refusal.expect_err(name);
        assert!(refusal.contains(&format!("`panels.settings.{name}`")), "{refusal}");
    }
}

#[test]
fn settings_at_their_bounds_are_allowed() {
    let shortest =
        PanelSettings { commit_blocks: 5, reveal_blocks: 5, decide_blocks: 222, absence_blocks: 1 };
    let longest = PanelSettings {
        commit_blocks: 14_400,
        reveal_blocks: 14_400,
        decide_blocks: 30 * 14_400,
        absence_blocks: 30 * 14_400,
    };
    assert_eq!((shortest.check(), longest.check()), (Ok(()), Ok(())));
}

#[test]
#[should_panic(expected = "Set `panels.settings.commitBlocks` to 5 to 14400.")]
fn a_chain_whose_panels_have_no_time_does_not_start() {
    genesis(PanelSettings { commit_blocks: 0, ..SETTINGS });
}

#[test]
fn the_constants_fit_each_other() {
    crate::disputes::check_constants::<Test>();
}
