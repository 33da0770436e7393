// SPDX-License-Identifier: Apache-2.0
//! Money that waits for work, and what of it is owed.

use super::CloseReason;
use crate::MAX_DEPOSITORS;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_primitives::{
    attestation::ClassId,
    market::UsdMicro,
    price::Dollars,
    types::{Balance, BlockNumber},
};
use scale_info::TypeInfo;
use sp_runtime::Perbill;

/// What one account pays into an escrow. Amounts in pJ.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Deposit<AccountId> {
    /// Whose money it is.
    pub who: AccountId,
    /// What is held of it now.
    pub held: Balance,
    /// What was burned of it.
    pub spent: Balance,
    /// The most that may ever be held and burned together.
    pub limit: Balance,
}

/// The escrow of an order, lease or job. The first deposit is the tenant's; those who come after it
/// pay when it is used up, in their order.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Escrow<AccountId> {
    /// Who paid, and what is left of it.
    pub deposits: BoundedVec<Deposit<AccountId>, ConstU32<MAX_DEPOSITORS>>,
}

impl<AccountId: PartialEq> Escrow<AccountId> {
    /// What is left, in pJ.
    #[must_use]
    pub fn held(&self) -> Balance {
        self.deposits.iter().fold(0, |sum: Balance, one| sum.saturating_add(one.held))
    }

    /// Whether `who` is the tenant, or a sponsor that pays or has said that it would. An order may
    /// name anybody, so that being named says nothing.
    #[must_use]
    pub fn is_paid_by(&self, who: &AccountId) -> bool {
        self.payers().any(|payer| payer == who)
    }

    /// The tenant, and those sponsors.
    pub fn payers(&self) -> impl Iterator<Item = &AccountId> {
        let is_payer = |deposit: &&Deposit<AccountId>| {
            deposit.limit > 0 || deposit.held > 0 || deposit.spent > 0
        };
        self.deposits.iter().filter(is_payer).map(|deposit| &deposit.who)
    }
}

/// What a provider is owed for work that nobody contests.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Due<AccountId> {
    /// Who did the work.
    pub provider: AccountId,
    /// The class of its devices.
    pub class: Option<ClassId>,
    /// What is owed, in micro-dollars.
    pub usd_micro: UsdMicro,
    /// For how many blocks of one device.
    pub device_blocks: u64,
    /// What part of the payment earns a subsidy.
    pub quality: Perbill,
}

/// How something ends whose last payments may still wait.
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
pub struct Closing {
    /// Why it ended.
    pub reason: CloseReason,
    /// The block in which it did.
    pub at: BlockNumber,
    /// The average price of the day before it.
    pub fallback: Dollars,
    /// From this block on that price is taken if no other converts.
    pub until: BlockNumber,
}
