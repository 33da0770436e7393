// SPDX-License-Identifier: Apache-2.0
//! Questions about what the market burns and mints, epoch by epoch, and who may claim what.

use super::{decimal, decimal_optional, decimal_signed};
use crate::{
    attestation::{ClassId, DeviceKey},
    market::{MarketActivity, UsdMicro},
    price::{dollars, Dollars, Health},
    types::{AccountId, Balance, BlockNumber},
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How many claims for devices, and how many devices whose pay vests, an answer tells of at most.
pub const MAX_CLAIMS_TOLD: usize = 256;

/// The parameters of the market. Parts of a whole, in billionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MarketParameters {
    /// The part of a payment that is gone for ever.
    pub burn_take_ppb: u32,
    /// The part of a payment that goes to stakers.
    pub staker_take_ppb: u32,
    /// The highest subsidy of a payment.
    pub max_subsidy_ppb: u32,
    /// The part of a payment that nobody gets back, whoever it is.
    pub margin_ppb: u32,
    /// The part of its reference price that a device may earn by being there.
    pub availability_ppb: u32,
}

/// What an epoch burned, minted and sold. Of the one that runs, so far. Amounts in pJ.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EpochFigures {
    /// Its number, from 0.
    pub epoch: u32,
    /// Its first block.
    pub first_block: BlockNumber,
    /// Its last block; of the one that runs, the block for which this is said.
    pub last_block: BlockNumber,
    /// What was paid for compute, in micro-dollars.
    #[serde(with = "decimal")]
    pub revenue_usd_micro: UsdMicro,
    /// What of it was paid by others than those who were paid, as far as the chain knows.
    #[serde(with = "decimal")]
    pub unrelated_revenue_usd_micro: UsdMicro,
    /// How many blocks of one device were paid for.
    pub device_blocks: u64,
    /// How many of them were not paid by the provider itself, as far as the chain knows.
    pub unrelated_device_blocks: u64,
    /// What tenants burned.
    #[serde(with = "decimal")]
    pub burned: Balance,
    /// What was minted for that to providers.
    #[serde(with = "decimal")]
    pub to_providers: Balance,
    /// What was minted for that to stakers.
    #[serde(with = "decimal")]
    pub to_stakers: Balance,
    /// What the schedule minted for the subsidy of work.
    #[serde(with = "decimal")]
    pub emitted_for_work: Balance,
    /// What the schedule minted for devices that stand by.
    #[serde(with = "decimal")]
    pub emitted_for_availability: Balance,
    /// What the epochs before left for the subsidy of work.
    #[serde(with = "decimal")]
    pub carry_in: Balance,
    /// The payments that earn a subsidy.
    #[serde(with = "decimal")]
    pub subsidised: Balance,
    /// What of the budget was burned in it: nobody earned it, claimed it in time, or kept it.
    #[serde(with = "decimal")]
    pub lapsed: Balance,
    /// The most of `subsidised` that went to one provider.
    #[serde(with = "decimal")]
    pub largest: Balance,
    /// What happened on the market in it.
    pub activity: MarketActivity,
    /// How it ended; absent while it runs.
    pub outcome: Option<EpochOutcome>,
    /// What was sold of each class, without what related parties sold each other.
    pub classes: Vec<ClassFigures>,
}

/// How an epoch ended. Amounts in pJ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EpochOutcome {
    /// The subsidy of each pJ of the payments that earn one, times 10^18.
    #[serde(with = "decimal")]
    pub sigma_e18: u128,
    /// What all subsidies come to at most.
    #[serde(with = "decimal")]
    pub granted_for_work: Balance,
    /// What all devices earned by being there at most.
    #[serde(with = "decimal")]
    pub granted_for_availability: Balance,
    /// What it left for the subsidy of work.
    #[serde(with = "decimal")]
    pub carry_out: Balance,
    /// The mean price of the 24 hours before it ended; absent if none could be trusted.
    #[serde(with = "dollars::optional")]
    pub price: Option<Dollars>,
}

/// What was sold of a class in an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassFigures {
    /// The class.
    pub class: ClassId,
    /// What was paid, in micro-dollars.
    #[serde(with = "decimal")]
    pub revenue_usd_micro: UsdMicro,
    /// For how many blocks of one device.
    pub device_blocks: u64,
    /// What an hour of one device cost on average, in micro-dollars.
    #[serde(with = "decimal")]
    pub usd_micro_per_hour: UsdMicro,
}

/// An epoch in figures, put together of what several pallets know. Amounts in pJ, parts of a whole in
/// millionths; a part of nothing is absent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Economics {
    /// The block for which this is said.
    pub block: BlockNumber,
    /// The figures of the epoch.
    #[serde(flatten)]
    pub figures: EpochFigures,
    /// The price by which dollars and pJ are compared: that of the end of the epoch, or the mean of
    /// the last 24 hours for the one that runs; absent if it could not be trusted.
    #[serde(with = "dollars::optional")]
    pub price: Option<Dollars>,
    /// How far the price may be trusted now.
    pub price_health: Health,
    /// All that the schedule minted in the epoch: for compute, validators and subnets.
    #[serde(with = "decimal")]
    pub emitted: Balance,
    /// What was minted: by the schedule, and for payments, without what lapsed of it.
    #[serde(with = "decimal")]
    pub minted: Balance,
    /// What was minted, less what tenants burned. Other burns, such as fees, are no part of it.
    #[serde(with = "decimal_signed")]
    pub net_issuance: i128,
    /// What tenants burned of what was minted.
    pub burned_per_minted_ppm: Option<u64>,
    /// Revenue without related parties, of what all that was emitted is worth. Below a whole the
    /// network pays more than it earns.
    pub revenue_per_emitted_ppm: Option<u64>,
    /// Time of devices that was paid for, of the time for which devices were attested.
    pub utilisation_ppm: Option<u64>,
    /// The same, of the time for which devices were listed.
    pub utilisation_of_listed_ppm: Option<u64>,
    /// The time for which listed devices served nobody.
    pub gap_ppm: Option<u64>,
    /// Orders that were matched, of those that were made.
    pub fill_rate_ppm: Option<u64>,
    /// Leases and jobs that ended without a fault of the provider, of all that ended.
    pub completion_rate_ppm: Option<u64>,
    /// The part of the largest provider in the payments that earn a subsidy.
    pub concentration_ppm: Option<u64>,
    /// Devices that are listed now.
    pub devices_listed: u32,
    /// Those of them that take part in challenges, or would if they were not hired.
    pub devices_attested: u32,
    /// Those of them that are hired.
    pub devices_serving: u32,
}

/// What time of a device costs now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComputeQuote {
    /// The block for which this is said.
    pub block: BlockNumber,
    /// The class of the device.
    pub class: ClassId,
    /// For how many hours.
    pub hours: u32,
    /// What an hour cost on average in the last epoch in which some was sold, in this one or the one
    /// before; else what it costs elsewhere, as governance says. In micro-dollars.
    #[serde(with = "decimal")]
    pub usd_micro_per_hour: UsdMicro,
    /// Whether that is what governance says.
    pub is_reference: bool,
    /// What all of the time costs, in micro-dollars.
    #[serde(with = "decimal")]
    pub usd_micro: UsdMicro,
    /// What that burns at the price of now, in pJ; absent while nothing is converted.
    #[serde(with = "decimal_optional")]
    pub burned: Option<Balance>,
    /// That price, in dollars for one JOULE.
    #[serde(with = "dollars::optional")]
    pub price: Option<Dollars>,
    /// How far the price may be trusted.
    pub price_health: Health,
    /// Devices of the class that are listed, bonded and attested, and not hired. Some of them may not
    /// be offered.
    pub devices_free: u32,
}

/// What an account may claim. Amounts in pJ.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// The epoch that runs. Claims of it can be made when it has ended.
    pub running_epoch: u32,
    /// Its payments to the account that earn a subsidy.
    #[serde(with = "decimal")]
    pub running_subsidised: Balance,
    /// Subsidies of work, the oldest epoch first.
    pub work: Vec<WorkClaim>,
    /// Pay of its devices for being there, the oldest epoch first.
    pub availability: Vec<AvailabilityClaim>,
    /// Pay of its devices that was claimed and has not vested.
    pub vesting: Vec<VestingPay>,
    /// Whether there is more for devices than is told.
    pub is_cut: bool,
}

/// A subsidy of work that may be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkClaim {
    /// Of which epoch.
    pub epoch: u32,
    /// The last epoch in which it may be claimed.
    pub last_epoch: u32,
    /// How much it is.
    #[serde(with = "decimal")]
    pub amount: Balance,
}

/// Pay of a device that may be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityClaim {
    /// Of which epoch.
    pub epoch: u32,
    /// The last epoch in which it may be claimed.
    pub last_epoch: u32,
    /// The device.
    pub device: DeviceKey,
    /// How much it is.
    #[serde(with = "decimal")]
    pub amount: Balance,
}

/// Pay of a device that has not vested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VestingPay {
    /// The device.
    pub device: DeviceKey,
    /// What is left.
    #[serde(with = "decimal")]
    pub unvested: Balance,
    /// Over how many more of its proofs it is paid.
    pub proofs_left: u32,
}

sp_api::decl_runtime_apis! {
    /// What the market burns and mints.
    #[api_version(1)]
    pub trait EquilibriumApi {
        /// The parameters of the epoch that runs.
        fn market_parameters() -> MarketParameters;

        /// The figures of the epoch that runs, so far.
        fn running_epoch() -> EpochFigures;

        /// The figures of an epoch; `None` if it has not begun.
        fn epoch_figures(epoch: u32) -> Option<EpochFigures>;

        /// An epoch in figures; of the one that runs, so far, unless another one is named. `None` if
        /// it has not begun.
        fn economics(epoch: Option<u32>) -> Option<Economics>;

        /// What so many hours of a device of this class cost now; `None` if there is no such class.
        fn quote(class: ClassId, hours: u32) -> Option<ComputeQuote>;

        /// What an account may claim.
        fn claims(account: AccountId) -> Claims;
    }
}
