// SPDX-License-Identifier: Apache-2.0
//! Time, block production, finality, sessions and offences.

use crate::{
    constants::{storage_deposit, MAX_VALIDATORS, REPORT_SESSIONS},
    session::{CountBlocks, ElectedSessions, Offender, OneReportPerSession, PunishOffenders},
    AccountId, Babe, Balance, Balances, Grandpa, KeyOwners, Moment, Runtime, RuntimeEvent, Session,
    Staking, Timestamp,
};
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use frame_support::{
    parameter_types,
    traits::{ConstU32, Get},
};
use pallet_joule_staking::ValidatorOf;
use pallet_joule_timing::{MinimumPeriod, SessionLength, SlotDuration};
use sp_runtime::impl_opaque_keys;

impl pallet_joule_timing::Config for Runtime {}

impl pallet_timestamp::Config for Runtime {
    type Moment = Moment;
    type OnTimestampSet = Babe;
    type MinimumPeriod = MinimumPeriod<Runtime>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

/// How many of GRANDPA's voter sets have a known session: those of the running session and of the
/// sessions of which an equivocation can still be reported, and one more. A set begins where the
/// one before it ended, so that a report is checked against the sessions of both.
pub struct MaxSetIdSessionEntries;

impl Get<u64> for MaxSetIdSessionEntries {
    fn get() -> u64 {
        u64::from(REPORT_SESSIONS).saturating_add(2)
    }
}

/// How long a report of an equivocation may wait to get into a block, in blocks: for the session of
/// the equivocation and for those after it in which it can be reported.
pub struct ReportLongevity;

impl Get<u64> for ReportLongevity {
    fn get() -> u64 {
        let sessions = u64::from(REPORT_SESSIONS).saturating_add(1);
        SessionLength::<Runtime>::get().saturating_mul(sessions)
    }
}

impl pallet_babe::Config for Runtime {
    type EpochDuration = SessionLength<Runtime>;
    type ExpectedBlockTime = SlotDuration<Runtime>;
    type EpochChangeTrigger = pallet_babe::ExternalTrigger;
    type DisabledValidators = Session;
    type WeightInfo = ();
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type MaxNominators = ConstU32<0>;
    type KeyOwnerProof = sp_session::MembershipProof;
    type EquivocationReportSystem = pallet_babe::EquivocationReportSystem<
        Self,
        OneReportPerSession,
        KeyOwners,
        ReportLongevity,
    >;
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
    type KeyOwnerProof = sp_session::MembershipProof;
    type EquivocationReportSystem = pallet_grandpa::EquivocationReportSystem<
        Self,
        OneReportPerSession,
        KeyOwners,
        ReportLongevity,
    >;
}

impl_opaque_keys! {
    /// The keys with which a validator takes part in a session.
    #[derive(MaxEncodedLen)]
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

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ValidatorOf<Runtime>;
    type ShouldEndSession = Babe;
    type NextSessionRotation = Babe;
    type SessionManager = ElectedSessions<Staking>;
    type SessionHandler = <SessionKeys as sp_runtime::traits::OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = KeyDeposit;
}

impl pallet_joule_key_owners::Config for Runtime {
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
    type KeptSessions = ConstU32<REPORT_SESSIONS>;
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type EventHandler = CountBlocks;
}

impl pallet_offences::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type IdentificationTuple = Offender;
    type OnOffenceHandler = PunishOffenders;
}

/// The time of the current block, in milliseconds since the Unix epoch.
pub(crate) fn now_ms() -> Moment {
    Timestamp::get()
}
