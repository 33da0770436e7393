// SPDX-License-Identifier: Apache-2.0
//! What a validator's node does after each block: once in a minute it asks its sources for the price
//! and signs what it finds, if it has the key of a member.

mod decimal;
mod fault;
mod source;

use crate::{
    feeding::{is_price, MIN_FEED_INTERVAL_MS},
    Call, Config, Feeders, LastPrice, Members, Pallet,
};
use alloc::vec::Vec;
use fault::Fault;
use frame_system::offchain::SubmitTransaction;
use joule_math::bme::combined;
use joule_primitives::{
    price::{
        dollars, feed_message,
        sources::{PriceSources, PRICE_SOURCES_STORAGE_KEY},
        Dollars, FeederKey,
    },
    types::{BlockNumber, Moment},
};
use sp_core::offchain::{StorageKind, Timestamp};
use sp_runtime::{offchain::storage::StorageValueRef, RuntimeAppPublic};

/// How often a node feeds, in milliseconds: every minute.
pub(crate) const FEED_EVERY_MS: Moment = 60 * 1_000;
/// After it asked its sources, a node asks them no more for so many milliseconds, whatever came of
/// it.
const ASK_EVERY_MS: u64 = 20 * 1_000;
/// Where it notes when it did.
const ASKED: &[u8] = b"joule::price-asked";
/// A price is refused that differs from the last one by more than this factor, unless that is too
/// old.
const MOST_TIMES_LAST: u128 = 10;
/// For so many milliseconds the last price says something about the next: a day.
const LAST_COUNTS_MS: Moment = 24 * 60 * 60 * 1_000;

impl<T: Config> Pallet<T> {
    /// Feeds the price, if this node is to, after the block `at`.
    pub(crate) fn feed_from_here(at: BlockNumber) {
        let bytes =
            sp_io::offchain::local_storage_get(StorageKind::PERSISTENT, PRICE_SOURCES_STORAGE_KEY);
        let Some(sources) = bytes.and_then(|bytes| PriceSources::from_bytes(&bytes)) else {
            return;
        };
        let keys = FeederKey::all().into_iter().filter(|key| Self::is_due(key, at));
        let keys = keys.collect::<Vec<_>>();
        if keys.is_empty() {
            return;
        }
        if !takes_turn() {
            return;
        }
        match Self::observe(&sources) {
            Ok(price) => keys.into_iter().for_each(|key| Self::submit(key, price, at)),
            Err(fault) => log::warn!(target: "joule::price", "No price is fed. {fault}"),
        }
    }

    /// Whether a key has a seat, and fed nothing for a minute.
    fn is_due(key: &FeederKey, at: BlockNumber) -> bool {
        let is_member = Members::<T>::get().binary_search(&Self::account_of(key)).is_ok();
        let is_new = || Feeders::<T>::get(key).is_some_and(|feeder| feeder.fed_in < at);
        is_member && is_new() && !Self::fed_within(key, FEED_EVERY_MS)
    }

    /// What the sources agree on, as members do, if more than half of them answer and it can be.
    fn observe(sources: &PriceSources) -> Result<Dollars, Fault> {
        let asked = sources.as_slice().len();
        let mut values = Vec::with_capacity(asked);
        for (source, answer) in sources.as_slice().iter().zip(source::ask_all(sources)) {
            match answer.map(Dollars::from_inner) {
                Ok(price) if is_price(price) => values.push(price),
                Ok(_) => fault::warn(source, &Fault::OutOfBounds),
                Err(fault) => fault::warn(source, &fault),
            }
        }
        let answered = values.len();
        if answered.saturating_mul(2) <= asked {
            return Err(Fault::TooFewAnswers { answered, asked });
        }
        let price = combined(&mut values).ok_or(Fault::TooFewAnswers { answered, asked })?;
        match Self::last_price() {
            Some(last) if is_far(price, last) => Err(Fault::FarFromLast { price, last }),
            _ => Ok(price),
        }
    }

    /// The last price of the feed, while it says something.
    fn last_price() -> Option<Dollars> {
        let last = LastPrice::<T>::get()?.last;
        let age_ms = Self::now_ms().saturating_sub(last.as_of);
        (age_ms <= LAST_COUNTS_MS).then_some(last.spot)
    }

    /// Signs a price and sends it.
    fn submit(key: FeederKey, price: Dollars, at: BlockNumber) {
        let message = feed_message(&Self::genesis_hash(), price, at);
        let Some(signature) = key.sign(&message) else {
            log::warn!(
                target: "joule::price",
                "The keystore did not sign with {key:?}. See whether its file can be read.",
            );
            return;
        };
        let call = Call::<T>::feed { key, price, at, signature };
        let transaction = T::create_authorized_transaction(call.into());
        if SubmitTransaction::<T, Call<T>>::submit_transaction(transaction).is_err() {
            // It is known already, or comes too soon after the one before.
            let price = dollars::text(price);
            log::debug!(target: "joule::price", "The pool did not take the price {price}.");
        }
    }
}

/// Whether it is time to ask the sources. If so it is noted, so that no other run asks them, too.
fn takes_turn() -> bool {
    let now = sp_io::offchain::timestamp();
    let noted = StorageValueRef::persistent(ASKED).mutate(|asked| match asked {
        // What is of the future was noted by a clock that was wrong, and must not count until then.
        Ok(Some(asked)) if asked <= now && now.diff(&asked).millis() < ASK_EVERY_MS => Err(()),
        _ => Ok::<Timestamp, ()>(now),
    });
    noted.is_ok()
}

/// Whether one price is more than so many times the other.
fn is_far(one: Dollars, other: Dollars) -> bool {
    let (less, more) = (one.min(other).into_inner(), one.max(other).into_inner());
    more > less.saturating_mul(MOST_TIMES_LAST)
}

const _: () = assert!(FEED_EVERY_MS > MIN_FEED_INTERVAL_MS, "What a node sends is not too early.");
