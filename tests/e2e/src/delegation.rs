// SPDX-License-Identifier: Apache-2.0
//! Calls that one account makes for another: the sudo key for root, a proxy for who appointed it.

use crate::{
    accounts::{account, none},
    chain::Chain,
    governance::Call,
};
use anyhow::{bail, Context, Result};
use subxt::{config::substrate::H256, dynamic::Value, ext::scale_decode::DecodeAsType};
use subxt_signer::sr25519::Keypair;

/// How a call ended that a proxy made: the event `Proxy.ProxyExecuted`.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ProxyExecuted {
    result: Result<(), Refusal>,
}

/// Why a call failed, if a pallet says so.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum Refusal {
    Module(ModuleRefusal),
}

/// Which error of which pallet it was.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ModuleRefusal {
    index: u8,
    error: [u8; 4],
}

/// The address of `key`, as a call takes it that looks accounts up.
fn address_arg(key: &Keypair) -> Value {
    Value::unnamed_variant("Id", [Value::from_bytes(account(key))])
}

impl Chain {
    /// Lets the sudo key make `call` as root. Whether the call succeeded, its own events say.
    ///
    /// # Errors
    /// If the signer is not the sudo key.
    pub async fn sudo(&self, key: &Keypair, call: Call) -> Result<H256> {
        self.send(key, "Sudo", "sudo", vec![call.into_arg()]).await
    }

    /// Lets `coldkey` appoint a proxy that may make calls of the type `kind` for it, at once.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn appoint(&self, coldkey: &Keypair, proxy: &Keypair, kind: &str) -> Result<H256> {
        let kind = Value::unnamed_variant(kind, Vec::new());
        let args = vec![address_arg(proxy), kind, Value::u128(0)];
        self.send(coldkey, "Proxy", "add_proxy", args).await
    }

    /// Lets `proxy` make `call` for `coldkey`.
    ///
    /// # Errors
    /// If it is no proxy of it, or the call fails: then with its error as `Pallet::Error`.
    pub async fn by_proxy(&self, proxy: &Keypair, coldkey: &Keypair, call: Call) -> Result<H256> {
        let args = vec![address_arg(coldkey), none(), call.into_arg()];
        let at = self.send(proxy, "Proxy", "proxy", args).await?;
        let mut executed = self.fields_of::<ProxyExecuted>(at, "Proxy", "ProxyExecuted").await?;
        let executed = executed.pop().context("the proxy made the call")?;
        let Err(Refusal::Module(ModuleRefusal { index, error })) = executed.result else {
            return Ok(at);
        };
        let metadata = self.api.at_block(at).await?.metadata();
        let pallet = metadata.pallet_by_error_index(index).context("a pallet refused")?;
        let error = pallet.error_variant_by_index(error[0]).context("its error has a name")?;
        bail!("{}::{}", pallet.name(), error.name)
    }
}
