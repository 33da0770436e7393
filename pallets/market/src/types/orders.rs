// SPDX-License-Identifier: Apache-2.0
//! What tenants ask for, and what providers offer them.

use super::{BatchTerms, Listing, Needs, Workload};
use crate::{MAX_BIDS, MAX_DEVICES, MAX_SPONSORS};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_math::bme::{Rank, Record};
use joule_primitives::{
    attestation::DeviceKey,
    price::Dollars,
    types::{Balance, BlockNumber, Hash},
};
use scale_info::TypeInfo;

/// Devices of one bid.
pub type DeviceList = BoundedVec<DeviceKey, ConstU32<MAX_DEVICES>>;
/// Who may pay into an escrow, beside the tenant.
pub type Sponsors<AccountId> = BoundedVec<AccountId, ConstU32<MAX_SPONSORS>>;

/// How it is bought.
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
)]
pub enum OrderKind {
    /// Time of one device.
    #[codec(index = 0)]
    Lease,
    /// Time of several devices of one or several providers, all or none of them.
    #[codec(index = 1)]
    Cluster {
        /// How many: 2 to 8.
        devices: u8,
    },
    /// A job on a device, with a verdict on it.
    #[codec(index = 2)]
    Batch(BatchTerms),
    /// Something that needs no device: the key to data, or labels.
    #[codec(index = 3)]
    Delivery {
        /// Blocks in which it must be delivered.
        work_blocks: BlockNumber,
    },
}

impl OrderKind {
    /// How many devices the winner, or the winners together, must have.
    #[must_use]
    pub fn devices(&self) -> u32 {
        match self {
            Self::Lease | Self::Batch(_) => 1,
            Self::Cluster { devices } => (*devices).into(),
            Self::Delivery { .. } => 0,
        }
    }

    /// Whether time is bought, at a rate.
    #[must_use]
    pub const fn is_lease(&self) -> bool {
        matches!(self, Self::Lease | Self::Cluster { .. })
    }
}

/// Whether a device meets what is asked of it.
#[must_use]
pub fn meets<AccountId>(listing: &Listing<AccountId>, needs: &Needs) -> bool {
    let attributes = &listing.attributes;
    listing.class == needs.class
        && needs.region.is_none_or(|region| region == attributes.region)
        && needs.link.is_none_or(|link| link == attributes.link)
        && attributes.memory_mib >= needs.memory_mib
}

/// What a tenant asks for.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct OrderRequest<AccountId> {
    /// How it is bought.
    pub kind: OrderKind,
    /// What is bought.
    pub workload: Workload,
    /// What devices must be like.
    pub needs: Needs,
    /// The highest price that is paid, in micro-dollars: for an hour of one device, or for all of a
    /// job.
    pub max_price: u64,
    /// Blocks in which bids are taken.
    pub window_blocks: BlockNumber,
    /// The price of JOULE under which nothing is converted, in dollars; half of what it is now
    /// unless the tenant says otherwise.
    pub floor_price: Option<Dollars>,
    /// The public key to which the endpoint is encrypted.
    pub tenant_key: [u8; 32],
    /// The hash of what shall run.
    pub manifest: Hash,
    /// Who may pay beside the tenant.
    pub sponsors: Sponsors<AccountId>,
}

/// What a provider offers for an order.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Bid<AccountId> {
    /// Its number in the order, from 0 in the order in which bids come.
    pub number: u64,
    /// Who offers.
    pub provider: AccountId,
    /// Which devices.
    pub devices: DeviceList,
    /// For how many micro-dollars: an hour of one device, or all of a job.
    pub price: u64,
    /// What is held for it, in pJ.
    pub deposit: Balance,
    /// The least bond of the devices, in pJ.
    pub bond: Balance,
    /// What the provider had completed, in micro-dollars.
    pub completed: u64,
    /// What it had failed at, in micro-dollars.
    pub failed: u64,
}

impl<AccountId> Bid<AccountId> {
    /// Its place among the others. The least one wins.
    #[must_use]
    pub fn rank(&self) -> Rank {
        let record = Record { completed_usd_micro: self.completed, failed_usd_micro: self.failed };
        Rank::new(record, self.price, self.bond, self.number)
    }
}

/// An order, until its lease or job has begun for good.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Order<AccountId> {
    /// Who pays.
    pub tenant: AccountId,
    /// How it is bought.
    pub kind: OrderKind,
    /// What is bought.
    pub workload: Workload,
    /// What devices must be like.
    pub needs: Needs,
    /// The highest price, in micro-dollars.
    pub max_price: u64,
    /// What the escrow held when the order was made, in pJ: deposits of bids are a part of it.
    pub value: Balance,
    /// The last block in which only the tenant may choose.
    pub window_until: BlockNumber,
    /// The last block in which it may be matched.
    pub expires_at: BlockNumber,
    /// The price under which nothing is converted.
    pub floor_price: Dollars,
    /// To which the endpoint is encrypted.
    pub tenant_key: [u8; 32],
    /// The hash of what shall run.
    pub manifest: Hash,
    /// The bids, the best first.
    pub bids: BoundedVec<Bid<AccountId>, ConstU32<MAX_BIDS>>,
    /// The number of the next bid.
    pub next_bid: u64,
    /// Whether a lease of it is about to begin. The bids wait for that.
    pub is_matched: bool,
    /// Whether the tenant has refused an endpoint, which is free once.
    pub has_refused: bool,
}
