// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, Event, Owners};
use sp_runtime::testing::UintAuthorityId;

#[test]
fn the_keys_of_genesis_are_those_of_session_0_and_1() {
    run(|| {
        let keys = |session: u32| Owners::<Test>::get(session).map(Vec::from);
        let genesis = (1..=3).map(|who| (who, UintAuthorityId(who))).collect::<Vec<_>>();
        assert_eq!(keys(0), Some(genesis.clone()));
        assert_eq!(keys(1), None, "it has not started");
        next_session();
        assert_eq!(keys(1), Some(genesis));
    });
}

#[test]
fn a_session_has_the_seats_of_its_validators() {
    run(|| {
        assert_eq!(KeyOwners::seats(0), Some(3));
        assert_eq!(KeyOwners::seats(1), None);
        Elected::set(vec![1, 2]);
        run_to_session(2);
        assert_eq!([0, 1, 2].map(KeyOwners::seats), [Some(3), Some(3), Some(2)]);
    });
}

#[test]
fn sessions_are_forgotten_one_by_one() {
    run(|| {
        for session in 1..20 {
            next_session();
            let mut kept = Owners::<Test>::iter_keys().collect::<Vec<_>>();
            kept.sort_unstable();
            assert_eq!(kept, (session.max(KEPT) - KEPT..=session).collect::<Vec<_>>());
        }
        assert_eq!(Owners::<Test>::iter_keys().count(), 4);
    });
}

#[test]
fn a_session_as_large_as_may_be_is_remembered_as_a_whole() {
    run(|| {
        set_key(4, 44);
        Elected::set(vec![4, 3, 2, 1]);
        run_to_session(2);
        assert_eq!(KeyOwners::seats(2), Some(MAX_VALIDATORS));
        assert_eq!(owner(44, proof_of(2, MAX_VALIDATORS)), Some(4));
    });
}

#[test]
#[should_panic(expected = "no more validators than are remembered")]
fn a_session_that_is_too_large_is_loud_in_tests() {
    run(|| {
        set_key(4, 44);
        set_key(5, 55);
        Elected::set(vec![1, 2, 3, 4, 5]);
        run_to_session(2);
    });
}

#[test]
fn a_chain_that_is_as_it_should_be_has_no_events() {
    run(|| {
        run_to_session(10);
        assert_eq!(System::read_events_for_pallet::<Event<Test>>(), vec![]);
    });
}
