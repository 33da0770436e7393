// SPDX-License-Identifier: Apache-2.0
//! What the tests of methods have in common.

use jsonrpsee::RpcModule;
use serde_json::{json, Value};

/// The result of a request, or its error.
pub async fn ask<Context>(
    methods: &RpcModule<Context>,
    method: &str,
    params: Value,
) -> Result<Value, Value> {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let answer = methods.raw_json_request(&request.to_string(), 1).await;
    let (answer, _) = answer.expect("the request is well-formed");
    let answer = serde_json::from_str::<Value>(&answer).expect("JSON answers");
    match answer.get("error") {
        Some(error) => Err(error.clone()),
        None => Ok(answer["result"].clone()),
    }
}

/// The message of the error with `code` that a request is answered with.
pub async fn refusal<Context>(
    methods: &RpcModule<Context>,
    method: &str,
    params: Value,
    code: i64,
) -> String {
    let error = ask(methods, method, params).await.expect_err("it is refused");
    assert_eq!(error["code"], code, "{error}");
    error["message"].to_string()
}
