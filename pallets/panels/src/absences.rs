// SPDX-License-Identifier: Apache-2.0
//! Members of panels who did not commit or reveal: what they lose.

use crate::{Absent, Config, DisputeOf, Event, Pallet, Settings};
use alloc::collections::BTreeSet;
use joule_primitives::{
    panels::{DisputeId, Jurors},
    types::BlockNumber,
};

impl<T: Config> Pallet<T> {
    /// Fines those of the panel who revealed nothing, and keeps them from draws for a while.
    ///
    /// It is the coldkey that is kept from them: a new hotkey would not help. Who is kept from them
    /// already has paid for it, and neither pays nor waits for longer: else whoever opens many
    /// disputes at once would choose how much an outage costs. Who sat on as many panels as it must
    /// serve when it was drawn neither pays nor waits, either: else he would choose who is fined.
    pub(crate) fn fine_absent(id: DisputeId, dispute: &DisputeOf<T>) {
        let absent = dispute.seats.iter().filter(|seat| seat.finding.is_none());
        let mut absent = absent.peekable();
        if absent.peek().is_none() {
            return;
        }
        let now = Self::now();
        let until = now.saturating_add(Settings::<T>::get().absence_blocks);
        let mut list = Absent::<T>::get();
        list.retain(|(_, until)| now < *until);
        for seat in absent {
            let kept = list.iter().find(|(coldkey, _)| *coldkey == seat.coldkey);
            let (fined, until) = match kept {
                Some((_, until)) => (0, *until),
                None if seat.is_extra => (0, now),
                None => {
                    if list.is_full() {
                        list.remove(0);
                    }
                    let _ = list.try_push((seat.coldkey.clone(), until));
                    (T::Jurors::fine(&seat.hotkey), until)
                }
            };
            Self::deposit_event(Event::JurorAbsent {
                dispute: id,
                juror: seat.hotkey.clone(),
                coldkey: seat.coldkey.clone(),
                fined,
                until,
            });
        }
        Absent::<T>::put(list);
    }

    /// The coldkeys that are kept from draws now.
    pub(crate) fn absent_now() -> BTreeSet<T::AccountId> {
        let now = Self::now();
        let is_kept = |(_, until): &(T::AccountId, BlockNumber)| now < *until;
        Absent::<T>::get().into_iter().filter(is_kept).map(|(coldkey, _)| coldkey).collect()
    }
}
