// SPDX-License-Identifier: Apache-2.0
//! Chain specifications, with times that suit a test.

use crate::node::run_to_end;
use anyhow::{Context, Result};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Sessions that stake on its way out waits for at least: the one in which it asked to leave, two
/// more whose sets counted it, and three in which an offence of the last of them can be reported.
const UNBONDING_SESSIONS_MIN: u64 = 6;
/// Sessions that it waits for at most.
const UNBONDING_SESSIONS_MAX: u64 = 20;

/// A chain specification in a file of its own.
pub struct Spec {
    file: PathBuf,
    // Removes the file when the specification is dropped.
    _folder: TempDir,
}

impl Spec {
    /// The preset `name`, with slots of `slot_ms` milliseconds and sessions of `session_slots`.
    /// Stake that leaves waits for as short as such sessions allow, and at most some more.
    ///
    /// # Errors
    /// If the node cannot export the preset.
    pub fn with_times(name: &str, slot_ms: u64, session_slots: u64) -> Result<Self> {
        Self::with_genesis(name, |genesis| set_times(genesis, slot_ms, session_slots))
    }

    /// The four-validator network with slots of a second and sessions of fifteen: what happens in a
    /// test spans several of them.
    ///
    /// # Errors
    /// If the node cannot export the preset.
    pub fn quick_network() -> Result<Self> {
        Self::with_times("local", 1_000, 15)
    }

    /// The same, with motions that may be voted on for five minutes, and are enacted `delay_blocks`
    /// after they were carried.
    ///
    /// # Errors
    /// If the node cannot export the preset.
    pub fn quick_democracy(delay_blocks: u64) -> Result<Self> {
        Self::with_genesis("local", |genesis| {
            set_times(genesis, 1_000, 15);
            genesis["governance"] =
                json!({ "enactmentDelayBlocks": delay_blocks, "motionBlocks": 300 });
        })
    }

    /// The same, whose price is what validators feed.
    ///
    /// # Errors
    /// If the node cannot export the preset.
    pub fn quick_market() -> Result<Self> {
        Self::with_genesis("local", |genesis| {
            set_times(genesis, 1_000, 15);
            genesis["price"]["administered"] = Value::Null;
        })
    }

    /// The preset `name` as a development chain with blocks of a second, changed by `edit`. Its
    /// sessions are long: the first block of each takes no transactions, and would upset who counts
    /// blocks.
    ///
    /// # Errors
    /// If the node cannot export the preset.
    pub fn one_session(name: &str, edit: impl FnOnce(&mut Value)) -> Result<Self> {
        Self::edited(name, |spec| {
            spec["chainType"] = "Development".into();
            let genesis = &mut spec["genesis"]["runtimeGenesis"]["patch"];
            set_times(genesis, 1_000, 1_000);
            edit(genesis);
        })
    }

    /// The preset `name`, with a genesis configuration that `edit` changed.
    ///
    /// # Errors
    /// If the node cannot export the preset.
    pub fn with_genesis(name: &str, edit: impl FnOnce(&mut Value)) -> Result<Self> {
        Self::edited(name, |spec| edit(&mut spec["genesis"]["runtimeGenesis"]["patch"]))
    }

    /// The preset `name`, changed by `edit`.
    ///
    /// # Errors
    /// If the node cannot export the preset.
    pub fn edited(name: &str, edit: impl FnOnce(&mut Value)) -> Result<Self> {
        let exported = run_to_end(&["export-chain-spec", "--chain", name])?;
        let mut spec = serde_json::from_str(&exported.stdout)
            .with_context(|| format!("no specification: {}", exported.stderr))?;
        edit(&mut spec);
        Self::of(&spec.to_string())
    }

    /// A file that holds `text`, a specification or not.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn of(text: &str) -> Result<Self> {
        let folder = TempDir::new()?;
        let file = folder.path().join("spec.json");
        std::fs::write(&file, text)?;
        Ok(Self { file, _folder: folder })
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Where the file is, as the command line takes it.
    ///
    /// # Panics
    /// If the path is no UTF-8.
    #[must_use]
    pub fn arg(&self) -> &str {
        self.file.to_str().expect("temporary paths are UTF-8")
    }
}

/// Sets slots and sessions, and how long stake waits that leaves: a genesis block is refused that
/// lets it go while it may still have to pay for an offence.
fn set_times(genesis: &mut Value, slot_ms: u64, session_slots: u64) {
    genesis["timing"] = json!({ "slotDurationMs": slot_ms, "sessionSlots": session_slots });
    let limits = &mut genesis["staking"]["limits"];
    limits["minUnbondingBlocks"] = (UNBONDING_SESSIONS_MIN * session_slots).into();
    limits["maxUnbondingBlocks"] = (UNBONDING_SESSIONS_MAX * session_slots).into();
}
