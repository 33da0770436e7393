// SPDX-License-Identifier: Apache-2.0
//! Commits: what devices say that they computed, before anybody knows what they must show of it.

use crate::{
    authorization::{bad_proof, future, stale},
    settings::AttestationSettings,
    settlement::has_enough,
    types::{
        commitment, params_of, DeviceSignature, Kind, OpenChallenge, PendingCommit, Top, Usage,
    },
    Config, Current, DeviceRecords, Event, NextChallenge, Pallet, Pending, Refusal, Settings,
};
use frame_support::defensive;
use joule_pogw::MAX_ROUNDS;
use joule_primitives::attestation::{
    ChallengeId, Clock, DeviceKey, DeviceState, MilliComputeUnits,
};
use sp_runtime::transaction_validity::{
    TransactionSource, TransactionValidityError, TransactionValidityWithRefund,
};

/// Operations in a second that are a thousandth of a compute unit, by the milliseconds of a second.
const OPERATIONS_PER_MILLI_UNIT_MS: u128 = 1_000_000;

impl<T: Config> Pallet<T> {
    pub(crate) fn authorize_commit(
        source: TransactionSource,
        key: &DeviceKey,
        challenge: &ChallengeId,
        rounds: &u32,
        top: &Top,
        signature: &DeviceSignature,
    ) -> TransactionValidityWithRefund {
        let usage = Self::commit_usage(&(key, challenge, rounds, top, signature));
        Self::check_room(source, Kind::Commit, usage)?;
        let open = Self::open_challenge_of(*challenge)?;
        let settings = Settings::<T>::get();
        let (now, until) = (Self::now(), settings.commit_until(open.opened_at));
        if now <= open.opened_at {
            return future();
        }
        if now > until {
            return stale();
        }
        if *rounds == 0 || *rounds > MAX_ROUNDS {
            return Err(Refusal::RoundsOutOfBounds.into());
        }
        let Some(due) = Self::due_of(key) else { return Err(Refusal::DeviceNotFound.into()) };
        if due.device.state != DeviceState::Active {
            return Err(Refusal::DeviceInactive.into());
        }
        if due.device.is_excused {
            return Err(Refusal::DeviceExcused.into());
        }
        // It committed to this one, or takes part from the next one on.
        if due.device.due > *challenge {
            return stale();
        }
        if !has_enough(&due.device, &settings) {
            return Err(Refusal::BondTooLow.into());
        }
        let message = commitment(key, open.seed, *rounds, *top).message();
        if !Self::has_signed(key, &message, signature) {
            return bad_proof();
        }
        Self::valid(Kind::Commit, key, *challenge, until)
    }

    pub(crate) fn do_commit(
        key: DeviceKey,
        challenge: ChallengeId,
        rounds: u32,
        top: Top,
        usage: Usage,
    ) {
        Self::note_usage(Kind::Commit, usage);
        let (Some(mut device), Some(mut open)) = (Self::touch(&key), Current::<T>::get()) else {
            defensive!("only a device that exists commits, to a challenge that is open");
            return;
        };
        device.due = ChallengeId(challenge.0.saturating_add(1));
        open.commits = open.commits.saturating_add(1);
        let claim = Self::claim(&open, rounds, &Settings::<T>::get());
        let is_audit_due = device.audits_due > 0;
        let now = Self::now();
        // A challenge that it missed proves nothing of the time before it.
        let blocks = now.saturating_sub(device.counts_from.max(open.previous_opened_at));
        device.counts_from = now;
        DeviceRecords::<T>::insert(key, device);
        Current::<T>::put(open);
        let is_opened = false;
        let pending =
            PendingCommit { challenge, rounds, top, claim, is_audit_due, is_opened, blocks };
        Pending::<T>::insert(key, pending);
        Self::deposit_event(Event::Committed { device: key, challenge, rounds, top });
    }

    /// The challenge with this number, if it is the one that is open.
    pub(crate) fn open_challenge_of(
        challenge: ChallengeId,
    ) -> Result<OpenChallenge, TransactionValidityError> {
        match Current::<T>::get() {
            Some(open) if open.id == challenge => Ok(open),
            _ if challenge < NextChallenge::<T>::get() => stale(),
            _ => future(),
        }
    }

    /// What so many rounds make if they are committed to in this block. Time runs from the block
    /// before the one that opened the challenge, in which all could be known, and never for less
    /// than the whole window: a GPU that serves several keys one after the other would be timed
    /// from the beginning for each of them.
    fn claim(
        open: &OpenChallenge,
        rounds: u32,
        settings: &AttestationSettings,
    ) -> MilliComputeUnits {
        let window = u64::from(settings.commit_blocks).saturating_add(1);
        let slots = T::Clock::slot().saturating_sub(open.known_slot).max(window);
        let elapsed_ms = u128::from(slots).saturating_mul(T::Clock::slot_ms().into());
        let operations = params_of(open.params).map_or(0, |params| params.operations(rounds));
        let units = elapsed_ms.saturating_mul(OPERATIONS_PER_MILLI_UNIT_MS);
        let claim = operations.checked_div(units).unwrap_or_default();
        MilliComputeUnits(u64::try_from(claim).unwrap_or(u64::MAX))
    }
}
