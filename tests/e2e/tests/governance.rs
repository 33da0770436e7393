// SPDX-License-Identifier: Apache-2.0
//! Governance on a running network: the collective of its validators changes a parameter, stops a
//! change, and upgrades the runtime.

use anyhow::Result;
use joule_e2e::{agree_on, go_on, start_network, transfer_to, until, Call, Chain, Spec};
use serde_json::Value as Json;
use subxt::{
    config::{
        substrate::{BlakeTwo256, H256},
        Hasher,
    },
    dynamic::Value,
};
use subxt_signer::sr25519::{dev, Keypair};

const JOULE: u128 = 1_000_000_000_000;
/// Blocks between a motion and its deed: enough for another motion to come in between.
const DELAY_BLOCKS: u64 = 20;

/// Three of the four validators: a majority of two thirds.
fn two_thirds() -> [Keypair; 3] {
    [dev::alice(), dev::bob(), dev::charlie()]
}

/// Two of the four: a third, not two.
fn a_third() -> [Keypair; 2] {
    [dev::charlie(), dev::dave()]
}

/// The call that lets `call` be made as root.
fn enact(call: Call) -> Call {
    Call::new("Governance", "enact", vec![call.into_arg()])
}

/// The call that gives the security pot `ppm` parts per million of each block's reward, out of what
/// the subnets pot got.
fn give_security(ppm: u128) -> Call {
    let parts = [
        ("security", Value::u128(ppm)),
        ("subnets", Value::u128(850_000 - ppm)),
        ("work", Value::u128(100_000)),
        ("availability", Value::u128(50_000)),
    ];
    Call::new("Issuance", "set_split", vec![Value::named_composite(parts)])
}

/// What the security pot gets of a block's reward, in parts per million.
async fn security_part(chain: &Chain, at: H256) -> Result<u128> {
    chain.field_at(at, "Issuance", "Split", "security").await
}

async fn has_event(chain: &Chain, at: H256, name: &str) -> Result<bool> {
    Ok(chain.events_at(at).await?.iter().any(|event| event == name))
}

#[tokio::test]
async fn two_thirds_change_a_parameter_after_a_delay() -> Result<()> {
    // GIVEN four validators
    let spec = Spec::quick_democracy(DELAY_BLOCKS)?;
    let nodes = start_network(&spec).await?;
    agree_on(&nodes, 3).await?;
    let chain = nodes[0].chain();
    chain.until_seated(4).await?;

    // WHEN two of them carry a change, THEN it is not approved: it takes three
    let carried = chain.carry(&a_third(), enact(give_security(300_000))).await?;
    assert!(!has_event(chain, carried, "Governance.Approved").await?);

    // WHEN three do, THEN it is approved, and nothing changes yet
    let carried = chain.carry(&two_thirds(), enact(give_security(200_000))).await?;
    assert!(has_event(chain, carried, "Governance.Approved").await?);
    assert_eq!(security_part(chain, carried).await?, 100_000);

    // AND it does after the delay
    let height = chain.height_of(carried).await?;
    let told = ["Governance.Enacted", "Issuance.SplitChanged"];
    let (enacted, _) = chain.until_events(height + 1, &told).await?;
    assert_eq!(security_part(chain, enacted).await?, 200_000);
    assert!(chain.height_of(enacted).await? >= height + DELAY_BLOCKS);
    agree_on(&nodes, height + DELAY_BLOCKS).await
}

#[tokio::test]
async fn a_third_stops_what_two_thirds_approved() -> Result<()> {
    // GIVEN a change that three of four validators approve of, and two of them who wish to stop it
    let spec = Spec::quick_democracy(DELAY_BLOCKS)?;
    let nodes = start_network(&spec).await?;
    agree_on(&nodes, 3).await?;
    let chain = nodes[0].chain();
    chain.until_seated(4).await?;
    let change = chain.propose(&dev::alice(), 3, enact(give_security(200_000))).await?;
    chain.approve(&two_thirds(), &change).await?;
    let (_, now) = chain.finalised().await?;
    let id = chain.number_at(now, "Governance", "NextId").await?;
    let stop = Call::new("Governance", "cancel", vec![Value::u128(id)]);
    let stop = chain.propose(&dev::dave(), 2, stop).await?;
    chain.approve(&a_third(), &stop).await?;

    // WHEN the change is approved, and stopped before its delay is over
    let approved = chain.close(&dev::alice(), &change).await?;
    assert!(has_event(chain, approved, "Governance.Approved").await?);
    let stopped = chain.close(&dev::dave(), &stop).await?;
    assert!(has_event(chain, stopped, "Governance.Cancelled").await?);

    // THEN it never happens
    let due = chain.height_of(approved).await? + DELAY_BLOCKS;
    let later = chain.until_final(due + 5).await?;
    assert_eq!(security_part(chain, later).await?, 100_000);
    agree_on(&nodes, due + 5).await
}

#[tokio::test]
async fn a_motion_upgrades_the_runtime_of_a_running_network() -> Result<()> {
    // GIVEN four validators, and the runtime of the next release
    let code = joule_next_runtime::WASM.expect("the tests are built without SKIP_WASM_BUILD");
    let spec = Spec::quick_democracy(5)?;
    let nodes = start_network(&spec).await?;
    agree_on(&nodes, 3).await?;
    let chain = nodes[0].chain();
    chain.until_seated(4).await?;
    let version = || async {
        let version: Json = chain.request("state_getRuntimeVersion", &[]).await?;
        anyhow::Ok(version["specVersion"].as_u64())
    };
    let before = version().await?.expect("a version");

    // WHEN a motion authorises it, and somebody brings it
    let hash = Value::from_bytes(BlakeTwo256.hash(code));
    let authorise = Call::new("System", "authorize_upgrade", vec![hash]);
    let carried = chain.carry(&two_thirds(), enact(authorise)).await?;
    let height = chain.height_of(carried).await?;
    chain.until_events(height + 1, &["System.UpgradeAuthorized"]).await?;
    let code = vec![Value::from_bytes(code)];
    let brought = chain.send(&dev::ferdie(), "System", "apply_authorized_upgrade", code).await?;
    assert!(has_event(chain, brought, "System.CodeUpdated").await?);

    // THEN the network runs it, and goes on finalising, over the end of a session
    until("the next runtime to run", || async {
        Ok((version().await? == Some(before + 1)).then_some(()))
    })
    .await?;
    go_on(&nodes, 20).await?;

    // AND takes transactions that are made for it
    let chain = nodes[0].connect().await?;
    let transfer = transfer_to([7; 32], JOULE);
    let at = chain.send(&dev::ferdie(), "Balances", "transfer_keep_alive", transfer).await?;
    assert_eq!(chain.balance_at(at, [7; 32]).await?, JOULE);
    Ok(())
}
