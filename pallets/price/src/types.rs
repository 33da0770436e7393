// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use joule_primitives::{
    price::Dollars,
    staking::PoolId,
    types::{BlockNumber, Moment},
};
use scale_info::TypeInfo;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// What the oracle tells the price of. There is one, so that no feeder fills the state with others.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum Asset {
    /// One JOULE, in dollars.
    #[codec(index = 0)]
    Joule,
}

/// A key that signs prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Feeder {
    /// For which validator.
    pub pool: PoolId,
    /// The block in which it was set, or fed last. What it signed up to that block is worthless.
    pub fed_in: BlockNumber,
}

/// A price and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reading {
    /// The price.
    pub spot: Dollars,
    /// When enough feeders had said so, in milliseconds since the Unix epoch.
    pub as_of: Moment,
}

/// The price, as it came out of the rounds, and its averages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Track {
    /// The last one.
    pub last: Reading,
    /// The last one of an earlier time: from it the last one may move so far.
    pub before: Option<Reading>,
    /// Its average over 30 minutes, without the last one.
    pub half_hour: Average,
    /// Its average over 24 hours, without the last one.
    pub day: Average,
}

/// An average over a window of time: what `joule_math::bme::Twap` is, but for the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Average {
    /// When the span that runs began.
    pub start_ms: Moment,
    /// The spans, the one that runs first: the mean in it, as the inner number, and the milliseconds
    /// for which there was a price.
    pub spans: [(u128, Moment); 7],
}

/// Why a price is not taken, as the code of `InvalidTransaction::Custom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 1: no validator has set this key. Set it by `set_feeder_key`.
    FeederNotFound,
    /// 2: the validator is not one of the largest in office. There is nothing to do.
    NotAMember,
    /// 3: the price is below a millionth of a dollar, or above ten million dollars.
    PriceOutOfBounds,
}

impl Refusal {
    /// The code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::FeederNotFound => 1,
            Self::NotAMember => 2,
            Self::PriceOutOfBounds => 3,
        }
    }
}

impl From<Refusal> for TransactionValidityError {
    fn from(refusal: Refusal) -> Self {
        InvalidTransaction::Custom(refusal.code()).into()
    }
}
