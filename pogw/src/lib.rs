// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]
#![deny(clippy::as_conversions, clippy::float_arithmetic, clippy::panic)]

pub mod beacon;
pub mod challenge;
pub mod commitment;
pub mod hash;
pub mod messages;
pub mod opening;
#[cfg(feature = "prover")]
pub mod prover;
pub mod round;
pub mod tree;

pub use challenge::{BadParams, Challenge, Params};
pub use commitment::{Commitment, Sample, MAX_ROUNDS};
pub use hash::{Hash, Tag};
pub use opening::{Refusal, Statement, MAX_OPENING_BYTES};
pub use tree::Node;

/// The public ed25519 key by which a device is known.
pub type DeviceKey = [u8; 32];
