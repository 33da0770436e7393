// SPDX-License-Identifier: Apache-2.0
//! Tests by topic. Each runs in [`mock::run`](crate::mock::run), which checks every invariant.

mod allocation;
mod attacks;
mod commits;
mod costs;
mod genesis;
mod invariants;
mod members;
mod properties;
mod queries;
mod voting;
