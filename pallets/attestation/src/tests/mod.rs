// SPDX-License-Identifier: Apache-2.0
//! Tests by topic. Each runs in [`mock::run`](crate::mock::run), which checks every invariant.

mod admission;
mod attacks;
mod challenges;
mod commits;
mod costs;
mod devices;
mod draws;
mod evidence;
mod followers;
mod genesis;
mod invariants;
mod jobs;
mod leases;
mod offchain;
mod openings;
mod properties;
mod queries;
mod rooms;
mod settlement;
