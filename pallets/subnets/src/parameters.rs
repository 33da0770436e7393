// SPDX-License-Identifier: Apache-2.0
//! Parameters: what the owner of a subnet sets, and when.

use crate::{
    bounds::{self, Circumstances, OutOfBounds},
    types::{ParametersUpdate, PriceRecord},
    Active, Config, Error, Event, Limits, Pallet, Parameters, RecordOf, SubnetRecords,
    FREEZE_BLOCKS, VERSION_INTERVAL_TEMPOS,
};
use frame_support::ensure;
use joule_math::{registration, tempo};
use joule_primitives::{
    subnets::{BurnTerms, EpochQueue, NetUid, Schedule, MAX_PAIRS},
    types::BlockNumber,
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T> From<OutOfBounds> for Error<T> {
    fn from(parameter: OutOfBounds) -> Self {
        match parameter {
            OutOfBounds::Tempo => Self::TempoOutOfBounds,
            OutOfBounds::MaxNeurons => Self::MaxNeuronsOutOfBounds,
            OutOfBounds::MaxNeuronsBelowPresent => Self::MaxNeuronsBelowPresent,
            OutOfBounds::MaxValidators => Self::MaxValidatorsOutOfBounds,
            OutOfBounds::MaxPairs => Self::MaxPairsExceeded,
            OutOfBounds::Immunity => Self::ImmunityOutOfBounds,
            OutOfBounds::MinWeights => Self::MinWeightsOutOfBounds,
            OutOfBounds::WeightsRateLimit => Self::WeightsRateLimitOutOfBounds,
            OutOfBounds::ActivityCutoff => Self::ActivityCutoffOutOfBounds,
            OutOfBounds::Kappa => Self::KappaOutOfBounds,
            OutOfBounds::BondsAlpha => Self::BondsAlphaOutOfBounds,
            OutOfBounds::LiquidAlpha => Self::LiquidAlphaOutOfBounds,
            OutOfBounds::CommitRevealPeriod => Self::CommitRevealPeriodOutOfBounds,
            OutOfBounds::BurnPrice => Self::BurnPriceOutOfBounds,
            OutOfBounds::BurnHalfLife => Self::BurnHalfLifeOutOfBounds,
            OutOfBounds::BurnStep => Self::BurnStepOutOfBounds,
        }
    }
}

/// The terms of a subnet's price, as the arithmetic takes them.
pub(crate) fn price_terms(burn: &BurnTerms) -> registration::BurnTerms {
    let BurnTerms { min, max, half_life_blocks, step_ppm } = *burn;
    registration::BurnTerms { min, max, half_life: half_life_blocks, step_ppm }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_parameters(
        coldkey: &T::AccountId,
        netuid: NetUid,
        update: ParametersUpdate,
    ) -> DispatchResult {
        let mut record = Self::owned_by(coldkey, netuid)?;
        ensure!(!update.is_empty(), Error::<T>::NothingToChange);
        let present = Parameters::<T>::get(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        let tempo_in_force = Self::tempo_of(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        let now = Self::now();
        Self::ensure_open_to_change(netuid, &record, tempo_in_force, now)?;
        let parameters = update.applied_to(present);
        let tempo_min = Limits::<T>::get().tempo_min;
        let around = Circumstances { tempo_min, tempo_in_force, neurons: record.neurons };
        bounds::check(&parameters, &around).map_err(Error::<T>::from)?;
        // Those who may validate until the next epoch are as many as were allowed before.
        let pairs = u32::from(parameters.max_neurons).saturating_mul(present.max_validators.into());
        ensure!(pairs <= MAX_PAIRS, Error::<T>::MaxPairsExceeded);
        if parameters.weights_version != present.weights_version {
            let wait = tempo_in_force.saturating_mul(VERSION_INTERVAL_TEMPOS);
            let has_waited = is_past(record.version_changed_at, wait, now);
            ensure!(has_waited, Error::<T>::VersionChangedTooRecently);
            record.version_changed_at = Some(now);
        }
        if parameters.burn != present.burn {
            // The price falls by the new terms from now on, not from the last registration on.
            let price = registration::BurnPrice::from(record.price);
            let price = price.cost(price_terms(&present.burn), now);
            record.price = PriceRecord { price, at: now };
        }
        record.parameters_changed_at = Some(now);
        SubnetRecords::<T>::insert(netuid, record);
        Parameters::<T>::insert(netuid, parameters);
        Self::deposit_event(Event::ParametersChanged { netuid, parameters });
        Ok(())
    }

    /// Refuses a change that comes too soon after the last one or too close to an epoch, which would
    /// run by other rules than those by which the work for it was done.
    fn ensure_open_to_change(
        netuid: NetUid,
        record: &RecordOf<T>,
        tempo: BlockNumber,
        now: BlockNumber,
    ) -> DispatchResult {
        let has_waited = is_past(record.parameters_changed_at, tempo, now);
        ensure!(has_waited, Error::<T>::ParametersChangedTooRecently);
        let ahead = tempo::next_epoch(now, netuid.0, tempo).saturating_sub(now);
        let is_frozen = ahead <= FREEZE_BLOCKS || T::EpochQueue::is_queued(netuid);
        ensure!(!is_frozen, Error::<T>::ParametersFrozen);
        Ok(())
    }

    /// What holds of a subnet's parameters until its next epoch is due.
    pub(crate) fn schedule_of(netuid: NetUid) -> Option<Schedule> {
        let active = Active::<T>::get();
        active.iter().find(|subnet| subnet.netuid == netuid).map(|subnet| subnet.schedule)
    }

    /// The tempo by which the epochs of a subnet come now.
    pub(crate) fn tempo_of(netuid: NetUid) -> Option<BlockNumber> {
        Self::schedule_of(netuid).map(|schedule| schedule.tempo)
    }

    /// A subnet that `coldkey` owns. The caller must store it if it changes it.
    pub(crate) fn owned_by(
        coldkey: &T::AccountId,
        netuid: NetUid,
    ) -> Result<RecordOf<T>, DispatchError> {
        let record = SubnetRecords::<T>::get(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        ensure!(Self::owner_of(&record) == *coldkey, Error::<T>::NotOwner);
        Ok(record)
    }
}

/// Whether at least `wait` blocks have passed since a block, if there was one.
fn is_past(since: Option<BlockNumber>, wait: BlockNumber, now: BlockNumber) -> bool {
    since.is_none_or(|since| now >= since.saturating_add(wait))
}
