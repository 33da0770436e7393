// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]
#![deny(clippy::float_arithmetic)]

extern crate alloc;

pub mod agent;
pub mod apis;
pub mod attestation;
pub mod commits;
pub mod http;
pub mod market;
pub mod money;
pub mod panels;
pub mod price;
pub mod root;
pub mod session;
pub mod staking;
pub mod subnets;
pub mod types;
pub mod units;
pub mod verdicts;
