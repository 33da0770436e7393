// SPDX-License-Identifier: Apache-2.0
//! What the node does to databases and keys when it does not run.

use anyhow::{ensure, Result};
use joule_e2e::{run_to_end, NodeBuilder, Spec};
use serde_json::Value;
use std::path::Path;

/// Runs a command that must succeed, and returns what it prints.
fn succeeds(args: &[&str]) -> Result<String> {
    let outcome = run_to_end(args)?;
    ensure!(outcome.success, "{args:?} failed:\n{}", outcome.stderr);
    Ok(outcome.stdout)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary paths are UTF-8")
}

#[tokio::test]
async fn blocks_move_from_one_database_to_another_and_back_out() -> Result<()> {
    // GIVEN a database that keeps the state of its blocks
    let spec = Spec::with_times("dev", 200, 60)?;
    let author = NodeBuilder::new("author", spec.arg()).validator("alice").archive();
    let author = author.start().await?;
    author.chain().until_final(12).await?;
    let tenth = author.chain().hash_of(10).await?.expect("the chain is longer");
    let stopped = author.stop().await?;
    let source = stopped.base_path();
    let folder = tempfile::TempDir::new()?;
    let (target, blocks) = (folder.path().join("target"), folder.path().join("blocks"));
    let of = |base_path| ["--chain", spec.arg(), "--base-path", base_path];
    let keeping = ["--state-pruning", "archive", "--blocks-pruning", "archive"];
    let from = [&of(text(&source))[..], &keeping].concat();
    let to = of(text(&target));
    let best = |args: &[&str]| -> Result<Value> {
        Ok(serde_json::from_str(&succeeds(&[&["chain-info"], args].concat())?)?)
    };

    // WHEN its first ten blocks are written to a file and read into a new database
    let export = ["export-blocks", "--to", "10", "--binary", text(&blocks)];
    succeeds(&[&export, &from[..]].concat())?;
    succeeds(&[&["import-blocks", "--binary", text(&blocks)], &to[..]].concat())?;

    // THEN they are the same blocks
    let info = best(&to)?;
    assert_eq!(info["best_number"], 10);
    assert_eq!(info["best_hash"], format!("{tenth:?}"));

    // AND can be checked, taken back, and deleted
    succeeds(&[&["check-block", "10"], &from[..]].concat())?;
    succeeds(&[&["revert", "3"], &to[..]].concat())?;
    assert_eq!(best(&to)?["best_number"], 7);
    let state: Value = serde_json::from_str(&succeeds(&[&["export-state"], &to[..]].concat())?)?;
    assert!(state["genesis"]["raw"]["top"].is_object(), "a state is a raw specification");
    succeeds(&[&["purge-chain", "-y"], &to[..]].concat())?;
    assert!(!run_to_end(&[&["chain-info"], &to[..]].concat())?.success, "nothing is left");
    Ok(())
}

#[test]
fn keys_are_made_and_read_without_naming_a_chain() -> Result<()> {
    let folder = tempfile::TempDir::new()?;
    let file = folder.path().join("node-key");
    succeeds(&["key", "generate-node-key", "--file", text(&file)])?;
    let peer = succeeds(&["key", "inspect-node-key", "--file", text(&file)])?;
    assert!(peer.starts_with("12D3KooW"), "{peer}");

    let alice = succeeds(&["key", "inspect", "//Alice", "--output-type", "json"])?;
    let alice: Value = serde_json::from_str(&alice)?;
    assert_eq!(alice["ss58Address"], "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    Ok(())
}

#[test]
fn presets_are_written_as_specifications() -> Result<()> {
    for (preset, name) in [("dev", "Joule Development"), ("local", "Joule Local")] {
        for command in ["export-chain-spec", "build-spec"] {
            let spec: Value = serde_json::from_str(&succeeds(&[command, "--chain", preset])?)?;
            assert_eq!(spec["name"], name);
            assert_eq!(spec["properties"]["tokenSymbol"], "JOULE");
            assert_eq!(spec["properties"]["tokenDecimals"], 12);
            assert_eq!(spec["properties"]["ss58Format"], 42);
        }
    }
    Ok(())
}
