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

mod children;
mod commits;
mod division;
mod epochs;
mod genesis;
mod glue;
mod invariants;
mod pay;
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

pub use commits::weights_hash;
pub use pallet::*;
pub use types::{EpochSize, IncentiveDelays};
pub use weights::WeightInfo;

pub use joule_primitives::commits::MAX_COMMITS;

use frame_support::traits::fungible;
use joule_primitives::{
    subnets::{MAX_SUBNET_VALIDATORS, MIN_VALIDATOR_STAKE},
    types::Balance,
    units::JOULE,
};
use sp_runtime::Permill;

/// The part of a subnet's emission that is its owner's.
pub const OWNER_PART: Permill = Permill::from_percent(18);
/// The most that may validate in a subnet: its owner beside the others.
pub const MAX_PERMITS: u32 = MAX_SUBNET_VALIDATORS + 1;
/// The most children of a hotkey in a subnet.
pub const MAX_CHILDREN: u32 = 5;
/// The most parents of a hotkey in a subnet.
pub const MAX_PARENTS: u32 = 16;
/// The most loans in a subnet that nobody has ended.
pub const MAX_LOANS: u32 = 256;
/// The most loans that are kept of a subnet: as many may be about to end as go on.
pub const MAX_KEPT_LOANS: u32 = 2 * MAX_LOANS;
/// The least loan: 100 JOULE. A smaller one counts for nothing.
pub const MIN_LOAN: Balance = 100 * JOULE;
/// The largest take of a child.
pub const MAX_CHILD_TAKE: Permill = Permill::from_percent(18);
/// Tempos of a subnet between two resets of its bonds.
pub const BOND_RESET_TEMPOS: u32 = 5;

/// Money that was withdrawn and not yet placed.
pub type CreditOf<T> =
    fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
/// Stake that a hotkey lends to another one.
pub type LoanOf<T> = types::Loan<<T as frame_system::Config>::AccountId>;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        types::{
            Demands, Entries, EpochRecord, IncentiveDelays, LendingTerms, SubnetFunds, WeightRow,
        },
        voting::count,
        Balance, CreditOf, LoanOf, WeightInfo, MAX_CHILDREN, MAX_KEPT_LOANS, MAX_PERMITS,
    };
    use alloc::vec::Vec;
    use frame_support::{pallet_prelude::*, traits::fungible};
    use frame_system::pallet_prelude::*;
    use joule_primitives::{
        commits::CommitList,
        money::{BurnMoney, PayMoney, Pots},
        staking::{Hotkeys, RewardPools},
        subnets::{NetUid, SplitEmission, StakeBehind, StakeEarnings, Subnets, Uid, MAX_SUBNETS},
        types::{BlockNumber, Hash},
    };
    use sp_runtime::Permill;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The token.
        type Currency: fungible::Balanced<Self::AccountId, Balance = Balance>;

        /// Who burns, pays whoever can or cannot be paid, and holds the pot of the subnets.
        type Money: BurnMoney<CreditOf<Self>>
            + PayMoney<Self::AccountId, CreditOf<Self>>
            + Pots<Balance, CreditOf<Self>>;

        /// The subnets and their neurons.
        type Subnets: Subnets<Self::AccountId>;

        /// Whose a hotkey is.
        type Hotkeys: Hotkeys<Self::AccountId, Self::Signature>;

        /// What a hotkey signs with.
        type Signature: Parameter;

        /// The stake behind hotkeys.
        type Stakes: StakeBehind<Self::AccountId>;

        /// Who pays those who stake behind a hotkey.
        type Pools: RewardPools<Self::AccountId, CreditOf<Self>>;

        /// Who stakes what miners earn.
        type Earnings: StakeEarnings<Self::AccountId, CreditOf<Self>>;

        /// Who says how much each subnet gets.
        type SplitEmission: SplitEmission;

        /// Weights of the pallet's calls and of its work.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What genesis fixed.
    #[pallet::storage]
    pub type Delays<T> = StorageValue<_, IncentiveDelays, ValueQuery>;

    /// What each subnet has of the pot.
    #[pallet::storage]
    pub type Funds<T> = StorageMap<_, Twox64Concat, NetUid, SubnetFunds, ValueQuery>;

    /// What is pending of all subnets together, in pJ. It stays in the pot until it is paid.
    #[pallet::storage]
    pub type PendingTotal<T> = StorageValue<_, Balance, ValueQuery>;

    /// What divisions left in the pot, and what removed subnets gave back, in pJ.
    #[pallet::storage]
    pub type Backlog<T> = StorageValue<_, Balance, ValueQuery>;

    /// The subnets whose epoch is due and has not run, in the order in which they will.
    #[pallet::storage]
    pub type Queue<T> = StorageValue<_, BoundedVec<NetUid, ConstU32<MAX_SUBNETS>>, ValueQuery>;

    /// What each neuron says that others are worth.
    #[pallet::storage]
    pub type WeightRows<T> =
        StorageDoubleMap<_, Twox64Concat, NetUid, Twox64Concat, Uid, WeightRow>;

    /// The bonds of those who may validate, in 65,535ths.
    #[pallet::storage]
    pub type BondRows<T> =
        StorageDoubleMap<_, Twox64Concat, NetUid, Twox64Concat, Uid, Entries, ValueQuery>;

    /// The commits of each neuron that may still be revealed, oldest first.
    #[pallet::storage]
    pub type Commits<T> = StorageDoubleMap<
        _,
        Twox64Concat,
        NetUid,
        Twox64Concat,
        Uid,
        CommitList<Demands>,
        ValueQuery,
    >;

    /// Who may validate until the next epoch, in ascending order.
    #[pallet::storage]
    pub type Permits<T> =
        StorageMap<_, Twox64Concat, NetUid, BoundedVec<Uid, ConstU32<MAX_PERMITS>>, ValueQuery>;

    /// What the last epoch of each subnet found.
    #[pallet::storage]
    pub type Epochs<T> = StorageMap<_, Twox64Concat, NetUid, EpochRecord>;

    /// The loans of each subnet, in no order. Those that are over go when somebody looks.
    #[pallet::storage]
    pub type Loans<T: Config> = StorageMap<
        _,
        Twox64Concat,
        NetUid,
        BoundedVec<LoanOf<T>, ConstU32<MAX_KEPT_LOANS>>,
        ValueQuery,
    >;

    /// On what terms neurons borrow stake, where they said so.
    #[pallet::storage]
    pub type ChildTerms<T> =
        StorageDoubleMap<_, Twox64Concat, NetUid, Twox64Concat, Uid, LendingTerms, ValueQuery>;

    /// Behind whom what a hotkey earns as a miner is staked; nobody, if it goes to its coldkey.
    #[pallet::storage]
    pub type Payouts<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::AccountId>;

    /// When the owner of a subnet last reset its bonds. The first epoch after it starts from none.
    #[pallet::storage]
    pub type BondResets<T> = StorageMap<_, Twox64Concat, NetUid, BlockNumber>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How long changes and averages take.
        pub delays: IncentiveDelays,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(self.delays);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The emission of the last blocks was divided among the subnets.
        EmissionDivided {
            /// What each subnet got, in pJ; those that got nothing are left out.
            amounts: Vec<(NetUid, Balance)>,
            /// What is left for later divisions, in pJ.
            backlog: Balance,
        },
        /// What was pending of a removed subnet went back to what is divided among all.
        PendingReturned {
            /// The subnet.
            netuid: NetUid,
            /// How much, in pJ.
            amount: Balance,
        },
        /// An epoch of a subnet ran and paid.
        EpochRun {
            /// The subnet.
            netuid: NetUid,
            /// The block in which it ran.
            block: BlockNumber,
            /// What the owner was paid, in pJ.
            owner: Balance,
            /// What each miner was paid that earned something, in pJ.
            miners: Vec<(Uid, Balance)>,
            /// What each validator earned, for itself and for who lends to it, in pJ.
            validators: Vec<(Uid, Balance)>,
            /// What of all that could not be paid and stays pending, in pJ.
            refused: Balance,
            /// What nobody had earned for four tempos and was burned, in pJ.
            lapsed: Balance,
        },
        /// A neuron said what others are worth.
        WeightsSet {
            /// The subnet.
            netuid: NetUid,
            /// The neuron.
            uid: Uid,
        },
        /// A neuron promised weights.
        WeightsCommitted {
            /// The subnet.
            netuid: NetUid,
            /// The neuron.
            uid: Uid,
            /// Hash of the weights.
            hash: Hash,
            /// The first block in which they may be revealed.
            reveal_from: BlockNumber,
            /// The last one.
            reveal_until: BlockNumber,
        },
        /// A neuron revealed the weights that it had promised.
        WeightsRevealed {
            /// The subnet.
            netuid: NetUid,
            /// The neuron.
            uid: Uid,
            /// The block of the promise.
            committed_at: BlockNumber,
        },
        /// A hotkey lends stake to others from now on, or to none.
        ChildrenChanged {
            /// The subnet.
            netuid: NetUid,
            /// Who lends.
            parent: T::AccountId,
            /// Who is lent to, and what part.
            children: Vec<(T::AccountId, Permill)>,
            /// The first block in which it counts.
            from_block: BlockNumber,
        },
        /// A loan gives way to a larger one.
        LoanOutbid {
            /// The subnet.
            netuid: NetUid,
            /// Who lent.
            parent: T::AccountId,
            /// Who was lent to.
            child: T::AccountId,
        },
        /// A neuron borrows on other terms.
        ChildTermsChanged {
            /// The subnet.
            netuid: NetUid,
            /// The neuron.
            hotkey: T::AccountId,
            /// What it keeps of what borrowed stake earns.
            take: Permill,
            /// The first block in which it keeps that.
            take_from: BlockNumber,
            /// Whether it does not borrow at all, from now on.
            refuses: bool,
        },
        /// What a miner earns goes elsewhere.
        PayoutChanged {
            /// The miner.
            hotkey: T::AccountId,
            /// Behind whom it is staked; nobody, if it goes to the coldkey's balance.
            to: Option<T::AccountId>,
        },
        /// The bonds of a subnet are void.
        BondsReset {
            /// The subnet.
            netuid: NetUid,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no such subnet, or it was removed. `joule_subnets` lists all.
        SubnetNotFound,
        /// This hotkey is no neuron of this subnet. Register it with `subnets.register_neuron` first.
        NeuronNotFound,
        /// This hotkey serves nobody. Check the address; a hotkey is claimed when it is registered.
        HotkeyNotFound,
        /// Only the coldkey that this hotkey serves may do that.
        NotOwner,
        /// Only the owner of this subnet may do that.
        NotSubnetOwner,
        /// In this subnet weights are promised first. Use `commit_weights`, and later
        /// `reveal_weights`.
        CommitRevealOn,
        /// In this subnet weights are set at once. Use `set_weights`.
        CommitRevealOff,
        /// The weights must be for uids in ascending order, each named once. Sort them.
        UidsNotAscending,
        /// A weight is for a uid that no neuron has. `joule_metagraph` lists them.
        UidNotFound,
        /// This subnet wants weights for more neurons, zeroes not counted, or did when they were
        /// committed to. Name more.
        TooFewWeights,
        /// Without a permit to validate a neuron may give weights to itself only. Permits go to those
        /// with the most stake at the next epoch.
        PermitMissing,
        /// At least 100 JOULE must be staked behind a hotkey that gives weights, what it lends not
        /// counted.
        StakeTooLow,
        /// This subnet takes no weights of this version, or did not when they were committed to. Update
        /// the validator's software.
        VersionTooOld,
        /// This neuron gave weights too recently. Wait for as many blocks as the subnet's rate limit
        /// says.
        WeightsTooEarly,
        /// Nothing was promised with this hash, or it has expired. Reveal exactly the weights, salt
        /// and version that were hashed.
        CommitNotFound,
        /// These weights may not be revealed yet. Wait until the block that `WeightsCommitted` named.
        RevealTooEarly,
        /// The time to reveal these weights is over. Commit to new ones.
        RevealTooLate,
        /// The weights that stand, or others that may be revealed now, were decided on later than
        /// these. Reveal the latest.
        RevealOutdated,
        /// There are 128 open commits of this neuron. Reveal one, or wait until one expires.
        MaxCommitsExceeded,
        /// A hotkey cannot lend to itself. Leave it out: what is not lent stays its own.
        LoanToSelf,
        /// A child is named twice. Name each once.
        ChildRepeated,
        /// A part is nothing. Leave the child out instead.
        PartZero,
        /// The parts add up to more than all. Lower them.
        PartsExceedWhole,
        /// This hotkey borrows in this subnet, or did until lately, so it cannot lend. Refuse loans
        /// with `set_child_terms` first.
        ParentBorrows,
        /// What this hotkey lends was changed too recently, and the change does not hold yet. Change it
        /// again once it does.
        ChildrenChangedTooRecently,
        /// A child is no neuron of this subnet. Choose one that is, or let it register first.
        ChildNotFound,
        /// A child lends in this subnet itself, or did until lately. Choose another one.
        ChildLends,
        /// A child does not borrow. Choose another one.
        ChildRefuses,
        /// At least 100 JOULE must be lent to each child. Lend a larger part, or to fewer.
        LoanTooSmall,
        /// As many lend to a child as may, and all of them at least as much. Lend more, or choose
        /// another one.
        MaxParentsExceeded,
        /// There are as many loans in this subnet as may be, and all of them at least as large. Lend
        /// more.
        MaxLoansExceeded,
        /// A take is at most 18 percent.
        TakeTooHigh,
        /// The bonds were reset too recently. Wait until five tempos have passed.
        BondsResetTooRecently,
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// The part of a subnet's emission that is its owner's.
        fn owner_part() -> Permill {
            super::OWNER_PART
        }

        /// The least stake of who gives weights, in pJ.
        fn min_validator_stake() -> Balance {
            super::MIN_VALIDATOR_STAKE
        }

        /// The least loan, in pJ.
        fn min_loan() -> Balance {
            super::MIN_LOAN
        }

        /// The largest take of a child.
        fn max_child_take() -> Permill {
            super::MAX_CHILD_TAKE
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
            Self::divide_if_due().saturating_add(Self::run_next_epoch())
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
        /// Says what neurons of a subnet are worth, by the sender, a neuron of it.
        ///
        /// `weights` are pairs of uid and weight in ascending order of the uids, in any unit. What is
        /// zero is left out. `version` is that of the validator's software.
        ///
        /// Fails if the subnet wants commits first, the sender has no permit and weighs others than
        /// itself, too little stake, an old version or too recent weights, or if too few neurons are
        /// named.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_weights(count(weights)))]
        pub fn set_weights(
            origin: OriginFor<T>,
            netuid: NetUid,
            weights: Entries,
            version: u32,
        ) -> DispatchResult {
            let hotkey = ensure_signed(origin)?;
            Self::do_set_weights(&hotkey, netuid, &weights, version)
        }

        /// Promises weights of the sender, a neuron, that nobody else can know yet.
        ///
        /// `hash` is the BLAKE2-256 hash of the SCALE encoding of hotkey, netuid, pairs of uid and
        /// weight, salt of 32 bytes and version. They may be revealed in the tempo that comes as many
        /// tempos later as the subnet says now. A further commit for the same tempo replaces this one.
        ///
        /// Fails if the subnet takes weights at once, or the sender has too little stake.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::commit_weights())]
        pub fn commit_weights(origin: OriginFor<T>, netuid: NetUid, hash: Hash) -> DispatchResult {
            let hotkey = ensure_signed(origin)?;
            Self::do_commit_weights(&hotkey, netuid, hash)
        }

        /// Reveals the weights that the sender promised.
        ///
        /// Fails if they were not promised, if it is too early or too late, if weights stand that were
        /// decided on later, or as `set_weights` does.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::reveal_weights(count(weights)))]
        pub fn reveal_weights(
            origin: OriginFor<T>,
            netuid: NetUid,
            weights: Entries,
            salt: [u8; 32],
            version: u32,
        ) -> DispatchResult {
            let hotkey = ensure_signed(origin)?;
            Self::do_reveal_weights(&hotkey, netuid, &weights, &salt, version)
        }

        /// Lends parts of the stake behind `hotkey`, which serves the sender, to at most five neurons
        /// of a subnet, and to nobody else there any more.
        ///
        /// It holds in half a day, on development chains sooner, and as long as the borrower is a
        /// neuron. A lender weighs less in the subnet, and gets its part of what the borrower earns,
        /// less the borrower's take.
        ///
        /// Fails if a child refuses, lends itself or is lent more by as many as may, if the hotkey
        /// borrows or its last change does not hold yet, or if less than 100 JOULE is lent.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::set_children())]
        pub fn set_children(
            origin: OriginFor<T>,
            netuid: NetUid,
            hotkey: T::AccountId,
            children: BoundedVec<(T::AccountId, Permill), ConstU32<MAX_CHILDREN>>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_set_children(&coldkey, netuid, hotkey, children.into_inner())
        }

        /// Says on what terms `hotkey`, a neuron that serves the sender, borrows stake.
        ///
        /// Another take holds in half a day, on development chains sooner. If it refuses, all that it
        /// borrows ends at once.
        ///
        /// Fails if the take is over 18 percent.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::set_child_terms())]
        pub fn set_child_terms(
            origin: OriginFor<T>,
            netuid: NetUid,
            hotkey: T::AccountId,
            take: Permill,
            refuses: bool,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_set_child_terms(&coldkey, netuid, hotkey, take, refuses)
        }

        /// Stakes what `hotkey`, which serves the sender, earns as a miner from now on behind `to`;
        /// or pays it to the sender's balance again if nobody is named.
        ///
        /// What cannot be staked goes to the balance.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::set_payout())]
        pub fn set_payout(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            to: Option<T::AccountId>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_set_payout(&coldkey, hotkey, to)
        }

        /// Voids the bonds of the sender's subnet: its next epoch starts from none.
        ///
        /// Fails if five tempos have not passed since the last reset.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::reset_bonds())]
        pub fn reset_bonds(origin: OriginFor<T>, netuid: NetUid) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_reset_bonds(&coldkey, netuid)
        }
    }
}
