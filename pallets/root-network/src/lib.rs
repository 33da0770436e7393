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

mod allocation;
mod commits;
mod genesis;
mod glue;
mod invariants;
mod members;
mod queries;
pub mod types;
mod voting;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use allocation::parameters;
pub use commits::root_weights_hash;
pub use pallet::*;
pub use types::RootSettings;
pub use weights::WeightInfo;

pub use joule_primitives::commits::MAX_COMMITS;

use joule_primitives::{subnets::NetUid, types::BlockNumber};
use sp_runtime::Perbill;

/// The number of the root network itself. Nobody can give it anything.
pub const ROOT: NetUid = NetUid(0);
/// The most members.
pub const MAX_MEMBERS: u32 = 64;
/// Blocks between two weights of a member.
pub const WEIGHTS_INTERVAL_BLOCKS: BlockNumber = 100;
/// Blocks in which as much as the backlog would be divided, if everything were decided: 90 days.
pub const BACKLOG_BLOCKS: BlockNumber = 90 * 14_400;
/// The least part of its weights that a member must give to a subnet to count as trusting it: a
/// 64th.
pub const TRUST_THRESHOLD: Perbill = Perbill::from_parts(15_625_000);

#[frame_support::pallet]
pub mod pallet {
    use super::{
        types::{AllocationRecord, Entries, RootSettings, RootWeights},
        voting::count,
        WeightInfo, MAX_MEMBERS,
    };
    use alloc::vec::Vec;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use joule_primitives::{
        commits::CommitList,
        root::StakePools,
        staking::PoolId,
        subnets::Subnets,
        types::{BlockNumber, Hash},
    };
    use sp_runtime::Perbill;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The pools behind validators, and what is staked in them.
        type Stakes: StakePools<Self::AccountId>;

        /// The subnets.
        type Subnets: Subnets<Self::AccountId>;

        /// Who may change whether weights are promised first.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Weights of the pallet's calls and of its work.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// How weights are given, for how long and how much they count: what genesis fixed, and
    /// governance may change in part.
    #[pallet::storage]
    pub type Settings<T> = StorageValue<_, RootSettings, ValueQuery>;

    /// The pools of the members, in ascending order.
    #[pallet::storage]
    pub type Members<T> = StorageValue<_, BoundedVec<PoolId, ConstU32<MAX_MEMBERS>>, ValueQuery>;

    /// What each member says that subnets should get.
    #[pallet::storage]
    pub type Weights<T> = StorageMap<_, Twox64Concat, PoolId, RootWeights>;

    /// The commits of each member that may still be revealed, oldest first.
    #[pallet::storage]
    pub type Commits<T> = StorageMap<_, Twox64Concat, PoolId, CommitList, ValueQuery>;

    /// What the last epoch decided.
    #[pallet::storage]
    pub type Allocation<T> = StorageValue<_, AllocationRecord>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How weights are given, and for how long they count.
        pub settings: RootSettings,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(self.settings);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A validator is a member of the root network from now on.
        MemberRegistered {
            /// Number of its pool.
            pool: PoolId,
            /// The hotkey.
            hotkey: T::AccountId,
            /// The coldkey that owns it.
            coldkey: T::AccountId,
            /// The pool of the member whose place it took; nobody's while there was a free one.
            replaced: Option<PoolId>,
        },
        /// A member left the root network.
        MemberLeft {
            /// Number of its pool.
            pool: PoolId,
            /// The hotkey.
            hotkey: T::AccountId,
        },
        /// A member said what subnets should get.
        WeightsSet {
            /// Number of its pool.
            pool: PoolId,
        },
        /// A member withdrew its weights, and those that it had promised.
        WeightsCleared {
            /// Number of its pool.
            pool: PoolId,
        },
        /// A member promised weights.
        WeightsCommitted {
            /// Number of its pool.
            pool: PoolId,
            /// Hash of the weights.
            hash: Hash,
            /// The first block in which they may be revealed.
            reveal_from: BlockNumber,
            /// The last one.
            reveal_until: BlockNumber,
        },
        /// A member revealed the weights that it had promised.
        WeightsRevealed {
            /// Number of its pool.
            pool: PoolId,
            /// The block of the promise.
            committed_at: BlockNumber,
        },
        /// Governance decided whether weights are promised first.
        CommitRevealChanged {
            /// Root epochs between a commit and its reveal; nothing if weights are set at once.
            period: Option<u16>,
        },
        /// The members divided the emission among the subnets.
        EmissionAllocated {
            /// How much they could decide, by what of all stake counts of them, in parts per million.
            turnout_ppm: u32,
            /// The part of what was there to divide that they did, in parts per million.
            decided_ppm: u32,
            /// The pools of those who are no members any more, because nothing is staked in them.
            dropped: Vec<PoolId>,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// No validator has this hotkey. Check the address; `joule_validators` lists all.
        ValidatorNotFound,
        /// Only the coldkey of this validator may do that.
        NotOwner,
        /// This validator is a member of the root network already.
        MemberAlreadyExists,
        /// This validator is no member of the root network. Call `root_register` first.
        MemberNotFound,
        /// Nothing is staked behind this validator. Stake behind it first.
        StakeNotFound,
        /// There are 64 members, and all have at least as much stake. Stake more to take the place
        /// of the smallest.
        StakeTooLow,
        /// Weights of the root network are promised first now. Use `commit_root_weights`, and later
        /// `reveal_root_weights`.
        CommitRevealOn,
        /// Weights of the root network are set at once now. Use `set_root_weights`.
        CommitRevealOff,
        /// The weights must be for subnets in ascending order, each named once. Sort them.
        NetUidsNotAscending,
        /// The root network itself, netuid 0, gets no emission. Leave it out.
        RootWeighed,
        /// There is no such subnet, or it was removed. `joule_subnets` lists all.
        SubnetNotFound,
        /// No weight is above zero, or none of a subnet that exists. Weigh one, or call
        /// `clear_root_weights` to withdraw what you said.
        WeightsEmpty,
        /// This member gave or withdrew weights less than 100 blocks ago. Wait, to give others or to
        /// leave.
        WeightsTooEarly,
        /// This member has neither weights nor commits. There is nothing to withdraw.
        WeightsNotFound,
        /// Nothing was promised with this hash, or it has expired. Reveal exactly the weights and
        /// the salt that were hashed, with the same hotkey.
        CommitNotFound,
        /// These weights may not be revealed yet. Wait for the block that `WeightsCommitted` named.
        RevealTooEarly,
        /// The time to reveal these weights is over. Commit to new ones.
        RevealTooLate,
        /// The weights that stand were decided on later than these. Reveal newer ones.
        RevealOutdated,
        /// There are 128 open commits of this member. Reveal one, or wait until one expires.
        MaxCommitsExceeded,
        /// Weights are revealed 1 to 100 epochs after they are promised, and at least one epoch
        /// before they expire. Choose another period.
        PeriodOutOfBounds,
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// The most members.
        fn max_members() -> u32 {
            super::MAX_MEMBERS
        }

        /// Blocks between two weights of a member.
        fn weights_interval_blocks() -> BlockNumber {
            super::WEIGHTS_INTERVAL_BLOCKS
        }

        /// The least part of its weights that a member must give to a subnet to trust it.
        fn trust_threshold() -> Perbill {
            super::TRUST_THRESHOLD
        }

        /// Blocks in which as much as the backlog would be divided, if everything were decided.
        fn backlog_blocks() -> BlockNumber {
            super::BACKLOG_BLOCKS
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
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
        /// Makes a validator of the sender a member of the root network.
        ///
        /// It takes a free place, or that of the member with the least stake, whose weights are
        /// forgotten.
        ///
        /// Fails if nothing is staked behind it, if it is a member, or if there are 64 members and
        /// all have at least as much stake.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::root_register())]
        pub fn root_register(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_root_register(coldkey, hotkey)
        }

        /// Takes a validator of the sender out of the root network. Its weights and commits are
        /// forgotten.
        ///
        /// Fails if it is no member, or if it gave weights less than 100 blocks ago: who comes back at
        /// once would not have to wait.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::leave_root())]
        pub fn leave_root(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_leave_root(&coldkey, hotkey)
        }

        /// Says what part of the emission subnets should get, by a member of the sender.
        ///
        /// `weights` are pairs of netuid and weight in ascending order of the netuids, in any unit.
        /// What is zero is left out. They count for two weeks, on development chains less, and are
        /// set at most once in 100 blocks.
        ///
        /// Fails if weights are promised first now, if a subnet does not exist, if no weight is
        /// above zero, or if nothing is staked behind the member.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::set_root_weights(count(weights)))]
        pub fn set_root_weights(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            weights: Entries,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_set_root_weights(&coldkey, &hotkey, &weights)
        }

        /// Promises weights of a member of the sender that nobody else can know yet.
        ///
        /// `hash` is the BLAKE2-256 hash of the SCALE encoding of hotkey, pairs of netuid and
        /// weight, and salt of 32 bytes. They may be revealed as many epochs of the root network
        /// later as the settings say now. A further commit for the same window replaces this one.
        ///
        /// Fails if weights are set at once now, or if nothing is staked behind the member.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::commit_root_weights())]
        pub fn commit_root_weights(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            hash: Hash,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_commit_root_weights(&coldkey, &hotkey, hash)
        }

        /// Reveals the weights that a member of the sender promised. What they give to subnets that
        /// were removed since is left out.
        ///
        /// Fails if they were not promised, if it is too early or too late, if weights stand that
        /// were decided on later, or as `set_root_weights` does.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::reveal_root_weights(count(weights)))]
        pub fn reveal_root_weights(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            weights: Entries,
            salt: [u8; 32],
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_reveal_root_weights(&coldkey, &hotkey, &weights, &salt)
        }

        /// Withdraws the weights of a member of the sender, and those that it promised. It stays a
        /// member, whose stake holds back what it does not vote for.
        ///
        /// Fails if it has none.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::clear_root_weights())]
        pub fn clear_root_weights(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_clear_root_weights(&coldkey, &hotkey)
        }

        /// Has weights promised first from now on, and revealed `period` epochs of the root network
        /// later; or set at once if no period is given. What was promised can still be revealed.
        ///
        /// Governance only.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::set_commit_reveal())]
        pub fn set_commit_reveal(origin: OriginFor<T>, period: Option<u16>) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_commit_reveal(period)
        }
    }
}
