// SPDX-License-Identifier: Apache-2.0
//! The epoch by the definitions, with full matrices and without regard to what it costs.
//!
//! It shares nothing with the code under test but the types of input and output and the exponential.

use joule_math::yuma::{Alpha, Bonds, Epoch, Outcome, I32F32};

/// 2^32 times a number.
type Bits = i128;
type Matrix = Vec<Vec<Bits>>;

const ONE: Bits = 1 << 32;

fn saturated(bits: Bits) -> Bits {
    bits.clamp(i64::MIN.into(), i64::MAX.into())
}

fn mul(one: Bits, other: Bits) -> Bits {
    saturated((one * other) >> 32)
}

fn div(one: Bits, other: Bits) -> Bits {
    if other == 0 {
        0
    } else {
        saturated((one << 32) / other)
    }
}

fn norm(numbers: Vec<Bits>) -> Vec<Bits> {
    let whole = numbers.iter().sum();
    numbers.into_iter().map(|number| div(number, whole)).collect()
}

/// Each column by its sum.
fn column_norm(matrix: &Matrix) -> Matrix {
    let n = matrix.len();
    let sums: Vec<Bits> = (0..n).map(|j| (0..n).map(|i| matrix[i][j]).sum()).collect();
    matrix.iter().map(|row| row.iter().zip(&sums).map(|(v, sum)| div(*v, *sum)).collect()).collect()
}

/// `part / whole` bit by bit: in 128 bits `part << 32` does not fit.
fn ratio(part: u128, whole: u128) -> Bits {
    if whole == 0 {
        return 0;
    }
    assert!(part <= whole, "a part of the whole");
    let (mut bits, mut rest) = (Bits::from(part == whole), if part == whole { 0 } else { part });
    for _ in 0..32 {
        let (twice, overflows) = rest.overflowing_mul(2);
        let is_set = overflows || twice >= whole;
        rest = if is_set { twice.wrapping_sub(whole) } else { twice };
        bits = bits * 2 + Bits::from(is_set);
    }
    bits
}

fn fraction(part: u16) -> Bits {
    ratio(part.into(), 65_535)
}

fn stake(epoch: &Epoch) -> Vec<Bits> {
    let mut counted: Vec<u128> = epoch.neurons.iter().map(|neuron| neuron.stake).collect();
    for (uid, stake) in counted.iter_mut().enumerate() {
        if *stake < epoch.parameters.min_stake && !is_owner(epoch, uid) {
            *stake = 0;
        }
    }
    if counted.iter().try_fold(0u128, |sum, stake| sum.checked_add(*stake)).is_none() {
        counted.iter_mut().for_each(|stake| *stake /= 1 << 64);
    }
    let whole = counted.iter().sum();
    counted.into_iter().map(|stake| ratio(stake, whole)).collect()
}

fn is_owner(epoch: &Epoch, uid: usize) -> bool {
    epoch.parameters.owner.map(usize::from) == Some(uid)
}

/// In the top are those that fewer than `max_validators` outrank.
fn permits(epoch: &Epoch, stake: &[Bits]) -> Vec<bool> {
    let outranks = |other: usize, uid: usize| (stake[other], other) > (stake[uid], uid);
    let is_top = |uid: usize| {
        let above = (0..stake.len()).filter(|other| outranks(*other, uid)).count();
        stake[uid] > 0 && above < usize::from(epoch.parameters.max_validators)
    };
    (0..stake.len()).map(|uid| is_top(uid) || is_owner(epoch, uid)).collect()
}

/// A stored row in full: of what does not ascend, only the first counts.
fn full(row: &[(u16, u16)], n: usize) -> Vec<u16> {
    let mut values = vec![0; n];
    let mut last = None;
    for (uid, value) in row {
        if last.is_none_or(|last| *uid > last) {
            last = Some(*uid);
            if usize::from(*uid) < n {
                values[usize::from(*uid)] = *value;
            }
        }
    }
    values
}

fn weights(epoch: &Epoch) -> Matrix {
    let n = epoch.neurons.len();
    let rows = epoch.neurons.iter().enumerate().map(|(i, neuron)| {
        let mut row: Vec<u16> = full(&neuron.weights, n);
        for (j, target) in epoch.neurons.iter().enumerate() {
            let is_void = !neuron.permit
                || (i == j && !is_owner(epoch, i))
                || neuron.as_of <= target.registered;
            if is_void {
                row[j] = 0;
            }
        }
        norm(row.into_iter().map(|weight| Bits::from(weight) * ONE).collect())
    });
    rows.collect()
}

fn consensus(epoch: &Epoch, active: &[Bits], weights: &Matrix) -> Vec<Bits> {
    let n = active.len();
    let kappa = fraction(epoch.parameters.kappa);
    let supported = |j: usize, v: Bits| {
        let support: Bits = (0..n).filter(|i| weights[*i][j] >= v).map(|i| active[i]).sum();
        support >= kappa
    };
    let given = |j: usize| (0..n).filter(|i| active[*i] > 0).map(move |i| weights[i][j]);
    (0..n).map(|j| given(j).filter(|v| *v > 0 && supported(j, *v)).max().unwrap_or(0)).collect()
}

/// The last epoch's bonds that still count, in 65,535ths.
fn owned(epoch: &Epoch) -> Vec<Vec<u16>> {
    let n = epoch.neurons.len();
    let rows = epoch.neurons.iter().map(|neuron| {
        let mut row = full(&neuron.bonds, n);
        for (j, target) in epoch.neurons.iter().enumerate() {
            if !neuron.permit || target.registered >= epoch.parameters.last_epoch {
                row[j] = 0;
            }
        }
        row
    });
    rows.collect()
}

fn alpha(alpha: Alpha, weight: Bits, bond: Bits, consensus: Bits) -> Bits {
    match alpha {
        Alpha::Ppm(ppm) => ONE - ratio(1_000_000 - u128::from(ppm.min(1_000_000)), 1_000_000),
        Alpha::Liquid { low, high, steepness } => {
            let difference = if weight >= bond { weight - consensus } else { bond - weight };
            let from_half = ONE / 2 - difference.clamp(0, ONE);
            let exponent = saturated(from_half * Bits::from(steepness));
            let exp = I32F32::from_bits(i64::try_from(exponent).expect("saturated")).exp();
            fraction(low) + div(fraction(high) - fraction(low), ONE + Bits::from(exp.to_bits()))
        }
    }
}

fn moved(old: Bits, new: Bits, alpha: Bits) -> Bits {
    mul(alpha, new) + mul(ONE - alpha, old)
}

struct Scores {
    consensus: Vec<Bits>,
    active: Vec<Bits>,
    incentive: Vec<Bits>,
}

/// The bonds to be stored and the dividends.
fn bonds(epoch: &Epoch, weights: &Matrix, scores: &Scores) -> (Matrix, Vec<Bits>) {
    let n = weights.len();
    let matrix = |f: &dyn Fn(usize, usize) -> Bits| -> Matrix {
        (0..n).map(|i| (0..n).map(|j| f(i, j)).collect()).collect()
    };
    let penalty = fraction(epoch.parameters.bonds_penalty);
    let bought = matrix(&|i, j| {
        let weight = weights[i][j];
        weight + mul(penalty, weight.min(scores.consensus[j]) - weight)
    });
    let owned = owned(epoch);
    let earned = |bonds: &Matrix, i: usize| -> Bits {
        (0..n).map(|j| mul(bonds[i][j], scores.incentive[j])).sum()
    };
    match epoch.parameters.bonds {
        Bonds::Absolute(rule) => {
            let bonds = matrix(&|i, j| {
                let old = fraction(owned[i][j]);
                let alpha = alpha(rule, weights[i][j], old, scores.consensus[j]);
                moved(old, bought[i][j], alpha).clamp(0, ONE)
            });
            let parts = column_norm(&bonds);
            let by_stake = (0..n).map(|i| mul(scores.active[i], earned(&parts, i))).collect();
            (bonds, norm(by_stake))
        }
        Bonds::Relative { alpha_ppm } => {
            let alpha = alpha(Alpha::Ppm(alpha_ppm), 0, 0, 0);
            let old = column_norm(&matrix(&|i, j| Bits::from(owned[i][j]) * ONE));
            let new = column_norm(&matrix(&|i, j| mul(scores.active[i], bought[i][j])));
            let bonds = column_norm(&matrix(&|i, j| moved(old[i][j], new[i][j], alpha).max(0)));
            let dividends = norm((0..n).map(|i| earned(&bonds, i)).collect());
            let largest = |j: usize| (0..n).map(|i| bonds[i][j]).max().unwrap_or(0);
            (matrix(&|i, j| div(bonds[i][j], largest(j))), dividends)
        }
    }
}

fn stored(bonds: &Matrix, permits: &[bool]) -> Vec<Vec<(u16, u16)>> {
    let rows = bonds.iter().zip(permits).map(|(row, permit)| {
        let entries = row.iter().enumerate().filter(|_| *permit).map(|(uid, bond)| {
            let bond = u16::try_from(mul(*bond, 65_535 * ONE) >> 32).expect("at most one");
            (u16::try_from(uid).expect("few neurons"), bond)
        });
        entries.filter(|(_, bond)| *bond > 0).collect()
    });
    rows.collect()
}

fn fixed(numbers: &[Bits]) -> Vec<I32F32> {
    numbers.iter().map(|bits| I32F32::from_bits(i64::try_from(*bits).expect("64 bits"))).collect()
}

/// What the epoch must lead to.
pub fn outcome(epoch: &Epoch) -> Outcome {
    let parameters = &epoch.parameters;
    let n = epoch.neurons.len();
    let stake = stake(epoch);
    let permits = permits(epoch, &stake);
    let is_inactive = |uid: usize| {
        let last_update = u64::from(epoch.neurons[uid].last_update);
        last_update + u64::from(parameters.activity_cutoff) < u64::from(parameters.block)
    };
    let has_say = |uid: usize| epoch.neurons[uid].permit && !is_inactive(uid);
    let active = norm((0..n).map(|uid| if has_say(uid) { stake[uid] } else { 0 }).collect());
    let weights = weights(epoch);
    let consensus = consensus(epoch, &active, &weights);
    let clipped = |i: usize, j: usize| weights[i][j].min(consensus[j]);
    let trust: Vec<Bits> = (0..n).map(|i| (0..n).map(|j| clipped(i, j)).sum()).collect();
    let rank = |j: usize| (0..n).map(|i| mul(active[i], clipped(i, j))).sum();
    let incentive = norm((0..n).map(rank).collect());
    let scores = Scores { consensus, active, incentive };
    let (bonds, dividends) = bonds(epoch, &weights, &scores);
    let Scores { consensus, active, incentive } = scores;

    let earned: Vec<Bits> = (0..n).map(|uid| incentive[uid] + dividends[uid]).collect();
    let whole: Bits = earned.iter().sum();
    let by_stake = whole == 0;
    let shares = |parts: &[Bits]| parts.iter().map(|part| div(*part, whole)).collect::<Vec<_>>();
    let fallback = if active.iter().any(|part| *part > 0) { &active } else { &stake };
    let (validators, emission) = if by_stake {
        (fallback.clone(), fallback.clone())
    } else {
        (shares(&dividends), shares(&earned))
    };
    Outcome {
        bonds: stored(&bonds, &permits),
        permits,
        consensus: fixed(&consensus),
        validator_trust: fixed(&trust),
        by_stake,
        miner_shares: fixed(&shares(&incentive)),
        validator_shares: fixed(&validators),
        emission: fixed(&emission),
        incentive: fixed(&incentive),
        dividends: fixed(&dividends),
        active_stake: fixed(&active),
        stake: fixed(&stake),
    }
}
