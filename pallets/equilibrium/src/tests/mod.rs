// SPDX-License-Identifier: Apache-2.0
//! Tests, by topic.

mod attacks;
mod availability;
mod epochs;
mod genesis;
mod invariants;
mod parameters;
mod properties;
mod queries;
mod refusals;
mod rewards;
mod sales;
mod sweep;
mod vectors;
mod vesting;
mod work;
