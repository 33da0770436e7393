// SPDX-License-Identifier: Apache-2.0
//! Networks of four validators: they agree, lose one and take it back, and find cheats.

use anyhow::Result;
use futures::future::try_join_all;
use joule_e2e::{until, Node, NodeBuilder, Spec};

const VALIDATORS: [&str; 4] = ["alice", "bob", "charlie", "dave"];

/// The four-validator network, with slots of a second and sessions of fifteen: what happens in a
/// test spans several of them.
fn quick_network() -> Result<Spec> {
    Spec::with_times("local", 1_000, 15)
}

/// Starts the four validators. The first one introduces the others to each other.
async fn start(spec: &Spec) -> Result<Vec<Node>> {
    let first = NodeBuilder::new("alice", spec.arg()).validator("alice").start().await?;
    let introducer = first.address().await?;
    let others = VALIDATORS[1..].iter().map(|name| {
        NodeBuilder::new(name, spec.arg()).validator(name).peer_of(&introducer).start()
    });
    let mut nodes = vec![first];
    nodes.extend(try_join_all(others).await?);
    Ok(nodes)
}

/// Waits until `height` is final on all of `nodes`, and checks that they agree on it.
async fn agree_on(nodes: &[Node], height: u64) -> Result<()> {
    let hashes = try_join_all(nodes.iter().map(|node| node.chain().until_final(height))).await?;
    assert!(hashes.iter().all(|hash| *hash == hashes[0]), "block {height}: {hashes:?}");
    Ok(())
}

#[tokio::test]
async fn four_validators_agree_lose_one_and_take_it_back() -> Result<()> {
    // GIVEN four validators that finalise
    let spec = quick_network()?;
    let mut nodes = start(&spec).await?;
    agree_on(&nodes, 5).await?;

    // WHEN one is lost
    let lost = nodes.pop().expect("there are four").kill()?;

    // THEN the other three go on finalising
    let height = nodes[0].chain().finalised().await?.0 + 10;
    agree_on(&nodes, height).await?;

    // AND the fourth, started again, catches up and finalises with them
    let introducer = nodes[0].address().await?;
    let again = NodeBuilder::new("dave", spec.arg()).validator("dave").peer_of(&introducer);
    nodes.push(lost.start_as(again).await?);
    let height = nodes[0].chain().finalised().await?.0 + 10;
    agree_on(&nodes, height).await
}

#[tokio::test]
async fn a_validator_that_authors_twice_in_a_slot_is_reported_and_disabled() -> Result<()> {
    // GIVEN four validators, and a second node with the keys of the fourth
    let spec = quick_network()?;
    let mut nodes = start(&spec).await?;
    agree_on(&nodes, 3).await?;
    let introducer = nodes[0].address().await?;
    // It does not vote: an offence can only be one of block production.
    let twin = NodeBuilder::new("dave-again", spec.arg()).validator("dave").args(&["--no-grandpa"]);
    let _twin = twin.peer_of(&introducer).start().await?;

    // WHEN both make a block in the same slot, THEN the offence gets on chain and Dave is disabled
    let chain = nodes[0].chain();
    let mut seen = Vec::new();
    for height in 1..120 {
        let hash = chain.until_final(height).await?;
        seen.extend(chain.events_at(hash).await?);
        if seen.iter().any(|event| event == "Offences.Offence") {
            break;
        }
    }
    assert!(seen.iter().any(|event| event == "Offences.Offence"), "nobody reported it");
    assert!(seen.iter().any(|event| event == "Session.ValidatorDisabled"), "{seen:?}");
    assert!(!seen.iter().any(|event| event == "System.ExtrinsicFailed"), "no report is invalid");

    // AND the three honest ones go on finalising
    nodes.pop();
    let height = nodes[0].chain().finalised().await?.0 + 10;
    agree_on(&nodes, height).await
}

#[tokio::test]
async fn two_networks_of_different_slots_run_the_same_runtime() -> Result<()> {
    let mut codes = Vec::new();
    for (preset, slot_ms) in [("dev", 1_000), ("local", 2_000)] {
        let node = NodeBuilder::new(preset, preset).start().await?;
        let chain = node.chain();
        let genesis = chain.finalised().await?.1;
        assert_eq!(chain.number_at(genesis, "Timing", "SlotDurationMs").await?, slot_ms);
        let code: String = until("the runtime's hash", || async {
            // The storage key `:code`.
            Ok(Some(chain.request("state_getStorageHash", &["0x3a636f6465".into()]).await?))
        })
        .await?;
        codes.push(code);
    }
    assert_eq!(codes[0], codes[1], "the same WASM");
    Ok(())
}
