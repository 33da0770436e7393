// SPDX-License-Identifier: Apache-2.0
//! What the market refuses, by name, and what JSON-RPC says of what is not there.

use anyhow::{bail, ensure, Result};
use joule_e2e::{acceptance, job_kind, lease_kind, redundancy, NodeBuilder, OwnDevice, Spec};
use serde_json::{json, Value as Json};
use std::fmt::Debug;
use subxt::dynamic::Value;
use subxt_signer::sr25519::dev;

const JOULE: u128 = 1_000_000_000_000;
/// What an hour of a device costs at most, in micro-dollars.
const MAX_RATE: u64 = 36_000_000;
/// What a job costs, in micro-dollars: a dollar. A JOULE costs as much here.
const PRICE: u64 = 1_000_000;
/// What a drawn device must be paid for a job of a hundred seconds, at 20 cents for an hour, in
/// micro-dollars.
const LEAST_OF_A_SEAT: u64 = 200_000 * 100 / 3_600;

/// Checks that something was refused for `reason`.
fn assert_refused<Done: Debug>(done: Result<Done>, reason: &str) -> Result<()> {
    match done {
        Ok(done) => bail!("{done:?} was taken, and should be refused: {reason}"),
        Err(error) => {
            let refusal = format!("{error:#}");
            ensure!(
                refusal.contains(reason),
                "refused for something else than {reason}: {refusal}"
            );
            Ok(())
        }
    }
}

#[tokio::test]
async fn what_the_market_refuses_it_names() -> Result<()> {
    // GIVEN a provider with a device, another account, and an order
    let (tenant, provider, other) = (dev::charlie(), dev::bob(), dev::dave());
    let spec = Spec::one_session("dev", |_| {})?;
    let node = NodeBuilder::new("market", spec.arg()).validator("alice");
    let node = node.args(&["--sealing", "manual"]).start().await?;
    let chain = node.chain();
    let device = OwnDevice::new([7; 32]);
    device.register(chain, &provider, 10 * JOULE).await?;
    chain.provide(&provider, device.key()).await?;
    let order = chain.order(&tenant, lease_kind(), MAX_RATE, 10 * JOULE).await?;

    // WHEN orders are worth too little, THEN they are refused, up to the pJ
    let few = chain.order(&tenant, lease_kind(), 1, JOULE - 1).await;
    assert_refused(few, "Market::EscrowTooSmall")?;
    let kind = || job_kind(acceptance(20), [1; 32], 1, 50);
    let few = chain.order(&tenant, kind(), PRICE, JOULE / 4 * 5 - 1).await;
    assert_refused(few, "Market::EscrowTooSmall")?;
    chain.order(&tenant, kind(), PRICE, JOULE / 4 * 5).await?;
    // AND so are those that pay drawn devices less than the dearest class costs elsewhere
    let drawn = || job_kind(redundancy(3, 2, 20), [1; 32], 1, 100);
    let cheap = chain.order(&tenant, drawn(), 3 * LEAST_OF_A_SEAT - 1, 2 * JOULE).await;
    assert_refused(cheap, "Market::OutOfBounds")?;
    let drawn = chain.order(&tenant, drawn(), 3 * LEAST_OF_A_SEAT, 2 * JOULE).await;
    assert_refused(drawn, "Verdicts::NotEnoughDevices")?;

    // WHEN somebody bids who may not, or what it may not, THEN it is told why
    let bid = |who, price| chain.bid(who, order, price, device.key());
    assert_refused(bid(&other, MAX_RATE).await, "Market::ProviderNotFound")?;
    assert_refused(bid(&provider, MAX_RATE + 1).await, "Market::OutOfBounds")?;
    chain.send_and_seal(&other, "Market", "register_provider", Vec::new()).await?;
    assert_refused(bid(&other, MAX_RATE).await, "Market::ProviderNotActive")?;
    chain.send_and_seal(&other, "Market", "resume_provider", Vec::new()).await?;
    assert_refused(bid(&other, MAX_RATE).await, "Market::NotOwner")?;

    // AND so is who asks for what is another's, not due, or not there
    for (who, call, number, reason) in [
        (&other, "cancel_order", order, "Market::NotTenant"),
        (&other, "withdraw_bid", order, "Market::BidNotFound"),
        (&other, "finalise", order, "Market::NotEnoughBids"),
        (&other, "poke", order, "Market::NothingDue"),
        (&other, "poke", 99, "Market::OrderNotFound"),
        (&tenant, "close_lease", order, "Market::LeaseNotFound"),
        (&tenant, "object", order, "Market::JobNotFound"),
    ] {
        assert_refused(chain.market(who, call, number).await, reason)?;
    }
    assert_refused(chain.heartbeat(&provider, order).await, "Market::NoHeartbeatTaken")?;
    let args = vec![Value::u128(order.into()), Value::u128(1)];
    let stranger = chain.send_and_seal(&other, "Market", "top_up", args).await;
    assert_refused(stranger, "Market::NotDepositor")
}

#[tokio::test]
async fn requests_for_what_is_not_there_say_what_to_do() -> Result<()> {
    let node = NodeBuilder::development("manual").start().await?;
    let chain = node.chain();
    for (method, params, complaint) in [
        ("joule_lease", vec![json!(9)], "There is no lease 9. Check the number"),
        ("joule_job", vec![json!(9)], "There is no job 9. Check the number"),
        ("joule_quote", vec![json!(9), json!(1)], "There is no class 9 of devices"),
        ("joule_quote", vec![json!(0), json!(0)], "Ask for 1 to 8760"),
        ("joule_economics", vec![json!(9)], "Epoch 9 of the market has not begun"),
        ("joule_orders", vec![json!({ "klass": 0 })], "Invalid params"),
        ("joule_orders", vec![Json::Null, json!(-1)], "Invalid params"),
        ("joule_providers", vec![json!("x")], "Invalid params"),
        ("joule_price", vec![json!("0x12")], "Invalid params"),
        ("joule_newFeederKey", vec![json!("nobody")], "Invalid params"),
    ] {
        assert_refused(chain.request::<Json>(method, &params).await, complaint)?;
    }
    Ok(())
}
