// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, Members, RootSettings, Settings, BACKLOG_BLOCKS, TRUST_THRESHOLD};
use sp_runtime::Perbill;

#[test]
fn genesis_fixes_the_settings() {
    let settings = RootSettings {
        commit_reveal_period: Some(2),
        expiry_blocks: 5_000,
        counted_cap: Perbill::from_percent(30),
    };
    run_with(settings, || {
        assert_eq!(Settings::<Test>::get(), settings);
        assert!(Members::<Test>::get().is_empty());
    });
}

#[test]
fn a_genesis_that_says_nothing_is_that_of_a_public_network() {
    run_with(RootSettings::default(), || {
        let settings = Settings::<Test>::get();
        assert_eq!(settings.expiry_blocks, 201_600);
        assert_eq!(settings.commit_reveal_period, None);
        assert_eq!(settings.counted_cap, Perbill::from_percent(10));
    });
}

#[test]
fn constants_are_what_they_are_called() {
    assert_eq!(BACKLOG_BLOCKS, 1_296_000);
    assert_eq!(TRUST_THRESHOLD, Perbill::from_rational(1u32, 64));
}

#[test]
fn the_bounds_themselves_are_allowed() {
    for (commit_reveal_period, expiry_blocks) in
        [(None, 101), (Some(1), 201), (Some(100), 10_101), (None, 201_600)]
    {
        let settings = RootSettings { commit_reveal_period, expiry_blocks, ..RootSettings::PUBLIC };
        run_with(settings, || {});
        run_with(RootSettings { counted_cap: Perbill::one(), ..settings }, || {});
    }
}

#[test]
fn settings_without_sense_are_refused_with_a_sentence() {
    for (commit_reveal_period, expiry_blocks, said) in [
        (None, 0, "expiryBlocks` above 100,"),
        (None, 100, "expiryBlocks` above 100,"),
        (None, 201_601, "to 201600 at most"),
        (None, u32::MAX, "to 201600 at most"),
        (Some(1), 200, "expiryBlocks` above 200,"),
        (Some(100), 10_100, "expiryBlocks` above 10100,"),
        (Some(0), 201_600, "commitRevealPeriod` to 1 to 100"),
        (Some(101), 201_600, "commitRevealPeriod` to 1 to 100"),
        (Some(u16::MAX), u32::MAX, "commitRevealPeriod` to 1 to 100"),
    ] {
        let settings = RootSettings { commit_reveal_period, expiry_blocks, ..RootSettings::PUBLIC };
        refused_with(settings, said);
    }
    let counted_cap = Perbill::from_parts(99_999_999);
    refused_with(
        RootSettings { counted_cap, ..RootSettings::PUBLIC },
        "countedCap` to 100000000 to",
    );
    refused_with(
        RootSettings { counted_cap: Perbill::zero(), ..RootSettings::PUBLIC },
        "counts 0 billionths",
    );
}

fn refused_with(settings: RootSettings, said: &str) {
    let refused = std::panic::catch_unwind(|| genesis(settings));
    let Err(panic) = refused else { panic!("{settings:?} got through") };
    let message = panic.downcast_ref::<String>().expect("the panic carries a sentence");
    assert!(message.contains(said), "{message}");
}
