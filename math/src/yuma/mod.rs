// SPDX-License-Identifier: Apache-2.0
//! The Yuma epoch: turns the weights that validators give neurons into pay.
//!
//! Validators say what each neuron's work is worth. What counts is what validators with a majority of
//! the stake, `kappa`, give at least, so that a minority can neither raise itself nor its friends.
//! With stake `S`, weights `w` in rows of sum one, bonds `b`, and `norm` for a division by the sum:
//!
//! ```text
//! s_i  = S_i / sum(S)                                       stake that counts
//! a    = norm(s of active validators)                       stake that has a say
//! C_j  = max v: sum of a_i over i with w_ij >= v is at least kappa
//! w'   = min(w_ij, C_j)                                     clipped to the consensus
//! I_j  = norm( sum_i a_i w'_ij )                            the miners' incentive
//! v_ij = w_ij + penalty * (w'_ij - w_ij)                    what buys bonds
//! b_ij = min(1, alpha * v_ij + (1 - alpha) * b_ij)
//! D_i  = norm( a_i * sum_j b_ij / sum_i(b_ij) * I_j )       the validators' dividends
//! ```
//!
//! or, with relative bonds, where `cnorm` divides each column by its sum,
//!
//! ```text
//! e_ij = cnorm( alpha * cnorm(a_i v_ij) + (1 - alpha) * cnorm(b_ij) )
//! D_i  = norm( sum_j e_ij I_j )
//! b_ij = e_ij / max_i(e_ij)                                 how they are stored
//! ```
//!
//! All of it is computed in [`I32F32`] from stored entries alone: nothing takes time or memory for
//! pairs of neurons of which one says nothing about the other.
//!
//! ```
//! use joule_math::yuma::{Alpha, Bonds, Epoch, I32F32, Neuron, Parameters};
//!
//! let validator = |weights: &[(u16, u16)]| Neuron {
//!     stake: 1_000,
//!     permit: true,
//!     last_update: 90,
//!     as_of: 90,
//!     registered: 10,
//!     weights: weights.to_vec(),
//!     ..Neuron::default()
//! };
//! let miner = Neuron { registered: 10, ..Neuron::default() };
//! let epoch = Epoch {
//!     parameters: Parameters {
//!         block: 100,
//!         last_epoch: 50,
//!         owner: None,
//!         kappa: 32_767,
//!         bonds_penalty: u16::MAX,
//!         bonds: Bonds::Absolute(Alpha::Ppm(100_000)),
//!         max_validators: 64,
//!         min_stake: 100,
//!         activity_cutoff: 5_000,
//!     },
//!     // Two validators agree on neuron 3, one alone prefers neuron 4.
//!     neurons: vec![
//!         validator(&[(3, 1)]),
//!         validator(&[(3, 1)]),
//!         validator(&[(4, 1)]),
//!         miner.clone(),
//!         miner,
//!     ],
//! };
//! let outcome = epoch.outcome();
//! assert_eq!(outcome.incentive[3], I32F32::ONE);
//! assert_eq!(outcome.validators_pay(1_000), [500, 500, 0, 0, 0]);
//! ```

pub mod bonds;
pub mod consensus;
pub mod fixed;
pub mod matrix;
pub mod stake;
pub mod weights;

mod epoch;

pub use bonds::Alpha;
pub use epoch::{Bonds, Epoch, Neuron, Outcome, Parameters};
pub use fixed::I32F32;
