// SPDX-License-Identifier: Apache-2.0
//! Auditors, who vouch for receipts.

use crate::{
    results::has_signed,
    types::{AuditorKeys, AuditorSet, AuditorSignatures, Step},
    Auditors, Config, Error, Event, Pallet,
};
use frame_support::ensure;
use joule_pogw::messages::signed;
use joule_primitives::verdicts::JobId;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_show_quorum(
        id: JobId,
        attempt: u32,
        signatures: &AuditorSignatures,
    ) -> DispatchResult {
        let job = Self::job_at(id, attempt)?;
        let until = match job.step {
            Step::Auditing { until } => until,
            Step::Decided(_) => return Err(Error::<T>::AlreadyDecided.into()),
            Step::Proving { .. } | Step::Accepting { .. } => {
                return Err(Error::<T>::EvidenceMismatch.into());
            }
            _ => return Err(Error::<T>::WrongStep.into()),
        };
        ensure!(Self::now() <= until, Error::<T>::TooLate);
        let receipt = job.receipt.ok_or(Error::<T>::WrongStep)?;
        let auditors = Auditors::<T>::get();
        let is_enough = signatures.len() >= auditors.quorum.into() && auditors.quorum > 0;
        let is_ascending = signatures.is_sorted_by(|(one, _), (next, _)| one < next);
        ensure!(is_enough && is_ascending, Error::<T>::QuorumNotReached);
        let message = signed(&receipt.hash.0);
        let holds = signatures.iter().all(|(place, signature)| {
            let key = auditors.keys.get(usize::from(*place));
            key.is_some_and(|key| has_signed(*key, &message, signature))
        });
        ensure!(holds, Error::<T>::QuorumNotReached);
        Self::accept(id, job);
        Ok(())
    }

    pub(crate) fn do_set_auditors(keys: AuditorKeys, quorum: u8) -> DispatchResult {
        let set = AuditorSet { keys, quorum };
        ensure!(set.check().is_ok(), Error::<T>::AuditorsOutOfBounds);
        let auditors = u32::try_from(set.keys.len()).unwrap_or(u32::MAX);
        Auditors::<T>::put(set);
        Self::deposit_event(Event::AuditorsChanged { auditors, quorum });
        Ok(())
    }
}
