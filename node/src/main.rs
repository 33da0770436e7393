// SPDX-License-Identifier: Apache-2.0
//! Joule's node: consensus, networking, storage and JSON-RPC around the runtime.

mod chain_spec;
mod cli;
mod command;
mod equivocation;
mod inherents;
mod ports;
mod rpc;
mod sealing;
mod service;

fn main() -> sc_cli::Result<()> {
    command::run()
}
