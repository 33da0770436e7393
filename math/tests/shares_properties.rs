// SPDX-License-Identifier: Apache-2.0
//! What holds for a pool whatever its holders do, and whatever happens to it.

use joule_math::shares::{Minted, Pool, MAX_SHARES_PER_TOKEN, SHARES_PER_TOKEN};
use proptest::prelude::*;

const HOLDERS: usize = 3;
const MILLION: u128 = 1_000_000;

/// `a * b / c` by schoolbook, rounded down, and what is left. For `c` below 2^126.
fn mul_div(a: u128, b: u128, c: u128) -> (u128, u128) {
    assert!(c < 1 << 126);
    let (mut quotient, mut rest) = (0u128, 0u128);
    for bit in (0..u128::BITS).rev() {
        quotient *= 2;
        rest *= 2;
        if (a >> bit) & 1 == 1 {
            quotient += b / c;
            rest += b % c;
        }
        quotient += rest / c;
        rest %= c;
    }
    (quotient, rest)
}

/// Amounts of up to `bits` bits, each length as likely as the others.
fn amounts(bits: u32) -> impl Strategy<Value = u128> {
    (1..=bits, any::<u128>()).prop_map(|(length, seed)| (seed >> (u128::BITS - length)).max(1))
}

/// Pools with shares and tokens of any size that can occur, and of any price.
fn pools() -> impl Strategy<Value = Pool> {
    (amounts(64), amounts(125)).prop_map(|(tokens, shares)| Pool { tokens, shares })
}

#[derive(Clone, Copy, Debug)]
enum Action {
    /// A holder deposits an amount.
    Deposit(usize, u128),
    /// A holder burns so many millionths of its shares.
    Burn(usize, u128),
    /// All are paid an amount.
    Reward(u128),
    /// The pool loses so many millionths of its tokens.
    Slash(u128),
}

fn actions() -> impl Strategy<Value = Action> {
    let parts = || prop_oneof![0..=MILLION, Just(MILLION), MILLION - 10..=MILLION];
    prop_oneof![
        4 => (0..HOLDERS, amounts(58)).prop_map(|(who, amount)| Action::Deposit(who, amount)),
        4 => (0..HOLDERS, parts()).prop_map(|(who, part)| Action::Burn(who, part)),
        2 => amounts(58).prop_map(Action::Reward),
        1 => parts().prop_map(Action::Slash),
    ]
}

/// What a holder has, and between what bounds its gain must lie.
#[derive(Clone, Copy, Debug, Default)]
struct Holder {
    shares: u128,
    paid_in: u128,
    paid_out: u128,
    /// Its part of rewards, less its part of slashes, each rounded for it, and the roundings of
    /// others.
    most: i128,
    /// The same, each rounded against it, less its own roundings.
    least: i128,
}

/// A pool, its holders, and what went in and out.
#[derive(Debug, Default)]
struct Book {
    pool: Pool,
    holders: [Holder; HOLDERS],
    rewarded: u128,
    slashed: u128,
}

fn signed(amount: u128) -> i128 {
    i128::try_from(amount).expect("the amounts of these tests are below 2^70")
}

impl Book {
    fn act(&mut self, action: Action) {
        match action {
            Action::Deposit(who, amount) => {
                if let Some(minted) = self.pool.deposit(amount) {
                    self.holders[who].shares += minted.shares;
                    self.holders[who].paid_in += minted.tokens;
                    self.round(who);
                }
            }
            Action::Burn(who, part) => {
                let shares = mul_div(self.holders[who].shares, part, MILLION).0;
                let paid = self.pool.burn(shares).expect("it has so many");
                self.holders[who].shares -= shares;
                self.holders[who].paid_out += paid;
                self.round(who);
            }
            // A pool without shares is not rewarded.
            Action::Reward(_) if self.pool.shares == 0 => {}
            Action::Reward(amount) => {
                self.pool.add(amount);
                self.rewarded += amount;
                for holder in &mut self.holders {
                    let (down, rest) = mul_div(amount, holder.shares, self.pool.shares);
                    holder.least += signed(down);
                    holder.most += signed(down) + i128::from(rest > 0);
                }
            }
            Action::Slash(_) if self.pool.shares == 0 => {}
            Action::Slash(part) => {
                let taken = self.pool.take(self.pool.tokens * part / MILLION);
                self.slashed += taken;
                for holder in &mut self.holders {
                    let (down, rest) = mul_div(taken, holder.shares, self.pool.shares);
                    holder.most -= signed(down);
                    holder.least -= signed(down) + i128::from(rest > 0);
                }
            }
        }
    }

    /// One pJ may have gone from who acted to the others.
    fn round(&mut self, actor: usize) {
        for (who, holder) in self.holders.iter_mut().enumerate() {
            if who == actor {
                holder.least -= 1;
            } else {
                holder.most += 1;
            }
        }
    }

    fn values(&self) -> [u128; HOLDERS] {
        self.holders.map(|holder| self.pool.value_of(holder.shares))
    }

    fn sum(&self, of: impl Fn(&Holder) -> u128) -> u128 {
        self.holders.iter().map(of).sum()
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let Pool { tokens, shares } = self.pool;
        prop_assert_eq!(self.sum(|holder| holder.shares), shares);
        prop_assert!(tokens == 0 || shares > 0, "nobody owns {} pJ", tokens);
        prop_assert!(self.values().iter().sum::<u128>() <= tokens);
        let came = self.sum(|holder| holder.paid_in) + self.rewarded;
        let went = self.sum(|holder| holder.paid_out) + self.slashed;
        prop_assert_eq!(came, went + tokens);
        for (holder, value) in self.holders.iter().zip(self.values()) {
            let gain = signed(holder.paid_out) + signed(value) - signed(holder.paid_in);
            prop_assert!(gain <= holder.most, "{:?} gains {}", holder, gain);
            prop_assert!(gain >= holder.least, "{:?} gains {}", holder, gain);
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn nobody_takes_out_more_than_was_put_in_and_earned(
        sequence in prop::collection::vec(actions(), 1..60),
    ) {
        let mut book = Book::default();
        for action in sequence {
            book.act(action);
            book.check()?;
        }
    }

    #[test]
    fn a_deposit_or_a_burn_takes_nothing_from_the_others(
        sequence in prop::collection::vec(actions(), 1..60),
    ) {
        let mut book = Book::default();
        for action in sequence {
            let before = book.values();
            book.act(action);
            let after = book.values();
            let (Action::Deposit(actor, _) | Action::Burn(actor, _)) = action else { continue };
            for who in (0..HOLDERS).filter(|who| *who != actor) {
                prop_assert!(after[who] >= before[who], "{:?} costs {}", action, who);
            }
        }
    }

    #[test]
    fn when_all_leave_nothing_stays_behind_and_nothing_is_owed(
        sequence in prop::collection::vec(actions(), 1..60),
    ) {
        let mut book = Book::default();
        for action in sequence {
            book.act(action);
        }
        let owed = book.pool.tokens;
        let before = book.sum(|holder| holder.paid_out);
        for who in 0..HOLDERS {
            book.act(Action::Burn(who, MILLION));
        }
        prop_assert_eq!(book.pool, Pool::default());
        prop_assert_eq!(book.sum(|holder| holder.paid_out) - before, owed);
    }

    #[test]
    fn values_are_exact_and_rounded_down(pool in pools(), seed in any::<u128>()) {
        let shares = seed % (pool.shares + 1);
        prop_assert_eq!(pool.value_of(shares), mul_div(shares, pool.tokens, pool.shares).0);
        prop_assert_eq!(pool.value_of(pool.shares), pool.tokens);
        prop_assert_eq!(pool.value_of(u128::MAX), pool.tokens);
    }

    #[test]
    fn shares_for_an_amount_are_the_fewest_that_are_worth_it(
        pool in pools(),
        seed in any::<u128>(),
    ) {
        let amount = seed % (pool.tokens + 1);
        let shares = pool.shares_for(amount);
        prop_assert!(pool.value_of(shares) >= amount);
        prop_assert!(shares == 0 || pool.value_of(shares - 1) < amount);
        prop_assert_eq!(pool.shares_for(pool.tokens + 1 + amount), pool.shares);
    }

    #[test]
    fn a_deposit_buys_what_the_price_gives_and_pays_for_no_more(
        pool in pools(),
        amount in amounts(64),
    ) {
        let mut after = pool;
        let deposited = after.deposit(amount);
        if pool.is_worn_out() {
            prop_assert_eq!(deposited, None);
            prop_assert_eq!(after, pool);
            return Ok(());
        }
        let bought = mul_div(amount, pool.shares, pool.tokens).0;
        let Some(minted) = deposited else {
            prop_assert_eq!(after, pool);
            prop_assert_eq!(bought, 0);
            return Ok(());
        };
        let (down, rest) = mul_div(bought, pool.tokens, pool.shares);
        prop_assert_eq!(minted, Minted { shares: bought, tokens: down + u128::from(rest > 0) });
        prop_assert!((1..=amount).contains(&minted.tokens));
        prop_assert_eq!(after.tokens, pool.tokens + minted.tokens);
        prop_assert_eq!(after.shares, pool.shares + minted.shares);
        prop_assert!(!after.is_worn_out());
    }

    #[test]
    fn who_deposits_and_burns_at_once_never_gains_and_loses_a_pj_at_most(
        pool in pools(),
        amount in amounts(64),
    ) {
        let mut after = pool;
        if let Some(minted) = after.deposit(amount) {
            let paid = after.burn(minted.shares).expect("it has so many");
            prop_assert!(paid <= minted.tokens);
            prop_assert!(paid + 1 >= minted.tokens);
        }
    }

    #[test]
    fn the_first_deposit_is_worth_all_of_it(amount in amounts(64)) {
        let mut pool = Pool::default();
        let shares = amount * SHARES_PER_TOKEN;
        prop_assert_eq!(pool.deposit(amount), Some(Minted { shares, tokens: amount }));
        prop_assert_eq!(pool.value_of(shares), amount);
        prop_assert_eq!(pool.burn(shares), Some(amount));
        prop_assert_eq!(pool, Pool::default());
    }

    #[test]
    fn a_pool_is_worn_out_above_its_limit_only(tokens in amounts(64), more in 1u128..) {
        let limit = tokens * MAX_SHARES_PER_TOKEN;
        let worn_out = |shares| Pool { tokens, shares }.is_worn_out();
        prop_assert!(!worn_out(limit));
        prop_assert!(worn_out(limit.saturating_add(more)));
    }

    #[test]
    fn no_numbers_break_a_pool(
        tokens in any::<u128>(),
        shares in any::<u128>(),
        amount in any::<u128>(),
    ) {
        let pool = Pool { tokens, shares };
        prop_assert!(pool.value_of(amount) <= tokens);
        prop_assert!(pool.shares_for(amount) <= shares);
        let mut after = pool;
        match after.deposit(amount) {
            Some(minted) => {
                prop_assert!((1..=amount).contains(&minted.tokens));
                prop_assert_eq!(after.tokens - minted.tokens, tokens);
                prop_assert_eq!(after.shares - minted.shares, shares);
            },
            None => prop_assert_eq!(after, pool),
        }
        let mut after = pool;
        match after.burn(amount) {
            Some(paid) => prop_assert_eq!(after.tokens + paid, tokens),
            None => prop_assert_eq!(after, pool),
        }
        let mut after = pool;
        after.add(amount);
        prop_assert_eq!(after.tokens, tokens.saturating_add(amount));
        let mut after = pool;
        prop_assert_eq!(after.take(amount), amount.min(tokens));
        prop_assert_eq!(after.tokens, tokens.saturating_sub(amount));
    }
}

#[test]
fn an_empty_pool_pays_nothing_and_lacks_nothing() {
    let mut pool = Pool::default();
    assert_eq!(pool.value_of(5), 0);
    assert_eq!(pool.shares_for(0), 0);
    assert_eq!(pool.shares_for(5), 0);
    assert!(!pool.is_worn_out());
    assert_eq!(pool.deposit(0), None);
    assert_eq!(pool.burn(1), None);
    assert_eq!(pool.burn(0), Some(0));
    assert_eq!(pool.take(5), 0);
    assert_eq!(pool, Pool::default());
}

#[test]
fn tokens_that_nobody_owns_come_to_the_next_depositor() {
    let mut pool = Pool { tokens: 100, shares: 0 };
    let minted = Minted { shares: 7 * SHARES_PER_TOKEN, tokens: 7 };
    assert_eq!(pool.deposit(7), Some(minted));
    assert_eq!(pool.value_of(minted.shares), 107);
}

#[test]
fn a_pool_that_lost_everything_takes_nothing_until_it_is_rewarded() {
    let mut pool = Pool::default();
    let first = pool.deposit(1_000).expect("the pool is empty");
    assert_eq!(pool.take(1_000), 1_000);
    assert!(pool.is_worn_out());
    assert_eq!(pool.deposit(1_000), None);
    assert_eq!(pool.value_of(first.shares), 0);
    assert_eq!(pool.shares_for(1), first.shares);
    pool.add(500);
    assert_eq!(pool.value_of(first.shares), 500);
    assert!(pool.deposit(1_000).is_some());
}
