// SPDX-License-Identifier: Apache-2.0
//! Chain specifications, with times that suit a test.

use crate::node::run_to_end;
use anyhow::{Context, Result};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A chain specification in a file of its own.
pub struct Spec {
    file: PathBuf,
    // Removes the file when the specification is dropped.
    _folder: TempDir,
}

impl Spec {
    /// The preset `name`, with slots of `slot_ms` milliseconds and sessions of `session_slots`.
    ///
    /// # Errors
    /// If the node cannot export the preset.
    pub fn with_times(name: &str, slot_ms: u64, session_slots: u64) -> Result<Self> {
        Self::edited(name, |spec| {
            spec["genesis"]["runtimeGenesis"]["patch"]["timing"] =
                json!({ "slotDurationMs": slot_ms, "sessionSlots": session_slots });
        })
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
