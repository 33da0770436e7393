// SPDX-License-Identifier: Apache-2.0
//! The command line.

use crate::{
    agent::{Agent, AgentUrl},
    sealing::Sealing,
};
use joule_primitives::price::sources::{PriceSource, PriceSources};
use sc_cli::OffchainWorkerEnabled;
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

    /// Where the agent answers that computes for this node's devices.
    ///
    /// `http://`, an address of this machine, such as `127.0.0.1` or `[::1]`, and a port.
    #[arg(long, value_name = "URL", default_value_t, requires = "worker_token_file")]
    pub worker_url: AgentUrl,

    /// The file with the agent's token. Without it, the node serves no devices.
    ///
    /// Only its owner may use it: mode 600. It may be made later, or change: every few seconds the
    /// node looks at it. With it, off-chain workers run, whether the node validates or not.
    #[arg(long, value_name = "FILE")]
    pub worker_token_file: Option<PathBuf>,

    /// Where a validator's node reads the price of JOULE in dollars, which it feeds to the chain.
    ///
    /// `URL#POINTER`: the service answers with JSON, and the JSON pointer says where in it the price
    /// stands, such as `https://example.org/v1/joule#/data/0/usd`. Name several of different people:
    /// more than half must agree. Without it, the node feeds no price; with it, off-chain workers
    /// run. The node needs a key of the kind `orcl` that `price.setFeederKey` names.
    #[arg(long = "price-source", value_name = "URL#POINTER")]
    pub price_sources: Vec<PriceSource>,

    /// Who holds tokens and who validates in the genesis block of `--chain testnet` or `mainnet`.
    ///
    /// A JSON file; docs/chain-specs.md has its format.
    #[arg(long, value_name = "FILE", global = true)]
    pub allocations: Option<PathBuf>,
}

impl Cli {
    /// Who computes for the devices of this node; `None` if it serves none.
    ///
    /// # Errors
    /// If the off-chain workers, which serve devices, are never to run.
    pub fn agent(&self) -> sc_cli::Result<Option<Agent>> {
        let Some(token_file) = self.worker_token_file.clone() else { return Ok(None) };
        self.require_offchain_workers("--worker-token-file asks the node to serve devices")?;
        Ok(Some(Agent { url: self.worker_url.clone(), token_file }))
    }

    /// Where this node reads the price; `None` if it feeds none.
    ///
    /// # Errors
    /// If a source is named twice, there are too many, or the off-chain workers, which feed the
    /// price, are never to run.
    pub fn price_sources(&self) -> sc_cli::Result<Option<PriceSources>> {
        if self.price_sources.is_empty() {
            return Ok(None);
        }
        self.require_offchain_workers("--price-source asks the node to feed the price")?;
        let sources = PriceSources::new(self.price_sources.clone());
        sources.map(Some).map_err(|refusal| sc_cli::Error::Input(refusal.to_string()))
    }

    /// Fails if off-chain workers are never to run, though something asks for them.
    fn require_offchain_workers(&self, asked: &str) -> sc_cli::Result<()> {
        match self.run.offchain_worker_params.enabled {
            OffchainWorkerEnabled::Never => Err(sc_cli::Error::Input(format!(
                "{asked}, and --offchain-worker never forbids it. Leave one of them out.",
            ))),
            _ => Ok(()),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn parsed(args: &[&str]) -> Result<Cli, String> {
        let args = [&["joule-node"], args].concat();
        Cli::try_parse_from(args).map_err(|error| error.to_string())
    }

    fn agent(args: &[&str]) -> Result<Option<Agent>, String> {
        parsed(args)?.agent().map_err(|error| error.to_string())
    }

    #[test]
    fn devices_are_served_if_there_is_a_token() {
        assert_eq!(agent(&["--dev"]), Ok(None));
        assert_eq!(agent(&["--dev", "--offchain-worker", "never"]), Ok(None));
        let served = |url: &str| {
            let url = url.parse().expect("it is on this machine");
            Ok(Some(Agent { url, token_file: "some/token".into() }))
        };
        let file = ["--worker-token-file", "some/token"];
        assert_eq!(agent(&file), served("http://127.0.0.1:9955"));
        let url = ["--worker-url", "http://[::1]:80/"];
        assert_eq!(agent(&[&file[..], &url].concat()), served("http://[::1]:80"));
    }

    #[test]
    fn an_agent_elsewhere_or_without_a_token_is_refused() {
        let file = ["--worker-token-file", "token"];
        for url in ["http://example.org:9955", "https://127.0.0.1:9955", "127.0.0.1:9955", ""] {
            let refusal = agent(&[&file[..], &["--worker-url", url]].concat());
            let refusal = refusal.expect_err("it is elsewhere");
            assert!(refusal.contains("this machine"), "{url}: {refusal}");
        }
        let refusal = agent(&["--worker-url", "http://127.0.0.1:9955"]).expect_err("no token");
        assert!(refusal.contains("--worker-token-file <FILE>"), "{refusal}");
    }

    #[test]
    fn devices_need_off_chain_workers() {
        let never = ["--worker-token-file", "token", "--offchain-worker", "never"];
        let refusal = agent(&never).expect_err("nobody would serve them");
        assert!(refusal.contains("--offchain-worker never"), "{refusal}");
        let always = ["--worker-token-file", "token", "--offchain-worker", "always"];
        assert!(agent(&always).is_ok_and(|agent| agent.is_some()));
    }

    fn price_sources(args: &[&str]) -> Result<Option<PriceSources>, String> {
        parsed(args)?.price_sources().map_err(|error| error.to_string())
    }

    #[test]
    fn a_node_feeds_the_price_if_there_are_sources() {
        assert_eq!(price_sources(&["--dev", "--offchain-worker", "never"]), Ok(None));
        let (a, b) = ("https://a.org/v1#/usd", "http://b.org");
        let args = ["--price-source", a, "--price-source", b];
        let expected = [a, b].map(|source| source.parse().expect("it is a source"));
        let expected = PriceSources::new(expected.to_vec()).expect("each is named once");
        assert_eq!(price_sources(&args), Ok(Some(expected)));
    }

    #[test]
    fn price_sources_that_cannot_be_asked_are_refused() {
        for (args, word) in [
            (vec!["--price-source", "a.org"], "https://"),
            (vec!["--price-source", "https://a.org#usd"], "#/data"),
            (vec!["--price-source", "https://a", "--price-source", "https://a#/b"], "each once"),
            (vec!["--price-source", "https://a", "--offchain-worker", "never"], "never forbids"),
        ] {
            let refusal = price_sources(&args).expect_err("it is refused");
            assert!(refusal.contains(word), "{refusal}");
        }
    }
}
