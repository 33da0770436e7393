// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]
#![deny(clippy::as_conversions, clippy::float_arithmetic, clippy::panic)]

extern crate alloc;

pub mod averages;
pub mod bme;
pub mod concentration;
pub mod decay;
pub mod election;
pub mod exits;
pub mod halving;
pub mod lending;
pub mod offences;
pub mod registration;
pub mod root;
pub mod shares;
pub mod streams;
pub mod tempo;
pub mod yuma;
