// SPDX-License-Identifier: Apache-2.0
//! The price of JOULE as the runtime has it.

use super::*;
use crate::{
    configs::price::ElectedPools, Oracle, Price, RuntimeCall, RuntimeEvent, Session, Staking,
};
use codec::Encode;
use frame_support::{
    assert_noop, assert_ok,
    traits::{Authorize, Hooks},
    BoundedVec,
};
use joule_primitives::{
    price::{
        feed_message, feeder_proof, Dollars, FeedMembers, FeederKey, FeederSignature, Health,
        Price as PriceOf, PriceOfJoule,
    },
    root::StakePools,
};
use pallet_joule_price::{Asset, Call, Error, Members, Seats};
use sp_runtime::{
    traits::Dispatchable,
    transaction_validity::{InvalidTransaction, TransactionSource},
};

/// The time of the blocks of these tests.
const NOW: u64 = 1_800_000_000_000;

/// The key that feeds for `who`.
fn key(who: Sr25519Keyring) -> FeederKey {
    who.public().into()
}

/// Lets `who` set it.
pub fn set_key(who: Sr25519Keyring) {
    let message = feeder_proof(&System::block_hash(0), &account(who));
    let proof: FeederSignature = who.pair().sign(&message).into();
    assert_ok!(Price::set_feeder_key(signed(who), key(who), proof));
}

/// Begins the block after one in which a session started.
pub fn seat() {
    let next = System::block_number() + 1;
    System::set_block_number(next);
    Price::on_initialize(next);
}

/// What `who` says a JOULE costs.
pub fn feed_call(who: Sr25519Keyring, price: Dollars) -> RuntimeCall {
    let at = System::block_number() - 1;
    let message = feed_message(&System::block_hash(0), price, at);
    let signature = who.pair().sign(&message).into();
    Call::<Runtime>::feed { key: key(who), price, at, signature }.into()
}

#[test]
fn a_joule_is_a_dollar_on_chains_of_well_known_keys() {
    for name in [networks::DEVELOPMENT, networks::LOCAL] {
        run_preset(name, || {
            let one = Dollars::from_u32(1);
            assert_eq!(Price::price(), PriceOf::administered(one, 0), "{name}");
        });
    }
    for name in [networks::TESTNET, networks::MAINNET] {
        assert_eq!(genesis_of(name)["price"]["administered"], Value::Null, "{name}");
    }
}

#[test]
fn a_genesis_sets_a_price_that_can_be() {
    let mut config = genesis_of(networks::DEVELOPMENT);
    config["price"]["administered"] = "999999999999".into();
    sp_io::TestExternalities::default().execute_with(|| {
        let refusal = networks::build(config.to_string().as_bytes()).expect_err("it is too low");
        assert!(refusal.contains("price.administered"), "{refusal}");
    });
}

#[test]
fn the_validators_in_office_feed_the_price() {
    use Sr25519Keyring::{Alice, Bob, Charlie};

    run_local(|| {
        pallet_timestamp::Now::<Runtime>::put(NOW);
        seat();
        let pools = Session::validators();
        let pools = pools.iter().filter_map(<Staking as StakePools<AccountId>>::pool_of);
        assert_eq!(Seats::<Runtime>::get().into_inner(), pools.collect::<Vec<_>>());
        assert_eq!(ElectedPools::largest(2).len(), 2);
        let members = [Alice, Bob, Charlie];
        members.into_iter().for_each(set_key);
        assert_eq!(Members::<Runtime>::get().len(), 3);
        System::set_block_number(5);
        for who in members {
            let call = feed_call(who, Dollars::from_u32(3));
            assert!(call.authorize(TransactionSource::InBlock).is_some_and(|valid| valid.is_ok()));
            assert_ok!(call.dispatch(frame_system::RawOrigin::Authorized.into()));
        }
        assert_ok!(Price::set_administered_price(RuntimeOrigin::root(), None));
        let price = Price::price();
        assert_eq!((price.spot, price.health), (Dollars::from_u32(3), Health::Healthy));

        // The set is the same in the next session.
        Session::rotate_session();
        seat();
        assert_eq!(Members::<Runtime>::get().len(), 3);
    });
}

#[test]
fn who_does_not_validate_sets_no_key() {
    run(|| {
        let message = feeder_proof(&System::block_hash(0), &bob());
        let proof: FeederSignature = Sr25519Keyring::Bob.pair().sign(&message).into();
        assert_noop!(
            Price::set_feeder_key(RuntimeOrigin::signed(bob()), key(Sr25519Keyring::Bob), proof),
            Error::<Runtime>::ValidatorNotFound
        );
    });
}

#[test]
fn the_call_of_the_oracle_is_closed() {
    run(|| {
        set_key(Sr25519Keyring::Alice);
        let values = BoundedVec::truncate_from(vec![(Asset::Joule, Dollars::from_u32(9))]);
        let call: RuntimeCall = pallet_oracle::Call::feed_values { values }.into();
        let refused = call.clone().dispatch(RuntimeOrigin::signed(alice()));
        let error = refused.expect_err("the filter refuses it").error;
        assert_eq!(error, frame_system::Error::<Runtime>::CallFiltered.into());
        // Root may, and has no voice.
        assert_ok!(call.dispatch(RuntimeOrigin::root()));
        assert_eq!(Oracle::get(&Asset::Joule), None);
    });
}

#[test]
fn a_price_is_small_and_only_feeless() {
    run(|| {
        pallet_timestamp::Now::<Runtime>::put(NOW);
        seat();
        set_key(Sr25519Keyring::Alice);
        System::set_block_number(5);
        let call = feed_call(Sr25519Keyring::Alice, Dollars::from_u32(3));
        assert_eq!(call.encoded_size(), 2 + 32 + 16 + 4 + 64);
        let refused = call.clone().dispatch(RuntimeOrigin::signed(alice()));
        assert!(refused.is_err());
        assert_ok!(call.clone().dispatch(frame_system::RawOrigin::Authorized.into()));
        let again = call.authorize(TransactionSource::External).expect("it is feeless");
        assert_eq!(again.map(|_| ()), Err(InvalidTransaction::Stale.into()));
        let changed = |event: &RuntimeEvent| {
            matches!(event, RuntimeEvent::Price(pallet_joule_price::Event::PriceChanged { .. }))
        };
        assert!(System::events().iter().any(|record| changed(&record.event)));
    });
}
