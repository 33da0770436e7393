// SPDX-License-Identifier: Apache-2.0
//! Which devices are offered, and who is drawn of them.

use crate::{draws::place_of, mock::*, ClassTerms, DeviceRecords, Error, Event, Offers, Trials};
use frame_support::{assert_noop, assert_ok, traits::fungible::Mutate};
use joule_primitives::{
    attestation::{ClassId, DeviceKey, DeviceState, Devices},
    types::{BlockNumber, Hash},
    verdicts::{DrawDevices, DrawRequest},
};
use sp_runtime::DispatchError;

/// The owner of a number of its own.
fn owner(number: u32) -> AccountId {
    let owner = AccountId::new(sp_io::hashing::blake2_256(&number.to_le_bytes()));
    assert_ok!(Balances::mint_into(&owner, ENDOWMENT));
    owner
}

/// A device as if it had passed its trial.
fn proven(seed: u32, owner: &AccountId) -> Gpu {
    let gpu = gpu(seed);
    gpu.register(owner.clone());
    DeviceRecords::<Test>::mutate(gpu.key, |device| {
        device.as_mut().expect("it was registered").audits_due = 0;
    });
    Trials::<Test>::mutate(|room| room.taken -= 1);
    gpu
}

fn set_offered(gpu: &Gpu, is_offered: bool) {
    assert_ok!(Attestation::set_offered(signed(gpu.record().owner), gpu.key, is_offered));
}

/// So many devices of as many owners, all of them offered.
fn offered(count: u32) -> Vec<Gpu> {
    let gpus = (0..count).map(|seed| proven(seed, &owner(seed))).collect::<Vec<_>>();
    gpus.iter().for_each(|gpu| set_offered(gpu, true));
    gpus
}

/// A draw that is asked for now.
#[derive(Clone, Copy)]
struct Ask {
    as_of: BlockNumber,
    pool_size: u32,
}

fn ask() -> Ask {
    Ask { as_of: now(), pool_size: Attestation::pool_size() }
}

impl Ask {
    fn draw_but(self, seed: u8, count: u32, excluded: &[AccountId]) -> Vec<(DeviceKey, AccountId)> {
        let Self { as_of, pool_size } = self;
        let seed = Hash::repeat_byte(seed);
        let before = state();
        let drawn = Attestation::draw(&DrawRequest { seed, count, as_of, pool_size, excluded });
        assert_eq!(state(), before, "a draw changes nothing");
        drawn
    }

    fn draw(self, seed: u8, count: u32) -> Vec<DeviceKey> {
        self.draw_but(seed, count, &[]).into_iter().map(|(device, _)| device).collect()
    }

    /// Whether any draw finds the device.
    fn finds(self, gpu: &Gpu) -> bool {
        (0..30).any(|seed| self.draw(seed, 9).contains(&gpu.key))
    }
}

#[test]
fn an_owner_offers_a_device_and_takes_the_offer_back() {
    run(|| {
        let gpu = proven(1, &ALICE);
        assert_ok!(Attestation::set_offered(signed(ALICE), gpu.key, true));
        assert!(events().contains(&Event::DeviceOffered { device: gpu.key }));
        assert_eq!((Attestation::pool_size(), gpu.record().place), (1, Some(0)));
        pass(1);
        assert_eq!(ask().draw(0, 1), [gpu.key]);
        assert_ok!(Attestation::set_offered(signed(ALICE), gpu.key, false));
        assert!(events().contains(&Event::OfferEnded { device: gpu.key }));
        assert_eq!((Attestation::pool_size(), gpu.record().place), (0, None));
        assert!(!ask().finds(&gpu));
    });
}

#[test]
fn nobody_else_offers_a_device() {
    run(|| {
        let gpu = proven(1, &ALICE);
        for (origin, error) in [
            (signed(BOB), Error::<Test>::NotOwner.into()),
            (RuntimeOrigin::root(), DispatchError::BadOrigin),
            (RuntimeOrigin::none(), DispatchError::BadOrigin),
        ] {
            for is_offered in [true, false] {
                let call = Attestation::set_offered(origin.clone(), gpu.key, is_offered);
                assert_eq!(call, Err(error));
            }
        }
        let unknown = DeviceKey([3; 32]);
        assert_noop!(
            Attestation::set_offered(signed(ALICE), unknown, true),
            Error::<Test>::DeviceNotFound
        );
    });
}

#[test]
fn an_offer_that_changes_nothing_is_refused() {
    run(|| {
        let gpu = proven(1, &ALICE);
        let set = |is_offered| Attestation::set_offered(signed(ALICE), gpu.key, is_offered);
        assert_noop!(set(false), Error::<Test>::OfferUnchanged);
        assert_ok!(set(true));
        pass(1);
        // A second offer would make it look like a late comer.
        assert_noop!(set(true), Error::<Test>::OfferUnchanged);
        assert_eq!(Offers::<Test>::get(0).expect("it is offered").since, 1);
    });
}

#[test]
fn a_device_is_offered_once_it_has_passed_its_trial() {
    run(|| {
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let offer = |gpu: &Gpu| Attestation::set_offered(signed(ALICE), gpu.key, true);
        assert_noop!(offer(&gpu), Error::<Test>::DeviceOnTrial);
        gpu.attend(1);
        assert_noop!(offer(&gpu), Error::<Test>::DeviceOnTrial);
        gpu.pass_trial(1);
        assert_ok!(offer(&gpu));
    });
}

#[test]
fn what_takes_no_part_in_challenges_is_not_offered() {
    run(|| {
        let offer = |gpu: &Gpu| Attestation::set_offered(signed(ALICE), gpu.key, true);
        // On a lease.
        let gpu = proven(1, &ALICE);
        assert_ok!(Attestation::excuse(&gpu.key));
        assert_noop!(offer(&gpu), Error::<Test>::DeviceNotIdle);
        Attestation::end_excuse(&gpu.key);
        assert_ok!(offer(&gpu));
        // Paused.
        let gpu = proven(2, &ALICE);
        (0..3).for_each(|_| miss_challenge());
        assert_noop!(offer(&gpu), Error::<Test>::DeviceNotIdle);
        // Leaving.
        assert_ok!(Attestation::leave(signed(ALICE), gpu.key));
        assert_noop!(offer(&gpu), Error::<Test>::DeviceNotIdle);
        // Waiting.
        MaxOnTrial::set(1);
        crate::mock::gpu(3).register(BOB);
        let gpu = crate::mock::gpu(4);
        gpu.register(ALICE);
        assert_eq!(gpu.record().state, DeviceState::Waiting);
        assert_noop!(offer(&gpu), Error::<Test>::DeviceNotIdle);
    });
}

#[test]
fn a_device_with_too_small_a_bond_is_neither_offered_nor_drawn() {
    run(|| {
        let gpus = [proven(1, &ALICE), proven(2, &BOB)];
        set_offered(&gpus[0], true);
        pass(1);
        let draw = ask();
        assert!(draw.finds(&gpus[0]));
        let terms = ClassTerms { min_bond: 2 * BOND, least_score: Default::default() };
        assert_ok!(Attestation::set_class_terms(RuntimeOrigin::root(), ClassId(0), terms));
        assert!(!draw.finds(&gpus[0]));
        let offer = Attestation::set_offered(signed(BOB), gpus[1].key, true);
        assert_eq!(offer, Err(Error::<Test>::BondTooLow.into()));
        assert_ok!(Attestation::raise_bond(signed(ALICE), gpus[0].key, BOND));
        assert!(draw.finds(&gpus[0]));
    });
}

#[test]
fn no_two_devices_of_one_owner_are_drawn() {
    run(|| {
        // GIVEN an owner with forty devices among five with one each
        for seed in 100..140 {
            set_offered(&proven(seed, &BOB), true);
        }
        offered(5);
        pass(1);
        for seed in 0..50 {
            let drawn = ask().draw_but(seed, 9, &[]);
            let owners = drawn.iter().map(|(_, owner)| owner.clone());
            let owners = owners.collect::<std::collections::BTreeSet<_>>();
            assert_eq!(owners.len(), drawn.len());
            assert!(drawn.len() <= 6);
        }
    });
}

#[test]
fn no_device_of_an_excluded_owner_is_drawn() {
    run(|| {
        offered(6);
        pass(1);
        let excluded = [owner(0), owner(3)];
        for seed in 0..50 {
            let drawn = ask().draw_but(seed, 6, &excluded);
            assert_eq!(drawn.len(), 4);
            assert!(drawn.iter().all(|(_, owner)| !excluded.contains(owner)));
        }
    });
}

#[test]
fn who_comes_when_the_draw_is_asked_for_changes_nothing() {
    run(|| {
        offered(6);
        pass(1);
        let draw = ask();
        let before = (0..100).map(|seed| draw.draw(seed, 3)).collect::<Vec<_>>();
        let newcomers = (100..110).map(|seed| proven(seed, &owner(seed))).collect::<Vec<_>>();
        newcomers.iter().for_each(|gpu| set_offered(gpu, true));
        pass(8);
        // As many places as there are now would be another draw.
        let after = (0..100).map(|seed| draw.draw(seed, 3)).collect::<Vec<_>>();
        assert_eq!(before, after);
        let late = Ask { pool_size: Attestation::pool_size(), ..draw };
        assert!(newcomers.iter().all(|gpu| !late.finds(gpu)));
        let next = ask();
        assert!(newcomers.iter().all(|gpu| next.finds(gpu)));
    });
}

#[test]
fn who_knows_the_seed_moves_no_device_to_where_it_is_drawn() {
    run(|| {
        let gpus = offered(6);
        pass(1);
        let draw = ask();
        let before = (0..100).map(|seed| draw.draw(seed, 2)).collect::<Vec<_>>();
        // WHEN the first leaves the index, so that the last one gets its place
        set_offered(&gpus[0], false);
        assert_eq!(gpus[5].record().place, Some(0));
        assert_eq!(Offers::<Test>::get(0).expect("it was moved").since, now());
        // THEN whoever is drawn in its place would have been drawn by a later try anyhow
        for (seed, drawn) in (0..100).zip(before) {
            let after = draw.draw(seed, 2);
            assert!(!after.contains(&gpus[0].key) && !after.contains(&gpus[5].key));
            let mut kept = drawn;
            kept.retain(|key| ![gpus[0].key, gpus[5].key].contains(key));
            assert!(after.starts_with(&kept), "{kept:?} {after:?}");
        }
        // And the next draw finds the one that was moved.
        pass(1);
        assert!(ask().finds(&gpus[5]));
    });
}

#[test]
fn the_last_place_is_left_like_any_other() {
    run(|| {
        let gpus = offered(3);
        for (gpu, left) in [(&gpus[2], [0, 1].as_slice()), (&gpus[0], &[1]), (&gpus[1], &[])] {
            set_offered(gpu, false);
            let mut places = Offers::<Test>::iter().collect::<Vec<_>>();
            places.sort_by_key(|(place, _)| *place);
            let devices = places.iter().map(|(_, offer)| offer.device).collect::<Vec<_>>();
            let expected = left.iter().map(|number| gpus[*number].key).collect::<Vec<_>>();
            assert_eq!(devices, expected);
            check();
        }
    });
}

#[test]
fn a_device_on_a_lease_keeps_its_place_and_is_not_drawn() {
    run(|| {
        let gpus = offered(2);
        pass(1);
        let draw = ask();
        assert_ok!(Attestation::excuse(&gpus[0].key));
        assert!(!draw.finds(&gpus[0]) && draw.finds(&gpus[1]));
        Attestation::end_excuse(&gpus[0].key);
        assert!(draw.finds(&gpus[0]));
    });
}

#[test]
fn a_device_that_left_is_not_drawn() {
    run(|| {
        let gpus = offered(2);
        pass(1);
        let draw = ask();
        assert_ok!(Attestation::leave(signed(owner(0)), gpus[0].key));
        assert_eq!(Attestation::pool_size(), 1);
        assert!(!draw.finds(&gpus[0]));
        assert!(events().contains(&Event::OfferEnded { device: gpus[0].key }));
    });
}

#[test]
fn a_device_that_was_absent_is_not_drawn_even_if_nobody_noticed() {
    run(|| {
        let gpus = offered(1);
        let draw = Ask { as_of: now() + 1, pool_size: 1 };
        miss_challenge();
        miss_challenge();
        assert!(draw.finds(&gpus[0]));
        miss_challenge();
        assert_eq!(gpus[0].record().state, DeviceState::Active, "nobody touched it");
        assert!(!draw.finds(&gpus[0]));
        // It is offered no more, and must be offered anew when it is back.
        gpus[0].settle();
        assert_eq!((Attestation::pool_size(), gpus[0].record().place), (0, None));
        gpus[0].resume();
        assert_eq!(Attestation::pool_size(), 0);
        set_offered(&gpus[0], true);
    });
}

#[test]
fn a_device_that_failed_is_not_drawn() {
    run(|| {
        let mut gpus = offered(1);
        assert_ok!(Attestation::raise_bond(signed(owner(0)), gpus[0].key, BOND));
        let draw = Ask { as_of: now() + 1, pool_size: 1 };
        next_challenge();
        gpus[0].commit_to_nothing(1);
        finish();
        assert!(!draw.finds(&gpus[0]));
        gpus[0].settle();
        assert_eq!(Attestation::pool_size(), 0);
        let again = Attestation::set_offered(signed(owner(0)), gpus[0].key, true);
        assert_eq!(again, Err(Error::<Test>::DeviceOnTrial.into()));
    });
}

#[test]
fn all_places_are_drawn_alike() {
    run(|| {
        offered(10);
        pass(1);
        let draw = ask();
        let mut counts = std::collections::BTreeMap::<DeviceKey, u32>::new();
        for number in 0..4_000u32 {
            let seed = Hash::from(sp_io::hashing::blake2_256(&number.to_le_bytes()));
            let Ask { as_of, pool_size } = draw;
            let request = DrawRequest { seed, count: 1, as_of, pool_size, excluded: &[] };
            let drawn = Attestation::draw(&request);
            *counts.entry(drawn[0].0).or_default() += 1;
        }
        // 400 each, with a deviation of 19.
        assert_eq!(counts.len(), 10);
        assert!(counts.values().all(|count| (320..480).contains(count)), "{counts:?}");
    });
}

#[test]
fn a_draw_ends_whatever_is_asked_of_it() {
    run(|| {
        let gpus = offered(3);
        pass(1);
        let Ask { as_of, .. } = ask();
        for pool_size in [0, 1, 3, 1_000_000, u32::MAX] {
            for count in [0, 1, 9, 10, u32::MAX] {
                let drawn = Ask { as_of, pool_size }.draw(5, count);
                assert!(drawn.len() <= 3 && drawn.len() as u64 <= u64::from(count));
            }
        }
        assert_eq!(Ask { as_of: 0, pool_size: 3 }.draw(5, 3), []);
        assert_eq!(Ask { as_of: u32::MAX, pool_size: 3 }.draw(5, 3).len(), 3);
        assert_eq!(Ask { as_of, pool_size: 1 }.draw(5, 3), [gpus[0].key]);
    });
}

#[test]
fn the_place_of_a_try_follows_from_the_seed() {
    let seed = Hash::repeat_byte(1);
    // The first eight bytes of BLAKE2-256 of seed and number, as a part of the whole.
    for number in [0u32, 1, 143] {
        let hash = sp_io::hashing::blake2_256(&[&seed.0[..], &number.to_le_bytes()].concat());
        let word = u64::from_le_bytes(hash[..8].try_into().expect("eight bytes"));
        let place = |size: u32| ((u128::from(word) * u128::from(size)) >> 64) as u32;
        for size in [1, 2, 1_000, u32::MAX] {
            assert_eq!(place_of(&seed, number, size), place(size));
            assert!(place(size) < size);
        }
    }
}
