// SPDX-License-Identifier: Apache-2.0
//! Tests, by topic.

mod acceptance;
mod auditors;
mod closing;
mod draws;
mod engagements;
mod genesis;
mod invariants;
mod proofs;
mod properties;
mod redundant;
mod replays;
mod spot_checks;
mod terms;
