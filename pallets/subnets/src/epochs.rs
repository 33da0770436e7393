// SPDX-License-Identifier: Apache-2.0
//! Epochs: when they are due. Another pallet runs them.

use crate::{Active, Config, Event, Pallet, Parameters, WeightInfo};
use frame_support::weights::Weight;
use joule_math::tempo;
use joule_primitives::{
    subnets::{OnSubnets, Schedule},
    types::BlockNumber,
};

impl<T: Config> Pallet<T> {
    /// Tells of every epoch that is due in block `now`, and returns what that cost. The schedule that
    /// the owner chose meanwhile holds from here on: the tempo that ends here was neither cut short
    /// nor were the rules changed by which validators gave their weights in it.
    pub(crate) fn find_due(now: BlockNumber) -> Weight {
        let mut active = Active::<T>::get();
        let (mut due, mut has_changed) = (0u32, false);
        for subnet in active.iter_mut() {
            let netuid = subnet.netuid;
            if !tempo::is_due(now, netuid.0, subnet.schedule.tempo) {
                continue;
            }
            due = due.saturating_add(1);
            T::OnSubnets::on_epoch_due(netuid);
            let schedule = Parameters::<T>::get(netuid).map(|set| set.schedule());
            if let Some(schedule) = schedule.filter(|schedule| *schedule != subnet.schedule) {
                subnet.schedule = schedule;
                has_changed = true;
                let Schedule { tempo, commit_reveal } = schedule;
                Self::deposit_event(Event::ScheduleChanged { netuid, tempo, commit_reveal });
            }
        }
        if has_changed {
            Active::<T>::put(active);
        }
        T::WeightInfo::find_due(due)
    }
}
