// SPDX-License-Identifier: Apache-2.0
//! Rules about Cargo's manifests and its lock file.

use crate::{SourceFile, Violation};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// With what the names of pallets begin, so that none is called like a crate of the SDK.
pub const PALLET_PREFIX: &str = "pallet-joule-";

/// Crates that may know only some of ours: the folder, and the packages that they may depend on.
const LAYERS: [(&str, &[&str]); 2] = [("math", &[]), ("primitives", &["joule-math"])];

/// With what the names of the SDK's crates begin.
const SDK_PREFIXES: [&str; 4] = ["frame-", "pallet-", "sc-", "sp-"];
/// Crates of the SDK that the lock file may hold in several versions: none. Two versions of one are
/// two types of the same name, which do not fit each other.
const SEVERAL_VERSIONS: [&str; 0] = [];

/// What a manifest takes over from the root.
const INHERITED: [&[&str]; 3] = [&["lints"], &["package", "license"], &["package", "edition"]];

/// The packages that may hold `unsafe` code, and why. Their lints are those of the workspace but for
/// this one.
const MAY_BE_UNSAFE: [(&str, &str); 1] = [(
    "joule-cuda",
    "NVIDIA's libraries can be called in no other way; it is small, and its own interface is safe",
)];
/// What a package that may hold `unsafe` code denies instead.
const DENIED_IF_UNSAFE: [[&str; 2]; 2] =
    [["clippy", "undocumented_unsafe_blocks"], ["rust", "unsafe_op_in_unsafe_fn"]];

/// The manifests of the repository.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// `[workspace.dependencies]` of the root manifest.
    shared: Table,
    /// `[workspace.lints]` of the root manifest.
    lints: Table,
    /// The manifests of the crates.
    crates: Vec<Manifest>,
}

/// The manifest of a crate.
#[derive(Clone, Debug)]
struct Manifest {
    path: String,
    table: Table,
}

/// An entry in a section of dependencies.
struct Dependency<'manifest> {
    section: &'static str,
    key: &'manifest str,
    value: &'manifest Value,
}

impl Workspace {
    /// Reads the manifests among `files`.
    ///
    /// # Errors
    /// If there is no root manifest, or one is not valid TOML.
    pub fn read(files: &[SourceFile]) -> Result<Self> {
        let mut shared = None;
        let mut lints = Table::new();
        let mut crates = Vec::new();
        for file in files.iter().filter(|file| file.name() == "Cargo.toml") {
            let table: Table =
                file.text.parse().with_context(|| format!("{} is TOML", file.path))?;
            if file.path == "Cargo.toml" {
                let part = |name| at(&table, &["workspace", name]).and_then(Value::as_table);
                shared = part("dependencies").cloned();
                lints = part("lints").cloned().unwrap_or_default();
            } else if !table.contains_key("workspace") {
                // What is a workspace of its own shares nothing with this one.
                crates.push(Manifest { path: file.path.clone(), table });
            }
        }
        let shared = shared.context("the root manifest has [workspace.dependencies]")?;
        Ok(Self { shared, lints, crates })
    }

    /// The package that a dependency means, whatever it is called where it is used.
    fn package_of<'a>(&'a self, dependency: &Dependency<'a>) -> &'a str {
        let renamed = |value: &'a Value| value.get("package").and_then(Value::as_str);
        renamed(dependency.value)
            .or_else(|| self.shared.get(dependency.key).and_then(renamed))
            .unwrap_or(dependency.key)
    }

    /// The manifests of pallets.
    fn pallets(&self) -> impl Iterator<Item = &Manifest> {
        self.crates.iter().filter(|manifest| manifest.path.starts_with("pallets/"))
    }
}

impl Manifest {
    fn name(&self) -> &str {
        at(&self.table, &["package", "name"]).and_then(Value::as_str).unwrap_or_default()
    }

    /// The dependencies of every kind, those for single targets among them.
    fn dependencies(&self) -> Vec<Dependency<'_>> {
        let targets = self.table.get("target").and_then(Value::as_table);
        let of_targets = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
        let mut found = Vec::new();
        for table in of_targets.chain([&self.table]) {
            for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
                let entries = table.get(section).and_then(Value::as_table).into_iter().flatten();
                found.extend(entries.map(|(key, value)| Dependency { section, key, value }));
            }
        }
        found
    }
}

/// The value at `path` in `table`.
fn at<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, key| value.get(key))
}

/// No pallet depends on another one of ours: they meet in the traits of `primitives`.
#[must_use]
pub fn pallets_that_know_pallets(workspace: &Workspace) -> Vec<Violation> {
    let pallets = workspace.pallets().map(Manifest::name).collect::<BTreeSet<_>>();
    let mut found = Vec::new();
    for manifest in workspace.pallets() {
        for dependency in manifest.dependencies() {
            let package = workspace.package_of(&dependency);
            if package != manifest.name() && pallets.contains(package) {
                let message = format!(
                    "[{}] names the pallet {package}. Put a trait into primitives and wire the two \
                     in runtime/src/configs.",
                    dependency.section,
                );
                found.push(Violation::of_file(&manifest.path, message));
            }
        }
    }
    found
}

/// The lower layers know only what lies below them.
#[must_use]
pub fn layers_that_look_up(workspace: &Workspace) -> Vec<Violation> {
    let ours = workspace.crates.iter().map(Manifest::name).collect::<BTreeSet<_>>();
    let mut found = Vec::new();
    for (folder, allowed) in LAYERS {
        let path = format!("{folder}/Cargo.toml");
        for manifest in workspace.crates.iter().filter(|manifest| manifest.path == path) {
            for dependency in manifest.dependencies() {
                let package = workspace.package_of(&dependency);
                if ours.contains(package) && !allowed.contains(&package) {
                    let message = format!(
                        "[{}] names {package}, but {folder} may depend on {allowed:?} of our crates \
                         only. Move what it needs down.",
                        dependency.section,
                    );
                    found.push(Violation::of_file(&path, message));
                }
            }
        }
    }
    found
}

/// The names of pallets tell them from the SDK's.
#[must_use]
pub fn misnamed_pallets(workspace: &Workspace) -> Vec<Violation> {
    workspace
        .pallets()
        .filter(|manifest| !manifest.name().starts_with(PALLET_PREFIX))
        .map(|manifest| {
            let message = format!(
                "is called {}. Let the name begin with {PALLET_PREFIX}, so that no crate of the SDK \
                 has it.",
                manifest.name()
            );
            Violation::of_file(&manifest.path, message)
        })
        .collect()
}

/// Versions and paths of dependencies stand in the root manifest only.
#[must_use]
pub fn dependencies_of_their_own(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for manifest in &workspace.crates {
        for Dependency { section, key, value } in manifest.dependencies() {
            let is_shared = value.get("workspace").and_then(Value::as_bool) == Some(true);
            let is_own = ["version", "path", "git"].iter().any(|it| value.get(it).is_some());
            if !is_shared || is_own {
                let message = format!(
                    "[{section}] says itself where {key} comes from. Write `{key} = {{ workspace = \
                     true }}`, and the version or path into the root manifest."
                );
                found.push(Violation::of_file(&manifest.path, message));
            }
        }
    }
    found
}

/// Lints, licence and edition are those of the workspace; of lints, a package that may hold `unsafe`
/// code repeats all others.
#[must_use]
pub fn settings_of_their_own(workspace: &Workspace) -> Vec<Violation> {
    let mut found = Vec::new();
    for manifest in &workspace.crates {
        let may_be_unsafe = MAY_BE_UNSAFE.iter().any(|(name, _)| *name == manifest.name());
        if may_be_unsafe {
            found.extend(missing_lints(workspace, manifest));
        }
        for path in INHERITED {
            if may_be_unsafe && path == ["lints"] {
                continue;
            }
            let setting = at(&manifest.table, path).and_then(|value| value.get("workspace"));
            if setting.and_then(Value::as_bool) != Some(true) {
                let message = format!(
                    "does not take over `{}`. Set `workspace = true` for it.",
                    path.join(".")
                );
                found.push(Violation::of_file(&manifest.path, message));
            }
        }
    }
    found
}

/// The lints that a package that may hold `unsafe` code lacks.
fn missing_lints(workspace: &Workspace, manifest: &Manifest) -> Vec<Violation> {
    let groups =
        workspace.lints.iter().filter_map(|(group, lints)| Some((group, lints.as_table()?)));
    let shared = groups.flat_map(|(group, lints)| {
        lints.iter().map(move |(lint, level)| ([group.as_str(), lint.as_str()], level.clone()))
    });
    let instead = DENIED_IF_UNSAFE.into_iter().map(|path| (path, Value::from("deny")));
    shared
        .filter(|(path, _)| *path != ["rust", "unsafe_code"])
        .chain(instead)
        .filter(|([group, lint], level)| {
            at(&manifest.table, &["lints", group, lint]) != Some(level)
        })
        .map(|([group, lint], level)| {
            let message = format!("lacks `{lint} = {level}` in [lints.{group}]. Add it.");
            Violation::of_file(&manifest.path, message)
        })
        .collect()
}

/// The lock file holds one version of each crate of the SDK.
///
/// # Errors
/// If `lock` is not valid TOML.
pub fn sdk_in_several_versions(lock: &SourceFile) -> Result<Vec<Violation>> {
    let table: Table = lock.text.parse().with_context(|| format!("{} is TOML", lock.path))?;
    let mut versions = BTreeMap::<&str, Vec<&str>>::new();
    for package in table.get("package").and_then(Value::as_array).into_iter().flatten() {
        let field = |name| package.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = field("name");
        if SDK_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
            versions.entry(name).or_default().push(field("version"));
        }
    }
    let found = versions
        .into_iter()
        .filter(|(name, versions)| versions.len() > 1 && !SEVERAL_VERSIONS.contains(name))
        .map(|(name, versions)| {
            let message = format!(
                "holds {name} in the versions {}. Take every crate of the SDK from one release of \
                 its umbrella crate.",
                versions.join(" and ")
            );
            Violation::of_file(&lock.path, message)
        })
        .collect();
    Ok(found)
}
