// SPDX-License-Identifier: Apache-2.0
//! Attempts to take from others by the price of a share, or to break it.

use joule_math::shares::{Pool, MAX_SHARES_PER_TOKEN, SHARES_PER_TOKEN};
use proptest::prelude::*;

const JOULE: u128 = 1_000_000_000_000;
const CAP: u128 = 21_000_000 * JOULE;
/// A small stake: 0.01 JOULE.
const STAKE: u128 = JOULE / 100;
/// What the attacker has paid to the pool each time.
const GIFT: u128 = 1_000 * JOULE;

/// A pool whose only owner made a share as dear as possible, and the shares it has: it stakes,
/// rewards the pool, burns all but `kept` shares, and again. Each burn gets back most of what it
/// gave.
fn inflated(rounds: u32, kept: u128) -> (Pool, u128) {
    let mut pool = Pool::default();
    let mut owned = 0;
    for _ in 0..rounds {
        if let Some(minted) = pool.deposit(STAKE) {
            owned += minted.shares;
        }
        pool.add(GIFT);
        let burned = owned.saturating_sub(kept);
        pool.burn(burned).expect("it has so many");
        owned -= burned;
    }
    (pool, owned)
}

#[test]
fn a_share_can_be_made_dearer_than_a_stake() {
    let (pool, owned) = inflated(20, 1);
    assert_eq!(pool.shares, owned);
    assert!(pool.tokens / pool.shares > STAKE, "{pool:?}: the attempts here show nothing");
    // What it cannot fill a share with is refused, not taken.
    let mut after = pool;
    assert_eq!(after.deposit(STAKE), None);
    assert_eq!(after, pool);
}

proptest! {
    #[test]
    fn whoever_stakes_after_an_inflation_loses_less_than_a_pj(
        rounds in 1u32..=20,
        kept in 1u128..5,
        bits in 0u32..64,
        seed in any::<u64>(),
    ) {
        let amount = u128::from(seed >> bits).max(1);
        let (mut pool, owned) = inflated(rounds, kept);
        let before = pool;
        let Some(minted) = pool.deposit(amount) else {
            prop_assert_eq!(pool, before);
            prop_assert!(pool.tokens / pool.shares >= amount);
            return Ok(());
        };
        prop_assert!(minted.tokens <= amount);
        prop_assert!(pool.value_of(minted.shares) + 1 >= minted.tokens);
        // The attacker leaves, share by share at the end.
        for burned in [owned - 1, 1] {
            pool.burn(burned).expect("it has so many");
            prop_assert!(pool.value_of(minted.shares) + 1 >= minted.tokens);
        }
        let paid = pool.burn(minted.shares).expect("it has so many");
        prop_assert!(paid + 1 >= minted.tokens);
        prop_assert_eq!(pool, Pool::default());
    }

    #[test]
    fn the_attacker_gains_nothing_from_those_who_stake_after_it(
        rounds in 1u32..=20,
        kept in 1u128..5,
        victims in prop::collection::vec(1u128..1_000_000 * JOULE, 1..10),
    ) {
        let (mut pool, owned) = inflated(rounds, kept);
        let before = pool.value_of(owned);
        let joined = victims.iter().filter_map(|amount| pool.deposit(*amount)).count();
        let gain = pool.value_of(owned).saturating_sub(before);
        prop_assert!(usize::try_from(gain).is_ok_and(|gain| gain <= joined));
    }
}

#[test]
fn a_gift_before_the_second_stake_takes_nothing_from_it() {
    // The first owner has 1 pJ and gives 1,000 JOULE, so that rounding is as coarse as it gets.
    let mut pool = Pool::default();
    let first = pool.deposit(1).expect("the pool is empty");
    pool.add(GIFT);
    let second = pool.deposit(STAKE).expect("there are 2^32 shares, each far below a stake");
    assert!(STAKE - second.tokens <= GIFT / SHARES_PER_TOKEN + 1);
    assert!(second.tokens - pool.value_of(second.shares) <= 1);
    assert!(pool.value_of(first.shares) <= GIFT + 2);
}

#[test]
fn halving_a_full_pool_a_hundred_times_overflows_nothing_and_wears_it_out() {
    // GIVEN a pool with all tokens that there ever are
    let mut pool = Pool::default();
    pool.deposit(CAP).expect("the pool is empty");
    let mut accepted = 0;
    for slash in 1..=100 {
        // WHEN it loses half, and somebody stakes as much again
        let lost = pool.take(pool.tokens / 2);
        match pool.deposit(lost) {
            Some(minted) => {
                assert_eq!(minted.tokens, lost);
                assert_eq!(pool.tokens, CAP);
                accepted += 1;
            }
            // THEN it is refused once each pJ has 2^60 shares, and not before
            None => assert!(pool.is_worn_out(), "slash {slash}"),
        }
        assert!(pool.shares <= CAP * MAX_SHARES_PER_TOKEN);
        assert_eq!(pool.value_of(pool.shares), pool.tokens);
    }
    // Each slash doubles the shares per pJ, from 2^32 on.
    assert_eq!(accepted, 28);
    assert_eq!(pool.shares, CAP * MAX_SHARES_PER_TOKEN);
    // Whoever is in a worn out pool can leave it.
    let (half, all) = (pool.shares / 2, pool.tokens);
    let first = pool.burn(half).expect("there are so many");
    let last = pool.burn(pool.shares).expect("there are so many");
    assert_eq!(first + last, all);
    assert_eq!(pool, Pool::default());
    assert!(pool.deposit(STAKE).is_some(), "an empty pool is as new");
}

#[test]
fn slashes_that_nobody_makes_up_for_leave_shares_that_can_be_burned() {
    let mut pool = Pool::default();
    let minted = pool.deposit(CAP).expect("the pool is empty");
    for _ in 0..100 {
        pool.take(pool.tokens / 2);
    }
    assert_eq!(pool.tokens, 1);
    assert!(pool.is_worn_out());
    assert_eq!(pool.burn(minted.shares), Some(1));
    assert_eq!(pool, Pool::default());
}
