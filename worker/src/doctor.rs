// SPDX-License-Identifier: Apache-2.0
//! Says what is wrong, and what to do.

use std::{
    io::{ErrorKind, Write},
    net::TcpListener,
};

use anyhow::{bail, Context, Result};

use crate::{
    backends,
    config::{BackendKind, Config},
    engine::require_data_dir,
    node, token,
    wire::sentences,
};

/// What came of a check.
struct Report {
    failures: u32,
}

impl Report {
    /// Writes a line about something that need not be there.
    fn note(&self, what: &str, text: &str) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "note  {what}: {text}")?;
        Ok(out.flush()?)
    }

    /// Writes a line of standard output.
    fn say(&mut self, what: &str, outcome: Result<String>) -> Result<()> {
        let mut out = std::io::stdout().lock();
        match outcome {
            Ok(text) => writeln!(out, "ok    {what}: {text}")?,
            Err(error) => {
                self.failures += 1;
                writeln!(out, "FAIL  {what}: {}", sentences(&error))?;
            }
        }
        Ok(out.flush()?)
    }
}

/// Checks everything that the agent needs, and writes a line for each on standard output.
///
/// # Errors
///
/// If something is wrong.
pub fn run(config: &Config) -> Result<()> {
    let mut report = Report { failures: 0 };
    let folder = &config.data_dir;
    let usable = require_data_dir(folder).map(|()| folder.display().to_string());
    report.say("data directory", usable)?;
    report.say("token file", check_token(config))?;
    report.say("address", check_address(config))?;
    report.say("node", check_node(config))?;
    note_cuda(&mut report)?;
    check_devices(config, &mut report)?;
    check_commands(config, &mut report)?;
    match report.failures {
        0 => Ok(()),
        1 => bail!("1 check has failed."),
        failures => bail!("{failures} checks have failed."),
    }
}

fn check_token(config: &Config) -> Result<String> {
    let path = config.token_file();
    if !path.exists() && path.symlink_metadata().is_err() {
        return Ok(format!("{} will be made when the agent first runs", path.display()));
    }
    token::read(&path)?;
    Ok(format!("{} is for its owner only", path.display()))
}

fn check_address(config: &Config) -> Result<String> {
    match TcpListener::bind(config.listen) {
        Ok(_) => Ok(format!("{} is free", config.listen)),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            Ok(format!("{} is in use: the agent runs, or something else does", config.listen))
        }
        Err(error) => Err(error).context("Choose another with `listen` in the configuration."),
    }
}

fn check_node(config: &Config) -> Result<String> {
    node::describe(config.node).context(
        "The node does not answer. Start it, or set `node` in the configuration to where its \
         JSON-RPC listens.",
    )
}

/// Whether CUDA can be used. Nothing is wrong if it cannot, unless a device is to use it, which is
/// checked with the device.
fn note_cuda(report: &mut Report) -> Result<()> {
    match backends::cuda_gpus() {
        Ok(found) => report.say("cuda", Ok(format!("usable, {} GPUs", found.len()))),
        Err(error) => report.note("cuda", &sentences(&error)),
    }
}

/// What this machine has, and whether what is configured works.
fn check_devices(config: &Config, report: &mut Report) -> Result<()> {
    let found = backends::found();
    for found in &found {
        let software = match found.backend {
            BackendKind::Wgpu if found.is_software => {
                " (software: slow, and never taken by itself)"
            }
            _ => "",
        };
        let tested = backends::open_and_test(&found.config());
        let said = tested
            .map(|_| format!("{}, {}{software}: computes as it should", found.name, found.driver));
        report.say(&format!("device {}", found.id()), said)?;
    }
    let default = [backends::default_device()];
    let devices = if config.devices.is_empty() { &default[..] } else { &config.devices };
    for (number, (device, found)) in devices.iter().zip(backends::find_each(devices)).enumerate() {
        let key = device.key.map_or("every key".into(), |key| key.to_string());
        let meant = found.map(|found| format!("{} for {key}", found.name));
        report.say(&format!("configured device {number}"), meant)?;
    }
    Ok(())
}

fn check_commands(config: &Config, report: &mut Report) -> Result<()> {
    for command in &config.commands {
        let about = std::fs::metadata(&command.program);
        let said = match about {
            Ok(about) if about.is_file() => Ok(command.program.display().to_string()),
            _ => Err(anyhow::anyhow!(
                "{} is no file. Install it, or correct `program`.",
                command.program.display(),
            )),
        };
        report.say(&format!("command {}", command.name), said)?;
    }
    Ok(())
}
