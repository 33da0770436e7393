// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, types::Metadata};
use frame_support::{assert_ok, BoundedVec};
use joule_primitives::{
    apis::attestation::{Challenges, Device},
    attestation::{ChallengeId, ClassId, DeviceState},
    types::Hash,
    units::JOULE,
};

fn told(gpu: &Gpu) -> Device<AccountId> {
    Attestation::device(gpu.key).expect("the device is registered")
}

#[test]
fn a_device_is_told_with_what_it_must_do_next() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let metadata = Metadata {
            name: BoundedVec::truncate_from(vec![b'a', 0xFF]),
            vendor: BoundedVec::truncate_from(b"AMD".to_vec()),
            memory_mib: 4,
        };
        assert_ok!(Attestation::set_metadata(signed(ALICE), gpu.key, metadata));
        let first = told(&gpu);
        assert_eq!((first.owner, first.class, first.bond), (ALICE, ClassId(0), BOND));
        assert_eq!((first.needed_bond, first.pending), (BOND, None));
        assert_eq!((first.audit_ppm, first.audits_due), (1_000_000, 12));
        assert_eq!((first.metadata.name.as_str(), first.metadata.memory_mib), ("a\u{fffd}", 4));

        let open = next_challenge();
        gpu.commit(3);
        let pending = told(&gpu).pending.expect("it committed");
        assert_eq!((pending.challenge, pending.rounds), (open.id, 3));
        assert_eq!((pending.top.len(), &pending.top[..2]), (2 + 48, "0x"));
        assert_eq!((pending.is_audited, pending.is_opened), (Some(true), false));
        assert_eq!(pending.open_from, Some(gpu.opens_from()));
        assert_eq!(pending.open_until, Some(open.opened_at + 17));
        go_to_sample();
        gpu.open();
        let pending = told(&gpu).pending.expect("it committed");
        assert_eq!((pending.is_opened, pending.open_from), (true, None));
        finish();
        assert_eq!((told(&gpu).pending, told(&gpu).audits_due), (None, 11));
        assert_eq!(gpu.record().audits_due, 12, "nobody touched it");
    });
}

#[test]
fn whether_a_device_is_audited_is_told_once_it_is_known() {
    run_rarely_audited(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        Reward::set(JOULE);
        pass(1);
        assert_eq!(told(&gpu).needed_bond, 300 * JOULE);
        gpu.pass_trial(1);
        pass(1);
        assert_eq!(told(&gpu).audit_ppm, 100_000);
        next_challenge();
        gpu.commit(1);
        assert_eq!(told(&gpu).pending.and_then(|pending| pending.is_audited), None);
        go_to_sample();
        let is_audited = told(&gpu).pending.and_then(|pending| pending.is_audited);
        assert_eq!(is_audited, Some(gpu.is_audited()));
    });
}

#[test]
fn who_waits_is_told_its_place() {
    run(|| {
        MaxOnTrial::set(1);
        let gpus = (1..=3).map(gpu).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        let positions = gpus.iter().map(|gpu| told(gpu).queue_position).collect::<Vec<_>>();
        assert_eq!(positions, [None, Some(0), Some(1)]);
        assert_eq!(told(&gpus[2]).state, DeviceState::Waiting);
    });
}

#[test]
fn devices_come_in_pages() {
    run(|| {
        MaxOnTrial::set(3);
        let gpus = (1..=70).map(gpu).collect::<Vec<_>>();
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        let pages = [0, 1, 2, u32::MAX].map(Attestation::devices);
        assert_eq!(pages.each_ref().map(|page| page.devices.len()), [64, 6, 0, 0]);
        for page in &pages {
            assert_eq!((page.pages, page.total), (2, 70));
            assert_eq!((page.on_trial, page.max_on_trial), (3, 3));
        }
        let mut keys = pages
            .iter()
            .flat_map(|page| &page.devices)
            .map(|device| device.key)
            .collect::<Vec<_>>();
        let mut expected = gpus.iter().map(|gpu| gpu.key).collect::<Vec<_>>();
        keys.sort();
        expected.sort();
        assert_eq!(keys, expected);
    });
}

#[test]
fn the_challenge_is_told_with_its_windows() {
    run(|| {
        let Challenges { open, next, next_from, next_until, .. } = Attestation::challenges();
        assert_eq!((open, next, next_from, next_until), (None, ChallengeId(0), 20, 40));
        let opened = next_challenge();
        let told = Attestation::challenges();
        let open = told.open.expect("one is open");
        assert_eq!((open.id, open.seed), (opened.id, Hash::from(opened.seed)));
        assert_eq!((open.opened_at, open.commit_until), (now() - 1, now() + 4));
        assert_eq!((open.sample_at, open.open_until), (now() + 6, now() + 16));
        assert_eq!((open.sample, open.audit_ppb), (None, 1_000_000_000));
        assert_eq!((told.next, told.next_from), (ChallengeId(1), now() + 19));
        go_to_sample();
        let sample = Attestation::challenges().open.and_then(|open| open.sample);
        assert_eq!(sample, current().sample.map(Hash::from));
    });
}

#[test]
fn answers_are_written_as_clients_read_them() {
    run(|| {
        let gpu = gpu(1);
        gpu.register(ALICE);
        next_challenge();
        let device = serde_json::to_value(told(&gpu)).expect("it serialises");
        assert_eq!(device["key"].as_str().map(str::len), Some(66));
        assert_eq!(device["bond"], "100000000000000");
        assert_eq!(device["state"], "active");
        assert_eq!(device["auditsDue"], 12);
        let challenges = serde_json::to_value(Attestation::challenges()).expect("it serialises");
        assert_eq!(challenges["open"]["params"], serde_json::json!([1, 3, 4, 0]));
        assert_eq!(challenges["open"]["id"], 0);
        assert_eq!(recoded(&told(&gpu)), told(&gpu));
    });
}
