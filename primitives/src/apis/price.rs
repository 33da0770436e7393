// SPDX-License-Identifier: Apache-2.0
//! Questions about what one JOULE costs, and who says so.

use crate::{
    price::{dollars, Dollars, Price},
    staking::PoolId,
    types::{BlockNumber, Hash, Moment},
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What one JOULE costs in dollars, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceReport {
    /// The block for which this is said.
    pub block: BlockNumber,
    /// The price: that of governance, if it sets one, else that of the feed.
    #[serde(flatten)]
    pub price: Price,
    /// That of the feed, whatever governance says.
    pub feed: Price,
    /// How many seats there must be of which something fresh is known, for a price of the feed.
    pub quorum: u32,
    /// Of how many that is so.
    pub fresh: u32,
    /// Who has a seat, the largest pool first.
    pub seats: Vec<FeederSeat>,
}

/// Who may feed the price.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeederSeat {
    /// The validator's pool.
    pub pool: PoolId,
    /// Its key; absent if it has none, and is silent.
    pub key: Option<Hash>,
    /// What it said last since it has the seat and this key, if it said anything.
    pub said: Option<FedPrice>,
}

/// What a feeder said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FedPrice {
    /// Dollars for one JOULE.
    #[serde(with = "dollars")]
    pub price: Dollars,
    /// The time of the block that took it, in milliseconds since the Unix epoch.
    pub at: Moment,
    /// Whether it still counts.
    pub is_fresh: bool,
}

sp_api::decl_runtime_apis! {
    /// The price of JOULE.
    #[api_version(1)]
    pub trait PriceApi {
        /// What one JOULE costs in dollars, and who says so.
        fn price() -> PriceReport;
    }
}
