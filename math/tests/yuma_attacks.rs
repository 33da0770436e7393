// SPDX-License-Identifier: Apache-2.0
//! Attempts to earn what nobody recognises.

use joule_math::yuma::{Alpha, Bonds, Epoch, Neuron, Outcome, Parameters, I32F32};

const PARAMETERS: Parameters = Parameters {
    block: 1_000,
    last_epoch: 640,
    owner: None,
    kappa: 32_767,
    bonds_penalty: u16::MAX,
    bonds: Bonds::Absolute(Alpha::Ppm(100_000)),
    max_validators: 64,
    min_stake: 1,
    activity_cutoff: 5_000,
};

/// What miners and what validators get of an epoch's emission.
const HALF: u128 = 41_000_000;

fn miner() -> Neuron {
    Neuron { registered: 100, ..Neuron::default() }
}

fn validator(stake: u128, weights: &[(u16, u16)]) -> Neuron {
    Neuron {
        stake,
        permit: true,
        last_update: 900,
        as_of: 900,
        weights: weights.to_vec(),
        ..miner()
    }
}

fn outcome(neurons: Vec<Neuron>) -> Outcome {
    Epoch { parameters: PARAMETERS, neurons }.outcome()
}

fn paid(outcome: &Outcome) -> (u128, u128) {
    (outcome.miners_pay(HALF).iter().sum(), outcome.validators_pay(HALF).iter().sum())
}

#[test]
fn validators_that_stop_to_judge_earn_no_more_than_before() {
    // GIVEN three validators, and what they are paid while they judge
    let neurons = |weights: &[(u16, u16)]| {
        vec![validator(50, weights), validator(50, weights), validator(100, weights), miner()]
    };
    assert_eq!(paid(&outcome(neurons(&[(3, 1)]))), (HALF, HALF));
    // WHEN all of them set no weights, or weigh themselves only
    let silent = outcome(neurons(&[]));
    let mut selfish = neurons(&[]);
    for (uid, neuron) in (0..3).zip(&mut selfish) {
        neuron.weights = vec![(uid, u16::MAX)];
    }
    // THEN the miners' half is nobody's
    for outcome in [silent, outcome(selfish)] {
        assert!(outcome.by_stake);
        assert_eq!(paid(&outcome), (0, HALF));
    }
}

#[test]
fn before_anybody_may_validate_stake_earns_no_more_than_validators_do() {
    let staker = Neuron { permit: false, ..validator(100, &[(1, 1)]) };
    assert_eq!(paid(&outcome(vec![staker, miner()])), (0, HALF));
}

#[test]
fn a_subnet_with_nobody_in_it_pays_nobody() {
    assert_eq!(paid(&outcome(Vec::new())), (0, 0));
    assert_eq!(paid(&outcome(vec![miner(), miner()])), (0, 0));
}

#[test]
fn who_decided_before_a_neuron_came_does_not_pay_it_for_its_predecessor() {
    // GIVEN weights committed to in block 100 for uid 1, which another neuron takes in block 200
    let judge = Neuron { as_of: 100, last_update: 400, ..validator(100, &[(1, 1), (2, 1)]) };
    let newcomer = Neuron { registered: 200, ..miner() };
    let old = Neuron { registered: 50, ..miner() };
    // WHEN they are revealed in block 400
    let outcome = outcome(vec![judge, newcomer, old]);
    // THEN all goes to the neuron that they were about
    assert_eq!(outcome.incentive, [I32F32::ZERO, I32F32::ZERO, I32F32::ONE]);
    assert_eq!(outcome.active_stake[0], I32F32::ONE);
}

#[test]
fn an_owner_with_a_minority_earns_nothing_even_at_the_lowest_kappa() {
    // GIVEN an owner with 39.9 %, and honest validators that agree
    let parameters = Parameters { owner: Some(0), kappa: 26_214, ..PARAMETERS };
    let neurons = |own: u128| {
        vec![
            validator(own, &[(0, u16::MAX)]),
            validator((1_000 - own) / 2, &[(3, 1)]),
            validator((1_000 - own) / 2, &[(3, 1)]),
            miner(),
        ]
    };
    let outcome = |own| Epoch { parameters, neurons: neurons(own) }.outcome();
    let minority = outcome(398);
    assert_eq!(minority.incentive[0], I32F32::ZERO);
    assert_eq!(minority.dividends[0], I32F32::ZERO);
    assert_eq!(minority.miners_pay(HALF)[3], HALF);
    // What kappa is for: with two fifths it would be its own majority.
    assert!(outcome(402).incentive[0] > I32F32::ZERO);
}

#[test]
fn copying_what_others_recognised_first_earns_less() {
    // GIVEN a validator that recognises a new miner, which others follow three epochs later
    let mut epoch = Epoch {
        parameters: PARAMETERS,
        neurons: vec![
            validator(100, &[(3, 1)]),
            validator(100, &[(2, 1)]),
            miner(),
            miner(),
            validator(10, &[(3, 1)]),
        ],
    };
    epoch.parameters.bonds_penalty = 0;
    let run = |epoch: &mut Epoch| {
        let outcome = epoch.outcome();
        for (neuron, bonds) in epoch.neurons.iter_mut().zip(&outcome.bonds) {
            neuron.bonds.clone_from(bonds);
        }
        outcome
    };
    for _ in 0..3 {
        run(&mut epoch);
    }
    epoch.neurons[1].weights = vec![(3, 1)];
    let outcome = run(&mut epoch);
    // THEN of equal stakes the first earns several times as much
    let (first, follower) = (outcome.dividends[0], outcome.dividends[1]);
    assert!(first > follower.saturating_mul_int(3), "{first:?}, {follower:?}");
}

#[test]
fn liquid_alpha_depends_on_what_exceeds_the_consensus() {
    let alpha = Alpha::Liquid { low: 45_875, high: 58_982, steepness: 10 };
    let part = |percent: u128| I32F32::from_ratio(percent, 100);
    let near = |number: I32F32, thousandths: i64| {
        (number.to_bits() * 1_000 - (thousandths << 32)).abs() < 1 << 32
    };
    // Buying: with the consensus slowly, far above it fast.
    assert!(near(alpha.at(part(20), part(10), part(20)), 701));
    assert!(near(alpha.at(part(70), part(10), part(20)), 800));
    assert!(near(alpha.at(part(100), part(10), part(0)), 899));
    // Selling: a small part slowly, all of it fast.
    assert!(near(alpha.at(part(10), part(20), part(50)), 704));
    assert!(near(alpha.at(part(0), part(100), part(50)), 899));
}

#[test]
fn no_parameters_lead_alpha_out_of_its_range() {
    for (low, high) in [(0, u16::MAX), (u16::MAX, 0), (1, 2), (7, 7)] {
        for steepness in [0, 1, 100, u16::MAX] {
            let alpha = Alpha::Liquid { low, high, steepness };
            let (least, most) = (low.min(high), low.max(high));
            for bits in [i64::MIN, -1, 0, 1, 1 << 31, 1 << 32, i64::MAX] {
                let number = I32F32::from_bits(bits);
                for found in [
                    alpha.at(number, I32F32::ZERO, I32F32::HALF),
                    alpha.at(I32F32::ZERO, number, I32F32::HALF),
                    alpha.at(I32F32::HALF, I32F32::HALF, number),
                ] {
                    assert!(found >= I32F32::from_u16_fraction(least));
                    assert!(found <= I32F32::from_u16_fraction(most));
                }
            }
        }
    }
    for ppm in [0, 1, 999_999, 1_000_000, u32::MAX] {
        let found = Alpha::Ppm(ppm).at(I32F32::ZERO, I32F32::ZERO, I32F32::ZERO);
        assert!((I32F32::ZERO..=I32F32::ONE).contains(&found));
    }
}
