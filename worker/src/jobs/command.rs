// SPDX-License-Identifier: Apache-2.0
//! Programs that the operator has allowed.

use std::{path::PathBuf, process::Stdio, time::Duration};

use nix::{
    sys::{
        signal::{killpg, Signal},
        wait::{waitid, Id, WaitPidFlag, WaitStatus},
    },
    unistd::Pid,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, Command},
    sync::watch,
    time::Instant,
};

use super::{
    record::{End, CANCELLED},
    MAX_OUTPUT_BYTES,
};
use crate::{config::CommandConfig, files, wire::sentences};

/// How many bytes of what a program says on its standard error are kept: the last.
const COMPLAINT_BYTES: usize = 2_048;

/// How often it is looked whether a program has ended that has closed its outputs.
const EXIT_POLL: Duration = Duration::from_millis(5);

/// A program that is to run.
pub struct Run {
    /// Which, and how.
    pub command: CommandConfig,
    /// Its standard input.
    pub input: Vec<u8>,
    /// A folder of its own, which is removed afterwards.
    pub folder: PathBuf,
    /// Milliseconds that it may take.
    pub limit_ms: u64,
    /// Says `true` when the agent ends.
    pub end: watch::Receiver<bool>,
    /// Says `true` when nobody wants the job any more.
    pub cancelled: watch::Receiver<bool>,
}

/// What a program has written.
struct Written {
    output: Vec<u8>,
    complaint: String,
}

impl Run {
    /// Runs the program to its end, or kills it, and whatever it has started.
    pub async fn finish(mut self) -> End {
        if let Err(error) = files::create_folder(&self.folder) {
            return Err(sentences(&error));
        }
        let begun = Instant::now();
        let end = self.run().await.map(|output| (output, self.units(begun.elapsed())));
        // The disk may be slow.
        let removed = tokio::task::spawn_blocking(move || {
            if let Err(error) = std::fs::remove_dir_all(&self.folder) {
                tracing::warn!("{} cannot be removed: {error}", self.folder.display());
            }
        });
        removed.await.unwrap_or_else(|error| tracing::error!("{error}"));
        end
    }

    fn units(&self, elapsed: Duration) -> u64 {
        let seconds = elapsed.as_millis().div_ceil(1_000);
        let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
        self.command.units.saturating_add(self.command.units_per_second.saturating_mul(seconds))
    }

    async fn run(&mut self) -> Result<Vec<u8>, String> {
        let mut child = self.spawn()?;
        let group = child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw);
        let limit = Duration::from_millis(self.limit_ms);
        let max_bytes = self.command.max_output_bytes;
        let outcome = tokio::select! {
            outcome = async {
                let written = communicate(&mut child, &self.input, max_bytes).await?;
                exited(group).await;
                Ok(written)
            } => outcome,
            () = tokio::time::sleep(limit) => {
                Err(format!("The time limit of {:.1} s is over.", limit.as_secs_f64()))
            }
            _ = self.end.wait_for(|ends| *ends) => Err("The agent was ended.".into()),
            _ = self.cancelled.wait_for(|is_cancelled| *is_cancelled) => Err(CANCELLED.into()),
        };
        // The whole group, with what the program has left behind, and before the program is waited
        // for: until then, no other process can have its number.
        if let Some(group) = group {
            // It fails if all have ended, which is well.
            let _ = killpg(group, Signal::SIGKILL);
        }
        let status =
            child.wait().await.map_err(|error| format!("It cannot be waited for: {error}"));
        let Written { output, complaint } = outcome?;
        let status = status?;
        if status.success() {
            return Ok(output);
        }
        let said = complaint.trim();
        let said = if said.is_empty() { "It said nothing." } else { said };
        Err(format!("The program ended with {status}: {said}"))
    }

    fn spawn(&self) -> Result<Child, String> {
        let CommandConfig { program, args, env, .. } = &self.command;
        Command::new(program)
            .args(args)
            .env_clear()
            .envs(env)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{} cannot be started: {error}.", program.display()))
    }
}

/// Gives the program its input, and takes what it writes, until it closes its outputs.
async fn communicate(child: &mut Child, input: &[u8], max_bytes: usize) -> Result<Written, String> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
        return Err("The program has no input or output.".into());
    };
    let max_bytes = max_bytes.min(MAX_OUTPUT_BYTES);
    let ((), output, complaint) = tokio::try_join!(
        async {
            feed(stdin, input).await;
            Ok(())
        },
        read_up_to(stdout, max_bytes),
        read_last(stderr),
    )?;
    Ok(Written { output, complaint })
}

/// Waits until the program has ended, and leaves it to be waited for.
async fn exited(program: Option<Pid>) {
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    while let Some(Ok(WaitStatus::StillAlive)) = program.map(|pid| waitid(Id::Pid(pid), flags)) {
        tokio::time::sleep(EXIT_POLL).await;
    }
}

/// Writes the input. A program need not read it.
async fn feed(mut stdin: ChildStdin, input: &[u8]) {
    if stdin.write_all(input).await.is_ok() {
        let _ = stdin.shutdown().await;
    }
}

async fn read_up_to(from: impl AsyncRead + Unpin, max_bytes: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let read = from.take(limit).read_to_end(&mut bytes).await;
    read.map_err(|error| format!("The output cannot be read: {error}"))?;
    if bytes.len() > max_bytes {
        return Err(format!("The output is above the limit of {max_bytes} bytes."));
    }
    Ok(bytes)
}

async fn read_last(mut from: impl AsyncRead + Unpin) -> Result<String, String> {
    let (mut last, mut buffer) = (Vec::new(), [0; 1_024]);
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        last.extend_from_slice(buffer.get(..count).unwrap_or_default());
        let surplus = last.len().saturating_sub(COMPLAINT_BYTES);
        last.drain(..surplus);
    }
    Ok(String::from_utf8_lossy(&last).into_owned())
}
