// SPDX-License-Identifier: Apache-2.0
//! The `joule` namespace: typed JSON over the runtime APIs.

use crate::service::FullClient;
use joule_primitives::{
    apis::issuance::{HalvingSchedule, IssuanceApi, Supply},
    types::{Hash, OpaqueBlock as Block},
};
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{error::ErrorObject, ErrorObjectOwned},
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::sync::Arc;

/// The methods. `at` is the hash of a block; without it, the best block answers.
#[rpc(server, namespace = "joule")]
pub trait JouleApi {
    /// The supply of the token: cap, issued, minted, burned by reason, circulating, pots.
    #[method(name = "supply", blocking)]
    fn supply(&self, at: Option<Hash>) -> RpcResult<Supply>;

    /// Where the chain stands in its emission schedule, and the schedule.
    #[method(name = "halvingSchedule", blocking)]
    fn halving_schedule(&self, at: Option<Hash>) -> RpcResult<HalvingSchedule>;
}

type RuntimeApi<'a> = sp_api::ApiRef<'a, <FullClient as ProvideRuntimeApi<Block>>::Api>;

/// Answers the `joule` namespace.
pub struct Joule {
    client: Arc<FullClient>,
}

impl Joule {
    /// Answers from `client`.
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }

    /// The block to answer for.
    fn block(&self, at: Option<Hash>) -> Result<Hash, Error> {
        let Some(hash) = at else { return Ok(self.client.info().best_hash) };
        match self.client.number(hash) {
            Ok(Some(_)) => Ok(hash),
            Ok(None) => Err(Error::UnknownBlock(hash)),
            Err(error) => Err(Error::NoAnswer(hash, error.to_string())),
        }
    }

    /// Asks the runtime at `at`.
    fn ask<Answer>(
        &self,
        at: Option<Hash>,
        question: impl FnOnce(RuntimeApi<'_>, Hash) -> Result<Answer, sp_api::ApiError>,
    ) -> RpcResult<Answer> {
        let hash = self.block(at)?;
        let answer = question(self.client.runtime_api(), hash);
        Ok(answer.map_err(|error| Error::NoAnswer(hash, error.to_string()))?)
    }
}

impl JouleApiServer for Joule {
    fn supply(&self, at: Option<Hash>) -> RpcResult<Supply> {
        self.ask(at, |runtime, hash| runtime.supply(hash))
    }

    fn halving_schedule(&self, at: Option<Hash>) -> RpcResult<HalvingSchedule> {
        self.ask(at, |runtime, hash| runtime.halving_schedule(hash))
    }
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// No such block.
    #[error("This node has no block {0:?}. Check the hash, or wait until the node has synced it.")]
    UnknownBlock(Hash),
    /// The runtime did not answer.
    #[error(
        "The runtime did not answer at block {0:?}: {1}. If its state was pruned, ask a recent \
         block or an archive node (--state-pruning archive)."
    )]
    NoAnswer(Hash, String),
}

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::UnknownBlock(_) => 7_001,
            Error::NoAnswer(..) => 7_002,
        };
        ErrorObject::owned(code, error.to_string(), None::<()>)
    }
}
