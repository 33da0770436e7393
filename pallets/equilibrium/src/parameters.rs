// SPDX-License-Identifier: Apache-2.0
//! The parameters: when they may be set, and when they come into force.

use crate::{Config, Error, Event, InForce, Pallet, Parameters, Running, Upcoming};
use frame_support::traits::Get;
use joule_math::bme::{Params, Unsound, BURN_TAKE_MIN};
use joule_primitives::money::SettlePayment;
use sp_runtime::{DispatchResult, PerThing, Perbill};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_parameters(parameters: Parameters) -> DispatchResult {
        Self::check_parameters(parameters)?;
        Upcoming::<T>::put(parameters);
        let from = Running::<T>::get().index.saturating_add(1);
        Self::deposit_event(Event::ParametersSet { parameters, from });
        Ok(())
    }

    /// Whether the market may have these parameters.
    pub(crate) fn check_parameters(parameters: Parameters) -> Result<(), Error<T>> {
        Params::from(parameters).check(T::MaxAvailability::get()).map_err(|unsound| match unsound {
            Unsound::BurnTakeOutOfBounds => Error::BurnTakeOutOfBounds,
            Unsound::StakerTakeOutOfBounds => Error::StakerTakeOutOfBounds,
            Unsound::MarginTooSmall => Error::MarginTooSmall,
            Unsound::FreeLunch => Error::FreeLunch,
            Unsound::AvailabilityBeyondProof => Error::AvailabilityBeyondProof,
        })
    }

    /// The parameters of the epoch that runs.
    pub(crate) fn params() -> Params {
        InForce::<T>::get().into()
    }

    /// Puts those in force that were set for the next epoch.
    pub(crate) fn turn_parameters() {
        if let Some(parameters) = Upcoming::<T>::take() {
            InForce::<T>::put(parameters);
        }
    }

    /// Checks what the runtime gives the pallet.
    ///
    /// # Panics
    /// If it does not fit the pallet.
    pub(crate) fn check_constants() {
        for params in [Params::DEFAULT, Params::LEAN] {
            let is_sound = params.check(T::MaxAvailability::get());
            assert!(is_sound.is_ok(), "parameters to start with must hold: {is_sound:?}");
        }
        let payment = 1_000_000_000;
        let minted = BURN_TAKE_MIN.left_from_one().mul_floor(payment);
        assert!(
            T::Issuance::max_reminted(payment) >= minted,
            "what the least burn take leaves of a payment may be minted again"
        );
        assert!(
            T::MaxAvailability::get() < Perbill::one(),
            "idle devices earn less than busy ones"
        );
        assert!(T::MaxGap::get() > 0 && T::SlotMs::get() > 0, "time passes");
    }
}
