// SPDX-License-Identifier: Apache-2.0
//! What a validator and its stakers do.

use crate::{
    accounts::{account, account_arg, address, some},
    chain::Chain,
    node::Node,
};
use anyhow::{ensure, Context, Result};
use joule_math::streams::Stream;
use serde_json::Value as Json;
use subxt::{
    config::substrate::H256, dynamic::Value, ext::scale_decode::DecodeAsType,
    rpcs::methods::legacy::Bytes,
};
use subxt_signer::sr25519::Keypair;

/// Session keys that a node made, and its proof that it has them.
#[derive(serde::Deserialize)]
struct RotatedKeys {
    keys: Bytes,
    proof: Bytes,
}

/// Whom a hotkey serves, as far as it matters here.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Served {
    pool: Option<u32>,
}

/// The stake behind a hotkey.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(crate) struct Pool {
    tokens: u128,
    rewards: Rewards,
}

/// What is on its way into a pool.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Rewards {
    stakers: u128,
    owner: u128,
    since: u32,
    until: u32,
}

impl Pool {
    /// What the pool holds at the beginning of `block`, if nobody touches it before.
    pub(crate) fn tokens_in(&self, block: u32) -> u128 {
        let Rewards { stakers, owner, since, until } = self.rewards;
        let released = Stream { stakers, owner, since, until }.release(block);
        self.tokens + released.stakers + released.owner
    }
}

/// The signature by which `hotkey` agrees to serve `coldkey`, as a call takes it.
#[must_use]
pub fn hotkey_proof(genesis: H256, hotkey: &Keypair, coldkey: &Keypair) -> Value {
    let message = [&b"joule-hotkey"[..], genesis.as_bytes(), &account(coldkey)].concat();
    some(Value::unnamed_variant("Sr25519", [Value::from_bytes(hotkey.sign(&message).0)]))
}

impl Chain {
    /// The answer of `joule_validator`, by the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn validator(&self, hotkey: &Keypair) -> Result<Json> {
        self.request("joule_validator", &[address(hotkey).into()]).await
    }

    /// The answer of `joule_stakes`, by the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn stakes(&self, coldkey: &Keypair) -> Result<Json> {
        self.request("joule_stakes", &[address(coldkey).into()]).await
    }

    /// The number of the pool behind `hotkey` and what is in it, at a block. `None` if it has none.
    ///
    /// # Errors
    /// What the node says.
    pub(crate) async fn pool_at(&self, at: H256, hotkey: &Keypair) -> Result<Option<(u32, Pool)>> {
        let keys = vec![account_arg(hotkey)];
        let served = self.value_at::<Served>(at, "Staking", "Hotkeys", keys).await?;
        let Some(id) = served.and_then(|served| served.pool) else { return Ok(None) };
        let keys = vec![Value::u128(id.into())];
        let pool = self.value_at::<Pool>(at, "Staking", "Pools", keys).await?;
        Ok(Some((id, pool.context("a hotkey names a pool that is not there")?)))
    }

    /// Registers `hotkey` as a validator of `coldkey`, with a take of a tenth.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn register(&self, coldkey: &Keypair, hotkey: &Keypair) -> Result<H256> {
        let proof = hotkey_proof(self.api.genesis_hash(), hotkey, coldkey);
        let args = vec![account_arg(hotkey), Value::u128(100_000), proof];
        self.send(coldkey, "Staking", "register_validator", args).await
    }

    /// Stakes `amount` pJ of `coldkey` behind `hotkey`.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn stake(&self, coldkey: &Keypair, hotkey: &Keypair, amount: u128) -> Result<H256> {
        let args = vec![account_arg(hotkey), Value::u128(amount)];
        self.send(coldkey, "Staking", "stake", args).await
    }
}

impl Node {
    /// Lets the node make session keys, and registers them for `hotkey`.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn register_keys(&self, hotkey: &Keypair) -> Result<H256> {
        // The owner of the keys: the account in SCALE.
        let owner = serde_json::to_value(Bytes(account(hotkey).to_vec()))?;
        let RotatedKeys { keys, proof } =
            self.chain().request("author_rotateKeysWithOwner", &[owner]).await?;
        ensure!(keys.len() == 64, "a key for BABE and one for GRANDPA, not {keys:?}");
        let (babe, grandpa) = keys.split_at(32);
        let keys = Value::named_composite([
            ("babe", Value::from_bytes(babe)),
            ("grandpa", Value::from_bytes(grandpa)),
        ]);
        let args = vec![keys, Value::from_bytes(&*proof)];
        self.chain().send(hotkey, "Session", "set_keys", args).await
    }
}
