// SPDX-License-Identifier: Apache-2.0
//! Questions about the market for compute: providers, orders, leases and jobs.
//!
//! Dollars are micro-dollars, rates micro-dollars per hour, amounts pJ.

mod states;

pub use states::{
    Attributes, BatchTerms, BidEnd, CloseReason, JobState, LeaseState, Link, Needs, ProviderState,
    Workload,
};

use super::decimal;
use crate::{
    attestation::{ClassId, DeviceKey, MilliComputeUnits},
    market::UsdMicro,
    price::{dollars, Dollars},
    types::{AccountId, Balance, BlockNumber, Hash},
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How many entries a page holds at most.
pub const ENTRIES_PER_PAGE: u32 = 64;
/// How many entries are looked through for a page at most.
pub const MAX_SCANNED: u32 = 16_384;

/// How something is bought, and what of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrderKind {
    /// Time of one device.
    Lease,
    /// Time of several devices, all or none of them.
    Cluster {
        /// How many.
        devices: u8,
    },
    /// A job on a device, with a verdict on it.
    Batch(BatchTerms),
    /// Something that needs no device.
    #[serde(rename_all = "camelCase")]
    Delivery {
        /// Blocks in which it must be delivered.
        work_blocks: BlockNumber,
    },
}

/// A count, and its sum over all blocks: what two blocks differ by, divided by the blocks between
/// them, is the mean.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Counter {
    /// How many there are.
    pub count: u32,
    /// The sum over all blocks until now.
    #[serde(with = "decimal")]
    pub block_sum: u128,
}

/// The devices of a class.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassFigures {
    /// Which.
    pub class: ClassId,
    /// What a bond must be worth on the day of listing, in micro-dollars.
    pub bond_usd_micro: u64,
    /// What an hour costs elsewhere, in micro-dollars.
    pub reference_usd_micro: u64,
    /// What a device of that price computes, in thousandths of a compute unit.
    pub full_score: MilliComputeUnits,
    /// Devices that are listed.
    pub listed: Counter,
    /// Those of them that have the bond that was asked for.
    pub bonded: Counter,
    /// Those of them that take part in challenges.
    pub attested: Counter,
    /// Those of them that are hired.
    pub serving: Counter,
}

/// The market as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MarketFigures {
    /// The block for which this is said.
    pub block: BlockNumber,
    /// Orders that were made so far.
    pub opened: u64,
    /// Those that became a lease or a job.
    pub matched: u64,
    /// Those that nobody took in time.
    pub expired: u64,
    /// Those that the tenant took back.
    pub cancelled: u64,
    /// Leases and jobs that ended without a fault of the provider.
    pub completed: u64,
    /// Those that ended by a fault of the provider.
    pub failed: u64,
    /// The classes.
    pub classes: Vec<ClassFigures>,
}

/// Somebody who offers devices.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provider<Account> {
    /// Who.
    pub account: Account,
    /// What it may do now.
    pub state: ProviderState,
    /// What is held for its record, in pJ.
    #[serde(with = "decimal")]
    pub deposit: Balance,
    /// How many devices it lists.
    pub listed: u32,
    /// How many deposits for bids, leases and jobs are held of it.
    pub deposits: u32,
    /// When a lease of it last ended by an outage.
    pub last_outage: Option<BlockNumber>,
    /// What it completed, as far as that counts, in micro-dollars.
    #[serde(with = "decimal")]
    pub completed_usd_micro: UsdMicro,
    /// What it failed at, as far as that counts, in micro-dollars.
    #[serde(with = "decimal")]
    pub failed_usd_micro: UsdMicro,
    /// Its reputation, in parts per million.
    pub reputation_ppm: u32,
}

/// A device that is listed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing<Account> {
    /// Its key.
    pub device: DeviceKey,
    /// Who offers it.
    pub provider: Account,
    /// Its class.
    pub class: ClassId,
    /// What its provider says of it.
    pub attributes: Attributes,
    /// The bond that was asked for, in pJ.
    #[serde(with = "decimal")]
    pub bond_needed: Balance,
    /// Whether it may be hired.
    pub is_offered: bool,
    /// Whether it had that bond when somebody last looked.
    pub is_bonded: bool,
    /// Whether it takes part in challenges.
    pub is_attested: bool,
    /// The lease or job that it is hired for.
    pub serves: Option<u64>,
}

/// A page of all listed devices, in no order that means anything.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListingsPage<Account> {
    /// The number of the page, from 0.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many devices are listed.
    pub total: u32,
    /// The devices.
    pub listings: Vec<Listing<Account>>,
}

/// What a provider offers for an order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bid<Account> {
    /// Its number in the order.
    pub number: u64,
    /// Who offers.
    pub provider: Account,
    /// Which devices.
    pub devices: Vec<DeviceKey>,
    /// For an hour of one device, or all of a job, in micro-dollars.
    pub price: u64,
    /// What is left of what was held for it, in pJ.
    #[serde(with = "decimal")]
    pub deposit: Balance,
    /// The least bond of the devices when it was made, in pJ.
    #[serde(with = "decimal")]
    pub bond: Balance,
    /// The reputation of the provider then, in parts per million.
    pub reputation_ppm: u32,
}

/// What one account pays into an escrow.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deposit<Account> {
    /// Whose money it is.
    pub who: Account,
    /// What is held of it, in pJ.
    #[serde(with = "decimal")]
    pub held: Balance,
    /// What was burned of it, in pJ.
    #[serde(with = "decimal")]
    pub spent: Balance,
    /// The most that it ever pays, in pJ.
    #[serde(with = "decimal")]
    pub limit: Balance,
}

/// What is bought, by whom, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms<Account> {
    /// The number of the order, and of what comes of it.
    pub number: u64,
    /// Who pays.
    pub tenant: Account,
    /// What is bought.
    pub workload: Workload,
    /// The class of the devices.
    pub class: ClassId,
    /// The price under which nothing is converted: dollars for one JOULE.
    #[serde(with = "dollars")]
    pub floor_price: Dollars,
    /// The key to which what is secret is encrypted.
    pub tenant_key: Hash,
    /// The hash of what runs.
    pub manifest: Hash,
    /// Who pays into the escrow; none once it is over.
    pub escrow: Vec<Deposit<Account>>,
    /// The block in which somebody should look at it next.
    pub next_look: Option<BlockNumber>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order<Account> {
    /// What is bought.
    pub terms: Terms<Account>,
    /// How it is bought.
    pub kind: OrderKind,
    /// What devices must be like.
    pub needs: Needs,
    /// The highest price: of an hour of one device, or of all of the job, in micro-dollars.
    pub max_price: u64,
    /// The last block in which only the tenant may choose.
    pub window_until: BlockNumber,
    /// The last block in which it may be matched.
    pub expires_at: BlockNumber,
    /// Whether a lease of it is about to begin.
    pub is_matched: bool,
    /// Whether the tenant has refused an endpoint.
    pub has_refused: bool,
    /// The bids, the best first.
    pub bids: Vec<Bid<Account>>,
}

/// How something ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Closing {
    /// Why.
    pub reason: CloseReason,
    /// In which block.
    pub at: BlockNumber,
    /// From this block on an old price is taken if no other converts.
    pub until: BlockNumber,
}

/// What a provider has in a lease.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part<Account> {
    /// The bid that won.
    pub bid: Bid<Account>,
    /// What an hour of all its devices costs, in micro-dollars.
    pub rate: u64,
    /// Its endpoint, encrypted, in hex; absent if none was delivered.
    pub endpoint: Option<String>,
    /// Its last heartbeat.
    pub last_beat: BlockNumber,
    /// How many heartbeats it has missed since.
    pub missed_beats: u32,
    /// Blocks that were served and cannot be contested any more.
    pub ripe_blocks: u32,
    /// Blocks that were served and still can.
    pub unripe_blocks: u32,
    /// Blocks that are contested.
    pub contested_blocks: u32,
    /// What was paid, in micro-dollars.
    #[serde(with = "decimal")]
    pub paid_usd_micro: UsdMicro,
    /// What is owed beside that for all served blocks, in micro-dollars.
    #[serde(with = "decimal")]
    pub owed_usd_micro: UsdMicro,
}

/// A lease.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lease<Account> {
    /// What is bought.
    pub terms: Terms<Account>,
    /// Where it stands.
    pub state: LeaseState,
    /// The block in which it was matched.
    pub matched_at: BlockNumber,
    /// What each provider has in it.
    pub parts: Vec<Part<Account>>,
    /// For how many more blocks the escrow pays at the price of now, beside what is owed: with the
    /// next one the lease is exhausted. Absent if it is over, or nothing is converted.
    pub runway_blocks: Option<u32>,
    /// Whether a panel decides on served time.
    pub is_contested: bool,
    /// How it ended.
    pub closing: Option<Closing>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job<Account> {
    /// What is bought.
    pub terms: Terms<Account>,
    /// What is done on devices; absent if none are needed.
    pub batch: Option<BatchTerms>,
    /// The bid that won; absent if devices are drawn.
    pub bid: Option<Bid<Account>>,
    /// What it costs, in micro-dollars.
    pub price: u64,
    /// The block in which it began.
    pub started_at: BlockNumber,
    /// Where it stands.
    pub state: JobState,
    /// How it ended.
    pub closing: Option<Closing>,
}

/// A page of all providers, in no order that means anything.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProvidersPage<Account> {
    /// The number of the page, from 0.
    pub page: u32,
    /// The providers.
    pub providers: Vec<Provider<Account>>,
    /// Whether there are more on the next page.
    pub has_more: bool,
}

/// Which orders are asked for: those that are like all that is named.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OrderFilter<Account> {
    /// The class of the devices.
    pub class: Option<ClassId>,
    /// Who pays.
    pub tenant: Option<Account>,
    /// What is bought.
    pub workload: Option<Workload>,
    /// Whether a lease of it is about to begin: then it takes no bids.
    pub is_matched: Option<bool>,
}

impl<Account> Default for OrderFilter<Account> {
    fn default() -> Self {
        Self { class: None, tenant: None, workload: None, is_matched: None }
    }
}

/// A page of the orders that have not become a lease or job for good, in no order that means anything.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrdersPage<Account> {
    /// The number of the page, from 0.
    pub page: u32,
    /// The orders.
    pub orders: Vec<Order<Account>>,
    /// Whether there are more on the next page.
    pub has_more: bool,
}

sp_api::decl_runtime_apis! {
    /// The market for compute.
    #[api_version(1)]
    pub trait MarketApi {
        /// The market as a whole.
        fn market() -> MarketFigures;

        /// A provider; `None` if the account is none.
        fn provider(account: AccountId) -> Option<Provider<AccountId>>;

        /// Page `page` of all providers, from 0; empty past the last one.
        fn providers(page: u32) -> ProvidersPage<AccountId>;

        /// Page `page` of the orders that are like this, from 0; empty past the last one.
        fn orders(filter: OrderFilter<AccountId>, page: u32) -> OrdersPage<AccountId>;

        /// Page `page` of all listed devices, from 0; empty past the last one.
        fn listings(page: u32) -> ListingsPage<AccountId>;

        /// An order that has not become a lease or job for good; `None` if there is none.
        fn order(number: u64) -> Option<Order<AccountId>>;

        /// A lease; `None` if there is none, or it was forgotten.
        fn lease(number: u64) -> Option<Lease<AccountId>>;

        /// A job; `None` if there is none, or it was forgotten.
        fn job(number: u64) -> Option<Job<AccountId>>;
    }
}
