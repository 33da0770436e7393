// SPDX-License-Identifier: Apache-2.0
//! What one JOULE costs in dollars, and how good that figure is.

pub mod dollars;
pub mod sources;

use crate::{staking::PoolId, types::Moment};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::crypto::KeyTypeId;
use sp_runtime::FixedU128;

/// Dollars for one JOULE.
pub type Dollars = FixedU128;

/// The least price that is taken: a millionth of a dollar.
pub const MIN_PRICE: Dollars = FixedU128::from_inner(1_000_000_000_000);
/// The highest price that is taken: ten million dollars.
pub const MAX_PRICE: Dollars = FixedU128::from_u32(10_000_000);

/// The most pools that feed the price: the largest ones.
pub const MAX_MEMBERS: u32 = 21;

/// For so many milliseconds a price is [`Health::Healthy`]: 15 minutes.
pub const HEALTHY_MS: Moment = 15 * 60 * 1_000;
/// For so many milliseconds it is [`Health::Degraded`] at least: 6 hours.
pub const DEGRADED_MS: Moment = 6 * 60 * 60 * 1_000;

/// The kind of keys that sign prices, in the keystore of a validator's node.
pub const FEEDER_KEY_TYPE: KeyTypeId = KeyTypeId(*b"orcl");
/// The first words of what a feeder key signs to feed for a validator.
pub const FEEDER_PROOF_CONTEXT: &[u8] = b"joule-feeder";
/// The first words of what a feeder key signs to feed a price.
pub const FEED_CONTEXT: &[u8] = b"joule-price";

mod app {
    use super::FEEDER_KEY_TYPE;
    use sp_runtime::app_crypto::{app_crypto, sr25519};
    app_crypto!(sr25519, FEEDER_KEY_TYPE);
}

/// A key that signs prices for a validator, as public key. It signs if the node has it.
pub type FeederKey = app::Public;
/// What such a key signs.
pub type FeederSignature = app::Signature;

/// What `feeder` signs to feed for `validator` on the chain of this genesis block: the context as
/// bytes without a length, and the SCALE encoding of hash and account.
pub fn feeder_proof(genesis_hash: &impl Encode, validator: &impl Encode) -> Vec<u8> {
    let mut message = FEEDER_PROOF_CONTEXT.to_vec();
    genesis_hash.encode_to(&mut message);
    validator.encode_to(&mut message);
    message
}

/// What a feeder signs to say that JOULE cost `price` after the block `at` of the chain of this
/// genesis block: the context as bytes without a length, and the SCALE encoding of the rest.
pub fn feed_message(genesis_hash: &impl Encode, price: Dollars, at: u32) -> Vec<u8> {
    let mut message = FEED_CONTEXT.to_vec();
    genesis_hash.encode_to(&mut message);
    (price, at).encode_to(&mut message);
    message
}

/// How far a price may be trusted.
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
pub enum Health {
    /// It is at most [`HEALTHY_MS`] old.
    #[codec(index = 0)]
    Healthy,
    /// It is at most [`DEGRADED_MS`] old. Nothing is converted at it.
    #[codec(index = 1)]
    Degraded,
    /// It is older, or there never was one. Nothing is converted at it.
    #[codec(index = 2)]
    #[default]
    Halted,
    /// Governance sets it: the chain has no market.
    #[codec(index = 3)]
    Administered,
}

impl Health {
    /// The health of a price of the feed that is so many milliseconds old.
    #[must_use]
    pub const fn of_age(age_ms: Moment) -> Self {
        if age_ms <= HEALTHY_MS {
            Self::Healthy
        } else if age_ms <= DEGRADED_MS {
            Self::Degraded
        } else {
            Self::Halted
        }
    }

    /// Whether dollars may be converted at such a price.
    #[must_use]
    pub const fn converts(self) -> bool {
        matches!(self, Self::Healthy | Self::Administered)
    }
}

/// What one JOULE costs. All is zero, and halted, on a chain that never had a price.
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
pub struct Price {
    /// The last one.
    #[serde(with = "dollars")]
    pub spot: Dollars,
    /// Its average over the last 30 minutes in which it was known.
    #[serde(with = "dollars")]
    pub twap_30m: Dollars,
    /// Its average over the last 24 hours, without the times in which it was not known.
    #[serde(with = "dollars")]
    pub twap_24h: Dollars,
    /// When enough feeders had said so, in milliseconds since the Unix epoch.
    pub as_of: Moment,
    /// How far it may be trusted.
    pub health: Health,
}

impl Price {
    /// A price that governance set, at the time `now`.
    #[must_use]
    pub const fn administered(price: Dollars, now: Moment) -> Self {
        let health = Health::Administered;
        Self { spot: price, twap_30m: price, twap_24h: price, as_of: now, health }
    }

    /// At what price dollars that are owed become JOULE: the average over 30 minutes, and `floor` at
    /// least. `None` while nothing may be converted.
    #[must_use]
    pub fn settling(&self, floor: Dollars) -> Option<Dollars> {
        self.health.converts().then(|| self.twap_30m.max(floor))
    }

    /// Whether the average over 30 minutes is under `floor`, as far as it may be trusted.
    #[must_use]
    pub fn is_below(&self, floor: Dollars) -> bool {
        self.health.converts() && self.twap_30m < floor
    }
}

/// Who knows what one JOULE costs.
pub trait PriceOfJoule {
    /// The price in this block. Look at its health before you use it.
    fn price() -> Price;

    /// At what price dollars that are owed become JOULE: see [`Price::settling`].
    fn settlement_price(floor: Dollars) -> Option<Dollars> {
        Self::price().settling(floor)
    }
}

/// Who feeds the price.
pub trait FeedMembers<AccountId> {
    /// The pools of the validators in office, the largest first, at most so many.
    fn largest(most: u32) -> Vec<PoolId>;

    /// The pool of the validator with this hotkey; `None` if it has none, or another hotkey took its
    /// place.
    fn pool_of(validator: &AccountId) -> Option<PoolId>;

    /// Whether the validator of a pool stands for election.
    fn stands(pool: PoolId) -> bool;

    /// Whether there is such a pool. One that ended never comes back.
    fn exists(pool: PoolId) -> bool;
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Moment = 60 * 1_000;

    #[test]
    fn health_follows_from_age() {
        for (age_ms, health) in [
            (0, Health::Healthy),
            (15 * MINUTE, Health::Healthy),
            (15 * MINUTE + 1, Health::Degraded),
            (6 * 60 * MINUTE, Health::Degraded),
            (6 * 60 * MINUTE + 1, Health::Halted),
            (Moment::MAX, Health::Halted),
        ] {
            assert_eq!(Health::of_age(age_ms), health, "{age_ms}");
        }
    }

    #[test]
    fn a_chain_without_a_price_converts_nothing() {
        let never = Price::default();
        assert_eq!((never.health, never.spot), (Health::Halted, Dollars::default()));
        assert_eq!(never.settling(Dollars::from_u32(1)), None);
        assert!(!never.is_below(Dollars::from_u32(1)));
    }

    #[test]
    fn the_average_settles_and_a_floor_holds_it() {
        let price = Price {
            spot: Dollars::from_u32(1),
            twap_30m: Dollars::from_u32(3),
            twap_24h: Dollars::from_u32(9),
            as_of: 0,
            health: Health::Healthy,
        };
        assert_eq!(price.settling(Dollars::from_u32(2)), Some(Dollars::from_u32(3)));
        assert_eq!(price.settling(Dollars::from_u32(4)), Some(Dollars::from_u32(4)));
        assert!(price.is_below(Dollars::from_u32(4)));
        assert!(!price.is_below(Dollars::from_u32(3)));
        for health in [Health::Degraded, Health::Halted] {
            assert_eq!(Price { health, ..price }.settling(Dollars::from_u32(2)), None);
            assert!(!Price { health, ..price }.is_below(Dollars::from_u32(4)));
        }
        let set = Price::administered(Dollars::from_u32(1), 5);
        assert_eq!(set.settling(Dollars::default()), Some(Dollars::from_u32(1)));
        assert_eq!((set.as_of, set.twap_24h), (5, Dollars::from_u32(1)));
    }

    #[test]
    fn what_is_signed_for_one_purpose_serves_no_other() {
        let proof = feeder_proof(&[0u8; 32], &[0u8; 32]);
        let feed = feed_message(&[0u8; 32], Dollars::default(), 0);
        assert_ne!(proof.first_chunk::<11>(), feed.first_chunk::<11>());
        assert_eq!(feed.len(), 11 + 32 + 16 + 4);
        assert_eq!(FEEDER_KEY_TYPE.0, *b"orcl");
    }
}
