// SPDX-License-Identifier: Apache-2.0
//! What a node has called final survives, however the node ends.

use anyhow::Result;
use joule_e2e::{until, Node, NodeBuilder, Spec};

/// A development chain with real consensus and five slots a second.
fn quick_chain() -> Result<Spec> {
    Spec::with_times("dev", 200, 60)
}

async fn assert_keeps(
    node: &Node,
    height: u64,
    hash: subxt::config::substrate::H256,
) -> Result<()> {
    let chain = node.chain();
    let (now_final, _) = chain.finalised().await?;
    assert!(now_final >= height, "final was {height}, is {now_final}");
    assert_eq!(chain.hash_of(height).await?, Some(hash), "block {height} is another");
    Ok(())
}

#[tokio::test]
async fn a_sealing_chain_goes_on_after_a_restart() -> Result<()> {
    let node = NodeBuilder::development("100").start().await?;
    node.chain().until_final(20).await?;
    let (height, hash) = node.chain().finalised().await?;

    let node = node.stop().await?.start().await?;
    assert_keeps(&node, height, hash).await?;
    node.chain().until_final(height + 10).await?;
    Ok(())
}

#[tokio::test]
async fn a_validator_goes_on_after_a_restart() -> Result<()> {
    let spec = quick_chain()?;
    let node = NodeBuilder::new("author", spec.arg()).validator("alice").start().await?;
    node.chain().until_final(10).await?;
    let (height, hash) = node.chain().finalised().await?;

    let node = node.stop().await?.start().await?;
    assert_keeps(&node, height, hash).await?;
    node.chain().until_final(height + 10).await?;
    Ok(())
}

#[tokio::test]
async fn nothing_final_is_lost_when_the_power_goes() -> Result<()> {
    // GIVEN an author, and a follower that imports what it makes
    let spec = quick_chain()?;
    let author = NodeBuilder::new("author", spec.arg()).validator("alice").start().await?;
    author.chain().until_final(10).await?;
    let follower = NodeBuilder::new("follower", spec.arg()).peer_of(&author.address().await?);
    let mut follower = follower.start().await?;

    for round in 0..3 {
        // WHEN the follower is killed while it imports
        let target = author.chain().best().await?;
        follower.chain().until_final(target).await?;
        let (height, hash) = follower.chain().finalised().await?;
        follower = follower.kill()?.start().await?;

        // THEN it still has what was final, and catches up
        assert_keeps(&follower, height, hash).await?;
        let target = author.chain().best().await?;
        let caught_up = follower.chain().until_final(target).await?;
        assert_eq!(author.chain().hash_of(target).await?, Some(caught_up), "round {round}");
    }

    // AND the same holds for the author
    let (height, hash) = author.chain().finalised().await?;
    let author = author.kill()?.start().await?;
    assert_keeps(&author, height, hash).await?;
    author.chain().until_final(height + 10).await?;
    Ok(())
}

#[tokio::test]
async fn a_node_may_keep_its_blocks_in_another_database_and_network_library() -> Result<()> {
    let spec = quick_chain()?;
    let other = ["--database", "paritydb", "--network-backend", "libp2p"];
    let author = NodeBuilder::new("author", spec.arg()).validator("alice").args(&other);
    let author = author.start().await?;
    let log = author.log()?;
    assert!(log.contains("Database: ParityDb"), "{log}");
    assert!(log.contains("Running libp2p network backend"), "{log}");

    let follower = NodeBuilder::new("follower", spec.arg()).peer_of(&author.address().await?);
    let follower = follower.start().await?;
    let log = follower.log()?;
    assert!(log.contains("Database: RocksDb"), "RocksDB is the default: {log}");
    assert!(log.contains("Running litep2p network backend"), "litep2p is the default: {log}");
    let hash = follower.chain().until_final(10).await?;
    assert_eq!(author.chain().hash_of(10).await?, Some(hash));
    Ok(())
}

#[tokio::test]
async fn a_new_node_warps_to_the_final_state() -> Result<()> {
    // GIVEN a chain with a past of several sessions
    let spec = Spec::with_times("dev", 200, 10)?;
    let author = NodeBuilder::new("author", spec.arg()).validator("alice").start().await?;
    author.chain().until_final(60).await?;

    // WHEN a node joins by warp sync
    let warp = ["--sync", "warp"];
    let joiner =
        NodeBuilder::new("joiner", spec.arg()).args(&warp).peer_of(&author.address().await?);
    let joiner = joiner.start().await?;

    // THEN it follows the chain, and says that it warped
    let target = author.chain().best().await?;
    let hash = joiner.chain().until_final(target).await?;
    assert_eq!(author.chain().hash_of(target).await?, Some(hash));
    until("the log to tell of the warp", || {
        let log = joiner.log();
        async move { Ok(log?.contains("Warp sync is complete").then_some(())) }
    })
    .await
}
