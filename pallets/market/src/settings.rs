// SPDX-License-Identifier: Apache-2.0
//! What differs between networks: times, deposits, and what classes of devices cost.

use alloc::{format, string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_primitives::{
    attestation::{ClassId, MilliComputeUnits},
    types::{Balance, BlockNumber},
    units::JOULE,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most classes of devices.
pub const MAX_CLASSES: u32 = 16;
/// The most blocks of any time: a year of six-second blocks.
pub const MAX_BLOCKS: BlockNumber = 365 * DAY;
/// A day of six-second blocks.
const DAY: BlockNumber = 14_400;
/// A dollar.
const USD: u64 = 1_000_000;

/// What governance says of a class of devices.
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
pub struct ClassOffer {
    /// What the bond of a device must be worth on the day on which it is listed, in micro-dollars.
    pub bond_usd_micro: u64,
    /// What an hour of such a device costs elsewhere, in micro-dollars.
    pub reference_usd_micro: u64,
    /// What a device of that price computes: what it earns for being there is measured by it.
    pub full_score: MilliComputeUnits,
}

impl ClassOffer {
    /// Whether it says how much a device computes that has a price: else any proof would earn as
    /// much as the best.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.reference_usd_micro == 0 || self.full_score.0 > 0
    }
}

/// How the market works. Fixed at genesis, except for the classes.
#[derive(
    Clone,
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
pub struct MarketSettings {
    /// Blocks of an epoch, by which reputation ages.
    pub epoch_blocks: BlockNumber,
    /// The fewest blocks in which bids are taken.
    pub min_window_blocks: BlockNumber,
    /// The most blocks in which bids are taken.
    pub max_window_blocks: BlockNumber,
    /// Blocks after that in which an order may still be matched, before it expires.
    pub order_blocks: BlockNumber,
    /// Blocks in which the endpoint of a lease must be delivered.
    pub start_blocks: BlockNumber,
    /// Blocks in which the tenant may refuse it.
    pub refusal_blocks: BlockNumber,
    /// Blocks from one heartbeat to the next.
    pub beat_blocks: BlockNumber,
    /// Blocks for which served time may be contested.
    pub contest_blocks: BlockNumber,
    /// For how many blocks an escrow must pay at least when an order is made.
    pub least_escrow_blocks: BlockNumber,
    /// For how many blocks an escrow must still pay when money is taken out of it.
    pub runway_blocks: BlockNumber,
    /// For how many blocks what is owed at the end waits for a price that converts.
    pub hold_blocks: BlockNumber,
    /// The shortest notice by which a provider may end a lease.
    pub min_notice_blocks: BlockNumber,
    /// The longest.
    pub max_notice_blocks: BlockNumber,
    /// Blocks in which the tenant may object to what was delivered without a device.
    pub objection_blocks: BlockNumber,
    /// Blocks from the wish to leave to the end of a provider.
    pub exit_blocks: BlockNumber,
    /// Blocks for which a provider at fault takes no new work.
    pub jail_blocks: BlockNumber,
    /// Blocks for which what is over is kept to be read.
    pub keep_blocks: BlockNumber,
    /// What is held for the record of a provider, in pJ.
    pub provider_deposit: Balance,
    /// What the deposit of a bid is worth at least, in micro-dollars.
    pub bid_usd_micro: u64,
    /// What the bond of who contests served time is worth, in micro-dollars.
    pub contest_usd_micro: u64,
    /// What the bond of who objects to a job is worth at least, in micro-dollars.
    pub dispute_usd_micro: u64,
    /// What governance says of each class, by its number.
    pub classes: BoundedVec<ClassOffer, ConstU32<MAX_CLASSES>>,
}

impl Default for MarketSettings {
    fn default() -> Self {
        Self::public()
    }
}

impl MarketSettings {
    /// Those of a public network with blocks of six seconds: classes for any device, and for those
    /// of 50 and 500 compute units. In each of them a dollar is the price of a thousand compute
    /// units for an hour: no class and no size of a device is paid better than another one.
    #[must_use]
    pub fn public() -> Self {
        let class = |bond, reference_usd_micro| ClassOffer {
            bond_usd_micro: USD.saturating_mul(bond),
            reference_usd_micro,
            // A millionth of a dollar for each thousandth of a unit.
            full_score: MilliComputeUnits(reference_usd_micro),
        };
        let classes = [class(50, 200_000), class(50, 400_000), class(300, 2_000_000)];
        Self {
            epoch_blocks: DAY,
            min_window_blocks: 5,
            max_window_blocks: DAY,
            order_blocks: DAY,
            start_blocks: 100,
            refusal_blocks: 100,
            beat_blocks: 100,
            contest_blocks: 600,
            least_escrow_blocks: 600,
            runway_blocks: DAY,
            hold_blocks: DAY,
            min_notice_blocks: 600,
            max_notice_blocks: 30 * DAY,
            objection_blocks: 1_200,
            exit_blocks: 14 * DAY,
            jail_blocks: DAY,
            keep_blocks: DAY,
            provider_deposit: JOULE,
            bid_usd_micro: USD,
            contest_usd_micro: 5 * USD,
            dispute_usd_micro: USD,
            classes: BoundedVec::truncate_from(Vec::from(classes)),
        }
    }

    /// Those of networks for development and tests: short times, and one class of which a CPU is a
    /// full device.
    #[must_use]
    pub fn development() -> Self {
        let class = ClassOffer {
            bond_usd_micro: USD,
            reference_usd_micro: 200_000,
            full_score: MilliComputeUnits(20),
        };
        Self {
            epoch_blocks: 100,
            min_window_blocks: 2,
            max_window_blocks: 600,
            order_blocks: 100,
            start_blocks: 15,
            refusal_blocks: 15,
            beat_blocks: 10,
            contest_blocks: 60,
            least_escrow_blocks: 60,
            runway_blocks: 1_440,
            hold_blocks: 300,
            min_notice_blocks: 40,
            max_notice_blocks: 600,
            objection_blocks: 60,
            exit_blocks: 300,
            jail_blocks: 60,
            keep_blocks: 300,
            provider_deposit: JOULE / 10,
            bid_usd_micro: USD,
            contest_usd_micro: 5 * USD,
            dispute_usd_micro: USD,
            classes: BoundedVec::truncate_from(Vec::from([class])),
        }
    }

    /// Checks that a chain may have these settings.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        for (name, blocks) in self.times() {
            if blocks == 0 || blocks > MAX_BLOCKS {
                return Err(format!(
                    "The genesis sets a time of {blocks} blocks for the market. Set \
                     `market.settings.{name}` to 1 to {MAX_BLOCKS}."
                ));
            }
        }
        for (low, high) in [
            ("minWindowBlocks", "maxWindowBlocks"),
            ("minNoticeBlocks", "maxNoticeBlocks"),
            ("leastEscrowBlocks", "runwayBlocks"),
        ] {
            if self.time(low) > self.time(high) {
                return Err(format!(
                    "The genesis sets a least time above the longest. Set `market.settings.{low}` \
                     to `market.settings.{high}` at most."
                ));
            }
        }
        // Windows that can still be contested must fit in the ring of a timeline.
        let longest = self.beat_blocks.saturating_mul(crate::RING_BEATS);
        if self.contest_blocks > longest {
            return Err(format!(
                "The genesis lets {} blocks be contested, more than {} heartbeats. Set \
                 `market.settings.contestBlocks` to {longest} at most.",
                self.contest_blocks,
                crate::RING_BEATS,
            ));
        }
        // Who falls silent with its notice must be missed before the end of it.
        let paid = self.beat_blocks.saturating_mul(crate::DEGRADED_BEATS.saturating_add(1));
        if self.min_notice_blocks <= paid {
            return Err(format!(
                "The genesis lets a provider leave after {} blocks, in which its silence is not \
                 seen. Set `market.settings.minNoticeBlocks` above {paid}.",
                self.min_notice_blocks,
            ));
        }
        if self.bid_usd_micro == 0 || self.contest_usd_micro == 0 || self.dispute_usd_micro == 0 {
            return Err(String::from(
                "The genesis lets somebody bid or dispute for nothing. Set \
                 `market.settings.bidUsdMicro`, `contestUsdMicro` and `disputeUsdMicro` above \
                 zero.",
            ));
        }
        if self.classes.is_empty() {
            return Err(String::from(
                "The genesis has no class of devices. Name 1 to 16 in `market.settings.classes`.",
            ));
        }
        if let Some(class) = self.classes.iter().position(|offer| !offer.is_sound()) {
            return Err(format!(
                "The genesis names a price for devices of the class {class}, and not how much such \
                 a device computes. Set `fullScore` of `market.settings.classes[{class}]` above \
                 zero."
            ));
        }
        Ok(())
    }

    /// Every time, by its name.
    fn times(&self) -> [(&'static str, BlockNumber); 17] {
        [
            ("epochBlocks", self.epoch_blocks),
            ("minWindowBlocks", self.min_window_blocks),
            ("maxWindowBlocks", self.max_window_blocks),
            ("orderBlocks", self.order_blocks),
            ("startBlocks", self.start_blocks),
            ("refusalBlocks", self.refusal_blocks),
            ("beatBlocks", self.beat_blocks),
            ("contestBlocks", self.contest_blocks),
            ("leastEscrowBlocks", self.least_escrow_blocks),
            ("runwayBlocks", self.runway_blocks),
            ("holdBlocks", self.hold_blocks),
            ("minNoticeBlocks", self.min_notice_blocks),
            ("maxNoticeBlocks", self.max_notice_blocks),
            ("objectionBlocks", self.objection_blocks),
            ("exitBlocks", self.exit_blocks),
            ("jailBlocks", self.jail_blocks),
            ("keepBlocks", self.keep_blocks),
        ]
    }

    fn time(&self, name: &str) -> BlockNumber {
        self.times().into_iter().find(|(its, _)| *its == name).map_or(0, |(_, blocks)| blocks)
    }

    /// What governance says of `class`; `None` if there is no such class.
    #[must_use]
    pub fn class(&self, class: ClassId) -> Option<&ClassOffer> {
        self.classes.get(usize::from(class.0))
    }
}
