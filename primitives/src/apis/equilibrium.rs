// SPDX-License-Identifier: Apache-2.0
//! Questions about what the market burns and mints, epoch by epoch, and who may claim what.

use super::decimal;
use crate::{
    attestation::{ClassId, DeviceKey},
    market::UsdMicro,
    price::Dollars,
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

        /// What an account may claim.
        fn claims(account: AccountId) -> Claims;
    }
}
