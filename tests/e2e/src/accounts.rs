// SPDX-License-Identifier: Apache-2.0
//! Accounts, by the keys that sign for them.

use std::str::FromStr;
use subxt::dynamic::Value;
use subxt_signer::{sr25519::Keypair, SecretUri};

/// The key that `uri` derives from the well-known phrase, as in `//Eve//hotkey`.
///
/// # Panics
/// If `uri` is none.
#[must_use]
pub fn keypair(uri: &str) -> Keypair {
    let uri = SecretUri::from_str(uri).expect("the test names a path of a key");
    Keypair::from_uri(&uri).expect("a path leads to a key")
}

/// The account of `key`.
#[must_use]
pub fn account(key: &Keypair) -> [u8; 32] {
    key.public_key().0
}

/// The address of `key`, as wallets and JSON-RPC write it.
#[must_use]
pub fn address(key: &Keypair) -> String {
    key.public_key().to_account_id().to_string()
}

/// The account of `key`, as a call takes it.
#[must_use]
pub fn account_arg(key: &Keypair) -> Value {
    Value::from_bytes(account(key))
}

/// The arguments of a transfer of `amount` pJ to `account`.
#[must_use]
pub fn transfer_to(account: [u8; 32], amount: u128) -> Vec<Value> {
    vec![Value::unnamed_variant("Id", [Value::from_bytes(account)]), Value::u128(amount)]
}

/// An argument that may be left out, and is.
#[must_use]
pub fn none() -> Value {
    Value::unnamed_variant("None", Vec::new())
}

/// An argument that may be left out, and is `value`.
#[must_use]
pub fn some(value: Value) -> Value {
    Value::unnamed_variant("Some", [value])
}
