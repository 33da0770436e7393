// SPDX-License-Identifier: Apache-2.0
//! Joule's node: consensus, networking, storage and JSON-RPC around the runtime.

mod agent;
mod chain_spec;
mod cli;
mod command;
mod equivocation;
mod inherents;
mod ports;
mod price_sources;
mod rpc;
mod sealing;
mod service;

use std::io::{self, Write};

fn main() {
    let status = match command::run() {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("Error: {error:?}");
            1
        }
    };
    // A status says more than an output that nobody reads any more.
    let _ = io::stdout().flush();
    // Ends without the destructors of statics in C++: threads of RocksDB may still use what these
    // would destroy, and abort. What was written to the database is with the operating system.
    signal_hook::low_level::exit(status)
}
