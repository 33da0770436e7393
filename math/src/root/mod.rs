// SPDX-License-Identifier: Apache-2.0
//! The root network: how its members divide what subnets get of the emission.
//!
//! Members say which part of it each subnet should get. What few support is damped, so that a minority
//! moves little, and what is not moved stays for later. For members i with stake `S` and weights `w` in
//! rows of sum one, and subnets j:
//!
//! ```text
//! k_i     = min(S_i, cap * sum(S))                              stake that counts
//! s_i     = k_i / sum(k)                                        voice
//! t       = min(1, turnout_factor * sum(k) / total_stake)       turnout
//! r_j     = t * sum_i s_i w_ij                                  rank
//! T_j     = t * sum of s_i over i with w_ij >= trust_threshold  trust
//! C_j     = 1 / (1 + exp(-rho * (T_j - kappa)))                 consensus
//! share_j = C_j r_j / sum(C r)
//! m       = min(1, decision_factor * sum(C r))                  how much is decided
//! moved   = m * (inflow + backlog * blocks / backlog_blocks)
//! ```
//!
//! Weights that are too old are the caller's to leave out: a member whose weights are empty still has
//! stake that counts, and so holds back what it does not vote for.
//!
//! # What holds
//!
//! - Shares sum to one, but for rounding, or are all zero if nobody gives any weight.
//! - A larger weight that a member gives a subnet, all else being as it was, never lowers the subnet's
//!   share, not even by rounding; nor does a member with weights for it alone that had none before. A
//!   further member for it alone does not either, but for rounding, as long as the cap holds back
//!   nobody. If it does, one with much stake may raise the cap, and with it the voice of others.
//! - Of subnets that nobody else gives any weight, nobody gets more by spreading weights over several.
//! - With a decision factor of two, members whose voice is together below `kappa` get a smaller part of
//!   what is available for such subnets than their voice is: `2 * C_j * r_j`, where `C_j` is below one
//!   half. It does not matter what the others do.
//! - No stake that counts exceeds the cap, but it is one by stake: a voice may exceed it if the others
//!   hold little. A single member has all the voice, and a turnout of its capped stake limits it.
//!
//! Numbers are [`Fraction`]s, and the exponential is [a series](exp_of_minus).
//!
//! ```
//! use joule_math::root::{Fraction, Funds, Member, Parameters, Root};
//! use sp_arithmetic::Perbill;
//!
//! let member = |weights: &[(u16, u16)]| Member { stake: 1_000, weights: weights.to_vec() };
//! let mut members = vec![member(&[(0, 3), (1, 1)]); 9];
//! // One of ten wants all of it for a subnet that nobody else supports.
//! members.push(member(&[(2, 1)]));
//! let root = Root {
//!     parameters: Parameters {
//!         rho: 10,
//!         kappa: 32_767,
//!         cap: Perbill::from_percent(10),
//!         trust_threshold: Perbill::from_rational(1u32, 64),
//!         turnout_factor: 2,
//!         decision_factor: 2,
//!     },
//!     members,
//!     total_stake: 20_000,
//!     columns: 3,
//! };
//! let outcome = root.outcome();
//! assert_eq!(outcome.turnout, Fraction::ONE);
//! assert_eq!(outcome.decided, Fraction::ONE);
//! let funds = Funds { inflow: 1_000, backlog: 0, blocks: 100, backlog_blocks: 1_296_000 };
//! assert_eq!(outcome.amounts(&funds), [748, 249, 2]);
//! ```

mod ballot;
mod epoch;
mod fraction;
mod logistic;

pub use epoch::{Funds, Member, Outcome, Parameters, Root};
pub use fraction::Fraction;
pub use logistic::{exp_of_minus, logistic};
