// SPDX-License-Identifier: Apache-2.0
//! Whose place a new neuron takes in a full subnet.

use crate::{
    mock::*,
    types::{EndpointRecord, Ip},
    Endpoint, Endpoints, Event, Neurons, Uids,
};
use frame_support::assert_ok;
use joule_primitives::{
    subnets::{NetUid, Subnets as SubnetsTrait, Uid},
    types::BlockNumber,
};

const SIZE: Uid = 16;

/// A full subnet of Alice, far from the immunity of any of its neurons, which all did alike.
fn full() -> NetUid {
    let netuid = subnet(ALICE);
    fill(netuid, SIZE);
    set(netuid, |parameters| {
        parameters.max_neurons = SIZE;
        parameters.max_validators = SIZE;
    });
    NeuronMerits::mutate(|merits| merits.insert(netuid, vec![100; usize::from(SIZE)]));
    System::set_block_number(20_000);
    netuid
}

/// Says what a neuron earned.
fn earned(netuid: NetUid, uid: Uid, merit: u32) {
    NeuronMerits::mutate(|all| {
        all.get_mut(&netuid).expect("they were judged")[usize::from(uid)] = merit;
    });
}

/// Says when a neuron was registered.
fn registered(netuid: NetUid, uid: Uid, block: BlockNumber) {
    Neurons::<Test>::mutate(netuid, |slots| slots[usize::from(uid)].registered_at = block);
}

/// The place that a new neuron takes.
fn replaced(netuid: NetUid) -> Uid {
    let before = Neurons::<Test>::get(netuid);
    let uid = neuron(netuid, BOB, hot(BOB));
    let after = Neurons::<Test>::get(netuid);
    for (other, (old, new)) in (0..).zip(before.iter().zip(after.iter())) {
        assert_eq!(old == new, other != uid, "only one neuron makes way");
    }
    assert_eq!((before.len(), after.len()), (usize::from(SIZE), usize::from(SIZE)));
    uid
}

#[test]
fn who_earned_least_makes_way() {
    run(|| {
        let netuid = full();
        earned(netuid, 9, 99);
        earned(netuid, 12, 98);
        assert_eq!(replaced(netuid), 12);
    });
}

#[test]
fn of_equal_ones_the_oldest_makes_way() {
    run(|| {
        let netuid = full();
        (1..SIZE).for_each(|uid| registered(netuid, uid, 1_000 - BlockNumber::from(uid % 7)));
        // 6 and 13 were registered first.
        assert_eq!(replaced(netuid), 6);
    });
}

#[test]
fn of_equal_and_equally_old_ones_the_lowest_uid_makes_way() {
    run(|| assert_eq!(replaced(full()), 1));
}

#[test]
fn many_new_neurons_replace_each_other_and_not_those_who_earn() {
    run(|| {
        // GIVEN a full subnet whose owner makes registering cheap
        let netuid = full();
        let earners = [2, 5, 7, 11, 13, 15];
        earners.iter().for_each(|uid| earned(netuid, *uid, 1_000));
        // WHEN it registers twice as many neurons as there are, all of them immune
        for seed in 0..2 * u64::from(SIZE) {
            let coldkey = CHARLIE;
            neuron(netuid, coldkey, 50_000 + seed);
            pass(1);
            // What has earned nothing is judged by nothing.
            let uid = Uids::<Test>::get(50_000 + seed, netuid).expect("it is registered");
            earned(netuid, uid, 0);
        }
        // THEN those who earned most are all there
        for uid in earners {
            assert!(hotkey_at(netuid, uid) >= 100_000, "{uid} was replaced");
        }
    });
}

#[test]
fn who_is_out_of_immunity_makes_way_before_who_earned_less() {
    run(|| {
        let netuid = full();
        // Half of them are immune, and earned nothing.
        for uid in 1..=SIZE / 2 {
            registered(netuid, uid, 19_999);
            earned(netuid, uid, 0);
        }
        (SIZE / 2 + 1..SIZE).for_each(|uid| earned(netuid, uid, u32::MAX));
        earned(netuid, 11, u32::MAX - 1);
        assert_eq!(replaced(netuid), 11);
    });
}

#[test]
fn immunity_ends_in_its_block() {
    // A neuron enters in block 20,001.
    let ends = |registered_at: BlockNumber| {
        let mut uid = 0;
        run(|| {
            let netuid = full();
            (1..=SIZE / 2).for_each(|uid| registered(netuid, uid, 20_000));
            (SIZE / 2 + 1..SIZE).for_each(|uid| earned(netuid, uid, 300));
            earned(netuid, 5, 200);
            registered(netuid, 5, registered_at);
            uid = replaced(netuid);
        });
        uid
    };
    assert_eq!(ends(15_001), 5);
    assert_eq!(ends(15_002), SIZE / 2 + 1);
}

#[test]
fn if_all_are_immune_one_of_them_makes_way() {
    run(|| {
        let netuid = full();
        (1..SIZE).for_each(|uid| registered(netuid, uid, 19_000));
        earned(netuid, 7, 3);
        assert_eq!(replaced(netuid), 7);
    });
}

#[test]
fn who_was_not_judged_yet_earned_nothing() {
    run(|| {
        let netuid = full();
        NeuronMerits::mutate(|merits| merits.insert(netuid, vec![1; 10]));
        assert_eq!(replaced(netuid), 10);
    });
}

#[test]
fn the_owner_is_never_replaced() {
    run(|| {
        let netuid = full();
        // The oldest, and it earned nothing.
        earned(netuid, 0, 0);
        registered(netuid, 0, 0);
        assert_eq!(replaced(netuid), 1);
        for hotkey in 7_000..7_040 {
            assert_ne!(neuron(netuid, CHARLIE, hotkey), 0);
        }
        assert_eq!(Subnets::owner_uid(netuid), Some(0));
    });
}

#[test]
fn a_new_owner_is_not_replaced_and_the_old_one_may_be() {
    run(|| {
        let netuid = full();
        assert_eq!(replaced(netuid), 1);
        assert_ok!(Subnets::offer_ownership(signed(ALICE), netuid, Some(BOB)));
        assert_ok!(Subnets::accept_ownership(signed(BOB), netuid, hot(BOB)));
        System::set_block_number(40_000);
        earned(netuid, 1, 0);
        earned(netuid, 0, 1);
        assert_eq!(neuron(netuid, CHARLIE, hot(CHARLIE)), 0);
        assert_eq!(Subnets::owner_uid(netuid), Some(1));
    });
}

#[test]
fn nothing_of_the_one_that_made_way_is_left_to_its_successor() {
    run(|| {
        let netuid = full();
        let old = hotkey_at(netuid, 1);
        let ip = Ip::V4([10, 0, 0, 1]);
        let (port, protocol, certificate, metrics_port) = (8_091, 0, None, None);
        let endpoint = Some(Endpoint { ip, port, protocol, certificate, metrics_port });
        let updated_at = 20_000;
        Endpoints::<Test>::insert(netuid, 1, EndpointRecord { endpoint, updated_at });
        System::reset_events();
        Log::set(Vec::new());
        let price = Subnets::describe(netuid).expect("it exists").registration_cost;
        assert_eq!(replaced(netuid), 1);
        let expected = Event::NeuronRegistered {
            netuid,
            uid: 1,
            hotkey: hot(BOB),
            coldkey: BOB,
            replaced: Some(old),
            price,
        };
        assert_eq!(events(), vec![expected]);
        assert_eq!(Log::get(), vec![Told::SlotCleared(netuid, 1)]);
        assert_eq!(Uids::<Test>::get(old, netuid), None);
        assert_eq!(Endpoints::<Test>::get(netuid, 1), None);
        assert_eq!(record(netuid).neurons, SIZE);
        // It may come back, at its price and in another's place.
        assert_eq!(neuron(netuid, CHARLIE, old), 2);
    });
}

#[test]
fn a_subnet_that_grew_takes_neurons_without_replacing_any() {
    run(|| {
        let netuid = full();
        set(netuid, |parameters| parameters.max_neurons = SIZE + 1);
        assert_eq!(neuron(netuid, BOB, hot(BOB)), SIZE);
        assert_eq!(neuron(netuid, CHARLIE, hot(CHARLIE)), 1);
        assert_eq!(record(netuid).neurons, SIZE + 1);
    });
}
