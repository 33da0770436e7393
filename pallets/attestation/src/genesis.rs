// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes.

use crate::{AttestationSettings, Config, Pallet, Settings};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
    /// Writes the genesis state.
    ///
    /// # Panics
    /// If the settings are not allowed, or blocks without a VRF output are: such a chain must not
    /// start.
    pub(crate) fn build_genesis(settings: &AttestationSettings) {
        assert!(
            T::HasVrfInEveryBlock::get(),
            "The genesis allows blocks without a VRF output, from which challenges are drawn. Set \
             `babe.epochConfig.allowed_slots` to PrimaryAndSecondaryVRFSlots."
        );
        if let Err(refusal) = settings.check() {
            panic!("{refusal}");
        }
        Settings::<T>::put(settings);
    }
}
