// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{Config, EquilibriumSettings, InForce, Pallet, Parameters, Settings};
use alloc::{format, string::String};
use frame_support::traits::Get;
use joule_math::bme::Params;
use sp_runtime::Perbill;

impl<T: Config> Pallet<T> {
    /// Checks that a chain may have these settings and parameters, where challenges prove
    /// availability of `max_availability` at most.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check_genesis(
        settings: &EquilibriumSettings,
        parameters: Parameters,
        max_availability: Perbill,
    ) -> Result<(), String> {
        settings.check()?;
        Params::from(parameters).check(max_availability).map_err(|unsound| {
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
        let most = T::MaxAvailability::get();
        if let Err(refusal) = Self::check_genesis(&settings, parameters, most) {
            panic!("{refusal}");
        }
        Settings::<T>::put(settings);
        InForce::<T>::put(parameters);
    }
}
