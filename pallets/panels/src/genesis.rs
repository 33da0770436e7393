// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{Config, Pallet, PanelSettings, Settings};

impl<T: Config> Pallet<T> {
    /// Writes the genesis state.
    ///
    /// # Panics
    /// If the settings are not allowed: such a chain must not start.
    pub(crate) fn build_genesis(settings: &PanelSettings) {
        if let Err(refusal) = settings.check() {
            panic!("{refusal}");
        }
        Settings::<T>::put(settings);
    }
}
