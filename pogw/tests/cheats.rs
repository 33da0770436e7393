// SPDX-License-Identifier: Apache-2.0
//! Attempts to be paid for work that was not done.

mod common;

use common::{beacon, params, Forger};
use joule_pogw::{challenge::device_seed, round, Commitment, Params, Refusal, Statement};

/// Beacons that are tried, where all of them are.
const BEACONS: u32 = 4_000;

/// Computes two rounds, in which every fourth entry is wrong.
fn careless(params: Params) -> Forger {
    let mut forger = Forger::new(params);
    for _ in 0..2 {
        forger.compute(|entries| entries.iter_mut().step_by(4).for_each(|entry| *entry ^= 1));
    }
    forger
}

#[test]
fn a_sample_passes_exactly_if_its_entry_is_right() {
    // GIVEN a cheat in every fourth entry, and openings of one sample
    let params = params(3, 1);
    let forger = careless(params);
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..BEACONS {
        let statement = forger.statement(&beacon(number));
        let sample = statement.samples().next().expect("there is one");
        let place = sample.row * params.size() + sample.column;
        // THEN wrong ones are refused, whatever else is in their leaf, and right ones are not
        let expected =
            if place.is_multiple_of(4) { Err(Refusal::WrongEntry { sample: 0 }) } else { Ok(()) };
        assert_eq!(statement.verify(&forger.show(&statement)), expected);
        seen.insert((sample.round, place));
    }
    // AND that is so for every entry there is
    assert_eq!(seen.len(), 2 * 64);
}

#[test]
fn who_computes_a_part_passes_with_that_part_to_the_power_of_the_samples() {
    for samples in [1, 2, 4, 8] {
        let forger = careless(params(3, samples));
        let passes = |number: &u32| {
            let statement = forger.statement(&beacon(*number));
            statement.verify(&forger.show(&statement)).is_ok()
        };
        let passed = (0..BEACONS).filter(passes).count() as f64;
        let probability = 0.75f64.powi(samples.into());
        let expected = probability * f64::from(BEACONS);
        // Five standard deviations; the beacons are the same in every run.
        let deviation = (expected * (1.0 - probability)).sqrt();
        assert!((passed - expected).abs() < 5.0 * deviation, "{passed} of {expected}");
    }
}

#[test]
fn the_refusal_names_the_first_sample_that_is_wrong() {
    let params = params(3, 8);
    let forger = careless(params);
    for number in 0..200 {
        let statement = forger.statement(&beacon(number));
        let mut wrong =
            statement.samples().map(|sample| (sample.row * 8 + sample.column).is_multiple_of(4));
        let first = wrong.position(|is_wrong| is_wrong).and_then(|first| u8::try_from(first).ok());
        let expected = first.map_or(Ok(()), |sample| Err(Refusal::WrongEntry { sample }));
        assert_eq!(statement.verify(&forger.show(&statement)), expected);
    }
}

#[test]
fn the_work_of_another_device_is_worth_nothing() {
    // GIVEN a device that did its work
    let params = params(4, 4);
    let forger = Forger::honest(params, 5);
    for number in 0..50 {
        // WHEN another one commits to it, or to what it did in another challenge
        for commitment in [
            Commitment { device: [0xD2; 32], ..forger.commitment() },
            Commitment { challenge: [0xC2; 32], ..forger.commitment() },
        ] {
            let statement = Statement::new(params, commitment, &beacon(number));
            // THEN all is there, but the matrices are others
            let refusal = statement.verify(&forger.show(&statement));
            assert_eq!(refusal, Err(Refusal::WrongEntry { sample: 0 }));
            assert!(statement.verify(&forger.open(&beacon(number))).is_err());
        }
    }
}

#[test]
fn rounds_that_do_not_follow_on_each_other_are_worth_nothing() {
    // GIVEN rounds that many GPUs computed at once, since none depends on another
    let params = params(3, 1);
    let mut forger = Forger::new(params);
    for number in 0..6 {
        let seed = device_seed(&forger.challenge, &forger.device);
        forger.compute_with(&round::seed(&seed, number, []), |_| {});
    }
    assert_only_rounds_pass(&forger, |round| round == 0);
}

#[test]
fn a_chain_that_begins_anew_in_the_middle_is_worth_its_first_half() {
    // GIVEN two GPUs, of which the second one does not wait for the first
    let params = params(3, 1);
    let mut forger = Forger::honest(params, 4);
    let mut invented = Forger::new(params);
    (0..4).for_each(|_| invented.compute(|entries| entries.fill(0)));
    for _ in 0..4 {
        let seed = invented.seed();
        forger.compute_with(&seed, |_| {});
        invented.compute_with(&seed, |_| {});
    }
    assert_only_rounds_pass(&forger, |round| round < 4);
}

#[test]
fn rounds_that_are_counted_twice_are_worth_what_they_are() {
    // GIVEN the last of three rounds, three times
    let mut forger = Forger::honest(params(3, 1), 2);
    let seed = forger.seed();
    (0..3).for_each(|_| forger.compute_with(&seed, |_| {}));
    assert_only_rounds_pass(&forger, |round| round < 3);
}

/// Openings of one sample hold exactly if the sample's round is one of those that `passes` names.
fn assert_only_rounds_pass(forger: &Forger, passes: impl Fn(u32) -> bool) {
    for number in 0..300 {
        let statement = forger.statement(&beacon(number));
        let sample = statement.samples().next().expect("there is one");
        let expected =
            if passes(sample.round) { Ok(()) } else { Err(Refusal::WrongEntry { sample: 0 }) };
        assert_eq!(statement.verify(&forger.show(&statement)), expected, "{sample:?}");
    }
}

#[test]
fn more_rounds_than_were_computed_are_found_out_where_they_are_sampled() {
    // GIVEN five rounds under a top with room for eight
    let params = params(3, 1);
    let forger = Forger::honest(params, 5);
    for number in 0..300 {
        // WHEN the device claims eight
        let commitment = Commitment { rounds: 8, ..forger.commitment() };
        let statement = Statement::new(params, commitment, &beacon(number));
        let sample = statement.samples().next().expect("there is one");
        // THEN what was not computed cannot be shown
        let expected =
            if sample.round < 5 { Ok(()) } else { Err(Refusal::WrongPath { sample: 0 }) };
        assert_eq!(statement.verify(&forger.show(&statement)), expected);
        // AND a tree of another height than the number says has no opening at all
        for rounds in [1, 2, 4, 9, 16] {
            let commitment = Commitment { rounds, ..forger.commitment() };
            let statement = Statement::new(params, commitment, &beacon(number));
            assert!(statement.verify(&forger.show(&statement)).is_err());
        }
    }
}

#[test]
fn who_computed_more_than_it_claims_is_believed() {
    let params = params(3, 4);
    let forger = Forger::honest(params, 8);
    for rounds in 5..8 {
        let commitment = Commitment { rounds, ..forger.commitment() };
        let statement = Statement::new(params, commitment, &beacon(rounds));
        assert_eq!(statement.verify(&forger.show(&statement)), Ok(()));
    }
}

#[test]
fn an_opening_for_one_beacon_is_none_for_another() {
    let forger = Forger::honest(params(4, 4), 3);
    let opening = forger.open(&beacon(0));
    assert_eq!(forger.statement(&beacon(0)).verify(&opening), Ok(()));
    for number in 1..100 {
        let refusal = forger.statement(&beacon(number)).verify(&opening);
        assert!(matches!(refusal, Err(Refusal::WrongPath { .. })), "{refusal:?}");
    }
}

#[test]
fn records_in_another_order_are_refused() {
    let forger = Forger::honest(params(4, 4), 3);
    let statement = forger.statement(&beacon(0));
    let opening = forger.show(&statement);
    let record = opening.len() / 4;
    for first in 0..3 {
        let mut swapped = opening.clone();
        swapped[first * record..][..2 * record].rotate_left(record);
        assert_ne!(swapped, opening);
        let sample = u8::try_from(first).expect("there are four");
        assert_eq!(statement.verify(&swapped), Err(Refusal::WrongPath { sample }));
    }
}
