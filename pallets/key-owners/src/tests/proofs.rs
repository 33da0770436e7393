// SPDX-License-Identifier: Apache-2.0
use crate::mock::*;
use frame_support::traits::KeyOwnerProofSystem;
use sp_runtime::{key_types::DUMMY, KeyTypeId};
use sp_session::MembershipProof;

#[test]
fn each_validator_of_genesis_is_found_by_its_key() {
    run(|| {
        for who in 1..=3 {
            let proof = prove(who).expect("it is a validator's key");
            assert_eq!(proof, proof_of(0, 3));
            assert_eq!(owner(who, proof), Some(who));
        }
    });
}

#[test]
fn a_validator_that_changes_its_key_is_found_by_each_key_in_the_sessions_in_which_it_used_it() {
    run(|| {
        run_to_session(5);
        // WHEN validator 2 changes its key in session 5
        let before = prove(2).expect("it is a validator's key");
        set_key(2, 22);

        // THEN the old key still is in office in the current session and in the next, queued one
        assert_eq!(prove(2), Some(before.clone()));
        assert_eq!(prove(22), None, "the new key signs nothing yet");
        assert_eq!(owner(2, before.clone()), Some(2));
        assert_eq!(owner(22, before.clone()), None);
        next_session();
        assert_eq!(prove(2), Some(proof_of(6, 3)));
        assert_eq!(prove(22), None);

        // AND the new one after that
        next_session();
        assert_eq!(prove(2), None);
        assert_eq!(prove(22), Some(proof_of(7, 3)));
        for (session, key, whose) in [
            (5, 2, Some(2)),
            (6, 2, Some(2)),
            (7, 2, None),
            (5, 22, None),
            (6, 22, None),
            (7, 22, Some(2)),
        ] {
            assert_eq!(owner(key, proof_of(session, 3)), whose, "key {key} in session {session}");
        }
        assert_eq!(owner(2, before), Some(2), "a proof holds after the change");
    });
}

#[test]
fn a_change_of_one_validator_spoils_no_proof_of_another() {
    run(|| {
        let proof = prove(1).expect("it is a validator's key");
        set_key(2, 22);
        next_session();
        set_key(3, 33);
        next_session();
        assert_eq!(owner(1, proof), Some(1));
    });
}

#[test]
fn a_key_that_passes_from_one_validator_to_another_is_told_apart_by_the_session() {
    run(|| {
        set_key(2, 22);
        set_key(1, 2);
        run_to_session(2);
        assert_eq!(owner(2, proof_of(0, 3)), Some(2));
        assert_eq!(owner(2, proof_of(1, 3)), Some(2));
        assert_eq!(owner(2, proof_of(2, 3)), Some(1));
    });
}

#[test]
fn a_validator_that_left_is_found_in_the_sessions_in_which_it_sat() {
    run(|| {
        Elected::set(vec![1, 2]);
        run_to_session(2);
        assert_eq!(prove(3), None);
        assert_eq!(owner(3, proof_of(1, 3)), Some(3));
        assert_eq!(owner(3, proof_of(2, 2)), None);
    });
}

#[test]
fn a_proof_holds_as_long_as_its_session_is_kept() {
    run(|| {
        let proof = prove(1).expect("it is a validator's key");
        run_to_session(KEPT);
        assert_eq!(owner(1, proof.clone()), Some(1));
        next_session();
        assert_eq!(owner(1, proof), None);
    });
}

#[test]
fn proofs_that_are_wrong_are_refused() {
    run(|| {
        run_to_session(1);
        assert_eq!(owner(1, proof_of(1, 3)), Some(1));
        for count in [0, 2, 4, u32::MAX] {
            assert_eq!(owner(1, proof_of(1, count)), None, "{count} validators");
        }
        for session in [2, 3, u32::MAX] {
            assert_eq!(owner(1, proof_of(session, 3)), None, "session {session}");
        }
        for trie_nodes in [vec![vec![]], vec![vec![0; 32], vec![1]]] {
            assert_eq!(owner(1, MembershipProof { trie_nodes, ..proof_of(1, 3) }), None);
        }
        for number in [0, 4, 11, u64::MAX] {
            assert_eq!(prove(number), None, "key {number}");
            assert_eq!(owner(number, proof_of(1, 3)), None, "key {number}");
        }
    });
}

#[test]
fn what_is_no_key_of_a_known_type_is_refused() {
    run(|| {
        let one = 1u64.to_le_bytes();
        let ask = |key_type, key: &[u8]| KeyOwners::check_proof((key_type, key), proof_of(0, 3));
        assert_eq!(ask(DUMMY, &one), Some((1, ())));
        for key in [vec![], one[..7].to_vec(), vec![0; 9]] {
            assert_eq!(ask(DUMMY, &key), None, "{key:?}");
        }
        let unknown = KeyTypeId(*b"none");
        assert_eq!(ask(unknown, &one), None);
        assert_eq!(ask(unknown, &[]), None);
        assert_eq!(KeyOwners::prove((unknown, &one)), None);
    });
}
