// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    settlement::ceiling, Closed, Config, Current, Descriptions, DeviceOf, DeviceRecords,
    HoldReason, NextChallenge, Offers, Pallet, Pending, Samples, Settings, Trials, UsedKeys,
    WaitingRoom, MAX_MISSES,
};
use alloc::collections::BTreeMap;
use frame_support::{
    ensure,
    traits::{fungible::InspectHold, Get},
};
use joule_primitives::{
    attestation::{ChallengeId, DeviceKey, DeviceState},
    types::Balance,
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        Self::check_holds()?;
        Self::check_challenges()?;
        for (key, device) in DeviceRecords::<T>::iter() {
            Self::check_device(&key, &device)?;
        }
        Self::check_room_on_trial()?;
        Self::check_offers()?;
        Self::check_samples()?;
        let settings = Settings::<T>::get();
        ensure!(settings.check().is_ok(), "A7: the settings are out of bounds");
        ensure!(T::HasVrfInEveryBlock::get(), "A10: a block may have no VRF output");
        Ok(())
    }

    /// A1.
    fn check_holds() -> Result<(), TryRuntimeError> {
        let mut sums = BTreeMap::<T::AccountId, (Balance, Balance)>::new();
        for device in DeviceRecords::<T>::iter_values() {
            let (bonds, deposits) = sums.entry(device.owner).or_default();
            *bonds = bonds.saturating_add(device.bond);
            *deposits = deposits.saturating_add(device.deposit);
        }
        // What is held of an account without devices is found, too.
        for account in frame_system::Account::<T>::iter_keys() {
            let (bonds, deposits) = sums.remove(&account).unwrap_or_default();
            let held = |reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &account);
            ensure!(
                held(HoldReason::DeviceBond) == bonds,
                "A1: the bonds held of an account are not those of its devices"
            );
            ensure!(
                held(HoldReason::DeviceRecord) == deposits,
                "A1: the deposits held of an account are not those of its devices"
            );
        }
        ensure!(sums.is_empty(), "A1: the owner of a device has no account");
        Ok(())
    }

    /// A2 and A5.
    fn check_challenges() -> Result<(), TryRuntimeError> {
        let mut commits = BTreeMap::<ChallengeId, u32>::new();
        for (key, pending) in Pending::<T>::iter() {
            let device = DeviceRecords::<T>::get(key).ok_or("A2: nobody made a commit")?;
            ensure!(
                device.due > pending.challenge,
                "A2: a device committed to a challenge that is still due of it"
            );
            let count = commits.entry(pending.challenge).or_default();
            *count = count.saturating_add(1);
        }
        let next = NextChallenge::<T>::get();
        if let Some(open) = Current::<T>::get() {
            let last = ChallengeId(open.id.0.saturating_add(1));
            ensure!(last == next, "A2: the challenge that is open is not the last one");
            ensure!(
                commits.remove(&open.id).unwrap_or(0) == open.commits,
                "A2: the challenge that is open miscounts its commits"
            );
            ensure!(!Closed::<T>::contains_key(open.id), "A2: a challenge is open and closed");
        }
        for (id, closed) in Closed::<T>::iter() {
            ensure!(id < next, "A5: a challenge is closed that did not open");
            ensure!(closed.unsettled > 0, "A5: something is left of a challenge that is settled");
            ensure!(
                commits.remove(&id) == Some(closed.unsettled),
                "A5: a challenge miscounts what is not settled"
            );
        }
        ensure!(commits.is_empty(), "A2: a commit belongs to no challenge");
        Ok(())
    }

    /// A3, A4 and A6 of one device.
    fn check_device(key: &DeviceKey, device: &DeviceOf<T>) -> Result<(), TryRuntimeError> {
        ensure!(device.score.0 <= ceiling(device.audited), "A3: a score is above what was audited");
        ensure!(UsedKeys::<T>::contains_key(key), "A4: the key of a device is not used");
        ensure!(Descriptions::<T>::contains_key(key), "A4: a device has no description");
        ensure!(
            device.misses < MAX_MISSES || !device.takes_part(),
            "A3: a device takes part that missed too much"
        );
        ensure!(device.counts_from <= Self::now(), "A3: a commit would count from a later block");
        let is_waiting = device.state == DeviceState::Waiting;
        ensure!(
            is_waiting == device.ticket.is_some(),
            "A6: a device waits without a ticket, or has one and does not wait"
        );
        ensure!(
            !is_waiting || (!device.is_excused && device.audits_due > 0),
            "A6: a device waits that needs no place"
        );
        let waits = device.ticket.and_then(WaitingRoom::<T>::get);
        ensure!(
            device.ticket.is_none() || waits == Some(*key),
            "A6: the ticket of a device is another one's"
        );
        Ok(())
    }

    /// A8.
    fn check_offers() -> Result<(), TryRuntimeError> {
        let offered = DeviceRecords::<T>::iter_values().filter(|device| device.place.is_some());
        let count = Offers::<T>::count();
        ensure!(u32::try_from(offered.count()) == Ok(count), "A8: devices offered are miscounted");
        ensure!(
            u32::try_from(Offers::<T>::iter().count()) == Ok(count),
            "A8: places of the index are miscounted"
        );
        for (place, offer) in Offers::<T>::iter() {
            ensure!(place < count, "A8: a place is past the end of the index");
            ensure!(offer.since <= Self::now(), "A8: a device came to its place in the future");
            let device = DeviceRecords::<T>::get(offer.device).ok_or("A8: nobody is offered")?;
            ensure!(device.place == Some(place), "A8: a device is at another one's place");
            ensure!(device.may_be_offered(), "A8: a device is offered that may not be drawn");
        }
        Ok(())
    }

    /// A9.
    fn check_samples() -> Result<(), TryRuntimeError> {
        for (height, sample) in Samples::<T>::iter() {
            ensure!(sample.requests > 0, "A9: a beacon is kept for nobody");
            ensure!(
                sample.value.is_some() == (height <= Self::now()),
                "A9: a beacon is missing, or known beforehand"
            );
        }
        Ok(())
    }

    /// A6.
    fn check_room_on_trial() -> Result<(), TryRuntimeError> {
        let room = Trials::<T>::get();
        let on_trial = DeviceRecords::<T>::iter_values().filter(DeviceOf::<T>::is_on_trial).count();
        ensure!(u32::try_from(on_trial) == Ok(room.taken), "A6: places on trial are miscounted");
        ensure!(room.taken <= T::MaxOnTrial::get(), "A6: more are on trial than may be");
        ensure!(room.head <= room.tail, "A6: the queue ends before it begins");
        for (ticket, key) in WaitingRoom::<T>::iter() {
            ensure!(
                (room.head..room.tail).contains(&ticket),
                "A6: a ticket was called already, or not given out"
            );
            let device = DeviceRecords::<T>::get(key).ok_or("A6: nobody has a ticket")?;
            ensure!(device.ticket == Some(ticket), "A6: a device has two tickets");
        }
        Ok(())
    }
}
