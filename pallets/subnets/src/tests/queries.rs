// SPDX-License-Identifier: Apache-2.0
//! What the runtime API is told.

use crate::{mock::*, Description, Identity, ParametersUpdate, MIN_LOCK};
use frame_support::assert_ok;
use joule_primitives::{
    apis::subnets::{SubnetIdentity, SubnetRegistration},
    subnets::{NetUid, Subnets as SubnetsTrait},
    units::JOULE,
};

#[test]
fn a_subnet_is_told_as_of_now() {
    run(|| {
        let netuid = subnet(ALICE);
        neuron(netuid, BOB, hot(BOB));
        assert_ok!(Subnets::offer_ownership(signed(ALICE), netuid, Some(BOB)));
        assert_ok!(Subnets::set_identity(signed(ALICE), netuid, Some(Identity::default())));
        let update = ParametersUpdate { tempo: Some(200), ..Default::default() };
        assert_ok!(Subnets::set_parameters(signed(ALICE), netuid, update));
        let before = state();
        let told = Subnets::describe(netuid).expect("it exists");
        let expected = Description {
            owner: ALICE,
            owner_hotkey: hot(ALICE),
            offered_to: Some(BOB),
            identity: Some(SubnetIdentity::from(Identity::default())),
            registered_at: 1,
            lock: MIN_LOCK,
            parameters: parameters(netuid),
            neurons: 2,
            registration_cost: told.registration_cost,
            tempo: 100,
            next_epoch_block: 63,
        };
        assert_eq!(told, expected);
        assert!(told.registration_cost > JOULE);
        // What is told is what the next one pays.
        let paid = free(CHARLIE);
        pass(1);
        let cost = Subnets::describe(netuid).expect("it exists").registration_cost;
        System::set_block_number(2);
        assert_eq!(state(), before, "a question changes nothing");
        neuron(netuid, CHARLIE, hot(CHARLIE));
        assert_eq!(paid - free(CHARLIE), cost);
    });
}

#[test]
fn nothing_is_told_of_a_subnet_that_is_not() {
    run(|| {
        let netuid = subnet(ALICE);
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        for netuid in [NetUid(0), netuid, NetUid(2)] {
            assert_eq!(Subnets::describe(netuid), None);
            assert_eq!(Subnets::next_epoch_block(netuid), None);
            assert_eq!(Subnets::endpoint(netuid, 0), None);
            assert!(!Subnets::exists(netuid));
            assert_eq!((Subnets::owner(netuid), Subnets::owner_uid(netuid)), (None, None));
        }
        assert_eq!(Subnets::active_netuids(), vec![]);
    });
}

#[test]
fn what_the_next_subnet_takes_is_told() {
    run(|| {
        let lock = MIN_LOCK;
        let free = SubnetRegistration { lock, from_block: 0, is_full: false, replaces: None };
        assert_eq!(Subnets::registration(), free);
        for coldkey in [ALICE, BOB, CHARLIE, DAVE] {
            subnet(coldkey);
        }
        // All are immune.
        let told = Subnets::registration();
        assert_eq!((told.from_block, told.is_full, told.replaces), (201, true, None));
        System::set_block_number(351);
        SubnetMerits::mutate(|merits| merits.insert(NetUid(1), 1));
        let told = Subnets::registration();
        assert_eq!((told.from_block, told.replaces), (201, Some(NetUid(2))));
        // What is told is what happens.
        let netuid = subnet(5);
        assert_eq!(record(netuid).lock, told.lock);
        assert!(!Subnets::exists(NetUid(2)));
    });
}

#[test]
fn others_see_subnets_by_one_trait() {
    run(|| {
        let (one, other) = (subnet(ALICE), subnet(BOB));
        neuron(other, CHARLIE, hot(CHARLIE));
        assert_eq!(Subnets::all(), vec![one, other]);
        assert_eq!(Subnets::parameters(one), Some(parameters(one)));
        assert_eq!((Subnets::neuron_count(one), Subnets::neuron_count(other)), (1, 2));
        let hotkeys = Subnets::neurons(other).into_iter().map(|slot| slot.hotkey);
        assert_eq!(hotkeys.collect::<Vec<_>>(), vec![hot(BOB), hot(CHARLIE)]);
        assert_eq!(Subnets::uid_of(one, &hot(CHARLIE)), None);
        hand_over(hot(ALICE), DAVE);
        assert_eq!(Subnets::owner(one), Some(DAVE));
    });
}
