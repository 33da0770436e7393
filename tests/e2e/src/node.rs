// SPDX-License-Identifier: Apache-2.0
//! Processes of the node binary.

use crate::{
    chain::Chain,
    process::{self, tail, Process},
    until, PATIENCE,
};
use anyhow::{anyhow, bail, Context, Result};
use std::{
    fs::{self, File},
    io::{Read, Seek},
    path::PathBuf,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Where a node writes what it says, in its folder.
const LOG: &str = "node.log";

/// The node binary.
fn binary() -> PathBuf {
    process::binary("joule-node", "JOULE_NODE")
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Outcome {
    /// Whether it exited with 0.
    pub success: bool,
    /// Its result.
    pub stdout: String,
    /// Its talk.
    pub stderr: String,
}

/// Runs the node with `args` and waits until it ends by itself.
///
/// # Errors
/// If it cannot be started or does not end in time.
pub fn run_to_end(args: &[&str]) -> Result<Outcome> {
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let process = Command::new(binary())
        .args(args)
        .stdin(Stdio::null())
        .stdout(stdout.try_clone()?)
        .stderr(stderr.try_clone()?)
        .spawn()?;
    let mut process = Process(process);
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = process.0.try_wait()? {
            break Some(status);
        }
        if Instant::now() >= deadline {
            break None;
        }
        sleep(Duration::from_millis(20));
    };
    let mut outcome = Outcome { success: false, stdout: String::new(), stderr: String::new() };
    for (file, text) in [(&mut stdout, &mut outcome.stdout), (&mut stderr, &mut outcome.stderr)] {
        file.rewind()?;
        file.read_to_string(text)?;
    }
    let Some(status) = status else {
        bail!("joule-node {args:?} still runs:\n{}", tail(&outcome.stderr));
    };
    outcome.success = status.success();
    Ok(outcome)
}

/// How a node is to run.
#[derive(Clone, Debug)]
pub struct NodeBuilder {
    name: String,
    args: Vec<String>,
}

impl NodeBuilder {
    /// A node called `name` on the chain `chain`: a preset or a file.
    #[must_use]
    pub fn new(name: &str, chain: &str) -> Self {
        Self { name: name.into(), args: Vec::new() }.args(&["--chain", chain]).on_loopback()
    }

    /// Any free ports of this machine, and nothing beyond it.
    fn on_loopback(self) -> Self {
        let name = self.name.clone();
        self.args(&["--name", &name, "--rpc-port", "0", "--rpc-methods", "unsafe"]).args(&[
            "--listen-addr",
            "/ip4/127.0.0.1/tcp/0",
            "--no-mdns",
            "--no-prometheus",
        ])
    }

    /// A development chain that makes blocks as `sealing` says.
    #[must_use]
    pub fn development(sealing: &str) -> Self {
        Self { name: "dev".into(), args: Vec::new() }
            .args(&["--dev", "--sealing", sealing])
            .on_loopback()
    }

    /// More arguments of the command line.
    #[must_use]
    pub fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    /// Keeps the state of every block.
    #[must_use]
    pub fn archive(self) -> Self {
        self.args(&["--state-pruning", "archive", "--blocks-pruning", "archive"])
    }

    /// A validator with the well-known keys of `key`, as in `alice`.
    #[must_use]
    pub fn validator(self, key: &str) -> Self {
        self.args(&[&format!("--{key}")]).authority()
    }

    /// A validator that has no keys yet.
    #[must_use]
    pub fn authority(self) -> Self {
        self.args(&["--validator", "--unsafe-force-node-key-generation"])
    }

    /// Knows `node` from the start.
    #[must_use]
    pub fn peer_of(self, address: &str) -> Self {
        self.args(&["--bootnodes", address])
    }

    /// Starts the node on a database of its own and waits until it answers.
    ///
    /// # Errors
    /// If it ends by itself or does not answer in time.
    pub async fn start(self) -> Result<Node> {
        let folder = TempDir::new()?;
        Node::start(self, folder).await
    }
}

/// A running node. It is killed when it is dropped, and its database removed.
pub struct Node {
    builder: NodeBuilder,
    process: Process,
    folder: TempDir,
    chain: Chain,
}

impl Node {
    async fn start(builder: NodeBuilder, folder: TempDir) -> Result<Self> {
        let log = folder.path().join(LOG);
        let output = File::create(&log)?;
        let process = Command::new(binary())
            .args(&builder.args)
            .arg("--base-path")
            .arg(folder.path().join("data"))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        let mut process = Process(process);
        let chain = until("the node to answer", || {
            let (log, ended) = (fs::read_to_string(&log), process.0.try_wait());
            async move {
                let log = log?;
                if let Some(status) = ended? {
                    // An error that no patience cures.
                    return Ok(Some(Err(anyhow!("the node ended with {status}:\n{}", tail(&log)))));
                }
                match rpc_address(&log) {
                    None => Ok(None),
                    Some(address) => Ok(Some(Ok(Chain::connect(&address).await?))),
                }
            }
        })
        .await??;
        Ok(Self { builder, process, folder, chain })
    }

    /// The chain, as this node sees it.
    #[must_use]
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The chain, by a new connection: one from before an upgrade of the runtime knows only what was
    /// then.
    ///
    /// # Errors
    /// If the node does not answer.
    pub async fn connect(&self) -> Result<Chain> {
        let address = rpc_address(&self.log()?).context("the node has named no address")?;
        Chain::connect(&address).await
    }

    /// What the node has said so far.
    ///
    /// # Errors
    /// If its log cannot be read.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.path().join(LOG))?)
    }

    /// Where its data lies.
    #[must_use]
    pub fn base_path(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where other nodes find it.
    ///
    /// # Errors
    /// If it listens nowhere.
    pub async fn address(&self) -> Result<String> {
        until("an address of the node", || async {
            let addresses: Vec<String> =
                self.chain.request("system_localListenAddresses", &[]).await?;
            Ok(addresses.into_iter().find(|address| address.contains("127.0.0.1")))
        })
        .await
    }

    /// Asks it to stop and waits until it has.
    ///
    /// # Errors
    /// If it does not end well.
    pub async fn stop(mut self) -> Result<StoppedNode> {
        let log = self.folder.path().join(LOG);
        self.process.stop(|| Ok(fs::read_to_string(&log)?)).await?;
        self.into_stopped()
    }

    /// Kills it as a power cut would.
    ///
    /// # Errors
    /// If it cannot be killed.
    pub fn kill(mut self) -> Result<StoppedNode> {
        self.process.kill()?;
        self.into_stopped()
    }

    fn into_stopped(mut self) -> Result<StoppedNode> {
        // The folder survives; what is dropped in its place is empty.
        let folder = std::mem::replace(&mut self.folder, TempDir::new()?);
        Ok(StoppedNode { builder: self.builder.clone(), folder })
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Shown for tests that fail, of nodes that were not stopped on purpose.
        if let Ok(log) = self.log() {
            eprintln!("--- the log of {} ends with\n{}", self.builder.name, tail(&log));
        }
    }
}

/// A node that does not run, with its database.
pub struct StoppedNode {
    builder: NodeBuilder,
    folder: TempDir,
}

impl StoppedNode {
    /// Starts it again on the same database.
    ///
    /// # Errors
    /// If it ends by itself or does not answer in time.
    pub async fn start(self) -> Result<Node> {
        Node::start(self.builder, self.folder).await
    }

    /// Starts it again on the same database, run as `builder` says.
    ///
    /// # Errors
    /// If it ends by itself or does not answer in time.
    pub async fn start_as(self, builder: NodeBuilder) -> Result<Node> {
        Node::start(builder, self.folder).await
    }

    /// Where its data lies.
    #[must_use]
    pub fn base_path(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// The address of the JSON-RPC server, once the log names it.
fn rpc_address(log: &str) -> Option<String> {
    let (_, rest) = log.split_once("Running JSON-RPC server: addr=")?;
    let end = rest.find([',', '\n', ' '])?;
    Some(format!("ws://{}", &rest[..end]))
}
