// SPDX-License-Identifier: Apache-2.0
//! Tests of the off-chain worker, by topic, with a node and an agent around the runtime.

mod agent;
mod challenges;
mod faults;
mod forks;
mod node;
mod pauses;
mod steps;
mod store;
mod transactions;
