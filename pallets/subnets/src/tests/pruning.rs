// SPDX-License-Identifier: Apache-2.0
//! Which subnet makes way when there are as many as may be.

use crate::{
    mock::*,
    types::{Removal, RemovalReason},
    Active, Error, Event, NextNetUid, Removals, SubnetRecords,
};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use joule_primitives::{
    subnets::{NetUid, Subnets as SubnetsTrait, MAX_SUBNETS},
    types::Balance,
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{DispatchResult, TokenError};

/// Who comes when all places are taken.
const NEWCOMER: AccountId = 5;

/// As many subnets as may be, registered in the blocks 1, 51, 101 and 151.
fn full() -> [NetUid; 4] {
    [subnet(ALICE), subnet(BOB), subnet(CHARLIE), subnet(DAVE)]
}

fn come() -> DispatchResult {
    let proof = proof_of(hot(NEWCOMER), NEWCOMER);
    Subnets::register_subnet(signed(NEWCOMER), hot(NEWCOMER), ANY, proof)
}

/// Says what flows into the subnets 1, 2 and so on.
fn judge(merits: &[Balance]) {
    let merits = (1..).map(NetUid).zip(merits.iter().copied());
    SubnetMerits::set(merits.collect());
}

#[test]
fn nobody_makes_way_before_it_is_old_enough() {
    run(|| {
        full();
        judge(&[0, 0, 0, 0]);
        for block in [201, 300] {
            System::set_block_number(block);
            assert_noop!(come(), Error::<Test>::NoSubnetReplaceable);
        }
        // The first is, in the block in which its immunity of 300 blocks ends.
        System::set_block_number(301);
        assert_ok!(come());
        assert!(!Subnets::exists(NetUid(1)));
        assert_eq!(Subnets::active_netuids(), [2, 3, 4, 5].map(NetUid));
    });
}

#[test]
fn the_least_inflow_makes_way() {
    run(|| {
        full();
        System::set_block_number(1_000);
        judge(&[7, 5, 6, 9]);
        assert_eq!(Subnets::registration().replaces, Some(NetUid(2)));
        assert_ok!(come());
        assert!(!Subnets::exists(NetUid(2)));
    });
}

#[test]
fn of_equal_ones_the_oldest_makes_way() {
    run(|| {
        full();
        System::set_block_number(1_000);
        judge(&[7, 5, 5, 5]);
        assert_ok!(come());
        assert!(!Subnets::exists(NetUid(2)));
        assert!(Subnets::exists(NetUid(3)) && Subnets::exists(NetUid(4)));
    });
}

#[test]
fn who_is_immune_stays_however_little_flows_into_it() {
    run(|| {
        full();
        judge(&[9, 8, 0, 0]);
        // Only the first two are old enough.
        System::set_block_number(351);
        assert_ok!(come());
        assert!(!Subnets::exists(NetUid(2)));
    });
}

#[test]
fn a_subnet_that_makes_way_gives_its_whole_lock_back() {
    run(|| {
        let [first, ..] = full();
        System::set_block_number(301);
        System::reset_events();
        let lock = record(first).lock;
        let next = Subnets::registration().lock;
        assert_ok!(come());
        // Though it is younger than the lock period.
        assert_eq!((free(ALICE), locked(ALICE)), (ENDOWMENT, 0));
        assert_eq!(locked(NEWCOMER), next);
        assert_eq!(Burned::get(), vec![]);
        let removed = Event::SubnetRemoved {
            netuid: first,
            reason: RemovalReason::Pruned,
            owner: ALICE,
            returned: lock,
            burned: 0,
        };
        let registered = Event::SubnetRegistered {
            netuid: NetUid(5),
            owner: NEWCOMER,
            hotkey: hot(NEWCOMER),
            lock: next,
        };
        assert_eq!(events(), vec![removed, registered]);
        let told = Log::get();
        assert_eq!(told[4..], [Told::Removed(first), Told::Registered(NetUid(5))]);
    });
}

#[test]
fn the_lock_goes_to_who_owns_the_subnet_by_now() {
    run(|| {
        full();
        hand_over(hot(ALICE), 50);
        System::set_block_number(301);
        assert_ok!(come());
        assert_eq!((free(ALICE), locked(ALICE)), (ENDOWMENT - 100 * JOULE, 0));
        assert_eq!((free(50), locked(50)), (ENDOWMENT + 100 * JOULE, 0));
    });
}

#[test]
fn a_newcomer_that_cannot_pay_removes_nobody() {
    run(|| {
        full();
        System::set_block_number(301);
        let gone = free(NEWCOMER) - EXISTENTIAL_DEPOSIT;
        assert_ok!(Balances::transfer_keep_alive(signed(NEWCOMER), DAVE, gone));
        assert_noop!(come(), TokenError::FundsUnavailable);
        assert!(Subnets::exists(NetUid(1)));
        assert_eq!(Log::get().len(), 4);
    });
}

#[test]
fn an_owner_may_take_the_place_of_its_own_subnet() {
    run(|| {
        full();
        System::set_block_number(301);
        let next = Subnets::registration().lock;
        assert_ok!(Subnets::register_subnet(signed(ALICE), hot(ALICE), ANY, None));
        assert_eq!((free(ALICE), locked(ALICE)), (ENDOWMENT - next, next));
    });
}

#[test]
fn a_newcomer_gets_a_number_of_its_own_and_nothing_of_its_predecessor() {
    run(|| {
        let [first, ..] = full();
        fill(first, 10);
        System::set_block_number(301);
        assert_ok!(come());
        // GIVEN that nothing of the predecessor is cleared yet
        assert_eq!(Removals::<Test>::get().into_inner(), [Removal { netuid: first, next_uid: 0 }]);
        // THEN nobody is told of it any more, and the newcomer has one neuron, its owner's
        assert_eq!(Subnets::neurons(first), vec![]);
        assert_eq!((Subnets::neuron_count(first), Subnets::owner(first)), (0, None));
        assert_eq!(Subnets::uid_of(first, &hot(ALICE)), None);
        assert_eq!((Subnets::parameters(first), tempo_of(first)), (None, None));
        assert_eq!(Subnets::neuron_count(NetUid(5)), 1);
        assert_eq!(NextNetUid::<Test>::get(), NetUid(6));
        // AND its number is never given away again, cleared or not.
        idle(frame_support::weights::Weight::MAX);
        assert_eq!(subnet(6), NetUid(6));
    });
}

#[test]
fn nobody_makes_way_while_too_many_are_being_cleared() {
    run(|| {
        let [first, ..] = full();
        System::set_block_number(301);
        NextNetUid::<Test>::put(NetUid(1_000));
        let many = (500..).map(|netuid| Removal { netuid: NetUid(netuid), next_uid: 0 });
        let many = many.take(MAX_SUBNETS as usize).collect::<Vec<_>>();
        Removals::<Test>::put(BoundedVec::truncate_from(many));
        assert_noop!(come(), Error::<Test>::MaxRemovalsExceeded);
        assert_noop!(Subnets::dissolve(signed(ALICE), first), Error::<Test>::MaxRemovalsExceeded);
        Removals::<Test>::mutate(|removals| removals.pop());
        assert_ok!(come());
        assert!(Removals::<Test>::get().is_full());
    });
}

#[test]
fn there_are_never_more_subnets_than_may_be() {
    run(|| {
        for coldkey in 1..=12 {
            pass(300);
            subnet(coldkey);
            assert!(Active::<Test>::get().len() <= 4);
            check();
        }
        assert_eq!(SubnetRecords::<Test>::iter().count(), 4);
        assert_eq!(Subnets::active_netuids(), [9, 10, 11, 12].map(NetUid));
    });
}
