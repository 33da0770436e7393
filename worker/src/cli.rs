// SPDX-License-Identifier: Apache-2.0
//! The command line.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{bench, config::Config, doctor, service, wire::sentences};

/// The GPU agent of a Joule node: proves GPU work, and executes jobs.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// What the log says: `error`, `warn`, `info`, `debug`, or a filter such as
    /// `info,wgpu_core=debug`.
    #[arg(long, global = true, value_name = "FILTER", default_value = "info")]
    log: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the agent, until SIGTERM or Ctrl-C.
    Run(Options),
    /// Check devices, drivers, files and the node, and say what to do.
    Doctor(Options),
    /// Measure how fast devices are.
    Bench(BenchOptions),
}

/// What changes the configuration.
#[derive(Args, Debug)]
struct Options {
    /// The configuration, in TOML.
    #[arg(long, short, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Where the API listens: loopback only. Port 0 stands for any that is free.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,

    /// Where the agent keeps what must survive a restart.
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,

    /// The file with the token that callers must show.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Where the node's JSON-RPC listens.
    #[arg(long, value_name = "ADDRESS:PORT")]
    node: Option<SocketAddr>,
}

impl Options {
    fn config(self) -> Result<Config> {
        let mut config = match self.config {
            Some(path) => Config::read(&path)?,
            None => Config::default(),
        };
        config.listen = self.listen.unwrap_or(config.listen);
        config.data_dir = self.data_dir.unwrap_or(config.data_dir);
        config.token_file = self.token_file.or(config.token_file);
        config.node = self.node.unwrap_or(config.node);
        config.require_sense()?;
        Ok(config)
    }
}

#[derive(Args, Debug)]
struct BenchOptions {
    /// A device, as `doctor` calls it, or a part of its name. All, if left out.
    #[arg(long, value_name = "DEVICE", value_delimiter = ',')]
    device: Vec<String>,

    /// Sizes of the matrices, as powers of two.
    #[arg(
        long,
        value_name = "LOG2",
        value_delimiter = ',',
        default_value = "10,11,12,13",
        value_parser = clap::value_parser!(u8).range(3..=16)
    )]
    log2_size: Vec<u8>,

    /// How long each is measured. At least one round is computed, whatever it takes.
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    seconds: u32,
}

/// Reads the command line, and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter = match EnvFilter::try_new(&cli.log) {
        Ok(filter) => filter,
        Err(error) => {
            eprintln!("--log {} is no filter: {error}", cli.log);
            return ExitCode::from(2);
        }
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false)
        .init();
    match execute(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {}", sentences(&error));
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> Result<()> {
    match command {
        Command::Run(options) => service::run(&options.config()?),
        Command::Doctor(options) => doctor::run(&options.config()?),
        Command::Bench(options) => bench::run(&bench::Bench {
            devices: options.device,
            log2_sizes: options.log2_size,
            time: Duration::from_secs(options.seconds.into()),
        }),
    }
}
