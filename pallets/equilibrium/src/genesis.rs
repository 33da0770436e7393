// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{Config, EquilibriumSettings, InForce, Pallet, Parameters, Settings};
use alloc::{format, string::String};
use frame_support::traits::Get;
use joule_math::bme::Params;

impl<T: Config> Pallet<T> {
    /// Checks that a chain may have these settings and parameters.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check_genesis(
        settings: &EquilibriumSettings,
        parameters: Parameters,
    ) -> Result<(), String> {
        settings.check()?;
        Params::from(parameters).check(T::MaxAvailability::get()).map_err(|unsound| {
            format!(
                "The genesis sets parameters of the market by which it cannot hold: {unsound:?}. \
                 Set `equilibrium.parameters` within their bounds, and `maxSubsidy` to `burnTake` \
                 less `margin` at most."
            )
        })
    }

    /// Writes the genesis state.
    ///
    /// # Panics
    /// If settings or parameters are not allowed: such a chain must not start.
    pub(crate) fn build_genesis(settings: EquilibriumSettings, parameters: Parameters) {
        if let Err(refusal) = Self::check_genesis(&settings, parameters) {
            panic!("{refusal}");
        }
        Settings::<T>::put(settings);
        InForce::<T>::put(parameters);
    }
}
