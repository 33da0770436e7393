// SPDX-License-Identifier: Apache-2.0
//! What a validator's node does after a block.

mod web;

use crate::{mock::*, offchain::FEED_EVERY_MS, Call};
use codec::Decode;
use frame_support::{
    assert_ok,
    traits::{Authorize, Hooks},
};
use joule_primitives::price::{
    sources::{PriceSource, PriceSources, PRICE_SOURCES_STORAGE_KEY},
    Dollars, FeederKey, FEEDER_KEY_TYPE,
};
use sp_core::offchain::StorageKind;
use sp_keystore::Keystore;
use sp_runtime::{testing::TestXt, traits::Dispatchable, transaction_validity::TransactionSource};
use web::{Answer, Node};

/// The sources of these tests.
const SOURCES: [&str; 3] =
    ["https://a.org/p?key=secret#/usd", "http://b.org#/0/last", "http://c.org"];

/// Answers of all three that say prices so near to each other, in dollars.
fn answers(prices: [&str; 3]) -> Vec<Answer> {
    vec![
        Answer::json(&format!("{{\"eur\": 7, \"usd\": {}}}", prices[0])),
        Answer::json(&format!("[{{\"last\": \"{}\"}}, 1]", prices[1])),
        Answer::json(prices[2]),
    ]
}

/// Gives the node its sources.
fn name(sources: &[&str]) {
    let sources = sources.iter().map(|source| source.parse::<PriceSource>());
    let sources = sources.collect::<Result<Vec<_>, _>>().expect("they are sources");
    let bytes = PriceSources::new(sources).expect("they are some").to_bytes();
    let key = PRICE_SOURCES_STORAGE_KEY;
    sp_io::offchain::local_storage_set(StorageKind::PERSISTENT, key, &bytes);
}

/// Runs `test` on the node of the members 0 and 30, of a session of four, that has three sources.
fn run_node(test: impl FnOnce(&Node)) {
    let mut chain = genesis(None);
    let node = Node::join(&mut chain);
    for pool in [0, 30] {
        let seed = sp_core::bytes::to_hex(&[pool; 32], false);
        node.keystore.sr25519_generate_new(FEEDER_KEY_TYPE, Some(&seed)).expect("it is a seed");
    }
    chain.execute_with(|| {
        begin_chain();
        set_keys([0, 1, 2, 3, 30]);
        seat(0..4);
        pass(MINUTE);
        name(&SOURCES);
        test(&node);
        check();
    });
}

/// What the node does after this block, and the calls that it sends.
fn after_block(node: &Node) -> Vec<Call<Test>> {
    Price::offchain_worker(now());
    node.sent().into_iter().map(|bytes| call_in(&bytes)).collect()
}

/// The call of a transaction that nobody signed.
fn call_in(bytes: &[u8]) -> Call<Test> {
    let transaction = Xt::decode(&mut &bytes[..]).expect("it is a transaction");
    assert!(!transaction.is_signed());
    let TestXt { function: RuntimeCall::Price(call), .. } = transaction else {
        panic!("another pallet's call")
    };
    call
}

/// The prices of such calls, in their order.
fn prices(calls: &[Call<Test>]) -> Vec<(FeederKey, Dollars)> {
    let said = |call: &Call<Test>| match call {
        Call::feed { key, price, .. } => (key.clone(), *price),
        _ => panic!("another call"),
    };
    calls.iter().map(said).collect()
}

/// Takes what the node sent into the next block.
fn include(calls: Vec<Call<Test>>) {
    pass(SLOT_MS);
    for call in calls {
        let call = RuntimeCall::from(call);
        let authorized = call.authorize(TransactionSource::Local).expect("the call is feeless");
        assert_ok!(authorized);
        assert_ok!(call.dispatch(frame_system::RawOrigin::Authorized.into()));
    }
}

#[test]
fn the_node_of_a_member_feeds_what_its_sources_agree_on() {
    run_node(|node| {
        node.expect(answers(["2.5", "2.51", "2.49"]));
        let calls = after_block(node);
        assert_eq!(prices(&calls), [(key(0), milli(2_500))]);
        assert_eq!(node.asked(), ["https://a.org/p?key=secret", "http://b.org", "http://c.org"]);
        include(calls);
        assert_eq!(kept_of(0), Some(milli(2_500)));
    });
}

#[test]
fn it_feeds_once_in_a_minute() {
    run_node(|node| {
        node.expect(answers(["2", "2", "2"]));
        include(after_block(node));
        assert_eq!(node.asked().len(), 3);
        let mut waited = 0;
        while waited + SLOT_MS < FEED_EVERY_MS {
            pass(SLOT_MS);
            node.wait(SLOT_MS);
            waited += SLOT_MS;
            assert_eq!(after_block(node), []);
            assert!(node.asked().is_empty(), "nothing is due");
        }
        pass(SLOT_MS);
        node.wait(SLOT_MS);
        node.expect(answers(["2.1", "2.1", "2.1"]));
        let calls = after_block(node);
        assert_eq!(prices(&calls), [(key(0), milli(2_100))]);
        include(calls);
    });
}

#[test]
fn two_runs_at_a_time_ask_once() {
    run_node(|node| {
        node.expect(answers(["2", "2", "2"]));
        assert_eq!(after_block(node).len(), 1);
        assert_eq!(after_block(node), [], "the block before is still worked for");
        assert_eq!(node.asked().len(), 3);
        // What was sent got lost: it asks again, but not at once.
        pass(20_000);
        node.wait(20_000 + 1);
        node.expect(answers(["3", "3", "3"]));
        assert_eq!(prices(&after_block(node)), [(key(0), dollars(3))]);
    });
}

#[test]
fn a_node_without_sources_or_a_seat_asks_nobody() {
    run_node(|node| {
        let key = PRICE_SOURCES_STORAGE_KEY;
        sp_io::offchain::local_storage_clear(StorageKind::PERSISTENT, key);
        assert_eq!(after_block(node), []);
        sp_io::offchain::local_storage_set(StorageKind::PERSISTENT, key, b"damaged");
        assert_eq!(after_block(node), []);
        name(&SOURCES);
        seat(1..4);
        assert_eq!(after_block(node), []);
        assert!(node.asked().is_empty());
        // With both of its keys in office it feeds for both.
        seat([0, 1, 30]);
        node.expect(answers(["2", "2", "2"]));
        let mut said = prices(&after_block(node));
        said.sort();
        let mut expected =
            vec![(crate::mock::key(0), dollars(2)), (crate::mock::key(30), dollars(2))];
        expected.sort();
        assert_eq!(said, expected);
    });
}

#[test]
fn sources_that_fail_are_left_out() {
    for bad in [
        Answer::Status(429),
        Answer::Slow,
        Answer::Unfinished,
        Answer::Broken,
        Answer::json("no JSON"),
        Answer::json("{\"eur\": 2.5}"),
        Answer::json("{\"usd\": null}"),
        Answer::json("{\"usd\": {\"usd\": 2.5}}"),
        Answer::json("{\"usd\": -2.5}"),
        Answer::json("{\"usd\": 0}"),
        Answer::json("{\"usd\": 1e30}"),
        Answer::json("{\"usd\": \"2.5 USD\"}"),
        Answer::json(&format!("{{\"usd\": 2.5, \"more\": \"{}\"}}", "x".repeat(64 * 1_024))),
        Answer::json(&"[".repeat(10_000)),
        Answer::Bytes(vec![0xff; 9]),
        Answer::Bytes(Vec::new()),
    ] {
        run_node(|node| {
            let mut all = answers(["1", "2.51", "2.49"]);
            all[0] = bad.clone();
            node.expect(all);
            assert_eq!(prices(&after_block(node)), [(key(0), milli(2_510))], "{bad:?}");
        });
    }
}

#[test]
fn no_source_takes_the_time_of_those_after_it() {
    run_node(|node| {
        name(&["http://a.org", "http://b.org", "http://c.org", "http://d.org", "http://e.org"]);
        let two = || Answer::json("2");
        node.expect(vec![Answer::Slow, Answer::Unfinished, two(), two(), two()]);
        assert_eq!(prices(&after_block(node)), [(key(0), dollars(2))]);
    });
}

#[test]
fn a_clock_that_was_ahead_keeps_nobody_from_asking() {
    run_node(|node| {
        node.wait(365 * 24 * HOUR);
        node.expect(answers(["2", "2", "2"]));
        assert_eq!(after_block(node).len(), 1);
        node.turn_back(365 * 24 * HOUR);
        node.expect(answers(["2", "2", "2"]));
        assert_eq!(after_block(node).len(), 1);
        assert_eq!(after_block(node), [], "it has just asked");
    });
}

#[test]
fn more_than_half_of_the_sources_must_answer() {
    run_node(|node| {
        let mut all = answers(["2", "2", "2"]);
        all[1] = Answer::Slow;
        all[2] = Answer::Status(500);
        node.expect(all);
        assert_eq!(after_block(node), []);
        // One of one is all.
        node.wait(MINUTE);
        name(&["http://c.org"]);
        node.expect(vec![Answer::json("2")]);
        assert_eq!(prices(&after_block(node)), [(key(0), dollars(2))]);
        // One of two is not more than half.
        node.wait(MINUTE);
        name(&["http://c.org", "http://d.org"]);
        node.expect(vec![Answer::json("2"), Answer::Broken]);
        assert_eq!(after_block(node), []);
    });
}

#[test]
fn a_price_far_from_the_last_one_is_not_fed() {
    for (says, is_fed) in
        [("20", true), ("20.1", false), ("0.2", true), ("0.19", false), ("2000000", false)]
    {
        run_node(|node| {
            feed_all(0..4, dollars(2));
            pass(MINUTE);
            node.expect(answers([says, says, says]));
            assert_eq!(after_block(node).len(), usize::from(is_fed), "{says}");
            // After a day the last price says nothing any more.
            pass(24 * HOUR);
            node.wait(24 * HOUR);
            node.expect(answers([says, says, says]));
            assert_eq!(after_block(node).len(), 1, "{says}");
        });
    }
}

#[test]
fn four_nodes_make_a_price() {
    run_node(|node| {
        feed_all(1..3, milli(1_990));
        node.expect(answers(["2", "2.01", "1.99"]));
        include(after_block(node));
        assert_eq!(spot(), milli(1_990));
        assert_eq!(price().as_of, time() - SLOT_MS);
    });
}
