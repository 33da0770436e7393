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

mod agenda;
mod aliases;
mod auction;
mod bids;
mod closing;
mod constants;
mod contests;
mod costs;
mod endpoints;
mod escrow;
mod gauges;
mod genesis;
mod glue;
mod invariants;
mod jobs;
mod leases;
mod listings;
mod objections;
mod orders;
mod pages;
mod penalties;
mod providers;
mod queries;
pub mod settings;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use aliases::*;
pub use constants::*;
pub use pallet::*;
pub use settings::{ClassOffer, MarketSettings};
pub use weights::WeightInfo;

/// The number of an order, and of the lease or job that comes of it, of its dispute and of the job
/// on which a verdict is sought.
pub type OrderId = u64;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        costs::{beats, closed, disputed, judged, poked, settled, taken},
        types::{
            Attributes, BidEnd, ClassGauges, CloseReason, DeviceList, OrderKind, Provider,
            ProviderState, Tally, Workload,
        },
        ClassOffer, CreditOf, EscrowOf, JobOf, LeaseOf, ListingOf, MarketSettings, OrderId,
        OrderOf, RequestOf, WeightInfo, MAX_BEATS, MAX_BIDS, MAX_ENDPOINT_BYTES,
    };
    use alloc::boxed::Box;
    use frame_support::{
        pallet_prelude::*,
        traits::fungible::{Balanced, BalancedHold, Mutate, MutateHold},
    };
    use frame_system::pallet_prelude::*;
    use joule_primitives::{
        attestation::{ClassId, Clock, DeviceKey, Devices, SeizeBonds},
        market::{SettleCompute, UsdMicro},
        money::{BurnMoney, PayMoney},
        panels::{Finding, Panels},
        price::PriceOfJoule,
        types::{Balance, BlockNumber, Hash},
        verdicts::{EngageDevices, Verdicts},
    };

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = Hash> {
        /// The token.
        type Currency: Balanced<Self::AccountId, Balance = Balance>
            + Mutate<Self::AccountId, Balance = Balance>
            + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>
            + BalancedHold<Self::AccountId, Balance = Balance>;

        /// Why money is held, in all of the runtime.
        type RuntimeHoldReason: From<HoldReason>;

        /// Who burns, and pays.
        type Money: BurnMoney<CreditOf<Self>> + PayMoney<Self::AccountId, CreditOf<Self>>;

        /// Who settles what tenants pay.
        type Settlement: SettleCompute<Self::AccountId, CreditOf<Self>>;

        /// What a JOULE costs.
        type Price: PriceOfJoule;

        /// The devices: whose they are, and their bonds.
        type Devices: Devices<Self::AccountId> + EngageDevices + SeizeBonds<CreditOf<Self>>;

        /// Who decides whether jobs were done.
        type Verdicts: Verdicts<Self::AccountId>;

        /// Who decides disputes.
        type Panels: Panels<Self::AccountId>;

        /// How long a block takes.
        type Clock: Clock;

        /// Who changes the classes.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Weights of the pallet's calls and hooks.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// It pays for an order, a lease or a job.
        #[codec(index = 0)]
        Escrow,
        /// It stands for a bid, and for what comes of it.
        #[codec(index = 1)]
        BidDeposit,
        /// It stands for an objection.
        #[codec(index = 2)]
        DisputeBond,
        /// It is for the record of a provider.
        #[codec(index = 3)]
        ProviderRecord,
    }

    /// How the market works.
    #[pallet::storage]
    pub type Settings<T> = StorageValue<_, MarketSettings, ValueQuery>;

    /// Who offers devices.
    #[pallet::storage]
    pub type Providers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Provider>;

    /// The devices that are listed.
    #[pallet::storage]
    pub type ListingRecords<T: Config> = StorageMap<_, Blake2_128Concat, DeviceKey, ListingOf<T>>;

    /// How many devices of each class there are, and how many are hired.
    #[pallet::storage]
    pub type Gauges<T> = StorageMap<_, Twox64Concat, ClassId, ClassGauges, ValueQuery>;

    /// What became of all orders.
    #[pallet::storage]
    pub type Tallies<T> = StorageValue<_, Tally, ValueQuery>;

    /// The number of the next order.
    #[pallet::storage]
    pub type NextOrder<T> = StorageValue<_, OrderId, ValueQuery>;

    /// The orders, until a lease or job has begun for good.
    #[pallet::storage]
    pub type Orders<T: Config> = StorageMap<_, Twox64Concat, OrderId, OrderOf<T>>;

    /// What is held to pay for orders, leases and jobs.
    #[pallet::storage]
    pub type Escrows<T: Config> = StorageMap<_, Twox64Concat, OrderId, EscrowOf<T>>;

    /// The leases, until they are forgotten.
    #[pallet::storage]
    pub type Leases<T: Config> = StorageMap<_, Twox64Concat, OrderId, LeaseOf<T>>;

    /// How the tenant reaches what it hired, encrypted to its key, by lease and provider.
    #[pallet::storage]
    pub type Endpoints<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        OrderId,
        Blake2_128Concat,
        T::AccountId,
        BoundedVec<u8, ConstU32<MAX_ENDPOINT_BYTES>>,
    >;

    /// The jobs, until they are forgotten.
    #[pallet::storage]
    pub type Jobs<T: Config> = StorageMap<_, Twox64Concat, OrderId, JobOf<T>>;

    /// The block in which each of them is looked at next.
    #[pallet::storage]
    pub type Deadlines<T> = StorageMap<_, Twox64Concat, OrderId, BlockNumber>;

    /// What is looked at in which block.
    #[pallet::storage]
    pub type Agenda<T> = StorageDoubleMap<_, Twox64Concat, BlockNumber, Twox64Concat, OrderId, ()>;

    /// The first block whose agenda may not be empty.
    #[pallet::storage]
    pub type AgendaCursor<T> = StorageValue<_, BlockNumber, ValueQuery>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How the market works.
        pub settings: MarketSettings,
        /// Nothing: binds the type parameter.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(&self.settings);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A provider may do something else from now on.
        ProviderChanged {
            /// Who.
            provider: T::AccountId,
            /// What it may do.
            state: ProviderState,
        },
        /// A provider is gone.
        ProviderRemoved {
            /// Who.
            provider: T::AccountId,
        },
        /// A device was listed.
        DeviceListed {
            /// The device.
            device: DeviceKey,
            /// Who offers it.
            provider: T::AccountId,
            /// Its class.
            class: ClassId,
            /// What its provider says of it.
            attributes: Attributes,
        },
        /// A listing changed.
        ListingChanged {
            /// The device.
            device: DeviceKey,
            /// Whether it may be hired.
            is_offered: bool,
            /// Whether it has the bond that was asked for.
            is_bonded: bool,
            /// Whether it takes part in challenges.
            is_attested: bool,
        },
        /// A device is not listed any more.
        DeviceUnlisted {
            /// The device.
            device: DeviceKey,
        },
        /// An order was made.
        OrderCreated {
            /// The order.
            order: OrderId,
            /// Who pays.
            tenant: T::AccountId,
            /// How it is bought.
            kind: OrderKind,
            /// What is bought.
            workload: Workload,
            /// The highest price, in micro-dollars.
            max_price: u64,
            /// The last block in which only the tenant may choose.
            window_until: BlockNumber,
        },
        /// Nobody took an order in time.
        OrderExpired {
            /// The order.
            order: OrderId,
        },
        /// A tenant took an order back.
        OrderCancelled {
            /// The order.
            order: OrderId,
        },
        /// An order was matched: a lease is about to begin, or a job has begun.
        OrderMatched {
            /// The order.
            order: OrderId,
            /// What it costs: for an hour of all devices, or all of the job, in micro-dollars.
            price: u64,
        },
        /// An order takes bids again, as its lease did not begin.
        OrderReopened {
            /// The order.
            order: OrderId,
        },
        /// A provider bids.
        BidPlaced {
            /// The order.
            order: OrderId,
            /// Who.
            provider: T::AccountId,
            /// For an hour of one device, or all of the job, in micro-dollars.
            price: u64,
            /// What is held for it, in pJ.
            deposit: Balance,
        },
        /// A bid is over.
        BidClosed {
            /// The order.
            order: OrderId,
            /// Whose it was.
            provider: T::AccountId,
            /// Why.
            end: BidEnd,
        },
        /// An account may pay into an escrow, up to this limit.
        SponsorLimited {
            /// The order.
            order: OrderId,
            /// Who.
            who: T::AccountId,
            /// The most that it ever pays, in pJ.
            limit: Balance,
        },
        /// Money was put into an escrow.
        EscrowFunded {
            /// The order.
            order: OrderId,
            /// Whose money.
            who: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// Money was given back out of an escrow.
        EscrowRefunded {
            /// The order.
            order: OrderId,
            /// To whom.
            who: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// The way to what was hired was delivered.
        EndpointDelivered {
            /// The lease.
            lease: OrderId,
            /// By whom.
            provider: T::AccountId,
        },
        /// The tenant refused what was delivered.
        EndpointRefused {
            /// The lease.
            lease: OrderId,
        },
        /// A lease is served and paid from now on.
        LeaseStarted {
            /// The lease.
            lease: OrderId,
            /// From this block on.
            at: BlockNumber,
        },
        /// A provider was not heard of: its time is unpaid until it is.
        LeaseDegraded {
            /// The lease.
            lease: OrderId,
        },
        /// All providers of a lease are heard of again.
        LeaseRestored {
            /// The lease.
            lease: OrderId,
        },
        /// A provider showed that it serves.
        HeartbeatsTaken {
            /// Who.
            provider: T::AccountId,
            /// For how many leases it counts.
            leases: u32,
        },
        /// A provider gave notice.
        ReclaimStarted {
            /// The lease.
            lease: OrderId,
            /// Who.
            provider: T::AccountId,
            /// The first block in which the lease may be ended.
            until: BlockNumber,
        },
        /// One side wishes another rate; the one that is takes a wish back.
        AmendmentProposed {
            /// The lease.
            lease: OrderId,
            /// Whose devices.
            provider: T::AccountId,
            /// Who wishes it.
            by: T::AccountId,
            /// For an hour of its devices, in micro-dollars.
            rate: u64,
        },
        /// Both sides agreed on another rate.
        LeaseAmended {
            /// The lease.
            lease: OrderId,
            /// Whose devices.
            provider: T::AccountId,
            /// For an hour of its devices, in micro-dollars.
            rate: u64,
        },
        /// Somebody was paid for work. How it was divided says who settles.
        WorkPaid {
            /// The lease or job.
            order: OrderId,
            /// To whom.
            provider: T::AccountId,
            /// What was paid, in micro-dollars.
            usd_micro: UsdMicro,
            /// What was burned for it, in pJ.
            burned: Balance,
        },
        /// A lease or a job ended. Its last payments may wait.
        Ended {
            /// The lease or job.
            order: OrderId,
            /// Why.
            reason: CloseReason,
            /// What is kept of the escrow for what is owed, in pJ.
            kept: Balance,
        },
        /// All is paid and given back.
        Concluded {
            /// The lease or job.
            order: OrderId,
        },
        /// Something that is over was forgotten.
        Forgotten {
            /// The lease or job.
            order: OrderId,
        },
        /// A job began.
        JobStarted {
            /// The job.
            job: OrderId,
            /// Who does it; nobody if devices will be drawn.
            provider: Option<T::AccountId>,
        },
        /// Something was delivered.
        DeliverySubmitted {
            /// The job.
            job: OrderId,
            /// The hash of what was.
            result: Hash,
            /// The last block in which the tenant may object.
            until: BlockNumber,
        },
        /// A tenant objects. A panel decides.
        DisputeOpened {
            /// The lease or job.
            order: OrderId,
            /// Against whom.
            provider: T::AccountId,
            /// How many served blocks it is about; zero for a job.
            blocks: u32,
            /// What is held for it, in pJ.
            bond: Balance,
        },
        /// A panel decided.
        DisputeClosed {
            /// The lease or job.
            order: OrderId,
            /// Who is at fault.
            finding: Finding,
        },
        /// A provider lost money by its fault.
        ProviderSlashed {
            /// The order, lease or job.
            order: OrderId,
            /// Who.
            provider: T::AccountId,
            /// What was taken, in pJ.
            taken: Balance,
            /// What of it went to the tenant.
            to_tenant: Balance,
        },
        /// Somebody was paid for ending an exhausted lease.
        BountyPaid {
            /// The lease.
            lease: OrderId,
            /// Who.
            who: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// Governance changed a class.
        ClassChanged {
            /// Which.
            class: ClassId,
            /// What it is now.
            offer: ClassOffer,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The account is a provider already.
        ProviderAlreadyExists,
        /// The account is no provider. Register it first.
        ProviderNotFound,
        /// The provider takes no new work now. Resume it, or wait until its time is over.
        ProviderNotActive,
        /// The provider cannot do that in its state. Look up which state that is.
        WrongProviderState,
        /// The provider still lists devices, or has bids, leases or jobs. End them first.
        ProviderBusy,
        /// The device is listed already.
        DeviceAlreadyListed,
        /// The device is not listed. List it first.
        ListingNotFound,
        /// There is no such device. Register it first.
        DeviceNotFound,
        /// Only the owner of the device may do this, or a proxy.
        NotOwner,
        /// The device takes no part in challenges now. Resume it first.
        DeviceNotActive,
        /// The device is hired. Wait until its lease or job is over.
        DeviceInUse,
        /// The bond of the device is worth less than its class asks for. Add to it first.
        BondTooSmall,
        /// There is no such class. Look up which there are.
        ClassNotFound,
        /// No price converts now. Wait for one, or for the time after which the old one is taken.
        PriceUnavailable,
        /// There is no such order. It may be over.
        OrderNotFound,
        /// The order is matched already.
        OrderMatched,
        /// The order, lease or job is at another step. Look up which.
        WrongStep,
        /// The window, the number of devices, the price or the floor is out of bounds. Choose another.
        OutOfBounds,
        /// The floor is above the price, or half of it where devices are drawn. Choose a lower one.
        FloorAboveSpot,
        /// The escrow is too small. Put more into it, or take less out.
        EscrowTooSmall,
        /// The account does not pay into this escrow. Have the tenant name it in an order.
        NotDepositor,
        /// That is more than the account wanted to pay at most. Have it raise its limit.
        LimitExceeded,
        /// Only the tenant may do this, or a proxy.
        NotTenant,
        /// Only a party may do this, or its proxy, and it names a provider of the lease or job.
        NotProvider,
        /// The provider has a bid for this order. Take it back first.
        BidAlreadyExists,
        /// There is no such bid.
        BidNotFound,
        /// There are as many bids already, and all are better. Offer a lower price.
        BidTooWeak,
        /// A bid names devices of its provider that meet the needs of the order, each once. Choose
        /// others.
        DevicesUnsuitable,
        /// Too few bids can be kept. Wait for more, or for the order to expire.
        NotEnoughBids,
        /// It is too late.
        TooLate,
        /// It is too early. Wait.
        TooEarly,
        /// There is no such lease. It may be over.
        LeaseNotFound,
        /// There is no such job. It may be over.
        JobNotFound,
        /// The lease or job is over, or has not begun.
        NotRunning,
        /// There is nothing to do for it now. Look up when there is.
        NothingDue,
        /// None of these leases takes a heartbeat of this provider now.
        NoHeartbeatTaken,
        /// No served time is left to be contested from that block on.
        NothingToContest,
        /// A panel decides already. Wait for it.
        DisputeInProgress,
        /// The rate is what it was, or zero. Choose another.
        RateUnchanged,
        /// The notice is too short, too long, or later than one that was given. Choose another.
        NoticeOutOfBounds,
        /// What was delivered is something else.
        DeliveryMismatch,
        /// The policy of the job asks for another kind of order. Jobs with drawn devices take no
        /// bids.
        PolicyMismatch,
        /// The class has a price, and nobody says what a device of that price computes. Say it.
        FullScoreMissing,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::work_off(now, remaining)
        }

        fn integrity_test() {
            super::genesis::check_constants();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_invariants()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Registers who signs as a provider. A deposit is held for its record.
        ///
        /// Fails if it is one already.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register_provider())]
        pub fn register_provider(origin: OriginFor<T>) -> DispatchResult {
            Self::do_register(ensure_signed(origin)?)
        }

        /// Takes no new work for now. What is served goes on.
        ///
        /// Fails unless the provider is active.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::pause_provider())]
        pub fn pause_provider(origin: OriginFor<T>) -> DispatchResult {
            Self::do_pause(&ensure_signed(origin)?)
        }

        /// Takes new work: for the first time, after a pause, or when the time in jail is over.
        ///
        /// Fails if the provider is active, leaves, or its time is not over.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::resume_provider())]
        pub fn resume_provider(origin: OriginFor<T>) -> DispatchResult {
            Self::do_resume(&ensure_signed(origin)?)
        }

        /// Begins to leave the market: no new work, and gone after the time that is set.
        ///
        /// Fails if it leaves already.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::leave_market())]
        pub fn leave_market(origin: OriginFor<T>) -> DispatchResult {
            Self::do_leave(&ensure_signed(origin)?)
        }

        /// Removes a provider whose time is over, and gives its deposit back.
        ///
        /// Fails if it does not leave, if it is too early, or if it still has devices, bids, leases
        /// or jobs.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::withdraw_provider())]
        pub fn withdraw_provider(origin: OriginFor<T>) -> DispatchResult {
            Self::do_withdraw_provider(&ensure_signed(origin)?)
        }

        /// Lists a device of who signs, in the class that it claims.
        ///
        /// Its bond must be worth what the class asks for at the price of now; later prices do not
        /// matter. Fails if it is listed, is somebody else's, or takes no part in challenges, or if
        /// no price converts.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::list_device())]
        pub fn list_device(
            origin: OriginFor<T>,
            device: DeviceKey,
            attributes: Attributes,
        ) -> DispatchResult {
            Self::do_list(ensure_signed(origin)?, device, attributes)
        }

        /// Says whether a device may be hired, by its provider.
        ///
        /// Fails if it is not listed, or by somebody else.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::offer_device())]
        pub fn offer_device(
            origin: OriginFor<T>,
            device: DeviceKey,
            is_offered: bool,
        ) -> DispatchResult {
            Self::do_offer(&ensure_signed(origin)?, device, is_offered)
        }

        /// Takes a device off the list, by its provider; by anybody if it is not its provider's any
        /// more.
        ///
        /// Fails while it is hired.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::unlist_device())]
        pub fn unlist_device(origin: OriginFor<T>, device: DeviceKey) -> DispatchResult {
            Self::do_unlist(&ensure_signed(origin)?, device)
        }

        /// Looks again whether a listed device has its bond and takes part in challenges, by
        /// anybody.
        ///
        /// Fails if it is not listed.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::refresh_listing())]
        pub fn refresh_listing(origin: OriginFor<T>, device: DeviceKey) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_refresh(device)
        }

        /// Orders compute, and puts `escrow` pJ aside to pay for it.
        ///
        /// For time, the escrow must pay for a least number of blocks at the highest price; for a
        /// job, for 1.25 times that price, or for all who may be drawn. Jobs of drawn devices begin
        /// at once; others take bids.
        /// Fails if no price converts, anything is out of bounds, or no verdict can be sought.
        #[pallet::call_index(9)]
        #[pallet::weight(judged::<T>(T::WeightInfo::create_order()))]
        pub fn create_order(
            origin: OriginFor<T>,
            request: Box<RequestOf<T>>,
            escrow: Balance,
        ) -> DispatchResult {
            Self::do_create_order(ensure_signed(origin)?, *request, escrow)
        }

        /// Takes an order back that is not matched, by its tenant. All is given back to everybody.
        ///
        /// Fails if it is matched.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::cancel_order(MAX_BIDS))]
        pub fn cancel_order(origin: OriginFor<T>, order: OrderId) -> DispatchResult {
            Self::do_cancel_order(&ensure_signed(origin)?, order)
        }

        /// Sets the most that who signs pays for an order, what was spent included. Only accounts
        /// that the order names may.
        ///
        /// What is held already stays. Fails if the order does not name it.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::sponsor())]
        pub fn sponsor(origin: OriginFor<T>, order: OrderId, limit: Balance) -> DispatchResult {
            Self::do_sponsor(&ensure_signed(origin)?, order, limit)
        }

        /// Puts more of one's own money into an escrow, by the tenant or a sponsor.
        ///
        /// Fails beyond one's limit, or if it is over.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::top_up())]
        pub fn top_up(origin: OriginFor<T>, order: OrderId, amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_top_up(order, &who, amount)
        }

        /// Puts money of a sponsor into the escrow, by the tenant, up to the sponsor's limit.
        ///
        /// Fails beyond that, or if it is over.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::draw_on())]
        pub fn draw_on(
            origin: OriginFor<T>,
            order: OrderId,
            sponsor: T::AccountId,
            amount: Balance,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_draw_on(&who, order, &sponsor, amount)
        }

        /// Takes one's own money out of the escrow of a lease, as far as the time that is set can
        /// still be paid, and all that is owed.
        ///
        /// Fails beyond that, if no price converts, or if it is over.
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::withdraw_excess())]
        pub fn withdraw_excess(
            origin: OriginFor<T>,
            order: OrderId,
            amount: Balance,
        ) -> DispatchResult {
            Self::do_withdraw_excess(&ensure_signed(origin)?, order, amount)
        }

        /// Bids for an order with these devices: for an hour of each, or for all of the job, in
        /// micro-dollars. A deposit is held: 5 % of the order's escrow, or a dollar's worth.
        ///
        /// Fails if the provider is not active or has bid, if the devices will not do, above the
        /// highest price, or if sixteen bids are better.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::place_bid())]
        pub fn place_bid(
            origin: OriginFor<T>,
            order: OrderId,
            price: u64,
            devices: DeviceList,
        ) -> DispatchResult {
            Self::do_place_bid(ensure_signed(origin)?, order, price, devices)
        }

        /// Takes a bid back. While the order is open that costs a tenth of the deposit; once it is
        /// matched, nothing.
        ///
        /// Fails if there is none.
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::withdraw_bid())]
        pub fn withdraw_bid(origin: OriginFor<T>, order: OrderId) -> DispatchResult {
            Self::do_withdraw_bid(&ensure_signed(origin)?, order)
        }

        /// Takes these bids, by the tenant, at any time while the order is open.
        ///
        /// Fails unless together they have as many devices as the order asks for and all can be
        /// kept, or if no price converts.
        #[pallet::call_index(17)]
        #[pallet::weight(taken::<T>())]
        pub fn take_bids(
            origin: OriginFor<T>,
            order: OrderId,
            numbers: BoundedVec<u64, ConstU32<{ crate::MAX_DEVICES }>>,
        ) -> DispatchResult {
            Self::do_take_bids(&ensure_signed(origin)?, order, &numbers)
        }

        /// Takes the best bids after the window, by anybody.
        ///
        /// Who cannot keep its bid by its own doing loses the deposit. Fails if too few bids are
        /// left, before the window is over, or if no price converts.
        #[pallet::call_index(18)]
        #[pallet::weight(judged::<T>(T::WeightInfo::finalise(MAX_BIDS)))]
        pub fn finalise(origin: OriginFor<T>, order: OrderId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_finalise(order)
        }

        /// Delivers the way to what was hired, encrypted to the tenant's key, by a provider.
        ///
        /// Fails after the time for it, or twice.
        #[pallet::call_index(19)]
        #[pallet::weight(T::WeightInfo::deliver_endpoint())]
        pub fn deliver_endpoint(
            origin: OriginFor<T>,
            lease: OrderId,
            endpoint: BoundedVec<u8, ConstU32<MAX_ENDPOINT_BYTES>>,
        ) -> DispatchResult {
            Self::do_deliver_endpoint(&ensure_signed(origin)?, lease, endpoint)
        }

        /// Accepts what was delivered, by the tenant: the lease begins.
        ///
        /// Fails unless all was delivered.
        #[pallet::call_index(20)]
        #[pallet::weight(T::WeightInfo::accept_endpoint(MAX_BIDS))]
        pub fn accept_endpoint(origin: OriginFor<T>, lease: OrderId) -> DispatchResult {
            Self::do_accept_endpoint(&ensure_signed(origin)?, lease)
        }

        /// Refuses what was delivered, by the tenant. Once for each order that is free, and the
        /// order goes to the next bid; after that the tenant pays since the delivery, and the lease
        /// ends.
        ///
        /// Fails after the time for it.
        #[pallet::call_index(21)]
        #[pallet::weight(settled::<T>(T::WeightInfo::refuse_endpoint()))]
        pub fn refuse_endpoint(origin: OriginFor<T>, lease: OrderId) -> DispatchResult {
            Self::do_refuse_endpoint(&ensure_signed(origin)?, lease)
        }

        /// Shows that who signs serves these leases. Those that take none of it now are passed
        /// over.
        ///
        /// Fails if none of them does.
        #[pallet::call_index(22)]
        #[pallet::weight(beats::<T>(leases.len()))]
        pub fn heartbeat(
            origin: OriginFor<T>,
            leases: BoundedVec<OrderId, ConstU32<MAX_BEATS>>,
        ) -> DispatchResult {
            Self::do_heartbeat(ensure_signed(origin)?, &leases)
        }

        /// Contests what a provider served from block `from` until now, as far as it is not
        /// settled, by the tenant. A bond is held, a panel decides, and nothing ripens meanwhile.
        ///
        /// Fails if nothing is left to be contested, or a panel decides already.
        #[pallet::call_index(23)]
        #[pallet::weight(disputed::<T>(T::WeightInfo::contest()))]
        pub fn contest(
            origin: OriginFor<T>,
            lease: OrderId,
            provider: T::AccountId,
            from: BlockNumber,
        ) -> DispatchResult {
            Self::do_contest(&ensure_signed(origin)?, lease, &provider, from)
        }

        /// Wishes another rate for the devices of `provider`, by the tenant or that provider; what
        /// is now takes the wish back. When both wish the same, all that was served is settled and
        /// the rate changes. Fails if nothing would change, while served time is contested, above
        /// the bid if others pay too, or if no price converts or the escrow is too small then.
        #[pallet::call_index(24)]
        #[pallet::weight(settled::<T>(T::WeightInfo::amend_lease()))]
        pub fn amend_lease(
            origin: OriginFor<T>,
            lease: OrderId,
            provider: T::AccountId,
            rate: u64,
        ) -> DispatchResult {
            Self::do_amend(ensure_signed(origin)?, lease, &provider, rate)
        }

        /// Gives notice, by a provider: after so many blocks anybody may end the lease.
        ///
        /// Fails if that is no sooner than a notice before, or the notice is out of bounds.
        #[pallet::call_index(25)]
        #[pallet::weight(T::WeightInfo::start_reclaim())]
        pub fn start_reclaim(
            origin: OriginFor<T>,
            lease: OrderId,
            notice_blocks: BlockNumber,
        ) -> DispatchResult {
            Self::do_start_reclaim(&ensure_signed(origin)?, lease, notice_blocks)
        }

        /// Ends a lease, by its tenant or a provider.
        ///
        /// The tenant pays to this block what it did not contest. A provider is fined if it gave no
        /// notice, unless the price is under the floor, or was silent for too long. What cannot be
        /// settled now is kept back twice, and the rest given back at once.
        #[pallet::call_index(26)]
        #[pallet::weight(closed::<T>())]
        pub fn close_lease(origin: OriginFor<T>, lease: OrderId) -> DispatchResult {
            Self::do_close_lease(&ensure_signed(origin)?, lease)
        }

        /// Does whatever is due of an order, a lease or a job, by anybody: matches or expires it,
        /// begins, settles, ends or forgets it. Who ends an exhausted lease is paid for that.
        ///
        /// Fails if nothing is due.
        #[pallet::call_index(27)]
        #[pallet::weight(poked::<T>())]
        pub fn poke(origin: OriginFor<T>, order: OrderId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_poke(order, Some(&who))
        }

        /// Objects to what was handed in for a job, by the tenant. A bond is held, and a panel
        /// decides.
        ///
        /// Fails if there is nothing to object to now.
        #[pallet::call_index(28)]
        #[pallet::weight(judged::<T>(disputed::<T>(T::WeightInfo::object())))]
        pub fn object(origin: OriginFor<T>, job: OrderId) -> DispatchResult {
            Self::do_object(&ensure_signed(origin)?, job)
        }

        /// Delivers what needs no device, by its hash, by the provider.
        ///
        /// Fails after the time for it, or twice.
        #[pallet::call_index(29)]
        #[pallet::weight(T::WeightInfo::submit_delivery())]
        pub fn submit_delivery(origin: OriginFor<T>, job: OrderId, result: Hash) -> DispatchResult {
            Self::do_submit_delivery(&ensure_signed(origin)?, job, result)
        }

        /// Confirms that what was delivered has this hash, by the tenant: the provider is paid.
        ///
        /// Fails if it has another one, or nothing was delivered.
        #[pallet::call_index(30)]
        #[pallet::weight(settled::<T>(T::WeightInfo::accept_delivery()))]
        pub fn accept_delivery(origin: OriginFor<T>, job: OrderId, result: Hash) -> DispatchResult {
            Self::do_accept_delivery(&ensure_signed(origin)?, job, result)
        }

        /// Sets what a class asks for and costs elsewhere, or adds the next class. Governance only.
        ///
        /// Devices that are listed keep what was asked of them. Fails beyond the most classes, or
        /// with a price and no full score.
        #[pallet::call_index(31)]
        #[pallet::weight(T::WeightInfo::set_class())]
        pub fn set_class(
            origin: OriginFor<T>,
            class: ClassId,
            offer: ClassOffer,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_class(class, offer)
        }
    }
}
