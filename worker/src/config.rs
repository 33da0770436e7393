// SPDX-License-Identifier: Apache-2.0
//! What the operator has configured.

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{bail, ensure, Context, Result};
use serde::Deserialize;

use crate::{
    jobs::{MAX_INPUT_BYTES, MAX_OUTPUT_BYTES},
    wire::Hash32,
};

/// The most devices of one agent.
const MAX_DEVICES: usize = 64;
/// The longest time limit of a job, in seconds: a day.
const MAX_TIME_LIMIT_S: u64 = 24 * 60 * 60;

/// The whole configuration. Every field has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the API listens: an address of this machine only, and a port.
    pub listen: SocketAddr,
    /// Where the agent keeps what must survive a restart.
    pub data_dir: PathBuf,
    /// The file with the token. `token` in the data directory if there is none.
    pub token_file: Option<PathBuf>,
    /// Where the node's JSON-RPC listens. Only `doctor` asks it anything.
    pub node: SocketAddr,
    /// The largest matrices that the agent takes on, as a power of two.
    pub max_log2_size: u8,
    /// After how many hours a challenge is forgotten.
    pub keep_challenges_hours: u32,
    /// How many seconds a round that is being computed is waited for when the agent is stopped.
    pub shutdown_timeout_s: u32,
    /// The GPUs, or processors. If there are none, the agent takes the first GPU that it finds, or
    /// else the processor.
    pub devices: Vec<DeviceConfig>,
    /// The most bytes of a job's input.
    pub max_input_bytes: usize,
    /// Jobs of the built-in workload.
    pub matmul: MatmulConfig,
    /// Programs that jobs may run.
    pub commands: Vec<CommandConfig>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 9955)),
            data_dir: PathBuf::from("joule-worker-data"),
            token_file: None,
            node: SocketAddr::from(([127, 0, 0, 1], 9944)),
            max_log2_size: 14,
            keep_challenges_hours: 48,
            shutdown_timeout_s: 20,
            devices: Vec::new(),
            max_input_bytes: MAX_INPUT_BYTES,
            matmul: MatmulConfig::default(),
            commands: Vec::new(),
        }
    }
}

/// A device.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceConfig {
    /// Its public key on the chain. May be left out if it is the only device: then it answers for
    /// every key.
    #[serde(default)]
    pub key: Option<Hash32>,
    /// What computes.
    pub backend: BackendKind,
    /// For `cuda` and `wgpu`: a part of the GPU's name, or its number as `doctor` shows it. The
    /// first that is no software, if left out.
    #[serde(default)]
    pub adapter: Option<String>,
    /// For `cpu`: how many threads. All cores, if left out.
    #[serde(default)]
    pub threads: Option<usize>,
}

/// The kinds of backends.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum BackendKind {
    /// The processor.
    Cpu,
    /// A GPU of NVIDIA's, through CUDA.
    Cuda,
    /// A GPU of any vendor.
    Wgpu,
}

impl BackendKind {
    /// How the configuration calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Cuda => "cuda",
            Self::Wgpu => "wgpu",
        }
    }
}

/// Jobs of the built-in workload.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatmulConfig {
    /// Whether there are any.
    pub enabled: bool,
    /// Seconds that one may take.
    pub time_limit_s: u64,
}

impl Default for MatmulConfig {
    fn default() -> Self {
        Self { enabled: true, time_limit_s: 600 }
    }
}

/// A program that jobs may run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandConfig {
    /// How jobs call it.
    pub name: String,
    /// The program's file, with its whole path.
    pub program: PathBuf,
    /// What it is given. Jobs cannot add to it.
    #[serde(default)]
    pub args: Vec<String>,
    /// Its environment. It has nothing else of the agent's.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Seconds that it may take.
    pub time_limit_s: u64,
    /// The most bytes that it may write.
    #[serde(default = "default_output_bytes")]
    pub max_output_bytes: usize,
    /// The units of one run.
    #[serde(default)]
    pub units: u64,
    /// The units of each second that was begun, in addition.
    #[serde(default)]
    pub units_per_second: u64,
}

const fn default_output_bytes() -> usize {
    1 << 20
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// If there is no such file, or it makes no sense: what is wrong, and what to do.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| {
            format!(
                "The configuration {} cannot be read. Create it, or name another with --config.",
                path.display(),
            )
        })?;
        Self::parse(&text)
            .with_context(|| format!("The configuration {} makes no sense.", path.display()))
    }

    /// The configuration that `text` is.
    ///
    /// # Errors
    ///
    /// As [`Self::read`].
    pub fn parse(text: &str) -> Result<Self> {
        let config = toml::from_str::<Self>(text)?;
        config.require_sense()?;
        Ok(config)
    }

    /// Checks what is configured, and what the command line has changed of it.
    ///
    /// # Errors
    ///
    /// If something makes no sense or is not safe: a sentence that says what to do.
    pub fn require_sense(&self) -> Result<()> {
        ensure!(
            self.listen.ip().is_loopback(),
            "The agent listens on loopback only, and {} is another address: whoever reaches it may \
             run jobs. Set `listen` to 127.0.0.1 or [::1], and let the node run on this machine.",
            self.listen.ip(),
        );
        ensure!(
            (joule_pogw::challenge::MIN_LOG2_SIZE..=joule_pogw::challenge::MAX_LOG2_SIZE)
                .contains(&self.max_log2_size),
            "`max_log2_size` is {}, but sizes are from 2^3 to 2^16.",
            self.max_log2_size,
        );
        ensure!(
            self.keep_challenges_hours > 0,
            "`keep_challenges_hours` is 0, so that nothing could ever be opened. Use 48.",
        );
        self.require_devices()?;
        ensure!(
            self.max_input_bytes <= MAX_INPUT_BYTES,
            "`max_input_bytes` is {}, but {MAX_INPUT_BYTES} are the most.",
            self.max_input_bytes,
        );
        ensure!(
            (1..=MAX_TIME_LIMIT_S).contains(&self.matmul.time_limit_s),
            "`time_limit_s` of `matmul` must be from 1 to {MAX_TIME_LIMIT_S}.",
        );
        self.require_commands()
    }

    fn require_devices(&self) -> Result<()> {
        let devices = &self.devices;
        ensure!(
            devices.len() <= MAX_DEVICES,
            "There are {} devices, but {MAX_DEVICES} are the most.",
            devices.len(),
        );
        if devices.len() > 1 && devices.iter().any(|device| device.key.is_none()) {
            bail!("There are several devices. Give each its `key`, its public key on the chain.");
        }
        let mut keys = devices.iter().map(|device| device.key).collect::<Vec<_>>();
        keys.sort_unstable();
        keys.dedup();
        ensure!(
            keys.len() == devices.len(),
            "Two devices have the same `key`. Each has one of its own.",
        );
        ensure!(
            devices.iter().all(|device| device.threads != Some(0)),
            "A device has 0 `threads`. Leave it out for all cores.",
        );
        Ok(())
    }

    fn require_commands(&self) -> Result<()> {
        for (index, command) in self.commands.iter().enumerate() {
            let name = &command.name;
            let is_plain =
                name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
            ensure!(
                is_plain && (1..=64).contains(&name.len()),
                "The command name {name:?} is not 1 to 64 letters, digits, `-`, `_` and `.`.",
            );
            ensure!(
                self.commands.iter().take(index).all(|other| other.name != *name),
                "Two commands are called {name}. Rename one.",
            );
            ensure!(
                command.program.is_absolute(),
                "The program of the command {name} is {}. Write its whole path: what is found \
                 otherwise depends on where the agent is started.",
                command.program.display(),
            );
            ensure!(
                (1..=MAX_TIME_LIMIT_S).contains(&command.time_limit_s),
                "`time_limit_s` of the command {name} must be from 1 to {MAX_TIME_LIMIT_S}.",
            );
            ensure!(
                command.max_output_bytes <= MAX_OUTPUT_BYTES,
                "`max_output_bytes` of the command {name} is above {MAX_OUTPUT_BYTES}.",
            );
        }
        Ok(())
    }

    /// The file with the token.
    #[must_use]
    pub fn token_file(&self) -> PathBuf {
        self.token_file.clone().unwrap_or_else(|| self.data_dir.join("token"))
    }

    /// The command that the operator has allowed under `name`.
    #[must_use]
    pub fn command(&self, name: &str) -> Option<&CommandConfig> {
        self.commands.iter().find(|command| command.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        format!("{:#}", Config::parse(text).expect_err("it makes no sense"))
    }

    #[test]
    fn an_empty_configuration_is_safe_and_the_sample_is_valid() {
        let config = Config::parse("").expect("everything has a default");
        assert!(config.listen.ip().is_loopback());
        assert!(config.commands.is_empty());
        let sample = include_str!("../joule-worker.sample.toml");
        let config = Config::parse(sample).expect("the sample is valid");
        assert!(config.command("sha256").is_some());
        assert!(config.command("sha").is_none());
    }

    #[test]
    fn other_addresses_than_loopback_are_refused() {
        for address in ["0.0.0.0:9955", "192.168.0.1:9955", "[::]:9955", "8.8.8.8:1"] {
            let complaint = complaint(&format!("listen = \"{address}\""));
            assert!(complaint.contains("loopback only"), "{complaint}");
        }
        assert!(Config::parse("listen = \"[::1]:9955\"").is_ok());
    }

    #[test]
    fn what_is_misspelt_is_not_ignored() {
        assert!(complaint("lissten = \"127.0.0.1:1\"").contains("lissten"));
        assert!(complaint("[[devices]]\nbackend = \"gpu\"").contains("gpu"));
    }

    #[test]
    fn devices_are_told_apart_by_their_keys() {
        let (one, other) = (Hash32::from([1; 32]), Hash32::from([2; 32]));
        let device = |key: &Hash32| format!("[[devices]]\nbackend = \"cpu\"\nkey = \"{key}\"\n");
        let parse = |texts: &[&str]| Config::parse(&texts.concat());
        assert!(parse(&[&device(&one), &device(&other)]).is_ok());
        assert!(parse(&["[[devices]]\nbackend = \"cpu\"\n"]).is_ok());
        assert!(complaint(&[device(&one), device(&one)].concat()).contains("same `key`"));
        let keyless = [&device(&one), "[[devices]]\nbackend = \"cpu\"\n"].concat();
        assert!(complaint(&keyless).contains("several devices"));
    }

    #[test]
    fn inputs_have_a_bound() {
        assert!(Config::parse("max_input_bytes = 16777216").is_ok());
        assert!(complaint("max_input_bytes = 16777217").contains("max_input_bytes"));
    }

    #[test]
    fn commands_have_a_path_a_limit_and_a_name_of_their_own() {
        let command = |name: &str, program: &str, limit: u64| {
            format!(
                "[[commands]]\nname = {name:?}\nprogram = {program:?}\ntime_limit_s = {limit}\n"
            )
        };
        assert!(Config::parse(&command("a", "/bin/true", 1)).is_ok());
        assert!(complaint(&command("a", "true", 1)).contains("whole path"));
        assert!(complaint(&command("a", "/bin/true", 0)).contains("time_limit_s"));
        assert!(complaint(&command("a/b", "/bin/true", 1)).contains("letters"));
        let twice = command("a", "/bin/true", 1).repeat(2);
        assert!(complaint(&twice).contains("Two commands"));
        assert!(complaint("[[commands]]\nname = \"a\"\nprogram = \"/bin/true\"")
            .contains("time_limit_s"));
    }
}
