// SPDX-License-Identifier: Apache-2.0
//! How a subnet begins, and what that costs.

use crate::{
    default_parameters, mock::*, types::ActiveSubnet, Active, Error, Event, LastRegistration,
    NextNetUid, SubnetRecords, MIN_LOCK, START_PRICE,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::BurnReason,
    staking::Hotkeys,
    subnets::{NetUid, Subnets as SubnetsTrait},
    types::Balance,
    units::{EXISTENTIAL_DEPOSIT, JOULE, MILLIJOULE},
};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

fn register(coldkey: AccountId, max_lock: Balance) -> DispatchResult {
    let (hotkey, proof) = (hot(coldkey), proof_of(hot(coldkey), coldkey));
    Subnets::register_subnet(signed(coldkey), hotkey, max_lock, proof)
}

#[test]
fn a_subnet_is_registered_for_a_lock() {
    run(|| {
        assert_ok!(register(ALICE, MIN_LOCK));
        let (netuid, owner, hotkey, lock) = (NetUid(1), ALICE, hot(ALICE), MIN_LOCK);
        assert_eq!(events(), vec![Event::SubnetRegistered { netuid, owner, hotkey, lock }]);
        assert_eq!(Log::get(), vec![Told::Registered(netuid)]);
        assert_eq!((free(ALICE), locked(ALICE)), (ENDOWMENT - lock, lock));
        assert_eq!(Burned::get(), vec![]);

        let record = record(netuid);
        assert_eq!((record.owner_hotkey, record.depositor), (hotkey, ALICE));
        assert_eq!((record.registered_at, record.neurons, record.lock), (1, 1, lock));
        assert_eq!(record.price.price, START_PRICE);
        assert_eq!(parameters(netuid), default_parameters(LIMITS.tempo_default));
        let listed =
            ActiveSubnet { netuid, schedule: default_parameters(LIMITS.tempo_default).schedule() };
        assert_eq!(Active::<Test>::get().into_inner(), vec![listed]);
        // The owner's hotkey has uid 0.
        assert_eq!(Subnets::uid_of(netuid, &hotkey), Some(0));
        assert_eq!(Subnets::owner_uid(netuid), Some(0));
        assert_eq!(Subnets::owner(netuid), Some(ALICE));
        assert_eq!(Subnets::neurons(netuid)[0].registered_at, 1);
    });
}

#[test]
fn the_lock_doubles_with_each_registration_and_falls_over_time() {
    run(|| {
        assert_ok!(register(ALICE, ANY));
        pass(50);
        assert_ok!(register(BOB, ANY));
        // Twice 100, less a thousandth of 100 in each of 50 blocks.
        assert_eq!(locked(BOB), 195 * JOULE);
        pass(50);
        assert_ok!(register(CHARLIE, ANY));
        assert_eq!(locked(CHARLIE), 380_250 * MILLIJOULE);
        // After one period it is what the last one was, and after two the least.
        pass(1_000);
        assert_eq!(Subnets::registration().lock, 380_250 * MILLIJOULE);
        pass(999);
        assert_eq!(Subnets::registration().lock, MIN_LOCK);
        pass(1);
        assert_ok!(register(DAVE, MIN_LOCK));
        assert_eq!(locked(DAVE), MIN_LOCK);
    });
}

#[test]
fn subnets_of_the_genesis_block_do_not_raise_the_lock() {
    run_with(LIMITS, &[(ALICE, ALICE), (BOB, BOB)], || {
        assert_ok!(register(CHARLIE, MIN_LOCK));
        assert_eq!(record(NetUid(3)).lock, MIN_LOCK);
        pass(50);
        assert_noop!(register(DAVE, MIN_LOCK), Error::<Test>::LockTooHigh);
    });
}

#[test]
fn nobody_locks_more_than_it_allowed() {
    run(|| {
        subnet(ALICE);
        pass(50);
        assert_noop!(register(BOB, 195 * JOULE - 1), Error::<Test>::LockTooHigh);
        assert_noop!(register(BOB, 0), Error::<Test>::LockTooHigh);
        assert_ok!(register(BOB, 195 * JOULE));
    });
}

#[test]
fn a_subnet_can_be_registered_once_in_an_interval() {
    run(|| {
        assert_ok!(register(ALICE, ANY));
        assert_noop!(register(BOB, ANY), Error::<Test>::SubnetRegisteredTooRecently);
        pass(LIMITS.registration_interval_blocks - 1);
        assert_noop!(register(BOB, ANY), Error::<Test>::SubnetRegisteredTooRecently);
        pass(1);
        assert_ok!(register(BOB, ANY));
        assert_eq!(LastRegistration::<Test>::get(), Some(51));
    });
}

#[test]
fn who_cannot_pay_the_lock_registers_nothing() {
    run(|| {
        let leave = |rest: Balance| {
            let gone = free(ALICE) - rest;
            assert_ok!(Balances::transfer_keep_alive(signed(ALICE), DAVE, gone));
        };
        // The existential deposit is not part of what can be locked.
        leave(MIN_LOCK + EXISTENTIAL_DEPOSIT - 1);
        assert_noop!(register(ALICE, ANY), TokenError::FundsUnavailable);
        assert_noop!(register(9_999, ANY), TokenError::FundsUnavailable);
        // Not even the hotkey is bound.
        assert_eq!(TestHotkeys::coldkey_of(&hot(ALICE)), None);
        assert_ok!(Balances::transfer_keep_alive(signed(DAVE), ALICE, EXISTENTIAL_DEPOSIT));
        assert_ok!(register(ALICE, ANY));
    });
}

#[test]
fn a_lock_cannot_be_spent() {
    run(|| {
        subnet(ALICE);
        let all = free(ALICE);
        assert_noop!(
            Balances::transfer_allow_death(signed(ALICE), BOB, all + 1),
            TokenError::FundsUnavailable
        );
        assert_ok!(Balances::transfer_all(signed(ALICE), BOB, false));
        assert_eq!(locked(ALICE), MIN_LOCK);
    });
}

#[test]
fn who_runs_in_front_cannot_take_anothers_hotkey() {
    run(|| {
        // GIVEN that Dave saw Alice's registration in the pool, and sends its own first
        let take = |proof| Subnets::register_subnet(signed(DAVE), hot(ALICE), ANY, proof);
        let unsigned = DispatchError::Other("the hotkey did not sign");
        for proof in [proof_of(hot(ALICE), ALICE), proof_of(DAVE, DAVE), None] {
            assert_noop!(take(proof), unsigned);
        }
        // THEN Alice's is not hindered, and Dave never gets the hotkey
        assert_ok!(register(ALICE, ANY));
        pass(50);
        let owned = DispatchError::Other("the hotkey serves another");
        assert_noop!(take(proof_of(hot(ALICE), DAVE)), owned);
        assert_noop!(take(None), owned);
    });
}

#[test]
fn a_hotkey_may_own_several_subnets() {
    run(|| {
        let (one, other) = (subnet(ALICE), subnet(ALICE));
        assert_eq!((one, other), (NetUid(1), NetUid(2)));
        assert_eq!(locked(ALICE), record(one).lock + record(other).lock);
        for netuid in [one, other] {
            assert_eq!(Subnets::owner_uid(netuid), Some(0));
        }
        // Without a proof, too: it serves Alice already.
        pass(50);
        assert_ok!(Subnets::register_subnet(signed(ALICE), hot(ALICE), ANY, None));
    });
}

#[test]
fn numbers_run_out_rather_than_come_again() {
    run(|| {
        NextNetUid::<Test>::put(NetUid(u16::MAX));
        assert_noop!(register(ALICE, ANY), Error::<Test>::NetUidsExhausted);
        NextNetUid::<Test>::put(NetUid(u16::MAX - 1));
        assert_ok!(register(ALICE, ANY));
        assert!(SubnetRecords::<Test>::contains_key(NetUid(u16::MAX - 1)));
        pass(50);
        assert_noop!(register(BOB, ANY), Error::<Test>::NetUidsExhausted);
    });
}

#[test]
fn who_pumps_the_lock_pays_all_of_it() {
    run(|| {
        // GIVEN somebody who registers at every chance, to make it dear for others, and dissolves
        let issued = Balances::total_issuance();
        let mut paid = 0;
        for _ in 0..6 {
            let netuid = subnet(ALICE);
            paid += record(netuid).lock;
            assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        }
        // THEN each lock is gone that raised the price, and the next one costs as much again
        assert!(Subnets::registration().lock > paid / 2);
        assert_eq!((free(ALICE), locked(ALICE)), (ENDOWMENT - paid, 0));
        assert_eq!(Balances::total_issuance(), issued - paid);
        assert_eq!(Burned::get().len(), 6);
        assert!(Burned::get().iter().all(|(reason, _)| *reason == BurnReason::Registration));
    });
}
