// SPDX-License-Identifier: Apache-2.0
//! Two nodes that have the key of one device: an operator's mistake that costs no bond.

use anyhow::{ensure, Context, Result};
use joule_e2e::{amount, go_on, until, Chain, InlineAgent, Node, NodeBuilder, OwnDevice, Spec};
use joule_pogw::{prover::Cpu, Commitment, Node as Top};
use serde_json::json;
use subxt::ext::scale_decode::DecodeAsType;
use subxt_signer::sr25519::dev;

const JOULE: u128 = 1_000_000_000_000;
/// What the device is worth.
const BOND: u128 = 4 * JOULE;

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Committed {
    challenge: u32,
    rounds: u32,
}

/// A chain of real consensus, with challenges that are soon over.
fn spec() -> Result<Spec> {
    Spec::with_genesis("dev", |genesis| {
        genesis["timing"] = json!({ "slotDurationMs": 1_000, "sessionSlots": 60 });
        let settings = &mut genesis["attestation"]["settings"];
        for (name, blocks) in [
            ("commitBlocks", 6),
            ("delayBlocks", 1),
            ("openingBlocks", 12),
            ("minGapBlocks", 20),
            ("meanIntervalBlocks", 1),
            ("maxGapBlocks", 24),
        ] {
            settings[name] = blocks.into();
        }
    })
}

/// Every commit in the blocks up to `height`.
async fn commits(chain: &Chain, height: u64) -> Result<Vec<Committed>> {
    let mut found = Vec::new();
    for height in 1..=height {
        let at = chain.hash_of(height).await?.context("the chain is longer")?;
        found.extend(chain.fields_of::<Committed>(at, "Attestation", "Committed").await?);
    }
    Ok(found)
}

/// Whether a node says that it has sent a commitment.
fn has_sent(node: &Node) -> Result<bool> {
    Ok(node.log()?.contains("its commitment is sent"))
}

#[tokio::test]
async fn of_two_nodes_with_one_key_one_commits_and_nobody_is_slashed() -> Result<()> {
    // GIVEN two nodes with the key of one device, whose agents do not compute the same
    let spec = spec()?;
    let agents = [3, 4].map(|rounds| InlineAgent::new(rounds, Cpu::default()).serve());
    let agents = futures::future::try_join_all(agents).await?;
    let author = NodeBuilder::new("author", spec.arg()).validator("alice").archive();
    let author = author.with_agent(&agents[0].url(), &agents[0].token_file()).start().await?;
    let twin = NodeBuilder::new("twin", spec.arg()).peer_of(&author.address().await?).archive();
    let twin = twin.with_agent(&agents[1].url(), &agents[1].token_file()).start().await?;
    let nodes = [author, twin];
    let device = OwnDevice::new([9; 32]);
    for node in &nodes {
        node.keep_device(&device).await?;
    }
    go_on(&nodes, 1).await?;
    let chain = nodes[0].chain();
    let args = nodes[0].device_args(&device.hex(), &dev::bob(), BOND).await?;
    let at = chain.send(&dev::bob(), "Attestation", "register_device", args).await?;

    // WHEN it commits in a challenge
    let height = chain.height_of(at).await?;
    let (at, _) = chain.until_events(height, &["Attestation.Committed"]).await?;
    let open = chain.open_challenge().await?.context("the challenge is open")?;
    let committed = chain.fields_of::<Committed>(at, "Attestation", "Committed").await?;
    assert_eq!(committed.len(), 1, "{committed:?}");

    // THEN another commitment is too late, wherever it is sent
    let commitment =
        Commitment { challenge: open.seed.0, device: device.key(), rounds: 5, top: Top::default() };
    for node in &nodes {
        until("both nodes to have the commit", || async {
            Ok(node.chain().pending(&open, &device.hex()).await?.map(|_| ()))
        })
        .await?;
        let other = device.commit_args(open.id, &commitment);
        let other = node.chain().feeless("commit", other).await?;
        let refusal = node.chain().submit(&other).await.expect_err("it has committed");
        let refusal = format!("{refusal:#}");
        ensure!(refusal.contains("Transaction is outdated"), "{refusal}");
    }

    // AND what was committed to is opened, and nothing else
    let told = ["Attestation.Opened", "Attestation.ChallengeClosed"];
    let (at, seen) = chain.until_events(chain.height_of(at).await?, &told).await?;
    assert!(!seen.iter().any(|event| event == "Attestation.Slashed"), "{seen:?}");
    let commits = commits(chain, chain.height_of(at).await?).await?;
    let [only] = &commits[..] else { panic!("one commit: {commits:?}") };
    assert_eq!((only.challenge, only.rounds), (committed[0].challenge, committed[0].rounds));

    // AND the operator of whoever signed in vain is told
    if has_sent(&nodes[0])? && has_sent(&nodes[1])? {
        let loser = &nodes[usize::from(only.rounds == 3)];
        until("the operator to be told", || async {
            Ok(loser.log()?.contains("another node has its key").then_some(()))
        })
        .await?;
    }
    let known = chain.device(&device.hex()).await?;
    assert_eq!((amount(&known["bond"]), &known["failures"]), (BOND, &json!([])), "{known}");
    assert_eq!(known["misses"], 0, "{known}");
    Ok(())
}
