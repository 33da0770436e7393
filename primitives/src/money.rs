// SPDX-License-Identifier: Apache-2.0
//! How money moves between pallets: minted, spent and burned by `issuance` alone, carried in
//! between as an imbalance that cannot be copied or forgotten.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::PalletId;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{traits::AccountIdConversion, DispatchError};

/// Where a block's reward waits for those who earn it. Each pot is a keyless account.
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
pub enum Pot {
    /// Pays block authors and their stakers.
    #[codec(index = 0)]
    Security,
    /// Pays the subnets, by their share of the root network's votes.
    #[codec(index = 1)]
    Subnets,
    /// Pays providers of GPU work: the subsidy of work and the availability of attested devices.
    #[codec(index = 2)]
    Compute,
}

impl Pot {
    /// Every pot.
    pub const ALL: [Pot; 3] = [Pot::Security, Pot::Subnets, Pot::Compute];

    /// The identifier from which the pot's account is derived. Identifiers differ in their first
    /// bytes, so that short account types of tests keep the pots apart.
    #[must_use]
    pub const fn id(self) -> PalletId {
        match self {
            Pot::Security => PalletId(*b"se/joule"),
            Pot::Subnets => PalletId(*b"su/joule"),
            Pot::Compute => PalletId(*b"co/joule"),
        }
    }

    /// The pot's account. Nobody holds a key to it.
    #[must_use]
    pub fn account<AccountId: codec::Encode + codec::Decode>(self) -> AccountId {
        self.id().into_account_truncating()
    }
}

/// Why tokens were burned.
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
pub enum BurnReason {
    /// A tenant's payment for compute, at the moment it is settled.
    #[codec(index = 0)]
    Settlement,
    /// The part of a transaction fee that nobody receives.
    #[codec(index = 1)]
    Fee,
    /// The cost of registering a subnet, a neuron or a hotkey in the place of another.
    #[codec(index = 2)]
    Registration,
    /// Stake or a bond taken from who misbehaved.
    #[codec(index = 3)]
    Slash,
    /// What an account could not hold: below the existential deposit, or owed to a dead account.
    #[codec(index = 4)]
    Dust,
    /// Budget that nobody earned in time.
    #[codec(index = 5)]
    Lapsed,
    /// Anything else, a holder's own wish among it.
    #[codec(index = 6)]
    Other,
}

impl BurnReason {
    /// Every reason.
    pub const ALL: [BurnReason; 7] = [
        BurnReason::Settlement,
        BurnReason::Fee,
        BurnReason::Registration,
        BurnReason::Slash,
        BurnReason::Dust,
        BurnReason::Lapsed,
        BurnReason::Other,
    ];
}

/// Burns money and accounts for it by reason.
pub trait BurnMoney<Credit> {
    /// Destroys `credit`. Zero is allowed and leaves no trace.
    fn burn(reason: BurnReason, credit: Credit);
}

/// Pays money to an account, whatever state that account is in.
pub trait PayMoney<AccountId, Credit> {
    /// Pays `credit` to `who`. What the account cannot hold (a dead account that would stay below
    /// the existential deposit) is burned as [`BurnReason::Dust`].
    fn pay(who: &AccountId, credit: Credit);
}

/// Takes from a pot what somebody has earned, and puts into it.
pub trait Pots<Balance, Credit> {
    /// What may still be taken from `pot`: deposited and not yet paid out. Money that strangers
    /// sent to the pot's account is not part of it.
    fn available(pot: Pot) -> Balance;

    /// Puts `credit` into `pot`.
    fn deposit(pot: Pot, credit: Credit);

    /// Takes exactly `amount` out of `pot`.
    ///
    /// # Errors
    /// If less than `amount` is [available](Pots::available). Nothing changes then.
    fn withdraw(pot: Pot, amount: Balance) -> Result<Credit, DispatchError>;
}

/// What was minted into the compute pot since the genesis block, in pJ.
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
pub struct ComputeIssued {
    /// For paid work.
    pub work: u128,
    /// For attested devices that stand by.
    pub availability: u128,
}

/// Knows what was minted for compute.
pub trait ComputeBudget {
    /// What was minted for it so far, this block's part included once it is minted.
    fn issued() -> ComputeIssued;
}

/// Burn on payment, mint to whom it is due: the only way in which tokens are minted outside the
/// schedule, and never more than was burned by the same call.
pub trait SettlePayment<Balance, Credit> {
    /// The most of a payment of `amount` that may be minted again.
    fn max_reminted(amount: Balance) -> Balance;

    /// Burns all of `payment` as [`BurnReason::Settlement`] and mints `remint` of it again.
    ///
    /// # Errors
    /// If `remint` is more than [`max_reminted`](SettlePayment::max_reminted) of the payment. The
    /// payment is handed back then, and nothing changes.
    fn settle(payment: Credit, remint: Balance) -> Result<Credit, (DispatchError, Credit)>;
}
