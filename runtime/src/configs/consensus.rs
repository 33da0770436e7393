// SPDX-License-Identifier: Apache-2.0
//! Time, block production, finality, sessions and offences.

use crate::{
    constants::{storage_deposit, HISTORICAL_SESSIONS, MAX_AUTHORITIES},
    session::{DisableOffenders, ElectedSessions, NothingMore, ValidatorsOfGenesis},
    AccountId, Babe, Balance, Balances, Grandpa, Historical, Moment, Offences, Runtime,
    RuntimeEvent, Session, Timestamp,
};
use alloc::vec::Vec;
use frame_support::{
    parameter_types,
    traits::{ConstU32, Get},
};
use pallet_joule_timing::{MinimumPeriod, SessionLength, SlotDuration};
use sp_runtime::impl_opaque_keys;

impl pallet_joule_timing::Config for Runtime {}

impl pallet_timestamp::Config for Runtime {
    type Moment = Moment;
    type OnTimestampSet = Babe;
    type MinimumPeriod = MinimumPeriod<Runtime>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

/// Sessions for which the id of GRANDPA's voter set is remembered.
pub struct MaxSetIdSessionEntries;

impl Get<u64> for MaxSetIdSessionEntries {
    fn get() -> u64 {
        u64::from(HISTORICAL_SESSIONS)
    }
}

/// How long an equivocation can be reported, in blocks: as long as membership in the set of its
/// session can be proved.
pub struct ReportLongevity;

impl Get<u64> for ReportLongevity {
    fn get() -> u64 {
        SessionLength::<Runtime>::get().saturating_mul(u64::from(HISTORICAL_SESSIONS))
    }
}

impl pallet_babe::Config for Runtime {
    type EpochDuration = SessionLength<Runtime>;
    type ExpectedBlockTime = SlotDuration<Runtime>;
    type EpochChangeTrigger = pallet_babe::ExternalTrigger;
    type DisabledValidators = Session;
    type WeightInfo = ();
    type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
    type MaxNominators = ConstU32<0>;
    type KeyOwnerProof = sp_session::MembershipProof;
    type EquivocationReportSystem =
        pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type MaxAuthorities = ConstU32<MAX_AUTHORITIES>;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
    type KeyOwnerProof = sp_session::MembershipProof;
    type EquivocationReportSystem =
        pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl_opaque_keys! {
    /// The keys with which a validator takes part in a session.
    pub struct SessionKeys {
        /// Authors blocks.
        pub babe: Babe,
        /// Votes on finality.
        pub grandpa: Grandpa,
    }
}

parameter_types! {
    /// Held from an account for its session keys: an entry for them and one for each key's owner.
    pub const KeyDeposit: Balance = storage_deposit(3, 200);
}

/// Chooses the validators: until stake does, those of the genesis block.
pub type Election = ();

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ValidatorsOfGenesis;
    type ShouldEndSession = Babe;
    type NextSessionRotation = Babe;
    type SessionManager =
        pallet_session::historical::NoteHistoricalRoot<Self, ElectedSessions<Election>>;
    type SessionHandler = <SessionKeys as sp_runtime::traits::OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = KeyDeposit;
}

impl pallet_session::historical::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = NothingMore;
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type EventHandler = ();
}

impl pallet_offences::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
    type OnOffenceHandler = DisableOffenders;
}

/// The time of the current block, in milliseconds since the Unix epoch.
pub(crate) fn now_ms() -> Moment {
    Timestamp::get()
}
