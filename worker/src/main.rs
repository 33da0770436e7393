// SPDX-License-Identifier: Apache-2.0
//! The program `joule-worker`.

use std::process::ExitCode;

fn main() -> ExitCode {
    joule_worker::cli::run()
}
