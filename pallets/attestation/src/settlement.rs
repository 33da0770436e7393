// SPDX-License-Identifier: Apache-2.0
//! What becomes of a commit, and of a device that makes none: credit, misses, failures.
//!
//! Nothing is settled by itself. Whatever touches a device first settles what is due of it, so that
//! it makes no difference who does it and when; and whoever only asks sees what would come out.

use crate::{
    authorization::stale,
    settings::AttestationSettings,
    types::{
        ClosedChallenge, Device, Fault, Kind, PauseReason, PendingCommit, Usage, Verdict,
        MAX_FAILURES,
    },
    Closed, Config, CreditOf, DeviceOf, DeviceRecords, Event, HoldReason, NextChallenge, Pallet,
    Pending, Settings, WaitingRoom, AUDITS_AFTER_FAILURE, CEILING_GROWTH, FAILURE_SLASHES,
    LONGEVITY_BLOCKS, MAX_MISSES, REWARDS_PER_BOND,
};
use frame_support::{
    defensive,
    traits::{fungible::BalancedHold, Imbalance},
};
use joule_primitives::{
    attestation::{
        ChallengeId, ChallengeRewards, ClassId, DeviceKey, DeviceState, MilliComputeUnits,
    },
    money::{BurnMoney, BurnReason},
    types::{Balance, BlockNumber},
};
use sp_runtime::{
    transaction_validity::{TransactionSource, TransactionValidityWithRefund},
    Perbill, Perquintill,
};

/// What of the score is left after a miss.
const LEFT_AFTER_MISS: Perbill = Perbill::from_percent(75);

/// A commit that was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    pub challenge: ChallengeId,
    closed: ClosedChallenge,
    pub verdict: Verdict,
    /// What the device loses, in pJ.
    slash: Balance,
    /// For how many blocks it counts, if it does.
    pub blocks: BlockNumber,
}

/// A device, and what is due of it.
pub(crate) struct Due<T: Config> {
    /// As it is stored.
    pub before: DeviceOf<T>,
    /// As it will be.
    pub device: DeviceOf<T>,
    /// What became of what it had committed to.
    pub settled: Option<Settled>,
    /// How many challenges it missed, as far as they count.
    pub missed: u8,
}

impl<T: Config> Due<T> {
    /// Whether anybody may have it done: misses alone wait, until they pause the device.
    pub(crate) fn is_urgent(&self) -> bool {
        self.settled.is_some() || self.device.state != self.before.state
    }

    /// Whether the device waits until this is done: it gets a number in the queue then, or takes
    /// part without a place on trial, and cannot commit before.
    pub(crate) fn is_held_up(&self) -> bool {
        self.device.must_be_seated()
    }
}

impl<T: Config> Pallet<T> {
    /// A device, and what is due of it; `None` if there is none with this key. Writes nothing.
    pub(crate) fn due_of(key: &DeviceKey) -> Option<Due<T>> {
        Self::due_under(key, &Settings::<T>::get())
    }

    /// The same, for who has read the settings already.
    pub(crate) fn due_under(key: &DeviceKey, settings: &AttestationSettings) -> Option<Due<T>> {
        let before = DeviceRecords::<T>::get(key)?;
        let mut device = before.clone();
        let settled = Pending::<T>::get(key).and_then(|pending| {
            let closed = Closed::<T>::get(pending.challenge)?;
            Some(Self::judge(key, &mut device, &pending, closed, settings))
        });
        let missed = note_misses(&mut device, Self::first_ahead(settings));
        Some(Due { before, device, settled, missed })
    }

    /// Does what is due of a device, and returns it; `None` if there is none with this key.
    pub(crate) fn touch(key: &DeviceKey) -> Option<DeviceOf<T>> {
        let Due { before, mut device, settled, missed } = Self::due_of(key)?;
        if let Some(Settled { challenge, closed, verdict, slash, .. }) = settled {
            Self::forget_commit(key, challenge, closed);
            let score = device.score;
            Self::deposit_event(Event::CommitSettled { device: *key, challenge, verdict, score });
            if verdict == Verdict::Failed {
                T::Money::burn(BurnReason::Slash, Self::take_bond(&device.owner, slash));
                let (device, fault, amount) = (*key, Fault::NotOpened, slash);
                Self::deposit_event(Event::Slashed { device, challenge, fault, amount });
            }
        }
        if missed > 0 {
            let score = device.score;
            Self::deposit_event(Event::ChallengesMissed { device: *key, missed, score });
        }
        if before.is_on_trial() && !device.is_on_trial() {
            Self::vacate();
        }
        if device.state == DeviceState::Paused && before.state != device.state {
            let is_absent = device.misses >= MAX_MISSES;
            let reason = if is_absent { PauseReason::Absent } else { PauseReason::BondTooLow };
            Self::deposit_event(Event::DevicePaused { device: *key, reason });
        }
        if device.must_be_seated() {
            if let Some(ticket) = device.ticket.take() {
                WaitingRoom::<T>::remove(ticket);
            }
            Self::seat(*key, &mut device);
        }
        Self::lapse_offer(*key, &mut device);
        if device != before {
            DeviceRecords::<T>::insert(key, device.clone());
        }
        if let Some(settled) = &settled {
            Self::tell_of_commit(key, &device, settled, before.is_active());
        }
        Self::tell_of_change(key, &device, Some(&before));
        Some(device)
    }

    /// Says what becomes of a commit, and what that makes of its device.
    fn judge(
        key: &DeviceKey,
        device: &mut DeviceOf<T>,
        pending: &PendingCommit,
        closed: ClosedChallenge,
        settings: &AttestationSettings,
    ) -> Settled {
        let is_audited = pending.is_audited(key, &closed.sample, closed.audit);
        let mut slash = 0;
        let verdict = match (is_audited && !pending.is_opened, closed.is_congested) {
            (true, true) => {
                miss(device);
                prove_again(device);
                Verdict::Forgiven
            }
            (true, false) => {
                slash = fail(device, closed.closed_at, settings);
                Verdict::Failed
            }
            (false, _) => {
                if is_audited {
                    device.audited = pending.claim;
                }
                if pending.is_audit_due {
                    device.audits_due = device.audits_due.saturating_sub(1);
                }
                let counted = counted(device, pending.claim, settings);
                let needed = Self::needed_bond(key, device.class, counted, settings, closed.audit);
                Verdict::Credited { credit: credit(device, counted, needed), is_audited }
            }
        };
        if let DeviceState::Leaving { .. } = device.state {
            device.score = MilliComputeUnits(0);
        }
        let &PendingCommit { challenge, blocks, .. } = pending;
        Settled { challenge, closed, verdict, slash, blocks }
    }

    /// What the bond of a device must be for it to be credited with all of `counted`, in pJ, if
    /// commits are audited with the probability `audit`.
    pub(crate) fn needed_bond(
        key: &DeviceKey,
        class: ClassId,
        counted: MilliComputeUnits,
        settings: &AttestationSettings,
        audit: Perbill,
    ) -> Balance {
        let least = settings.terms(class).map_or(Balance::MAX, |terms| terms.min_bond);
        let rewards = T::Rewards::per_challenge(key, counted);
        let rewards = rewards.saturating_mul(REWARDS_PER_BOND.into());
        least.max(audit.saturating_reciprocal_mul_ceil(rewards))
    }

    /// Forgets a commit that was settled, and its challenge with the last one.
    fn forget_commit(key: &DeviceKey, challenge: ChallengeId, mut closed: ClosedChallenge) {
        Pending::<T>::remove(key);
        closed.unsettled = closed.unsettled.saturating_sub(1);
        match closed.unsettled {
            0 => Closed::<T>::remove(challenge),
            _ => Closed::<T>::insert(challenge, closed),
        }
    }

    /// Takes up to `amount` of the bond of a device that was touched, and pauses it if too little is
    /// left.
    pub(crate) fn cut_bond(
        key: DeviceKey,
        mut device: DeviceOf<T>,
        amount: Balance,
    ) -> CreditOf<T> {
        let was_on_trial = device.is_on_trial();
        let was_active = device.state == DeviceState::Active;
        let amount = amount.min(device.bond);
        device.bond = device.bond.saturating_sub(amount);
        let credit = Self::take_bond(&device.owner, amount);
        pause_if_poor(&mut device, &Settings::<T>::get());
        if was_on_trial && !device.is_on_trial() {
            Self::vacate();
        }
        if was_active && device.state == DeviceState::Paused {
            let reason = PauseReason::BondTooLow;
            Self::deposit_event(Event::DevicePaused { device: key, reason });
        }
        Self::lapse_offer(key, &mut device);
        Self::store(key, device);
        credit
    }

    /// Takes `amount` of what is held as bonds of `owner`.
    pub(crate) fn take_bond(owner: &T::AccountId, amount: Balance) -> CreditOf<T> {
        let reason = HoldReason::DeviceBond.into();
        let (credit, missing) = T::Currency::slash(&reason, owner, amount);
        if missing > 0 {
            defensive!("a bond is held until it is withdrawn");
        }
        debug_assert!(credit.peek().saturating_add(missing) == amount);
        credit
    }

    /// Whether there is something to settle that does not wait.
    pub(crate) fn authorize_settle(
        source: TransactionSource,
        key: &DeviceKey,
    ) -> TransactionValidityWithRefund {
        Self::check_room(source, Kind::Settle, Self::settle_usage(key))?;
        let Some(due) = Self::due_of(key) else {
            return Err(crate::Refusal::DeviceNotFound.into());
        };
        if !due.is_urgent() {
            return stale();
        }
        // Each time it is done, the first challenge that is due is a later one.
        let until = Self::now().saturating_add(LONGEVITY_BLOCKS);
        Self::valid(Kind::Settle, key, due.before.due, until)
    }

    pub(crate) fn do_settle(key: DeviceKey, usage: Usage) {
        Self::note_usage(Kind::Settle, usage);
        if Self::touch(&key).is_none() {
            defensive!("only a device that exists is settled");
        }
    }

    /// The number of the challenge that opened last.
    pub(crate) fn last_challenge() -> Option<ChallengeId> {
        NextChallenge::<T>::get().0.checked_sub(1).map(ChallengeId)
    }
}

/// Applies the challenges before `ahead` that a device missed: how many counted.
fn note_misses<AccountId>(device: &mut Device<AccountId>, ahead: ChallengeId) -> u8 {
    let mut missed: u8 = 0;
    while device.takes_part() && device.due < ahead && missed < MAX_MISSES {
        device.due = ChallengeId(device.due.0.saturating_add(1));
        miss(device);
        missed = missed.saturating_add(1);
    }
    missed
}

/// Counts a miss, the third of which pauses the device.
fn miss<AccountId>(device: &mut Device<AccountId>) {
    device.score = MilliComputeUnits(LEFT_AFTER_MISS.mul_floor(device.score.0));
    device.misses = device.misses.saturating_add(1);
    if device.takes_part() && device.misses >= MAX_MISSES {
        device.state = DeviceState::Paused;
    }
}

/// Lets a device fail, in a challenge that closed in the block `at`: what it loses, in pJ.
fn fail<AccountId>(
    device: &mut Device<AccountId>,
    at: BlockNumber,
    settings: &AttestationSettings,
) -> Balance {
    let oldest = at.saturating_sub(settings.failure_memory_blocks);
    device.failures.retain(|failure| *failure > oldest);
    let fraction = FAILURE_SLASHES.get(device.failures.len()).copied().unwrap_or(Perbill::one());
    if usize::try_from(MAX_FAILURES).is_ok_and(|most| device.failures.len() >= most) {
        device.failures.remove(0);
    }
    device.failures.force_push(at);
    let slash = fraction.mul_floor(device.bond);
    device.bond = device.bond.saturating_sub(slash);
    (device.score, device.audited) = (MilliComputeUnits(0), MilliComputeUnits(0));
    device.audits_due = 0;
    pause_if_poor(device, settings);
    prove_again(device);
    slash
}

/// Lets a device that is not on trial be audited for sure from now on, for which it needs a place.
fn prove_again<AccountId>(device: &mut Device<AccountId>) {
    if device.audits_due > 0 {
        return;
    }
    device.audits_due = AUDITS_AFTER_FAILURE;
    if device.takes_part() {
        device.state = DeviceState::Waiting;
    }
}

/// Pauses a device whose bond is below what its class asks for.
fn pause_if_poor<AccountId>(device: &mut Device<AccountId>, settings: &AttestationSettings) {
    if device.state == DeviceState::Active && !has_enough(device, settings) {
        device.state = DeviceState::Paused;
    }
}

/// Whether the bond of a device is what its class asks for.
pub(crate) fn has_enough<AccountId>(
    device: &Device<AccountId>,
    settings: &AttestationSettings,
) -> bool {
    settings.terms(device.class).is_some_and(|terms| device.bond >= terms.min_bond)
}

/// What counts of a claim, as far as audit and class allow.
fn counted<AccountId>(
    device: &Device<AccountId>,
    claim: MilliComputeUnits,
    settings: &AttestationSettings,
) -> MilliComputeUnits {
    let least = settings.terms(device.class).map_or(u64::MAX, |terms| terms.least_score.0);
    let proven = claim.0.min(ceiling(device.audited));
    MilliComputeUnits(if claim.0 >= least { proven } else { 0 })
}

/// Credits a device with what counts of its claim, as far as its bond allows: with how much.
fn credit<AccountId>(
    device: &mut Device<AccountId>,
    counted: MilliComputeUnits,
    needed: Balance,
) -> MilliComputeUnits {
    let ceiling = ceiling(device.audited);
    let credit = match device.bond >= needed {
        true => counted.0,
        false => Perquintill::from_rational(device.bond, needed).mul_floor(counted.0),
    };
    // Three parts of four of the score, and one of the credit.
    let sum = u128::from(device.score.0).saturating_mul(3).saturating_add(credit.into());
    let score = u64::try_from(sum >> 2).unwrap_or(u64::MAX);
    device.score = MilliComputeUnits(score.min(ceiling));
    device.misses = 0;
    MilliComputeUnits(credit)
}

/// The most that a device is credited with that computed `audited` when it was audited last.
pub(crate) fn ceiling(audited: MilliComputeUnits) -> u64 {
    audited.0.saturating_add(CEILING_GROWTH.mul_floor(audited.0))
}
