// SPDX-License-Identifier: Apache-2.0
//! Nodes that read the price of JOULE at services of this machine, and the price that comes of it.

use anyhow::Result;
use futures::future::try_join_all;
use joule_e2e::{
    start_network_with, until, Answer, Asked, Chain, Node, NodeBuilder, Reply, Spec, StandIn,
};
use serde_json::{json, Value as Json};
use std::sync::{
    atomic::{AtomicU32, Ordering},
    Arc,
};
use subxt_signer::sr25519::dev;

/// Where nobody answers.
const DEAD: &str = "http://127.0.0.1:1/usd";
/// More blocks than a node lets go by until it asks again.
const SPARE_BLOCKS: u32 = 80;

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

/// A node on a chain whose price nobody sets, with these sources, and its chain's only validator.
async fn start(named: &[String]) -> Result<(Node, Spec)> {
    let spec = Spec::with_genesis("dev", |genesis| {
        genesis["price"]["administered"] = Json::Null;
    })?;
    let node = NodeBuilder::new("feeder", spec.arg()).validator("alice");
    let node = node.args(&["--sealing", "manual"]).with_price_sources(named).start().await?;
    Ok((node, spec))
}

/// Lets a key of the node feed.
async fn let_feed(node: &Node) -> Result<()> {
    let args = node.feeder_key_args(&dev::alice()).await?;
    node.chain().send_and_seal(&dev::alice(), "Price", "set_feeder_key", args).await?;
    Ok(())
}

/// Makes blocks until the chain has a price.
async fn until_price(chain: &Chain) -> Result<Json> {
    chain
        .seal_until("a price", 6, || async {
            let price = chain.price(None).await?;
            Ok((price["health"] == "healthy").then_some(price))
        })
        .await
}

/// Makes blocks until the operator of a node is told these things.
async fn until_told(node: &Node, complaints: &[&str]) -> Result<()> {
    node.chain()
        .seal_until("the operator to be told", SPARE_BLOCKS, || async {
            let log = node.log()?;
            Ok(complaints.iter().all(|complaint| log.contains(complaint)).then_some(()))
        })
        .await
}

/// Checks that a node feeds 2.5 dollars, whose sources at `paths` all but say so, and that its
/// operator is told what is wrong.
async fn assert_left_out(paths: &[&str], complaints: &[&str]) -> Result<()> {
    let services = services().await?;
    let (node, _spec) = start(&sources(&services, paths)).await?;
    let_feed(&node).await?;
    let price = until_price(node.chain()).await?;
    assert_eq!((&price["spot"], all_said(&price)), (&json!("2.5"), Some(vec!["2.5"])), "{price}");
    until_told(&node, complaints).await
}

#[tokio::test]
async fn a_node_feeds_what_a_good_source_says() -> Result<()> {
    assert_left_out(&["2.5"], &[]).await
}

#[tokio::test]
async fn a_source_that_is_slow_is_left_out() -> Result<()> {
    assert_left_out(&["silent", "2.5", "a/2.5"], &["It did not answer in time"]).await
}

#[tokio::test]
async fn sources_that_are_wrong_are_left_out() -> Result<()> {
    let complaints = ["No price stands where it should", "with the status 429"];
    let paths = ["euro", "busy", "garbage", "2.5", "a/2.5", "text", "b/2.5"];
    assert_left_out(&paths, &complaints).await
}

#[tokio::test]
async fn a_source_that_is_absurd_is_left_out() -> Result<()> {
    let complaints = ["below a millionth of a dollar, or above ten million dollars"];
    assert_left_out(&["1e8", "900", "2.5", "a/2.5", "b/2.5"], &complaints).await
}

#[tokio::test]
async fn a_node_whose_sources_are_mostly_dead_feeds_nothing() -> Result<()> {
    // GIVEN a node with one source that is there, and one that is not
    let services = services().await?;
    let named = [vec![format!("{DEAD}#/usd")], sources(&services, &["2.5"])].concat();
    let (node, _spec) = start(&named).await?;

    // WHEN its validator lets it feed, THEN its operator is told that it does not
    let_feed(&node).await?;
    until_told(&node, &["It does not answer", "Only 1 of 2 price sources say a price"]).await?;
    let price = node.chain().price(None).await?;
    assert_eq!((&price["health"], &price["spot"]), (&json!("halted"), &json!("0")), "{price}");
    Ok(())
}

#[tokio::test]
async fn a_price_far_from_the_last_one_is_not_fed() -> Result<()> {
    // GIVEN a node whose source says 25 dollars
    let dollars = Arc::new(AtomicU32::new(25));
    let said = Arc::clone(&dollars);
    let service = StandIn::start(move |_| {
        let body = json!({ "usd": said.load(Ordering::SeqCst) });
        async move { Reply::json(200, &body) }
    })
    .await?;
    let (node, _spec) = start(&sources(&service, &["price"])).await?;
    let_feed(&node).await?;
    let price = until_price(node.chain()).await?;
    assert_eq!(price["spot"], "25", "{price}");

    // WHEN it says a hundred times as much, THEN the operator is told, and nobody else
    dollars.store(2_500, Ordering::SeqCst);
    // Its key speaks again after a minute of the chain.
    let best = node.chain().best().await?;
    node.chain().advance_to(best + 60).await?;
    until_told(&node, &["more than ten times above or below the last price"]).await?;
    let now = node.chain().price(None).await?;
    assert_eq!((&now["spot"], &now["asOf"]), (&price["spot"], &price["asOf"]), "{now}");
    Ok(())
}

#[tokio::test]
async fn a_node_feeds_what_most_of_its_sources_agree_on() -> Result<()> {
    // GIVEN a chain whose price nobody sets, and a node with good sources, one that says something
    // absurd, and bad ones before them
    let services = services().await?;
    let mut named = vec![format!("{DEAD}#/usd")];
    let paths = ["silent", "euro", "2.49", "a/2.5", "text", "2.51e0", "900"];
    named.extend(sources(&services, &paths));
    let (node, _spec) = start(&named).await?;
    let chain = node.chain();
    let price = chain.price(None).await?;
    assert_eq!((&price["health"], &price["spot"]), (&json!("halted"), &json!("0")), "{price}");
    assert!(services.heard().is_empty(), "without a key it asks nobody");

    // WHEN its validator lets a key of it feed
    let_feed(&node).await?;

    // THEN the price is what the good ones say
    let price = until_price(chain).await?;
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
    until_told(&node, &complaints).await
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
