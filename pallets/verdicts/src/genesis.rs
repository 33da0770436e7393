// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{AuditorSet, Auditors, Config, Pallet};

impl<T: Config> Pallet<T> {
    /// Writes the genesis state.
    ///
    /// # Panics
    /// If the auditors are not allowed: such a chain must not start.
    pub(crate) fn build_genesis(auditors: AuditorSet) {
        if let Err(refusal) = auditors.check() {
            panic!("{refusal}");
        }
        Auditors::<T>::put(auditors);
    }
}
