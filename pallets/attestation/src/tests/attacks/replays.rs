// SPDX-License-Identifier: Apache-2.0
//! What was signed or shown for something else.

use crate::{mock::*, resume_message, types::commitment, Beacon, Call, Current, Refusal};
use frame_support::assert_ok;
use joule_pogw::{
    messages::{signed as signed_message, Receipt, Registration},
    Challenge, Params,
};
use joule_primitives::attestation::{ChallengeId, ClassId};

/// A commit to the challenge that is open, under a signature over something else.
fn commit_under(gpu: &Gpu, message: &[u8]) -> Call<Test> {
    let (device, challenge, signature) = (gpu.key, current().id, gpu.sign(message));
    Call::commit { device, challenge, rounds: 1, top: [1; 24], signature }
}

#[test]
fn what_was_committed_to_on_another_chain_is_no_commit_here() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        while Current::<Test>::get().is_none() {
            pass(1);
        }
        let (open, beacon) = (current(), Beacon::<Test>::get().value);
        pass(1);
        let params = Params::from_bytes(open.params).expect("allowed");
        let here = Challenge { genesis: GENESIS, id: 0, height: open.opened_at, params, beacon };
        assert_eq!(here.seed(), open.seed);
        // The same challenge in every respect but one: another chain, or another fork.
        for there in [
            Challenge { genesis: [8; 32], ..here },
            Challenge { height: here.height + 1, ..here },
            Challenge { beacon: [9; 32], ..here },
        ] {
            let message = commitment(&gpu.key, there.seed(), 1, [1; 24]).message();
            refuse(commit_under(&gpu, &message), BAD_PROOF);
        }
        assert_ok!(submit(gpu.commit_call_of(open.id, 1, [1; 24])));
    });
}

#[test]
fn nothing_else_that_a_device_signs_is_a_commit() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        let seed = next_challenge().seed;
        let receipt = Receipt {
            genesis: GENESIS,
            job: 1,
            attempt: 1,
            device: gpu.key.0,
            input_root: seed,
            output_root: [1; 32],
            trace_root: None,
            units: 1,
            start_ms: 0,
            end_ms: 1,
        };
        let registration = Registration {
            genesis: GENESIS,
            owner: ALICE.into(),
            device: gpu.key.0,
            valid_until: 100,
        };
        let resumption = resume_message(&GENESIS, &gpu.key, current().id);
        let other = commitment(&gpu.key, seed, 2, [1; 24]).message();
        let another = commitment(&crate::mock::gpu(2).key, seed, 1, [1; 24]).message();
        let receipt = signed_message(&receipt.hash());
        for message in
            [&receipt[..], &registration.message(), &resumption, &other, &another, &seed, &[]]
        {
            refuse(commit_under(&gpu, message), BAD_PROOF);
        }
    });
}

#[test]
fn a_commit_of_an_older_challenge_is_none_to_a_later_one() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let old = next_challenge();
        gpu.compute(1);
        let call = gpu.commit_call();
        miss_challenge();
        let Call::commit { device, rounds, top, signature, .. } = call.clone() else {
            panic!("a commit")
        };
        refuse(call, STALE);
        let open = next_challenge();
        assert_ne!(old.id, open.id);
        let challenge = open.id;
        refuse(Call::commit { device, challenge, rounds, top, signature }, BAD_PROOF);
    });
}

#[test]
fn nobody_commits_for_the_device_of_another() {
    run(|| {
        let (victim, thief) = (gpu(1), gpu(2));
        [&victim, &thief].iter().for_each(|gpu| gpu.register(ALICE));
        let open = next_challenge();
        let Call::commit { challenge, rounds, top, signature, .. } =
            thief.commit_call_of(open.id, 1, [1; 24])
        else {
            panic!("a commit")
        };
        let device = victim.key;
        refuse(Call::commit { device, challenge, rounds, top, signature }, BAD_PROOF);
        // Nor does it make two commitments of it.
        let first = victim.signed_commit(challenge, 1, [1; 24]);
        let second = thief.signed_commit(challenge, 2, [1; 24]);
        let reporter = BOB;
        let call = Call::report_equivocation { device, challenge, first, second, reporter };
        refuse(call, BAD_PROOF);
        assert_eq!(victim.record().bond, BOND);
    });
}

#[test]
fn an_opening_for_another_fork_shows_other_entries() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit(4);
        go_to_sample();
        go_to(gpu.opens_from());
        let call = gpu.open_call();
        // GIVEN a fork on which one of the last blocks was another, and so the sample
        let sample = current().sample;
        Current::<Test>::mutate(|open| {
            open.as_mut().expect("it is open").sample = Some([1; 32]);
        });
        refuse(call.clone(), Refusal::OpeningRefused);
        assert_ok!(submit(gpu.open_call()));
        // THEN on the first one the first opening holds
        crate::Pending::<Test>::mutate(gpu.key, |pending| {
            pending.as_mut().expect("it committed").is_opened = false;
        });
        Current::<Test>::mutate(|open| open.as_mut().expect("it is open").sample = sample);
        assert_ok!(submit(call));
    });
}

#[test]
fn a_resumption_is_for_one_chain_and_one_challenge() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        (0..3).for_each(|_| miss_challenge());
        let old = gpu.resume_call(ChallengeId(2));
        let (device, challenge) = (gpu.key, ChallengeId(2));
        for message in [
            resume_message(&[8; 32], &device, challenge),
            resume_message(&GENESIS, &device, ChallengeId(1)),
            resume_message(&GENESIS, &crate::mock::gpu(2).key, challenge),
        ] {
            refuse(Call::resume { device, challenge, signature: gpu.sign(&message) }, BAD_PROOF);
        }
        miss_challenge();
        refuse(old, STALE);
        gpu.resume();
    });
}

#[test]
fn a_registration_is_for_one_owner_and_one_chain() {
    run(|| {
        let gpu = gpu(1);
        let register = |owner: AccountId, signature| {
            let (class, metadata) = (ClassId(0), Default::default());
            Attestation::register_device(
                signed(owner),
                gpu.key,
                class,
                BOND,
                now() + 10,
                signature,
                metadata,
            )
        };
        let refused = Err(crate::Error::<Test>::InvalidProof.into());
        assert_eq!(register(BOB, gpu.agreement(&ALICE, now() + 10)), refused);
        let (device, valid_until) = (gpu.key.0, now() + 10);
        let elsewhere =
            Registration { genesis: [8; 32], owner: ALICE.into(), device, valid_until }.message();
        assert_eq!(register(ALICE, gpu.sign(&elsewhere)), refused);
        assert_ok!(register(ALICE, gpu.agreement(&ALICE, now() + 10)));
    });
}
