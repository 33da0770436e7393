// SPDX-License-Identifier: Apache-2.0
//! Findings: committed to, and revealed.

use crate::{
    types::{Duty, Step},
    Config, DisputeOf, Disputes, Error, Event, Pallet, SeatOf,
};
use frame_support::ensure;
use joule_primitives::{
    panels::{finding_commitment, DisputeId, Finding},
    types::Hash,
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_commit_finding(
        who: &T::AccountId,
        id: DisputeId,
        commitment: Hash,
    ) -> DispatchResult {
        let mut dispute = Self::load(id)?;
        let Step::Sitting { commit_until, .. } = dispute.step else {
            return Err(Error::<T>::PanelNotDrawn.into());
        };
        let seat = Self::seat_of(&mut dispute, who)?;
        ensure!(seat.commitment.is_none(), Error::<T>::AlreadyCommitted);
        ensure!(Self::now() <= commit_until, Error::<T>::TooLate);
        seat.commitment = Some(commitment);
        Disputes::<T>::insert(id, dispute);
        Self::deposit_event(Event::FindingCommitted { dispute: id, juror: who.clone() });
        Ok(())
    }

    pub(crate) fn do_reveal_finding(
        who: &T::AccountId,
        id: DisputeId,
        finding: Finding,
        salt: &[u8; 32],
    ) -> DispatchResult {
        let mut dispute = Self::load(id)?;
        let Step::Sitting { commit_until, reveal_until } = dispute.step else {
            return Err(Error::<T>::PanelNotDrawn.into());
        };
        let now = Self::now();
        let seat = Self::seat_of(&mut dispute, who)?;
        let commitment = seat.commitment.ok_or(Error::<T>::NotCommitted)?;
        ensure!(seat.finding.is_none(), Error::<T>::AlreadyRevealed);
        ensure!(now > commit_until, Error::<T>::TooEarly);
        ensure!(now <= reveal_until, Error::<T>::TooLate);
        let revealed = finding_commitment(&Self::genesis_hash(), id, who, finding, salt);
        ensure!(revealed == commitment, Error::<T>::CommitmentMismatch);
        seat.finding = Some(finding);
        if dispute.is_over(now) {
            Self::enqueue(Duty::Finish, now, id);
        }
        Disputes::<T>::insert(id, dispute);
        Self::deposit_event(Event::FindingRevealed { dispute: id, juror: who.clone(), finding });
        Ok(())
    }

    /// The seat of a hotkey.
    fn seat_of<'a>(
        dispute: &'a mut DisputeOf<T>,
        who: &T::AccountId,
    ) -> Result<&'a mut SeatOf<T>, DispatchError> {
        let mut seats = dispute.seats.iter_mut();
        seats.find(|seat| seat.hotkey == *who).ok_or_else(|| Error::<T>::NotJuror.into())
    }
}
