// SPDX-License-Identifier: Apache-2.0
//! Tests by topic. Each runs in [`mock::run`](crate::mock::run), which checks every invariant.

mod bounds;
mod clearing;
mod costs;
mod dissolution;
mod endpoints;
mod epochs;
mod genesis;
mod identities;
mod invariants;
mod neurons;
mod origins;
mod ownership;
mod parameters;
mod properties;
mod pruning;
mod queries;
mod registration;
mod replacement;
mod swaps;
