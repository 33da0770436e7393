// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores, and what its calls take.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use joule_math::bme;
use joule_primitives::{
    market::{MarketActivity, Sale, UsdMicro},
    money::ComputeIssued,
    price::Dollars,
    types::{Balance, BlockNumber},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{FixedU128, Perbill};

/// The number of an epoch, from 0.
pub type EpochIndex = u32;

/// What governance sets of the market, all of it together. Parts of a whole.
///
/// A free lunch is ruled out by `maxSubsidy + margin <= burnTake`.
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
pub struct Parameters {
    /// The part of a payment that is gone for ever: 5 to 40 %.
    pub burn_take: Perbill,
    /// The part of a payment that goes to stakers: 0 to 20 %.
    pub staker_take: Perbill,
    /// The highest subsidy of a payment: 0 to the burn take less the margin.
    pub max_subsidy: Perbill,
    /// The part of a payment that nobody gets back, whoever it is: 5 % at least.
    pub margin: Perbill,
    /// The part of its reference price that a device may earn by being there: as much as challenges
    /// prove at most.
    pub availability: Perbill,
}

impl From<bme::Params> for Parameters {
    fn from(params: bme::Params) -> Self {
        Self {
            burn_take: params.tau_b,
            staker_take: params.tau_s,
            max_subsidy: params.sigma_max,
            margin: params.delta,
            availability: params.psi,
        }
    }
}

impl From<Parameters> for bme::Params {
    fn from(parameters: Parameters) -> Self {
        Self {
            tau_b: parameters.burn_take,
            tau_s: parameters.staker_take,
            sigma_max: parameters.max_subsidy,
            delta: parameters.margin,
            psi: parameters.availability,
        }
    }
}

impl Default for Parameters {
    fn default() -> Self {
        bme::Params::DEFAULT.into()
    }
}

/// What was sold in an epoch. Amounts in pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Sales {
    /// All that was paid, in micro-dollars.
    pub usd_micro: UsdMicro,
    /// What of it was paid by somebody else than who was paid.
    pub unrelated_usd_micro: UsdMicro,
    /// For how many blocks of one device.
    pub device_blocks: u64,
    /// How many of them were paid by somebody else than who was paid.
    pub unrelated_device_blocks: u64,
    /// What was burned.
    pub burned: Balance,
    /// What was minted to providers.
    pub to_providers: Balance,
    /// What was minted to stakers.
    pub to_stakers: Balance,
}

impl Sales {
    /// Adds a sale and what it led to.
    pub fn add<AccountId>(&mut self, sale: &Sale<'_, AccountId>, settlement: bme::Settlement) {
        let (unrelated, blocks) =
            if sale.is_related { (0, 0) } else { (sale.usd_micro, sale.device_blocks) };
        self.usd_micro = self.usd_micro.saturating_add(sale.usd_micro);
        self.unrelated_usd_micro = self.unrelated_usd_micro.saturating_add(unrelated);
        self.device_blocks = self.device_blocks.saturating_add(sale.device_blocks);
        self.unrelated_device_blocks = self.unrelated_device_blocks.saturating_add(blocks);
        self.burned = self.burned.saturating_add(settlement.burned);
        self.to_providers = self.to_providers.saturating_add(settlement.to_provider);
        self.to_stakers = self.to_stakers.saturating_add(settlement.to_stakers);
    }
}

/// What was sold of a class in an epoch to somebody else than the seller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ClassSales {
    /// What was paid, in micro-dollars.
    pub usd_micro: UsdMicro,
    /// For how many blocks of one device.
    pub device_blocks: u64,
}

/// The epoch that runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RunningEpoch {
    /// Its number.
    pub index: EpochIndex,
    /// The last block before it.
    pub begun_after: BlockNumber,
    /// What had been minted for compute when it began. All of it before the first epoch belongs to
    /// that one.
    pub issued_before: ComputeIssued,
    /// What the epochs before left for the subsidy of work, in pJ.
    pub carry_in: Balance,
    /// The sum of all payments that earn a subsidy, in pJ.
    pub weighted: Balance,
    /// The time in which devices were idle: the sum of all, and what it would have cost.
    pub idle: IdleTime,
    /// The mean price of 24 hours when such time was counted last while there was a price that
    /// could be trusted.
    pub price: Option<Dollars>,
    /// What was sold.
    pub sales: Sales,
    /// The most of the payments that earn a subsidy that went to one provider, in pJ.
    pub largest: Balance,
    /// What had happened on the market when it began.
    pub activity_before: MarketActivity,
    /// What lapsed in it of pay that had not vested, in pJ.
    pub lapsed: Balance,
}

/// Time in which a device was there and idle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct IdleTime {
    /// What counts of it: credited score times blocks.
    pub weight: u128,
    /// What it would have cost at the reference price, in micro-dollars.
    pub usd_micro: UsdMicro,
}

impl IdleTime {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            weight: self.weight.saturating_add(other.weight),
            usd_micro: self.usd_micro.saturating_add(other.usd_micro),
        }
    }

    /// What is left without the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self {
            weight: self.weight.saturating_sub(other.weight),
            usd_micro: self.usd_micro.saturating_sub(other.usd_micro),
        }
    }
}

/// What a closed epoch granted. Amounts in pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Grant {
    /// The subsidy of each pJ of payments that earn one.
    pub sigma: FixedU128,
    /// What of all subsidies nobody has claimed yet.
    pub work_left: Balance,
    /// What was minted for availability in the epoch.
    pub availability: Balance,
    /// What of its pay nobody has claimed yet.
    pub availability_left: Balance,
    /// The idle time of all devices.
    pub idle_weight: u128,
    /// The part of the reference price that a device may earn.
    pub availability_part: Perbill,
    /// The price by which that is limited. Without one, nothing was granted.
    pub price: Option<Dollars>,
}

/// What closed epochs owe. In pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Owed {
    /// What may still be claimed.
    pub unclaimed: Balance,
    /// What was claimed for devices and has not vested.
    pub unvested: Balance,
}

/// Pay of a device that it gets by and by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Vesting {
    /// What is left of it, in pJ.
    pub unvested: Balance,
    /// Over how many more proofs.
    pub proofs_left: u32,
    /// The epoch in which it changed last.
    pub touched_in: EpochIndex,
    /// The epoch by which it is listed: the one in which it had changed when it was looked at last.
    pub listed_in: EpochIndex,
}

impl Vesting {
    /// Adds `amount`, to be paid over `proofs` proofs. The whole is paid over the mean of both, by
    /// amounts and rounded up.
    pub fn add(&mut self, amount: Balance, proofs: u32, epoch: EpochIndex) {
        let whole = self.unvested.saturating_add(amount);
        let old = self.unvested.saturating_mul(self.proofs_left.into());
        let new = amount.saturating_mul(proofs.into());
        let mean = old.saturating_add(new).div_ceil(whole.max(1));
        self.unvested = whole;
        // A mean lies between both.
        self.proofs_left = u32::try_from(mean).unwrap_or(proofs).max(1);
        self.touched_in = epoch;
    }

    /// Takes what one proof pays: an equal part of what is left, rounded down, and with the last
    /// one all.
    pub fn release(&mut self, epoch: EpochIndex) -> Balance {
        let part = self.unvested.checked_div(self.proofs_left.into()).unwrap_or(self.unvested);
        self.unvested = self.unvested.saturating_sub(part);
        self.proofs_left = self.proofs_left.saturating_sub(1);
        self.touched_in = epoch;
        part
    }
}

/// How a closed epoch ended. Amounts in pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EpochRecord {
    /// The last block before it.
    pub begun_after: BlockNumber,
    /// Its last block.
    pub closed_in: BlockNumber,
    /// What was minted for compute in it.
    pub issued: ComputeIssued,
    /// What the epochs before left for the subsidy of work.
    pub carry_in: Balance,
    /// What it left.
    pub carry_out: Balance,
    /// The sum of all payments that earn a subsidy.
    pub weighted: Balance,
    /// The subsidy of each pJ of them.
    pub sigma: FixedU128,
    /// What all subsidies come to at most.
    pub granted_work: Balance,
    /// What all devices earned by being there at most.
    pub granted_availability: Balance,
    /// What of the budget was burned in it because nobody earned or claimed it, or lost it.
    pub lapsed: Balance,
    /// The mean price of the last 24 hours when it ended, if it could be trusted.
    pub price: Option<Dollars>,
    /// What was sold.
    pub sales: Sales,
    /// The most of the payments that earn a subsidy that went to one provider.
    pub largest: Balance,
    /// What happened on the market in it.
    pub activity: MarketActivity,
}

/// What cannot be.
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
    /// The compute pot holds less than this amount, in pJ, which was to be paid or burned. It was
    /// not.
    #[codec(index = 0)]
    PotTooLow(Balance),
}
