// SPDX-License-Identifier: Apache-2.0
//! The bounds of the parameters that owners set. Those of the README.

use core::ops::RangeInclusive;
use joule_primitives::{
    subnets::{
        BurnTerms, LiquidAlpha, SubnetParameters, MAX_NEURONS, MAX_PAIRS, MAX_SUBNET_VALIDATORS,
    },
    types::{Balance, BlockNumber},
    units::{JOULE, MICROJOULE},
};

/// The longest tempo, in blocks: three and a half days of blocks of six seconds.
pub const MAX_TEMPO: BlockNumber = 50_400;
/// Bounds of the most neurons.
pub const MAX_NEURONS_BOUNDS: RangeInclusive<u32> = 16..=MAX_NEURONS;
/// Bounds of the most validators. An owner must not be able to leave the consensus to a few.
pub const MAX_VALIDATORS_BOUNDS: RangeInclusive<u32> = 16..=MAX_SUBNET_VALIDATORS;
/// The longest immunity and activity, in blocks.
pub const MAX_BLOCKS: BlockNumber = 10_000_000;
/// Bounds of the fewest neurons that weights name.
pub const MIN_WEIGHTS_BOUNDS: RangeInclusive<u32> = 1..=MAX_NEURONS;
/// Bounds of the part of the stake that makes a consensus, in 65,535ths: 0.4 to 0.8. An owner must
/// not be able to undo the consensus.
pub const KAPPA_BOUNDS: RangeInclusive<u16> = 26_214..=52_428;
/// Bounds of how far bonds follow the weights, in parts per million.
pub const BONDS_ALPHA_PPM_BOUNDS: RangeInclusive<u32> = 25_000..=1_000_000;
/// The least of it if it is liquid, in 65,535ths: 0.025.
pub const MIN_LIQUID_ALPHA: u16 = 1_639;
/// Bounds of how steeply it rises then.
pub const STEEPNESS_BOUNDS: RangeInclusive<u16> = 1..=100;
/// Bounds of the tempos between a commit and its reveal.
pub const COMMIT_REVEAL_PERIOD_BOUNDS: RangeInclusive<u16> = 1..=100;
/// The most blocks from a commit to the end of its window: a week of blocks of six seconds. An owner
/// must not be able to freeze the weights that stand.
pub const MAX_REVEAL_BLOCKS: BlockNumber = 100_800;
/// Bounds of the price of a neuron, in pJ: 0.0005 to 1,000 JOULE.
pub const BURN_BOUNDS: RangeInclusive<Balance> = 500 * MICROJOULE..=1_000 * JOULE;
/// Bounds of the blocks in which the price falls to half.
pub const BURN_HALF_LIFE_BOUNDS: RangeInclusive<BlockNumber> = 1..=72_000;
/// Bounds of what a registration multiplies the price by, in parts per million.
pub const BURN_STEP_PPM_BOUNDS: RangeInclusive<u32> = 1_000_000..=3_000_000;

/// What the bounds of a subnet's parameters depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// The least tempo of the network, in blocks.
    pub tempo_min: BlockNumber,
    /// The tempo by which the epochs come now, in blocks.
    pub tempo_in_force: BlockNumber,
    /// How many neurons the subnet has.
    pub neurons: u16,
}

/// Which parameter is out of its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfBounds {
    /// The tempo.
    Tempo,
    /// The most neurons.
    MaxNeurons,
    /// The most neurons: there are more.
    MaxNeuronsBelowPresent,
    /// The most validators.
    MaxValidators,
    /// The most neurons times the most validators.
    MaxPairs,
    /// The immunity of neurons.
    Immunity,
    /// The fewest neurons that weights name.
    MinWeights,
    /// The blocks between two weights.
    WeightsRateLimit,
    /// The blocks for which a validator is active.
    ActivityCutoff,
    /// The part of the stake that makes a consensus.
    Kappa,
    /// How far bonds follow the weights.
    BondsAlpha,
    /// How far they follow if that is liquid.
    LiquidAlpha,
    /// The tempos between a commit and its reveal.
    CommitRevealPeriod,
    /// The least and the highest price.
    BurnPrice,
    /// The blocks in which the price falls to half.
    BurnHalfLife,
    /// What a registration multiplies the price by.
    BurnStep,
}

/// Checks that a subnet may have these parameters.
///
/// # Errors
/// The first that is out of its bounds.
pub fn check(parameters: &SubnetParameters, around: &Circumstances) -> Result<(), OutOfBounds> {
    check_times(parameters, around)?;
    check_sizes(parameters, around)?;
    check_consensus(parameters)?;
    check_burn(&parameters.burn)
}

/// Until a new tempo holds, both count: nothing that was promised by one is broken by the other.
fn check_times(parameters: &SubnetParameters, around: &Circumstances) -> Result<(), OutOfBounds> {
    let SubnetParameters { tempo, commit_reveal_period, .. } = *parameters;
    let is_tempo = (around.tempo_min..=MAX_TEMPO).contains(&tempo);
    demand(is_tempo, OutOfBounds::Tempo)?;
    let is_period = COMMIT_REVEAL_PERIOD_BOUNDS.contains(&commit_reveal_period);
    demand(is_period, OutOfBounds::CommitRevealPeriod)?;

    let (shorter, longer) = (tempo.min(around.tempo_in_force), tempo.max(around.tempo_in_force));
    let period = BlockNumber::from(commit_reveal_period);
    let revealed = period.saturating_add(1).saturating_mul(longer);
    demand(revealed <= MAX_REVEAL_BLOCKS, OutOfBounds::CommitRevealPeriod)?;
    let is_immunity =
        (revealed.saturating_add(1)..=MAX_BLOCKS).contains(&parameters.immunity_blocks);
    demand(is_immunity, OutOfBounds::Immunity)?;
    let active = period.saturating_add(2).saturating_mul(longer);
    let is_cutoff = (active..=MAX_BLOCKS).contains(&parameters.activity_cutoff);
    demand(is_cutoff, OutOfBounds::ActivityCutoff)?;
    demand(parameters.weights_rate_limit <= shorter, OutOfBounds::WeightsRateLimit)
}

fn check_sizes(parameters: &SubnetParameters, around: &Circumstances) -> Result<(), OutOfBounds> {
    let neurons = u32::from(parameters.max_neurons);
    let validators = u32::from(parameters.max_validators);
    demand(MAX_NEURONS_BOUNDS.contains(&neurons), OutOfBounds::MaxNeurons)?;
    demand(parameters.max_neurons >= around.neurons, OutOfBounds::MaxNeuronsBelowPresent)?;
    let is_validators = MAX_VALIDATORS_BOUNDS.contains(&validators) && validators <= neurons;
    demand(is_validators, OutOfBounds::MaxValidators)?;
    demand(neurons.saturating_mul(validators) <= MAX_PAIRS, OutOfBounds::MaxPairs)
}

fn check_consensus(parameters: &SubnetParameters) -> Result<(), OutOfBounds> {
    let is_weights = MIN_WEIGHTS_BOUNDS.contains(&u32::from(parameters.min_weights));
    demand(is_weights, OutOfBounds::MinWeights)?;
    demand(KAPPA_BOUNDS.contains(&parameters.kappa), OutOfBounds::Kappa)?;
    let is_alpha = BONDS_ALPHA_PPM_BOUNDS.contains(&parameters.bonds_alpha_ppm);
    demand(is_alpha, OutOfBounds::BondsAlpha)?;
    let is_liquid = parameters.liquid_alpha.is_none_or(|LiquidAlpha { low, high, steepness }| {
        low >= MIN_LIQUID_ALPHA && low < high && STEEPNESS_BOUNDS.contains(&steepness)
    });
    demand(is_liquid, OutOfBounds::LiquidAlpha)
}

fn check_burn(burn: &BurnTerms) -> Result<(), OutOfBounds> {
    let is_price =
        BURN_BOUNDS.contains(&burn.min) && (burn.min..=*BURN_BOUNDS.end()).contains(&burn.max);
    demand(is_price, OutOfBounds::BurnPrice)?;
    let is_half_life = BURN_HALF_LIFE_BOUNDS.contains(&burn.half_life_blocks);
    demand(is_half_life, OutOfBounds::BurnHalfLife)?;
    demand(BURN_STEP_PPM_BOUNDS.contains(&burn.step_ppm), OutOfBounds::BurnStep)
}

fn demand(holds: bool, otherwise: OutOfBounds) -> Result<(), OutOfBounds> {
    if holds {
        Ok(())
    } else {
        Err(otherwise)
    }
}
