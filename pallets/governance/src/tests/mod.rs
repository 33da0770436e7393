// SPDX-License-Identifier: Apache-2.0
//! Tests by topic. Each runs in [`mock::run`](crate::mock::run), which checks every invariant.

mod enactments;
mod genesis;
mod invariants;
mod motions;
mod preimages;
