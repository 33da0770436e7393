// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{
    mock::*,
    types::{EndpointRecord, Removal},
    Active, Endpoints, HoldReason, Identities, Identity, Limits, Neurons, NextNetUid, Pallet,
    Parameters, Removals, SubnetRecords, Uids, WeightInfo,
};
use frame_support::{
    assert_ok,
    traits::{fungible::MutateHold, tokens::Precision},
    BoundedVec,
};
use joule_primitives::subnets::NetUid;

const FIRST: NetUid = NetUid(1);
const SECOND: NetUid = NetUid(2);
/// The one that is being cleared, of whose five slots two are.
const REMOVED: NetUid = NetUid(3);

/// Breaks a state with subnets that exist and one that is being cleared, and expects the check to say
/// `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(LIMITS, &[]).execute_with(|| {
        System::set_block_number(1);
        subnet(ALICE);
        subnet(BOB);
        subnet(CHARLIE);
        for netuid in [FIRST, SECOND, REMOVED] {
            fill(netuid, 5);
        }
        assert_ok!(Subnets::dissolve(signed(CHARLIE), REMOVED));
        let (once, each) = (<() as WeightInfo>::clear_subnet(), <() as WeightInfo>::clear_slot());
        idle(once.saturating_add(each.saturating_mul(2)));
        check();
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

fn record_endpoint(netuid: NetUid, uid: u16) -> impl FnOnce() {
    move || {
        let record = EndpointRecord { endpoint: None, updated_at: 1 };
        Endpoints::<Test>::insert(netuid, uid, record);
    }
}

#[test]
fn uids_that_are_not_those_of_their_hotkeys_are_caught() {
    let stranger = 9_999;
    broken_by(|| Uids::<Test>::insert(hot(ALICE), FIRST, 1), "N1: a uid");
    broken_by(|| Uids::<Test>::insert(hot(ALICE), FIRST, 5), "N1: a uid");
    broken_by(|| Uids::<Test>::insert(stranger, FIRST, 0), "N1: a uid");
    broken_by(|| Uids::<Test>::remove(hot(ALICE), FIRST), "N1: a neuron has no uid");
    broken_by(|| Uids::<Test>::remove(hotkey_at(SECOND, 4), SECOND), "N1: a neuron has no uid");
    // One hotkey in two places.
    let twice = || Neurons::<Test>::mutate(FIRST, |slots| slots[4] = slots[3].clone());
    broken_by(twice, "N1: a uid");
    broken_by(|| change(FIRST, |record| record.neurons = 4), "N1: a subnet has another number");
    broken_by(|| Neurons::<Test>::remove(FIRST), "N1: a uid");
    broken_by(|| change(FIRST, |record| record.owner_hotkey = stranger), "N1: the owner");
    // In the one that is being cleared, too.
    let swapped = hotkey_at_removed(4);
    broken_by(move || Uids::<Test>::insert(swapped, REMOVED, 3), "N1: a uid");
}

/// The hotkey that [`fill`] gives a neuron of the removed subnet.
const fn hotkey_at_removed(uid: AccountId) -> AccountId {
    100_000 + 3 * 10_000 + uid
}

#[test]
fn more_neurons_than_may_be_are_caught() {
    broken_by(|| set(FIRST, |parameters| parameters.max_neurons = 4), "N2");
    broken_by(|| Parameters::<Test>::remove(FIRST), "N2");
}

#[test]
fn locks_that_are_not_held_are_caught() {
    broken_by(|| change(FIRST, |record| record.lock += 1), "N3: what is held");
    broken_by(|| change(FIRST, |record| record.lock -= 1), "N3: what is held");
    broken_by(|| change(FIRST, |record| record.depositor = DAVE), "N3: what is held");
    let beyond = || {
        change(FIRST, |record| record.lock = u128::MAX);
        change(SECOND, |record| record.depositor = ALICE);
    };
    broken_by(beyond, "N3: more is locked");
    let release = || {
        let reason = HoldReason::SubnetLock.into();
        assert_ok!(Balances::release(&reason, &ALICE, 1, Precision::Exact));
    };
    broken_by(release, "N3: what is held");
}

#[test]
fn what_a_removed_subnet_leaves_is_caught() {
    // Of what was cleared already.
    broken_by(record_endpoint(REMOVED, 1), "N4: a neuron that is not");
    let uid = || Uids::<Test>::insert(hotkey_at_removed(1), REMOVED, 1);
    broken_by(uid, "N4: a removed subnet left a uid");
    // Of what is forgotten to be cleared.
    broken_by(Removals::<Test>::kill, "N4: a removed subnet left its table");
    broken_by(|| Parameters::<Test>::insert(REMOVED, parameters(FIRST)), "N4: a removed subnet");
    broken_by(|| Identities::<Test>::insert(REMOVED, Identity::default()), "N4: a removed subnet");
    // Of no slot at all, and of no subnet at all.
    broken_by(record_endpoint(FIRST, 5), "N4: a neuron that is not");
    broken_by(record_endpoint(NetUid(9), 0), "N4: a neuron that is not");
    let table = || Neurons::<Test>::insert(NetUid(9), BoundedVec::default());
    broken_by(table, "N4: a removed subnet left its table");
}

#[test]
fn parameters_out_of_their_bounds_are_caught() {
    broken_by(|| set(FIRST, |parameters| parameters.kappa = 655), "N5: a parameter");
    broken_by(|| set(SECOND, |parameters| parameters.tempo = 19), "N5: a parameter");
    broken_by(|| set(SECOND, |parameters| parameters.max_neurons = 15), "N5: a parameter");
    let slower = || Active::<Test>::mutate(|active| active[0].schedule.tempo = 2_500);
    broken_by(slower, "N5: a parameter");
    broken_by(|| Limits::<Test>::mutate(|limits| limits.tempo_min = 1), "N5: the limits");
}

#[test]
fn lists_that_do_not_say_what_there_is_are_caught() {
    broken_by(|| Active::<Test>::mutate(|active| active[0] = active[1]), "N6: the list");
    let reversed = || {
        Active::<Test>::mutate(|active| {
            let (first, second) = (active[0], active[1]);
            active[0] = second;
            active[1] = first;
        });
    };
    broken_by(reversed, "N6: the list");
    broken_by(|| Active::<Test>::mutate(|active| active.truncate(1)), "N6: the subnets listed");
    broken_by(|| SubnetRecords::<Test>::remove(FIRST), "N6: the subnets listed");
    broken_by(|| Limits::<Test>::mutate(|limits| limits.max_subnets = 1), "N6: there are more");
    broken_by(|| NextNetUid::<Test>::put(NetUid(3)), "N6: a subnet has a number");
    broken_by(|| NextNetUid::<Test>::put(NetUid(2)), "N6: a subnet has a number");
}

#[test]
fn removed_subnets_that_exist_are_caught() {
    let push = |netuid| {
        move || {
            let removal = Removal { netuid, next_uid: 0 };
            Removals::<Test>::mutate(|removals| removals.try_push(removal)).expect("room");
        }
    };
    broken_by(push(FIRST), "N7: a removed subnet exists");
    broken_by(push(REMOVED), "N7: a subnet is removed twice");
}
