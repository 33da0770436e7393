// SPDX-License-Identifier: Apache-2.0
//! What the genesis block fixes, and relations between constants.

use crate::{Config, MarketSettings, Pallet, Settings};
use joule_primitives::{panels::MAX_PARTIES, verdicts::MAX_SEATS};

/// Checks relations between the constants.
pub(crate) fn check_constants() {
    const {
        assert!(crate::MAX_DEVICES < MAX_PARTIES, "tenant and providers are parties to a dispute");
        assert!(crate::DEGRADED_BEATS < crate::DEAD_BEATS, "time is unpaid before a lease dies");
        assert!(crate::SPOT_CHECK_SEATS <= MAX_SEATS, "worker, checker and deciders have seats");
        // A window ends at most three heartbeats after it began, and windows that touch are joined
        // within one.
        assert!(crate::RING_BEATS + 4 < crate::MAX_WINDOWS, "windows have room");
    }
    assert!(MarketSettings::public().check().is_ok(), "the public settings are allowed");
    assert!(MarketSettings::development().check().is_ok(), "those for development, too");
}

impl<T: Config> Pallet<T> {
    /// Writes the genesis state.
    ///
    /// # Panics
    /// If the settings are not allowed: such a chain must not start.
    pub(crate) fn build_genesis(settings: &MarketSettings) {
        if let Err(refusal) = settings.check() {
            panic!("{refusal}");
        }
        Settings::<T>::put(settings);
    }
}
