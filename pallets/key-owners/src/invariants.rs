// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{Config, Owners, Pallet};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::Encode;
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::OpaqueKeys, TryRuntimeError};

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        let running = pallet_session::Pallet::<T>::current_index();
        let oldest = running.saturating_sub(T::KeptSessions::get());
        for session in oldest..=running {
            ensure!(Owners::<T>::contains_key(session), "K1: a session is forgotten too early");
        }
        for session in Owners::<T>::iter_keys() {
            let is_kept = (oldest..=running).contains(&session);
            ensure!(is_kept, "K1: a session is remembered that is not running nor recent");
        }
        let seated = Owners::<T>::get(running)
            .into_iter()
            .flatten()
            .map(|(validator, _)| validator)
            .collect::<Vec<_>>();
        ensure!(
            seated == pallet_session::Pallet::<T>::validators(),
            "K2: the entry of the running session holds other validators"
        );
        for owners in Owners::<T>::iter_values() {
            Self::check_entry(&owners)?;
        }
        Ok(())
    }

    fn check_entry(owners: &[(T::ValidatorId, T::Keys)]) -> Result<(), TryRuntimeError> {
        ensure!(!owners.is_empty(), "K3: a session has no validators");
        let (mut validators, mut seen) = (BTreeSet::new(), BTreeSet::new());
        for (validator, keys) in owners {
            ensure!(validators.insert(validator.encode()), "K3: a session has a validator twice");
            for key_type in <T::Keys as OpaqueKeys>::key_ids() {
                let key = keys.get_raw(*key_type).to_vec();
                ensure!(seen.insert((key_type.0, key)), "K3: a session has a key twice");
            }
        }
        Ok(())
    }
}
