// SPDX-License-Identifier: Apache-2.0
//! What is left of removed subnets is cleared in steps, whatever the blocks have room for.

use crate::{
    mock::*,
    types::{Ip, Removal},
    Endpoint, Endpoints, Event, Identity, Neurons, Removals, Uids, WeightInfo,
};
use frame_support::{assert_ok, weights::Weight};
use joule_primitives::subnets::{NetUid, Uid};

/// A subnet with so many neurons and everything that a subnet can have.
fn rich_subnet(coldkey: AccountId, neurons: Uid) -> NetUid {
    let netuid = subnet(coldkey);
    fill(netuid, neurons);
    let ip = Ip::V4([10, 0, 0, 1]);
    let (port, protocol, certificate, metrics_port) = (8_091, 0, None, None);
    let endpoint = Endpoint { ip, port, protocol, certificate, metrics_port };
    for uid in 0..neurons {
        assert_ok!(Subnets::serve(signed(hotkey_at(netuid, uid)), netuid, Some(endpoint)));
    }
    assert_ok!(Subnets::set_identity(signed(coldkey), netuid, Some(Identity::default())));
    assert_ok!(Subnets::offer_ownership(signed(coldkey), netuid, Some(BOB)));
    netuid
}

/// What a step of so many slots costs.
fn budget(slots: u64) -> Weight {
    let (once, each) = (<() as WeightInfo>::clear_subnet(), <() as WeightInfo>::clear_slot());
    once.saturating_add(each.saturating_mul(slots))
}

fn less(weight: Weight) -> Weight {
    weight.saturating_sub(Weight::from_parts(1, 0))
}

#[test]
fn nothing_is_left_of_a_subnet_once_it_is_cleared() {
    run(|| {
        // GIVEN a chain with one subnet, and another one that comes and goes
        subnet(ALICE);
        let before = keys();
        let netuid = rich_subnet(BOB, 20);
        assert_ok!(Subnets::dissolve(signed(BOB), netuid));
        assert!(keys().len() > before.len() + 40);
        // WHEN blocks have room for no more than three slots each
        for cleared in [3, 6, 9, 12, 15, 18] {
            let used = idle(budget(3));
            assert_eq!(used, budget(3));
            let removal = Removal { netuid, next_uid: cleared };
            assert_eq!(Removals::<Test>::get().into_inner(), vec![removal]);
            assert_eq!(Endpoints::<Test>::iter_prefix(netuid).count(), 20 - usize::from(cleared));
            check();
        }
        assert_eq!(idle(budget(3)), budget(2));
        // THEN nothing is left at the end, and others were told of every slot once
        assert_eq!(keys(), before);
        assert_eq!(events().last(), Some(&Event::SubnetCleared { netuid }));
        let slots = (0..20).map(|uid| Told::SlotCleared(netuid, uid));
        let told = [Told::Removed(netuid)].into_iter().chain(slots).chain([Told::Cleared(netuid)]);
        assert_eq!(Log::get()[2..], told.collect::<Vec<_>>());
        assert_eq!(idle(Weight::MAX), Weight::zero());
    });
}

#[test]
fn a_block_without_room_clears_nothing() {
    run(|| {
        let netuid = rich_subnet(ALICE, 5);
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        let before = state();
        for limit in [Weight::zero(), budget(0), less(budget(1))] {
            assert_eq!(idle(limit), Weight::zero());
            assert_eq!(state(), before);
        }
        // One slot fits, however small the room is.
        assert_eq!(idle(budget(1)), budget(1));
        assert_eq!(Removals::<Test>::get()[0].next_uid, 1);
        assert_eq!(idle(less(budget(3))), budget(2));
        assert_eq!(Removals::<Test>::get()[0].next_uid, 3);
    });
}

#[test]
fn clearing_never_takes_more_than_a_block_has_left() {
    run(|| {
        let netuid = rich_subnet(ALICE, 30);
        let other = rich_subnet(BOB, 7);
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        assert_ok!(Subnets::dissolve(signed(BOB), other));
        for part in 1u64.. {
            let limit = Weight::from_parts(part.saturating_mul(317_000_000), u64::MAX);
            assert!(idle(limit).all_lte(limit));
            check();
            if Removals::<Test>::get().is_empty() {
                break;
            }
        }
        assert_eq!(Uids::<Test>::iter().count() + Neurons::<Test>::iter().count(), 0);
    });
}

#[test]
fn who_was_removed_first_is_cleared_first() {
    run(|| {
        let (first, second) = (rich_subnet(ALICE, 3), rich_subnet(BOB, 3));
        assert_ok!(Subnets::dissolve(signed(BOB), second));
        assert_ok!(Subnets::dissolve(signed(ALICE), first));
        assert_eq!(idle(budget(2)), budget(2));
        let left =
            [Removal { netuid: second, next_uid: 2 }, Removal { netuid: first, next_uid: 0 }];
        assert_eq!(Removals::<Test>::get().into_inner(), left);
        // What is left of the room of a block goes to the next one.
        assert_eq!(idle(budget(1).saturating_add(budget(1))), budget(1).saturating_add(budget(1)));
        let removal = Removal { netuid: first, next_uid: 1 };
        assert_eq!(Removals::<Test>::get().into_inner(), vec![removal]);
        // All of it is cleared at once if there is room for all.
        idle(Weight::MAX);
        assert!(keys().iter().all(|key| *key != Removals::<Test>::hashed_key().to_vec()));
    });
}

#[test]
fn a_hotkey_works_elsewhere_while_its_subnet_is_cleared() {
    run(|| {
        let (gone, other) = (subnet(ALICE), subnet(BOB));
        neuron(gone, CHARLIE, hot(CHARLIE));
        assert_ok!(Subnets::dissolve(signed(ALICE), gone));
        assert_eq!(neuron(other, CHARLIE, hot(CHARLIE)), 1);
        assert_eq!(neuron(other, ALICE, hot(ALICE)), 2);
        check();
        idle(Weight::MAX);
        assert_eq!(Uids::<Test>::get(hot(CHARLIE), other), Some(1));
        assert_eq!(Uids::<Test>::iter_prefix(hot(ALICE)).collect::<Vec<_>>(), vec![(other, 2)]);
    });
}
