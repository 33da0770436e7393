// SPDX-License-Identifier: Apache-2.0
//! The configuration of each pallet, by concern.

pub mod accounts;
pub mod attestation;
pub mod consensus;
pub mod equilibrium;
pub mod governance;
pub mod market;
pub mod money;
pub mod panels;
pub mod price;
pub mod staking;
pub mod subnets;
pub mod system;
pub mod verdicts;
