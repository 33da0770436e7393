// SPDX-License-Identifier: Apache-2.0
//! What the node says when `doctor` asks it.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{bail, Context, Result};
use serde_json::{json, Value};

/// How long the node may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The most bytes of an answer.
const MAX_ANSWER_BYTES: u64 = 64 << 10;

/// The chain's name, how many peers the node has, and whether it is still catching up.
///
/// # Errors
///
/// If it does not answer.
pub fn describe(address: SocketAddr) -> Result<String> {
    let chain = call(address, "system_chain")?;
    let health = call(address, "system_health")?;
    let chain = chain.as_str().unwrap_or("a chain without a name");
    let peers = health.get("peers").and_then(Value::as_u64).unwrap_or(0);
    let is_syncing = health.get("isSyncing").and_then(Value::as_bool).unwrap_or(false);
    let state = if is_syncing { "still catching up" } else { "up to date" };
    Ok(format!("{chain}, {peers} peers, {state}"))
}

/// Calls a method without parameters by JSON-RPC over HTTP.
fn call(address: SocketAddr, method: &str) -> Result<Value> {
    let unreachable = || format!("Nothing answers on {address}.");
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT).with_context(unreachable)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": [] }).to_string();
    // HTTP/1.0 has neither chunks nor connections that stay open.
    let request = format!(
        "POST / HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
    );
    stream.write_all(request.as_bytes()).with_context(unreachable)?;
    let mut text = String::new();
    stream.take(MAX_ANSWER_BYTES).read_to_string(&mut text).with_context(unreachable)?;
    let (_, body) = text.split_once("\r\n\r\n").context("The answer is not HTTP.")?;
    let answer: Value = serde_json::from_str(body.trim())
        .with_context(|| format!("What answers on {address} is no node."))?;
    match answer.get("result") {
        Some(result) => Ok(result.clone()),
        None => bail!("The node refuses {method}: {}", answer.get("error").unwrap_or(&Value::Null)),
    }
}
