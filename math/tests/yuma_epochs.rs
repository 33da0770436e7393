// SPDX-License-Identifier: Apache-2.0
//! Single epochs by example: the edges of every rule.

use joule_math::yuma::{
    weights::upscaled, Alpha, Bonds, Epoch, Neuron, Outcome, Parameters, I32F32,
};

const JOULE: u128 = 1_000_000_000_000;
const ONE: I32F32 = I32F32::ONE;
const HALF: I32F32 = I32F32::HALF;
const NONE: I32F32 = I32F32::ZERO;
/// The block of the epoch and of the one before.
const NOW: u32 = 1_000;
const BEFORE: u32 = 640;
const CUTOFF: u32 = 500;

const PARAMETERS: Parameters = Parameters {
    block: NOW,
    last_epoch: BEFORE,
    owner: None,
    kappa: 32_767,
    bonds_penalty: u16::MAX,
    bonds: Bonds::Absolute(Alpha::Ppm(100_000)),
    max_validators: 64,
    min_stake: 100 * JOULE,
    activity_cutoff: CUTOFF,
};

fn miner() -> Neuron {
    Neuron { registered: 100, ..Neuron::default() }
}

/// A validator that set these weights in the block before the epoch.
fn validator(joules: u128, weights: &[(u16, u16)]) -> Neuron {
    Neuron {
        stake: joules * JOULE,
        permit: true,
        last_update: NOW - 1,
        as_of: NOW - 1,
        weights: weights.to_vec(),
        ..miner()
    }
}

fn outcome(neurons: &[Neuron]) -> Outcome {
    Epoch { parameters: PARAMETERS, neurons: neurons.to_vec() }.outcome()
}

fn owned_outcome(owner: u16, neurons: &[Neuron]) -> Outcome {
    let parameters = Parameters { owner: Some(owner), ..PARAMETERS };
    Epoch { parameters, neurons: neurons.to_vec() }.outcome()
}

#[test]
fn an_empty_subnet_leads_to_nothing() {
    let nothing = Outcome { by_stake: true, ..Outcome::default() };
    assert_eq!(outcome(&[]), nothing);
    assert_eq!(owned_outcome(0, &[]), nothing);
}

#[test]
fn one_neuron_is_paid_for_its_stake_but_not_as_a_miner() {
    for weights in [&[][..], &[(0, 1)]] {
        let outcome = outcome(&[validator(100, weights)]);
        assert!(outcome.by_stake);
        assert_eq!(outcome.validators_pay(JOULE), [JOULE]);
        assert_eq!(outcome.miners_pay(JOULE), [0]);
        assert_eq!(outcome.emission, [ONE]);
        assert_eq!(outcome.permits, [true]);
    }
}

#[test]
fn one_owner_may_be_its_own_miner() {
    let outcome = owned_outcome(0, &[validator(100, &[(0, 1)])]);
    assert!(!outcome.by_stake);
    assert_eq!((outcome.incentive[0], outcome.dividends[0]), (ONE, ONE));
    assert_eq!((outcome.miner_shares[0], outcome.validator_shares[0]), (HALF, HALF));
    assert_eq!(outcome.emission, [ONE]);
}

#[test]
fn without_stake_nobody_is_paid() {
    let outcome = outcome(&[validator(0, &[(1, 1)]), miner()]);
    assert!(outcome.by_stake);
    assert_eq!(outcome.validators_pay(JOULE), [0, 0]);
    assert_eq!(outcome.miners_pay(JOULE), [0, 0]);
    assert_eq!(outcome.permits, [false, false]);
}

#[test]
fn without_weights_active_validators_are_paid_by_stake() {
    let idle = Neuron { last_update: 1, ..validator(300, &[]) };
    let without_permit = Neuron { permit: false, ..validator(500, &[]) };
    let neurons = [validator(100, &[]), validator(100, &[]), idle.clone(), without_permit.clone()];
    let active = outcome(&neurons);
    assert!(active.by_stake);
    assert_eq!(active.validator_shares, [HALF, HALF, NONE, NONE]);
    // And where no stake is active, all of it.
    let inactive = outcome(&[idle, without_permit]);
    assert_eq!(inactive.active_stake, [NONE, NONE]);
    assert_eq!(inactive.validators_pay(800), [300, 500]);
}

#[test]
fn stake_below_the_least_counts_as_none_unless_it_is_the_owners() {
    let neurons = [
        Neuron { stake: 100 * JOULE - 1, ..validator(0, &[]) },
        validator(100, &[]),
        Neuron { stake: 100 * JOULE - 1, ..validator(0, &[]) },
    ];
    assert_eq!(outcome(&neurons).stake, [NONE, ONE, NONE]);
    let owned = owned_outcome(2, &neurons);
    assert_eq!(owned.stake[0], NONE);
    assert!(owned.stake[2] > NONE && owned.stake[2] < HALF);
    assert_eq!(owned.permits, [false, true, true]);
}

#[test]
fn the_owner_may_validate_in_any_case_and_takes_nobodys_place() {
    let neurons = [miner(), validator(300, &[]), validator(200, &[]), validator(200, &[])];
    let parameters = Parameters { owner: Some(0), max_validators: 2, ..PARAMETERS };
    let outcome = Epoch { parameters, neurons: neurons.to_vec() }.outcome();
    // Of equal ones the higher uid is in.
    assert_eq!(outcome.permits, [true, true, false, true]);
}

#[test]
fn an_epoch_still_uses_the_permits_of_the_last() {
    let newcomer = Neuron { permit: false, ..validator(900, &[(3, 1)]) };
    let outcome = outcome(&[validator(100, &[(2, 1)]), newcomer, miner(), miner()]);
    assert_eq!(outcome.incentive, [NONE, NONE, ONE, NONE]);
    assert_eq!(outcome.dividends, [ONE, NONE, NONE, NONE]);
    assert_eq!(outcome.active_stake, [ONE, NONE, NONE, NONE]);
    assert_eq!(outcome.permits, [true, true, false, false]);
}

#[test]
fn a_validator_is_active_until_the_cutoff_has_passed() {
    for (last_update, is_active) in [(NOW - CUTOFF, true), (NOW - CUTOFF - 1, false)] {
        let old = Neuron { last_update, ..validator(300, &[(2, 1)]) };
        let outcome = outcome(&[old, validator(100, &[(3, 1)]), miner(), miner()]);
        let earns = if is_active { 2 } else { 3 };
        assert_eq!(outcome.incentive[earns], ONE);
        assert_eq!(outcome.active_stake[0] > NONE, is_active);
    }
}

#[test]
fn weights_for_a_neuron_registered_since_do_not_count() {
    for (as_of, counts) in [(800, false), (801, true)] {
        let judge = Neuron { as_of, ..validator(100, &[(1, 1)]) };
        let newcomer = Neuron { registered: 800, ..miner() };
        let outcome = outcome(&[judge, newcomer]);
        assert_eq!(outcome.incentive[1] == ONE, counts);
    }
}

#[test]
fn bonds_of_a_neuron_registered_since_the_last_epoch_are_void() {
    let bond_after = |registered| {
        let holder = Neuron { bonds: vec![(1, u16::MAX)], ..validator(100, &[]) };
        let neuron = Neuron { registered, ..miner() };
        outcome(&[holder, neuron]).bonds[0].clone()
    };
    // Nine tenths are left of them otherwise.
    assert_eq!(bond_after(BEFORE - 1), [(1, 58_981)]);
    assert_eq!(bond_after(BEFORE), []);
    assert_eq!(bond_after(BEFORE + 1), []);
}

#[test]
fn bonds_grow_to_the_weight_and_decay_without_one() {
    let mut neurons = [validator(100, &[(1, 1), (2, 1)]), miner(), miner()];
    neurons[0].bonds = vec![(2, 10_000), (3, 10_000)];
    // A tenth of a half, and with nine tenths of the old one.
    assert_eq!(outcome(&neurons).bonds[0], [(1, 3_276), (2, 12_276)]);
    let parameters = Parameters {
        bonds: Bonds::Absolute(Alpha::Liquid { low: 6_553, high: 6_553, steepness: 10 }),
        ..PARAMETERS
    };
    neurons[0].weights = vec![(1, 1)];
    let liquid = Epoch { parameters, neurons: neurons.to_vec() }.outcome();
    // An alpha just below a tenth.
    assert_eq!(liquid.bonds[0], [(1, 6_552), (2, 9_000)]);
}

#[test]
fn bonds_never_exceed_one() {
    let parameters = Parameters { bonds: Bonds::Absolute(Alpha::Ppm(u32::MAX)), ..PARAMETERS };
    let full = Neuron { bonds: vec![(1, u16::MAX)], ..validator(100, &[(1, 1)]) };
    let outcome = Epoch { parameters, neurons: vec![full, miner()] }.outcome();
    assert_eq!(outcome.bonds[0], [(1, u16::MAX)]);
}

#[test]
fn bonds_are_lost_with_the_permit() {
    let parameters = Parameters { max_validators: 1, ..PARAMETERS };
    let holder = |joules| Neuron { bonds: vec![(2, 1_000)], ..validator(joules, &[(2, 1)]) };
    let neurons = vec![holder(100), holder(200), miner()];
    let outcome = Epoch { parameters, neurons }.outcome();
    // It still earns by them this time.
    assert!(outcome.dividends[0] > NONE);
    assert_eq!(outcome.permits, [false, true, false]);
    assert!(outcome.bonds[0].is_empty() && !outcome.bonds[1].is_empty());
}

#[test]
fn the_penalty_is_what_the_excess_does_not_buy() {
    // GIVEN one who gives all to a neuron to which the other, with more stake, gives half
    let bought = |bonds_penalty| {
        let neurons =
            vec![validator(100, &[(2, 1)]), validator(300, &[(2, 1), (3, 1)]), miner(), miner()];
        let parameters = Parameters {
            bonds_penalty,
            bonds: Bonds::Absolute(Alpha::Ppm(1_000_000)),
            ..PARAMETERS
        };
        let outcome = Epoch { parameters, neurons }.outcome();
        assert_eq!(outcome.consensus[2], HALF);
        outcome.bonds[0].clone()
    };
    assert_eq!(bought(0), [(2, 65_535)]);
    assert_eq!(bought(u16::MAX), [(2, 32_767)]);
    assert_eq!(bought(32_768), [(2, 49_151)]);
}

#[test]
fn a_weight_that_exactly_kappa_supports_is_consensus() {
    // 26,214 of 65,535 are two fifths.
    let parameters = Parameters { kappa: 26_214, ..PARAMETERS };
    let supporters = |count: usize| {
        let mut neurons: Vec<_> =
            (0..5).map(|i| validator(100, &[(if i < count { 5 } else { 6 }, 1)])).collect();
        neurons.extend([miner(), miner()]);
        Epoch { parameters, neurons }.outcome().consensus[5]
    };
    assert_eq!(supporters(2), ONE);
    assert_eq!(supporters(1), NONE);
}

#[test]
fn relative_bonds_are_stored_by_the_largest() {
    let parameters = Parameters { bonds: Bonds::Relative { alpha_ppm: 100_000 }, ..PARAMETERS };
    let neurons = vec![validator(100, &[(2, 1)]), validator(300, &[(2, 1)]), miner()];
    let outcome = Epoch { parameters, neurons }.outcome();
    assert_eq!(outcome.bonds[..2], [vec![(2, 21_844)], vec![(2, u16::MAX)]]);
    assert_eq!(outcome.validators_pay(4_000_000), [999_999, 3_000_000, 0]);
}

#[test]
fn all_the_stake_there_is_fits() {
    let whole = Neuron { stake: 21_000_000 * JOULE, ..validator(0, &[(2, 1)]) };
    let outcome = outcome(&[whole.clone(), whole, miner()]);
    assert_eq!(outcome.stake, [HALF, HALF, NONE]);
    assert_eq!(outcome.incentive[2], ONE);
}

#[test]
fn entries_out_of_order_do_not_count() {
    let given = |weights: &[(u16, u16)]| {
        outcome(&[validator(100, weights), miner(), miner(), miner()]).incentive
    };
    assert_eq!(given(&[(2, 1), (2, 9), (1, 9)]), [NONE, NONE, ONE, NONE]);
    assert_eq!(given(&[(1, 1), (9, 9), (2, 9)]), [NONE, ONE, NONE, NONE]);
    assert_eq!(given(&[(1, 0), (2, 1)]), [NONE, NONE, ONE, NONE]);
}

#[test]
fn a_weight_never_scales_beyond_the_largest() {
    assert_eq!(upscaled(5, 0), 0);
    assert_eq!(upscaled(0, 5), 0);
    assert_eq!(upscaled(9, 5), u16::MAX);
    assert_eq!(upscaled(u64::MAX, u64::MAX), u16::MAX);
    assert_eq!(upscaled(1, 2), 32_768);
    assert_eq!(upscaled(1, 65_535), 1);
}
