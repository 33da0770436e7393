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

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
pub mod feeding;
mod glue;
mod invariants;
mod members;
mod offchain;
mod queries;
mod track;
pub mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::{Asset, Refusal};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        feeding::is_price,
        types::{Asset, Feeder, Track},
        WeightInfo,
    };
    use alloc::{format, string::String};
    use frame_support::{pallet_prelude::*, traits::Time};
    use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};
    use joule_primitives::{
        price::{Dollars, FeedMembers, FeederKey, FeederSignature, MAX_MEMBERS},
        staking::PoolId,
        types::{BlockNumber, Moment},
    };
    use sp_runtime::traits::SaturatedConversion;

    /// What the runtime gives the pallet. The oracle's `Members`, `CombineData` and `OnNewData` are
    /// this pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId: From<[u8; 32]>>
        + pallet_oracle::Config<OracleKey = Asset, OracleValue = Dollars, Time: Time<Moment = Moment>>
        + CreateAuthorizedTransaction<Call<Self>>
    {
        /// Who feeds.
        type FeedMembers: FeedMembers<Self::AccountId>;

        /// Who may set the price of a chain without a market.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Weights of the pallet's calls and tasks.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// The keys that sign prices.
    #[pallet::storage]
    pub type Feeders<T> = StorageMap<_, Blake2_128Concat, FeederKey, Feeder>;

    /// The key of each validator that has one, by its pool.
    #[pallet::storage]
    pub type KeysOf<T> = StorageMap<_, Twox64Concat, PoolId, FeederKey>;

    /// The largest pools in office, the largest first.
    #[pallet::storage]
    pub type Seats<T> = StorageValue<_, BoundedVec<PoolId, ConstU32<MAX_MEMBERS>>, ValueQuery>;

    /// The accounts of those of their keys that are set, in ascending order.
    #[pallet::storage]
    pub type Members<T: Config> = StorageValue<
        _,
        BoundedVec<<T as frame_system::Config>::AccountId, ConstU32<MAX_MEMBERS>>,
        ValueQuery,
    >;

    /// The block in which a session started whose members have no seats yet.
    #[pallet::storage]
    pub type SessionNoted<T: Config> = StorageValue<_, BlockNumberFor<T>>;

    /// The last price of the feed and its averages, if there ever was one.
    #[pallet::storage]
    pub type LastPrice<T> = StorageValue<_, Track>;

    /// The price that governance sets, if it does.
    #[pallet::storage]
    pub type Administered<T> = StorageValue<_, Dollars>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The price of a chain without a market. Without it, the feed is the price.
        pub administered: Option<Dollars>,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        /// # Panics
        /// If the price cannot be: such a chain must not start.
        fn build(&self) {
            if let Err(refusal) = self.check() {
                panic!("{refusal}");
            }
            Administered::<T>::set(self.administered);
        }
    }

    impl<T: Config> GenesisConfig<T> {
        /// Checks that a chain may have this price.
        ///
        /// # Errors
        /// A sentence that says what is wrong and what to do.
        pub fn check(&self) -> Result<(), String> {
            match self.administered {
                Some(price) if !is_price(price) => Err(format!(
                    "The genesis sets the price of JOULE to {price:?}. Set `price.administered` to \
                     \"1000000000000\" at least, a millionth of a dollar with 18 decimals, and to \
                     ten million dollars at most.",
                )),
                _ => Ok(()),
            }
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A validator has a key that signs prices.
        FeederKeySet {
            /// The validator's pool.
            pool: PoolId,
            /// The key.
            key: FeederKey,
        },
        /// A validator has no such key any more.
        FeederKeyRemoved {
            /// The validator's pool.
            pool: PoolId,
            /// The key that it had.
            key: FeederKey,
        },
        /// Others are the largest pools in office.
        Seated {
            /// How many there are.
            seats: u32,
            /// How many of them have a key.
            members: u32,
        },
        /// The feed has a price, which is that of the chain unless governance sets one.
        PriceChanged {
            /// Dollars for one JOULE.
            spot: Dollars,
            /// When enough feeders had said so, in milliseconds since the Unix epoch.
            as_of: Moment,
        },
        /// Governance sets the price, or leaves it to the feed.
        AdministeredPriceSet {
            /// Dollars for one JOULE; nothing if the feed is the price.
            price: Option<Dollars>,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The account is not the hotkey of a validator. Sign with the hotkey that is in use.
        ValidatorNotFound,
        /// The validator does not stand for election. Let it validate first.
        NotStanding,
        /// The key feeds for this validator or another already. Generate one of its own.
        FeederKeyInUse,
        /// The key did not sign for this validator on this chain. Sign the proof anew.
        FeederProofInvalid,
        /// The validator has no feeder key. There is nothing to remove.
        FeederKeyNotFound,
        /// The pool has not ended. Its validator removes its key itself.
        ValidatorExists,
        /// The price is below a millionth of a dollar, or above ten million dollars. Check its unit.
        PriceOutOfBounds,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(now: BlockNumberFor<T>) -> Weight {
            Self::seat_if_due(now)
        }

        fn offchain_worker(now: BlockNumberFor<T>) {
            Self::feed_from_here(now.saturated_into());
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
        /// Lets a key sign prices for the validator whose hotkey signs this, in place of the one
        /// before. It feeds from the next block on while the validator is one of the largest in
        /// office.
        ///
        /// `proof` is the key's signature over the SCALE encoding of (`joule-feeder`, genesis hash,
        /// hotkey), the first as bytes without a length.
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::set_feeder_key())]
        pub fn set_feeder_key(
            origin: OriginFor<T>,
            key: FeederKey,
            proof: FeederSignature,
        ) -> DispatchResult {
            let validator = ensure_signed(origin)?;
            Self::do_set_feeder_key(&validator, key, &proof)
        }

        /// Lets no key sign prices for the validator whose hotkey signs this.
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::remove_feeder_key())]
        pub fn remove_feeder_key(origin: OriginFor<T>) -> DispatchResult {
            let validator = ensure_signed(origin)?;
            Self::do_remove_feeder_key(&validator)
        }

        /// Says what one JOULE cost in dollars after the block `at`. Feeless: send it as it is,
        /// without a signature around it.
        ///
        /// `signature` is the key's over the SCALE encoding of (`joule-price`, genesis hash, price,
        /// at), the first as bytes without a length.
        #[pallet::call_index(2)]
        #[pallet::weight((<T as Config>::WeightInfo::feed(), DispatchClass::Operational))]
        #[pallet::authorize(Pallet::<T>::authorize_feed)]
        #[pallet::weight_of_authorize(<T as Config>::WeightInfo::authorize_feed())]
        pub fn feed(
            origin: OriginFor<T>,
            key: FeederKey,
            price: Dollars,
            at: BlockNumber,
            signature: FeederSignature,
        ) -> DispatchResult {
            ensure_authorized(origin)?;
            let _ = (at, signature);
            Self::do_feed(key, price)
        }

        /// Sets the price of a chain without a market, or leaves it to the feed. Governance only.
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::set_administered_price())]
        pub fn set_administered_price(
            origin: OriginFor<T>,
            price: Option<Dollars>,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            ensure!(price.is_none_or(is_price), Error::<T>::PriceOutOfBounds);
            super::Administered::<T>::set(price);
            Self::deposit_event(Event::AdministeredPriceSet { price });
            Ok(())
        }

        /// Removes the key of a validator whose pool has ended. Anybody may.
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::drop_feeder_key())]
        pub fn drop_feeder_key(
            origin: OriginFor<T>,
            #[pallet::compact] pool: PoolId,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_drop_feeder_key(pool)
        }
    }
}
