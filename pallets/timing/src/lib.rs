// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::unwrap_used
    )
)]

extern crate alloc;

#[cfg(test)]
mod tests;

pub use pallet::*;

use core::{marker::PhantomData, ops::RangeInclusive};
use frame_support::{ensure, traits::Get};
use joule_primitives::types::Moment;
use sp_runtime::TryRuntimeError;

/// Bounds of the slot duration, in milliseconds.
pub const SLOT_DURATION_MS_BOUNDS: RangeInclusive<Moment> = 200..=60_000;
/// Bounds of the session length, in slots.
pub const SESSION_SLOTS_BOUNDS: RangeInclusive<u64> = 4..=100_000;

#[frame_support::pallet]
pub mod pallet {
    use super::{is_slot_duration, Moment, SESSION_SLOTS_BOUNDS, SLOT_DURATION_MS_BOUNDS};
    use alloc::{format, string::String};
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::BlockNumberFor;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config {}

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Length of a slot, in milliseconds.
    #[pallet::storage]
    pub type SlotDurationMs<T> = StorageValue<_, Moment, ValueQuery, DefaultSlotDurationMs>;

    /// Length of a session and of a BABE epoch, in slots.
    #[pallet::storage]
    pub type SessionSlots<T> = StorageValue<_, u64, ValueQuery, DefaultSessionSlots>;

    /// Production's slots: six seconds.
    #[pallet::type_value]
    pub fn DefaultSlotDurationMs() -> Moment {
        6_000
    }

    /// Production's sessions: four hours. Shorter ones gather too few VRF outputs to renew the
    /// randomness of BABE.
    #[pallet::type_value]
    pub fn DefaultSessionSlots() -> u64 {
        2_400
    }

    /// The times that the genesis block fixes.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Length of a slot, in milliseconds.
        pub slot_duration_ms: Moment,
        /// Length of a session, in slots.
        pub session_slots: u64,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            Self {
                slot_duration_ms: DefaultSlotDurationMs::get(),
                session_slots: DefaultSessionSlots::get(),
                _config: PhantomData,
            }
        }
    }

    impl<T: Config> GenesisConfig<T> {
        /// Checks the times before they become state.
        ///
        /// # Errors
        /// A sentence that says which times are allowed.
        pub fn check(&self) -> Result<(), String> {
            if is_slot_duration(self.slot_duration_ms)
                && SESSION_SLOTS_BOUNDS.contains(&self.session_slots)
            {
                return Ok(());
            }
            Err(format!(
                "The genesis timing of {} ms per slot and {} slots per session is not allowed: \
                 slots take an even number of {SLOT_DURATION_MS_BOUNDS:?} milliseconds, sessions \
                 {SESSION_SLOTS_BOUNDS:?} slots.",
                self.slot_duration_ms, self.session_slots,
            ))
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if let Err(refusal) = self.check() {
                panic!("{refusal}");
            }
            SlotDurationMs::<T>::put(self.slot_duration_ms);
            SessionSlots::<T>::put(self.session_slots);
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_invariants()
        }
    }
}

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        ensure!(
            is_slot_duration(SlotDurationMs::<T>::get()),
            "T1: the slot duration is odd or out of bounds"
        );
        ensure!(
            SESSION_SLOTS_BOUNDS.contains(&SessionSlots::<T>::get()),
            "T2: the session length is out of bounds"
        );
        Ok(())
    }
}

/// Whether a slot may last so long: half of it must be a whole number of milliseconds.
fn is_slot_duration(duration_ms: Moment) -> bool {
    duration_ms.is_multiple_of(2) && SLOT_DURATION_MS_BOUNDS.contains(&duration_ms)
}

/// Length of a slot, in milliseconds.
pub struct SlotDuration<T>(PhantomData<T>);

impl<T: Config> Get<Moment> for SlotDuration<T> {
    fn get() -> Moment {
        SlotDurationMs::<T>::get()
    }
}

/// Least time between the timestamps of two blocks, in milliseconds: half a slot.
pub struct MinimumPeriod<T>(PhantomData<T>);

impl<T: Config> Get<Moment> for MinimumPeriod<T> {
    fn get() -> Moment {
        SlotDurationMs::<T>::get().checked_div(2).unwrap_or_default()
    }
}

/// Length of a session and of a BABE epoch, in slots.
pub struct SessionLength<T>(PhantomData<T>);

impl<T: Config> Get<u64> for SessionLength<T> {
    fn get() -> u64 {
        SessionSlots::<T>::get()
    }
}
