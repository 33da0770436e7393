// SPDX-License-Identifier: Apache-2.0
//! Processes of the agent, which computes for devices, and its API.

use crate::{
    process::{self, tail, Process},
    until,
};
use anyhow::{anyhow, bail, ensure, Context, Result};
use serde_json::Value as Json;
use std::{
    fs::{self, File},
    net::SocketAddr,
    path::PathBuf,
    process::{Command, Stdio},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Where an agent writes what it says, in its folder.
const LOG: &str = "agent.log";
/// And the token that callers show.
const TOKEN: &str = "token";
/// Where drivers for Vulkan say that they are there.
const VULKAN_FOLDERS: [&str; 3] =
    ["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
/// How the environment names the driver to take, in new and in older versions of Vulkan's loader.
const VULKAN_DRIVER: [&str; 2] = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];

/// How an agent is to run.
#[derive(Clone, Debug)]
pub struct AgentBuilder {
    device: &'static str,
    driver: Option<PathBuf>,
}

impl AgentBuilder {
    /// An agent that computes on one thread of the processor, for every device.
    #[must_use]
    pub fn processor() -> Self {
        Self { device: "backend = \"cpu\"\nthreads = 1\n", driver: None }
    }

    /// An agent that computes on lavapipe, software that acts like a GPU, for every device.
    ///
    /// # Errors
    /// If lavapipe is not installed.
    pub fn lavapipe() -> Result<Self> {
        let device = "backend = \"wgpu\"\nadapter = \"llvmpipe\"\n";
        if VULKAN_DRIVER.iter().any(|variable| std::env::var_os(variable).is_some()) {
            return Ok(Self { device, driver: None });
        }
        let files = VULKAN_FOLDERS.iter().filter_map(|folder| fs::read_dir(folder).ok());
        let driver = files.flatten().flatten().map(|file| file.path()).find(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("lvp_icd"))
        });
        ensure!(
            driver.is_some(),
            "The tests need lavapipe, the software driver of Mesa for Vulkan. Install what Debian \
             calls libvulkan1 and mesa-vulkan-drivers."
        );
        Ok(Self { device, driver })
    }

    /// Starts the agent with a data directory of its own, on any free port, and waits until it is
    /// well.
    ///
    /// # Errors
    /// If it ends by itself or does not answer in time.
    pub async fn start(self) -> Result<Agent> {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Agent::start(self, TempDir::new()?, any).await
    }
}

/// A running agent. It is killed when it is dropped, and its data directory removed.
pub struct Agent {
    builder: AgentBuilder,
    process: Process,
    folder: TempDir,
    api: AgentApi,
}

impl Agent {
    async fn start(builder: AgentBuilder, folder: TempDir, listen: SocketAddr) -> Result<Self> {
        let (config, log) = (folder.path().join("config.toml"), folder.path().join(LOG));
        let (data, token) = (folder.path().join("data"), folder.path().join(TOKEN));
        fs::write(
            &config,
            format!(
                "listen = \"{listen}\"\ndata_dir = {data:?}\ntoken_file = {token:?}\n\
                 [[devices]]\n{}",
                builder.device
            ),
        )?;
        let output = File::create(&log)?;
        let mut command = Command::new(process::binary("joule-worker", "JOULE_WORKER"));
        command.arg("run").arg("--config").arg(&config).stdin(Stdio::null());
        for variable in VULKAN_DRIVER {
            command.envs(builder.driver.iter().map(|driver| (variable, driver)));
        }
        let process = command.stdout(output.try_clone()?).stderr(output).spawn()?;
        let mut process = Process(process);
        let api = until("the agent to be well", || {
            let (log, ended) = (fs::read_to_string(&log), process.0.try_wait());
            let token = fs::read_to_string(&token);
            async move {
                let log = log?;
                if let Some(status) = ended? {
                    // An error that no patience cures.
                    return Ok(Some(Err(anyhow!(
                        "the agent ended with {status}:\n{}",
                        tail(&log)
                    ))));
                }
                let Some(address) = address(&log) else { return Ok(None) };
                let api = AgentApi { address, token: token?.trim().into() };
                let is_well = api.ask("GET", "/v1/health", b"").await?.status == 200;
                Ok(is_well.then_some(Ok(api)))
            }
        })
        .await??;
        Ok(Self { builder, process, folder, api })
    }

    /// Its API.
    #[must_use]
    pub fn api(&self) -> &AgentApi {
        &self.api
    }

    /// The file with the token that callers show.
    #[must_use]
    pub fn token_file(&self) -> PathBuf {
        self.folder.path().join(TOKEN)
    }

    /// What the agent has said since it started.
    ///
    /// # Errors
    /// If its log cannot be read.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.path().join(LOG))?)
    }

    /// Kills it as a power cut would.
    ///
    /// # Errors
    /// If it cannot be killed.
    pub fn kill(mut self) -> Result<StoppedAgent> {
        self.process.kill()?;
        // The folder survives; what is dropped in its place is empty.
        let folder = std::mem::replace(&mut self.folder, TempDir::new()?);
        Ok(StoppedAgent { builder: self.builder.clone(), folder, address: self.api.address })
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        // Shown for tests that fail, of agents that were not stopped on purpose.
        if let Ok(log) = self.log() {
            eprintln!("--- the log of the agent ends with\n{}", tail(&log));
        }
    }
}

/// An agent that does not run, with its data directory.
pub struct StoppedAgent {
    builder: AgentBuilder,
    folder: TempDir,
    address: SocketAddr,
}

impl StoppedAgent {
    /// Starts it again on the same data directory and the same port.
    ///
    /// # Errors
    /// If it ends by itself or does not answer in time.
    pub async fn start(self) -> Result<Agent> {
        Agent::start(self.builder, self.folder, self.address).await
    }
}

/// Where the agent listens, once its log says so.
fn address(log: &str) -> Option<SocketAddr> {
    let (_, rest) = log.split_once("Listening on http://")?;
    rest.split_whitespace().next()?.trim_end_matches('.').parse().ok()
}

/// What an agent answers.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// The API of an agent, as the node uses it.
#[derive(Clone, Debug)]
pub struct AgentApi {
    address: SocketAddr,
    token: String,
}

impl AgentApi {
    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a request.
    ///
    /// # Errors
    /// If the agent does not answer, or not in HTTP.
    pub async fn ask(&self, method: &str, path: &str, body: &[u8]) -> Result<Answer> {
        let mut stream = TcpStream::connect(self.address).await?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Length: \
             {}\r\nConnection: close\r\n\r\n",
            self.address,
            self.token,
            body.len(),
        );
        stream.write_all(&[head.as_bytes(), body].concat()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let end = end.context("the agent's answer has no end of its head")?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.with_context(|| format!("no status in {head}"))?;
        Ok(Answer { status, body: answer.split_off(end + 4) })
    }

    /// What the agent says of a device's work in a challenge, both in hex. `None` if it knows
    /// nothing of it.
    ///
    /// # Errors
    /// If it does not answer, or says that it has failed.
    pub async fn work(&self, challenge: &str, device: &str) -> Result<Option<Json>> {
        let answer = self.ask("GET", &work_path(challenge, device), b"").await?;
        match answer.status {
            200 | 202 => Ok(Some(serde_json::from_slice(&answer.body)?)),
            404 => Ok(None),
            status => bail!("{status}: {}", String::from_utf8_lossy(&answer.body)),
        }
    }
}

/// Where the API tells of a device's work in a challenge.
fn work_path(challenge: &str, device: &str) -> String {
    format!("/v1/challenges/{challenge}/{device}")
}
