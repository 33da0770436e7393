// SPDX-License-Identifier: Apache-2.0
//! Tests by topic. Each runs in [`mock::run`](crate::mock::run), which checks every invariant.

mod administered;
mod averages;
mod feeding;
mod invariants;
mod members;
mod offchain;
mod properties;
mod queries;
mod rounds;
