// SPDX-License-Identifier: Apache-2.0
//! Validators of sessions, and what is remembered of them.

use super::*;
use crate::{
    configs::consensus::SessionKeys,
    constants::REPORT_SESSIONS,
    session::{ElectedSessions, PunishOffenders},
    AccountId, KeyOwners, Session,
};
use frame_support::traits::{KeyOwnerProofSystem, OnFinalize, OnInitialize};
use joule_primitives::session::{ElectValidators, OnSession};
use pallet_session::{NextKeys, SessionManager};
use sp_keyring::Ed25519Keyring;
use sp_runtime::{KeyTypeId, Perbill};
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
    impl OnSession<AccountId> for Nobody {
        fn on_session_ending(_session: SessionIndex, _validators: &[AccountId]) {}
    }
    struct Bob;
    impl ElectValidators<AccountId> for Bob {
        fn elect(_session: SessionIndex) -> Option<Vec<AccountId>> {
            Some(vec![bob(), bob()])
        }
    }
    impl OnSession<AccountId> for Bob {
        fn on_session_ending(_session: SessionIndex, _validators: &[AccountId]) {}
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

/// BABE's key of `who`, as one asks for its owner.
fn babe_key(who: Sr25519Keyring) -> (KeyTypeId, sp_consensus_babe::AuthorityId) {
    (sp_consensus_babe::KEY_TYPE, who.public().into())
}

/// GRANDPA's key of `who`.
fn grandpa_key(who: Ed25519Keyring) -> (KeyTypeId, sp_consensus_grandpa::AuthorityId) {
    (sp_consensus_grandpa::KEY_TYPE, who.public().into())
}

/// Lets Alice change her keys to those of `One`: in office two sessions later.
fn change_keys() {
    let keys = SessionKeys {
        babe: Sr25519Keyring::One.public().into(),
        grandpa: Ed25519Keyring::One.public().into(),
    };
    NextKeys::<Runtime>::insert(alice(), keys);
}

#[test]
fn an_offence_can_be_proved_in_a_later_session_even_after_a_change_of_keys() {
    run(|| {
        // GIVEN Alice, who changes her keys in session 0
        change_keys();
        let alices = Some((alice(), ()));
        let [old, new] = [Sr25519Keyring::Alice, Sr25519Keyring::One].map(babe_key);
        let [old_vote, new_vote] = [Ed25519Keyring::Alice, Ed25519Keyring::One].map(grandpa_key);

        // THEN she answers for her old keys in sessions 0 and 1, in which they are in office
        let mut old_proofs = Vec::new();
        for session in 0..=1 {
            let proof = KeyOwners::prove(old.clone()).expect("it is a validator's key");
            assert_eq!((proof.session, proof.validator_count), (session, 1));
            assert_eq!(KeyOwners::prove(old_vote.clone()), Some(proof.clone()));
            assert_eq!(KeyOwners::prove(new.clone()), None);
            assert_eq!(KeyOwners::prove(new_vote.clone()), None);
            old_proofs.push(proof);
            Session::rotate_session();
        }

        // AND for her new ones from session 2 on
        let new_proof = KeyOwners::prove(new.clone()).expect("it is a validator's key");
        assert_eq!(new_proof.session, 2);
        assert_eq!(KeyOwners::prove(old.clone()), None);
        Session::rotate_session();
        for proof in old_proofs {
            assert_eq!(KeyOwners::check_proof(old.clone(), proof.clone()), alices);
            assert_eq!(KeyOwners::check_proof(old_vote.clone(), proof.clone()), alices);
            assert_eq!(KeyOwners::check_proof(new.clone(), proof), None);
        }
        assert_eq!(KeyOwners::check_proof(new, new_proof.clone()), alices);
        assert_eq!(KeyOwners::check_proof(new_vote, new_proof.clone()), alices);
        assert_eq!(KeyOwners::check_proof(old, new_proof), None);
    });
}

#[test]
fn the_owners_of_a_session_are_those_whose_keys_consensus_uses() {
    run_local(|| {
        for session in 0..=3 {
            assert_eq!(KeyOwners::seats(session), Some(4));
            for (authority, _) in crate::Babe::authorities().to_vec() {
                assert!(KeyOwners::prove((sp_consensus_babe::KEY_TYPE, authority)).is_some());
            }
            for (authority, _) in crate::Grandpa::grandpa_authorities() {
                assert!(KeyOwners::prove((sp_consensus_grandpa::KEY_TYPE, authority)).is_some());
            }
            change_keys();
            Session::rotate_session();
            crate::Grandpa::on_finalize(1);
        }
    });
}

#[test]
fn an_equivocation_can_be_reported_for_three_sessions() {
    run(|| {
        let proof = KeyOwners::prove(babe_key(Sr25519Keyring::Alice)).expect("a validator's key");
        let owner = |proof| KeyOwners::check_proof(babe_key(Sr25519Keyring::Alice), proof);
        for _ in 0..REPORT_SESSIONS {
            Session::rotate_session();
            assert_eq!(owner(proof.clone()), Some((alice(), ())));
        }
        Session::rotate_session();
        assert_eq!(owner(proof), None);
    });
}

#[test]
fn grandpa_knows_the_set_of_each_session_of_which_an_equivocation_can_be_reported() {
    run(|| {
        for _ in 0..10 {
            Session::rotate_session();
            // The next change of the set needs this one to be enacted.
            crate::Grandpa::on_finalize(1);
        }
        let session_of = pallet_grandpa::SetIdSession::<Runtime>::get::<u64>;
        let current = crate::Grandpa::current_set_id();
        assert_eq!(session_of(current), Some(10));
        // Of the oldest such set, the one before it must be known, too.
        for back in 0..=u64::from(REPORT_SESSIONS) + 1 {
            let session = 10 - u32::try_from(back).expect("a small number");
            assert_eq!(session_of(current - back), Some(session));
        }
        assert_eq!(session_of(current - u64::from(REPORT_SESSIONS) - 2), None);
    });
}

fn offend(offenders: &[AccountId]) {
    let details = offenders
        .iter()
        .map(|offender| OffenceDetails { offender: (offender.clone(), ()), reporters: vec![] })
        .collect::<Vec<_>>();
    let fractions = vec![Perbill::from_percent(50); offenders.len()];
    PunishOffenders::on_offence(&details, &fractions, Session::current_index());
}

#[test]
fn an_offender_is_disabled_until_the_next_set_takes_office() {
    run_local(|| {
        offend(&[bob()]);
        let disabled = Session::disabled_validators();
        let validators = Session::validators();
        assert_eq!(disabled.len(), 1);
        assert_eq!(validators.get(disabled[0] as usize), Some(&bob()));

        // It sits in the following session, too, for which it was elected before; but not in office.
        Session::rotate_session();
        assert_eq!(Session::disabled_validators(), disabled);
        Session::rotate_session();
        assert!(Session::disabled_validators().is_empty());
        assert!(!Session::validators().contains(&bob()));
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
