// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![deny(clippy::unwrap_used)]

pub mod backends;
pub mod bench;
pub mod cli;
pub mod clock;
pub mod config;
pub mod doctor;
pub mod engine;
pub mod files;
pub mod jobs;
pub mod node;
pub mod server;
pub mod service;
pub mod token;
pub mod wire;
