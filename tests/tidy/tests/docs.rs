// SPDX-License-Identifier: Apache-2.0
//! Documentation stands where the reader looks for it, and its links lead somewhere.

use anyhow::Result;
use joule_tidy::{assert_none, docs, repository, SourceFile};
use std::collections::BTreeSet;

#[test]
fn the_readme_of_each_pallet_is_its_documentation_and_lists_invariants() -> Result<()> {
    let found = docs::undocumented_pallets(&repository()?);
    assert_none("A pallet is understood from its README:", &found);
    Ok(())
}

#[test]
fn a_pallet_without_documentation_is_caught() {
    let manifest = || SourceFile::new("pallets/staking/Cargo.toml", "");
    assert_eq!(docs::undocumented_pallets(&[manifest()]).len(), 2);
    let complete = [
        manifest(),
        SourceFile::new("pallets/staking/README.md", "# Staking\n\n## Invariants\n"),
        SourceFile::new("pallets/staking/src/lib.rs", docs::README_AS_DOC),
    ];
    assert_eq!(docs::undocumented_pallets(&complete), []);
    let other = [
        manifest(),
        SourceFile::new("pallets/staking/README.md", "# Staking\n\nInvariants\n"),
        SourceFile::new("pallets/staking/src/lib.rs", "#![doc = \"Staking\"]"),
    ];
    assert_eq!(docs::undocumented_pallets(&other).len(), 2);
}

#[test]
fn links_lead_to_files_that_exist() -> Result<()> {
    let files = repository()?;
    let paths = files.iter().map(|file| file.path.as_str()).collect::<BTreeSet<_>>();
    let found = files.iter().flat_map(|file| docs::broken_links(file, &paths)).collect::<Vec<_>>();
    assert_none("A link leads somewhere:", &found);
    Ok(())
}

#[test]
fn a_link_to_nothing_is_caught() {
    let paths = BTreeSet::from(["README.md", "docs/adr/README.md", "docs/guide.md"]);
    let broken = |text: &str| docs::broken_links(&SourceFile::new("docs/guide.md", text), &paths);
    for text in [
        "See [this](missing.md).",
        "See [this](../docs/missing.md#part) and\n[that](adr).",
        "See [this][id].\n\n[id]: missing.md",
        "See [this](../../outside.md).",
        "See [this](/README.md).",
    ] {
        assert_eq!(broken(text).len(), 1, "{text}");
    }
    for text in [
        "See [this](adr/README.md), [that](../README.md#part), [a folder](adr/) and [it](#part).",
        "See [web](https://example.org/x), [code](crate::Pallet) and `[none](missing.md)`.",
        "```\n[none](missing.md)\n```",
    ] {
        assert_eq!(broken(text), [], "{text}");
    }
}

#[test]
fn the_tests_that_pages_about_attacks_name_exist() -> Result<()> {
    let files = repository()?;
    let pages = files.iter().filter(|file| file.name().ends_with("-attacks.md")).count();
    assert!(pages > 0, "there are such pages");
    assert_none("An attack names the test in which it fails:", &docs::missing_tests(&files));
    Ok(())
}

#[test]
fn a_test_that_does_not_exist_is_caught() {
    let tests = SourceFile::new("a/src/tests.rs", "fn it_does_not_work() {\n}\n");
    let page = |path: &str, name: &str| {
        let text = format!("| attack | R `{name}`, `top_up` |\n");
        docs::missing_tests(&[tests.clone(), SourceFile::new(path, &text)]).len()
    };
    assert_eq!(page("docs/market-attacks.md", "it_does_not_work"), 0);
    assert_eq!(page("docs/market-attacks.md", "it_does_work_though"), 1);
    assert_eq!(page("docs/market.md", "it_does_work_though"), 0);
}
