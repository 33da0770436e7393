// SPDX-License-Identifier: Apache-2.0
//! How neurons enter a subnet, and what that costs.

use crate::{mock::*, Error, Event, Neurons, WeightInfo, START_PRICE};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::BurnReason,
    subnets::{NetUid, Subnets as SubnetsTrait},
    types::Balance,
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{DispatchError, DispatchResult, TokenError};

fn register(netuid: NetUid, coldkey: AccountId, max_price: Balance) -> DispatchResult {
    let (hotkey, proof) = (hot(coldkey), proof_of(hot(coldkey), coldkey));
    Subnets::register_neuron(signed(coldkey), netuid, hotkey, max_price, proof)
        .map(|_| ())
        .map_err(|failed| failed.error)
}

/// What a neuron costs now.
fn cost(netuid: NetUid) -> Balance {
    Subnets::describe(netuid).expect("it exists").registration_cost
}

#[test]
fn a_neuron_burns_the_price_and_gets_the_next_uid() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        System::reset_events();
        let (issued, price) = (Balances::total_issuance(), cost(netuid));
        assert_ok!(register(netuid, BOB, price));
        let expected = Event::NeuronRegistered {
            netuid,
            uid: 1,
            hotkey: hot(BOB),
            coldkey: BOB,
            replaced: None,
            price,
        };
        assert_eq!(events(), vec![expected]);
        assert_eq!(free(BOB), ENDOWMENT - price);
        assert_eq!(Balances::total_issuance(), issued - price);
        assert_eq!(Burned::get(), vec![(BurnReason::Registration, price)]);
        assert_eq!(Subnets::uid_of(netuid, &hot(BOB)), Some(1));
        assert_eq!(Subnets::neuron_count(netuid), 2);
        let slots = Neurons::<Test>::get(netuid);
        assert_eq!((slots[1].hotkey, slots[1].registered_at), (hot(BOB), 2));
        // Nobody made way.
        assert_eq!(Log::get(), vec![Told::Registered(netuid)]);
    });
}

#[test]
fn the_price_rises_with_each_neuron_and_falls_over_time() {
    run(|| {
        let netuid = subnet(ALICE);
        assert_eq!(cost(netuid), START_PRICE);
        pass(720);
        let half = cost(netuid);
        assert!((START_PRICE * 499 / 1_000..=START_PRICE / 2).contains(&half));
        assert_ok!(register(netuid, BOB, half));
        assert_eq!(cost(netuid), half * 126 / 100);
        // It falls from there by the same half-life, and not below the least.
        pass(720);
        let again = cost(netuid);
        assert!((half * 628 / 1_000..=half * 63 / 100).contains(&again));
        pass(1_000_000);
        assert_eq!(cost(netuid), parameters(netuid).burn.min);
    });
}

#[test]
fn the_price_stays_at_its_highest() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        change(netuid, |record| record.price.price = 99 * JOULE);
        change(netuid, |record| record.price.at = 2);
        assert_eq!(cost(netuid), 99 * JOULE);
        assert_ok!(register(netuid, BOB, ANY));
        assert_eq!(cost(netuid), 100 * JOULE);
    });
}

#[test]
fn nobody_pays_more_than_it_allowed() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(10);
        let price = cost(netuid);
        assert_noop!(register(netuid, BOB, 0), Error::<Test>::PriceTooHigh);
        assert_noop!(register(netuid, BOB, price - 1), Error::<Test>::PriceTooHigh);
        assert_ok!(register(netuid, BOB, price));
    });
}

#[test]
fn one_neuron_enters_a_subnet_in_a_block() {
    run(|| {
        let netuid = subnet(ALICE);
        let other = subnet(BOB);
        // Its owner entered in this one.
        assert_noop!(register(other, CHARLIE, ANY), Error::<Test>::NeuronRegisteredTooRecently);
        pass(1);
        assert_ok!(register(netuid, CHARLIE, ANY));
        assert_noop!(register(netuid, DAVE, ANY), Error::<Test>::NeuronRegisteredTooRecently);
        // Another subnet is not concerned.
        assert_ok!(register(other, DAVE, ANY));
        pass(1);
        assert_ok!(register(netuid, DAVE, ANY));
    });
}

#[test]
fn a_hotkey_enters_a_subnet_once() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        assert_noop!(register(netuid, ALICE, ANY), Error::<Test>::NeuronAlreadyExists);
        assert_ok!(register(netuid, BOB, ANY));
        pass(1);
        assert_noop!(register(netuid, BOB, ANY), Error::<Test>::NeuronAlreadyExists);
        // And as many subnets as it likes.
        let other = subnet(CHARLIE);
        pass(1);
        assert_ok!(register(other, BOB, ANY));
        assert_eq!(Subnets::uid_of(other, &hot(BOB)), Some(1));
    });
}

#[test]
fn a_closed_subnet_takes_nobody() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        set(netuid, |parameters| parameters.registration_open = false);
        assert_noop!(register(netuid, BOB, ANY), Error::<Test>::RegistrationClosed);
        // Not even its owner's.
        let by_owner = || {
            let proof = proof_of(7_000, ALICE);
            Subnets::register_neuron(signed(ALICE), netuid, 7_000, ANY, proof)
        };
        assert_noop!(by_owner(), Error::<Test>::RegistrationClosed);
        set(netuid, |parameters| parameters.registration_open = true);
        assert_ok!(by_owner());
    });
}

#[test]
fn there_is_no_neuron_without_a_subnet() {
    run(|| {
        for netuid in [0, 1, u16::MAX].map(NetUid) {
            assert_noop!(register(netuid, BOB, ANY), Error::<Test>::SubnetNotFound);
        }
    });
}

#[test]
fn who_cannot_pay_enters_nowhere() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        let price = cost(netuid);
        let gone = free(BOB) - price - EXISTENTIAL_DEPOSIT + 1;
        assert_ok!(Balances::transfer_keep_alive(signed(BOB), DAVE, gone));
        assert_noop!(register(netuid, BOB, ANY), TokenError::FundsUnavailable);
        assert_ok!(Balances::transfer_keep_alive(signed(DAVE), BOB, 1));
        assert_ok!(register(netuid, BOB, ANY));
        assert_eq!(free(BOB), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn who_runs_in_front_cannot_enter_with_anothers_hotkey() {
    run(|| {
        let netuid = subnet(ALICE);
        pass(1);
        let take = |proof| Subnets::register_neuron(signed(DAVE), netuid, hot(BOB), ANY, proof);
        let unsigned = DispatchError::Other("the hotkey did not sign");
        for proof in [proof_of(hot(BOB), BOB), proof_of(DAVE, DAVE), None] {
            assert_noop!(take(proof), unsigned);
        }
        assert_ok!(register(netuid, BOB, ANY));
        let other = subnet(CHARLIE);
        pass(1);
        let owned = DispatchError::Other("the hotkey serves another");
        let elsewhere = |proof| Subnets::register_neuron(signed(DAVE), other, hot(BOB), ANY, proof);
        assert_noop!(elsewhere(proof_of(hot(BOB), DAVE)), owned);
        assert_noop!(elsewhere(None), owned);
    });
}

#[test]
fn a_replaced_hotkey_never_comes_back() {
    run(|| {
        let netuid = subnet(ALICE);
        neuron(netuid, BOB, hot(BOB));
        swap(hot(BOB), 7_000);
        pass(1);
        let retired = DispatchError::Other("the hotkey is retired");
        assert_noop!(register(netuid, BOB, ANY), retired);
    });
}

#[test]
fn a_neuron_costs_what_the_table_takes() {
    run(|| {
        let netuid = subnet(ALICE);
        fill(netuid, 20);
        pass(1);
        let proof = proof_of(hot(BOB), BOB);
        let paid = Subnets::register_neuron(signed(BOB), netuid, hot(BOB), ANY, proof);
        let weight = paid.expect("it may be registered").actual_weight;
        assert_eq!(weight, Some(<() as WeightInfo>::register_neuron(20)));
    });
}
