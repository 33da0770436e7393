// SPDX-License-Identifier: Apache-2.0
//! What the chain's users rely on, on real nodes and networks of them. All of it is one program: to
//! link one for each file takes minutes more.

mod attestation;
mod attestation_faults;
mod attestation_refusals;
mod attestation_twins;
mod bad_input;
mod commands;
mod development;
mod durability;
mod governance;
mod market_jobs;
mod market_leases;
mod market_panels;
mod market_refusals;
mod network;
mod price;
mod root;
mod staking;
mod subnets;
