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

mod availability;
mod claims;
mod epochs;
mod genesis;
mod glue;
mod invariants;
mod parameters;
mod queries;
mod sales;
pub mod settings;
mod sweep;
pub mod types;
mod vesting;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use settings::EquilibriumSettings;
pub use types::Parameters;
pub use weights::WeightInfo;

use frame_support::traits::fungible;
use joule_primitives::types::{Balance, BlockNumber};
use sp_runtime::traits::SaturatedConversion;

/// The most entries of expired epochs that are removed in one block.
pub const MAX_SWEPT: u32 = 32;

/// Money that was minted or withdrawn and not yet placed.
pub type CreditOf<T> =
    fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        types::{
            ClassSales, EpochIndex, EpochRecord, Grant, IdleTime, Owed, Parameters, RunningEpoch,
            UnexpectedKind, Vesting,
        },
        CreditOf, EquilibriumSettings, WeightInfo,
    };
    use frame_support::{pallet_prelude::*, storage::Key, traits::fungible};
    use frame_system::pallet_prelude::*;
    use joule_primitives::{
        attestation::{ClassId, DeviceKey},
        market::{Listings, UsdMicro},
        money::{BurnMoney, ComputeBudget, PayMoney, Pots, SettlePayment},
        price::{Dollars, PriceOfJoule},
        types::{Balance, BlockNumber},
    };
    use sp_runtime::{FixedU128, Perbill};

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The token.
        type Currency: fungible::Balanced<Self::AccountId, Balance = Balance>;

        /// Who mints, burns, pays and keeps the pots. Nobody else takes from the compute pot.
        type Issuance: SettlePayment<Balance, CreditOf<Self>>
            + Pots<Balance, CreditOf<Self>>
            + BurnMoney<CreditOf<Self>>
            + PayMoney<Self::AccountId, CreditOf<Self>>
            + ComputeBudget;

        /// What one JOULE costs.
        type Price: PriceOfJoule;

        /// Which devices are listed and idle, and what they cost elsewhere.
        type Listings: Listings;

        /// The most blocks that count between two proofs of a device. No more than lie between two
        /// challenges on average: after longer gaps alone, a rented card could earn more than its
        /// rent.
        type MaxGap: Get<BlockNumber>;

        /// The largest part of its reference price that a device may earn by being there: what
        /// challenges prove.
        type MaxAvailability: Get<Perbill>;

        /// Length of a slot, in milliseconds.
        type SlotMs: Get<u64>;

        /// Who may set the parameters.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Weights of the pallet's calls and hooks.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// How long things take.
    #[pallet::storage]
    pub type Settings<T> = StorageValue<_, EquilibriumSettings, ValueQuery>;

    /// The parameters of the epoch that runs.
    #[pallet::storage]
    pub type InForce<T> = StorageValue<_, Parameters, ValueQuery>;

    /// Those of the next epoch, if they are others.
    #[pallet::storage]
    pub type Upcoming<T> = StorageValue<_, Parameters>;

    /// The epoch that runs.
    #[pallet::storage]
    pub type Running<T> = StorageValue<_, RunningEpoch, ValueQuery>;

    /// How closed epochs ended. One for each is kept for ever.
    #[pallet::storage]
    pub type Records<T> = StorageMap<_, Twox64Concat, EpochIndex, EpochRecord>;

    /// What was sold of each class, in the epoch that runs and in closed ones. Kept for ever.
    #[pallet::storage]
    pub type SalesOfClasses<T> = StorageDoubleMap<
        _,
        Twox64Concat,
        EpochIndex,
        Twox64Concat,
        ClassId,
        ClassSales,
        ValueQuery,
    >;

    /// What closed epochs granted, until their claims expire.
    #[pallet::storage]
    pub type Grants<T> = StorageMap<_, Twox64Concat, EpochIndex, Grant>;

    /// What all of that is that nobody got yet.
    #[pallet::storage]
    pub type Outstanding<T> = StorageValue<_, Owed, ValueQuery>;

    /// The payments of an epoch that earn a provider a subsidy, in pJ.
    #[pallet::storage]
    pub type WorkClaims<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        EpochIndex,
        Blake2_128Concat,
        T::AccountId,
        Balance,
        ValueQuery,
    >;

    /// The time of an epoch in which a device of an owner was there and idle.
    #[pallet::storage]
    pub type IdleTimes<T: Config> = StorageNMap<
        _,
        (
            Key<Twox64Concat, EpochIndex>,
            Key<Blake2_128Concat, T::AccountId>,
            Key<Blake2_128Concat, DeviceKey>,
        ),
        IdleTime,
    >;

    /// Pay of devices that was claimed and has not vested, by owner and device.
    #[pallet::storage]
    pub type Vestings<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, DeviceKey, Vesting>;

    /// That pay, by the epoch in which it was seen to change when it was looked at last.
    #[pallet::storage]
    pub type VestingsSince<T: Config> = StorageNMap<
        _,
        (
            Key<Twox64Concat, EpochIndex>,
            Key<Blake2_128Concat, T::AccountId>,
            Key<Blake2_128Concat, DeviceKey>,
        ),
        (),
    >;

    /// The epoch in which a device failed last, as long as there may be claims for it of an earlier
    /// one.
    #[pallet::storage]
    pub type FailedIn<T> = StorageMap<_, Blake2_128Concat, DeviceKey, EpochIndex>;

    /// The devices that failed in an epoch.
    #[pallet::storage]
    pub type FailuresOf<T> =
        StorageDoubleMap<_, Twox64Concat, EpochIndex, Blake2_128Concat, DeviceKey, ()>;

    /// What was minted for availability in the last epoch, in pJ, and the idle time that shared it,
    /// if there was any.
    #[pallet::storage]
    pub type LastAvailability<T> = StorageValue<_, (Balance, u128)>;

    /// The first epoch whose entries may still be there. Those of expired ones are removed by and by.
    #[pallet::storage]
    pub type SweptUntil<T> = StorageValue<_, EpochIndex, ValueQuery>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How long things take.
        pub settings: EquilibriumSettings,
        /// The parameters of the market.
        pub parameters: Parameters,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(self.settings, self.parameters);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A payment was settled. Amounts in pJ.
        ComputeSettled {
            /// Who did the work.
            provider: T::AccountId,
            /// The class of its device.
            class: Option<ClassId>,
            /// What was paid, in micro-dollars.
            usd_micro: UsdMicro,
            /// For how many blocks of one device.
            device_blocks: u64,
            /// Whether who paid and who was paid are one.
            is_related: bool,
            /// What was burned.
            burned: Balance,
            /// What was minted to the provider.
            to_provider: Balance,
            /// What was minted to stakers.
            to_stakers: Balance,
            /// What of the payment earns a subsidy.
            weighted: Balance,
        },
        /// An epoch ended. Amounts in pJ.
        EpochClosed {
            /// Its number.
            epoch: EpochIndex,
            /// What was minted for the subsidy of work in it.
            work: Balance,
            /// What was minted for availability in it.
            availability: Balance,
            /// The subsidy of each pJ of payments that earn one.
            sigma: FixedU128,
            /// What all subsidies come to at most.
            granted_work: Balance,
            /// What all devices earned by being there at most.
            granted_availability: Balance,
            /// What it leaves for the subsidy of work in the next one.
            carry_out: Balance,
            /// What nobody earned. It is burned.
            lapsed: Balance,
            /// The price by which the pay of devices is limited; none if none could be trusted.
            price: Option<Dollars>,
        },
        /// Claims of an epoch expired. What was left is burned.
        ClaimsExpired {
            /// The epoch.
            epoch: EpochIndex,
            /// What was left, in pJ.
            lapsed: Balance,
        },
        /// A provider was paid its subsidy of an epoch.
        WorkClaimed {
            /// The epoch.
            epoch: EpochIndex,
            /// The provider.
            provider: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// A device was there and idle.
        IdleTimeCounted {
            /// The epoch.
            epoch: EpochIndex,
            /// The device.
            device: DeviceKey,
            /// Whose it is.
            owner: T::AccountId,
            /// Credited score times blocks.
            weight: u128,
            /// What the time would have cost at the reference price, in micro-dollars.
            usd_micro: UsdMicro,
        },
        /// The pay of a device in an epoch was claimed. It vests from now on.
        AvailabilityClaimed {
            /// The epoch.
            epoch: EpochIndex,
            /// The device.
            device: DeviceKey,
            /// Whose it was.
            owner: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
            /// Over how many of its proofs all that has not vested vests now.
            proofs: u32,
        },
        /// A part of the pay of a device vested and was paid.
        Vested {
            /// The device.
            device: DeviceKey,
            /// Whose it is.
            owner: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// What of its pay had not vested was burned: the device failed, or proved nothing for long.
        UnvestedLapsed {
            /// The device.
            device: DeviceKey,
            /// Whose it is.
            owner: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// Governance set parameters for the next epoch.
        ParametersSet {
            /// The parameters.
            parameters: Parameters,
            /// The first epoch in which they hold.
            from: EpochIndex,
        },
        /// A state that cannot be was met. The chain goes on; please report it.
        Unexpected {
            /// What was met.
            kind: UnexpectedKind,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no price to convert at. Wait for one.
        NoPrice,
        /// The amount exceeds 128 bits. Convert less at once.
        TooMuch,
        /// The epoch has not ended. Claim when it has.
        EpochNotClosed,
        /// The claims of this epoch have expired, and what was left is burned.
        ClaimsExpired,
        /// Nothing was earned in this epoch, or it was claimed already, or comes to less than 1 pJ.
        NothingToClaim,
        /// The device failed after this epoch and lost what was not claimed. Claim later epochs.
        Forfeited,
        /// Nothing of this device and owner waits to vest.
        VestingNotFound,
        /// The pay still vests: the device is listed and goes on, or proved something, or pay was
        /// claimed, not long enough ago. Wait until claims of that epoch have expired.
        StillVesting,
        /// The burn take is 5 to 40 %. Choose another.
        BurnTakeOutOfBounds,
        /// The stakers' take is 20 % at most. Choose another.
        StakerTakeOutOfBounds,
        /// The margin is 5 % at least. Choose another.
        MarginTooSmall,
        /// The highest subsidy and the margin are more than the burn take: burning would come back.
        /// Lower the subsidy, or burn more.
        FreeLunch,
        /// Availability would be paid beyond what challenges prove. Lower its part.
        AvailabilityBeyondProof,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
            if Self::is_last_block() {
                T::WeightInfo::close_epoch()
            } else {
                T::WeightInfo::pass_block()
            }
        }

        fn on_idle(_now: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::sweep_within(remaining)
        }

        fn on_finalize(_now: BlockNumberFor<T>) {
            if Self::is_last_block() {
                Self::close_epoch();
            }
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
        /// Pays the sender the subsidy of the work that it was paid for in a closed epoch.
        ///
        /// Fails if the epoch runs or its claims have expired, or if there is nothing to claim.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::claim_work())]
        pub fn claim_work(
            origin: OriginFor<T>,
            #[pallet::compact] epoch: EpochIndex,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_claim_work(&who, epoch)
        }

        /// Claims what a device earned in a closed epoch by being there, by who owned it when it
        /// proved its work. It is paid over the next proofs of the device, and burned if the device
        /// fails.
        ///
        /// Fails if the epoch runs or its claims have expired, if the device failed in a later
        /// epoch, or if there is nothing to claim.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::claim_availability())]
        pub fn claim_availability(
            origin: OriginFor<T>,
            #[pallet::compact] epoch: EpochIndex,
            device: DeviceKey,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_claim_availability(&who, epoch, device)
        }

        /// Burns pay that does not vest any more, by anybody: nothing was claimed for the device and
        /// owner and nothing proved since an epoch whose claims have expired.
        ///
        /// Fails if there is nothing of theirs to vest, or it is too early.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::lapse_unvested())]
        pub fn lapse_unvested(
            origin: OriginFor<T>,
            owner: T::AccountId,
            device: DeviceKey,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_lapse_unvested(&owner, device)
        }

        /// Sets the parameters of the market from the next epoch on, all of them together: what is
        /// burned in an epoch earns the subsidy of the same parameters.
        ///
        /// Governance only. Fails if one is out of its bounds, or if burning would come back.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::set_parameters())]
        pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_parameters(parameters)
        }
    }
}

impl<T: Config> Pallet<T> {
    /// The block that is being executed.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// Withdraws `amount` from the compute pot for what was promised of it. It cannot be missing; if
    /// it is, nothing moves, and an event says so.
    pub(crate) fn take_promised(amount: Balance) -> Option<CreditOf<T>> {
        use joule_primitives::money::{Pot, Pots};
        match T::Issuance::withdraw(Pot::Compute, amount) {
            Ok(credit) => Some(credit),
            Err(_) => {
                frame_support::defensive!("the compute pot holds what was promised of it");
                let kind = types::UnexpectedKind::PotTooLow(amount);
                Self::deposit_event(Event::Unexpected { kind });
                None
            }
        }
    }

    /// Burns `amount` of the compute pot that nobody earned.
    pub(crate) fn lapse(amount: Balance) {
        use joule_primitives::money::{BurnMoney, BurnReason};
        if amount == 0 {
            return;
        }
        if let Some(credit) = Self::take_promised(amount) {
            T::Issuance::burn(BurnReason::Lapsed, credit);
        }
    }
}
