// SPDX-License-Identifier: Apache-2.0
//! Auditors vouch for receipts.

use crate::{
    mock::*,
    types::{AuditorKeys, AuditorSignatures, Step},
    AuditorSet, Auditors, Error, Event,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::Evidence,
    verdicts::{JobTerms, Outcome, Verdicts as _},
};
use sp_runtime::{DispatchError, DispatchResult};

fn audited() -> JobTerms<AccountId> {
    JobTerms { evidence: Evidence::AuditorQuorum, ..terms(ACCEPTANCE) }
}

fn worked() {
    assert_ok!(Verdicts::open(JOB, audited()));
    assert_ok!(submit(&claim(RIGHT)));
}

/// The signatures of these auditors under the worker's receipt.
fn signatures(places: &[u8]) -> AuditorSignatures {
    let receipt = receipt(WORKER, JOB, ATTEMPT, &claim(RIGHT));
    let sign_at = |place: &u8| (*place, sign(&auditor_pairs()[usize::from(*place)], &receipt));
    places.iter().map(sign_at).collect::<Vec<_>>().try_into().expect("few")
}

fn show(signatures: AuditorSignatures) -> DispatchResult {
    Verdicts::show_quorum(signed(STRANGER), JOB, ATTEMPT, signatures)
}

#[test]
fn what_enough_auditors_vouch_for_is_paid() {
    for places in [&[0, 1][..], &[0, 2], &[0, 1, 2]] {
        run(|| {
            worked();
            assert_eq!(step(), Step::Auditing { until: 1 + WINDOW });
            pass(WINDOW);
            assert_ok!(show(signatures(places)));
            assert_eq!((verdict().outcome, paid()), (Outcome::Accepted, vec![WORKER]));
            assert_noop!(show(signatures(places)), Error::<Test>::AlreadyDecided);
        });
    }
}

#[test]
fn too_few_strangers_or_one_twice_are_no_quorum() {
    run(|| {
        worked();
        let refused = |signatures| {
            assert_noop!(show(signatures), Error::<Test>::QuorumNotReached);
        };
        refused(signatures(&[]));
        refused(signatures(&[1]));
        refused(signatures(&[1, 1]));
        refused(signatures(&[1, 0]));
        let mut foreign = signatures(&[0, 1]);
        foreign[1].0 = 2;
        refused(foreign);
        let mut beyond = signatures(&[0, 1]);
        beyond[1].0 = 77;
        refused(beyond);
        let mut broken = signatures(&[0, 1, 2]);
        broken[2].1[3] ^= 1;
        refused(broken);
        let receipt = receipt(WORKER, JOB, ATTEMPT, &claim(WRONG));
        let other = |place: u8| (place, sign(&auditor_pairs()[usize::from(place)], &receipt));
        refused(vec![other(0), other(1)].try_into().expect("two"));
        assert_ok!(show(signatures(&[1, 2])));
    });
}

#[test]
fn the_worker_is_not_at_fault_if_auditors_are_silent() {
    run(|| {
        worked();
        pass(WINDOW);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        pass(1);
        assert_noop!(show(signatures(&[0, 1])), Error::<Test>::TooLate);
        assert_ok!(conclude());
        assert_eq!(verdict().outcome, Outcome::Unproven);
        assert!(verdict().at_fault.is_empty());
        assert_eq!(Slashes::get(), []);
    });
}

#[test]
fn the_requester_has_no_say_where_auditors_decide() {
    run(|| {
        worked();
        assert_noop!(Verdicts::object(JOB, &REQUESTER), Error::<Test>::ProofDecides);
        let proof = Default::default();
        assert_noop!(
            Verdicts::show_proof(signed(STRANGER), JOB, ATTEMPT, [0; 24], proof),
            Error::<Test>::EvidenceMismatch
        );
    });
}

#[test]
fn other_jobs_take_no_auditors() {
    run(|| {
        open(ACCEPTANCE);
        assert_noop!(show(signatures(&[0, 1])), Error::<Test>::WrongStep);
        assert_ok!(submit(&claim(RIGHT)));
        assert_noop!(show(signatures(&[0, 1])), Error::<Test>::EvidenceMismatch);
    });
}

#[test]
fn receipts_wait_for_the_auditors_of_the_day() {
    run(|| {
        worked();
        let keys = auditors().keys.into_iter().skip(1).collect::<Vec<_>>();
        let keys = AuditorKeys::try_from(keys).expect("two");
        assert_ok!(Verdicts::set_auditors(RuntimeOrigin::root(), keys, 2));
        assert!(events().contains(&Event::AuditorsChanged { auditors: 2, quorum: 2 }));
        assert_noop!(show(signatures(&[0, 1])), Error::<Test>::QuorumNotReached);
        // Without any, nobody vouches for anything.
        assert_ok!(Verdicts::set_auditors(RuntimeOrigin::root(), AuditorKeys::default(), 0));
        assert_noop!(show(AuditorSignatures::default()), Error::<Test>::QuorumNotReached);
        let terms = audited();
        assert_noop!(Verdicts::open(JOB + 1, terms), Error::<Test>::AuditorsNotFound);
    });
}

#[test]
fn governance_names_auditors_in_order_and_more_than_half_must_agree() {
    run(|| {
        let keys = |numbers: &[u8]| {
            let keys = numbers.iter().map(|number| [*number; 32]).collect::<Vec<_>>();
            AuditorKeys::try_from(keys).expect("few")
        };
        let refused = |numbers: &[u8], quorum| {
            assert_noop!(
                Verdicts::set_auditors(RuntimeOrigin::root(), keys(numbers), quorum),
                Error::<Test>::AuditorsOutOfBounds
            );
        };
        refused(&[1, 1], 2);
        refused(&[2, 1], 2);
        refused(&[1, 2], 1);
        refused(&[1, 2], 3);
        refused(&[1, 2, 3, 4], 2);
        refused(&[1], 0);
        refused(&[], 1);
        assert_noop!(
            Verdicts::set_auditors(signed(STRANGER), keys(&[1]), 1),
            DispatchError::BadOrigin
        );
        assert_ok!(Verdicts::set_auditors(RuntimeOrigin::root(), keys(&[1, 2, 3, 4]), 3));
        assert_eq!(Auditors::<Test>::get(), AuditorSet { keys: keys(&[1, 2, 3, 4]), quorum: 3 });
    });
}
