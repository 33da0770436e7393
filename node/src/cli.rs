// SPDX-License-Identifier: Apache-2.0
//! The command line.

use crate::sealing::Sealing;
use std::path::PathBuf;

/// What the command line says.
#[derive(Debug, clap::Parser)]
pub struct Cli {
    /// What to do; without one, a node runs.
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    /// How a node runs.
    #[clap(flatten)]
    pub run: sc_cli::RunCmd,

    /// When blocks are made on a development chain, instead of once per slot.
    ///
    /// `instant`: for each transaction. `manual`: when the RPC method `engine_createBlock` asks for
    /// one. A number: every so many milliseconds. Each block is one slot later than its parent,
    /// whatever the clock on the wall says, and final at once.
    #[arg(long, value_name = "instant|manual|MILLISECONDS")]
    pub sealing: Option<Sealing>,

    /// Who holds tokens and who validates in the genesis block of `--chain testnet` or `mainnet`.
    ///
    /// A JSON file; docs/chain-specs.md has its format.
    #[arg(long, value_name = "FILE", global = true)]
    pub allocations: Option<PathBuf>,
}

/// What the node can do beside running.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    /// Generate, inspect and insert keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write the specification of a chain.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Write the specification of a chain, as older tools call it.
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Execute a block of the database again and check it.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Write blocks of the database to a file.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Read blocks from a file into the database.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Write the state at a block as a chain specification.
    ExportState(sc_cli::ExportStateCmd),

    /// Delete the database.
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Take back the newest blocks that are not final.
    Revert(sc_cli::RevertCmd),

    /// Show what the database holds.
    ChainInfo(sc_cli::ChainInfoCmd),

    /// Measure the runtime's weights.
    #[cfg(feature = "runtime-benchmarks")]
    #[command(subcommand)]
    Benchmark(Box<frame_benchmarking_cli::BenchmarkCmd>),
}
