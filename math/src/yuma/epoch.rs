// SPDX-License-Identifier: Apache-2.0
//! One epoch of a subnet, from what neurons hold and say to what they earn.

use alloc::vec::Vec;

use super::{
    bonds::{self, Alpha, Purchases},
    consensus::{clipped, consensus},
    fixed::{normalised, sum, I32F32},
    matrix::{row_sums, weighted_column_sums, Row},
    stake, weights,
};

/// A neuron, as it is when the epoch begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neuron {
    /// Its stake, in pJ.
    pub stake: u128,
    /// When it was registered: the block.
    pub registered: u32,
    /// When it last set or revealed weights: the block by which it counts as active.
    pub last_update: u32,
    /// When it decided on its weights: the block in which it set them or committed to them.
    pub as_of: u32,
    /// Whether it may validate, as the last epoch said.
    pub permit: bool,
    /// What it says that neurons are worth: uids in ascending order, and weights in any unit.
    pub weights: Vec<(u16, u16)>,
    /// Its bonds, as the last epoch left them.
    pub bonds: Vec<(u16, u16)>,
}

/// What kind of bonds a subnet has, and how fast they follow the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bonds {
    /// Each validator builds up its own, up to one of each neuron.
    Absolute(Alpha),
    /// Validators share one of each neuron among them.
    Relative {
        /// By how many millionths of the way they follow the weights in an epoch.
        alpha_ppm: u32,
    },
}

/// What holds for the whole subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The block of the epoch.
    pub block: u32,
    /// The block of the epoch before. Bonds of neurons registered in it or later are void.
    pub last_epoch: u32,
    /// The uid of the owner: it validates with any stake, and may give itself weights.
    pub owner: Option<u16>,
    /// The part of the stake that makes a consensus, in 65,535ths.
    pub kappa: u16,
    /// The part of what a weight exceeds the consensus by that buys no bonds, in 65,535ths.
    pub bonds_penalty: u16,
    /// What kind of bonds there are.
    pub bonds: Bonds,
    /// How many may validate, besides the owner.
    pub max_validators: u16,
    /// Less stake than this, in pJ, counts as none.
    pub min_stake: u128,
    /// For how many blocks a validator is active after it set weights.
    pub activity_cutoff: u32,
}

/// An epoch about to be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// What holds for the whole subnet.
    pub parameters: Parameters,
    /// The neurons by uid. Those beyond 65,536 cannot be given weights.
    pub neurons: Vec<Neuron>,
}

/// What an epoch led to, by uid.
///
/// Numbers are rounded down to 2^-32 at every step. What rounding leaves of a whole is nobody's:
/// `incentive`, `dividends`, `emission` and the two kinds of shares together add up to at most one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The part of all stake that counts.
    pub stake: Vec<I32F32>,
    /// The part of the stake with which an active validator had a say in this epoch.
    pub active_stake: Vec<I32F32>,
    /// Who may validate until the next epoch.
    pub permits: Vec<bool>,
    /// The largest weight that enough of the stake supports.
    pub consensus: Vec<I32F32>,
    /// How much of a validator's weights is within the consensus, from 0 to 1.
    pub validator_trust: Vec<I32F32>,
    /// How the miners' part of the emission is divided. All zero if nobody earned anything.
    pub incentive: Vec<I32F32>,
    /// How the validators' part of the emission is divided, unless it is by stake.
    pub dividends: Vec<I32F32>,
    /// Whether validators earn by stake, because nobody earned by incentive or dividends.
    pub by_stake: bool,
    /// What miners earn of the whole emission, if incentive and dividends divide it.
    pub miner_shares: Vec<I32F32>,
    /// What validators earn of the whole emission: of all of it if they earn by stake.
    pub validator_shares: Vec<I32F32>,
    /// What a neuron earns of the whole emission, in both roles: the lower, the sooner it is pruned.
    pub emission: Vec<I32F32>,
    /// The bonds of who may validate, in 65,535ths, rounded down; uids in ascending order.
    pub bonds: Vec<Vec<(u16, u16)>>,
}

impl Outcome {
    /// What each neuron gets of `amount`, the miners' part of the emission: rounded down.
    ///
    /// Together at most `amount`, and nothing if no miner earned anything.
    #[must_use]
    pub fn miners_pay(&self, amount: u128) -> Vec<u128> {
        self.incentive.iter().map(|part| part.of(amount)).collect()
    }

    /// What each neuron gets of `amount`, the validators' part of the emission: rounded down.
    ///
    /// By dividends, or by stake if nobody earned anything. Together at most `amount`.
    #[must_use]
    pub fn validators_pay(&self, amount: u128) -> Vec<u128> {
        let parts = if self.by_stake { &self.validator_shares } else { &self.dividends };
        parts.iter().map(|part| part.of(amount)).collect()
    }

    /// Adds what follows from incentive and dividends.
    fn with_shares(self) -> Self {
        let both = self.incentive.iter().zip(&self.dividends);
        let earned = both.map(|(one, other)| one.saturating_add(*other)).collect::<Vec<_>>();
        let whole = sum(&earned);
        if whole == I32F32::ZERO {
            let is_anybody_active = sum(&self.active_stake) > I32F32::ZERO;
            let parts = if is_anybody_active { &self.active_stake } else { &self.stake };
            let (validator_shares, emission) = (parts.clone(), parts.clone());
            return Self {
                by_stake: true,
                miner_shares: self.incentive.clone(),
                validator_shares,
                emission,
                ..self
            };
        }
        let divided = |parts: &[I32F32]| parts.iter().map(|part| part.div_or_zero(whole)).collect();
        Self {
            miner_shares: divided(&self.incentive),
            validator_shares: divided(&self.dividends),
            emission: divided(&earned),
            ..self
        }
    }
}

impl Epoch {
    /// Computes the epoch. Takes time in proportion to the entries of weights and bonds, times the
    /// logarithm of the number of validators.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let stake = self.counted_stake();
        let active_stake = self.active_stake(&stake);
        let weights = weights::admitted(self);
        let kappa = I32F32::from_u16_fraction(self.parameters.kappa);
        let consensus = consensus(&active_stake, &weights, kappa);
        let clipped = clipped(&weights, &consensus);
        let validator_trust = row_sums(&clipped);
        let incentive = normalised(weighted_column_sums(&clipped, &active_stake));
        let permits = stake::permits(&stake, self.parameters.max_validators, self.parameters.owner);
        let (bonds, dividends) = self.bonds(&weights, &consensus, &active_stake, &incentive);
        let outcome = Outcome {
            stake,
            active_stake,
            bonds: stored(bonds, &permits),
            permits,
            consensus,
            validator_trust,
            incentive,
            dividends,
            ..Outcome::default()
        };
        outcome.with_shares()
    }

    /// The parts of the stake that the neurons hold; those with too little hold nothing.
    fn counted_stake(&self) -> Vec<I32F32> {
        let owner = self.parameters.owner.map(usize::from);
        let counted = self.neurons.iter().enumerate().map(|(uid, neuron)| {
            let counts = neuron.stake >= self.parameters.min_stake || owner == Some(uid);
            if counts {
                neuron.stake
            } else {
                0
            }
        });
        stake::parts_of_all(&counted.collect::<Vec<_>>())
    }

    /// The parts that active validators hold of what they hold together.
    fn active_stake(&self, stake: &[I32F32]) -> Vec<I32F32> {
        let cutoff = self.parameters.activity_cutoff;
        let active = self.neurons.iter().zip(stake).map(|(neuron, stake)| {
            let is_active = neuron.last_update.saturating_add(cutoff) >= self.parameters.block;
            if is_active && neuron.permit {
                *stake
            } else {
                I32F32::ZERO
            }
        });
        normalised(active.collect())
    }

    /// The bonds, as they are to be stored, and the dividends by them.
    fn bonds(
        &self,
        weights: &[Row],
        consensus: &[I32F32],
        active: &[I32F32],
        incentive: &[I32F32],
    ) -> (Vec<Row>, Vec<I32F32>) {
        let penalty = I32F32::from_u16_fraction(self.parameters.bonds_penalty);
        let purchases = Purchases { consensus, penalty };
        match self.parameters.bonds {
            Bonds::Absolute(alpha) => {
                let owned = self.owned_bonds(I32F32::from_u16_fraction);
                let bonds = bonds::absolute(&purchases, alpha, weights, &owned);
                let dividends = bonds::absolute_dividends(&bonds, incentive, active);
                (bonds, dividends)
            }
            Bonds::Relative { alpha_ppm } => {
                // Only their ratios matter.
                let owned = self.owned_bonds(|bond| I32F32::from_bits(bond.into()));
                let alpha = Alpha::Ppm(alpha_ppm).at(I32F32::ZERO, I32F32::ZERO, I32F32::ZERO);
                let bonds = bonds::relative(&purchases, alpha, weights, active, &owned);
                let dividends = bonds::relative_dividends(&bonds, incentive);
                (bonds::upscaled_columns(bonds, active.len()), dividends)
            }
        }
    }

    /// The bonds of the last epoch: none of who may not validate, and none of a neuron that took the
    /// place of another since.
    fn owned_bonds(&self, value: impl Fn(u16) -> I32F32) -> Vec<Row> {
        let rows = self.neurons.iter().map(|neuron| {
            if !neuron.permit {
                return Row::new();
            }
            weights::entries(&neuron.bonds, &self.neurons)
                .filter(|(_, about, _)| about.registered < self.parameters.last_epoch)
                .map(|(uid, _, bond)| (uid, value(bond)))
                .collect()
        });
        rows.collect()
    }
}

/// Bonds in 65,535ths: of those only who may validate, and without those that round down to nothing.
fn stored(bonds: Vec<Row>, permits: &[bool]) -> Vec<Vec<(u16, u16)>> {
    let rows = bonds.into_iter().zip(permits).map(|(row, permit)| {
        let row = if *permit { row } else { Row::new() };
        let stored = row.into_iter().map(|(uid, bond)| (uid, bond.to_u16_fraction()));
        stored.filter(|(_, bond)| *bond > 0).collect()
    });
    rows.collect()
}
