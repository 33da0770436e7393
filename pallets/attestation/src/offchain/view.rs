// SPDX-License-Identifier: Apache-2.0
//! What the chain says of a device, for the node that has its key.

use super::step::{Duty, View};
use crate::{
    settings::AttestationSettings,
    settlement::has_enough,
    types::{params_of, OpenChallenge},
    Config, Current, DeviceOf, Pallet, Pending, Settings,
};
use joule_primitives::{
    attestation::{Clock, DeviceKey, DeviceState},
    types::BlockNumber,
};

impl<T: Config> Pallet<T> {
    /// What the chain says of a device after the block `now`, what is due of it included; `None` if
    /// there is none with this key.
    pub(crate) fn view_of(key: &DeviceKey, now: BlockNumber) -> Option<View> {
        let due = Self::due_of(key)?;
        let is_held_up = due.is_held_up();
        let device = due.device;
        let settings = Settings::<T>::get();
        let is_fit = !device.is_excused && has_enough(&device, &settings);
        let is_paused = device.state == DeviceState::Paused;
        let resumable = Self::last_challenge()
            .filter(|last| is_paused && is_fit && device.resumed_in < Some(*last));
        let duty = Current::<T>::get()
            .and_then(|open| Self::duty_of(key, &device, is_fit, &open, &settings));
        Some(View { now, slot_ms: T::Clock::slot_ms(), duty, resumable, is_held_up })
    }

    fn duty_of(
        key: &DeviceKey,
        device: &DeviceOf<T>,
        is_fit: bool,
        open: &OpenChallenge,
        settings: &AttestationSettings,
    ) -> Option<Duty> {
        let pending = Pending::<T>::get(key).filter(|pending| pending.challenge == open.id);
        let is_audited = match (pending, open.sample) {
            (Some(pending), Some(sample)) => pending.is_audited(key, &sample, open.audit),
            _ => false,
        };
        let (open_from, open_until) = Self::opening_window(key, open);
        Some(Duty {
            challenge: open.id,
            seed: open.seed,
            params: params_of(open.params)?,
            commit_blocks: settings.commit_blocks,
            commit_until: settings.commit_until(open.opened_at),
            open_from,
            open_until,
            sample: open.sample,
            may_commit: is_fit && device.state == DeviceState::Active && device.due <= open.id,
            pending,
            is_audited,
        })
    }
}
