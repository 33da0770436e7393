// SPDX-License-Identifier: Apache-2.0
//! Staking, as validators and stakers see it.

use anyhow::{Context, Result};
use joule_e2e::{
    account, account_arg, address, agree_on, amount, go_on, hotkey_proof, keypair, none, some,
    start_network, transfer_to, until, Chain, NodeBuilder, Spec,
};
use serde_json::{json, Value as Json};
use subxt::dynamic::Value;
use subxt_signer::sr25519::{dev, Keypair};

const JOULE: u128 = 1_000_000_000_000;

/// The tokens that are staked now, in pJ.
async fn staked(chain: &Chain) -> Result<u128> {
    let (_, now) = chain.finalised().await?;
    Ok(chain.supply(now).await?.get("staked"))
}

/// What `coldkey` has behind `hotkey`, as `joule_stakes` tells it.
async fn stake_behind(chain: &Chain, coldkey: &Keypair, hotkey: &Keypair) -> Result<Json> {
    let told = chain.stakes(coldkey).await?;
    assert_eq!(told["coldkey"], address(coldkey));
    assert_eq!(told["more"], false);
    let stakes = told["stakes"].as_array().context("a list of stakes")?;
    let behind = stakes.iter().find(|stake| stake["hotkey"] == address(hotkey));
    behind.cloned().with_context(|| format!("no such stake in {told}"))
}

#[tokio::test]
async fn a_fifth_validator_is_elected_authors_and_outbids_the_smallest() -> Result<()> {
    // GIVEN four validators, of whom Dave has the least stake, and a fifth node without keys
    let spec = Spec::quick_network()?;
    let mut nodes = start_network(&spec).await?;
    agree_on(&nodes, 3).await?;
    let introducer = nodes[0].address().await?;
    let fifth = NodeBuilder::new("eve", spec.arg()).authority().peer_of(&introducer);
    nodes.push(fifth.start().await?);
    let (chain, fifth) = (nodes[0].chain(), &nodes[4]);
    for hotkey in [dev::alice(), dev::bob(), dev::charlie()] {
        chain.stake(&dev::ferdie(), &hotkey, 500 * JOULE).await?;
    }

    // WHEN Eve registers a hotkey, stakes more than Dave behind it, gives it the keys of the fifth
    // node, and lets it stand for election
    let (eve, hotkey) = (dev::eve(), keypair("//Eve//hotkey"));
    chain.register(&eve, &hotkey).await?;
    let funds = transfer_to(account(&hotkey), 10 * JOULE);
    chain.send(&eve, "Balances", "transfer_keep_alive", funds).await?;
    chain.stake(&eve, &hotkey, 2_000 * JOULE).await?;
    fifth.chain().until_final(chain.finalised().await?.0).await?;
    fifth.register_keys(&hotkey).await?;
    chain.send(&eve, "Staking", "validate", vec![account_arg(&hotkey)]).await?;

    // THEN it is elected, sits, and authors blocks
    until("the fifth validator to author", || async {
        let fifth = chain.validator(&hotkey).await?;
        let authors = fifth["blocksThisSession"].as_u64() > Some(0);
        Ok((fifth["sitting"] == true && authors).then_some(()))
    })
    .await?;

    // AND Dave, who is outbid, sits no more, though he stands; the others do
    let dave = chain.validator(&dev::dave()).await?;
    assert_eq!((&dave["sitting"], &dave["standing"]), (&json!(false), &json!(true)), "{dave}");
    for hotkey in [dev::alice(), dev::bob(), dev::charlie()] {
        let validator = chain.validator(&hotkey).await?;
        assert_eq!(validator["sitting"], true, "{validator}");
    }
    let figures: Json = chain.request("joule_decentralisation", &[]).await?;
    assert_eq!(figures["candidates"], 5, "{figures}");

    // AND all five nodes go on finalising, over the end of a session
    go_on(&nodes, 20).await
}

#[tokio::test]
async fn stake_goes_in_waits_on_its_way_out_and_is_paid() -> Result<()> {
    // GIVEN a development chain with sessions so short that stake waits for 60 blocks only
    let spec = Spec::with_times("dev", 1_000, 10)?;
    let node = NodeBuilder::new("dev", spec.arg()).validator("alice");
    let node = node.args(&["--sealing", "instant"]).start().await?;
    let chain = node.chain();
    let (alice, bob) = (dev::alice(), dev::bob());
    let before = staked(chain).await?;

    // WHEN Bob stakes ten JOULE behind Alice, THEN they are his, to the pJ
    let at = chain.stake(&bob, &alice, 10 * JOULE).await?;
    let stake = stake_behind(chain, &bob, &alice).await?;
    assert_eq!(amount(&stake["value"]), 10 * JOULE);
    assert_eq!(stake["exits"], json!([]));
    assert_eq!(chain.supply(at).await?.get("staked"), before + 10 * JOULE);

    // WHEN he asks for all of them, THEN they are on their way out
    let all = vec![account_arg(&alice), none()];
    let asked = chain.height_of(chain.send(&bob, "Staking", "unstake", all).await?).await?;
    let stake = stake_behind(chain, &bob, &alice).await?;
    assert_eq!(amount(&stake["value"]), 0);
    let exit = &stake["exits"][0];
    assert_eq!(amount(&exit["value"]), 10 * JOULE);
    assert_eq!(exit["matured"], false);
    let matures = exit["maturesAtBlock"].as_u64().context("a block")?;
    assert!(matures >= asked + 60, "{stake}");

    // AND nobody can withdraw them yet
    let withdrawal = vec![account_arg(&alice), account_arg(&bob)];
    let refusal = chain.refusal(&bob, "Staking", "withdraw", withdrawal.clone()).await?;
    assert!(refusal.contains("Staking::NothingMatured"), "{refusal}");

    // WHEN they have matured and Charlie withdraws them for Bob, THEN Bob has them
    chain.advance_to(matures).await?;
    let (_, now) = chain.finalised().await?;
    let balance = chain.balance_at(now, account(&bob)).await?;
    let at = chain.send(&dev::charlie(), "Staking", "withdraw", withdrawal).await?;
    assert_eq!(chain.balance_at(at, account(&bob)).await?, balance + 10 * JOULE);
    assert_eq!(chain.stakes(&bob).await?["stakes"], json!([]));
    Ok(())
}

#[tokio::test]
async fn calls_that_cannot_be_are_refused_by_name_and_change_nothing() -> Result<()> {
    let node = NodeBuilder::development("instant").start().await?;
    let chain = node.chain();
    let (bob, hotkey) = (dev::bob(), keypair("//Bob//hotkey"));
    let [alices, own, strangers] =
        [dev::alice(), hotkey.clone(), dev::eve()].map(|key| account_arg(&key));
    let for_charlie = hotkey_proof(chain.api.genesis_hash(), &hotkey, &dev::charlie());
    let before = staked(chain).await?;

    let tenth = || Value::u128(100_000);
    for (call, args, error) in [
        ("stake", vec![alices.clone(), Value::u128(0)], "Staking::AmountBelowMinimum"),
        ("stake", vec![alices.clone(), Value::u128(1)], "Staking::AmountBelowMinimum"),
        ("stake", vec![alices.clone(), Value::u128(u128::MAX)], "Funds are unavailable"),
        ("stake", vec![strangers.clone(), Value::u128(JOULE)], "Staking::ValidatorNotFound"),
        ("unstake", vec![alices.clone(), some(Value::u128(0))], "Staking::AmountZero"),
        ("unstake", vec![alices.clone(), none()], "Staking::StakeNotFound"),
        ("withdraw", vec![alices.clone(), account_arg(&bob)], "Staking::ExitNotFound"),
        ("chill", vec![alices.clone()], "Staking::NotOwner"),
        ("register_validator", vec![alices, tenth(), none()], "Staking::HotkeyOwnedByAnother"),
        ("register_validator", vec![own.clone(), tenth(), none()], "Staking::HotkeyProofInvalid"),
        (
            "register_validator",
            vec![own.clone(), tenth(), for_charlie],
            "Staking::HotkeyProofInvalid",
        ),
        ("register_validator", vec![own, Value::u128(180_001), none()], "Staking::TakeTooHigh"),
        ("set_election_bounds", vec![Value::u128(2), Value::u128(0)], "Bad origin"),
    ] {
        let refusal = chain.refusal(&bob, "Staking", call, args).await?;
        assert!(refusal.contains(error), "{call} should fail with {error}: {refusal}");
    }
    assert_eq!(staked(chain).await?, before);
    assert_eq!(chain.stakes(&bob).await?["stakes"], json!([]));

    // The proof of the right coldkey is taken.
    chain.register(&bob, &hotkey).await?;
    let validator = chain.validator(&hotkey).await?;
    assert_eq!(validator["coldkey"], address(&bob));
    assert_eq!(validator["takePpm"], 100_000);
    Ok(())
}

#[tokio::test]
async fn a_development_chain_tells_of_its_validator() -> Result<()> {
    let node = NodeBuilder::development("manual").start().await?;
    let chain = node.chain();
    let alice = chain.validator(&dev::alice()).await?;
    assert_eq!(alice["hotkey"], address(&dev::alice()));
    assert_eq!(alice["coldkey"], address(&dev::alice()));
    for holds in ["standing", "sitting", "queued", "hasKeys"] {
        assert_eq!(alice[holds], true, "{holds}: {alice}");
    }
    assert_eq!(amount(&alice["tokens"]), 1_000 * JOULE);
    assert_eq!(amount(&alice["selfStake"]), 1_000 * JOULE);

    let page: Json = chain.request("joule_validators", &[]).await?;
    assert_eq!(page["validators"], json!([alice]));
    assert_eq!((&page["page"], &page["pages"]), (&json!(0), &json!(1)));
    assert_eq!(page, chain.request::<Json>("joule_validators", &[json!(0)]).await?);

    let figures: Json = chain.request("joule_decentralisation", &[]).await?;
    assert_eq!(figures["candidates"], 1);
    assert_eq!(amount(&figures["staked"]), 1_000 * JOULE);
    for counted in ["byHotkey", "byColdkey"] {
        assert_eq!(figures[counted]["top1Ppm"], 1_000_000, "{figures}");
        assert_eq!(figures[counted]["nakamotoThird"], 1, "{figures}");
    }
    Ok(())
}

#[tokio::test]
async fn questions_without_an_answer_get_an_error_object() -> Result<()> {
    let node = NodeBuilder::development("manual").start().await?;
    let chain = node.chain();
    let (alice, stranger) = (address(&dev::alice()), address(&dev::eve()));
    let mistyped = format!("{}{}", &alice[..alice.len() - 1], "Z");
    let unknown_block = format!("0x{}", "ab".repeat(32));
    for (method, params, complaint) in [
        ("joule_validator", json!([stranger]), "`joule_validators` lists all. (7003)"),
        ("joule_validators", json!([1]), "Ask for one of these. (7004)"),
        ("joule_validators", json!([4_294_967_295u64]), "Ask for one of these. (7004)"),
        ("joule_validators", json!([4_294_967_296u64]), "Invalid params"),
        ("joule_validators", json!([-1]), "Invalid params"),
        ("joule_validators", json!(["first"]), "Invalid params"),
        ("joule_validator", json!([]), "Invalid params"),
        ("joule_validator", json!([mistyped]), "Invalid params"),
        ("joule_validator", json!([5]), "Invalid params"),
        ("joule_validator", json!([alice, "0x12"]), "Invalid params"),
        ("joule_validator", json!([alice, unknown_block]), "has no block"),
        ("joule_stakes", json!([]), "Invalid params"),
        ("joule_stakes", json!(["nobody"]), "Invalid params"),
        ("joule_stakes", json!([alice, unknown_block]), "has no block"),
        ("joule_decentralisation", json!([unknown_block]), "has no block"),
    ] {
        let params = params.as_array().context("positional parameters")?;
        let answer = chain.request::<Json>(method, params).await;
        let error = format!("{:#}", answer.expect_err("there is no answer"));
        assert!(error.contains(complaint), "{method} {params:?}: {error}");
    }

    // Who has nothing has no stakes: that is an answer.
    assert_eq!(chain.stakes(&dev::eve()).await?["stakes"], json!([]));
    Ok(())
}
