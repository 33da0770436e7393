// SPDX-License-Identifier: Apache-2.0
//! Every bound of every parameter, at its limit and beyond it.

use crate::{
    bounds::{MAX_BLOCKS, MAX_TEMPO},
    mock::*,
    Error, ParametersUpdate,
};
use frame_support::storage::{with_transaction, TransactionOutcome};
use joule_primitives::{
    subnets::{LiquidAlpha, NetUid, MAX_PAIRS},
    types::BlockNumber,
    units::{JOULE, MICROJOULE},
};
use sp_runtime::{DispatchError, DispatchResult};

/// What an update of Alice's subnet brings, none of which stays.
fn attempt(netuid: NetUid, update: ParametersUpdate) -> DispatchResult {
    with_transaction(|| {
        let outcome = Subnets::set_parameters(signed(ALICE), netuid, update);
        check();
        TransactionOutcome::Rollback(outcome)
    })
}

/// Expects these updates of the defaults to be taken, at a tempo of 100 blocks.
fn taken(updates: &[ParametersUpdate]) {
    run(|| {
        let netuid = subnet(ALICE);
        for update in updates {
            assert_eq!(attempt(netuid, *update), Ok(()), "{update:?}");
        }
    });
}

/// Expects these updates of the defaults to be refused.
fn refused(updates: &[ParametersUpdate], error: Error<Test>) {
    let error = DispatchError::from(error);
    run(|| {
        let netuid = subnet(ALICE);
        let before = state();
        for update in updates {
            assert_eq!(attempt(netuid, *update), Err(error), "{update:?}");
            assert_eq!(state(), before);
        }
    });
}

/// One update for each value.
fn each<Value: Copy>(
    values: &[Value],
    update: impl Fn(Value, &mut ParametersUpdate),
) -> Vec<ParametersUpdate> {
    let named = |value: &Value| {
        let mut named = ParametersUpdate::default();
        update(*value, &mut named);
        named
    };
    values.iter().map(named).collect()
}

#[test]
fn a_tempo_is_neither_too_short_nor_too_long() {
    // With all that must be as long at least.
    let long = |tempo, set: &mut ParametersUpdate| {
        set.tempo = Some(tempo);
        set.weights_rate_limit = Some(0);
        set.immunity_blocks = Some(2 * MAX_TEMPO + 1);
        set.activity_cutoff = Some(3 * MAX_TEMPO);
    };
    taken(&each(&[LIMITS.tempo_min, 100, MAX_TEMPO], long));
    let beyond = [0, 1, LIMITS.tempo_min - 1, MAX_TEMPO + 1, BlockNumber::MAX];
    refused(&each(&beyond, long), Error::TempoOutOfBounds);
}

#[test]
fn a_subnet_is_neither_too_small_nor_too_large() {
    let neurons = |neurons, set: &mut ParametersUpdate| {
        set.max_neurons = Some(neurons);
        set.max_validators = Some(16);
    };
    taken(&each(&[16, 1_024], neurons));
    refused(&each(&[0, 15, 1_025, u16::MAX], neurons), Error::MaxNeuronsOutOfBounds);
}

#[test]
fn a_subnet_does_not_shrink_below_its_neurons() {
    run(|| {
        let netuid = subnet(ALICE);
        fill(netuid, 20);
        let shrink = |neurons| ParametersUpdate {
            max_neurons: Some(neurons),
            max_validators: Some(16),
            ..Default::default()
        };
        let error = DispatchError::from(Error::<Test>::MaxNeuronsBelowPresent);
        assert_eq!(attempt(netuid, shrink(19)), Err(error));
        assert_eq!(attempt(netuid, shrink(20)), Ok(()));
    });
}

#[test]
fn some_validate_and_not_more_than_there_are() {
    let validators = |validators, set: &mut ParametersUpdate| {
        set.max_validators = Some(validators);
    };
    // 256 neurons have room for as many.
    taken(&each(&[16, 256], validators));
    // With a few only, these few would be the consensus.
    refused(&each(&[0, 1, 15, 257, u16::MAX], validators), Error::MaxValidatorsOutOfBounds);
    let more_than_neurons = |neurons, set: &mut ParametersUpdate| {
        set.max_neurons = Some(neurons);
        set.max_validators = Some(neurons + 1);
    };
    refused(&each(&[16, 100], more_than_neurons), Error::MaxValidatorsOutOfBounds);
}

#[test]
fn an_epoch_is_never_too_dear() {
    // What an epoch costs grows with both: a large subnet has few validators, or the reverse.
    let pairs = |(neurons, validators), set: &mut ParametersUpdate| {
        set.max_neurons = Some(neurons);
        set.max_validators = Some(validators);
    };
    assert_eq!(MAX_PAIRS, 1_024 * 128);
    taken(&each(&[(1_024, 128), (512, 256), (513, 255)], pairs));
    let beyond = [(1_024, 129), (513, 256), (1_024, 256)];
    refused(&each(&beyond, pairs), Error::MaxPairsExceeded);
}

#[test]
fn those_who_may_validate_until_the_next_epoch_count_as_well() {
    run(|| {
        let netuid = subnet(ALICE);
        let pairs = |neurons, validators| ParametersUpdate {
            max_neurons: Some(neurons),
            max_validators: Some(validators),
            ..Default::default()
        };
        let next = || change(netuid, |record| record.parameters_changed_at = None);
        assert_eq!(Subnets::set_parameters(signed(ALICE), netuid, pairs(512, 256)), Ok(()));
        next();
        let error = DispatchError::from(Error::<Test>::MaxPairsExceeded);
        assert_eq!(attempt(netuid, pairs(1_024, 128)), Err(error));
        assert_eq!(Subnets::set_parameters(signed(ALICE), netuid, pairs(512, 128)), Ok(()));
        next();
        assert_eq!(attempt(netuid, pairs(1_024, 128)), Ok(()));
    });
}

#[test]
fn weights_are_never_frozen_for_long() {
    // A tempo of a thousand blocks, and all that follows from it.
    let slow = |period, set: &mut ParametersUpdate| {
        set.tempo = Some(1_000);
        set.immunity_blocks = Some(MAX_BLOCKS);
        set.activity_cutoff = Some(MAX_BLOCKS);
        set.commit_reveal_period = Some(period);
    };
    taken(&each(&[1, 99], slow));
    refused(&each(&[100], slow), Error::CommitRevealPeriodOutOfBounds);
}

#[test]
fn immunity_outlasts_a_commit() {
    let immunity = |blocks, set: &mut ParametersUpdate| set.immunity_blocks = Some(blocks);
    // Longer than a commit needs to be revealed: two tempos of 100 blocks.
    taken(&each(&[201, MAX_BLOCKS], immunity));
    refused(&each(&[0, 200, MAX_BLOCKS + 1], immunity), Error::ImmunityOutOfBounds);
}

#[test]
fn weights_name_somebody() {
    let weights = |weights, set: &mut ParametersUpdate| set.min_weights = Some(weights);
    taken(&each(&[1, 1_024], weights));
    refused(&each(&[0, 1_025, u16::MAX], weights), Error::MinWeightsOutOfBounds);
}

#[test]
fn weights_are_taken_once_a_tempo_at_least() {
    let limit = |blocks, set: &mut ParametersUpdate| set.weights_rate_limit = Some(blocks);
    taken(&each(&[0, 100], limit));
    refused(&each(&[101, BlockNumber::MAX], limit), Error::WeightsRateLimitOutOfBounds);
}

#[test]
fn validators_stay_active_until_they_can_reveal_again() {
    let cutoff = |blocks, set: &mut ParametersUpdate| set.activity_cutoff = Some(blocks);
    taken(&each(&[300, MAX_BLOCKS], cutoff));
    refused(&each(&[0, 299, MAX_BLOCKS + 1], cutoff), Error::ActivityCutoffOutOfBounds);
}

#[test]
fn an_owner_cannot_undo_the_consensus() {
    // With less, few could decide what all others are paid; with more, few could stop them.
    let kappa = |kappa, set: &mut ParametersUpdate| set.kappa = Some(kappa);
    taken(&each(&[26_214, 32_767, 52_428], kappa));
    refused(&each(&[0, 655, 26_213, 52_429, u16::MAX], kappa), Error::KappaOutOfBounds);
}

#[test]
fn bonds_follow_neither_too_slowly_nor_beyond_the_weights() {
    let penalty = |penalty, set: &mut ParametersUpdate| set.bonds_penalty = Some(penalty);
    taken(&each(&[0, u16::MAX], penalty));
    let alpha = |alpha, set: &mut ParametersUpdate| set.bonds_alpha_ppm = Some(alpha);
    taken(&each(&[25_000, 1_000_000], alpha));
    refused(&each(&[0, 24_999, 1_000_001, u32::MAX], alpha), Error::BondsAlphaOutOfBounds);
}

#[test]
fn liquid_alpha_rises_from_low_to_high() {
    let liquid = |(low, high, steepness), set: &mut ParametersUpdate| {
        set.liquid_alpha = Some(Some(LiquidAlpha { low, high, steepness }));
    };
    taken(&each(&[(1_639, 1_640, 1), (1_639, u16::MAX, 100), (45_874, 58_982, 10)], liquid));
    let beyond = [
        (0, 1_640, 10),
        (1_638, 1_640, 10),
        (2_000, 2_000, 10),
        (2_001, 2_000, 10),
        (2_000, 3_000, 0),
        (2_000, 3_000, 101),
        (2_000, 3_000, u16::MAX),
    ];
    refused(&each(&beyond, liquid), Error::LiquidAlphaOutOfBounds);
}

#[test]
fn a_commit_is_revealed_in_time() {
    let period = |period, set: &mut ParametersUpdate| {
        set.commit_reveal_period = Some(period);
        // As long at least as the longest period takes.
        set.immunity_blocks = Some(101 * 100 + 1);
        set.activity_cutoff = Some(102 * 100);
    };
    taken(&each(&[1, 100], period));
    refused(&each(&[0, 101, u16::MAX], period), Error::CommitRevealPeriodOutOfBounds);
}

#[test]
fn a_longer_period_wants_a_longer_immunity_and_activity() {
    let longer = |(period, immunity, cutoff), set: &mut ParametersUpdate| {
        set.commit_reveal_period = Some(period);
        set.immunity_blocks = Some(immunity);
        set.activity_cutoff = Some(cutoff);
    };
    taken(&each(&[(5, 601, 700)], longer));
    refused(&each(&[(5, 600, 700)], longer), Error::ImmunityOutOfBounds);
    refused(&each(&[(5, 601, 699)], longer), Error::ActivityCutoffOutOfBounds);
}

#[test]
fn until_a_new_tempo_holds_both_count() {
    let longer = |(tempo, immunity, cutoff), set: &mut ParametersUpdate| {
        set.tempo = Some(tempo);
        set.immunity_blocks = Some(immunity);
        set.activity_cutoff = Some(cutoff);
        set.weights_rate_limit = Some(20);
    };
    // The longer one, whichever it is, for what must last at least.
    taken(&each(&[(400, 801, 1_200), (20, 201, 300)], longer));
    refused(&each(&[(400, 800, 1_200), (20, 200, 300)], longer), Error::ImmunityOutOfBounds);
    refused(&each(&[(400, 801, 1_199), (20, 201, 299)], longer), Error::ActivityCutoffOutOfBounds);
    // The shorter one for what must not last longer.
    let rate = |(tempo, limit), set: &mut ParametersUpdate| {
        set.tempo = Some(tempo);
        set.weights_rate_limit = Some(limit);
    };
    taken(&each(&[(20, 20), (200, 100)], rate));
    refused(&each(&[(20, 21), (200, 101)], rate), Error::WeightsRateLimitOutOfBounds);
}

#[test]
fn the_price_has_a_least_and_a_highest() {
    let price = |(min, max), set: &mut ParametersUpdate| {
        set.burn_min = Some(min);
        set.burn_max = Some(max);
    };
    let least = 500 * MICROJOULE;
    let within = [(least, 1_000 * JOULE), (least, least), (1_000 * JOULE, 1_000 * JOULE)];
    taken(&each(&within, price));
    let beyond = [
        (0, JOULE),
        (least - 1, JOULE),
        (JOULE, JOULE - 1),
        (JOULE, 1_000 * JOULE + 1),
        (1_000 * JOULE + 1, 1_000 * JOULE + 1),
        (u128::MAX, u128::MAX),
    ];
    refused(&each(&beyond, price), Error::BurnPriceOutOfBounds);
    // One of them alone is held against the other as it is.
    let min = |min, set: &mut ParametersUpdate| set.burn_min = Some(min);
    taken(&each(&[100 * JOULE], min));
    refused(&each(&[100 * JOULE + 1], min), Error::BurnPriceOutOfBounds);
}

#[test]
fn the_price_falls_and_rises_within_bounds() {
    let half_life = |blocks, set: &mut ParametersUpdate| set.burn_half_life_blocks = Some(blocks);
    taken(&each(&[1, 72_000], half_life));
    refused(&each(&[0, 72_001, u32::MAX], half_life), Error::BurnHalfLifeOutOfBounds);
    let step = |step, set: &mut ParametersUpdate| set.burn_step_ppm = Some(step);
    taken(&each(&[1_000_000, 3_000_000], step));
    refused(&each(&[0, 999_999, 3_000_001, u32::MAX], step), Error::BurnStepOutOfBounds);
}
