// SPDX-License-Identifier: Apache-2.0
//! Nodes that read the price of JOULE at services of this machine, and the price that comes of it.

use anyhow::Result;
use futures::future::try_join_all;
use joule_e2e::{start_network_with, until, Answer, Asked, NodeBuilder, Reply, Spec, StandIn};
use serde_json::{json, Value as Json};
use subxt_signer::sr25519::dev;

/// Where nobody answers.
const DEAD: &str = "http://127.0.0.1:1/usd";

/// A service for each path: those that end with a number say that price, the others fail.
async fn services() -> Result<StandIn> {
    StandIn::start(|asked: Asked| async move {
        match asked.path.rsplit('/').next().unwrap_or_default() {
            "silent" => Reply::Silence,
            "busy" => Reply::json(429, &json!({ "usd": 7 })),
            "euro" => Reply::json(200, &json!({ "eur": 7 })),
            "garbage" => Reply::Bytes(b"no HTTP".to_vec()),
            "text" => Reply::json(200, &json!({ "usd": "2.5" })),
            price => {
                let body = format!("{{\"of\": \"JOULE\", \"usd\": {price}}}").into_bytes();
                Reply::Answer(Answer { status: 200, body })
            }
        }
    })
    .await
}

/// These services, as price sources.
fn sources(services: &StandIn, paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| format!("{}/{path}#/usd", services.url())).collect()
}

/// What each seat said, the lowest first, if all have said something.
fn all_said(price: &Json) -> Option<Vec<&str>> {
    let seats = price["seats"].as_array()?;
    let mut said =
        seats.iter().map(|seat| seat["said"]["price"].as_str()).collect::<Option<Vec<_>>>()?;
    said.sort_unstable();
    Some(said)
}

#[tokio::test]
async fn a_node_feeds_what_most_of_its_sources_agree_on() -> Result<()> {
    // GIVEN a chain whose price nobody sets, and a node with good sources, one that says something
    // absurd, and bad ones before them
    let services = services().await?;
    let spec = Spec::with_genesis("dev", |genesis| {
        genesis["price"]["administered"] = Json::Null;
    })?;
    let mut named = vec![format!("{DEAD}#/usd")];
    let paths = ["silent", "euro", "2.49", "a/2.5", "text", "2.51e0", "900"];
    named.extend(sources(&services, &paths));
    let node = NodeBuilder::new("feeder", spec.arg()).validator("alice");
    let node = node.args(&["--sealing", "manual"]).with_price_sources(&named).start().await?;
    let chain = node.chain();
    let price = chain.price(None).await?;
    assert_eq!((&price["health"], &price["spot"]), (&json!("halted"), &json!("0")), "{price}");
    assert!(services.heard().is_empty(), "without a key it asks nobody");

    // WHEN its validator lets a key of it feed
    let args = node.feeder_key_args(&dev::alice()).await?;
    chain.send_and_seal(&dev::alice(), "Price", "set_feeder_key", args).await?;

    // THEN the price is what the good ones say
    let price = chain
        .seal_until("a price", 6, || async {
            let price = chain.price(None).await?;
            Ok((price["health"] == "healthy").then_some(price))
        })
        .await?;
    for field in ["spot", "twap30m", "twap24h"] {
        assert_eq!(price[field], "2.5", "{field}: {price}");
        assert_eq!(price["feed"][field], "2.5", "{field}: {price}");
    }
    assert_eq!((&price["quorum"], &price["fresh"]), (&json!(1), &json!(1)), "{price}");
    assert_eq!(price["asOf"], price["seats"][0]["said"]["at"], "{price}");
    assert_eq!(all_said(&price), Some(vec!["2.5"]), "{price}");

    // AND all services were asked, and the operator is told of those that failed
    for path in paths {
        let is_asked = |asked: &Asked| asked.method == "GET" && asked.path == format!("/{path}");
        assert!(services.heard().iter().any(is_asked), "{path}");
    }
    let complaints =
        ["did not answer in time", "No price stands where it should", "It does not answer"];
    until("the operator to be told", || async {
        let log = node.log()?;
        Ok(complaints.iter().all(|complaint| log.contains(complaint)).then_some(()))
    })
    .await
}

#[tokio::test]
async fn validators_agree_on_a_price_though_one_of_them_is_absurd() -> Result<()> {
    // GIVEN four validators, three of whose nodes have good sources and a bad one each, while the
    // sources of the fourth say eight times as much
    let services = services().await?;
    let spec = Spec::quick_market()?;
    let named = [
        [sources(&services, &["a/2.5", "b/2.5"]), vec![format!("{DEAD}#/usd")]].concat(),
        sources(&services, &["garbage", "c/2.5", "text"]),
        sources(&services, &["d/2.5", "busy", "e/2.5"]),
        sources(&services, &["f/20", "g/20"]),
    ];
    let nodes =
        start_network_with(&spec, |number, node| node.with_price_sources(&named[number])).await?;
    let validators = [dev::alice(), dev::bob(), dev::charlie(), dev::dave()];

    // WHEN each lets a key of its node feed
    let set = nodes.iter().zip(&validators).map(|(node, validator)| async move {
        let args = node.feeder_key_args(validator).await?;
        node.chain().send(validator, "Price", "set_feeder_key", args).await
    });
    try_join_all(set).await?;

    // THEN all of them speak, and the price is what three say
    let (at, price) = until("all validators to feed", || async {
        let (_, at) = nodes[0].chain().finalised().await?;
        let price = nodes[0].chain().price(Some(at)).await?;
        Ok((price["fresh"] == 4).then_some((at, price)))
    })
    .await?;
    assert_eq!(all_said(&price), Some(vec!["2.5", "2.5", "2.5", "20"]), "{price}");
    assert_eq!(price["quorum"], 3, "{price}");
    assert_eq!(price["health"], "healthy", "{price}");
    for field in ["spot", "twap30m", "twap24h"] {
        assert_eq!(price[field], "2.5", "{field}: {price}");
    }

    // AND every node tells the same
    for node in &nodes[1..] {
        let same =
            until("the same block", || async { node.chain().price(Some(at)).await.map(Some) })
                .await?;
        assert_eq!(same, price);
    }
    Ok(())
}
