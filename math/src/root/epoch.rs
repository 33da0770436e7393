// SPDX-License-Identifier: Apache-2.0
//! One epoch of the root network, from what members hold and say to what subnets get.

use alloc::{vec, vec::Vec};

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Perbill, Rounding};

use super::{
    ballot::{ballot, Vote},
    fraction::{parts_of_all, Fraction},
    logistic::logistic,
};

/// A member, as it is when the epoch begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Its stake, in pJ.
    pub stake: u128,
    /// What it gives to subnets: columns in strictly ascending order, and weights in any unit.
    ///
    /// Empty if they expired. Weights of zero, for columns that do not exist, or that do not ascend
    /// are left out, before the others are divided by their sum.
    pub weights: Vec<(u16, u16)>,
}

/// What holds for the whole root network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// How steeply the consensus rises with the trust.
    pub rho: u16,
    /// The trust at which the consensus is one half, in 65,535ths.
    pub kappa: u16,
    /// The part of all members' stake that counts of a single one's at most.
    pub cap: Perbill,
    /// The least part of its weights that a member must give to a subnet to count as trusting it.
    /// At zero, any weight does.
    pub trust_threshold: Perbill,
    /// How many times the part of all stake that counts of members is the turnout.
    pub turnout_factor: u16,
    /// How many times the support that counts is the part that is decided.
    pub decision_factor: u16,
}

/// The root network, about to divide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// What holds for all of it.
    pub parameters: Parameters,
    /// The members.
    pub members: Vec<Member>,
    /// All stake that there is, members' and others', in pJ.
    pub total_stake: u128,
    /// How many columns there are: one for each subnet that may be voted for.
    pub columns: u16,
}

/// What there is to divide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// What flowed in since the last epoch, in pJ.
    pub inflow: u128,
    /// What earlier epochs did not move, in pJ.
    pub backlog: u128,
    /// For how many blocks the epoch stands.
    pub blocks: u32,
    /// In how many blocks as much as the backlog would be moved, if everything were decided.
    pub backlog_blocks: u32,
}

impl Funds {
    /// What is moved if everything is decided, in pJ: `inflow + backlog * blocks / backlog_blocks`,
    /// rounded down. Saturates.
    ///
    /// All of the backlog once `blocks` reaches `backlog_blocks`, and never more.
    #[must_use]
    pub fn available(&self) -> u128 {
        let (blocks, all) = (u128::from(self.blocks), u128::from(self.backlog_blocks));
        let freed = if blocks < all {
            // A part of the backlog never exceeds it, and `all` is above zero: it cannot fail.
            multiply_by_rational_with_rounding(self.backlog, blocks, all, Rounding::Down)
                .unwrap_or(0)
        } else {
            self.backlog
        };
        self.inflow.saturating_add(freed)
    }
}

/// What an epoch of the root network led to.
///
/// Fractions are rounded down to 2^-63 at every step, and what rounding leaves of a whole is nobody's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// By member: the stake that counts, in pJ. At most the cap.
    pub counted: Vec<u128>,
    /// By member: the part of all stake that counts. Together at most one, but for a single member
    /// it may be more than the cap, if others hold little.
    pub voice: Vec<Fraction>,
    /// By member: how much of its weights agrees with the shares, `sum_j min(w_ij, share_j)`.
    ///
    /// From zero, if all goes to subnets that it gives nothing, or if it has no weights, to one, if
    /// the shares are its weights: one less half the sum of all differences.
    pub agreement: Vec<Fraction>,
    /// How much the members together may decide, by what counts of all stake: what the cap takes
    /// from one lends no weight to the others.
    pub turnout: Fraction,
    /// By column: what the members give, by their voice, times the turnout. Together at most one.
    pub rank: Vec<Fraction>,
    /// By column: the voice of those who give enough to trust it, times the turnout.
    pub trust: Vec<Fraction>,
    /// By column: the part of the rank that counts. It is above zero even where the rank is zero.
    pub consensus: Vec<Fraction>,
    /// By column: the part of what is moved. Together one, less a bit for each column at most; all
    /// of them zero only if nobody whose voice is above `columns * 2^-63` gives any weight.
    pub share: Vec<Fraction>,
    /// The part of what is available that is moved.
    pub decided: Fraction,
}

impl Outcome {
    /// What each subnet gets of `funds`, in pJ by column, rounded down.
    ///
    /// Together at most `decided * funds.available()`. What they do not get is the next backlog.
    #[must_use]
    pub fn amounts(&self, funds: &Funds) -> Vec<u128> {
        let moved = self.decided.of(funds.available());
        self.share.iter().map(|share| share.of(moved)).collect()
    }
}

impl Root {
    /// Computes the epoch. Takes time in proportion to the number of weights, and of columns.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let Parameters { rho, kappa, decision_factor, .. } = self.parameters;
        let (counted, turnout) = self.counted_and_turnout();
        let voice = parts_of_all(&counted);
        let ballots = self.ballots();
        // The turnout is the same for all and does not matter for shares. Where it is low, it would
        // cost digits.
        let support = self.sums(&ballots, &voice, |vote, voice| voice.times(vote.weight));
        let trusting = |vote: &Vote, voice| if vote.is_trusted { voice } else { Fraction::ZERO };
        let trust = by_turnout(&self.sums(&ballots, &voice, trusting), turnout);
        let kappa = Fraction::from_u16_fraction(kappa);
        let consensus = trust.iter().map(|trust| logistic(*trust, kappa, rho)).collect::<Vec<_>>();
        let both = consensus.iter().zip(&support);
        let counting = both.map(|(one, other)| one.product(*other)).collect::<Vec<_>>();
        // The support sums to at most one, and with it this to at most 2^126.
        let whole = counting.iter().fold(0u128, |sum, part| sum.saturating_add(*part));
        let share =
            counting.iter().map(|part| Fraction::from_ratio(*part, whole)).collect::<Vec<_>>();
        let decided =
            turnout.times(Fraction::from_product(whole)).saturating_mul_int(decision_factor);
        Outcome {
            agreement: ballots.iter().map(|ballot| agreement(ballot, &share)).collect(),
            rank: by_turnout(&support, turnout),
            counted,
            voice,
            turnout,
            trust,
            consensus,
            share,
            decided,
        }
    }

    /// The stake of each member that counts, and how much all of them may decide.
    fn counted_and_turnout(&self) -> (Vec<u128>, Fraction) {
        let Parameters { cap, turnout_factor, .. } = self.parameters;
        let stakes = self.members.iter().map(|member| member.stake);
        let held = stakes.clone().fold(0u128, |sum, stake| sum.saturating_add(stake));
        let most = cap.mul_floor(held);
        let counted = stakes.map(|stake| stake.min(most)).collect::<Vec<_>>();
        let heard = counted.iter().fold(0u128, |sum, stake| sum.saturating_add(*stake));
        // What saturates is at least all stake, as it would be otherwise.
        let turnout =
            Fraction::from_ratio(heard.saturating_mul(turnout_factor.into()), self.total_stake);
        (counted, turnout)
    }

    /// What each member says.
    fn ballots(&self) -> Vec<Vec<Vote>> {
        let threshold = self.parameters.trust_threshold;
        let ballot = |member: &Member| ballot(&member.weights, self.columns, threshold);
        self.members.iter().map(ballot).collect()
    }

    /// By column, the sum of what `value` makes of each vote and the voice of the member.
    fn sums(
        &self,
        ballots: &[Vec<Vote>],
        voice: &[Fraction],
        value: impl Fn(&Vote, Fraction) -> Fraction,
    ) -> Vec<Fraction> {
        let mut sums = vec![Fraction::ZERO; self.columns.into()];
        for (ballot, voice) in ballots.iter().zip(voice) {
            for vote in ballot {
                if let Some(sum) = sums.get_mut(usize::from(vote.column)) {
                    *sum = sum.saturating_add(value(vote, *voice));
                }
            }
        }
        sums
    }
}

fn by_turnout(numbers: &[Fraction], turnout: Fraction) -> Vec<Fraction> {
    numbers.iter().map(|number| number.times(turnout)).collect()
}

/// What weights and shares have in common.
fn agreement(ballot: &[Vote], share: &[Fraction]) -> Fraction {
    ballot.iter().fold(Fraction::ZERO, |sum, vote| {
        let share = share.get(usize::from(vote.column)).copied().unwrap_or_default();
        sum.saturating_add(vote.weight.min(share))
    })
}
