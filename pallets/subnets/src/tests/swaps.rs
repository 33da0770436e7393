// SPDX-License-Identifier: Apache-2.0
//! A neuron keeps its place when its hotkey is replaced by another one.

use crate::{mock::*, types::Ip, Endpoint, Error, Neurons, Uids, WeightInfo};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use joule_primitives::{
    staking::OnHotkeySwapped,
    subnets::{Subnets as SubnetsTrait, MAX_SUBNETS},
};

const NEW: AccountId = 7_000;

#[test]
fn a_neuron_keeps_everything_but_its_hotkey() {
    run(|| {
        let (one, other) = (subnet(ALICE), subnet(CHARLIE));
        neuron(one, DAVE, hot(DAVE));
        assert_eq!((neuron(one, BOB, hot(BOB)), neuron(other, BOB, hot(BOB))), (2, 1));
        let ip = Ip::V4([10, 0, 0, 1]);
        let (port, protocol, certificate, metrics_port) = (8_091, 0, None, None);
        let endpoint = Some(Endpoint { ip, port, protocol, certificate, metrics_port });
        assert_ok!(Subnets::serve(signed(hot(BOB)), one, endpoint));
        let before = Neurons::<Test>::get(one);
        assert_eq!(swap(hot(BOB), NEW), <() as WeightInfo>::swap_hotkey(2, 0));

        assert_eq!(Uids::<Test>::iter_prefix(hot(BOB)).count(), 0);
        assert_eq!((Subnets::uid_of(one, &NEW), Subnets::uid_of(other, &NEW)), (Some(2), Some(1)));
        let after = Neurons::<Test>::get(one);
        assert_eq!(after[2].registered_at, before[2].registered_at);
        assert_eq!((&after[..2], after[2].hotkey), (&before[..2], NEW));
        assert!(Subnets::endpoint(one, 2).is_some());
        // The new one acts, and the old one does no more.
        pass(50);
        assert_noop!(Subnets::serve(signed(hot(BOB)), one, None), Error::<Test>::NeuronNotFound);
        assert_ok!(Subnets::serve(signed(NEW), one, None));
    });
}

#[test]
fn an_owner_keeps_its_subnet() {
    run(|| {
        let netuid = subnet(ALICE);
        swap(hot(ALICE), NEW);
        assert_eq!(record(netuid).owner_hotkey, NEW);
        assert_eq!((Subnets::owner(netuid), Subnets::owner_uid(netuid)), (Some(ALICE), Some(0)));
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
    });
}

#[test]
fn a_hotkey_can_be_replaced_while_its_subnets_are_cleared() {
    run(|| {
        // GIVEN a hotkey in a subnet that is half cleared, in one that is not, and in one that exists
        let (half, whole, exists) = (subnet(ALICE), subnet(ALICE), subnet(ALICE));
        for netuid in [half, whole, exists] {
            neuron(netuid, BOB, hot(BOB));
            fill(netuid, 8);
        }
        let before = keys().len();
        assert_ok!(Subnets::dissolve(signed(ALICE), half));
        assert_ok!(Subnets::dissolve(signed(ALICE), whole));
        let (once, each) = (<() as WeightInfo>::clear_subnet(), <() as WeightInfo>::clear_slot());
        idle(once.saturating_add(each));
        check();
        // WHEN it is replaced, and replaced again
        assert_eq!(swap(hot(BOB), NEW), <() as WeightInfo>::swap_hotkey(1, 2));
        check();
        assert_eq!(swap(NEW, NEW + 1), <() as WeightInfo>::swap_hotkey(1, 0));
        assert_eq!(swap(hot(ALICE), NEW + 2), <() as WeightInfo>::swap_hotkey(1, 1));
        check();
        // THEN clearing goes on, and leaves nothing of the two
        idle(Weight::MAX);
        assert_eq!(Uids::<Test>::iter().count(), 8);
        assert_eq!(Subnets::uid_of(exists, &(NEW + 1)), Some(1));
        // A record, parameters, a table and eight uids of each.
        assert_eq!(keys().len(), before - 2 * 11);
    });
}

#[test]
fn a_hotkey_that_is_nowhere_is_replaced_for_nothing() {
    run(|| {
        subnet(ALICE);
        let before = keys();
        assert_eq!(swap(hot(BOB), NEW), <() as WeightInfo>::swap_hotkey(0, 0));
        assert_eq!(keys(), before);
    });
}

#[test]
fn the_dearest_swap_is_in_as_many_subnets_as_may_be() {
    let most = <() as WeightInfo>::swap_hotkey(MAX_SUBNETS, MAX_SUBNETS);
    assert_eq!(<Subnets as OnHotkeySwapped<AccountId>>::weight(), most);
}
