// SPDX-License-Identifier: Apache-2.0
//! How one owner hands a subnet over to another.

use crate::{mock::*, Error, Event, MIN_LOCK};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    subnets::{NetUid, Subnets as SubnetsTrait},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::TokenError;

/// A subnet of Alice, in which Bob has a neuron, offered to Bob.
fn offered() -> NetUid {
    let netuid = subnet(ALICE);
    neuron(netuid, BOB, hot(BOB));
    assert_ok!(Subnets::offer_ownership(signed(ALICE), netuid, Some(BOB)));
    netuid
}

fn accept(who: AccountId, netuid: NetUid) -> sp_runtime::DispatchResult {
    Subnets::accept_ownership(signed(who), netuid, hot(who))
}

#[test]
fn a_subnet_changes_hands_by_offer_and_acceptance() {
    run(|| {
        let netuid = offered();
        assert_eq!(events().last(), Some(&Event::OwnershipOffered { netuid, to: Some(BOB) }));
        let (alice, bob) = (free(ALICE), free(BOB));
        // Until it is accepted, nothing changes.
        assert_eq!((Subnets::owner(netuid), Subnets::owner_uid(netuid)), (Some(ALICE), Some(0)));
        assert_ok!(accept(BOB, netuid));
        let (old, new, hotkey, lock) = (ALICE, BOB, hot(BOB), MIN_LOCK);
        let expected = Event::OwnerChanged { netuid, old, new, hotkey, lock };
        assert_eq!(events().last(), Some(&expected));
        // The lock moved with it.
        assert_eq!((free(ALICE), locked(ALICE)), (alice + MIN_LOCK, 0));
        assert_eq!((free(BOB), locked(BOB)), (bob - MIN_LOCK, MIN_LOCK));
        // The new owner has the uid that it had.
        assert_eq!((Subnets::owner(netuid), Subnets::owner_uid(netuid)), (Some(BOB), Some(1)));
        assert_eq!(Subnets::uid_of(netuid, &hot(ALICE)), Some(0));
        assert_eq!(record(netuid).offered_to, None);
        assert_noop!(Subnets::dissolve(signed(ALICE), netuid), Error::<Test>::NotOwner);
        assert_noop!(accept(BOB, netuid), Error::<Test>::NotOffered);
    });
}

#[test]
fn a_new_owner_dissolves_by_the_age_of_the_subnet() {
    run(|| {
        let netuid = offered();
        assert_ok!(accept(BOB, netuid));
        System::set_block_number(1 + LIMITS.lock_period_blocks / 2);
        let bob = free(BOB);
        assert_ok!(Subnets::dissolve(signed(BOB), netuid));
        assert_eq!((free(BOB), locked(BOB)), (bob + MIN_LOCK / 2, 0));
    });
}

#[test]
fn an_offer_can_be_withdrawn_and_changed() {
    run(|| {
        let netuid = offered();
        let offer = |to| Subnets::offer_ownership(signed(ALICE), netuid, to);
        assert_ok!(offer(None));
        assert_eq!(events().last(), Some(&Event::OwnershipOffered { netuid, to: None }));
        assert_noop!(accept(BOB, netuid), Error::<Test>::NotOffered);
        assert_noop!(offer(None), Error::<Test>::OfferNotFound);
        assert_ok!(offer(Some(BOB)));
        assert_ok!(offer(Some(CHARLIE)));
        assert_noop!(accept(BOB, netuid), Error::<Test>::NotOffered);
    });
}

#[test]
fn only_the_owner_offers() {
    run(|| {
        let netuid = offered();
        let offer = |who, netuid| Subnets::offer_ownership(signed(who), netuid, Some(DAVE));
        assert_noop!(offer(BOB, netuid), Error::<Test>::NotOwner);
        assert_noop!(offer(hot(ALICE), netuid), Error::<Test>::NotOwner);
        assert_noop!(offer(ALICE, NetUid(9)), Error::<Test>::SubnetNotFound);
    });
}

#[test]
fn only_who_was_offered_a_subnet_accepts_it() {
    run(|| {
        let netuid = offered();
        neuron(netuid, CHARLIE, hot(CHARLIE));
        assert_noop!(accept(CHARLIE, netuid), Error::<Test>::NotOffered);
        assert_noop!(accept(ALICE, netuid), Error::<Test>::NotOffered);
        // The hotkey of who was offered it is not the coldkey.
        assert_noop!(
            Subnets::accept_ownership(signed(hot(BOB)), netuid, hot(BOB)),
            Error::<Test>::NotOffered
        );
        assert_noop!(accept(BOB, NetUid(9)), Error::<Test>::SubnetNotFound);
    });
}

#[test]
fn who_accepts_needs_a_neuron_of_its_own() {
    run(|| {
        let netuid = subnet(ALICE);
        assert_ok!(Subnets::offer_ownership(signed(ALICE), netuid, Some(BOB)));
        // None at all, one in another subnet, and somebody else's.
        assert_noop!(accept(BOB, netuid), Error::<Test>::NeuronNotFound);
        subnet(BOB);
        assert_noop!(accept(BOB, netuid), Error::<Test>::NeuronNotFound);
        assert_noop!(
            Subnets::accept_ownership(signed(BOB), netuid, hot(ALICE)),
            Error::<Test>::HotkeyOwnedByAnother
        );
        neuron(netuid, BOB, hot(BOB));
        assert_ok!(accept(BOB, netuid));
    });
}

#[test]
fn who_accepts_pays_the_lock() {
    run(|| {
        let netuid = offered();
        let gone = free(BOB) - MIN_LOCK - EXISTENTIAL_DEPOSIT + 1;
        assert_ok!(Balances::transfer_keep_alive(signed(BOB), DAVE, gone));
        assert_noop!(accept(BOB, netuid), TokenError::FundsUnavailable);
        assert_ok!(Balances::transfer_keep_alive(signed(DAVE), BOB, 1));
        assert_ok!(accept(BOB, netuid));
    });
}

#[test]
fn a_lock_that_a_former_coldkey_paid_goes_to_the_owner() {
    run(|| {
        // GIVEN that Alice locked, and handed everything over to Charlie, who offers it back to her
        let netuid = subnet(ALICE);
        hand_over(hot(ALICE), CHARLIE);
        let hotkey = 7_000;
        neuron(netuid, ALICE, hotkey);
        assert_ok!(Subnets::offer_ownership(signed(CHARLIE), netuid, Some(ALICE)));
        let alice = free(ALICE);
        assert_ok!(Subnets::accept_ownership(signed(ALICE), netuid, hotkey));
        // THEN Charlie is paid what was locked, and Alice locks again
        assert_eq!((free(CHARLIE), locked(CHARLIE)), (ENDOWMENT + MIN_LOCK, 0));
        assert_eq!((free(ALICE), locked(ALICE)), (alice - MIN_LOCK, MIN_LOCK));
    });
}

#[test]
fn an_owner_may_own_its_subnet_by_another_neuron() {
    run(|| {
        let (netuid, hotkey) = (subnet(ALICE), 7_000);
        assert_eq!(neuron(netuid, ALICE, hotkey), 1);
        assert_ok!(Subnets::offer_ownership(signed(ALICE), netuid, Some(ALICE)));
        // Not even for a moment is the lock needed twice.
        let gone = free(ALICE) - JOULE;
        assert_ok!(Balances::transfer_keep_alive(signed(ALICE), DAVE, gone));
        assert_ok!(Subnets::accept_ownership(signed(ALICE), netuid, hotkey));
        assert_eq!((Subnets::owner_uid(netuid), locked(ALICE)), (Some(1), MIN_LOCK));
    });
}

#[test]
fn an_offer_stands_when_the_owner_gets_another_coldkey() {
    run(|| {
        let netuid = offered();
        hand_over(hot(ALICE), CHARLIE);
        assert_ok!(accept(BOB, netuid));
        assert_eq!((free(CHARLIE), locked(ALICE)), (ENDOWMENT + MIN_LOCK, 0));
    });
}
