// SPDX-License-Identifier: Apache-2.0
//! The house rules that a program can check.
//!
//! A rule is a pure function from files to [`Violation`]s. The tests of this crate run every rule
//! over the repository, and prove of each that it catches what it forbids.

pub mod docs;
pub mod manifests;
pub mod rust;
pub mod source;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

/// Folders that are not the repository's own.
const FOREIGN_FOLDERS: [&str; 3] = [".git", "node_modules", "target"];

/// A text file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is, from the root of the repository, with `/` between folders.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl SourceFile {
    /// A file that says `text`.
    #[must_use]
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The last component of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder that the file is in, without a `/` at its end; empty for the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether the file's name ends in `.extension`.
    #[must_use]
    pub fn has_extension(&self, extension: &str) -> bool {
        self.name().rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }
}

/// A place where a rule is broken, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The file, from the root of the repository.
    pub path: String,
    /// The line, from 1, if it is one line that breaks the rule.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Violation {
    /// A violation by the whole of `path`.
    #[must_use]
    pub fn of_file(path: &str, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, message: message.into() }
    }

    /// A violation by a line of `path`, counted from 1.
    #[must_use]
    pub fn of_line(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: Some(line), message: message.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.path, self.message),
            None => write!(formatter, "{}: {}", self.path, self.message),
        }
    }
}

/// The root of the repository: asked for when a test runs, because checkouts that share a target
/// directory share the compiled test.
#[must_use]
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR");
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).join("../..")
}

/// Every text file of the repository, in order of their paths.
///
/// # Errors
/// If a folder or a file cannot be read.
pub fn repository() -> Result<Vec<SourceFile>> {
    let root = root().canonicalize().context("the repository has a root")?;
    let mut files = Vec::new();
    let entries = WalkDir::new(&root).sort_by_file_name();
    for entry in entries.into_iter().filter_entry(|entry| !is_foreign(entry)) {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let bytes = std::fs::read(entry.path())
            .with_context(|| format!("{} can be read", entry.path().display()))?;
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let path = entry.path().strip_prefix(&root)?;
        let components = path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>();
        files.push(SourceFile { path: components.join("/"), text });
    }
    Ok(files)
}

fn is_foreign(entry: &DirEntry) -> bool {
    entry.file_type().is_dir()
        && entry.file_name().to_str().is_some_and(|name| FOREIGN_FOLDERS.contains(&name))
}

/// Fails a test with every place where `rule` is broken.
///
/// # Panics
/// If there is a violation.
pub fn assert_none(rule: &str, violations: &[Violation]) {
    let list = violations.iter().map(|found| format!("\n  {found}")).collect::<String>();
    assert!(violations.is_empty(), "{rule}{list}\n");
}
