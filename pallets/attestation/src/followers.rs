// SPDX-License-Identifier: Apache-2.0
//! Who follows devices is told what they do, once what they did is stored.

use crate::{
    settlement::Settled, types::Verdict, Config, DeviceOf, DeviceRecords, Pallet, WeightInfo,
    TICKETS_PER_BLOCK,
};
use frame_support::weights::Weight;
use joule_primitives::attestation::{ChallengeRewards, DeviceKey, FollowDevices};

/// How often followers are told something at most while what is due of a device is done: what became
/// of a commit, that it has another bond, and that it takes part or ceases to.
pub(crate) const TOLD_OF_DUE: u64 = 3;

impl<T: Config> Pallet<T> {
    /// Stores a device, and tells followers if it has another bond, and if it begins to take part
    /// or ceases to.
    pub(crate) fn store(key: DeviceKey, device: DeviceOf<T>) {
        let before = DeviceRecords::<T>::get(key);
        DeviceRecords::<T>::insert(key, &device);
        Self::tell_of_change(&key, &device, before.as_ref());
    }

    /// Tells followers if a device has another bond, and if it begins to take part or ceases to.
    pub(crate) fn tell_of_change(
        key: &DeviceKey,
        device: &DeviceOf<T>,
        before: Option<&DeviceOf<T>>,
    ) {
        if before.is_none_or(|before| before.bond != device.bond) {
            T::Followers::on_bond(key, &device.owner, device.bond);
        }
        if before.is_some_and(|before| before.is_active()) != device.is_active() {
            T::Followers::on_active(key, &device.owner, device.is_active());
        }
    }

    /// Tells followers what became of a commit. One that was forgiven counts for nothing, as does
    /// one of a device that had ceased to take part before it was settled.
    pub(crate) fn tell_of_commit(
        key: &DeviceKey,
        device: &DeviceOf<T>,
        settled: &Settled,
        was_active: bool,
    ) {
        let owner = &device.owner;
        match settled.verdict {
            Verdict::Credited { credit, .. } if was_active => {
                T::Followers::on_proved(key, owner, credit, settled.blocks);
            }
            Verdict::Failed => T::Followers::on_failed(key, owner),
            Verdict::Credited { .. } | Verdict::Forgiven => {}
        }
    }

    /// What takes `own`, beside telling followers something so often.
    pub(crate) fn followed(own: Weight, times: u64) -> Weight {
        own.saturating_add(T::Followers::weight().saturating_mul(times))
    }

    /// What takes `own`, beside asking what a device earns: what is due of one may be a commit that
    /// is to be credited.
    pub(crate) fn asked(own: Weight) -> Weight {
        own.saturating_add(T::Rewards::weight())
    }

    /// What takes `own` and does what is due of a device, beside telling followers so often.
    pub(crate) fn touched(own: Weight, times: u64) -> Weight {
        Self::asked(Self::followed(own, times))
    }

    /// What a block begins with: each ticket may be of a device that takes part from now on.
    pub(crate) fn hook_weight() -> Weight {
        Self::followed(T::WeightInfo::on_initialize(), TICKETS_PER_BLOCK.into())
    }

    pub(crate) fn commit_weight() -> Weight {
        Self::touched(T::WeightInfo::commit(), TOLD_OF_DUE)
    }

    pub(crate) fn settle_weight() -> Weight {
        Self::touched(T::WeightInfo::settle(), TOLD_OF_DUE)
    }

    /// It takes part again, besides.
    pub(crate) fn resume_weight() -> Weight {
        Self::touched(T::WeightInfo::resume(), TOLD_OF_DUE.saturating_add(1))
    }

    /// It failed, has another bond, and may be paused, besides.
    pub(crate) fn report_weight() -> Weight {
        Self::touched(T::WeightInfo::report_equivocation(), TOLD_OF_DUE.saturating_add(3))
    }
}
