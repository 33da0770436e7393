// SPDX-License-Identifier: Apache-2.0
//! Tests by topic. Each runs in [`mock::run`](crate::mock::run), which checks every invariant.

mod calls;
mod fees;
mod genesis;
mod invariants;
mod ledger;
mod pots;
mod properties;
mod queries;
mod schedule;
