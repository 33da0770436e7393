// SPDX-License-Identifier: Apache-2.0
//! Tests, by topic.

mod agenda;
mod amendments;
mod attacks;
mod auction;
mod bad_input;
mod bids;
mod closing;
mod clusters;
mod complaints;
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
mod parties;
mod properties;
mod providers;
mod queries;
mod refusals;
mod stages;
mod steps;
mod timeline;
