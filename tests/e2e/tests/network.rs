// SPDX-License-Identifier: Apache-2.0
//! Networks of four validators: they agree, lose one and take it back, find cheats and remove them.

use anyhow::Result;
use joule_e2e::{agree_on, amount, go_on, start_network, until, NodeBuilder, Spec};
use subxt_signer::sr25519::dev;

#[tokio::test]
async fn four_validators_agree_lose_one_and_take_it_back() -> Result<()> {
    // GIVEN four validators that finalise
    let spec = Spec::quick_network()?;
    let mut nodes = start_network(&spec).await?;
    agree_on(&nodes, 5).await?;

    // WHEN one is lost
    let lost = nodes.pop().expect("there are four").kill()?;

    // THEN the other three go on finalising
    go_on(&nodes, 10).await?;

    // AND the fourth, started again, catches up and finalises with them
    let introducer = nodes[0].address().await?;
    let again = NodeBuilder::new("dave", spec.arg()).validator("dave").peer_of(&introducer);
    nodes.push(lost.start_as(again).await?);
    go_on(&nodes, 10).await
}

#[tokio::test]
async fn a_validator_that_authors_twice_in_a_slot_is_disabled_slashed_and_removed() -> Result<()> {
    // GIVEN four validators, and a second node with the keys of the fourth
    let spec = Spec::quick_network()?;
    let mut nodes = start_network(&spec).await?;
    agree_on(&nodes, 3).await?;
    let introducer = nodes[0].address().await?;
    // It does not vote: an offence can only be one of block production.
    let twin = NodeBuilder::new("dave-again", spec.arg()).validator("dave").args(&["--no-grandpa"]);
    let _twin = twin.peer_of(&introducer).start().await?;

    // WHEN both make a block in the same slot, THEN the offence gets on chain, Dave is disabled and
    // his stake is slashed
    let told = ["Offences.Offence", "Session.ValidatorDisabled", "Staking.Slashed"];
    let (at, seen) = nodes[0].chain().until_events(1, &told).await?;
    assert!(!seen.iter().any(|event| event == "System.ExtrinsicFailed"), "no report is invalid");
    let supply = nodes[0].chain().supply(at).await?;
    assert!(supply.get("burned.slash") > 0, "a slash is burned: {supply:?}");
    let dave = nodes[0].chain().validator(&dev::dave()).await?;
    assert!(amount(&dave["slashed"]) >= supply.get("burned.slash"), "{dave}");
    assert_eq!(dave["standing"], false, "{dave}");

    // AND the three honest ones go on finalising
    nodes.pop();
    go_on(&nodes, 10).await?;

    // AND once the sets that were elected before are through, he sits no more, and they go on
    let chain = nodes[0].chain();
    until("the offender to leave the set", || async {
        let dave = chain.validator(&dev::dave()).await?;
        Ok((dave["sitting"] == false && dave["queued"] == false).then_some(()))
    })
    .await?;
    for honest in [dev::alice(), dev::bob(), dev::charlie()] {
        let validator = chain.validator(&honest).await?;
        assert_eq!(validator["sitting"], true, "{validator}");
    }
    go_on(&nodes, 20).await
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
