// SPDX-License-Identifier: Apache-2.0
//! Tests by topic. Each runs in [`mock::run`](crate::mock::run), which checks every invariant.

mod coldkeys;
mod costs;
mod election;
mod exits;
mod hotkeys;
mod invariants;
mod jurors;
mod offences;
mod properties;
mod queries;
mod rewards;
mod stake;
