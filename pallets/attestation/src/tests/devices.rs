// SPDX-License-Identifier: Apache-2.0
use crate::{
    mock::*,
    settings::ClassTerms,
    types::{Metadata, PauseReason},
    AttestationSettings, Descriptions, DeviceRecords, Error, Event, Refusal, Settings, UsedKeys,
};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use joule_primitives::{
    attestation::{ChallengeId, ClassId, DeviceKey, DeviceState, MilliComputeUnits},
    money::BurnReason,
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{DispatchError, TokenError};

#[test]
fn a_device_is_registered_with_its_bond() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let record = gpu.record();
        assert_eq!((record.owner, record.bond, record.deposit), (ALICE, BOND, DEPOSIT));
        assert_eq!((record.state, record.audits_due), (DeviceState::Active, 12));
        assert_eq!(Balances::free_balance(&ALICE), ENDOWMENT - BOND - DEPOSIT - FEE);
        assert_eq!((bonds_of(&ALICE), burned(BurnReason::Registration)), (BOND, FEE));
        assert!(UsedKeys::<Test>::contains_key(gpu.key));
        assert_eq!(
            events(),
            [
                Event::DeviceRegistered {
                    device: gpu.key,
                    class: ClassId(0),
                    owner: ALICE,
                    bond: BOND
                },
                Event::DeviceActivated { device: gpu.key },
            ]
        );
    });
}

#[test]
fn a_registration_that_the_device_did_not_sign_is_refused() {
    run(|| {
        let (own, other) = (gpu(1), gpu(2));
        let register = |device: DeviceKey, valid_until, signature| {
            let metadata = Metadata::default();
            Attestation::register_device(
                signed(ALICE),
                device,
                ClassId(0),
                BOND,
                valid_until,
                signature,
                metadata,
            )
        };
        let invalid = DispatchError::from(Error::<Test>::InvalidProof);
        // Another device, owner, block or chain; something else that it signed; nothing.
        assert_noop!(register(own.key, 11, other.agreement(&ALICE, 11)), invalid);
        assert_noop!(register(own.key, 11, own.agreement(&BOB, 11)), invalid);
        assert_noop!(register(own.key, 12, own.agreement(&ALICE, 11)), invalid);
        assert_noop!(register(own.key, 11, [0; 64]), invalid);
        let message = joule_pogw::messages::Registration {
            genesis: [8; 32],
            owner: ALICE.into(),
            device: own.key.0,
            valid_until: 11,
        };
        assert_noop!(register(own.key, 11, own.sign(&message.message())), invalid);
        let resume = crate::resume_message(&GENESIS, &own.key, ChallengeId(0));
        assert_noop!(register(own.key, 11, own.sign(&resume)), invalid);
        // Nobody may sign it off the chain and wait for ever.
        go_to(12);
        let late = DispatchError::from(Error::<Test>::ProofExpired);
        assert_noop!(register(own.key, 11, own.agreement(&ALICE, 11)), late);
        assert_ok!(register(own.key, 12, own.agreement(&ALICE, 12)));
    });
}

#[test]
fn a_key_is_never_registered_twice() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let used = DispatchError::from(Error::<Test>::KeyAlreadyUsed);
        assert_noop!(gpu.register_with(ALICE, ClassId(0), BOND), used);
        assert_noop!(gpu.register_with(BOB, ClassId(0), BOND), used);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        pass(300);
        assert_ok!(Attestation::withdraw_bond(signed(ALICE), gpu.key));
        assert!(!DeviceRecords::<Test>::contains_key(gpu.key));
        assert_noop!(gpu.register_with(ALICE, ClassId(0), BOND), used);
    });
}

#[test]
fn classes_ask_for_their_bond() {
    run(|| {
        let gpu = gpu(1);
        let low = DispatchError::from(Error::<Test>::BondTooLow);
        assert_noop!(gpu.register_with(ALICE, ClassId(0), BOND - 1), low);
        assert_noop!(gpu.register_with(ALICE, ClassId(1), 10 * BOND - 1), low);
        assert_noop!(gpu.register_with(ALICE, ClassId(0), 0), low);
        let unknown = DispatchError::from(Error::<Test>::ClassNotFound);
        assert_noop!(gpu.register_with(ALICE, ClassId(2), ENDOWMENT), unknown);
        assert_noop!(gpu.register_with(ALICE, ClassId(255), ENDOWMENT), unknown);
        let much = ENDOWMENT - DEPOSIT - FEE;
        let missing = DispatchError::Token(TokenError::FundsUnavailable);
        assert_noop!(gpu.register_with(ALICE, ClassId(0), much), missing);
        assert_ok!(gpu.register_with(ALICE, ClassId(1), much - EXISTENTIAL_DEPOSIT));
    });
}

#[test]
fn only_the_owner_speaks_for_a_device() {
    run(|| {
        let (gpu, stranger) = (gpu(1), gpu(2));
        gpu.register(ALICE);
        let not = DispatchError::from(Error::<Test>::NotOwner);
        assert_noop!(Attestation::raise_bond(signed(BOB), gpu.key, JOULE), not);
        assert_noop!(Attestation::leave(signed(BOB), gpu.key), not);
        assert_noop!(Attestation::withdraw_bond(signed(BOB), gpu.key), not);
        assert_noop!(Attestation::set_metadata(signed(BOB), gpu.key, Metadata::default()), not);
        let unknown = DispatchError::from(Error::<Test>::DeviceNotFound);
        let key = stranger.key;
        assert_noop!(Attestation::raise_bond(signed(ALICE), key, JOULE), unknown);
        assert_noop!(Attestation::leave(signed(ALICE), key), unknown);
        assert_noop!(Attestation::withdraw_bond(signed(ALICE), key), unknown);
        assert_noop!(Attestation::set_metadata(signed(ALICE), key, Metadata::default()), unknown);
    });
}

#[test]
fn calls_take_no_other_origin_than_theirs() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let (key, none, root) = (gpu.key, RuntimeOrigin::none(), RuntimeOrigin::root());
        let bad = DispatchError::BadOrigin;
        for origin in [none, root] {
            assert_noop!(Attestation::raise_bond(origin.clone(), key, 1), bad);
            assert_noop!(Attestation::leave(origin.clone(), key), bad);
            assert_noop!(Attestation::withdraw_bond(origin.clone(), key), bad);
            assert_noop!(Attestation::set_metadata(origin, key, Metadata::default()), bad);
        }
        let terms = ClassTerms { min_bond: 1, least_score: MilliComputeUnits(0) };
        assert_noop!(Attestation::set_class_terms(signed(ALICE), ClassId(0), terms), bad);
        // Feeless calls are for nobody who signs.
        next_challenge();
        let commit = gpu.signed_commit(ChallengeId(0), 1, [1; 24]);
        let id = ChallengeId(0);
        for origin in [signed(ALICE), RuntimeOrigin::none(), RuntimeOrigin::root()] {
            let (one, sig) = (origin.clone(), commit.signature);
            assert_noop!(Attestation::commit(one.clone(), key, id, 1, [1; 24], sig), bad);
            assert_noop!(Attestation::open(one.clone(), key, id, BoundedVec::new()), bad);
            assert_noop!(Attestation::settle(one.clone(), key), bad);
            assert_noop!(Attestation::resume(one.clone(), key, id, sig), bad);
            assert_noop!(
                Attestation::report_equivocation(one, key, id, commit, commit, ALICE),
                bad
            );
        }
    });
}

#[test]
fn whoever_signs_a_feeless_call_pays_for_it() {
    use frame_support::dispatch::{DispatchClass, GetDispatchInfo, Pays};
    run(|| {
        let gpu = gpu(1);
        let info = RuntimeCall::from(gpu.settle_call()).get_dispatch_info();
        assert_eq!((info.pays_fee, info.class), (Pays::Yes, DispatchClass::Operational));
    });
}

#[test]
fn a_bond_is_raised() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        assert_noop!(Attestation::raise_bond(signed(ALICE), gpu.key, 0), Error::<Test>::AmountZero);
        assert_noop!(
            Attestation::raise_bond(signed(ALICE), gpu.key, ENDOWMENT),
            DispatchError::Token(TokenError::FundsUnavailable)
        );
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpu.key, JOULE));
        assert_eq!((gpu.record().bond, bonds_of(&ALICE)), (BOND + JOULE, BOND + JOULE));
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_noop!(
            Attestation::raise_bond(signed(ALICE), gpu.key, JOULE),
            Error::<Test>::DeviceLeaving
        );
    });
}

#[test]
fn a_device_leaves_and_takes_its_bond_later() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let withdraw = || Attestation::withdraw_bond(signed(ALICE), gpu.key);
        assert_noop!(withdraw(), Error::<Test>::DeviceNotLeaving);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        let until = now() + 300;
        assert_eq!(gpu.record().state, DeviceState::Leaving { until });
        assert_noop!(Attestation::leave(signed(ALICE), gpu.key), Error::<Test>::DeviceLeaving);
        go_to(until - 1);
        assert_noop!(withdraw(), Error::<Test>::WithdrawTooEarly);
        go_to(until);
        assert_ok!(withdraw());
        assert_eq!(Balances::free_balance(&ALICE), ENDOWMENT - FEE);
        assert_eq!(Descriptions::<Test>::iter().count(), 0);
        assert_noop!(withdraw(), Error::<Test>::DeviceNotFound);
    });
}

#[test]
fn who_leaves_must_still_open_what_it_committed_to() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit(1);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        let DeviceState::Leaving { until } = gpu.record().state else { panic!("it leaves") };
        go_to(until);
        assert_ok!(Attestation::withdraw_bond(signed(ALICE), gpu.key));
        assert_eq!(burned(BurnReason::Slash), BOND / 20);
        assert_eq!(Balances::free_balance(&ALICE), ENDOWMENT - FEE - BOND / 20);
    });
}

#[test]
fn nobody_withdraws_while_a_commit_is_pending() {
    run_with(AttestationSettings { leave_blocks: 40, ..settings() }, || {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        next_challenge();
        // As if it had committed before it left.
        gpu.change(|device| {
            device.state = DeviceState::Active;
            device.due = ChallengeId(0);
            crate::Trials::<Test>::mutate(|room| room.taken += 1);
        });
        gpu.commit(1);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        crate::DeviceRecords::<Test>::mutate(gpu.key, |device| {
            let device = device.as_mut().expect("it exists");
            device.state = DeviceState::Leaving { until: now() };
        });
        assert_noop!(
            Attestation::withdraw_bond(signed(ALICE), gpu.key),
            Error::<Test>::CommitPending
        );
    });
}

#[test]
fn metadata_is_what_the_owner_says() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let metadata = Metadata {
            name: BoundedVec::truncate_from(b"left one".to_vec()),
            vendor: BoundedVec::truncate_from(b"NVIDIA".to_vec()),
            memory_mib: 81_920,
        };
        assert_ok!(Attestation::set_metadata(signed(ALICE), gpu.key, metadata.clone()));
        assert_eq!(Descriptions::<Test>::get(gpu.key), Some(metadata));
        assert!(events().contains(&Event::MetadataSet { device: gpu.key }));
    });
}

#[test]
fn governance_changes_terms_and_adds_classes() {
    run(|| {
        let root = RuntimeOrigin::root;
        let terms = ClassTerms { min_bond: 7, least_score: MilliComputeUnits(9) };
        for class in [ClassId(1), ClassId(2)] {
            assert_ok!(Attestation::set_class_terms(root(), class, terms));
            assert_eq!(Settings::<Test>::get().terms(class), Some(&terms));
            assert!(events().contains(&Event::ClassTermsSet { class, terms }));
        }
        let invalid = DispatchError::from(Error::<Test>::InvalidClassTerms);
        assert_noop!(Attestation::set_class_terms(root(), ClassId(4), terms), invalid);
        let free = ClassTerms { min_bond: 0, ..terms };
        assert_noop!(Attestation::set_class_terms(root(), ClassId(0), free), invalid);
        for class in 3..16 {
            assert_ok!(Attestation::set_class_terms(root(), ClassId(class), terms));
        }
        assert_noop!(Attestation::set_class_terms(root(), ClassId(16), terms), invalid);
    });
}

#[test]
fn a_device_whose_class_asks_for_more_must_raise_its_bond() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let terms = ClassTerms { min_bond: 2 * BOND, least_score: MilliComputeUnits(0) };
        assert_ok!(Attestation::set_class_terms(RuntimeOrigin::root(), ClassId(0), terms));
        next_challenge();
        gpu.compute(1);
        refuse(gpu.commit_call(), Refusal::BondTooLow);
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpu.key, BOND));
        assert_ok!(submit(gpu.commit_call()));
    });
}

#[test]
fn three_misses_pause_and_a_signature_resumes() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        for expected in [DeviceState::Active, DeviceState::Active, DeviceState::Paused] {
            miss_challenge();
            assert_eq!(gpu.standing().state, expected);
            assert_eq!(gpu.record().state, DeviceState::Active, "nobody touched it");
        }
        let last = ChallengeId(2);
        gpu.resume();
        assert_eq!((gpu.record().state, gpu.record().misses), (DeviceState::Active, 0));
        assert_eq!(burned(BurnReason::Slash), 0);
        let (device, reason) = (gpu.key, PauseReason::Absent);
        assert!(events().contains(&Event::DevicePaused { device, reason }));
        assert!(events().contains(&Event::DeviceResumed { device, challenge: last }));
        // It is not asked for what it missed.
        assert_eq!(gpu.standing().state, DeviceState::Active);
        assert_eq!(gpu.record().due, ChallengeId(3));
    });
}

#[test]
fn a_resumption_is_refused_unless_it_is_due_and_signed() {
    run(|| {
        let (gpu, other) = (gpu(1), gpu(2));
        refuse(gpu.resume_call(ChallengeId(0)), FUTURE);
        gpu.register(ALICE);
        (0..2).for_each(|_| miss_challenge());
        refuse(gpu.resume_call(ChallengeId(1)), STALE);
        miss_challenge();
        refuse(other.resume_call(ChallengeId(2)), Refusal::DeviceNotFound);
        refuse(gpu.resume_call(ChallengeId(1)), STALE);
        refuse(gpu.resume_call(ChallengeId(3)), FUTURE);
        // Another device's, another challenge's or another chain's signature.
        let with = |signature| crate::Call::resume {
            device: gpu.key,
            challenge: ChallengeId(2),
            signature,
        };
        for message in [
            crate::resume_message(&GENESIS, &gpu.key, ChallengeId(1)),
            crate::resume_message(&[8; 32], &gpu.key, ChallengeId(2)),
            crate::resume_message(&GENESIS, &other.key, ChallengeId(2)),
        ] {
            refuse(with(gpu.sign(&message)), BAD_PROOF);
        }
        let message = crate::resume_message(&GENESIS, &gpu.key, ChallengeId(2));
        refuse(with(other.sign(&message)), BAD_PROOF);
        gpu.resume();
        refuse(gpu.resume_call(ChallengeId(2)), STALE);
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        refuse(gpu.resume_call(ChallengeId(2)), Refusal::NotPaused);
    });
}

#[test]
fn a_device_is_resumed_once_in_a_challenge() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        (0..3).for_each(|_| miss_challenge());
        gpu.resume();
        // GIVEN that it is paused again at once, for its bond
        next_challenge();
        gpu.change(|device| {
            device.state = DeviceState::Paused;
            device.resumed_in = Some(ChallengeId(3));
            crate::Trials::<Test>::mutate(|room| room.taken -= 1);
        });
        // THEN it waits for the next one
        refuse(gpu.resume_call(ChallengeId(3)), STALE);
        finish();
        refuse(gpu.resume_call(ChallengeId(3)), STALE);
        next_challenge();
        gpu.resume();
    });
}

#[test]
fn a_device_without_enough_bond_is_not_resumed() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        gpu.cheat(1);
        assert_eq!(gpu.record().state, DeviceState::Paused);
        assert_eq!(gpu.record().bond, BOND - BOND / 20);
        refuse(gpu.resume_call(ChallengeId(0)), Refusal::BondTooLow);
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpu.key, BOND / 20));
        gpu.resume();
        assert_eq!((gpu.record().state, gpu.record().audits_due), (DeviceState::Active, 24));
    });
}
