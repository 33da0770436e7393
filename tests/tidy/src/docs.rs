// SPDX-License-Identifier: Apache-2.0
//! Rules about documentation.

use crate::{rust::functions_of, SourceFile, Violation};
use std::collections::BTreeSet;

/// How a crate makes its README its documentation.
pub const README_AS_DOC: &str = "#![doc = include_str!(\"../README.md\")]";
/// The section of a pallet's README that says what must always hold.
pub const INVARIANTS: &str = "## Invariants";

/// A pallet's README is the documentation of its crate, and lists its invariants.
#[must_use]
pub fn undocumented_pallets(files: &[SourceFile]) -> Vec<Violation> {
    let line_of = |path: &str, line: &str| {
        files
            .iter()
            .find(|file| file.path == path)
            .is_some_and(|file| file.text.lines().any(|found| found == line))
    };
    let mut found = Vec::new();
    for manifest in files.iter().filter(|file| is_pallet_manifest(file)) {
        let folder = manifest.folder();
        let (readme, library) = (format!("{folder}/README.md"), format!("{folder}/src/lib.rs"));
        if !line_of(&library, README_AS_DOC) {
            let message = format!("lacks `{README_AS_DOC}`: the README documents the crate.");
            found.push(Violation::of_file(&library, message));
        }
        if !line_of(&readme, INVARIANTS) {
            let message =
                format!("lacks the section `{INVARIANTS}`: number what must always hold.");
            found.push(Violation::of_file(&readme, message));
        }
    }
    found
}

fn is_pallet_manifest(file: &SourceFile) -> bool {
    file.name() == "Cargo.toml" && file.path.starts_with("pallets/")
}

/// Links of Markdown files to files of the repository lead somewhere.
///
/// `paths` are the files that exist. Web addresses, anchors and links to Rust items are not files.
#[must_use]
pub fn broken_links(file: &SourceFile, paths: &BTreeSet<&str>) -> Vec<Violation> {
    if !file.has_extension("md") {
        return Vec::new();
    }
    let exists = |target: &str| {
        let below = format!("{target}/");
        target.is_empty()
            || paths.contains(target)
            || paths.range(below.as_str()..).next().is_some_and(|path| path.starts_with(&below))
    };
    links(&file.text)
        .into_iter()
        .filter(|(_, target)| is_file_link(target))
        .filter(|(_, target)| !resolve(file.folder(), target).is_some_and(|path| exists(&path)))
        .map(|(line, target)| {
            let message = format!("links to `{target}`, which does not exist. Correct the link.");
            Violation::of_line(&file.path, line, message)
        })
        .collect()
}

fn is_file_link(target: &str) -> bool {
    let is_address = ["http://", "https://", "mailto:"].iter().any(|it| target.starts_with(it));
    !is_address && !target.starts_with('#') && !target.contains("::")
}

/// The targets of the links of a Markdown text outside code, each with its line from 1.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut is_fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
            continue;
        }
        if is_fenced {
            continue;
        }
        let line = without_code(line);
        let inline = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        let defined = line
            .trim_start()
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("]: "))
            .and_then(|(_, rest)| rest.split_whitespace().next());
        found.extend(inline.chain(defined).map(|target| (index + 1, target.to_owned())));
    }
    found
}

/// `line` without what stands between backquotes.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// The path that `target` means in a file of `folder`; `None` if it leads out of the repository.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let path = target.split('#').next().unwrap_or(target);
    let mut parts = folder.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>();
    if path.starts_with('/') {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The tests that pages about attacks name, in the files `*-attacks.md`, exist.
#[must_use]
pub fn missing_tests(files: &[SourceFile]) -> Vec<Violation> {
    let code = files.iter().filter(|file| file.has_extension("rs"));
    let functions = code.flat_map(|file| functions_of(&file.text)).map(|it| it.name);
    let functions = functions.collect::<BTreeSet<_>>();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.name().ends_with("-attacks.md")) {
        for (index, line) in file.text.lines().enumerate() {
            for name in named_tests(line).filter(|name| !functions.contains(*name)) {
                let message = format!("names the test `{name}`, which does not exist. Correct it.");
                found.push(Violation::of_line(&file.path, index + 1, message));
            }
        }
    }
    found
}

/// The names of tests between the backquotes of a line: three words or more.
fn named_tests(line: &str) -> impl Iterator<Item = &str> {
    let is_letter = |next: char| next.is_ascii_lowercase() || next.is_ascii_digit();
    let names = line.split('`').skip(1).step_by(2);
    names.filter(move |name| {
        name.matches('_').count() >= 2 && name.chars().all(|next| next == '_' || is_letter(next))
    })
}
