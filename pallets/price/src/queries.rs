// SPDX-License-Identifier: Apache-2.0
//! What the chain tells of the price, and of those who feed it.

use crate::{feeding::is_fresh, Asset, Config, KeysOf, Pallet, Seats};
use alloc::vec::Vec;
use joule_math::bme::quorum;
use joule_primitives::{
    apis::price::{FedPrice, FeederSeat, PriceReport},
    staking::PoolId,
    types::Hash,
};
use pallet_oracle::RawValues;
use sp_core::sr25519;
use sp_runtime::traits::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// What one JOULE costs in dollars, and who says so.
    #[must_use]
    pub fn report() -> PriceReport {
        let seats = Seats::<T>::get().into_iter().map(Self::seat_of).collect::<Vec<_>>();
        let is_fresh = |seat: &&FeederSeat| seat.said.is_some_and(|said| said.is_fresh);
        PriceReport {
            block: frame_system::Pallet::<T>::block_number().saturated_into(),
            price: Self::current_price(),
            feed: Self::fed_price(),
            quorum: quorum(seats.len().saturated_into()),
            fresh: seats.iter().filter(is_fresh).count().saturated_into(),
            seats,
        }
    }

    /// What is known of the seat of a pool.
    fn seat_of(pool: PoolId) -> FeederSeat {
        let key = KeysOf::<T>::get(pool);
        let fed =
            key.as_ref().and_then(|key| RawValues::<T>::get(Self::account_of(key), Asset::Joule));
        let said = fed.map(|fed| FedPrice {
            is_fresh: is_fresh(&fed, Self::now_ms()),
            price: fed.value,
            at: fed.timestamp,
        });
        FeederSeat { pool, key: key.map(|key| Hash::from(sr25519::Public::from(key).0)), said }
    }
}
