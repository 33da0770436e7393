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

mod enactments;
mod invariants;
mod times;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use enactments::task_name;
pub use pallet::*;
pub use times::{EnactmentDelay, MotionDuration, BLOCKS_BOUNDS};
pub use types::{BoundedCallOf, CallOf, Enactment, EnactmentOf};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        times::{is_number_of_blocks, BLOCKS_BOUNDS},
        EnactmentOf, WeightInfo,
    };
    use alloc::{boxed::Box, format, string::String};
    use frame_support::{
        dispatch::{GetDispatchInfo, PostDispatchInfo},
        pallet_prelude::*,
        traits::{schedule::v3::Named, QueryPreimage, StorePreimage},
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::Dispatchable;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// What can be enacted: every call of the runtime.
        type RuntimeCall: Parameter
            + Dispatchable<
                RuntimeOrigin = <Self as frame_system::Config>::RuntimeOrigin,
                PostInfo = PostDispatchInfo,
            > + GetDispatchInfo
            + From<Call<Self>>
            + From<frame_system::Call<Self>>;

        /// Every origin of the runtime, of which root is one.
        type PalletsOrigin: From<frame_system::RawOrigin<Self::AccountId>>;

        /// Executes approved calls when their block comes.
        type Scheduler: Named<
            BlockNumberFor<Self>,
            <Self as Config>::RuntimeCall,
            Self::PalletsOrigin,
            Hasher = Self::Hashing,
        >;

        /// Keeps approved calls that are too long for the scheduler's agenda.
        type Preimages: QueryPreimage<H = Self::Hashing> + StorePreimage;

        /// Who decides that a call is enacted.
        type EnactOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who decides that an approved call is not.
        type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// How many approved calls may wait at a time.
        #[pallet::constant]
        type MaxPending: Get<u32>;

        /// The most that an enacted call may weigh, what the pallet adds included: less than the
        /// scheduler may take of a block, or it would never be executed.
        #[pallet::constant]
        type MaxEnactmentWeight: Get<Weight>;

        /// Weights of the pallet's calls.
        type WeightInfo: WeightInfo;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Blocks between the approval of a call and its enactment.
    #[pallet::storage]
    pub type EnactmentDelayBlocks<T> = StorageValue<_, u32, ValueQuery, DefaultBlocks>;

    /// Blocks for which a motion may be voted on.
    #[pallet::storage]
    pub type MotionBlocks<T> = StorageValue<_, u32, ValueQuery, DefaultBlocks>;

    /// The number that the next approved call gets.
    #[pallet::storage]
    pub type NextId<T> = StorageValue<_, u32, ValueQuery>;

    /// The approved calls that wait for their block.
    #[pallet::storage]
    pub type Pending<T: Config> =
        CountedStorageMap<_, Twox64Concat, u32, EnactmentOf<T>, OptionQuery>;

    /// Production's delay and voting time: a week of six-second blocks.
    #[pallet::type_value]
    pub fn DefaultBlocks() -> u32 {
        100_800
    }

    /// The times that the genesis block fixes.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Blocks between the approval of a call and its enactment.
        pub enactment_delay_blocks: u32,
        /// Blocks for which a motion may be voted on.
        pub motion_blocks: u32,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            Self {
                enactment_delay_blocks: DefaultBlocks::get(),
                motion_blocks: DefaultBlocks::get(),
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
            if is_number_of_blocks(self.enactment_delay_blocks)
                && is_number_of_blocks(self.motion_blocks)
            {
                return Ok(());
            }
            Err(format!(
                "The genesis governance of {} blocks between approval and enactment and {} blocks \
                 to vote is not allowed: each takes {BLOCKS_BOUNDS:?} blocks. Set \
                 `governance.enactmentDelayBlocks` and `governance.motionBlocks`.",
                self.enactment_delay_blocks, self.motion_blocks,
            ))
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if let Err(refusal) = self.check() {
                panic!("{refusal}");
            }
            EnactmentDelayBlocks::<T>::put(self.enactment_delay_blocks);
            MotionBlocks::<T>::put(self.motion_blocks);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A call was approved and waits for its block.
        Approved {
            /// Its number.
            id: u32,
            /// The block from which on it is enacted.
            at: BlockNumberFor<T>,
            /// The hash of the call.
            call_hash: T::Hash,
        },
        /// An approved call was dropped before it was enacted.
        Cancelled {
            /// Its number.
            id: u32,
            /// The hash of the call.
            call_hash: T::Hash,
        },
        /// An approved call was dispatched as root.
        Enacted {
            /// Its number.
            id: u32,
            /// What it led to; if it failed, it changed nothing.
            result: DispatchResult,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// As many approved calls as may wait do so already. Cancel one, or wait for one to be
        /// enacted.
        TooManyPending,
        /// The call weighs more than may be scheduled, so that it would never be executed. Divide
        /// it into several.
        TooHeavy,
        /// The call is longer than can be stored. Authorise a runtime upgrade by its hash, or
        /// divide the call into several.
        TooLong,
        /// No approved call of that number waits: it was enacted, cancelled, or never approved.
        NotFound,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(T::MaxPending::get() > 0, "a call can be approved");
            assert!(
                T::WeightInfo::execute().all_lte(T::MaxEnactmentWeight::get()),
                "a call can be enacted"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_invariants()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Approves `call`: it is dispatched as root after the enactment delay, unless it is
        /// cancelled before.
        ///
        /// By motion of those who may enact. Fails if as many calls as may wait do so already, or
        /// if the call is too heavy or too long to be scheduled.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::enact(Pallet::<T>::length_of(call)))]
        pub fn enact(
            origin: OriginFor<T>,
            call: Box<<T as Config>::RuntimeCall>,
        ) -> DispatchResult {
            T::EnactOrigin::ensure_origin(origin)?;
            Self::do_enact(call)
        }

        /// Drops the approved call with the number `id`, for good.
        ///
        /// By motion of those who may cancel. Fails if no such call waits.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::cancel())]
        pub fn cancel(origin: OriginFor<T>, id: u32) -> DispatchResult {
            T::CancelOrigin::ensure_origin(origin)?;
            Self::do_cancel(id)
        }

        /// Dispatches `call`, which was approved under the number `id`, as root. It is done with
        /// then, even if it fails.
        ///
        /// Root only: the scheduler calls it. Fails if no such call waits.
        #[pallet::call_index(2)]
        #[pallet::weight(Pallet::<T>::weight_of_execution(call))]
        pub fn execute(
            origin: OriginFor<T>,
            id: u32,
            call: Box<<T as Config>::RuntimeCall>,
        ) -> DispatchResultWithPostInfo {
            ensure_root(origin)?;
            Self::do_execute(id, *call)
        }
    }
}
