// SPDX-License-Identifier: Apache-2.0
//! A development chain, as a wallet and an explorer see it.

use anyhow::Result;
use joule_e2e::{account, transfer_to, NodeBuilder};
use joule_math::halving::Schedule;
use subxt::dynamic::Value;
use subxt_signer::sr25519::dev;

const JOULE: u128 = 1_000_000_000_000;

#[tokio::test]
async fn the_metadata_names_the_pallets_and_the_extensions_of_transactions() -> Result<()> {
    let node = NodeBuilder::development("100").start().await?;
    let at = node.chain().api.at_current_block().await?;
    let metadata = at.metadata();
    for pallet in [
        "System",
        "Timing",
        "Babe",
        "Balances",
        "Issuance",
        "Session",
        "Grandpa",
        "Staking",
        "Subnets",
        "Incentive",
        "Root",
        "Collective",
        "Governance",
        "Sudo",
    ] {
        assert!(metadata.pallet_by_name(pallet).is_some(), "{pallet} is missing");
    }
    let extensions = metadata
        .extrinsic()
        .transaction_extensions_by_version(0)
        .expect("version 0 exists")
        .map(|extension| extension.identifier().to_owned())
        .collect::<Vec<_>>();
    for extension in ["CheckMetadataHash", "ChargeTransactionPayment", "WeightReclaim"] {
        assert!(extensions.iter().any(|name| name == extension), "{extension} is missing");
    }
    Ok(())
}

#[tokio::test]
async fn a_transfer_pays_its_recipient_and_divides_its_fee() -> Result<()> {
    // GIVEN a chain whose only author is Alice
    let node = NodeBuilder::development("100").start().await?;
    let chain = node.chain();
    let recipient = [7; 32];
    let before = chain.until_final(1).await?;

    // WHEN Bob sends a stranger three JOULE
    let (bob, alice) = (account(&dev::bob()), account(&dev::alice()));
    let args = transfer_to(recipient, 3 * JOULE);
    let after = chain.send(&dev::bob(), "Balances", "transfer_keep_alive", args).await?;

    // THEN the stranger has them, and of what Bob paid beyond half went to Alice, half was burned
    assert_eq!(chain.balance_at(after, recipient).await?, 3 * JOULE);
    let paid = chain.balance_at(before, bob).await? - chain.balance_at(after, bob).await?;
    let fee = paid - 3 * JOULE;
    assert!(fee > 0);
    let earned = chain.balance_at(after, alice).await? - chain.balance_at(before, alice).await?;
    assert_eq!(earned, fee / 2);
    assert_eq!(chain.supply(after).await?.get("burned.fee"), fee - fee / 2);
    let events = chain.events_at(after).await?;
    assert!(events.iter().any(|event| event == "Issuance.Burned"), "{events:?}");
    assert!(events.iter().any(|event| event == "TransactionPayment.TransactionFeePaid"));
    Ok(())
}

#[tokio::test]
async fn a_call_past_the_ledger_fails_and_burns_nothing_but_its_fee() -> Result<()> {
    let node = NodeBuilder::development("100").start().await?;
    let chain = node.chain();
    let args = vec![Value::u128(5 * JOULE), Value::bool(true)];
    let refused = chain.send(&dev::bob(), "Balances", "burn", args.clone()).await;
    let error = format!("{:#}", refused.expect_err("the call is filtered"));
    assert!(error.contains("CallFiltered"), "{error}");

    let after = chain.send(&dev::bob(), "Issuance", "burn", args).await?;
    assert_eq!(chain.supply(after).await?.get("burned.other"), 5 * JOULE);
    Ok(())
}

#[tokio::test]
async fn at_every_block_the_supply_is_what_the_schedule_and_the_burns_make_it() -> Result<()> {
    let node = NodeBuilder::development("50").archive().start().await?;
    let chain = node.chain();
    let args = transfer_to([9; 32], JOULE);
    chain.send(&dev::bob(), "Balances", "transfer_keep_alive", args).await?;
    chain.until_final(40).await?;

    for height in 0..=40 {
        let at = chain.hash_of(height).await?.expect("the chain is longer");
        let supply = chain.supply(at).await?;
        let genesis = supply.get("genesis");
        let block = u32::try_from(height)?;
        let scheduled = Schedule::JOULE.scheduled_through(block, genesis);
        assert_eq!(supply.get("scheduled"), scheduled, "block {height}");
        assert_eq!(scheduled, u128::from(block) * JOULE / 2);

        let issued = genesis + scheduled + supply.get("reminted") - supply.get("burned.total");
        assert_eq!(supply.get("issued"), issued, "block {height}");
        let total_issuance = chain.number_at(at, "Balances", "TotalIssuance").await?;
        assert_eq!(supply.get("issued"), total_issuance, "block {height}");
        let pots =
            supply.get("pots.security") + supply.get("pots.subnets") + supply.get("pots.compute");
        assert_eq!(supply.get("circulating"), issued - pots, "block {height}");
        assert_eq!(pots, scheduled + 3 * 1_000_000, "nothing leaves a pot in the first session");
    }
    let last = chain.hash_of(40).await?.expect("the chain is longer");
    assert!(chain.supply(last).await?.get("burned.fee") > 0, "the transfer was among them");
    Ok(())
}

#[tokio::test]
async fn the_schedule_tells_the_next_halving() -> Result<()> {
    let node = NodeBuilder::development("manual").start().await?;
    let schedule: serde_json::Value = node.chain().request("joule_halvingSchedule", &[]).await?;
    assert_eq!(schedule["era"], 0);
    assert_eq!(schedule["rewardPerBlock"], "500000000000");
    assert_eq!(schedule["nextHalving"]["block"], 21_000_001);
    let eras = schedule["eras"].as_array().expect("a list of eras");
    assert_eq!(eras[1]["reward"], "250000000000");
    let last = eras.last().expect("at least one era");
    let genesis = node.chain().supply(node.chain().finalised().await?.1).await?.get("genesis");
    let end: u128 = last["scheduledAtEnd"].as_str().expect("a decimal string").parse()?;
    assert_eq!(genesis + end, Schedule::JOULE.cap);
    Ok(())
}

#[tokio::test]
async fn the_standard_methods_are_served() -> Result<()> {
    let methods_of = |node: NodeBuilder| async move {
        let node = node.start().await?;
        let all: serde_json::Value = node.chain().request("rpc_methods", &[]).await?;
        anyhow::Ok(all["methods"].to_string())
    };
    let archive = methods_of(NodeBuilder::development("manual").archive()).await?;
    for method in [
        "author_submitExtrinsic",
        "chain_getBlock",
        "state_call",
        "system_health",
        "payment_queryInfo",
        "grandpa_proveFinality",
        "babe_epochAuthorship",
        "sync_state_genSyncSpec",
        "chainHead_v1_follow",
        "transaction_v1_broadcast",
        "archive_v1_storage",
        "joule_supply",
        "joule_halvingSchedule",
        "joule_validators",
        "joule_validator",
        "joule_stakes",
        "joule_decentralisation",
        "joule_subnets",
        "joule_subnet",
        "joule_metagraph",
        "joule_rootAllocation",
        "joule_devices",
        "joule_device",
        "joule_challenge",
        "joule_newDeviceKey",
        "joule_proveDevice",
        "joule_signReceipt",
        "engine_createBlock",
    ] {
        assert!(archive.contains(&format!("\"{method}\"")), "{method} is not served: {archive}");
    }
    let pruned = NodeBuilder::new("pruned", "dev").args(&["--state-pruning", "16"]);
    let pruned = methods_of(pruned).await?;
    assert!(!pruned.contains("archive_v1"), "a pruned node is no archive");
    assert!(!pruned.contains("engine_createBlock"), "nothing is sealed on request");
    Ok(())
}

#[tokio::test]
async fn blocks_are_made_on_request_only() -> Result<()> {
    let node = NodeBuilder::development("manual").start().await?;
    let chain = node.chain();
    assert_eq!(chain.best().await?, 0);
    for height in 1..=130 {
        let create = [true.into(), true.into()];
        chain.request::<serde_json::Value>("engine_createBlock", &create).await?;
        assert_eq!(chain.finalised().await?.0, height, "sealed blocks are final at once");
    }
    let session = chain.number_at(chain.finalised().await?.1, "Session", "CurrentIndex").await?;
    assert_eq!(session, 2, "each block is one slot later than its parent; sessions take 60");
    Ok(())
}

#[tokio::test]
async fn a_block_is_made_for_each_transaction() -> Result<()> {
    let node = NodeBuilder::development("instant").start().await?;
    let chain = node.chain();
    for round in 1..=3u8 {
        let args = transfer_to([round; 32], JOULE);
        let at = chain.send(&dev::bob(), "Balances", "transfer_keep_alive", args).await?;
        assert_eq!(chain.balance_at(at, [round; 32]).await?, JOULE);
    }
    assert!((3..=6).contains(&chain.best().await?), "no more blocks than transactions need");

    // The first block of a session takes no transaction, and yet none waits.
    for _ in 0..65 {
        let args = transfer_to([4; 32], JOULE);
        chain.send(&dev::bob(), "Balances", "transfer_keep_alive", args).await?;
    }
    let at = chain.finalised().await?.1;
    assert_eq!(chain.balance_at(at, [4; 32]).await?, 65 * JOULE);
    assert!(chain.number_at(at, "Session", "CurrentIndex").await? >= 1);
    Ok(())
}
