// SPDX-License-Identifier: Apache-2.0
//! What is drawn with the beacon: challenges, audits and opening phases.

mod common;

use common::beacon;
use joule_pogw::beacon::{
    audit_draw, is_audited, opening_phase_blocks, step, trigger, Probability, Schedule,
};
use proptest::prelude::*;

const PRODUCTION: Schedule =
    Schedule { mean_interval_blocks: 600, min_gap_blocks: 100, max_gap_blocks: 1_200 };

#[test]
fn the_beacon_takes_in_the_height_the_output_and_all_that_was_before() {
    let base = step(&[1; 32], 7, Some(&[2; 32]));
    assert_ne!(base, step(&[0; 32], 7, Some(&[2; 32])));
    assert_ne!(base, step(&[1; 32], 8, Some(&[2; 32])));
    assert_ne!(base, step(&[1; 32], 7, Some(&[3; 32])));
    assert_eq!(step(&[1; 32], 7, None), step(&[1; 32], 7, Some(&[0; 32])));
}

#[test]
fn challenges_keep_their_gaps() {
    let lucky = (0..).map(beacon).find(|beacon| PRODUCTION.is_triggered(beacon));
    let lucky = lucky.expect("one of 600 is");
    let unlucky = (0..).map(beacon).find(|beacon| !PRODUCTION.is_triggered(beacon));
    let unlucky = unlucky.expect("most are not");
    for (gap, expected) in [(0, (false, false)), (99, (false, false)), (100, (true, false))]
        .into_iter()
        .chain([(1_199, (true, false)), (1_200, (true, true)), (50_000, (true, true))])
    {
        let opens = |beacon| PRODUCTION.opens(beacon, 5_000 + gap, 5_000);
        assert_eq!((opens(&lucky), opens(&unlucky)), expected, "after {gap} blocks");
    }
    // Nor in a block before the last one, which cannot be.
    assert!(!PRODUCTION.opens(&lucky, 4_000, 5_000));
}

#[test]
fn challenges_open_as_often_as_the_schedule_says() {
    let opened = (0..60_000).filter(|number| PRODUCTION.is_triggered(&beacon(*number))).count();
    // 100 are expected; the beacons are the same in every run.
    assert!((50..=150).contains(&opened), "{opened}");
    for always in [0, 1] {
        let schedule = Schedule { mean_interval_blocks: always, ..PRODUCTION };
        assert!((0..100).all(|number| schedule.is_triggered(&beacon(number))));
    }
}

proptest! {
    #[test]
    fn the_trigger_is_compared_exactly(number in any::<u32>(), mean in any::<u32>()) {
        let schedule = Schedule { mean_interval_blocks: mean, ..PRODUCTION };
        let expected = u128::from(trigger(&beacon(number))) * u128::from(mean) < 1 << 64;
        prop_assert_eq!(schedule.is_triggered(&beacon(number)), expected);
    }

    #[test]
    fn the_audit_is_drawn_exactly(
        number in any::<u32>(),
        numerator in any::<u32>(),
        denominator in any::<u32>(),
    ) {
        let draw = u128::from(audit_draw(&beacon(number), &[9; 32]));
        let expected = draw * u128::from(denominator) < u128::from(numerator) << 32;
        let probability = Probability { numerator, denominator };
        prop_assert_eq!(is_audited(&beacon(number), &[9; 32], probability), expected);
    }

    #[test]
    fn a_phase_lies_in_the_first_half_of_the_window(
        number in any::<u32>(),
        window in prop_oneof![0u32..200, any::<u32>()],
    ) {
        let phase = opening_phase_blocks(&beacon(number), &[9; 32], window);
        prop_assert!(phase < (window / 2).max(1));
    }
}

#[test]
fn the_largest_means_and_probabilities_are_compared_without_loss() {
    let certain = Probability { numerator: u32::MAX, denominator: u32::MAX };
    let impossible = Probability { numerator: 0, denominator: u32::MAX };
    for number in 0..1_000 {
        assert!(is_audited(&beacon(number), &[9; 32], certain));
        assert!(!is_audited(&beacon(number), &[9; 32], impossible));
    }
}

#[test]
fn a_tenth_of_the_devices_is_audited_if_the_probability_is_a_tenth() {
    let probability = Probability { numerator: 1, denominator: 10 };
    let audited = (0..20_000).filter(|number| is_audited(&[8; 32], &beacon(*number), probability));
    // 2,000 are expected, with a standard deviation of 42; the devices are the same in every run.
    let audited = audited.count();
    assert!((1_790..=2_210).contains(&audited), "{audited}");
}

#[test]
fn phases_spread_over_the_first_half_of_the_window() {
    let mut devices = [0u32; 32];
    for number in 0..3_200 {
        devices[opening_phase_blocks(&[7; 32], &beacon(number), 64) as usize] += 1;
    }
    // 100 are expected in each block; the devices are the same in every run.
    assert!(devices.iter().all(|count| (50..=150).contains(count)), "{devices:?}");
}
