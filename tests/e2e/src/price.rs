// SPDX-License-Identifier: Apache-2.0
//! The price: nodes that feed it, and what the chain tells of it.

use crate::{
    accounts::address,
    chain::Chain,
    devices::bytes_of,
    node::{Node, NodeBuilder},
};
use anyhow::{Context, Result};
use serde_json::Value as Json;
use subxt::{config::substrate::H256, dynamic::Value};
use subxt_signer::sr25519::Keypair;

impl NodeBuilder {
    /// Reads the price at `sources`, as the command line names them.
    #[must_use]
    pub fn with_price_sources(self, sources: &[String]) -> Self {
        sources.iter().fold(self, |builder, source| builder.args(&["--price-source", source]))
    }
}

impl Node {
    /// Lets the node make a key that feeds the price for `validator`: the arguments of the call that
    /// sets it.
    ///
    /// # Errors
    /// What the node says.
    pub async fn feeder_key_args(&self, validator: &Keypair) -> Result<Vec<Value>> {
        let params = [address(validator).into()];
        let made: Json = self.chain().request("joule_newFeederKey", &params).await?;
        let part = |name: &str| -> Result<Value> {
            let text = made[name].as_str().with_context(|| format!("no {name} in {made}"))?;
            Ok(Value::from_bytes(bytes_of(text)?))
        };
        Ok(vec![part("key")?, part("proof")?])
    }
}

impl Chain {
    /// What `joule_price` tells at a block, or at the best one.
    ///
    /// # Errors
    /// What the node says.
    pub async fn price(&self, at: Option<H256>) -> Result<Json> {
        let at = at.map_or(Json::Null, |at| format!("{at:?}").into());
        self.request("joule_price", &[at]).await
    }
}
