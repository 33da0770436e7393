// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The names are those of the README.

use crate::{
    types::{EpochIndex, IdleTime, RunningEpoch},
    Config, FailedIn, FailuresOf, Grants, IdleTimes, InForce, Outstanding, Pallet, Records,
    Running, Settings, SweptUntil, Upcoming, Vestings, VestingsSince, WorkClaims,
};
use frame_support::ensure;
use joule_math::bme::subsidy;
use joule_primitives::{
    money::{Pot, Pots},
    types::Balance,
};
use sp_runtime::{PerThing, TryRuntimeError};

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        let epoch = Running::<T>::get();
        Self::check_minted(&epoch)?;
        Self::check_pot(&epoch)?;
        Self::check_in_force()?;
        Self::check_running(&epoch)?;
        Self::check_grants(&epoch)?;
        Self::check_vesting(&epoch)?;
        Self::check_failures(&epoch)
    }

    /// M2: no more is minted for payments than the burn take leaves of them.
    fn check_minted(epoch: &RunningEpoch) -> Result<(), TryRuntimeError> {
        let sales = epoch.sales;
        let minted = sales.to_providers.saturating_add(sales.to_stakers);
        let kept = InForce::<T>::get().burn_take.left_from_one().mul_floor(sales.burned);
        ensure!(minted <= kept, "M2: more was minted for payments than they leave");
        let unrelated = sales.unrelated_usd_micro <= sales.usd_micro;
        let blocks = sales.unrelated_device_blocks <= sales.device_blocks;
        ensure!(unrelated && blocks, "M2: more was paid by others than by all");
        ensure!(epoch.weighted <= sales.burned, "M2: more earns a subsidy than was paid");
        Ok(())
    }

    /// M3: the pot holds what was promised of it.
    fn check_pot(epoch: &RunningEpoch) -> Result<(), TryRuntimeError> {
        let (issued, owed) = (Self::issued_in(epoch), Outstanding::<T>::get());
        let promised =
            [issued.work, issued.availability, epoch.carry_in, owed.unclaimed, owed.unvested];
        let promised = promised.into_iter().fold(0, Balance::saturating_add);
        let available = T::Issuance::available(Pot::Compute);
        ensure!(available >= promised, "M3: the compute pot holds less than was promised of it");
        Ok(())
    }

    /// M7: there is no free lunch.
    fn check_in_force() -> Result<(), TryRuntimeError> {
        for parameters in [Some(InForce::<T>::get()), Upcoming::<T>::get()].into_iter().flatten() {
            let is_sound = Self::check_parameters(parameters).is_ok();
            ensure!(is_sound, "M7: parameters by which burning may come back");
        }
        ensure!(Settings::<T>::get().check().is_ok(), "M7: times that no chain may have");
        Ok(())
    }

    /// E1: the running epoch's sums are those of what may be claimed.
    fn check_running(epoch: &RunningEpoch) -> Result<(), TryRuntimeError> {
        let weighted =
            WorkClaims::<T>::iter_prefix_values(epoch.index).fold(0, Balance::saturating_add);
        ensure!(weighted == epoch.weighted, "E1: payments that earn a subsidy are miscounted");
        let largest = WorkClaims::<T>::iter_prefix_values(epoch.index).max().unwrap_or(0);
        ensure!(largest == epoch.largest, "E1: the largest provider is another one");
        let idle = IdleTimes::<T>::iter_prefix_values((epoch.index,));
        let idle = idle.fold(IdleTime::default(), IdleTime::and);
        ensure!(idle == epoch.idle, "E1: idle time is miscounted");
        let later = Records::<T>::iter_keys().any(|record| record >= epoch.index);
        ensure!(!later, "E1: an epoch ended that has not begun");
        Ok(())
    }

    /// E2: what an epoch granted suffices for all who claim it. E3: the sum of that is known.
    fn check_grants(epoch: &RunningEpoch) -> Result<(), TryRuntimeError> {
        let mut unclaimed: Balance = 0;
        for (index, grant) in Grants::<T>::iter() {
            let is_claimable = (Self::first_claimable()..epoch.index).contains(&index);
            ensure!(is_claimable, "E2: claims of an epoch should have expired");
            let subsidies = WorkClaims::<T>::iter_prefix_values(index)
                .map(|weighted| subsidy(grant.sigma, weighted))
                .fold(0, Balance::saturating_add);
            ensure!(subsidies <= grant.work_left, "E2: subsidies exceed their grant");
            let mut left = grant;
            for idle in IdleTimes::<T>::iter_prefix_values((index,)) {
                let pay = grant.pay_of(&idle);
                ensure!(pay <= left.availability_left, "E2: the pay of devices exceeds its grant");
                left.availability_left = left.availability_left.saturating_sub(pay);
            }
            unclaimed =
                unclaimed.saturating_add(grant.work_left).saturating_add(grant.availability_left);
        }
        let owed = Outstanding::<T>::get().unclaimed;
        ensure!(unclaimed == owed, "E3: what may be claimed is miscounted");
        Ok(())
    }

    /// E3, and E4: what vests does so within as many proofs as it may take, and is looked at.
    fn check_vesting(epoch: &RunningEpoch) -> Result<(), TryRuntimeError> {
        let mut unvested: Balance = 0;
        let mut listed = VestingsSince::<T>::iter_keys().count();
        for (owner, device, vesting) in Vestings::<T>::iter() {
            let listing = (vesting.listed_in, owner, device);
            let is_listed = VestingsSince::<T>::contains_key(listing)
                && (SweptUntil::<T>::get()..=vesting.touched_in).contains(&vesting.listed_in);
            ensure!(is_listed, "E4: pay that is never looked at");
            listed = listed.saturating_sub(1);
            unvested = unvested.saturating_add(vesting.unvested);
            let proofs = 1..=Settings::<T>::get().vesting_proofs;
            let is_sound = vesting.unvested > 0 && proofs.contains(&vesting.proofs_left);
            ensure!(is_sound, "E4: pay that never vests");
            ensure!(vesting.touched_in <= epoch.index, "E4: pay vested in time to come");
        }
        ensure!(listed == 0, "E4: pay that is not there is listed");
        let owed = Outstanding::<T>::get().unvested;
        ensure!(unvested == owed, "E3: what has not vested is miscounted");
        Ok(())
    }

    /// E5: no failure is forgotten too early, and nothing is left of what was swept.
    fn check_failures(epoch: &RunningEpoch) -> Result<(), TryRuntimeError> {
        let swept = SweptUntil::<T>::get();
        ensure!(swept <= Self::first_claimable(), "E5: claims were removed that have not expired");
        let mut failures = 0usize;
        for (device, failed_in) in FailedIn::<T>::iter() {
            let is_listed = FailuresOf::<T>::contains_key(failed_in, device);
            ensure!(is_listed && failed_in <= epoch.index, "E5: a failure is not listed");
            failures = failures.saturating_add(1);
        }
        ensure!(FailuresOf::<T>::iter().count() == failures, "E5: a failure is listed twice");
        let is_left = |index: EpochIndex| index < swept;
        let left = WorkClaims::<T>::iter_keys().any(|(index, _)| is_left(index))
            || IdleTimes::<T>::iter_keys().any(|(index, _, _)| is_left(index));
        ensure!(!left, "E5: entries of an epoch that was swept are left");
        Ok(())
    }
}
