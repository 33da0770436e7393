// SPDX-License-Identifier: Apache-2.0
//! Tests, by topic.

mod absences;
mod agenda;
mod attacks;
mod conclusions;
mod draws;
mod findings;
mod genesis;
mod invariants;
mod opening;
mod pay;
mod properties;
mod queries;
mod refusals;
