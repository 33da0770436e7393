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

mod glue;
mod invariants;
mod sessions;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::BlockNumberFor;
    use sp_staking::SessionIndex;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_session::Config<Keys: MaxEncodedLen>
    {
        /// The most validators that a session may have.
        #[pallet::constant]
        type MaxValidators: Get<u32>;

        /// Sessions before the running one that are remembered.
        #[pallet::constant]
        type KeptSessions: Get<u32>;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// The validators of each kept session, in their order, with the keys that were in office.
    #[pallet::storage]
    pub type Owners<T: Config> = StorageMap<
        _,
        Twox64Concat,
        SessionIndex,
        BoundedVec<
            (<T as pallet_session::Config>::ValidatorId, <T as pallet_session::Config>::Keys),
            <T as Config>::MaxValidators,
        >,
        OptionQuery,
    >;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A state that cannot be was met: a session has more validators than are remembered, so
        /// the last ones are not. The chain goes on; please report it.
        Unexpected {
            /// The session.
            session: SessionIndex,
            /// How many validators it has.
            validators: u32,
        },
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(T::MaxValidators::get() > 0, "a session has a validator");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_invariants()
        }
    }
}
