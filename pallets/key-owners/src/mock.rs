// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet: three validators, whose keys are numbers.

use crate as pallet_joule_key_owners;
use crate::Pallet;
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{ConstU32, ConstU64, KeyOwnerProofSystem},
};
use pallet_session::{PeriodicSessions, SessionManager, TestSessionHandler};
use sp_runtime::{
    key_types::DUMMY, testing::UintAuthorityId, traits::ConvertInto, BuildStorage, KeyTypeId,
};
use sp_session::MembershipProof;
use sp_staking::SessionIndex;

pub type AccountId = u64;

/// The most validators of a session.
pub const MAX_VALIDATORS: u32 = 4;
/// Sessions that are kept beside the running one.
pub const KEPT: u32 = 3;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeTask
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances::Pallet<Test>;
    #[runtime::pallet_index(2)]
    pub type Session = pallet_session::Pallet<Test>;
    #[runtime::pallet_index(3)]
    pub type KeyOwners = pallet_joule_key_owners::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
}

parameter_types! {
    /// Who is named for the following session that is planned.
    pub static Elected: Vec<AccountId> = vec![1, 2, 3];
}

/// Names those elected, and tells the pallet of each session that starts.
pub struct Manager;

impl SessionManager<AccountId> for Manager {
    fn new_session(_session: SessionIndex) -> Option<Vec<AccountId>> {
        Some(Elected::get())
    }

    fn start_session(session: SessionIndex) {
        KeyOwners::note_session(session);
    }

    fn end_session(_session: SessionIndex) {}
}

impl pallet_session::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = PeriodicSessions<ConstU64<10>, ConstU64<0>>;
    type NextSessionRotation = PeriodicSessions<ConstU64<10>, ConstU64<0>>;
    type SessionManager = Manager;
    type SessionHandler = TestSessionHandler;
    type Keys = UintAuthorityId;
    type DisablingStrategy = ();
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = ConstU64<0>;
}

impl crate::Config for Test {
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
    type KeptSessions = ConstU32<KEPT>;
}

/// The genesis state: validators 1, 2 and 3, whose keys are their own numbers; 4 to 6 have money
/// and no keys.
pub fn genesis() -> sp_io::TestExternalities {
    let keys = (1..=3).map(|who| (who, who, UintAuthorityId(who))).collect();
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: (1..=6).map(|who| (who, 1_000)).collect(),
            ..Default::default()
        },
        session: pallet_session::GenesisConfig { keys, ..Default::default() },
        ..Default::default()
    };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` in session 0 and checks every invariant at its end.
pub fn run(test: impl FnOnce()) {
    genesis().execute_with(|| {
        System::set_block_number(1);
        check();
        test();
        check();
    });
}

/// Checks every invariant.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
}

/// Goes on to the following session and checks every invariant.
pub fn next_session() {
    Session::rotate_session();
    check();
}

/// Goes on until session `session` runs.
pub fn run_to_session(session: SessionIndex) {
    while Session::current_index() < session {
        next_session();
    }
}

/// `who` changes its key to `key`; in office two sessions later.
pub fn set_key(who: AccountId, key: u64) {
    let key = UintAuthorityId(key);
    assert_ok!(Session::set_keys(RuntimeOrigin::signed(who), key, Vec::new()));
}

/// A key of the one type that there is.
pub fn key(number: u64) -> (KeyTypeId, UintAuthorityId) {
    (DUMMY, UintAuthorityId(number))
}

/// The proof that somebody has the key `number` in the running session.
pub fn prove(number: u64) -> Option<MembershipProof> {
    KeyOwners::prove(key(number))
}

/// Whose key `number` is, according to `proof`.
pub fn owner(number: u64, proof: MembershipProof) -> Option<AccountId> {
    KeyOwners::check_proof(key(number), proof).map(|(who, ())| who)
}

/// The proof that `session` had `validators` validators.
pub fn proof_of(session: SessionIndex, validators: u32) -> MembershipProof {
    MembershipProof { session, trie_nodes: Vec::new(), validator_count: validators }
}
