// SPDX-License-Identifier: Apache-2.0
//! What is remembered of each session.

use crate::{Config, Event, Owners, Pallet};
use frame_support::{defensive, traits::Get, BoundedVec};
use sp_runtime::{traits::OpaqueKeys, KeyTypeId};
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
    /// Remembers the validators of `session` with their keys, and forgets the oldest session.
    ///
    /// To be called when `session` starts, before the session pallet queues the keys of the one
    /// after it: `SessionManager::start_session` is that moment, and in the genesis block, too.
    pub fn note_session(session: SessionIndex) {
        let validators = pallet_session::Pallet::<T>::queued_keys();
        let count = u32::try_from(validators.len()).unwrap_or(u32::MAX);
        if count > T::MaxValidators::get() {
            defensive!("a session has no more validators than are remembered");
            Self::deposit_event(Event::Unexpected { session, validators: count });
        }
        let owners = BoundedVec::<_, T::MaxValidators>::truncate_from(validators);
        Owners::<T>::insert(session, owners);
        // One session starts at a time, so that one entry is removed at a time.
        if let Some(oldest) = session.checked_sub(T::KeptSessions::get().saturating_add(1)) {
            Owners::<T>::remove(oldest);
        }
    }

    /// How many validators `session` has; `None` if it is not kept.
    #[must_use]
    pub fn seats(session: SessionIndex) -> Option<u32> {
        let owners = Owners::<T>::get(session)?;
        u32::try_from(owners.len()).ok()
    }

    /// Which of `owners` has `key` for the purpose `key_type`.
    pub(crate) fn owner_among(
        owners: &[(T::ValidatorId, T::Keys)],
        key_type: KeyTypeId,
        key: &[u8],
    ) -> Option<T::ValidatorId> {
        // For a type that they do not know, keys say that theirs is empty, as `key` may be.
        if !<T::Keys as OpaqueKeys>::key_ids().contains(&key_type) {
            return None;
        }
        owners.iter().find(|(_, keys)| keys.get_raw(key_type) == key).map(|(who, _)| who.clone())
    }
}
