// SPDX-License-Identifier: Apache-2.0
//! Validators of sessions, and what is remembered of them.

use super::*;
use crate::{
    configs::consensus::SessionKeys,
    constants::HISTORICAL_SESSIONS,
    session::{DisableOffenders, ElectedSessions},
    AccountId, Historical, Session,
};
use frame_support::traits::{KeyOwnerProofSystem, OnInitialize};
use joule_primitives::session::ElectValidators;
use pallet_session::{NextKeys, SessionManager};
use sp_keyring::Ed25519Keyring;
use sp_runtime::Perbill;
use sp_staking::{
    offence::{OffenceDetails, OnOffenceHandler},
    SessionIndex,
};

#[test]
fn the_validators_of_genesis_stay_in_office() {
    run(|| {
        assert_eq!(Session::validators(), vec![alice()]);
        for session in 1..=5 {
            Session::rotate_session();
            assert_eq!(Session::current_index(), session);
            assert_eq!(Session::validators(), vec![alice()]);
        }
    });
}

#[test]
fn an_election_of_nobody_leaves_the_sitting_set_in_office() {
    struct Nobody;
    impl ElectValidators<AccountId> for Nobody {
        fn elect(_session: SessionIndex) -> Option<Vec<AccountId>> {
            Some(Vec::new())
        }
    }
    struct Bob;
    impl ElectValidators<AccountId> for Bob {
        fn elect(_session: SessionIndex) -> Option<Vec<AccountId>> {
            Some(vec![bob(), bob()])
        }
    }
    run(|| {
        let elected = |session| <ElectedSessions<Bob> as SessionManager<_>>::new_session(session);
        let sitting = Some(vec![alice()]);
        assert_eq!(elected(7), sitting, "Bob has no keys and would be dropped");
        let keys = NextKeys::<Runtime>::get(alice()).expect("Alice validates");
        NextKeys::<Runtime>::insert(bob(), keys);
        assert_eq!(elected(7), Some(vec![bob()]), "once, though he was named twice");
        assert_eq!(<ElectedSessions<Nobody> as SessionManager<_>>::new_session(7), sitting);
        assert_eq!(<ElectedSessions<()> as SessionManager<_>>::new_session(7), sitting);
    });
}

#[test]
fn an_offence_can_be_proved_in_a_later_session_even_after_a_change_of_keys() {
    run(|| {
        let owner_of = |key: Sr25519Keyring| {
            let key =
                (sp_consensus_babe::KEY_TYPE, sp_consensus_babe::AuthorityId::from(key.public()));
            let proof = Historical::prove(key.clone()).expect("it is a validator's key");
            (key, proof)
        };
        let (old_key, old_proof) = owner_of(Sr25519Keyring::Alice);
        assert_eq!(old_proof.session, 0);

        // WHEN Alice changes her keys and some sessions pass
        let keys = SessionKeys {
            babe: Sr25519Keyring::One.public().into(),
            grandpa: Ed25519Keyring::One.public().into(),
        };
        NextKeys::<Runtime>::insert(alice(), keys);
        let raw = Sr25519Keyring::One.public().to_vec();
        pallet_session::KeyOwner::<Runtime>::insert((sp_consensus_babe::KEY_TYPE, raw), alice());
        for _ in 0..3 {
            Session::rotate_session();
        }
        let (new_key, new_proof) = owner_of(Sr25519Keyring::One);
        assert_eq!(new_proof.session, 3);
        Session::rotate_session();

        // THEN both of her keys still lead to her
        let alice = Some((alice(), ()));
        assert_eq!(Historical::check_proof(old_key, old_proof), alice);
        assert_eq!(Historical::check_proof(new_key, new_proof), alice);
    });
}

#[test]
fn sessions_that_nobody_answers_for_are_forgotten_one_by_one() {
    run(|| {
        for _ in 0..HISTORICAL_SESSIONS + 10 {
            Session::rotate_session();
        }
        let now = Session::current_index();
        assert!(Historical::historical_root(now - HISTORICAL_SESSIONS).is_some());
        assert!(Historical::historical_root(now - HISTORICAL_SESSIONS - 2).is_none());
    });
}

/// The genesis state of the four-validator network.
fn run_local(test: impl FnOnce()) {
    let config: RuntimeGenesisConfig =
        serde_json::from_value(genesis_of(networks::LOCAL)).expect("the preset is complete");
    let storage = config.build_storage().expect("the preset builds");
    sp_io::TestExternalities::from(storage).execute_with(|| {
        frame_system::Pallet::<Runtime>::set_block_number(1);
        test();
        check_invariants();
    });
}

fn offend(offenders: &[AccountId]) {
    let details = offenders
        .iter()
        .map(|offender| OffenceDetails { offender: (offender.clone(), ()), reporters: vec![] })
        .collect::<Vec<_>>();
    let fractions = vec![Perbill::from_percent(50); offenders.len()];
    DisableOffenders::on_offence(&details, &fractions, Session::current_index());
}

#[test]
fn an_offender_is_disabled_until_the_next_set_takes_office() {
    run_local(|| {
        offend(&[bob()]);
        let disabled = Session::disabled_validators();
        let validators = Session::validators();
        assert_eq!(disabled.len(), 1);
        assert_eq!(validators.get(disabled[0] as usize), Some(&bob()));

        Session::rotate_session();
        Session::rotate_session();
        assert!(Session::disabled_validators().is_empty());
    });
}

#[test]
fn at_most_a_third_of_the_validators_is_disabled() {
    run_local(|| {
        let all = Session::validators();
        offend(&all);
        assert_eq!(Session::disabled_validators().len(), 1, "one of four");
    });
}

#[test]
fn a_block_pays_its_reward_into_the_pots() {
    run(|| {
        Issuance::on_initialize(1);
        let supply = Issuance::supply();
        assert_eq!(supply.scheduled, Issuance::reward_at(1));
    });
}
