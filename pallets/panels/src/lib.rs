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

mod absences;
mod agenda;
mod conclusions;
mod disputes;
mod draws;
mod findings;
mod genesis;
mod glue;
mod invariants;
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

pub use pallet::*;
pub use settings::PanelSettings;
pub use weights::WeightInfo;

use frame_support::traits::fungible;
use joule_primitives::{panels::PANEL_SEATS, types::BlockNumber};

/// The fewest validators that are a panel.
pub const MIN_SEATS: u32 = 3;
/// The most panels that are drawn for a dispute, one after the other.
pub const MAX_PANELS: u32 = 3;
/// The most validators that sit on panels of a dispute before the last one.
pub const MAX_EARLIER: u32 = (MAX_PANELS - 1) * PANEL_SEATS;
/// The most coldkeys that are kept from draws for having been absent. More push the oldest out.
pub const MAX_ABSENT: u32 = 512;
/// The most tasks that wait in a queue. What finds no place there is left to whoever calls.
pub const MAX_QUEUED: u64 = 1_024;
/// On how many panels a coldkey must serve at a time. Who sits on more may be absent from those.
pub const MAX_DUTIES: u32 = 8;
/// After how many blocks a draw is tried again that was not possible. In so many, a full queue of
/// them is worked off.
pub const REDRAW_BLOCKS: BlockNumber = 32;
/// The most tasks that are done at the end of a block.
pub const MAX_TASKS: u32 = 32;

/// Money on its way.
pub type CreditOf<T> =
    fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
/// A dispute.
pub type DisputeOf<T> = types::Dispute<<T as frame_system::Config>::AccountId>;
/// A validator that was drawn.
pub type SeatOf<T> = types::Seat<<T as frame_system::Config>::AccountId>;

#[frame_support::pallet]
pub mod pallet {
    use super::{
        settings::PanelSettings,
        types::{Duty, Ends, Grounds},
        CreditOf, DisputeOf, WeightInfo, MAX_ABSENT,
    };
    use alloc::vec::Vec;
    use frame_support::{pallet_prelude::*, traits::fungible::Balanced};
    use frame_system::pallet_prelude::*;
    use joule_primitives::{
        money::{BurnMoney, PayMoney},
        panels::{DisputeId, Finding, Jurors, OnFinding},
        types::{Balance, BlockNumber, Hash},
        verdicts::SampleBeacon,
    };

    /// What the runtime gives the pallet.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>, Hash = joule_primitives::types::Hash>
    {
        /// The token.
        type Currency: Balanced<Self::AccountId, Balance = Balance>;

        /// Pays panels, and burns what nobody of them earned.
        type Money: BurnMoney<CreditOf<Self>> + PayMoney<Self::AccountId, CreditOf<Self>>;

        /// The validators.
        type Jurors: Jurors<Self::AccountId>;

        /// The most validators in office. Of more, those elected last are not drawn.
        #[pallet::constant]
        type MaxJurors: Get<u32>;

        /// The chain's randomness.
        type Beacon: SampleBeacon;

        /// Who opens disputes, and acts on what is found.
        type OnFinding: OnFinding<CreditOf<Self>>;

        /// Weights of the pallet's calls.
        type WeightInfo: WeightInfo;

        /// What benchmarks need of the runtime.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
    }

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// How long panels take.
    #[pallet::storage]
    pub type Settings<T> = StorageValue<_, PanelSettings, ValueQuery>;

    /// The disputes that are open.
    #[pallet::storage]
    pub type Disputes<T: Config> = StorageMap<_, Twox64Concat, DisputeId, DisputeOf<T>>;

    /// The coldkeys of those who were absent, and the first block in which they may be drawn again;
    /// who was absent last, last.
    #[pallet::storage]
    pub type Absent<T: Config> =
        StorageValue<_, BoundedVec<(T::AccountId, BlockNumber), ConstU32<MAX_ABSENT>>, ValueQuery>;

    /// On how many panels a coldkey sits.
    #[pallet::storage]
    pub type Seated<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

    /// What is to be done from a block on, for a dispute: a queue for each duty.
    #[pallet::storage]
    pub type Queue<T> = StorageDoubleMap<
        _,
        Twox64Concat,
        Duty,
        Twox64Concat,
        u64,
        (BlockNumber, DisputeId),
        OptionQuery,
    >;

    /// Where each queue begins and ends.
    #[pallet::storage]
    pub type QueueEnds<T> = StorageMap<_, Twox64Concat, Duty, Ends, ValueQuery>;

    /// The state that the genesis block gives the pallet.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// How long panels take.
        pub settings: PanelSettings,
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
        /// A dispute was opened. Its panel will be drawn.
        DisputeOpened {
            /// The dispute.
            dispute: DisputeId,
            /// Who takes part in it.
            parties: Vec<T::AccountId>,
            /// The block whose beacon draws the panel.
            sample_at: BlockNumber,
            /// The last block in which a panel may reveal.
            decide_until: BlockNumber,
        },
        /// A panel was drawn. Its members must commit to a finding, and reveal it.
        PanelDrawn {
            /// The dispute.
            dispute: DisputeId,
            /// Which of its panels, from 1.
            panel: u32,
            /// The hotkeys of the members.
            jurors: Vec<T::AccountId>,
            /// The last block in which they may commit.
            commit_until: BlockNumber,
            /// The last block in which they may reveal.
            reveal_until: BlockNumber,
        },
        /// A member committed to a finding that nobody else knows yet.
        FindingCommitted {
            /// The dispute.
            dispute: DisputeId,
            /// The hotkey of the member.
            juror: T::AccountId,
        },
        /// A member revealed its finding.
        FindingRevealed {
            /// The dispute.
            dispute: DisputeId,
            /// The hotkey of the member.
            juror: T::AccountId,
            /// What it found.
            finding: Finding,
        },
        /// A member did not commit or reveal. It was fined, unless it was within a day before, or
        /// sat on eight other panels when it was drawn.
        JurorAbsent {
            /// The dispute.
            dispute: DisputeId,
            /// The hotkey of the member.
            juror: T::AccountId,
            /// Its coldkey, of whose validators none is drawn for a while.
            coldkey: T::AccountId,
            /// What its pool lost, in pJ; nothing if it was kept from draws already, or had too many
            /// other panels.
            fined: Balance,
            /// The first block in which they may be drawn again; this one if they are not kept.
            until: BlockNumber,
        },
        /// A panel came to no majority. Another one will be drawn.
        PanelFailed {
            /// The dispute.
            dispute: DisputeId,
            /// Which of its panels, from 1.
            panel: u32,
            /// The block whose beacon draws the next one.
            sample_at: BlockNumber,
        },
        /// A dispute is decided, and forgotten.
        DisputeDecided {
            /// The dispute.
            dispute: DisputeId,
            /// Who is at fault.
            finding: Finding,
            /// Why that stands.
            grounds: Grounds,
            /// How many of the last panel revealed it.
            votes: u32,
        },
        /// A member who voted with the finding was paid.
        JurorPaid {
            /// The dispute.
            dispute: DisputeId,
            /// The hotkey of the member.
            juror: T::AccountId,
            /// Its coldkey, which was paid.
            coldkey: T::AccountId,
            /// How much, in pJ.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// A dispute with this number is open. Wait until it is decided.
        DisputeAlreadyExists,
        /// No dispute with this number is open. It may have been decided: events say how.
        DisputeNotFound,
        /// A dispute has 16 parties at most. Name fewer.
        TooManyParties,
        /// The panel has been drawn. Its members commit and reveal now.
        PanelAlreadyDrawn,
        /// No panel has been drawn yet. Draw it when the randomness is known.
        PanelNotDrawn,
        /// Only a member of the panel may do this, by the hotkey that it had when it was drawn.
        NotJuror,
        /// The member has committed to a finding, which cannot be changed. Reveal it when it is
        /// time.
        AlreadyCommitted,
        /// The member has not committed to any finding, so there is none to reveal.
        NotCommitted,
        /// The member has revealed its finding.
        AlreadyRevealed,
        /// The finding is not what the member committed to. Reveal finding and salt of the commit.
        CommitmentMismatch,
        /// It is too early: the randomness is not known, or a window is open. Wait.
        TooEarly,
        /// It is too late: the window has closed. Anybody may conclude the dispute in time.
        TooLate,
        /// Too few validators can be drawn now: others are parties, or were absent. Try again
        /// later. It is tried by itself, too.
        TooFewJurors,
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// How many validators sit on a panel.
        fn panel_seats() -> u32 {
            super::PANEL_SEATS
        }

        /// The fewest validators that are a panel.
        fn min_seats() -> u32 {
            super::MIN_SEATS
        }

        /// The most panels that are drawn for a dispute.
        fn max_panels() -> u32 {
            super::MAX_PANELS
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_now: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::do_tasks(remaining)
        }

        fn integrity_test() {
            super::disputes::check_constants::<T>();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_invariants()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Draws the panel of a dispute, by anybody, once its randomness is known.
        ///
        /// Nobody is at fault if there is no time left for a panel.
        ///
        /// Fails if no panel is to be drawn, or not yet, or if too few validators can be drawn now.
        #[pallet::call_index(0)]
        #[pallet::weight(Pallet::<T>::draw_weight())]
        pub fn draw(origin: OriginFor<T>, dispute: DisputeId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_draw(dispute)
        }

        /// Commits to a finding that nobody else can know yet, by the hotkey of a member of the
        /// panel.
        ///
        /// `commitment` is the BLAKE2-256 hash of chain, dispute, hotkey, finding, and 32 random
        /// bytes, new ones each time. It cannot be changed. Who does not commit, or does not reveal,
        /// is fined. Who does has its fee given back, and must have it until then.
        ///
        /// Fails if the sender has no seat, has committed already, or is too late.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::commit_finding())]
        pub fn commit_finding(
            origin: OriginFor<T>,
            dispute: DisputeId,
            commitment: Hash,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_commit_finding(&who, dispute, commitment)?;
            Ok(Pays::No.into())
        }

        /// Reveals the finding to which a member of the panel has committed, by its hotkey, when
        /// nobody may commit any more.
        ///
        /// Who reveals has its fee given back.
        ///
        /// Fails if it is not what was committed to, or not the time to reveal.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::reveal_finding())]
        pub fn reveal_finding(
            origin: OriginFor<T>,
            dispute: DisputeId,
            finding: Finding,
            salt: [u8; 32],
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_reveal_finding(&who, dispute, finding, &salt)?;
            Ok(Pays::No.into())
        }

        /// Concludes a dispute, by anybody, when the windows of its panel have closed, or all who
        /// may reveal have done so.
        ///
        /// What more than half of the seats revealed alike stands. Else another panel is drawn, or
        /// nobody is at fault. Who was absent is fined, who voted with the finding is paid.
        ///
        /// Fails if the panel can do more, or has yet to be drawn and there is time for that.
        #[pallet::call_index(3)]
        #[pallet::weight(Pallet::<T>::conclude_weight())]
        pub fn conclude(origin: OriginFor<T>, dispute: DisputeId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_conclude(dispute)
        }
    }
}
