// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{Config, Pallet, WeightInfo, MAX_MEMBERS};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use joule_primitives::{
    subnets::{NetUid, SplitEmission},
    types::Balance,
};

impl<T: Config> SplitEmission for Pallet<T> {
    fn split(subnets: &[NetUid], inflow: Balance, backlog: Balance) -> Vec<Balance> {
        Self::allocate(subnets, inflow, backlog)
    }

    fn weight(subnets: u32) -> Weight {
        let allocated = T::WeightInfo::allocate(MAX_MEMBERS, subnets);
        allocated.saturating_add(T::WeightInfo::drop_members(MAX_MEMBERS))
    }
}
