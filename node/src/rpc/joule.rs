// SPDX-License-Identifier: Apache-2.0
//! The `joule` namespace: typed JSON over the runtime APIs.

use super::error::Error;
use crate::service::FullClient;
use joule_primitives::{
    apis::{
        attestation::{AttestationApi, Challenges, Device, DevicesPage},
        issuance::{HalvingSchedule, IssuanceApi, Supply},
        price::{PriceApi, PriceReport},
        root::{RootAllocation, RootApi},
        staking::{Decentralisation, Stakes, StakingApi, Validator, ValidatorsPage},
        subnets::{Column, Metagraph, Subnet, SubnetsApi, SubnetsPage},
    },
    attestation::DeviceKey,
    subnets::NetUid,
    types::{AccountId, Hash, OpaqueBlock as Block},
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use serde_json::Value;
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

    /// The subnets of page `page`, in the order of their registration, and what registering another
    /// one takes. The first page is 0, and is meant if none is named.
    #[method(name = "subnets", blocking)]
    fn subnets(&self, page: Option<u32>, at: Option<Hash>) -> RpcResult<SubnetsPage<AccountId>>;

    /// The subnet `netuid`: its owner, parameters, epochs and emission.
    #[method(name = "subnet", blocking)]
    fn subnet(&self, netuid: NetUid, at: Option<Hash>) -> RpcResult<Subnet<AccountId>>;

    /// The neurons of the subnet `netuid`, in the columns of these names; in all if none are named.
    #[method(name = "metagraph", blocking)]
    fn metagraph(
        &self,
        netuid: NetUid,
        columns: Option<Vec<String>>,
        at: Option<Hash>,
    ) -> RpcResult<Metagraph<AccountId>>;

    /// The root network: its members, their voices and weights, and how its last epoch divided the
    /// emission among the subnets.
    #[method(name = "rootAllocation", blocking)]
    fn root_allocation(&self, at: Option<Hash>) -> RpcResult<RootAllocation<AccountId>>;

    /// What one JOULE costs in dollars, how far that may be trusted, and who says so.
    #[method(name = "price", blocking)]
    fn price(&self, at: Option<Hash>) -> RpcResult<PriceReport>;

    /// The devices of page `page`, in no order that means anything. The first page is 0, and is meant
    /// if none is named.
    #[method(name = "devices", blocking)]
    fn devices(&self, page: Option<u32>, at: Option<Hash>) -> RpcResult<DevicesPage<AccountId>>;

    /// The device of `key`, with what is due of it and what it must do next; null if there is none.
    #[method(name = "device", blocking)]
    fn device(&self, key: DeviceKey, at: Option<Hash>) -> RpcResult<Option<Device<AccountId>>>;

    /// The challenge that is open, and when the next one may open.
    #[method(name = "challenge", blocking)]
    fn challenge(&self, at: Option<Hash>) -> RpcResult<Challenges>;
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
    pub(super) fn ask<Answer>(
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
        check_page(page, answer.pages)?;
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

    fn subnets(&self, page: Option<u32>, at: Option<Hash>) -> RpcResult<SubnetsPage<AccountId>> {
        let page = page.unwrap_or_default();
        let answer = self.ask(at, |runtime, hash| runtime.subnets(hash, page))?;
        check_page(page, answer.pages)?;
        Ok(answer)
    }

    fn subnet(&self, netuid: NetUid, at: Option<Hash>) -> RpcResult<Subnet<AccountId>> {
        let found = self.ask(at, |runtime, hash| runtime.subnet(hash, netuid))?;
        Ok(found.ok_or(Error::NoSubnet(netuid))?)
    }

    fn metagraph(
        &self,
        netuid: NetUid,
        columns: Option<Vec<String>>,
        at: Option<Hash>,
    ) -> RpcResult<Metagraph<AccountId>> {
        let columns = columns_of(columns)?;
        let found = self.ask(at, |runtime, hash| runtime.metagraph(hash, netuid, columns))?;
        Ok(found.ok_or(Error::NoSubnet(netuid))?)
    }

    fn root_allocation(&self, at: Option<Hash>) -> RpcResult<RootAllocation<AccountId>> {
        self.ask(at, |runtime, hash| runtime.root_allocation(hash))
    }

    fn price(&self, at: Option<Hash>) -> RpcResult<PriceReport> {
        self.ask(at, |runtime, hash| runtime.price(hash))
    }

    fn devices(&self, page: Option<u32>, at: Option<Hash>) -> RpcResult<DevicesPage<AccountId>> {
        let page = page.unwrap_or_default();
        let answer = self.ask(at, |runtime, hash| runtime.devices(hash, page))?;
        check_page(page, answer.pages)?;
        Ok(answer)
    }

    fn device(&self, key: DeviceKey, at: Option<Hash>) -> RpcResult<Option<Device<AccountId>>> {
        self.ask(at, |runtime, hash| runtime.device(hash, key))
    }

    fn challenge(&self, at: Option<Hash>) -> RpcResult<Challenges> {
        self.ask(at, |runtime, hash| runtime.challenges(hash))
    }
}

/// Checks that there is a page `page` of `pages`. A list without entries has an empty first page.
fn check_page(page: u32, pages: u32) -> Result<(), Error> {
    if page > 0 && page >= pages {
        return Err(Error::NoPage { page, pages });
    }
    Ok(())
}

/// The columns of these names; none, which stands for all, without names.
fn columns_of(names: Option<Vec<String>>) -> Result<Vec<Column>, Error> {
    let Some(names) = names else { return Ok(Vec::new()) };
    if names.is_empty() {
        return Err(Error::WrongColumns("the list is empty".into()));
    }
    let mut columns = Vec::<Column>::with_capacity(Column::ALL.len());
    for name in names {
        // Whatever was sent, its beginning is enough to find it again.
        let shown = format!("`{name:.32}`");
        let column = serde_json::from_value(Value::String(name))
            .map_err(|_| Error::WrongColumns(format!("there is no column {shown}")))?;
        if columns.contains(&column) {
            return Err(Error::WrongColumns(format!("{shown} is named twice")));
        }
        columns.push(column);
    }
    Ok(columns)
}

/// The names of all columns.
pub(super) fn column_names() -> String {
    let names = Column::ALL.iter().filter_map(|column| serde_json::to_value(column).ok());
    let names = names.filter_map(|name| name.as_str().map(str::to_owned));
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(names: &[&str]) -> Result<Vec<Column>, String> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        columns_of(Some(names)).map_err(|error| error.to_string())
    }

    #[test]
    fn no_names_stand_for_all_columns() {
        assert!(columns_of(None).is_ok_and(|columns| columns.is_empty()));
    }

    #[test]
    fn columns_are_found_by_their_names_in_json() {
        let names = column_names();
        let names = names.split(", ").collect::<Vec<_>>();
        assert_eq!(asked(&names), Ok(Column::ALL.to_vec()));
        assert_eq!(asked(&["lastUpdate", "hotkey"]), Ok(vec![Column::LastUpdate, Column::Hotkey]));
    }

    #[test]
    fn columns_that_are_none_or_come_twice_are_refused_with_the_names_of_all() {
        let long = "x".repeat(10_000);
        for (names, complaint) in [
            (vec![], "the list is empty"),
            (vec!["stake", "rank"], "there is no column `rank`"),
            (vec!["Stake"], "there is no column `Stake`"),
            (vec!["last_update"], "there is no column `last_update`"),
            (vec!["stake", "hotkey", "stake"], "`stake` is named twice"),
            (vec!["stake"; 14], "`stake` is named twice"),
            (vec![long.as_str()], "there is no column `xxx"),
        ] {
            let refusal = asked(&names).expect_err("these are refused");
            assert!(refusal.contains(complaint), "{refusal}");
            assert!(refusal.contains("hotkey, coldkey, registeredAt, stake"), "{refusal}");
            assert!(refusal.len() < 500, "{refusal}");
        }
    }

    #[test]
    fn a_list_without_entries_has_a_first_page_and_no_second() {
        assert!(check_page(0, 0).is_ok());
        assert!(check_page(1, 2).is_ok());
        for (page, pages) in [(1, 0), (1, 1), (2, 2), (u32::MAX, 3)] {
            assert!(check_page(page, pages).is_err(), "{page} of {pages}");
        }
    }
}
