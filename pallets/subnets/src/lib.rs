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

pub mod bounds;
mod endpoints;
mod epochs;
mod genesis;
mod glue;
mod invariants;
mod locks;
mod neurons;
mod ownership;
mod parameters;
mod queries;
mod registration;
mod removal;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::{
    default_parameters, Description, Endpoint, Identity, Ip, ParametersUpdate, SubnetLimits,
};
pub use weights::WeightInfo;

use frame_support::{
    traits::{fungible, ConstU32},
    BoundedVec,
};
use joule_primitives::{
    subnets::{NeuronSlot, MAX_NEURONS},
    types::{Balance, BlockNumber},
    units::JOULE,
};

/// The least that is locked for a subnet.
pub const MIN_LOCK: Balance = 100 * JOULE;
/// What the first neuron of a subnet pays that its owner did not register with it.
pub const START_PRICE: Balance = JOULE;
/// Blocks before an epoch in which the parameters of its subnet do not change.
pub const FREEZE_BLOCKS: BlockNumber = 10;
/// Blocks between two changes of a neuron's endpoint.
pub const SERVE_INTERVAL_BLOCKS: BlockNumber = 50;
/// Tempos between two changes of the least version of the validators' software.
pub const VERSION_INTERVAL_TEMPOS: BlockNumber = 5;

/// Money that was withdrawn and not yet placed.
pub type CreditOf<T> =
    fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
/// A subnet.
pub type RecordOf<T> = types::SubnetRecord<<T as frame_system::Config>::AccountId>;
/// A neuron in the table of its subnet.
pub type SlotOf<T> = NeuronSlot<<T as frame_system::Config>::AccountId>;
/// The neurons of a subnet, by uid.
pub type TableOf<T> = BoundedVec<SlotOf<T>, ConstU32<MAX_NEURONS>>;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        types::{
            ActiveSubnet, Endpoint, EndpointRecord, Identity, LockRecord, ParametersUpdate,
            Removal, RemovalReason, SubnetLimits,
        },
        Balance, BlockNumber, CreditOf, RecordOf, TableOf, WeightInfo,
    };
    use alloc::vec::Vec;
    use frame_support::{
        pallet_prelude::*,
        traits::fungible::{Balanced, BalancedHold, Mutate, MutateHold},
    };
    use frame_system::pallet_prelude::*;
    use joule_primitives::{
        money::BurnMoney,
        staking::Hotkeys,
        subnets::{
            EpochQueue, Merits, NetUid, OnSubnets, SubnetParameters, Uid, MAX_NEURONS, MAX_SUBNETS,
        },
    };
    use sp_runtime::traits::SaturatedConversion;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The token.
        type Currency: Balanced<Self::AccountId, Balance = Balance>
            + Mutate<Self::AccountId, Balance = Balance>
            + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>
            + BalancedHold<Self::AccountId, Balance = Balance>;

        /// Why money is held, in all of the runtime.
        type RuntimeHoldReason: From<HoldReason>;

        /// Who burns.
        type Money: BurnMoney<CreditOf<Self>>;

        /// Whose a hotkey is.
        type Hotkeys: Hotkeys<Self::AccountId, Self::Signature>;

        /// What a hotkey signs with.
        type Signature: Parameter;

        /// Who else keeps something by subnet or neuron.
        type OnSubnets: OnSubnets;

        /// How neurons and subnets have done.
        type Merits: Merits;

        /// The epochs that are due and have not run.
        type EpochQueue: EpochQueue;

        /// Weights of the pallet's calls and hooks.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId, Self::Signature>;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Why the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// It is locked for a subnet, until the subnet ends.
        #[codec(index = 0)]
        SubnetLock,
    }

    /// What genesis fixed.
    #[pallet::storage]
    pub type Limits<T> = StorageValue<_, SubnetLimits, ValueQuery>;

    /// The subnets that exist, in ascending order, with the tempo by which their epochs come now.
    #[pallet::storage]
    pub type Active<T> =
        StorageValue<_, BoundedVec<ActiveSubnet, ConstU32<MAX_SUBNETS>>, ValueQuery>;

    /// The subnets that exist.
    #[pallet::storage]
    pub type SubnetRecords<T: Config> = StorageMap<_, Twox64Concat, NetUid, RecordOf<T>>;

    /// What their owners set.
    #[pallet::storage]
    pub type Parameters<T> = StorageMap<_, Twox64Concat, NetUid, SubnetParameters>;

    /// What they say about themselves.
    #[pallet::storage]
    pub type Identities<T> = StorageMap<_, Twox64Concat, NetUid, Identity>;

    /// The neurons of each subnet by uid, in one value: an epoch and the search for who makes way
    /// read all of them.
    #[pallet::storage]
    pub type Neurons<T: Config> = StorageMap<_, Twox64Concat, NetUid, TableOf<T>, ValueQuery>;

    /// The uid of a hotkey in each of its subnets.
    #[pallet::storage]
    pub type Uids<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, NetUid, Uid>;

    /// Where neurons answer.
    #[pallet::storage]
    pub type Endpoints<T> =
        StorageDoubleMap<_, Twox64Concat, NetUid, Twox64Concat, Uid, EndpointRecord>;

    /// The last lock, from which the next one follows.
    #[pallet::storage]
    pub type LockPrice<T> = StorageValue<_, LockRecord, ValueQuery>;

    /// The block in which a subnet was registered last, but for those of the genesis block.
    #[pallet::storage]
    pub type LastRegistration<T> = StorageValue<_, BlockNumber>;

    /// The number of the first subnet: 0 is the root network.
    #[pallet::type_value]
    pub fn FirstNetUid() -> NetUid {
        NetUid(1)
    }

    /// The number that the next subnet gets. None is ever used again.
    #[pallet::storage]
    pub type NextNetUid<T> = StorageValue<_, NetUid, ValueQuery, FirstNetUid>;

    /// Removed subnets, of which something is left to clear, oldest first.
    #[pallet::storage]
    pub type Removals<T> = StorageValue<_, BoundedVec<Removal, ConstU32<MAX_SUBNETS>>, ValueQuery>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How many subnets there may be, their tempos, and waiting times.
        pub limits: SubnetLimits,
        /// The first subnets: the owner's hotkey, and the coldkey that it serves, from whose balance
        /// the least lock is held. The hotkey is a validator's of the genesis block, or the coldkey.
        pub subnets: Vec<(T::AccountId, T::AccountId)>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if let Err(refusal) = self.check() {
                panic!("{refusal}");
            }
            Pallet::<T>::build_genesis(self.limits, &self.subnets);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A subnet exists from now on.
        SubnetRegistered {
            /// Its number.
            netuid: NetUid,
            /// The coldkey that owns it.
            owner: T::AccountId,
            /// The owner's hotkey, which has uid 0.
            hotkey: T::AccountId,
            /// What is locked for it, in pJ.
            lock: Balance,
        },
        /// A subnet no longer exists. What is left of it is cleared in the following blocks.
        SubnetRemoved {
            /// Its number.
            netuid: NetUid,
            /// Why.
            reason: RemovalReason,
            /// The coldkey that owned it.
            owner: T::AccountId,
            /// What its owner got back of the lock, in pJ.
            returned: Balance,
            /// What was burned of the lock, in pJ.
            burned: Balance,
        },
        /// Nothing is left of a removed subnet.
        SubnetCleared {
            /// Its number.
            netuid: NetUid,
        },
        /// A neuron was registered.
        NeuronRegistered {
            /// The subnet.
            netuid: NetUid,
            /// Its number in the subnet.
            uid: Uid,
            /// The account that mines or validates.
            hotkey: T::AccountId,
            /// The coldkey that it serves.
            coldkey: T::AccountId,
            /// Whose place it took; nobody's while there was room.
            replaced: Option<T::AccountId>,
            /// What was burned for it, in pJ.
            price: Balance,
        },
        /// The owner of a subnet changed its parameters.
        ParametersChanged {
            /// The subnet.
            netuid: NetUid,
            /// All of them, as they are now. What concerns tempo, commits and reveals holds from the
            /// next epoch.
            parameters: SubnetParameters,
        },
        /// The time of a subnet is divided in another way from now on.
        ScheduleChanged {
            /// The subnet.
            netuid: NetUid,
            /// Blocks between two epochs.
            tempo: BlockNumber,
            /// Tempos between a commit and its reveal, if validators commit to their weights first.
            commit_reveal: Option<u16>,
        },
        /// A neuron answers somewhere else, or nowhere any more.
        EndpointChanged {
            /// The subnet.
            netuid: NetUid,
            /// The neuron.
            uid: Uid,
            /// Its hotkey.
            hotkey: T::AccountId,
        },
        /// A subnet says something else about itself.
        IdentityChanged {
            /// The subnet.
            netuid: NetUid,
        },
        /// A subnet was offered to another coldkey, or the offer was withdrawn.
        OwnershipOffered {
            /// The subnet.
            netuid: NetUid,
            /// The coldkey that may accept it; nobody if the offer was withdrawn.
            to: Option<T::AccountId>,
        },
        /// Another coldkey owns a subnet from now on.
        OwnerChanged {
            /// The subnet.
            netuid: NetUid,
            /// The coldkey that owned it.
            old: T::AccountId,
            /// The coldkey that owns it.
            new: T::AccountId,
            /// The neuron by which it does.
            hotkey: T::AccountId,
            /// What is locked now on the new owner's balance, in pJ.
            lock: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no subnet of this number, or it was removed. `joule_subnets` lists all.
        SubnetNotFound,
        /// Only the coldkey that owns this subnet may do that.
        NotOwner,
        /// A subnet was registered too recently. `joule_subnets` tells when the next one may be.
        SubnetRegisteredTooRecently,
        /// The lock is higher now than the most that the call allows. Allow more, or wait until it
        /// has fallen.
        LockTooHigh,
        /// There are as many subnets as may be, and all are too young to make way. Wait.
        NoSubnetReplaceable,
        /// Too many removed subnets are still being cleared. Try again in some blocks.
        MaxRemovalsExceeded,
        /// Every number that a subnet can have was used.
        NetUidsExhausted,
        /// The owner of this subnet lets nobody register a neuron now.
        RegistrationClosed,
        /// This hotkey is registered in the subnet already.
        NeuronAlreadyExists,
        /// This hotkey is not registered in the subnet. Register it first.
        NeuronNotFound,
        /// A neuron was registered in this subnet in this block. Try again in the next one.
        NeuronRegisteredTooRecently,
        /// The price is higher now than the most that the call allows. Allow more, or wait until it
        /// has fallen.
        PriceTooHigh,
        /// The subnet is full, and nobody in it may be replaced.
        NoNeuronReplaceable,
        /// The update names no parameter.
        NothingToChange,
        /// The parameters were changed less than a tempo ago. Wait.
        ParametersChangedTooRecently,
        /// The epoch of this subnet is less than eleven blocks away, or waits to be run. Try again
        /// after it.
        ParametersFrozen,
        /// The version changed less than five tempos ago. Wait, or leave it out of the update.
        VersionChangedTooRecently,
        /// The tempo is below the least one of this network, or above 50,400 blocks.
        TempoOutOfBounds,
        /// A subnet has at most 16 to 1,024 neurons.
        MaxNeuronsOutOfBounds,
        /// The subnet has more neurons than that. None is removed to make it smaller.
        MaxNeuronsBelowPresent,
        /// The most validators must be 16 to 256, and not more than neurons.
        MaxValidatorsOutOfBounds,
        /// Neurons times validators would be over 131,072, by the validators of now or of the update.
        /// Lower one of the two; raise the neurons an epoch later.
        MaxPairsExceeded,
        /// The immunity must be longer than a commit needs to be revealed, the period and one more
        /// tempo, and at most 10,000,000 blocks. A new tempo counts as soon as it is longer.
        ImmunityOutOfBounds,
        /// Weights must name at least 1 to 1,024 neurons.
        MinWeightsOutOfBounds,
        /// Validators may set weights at least once a tempo: the limit must not exceed it. A new
        /// tempo counts as soon as it is shorter.
        WeightsRateLimitOutOfBounds,
        /// Validators must stay active for the period and two more tempos at least, and at most
        /// 10,000,000 blocks. A new tempo counts as soon as it is longer.
        ActivityCutoffOutOfBounds,
        /// Kappa must be 26,214 to 52,428 65,535ths.
        KappaOutOfBounds,
        /// The alpha of bonds must be 25,000 to 1,000,000 parts per million.
        BondsAlphaOutOfBounds,
        /// Liquid alpha needs 1,639 <= low < high, in 65,535ths, and a steepness of 1 to 100.
        LiquidAlphaOutOfBounds,
        /// Commits are revealed 1 to 100 tempos later, and at most 100,800 blocks later: the period and
        /// one more tempo. Shorten the period or the tempo.
        CommitRevealPeriodOutOfBounds,
        /// The price must be at least 0.0005 JOULE, at most 1,000 JOULE, and the least one at most
        /// the highest.
        BurnPriceOutOfBounds,
        /// The price must fall to half in 1 to 72,000 blocks.
        BurnHalfLifeOutOfBounds,
        /// A registration must multiply the price by 1 to 3: 1,000,000 to 3,000,000 parts per
        /// million.
        BurnStepOutOfBounds,
        /// Nothing can answer there: the address is nobody's, or a port is 0.
        EndpointInvalid,
        /// The neuron has no endpoint.
        EndpointNotFound,
        /// The endpoint changed less than 50 blocks ago. Wait.
        ServedTooRecently,
        /// The subnet has no identity.
        IdentityNotFound,
        /// The subnet is offered to nobody.
        OfferNotFound,
        /// The subnet is not offered to this coldkey.
        NotOffered,
        /// This hotkey serves another coldkey. Name one of your own.
        HotkeyOwnedByAnother,
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// The least that is locked for a subnet, in pJ.
        fn min_lock() -> Balance {
            super::MIN_LOCK
        }

        /// What the first neuron of a subnet pays that was not registered with it, in pJ.
        fn start_price() -> Balance {
            super::START_PRICE
        }

        /// Blocks before an epoch in which the parameters of its subnet do not change.
        fn freeze_blocks() -> BlockNumber {
            super::FREEZE_BLOCKS
        }

        /// Blocks between two changes of a neuron's endpoint.
        fn serve_interval_blocks() -> BlockNumber {
            super::SERVE_INTERVAL_BLOCKS
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(now: BlockNumberFor<T>) -> Weight {
            Self::find_due(now.saturated_into())
        }

        fn on_idle(_now: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::clear_removed(remaining)
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
        /// Registers a subnet of the sender, whose `hotkey` is its neuron 0.
        ///
        /// The lock is held from the sender's balance until the subnet ends: at most `max_lock` pJ.
        /// It doubles with each registration and falls over time. If there are as many subnets as
        /// may be, the one with the least inflow of those that are old enough makes way.
        ///
        /// At the first use of the hotkey, `proof` is its signature over the bytes `joule-hotkey`,
        /// the hash of the genesis block and the sender's account, one after the other. It may be
        /// absent if the hotkey is the sender.
        ///
        /// Fails if a subnet was registered too recently, if the lock is higher than `max_lock` or
        /// than what the sender may hold, if no subnet may make way, or if the hotkey serves another
        /// coldkey, was replaced, or did not sign.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register_subnet())]
        pub fn register_subnet(
            origin: OriginFor<T>,
            hotkey: T::AccountId,
            #[pallet::compact] max_lock: Balance,
            proof: Option<T::Signature>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_register_subnet(&coldkey, hotkey, max_lock, proof.as_ref())
        }

        /// Registers a neuron in a subnet, for a hotkey of the sender.
        ///
        /// Burns the price of this block, at most `max_price` pJ. It rises with each registration
        /// and falls over time. If the subnet is full, the neuron takes the place of another.
        ///
        /// For `proof` see `register_subnet`.
        ///
        /// Fails if the hotkey is registered there already, if the owner of the subnet closed the
        /// registration, if a neuron was registered in this block, if the price is higher than
        /// `max_price` or than what the sender may spend, or if the hotkey serves another coldkey,
        /// was replaced, or did not sign.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::register_neuron(MAX_NEURONS))]
        pub fn register_neuron(
            origin: OriginFor<T>,
            netuid: NetUid,
            hotkey: T::AccountId,
            #[pallet::compact] max_price: Balance,
            proof: Option<T::Signature>,
        ) -> DispatchResultWithPostInfo {
            let coldkey = ensure_signed(origin)?;
            let neurons =
                Self::do_register_neuron(&coldkey, netuid, hotkey, max_price, proof.as_ref())?;
            Ok(Some(T::WeightInfo::register_neuron(neurons)).into())
        }

        /// Changes the parameters of a subnet of the sender that `update` names. All others stay.
        ///
        /// Tempo, commits and reveals change when the next epoch is due, all else at once. Possible once
        /// a tempo, and not in the ten blocks before an epoch.
        ///
        /// Fails if a parameter would be out of its bounds; the pallet's documentation lists them.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::set_parameters())]
        pub fn set_parameters(
            origin: OriginFor<T>,
            netuid: NetUid,
            update: ParametersUpdate,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_set_parameters(&coldkey, netuid, update)
        }

        /// Says where the sender, a hotkey, answers in a subnet, or that it does nowhere any more.
        ///
        /// Possible once in 50 blocks. Fails if the sender is no neuron of the subnet, or if nothing
        /// can answer there.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::serve())]
        pub fn serve(
            origin: OriginFor<T>,
            netuid: NetUid,
            endpoint: Option<Endpoint>,
        ) -> DispatchResult {
            let hotkey = ensure_signed(origin)?;
            Self::do_serve(hotkey, netuid, endpoint)
        }

        /// Says something about a subnet of the sender, or nothing any more.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::set_identity())]
        pub fn set_identity(
            origin: OriginFor<T>,
            netuid: NetUid,
            identity: Option<Identity>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_set_identity(&coldkey, netuid, identity)
        }

        /// Offers a subnet of the sender to another coldkey, which may accept it until the offer is
        /// withdrawn or another one is made. Nobody named withdraws the offer.
        ///
        /// Fails if there is no offer to withdraw.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::offer_ownership())]
        pub fn offer_ownership(
            origin: OriginFor<T>,
            netuid: NetUid,
            to: Option<T::AccountId>,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_offer_ownership(&coldkey, netuid, to)
        }

        /// Accepts a subnet that was offered to the sender, who owns it by `hotkey` from now on.
        ///
        /// As much as was locked for the subnet is held from the sender's balance, and what was
        /// locked goes to the one that owned it.
        ///
        /// Fails if the subnet was not offered to the sender, if the hotkey is not registered in it
        /// or serves another coldkey, or if the lock is more than the sender may hold.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::accept_ownership())]
        pub fn accept_ownership(
            origin: OriginFor<T>,
            netuid: NetUid,
            hotkey: T::AccountId,
        ) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_accept_ownership(&coldkey, netuid, hotkey)
        }

        /// Ends a subnet of the sender.
        ///
        /// Of its lock the sender gets the part back that the subnet's age is of the lock period, 14
        /// days on public networks, and all of it after that. The rest is burned.
        ///
        /// Fails if too many removed subnets are still being cleared.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::dissolve())]
        pub fn dissolve(origin: OriginFor<T>, netuid: NetUid) -> DispatchResult {
            let coldkey = ensure_signed(origin)?;
            Self::do_dissolve(&coldkey, netuid)
        }
    }
}
