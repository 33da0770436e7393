// SPDX-License-Identifier: Apache-2.0
//! Removes what expired epochs left behind, a little in each block that has room.

use crate::{
    types::EpochIndex, Config, FailedIn, FailuresOf, IdleTimes, Pallet, Running, Settings,
    SweptUntil, VestingsSince, WeightInfo, WorkClaims, MAX_SWEPT,
};
use alloc::vec::Vec;
use frame_support::weights::Weight;

impl<T: Config> Pallet<T> {
    /// The first epoch whose claims have not expired.
    pub(crate) fn first_claimable() -> EpochIndex {
        Running::<T>::get().index.saturating_sub(Settings::<T>::get().claim_epochs)
    }

    /// Removes entries as far as `remaining` reaches. Returns what that cost.
    pub(crate) fn sweep_within(remaining: Weight) -> Weight {
        let none = T::WeightInfo::sweep(0);
        if none.any_gt(remaining) {
            return Weight::zero();
        }
        let fits = |entries: &u32| !T::WeightInfo::sweep(*entries).any_gt(remaining);
        let most = (1..=MAX_SWEPT).take_while(fits).last().unwrap_or(0);
        T::WeightInfo::sweep(Self::sweep(most))
    }

    /// Removes at most so many entries of the oldest epoch that has expired: how many there were.
    /// Pay that vests is looked at, and burned if nothing has become of it since.
    pub(crate) fn sweep(most: u32) -> u32 {
        let epoch = SweptUntil::<T>::get();
        if most == 0 || epoch >= Self::first_claimable() {
            return 0;
        }
        let limit = |swept: u32| usize::try_from(most.saturating_sub(swept)).unwrap_or(0);
        let count = |removed: usize| u32::try_from(removed).unwrap_or(most);
        let mut swept = count(WorkClaims::<T>::drain_prefix(epoch).take(limit(0)).count());
        let removed = IdleTimes::<T>::drain_prefix((epoch,)).take(limit(swept)).count();
        swept = swept.saturating_add(count(removed));
        for (device, ()) in FailuresOf::<T>::drain_prefix(epoch).take(limit(swept)) {
            swept = swept.saturating_add(1);
            FailedIn::<T>::remove(device);
        }
        let reviewed: Vec<_> =
            VestingsSince::<T>::iter_key_prefix((epoch,)).take(limit(swept)).collect();
        swept = swept.saturating_add(count(reviewed.len()));
        for (owner, device) in reviewed {
            Self::review_vesting(&device, &owner);
        }
        if swept < most {
            SweptUntil::<T>::put(epoch.saturating_add(1));
        }
        swept
    }
}
