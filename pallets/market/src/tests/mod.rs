// SPDX-License-Identifier: Apache-2.0
//! Tests, by topic.

mod agenda;
mod amendments;
mod attacks;
mod auction;
mod bids;
mod closing;
mod clusters;
mod contests;
mod deliveries;
mod endpoints;
mod escrow;
mod genesis;
mod invariants;
mod jobs;
mod leases;
mod listings;
pub mod models;
mod orders;
mod outages;
mod properties;
mod providers;
mod queries;
mod timeline;
