// SPDX-License-Identifier: Apache-2.0
//! Providers from their registration to their end.

use crate::{
    types::{History, Provider, ProviderState},
    Config, Error, Event, HoldReason, MarketSettings, Pallet, Providers, Settings,
};
use frame_support::{
    defensive, ensure,
    traits::{fungible::MutateHold, tokens::Precision},
};
use joule_math::bme::Record;
use joule_primitives::{
    market::UsdMicro,
    types::{Balance, BlockNumber},
};
use sp_runtime::{traits::SaturatedConversion, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// The height of the block that is being executed.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// How the market works.
    pub(crate) fn settings() -> MarketSettings {
        Settings::<T>::get()
    }

    /// The epoch that runs.
    pub(crate) fn epoch() -> u32 {
        Self::now().checked_div(Self::settings().epoch_blocks).unwrap_or(0)
    }

    pub(crate) fn provider(who: &T::AccountId) -> Result<Provider, DispatchError> {
        Providers::<T>::get(who).ok_or(Error::<T>::ProviderNotFound.into())
    }

    /// Takes `amount` of the free balance of `who` and holds it.
    pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::hold(&reason.into(), who, amount)
    }

    /// Gives back what is held of `who`.
    pub(crate) fn release(reason: HoldReason, who: &T::AccountId, amount: Balance) {
        let released =
            T::Currency::release(&reason.into(), who, amount, Precision::BestEffort).unwrap_or(0);
        if released != amount {
            defensive!("what is written down is held");
        }
    }

    pub(crate) fn do_register(who: T::AccountId) -> DispatchResult {
        ensure!(!Providers::<T>::contains_key(&who), Error::<T>::ProviderAlreadyExists);
        let deposit = Self::settings().provider_deposit;
        Self::hold(HoldReason::ProviderRecord, &who, deposit)?;
        let provider = Provider {
            state: ProviderState::Registered,
            deposit,
            listed: 0,
            deposits: 0,
            last_outage: None,
            history: History::default(),
        };
        Self::write_state(&who, provider, ProviderState::Registered);
        Ok(())
    }

    /// Writes a provider with another state.
    pub(crate) fn write_state(who: &T::AccountId, provider: Provider, state: ProviderState) {
        Providers::<T>::insert(who, Provider { state, ..provider });
        Self::deposit_event(Event::ProviderChanged { provider: who.clone(), state });
    }

    pub(crate) fn do_pause(who: &T::AccountId) -> DispatchResult {
        let provider = Self::provider(who)?;
        ensure!(provider.state == ProviderState::Active, Error::<T>::WrongProviderState);
        Self::write_state(who, provider, ProviderState::Maintenance);
        Ok(())
    }

    pub(crate) fn do_resume(who: &T::AccountId) -> DispatchResult {
        let provider = Self::provider(who)?;
        match provider.state {
            ProviderState::Registered | ProviderState::Maintenance => {}
            ProviderState::Jailed { until } => {
                ensure!(Self::now() >= until, Error::<T>::TooEarly);
            }
            ProviderState::Active | ProviderState::Exiting { .. } => {
                return Err(Error::<T>::WrongProviderState.into());
            }
        }
        Self::write_state(who, provider, ProviderState::Active);
        Ok(())
    }

    pub(crate) fn do_leave(who: &T::AccountId) -> DispatchResult {
        let provider = Self::provider(who)?;
        let is_leaving = matches!(provider.state, ProviderState::Exiting { .. });
        ensure!(!is_leaving, Error::<T>::WrongProviderState);
        let until = Self::now().saturating_add(Self::settings().exit_blocks);
        Self::write_state(who, provider, ProviderState::Exiting { until });
        Ok(())
    }

    pub(crate) fn do_withdraw_provider(who: &T::AccountId) -> DispatchResult {
        let provider = Self::provider(who)?;
        let ProviderState::Exiting { until } = provider.state else {
            return Err(Error::<T>::WrongProviderState.into());
        };
        ensure!(Self::now() >= until, Error::<T>::TooEarly);
        ensure!(provider.listed == 0 && provider.deposits == 0, Error::<T>::ProviderBusy);
        Self::release(HoldReason::ProviderRecord, who, provider.deposit);
        Providers::<T>::remove(who);
        Self::deposit_event(Event::ProviderRemoved { provider: who.clone() });
        Ok(())
    }

    /// Changes a provider, if there is one.
    pub(crate) fn change_provider(who: &T::AccountId, change: impl FnOnce(&mut Provider)) {
        Providers::<T>::mutate_extant(who, change);
    }

    /// A provider was at fault: it takes no new work for a while.
    pub(crate) fn jail(who: &T::AccountId) {
        let Some(provider) = Providers::<T>::get(who) else { return };
        if matches!(provider.state, ProviderState::Exiting { .. }) {
            return;
        }
        let until = Self::now().saturating_add(Self::settings().jail_blocks);
        Self::write_state(who, provider, ProviderState::Jailed { until });
    }

    /// Notes what a provider completed or failed at, in micro-dollars.
    pub(crate) fn note_work(who: &T::AccountId, completed: UsdMicro, failed: UsdMicro) {
        let epoch = Self::epoch();
        Self::change_provider(who, |provider| provider.history.add(epoch, completed, failed));
    }

    /// What counts for the reputation of a provider now.
    pub(crate) fn record(provider: &Provider) -> Record {
        provider.history.record(Self::epoch())
    }
}
