// SPDX-License-Identifier: Apache-2.0
//! Prices that feeders say, and what comes of them.

use crate::{
    types::{Reading, Track},
    Administered, Asset, Config, Event, Feeders, LastPrice, Members, Pallet, Refusal, Seats,
};
use alloc::vec::Vec;
use core::cmp::Reverse;
use frame_support::{
    defensive,
    traits::{Get, Time},
    weights::Weight,
};
use joule_math::bme::{combined, quorum};
use joule_primitives::{
    price::{
        feed_message, Dollars, FeederKey, FeederSignature, Health, Price, MAX_PRICE, MIN_PRICE,
    },
    types::{BlockNumber, Moment},
};
use pallet_oracle::{traits::DataFeeder, RawValues, TimestampedValue};
use sp_runtime::{
    traits::{AccountIdConversion, SaturatedConversion, Zero},
    transaction_validity::{
        InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidityWithRefund,
        ValidTransaction,
    },
    DispatchResult, RuntimeAppPublic,
};

/// What a feeder says counts for so many milliseconds: 5 minutes.
pub const FRESH_MS: Moment = 5 * 60 * 1_000;
/// A feeder says something once in so many milliseconds at most: half a minute.
pub const MIN_FEED_INTERVAL_MS: Moment = 30 * 1_000;
/// For so many blocks what a feeder signed may wait to get into one.
pub const FEED_LIFE_BLOCKS: BlockNumber = 8;
/// How eagerly authors take prices: before whatever pays, since what is late is lost.
const PRIORITY: TransactionPriority = TransactionPriority::MAX / 2;

/// Whether a price may be.
pub(crate) fn is_price(price: Dollars) -> bool {
    (MIN_PRICE..=MAX_PRICE).contains(&price)
}

/// Whether what a feeder said counts at the time `now`.
pub(crate) fn is_fresh(fed: &TimestampedValue<Dollars, Moment>, now: Moment) -> bool {
    let age_ms = now.checked_sub(fed.timestamp);
    age_ms.is_some_and(|age_ms| age_ms < FRESH_MS) && is_price(fed.value)
}

impl<T: Config> Pallet<T> {
    /// The time of the last block that has one, in milliseconds since the Unix epoch.
    pub(crate) fn now_ms() -> Moment {
        T::Time::now()
    }

    /// The hash of the chain's first block.
    pub(crate) fn genesis_hash() -> T::Hash {
        let first = frame_system::pallet_prelude::BlockNumberFor::<T>::zero();
        frame_system::Pallet::<T>::block_hash(first)
    }

    /// Whether a key fed so lately that it must wait.
    pub(crate) fn fed_within(key: &FeederKey, interval_ms: Moment) -> bool {
        let fed = RawValues::<T>::get(Self::account_of(key), Asset::Joule);
        fed.is_some_and(|fed| Self::now_ms() < fed.timestamp.saturating_add(interval_ms))
    }

    /// Finds whatever may be wrong with a price: nobody pays for it.
    pub(crate) fn authorize_feed(
        _source: TransactionSource,
        key: &FeederKey,
        price: &Dollars,
        at: &BlockNumber,
        signature: &FeederSignature,
    ) -> TransactionValidityWithRefund {
        let Some(feeder) = Feeders::<T>::get(key) else {
            return Err(Refusal::FeederNotFound.into());
        };
        if Members::<T>::get().binary_search(&Self::account_of(key)).is_err() {
            return Err(Refusal::NotAMember.into());
        }
        let now = frame_system::Pallet::<T>::block_number().saturated_into::<BlockNumber>();
        let until = at.saturating_add(FEED_LIFE_BLOCKS);
        if *at >= now {
            return Err(InvalidTransaction::Future.into());
        }
        if now > until || *at <= feeder.fed_in {
            return Err(InvalidTransaction::Stale.into());
        }
        if Self::fed_within(key, MIN_FEED_INTERVAL_MS) {
            return Err(InvalidTransaction::Future.into());
        }
        if !is_price(*price) {
            return Err(Refusal::PriceOutOfBounds.into());
        }
        if !key.verify(&feed_message(&Self::genesis_hash(), *price, *at), signature) {
            return Err(InvalidTransaction::BadProof.into());
        }
        let valid = ValidTransaction::with_tag_prefix("JoulePrice")
            .and_provides((key, at))
            .priority(PRIORITY)
            .longevity(until.saturating_sub(now).saturating_add(1).into())
            .propagate(true)
            .build()?;
        Ok((valid, Weight::zero()))
    }

    /// Hands a price over to the oracle, which asks [`round`](Self::round) what all of them make.
    pub(crate) fn do_feed(key: FeederKey, price: Dollars) -> DispatchResult {
        let now = frame_system::Pallet::<T>::block_number().saturated_into();
        Feeders::<T>::mutate_extant(&key, |feeder| feeder.fed_in = now);
        let account = Self::account_of(&key);
        pallet_oracle::Pallet::<T>::feed_value(Some(account), Asset::Joule, price)
    }

    /// What comes of `values`, those of the members and of Root in this order. `None` if too few of
    /// them are fresh, or they say nothing newer than the last price.
    pub(crate) fn round(
        mut values: Vec<TimestampedValue<Dollars, Moment>>,
    ) -> Option<TimestampedValue<Dollars, Moment>> {
        // Root has no seat: the oracle puts it last.
        let root: T::AccountId = T::PalletId::get().into_account_truncating();
        if RawValues::<T>::contains_key(root, Asset::Joule) {
            values.pop();
        }
        let now = Self::now_ms();
        values.retain(|fed| is_fresh(fed, now));
        let seats = u32::try_from(Seats::<T>::decode_len().unwrap_or_default()).ok()?;
        let last_of_quorum = usize::try_from(quorum(seats)).ok()?.checked_sub(1)?;
        values.sort_unstable_by_key(|fed| Reverse(fed.timestamp));
        // With this one they are enough.
        let as_of = values.get(last_of_quorum)?.timestamp;
        let mut prices = values.into_iter().map(|fed| fed.value).collect::<Vec<_>>();
        let agreed = combined(&mut prices)?;
        let value = match LastPrice::<T>::get() {
            Some(track) => track.hold(agreed, as_of, now).ok()?,
            None => agreed,
        };
        Some(TimestampedValue { value, timestamp: as_of })
    }

    /// Takes over what the oracle holds now.
    pub(crate) fn note_round() {
        let Some(combined) = pallet_oracle::Values::<T>::get(Asset::Joule) else { return };
        let next = Reading { spot: combined.value, as_of: combined.timestamp };
        let track = match LastPrice::<T>::get() {
            Some(track) if track.last == next => return,
            Some(track) if track.last.as_of > next.as_of => {
                defensive!("a round is about no time before the last price");
                return;
            }
            Some(mut track) => {
                track.advance(next);
                track
            }
            None => Track::begin(next),
        };
        LastPrice::<T>::put(track);
        Self::deposit_event(Event::PriceChanged { spot: next.spot, as_of: next.as_of });
    }

    /// The price of the feed, whatever governance says.
    #[must_use]
    pub fn fed_price() -> Price {
        let Some(track) = LastPrice::<T>::get() else { return Price::default() };
        let now = Self::now_ms();
        let (twap_30m, twap_24h) = track.averages(now);
        let Reading { spot, as_of } = track.last;
        let health = Health::of_age(now.saturating_sub(as_of));
        Price { spot, twap_30m, twap_24h, as_of, health }
    }

    /// The price: that of governance, if it sets one, else that of the feed.
    #[must_use]
    pub fn current_price() -> Price {
        match Administered::<T>::get() {
            Some(price) => Price::administered(price, Self::now_ms()),
            None => Self::fed_price(),
        }
    }
}
