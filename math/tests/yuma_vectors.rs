// SPDX-License-Identifier: Apache-2.0
//! The epoch and its parts against `vectors/yuma.json`.

use joule_math::yuma::{
    bonds::moved,
    consensus::{clipped, consensus},
    fixed::normalised,
    matrix::Row,
    stake::permits,
    weights::upscaled,
    Alpha, Bonds, Epoch, Neuron, Outcome, Parameters, I32F32,
};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The whole emission in the vectors.
const EMISSION: u128 = 1_000_000_000;

/// What the file holds besides: of subnets and of paying out.
const OF_OTHERS: [&str; 5] =
    ["lock_cost", "burn_decay", "burn_half_life", "childkey_90_10", "drain_two_validators"];

/// What this file checks.
const CHECKED: [&str; 16] = [
    "weighted_median",
    "weighted_median_col",
    "is_topk",
    "vec_max_upscale_to_u16",
    "col_clip",
    "mat_ema_alpha",
    "orig_test_bonds",
    "orig_test_active_stake",
    "orig_test_512_graph",
    "orig_test_10_graph",
    "orig_test_zero_weights",
    "orig_two_servers",
    "y3_kappa_moves_first",
    "y3_kappa_moves_last",
    "y3_one_epoch_switch",
    "y3_bonds_reset",
];

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    inputs: Value,
    expected: Value,
    #[serde(default)]
    tolerance: Value,
}

fn vectors() -> Vec<Vector> {
    let file: File = serde_json::from_str(include_str!("vectors/yuma.json"))
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

fn fixed(value: f64) -> I32F32 {
    I32F32::from_bits((value * 4_294_967_296.0).round() as i64)
}

fn all_fixed(values: &Value) -> Vec<I32F32> {
    read::<Vec<f64>>(values).into_iter().map(fixed).collect()
}

fn rows(values: &Value) -> Vec<Row> {
    let row = |row: Vec<f64>| (0..).zip(row).map(|(uid, value)| (uid, fixed(value))).collect();
    read::<Vec<Vec<f64>>>(values).into_iter().map(row).collect()
}

fn real(number: I32F32) -> f64 {
    number.to_bits() as f64 / 4_294_967_296.0
}

fn u16s(numbers: &[I32F32]) -> Vec<u16> {
    numbers.iter().map(|number| number.to_u16_fraction()).collect()
}

fn of_emission(numbers: &[I32F32]) -> Vec<u128> {
    numbers.iter().map(|part| part.of(EMISSION)).collect()
}

#[test]
fn every_vector_is_known() {
    for Vector { id, .. } in vectors() {
        assert!(CHECKED.contains(&id.as_str()) || OF_OTHERS.contains(&id.as_str()), "{id}");
    }
    assert_eq!(vectors().len(), CHECKED.len() + OF_OTHERS.len());
}

#[test]
fn the_consensus_about_one_neuron_is_the_weighted_median() {
    let Vector { inputs, expected, .. } = vector("weighted_median");
    let majority = fixed(read(&inputs["majority"]));
    let cases: Vec<Value> = read(&inputs["cases"]);
    let expected: Vec<f64> = read(&expected);
    assert_eq!(cases.len(), expected.len());
    for (case, expected) in cases.iter().zip(expected) {
        let stake = all_fixed(&case["stake"]);
        let scores = all_fixed(&case["score"]);
        let column: Vec<Row> = scores.into_iter().map(|score| vec![(0, score)]).collect();
        let median = consensus(&stake, &column, majority);
        // Without stake there is no neuron either.
        let median = median.first().copied().unwrap_or_default();
        assert_eq!(median, fixed(expected), "{case}");
    }
}

#[test]
fn the_consensus_is_the_weighted_median_of_each_column() {
    let Vector { inputs, expected, .. } = vector("weighted_median_col");
    let cases: Vec<Value> = read(&inputs["cases"]);
    let expected: Vec<Value> = read(&expected);
    assert_eq!(cases.len(), expected.len());
    for (case, expected) in cases.iter().zip(expected) {
        let stake = normalised(all_fixed(&case["stake"]));
        let majority = fixed(read(&case["majority"]));
        let mut medians = consensus(&stake, &rows(&case["weights"]), majority);
        // As many columns as rows are there, and nobody says anything about the last.
        assert_eq!(medians.pop(), Some(I32F32::ZERO));
        assert_eq!(medians, all_fixed(&expected), "{case}");
    }
}

#[test]
fn permits_go_to_the_top_and_of_equals_to_the_higher_uid() {
    let Vector { inputs, expected, .. } = vector("is_topk");
    let cases: Vec<Value> = read(&inputs["cases"]);
    let expected: Vec<Vec<bool>> = read(&expected);
    assert_eq!(cases.len(), expected.len());
    for (case, expected) in cases.iter().zip(expected) {
        assert_eq!(permits(&all_fixed(&case["values"]), read(&case["k"]), None), expected);
    }
}

#[test]
fn weights_are_scaled_to_the_largest() {
    let Vector { inputs, expected, .. } = vector("vec_max_upscale_to_u16");
    let cases: Vec<Value> = read(&inputs["cases"]);
    let expected: Vec<Vec<u16>> = read(&expected);
    assert_eq!(cases.len(), expected.len());
    for (case, expected) in cases.iter().zip(expected) {
        let values: Vec<u64> =
            all_fixed(case).iter().map(|value| value.to_bits().unsigned_abs()).collect();
        let largest = values.iter().copied().max().expect("not empty");
        let scaled: Vec<u16> = values.into_iter().map(|value| upscaled(value, largest)).collect();
        assert_eq!(scaled, expected, "{case}");
    }
}

#[test]
fn weights_are_clipped_by_column() {
    let Vector { inputs, expected, .. } = vector("col_clip");
    let thresholds = all_fixed(&inputs["thresholds"]);
    assert_eq!(clipped(&rows(&inputs["matrix"]), &thresholds), rows(&expected));
}

#[test]
fn bonds_move_by_alpha_and_end_at_one() {
    let Vector { inputs, expected, tolerance, .. } = vector("mat_ema_alpha");
    // The figures come from 32 bits.
    let all = |matrix: &Value| -> Vec<I32F32> {
        let numbers = read::<Vec<Vec<f32>>>(matrix).concat();
        numbers.into_iter().map(|number| fixed(number.into())).collect()
    };
    let alpha = fixed(read::<f32>(&inputs["alpha"]).into());
    let (old, new, expected) = (all(&inputs["old"]), all(&inputs["new"]), all(&expected));
    assert_eq!((old.len(), new.len(), expected.len()), (12, 12, 12));
    for ((old, new), expected) in old.into_iter().zip(new).zip(expected) {
        let bond = moved(old, new, alpha).min(I32F32::ONE);
        assert!((real(bond) - real(expected)).abs() <= read(&tolerance), "{bond:?}, {expected:?}");
    }
}

/// The parameters that the vectors name, with everybody active.
fn parameters(inputs: &Value) -> Parameters {
    let alpha_ppm = 1_000_000 - read::<u32>(&inputs["bonds_moving_average_ppm"]);
    let liquid = |liquid: &Value| {
        // "6553/65535 (~0.1)", and a steepness in hundredths.
        let part = |name: &str| {
            let text: String = read(&liquid[name]);
            text.split('/').next().and_then(|part| part.parse().ok()).expect("a part of 65535")
        };
        let steepness = read::<u16>(&liquid["sigmoid_steepness"]) / 100;
        Bonds::Absolute(Alpha::Liquid { low: part("low"), high: part("high"), steepness })
    };
    let bonds = match &inputs["liquid_alpha"] {
        Value::Bool(false) => Bonds::Relative { alpha_ppm },
        chosen => liquid(chosen),
    };
    let given = |name: &str, otherwise: u64| inputs[name].as_u64().unwrap_or(otherwise);
    Parameters {
        block: 1,
        last_epoch: 1,
        owner: None,
        kappa: read(&inputs["kappa_u16"]),
        bonds_penalty: read(&inputs["bonds_penalty_u16"]),
        bonds,
        max_validators: u16::try_from(given("max_validators", 64)).expect("few"),
        min_stake: given("min_stake_threshold", 0).into(),
        activity_cutoff: u32::try_from(given("activity_cutoff", 5_000)).expect("blocks"),
    }
}

/// Neurons registered in the block before, with this stake.
fn neurons(stake: &[u128]) -> Vec<Neuron> {
    let neuron =
        |stake: &u128| Neuron { stake: *stake, last_update: 1, as_of: 1, ..Neuron::default() };
    stake.iter().map(neuron).collect()
}

/// Runs the epoch, and leaves its permits and bonds for the next.
fn run(epoch: &mut Epoch) -> Outcome {
    let outcome = epoch.outcome();
    for ((neuron, permit), bonds) in
        epoch.neurons.iter_mut().zip(&outcome.permits).zip(&outcome.bonds)
    {
        neuron.permit = *permit;
        neuron.bonds.clone_from(bonds);
    }
    outcome
}

fn bond(outcome: &Outcome, validator: usize, uid: u16) -> u16 {
    let row = &outcome.bonds[validator];
    row.iter().find(|(of, _)| *of == uid).map_or(0, |(_, bond)| *bond)
}

fn set_permits(epoch: &mut Epoch, permits: &Value) {
    for (neuron, permit) in epoch.neurons.iter_mut().zip(read::<Vec<bool>>(permits)) {
        neuron.permit = permit;
    }
}

/// The numbers that are exact wherever they are given.
fn assert_exact(outcome: &Outcome, expected: &Value, context: &str) {
    let u16_lists = [
        ("consensus_u16", &outcome.consensus),
        ("incentive_u16", &outcome.incentive),
        ("dividends_u16", &outcome.dividends),
        ("validator_trust_u16", &outcome.validator_trust),
    ];
    for (name, found) in u16_lists {
        if let Some(expected) = expected.get(name) {
            let expected: Vec<u16> = read(expected);
            // Some lists hold the validators only.
            assert_eq!(u16s(&found[..expected.len()]), expected, "{name}, {context}");
        }
    }
    if let Some(expected) = expected.get("emission_combined") {
        assert_eq!(of_emission(&outcome.emission), read::<Vec<u128>>(expected), "{context}");
    }
}

#[test]
fn validators_lose_bonds_out_of_consensus_and_regain_them_in_it() {
    let Vector { inputs, expected, .. } = vector("orig_test_bonds");
    let stake: Vec<u128> = read(&inputs["stake"]);
    let mut epoch = Epoch { parameters: parameters(&inputs), neurons: neurons(&stake) };
    set_permits(&mut epoch, &inputs["permits_before"]);
    let steps: Vec<Value> = read(&expected);
    assert_eq!(steps.len(), 8);
    for (index, step) in steps.iter().enumerate() {
        let weights: Vec<BTreeMap<u16, u16>> = read(&step["weights_rows_0_3"]);
        for (neuron, row) in epoch.neurons.iter_mut().zip(weights) {
            neuron.weights = row.into_iter().collect();
        }
        let outcome = run(&mut epoch);
        assert_exact(&outcome, step, &format!("step {index}"));
        let uid = read(&step["bonds_col"]["uid"]);
        let column: Vec<u16> = (0..4).map(|validator| bond(&outcome, validator, uid)).collect();
        assert_eq!(column, read::<Vec<u16>>(&step["bonds_col"]["rows_0_3"]), "step {index}");
    }
}

#[test]
fn first_step_has_the_intermediates_of_the_vector() {
    let Vector { inputs, expected, .. } = vector("orig_test_bonds");
    let stake: Vec<u128> = read(&inputs["stake"]);
    let mut epoch = Epoch { parameters: parameters(&inputs), neurons: neurons(&stake) };
    set_permits(&mut epoch, &inputs["permits_before"]);
    let weights: Vec<BTreeMap<u16, u16>> = read(&expected[0]["weights_rows_0_3"]);
    for (neuron, row) in epoch.neurons.iter_mut().zip(weights) {
        neuron.weights = row.into_iter().collect();
    }
    let outcome = epoch.outcome();
    let expected = &inputs["first_step_intermediates"];
    let is_near = |found: I32F32, expected: f64| (real(found) - expected).abs() < 1e-9;
    let normalised: Vec<f64> = read(&expected["row_normalised"]);
    // All agree: the consensus is what each of them gives.
    for (found, expected) in outcome.consensus.iter().skip(4).zip(normalised) {
        assert!(is_near(*found, expected), "{found:?}, {expected}");
    }
    for (found, expected) in outcome.dividends.iter().zip(read::<Vec<f64>>(&expected["dividends"]))
    {
        assert!(is_near(*found, expected), "{found:?}, {expected}");
    }
    assert!(is_near(outcome.validator_trust[0], read(&expected["validator_trust"])));
}

#[test]
fn inactive_stake_earns_less_and_less() {
    let Vector { inputs, expected, .. } = vector("orig_test_active_stake");
    let stake: Vec<u128> = read(&inputs["stake"]);
    let mut epoch = Epoch { parameters: parameters(&inputs), neurons: neurons(&stake) };
    set_permits(&mut epoch, &inputs["permits_before"]);
    let weights: BTreeMap<usize, BTreeMap<u16, u16>> = read(&inputs["weights"]);
    for (uid, row) in weights {
        epoch.neurons[uid].weights = row.into_iter().collect();
    }
    for step in read::<Vec<Value>>(&expected) {
        epoch.parameters.block = read(&step["block"]);
        for (neuron, block) in epoch.neurons.iter_mut().zip(read::<Vec<u32>>(&step["last_update"]))
        {
            (neuron.last_update, neuron.as_of) = (block, block);
        }
        let outcome = run(&mut epoch);
        assert_exact(&outcome, &step, &format!("block {}", epoch.parameters.block));
        let bonds: Vec<Vec<u16>> =
            (0..2).map(|i| (2..4).map(|uid| bond(&outcome, i, uid)).collect()).collect();
        assert_eq!(bonds, read::<Vec<Vec<u16>>>(&step["bonds_rows_0_1_cols_2_3"]));
    }
}

#[test]
fn equal_validators_and_equal_miners_earn_the_same() {
    let Vector { inputs, expected, .. } = vector("orig_test_512_graph");
    let (n, validators): (u16, u16) = (read(&inputs["n"]), read(&inputs["validators"]));
    let per_validator: u128 = read(&inputs["stake_per_validator"]);
    let stake: Vec<u128> =
        (0..n).map(|uid| if uid < validators { per_validator } else { 0 }).collect();
    let mut epoch = Epoch { parameters: parameters(&inputs), neurons: neurons(&stake) };
    epoch.parameters.max_validators = validators;
    for neuron in epoch.neurons.iter_mut().take(validators.into()) {
        neuron.permit = true;
        neuron.weights = (validators..n).map(|uid| (uid, u16::MAX)).collect();
    }
    for _ in 0..read::<u32>(&inputs["epochs"]) {
        let outcome = run(&mut epoch);
        let (dividends, emission) = (u16s(&outcome.dividends), of_emission(&outcome.emission));
        let (consensus, incentive) = (u16s(&outcome.consensus), u16s(&outcome.incentive));
        for uid in 0..usize::from(n) {
            let role = if uid < usize::from(validators) { "validator" } else { "server" };
            let expected = &expected[role];
            assert_eq!(dividends[uid], read::<u16>(&expected["dividends_u16"]));
            assert_eq!(emission[uid], read::<u128>(&expected["emission"]));
            if role == "server" {
                assert_eq!(consensus[uid], read::<u16>(&expected["consensus_u16"]));
                assert_eq!(incentive[uid], read::<u16>(&expected["incentive_u16"]));
            } else {
                assert_eq!(outcome.bonds[uid].len(), usize::from(n - validators));
                let all: u16 = read(&expected["bond_to_any_server_u16"]);
                assert!(outcome.bonds[uid].iter().all(|(_, bond)| *bond == all));
            }
        }
    }
}

#[test]
fn where_all_weigh_themselves_only_stake_is_paid() {
    let Vector { inputs, expected, .. } = vector("orig_test_10_graph");
    let mut epoch = Epoch { parameters: parameters(&inputs), neurons: neurons(&[1; 10]) };
    for (uid, neuron) in (0..).zip(&mut epoch.neurons) {
        neuron.weights = vec![(uid, u16::MAX)];
    }
    let outcome = epoch.outcome();
    assert!(outcome.by_stake);
    let each: u128 = read(&expected["emission_each"]);
    assert_eq!(of_emission(&outcome.emission), [each; 10]);
    assert_eq!(of_emission(&outcome.validator_shares), [each; 10]);
    assert_eq!(u16s(&outcome.incentive), [read::<u16>(&expected["incentive"]); 10]);
    assert_eq!(u16s(&outcome.dividends), [read::<u16>(&expected["dividends"]); 10]);
}

#[test]
fn without_weights_that_count_stake_is_paid() {
    let Vector { inputs, expected, .. } = vector("orig_test_zero_weights");
    let stake: Vec<u128> = read(&inputs["stake"]);
    let without = Epoch { parameters: parameters(&inputs), neurons: neurons(&stake) };
    let mut with_own = without.clone();
    with_own.neurons[1].weights = vec![(1, u16::MAX)];
    let mut outdated = without.clone();
    outdated.neurons[0].permit = true;
    outdated.neurons[0].weights = vec![(1, u16::MAX)];
    outdated.neurons[1].registered = 1;
    for epoch in [without, with_own, outdated] {
        let outcome = epoch.outcome();
        assert!(outcome.by_stake);
        assert_eq!(of_emission(&outcome.emission), read::<Vec<u128>>(&expected["emission"]));
    }
}

#[test]
fn a_minority_with_a_choice_of_its_own_earns_nothing() {
    let Vector { inputs, expected, .. } = vector("orig_two_servers");
    let stake: Vec<u128> = read(&inputs["stake"]);
    let mut epoch = Epoch { parameters: parameters(&inputs), neurons: neurons(&stake) };
    set_permits(&mut epoch, &inputs["permits"]);
    let weights: BTreeMap<usize, BTreeMap<u16, u16>> = read(&inputs["weights"]);
    for (uid, row) in weights {
        epoch.neurons[uid].weights = row.into_iter().collect();
    }
    let outcome = epoch.outcome();
    assert_exact(&outcome, &expected, "");
    let exact: Vec<u128> = read(&expected["emission_combined_exact"]);
    assert_eq!(of_emission(&outcome.emission), exact);
    assert_eq!(outcome.consensus, all_fixed(&expected["consensus"]));
    assert_eq!(outcome.validator_trust, all_fixed(&expected["validator_trust"]));
    assert_eq!(outcome.dividends, all_fixed(&expected["dividends"]));
    assert_eq!(outcome.emission, all_fixed(&expected["combined_emission_fraction"]));
}

/// An epoch as the vectors with absolute bonds begin: one without weights went before, which gave
/// the permits.
fn with_permits(inputs: &Value) -> Epoch {
    let stake: Vec<u128> = read(&inputs["stake"]);
    let mut epoch = Epoch { parameters: parameters(inputs), neurons: neurons(&stake) };
    let first = run(&mut epoch);
    assert_eq!(first.permits, [true, true, true, false, false]);
    assert!(first.by_stake);
    epoch
}

/// Gives the three validators' weights for the two miners; zeroes are stored as well.
fn set_weights(epoch: &mut Epoch, rows: &[[u16; 2]]) {
    assert_eq!(rows.len(), 3);
    for (neuron, [one, other]) in epoch.neurons.iter_mut().zip(rows) {
        neuron.weights = vec![(3, *one), (4, *other)];
    }
}

/// Within the tolerance of the published figures, and in every digit those of the exact model.
fn assert_absolute(outcome: &Outcome, expected: &Value, tolerance: f64, context: &str) {
    let published: Vec<f64> = read(&expected["dividends"]);
    for (found, expected) in outcome.dividends.iter().zip(published) {
        assert!((real(*found) - expected).abs() <= tolerance, "{context}: {found:?}, {expected}");
    }
    let bonds: Vec<Vec<u16>> =
        (0..3).map(|i| vec![bond(outcome, i, 3), bond(outcome, i, 4)]).collect();
    let published: Vec<Vec<f64>> = read(&expected["bonds_fraction_rows_0_2"]);
    for (found, expected) in bonds.iter().flatten().zip(published.iter().flatten()) {
        let found = f64::from(*found) / 65_535.0;
        assert!((found - expected).abs() <= tolerance, "{context}: {found}, {expected}");
    }
    let model = &expected["exact_model"];
    assert_exact(outcome, model, context);
    assert_eq!(bonds, read::<Vec<Vec<u16>>>(&model["bonds_u16"]), "{context}");
}

fn check_steps(id: &str) {
    let Vector { inputs, expected, tolerance, .. } = vector(id);
    let mut epoch = with_permits(&inputs);
    let steps: Vec<Value> = read(&inputs["steps_weights_rows_0_2"]);
    let expected: Vec<Value> = read(&expected);
    assert_eq!(steps.len(), expected.len());
    for (index, (step, expected)) in steps.iter().zip(&expected).enumerate() {
        if step != "unchanged" {
            set_weights(&mut epoch, &read::<Vec<[u16; 2]>>(step));
        }
        let outcome = run(&mut epoch);
        assert_absolute(&outcome, expected, read(&tolerance), &format!("{id}, step {index}"));
    }
}

#[test]
fn the_largest_moves_first() {
    check_steps("y3_kappa_moves_first");
}

#[test]
fn the_largest_moves_last() {
    check_steps("y3_kappa_moves_last");
}

#[test]
fn one_switches_for_one_epoch() {
    check_steps("y3_one_epoch_switch");
}

#[test]
fn bonds_of_a_neuron_are_reset() {
    let Vector { inputs, expected, tolerance, .. } = vector("y3_bonds_reset");
    let mut epoch = with_permits(&inputs);
    let (a, b) = ([u16::MAX, 0], [0, u16::MAX]);
    let expected: Vec<Value> = read(&expected);
    let mut checked = 0;
    for index in 0..=40 {
        let rows = match index {
            0 => [a, a, a],
            1 => [a, b, b],
            2..=20 => [b, b, b],
            21 => [b, a, a],
            _ => [a, a, a],
        };
        set_weights(&mut epoch, &rows);
        if index == 20 {
            for neuron in &mut epoch.neurons {
                neuron.bonds.retain(|(uid, _)| *uid != 3);
            }
        }
        let outcome = run(&mut epoch);
        if let Some(expected) = expected.iter().find(|expected| expected["epoch"] == index) {
            assert_absolute(&outcome, expected, read(&tolerance), &format!("epoch {index}"));
            checked += 1;
        }
    }
    assert_eq!(checked, expected.len());
}
