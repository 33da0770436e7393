// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{Config, Pallet, WeightInfo};
use frame_support::weights::Weight;
use joule_primitives::panels::{DisputeId, Panels};
use sp_runtime::DispatchResult;

impl<T: Config> Panels<T::AccountId> for Pallet<T> {
    fn open(dispute: DisputeId, parties: &[T::AccountId]) -> DispatchResult {
        Self::do_open(dispute, parties)
    }

    fn weight() -> Weight {
        T::WeightInfo::open()
    }
}
