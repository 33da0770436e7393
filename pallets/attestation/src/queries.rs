// SPDX-License-Identifier: Apache-2.0
//! Answers to the questions of the runtime API.

use crate::{
    settings::AttestationSettings,
    settlement::{ceiling, Due},
    types, Config, Current, Descriptions, DeviceOf, DeviceRecords, LastCommits, LastOpened,
    NextChallenge, Pallet, Pending, Settings, Trials,
};
use alloc::{string::String, vec::Vec};
use frame_support::traits::Get;
use joule_primitives::{
    apis::attestation::{
        Challenges, Device, DevicesPage, Metadata, OpenChallenge, PendingCommit, DEVICES_PER_PAGE,
    },
    attestation::{DeviceKey, MilliComputeUnits},
    types::Hash,
};
use sp_core::bytes::to_hex;
use sp_runtime::Perbill;

impl<T: Config> Pallet<T> {
    /// Page `page` of all devices, from 0; empty past the last one.
    pub fn devices(page: u32) -> DevicesPage<T::AccountId> {
        let total = DeviceRecords::<T>::count();
        let first = usize::try_from(page.saturating_mul(DEVICES_PER_PAGE)).unwrap_or(usize::MAX);
        let most = usize::try_from(DEVICES_PER_PAGE).unwrap_or(usize::MAX);
        let keys = DeviceRecords::<T>::iter_keys().skip(first).take(most).collect::<Vec<_>>();
        DevicesPage {
            page,
            pages: total.div_ceil(DEVICES_PER_PAGE),
            total,
            on_trial: Trials::<T>::get().taken,
            max_on_trial: T::MaxOnTrial::get(),
            devices: keys.into_iter().filter_map(Self::device).collect(),
        }
    }

    /// A device, what is due of it included; `None` if there is none with this key.
    pub fn device(key: DeviceKey) -> Option<Device<T::AccountId>> {
        let Due { device, settled, .. } = Self::due_of(&key)?;
        let settings = Settings::<T>::get();
        let audit = Self::audit_now(&settings);
        let pending = Pending::<T>::get(key).filter(|_| settled.is_none());
        let DeviceOf::<T> { audits_due, class, audited, .. } = device;
        let most = MilliComputeUnits(ceiling(audited));
        let head = Trials::<T>::get().head;
        let before = |ticket: u64| u32::try_from(ticket.saturating_sub(head)).unwrap_or(u32::MAX);
        let likely = if audits_due > 0 { Perbill::one() } else { audit };
        Some(Device {
            key,
            owner: device.owner,
            class,
            state: device.state,
            is_excused: device.is_excused,
            queue_position: device.ticket.map(before),
            bond: device.bond,
            needed_bond: Self::needed_bond(&key, class, most, &settings, audit),
            score: device.score,
            audited: device.audited,
            audit_ppm: likely.deconstruct() / 1_000,
            audits_due,
            misses: device.misses,
            failures: device.failures.into_inner(),
            pending: pending.and_then(|pending| Self::describe_pending(&key, &pending)),
            metadata: describe(Descriptions::<T>::get(key).unwrap_or_default()),
        })
    }

    /// The challenge that is open, and when the next one may open.
    pub fn challenges() -> Challenges {
        let settings = Settings::<T>::get();
        let last = LastOpened::<T>::get();
        Challenges {
            block: Self::now(),
            open: Current::<T>::get().map(|open| describe_challenge(&open, &settings)),
            next: NextChallenge::<T>::get(),
            next_from: last.saturating_add(settings.min_gap_blocks),
            next_until: last.saturating_add(settings.max_gap_blocks),
            mean_interval_blocks: settings.mean_interval_blocks,
        }
    }

    /// How likely a commit to the challenge that is open is audited, or to the next one.
    fn audit_now(settings: &AttestationSettings) -> Perbill {
        let open = Current::<T>::get();
        open.map_or_else(|| settings.audit(LastCommits::<T>::get()), |open| open.audit)
    }

    fn describe_pending(key: &DeviceKey, pending: &types::PendingCommit) -> Option<PendingCommit> {
        let open = Current::<T>::get().filter(|open| open.id == pending.challenge)?;
        let is_audited = match open.sample {
            Some(sample) => Some(pending.is_audited(key, &sample, open.audit)),
            None => pending.is_audit_due.then_some(true),
        };
        let (from, until) = Self::opening_window(key, &open);
        let must_open = is_audited != Some(false) && !pending.is_opened;
        Some(PendingCommit {
            challenge: pending.challenge,
            rounds: pending.rounds,
            top: to_hex(&pending.top, false),
            claim: pending.claim,
            is_audited,
            is_opened: pending.is_opened,
            open_from: must_open.then_some(from),
            open_until: must_open.then_some(until),
        })
    }
}

fn describe_challenge(
    open: &types::OpenChallenge,
    settings: &AttestationSettings,
) -> OpenChallenge {
    OpenChallenge {
        id: open.id,
        seed: Hash::from(open.seed),
        params: open.params,
        opened_at: open.opened_at,
        commit_until: settings.commit_until(open.opened_at),
        sample_at: settings.sample_at(open.opened_at),
        open_until: settings.open_until(open.opened_at),
        sample: open.sample.map(Hash::from),
        audit_ppb: open.audit.deconstruct(),
        commits: open.commits,
        active: open.active,
        congested_blocks: open.congested_blocks,
    }
}

fn describe(metadata: types::Metadata) -> Metadata {
    Metadata {
        name: String::from_utf8_lossy(&metadata.name).into_owned(),
        vendor: String::from_utf8_lossy(&metadata.vendor).into_owned(),
        memory_mib: metadata.memory_mib,
    }
}
