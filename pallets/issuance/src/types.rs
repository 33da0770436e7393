// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores.

use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::RangeInclusive;
use joule_primitives::{apis::issuance::Burned, money::BurnReason, types::Balance, units::CAP};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How a block's reward is divided, in parts per million.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmissionSplit {
    /// To the security pot.
    pub security: u32,
    /// To the subnets pot.
    pub subnets: u32,
    /// To the compute pot, for paid work.
    pub work: u32,
    /// To the compute pot, for attested devices that stand by.
    pub availability: u32,
}

/// A block's reward, divided. The parts add up to the reward. In pJ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DividedReward {
    /// To the security pot, with what rounding left.
    pub security: Balance,
    /// To the subnets pot.
    pub subnets: Balance,
    /// To the compute pot, for paid work.
    pub work: Balance,
    /// To the compute pot, for attested devices that stand by.
    pub availability: Balance,
}

impl EmissionSplit {
    /// What the parts add up to.
    pub const WHOLE: u32 = 1_000_000;
    /// Bounds of the security part.
    pub const SECURITY: RangeInclusive<u32> = 50_000..=300_000;
    /// Bounds of the subnets part.
    pub const SUBNETS: RangeInclusive<u32> = 400_000..=900_000;
    /// Bounds of the work part.
    pub const WORK: RangeInclusive<u32> = 0..=300_000;
    /// Bounds of the availability part.
    pub const AVAILABILITY: RangeInclusive<u32> = 0..=200_000;

    /// Whether the parts add up to [`WHOLE`](Self::WHOLE).
    #[must_use]
    pub fn is_whole(&self) -> bool {
        [self.subnets, self.work, self.availability]
            .into_iter()
            .try_fold(self.security, u32::checked_add)
            == Some(Self::WHOLE)
    }

    /// Whether each part is within its bounds.
    #[must_use]
    pub fn is_within_bounds(&self) -> bool {
        Self::SECURITY.contains(&self.security)
            && Self::SUBNETS.contains(&self.subnets)
            && Self::WORK.contains(&self.work)
            && Self::AVAILABILITY.contains(&self.availability)
    }

    /// Checks that the split may be a chain's first.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        if self.is_whole() && self.is_within_bounds() {
            return Ok(());
        }
        Err(format!(
            "The genesis split {self:?} is not allowed: its parts must add up to {} and be within \
             their bounds, security {:?}, subnets {:?}, work {:?}, availability {:?}.",
            Self::WHOLE,
            Self::SECURITY,
            Self::SUBNETS,
            Self::WORK,
            Self::AVAILABILITY,
        ))
    }

    /// Divides `reward`: each part rounded down, what is left to security.
    #[must_use]
    pub fn divide(&self, reward: Balance) -> DividedReward {
        let part = |ppm: u32| {
            reward
                .saturating_mul(Balance::from(ppm))
                .checked_div(Balance::from(Self::WHOLE))
                .unwrap_or_default()
        };
        let (subnets, work, availability) =
            (part(self.subnets), part(self.work), part(self.availability));
        DividedReward {
            security: reward
                .saturating_sub(subnets)
                .saturating_sub(work)
                .saturating_sub(availability),
            subnets,
            work,
            availability,
        }
    }
}

impl Default for EmissionSplit {
    fn default() -> Self {
        Self { security: 100_000, subnets: 750_000, work: 100_000, availability: 50_000 }
    }
}

/// Everything that was ever minted and burned, in pJ. Each field only ever grows.
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
)]
pub struct SupplyLedger {
    /// Endowed by the genesis block.
    pub genesis: Balance,
    /// Minted by the schedule.
    pub scheduled: Balance,
    /// Of that, into the compute pot for paid work.
    pub work: Balance,
    /// Of that, into the compute pot for attested devices that stand by.
    pub availability: Balance,
    /// Minted by settlements.
    pub reminted: Balance,
    /// The most that settlements were allowed to mint.
    pub remintable: Balance,
    /// Minted past this pallet, which nothing but root can do; zero on an honest chain.
    pub unrecorded: Balance,
    /// Burned, by reason.
    pub burned: BurnedByReason,
}

/// What was burned, by [`BurnReason`], in pJ.
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
)]
pub struct BurnedByReason {
    /// Payments for compute.
    pub settlement: Balance,
    /// Fees of transactions.
    pub fee: Balance,
    /// Costs of registrations.
    pub registration: Balance,
    /// Slashes.
    pub slash: Balance,
    /// What accounts could not hold.
    pub dust: Balance,
    /// Budget that nobody earned.
    pub lapsed: Balance,
    /// Everything else.
    pub other: Balance,
}

impl BurnedByReason {
    /// The amount burned for `reason`.
    #[must_use]
    pub fn get(&self, reason: BurnReason) -> Balance {
        match reason {
            BurnReason::Settlement => self.settlement,
            BurnReason::Fee => self.fee,
            BurnReason::Registration => self.registration,
            BurnReason::Slash => self.slash,
            BurnReason::Dust => self.dust,
            BurnReason::Lapsed => self.lapsed,
            BurnReason::Other => self.other,
        }
    }

    /// Adds `amount` to what was burned for `reason`.
    pub fn add(&mut self, reason: BurnReason, amount: Balance) {
        let entry = match reason {
            BurnReason::Settlement => &mut self.settlement,
            BurnReason::Fee => &mut self.fee,
            BurnReason::Registration => &mut self.registration,
            BurnReason::Slash => &mut self.slash,
            BurnReason::Dust => &mut self.dust,
            BurnReason::Lapsed => &mut self.lapsed,
            BurnReason::Other => &mut self.other,
        };
        *entry = entry.saturating_add(amount);
    }

    /// The sum over all reasons.
    #[must_use]
    pub fn total(&self) -> Balance {
        BurnReason::ALL
            .into_iter()
            .fold(0, |sum: Balance, reason| sum.saturating_add(self.get(reason)))
    }
}

impl From<BurnedByReason> for Burned {
    fn from(burned: BurnedByReason) -> Self {
        let total = burned.total();
        let BurnedByReason { settlement, fee, registration, slash, dust, lapsed, other } = burned;
        Self { settlement, fee, registration, slash, dust, lapsed, other, total }
    }
}

impl SupplyLedger {
    /// What total issuance must be.
    #[must_use]
    pub fn expected_issuance(&self) -> Balance {
        self.genesis
            .saturating_add(self.scheduled)
            .saturating_add(self.reminted)
            .saturating_add(self.unrecorded)
            .saturating_sub(self.burned.total())
    }

    /// What is gone for good: burned and not minted again.
    #[must_use]
    pub fn destroyed(&self) -> Balance {
        self.burned.total().saturating_sub(self.reminted)
    }

    /// The most that can ever exist from here on.
    #[must_use]
    pub fn effective_max(&self) -> Balance {
        CAP.saturating_sub(self.destroyed())
    }
}

/// A state that cannot be. The chain goes on; the event makes it seen.
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
pub enum UnexpectedKind {
    /// Total issuance is higher than the ledger says: something else minted this many pJ.
    #[codec(index = 0)]
    UnrecordedMint(Balance),
    /// A pot could not take this many pJ, which were burned instead.
    #[codec(index = 1)]
    PotRefused(Balance),
}
