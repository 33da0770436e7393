// SPDX-License-Identifier: Apache-2.0
//! Compute that is sold: what is listed, and how a payment for it is settled.

use crate::{
    attestation::{ClassId, DeviceKey, MilliComputeUnits},
    price::Dollars,
    types::Balance,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{DispatchError, Perbill};

/// Micro-dollars, in which prices and debts are kept: a million are one dollar.
pub type UsdMicro = u128;

/// Compute that was used and is paid for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale<'a, AccountId> {
    /// Who did the work.
    pub provider: &'a AccountId,
    /// The class of the device, for the figures of the class.
    pub class: Option<ClassId>,
    /// What is paid for, in micro-dollars.
    pub usd_micro: UsdMicro,
    /// For how many blocks of one device.
    pub device_blocks: u64,
    /// What part of the payment earns a subsidy: all of it if the device is attested, the work was
    /// done in time and nobody disputes it.
    pub quality: Perbill,
    /// Whether who pays and who is paid are one, as far as the chain knows. It earns no subsidy then
    /// and is no revenue.
    pub is_related: bool,
}

/// What a debt comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    /// The part of it that is paid, in micro-dollars.
    pub usd_micro: UsdMicro,
    /// What that burns, in pJ.
    pub burned: Balance,
    /// What of it is minted to the provider, in pJ.
    pub to_provider: Balance,
}

/// Burns what tenants pay, and mints less of it to who did the work: all in one call, at one price.
pub trait SettleCompute<AccountId, Credit> {
    /// What `usd_micro` come to at `price`, if no more than `escrow` pJ are there to pay for it.
    ///
    /// # Errors
    /// If there is no price.
    fn quote(usd_micro: UsdMicro, price: Dollars, escrow: Balance) -> Result<Quote, DispatchError>;

    /// Burns all of `payment`, pays the provider and the stakers their parts of it, and notes what
    /// the sale earns of this epoch's subsidy.
    ///
    /// # Errors
    /// If less was to be burned than would be minted, which cannot be. The payment is handed back
    /// then, and nothing changes.
    fn settle(sale: &Sale<'_, AccountId>, payment: Credit) -> Result<(), (DispatchError, Credit)>;

    /// What that takes at most.
    fn weight() -> Weight;
}

/// What happened on the market since the genesis block. What two of these differ by happened between
/// their blocks.
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
pub struct MarketActivity {
    /// In how many blocks a device was listed, of all devices together.
    pub listed_blocks: u64,
    /// In how many of them it took part in challenges, or would have if it was not hired.
    pub attested_blocks: u64,
    /// In how many of them it was hired.
    pub serving_blocks: u64,
    /// Orders that were made.
    pub opened: u64,
    /// Orders that became a lease or a job.
    pub matched: u64,
    /// Leases and jobs that ended without a fault of the provider.
    pub completed: u64,
    /// Leases and jobs that ended by a fault of the provider.
    pub failed: u64,
}

impl MarketActivity {
    /// What happened since `before`.
    #[must_use]
    pub const fn since(self, before: Self) -> Self {
        Self {
            listed_blocks: self.listed_blocks.saturating_sub(before.listed_blocks),
            attested_blocks: self.attested_blocks.saturating_sub(before.attested_blocks),
            serving_blocks: self.serving_blocks.saturating_sub(before.serving_blocks),
            opened: self.opened.saturating_sub(before.opened),
            matched: self.matched.saturating_sub(before.matched),
            completed: self.completed.saturating_sub(before.completed),
            failed: self.failed.saturating_sub(before.failed),
        }
    }
}

/// What devices of a class earn for being there is measured by. All zero if there is no such class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// What an hour of such a device costs elsewhere, in micro-dollars, as governance says.
    pub usd_micro_per_hour: u64,
    /// What a device of that price computes. One that is credited with less earns as much less, and
    /// one that is credited with more no more.
    pub full_score: MilliComputeUnits,
}

/// What providers list.
pub trait Listings {
    /// The class in which a device is listed, if it is, is offered now, and is not hired: only then
    /// does it earn for being there. One that was drawn for a job commits to nothing until it is
    /// free, and so earns nothing for that time, either.
    fn idle_class(device: &DeviceKey) -> Option<ClassId>;

    /// Whether a device is listed and takes part in challenges, or is hired and would: it goes on
    /// to prove its work.
    fn is_in_service(device: &DeviceKey) -> bool;

    /// What governance says of a class.
    fn reference(class: ClassId) -> Reference;

    /// What happened until now. Takes as long as there are classes.
    fn activity() -> MarketActivity;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_between_two_blocks_is_their_difference() {
        let before = MarketActivity {
            listed_blocks: 1,
            attested_blocks: 2,
            serving_blocks: 3,
            opened: 4,
            matched: 5,
            completed: 6,
            failed: 7,
        };
        let twice = MarketActivity {
            listed_blocks: 2,
            attested_blocks: 4,
            serving_blocks: 6,
            opened: 8,
            matched: 10,
            completed: 12,
            failed: 14,
        };
        assert_eq!(twice.since(before), before);
        assert_eq!(before.since(twice), MarketActivity::default());
    }
}
