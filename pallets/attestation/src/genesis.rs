// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{AttestationSettings, Config, Pallet, Settings};

impl<T: Config> Pallet<T> {
    /// Writes the genesis state.
    ///
    /// # Panics
    /// If the settings are not allowed: such a chain must not start.
    pub(crate) fn build_genesis(settings: &AttestationSettings) {
        if let Err(refusal) = settings.check() {
            panic!("{refusal}");
        }
        Settings::<T>::put(settings);
    }
}
