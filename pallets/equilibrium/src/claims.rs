// SPDX-License-Identifier: Apache-2.0
//! Claims of what closed epochs granted.

use crate::{
    types::{EpochIndex, Grant},
    Config, Error, Event, FailedIn, Grants, IdleTimes, Outstanding, Pallet, Running, WorkClaims,
};
use frame_support::ensure;
use joule_math::bme::subsidy;
use joule_primitives::{
    attestation::DeviceKey,
    money::{PayMoney, Pot, Pots},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// What an epoch granted, if it may be claimed now.
    fn claimable(epoch: EpochIndex) -> Result<Grant, Error<T>> {
        ensure!(epoch < Running::<T>::get().index, Error::<T>::EpochNotClosed);
        Grants::<T>::get(epoch).ok_or(Error::<T>::ClaimsExpired)
    }

    pub(crate) fn do_claim_work(who: &T::AccountId, epoch: EpochIndex) -> DispatchResult {
        let mut grant = Self::claimable(epoch)?;
        let weighted = WorkClaims::<T>::get(epoch, who);
        let amount = subsidy(grant.sigma, weighted).min(grant.work_left);
        ensure!(amount > 0, Error::<T>::NothingToClaim);
        let credit = T::Issuance::withdraw(Pot::Compute, amount)?;
        grant.work_left = grant.work_left.saturating_sub(amount);
        Grants::<T>::insert(epoch, grant);
        Outstanding::<T>::mutate(|owed| owed.unclaimed = owed.unclaimed.saturating_sub(amount));
        WorkClaims::<T>::remove(epoch, who);
        T::Issuance::pay(who, credit);
        Self::deposit_event(Event::WorkClaimed { epoch, provider: who.clone(), amount });
        Ok(())
    }

    /// Whether a device lost what it had earned in `epoch`.
    pub(crate) fn is_forfeited(device: &DeviceKey, epoch: EpochIndex) -> bool {
        FailedIn::<T>::get(device).is_some_and(|failed_in| epoch < failed_in)
    }

    pub(crate) fn do_claim_availability(
        who: &T::AccountId,
        epoch: EpochIndex,
        device: DeviceKey,
    ) -> DispatchResult {
        let mut grant = Self::claimable(epoch)?;
        let idle = IdleTimes::<T>::get((epoch, who, device)).ok_or(Error::<T>::NothingToClaim)?;
        ensure!(!Self::is_forfeited(&device, epoch), Error::<T>::Forfeited);
        let amount = grant.pay_of(&idle);
        ensure!(amount > 0, Error::<T>::NothingToClaim);
        grant.availability_left = grant.availability_left.saturating_sub(amount);
        Grants::<T>::insert(epoch, grant);
        IdleTimes::<T>::remove((epoch, who, device));
        Outstanding::<T>::mutate(|owed| {
            owed.unclaimed = owed.unclaimed.saturating_sub(amount);
            owed.unvested = owed.unvested.saturating_add(amount);
        });
        let proofs = Self::begin_vesting(&device, who, amount);
        let owner = who.clone();
        Self::deposit_event(Event::AvailabilityClaimed { epoch, device, owner, amount, proofs });
        Ok(())
    }
}
