// SPDX-License-Identifier: Apache-2.0
//! Runs what the command line asks for.

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    ports,
    service::{self, Parts},
};
use joule_primitives::types::OpaqueBlock as Block;
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::{ChainType, Configuration, DatabaseSource};

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Joule Node".into()
    }

    fn impl_version() -> String {
        env!("SUBSTRATE_CLI_IMPL_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        env!("CARGO_PKG_AUTHORS").into()
    }

    fn support_url() -> String {
        "the project's issue tracker".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
        // Keys are the same on every chain, so that those commands need not name one.
        let is_about_keys = matches!(self.subcommand, Some(Subcommand::Key(_)));
        let id = if id.is_empty() && is_about_keys { "dev" } else { id };
        chain_spec::load(id, self.allocations.as_deref())
    }
}

/// Reads the command line and does what it says.
///
/// # Errors
/// Whatever went wrong, as a sentence for the one who typed the command.
pub fn run() -> sc_cli::Result<()> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        None => run_node(&cli),
        Some(subcommand) => run_subcommand(&cli, subcommand),
    }
}

fn run_node(cli: &Cli) -> sc_cli::Result<()> {
    let agent = cli.agent()?;
    let sources = cli.price_sources()?;
    let runner = cli.create_runner(&cli.run)?;
    runner.run_node_until_exit(|mut config| async move {
        if config.chain_spec.chain_type() != ChainType::Live {
            // Warp sync waits for three peers, which a network on one machine may never have.
            config.network.min_peers_to_start_warp_sync = Some(1);
        }
        if cli.sealing.is_some() && config.chain_spec.chain_type() != ChainType::Development {
            return Err(sc_cli::Error::Input(format!(
                "--sealing works on development chains only, and {} is none: its blocks come from \
                 its validators. Add --dev or leave --sealing out.",
                config.chain_spec.name(),
            )));
        }
        ports::require_free(&config)?;
        // Devices are served, and prices fed, by off-chain workers.
        config.offchain_worker.enabled |= agent.is_some() || sources.is_some();
        let sealing = cli.sealing;
        let running = match config.network.network_backend {
            NetworkBackendType::Libp2p => {
                service::run::<sc_network::NetworkWorker<_, _>>(config, sealing, agent, sources)
            }
            NetworkBackendType::Litep2p => {
                service::run::<sc_network::Litep2pNetworkBackend>(config, sealing, agent, sources)
            }
        };
        running.map_err(sc_cli::Error::Service)
    })
}

fn run_subcommand(cli: &Cli, subcommand: &Subcommand) -> sc_cli::Result<()> {
    match subcommand {
        Subcommand::Key(cmd) => cmd.run(cli),
        Subcommand::ExportChainSpec(cmd) => {
            let spec = cli.load_spec(&cmd.chain)?;
            cmd.run(spec)
        }
        #[allow(deprecated, reason = "older tools call it")]
        Subcommand::BuildSpec(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| cmd.run(config.chain_spec, config.network))
        }
        Subcommand::CheckBlock(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                require_database(&config)?;
                let Parts { client, consensus, task_manager, .. } = service::parts(&config, None)?;
                Ok((cmd.run(client, consensus.import_queue), task_manager))
            })
        }
        Subcommand::ExportBlocks(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                require_database(&config)?;
                let Parts { client, task_manager, .. } = service::parts(&config, None)?;
                Ok((cmd.run(client, config.database), task_manager))
            })
        }
        Subcommand::ImportBlocks(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                let Parts { client, consensus, task_manager, .. } = service::parts(&config, None)?;
                Ok((cmd.run(client, consensus.import_queue), task_manager))
            })
        }
        Subcommand::ExportState(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.async_run(|config| {
                require_database(&config)?;
                let Parts { client, task_manager, .. } = service::parts(&config, None)?;
                Ok((cmd.run(client, config.chain_spec), task_manager))
            })
        }
        Subcommand::PurgeChain(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| cmd.run(config.database))
        }
        Subcommand::Revert(cmd) => revert(cli, cmd),
        Subcommand::ChainInfo(cmd) => {
            let runner = cli.create_runner(cmd)?;
            runner.sync_run(|config| {
                require_database(&config)?;
                cmd.run::<Block>(&config)
            })
        }
        #[cfg(feature = "runtime-benchmarks")]
        Subcommand::Benchmark(cmd) => run_benchmark(cli, cmd),
    }
}

/// Takes back blocks, and what consensus remembers of them.
fn revert(cli: &Cli, cmd: &sc_cli::RevertCmd) -> sc_cli::Result<()> {
    let runner = cli.create_runner(cmd)?;
    runner.async_run(|config| {
        require_database(&config)?;
        let Parts { client, backend, task_manager, .. } = service::parts(&config, None)?;
        let forget = Box::new(|client: std::sync::Arc<_>, backend, blocks| {
            sc_consensus_babe::revert(std::sync::Arc::clone(&client), backend, blocks)?;
            sc_consensus_grandpa::revert(client, blocks)?;
            Ok(())
        });
        Ok((cmd.run(client, backend, Some(forget)), task_manager))
    })
}

/// Asking for what a database holds must not create it.
fn require_database(config: &Configuration) -> sc_cli::Result<()> {
    let path = match &config.database {
        DatabaseSource::Auto { rocksdb_path, paritydb_path, .. } => {
            if paritydb_path.exists() {
                paritydb_path
            } else {
                rocksdb_path
            }
        }
        DatabaseSource::RocksDb { path, .. } | DatabaseSource::ParityDb { path } => path,
        _ => return Ok(()),
    };
    if path.exists() {
        return Ok(());
    }
    Err(sc_cli::Error::Input(format!(
        "There is no database at {}. Say where it is with --base-path, and of which chain with \
         --chain.",
        path.display(),
    )))
}

#[cfg(feature = "runtime-benchmarks")]
fn run_benchmark(cli: &Cli, cmd: &frame_benchmarking_cli::BenchmarkCmd) -> sc_cli::Result<()> {
    use frame_benchmarking_cli::BenchmarkCmd;

    let runner = cli.create_runner(cmd)?;
    runner.sync_run(|config| match cmd {
        BenchmarkCmd::Pallet(cmd) => cmd
            .run_with_spec::<sp_runtime::traits::HashingFor<Block>, service::HostFunctions>(Some(
                config.chain_spec,
            )),
        BenchmarkCmd::Block(cmd) => {
            let Parts { client, .. } = service::parts(&config, None)?;
            cmd.run(client)
        }
        BenchmarkCmd::Machine(cmd) => {
            cmd.run(&config, frame_benchmarking_cli::SUBSTRATE_REFERENCE_HARDWARE.clone())
        }
        BenchmarkCmd::Storage(_) | BenchmarkCmd::Overhead(_) | BenchmarkCmd::Extrinsic(_) => {
            Err(sc_cli::Error::Input(
                "This node benchmarks `pallet`, `block` and `machine`. For the others, run \
                 frame-omni-bencher on the runtime's WASM."
                    .into(),
            ))
        }
    })
}
