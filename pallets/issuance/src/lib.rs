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

mod books;
mod fees;
mod glue;
mod invariants;
mod pots;
mod queries;
mod schedule;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use fees::FeeHandler;
pub use glue::DustHandler;
pub use pallet::*;
pub use types::{EmissionSplit, SupplyLedger};
pub use weights::WeightInfo;

use frame_support::traits::fungible;
use joule_primitives::types::Balance;

/// Money that was minted or withdrawn and not yet placed.
pub type CreditOf<T> =
    fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

#[frame_support::pallet]
pub mod pallet {
    use super::{types::UnexpectedKind, Balance, EmissionSplit, SupplyLedger, WeightInfo};
    use alloc::vec::Vec;
    use frame_support::{pallet_prelude::*, traits::fungible};
    use frame_system::pallet_prelude::*;
    use joule_primitives::money::{BurnReason, Pot};
    use sp_runtime::Permill;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The token.
        type Currency: fungible::Balanced<Self::AccountId, Balance = Balance>;

        /// Who may change the split and sweep the pots.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The author of the block being executed, if it is known yet.
        type BlockAuthor: Get<Option<Self::AccountId>>;

        /// Accounts of the runtime's modules that genesis gives an existential deposit, beside
        /// the pots.
        type ModuleAccounts: Get<Vec<Self::AccountId>>;

        /// The tokens that are staked, in pJ: shown by the supply query.
        type Staked: Get<Balance>;

        /// The most of a settled payment that may be minted again.
        #[pallet::constant]
        type MaxReminted: Get<Permill>;

        /// Weights of the pallet's calls and hooks.
        type WeightInfo: WeightInfo;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Everything that was ever minted and burned.
    #[pallet::storage]
    pub type Ledger<T> = StorageValue<_, SupplyLedger, ValueQuery>;

    /// How a block's reward is divided.
    #[pallet::storage]
    pub type Split<T> = StorageValue<_, EmissionSplit, ValueQuery>;

    /// What was deposited into each pot and not yet paid out, in pJ.
    #[pallet::storage]
    pub type PotClaims<T> = StorageMap<_, Identity, Pot, Balance, ValueQuery>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How a block's reward is divided.
        pub split: EmissionSplit,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(self.split);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A block's reward was minted and divided. Amounts in pJ.
        Issued {
            /// Into the security pot.
            security: Balance,
            /// Into the subnets pot.
            subnets: Balance,
            /// Into the compute pot, for paid work.
            work: Balance,
            /// Into the compute pot, for attested devices that stand by.
            availability: Balance,
        },
        /// Tokens were destroyed.
        Burned {
            /// Why.
            reason: BurnReason,
            /// How many, in pJ.
            amount: Balance,
        },
        /// A payment was burned and part of it minted again. Amounts in pJ.
        Settled {
            /// The whole payment.
            burned: Balance,
            /// What was minted again.
            reminted: Balance,
        },
        /// Money left a pot for those who earned it.
        PotPaid {
            /// Which pot.
            pot: Pot,
            /// How much, in pJ.
            amount: Balance,
        },
        /// Money that is not the schedule's entered a pot.
        PotFunded {
            /// Which pot.
            pot: Pot,
            /// How much, in pJ.
            amount: Balance,
        },
        /// The division of the block reward changed.
        SplitChanged {
            /// The division from the next block on.
            split: EmissionSplit,
        },
        /// A state that cannot be was met. The chain goes on; please report it.
        Unexpected {
            /// What was met.
            kind: UnexpectedKind,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The parts of the split do not add up to 1,000,000 parts per million.
        SplitNotWhole,
        /// A part of the split is outside its bounds; the pallet's documentation lists them.
        SplitOutOfBounds,
        /// The pot holds nothing beyond what was deposited into it.
        NothingToSweep,
        /// Less than this amount is available in the pot.
        PotTooLow,
        /// A settlement may not mint this much of its payment again.
        RemintsTooMuch,
        /// The amount is zero.
        AmountZero,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(now: BlockNumberFor<T>) -> Weight {
            Self::issue_block_reward(now);
            T::WeightInfo::block_hooks()
        }

        fn on_finalize(_now: BlockNumberFor<T>) {
            Self::enter_what_went_unrecorded();
        }

        fn integrity_test() {
            Self::check_constants();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_invariants()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Destroys `amount` pJ of the sender, for good.
        ///
        /// With `keep_alive`, the sender must keep the existential deposit; without it, the
        /// account may be emptied, and what it could not hold is burned as dust.
        ///
        /// Fails if `amount` is zero or more than the sender may spend.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::burn())]
        pub fn burn(
            origin: OriginFor<T>,
            #[pallet::compact] amount: Balance,
            keep_alive: bool,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_burn(&who, amount, keep_alive)
        }

        /// Changes how a block's reward is divided, from the next block on.
        ///
        /// Governance only. Fails if the parts, in parts per million, do not add up to 1,000,000
        /// or if one is outside its bounds.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_split())]
        pub fn set_split(origin: OriginFor<T>, split: EmissionSplit) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_split(split)
        }

        /// Burns what `pot` holds beyond its existential deposit and what was deposited into it:
        /// money that somebody sent to its account.
        ///
        /// Governance only. Fails if there is nothing to sweep.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::sweep())]
        pub fn sweep(origin: OriginFor<T>, pot: Pot) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_sweep(pot)
        }
    }
}
