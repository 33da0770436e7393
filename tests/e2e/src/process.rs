// SPDX-License-Identifier: Apache-2.0
//! Processes of the project's own binaries.

use crate::until;
use anyhow::{bail, Context, Result};
use nix::{
    sys::signal::{kill, Signal},
    unistd::Pid,
};
use std::{
    path::{Path, PathBuf},
    process::Child,
};

/// The binary `name`: that which the environment variable `variable` names, or the one that lies
/// beside the tests.
///
/// # Panics
/// If there is none.
pub(crate) fn binary(name: &str, variable: &str) -> PathBuf {
    if let Some(path) = std::env::var_os(variable) {
        return path.into();
    }
    // A test runs in `<target>/<profile>/deps`, the binary lies in `<target>/<profile>`.
    let test = std::env::current_exe().expect("a test knows its own binary");
    let profile = test.parent().and_then(Path::parent).expect("tests lie in a folder of builds");
    let binary = profile.join(name);
    assert!(binary.exists(), "{} is missing: run scripts/build.sh first", binary.display());
    binary
}

/// A process that is killed when it is dropped.
pub(crate) struct Process(pub Child);

impl Process {
    /// Asks it to end and waits until it has.
    ///
    /// # Errors
    /// If it does not end well; `log` says what it has said.
    pub async fn stop(&mut self, log: impl Fn() -> Result<String>) -> Result<()> {
        kill(Pid::from_raw(self.0.id().try_into()?), Signal::SIGTERM)?;
        let status = until("a process to stop", || {
            let ended = self.0.try_wait();
            async move { Ok(ended?) }
        })
        .await?;
        if !status.success() {
            bail!("a process ended with {status}:\n{}", tail(&log()?));
        }
        Ok(())
    }

    /// Kills it as a power cut would.
    ///
    /// # Errors
    /// If it cannot be killed.
    pub fn kill(&mut self) -> Result<()> {
        self.0.kill().context("the process was not running")?;
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails if it has ended already, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The last lines of a log.
pub(crate) fn tail(log: &str) -> String {
    let lines = log.lines().collect::<Vec<_>>();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
