// SPDX-License-Identifier: Apache-2.0
//! The root network against `vectors/root.json`.

use joule_math::root::{logistic, Fraction, Funds, Member, Outcome, Parameters, Root};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;
use sp_arithmetic::Perbill;

/// What the file holds besides: of subnets.
const OF_OTHERS: [&str; 1] = ["root_prune_order"];

/// What this file checks.
const CHECKED: [&str; 2] = ["sigmoid_root", "root_epoch_pruning"];

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    inputs: Value,
    expected: Value,
}

fn vectors() -> Vec<Vector> {
    let file: File = serde_json::from_str(include_str!("vectors/root.json"))
        .expect("the vectors are valid JSON");
    file.vectors
}

fn vector(id: &str) -> Vector {
    assert!(CHECKED.contains(&id), "{id} is not listed");
    vectors().into_iter().find(|vector| vector.id == id).expect("the vectors hold this case")
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("the vectors have this form")
}

fn fraction(value: f64) -> Fraction {
    Fraction::from_bits((value * 9_223_372_036_854_775_808.0) as u64)
}

/// The ten validators of the vector: each gives the same weight to all netuids below its own number.
fn ten_validators() -> (Outcome, Value, u128) {
    let Vector { inputs, expected, .. } = vector("root_epoch_pruning");
    let stake: u128 = read(&inputs["stake_each"]);
    let validators: u16 = read(&inputs["validators"]);
    let member = |i: u16| Member { stake, weights: (0..i).map(|netuid| (netuid, 1)).collect() };
    let root = Root {
        parameters: Parameters {
            rho: read(&inputs["rho"]),
            kappa: read(&inputs["kappa_u16"]),
            // What the vector knows nothing of.
            cap: Perbill::one(),
            trust_threshold: Perbill::zero(),
            turnout_factor: 1,
            decision_factor: 2,
        },
        members: (0..validators).map(member).collect(),
        total_stake: stake * u128::from(validators),
        columns: 11,
    };
    (root.outcome(), expected, read(&inputs["block_emission"]))
}

#[test]
fn every_vector_is_known() {
    for Vector { id, .. } in vectors() {
        assert!(CHECKED.contains(&id.as_str()) || OF_OTHERS.contains(&id.as_str()), "{id}");
    }
    assert_eq!(vectors().len(), CHECKED.len() + OF_OTHERS.len());
}

#[test]
fn the_consensus_is_the_published_one() {
    let Vector { inputs, expected, .. } = vector("sigmoid_root");
    let (rho, kappa) = (read(&inputs["rho"]), fraction(read(&inputs["kappa"])));
    let trust: Vec<f64> = read(&inputs["t"]);
    let expected: Vec<f64> = read(&expected);
    assert_eq!(trust.len(), expected.len());
    for (trust, expected) in trust.into_iter().zip(expected) {
        let found =
            logistic(fraction(trust), kappa, rho).to_bits() as f64 / fraction(1.0).to_bits() as f64;
        // The figures come from 32 bits, of which they lost the last.
        let tolerance = 2.0 / 4_294_967_296.0;
        assert!((found - expected).abs() <= tolerance, "{trust}: {found} is not {expected}");
    }
}

#[test]
fn ten_validators_divide_the_emission_as_published() {
    let (outcome, expected, emission) = ten_validators();
    let expected: Vec<u128> = read(&expected["emission_values_netuid_0_5"]);
    assert_eq!(expected.len(), 6);
    let found: Vec<u128> = outcome.share.iter().map(|share| share.of(emission)).collect();
    assert_eq!(found[..6], expected);
    // Fewer and fewer support the others, and nobody the last two.
    assert!(found[5..10].is_sorted_by(|one, next| one > next));
    assert_eq!(outcome.share[9..], [Fraction::ZERO; 2]);
}

#[test]
fn nothing_holds_the_ten_validators_back() {
    let (outcome, _, emission) = ten_validators();
    assert_eq!(outcome.turnout, Fraction::ONE);
    assert_eq!(outcome.decided, Fraction::ONE);
    assert_eq!(outcome.counted, [1_000; 10]);
    let funds = Funds { inflow: emission, ..Funds::default() };
    let paid: u128 = outcome.amounts(&funds).iter().sum();
    assert!(paid <= emission && emission - paid < 11);
}
