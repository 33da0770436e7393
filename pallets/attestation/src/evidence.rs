// SPDX-License-Identifier: Apache-2.0
//! Equivocation: a device that signs two commitments in one challenge keeps one to show, whatever
//! is drawn. Whoever sees both may report it.

use crate::{
    authorization::{bad_proof, stale},
    types::{commitment, Fault, Kind, SignedCommit, Usage},
    Config, DeviceRecords, Event, Pallet, Refusal, EQUIVOCATION_SLASH, LONGEVITY_BLOCKS,
    REPORTER_PART,
};
use frame_support::{defensive, traits::Imbalance};
use joule_primitives::{
    attestation::{ChallengeId, DeviceKey, FollowDevices},
    money::{BurnMoney, BurnReason, PayMoney},
};
use sp_runtime::transaction_validity::{TransactionSource, TransactionValidityWithRefund};

impl<T: Config> Pallet<T> {
    pub(crate) fn authorize_report(
        source: TransactionSource,
        key: &DeviceKey,
        challenge: &ChallengeId,
        first: &SignedCommit,
        second: &SignedCommit,
        reporter: &T::AccountId,
    ) -> TransactionValidityWithRefund {
        let usage = Self::report_usage(&(key, challenge, first, second, reporter));
        Self::check_room(source, Kind::Report, usage)?;
        if (first.rounds, first.top) == (second.rounds, second.top) {
            return Err(Refusal::SameCommit.into());
        }
        let Some(device) = DeviceRecords::<T>::get(key) else {
            return Err(Refusal::DeviceNotFound.into());
        };
        if device.equivocated_in >= Some(*challenge) {
            return stale();
        }
        let Some(seed) = Self::seed_of(*challenge) else {
            return Err(Refusal::ChallengeNotFound.into());
        };
        for signed in [first, second] {
            let message = commitment(key, seed, signed.rounds, signed.top).message();
            if !Self::has_signed(key, &message, &signed.signature) {
                return bad_proof();
            }
        }
        let until = Self::now().saturating_add(LONGEVITY_BLOCKS);
        Self::valid(Kind::Report, key, *challenge, until)
    }

    pub(crate) fn do_report(
        key: DeviceKey,
        challenge: ChallengeId,
        reporter: &T::AccountId,
        usage: Usage,
    ) {
        Self::note_usage(Kind::Report, usage);
        let Some(mut device) = Self::touch(&key) else {
            defensive!("only a device that exists is reported");
            return;
        };
        device.equivocated_in = Some(challenge);
        let owner = device.owner.clone();
        let slash = EQUIVOCATION_SLASH.mul_floor(device.bond);
        let slashed = Self::cut_bond(key, device, slash);
        let amount = slashed.peek();
        let (reward, burned) = slashed.split(REPORTER_PART.mul_floor(amount));
        let paid = reward.peek();
        T::Money::burn(BurnReason::Slash, burned);
        let fault = Fault::Equivocation;
        Self::deposit_event(Event::Slashed { device: key, challenge, fault, amount });
        if paid > 0 {
            T::Money::pay(reporter, reward);
            let reporter = reporter.clone();
            Self::deposit_event(Event::ReporterPaid { device: key, reporter, amount: paid });
        }
        T::Followers::on_failed(&key, &owner);
    }
}
