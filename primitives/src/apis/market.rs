// SPDX-License-Identifier: Apache-2.0
//! Questions about the market for compute: providers, orders, leases and jobs.
//!
//! Dollars are micro-dollars, rates micro-dollars per hour, amounts pJ.

use super::decimal;
use crate::{
    attestation::{ClassId, DeviceKey, Evidence, Policy},
    market::UsdMicro,
    price::{dollars, Dollars},
    types::{AccountId, Balance, BlockNumber, Hash},
    verdicts::SeededWork,
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How many entries a page holds at most.
pub const ENTRIES_PER_PAGE: u32 = 64;
/// How many entries are looked through for a page at most.
pub const MAX_SCANNED: u32 = 16_384;

/// What is bought. The rules are the same for all.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Workload {
    /// Pictures of a scene.
    #[codec(index = 0)]
    Render,
    /// Answers of a model.
    #[codec(index = 1)]
    Inference,
    /// A model that learns.
    #[codec(index = 2)]
    Training,
    /// Whatever the tenant runs.
    #[codec(index = 3)]
    Container,
    /// The key to data.
    #[codec(index = 4)]
    DatasetAccess,
    /// Labels of data, by people.
    #[codec(index = 5)]
    Labelling,
}

/// What devices must be like.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Needs {
    /// Their class.
    pub class: ClassId,
    /// Where they must be, if that matters.
    pub region: Option<u16>,
    /// How they must be connected, if that matters.
    pub link: Option<Link>,
    /// The memory that each must have, in MiB.
    pub memory_mib: u32,
}

/// Why a bid is over.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum BidEnd {
    /// Another one won.
    #[codec(index = 0)]
    Lost,
    /// Its provider took it back.
    #[codec(index = 1)]
    Withdrawn,
    /// There were too many better ones.
    #[codec(index = 2)]
    Evicted,
    /// The order expired or was cancelled.
    #[codec(index = 3)]
    Expired,
    /// It was its turn, and its provider could not keep it. The deposit is lost.
    #[codec(index = 4)]
    Broken,
}

/// What a provider may do now.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum ProviderState {
    /// It offers nothing yet.
    #[codec(index = 0)]
    Registered,
    /// It may bid.
    #[codec(index = 1)]
    Active,
    /// It takes no new work for now, by its own wish.
    #[codec(index = 2)]
    Maintenance,
    /// It was at fault and takes no new work.
    #[codec(index = 3)]
    Jailed {
        /// The first block in which it may come back.
        until: BlockNumber,
    },
    /// It leaves.
    #[codec(index = 4)]
    Exiting {
        /// The first block in which it may be gone.
        until: BlockNumber,
    },
}

/// How the devices of a machine are connected.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Link {
    /// By the bus of the machine.
    #[codec(index = 0)]
    #[default]
    Pcie,
    /// By links among the devices of one machine.
    #[codec(index = 1)]
    Nvlink,
    /// By a network that reads and writes the memory of other machines.
    #[codec(index = 2)]
    Rdma,
}

/// What a provider says of a device that it lists. Nobody checks it but the tenant.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Attributes {
    /// Where it is: the numeric code of a country in ISO 3166-1.
    pub region: u16,
    /// How it is connected to others.
    pub link: Link,
    /// Its memory, in MiB.
    pub memory_mib: u32,
}

/// Why a lease or a job ended.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum CloseReason {
    /// The tenant wished so.
    #[codec(index = 0)]
    TenantClosed,
    /// The provider gave notice, and the time is over.
    #[codec(index = 1)]
    Reclaimed,
    /// The provider left without notice.
    #[codec(index = 2)]
    ProviderLeft,
    /// The price of JOULE is under the floor of the order, and one side wished to end it.
    #[codec(index = 3)]
    BelowFloor,
    /// The escrow is used up.
    #[codec(index = 4)]
    Exhausted,
    /// The provider was not heard of for too long.
    #[codec(index = 5)]
    Outage,
    /// No endpoint was delivered in time, and there was no further bid.
    #[codec(index = 6)]
    StartTimeout,
    /// A panel found the provider at fault.
    #[codec(index = 7)]
    ProviderFault,
    /// A panel found the tenant at fault.
    #[codec(index = 8)]
    TenantFault,
    /// A panel found nobody at fault, or nothing.
    #[codec(index = 9)]
    NoFault,
    /// The job was done.
    #[codec(index = 10)]
    Completed,
    /// The job was not done in time.
    #[codec(index = 11)]
    TimedOut,
    /// The result was wrong.
    #[codec(index = 12)]
    Rejected,
    /// What had to be shown beside the result was not.
    #[codec(index = 13)]
    Unproven,
    /// Those who were drawn did not agree.
    #[codec(index = 14)]
    Undecided,
}

impl CloseReason {
    /// Every reason.
    pub const ALL: [Self; 15] = [
        Self::TenantClosed,
        Self::Reclaimed,
        Self::ProviderLeft,
        Self::BelowFloor,
        Self::Exhausted,
        Self::Outage,
        Self::StartTimeout,
        Self::ProviderFault,
        Self::TenantFault,
        Self::NoFault,
        Self::Completed,
        Self::TimedOut,
        Self::Rejected,
        Self::Unproven,
        Self::Undecided,
    ];

    /// Whether the provider is to blame.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(
            self,
            Self::ProviderLeft
                | Self::Outage
                | Self::StartTimeout
                | Self::ProviderFault
                | Self::TimedOut
                | Self::Rejected
        )
    }
}

/// Where a lease stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum LeaseState {
    /// Endpoints are awaited.
    #[codec(index = 0)]
    Pending {
        /// The last block for them.
        until: BlockNumber,
    },
    /// They are delivered. The tenant may refuse them.
    #[codec(index = 1)]
    Delivered {
        /// The last block for that. Then it is active.
        until: BlockNumber,
    },
    /// It is served.
    #[codec(index = 2)]
    Active,
    /// A provider was not heard of for so long that its time is unpaid.
    #[codec(index = 3)]
    Degraded,
    /// A provider gave notice.
    #[codec(index = 4)]
    Reclaiming {
        /// The first block in which the lease may be ended.
        until: BlockNumber,
    },
    /// It is over, and the last payments wait.
    #[codec(index = 5)]
    Closing,
    /// It is over, and all is paid.
    #[codec(index = 6)]
    Closed {
        /// The first block in which it may be forgotten.
        until: BlockNumber,
    },
}

impl LeaseState {
    /// Whether time is served and paid for.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self, Self::Active | Self::Degraded | Self::Reclaiming { .. })
    }
}

/// What a job on a device is, and how it is decided that it was done.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct BatchTerms {
    /// How it is decided.
    pub policy: Policy,
    /// What must be shown beside the result.
    pub evidence: Evidence,
    /// What is computed, if that is a seeded product.
    pub seeded_work: Option<SeededWork>,
    /// The hash of what is to be done.
    pub input_root: Hash,
    /// In how many parts the work can be paid.
    pub units: u64,
    /// Blocks in which it must be done.
    pub work_blocks: BlockNumber,
}

impl BatchTerms {
    /// How many devices are drawn to do the job, if it is not bought of one provider.
    #[must_use]
    pub const fn drawn(&self) -> Option<u8> {
        match self.policy {
            Policy::Redundant { n, .. } => Some(n),
            _ => None,
        }
    }
}

/// Where a job stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum JobState {
    /// Devices work, and the verdict on it comes.
    #[codec(index = 0)]
    Running,
    /// Something is to be delivered.
    #[codec(index = 1)]
    Working {
        /// The last block for that.
        until: BlockNumber,
    },
    /// It was delivered. The tenant may object.
    #[codec(index = 2)]
    Submitted {
        /// The hash of what was.
        result: Hash,
        /// The last block for that.
        until: BlockNumber,
    },
    /// A panel decides.
    #[codec(index = 3)]
    Disputed,
    /// It is over, and payments wait.
    #[codec(index = 4)]
    Closing,
    /// It is over, and all is paid.
    #[codec(index = 5)]
    Closed {
        /// The first block in which it may be forgotten.
        until: BlockNumber,
    },
}

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
    pub completed_usd_micro: u64,
    /// What it failed at, as far as that counts, in micro-dollars.
    pub failed_usd_micro: u64,
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
    /// For about how many more blocks the escrow pays at the price of now; absent if the lease is
    /// over, or nothing is converted.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indices_of_reasons_are_frozen() {
        let indices = CloseReason::ALL.map(|reason| reason.encode());
        let expected = core::array::from_fn(|index| vec![u8::try_from(index).unwrap()]);
        assert_eq!(indices, expected);
        assert_eq!(CloseReason::Exhausted.encode(), [4]);
        assert_eq!(CloseReason::Undecided.encode(), [14]);
    }
}
