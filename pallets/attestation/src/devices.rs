// SPDX-License-Identifier: Apache-2.0
//! Devices and their bonds: from registration to withdrawal, and back from a pause.

use crate::{
    authorization::{bad_proof, future, stale},
    settlement::has_enough,
    types::{DeviceSignature, Kind, Metadata, Usage},
    ClassTerms, Config, Descriptions, DeviceOf, DeviceRecords, Error, Event, HoldReason, Pallet,
    Pending, Refusal, Settings, UsedKeys, WaitingRoom, LONGEVITY_BLOCKS, TRIAL_AUDITS,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
    defensive, ensure,
    traits::{
        fungible::{Balanced, MutateHold},
        tokens::{Fortitude, Precision, Preservation},
        Get,
    },
    BoundedVec,
};
use joule_pogw::messages::Registration;
use joule_primitives::{
    attestation::{ChallengeId, ClassId, DeviceKey, DeviceState, MilliComputeUnits},
    money::{BurnMoney, BurnReason},
    types::{Balance, BlockNumber},
};
use sp_runtime::{
    transaction_validity::{TransactionSource, TransactionValidityWithRefund},
    DispatchResult,
};

/// What a resumption begins with, unlike everything else that a device signs.
const RESUME_CONTEXT: &[u8] = b"joule/attestation/resume";

/// What `device` signs to take part again after `challenge`, the last one that opened, on the chain
/// of this genesis block: a text, and three times what is fixed in length.
#[must_use]
pub fn resume_message(genesis: &[u8; 32], device: &DeviceKey, challenge: ChallengeId) -> Vec<u8> {
    let mut message = RESUME_CONTEXT.to_vec();
    (genesis, device, challenge).encode_to(&mut message);
    message
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_register_device(
        owner: T::AccountId,
        key: DeviceKey,
        class: ClassId,
        bond: Balance,
        valid_until: BlockNumber,
        signature: &DeviceSignature,
        metadata: Metadata,
    ) -> DispatchResult {
        let settings = Settings::<T>::get();
        let terms = settings.terms(class).ok_or(Error::<T>::ClassNotFound)?;
        ensure!(bond >= terms.min_bond, Error::<T>::BondTooLow);
        ensure!(Self::now() <= valid_until, Error::<T>::ProofExpired);
        ensure!(!UsedKeys::<T>::contains_key(key), Error::<T>::KeyAlreadyUsed);
        let message = Registration {
            genesis: Self::genesis_hash(),
            owner: owner.clone().into(),
            device: key.0,
            valid_until,
        }
        .message();
        ensure!(Self::has_signed(&key, &message, signature), Error::<T>::InvalidProof);
        let deposit = T::RecordDeposit::get();
        let fee = T::Currency::withdraw(
            &owner,
            T::RegistrationFee::get(),
            Precision::Exact,
            Preservation::Preserve,
            Fortitude::Polite,
        )?;
        T::Money::burn(BurnReason::Registration, fee);
        T::Currency::hold(&HoldReason::DeviceRecord.into(), &owner, deposit)?;
        T::Currency::hold(&HoldReason::DeviceBond.into(), &owner, bond)?;
        UsedKeys::<T>::insert(key, ());
        Descriptions::<T>::insert(key, metadata);
        let mut device = DeviceOf::<T> {
            owner: owner.clone(),
            class,
            bond,
            deposit,
            state: DeviceState::Waiting,
            ticket: None,
            is_excused: false,
            score: MilliComputeUnits(0),
            audited: MilliComputeUnits(0),
            audits_due: TRIAL_AUDITS,
            failures: BoundedVec::new(),
            due: ChallengeId(0),
            misses: 0,
            resumed_in: None,
            equivocated_in: None,
            place: None,
            engagements: 0,
            counts_from: Self::now(),
        };
        Self::deposit_event(Event::DeviceRegistered { device: key, class, owner, bond });
        Self::seat(key, &mut device);
        Self::store(key, device);
        Ok(())
    }

    pub(crate) fn do_raise_bond(
        owner: &T::AccountId,
        key: DeviceKey,
        amount: Balance,
    ) -> DispatchResult {
        ensure!(amount > 0, Error::<T>::AmountZero);
        let mut device = Self::touch_own(owner, &key)?;
        ensure!(!is_leaving(&device), Error::<T>::DeviceLeaving);
        T::Currency::hold(&HoldReason::DeviceBond.into(), owner, amount)?;
        let bond = device.bond.saturating_add(amount);
        device.bond = bond;
        Self::store(key, device);
        Self::deposit_event(Event::BondRaised { device: key, bond });
        Ok(())
    }

    pub(crate) fn do_leave(owner: &T::AccountId, key: DeviceKey) -> DispatchResult {
        let mut device = Self::touch_own(owner, &key)?;
        ensure!(!is_leaving(&device), Error::<T>::DeviceLeaving);
        if device.is_on_trial() {
            Self::vacate();
        }
        if let Some(ticket) = device.ticket.take() {
            WaitingRoom::<T>::remove(ticket);
        }
        let until = Self::now().saturating_add(Settings::<T>::get().leave_blocks);
        device.state = DeviceState::Leaving { until };
        device.score = MilliComputeUnits(0);
        Self::lapse_offer(key, &mut device);
        Self::store(key, device);
        Self::deposit_event(Event::DeviceLeft { device: key, until });
        Ok(())
    }

    pub(crate) fn do_withdraw_bond(owner: &T::AccountId, key: DeviceKey) -> DispatchResult {
        let device = Self::touch_own(owner, &key)?;
        let DeviceState::Leaving { until } = device.state else {
            return Err(Error::<T>::DeviceNotLeaving.into());
        };
        ensure!(Self::now() >= until, Error::<T>::WithdrawTooEarly);
        ensure!(!Pending::<T>::contains_key(key), Error::<T>::CommitPending);
        ensure!(!device.is_excused, Error::<T>::DeviceLeased);
        ensure!(device.engagements == 0, Error::<T>::DeviceEngaged);
        let DeviceOf::<T> { bond, deposit, .. } = device;
        for (reason, amount) in
            [(HoldReason::DeviceBond, bond), (HoldReason::DeviceRecord, deposit)]
        {
            T::Currency::release(&reason.into(), owner, amount, Precision::Exact)?;
        }
        DeviceRecords::<T>::remove(key);
        Descriptions::<T>::remove(key);
        Self::deposit_event(Event::BondWithdrawn { device: key, owner: owner.clone(), bond });
        Ok(())
    }

    pub(crate) fn do_set_metadata(
        owner: &T::AccountId,
        key: DeviceKey,
        metadata: Metadata,
    ) -> DispatchResult {
        let device = DeviceRecords::<T>::get(key).ok_or(Error::<T>::DeviceNotFound)?;
        ensure!(device.owner == *owner, Error::<T>::NotOwner);
        Descriptions::<T>::insert(key, metadata);
        Self::deposit_event(Event::MetadataSet { device: key });
        Ok(())
    }

    pub(crate) fn do_set_class_terms(class: ClassId, terms: ClassTerms) -> DispatchResult {
        ensure!(terms.min_bond > 0, Error::<T>::InvalidClassTerms);
        Settings::<T>::try_mutate(|settings| -> DispatchResult {
            let place = usize::from(class.0);
            if let Some(known) = settings.classes.get_mut(place) {
                *known = terms;
                return Ok(());
            }
            ensure!(settings.classes.len() == place, Error::<T>::InvalidClassTerms);
            let added = settings.classes.try_push(terms);
            ensure!(added.is_ok(), Error::<T>::InvalidClassTerms);
            Ok(())
        })?;
        Self::deposit_event(Event::ClassTermsSet { class, terms });
        Ok(())
    }

    /// A device of `owner`, once what is due of it is done.
    pub(crate) fn touch_own(
        owner: &T::AccountId,
        key: &DeviceKey,
    ) -> Result<DeviceOf<T>, sp_runtime::DispatchError> {
        let device = DeviceRecords::<T>::get(key).ok_or(Error::<T>::DeviceNotFound)?;
        ensure!(device.owner == *owner, Error::<T>::NotOwner);
        Ok(Self::touch(key).unwrap_or(device))
    }

    pub(crate) fn authorize_resume(
        source: TransactionSource,
        key: &DeviceKey,
        challenge: &ChallengeId,
        signature: &DeviceSignature,
    ) -> TransactionValidityWithRefund {
        let usage = Self::resume_usage(&(key, challenge, signature));
        Self::check_room(source, Kind::Resume, usage)?;
        match Self::last_challenge() {
            Some(last) if *challenge == last => {}
            Some(last) if *challenge < last => return stale(),
            _ => return future(),
        }
        let Some(due) = Self::due_of(key) else { return Err(Refusal::DeviceNotFound.into()) };
        match due.device.state {
            DeviceState::Paused => {}
            DeviceState::Leaving { .. } => return Err(Refusal::NotPaused.into()),
            DeviceState::Waiting | DeviceState::Active => return stale(),
        }
        if due.device.resumed_in >= Some(*challenge) {
            return stale();
        }
        if due.device.is_excused {
            return Err(Refusal::DeviceExcused.into());
        }
        if !has_enough(&due.device, &Settings::<T>::get()) {
            return Err(Refusal::BondTooLow.into());
        }
        let message = resume_message(&Self::genesis_hash(), key, *challenge);
        if !Self::has_signed(key, &message, signature) {
            return bad_proof();
        }
        let until = Self::now().saturating_add(LONGEVITY_BLOCKS);
        Self::valid(Kind::Resume, key, *challenge, until)
    }

    pub(crate) fn do_resume(key: DeviceKey, challenge: ChallengeId, usage: Usage) {
        Self::note_usage(Kind::Resume, usage);
        let Some(mut device) = Self::touch(&key) else {
            defensive!("only a device that exists is resumed");
            return;
        };
        device.misses = 0;
        device.resumed_in = Some(challenge);
        Self::deposit_event(Event::DeviceResumed { device: key, challenge });
        Self::seat(key, &mut device);
        Self::store(key, device);
    }
}

/// Whether a device is leaving.
pub(crate) fn is_leaving<AccountId>(device: &crate::types::Device<AccountId>) -> bool {
    matches!(device.state, DeviceState::Leaving { .. })
}
