// SPDX-License-Identifier: Apache-2.0
//! Tests by topic. Each runs in [`mock::run`](crate::mock::run), which checks every invariant.

mod children;
mod commits;
mod dividends;
mod division;
mod epochs;
mod genesis;
mod hooks;
mod invariants;
mod model;
mod pay;
mod pending;
mod properties;
mod queries;
mod smoke;
mod weights;
