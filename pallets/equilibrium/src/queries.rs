// SPDX-License-Identifier: Apache-2.0
//! Answers to the questions of the runtime API.

use crate::{
    types::{EpochIndex, EpochRecord, Grant, RunningEpoch},
    Config, Grants, IdleTimes, InForce, Pallet, Records, Running, SalesOfClasses, Settings,
    Vestings, WorkClaims,
};
use alloc::vec::Vec;
use frame_support::traits::Get;
use joule_math::bme::subsidy;
use joule_primitives::apis::equilibrium::{
    AvailabilityClaim, Claims, ClassFigures, EpochFigures, EpochOutcome, MarketParameters,
    VestingPay, WorkClaim, MAX_CLAIMS_TOLD,
};

/// Milliseconds of an hour.
const HOUR_MS: u128 = 3_600_000;

impl<T: Config> Pallet<T> {
    /// The parameters of the epoch that runs.
    pub fn market_parameters() -> MarketParameters {
        let parameters = InForce::<T>::get();
        MarketParameters {
            burn_take_ppb: parameters.burn_take.deconstruct(),
            staker_take_ppb: parameters.staker_take.deconstruct(),
            max_subsidy_ppb: parameters.max_subsidy.deconstruct(),
            margin_ppb: parameters.margin.deconstruct(),
            availability_ppb: parameters.availability.deconstruct(),
        }
    }

    /// The figures of the epoch that runs, so far.
    pub fn running_epoch() -> EpochFigures {
        let epoch = Running::<T>::get();
        // What an epoch that closed now would be, but for how it ends.
        let RunningEpoch { begun_after, carry_in, weighted, sales, largest, lapsed, .. } = epoch;
        let so_far = EpochRecord {
            begun_after,
            closed_in: Self::now(),
            issued: Self::issued_in(&epoch),
            carry_in,
            weighted,
            lapsed,
            sales,
            largest,
            activity: Self::activity_in(&epoch),
            ..Default::default()
        };
        Self::figures_of(epoch.index, &so_far, None)
    }

    /// The figures of an epoch; `None` if it has not begun.
    pub fn epoch_figures(epoch: EpochIndex) -> Option<EpochFigures> {
        if epoch == Running::<T>::get().index {
            return Some(Self::running_epoch());
        }
        let record = Records::<T>::get(epoch)?;
        let outcome = EpochOutcome {
            sigma_e18: record.sigma.into_inner(),
            granted_for_work: record.granted_work,
            granted_for_availability: record.granted_availability,
            carry_out: record.carry_out,
            price: record.price,
        };
        Some(Self::figures_of(epoch, &record, Some(outcome)))
    }

    fn figures_of(
        epoch: EpochIndex,
        record: &EpochRecord,
        outcome: Option<EpochOutcome>,
    ) -> EpochFigures {
        let sales = record.sales;
        EpochFigures {
            epoch,
            first_block: record.begun_after.saturating_add(1),
            last_block: record.closed_in,
            revenue_usd_micro: sales.usd_micro,
            unrelated_revenue_usd_micro: sales.unrelated_usd_micro,
            device_blocks: sales.device_blocks,
            unrelated_device_blocks: sales.unrelated_device_blocks,
            burned: sales.burned,
            to_providers: sales.to_providers,
            to_stakers: sales.to_stakers,
            emitted_for_work: record.issued.work,
            emitted_for_availability: record.issued.availability,
            carry_in: record.carry_in,
            subsidised: record.weighted,
            lapsed: record.lapsed,
            largest: record.largest,
            activity: record.activity,
            outcome,
            classes: Self::classes_of(epoch),
        }
    }

    /// What was sold of each class, by its number. There are at most 256.
    fn classes_of(epoch: EpochIndex) -> Vec<ClassFigures> {
        let figures = |(class, sales): (_, crate::types::ClassSales)| {
            let time_ms = u128::from(sales.device_blocks).saturating_mul(T::SlotMs::get().into());
            let per_hour = sales.usd_micro.saturating_mul(HOUR_MS).checked_div(time_ms);
            ClassFigures {
                class,
                revenue_usd_micro: sales.usd_micro,
                device_blocks: sales.device_blocks,
                usd_micro_per_hour: per_hour.unwrap_or(0),
            }
        };
        let mut classes: Vec<_> = SalesOfClasses::<T>::iter_prefix(epoch).map(figures).collect();
        classes.sort_unstable_by_key(|figures| figures.class);
        classes
    }

    /// What an account may claim.
    pub fn claims(account: &T::AccountId) -> Claims {
        let running_epoch = Running::<T>::get().index;
        let mut work = Vec::new();
        let mut availability = Vec::new();
        for epoch in Self::first_claimable()..running_epoch {
            let Some(grant) = Grants::<T>::get(epoch) else { continue };
            let last_epoch = epoch.saturating_add(Settings::<T>::get().claim_epochs);
            let weighted = WorkClaims::<T>::get(epoch, account);
            let amount = subsidy(grant.sigma, weighted).min(grant.work_left);
            if amount > 0 {
                work.push(WorkClaim { epoch, last_epoch, amount });
            }
            let room = MAX_CLAIMS_TOLD.saturating_add(1).saturating_sub(availability.len());
            let claims = Self::availability_of(account, epoch, last_epoch, &grant);
            availability.extend(claims.take(room));
        }
        let mut vesting: Vec<_> =
            Self::vesting_of(account).take(MAX_CLAIMS_TOLD.saturating_add(1)).collect();
        let is_cut = availability.len().max(vesting.len()) > MAX_CLAIMS_TOLD;
        availability.truncate(MAX_CLAIMS_TOLD);
        vesting.truncate(MAX_CLAIMS_TOLD);
        let running_subsidised = WorkClaims::<T>::get(running_epoch, account);
        Claims { running_epoch, running_subsidised, work, availability, vesting, is_cut }
    }

    fn availability_of<'a>(
        account: &'a T::AccountId,
        epoch: EpochIndex,
        last_epoch: EpochIndex,
        grant: &'a Grant,
    ) -> impl Iterator<Item = AvailabilityClaim> + 'a {
        IdleTimes::<T>::iter_prefix((epoch, account)).filter_map(move |(device, idle)| {
            let amount = grant.pay_of(&idle);
            let is_kept = amount > 0 && !Self::is_forfeited(&device, epoch);
            is_kept.then_some(AvailabilityClaim { epoch, last_epoch, device, amount })
        })
    }

    fn vesting_of(account: &T::AccountId) -> impl Iterator<Item = VestingPay> {
        Vestings::<T>::iter_prefix(account).map(|(device, vesting)| VestingPay {
            device,
            unvested: vesting.unvested,
            proofs_left: vesting.proofs_left,
        })
    }
}
