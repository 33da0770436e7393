// SPDX-License-Identifier: Apache-2.0
//! Who takes part: a device whose next commits are all audited needs a place on trial, of which
//! there are few, so that openings that everybody must make always fit into blocks.

use crate::{
    Config, DeviceOf, DeviceRecords, Event, NextChallenge, Pallet, Trials, WaitingRoom,
    TICKETS_PER_BLOCK,
};
use frame_support::traits::Get;
use joule_primitives::attestation::{DeviceKey, DeviceState};

impl<T: Config> Pallet<T> {
    /// Lets `device` take part from the next challenge on, or wait for a place if it needs one. It
    /// must have none now.
    pub(crate) fn seat(key: DeviceKey, device: &mut DeviceOf<T>) {
        let mut room = Trials::<T>::get();
        if device.audits_due > 0 {
            if room.taken >= T::MaxOnTrial::get() || room.head < room.tail {
                let ticket = room.tail;
                room.tail = ticket.saturating_add(1);
                WaitingRoom::<T>::insert(ticket, key);
                Trials::<T>::put(room);
                (device.state, device.ticket) = (DeviceState::Waiting, Some(ticket));
                Self::deposit_event(Event::DeviceQueued { device: key, ticket });
                return;
            }
            room.taken = room.taken.saturating_add(1);
            Trials::<T>::put(room);
        }
        Self::activate(key, device);
    }

    /// Notes that a device which had a place on trial has none any more.
    pub(crate) fn vacate() {
        Trials::<T>::mutate(|room| room.taken = room.taken.saturating_sub(1));
    }

    /// Gives free places to those who wait longest, in a few steps at most. A ticket whose device
    /// has left is one of them.
    pub(crate) fn admit_waiting() {
        let before = Trials::<T>::get();
        let mut room = before;
        for _ in 0..TICKETS_PER_BLOCK {
            if room.head >= room.tail || room.taken >= T::MaxOnTrial::get() {
                break;
            }
            let ticket = room.head;
            room.head = ticket.saturating_add(1);
            let Some(key) = WaitingRoom::<T>::take(ticket) else { continue };
            if let Some(mut device) = DeviceRecords::<T>::get(key) {
                room.taken = room.taken.saturating_add(1);
                Self::activate(key, &mut device);
                Self::store(key, device);
            }
        }
        if room != before {
            Trials::<T>::put(room);
        }
    }

    /// Lets `device` take part from the next challenge on: what is open it has no time for.
    fn activate(key: DeviceKey, device: &mut DeviceOf<T>) {
        device.state = DeviceState::Active;
        device.ticket = None;
        device.due = NextChallenge::<T>::get();
        device.counts_from = Self::now();
        Self::deposit_event(Event::DeviceActivated { device: key });
    }
}
