// SPDX-License-Identifier: Apache-2.0
//! What registering costs: against `vectors/yuma.json`, and against who drives the price up.

use joule_math::registration::{BurnPrice, BurnTerms, LockPrice, LockTerms};
use proptest::prelude::*;
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;

const JOULE: u128 = 1_000_000_000_000;
const CAP: u128 = 21_000_000 * JOULE;
/// 100 JOULE, which fall in 14 days.
const LOCK: LockTerms = LockTerms { min: 100 * JOULE, interval: 201_600 };
/// Blocks between two registrations of subnets: twelve hours.
const SLOT: u32 = 7_200;
/// What a subnet begins with.
const BURN: BurnTerms =
    BurnTerms { min: JOULE / 2_000, max: 100 * JOULE, half_life: 720, step_ppm: 1_260_000 };

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    inputs: Value,
    expected: Value,
}

fn vector(id: &str) -> Vector {
    let file: File = serde_json::from_str(include_str!("vectors/yuma.json"))
        .expect("the vectors are valid JSON");
    file.vectors.into_iter().find(|vector| vector.id == id).expect("the vectors hold this case")
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("the vectors have this form")
}

/// The terms of a vector, whose highest price is none.
fn burn_terms(inputs: &Value) -> BurnTerms {
    BurnTerms {
        min: read(&inputs["min"]),
        max: u64::MAX.into(),
        half_life: read(&inputs["half_life"]),
        step_ppm: read::<u32>(&inputs["mult"]) * 1_000_000,
    }
}

#[test]
fn the_lock_moves_as_in_the_vectors() {
    let Vector { inputs, expected, .. } = vector("lock_cost");
    let terms =
        LockTerms { min: read(&inputs["min_lock"]), interval: read(&inputs["interval_blocks"]) };
    let actions: Vec<String> = read(&inputs["actions"]);
    let expected: Vec<Option<u128>> = read(&expected);
    assert_eq!(actions.len(), expected.len());
    let mut price = LockPrice::default();
    for (action, expected) in actions.iter().zip(expected) {
        let (verb, block) = action.split_once('@').expect("an action names its block");
        let now = block.parse().expect("it names it by a number");
        match verb {
            "reg" => price = price.after(terms, now),
            "" => {}
            other => panic!("the vectors hold an action this test does not know: {other}"),
        }
        // What the next registration in this block would take.
        if let Some(expected) = expected {
            assert_eq!(price.cost(terms, now), expected, "{action}");
        }
    }
}

#[test]
fn a_registration_raises_the_burn_and_the_next_block_lowers_it_as_in_the_vectors() {
    let Vector { inputs, expected, .. } = vector("burn_decay");
    assert_eq!(inputs["max"], "u64::MAX");
    let terms = burn_terms(&inputs);
    let price = BurnPrice { price: read(&inputs["start"]), at: 5 }.after(terms, 5);
    assert_eq!(price.price, read::<u128>(&expected["after_registration"]));
    assert_eq!(price.cost(terms, 6), read::<u128>(&expected["next_block"]));
}

#[test]
fn the_burn_halves_in_every_half_life_as_in_the_vectors() {
    let Vector { inputs, expected, .. } = vector("burn_half_life");
    let terms = burn_terms(&inputs);
    let price = BurnPrice { price: read(&inputs["start"]), at: 0 };
    let halved: u128 = read(&expected["after_2_blocks"]);
    assert_eq!(price.cost(terms, 2), halved);
    assert_eq!(price.cost(terms, 4), read::<u128>(&expected["after_4_blocks"]));
    // A step of one leaves the price where it is, and it falls on from there.
    let touched = price.after(terms, 2);
    assert_eq!(touched, BurnPrice { price: halved, at: 2 });
    assert_eq!(touched.cost(terms, 4), read::<u128>(&expected["after_4_blocks"]));
}

#[test]
fn the_first_subnets_take_the_least_lock() {
    for now in [0, 1, SLOT, u32::MAX] {
        assert_eq!(LockPrice::default().cost(LOCK, now), LOCK.min);
    }
    // What the genesis locked is not doubled, however many subnets it registered.
    let mut price = LockPrice::default();
    for _ in 0..5 {
        price = price.after(LOCK, 0);
        assert_eq!(price, LockPrice { last: LOCK.min, at: 0 });
    }
    assert_eq!(price.cost(LOCK, 1), LOCK.min);
}

#[test]
fn the_last_lock_is_doubled_unless_it_was_locked_in_block_zero() {
    let last = 300 * JOULE;
    assert_eq!(LockPrice { last, at: 0 }.cost(LOCK, 0), last);
    for at in [1, SLOT, u32::MAX] {
        assert_eq!(LockPrice { last, at }.cost(LOCK, at), 2 * last);
    }
    // From there it falls by as much in each block.
    let per_block = last / u128::from(LOCK.interval);
    assert_eq!(LockPrice { last, at: 7 }.cost(LOCK, 1_007), 2 * last - 1_000 * per_block);
    assert_eq!(LockPrice { last, at: 0 }.cost(LOCK, 1_000), last - 1_000 * per_block);
}

#[test]
fn who_registers_in_every_slot_nearly_doubles_the_lock_each_time() {
    let mut price = LockPrice::default();
    let mut locks = Vec::new();
    for slot in 1..=7 {
        price = price.after(LOCK, slot * SLOT);
        locks.push(price.last / JOULE);
    }
    assert_eq!(locks, [100, 196, 385, 757, 1_488, 2_924, 5_744]);
    assert_eq!(price.last, 5_744_178_788_377_600);
    // One more after seven days takes 1.5 times the last one: the lock stays up only for who locks
    // more each time.
    let later = 7 * SLOT + LOCK.interval / 2;
    assert_eq!(price.cost(LOCK, later) / JOULE, 8_616);
    // Left alone, it is back at the least one in less than 28 days.
    assert_eq!(price.cost(LOCK, 7 * SLOT + 2 * LOCK.interval), LOCK.min);
}

#[test]
fn an_interval_of_zero_counts_as_one() {
    let terms = LockTerms { min: 5, interval: 0 };
    let price = LockPrice { last: 100, at: 9 };
    assert_eq!(price.cost(terms, 9), 200);
    assert_eq!(price.cost(terms, 10), 100);
    assert_eq!(price.cost(terms, 11), 5);
    assert_eq!(price.cost(LockTerms { interval: 1, ..terms }, 10), 100);
}

#[test]
fn three_registrations_in_a_half_life_keep_the_burn_where_it_is() {
    let price = BurnPrice { price: JOULE, at: 10 }.after(BURN, 10);
    assert_eq!(price, BurnPrice { price: 1_260_000_000_000, at: 10 });
    assert_eq!(price.cost(BURN, 250), 1_000_062_587_368);
}

#[test]
fn a_crowd_pays_the_highest_price_after_twenty_registrations() {
    let mut price = BurnPrice { price: JOULE, at: 10 };
    let mut paid = 0;
    for _ in 0..20 {
        let cost = price.cost(BURN, 10);
        assert!(cost < BURN.max);
        paid += cost;
        price = price.after(BURN, 10);
    }
    assert_eq!(paid / JOULE, 387);
    assert_eq!(price.cost(BURN, 10), BURN.max);
    assert_eq!(price.after(BURN, 10), price);
}

#[test]
fn the_burn_falls_to_the_least_price_and_no_further() {
    let price = BurnPrice { price: JOULE, at: 100 };
    // 720 * log2(2,000) = 7,895.3 blocks.
    assert_eq!(price.cost(BURN, 100 + 7_895), 500_174_239);
    assert_eq!(price.cost(BURN, 100 + 7_896), BURN.min);
    assert_eq!(price.cost(BURN, u32::MAX), BURN.min);
    assert_eq!(price.after(BURN, u32::MAX).price, 630_000_000);
    // Without a least price it falls on: by the closed formula it would be 953,674 after 20 half
    // lives.
    assert_eq!(price.cost(BurnTerms { min: 0, ..BURN }, 100 + 14_400), 953_441);
}

proptest! {
    #[test]
    fn the_lock_falls_in_a_straight_line_to_the_least_one(
        last in LOCK.min..CAP,
        at in 1u32..1_000_000,
        elapsed in 0..3 * LOCK.interval,
    ) {
        let price = LockPrice { last, at };
        let cost = price.cost(LOCK, at + elapsed);
        let interval = u128::from(LOCK.interval);
        // The fall, rounded down once in all; it is rounded down in each block instead.
        let line = 2 * last - last * u128::from(elapsed).min(2 * interval) / interval;
        prop_assert!(cost >= line.max(LOCK.min));
        prop_assert!(cost <= (line + u128::from(elapsed)).max(LOCK.min));
        prop_assert_eq!(price.cost(LOCK, at), 2 * last);
        prop_assert_eq!(price.cost(LOCK, at + 2 * LOCK.interval), LOCK.min);
    }

    #[test]
    fn no_numbers_move_the_lock_out_of_its_bounds(
        last in any::<u128>(),
        at in any::<u32>(),
        min in any::<u128>(),
        interval in any::<u32>(),
        now in any::<u32>(),
        more in any::<u32>(),
    ) {
        let (price, terms) = (LockPrice { last, at }, LockTerms { min, interval });
        let cost = price.cost(terms, now);
        prop_assert!(cost >= min);
        prop_assert!(cost <= last.saturating_mul(2).max(min));
        // Without a registration it never rises.
        prop_assert!(price.cost(terms, now.saturating_add(more)) <= cost);
        let after = price.after(terms, now);
        prop_assert_eq!(after, LockPrice { last: cost, at: now });
        // Right after one, it is what that took or twice as much.
        let factor = if now == 0 { 1 } else { 2 };
        prop_assert_eq!(after.cost(terms, now), cost.saturating_mul(factor));
    }

    #[test]
    fn the_burn_is_half_after_a_half_life(
        price in JOULE..100 * JOULE,
        at in 0u32..1_000_000,
        half_life in 1u32..=72_000,
    ) {
        let terms = BurnTerms { half_life, ..BURN };
        let cost = BurnPrice { price, at }.cost(terms, at + half_life);
        prop_assert!(cost <= price / 2);
        prop_assert!(cost + ((price * u128::from(half_life)) >> 32) + 2 >= price / 2);
    }

    #[test]
    fn a_registration_multiplies_the_burn_by_the_step(
        price in 0..200 * JOULE,
        elapsed in 0u32..10_000,
        step_ppm in 1_000_000u32..=3_000_000,
    ) {
        let terms = BurnTerms { step_ppm, ..BURN };
        let before = BurnPrice { price, at: 1_000 };
        let now = 1_000 + elapsed;
        let cost = before.cost(terms, now);
        let after = before.after(terms, now);
        let raised = cost * u128::from(step_ppm) / 1_000_000;
        prop_assert_eq!(after, BurnPrice { price: raised.min(terms.max), at: now });
        prop_assert_eq!(after.cost(terms, now), after.price);
        prop_assert!(after.price >= cost);
    }

    #[test]
    fn no_numbers_move_the_burn_out_of_its_bounds(
        price in any::<u128>(),
        at in any::<u32>(),
        min in any::<u128>(),
        max in any::<u128>(),
        half_life in any::<u32>(),
        step_ppm in any::<u32>(),
        now in any::<u32>(),
        more in any::<u32>(),
        short in 0u32..100_000,
    ) {
        let terms = BurnTerms { min, max, half_life, step_ppm };
        let before = BurnPrice { price, at };
        let (cost, after) = (before.cost(terms, now), before.after(terms, now));
        prop_assert_eq!(after.at, now);
        // The least price holds where the bounds contradict each other.
        for price in [cost, after.price, after.cost(terms, now.saturating_add(more))] {
            prop_assert!(price >= min);
            prop_assert!(price <= max.max(min));
        }
        // Without a registration it never rises.
        prop_assert!(before.cost(terms, now.saturating_add(more)) <= cost);
        // It ends at the least price, unless it falls too slowly for the blocks that there are.
        let terms = BurnTerms { half_life: short, ..terms };
        prop_assert_eq!(BurnPrice { price, at: 0 }.cost(terms, u32::MAX), min);
    }
}
