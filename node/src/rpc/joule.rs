// SPDX-License-Identifier: Apache-2.0
//! The `joule` namespace: typed JSON over the runtime APIs.

use crate::service::FullClient;
use joule_primitives::{
    apis::{
        issuance::{HalvingSchedule, IssuanceApi, Supply},
        staking::{Decentralisation, Stakes, StakingApi, Validator, ValidatorsPage},
    },
    types::{AccountId, Hash, OpaqueBlock as Block},
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

    /// The validators of page `page`, by the number of their pool. The first page is 0, and is meant
    /// if none is named.
    #[method(name = "validators", blocking)]
    fn validators(
        &self,
        page: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<ValidatorsPage<AccountId>>;

    /// The validator of `hotkey`, its pool, rewards and slashes.
    #[method(name = "validator", blocking)]
    fn validator(&self, hotkey: AccountId, at: Option<Hash>) -> RpcResult<Validator<AccountId>>;

    /// What `coldkey` has staked, and what is on its way out.
    #[method(name = "stakes", blocking)]
    fn stakes(&self, coldkey: AccountId, at: Option<Hash>) -> RpcResult<Stakes<AccountId>>;

    /// How concentrated the stake is.
    #[method(name = "decentralisation", blocking)]
    fn decentralisation(&self, at: Option<Hash>) -> RpcResult<Decentralisation>;
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

    fn validators(
        &self,
        page: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<ValidatorsPage<AccountId>> {
        let page = page.unwrap_or_default();
        let answer = self.ask(at, |runtime, hash| runtime.validators(hash, page))?;
        // A chain without validators has an empty first page.
        if page > 0 && page >= answer.pages {
            return Err(Error::NoPage { page, pages: answer.pages }.into());
        }
        Ok(answer)
    }

    fn validator(&self, hotkey: AccountId, at: Option<Hash>) -> RpcResult<Validator<AccountId>> {
        let found = self.ask(at, |runtime, hash| runtime.validator(hash, hotkey.clone()))?;
        Ok(found.ok_or(Error::NoValidator(hotkey))?)
    }

    fn stakes(&self, coldkey: AccountId, at: Option<Hash>) -> RpcResult<Stakes<AccountId>> {
        self.ask(at, |runtime, hash| runtime.stakes(hash, coldkey))
    }

    fn decentralisation(&self, at: Option<Hash>) -> RpcResult<Decentralisation> {
        self.ask(at, |runtime, hash| runtime.decentralisation(hash))
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
    /// No such validator.
    #[error("No validator has the hotkey {0}. Check the address; `joule_validators` lists all.")]
    NoValidator(AccountId),
    /// No such page.
    #[error("There is no page {page}: there are {pages}, numbered from 0. Ask for one of these.")]
    NoPage {
        /// Which was asked for.
        page: u32,
        /// How many there are.
        pages: u32,
    },
}

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::UnknownBlock(_) => 7_001,
            Error::NoAnswer(..) => 7_002,
            Error::NoValidator(_) => 7_003,
            Error::NoPage { .. } => 7_004,
        };
        ErrorObject::owned(code, error.to_string(), None::<()>)
    }
}
