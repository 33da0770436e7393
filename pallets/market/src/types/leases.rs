// SPDX-License-Identifier: Apache-2.0
//! Time of devices that is being served.

use super::{Bid, Closing, Pace, Timeline, Workload};
use crate::MAX_DEVICES;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_math::bme::Rent;
use joule_primitives::{
    attestation::ClassId,
    market::UsdMicro,
    price::Dollars,
    types::{Balance, BlockNumber, Hash},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

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

/// What one provider has in a lease.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Part<AccountId> {
    /// The bid that won, with the devices, and with the deposit as far as it is left.
    pub bid: Bid<AccountId>,
    /// What an hour of all these devices costs, in micro-dollars.
    pub rate: u64,
    /// Whether the endpoint was delivered.
    pub is_delivered: bool,
    /// The time that was served.
    pub timeline: Timeline,
    /// Another rate that one side wishes: who, and which.
    pub wish: Option<(AccountId, u64)>,
}

impl<AccountId> Part<AccountId> {
    /// The price of its time.
    #[must_use]
    pub const fn rent(&self, slot_ms: u64) -> Rent {
        Rent { usd_micro_per_hour: self.rate, slot_ms }
    }

    /// What is due for so many served blocks, less what was paid, in micro-dollars.
    #[must_use]
    pub fn due(&self, blocks: u32, slot_ms: u64) -> UsdMicro {
        self.rent(slot_ms).due(blocks, self.timeline.settled)
    }
}

/// Served time that the tenant contests.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Contest<AccountId> {
    /// Whose time it is.
    pub provider: AccountId,
    /// What is held of the tenant for it, in pJ.
    pub bond: Balance,
}

/// Time of devices that is served.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Lease<AccountId> {
    /// Who pays.
    pub tenant: AccountId,
    /// What is bought.
    pub workload: Workload,
    /// The class of the devices.
    pub class: ClassId,
    /// The price under which nothing is converted.
    pub floor_price: Dollars,
    /// To which endpoints are encrypted.
    pub tenant_key: [u8; 32],
    /// The hash of what runs.
    pub manifest: Hash,
    /// The block in which it was matched.
    pub matched_at: BlockNumber,
    /// Where it stands.
    pub state: LeaseState,
    /// What each provider has in it.
    pub parts: BoundedVec<Part<AccountId>, ConstU32<MAX_DEVICES>>,
    /// Time that is contested.
    pub contest: Option<Contest<AccountId>>,
    /// How it ended.
    pub closing: Option<Closing>,
}

impl<AccountId: PartialEq> Lease<AccountId> {
    /// What `provider` has in it.
    #[must_use]
    pub fn part(&self, provider: &AccountId) -> Option<&Part<AccountId>> {
        self.parts.iter().find(|part| part.bid.provider == *provider)
    }

    /// What `provider` has in it, to be changed.
    pub fn part_mut(&mut self, provider: &AccountId) -> Option<&mut Part<AccountId>> {
        self.parts.iter_mut().find(|part| part.bid.provider == *provider)
    }

    /// What an hour of all devices costs, in micro-dollars.
    #[must_use]
    pub fn rate(&self) -> u64 {
        self.parts.iter().fold(0, |sum: u64, part| sum.saturating_add(part.rate))
    }

    /// What is owed in the end for all that was served, contested time included, in micro-dollars.
    #[must_use]
    pub fn owed(&self, slot_ms: u64) -> UsdMicro {
        let due = |part: &Part<AccountId>| part.due(part.timeline.served(), slot_ms);
        self.parts.iter().fold(0, |sum: UsdMicro, part| sum.saturating_add(due(part)))
    }

    /// Whether somebody was not heard of for so long that its time is unpaid.
    #[must_use]
    pub fn is_degraded(&self, now: BlockNumber, pace: Pace) -> bool {
        self.parts.iter().any(|part| part.timeline.is_degraded(now, pace))
    }
}
