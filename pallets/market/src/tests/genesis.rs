// SPDX-License-Identifier: Apache-2.0
//! What a chain may begin with.

use crate::{genesis::check_constants, mock::*, MarketSettings, Settings};
use joule_primitives::attestation::MilliComputeUnits;

#[test]
fn constants_agree_with_each_other() {
    check_constants();
}

#[test]
fn the_presets_are_allowed_and_written() {
    for settings in [MarketSettings::public(), MarketSettings::development()] {
        genesis(settings.clone()).execute_with(|| {
            assert_eq!(Settings::<Test>::get(), settings);
        });
    }
    assert_eq!(MarketSettings::default(), MarketSettings::public());
}

#[test]
fn no_class_of_a_public_network_pays_more_for_a_unit_than_another_one() {
    for class in MarketSettings::public().classes {
        assert_eq!(class.full_score.0, class.reference_usd_micro, "a dollar for a thousand units");
    }
}

#[test]
fn settings_that_no_chain_may_have_are_refused_with_their_name() {
    let refusal = |change: fn(&mut MarketSettings)| {
        let mut settings = MarketSettings::public();
        change(&mut settings);
        settings.check().expect_err("not allowed")
    };
    for (name, refusal) in [
        ("beatBlocks", refusal(|it| it.beat_blocks = 0)),
        ("jailBlocks", refusal(|it| it.jail_blocks = u32::MAX)),
        ("minWindowBlocks", refusal(|it| it.min_window_blocks = it.max_window_blocks + 1)),
        ("minNoticeBlocks", refusal(|it| it.min_notice_blocks = it.max_notice_blocks + 1)),
        ("minNoticeBlocks", refusal(|it| it.min_notice_blocks = 3 * it.beat_blocks)),
        ("leastEscrowBlocks", refusal(|it| it.least_escrow_blocks = it.runway_blocks + 1)),
        ("contestBlocks", refusal(|it| it.contest_blocks = 10 * it.beat_blocks + 1)),
        ("bidUsdMicro", refusal(|it| it.bid_usd_micro = 0)),
        ("contestUsdMicro", refusal(|it| it.contest_usd_micro = 0)),
        ("disputeUsdMicro", refusal(|it| it.dispute_usd_micro = 0)),
        ("classes", refusal(|it| it.classes.truncate(0))),
        ("fullScore", refusal(|it| it.classes[1].full_score = MilliComputeUnits(0))),
    ] {
        assert!(refusal.contains(name), "{refusal}");
    }
}

#[test]
#[should_panic(expected = "beatBlocks")]
fn a_chain_with_bad_settings_does_not_start() {
    let mut settings = MarketSettings::public();
    settings.beat_blocks = 0;
    genesis(settings);
}
