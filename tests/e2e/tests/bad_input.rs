// SPDX-License-Identifier: Apache-2.0
//! What a node says to input that is wrong: a clear sentence, a failing exit code, nothing damaged.

use anyhow::Result;
use joule_e2e::{run_to_end, NodeBuilder, Spec};
use serde_json::{json, Value};
use std::net::TcpListener;

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const ALICE_GRANDPA: &str = "5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu";

/// Runs the node and expects it to fail with a message that holds `complaint`.
fn refused(args: &[&str], complaint: &str) -> Result<()> {
    let outcome = run_to_end(args)?;
    assert!(!outcome.success, "{args:?} succeeded");
    assert!(
        outcome.stderr.contains(complaint),
        "{args:?} should complain of `{complaint}`:\n{}",
        outcome.stderr
    );
    assert!(!outcome.stderr.contains("panicked"), "{args:?} panicked:\n{}", outcome.stderr);
    Ok(())
}

/// Runs a node that must not start, on ports that nobody else wants.
fn no_node(args: &[&str], complaint: &str) -> Result<()> {
    let ports = ["--rpc-port", "0", "--listen-addr", "/ip4/127.0.0.1/tcp/0", "--no-prometheus"];
    refused(&[args, &ports, &["--no-mdns"]].concat(), complaint)
}

/// Exports the mainnet's specification from these allocations.
fn refused_allocations(allocations: &str, complaint: &str) -> Result<()> {
    let file = Spec::of(allocations)?;
    let args = ["export-chain-spec", "--chain", "mainnet", "--allocations", file.arg()];
    refused(&args, complaint)
}

fn validators() -> Value {
    json!([{ "account": ALICE, "babe": ALICE, "grandpa": ALICE_GRANDPA }])
}

/// Allocations of 5 JOULE to Alice, who validates and stakes `stake` of it.
fn staking(stake: &str) -> String {
    let mut validators = validators();
    validators[0]["coldkey"] = ALICE.into();
    validators[0]["stake"] = stake.into();
    let balances = json!([{ "account": ALICE, "amount": "5000000000000" }]);
    json!({ "balances": balances, "validators": validators }).to_string()
}

fn endowing(amount: &str) -> String {
    let balances = json!([{ "account": ALICE, "amount": amount }]);
    json!({ "balances": balances, "validators": validators() }).to_string()
}

#[test]
fn flags_and_chains_that_do_not_exist() -> Result<()> {
    refused(&["--no-such-flag"], "unexpected argument")?;
    refused(&["no-such-command"], "unrecognized subcommand")?;
    no_node(&["--tmp"], "Which chain?")?;
    no_node(&["--chain", "moonbase"], "neither a preset")?;
    refused(&["--dev", "--sealing", "sometimes"], "milliseconds")?;
    refused(&["--dev", "--sealing", "0"], "milliseconds")?;
    no_node(&["--chain", "local", "--tmp", "--sealing", "instant"], "development chains only")?;
    let elsewhere = ["--worker-token-file", "token", "--worker-url", "http://192.0.2.1:9955"];
    refused(&[&["--dev"], &elsewhere[..]].concat(), "this machine")?;
    refused(&["--dev", "--worker-url", "http://127.0.0.1:1"], "--worker-token-file <FILE>")?;
    let never = ["--dev", "--worker-token-file", "token", "--offchain-worker", "never"];
    no_node(&never, "Leave one of them out")?;
    let stranger = ["--chain", "dev", "--tmp", "--sealing", "instant"];
    no_node(&stranger, "needs the key of a validator")
}

#[test]
fn specifications_that_are_broken() -> Result<()> {
    for text in ["", "{", "[1, 2]", "{\"name\": 5}"] {
        let file = Spec::of(text)?;
        no_node(&["--chain", file.arg(), "--tmp"], "is not a chain specification")?;
    }
    Ok(())
}

#[test]
fn a_genesis_that_the_runtime_refuses() -> Result<()> {
    let patch = |edit: fn(&mut Value)| {
        Spec::edited("dev", |spec| edit(&mut spec["genesis"]["runtimeGenesis"]["patch"]))
    };
    let rich = patch(|patch| {
        patch["balances"]["balances"] = json!([[ALICE, 328_125_000_000_000_000u64]]);
    })?;
    no_node(&["--chain", rich.arg(), "--tmp"], "Lower the balances")?;
    let empty = patch(|patch| patch["session"]["keys"] = json!([]))?;
    no_node(&["--chain", empty.arg(), "--tmp"], "no validators")?;
    let hasty = patch(|patch| patch["timing"]["slotDurationMs"] = json!(1))?;
    no_node(&["--chain", hasty.arg(), "--tmp"], "is not allowed")?;
    let hidden = patch(|patch| {
        patch["balances"]["devAccounts"] = json!([10, 1_000_000_000_000u64, null]);
    })?;
    no_node(&["--chain", hidden.arg(), "--tmp"], "devAccounts")
}

#[test]
fn a_raw_specification_over_the_cap() -> Result<()> {
    let raw = run_to_end(&["export-chain-spec", "--chain", "dev", "--raw"])?;
    let mut spec: Value = serde_json::from_str(&raw.stdout)?;
    let state = spec["genesis"]["raw"]["top"].as_object_mut().expect("a raw state");
    // The total issuance of Balances, as 16 bytes of little endian.
    let issuance = "0xc2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80";
    assert!(state.contains_key(issuance), "no total issuance");
    state.insert(issuance.into(), format!("0x{}", "ff".repeat(16)).into());
    let file = Spec::of(&spec.to_string())?;
    no_node(&["--chain", file.arg(), "--tmp"], "Its specification is wrong")
}

#[test]
fn public_networks_without_allocations() -> Result<()> {
    for chain in ["testnet", "mainnet"] {
        no_node(&["--chain", chain, "--tmp"], "--allocations FILE")?;
        refused(&["export-chain-spec", "--chain", chain], "--allocations FILE")?;
    }
    let file = Spec::of("{}")?;
    no_node(&["--dev", "--allocations", file.arg()], "--allocations goes with")?;
    let missing = ["export-chain-spec", "--chain", "mainnet", "--allocations", "/no/such/file"];
    refused(&missing, "cannot be read")
}

#[test]
fn allocations_that_cannot_be() -> Result<()> {
    refused_allocations("", "do not have the format")?;
    refused_allocations("{}", "do not have the format")?;
    refused_allocations(&endowing("many"), "no whole number of pJ")?;
    refused_allocations(&endowing("1.5"), "no whole number of pJ")?;
    refused_allocations(&endowing("-1"), "no whole number of pJ")?;
    refused_allocations(&endowing("+5"), "no whole number of pJ")?;
    refused_allocations(&endowing("99999999999999999999999"), "no whole number of pJ")?;
    refused_allocations(&endowing("1"), "existential deposit")?;
    refused_allocations(&staking("all"), "no whole number of pJ")?;
    refused_allocations(&staking("1"), "at least 10000000000 pJ")?;
    refused_allocations(&staking("4999999000001"), "must keep")?;
    // The bound less the deposits of three pots and of staking, and one pJ more.
    refused_allocations(&endowing("328124999996000001"), "Lower the balances")?;
    let nobody = json!({ "balances": [], "validators": [] }).to_string();
    refused_allocations(&nobody, "no validators")
}

#[test]
fn allocations_at_the_bound_make_a_specification() -> Result<()> {
    for (chain, allocations) in
        [("testnet", endowing("328124999996000000")), ("mainnet", staking("4999999000000"))]
    {
        let file = Spec::of(&allocations)?;
        let args = ["export-chain-spec", "--chain", chain, "--allocations", file.arg(), "--raw"];
        let exported = run_to_end(&args)?;
        assert!(exported.success, "{}", exported.stderr);
        let spec: Value = serde_json::from_str(&exported.stdout)?;
        assert_eq!(spec["id"], format!("joule_{chain}"));
        assert_eq!(spec["chainType"], "Live");
    }
    Ok(())
}

#[test]
fn a_port_that_is_taken() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port().to_string();
    let anywhere = "/ip4/127.0.0.1/tcp/0";
    let there = format!("/ip4/127.0.0.1/tcp/{port}");
    let rpc = ["--dev", "--no-mdns", "--listen-addr", anywhere, "--no-prometheus"];
    refused(&[&rpc[..], &["--rpc-port", &port]].concat(), "JSON-RPC")?;
    let prometheus = ["--dev", "--no-mdns", "--listen-addr", anywhere, "--rpc-port", "0"];
    refused(&[&prometheus[..], &["--prometheus-port", &port]].concat(), "Prometheus")?;
    let network = ["--dev", "--no-mdns", "--no-prometheus", "--rpc-port", "0"];
    refused(&[&network[..], &["--listen-addr", &there]].concat(), "the network")
}

#[tokio::test]
async fn a_database_of_another_chain_is_left_alone() -> Result<()> {
    // GIVEN the database of a development chain
    let node = NodeBuilder::development("100").start().await?;
    node.chain().until_final(5).await?;
    let (height, hash) = node.chain().finalised().await?;
    let stopped = node.stop().await?;

    // WHEN a chain of the same name and another genesis is started on it
    let other = Spec::with_times("dev", 2_000, 60)?;
    let base_path = stopped.base_path();
    let base_path = base_path.to_str().expect("temporary paths are UTF-8");
    let args = ["--chain", other.arg(), "--base-path", base_path];
    no_node(&args, "belongs to another chain")?;
    no_node(&[&args[..], &["--sync", "warp"]].concat(), "belongs to another chain")?;

    // THEN the first chain goes on as if nothing had happened
    let node = stopped.start().await?;
    assert_eq!(node.chain().hash_of(height).await?, Some(hash));
    node.chain().until_final(height + 5).await?;
    Ok(())
}

#[test]
fn asking_for_a_database_that_is_not_there_makes_none() -> Result<()> {
    let folder = tempfile::TempDir::new()?;
    let path = folder.path().to_str().expect("temporary paths are UTF-8");
    for command in [
        &["chain-info"][..],
        &["check-block", "1"],
        &["export-blocks"],
        &["export-state"],
        &["revert", "1"],
    ] {
        let args = [command, &["--dev", "--base-path", path]].concat();
        refused(&args, "There is no database")?;
    }
    let chains = folder.path().join("chains/joule_development/db");
    assert!(!chains.exists(), "{} was made", chains.display());
    Ok(())
}

#[tokio::test]
async fn malformed_requests_get_an_error_object() -> Result<()> {
    let node = NodeBuilder::development("100").start().await?;
    let chain = node.chain();
    let unknown = format!("0x{}", "ab".repeat(32));
    for (params, complaint) in [
        (vec![json!(5)], "Invalid params"),
        (vec![json!("0x12")], "Invalid params"),
        (vec![json!("not hexadecimal")], "Invalid params"),
        (vec![json!({ "block": 1 })], "Invalid params"),
        (vec![json!(unknown)], "has no block"),
    ] {
        for method in
            ["joule_supply", "joule_halvingSchedule", "joule_rootAllocation", "joule_challenge"]
        {
            let answer = chain.request::<Value>(method, &params).await;
            let error = format!("{:#}", answer.expect_err("the request is malformed"));
            assert!(error.contains(complaint), "{method} {params:?}: {error}");
        }
    }
    let work = json!({ "outputRoot": unknown, "units": 1, "startMs": 0, "endMs": 0 });
    for (method, params, complaint) in [
        ("joule_devices", vec![json!(-1)], "Invalid params"),
        ("joule_devices", vec![json!(1)], "There is no page 1"),
        ("joule_devices", vec![json!(0), json!(unknown)], "has no block"),
        ("joule_device", vec![], "Invalid params"),
        ("joule_device", vec![json!("0x12")], "Invalid params"),
        ("joule_device", vec![json!(ALICE)], "Invalid params"),
        ("joule_device", vec![json!(unknown), json!(unknown)], "has no block"),
        ("joule_proveDevice", vec![json!(unknown), json!(ALICE)], "Invalid params"),
        ("joule_proveDevice", vec![json!(unknown), json!("x"), json!(9)], "Invalid params"),
        ("joule_proveDevice", vec![json!(unknown), json!(ALICE), json!(0)], "Name a later one"),
        ("joule_proveDevice", vec![json!(unknown), json!(ALICE), json!(9_999)], "has no key of"),
        ("joule_signReceipt", vec![json!(unknown), json!(0), json!(0)], "Invalid params"),
        ("joule_signReceipt", vec![json!(unknown), json!(0), json!(0), work], "There is no job 0"),
    ] {
        let answer = chain.request::<Value>(method, &params).await;
        let error = format!("{:#}", answer.expect_err("the request is malformed"));
        assert!(error.contains(complaint), "{method} {params:?}: {error}");
    }
    let answer = chain.request::<Value>("joule_noSuchMethod", &[]).await;
    assert!(format!("{:#}", answer.expect_err("no such method")).contains("Method not found"));

    // The node has taken no harm.
    let height = chain.best().await?;
    chain.until_final(height + 3).await?;
    Ok(())
}

#[tokio::test]
async fn a_state_that_was_pruned_is_named_as_such() -> Result<()> {
    let pruned = NodeBuilder::development("10").args(&["--state-pruning", "16"]);
    let node = pruned.start().await?;
    let chain = node.chain();
    chain.until_final(60).await?;
    let old = chain.hash_of(1).await?.expect("the chain is longer");
    let error = format!("{:#}", chain.supply(old).await.expect_err("its state is gone"));
    assert!(error.contains("archive"), "{error}");
    Ok(())
}
