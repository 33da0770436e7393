// SPDX-License-Identifier: Apache-2.0
//! Time of devices that is being served.

use super::{Bid, Closing, LeaseState, Pace, Timeline, Workload};
use crate::{DEAD_BEATS, MAX_DEVICES};
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
use sp_runtime::Perbill;

/// Another rate that one side wishes.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Wish<AccountId> {
    /// Who wishes it.
    pub by: AccountId,
    /// For an hour of all devices of the provider, in micro-dollars.
    pub rate: u64,
    /// Since which block.
    pub at: BlockNumber,
}

impl<AccountId: PartialEq> Wish<AccountId> {
    /// Whether somebody else wished this rate, not too long ago: who agrees accepts all that was
    /// served, which may be much by now.
    #[must_use]
    pub fn is_met(&self, who: &AccountId, rate: u64, now: BlockNumber, pace: Pace) -> bool {
        let until = self.at.saturating_add(pace.beat_blocks.saturating_mul(DEAD_BEATS));
        self.by != *who && self.rate == rate && now <= until
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
    /// Another rate that one side wishes.
    pub wish: Option<Wish<AccountId>>,
    /// What part of its devices took part in challenges when the lease ended; `None` until then.
    pub attested: Option<Perbill>,
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
    /// From this block on. Whoever is condemned has served nothing since.
    pub from: BlockNumber,
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
    /// No time ripens before this block, so that what could not be contested while a panel sat
    /// still can be.
    pub ripens_from: BlockNumber,
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

    /// How time ripens in block `now`: not at all while a panel sits, or shortly after.
    #[must_use]
    pub fn pace(&self, now: BlockNumber, pace: Pace) -> Pace {
        match self.contest.is_some() || now < self.ripens_from {
            true => Pace { contest_blocks: BlockNumber::MAX, ..pace },
            false => pace,
        }
    }

    /// What an hour of all devices costs, in micro-dollars.
    #[must_use]
    pub fn rate(&self) -> u64 {
        self.parts.iter().fold(0, |sum: u64, part| sum.saturating_add(part.rate))
    }

    /// What is owed in the end for all that was served, contested time included, in micro-dollars.
    #[must_use]
    pub fn owed(&self, slot_ms: u64) -> UsdMicro {
        self.sum_due(slot_ms, |timeline| timeline.served())
    }

    /// What is owed for all that was served until block `now`, and for `blocks` more of everybody,
    /// in micro-dollars. A lease that has not begun owes nothing yet.
    #[must_use]
    pub fn owed_after(&self, blocks: u32, now: BlockNumber, pace: Pace, slot_ms: u64) -> UsdMicro {
        let is_running = self.state.is_running();
        self.sum_due(slot_ms, |timeline| {
            let running = if is_running { timeline.running(now, pace) } else { 0 };
            timeline.served().saturating_add(running).saturating_add(blocks)
        })
    }

    /// What is due to all of them together for so many served blocks of each.
    fn sum_due(&self, slot_ms: u64, served: impl Fn(&Timeline) -> u32) -> UsdMicro {
        self.parts.iter().fold(0, |sum: UsdMicro, part| {
            sum.saturating_add(part.due(served(&part.timeline), slot_ms))
        })
    }

    /// Whether somebody was not heard of for so long that its time is unpaid.
    #[must_use]
    pub fn is_degraded(&self, now: BlockNumber, pace: Pace) -> bool {
        self.parts.iter().any(|part| part.timeline.is_degraded(now, pace))
    }
}
