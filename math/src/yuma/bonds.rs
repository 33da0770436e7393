// SPDX-License-Identifier: Apache-2.0
//! Bonds: what validators earn of the neurons that they recognised early.
//!
//! A validator buys bonds of a neuron by weights for it. The part of what it gives beyond the
//! consensus buys less, as the subnet chooses. Bonds follow the weights slowly: by `alpha` of the way
//! in an epoch. They lose as slowly what they hold where no weight is given any more.

use alloc::vec::Vec;

use super::{
    fixed::{normalised, I32F32},
    matrix::{at, column_maxima, column_sums, divided_by_column, joined, weighted_row_sums, Row},
};

/// How fast bonds follow the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alpha {
    /// By as many millionths of the way in an epoch; more than a million are one.
    Ppm(u32),
    /// The faster, the further the weight lies from the consensus, or the bond above the weight.
    Liquid {
        /// Where they do not differ at all, in 65,535ths.
        low: u16,
        /// Where they differ entirely, in 65,535ths.
        high: u16,
        /// How steeply it rises from one to the other at a difference of one half.
        steepness: u16,
    },
}

impl Alpha {
    /// By how much of the way the bond follows the weight.
    ///
    /// `1 - (1,000,000 - ppm) / 1,000,000`, the quotient rounded down; or, liquid, with a difference
    /// `d` of `weight - consensus` if the weight is at least the bond, else of `bond - weight`, cut
    /// to 0 and 1,
    ///
    /// ```text
    /// low + (high - low) / (1 + exp(steepness * (1/2 - d)))
    /// ```
    #[must_use]
    pub fn at(&self, weight: I32F32, bond: I32F32, consensus: I32F32) -> I32F32 {
        const MILLION: u32 = 1_000_000;
        match *self {
            Self::Ppm(ppm) => {
                let kept = MILLION.saturating_sub(ppm);
                I32F32::ONE.saturating_sub(I32F32::from_ratio(kept.into(), MILLION.into()))
            }
            Self::Liquid { low, high, steepness } => {
                let (above, below) =
                    if weight >= bond { (weight, consensus) } else { (bond, weight) };
                let difference = above.saturating_sub(below).clamp(I32F32::ZERO, I32F32::ONE);
                let exponent =
                    I32F32::HALF.saturating_sub(difference).saturating_mul_int(steepness);
                let low = I32F32::from_u16_fraction(low);
                let range = I32F32::from_u16_fraction(high).saturating_sub(low);
                low.saturating_add(range.div_or_zero(I32F32::ONE.saturating_add(exponent.exp())))
            }
        }
    }
}

/// How much of the bonds weights buy.
#[derive(Clone, Copy, Debug)]
pub struct Purchases<'a> {
    /// The consensus about each neuron.
    pub consensus: &'a [I32F32],
    /// The part of what exceeds the consensus that buys nothing, from 0 to 1.
    pub penalty: I32F32,
}

impl Purchases<'_> {
    /// What a weight for the neuron `uid` counts for.
    fn of(&self, uid: u16, weight: I32F32) -> I32F32 {
        let clipped = weight.min(at(self.consensus, uid));
        weight.saturating_add(self.penalty.saturating_mul(clipped.saturating_sub(weight)))
    }
}

/// What the way from `old` to `new` leads to, if one goes `alpha` of it.
#[must_use]
pub fn moved(old: I32F32, new: I32F32, alpha: I32F32) -> I32F32 {
    let kept = I32F32::ONE.saturating_sub(alpha).saturating_mul(old);
    alpha.saturating_mul(new).saturating_add(kept)
}

/// Bonds that each validator builds up for itself, from 0 to 1.
#[must_use]
pub fn absolute(purchases: &Purchases, alpha: Alpha, weights: &[Row], bonds: &[Row]) -> Vec<Row> {
    let followed = |(uid, weight, bond): (u16, I32F32, I32F32)| {
        let alpha = alpha.at(weight, bond, at(purchases.consensus, uid));
        let bond = moved(bond, purchases.of(uid, weight), alpha);
        (bond > I32F32::ZERO).then_some((uid, bond.min(I32F32::ONE)))
    };
    let rows = weights.iter().zip(bonds);
    rows.map(|(weights, bonds)| joined(weights, bonds).filter_map(followed).collect()).collect()
}

/// What validators earn by absolute bonds: of each neuron's incentive what its bonds are among those
/// of all, and of the sum what their stake is.
#[must_use]
pub fn absolute_dividends(bonds: &[Row], incentive: &[I32F32], active: &[I32F32]) -> Vec<I32F32> {
    let sums = column_sums(bonds, incentive.len());
    let earned = weighted_row_sums(&divided_by_column(bonds.to_vec(), &sums), incentive);
    let by_stake = earned.iter().zip(active).map(|(earned, stake)| earned.saturating_mul(*stake));
    normalised(by_stake.collect())
}

/// Bonds of which all validators together own one of each neuron, in which stake buys.
#[must_use]
pub fn relative(
    purchases: &Purchases,
    alpha: I32F32,
    weights: &[Row],
    active: &[I32F32],
    bonds: &[Row],
) -> Vec<Row> {
    let normalised_columns = |rows: Vec<Row>| {
        let sums = column_sums(&rows, active.len());
        divided_by_column(rows, &sums)
    };
    let bought = weights.iter().zip(active).map(|(row, stake)| {
        let buys = |(uid, weight): &(u16, I32F32)| {
            (*uid, stake.saturating_mul(purchases.of(*uid, *weight)))
        };
        row.iter().map(buys).collect()
    });
    let bought = normalised_columns(bought.collect());
    let owned = normalised_columns(bonds.to_vec());
    let followed = |(uid, bought, owned): (u16, I32F32, I32F32)| {
        let bond = moved(owned, bought, alpha);
        (bond > I32F32::ZERO).then_some((uid, bond))
    };
    let rows = bought.iter().zip(&owned);
    let rows = rows.map(|(bought, owned)| joined(bought, owned).filter_map(followed).collect());
    normalised_columns(rows.collect())
}

/// What validators earn by relative bonds: of each neuron's incentive what they own of its bonds.
#[must_use]
pub fn relative_dividends(bonds: &[Row], incentive: &[I32F32]) -> Vec<I32F32> {
    normalised(weighted_row_sums(bonds, incentive))
}

/// Bonds scaled so that the largest of each neuron is one: how relative ones are stored.
#[must_use]
pub fn upscaled_columns(bonds: Vec<Row>, columns: usize) -> Vec<Row> {
    let maxima = column_maxima(&bonds, columns);
    divided_by_column(bonds, &maxima)
}
