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

mod coldkeys;
mod election;
mod exits;
mod genesis;
mod glue;
mod hotkeys;
mod invariants;
mod jurors;
mod offences;
mod pools;
mod queries;
mod sessions;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use glue::{Staked, ValidatorOf};
pub use hotkeys::proof_message;
pub use pallet::*;
pub use types::{Identity, StakingLimits};
pub use weights::WeightInfo;

use frame_support::{traits::fungible, PalletId};
use joule_primitives::{
    types::Balance,
    units::{JOULE, MILLIJOULE},
};
use sp_runtime::Permill;

/// The least that may be staked at a time, and be left staked by who acts: 0.01 JOULE.
pub const MIN_STAKE: Balance = 10 * MILLIJOULE;
/// The largest take, and that of a validator that never chose one.
pub const MAX_TAKE: Permill = Permill::from_percent(18);
/// What replacing a hotkey costs. It is burned.
pub const SWAP_FEE: Balance = JOULE / 10;
/// The most exits of one staker from one pool.
pub const MAX_EXITS: u32 = 32;
/// Sessions and slashes of a pool that are remembered for those who ask.
pub const HISTORY: u32 = 16;
/// The part of a slash that pays who reported the offence.
pub const REPORTER_PART: Permill = Permill::from_percent(10);
/// The account that holds all stake is derived from it. It begins unlike those of other modules.
pub const PALLET_ID: PalletId = PalletId(*b"st/joule");

/// Money that was withdrawn and not yet placed.
pub type CreditOf<T> =
    fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
/// A validator and the stake behind it.
pub type PoolOf<T> = types::ValidatorPool<<T as frame_system::Config>::AccountId>;
/// Stake on its way out.
pub type ExitOf<T> = types::QueuedExit<<T as frame_system::Config>::AccountId>;
/// Where stake goes that leaves.
pub type TargetOf<T> = types::ExitTarget<<T as frame_system::Config>::AccountId>;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        types::{
            AnnouncedColdkey, ChillReason, ExitPool, HotkeyRecord, Identity, Offender, StakeTotals,
            StakerRecord, StakingLimits,
        },
        Balance, CreditOf, ExitOf, Permill, PoolOf, WeightInfo, HISTORY, MAX_EXITS,
    };
    use alloc::vec::Vec;
    use frame_support::{pallet_prelude::*, traits::fungible};
    use frame_system::pallet_prelude::*;
    use joule_primitives::{
        apis::staking::{SessionReward, Slash},
        money::{BurnMoney, PayMoney, Pots},
        session::Sessions,
        staking::{OnHotkeySwapped, PoolId, StakerId},
        types::BlockNumber,
    };
    use sp_runtime::{
        traits::{IdentifyAccount, Verify},
        Perbill,
    };
    use sp_staking::SessionIndex;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The token.
        type Currency: fungible::Balanced<Self::AccountId, Balance = Balance>
            + fungible::Mutate<Self::AccountId, Balance = Balance>;

        /// Who burns, pays whoever can or cannot be paid, and holds the security pot.
        type Money: BurnMoney<CreditOf<Self>>
            + PayMoney<Self::AccountId, CreditOf<Self>>
            + Pots<Balance, CreditOf<Self>>;

        /// The sessions of consensus.
        type Sessions: Sessions<Self::AccountId>;

        /// Who else keeps something by hotkey.
        type OnHotkeySwapped: OnHotkeySwapped<Self::AccountId>;

        /// What a hotkey signs with.
        type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;

        /// Who may change seats and the least self-stake.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The most seats that a session may have on any network.
        #[pallet::constant]
        type MaxValidators: Get<u32>;

        /// The most validators that may stand for election on any network: four times as many.
        #[pallet::constant]
        type MaxCandidates: Get<u32>;

        /// Sessions after its own in which an offence can be reported.
        #[pallet::constant]
        type ReportSessions: Get<u32>;

        /// Weights of the pallet's calls.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId, Self::Signature>;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What genesis fixed, and governance may change in part.
    #[pallet::storage]
    pub type Limits<T> = StorageValue<_, StakingLimits, ValueQuery>;

    /// The number of each coldkey that has something here.
    #[pallet::storage]
    pub type StakerIds<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, StakerId>;

    /// The coldkey of each number.
    #[pallet::storage]
    pub type Stakers<T: Config> = StorageMap<_, Twox64Concat, StakerId, StakerRecord<T::AccountId>>;

    /// The next number of a coldkey.
    #[pallet::storage]
    pub type NextStaker<T> = StorageValue<_, StakerId, ValueQuery>;

    /// Coldkeys that are about to take over, by the number that they take over.
    #[pallet::storage]
    pub type ColdkeyMoves<T: Config> =
        StorageMap<_, Twox64Concat, StakerId, AnnouncedColdkey<T::AccountId>>;

    /// Whom each hotkey serves. A hotkey serves one coldkey for ever.
    #[pallet::storage]
    pub type Hotkeys<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, HotkeyRecord>;

    /// The validators and the stake behind them.
    #[pallet::storage]
    pub type Pools<T: Config> = StorageMap<_, Twox64Concat, PoolId, PoolOf<T>>;

    /// The next number of a pool: as many were ever made.
    #[pallet::storage]
    pub type NextPool<T> = StorageValue<_, PoolId, ValueQuery>;

    /// Shares of a pool that a staker owns.
    #[pallet::storage]
    pub type Stakes<T> =
        StorageDoubleMap<_, Twox64Concat, StakerId, Twox64Concat, PoolId, u128, ValueQuery>;

    /// A staker's exits from a pool, oldest first.
    #[pallet::storage]
    pub type Exits<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        StakerId,
        Twox64Concat,
        PoolId,
        BoundedVec<ExitOf<T>, ConstU32<MAX_EXITS>>,
        ValueQuery,
    >;

    /// All exits that were asked for from a pool in a session.
    #[pallet::storage]
    pub type ExitPools<T> =
        StorageDoubleMap<_, Twox64Concat, PoolId, Twox64Concat, SessionIndex, ExitPool, ValueQuery>;

    /// The end of the exit queue, in 2^-32 blocks since genesis.
    #[pallet::storage]
    pub type Frontier<T> = StorageValue<_, u64, ValueQuery>;

    /// What the staking account owes.
    #[pallet::storage]
    pub type Totals<T> = StorageValue<_, StakeTotals, ValueQuery>;

    /// The pools that stand for election, in no order.
    #[pallet::storage]
    pub type Candidates<T: Config> =
        StorageValue<_, BoundedVec<PoolId, T::MaxCandidates>, ValueQuery>;

    /// Blocks that each pool's validator authored in the running session.
    #[pallet::storage]
    pub type Authored<T> = StorageMap<_, Twox64Concat, PoolId, u32, ValueQuery>;

    /// Who offended in each session for which offences can still be reported.
    #[pallet::storage]
    pub type Offenders<T: Config> = StorageMap<
        _,
        Twox64Concat,
        SessionIndex,
        BoundedVec<Offender, T::MaxValidators>,
        ValueQuery,
    >;

    /// The latest sessions that paid a pool, oldest first.
    #[pallet::storage]
    pub type SessionRewards<T> = StorageMap<
        _,
        Twox64Concat,
        PoolId,
        BoundedVec<SessionReward, ConstU32<HISTORY>>,
        ValueQuery,
    >;

    /// The latest slashes of a pool, oldest first.
    #[pallet::storage]
    pub type Slashes<T> =
        StorageMap<_, Twox64Concat, PoolId, BoundedVec<Slash, ConstU32<HISTORY>>, ValueQuery>;

    /// What validators say about themselves.
    #[pallet::storage]
    pub type Identities<T> = StorageMap<_, Twox64Concat, PoolId, Identity>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Seats, least self-stake and waiting times.
        pub limits: StakingLimits,
        /// The first validators, which stand for election: hotkey, coldkey, and what the coldkey
        /// stakes, in pJ, from its balance. The stake may be zero.
        pub validators: Vec<(T::AccountId, T::AccountId, Balance)>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(self.limits, &self.validators);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A hotkey serves a coldkey from now on.
        HotkeyClaimed {
            /// The hotkey.
            hotkey: T::AccountId,
            /// The coldkey.
            coldkey: T::AccountId,
        },
        /// A hotkey has a pool from now on.
        ValidatorRegistered {
            /// Number of the pool.
            pool: PoolId,
            /// The hotkey.
            hotkey: T::AccountId,
            /// The coldkey that owns it.
            coldkey: T::AccountId,
            /// The part of rewards that the owner keeps.
            take: Permill,
        },
        /// A validator changed its take.
        TakeChanged {
            /// Number of the pool.
            pool: PoolId,
            /// The part of rewards that the owner keeps.
            take: Permill,
        },
        /// Stake entered a pool.
        Staked {
            /// Number of the pool.
            pool: PoolId,
            /// Who staked.
            coldkey: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
            /// The shares that it bought.
            shares: u128,
        },
        /// Stake is on its way out of a pool, to its owner's balance.
        Unstaking {
            /// Number of the pool.
            pool: PoolId,
            /// Whose stake.
            coldkey: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
            /// The shares that it gave up.
            shares: u128,
            /// The first block at which it may be withdrawn.
            matures_at: BlockNumber,
        },
        /// Stake is on its way from a pool into another one.
        StakeMoving {
            /// Number of the pool that it leaves.
            pool: PoolId,
            /// Whose stake.
            coldkey: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
            /// The shares that it gave up.
            shares: u128,
            /// Number of the pool that it goes to.
            to_pool: PoolId,
            /// Whose stake it will be.
            to_coldkey: T::AccountId,
            /// The session in which it may land.
            lands_in: SessionIndex,
        },
        /// Matured stake was paid to its owner.
        Withdrawn {
            /// Number of the pool that it left.
            pool: PoolId,
            /// Who was paid.
            coldkey: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// A reward is on its way into a pool.
        Rewarded {
            /// Number of the pool.
            pool: PoolId,
            /// How much, in pJ.
            amount: Balance,
            /// The block by which all of it has flowed in.
            until: BlockNumber,
        },
        /// Rewards reached a pool.
        RewardsFlowed {
            /// Number of the pool.
            pool: PoolId,
            /// How much, in pJ.
            amount: Balance,
            /// The shares that the owner's part of it bought.
            owner_shares: u128,
        },
        /// A validator stands for election.
        Standing {
            /// Number of the pool.
            pool: PoolId,
            /// The hotkey.
            hotkey: T::AccountId,
        },
        /// A validator no longer stands for election.
        Chilled {
            /// Number of the pool.
            pool: PoolId,
            /// Why.
            reason: ChillReason,
        },
        /// Stake was taken for an offence.
        Slashed {
            /// Number of the pool.
            pool: PoolId,
            /// The session of the offence.
            session: SessionIndex,
            /// The part of the liable stake that is taken for that session by now.
            fraction: Perbill,
            /// What was taken from the pool now, in pJ.
            amount: Balance,
            /// What was taken from its exits now, in pJ.
            from_exits: Balance,
        },
        /// Who reported an offence was paid a part of the slash.
        ReporterPaid {
            /// Who.
            reporter: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// A hotkey took the place of another one.
        HotkeySwapped {
            /// The one that serves no more.
            old: T::AccountId,
            /// The one that does.
            new: T::AccountId,
        },
        /// A coldkey wishes to hand over to another.
        ColdkeyAnnounced {
            /// The one that owns.
            old: T::AccountId,
            /// The one that will.
            new: T::AccountId,
            /// The first block at which it may take over.
            from_block: BlockNumber,
        },
        /// A coldkey changed its mind.
        ColdkeyMoveCancelled {
            /// The one that goes on owning.
            coldkey: T::AccountId,
        },
        /// A coldkey took over all stakes, exits and hotkeys of another.
        ColdkeyMoved {
            /// The one that owned.
            old: T::AccountId,
            /// The one that owns.
            new: T::AccountId,
        },
        /// A validator says something else about itself.
        IdentityChanged {
            /// Number of the pool.
            pool: PoolId,
        },
        /// Seats and the least self-stake changed.
        ElectionChanged {
            /// Seats of a session.
            max_validators: u32,
            /// What an owner must have staked itself, in pJ.
            min_self_stake: Balance,
        },
        /// A validator did not do its duty on a panel. Its owner pays.
        JurorFined {
            /// Number of the pool.
            pool: PoolId,
            /// How much, in pJ.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// No validator has this hotkey. Check the address; `joule_validators` lists all.
        ValidatorNotFound,
        /// This hotkey has a pool already. Use `set_take` to change its take.
        ValidatorAlreadyExists,
        /// Only the coldkey of this validator may do that.
        NotOwner,
        /// This hotkey serves another coldkey, and will for ever. Use another hotkey.
        HotkeyOwnedByAnother,
        /// Another hotkey took the place of this one. Use that.
        HotkeyRetired,
        /// This hotkey serves somebody already. A new one must be unused.
        HotkeyInUse,
        /// The hotkey did not sign, or signed something else than `joule-hotkey`, the hash of the
        /// genesis block and the coldkey.
        HotkeyProofInvalid,
        /// A take is at most 18 percent.
        TakeTooHigh,
        /// The validator raised its take too recently. Wait, or lower it.
        TakeRaisedTooRecently,
        /// The amount is zero.
        AmountZero,
        /// At least 0.01 JOULE must be staked or moved at a time.
        AmountBelowMinimum,
        /// The amount buys no share of this pool: one is worth more. Stake more.
        AmountBelowSharePrice,
        /// This is more than is staked. Leave the amount out to take all.
        StakeTooLow,
        /// Nothing is staked behind this validator.
        StakeNotFound,
        /// Slashes left this pool, or what left it in the current session, with shares that are worth
        /// nothing. Stake behind another validator, or try again in the following session.
        PoolWornOut,
        /// There are 32 exits from this pool, and none that this one could join. Withdraw first.
        MaxExitsExceeded,
        /// Nothing has left this pool for this account.
        ExitNotFound,
        /// Nothing has matured yet. `joule_stakes` tells when it does.
        NothingMatured,
        /// Stake is in this pool already.
        SamePool,
        /// Stake is this coldkey's already.
        SameColdkey,
        /// This validator stands for election already.
        AlreadyStanding,
        /// This validator does not stand for election.
        NotStanding,
        /// This hotkey has no session keys. Set them with `session.set_keys` first.
        SessionKeysMissing,
        /// The owner has staked too little behind its own validator to be elected.
        SelfStakeTooLow,
        /// As many stand as may, and all of them have at least as much stake.
        PoolTooSmall,
        /// This coldkey has nothing here.
        ColdkeyNotFound,
        /// That coldkey has stakes, exits or hotkeys of its own. Announce a fresh one.
        ColdkeyInUse,
        /// No change of coldkey was announced, or to another one.
        ColdkeyMoveNotFound,
        /// The change of coldkey was announced too recently. `joule_stakes` tells when it is due.
        ColdkeyMoveTooEarly,
        /// Session keys stay while their validator stands, sits or is about to sit.
        SessionKeysInUse,
        /// An offence of this validator was reported in the current session or the one before. Stand
        /// again in a later one.
        OffendedTooRecently,
        /// The number of seats is zero or more than any session may have.
        SeatsOutOfBounds,
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// The least that may be staked at a time, in pJ.
        fn min_stake() -> Balance {
            super::MIN_STAKE
        }

        /// The largest take.
        fn max_take() -> Permill {
            super::MAX_TAKE
        }

        /// What replacing a hotkey costs, in pJ.
        fn swap_fee() -> Balance {
            super::SWAP_FEE
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
        /// Gives `hotkey` a pool, owned by the sender, who keeps `take` of its rewards.
        ///
        /// At the first use of the hotkey, `proof` is its signature over the bytes `joule-hotkey`,
        /// the hash of the genesis block and the sender's account, one after the other. It may be
        /// absent if the hotkey is the sender.
        ///
        /// Fails if the take is over 18 percent, or the hotkey serves another coldkey, was replaced,
        /// has a pool, or did not sign.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register_validator())]
        pub fn register_validator(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            take: Permill,
            proof: Option<T::Signature>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_register_validator(&coldkey, hotkey, take, proof.as_ref())
        }

        /// Changes the take of a validator of the sender, for rewards from now on.
        ///
        /// Lowering is possible at any time, raising once per thirty days, on development chains
        /// more often. Fails if the take is over 18 percent.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_take())]
        pub fn set_take(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            take: Permill,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_set_take(&coldkey, &hotkey, take)
        }

        /// Stakes `amount` pJ of the sender behind a validator.
        ///
        /// Fails if that is less than 0.01 JOULE, more than the sender may spend and stay alive, or
        /// if there is no such validator.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::stake())]
        pub fn stake(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_stake(&coldkey, &hotkey, amount)
        }

        /// Asks for `amount` pJ of the sender's stake back, or for all of it.
        ///
        /// It enters the exit queue, earns nothing, and can be slashed until it matures; then
        /// `withdraw` pays it. If less than 0.01 JOULE would stay, all leaves.
        ///
        /// Fails if the amount is zero or more than is staked.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::unstake())]
        pub fn unstake(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            amount: Option<Balance>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_unstake(&coldkey, &hotkey, amount)
        }

        /// Moves `amount` pJ of the sender's stake, or all of it, behind another validator.
        ///
        /// It leaves like an exit and lands six sessions later, by `withdraw`: as soon as no offence
        /// can be reported any more for which it is liable. Until then it earns nothing and can be
        /// slashed.
        ///
        /// Fails if the amount is less than 0.01 JOULE or more than is staked, or if both are one.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::move_stake())]
        pub fn move_stake(
            origin: OriginFor<T>,
            from: T::AccountId,
            to: T::AccountId,
            amount: Option<Balance>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_move_stake(&coldkey, &from, &to, amount)
        }

        /// Gives `amount` pJ of the sender's stake behind a validator, or all of it, to another
        /// coldkey.
        ///
        /// It leaves like an exit and lands in the same pool six sessions later, by `withdraw`. Until
        /// then it earns nothing and can be slashed.
        ///
        /// Fails if the amount is less than 0.01 JOULE or more than is staked.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::transfer_stake())]
        pub fn transfer_stake(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            to: T::AccountId,
            amount: Option<Balance>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_transfer_stake(&coldkey, &hotkey, to, amount)
        }

        /// Pays what has matured of the exits of `who` from a pool, and lands what moves. Anyone may
        /// call it, but stake given to a coldkey that has nothing here is taken by that coldkey; or
        /// taken back by `who` if nobody did for six more sessions.
        ///
        /// What a pool does not take, because slashes wore it out or because it is less than one of
        /// its shares, leaves by the exit queue to the balance of `who`.
        ///
        /// Fails if nothing has matured.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::withdraw(MAX_EXITS))]
        pub fn withdraw(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            who: T::AccountId,
        ) -> DispatchResultWithPostInfo {
            let caller = ensure_signed(origin)?;
            let matured = Self::do_withdraw(&caller, &hotkey, &who)?;
            Ok(Some(T::WeightInfo::withdraw(matured)).into())
        }

        /// Lets a validator of the sender stand for election.
        ///
        /// Fails if its hotkey has no session keys, if the sender has staked too little behind it
        /// itself, if an offence of it was reported in the current session or the one before, or if
        /// as many stand as may and all have more stake.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::validate())]
        pub fn validate(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_validate(&coldkey, &hotkey)
        }

        /// Lets a validator of the sender stand for election no more. It sits on to the end of the
        /// following session if it was elected.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::chill())]
        pub fn chill(origin: OriginFor<T>, hotkey: T::AccountId) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_chill(&coldkey, &hotkey)
        }

        /// Replaces a hotkey of the sender by an unused one, for 0.1 JOULE, which is burned.
        ///
        /// The pool and everything else that the old hotkey has, such as its places in subnets, goes
        /// to the new one, which must set session keys of its own before the following session to go on
        /// validating. The old one can still be slashed for what it did, and is never used again.
        ///
        /// Fails if the new hotkey serves anybody, or did not sign (see `register_validator`).
        #[pallet::call_index(9)]
        #[pallet::weight(
            T::WeightInfo::swap_hotkey().saturating_add(T::OnHotkeySwapped::weight())
        )]
        pub fn swap_hotkey(
            origin: OriginFor<T>,
            old: T::AccountId,
            new: T::AccountId,
            proof: Option<T::Signature>,
        ) -> DispatchResultWithPostInfo {
            let coldkey = ensure_signed(origin)?;
            let followed = Self::do_swap_hotkey(&coldkey, &old, new, proof.as_ref())?;
            Ok(Some(T::WeightInfo::swap_hotkey().saturating_add(followed)).into())
        }

        /// Announces that `new` takes over all stakes, exits and hotkeys of the sender, who can
        /// cancel it until then. A further announcement replaces the one before.
        ///
        /// Fails if the sender has nothing, or the new coldkey has anything.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::announce_coldkey())]
        pub fn announce_coldkey(origin: OriginFor<T>, new: T::AccountId) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_announce_coldkey(coldkey, new)
        }

        /// Takes back the announcement of a new coldkey.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::cancel_coldkey())]
        pub fn cancel_coldkey(origin: OriginFor<T>) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_cancel_coldkey(coldkey)
        }

        /// Lets the sender take over everything of `old`, which announced it five days ago or
        /// earlier, on development chains less.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::apply_coldkey())]
        pub fn apply_coldkey(origin: OriginFor<T>, old: T::AccountId) -> DispatchResult {
            let new = ensure_signed(origin)?;
            Self::do_apply_coldkey(old, new)
        }

        /// Says something about a validator of the sender, or nothing any more.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::set_identity())]
        pub fn set_identity(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            identity: Option<Identity>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_set_identity(&coldkey, &hotkey, identity)
        }

        /// Removes the session keys of the sender, a hotkey, and returns the deposit for them.
        ///
        /// Fails while the hotkey stands for election, sits, or is about to sit.
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::purge_keys())]
        pub fn purge_keys(origin: OriginFor<T>) -> DispatchResult {
            let hotkey = ensure_signed(origin)?;
            Self::do_purge_keys(&hotkey)
        }

        /// Changes the seats of a session and what an owner must have staked itself to be elected.
        ///
        /// Governance only.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::set_election_bounds())]
        pub fn set_election_bounds(
            origin: OriginFor<T>,
            max_validators: u32,
            #[pallet::compact] min_self_stake: Balance,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_election_bounds(max_validators, min_self_stake)
        }
    }
}
