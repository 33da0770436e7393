// SPDX-License-Identifier: Apache-2.0
//! The methods of the `joule` namespace that tell of the market.

use super::{error::Error, joule::Joule};
use joule_primitives::{
    apis::{
        equilibrium::{ComputeQuote, Economics, EquilibriumApi},
        market::{Job, Lease, MarketApi, OrderFilter, OrdersPage, ProvidersPage},
    },
    attestation::ClassId,
    types::{AccountId, Hash},
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};

/// The most hours that a price is told for: a year.
const MAX_HOURS: u32 = 365 * 24;

/// The methods. `at` is the hash of a block; without it, the best block answers.
#[rpc(server, namespace = "joule")]
pub trait MarketsApi {
    /// The providers of page `page`, in no order that means anything. The first page is 0, and is
    /// meant if none is named.
    #[method(name = "providers", blocking)]
    fn providers(&self, page: Option<u32>, at: Option<Hash>)
        -> RpcResult<ProvidersPage<AccountId>>;

    /// The orders of page `page` that are like all that `filter` names; of all orders without one.
    #[method(name = "orders", blocking)]
    fn orders(
        &self,
        filter: Option<OrderFilter<AccountId>>,
        page: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<OrdersPage<AccountId>>;

    /// The lease of this number.
    #[method(name = "lease", blocking)]
    fn lease(&self, number: u64, at: Option<Hash>) -> RpcResult<Lease<AccountId>>;

    /// The job of this number.
    #[method(name = "job", blocking)]
    fn job(&self, number: u64, at: Option<Hash>) -> RpcResult<Job<AccountId>>;

    /// What so many hours of a device of a class cost, in dollars and in JOULE, and how many devices
    /// are free.
    #[method(name = "quote", blocking)]
    fn quote(&self, class: u8, hours: u32, at: Option<Hash>) -> RpcResult<ComputeQuote>;

    /// An epoch of the market in figures: the one that runs, so far, unless another one is named.
    #[method(name = "economics", blocking)]
    fn economics(&self, epoch: Option<u32>, at: Option<Hash>) -> RpcResult<Economics>;
}

/// Answers them.
pub struct Markets(pub Joule);

impl MarketsApiServer for Markets {
    fn providers(
        &self,
        page: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<ProvidersPage<AccountId>> {
        self.0.ask(at, |runtime, hash| runtime.providers(hash, page.unwrap_or_default()))
    }

    fn orders(
        &self,
        filter: Option<OrderFilter<AccountId>>,
        page: Option<u32>,
        at: Option<Hash>,
    ) -> RpcResult<OrdersPage<AccountId>> {
        let (filter, page) = (filter.unwrap_or_default(), page.unwrap_or_default());
        self.0.ask(at, |runtime, hash| runtime.orders(hash, filter, page))
    }

    fn lease(&self, number: u64, at: Option<Hash>) -> RpcResult<Lease<AccountId>> {
        let found = self.0.ask(at, |runtime, hash| runtime.lease(hash, number))?;
        Ok(found.ok_or(Error::NoLease(number))?)
    }

    fn job(&self, number: u64, at: Option<Hash>) -> RpcResult<Job<AccountId>> {
        let found = self.0.ask(at, |runtime, hash| runtime.job(hash, number))?;
        Ok(found.ok_or(Error::NoJob(number))?)
    }

    fn quote(&self, class: u8, hours: u32, at: Option<Hash>) -> RpcResult<ComputeQuote> {
        check_hours(hours)?;
        let found = self.0.ask(at, |runtime, hash| runtime.quote(hash, ClassId(class), hours))?;
        Ok(found.ok_or(Error::NoClass(class))?)
    }

    fn economics(&self, epoch: Option<u32>, at: Option<Hash>) -> RpcResult<Economics> {
        let found = self.0.ask(at, |runtime, hash| runtime.economics(hash, epoch))?;
        Ok(found.ok_or(Error::NoEpoch(epoch.unwrap_or_default()))?)
    }
}

/// Checks that a price can be told for so many hours.
fn check_hours(hours: u32) -> Result<(), Error> {
    if (1..=MAX_HOURS).contains(&hours) {
        return Ok(());
    }
    Err(Error::WrongHours { hours, most: MAX_HOURS })
}

#[cfg(test)]
mod tests {
    use super::*;
    use joule_primitives::apis::market::Workload;
    use serde_json::json;

    #[test]
    fn a_price_is_told_for_an_hour_to_a_year() {
        assert!(check_hours(1).is_ok() && check_hours(MAX_HOURS).is_ok());
        for hours in [0, MAX_HOURS + 1, u32::MAX] {
            let refusal = check_hours(hours).expect_err("it is refused").to_string();
            assert!(refusal.contains("1 to 8760"), "{refusal}");
        }
    }

    #[test]
    fn a_filter_names_what_it_is_about_and_nothing_else() {
        let filter = |json| serde_json::from_value::<OrderFilter<AccountId>>(json);
        assert_eq!(filter(json!({})).ok(), Some(OrderFilter::default()));
        let render = OrderFilter { workload: Some(Workload::Render), ..OrderFilter::default() };
        assert_eq!(filter(json!({ "workload": "render" })).ok(), Some(render));
        let first = OrderFilter {
            class: Some(ClassId(1)),
            is_matched: Some(false),
            ..OrderFilter::default()
        };
        assert_eq!(filter(json!({ "class": 1, "isMatched": false })).ok(), Some(first));
        for wrong in [json!({ "klass": 1 }), json!({ "class": 256 }), json!({ "tenant": "x" })] {
            assert!(filter(wrong).is_err());
        }
    }
}
