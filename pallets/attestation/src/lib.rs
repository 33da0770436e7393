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

mod admission;
mod authorization;
mod challenges;
mod commits;
mod devices;
mod draws;
mod evidence;
mod followers;
mod genesis;
mod glue;
mod invariants;
mod offchain;
mod openings;
mod queries;
pub mod settings;
mod settlement;
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use devices::resume_message;
pub use offchain::MAX_DEVICES;
pub use pallet::*;
pub use settings::{AttestationSettings, ClassTerms};
pub use types::{Opening, Refusal};
pub use weights::WeightInfo;

use frame_support::traits::fungible;
use joule_primitives::types::BlockNumber;
use sp_runtime::{transaction_validity::TransactionPriority, Perbill};

/// How many of its first commits of a device are audited for sure.
pub const TRIAL_AUDITS: u8 = 12;
/// How many commits are audited for sure after a failure.
pub const AUDITS_AFTER_FAILURE: u8 = 24;
/// How many challenges a device may miss one after the other before it is paused.
pub const MAX_MISSES: u8 = 3;
/// What is taken of a bond for the first, second and third failure within the memory.
pub const FAILURE_SLASHES: [Perbill; 3] =
    [Perbill::from_percent(5), Perbill::from_percent(25), Perbill::one()];
/// What is taken of a bond for two commitments in one challenge.
pub const EQUIVOCATION_SLASH: Perbill = Perbill::from_percent(10);
/// The part of that for who reports it.
pub const REPORTER_PART: Perbill = Perbill::from_percent(10);
/// How much more than in its last audit a device is credited with at most.
pub const CEILING_GROWTH: Perbill = Perbill::from_percent(10);
/// How many rewards, if every commit were audited, a bond must be worth for all of a claim to
/// count.
pub const REWARDS_PER_BOND: u32 = 30;
/// The part of a block that the feeless calls of one kind may take, by computation and by length: a
/// fifth.
pub const KIND_DIVISOR: u32 = 5;
/// A missing opening is forgiven if more than one in so many blocks had no room for openings.
pub const CONGESTION_DIVISOR: u32 = 4;
/// How many tickets of the queue are looked at in a block.
pub const TICKETS_PER_BLOCK: u32 = 8;
/// Tries of a draw for each device that is drawn.
pub const TRIES_PER_DEVICE: u32 = 16;
/// Blocks from the one in which a sample is asked for to the one whose beacon it is.
pub const SAMPLE_DELAY_BLOCKS: BlockNumber = 8;
/// How eagerly authors take feeless calls: before whatever pays, since what is late is lost.
pub const PRIORITY: TransactionPriority = TransactionPriority::MAX / 2;
/// Blocks for which a call without a window of its own may wait.
pub const LONGEVITY_BLOCKS: BlockNumber = 64;

/// Money that was withdrawn and not yet placed.
pub type CreditOf<T> =
    fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
/// A device.
pub type DeviceOf<T> = types::Device<<T as frame_system::Config>::AccountId>;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        followers::TOLD_OF_DUE,
        settings::{AttestationSettings, ClassTerms},
        types::{
            BeaconRecord, ClosedChallenge, DeviceSignature, Fault, Metadata, Offer, OpenChallenge,
            Opening, PauseReason, PendingCommit, Sample, SignedCommit, Top, TrialRoom, Usages,
            Verdict,
        },
        CreditOf, DeviceOf, WeightInfo,
    };
    use frame_support::{
        pallet_prelude::*,
        traits::fungible::{Balanced, BalancedHold, Mutate, MutateHold},
    };
    use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};
    use joule_primitives::{
        attestation::{
            ChallengeId, ChallengeRewards, ClassId, Clock, DeviceKey, FollowDevices,
            MilliComputeUnits,
        },
        money::{BurnMoney, PayMoney},
        types::{Balance, BlockNumber},
    };
    use sp_runtime::traits::SaturatedConversion;

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId: Into<[u8; 32]>>
        + CreateAuthorizedTransaction<Call<Self>>
    {
        /// The token.
        type Currency: Balanced<Self::AccountId, Balance = Balance>
            + Mutate<Self::AccountId, Balance = Balance>
            + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>
            + BalancedHold<Self::AccountId, Balance = Balance>;

        /// Why money is held, in all of the runtime.
        type RuntimeHoldReason: From<HoldReason>;

        /// Who burns, and pays.
        type Money: BurnMoney<CreditOf<Self>> + PayMoney<Self::AccountId, CreditOf<Self>>;

        /// Slots.
        type Clock: Clock;

        /// The VRF output of the block before the one that is executed, if it has one.
        type AuthorVrf: Get<Option<[u8; 32]>>;

        /// Whether every block has a VRF output, those of secondary slots included. A block without
        /// one adds no randomness to the beacon: challenges could be known before they open.
        type HasVrfInEveryBlock: Get<bool>;

        /// What devices earn.
        type Rewards: ChallengeRewards;

        /// Who follows what devices do. Must not change devices when told.
        type Followers: FollowDevices<Self::AccountId>;

        /// Who may change the terms of classes.
        type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// What is burned for a key, which nobody may use ever again, in pJ.
        #[pallet::constant]
        type RegistrationFee: Get<Balance>;

        /// What is held for the record of a device, in pJ.
        #[pallet::constant]
        type RecordDeposit: Get<Balance>;

        /// How many devices may be on trial at a time.
        #[pallet::constant]
        type MaxOnTrial: Get<u32>;

        /// Weights of the pallet's calls and hooks.
        type WeightInfo: WeightInfo;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The bond of a device, until its owner withdraws it.
        #[codec(index = 0)]
        DeviceBond,
        /// The deposit for the record of a device.
        #[codec(index = 1)]
        DeviceRecord,
    }

    /// How challenges go.
    #[pallet::storage]
    pub type Settings<T> = StorageValue<_, AttestationSettings, ValueQuery>;

    /// The randomness of the chain.
    #[pallet::storage]
    pub type Beacon<T> = StorageValue<_, BeaconRecord, ValueQuery>;

    /// The block in which the last challenge opened.
    #[pallet::storage]
    pub type LastOpened<T> = StorageValue<_, BlockNumber, ValueQuery>;

    /// The number of the next challenge.
    #[pallet::storage]
    pub type NextChallenge<T> = StorageValue<_, ChallengeId, ValueQuery>;

    /// How many devices committed to the last challenge that is over.
    #[pallet::storage]
    pub type LastCommits<T> = StorageValue<_, u32, ValueQuery>;

    /// The challenge that is open.
    #[pallet::storage]
    pub type Current<T> = StorageValue<_, OpenChallenge>;

    /// Challenges that are over, as long as a commit to them is not settled.
    #[pallet::storage]
    pub type Closed<T> = StorageMap<_, Twox64Concat, ChallengeId, ClosedChallenge>;

    /// The devices.
    #[pallet::storage]
    pub type DeviceRecords<T> = CountedStorageMap<_, Blake2_128Concat, DeviceKey, DeviceOf<T>>;

    /// What owners say of their devices.
    #[pallet::storage]
    pub type Descriptions<T> = StorageMap<_, Blake2_128Concat, DeviceKey, Metadata>;

    /// Keys that were registered, for ever.
    #[pallet::storage]
    pub type UsedKeys<T> = StorageMap<_, Blake2_128Concat, DeviceKey, ()>;

    /// What devices committed to and was not settled yet.
    #[pallet::storage]
    pub type Pending<T> = StorageMap<_, Blake2_128Concat, DeviceKey, PendingCommit>;

    /// The places on trial, and the queue before them.
    #[pallet::storage]
    pub type Trials<T> = StorageValue<_, TrialRoom, ValueQuery>;

    /// Who waits for a place on trial, by ticket.
    #[pallet::storage]
    pub type WaitingRoom<T> = StorageMap<_, Twox64Concat, u64, DeviceKey>;

    /// The devices that their owners offer for draws, by place: all places below the count.
    #[pallet::storage]
    pub type Offers<T> = CountedStorageMap<_, Twox64Concat, u32, Offer>;

    /// The beacons of single blocks that somebody asked for, until all have released them.
    #[pallet::storage]
    pub type Samples<T> = StorageMap<_, Twox64Concat, BlockNumber, Sample>;

    /// What feeless calls took of this block.
    #[pallet::storage]
    pub type Used<T> = StorageValue<_, Usages, ValueQuery>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How challenges go.
        pub settings: AttestationSettings,
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
        /// A challenge opened. Devices commit from the next block on.
        ChallengeOpened {
            /// Its number.
            challenge: ChallengeId,
            /// From what all its matrices follow.
            seed: [u8; 32],
            /// What it asks for.
            params: [u8; 4],
        },
        /// The sample of a challenge was drawn. Devices open from this block on.
        SampleDrawn {
            /// The challenge.
            challenge: ChallengeId,
            /// The sample.
            sample: [u8; 32],
        },
        /// A challenge is over.
        ChallengeClosed {
            /// The challenge.
            challenge: ChallengeId,
            /// How many devices committed.
            commits: u32,
            /// Whether there was no room for openings so often that a missing one is forgiven.
            is_congested: bool,
        },
        /// A device was registered.
        DeviceRegistered {
            /// Its key.
            device: DeviceKey,
            /// The class that it claims.
            class: ClassId,
            /// Whose it is.
            owner: T::AccountId,
            /// Its bond, in pJ.
            bond: Balance,
        },
        /// A device waits for a place on trial.
        DeviceQueued {
            /// The device.
            device: DeviceKey,
            /// Its number in the queue.
            ticket: u64,
        },
        /// A device takes part in challenges from the next one on.
        DeviceActivated {
            /// The device.
            device: DeviceKey,
        },
        /// A device takes no part until it is resumed.
        DevicePaused {
            /// The device.
            device: DeviceKey,
            /// Why.
            reason: PauseReason,
        },
        /// A device that was paused was resumed.
        DeviceResumed {
            /// The device.
            device: DeviceKey,
            /// In which challenge.
            challenge: ChallengeId,
        },
        /// A lease of a device began: it misses nothing and earns no score.
        DeviceExcused {
            /// The device.
            device: DeviceKey,
        },
        /// A lease of a device ended.
        ExcuseEnded {
            /// The device.
            device: DeviceKey,
        },
        /// The bond of a device was raised.
        BondRaised {
            /// The device.
            device: DeviceKey,
            /// The bond now, in pJ.
            bond: Balance,
        },
        /// An owner said what a device is.
        MetadataSet {
            /// The device.
            device: DeviceKey,
        },
        /// A device takes no part any more.
        DeviceLeft {
            /// The device.
            device: DeviceKey,
            /// The first block in which its bond may be withdrawn.
            until: BlockNumber,
        },
        /// A device is no more. Its key is never registered again.
        BondWithdrawn {
            /// The device.
            device: DeviceKey,
            /// Whose it was.
            owner: T::AccountId,
            /// What was left of its bond, in pJ.
            bond: Balance,
        },
        /// Governance changed what a class asks for.
        ClassTermsSet {
            /// The class.
            class: ClassId,
            /// What it asks for.
            terms: ClassTerms,
        },
        /// A device committed to what it computed.
        Committed {
            /// The device.
            device: DeviceKey,
            /// The challenge.
            challenge: ChallengeId,
            /// How many rounds.
            rounds: u32,
            /// The root of the tree over them.
            top: Top,
        },
        /// A device opened what it had committed to.
        Opened {
            /// The device.
            device: DeviceKey,
            /// The challenge.
            challenge: ChallengeId,
        },
        /// A commit was settled.
        CommitSettled {
            /// The device.
            device: DeviceKey,
            /// The challenge.
            challenge: ChallengeId,
            /// What became of it.
            verdict: Verdict,
            /// The device's score now.
            score: MilliComputeUnits,
        },
        /// A device missed challenges.
        ChallengesMissed {
            /// The device.
            device: DeviceKey,
            /// How many.
            missed: u8,
            /// Its score now.
            score: MilliComputeUnits,
        },
        /// A device lost a part of its bond.
        Slashed {
            /// The device.
            device: DeviceKey,
            /// The challenge.
            challenge: ChallengeId,
            /// For what.
            fault: Fault,
            /// How much, in pJ.
            amount: Balance,
        },
        /// A device lost a part of its bond for what it did in a job.
        SlashedForJob {
            /// The device.
            device: DeviceKey,
            /// How much, in pJ.
            amount: Balance,
        },
        /// A device may be drawn for jobs, by draws that are asked for from the next block on.
        DeviceOffered {
            /// The device.
            device: DeviceKey,
        },
        /// A device is drawn for jobs no more: its owner took the offer back, or it left, failed
        /// or was paused.
        OfferEnded {
            /// The device.
            device: DeviceKey,
        },
        /// Who reported an equivocation was paid.
        ReporterPaid {
            /// The device.
            device: DeviceKey,
            /// The reporter.
            reporter: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
        /// A part of the bond of a device was taken for those whom it harmed.
        BondSeized {
            /// The device.
            device: DeviceKey,
            /// How much, in pJ.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// No device has this key. Check it; `joule_devices` lists all.
        DeviceNotFound,
        /// This key was registered once. Make a new one: a key is never used twice.
        KeyAlreadyUsed,
        /// There is no such class. The settings list all.
        ClassNotFound,
        /// The bond is below what the class asks for. Offer more, or claim another class.
        BondTooLow,
        /// The device did not sign for this owner, this chain and this block. Sign anew.
        InvalidProof,
        /// What the device signed is not valid any more. Sign for a later block.
        ProofExpired,
        /// Only the owner of this device may do that.
        NotOwner,
        /// An amount of zero changes nothing. Name one above zero.
        AmountZero,
        /// This device is leaving already. Wait, and withdraw its bond.
        DeviceLeaving,
        /// This device is not leaving. Call `leave` first.
        DeviceNotLeaving,
        /// The bond may not be withdrawn yet. Wait for the block that `DeviceLeft` named.
        WithdrawTooEarly,
        /// A commit of this device is not settled yet. Wait until its challenge is over.
        CommitPending,
        /// This device is on a lease. Wait until that ends.
        DeviceLeased,
        /// This device waits, is paused, leaves or is on a lease. Try again when it takes part in
        /// challenges.
        DeviceNotIdle,
        /// This device has a part in a job. Wait for the verdict; whatever is due for it, anybody
        /// may have done by concluding the job.
        DeviceEngaged,
        /// The next commits of this device are all audited. Offer it when it has passed its trial.
        DeviceOnTrial,
        /// The device is offered, or not, as you say already. There is nothing to do.
        OfferUnchanged,
        /// A class asks for a bond above zero, and classes are numbered without gaps, up to 16.
        /// Change the terms, or the number.
        InvalidClassTerms,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(now: BlockNumberFor<T>) -> Weight {
            Self::begin_block(now.saturated_into());
            Self::hook_weight()
        }

        fn offchain_worker(now: BlockNumberFor<T>) {
            Self::serve_devices(now.saturated_into());
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
        /// Registers a device of the sender.
        ///
        /// `bond` is held, besides a deposit for the record; a fee is burned. `signature` is that
        /// of the device over the registration message of `joule_pogw`, valid up to the block
        /// `valid_until`. The device begins on trial, or waits for a place there.
        ///
        /// Fails if the key was ever used, if the class does not exist or asks for more, or if the
        /// device did not sign.
        #[pallet::call_index(0)]
        #[pallet::weight(Pallet::<T>::followed(T::WeightInfo::register_device(), 2))]
        pub fn register_device(
            origin: OriginFor<T>,
            device: DeviceKey,
            class: ClassId,
            bond: Balance,
            valid_until: BlockNumber,
            signature: DeviceSignature,
            metadata: Metadata,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_register_device(owner, device, class, bond, valid_until, &signature, metadata)
        }

        /// Adds `amount` to the bond of a device of the sender.
        ///
        /// Fails if it is leaving, or if the amount is zero.
        #[pallet::call_index(1)]
        #[pallet::weight(Pallet::<T>::touched(T::WeightInfo::raise_bond(), TOLD_OF_DUE + 1))]
        pub fn raise_bond(
            origin: OriginFor<T>,
            device: DeviceKey,
            amount: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_raise_bond(&owner, device, amount)
        }

        /// Takes a device of the sender out of all further challenges. What it has committed to it
        /// must still open.
        ///
        /// Fails if it is leaving already.
        #[pallet::call_index(2)]
        #[pallet::weight(Pallet::<T>::touched(T::WeightInfo::leave(), TOLD_OF_DUE + 1))]
        pub fn leave(origin: OriginFor<T>, device: DeviceKey) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_leave(&owner, device)
        }

        /// Gives back what is left of the bond of a device of the sender, and the deposit. The
        /// device is no more, and its key is never registered again.
        ///
        /// Fails before the block that `DeviceLeft` named, while a commit is not settled, on a
        /// lease, or before the verdict on a job in which the device has a part.
        #[pallet::call_index(3)]
        #[pallet::weight(Pallet::<T>::touched(T::WeightInfo::withdraw_bond(), TOLD_OF_DUE))]
        pub fn withdraw_bond(origin: OriginFor<T>, device: DeviceKey) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_withdraw_bond(&owner, device)
        }

        /// Says what a device of the sender is. Nobody checks that.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::set_metadata())]
        pub fn set_metadata(
            origin: OriginFor<T>,
            device: DeviceKey,
            metadata: Metadata,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_metadata(&owner, device, metadata)
        }

        /// Changes what a class asks for, or adds the next class. Devices whose bond is too small
        /// then must raise it to commit.
        ///
        /// Governance only.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::set_class_terms())]
        pub fn set_class_terms(
            origin: OriginFor<T>,
            class: ClassId,
            terms: ClassTerms,
        ) -> DispatchResult {
            T::GovernanceOrigin::ensure_origin(origin)?;
            Self::do_set_class_terms(class, terms)
        }

        /// Commits a device to `rounds` rounds below `top`, by its signature over the commitment of
        /// `joule_pogw`. Feeless; settles what the device committed to before.
        #[pallet::call_index(6)]
        #[pallet::weight((Pallet::<T>::commit_weight(), DispatchClass::Operational))]
        #[pallet::authorize(Pallet::<T>::authorize_commit)]
        #[pallet::weight_of_authorize(Pallet::<T>::asked(T::WeightInfo::authorize_commit()))]
        pub fn commit(
            origin: OriginFor<T>,
            device: DeviceKey,
            challenge: ChallengeId,
            rounds: u32,
            top: Top,
            signature: DeviceSignature,
        ) -> DispatchResult {
            ensure_authorized(origin)?;
            let args = (device, challenge, rounds, top, signature);
            Self::do_commit(device, challenge, rounds, top, Self::commit_usage(&args));
            Ok(())
        }

        /// Opens the commitment of a device that is audited. Feeless; what does not prove the
        /// commitment gets into no block.
        #[pallet::call_index(7)]
        #[pallet::weight((T::WeightInfo::open(), DispatchClass::Operational))]
        #[pallet::authorize(Pallet::<T>::authorize_open)]
        #[pallet::weight_of_authorize(Pallet::<T>::opening_weight(opening))]
        pub fn open(
            origin: OriginFor<T>,
            device: DeviceKey,
            challenge: ChallengeId,
            opening: Opening,
        ) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_open(device, challenge, Self::open_usage(&opening));
            Ok(())
        }

        /// Settles what a device committed to in a challenge that is over, or pauses it if it
        /// missed three. Feeless; anybody may send it.
        #[pallet::call_index(8)]
        #[pallet::weight((Pallet::<T>::settle_weight(), DispatchClass::Operational))]
        #[pallet::authorize(Pallet::<T>::authorize_settle)]
        #[pallet::weight_of_authorize(Pallet::<T>::asked(T::WeightInfo::authorize_settle()))]
        pub fn settle(origin: OriginFor<T>, device: DeviceKey) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_settle(device, Self::settle_usage(&device));
            Ok(())
        }

        /// Lets a device that was paused take part again, by its signature over
        /// [`resume_message`](crate::resume_message). `challenge` is the last one that opened.
        /// Feeless, and at most once in a challenge.
        #[pallet::call_index(9)]
        #[pallet::weight((Pallet::<T>::resume_weight(), DispatchClass::Operational))]
        #[pallet::authorize(Pallet::<T>::authorize_resume)]
        #[pallet::weight_of_authorize(Pallet::<T>::asked(T::WeightInfo::authorize_resume()))]
        pub fn resume(
            origin: OriginFor<T>,
            device: DeviceKey,
            challenge: ChallengeId,
            signature: DeviceSignature,
        ) -> DispatchResult {
            ensure_authorized(origin)?;
            let usage = Self::resume_usage(&(device, challenge, signature));
            Self::do_resume(device, challenge, usage);
            Ok(())
        }

        /// Shows that a device signed two commitments in one challenge. It loses a tenth of its
        /// bond, and a tenth of that goes to `reporter`. Feeless, and once for each challenge.
        #[pallet::call_index(10)]
        #[pallet::weight((Pallet::<T>::report_weight(), DispatchClass::Operational))]
        #[pallet::authorize(Pallet::<T>::authorize_report)]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_report_equivocation())]
        pub fn report_equivocation(
            origin: OriginFor<T>,
            device: DeviceKey,
            challenge: ChallengeId,
            first: SignedCommit,
            second: SignedCommit,
            reporter: T::AccountId,
        ) -> DispatchResult {
            ensure_authorized(origin)?;
            let usage = Self::report_usage(&(device, challenge, first, second, &reporter));
            Self::do_report(device, challenge, &reporter, usage);
            Ok(())
        }

        /// Offers a device of the sender for draws, or takes the offer back. What is drawn must do
        /// the job, or its bond pays.
        ///
        /// A device that leaves, fails or is paused is not offered any more. Fails if nothing
        /// changes; or if the device is on trial, takes no part in challenges, is on a lease, or
        /// has too small a bond.
        #[pallet::call_index(11)]
        #[pallet::weight(Pallet::<T>::touched(T::WeightInfo::set_offered(), TOLD_OF_DUE))]
        pub fn set_offered(
            origin: OriginFor<T>,
            device: DeviceKey,
            is_offered: bool,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_offered(&owner, device, is_offered)
        }
    }
}
