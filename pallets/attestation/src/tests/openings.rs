// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, AttestationSettings, Event, Refusal};
use frame_support::{assert_ok, BoundedVec};
use joule_primitives::attestation::ChallengeId;

#[test]
fn an_audited_device_opens_what_it_committed_to() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let open = next_challenge();
        gpu.commit(7);
        go_to_sample();
        assert!(gpu.is_audited());
        go_to(gpu.opens_from());
        let valid = submit(gpu.open_call()).expect("it is honest");
        assert!(gpu.pending().is_opened);
        assert!(events().contains(&Event::Opened { device: gpu.key, challenge: open.id }));
        let left = open.opened_at + 5 + 2 + 10 - now();
        assert_eq!(valid.longevity, u64::from(left) + 1);
    });
}

#[test]
fn real_matrices_of_all_sizes_are_opened() {
    for (log2_size, samples, rounds) in [(3, 1, 1), (4, 16, 9), (5, 64, 2), (6, 4, 5)] {
        run_with(AttestationSettings { log2_size, samples, ..settings() }, || {
            let mut gpu = gpu(1);
            gpu.register(ALICE);
            gpu.attend(rounds);
            assert!(gpu.record().failures.is_empty());
        });
    }
}

#[test]
fn openings_come_in_their_window_only() {
    run(|| {
        // GIVEN a device that may not open at once
        let mut gpu = (1..).map(gpu).find(|gpu| {
            let mut gpu = gpu.clone();
            gpu.register(ALICE);
            next_challenge();
            gpu.commit(1);
            let opens_from = gpu.opens_from();
            opens_from > go_to_sample().opened_at + 7
        });
        let gpu = gpu.as_mut().expect("there is one");
        gpu.compute(1);
        let open = current();
        let call = gpu.open_call();
        go_to(gpu.opens_from() - 1);
        refuse(call.clone(), FUTURE);
        let until = open.opened_at + 5 + 2 + 10;
        System::set_block_number(until + 1);
        refuse(call.clone(), STALE);
        System::set_block_number(until);
        assert_ok!(submit(call.clone()));
        refuse(call.clone(), STALE);
        System::set_block_number(open.opened_at + 12);
        finish();
        refuse(call.clone(), STALE);
        next_challenge();
        refuse(call, STALE);
        refuse(
            crate::Call::open {
                device: gpu.key,
                challenge: ChallengeId(u32::MAX),
                opening: BoundedVec::new(),
            },
            FUTURE,
        );
    });
}

#[test]
fn nothing_is_opened_before_the_sample_is_drawn() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let open = next_challenge();
        gpu.commit(1);
        let opening = BoundedVec::new();
        refuse(crate::Call::open { device: gpu.key, challenge: open.id, opening }, FUTURE);
    });
}

#[test]
fn who_did_not_commit_or_is_not_audited_opens_nothing() {
    run_rarely_audited(|| {
        let (mut gpu, mut other) = (gpu(1), gpu(2));
        [&gpu, &other].iter().for_each(|gpu| gpu.register(ALICE));
        for _ in 0..12 {
            next_challenge();
            gpu.commit(1);
            other.commit(1);
            go_to_sample();
            gpu.open();
            other.open();
        }
        // Challenges in which it is not audited come soon.
        loop {
            next_challenge();
            gpu.commit(1);
            go_to_sample();
            let call = |device| crate::Call::open {
                device,
                challenge: current().id,
                opening: BoundedVec::new(),
            };
            refuse(call(other.key), Refusal::CommitNotFound);
            if !gpu.is_audited() {
                refuse(call(gpu.key), Refusal::NotAudited);
                break;
            }
            gpu.open();
        }
    });
}

#[test]
fn openings_that_prove_nothing_are_refused() {
    run(|| {
        let (mut gpu, mut other) = (gpu(1), gpu(2));
        [&gpu, &other].iter().for_each(|gpu| gpu.register(ALICE));
        next_challenge();
        gpu.commit(3);
        other.commit(3);
        go_to_sample();
        go_to(gpu.opens_from().max(other.opens_from()));
        let opening_of = |call| match call {
            crate::Call::<Test>::open { opening, .. } => opening.into_inner(),
            _ => panic!("an opening"),
        };
        let honest = opening_of(gpu.open_call());
        let challenge = current().id;
        let refused = |opening: Vec<u8>| {
            let opening = BoundedVec::truncate_from(opening);
            refuse(
                crate::Call::open { device: gpu.key, challenge, opening },
                Refusal::OpeningRefused,
            );
        };
        refused(Vec::new());
        refused(vec![0; 86_528]);
        refused(honest[1..].to_vec());
        refused([honest.as_slice(), &[0]].concat());
        refused(opening_of(other.open_call()));
        for place in (0..honest.len()).step_by(13) {
            let mut changed = honest.clone();
            changed[place] ^= 1;
            refused(changed);
        }
        gpu.open();
        other.open();
    });
}

#[test]
fn an_opening_of_another_challenge_is_refused() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        gpu.commit(3);
        go_to_sample();
        go_to(gpu.opens_from());
        let call = gpu.open_call();
        assert_ok!(submit(call.clone()));
        let crate::Call::open { opening, device, .. } = call.clone() else { panic!("an opening") };
        next_challenge();
        gpu.commit(3);
        go_to_sample();
        go_to(gpu.opens_from());
        refuse(call, STALE);
        let challenge = current().id;
        refuse(crate::Call::open { device, challenge, opening }, Refusal::OpeningRefused);
        gpu.open();
    });
}

#[test]
fn what_an_opening_takes_grows_with_it() {
    run(|| {
        OpenWeight::set(1_000);
        let opening = |bytes| BoundedVec::truncate_from(vec![0; bytes]);
        let usage = |bytes| Attestation::open_usage(&opening(bytes));
        assert_eq!(usage(0).ref_time, usage(1_000).ref_time, "weights of the mock are flat");
        assert_eq!(usage(1_000).bytes, usage(0).bytes + 1_000);
        // The largest of a challenge takes no less than any real one.
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let params = next_challenge().params;
        gpu.commit(200);
        go_to_sample();
        go_to(gpu.opens_from());
        let crate::Call::open { opening, .. } = gpu.open_call() else { panic!("an opening") };
        let largest = Attestation::largest_opening_usage(params);
        assert!(Attestation::open_usage(&opening).fits(largest));
    });
}
