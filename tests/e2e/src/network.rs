// SPDX-License-Identifier: Apache-2.0
//! Networks of the four well-known validators.

use crate::{Node, NodeBuilder, Spec};
use anyhow::Result;
use futures::future::try_join_all;

/// The validators of the preset `local`, as the command line names their keys.
const VALIDATORS: [&str; 4] = ["alice", "bob", "charlie", "dave"];

/// Starts the four validators, Alice, Bob, Charlie and Dave. The first one introduces the others
/// to each other.
///
/// # Errors
/// If one of them does not start.
pub async fn start_network(spec: &Spec) -> Result<Vec<Node>> {
    start_network_with(spec, |_, node| node).await
}

/// The same, each node of which is changed by `change`, which is told its number from 0.
///
/// # Errors
/// If one of them does not start.
pub async fn start_network_with(
    spec: &Spec,
    change: impl Fn(usize, NodeBuilder) -> NodeBuilder,
) -> Result<Vec<Node>> {
    let builder = |number: usize| {
        let name = VALIDATORS[number];
        change(number, NodeBuilder::new(name, spec.arg()).validator(name))
    };
    let first = builder(0).start().await?;
    let introducer = first.address().await?;
    let others = (1..VALIDATORS.len()).map(|number| builder(number).peer_of(&introducer).start());
    let mut nodes = vec![first];
    nodes.extend(try_join_all(others).await?);
    Ok(nodes)
}

/// Waits until block `height` is final on all of `nodes`.
///
/// # Errors
/// If that takes too long.
///
/// # Panics
/// If two of them disagree on that block.
pub async fn agree_on(nodes: &[Node], height: u64) -> Result<()> {
    let hashes = try_join_all(nodes.iter().map(|node| node.chain().until_final(height))).await?;
    assert!(hashes.iter().all(|hash| *hash == hashes[0]), "block {height}: {hashes:?}");
    Ok(())
}

/// Waits until `nodes` have made `blocks` more blocks final, and agree on them.
///
/// # Errors
/// If that takes too long.
///
/// # Panics
/// If two of them disagree on the last of these blocks, or there are no nodes.
pub async fn go_on(nodes: &[Node], blocks: u64) -> Result<()> {
    let (height, _) = nodes[0].chain().finalised().await?;
    agree_on(nodes, height + blocks).await
}
