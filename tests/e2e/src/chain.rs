// SPDX-License-Identifier: Apache-2.0
//! A chain, as a client sees it that knows nothing but its metadata.

use crate::until;
use anyhow::{anyhow, bail, Context, Result};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use subxt::{
    config::substrate::H256,
    dynamic::{self, At, Value},
    error::DispatchError,
    ext::scale_decode::{DecodeAsFields, DecodeAsType},
    rpcs::{client::RpcParams, RpcClient},
    OnlineClient, SubstrateConfig,
};
use subxt_signer::sr25519::Keypair;

/// The most blocks that [`Chain::until_events`] follows.
const BLOCKS_FOLLOWED_MAX: u64 = 150;

/// A connection to a node.
pub struct Chain {
    rpc: RpcClient,
    /// The client that knows the chain by its metadata.
    pub api: OnlineClient<SubstrateConfig>,
}

/// The figures of `joule_supply`, in pJ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply(Json);

impl Supply {
    /// One figure by its path, as in `burned.fee`.
    ///
    /// # Panics
    /// If there is no such figure or it is no decimal string.
    #[must_use]
    pub fn get(&self, path: &str) -> u128 {
        let value = path.split('.').fold(&self.0, |value, field| &value[field]);
        assert!(value.is_string(), "no figure {path} in {}", self.0);
        amount(value)
    }
}

/// An amount in pJ, as JSON-RPC writes it.
///
/// # Panics
/// If it is no decimal string.
#[must_use]
pub fn amount(value: &Json) -> u128 {
    let digits = value.as_str().unwrap_or_else(|| panic!("{value} is no decimal string"));
    digits.parse().expect("a decimal string")
}

/// What JSON-RPC answered, as what it is.
pub(crate) fn read<Answer: DeserializeOwned>(value: &Json) -> Result<Answer> {
    serde_json::from_value(value.clone()).with_context(|| format!("{value} is something else"))
}

impl Chain {
    /// Connects to the node at `url`.
    ///
    /// # Errors
    /// If nobody answers there.
    pub async fn connect(url: &str) -> Result<Self> {
        let rpc = RpcClient::from_insecure_url(url).await?;
        let api = OnlineClient::from_rpc_client(rpc.clone()).await?;
        Ok(Self { rpc, api })
    }

    /// Calls a JSON-RPC method.
    ///
    /// # Errors
    /// What the node says.
    pub async fn request<Answer: DeserializeOwned>(
        &self,
        method: &str,
        params: &[Json],
    ) -> Result<Answer> {
        let mut all = RpcParams::new();
        for param in params {
            all.push(param)?;
        }
        self.rpc.request(method, all).await.with_context(|| format!("{method} {params:?}"))
    }

    /// Hash of block `height`, or `None` if the node has none.
    ///
    /// # Errors
    /// What the node says.
    pub async fn hash_of(&self, height: u64) -> Result<Option<H256>> {
        self.request("chain_getBlockHash", &[height.into()]).await
    }

    /// Height of the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn best(&self) -> Result<u64> {
        let header: Json = self.request("chain_getHeader", &[]).await?;
        height_of(&header)
    }

    /// Height and hash of the newest final block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn finalised(&self) -> Result<(u64, H256)> {
        let hash: H256 = self.request("chain_getFinalizedHead", &[]).await?;
        Ok((self.height_of(hash).await?, hash))
    }

    /// Makes blocks up to `height`, on a chain that makes them on request, and returns the hash of
    /// the last one.
    ///
    /// # Errors
    /// If the node makes none.
    pub async fn advance_to(&self, height: u64) -> Result<H256> {
        while self.best().await? < height {
            self.request::<Json>("engine_createBlock", &[true.into(), true.into()]).await?;
        }
        self.hash_of(height).await?.with_context(|| format!("no block {height} was made"))
    }

    /// Waits until block `height` is final, and returns its hash.
    ///
    /// # Errors
    /// If that takes too long.
    pub async fn until_final(&self, height: u64) -> Result<H256> {
        let what = format!("block {height} to be final");
        until(&what, || async move {
            let (final_height, _) = self.finalised().await?;
            if final_height < height {
                return Ok(None);
            }
            self.hash_of(height).await
        })
        .await
    }

    /// The supply at a block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn supply(&self, at: H256) -> Result<Supply> {
        Ok(Supply(self.request("joule_supply", &[to_json(at)]).await?))
    }

    /// A value of the state at a block.
    ///
    /// # Errors
    /// If there is no such item or it is no number.
    pub async fn number_at(&self, at: H256, pallet: &str, item: &str) -> Result<u128> {
        let at = self.api.at_block(at).await?;
        let item = dynamic::storage::<(), u128>(pallet, item);
        Ok(at.storage().fetch(item, ()).await?.decode()?)
    }

    /// A field of a value of the state at a block.
    ///
    /// # Errors
    /// If there is no such item, or the field is no number.
    pub async fn field_at(&self, at: H256, pallet: &str, item: &str, field: &str) -> Result<u128> {
        let storage = self.api.at_block(at).await?;
        let address = dynamic::storage::<(), Value>(pallet, item);
        let value = storage.storage().fetch(address, ()).await?.decode()?;
        let number = value.at(field).and_then(Value::as_u128);
        number.ok_or_else(|| anyhow!("{pallet}.{item} has no number {field}: {value}"))
    }

    /// What a map holds at `keys`, or a value without keys, at a block. `None` if there is neither
    /// anything nor a default.
    ///
    /// # Errors
    /// If there is no such item, or it is something else.
    pub async fn value_at<Answer: DecodeAsType>(
        &self,
        at: H256,
        pallet: &str,
        item: &str,
        keys: Vec<Value>,
    ) -> Result<Option<Answer>> {
        let at = self.api.at_block(at).await?;
        let item = dynamic::storage::<Vec<Value>, Answer>(pallet, item);
        let found = at.storage().try_fetch(item, keys).await?;
        Ok(found.map(|value| value.decode()).transpose()?)
    }

    /// What `account` may spend or has reserved, at a block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn balance_at(&self, at: H256, account: [u8; 32]) -> Result<u128> {
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Account {
            data: Data,
        }
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Data {
            free: u128,
        }
        let at = self.api.at_block(at).await?;
        let item = dynamic::storage::<([u8; 32],), Account>("System", "Account");
        let found = at.storage().try_fetch(item, (account,)).await?;
        Ok(found
            .map(|account| account.decode())
            .transpose()?
            .map_or(0, |account| account.data.free))
    }

    /// Sends a call and waits until it is final. Returns the hash of its block.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn send(
        &self,
        signer: &Keypair,
        pallet: &str,
        call: &str,
        args: Vec<Value>,
    ) -> Result<H256> {
        let payload = dynamic::transaction(pallet, call, args);
        let mut transactions = self.api.transactions().await?;
        let progress = transactions.sign_and_submit_then_watch_default(&payload, signer).await?;
        let block = progress.wait_for_finalized().await?;
        block.wait_for_success().await?;
        Ok(block.block_hash())
    }

    /// Sends a call that must fail, and returns why it did.
    ///
    /// # Errors
    /// If it succeeds.
    pub async fn refusal(
        &self,
        signer: &Keypair,
        pallet: &str,
        call: &str,
        args: Vec<Value>,
    ) -> Result<String> {
        match self.send(signer, pallet, call, args).await {
            Ok(at) => bail!("{pallet}.{call} succeeded in block {at:?}"),
            Err(error) => Ok(format!("{error:#}")),
        }
    }

    /// Follows the final blocks from `height` on until each of `names` was among their events, as
    /// `Pallet.Event`. Returns the last block and the events of all of them.
    ///
    /// # Errors
    /// If that takes too many blocks, or a block takes too long.
    pub async fn until_events(&self, height: u64, names: &[&str]) -> Result<(H256, Vec<String>)> {
        let mut seen = Vec::new();
        for next in height..height + BLOCKS_FOLLOWED_MAX {
            let hash = self.until_final(next).await?;
            seen.extend(self.events_at(hash).await?);
            if names.iter().all(|name| seen.iter().any(|event| event == name)) {
                return Ok((hash, seen));
            }
        }
        bail!("waited {BLOCKS_FOLLOWED_MAX} blocks for {names:?} from block {height} on: {seen:?}")
    }

    /// The height of a block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn height_of(&self, block: H256) -> Result<u64> {
        let header: Json = self.request("chain_getHeader", &[to_json(block)]).await?;
        height_of(&header)
    }

    /// The fields of the events `pallet.name` of a block.
    ///
    /// # Errors
    /// If one of them has others.
    pub async fn fields_of<Fields: DecodeAsFields>(
        &self,
        at: H256,
        pallet: &str,
        name: &str,
    ) -> Result<Vec<Fields>> {
        let events = self.api.at_block(at).await?.events().fetch().await?;
        let mut found = Vec::new();
        for event in events.iter() {
            let event = event?;
            if event.pallet_name() == pallet && event.event_name() == name {
                found.push(event.decode_fields_unchecked_as()?);
            }
        }
        Ok(found)
    }

    /// Why a transaction of a block failed, if one did.
    ///
    /// # Errors
    /// What the node says.
    pub async fn failure_in(&self, at: H256) -> Result<Option<String>> {
        let at = self.api.at_block(at).await?;
        for event in at.events().fetch().await?.iter() {
            let event = event?;
            if (event.pallet_name(), event.event_name()) == ("System", "ExtrinsicFailed") {
                let error = DispatchError::decode_from(event.field_bytes(), at.metadata())?;
                return Ok(Some(error.to_string()));
            }
        }
        Ok(None)
    }

    /// The events of a block, as `Pallet.Event`.
    ///
    /// # Errors
    /// What the node says.
    pub async fn events_at(&self, at: H256) -> Result<Vec<String>> {
        let events = self.api.at_block(at).await?.events().fetch().await?;
        let mut names = Vec::new();
        for event in events.iter() {
            let event = event?;
            names.push(format!("{}.{}", event.pallet_name(), event.event_name()));
        }
        Ok(names)
    }
}

/// A hash as JSON-RPC takes it.
fn to_json(hash: H256) -> Json {
    format!("{hash:?}").into()
}

/// The height that a header names.
fn height_of(header: &Json) -> Result<u64> {
    let digits = header["number"].as_str().ok_or_else(|| anyhow!("no header: {header}"))?;
    Ok(u64::from_str_radix(digits.trim_start_matches("0x"), 16)?)
}
