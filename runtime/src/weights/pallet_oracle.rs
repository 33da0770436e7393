// SPDX-License-Identifier: Apache-2.0
//! Weights of `pallet_oracle`. Those of the SDK are of one member; these are measured with
//! `pallet_joule_price`, with all seats taken.

use super::pallet_joule_price::WeightInfo as Price;
use core::marker::PhantomData;
use frame_support::weights::Weight;
use pallet_joule_price::WeightInfo as _;

/// Those of `pallet_joule_price`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_oracle::WeightInfo for WeightInfo<T> {
    fn feed_values(values: u32) -> Weight {
        Price::<T>::feed_values().saturating_mul(values.max(1).into())
    }
    fn on_finalize() -> Weight {
        Price::<T>::end_block_of_oracle()
    }
}
