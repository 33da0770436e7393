// SPDX-License-Identifier: Apache-2.0
//! A pool of tokens that many own by shares.
//!
//! ```text
//! value(s)  = floor( s * tokens / shares )                   what s shares are worth
//! minted(a) = floor( a * shares / tokens )                   what an amount buys
//! charged   = ceil( minted(a) * tokens / shares ) <= a       what it is charged
//! ```
//!
//! Tokens are in pJ. Every rounding is against the one who acts, so that a share is worth no less
//! after a deposit or a burn than before it, and nobody gains by acting often. Products take 256
//! bits: two amounts near the cap overflow 128.
//!
//! A pool that holds tokens has shares, as long as nobody adds to one without. Every other order of
//! calls keeps it so.

use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Shares that each pJ buys in a pool without shares: 2^32, so that rounding to whole shares is far
/// below a pJ.
pub const SHARES_PER_TOKEN: u128 = 1 << 32;

/// A pool with more shares per pJ than this is worn out by slashes: 2^60.
///
/// No deposit leaves more per pJ than that, and only deposits make shares. So a pool that never
/// holds more than the 21 * 10^18 pJ that there ever are has fewer than 2^125 of them.
pub const MAX_SHARES_PER_TOKEN: u128 = 1 << 60;

/// Tokens, and the shares by which they are owned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// What the pool holds, in pJ.
    pub tokens: u128,
    /// All shares that there are.
    pub shares: u128,
}

/// What a deposit bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minted {
    /// Shares that the depositor gets: at least one.
    pub shares: u128,
    /// What is really charged, in pJ: at least 1, at most the amount of the deposit.
    pub tokens: u128,
}

impl Pool {
    /// What `shares` are worth in pJ, rounded down.
    ///
    /// Nothing in a pool without shares. More shares than there are count as all of them.
    #[must_use]
    pub fn value_of(&self, shares: u128) -> u128 {
        let owned = shares.min(self.shares);
        // A part of the tokens never exceeds them: it fails in a pool without shares only.
        multiply_by_rational_with_rounding(owned, self.tokens, self.shares, Rounding::Down)
            .unwrap_or(0)
    }

    /// The fewest shares that are worth at least `amount` pJ; all shares if even they are not.
    ///
    /// Rounded up, so that whoever takes `amount` out gives up shares worth as much.
    #[must_use]
    pub fn shares_for(&self, amount: u128) -> u128 {
        if amount == 0 {
            return 0;
        }
        // It fails if the pool is empty, or if the amount is far above what it holds.
        multiply_by_rational_with_rounding(amount, self.shares, self.tokens, Rounding::Up)
            .unwrap_or(self.shares)
            .min(self.shares)
    }

    /// Whether slashes left more than [`MAX_SHARES_PER_TOKEN`] shares for each pJ.
    ///
    /// So is a pool that has shares and lost all tokens. A worn out pool takes no deposit, but pays
    /// whoever leaves. One that everybody left is as new.
    #[must_use]
    pub fn is_worn_out(&self) -> bool {
        self.shares > self.tokens.saturating_mul(MAX_SHARES_PER_TOKEN)
    }

    /// Buys shares for at most `amount` pJ, and says how many and what they cost.
    ///
    /// A deposit buys whole shares and is charged what these are worth, rounded up to a pJ. However
    /// dear somebody made a share before, a depositor loses less than 1 pJ by rounding: what the
    /// amount does not fill is not charged. Where a share costs more than the amount, nothing is
    /// bought.
    ///
    /// The first deposit buys [`SHARES_PER_TOKEN`] for each pJ. If a pool without shares holds
    /// tokens, which must not happen, they fall to whoever deposits first.
    ///
    /// `None`, and nothing changes, if the pool is [worn out](Self::is_worn_out), if the amount
    /// buys no share, or if a sum exceeds 128 bits.
    pub fn deposit(&mut self, amount: u128) -> Option<Minted> {
        let minted = self.quote(amount)?;
        let tokens = self.tokens.checked_add(minted.tokens)?;
        let shares = self.shares.checked_add(minted.shares)?;
        *self = Self { tokens, shares };
        Some(minted)
    }

    /// What `amount` buys, and what is charged for it.
    fn quote(&self, amount: u128) -> Option<Minted> {
        if amount == 0 || self.is_worn_out() {
            return None;
        }
        if self.shares == 0 {
            let shares = amount.checked_mul(SHARES_PER_TOKEN)?;
            return Some(Minted { shares, tokens: amount });
        }
        let shares =
            multiply_by_rational_with_rounding(amount, self.shares, self.tokens, Rounding::Down)
                .filter(|bought| *bought > 0)?;
        let tokens =
            multiply_by_rational_with_rounding(shares, self.tokens, self.shares, Rounding::Up)?;
        Some(Minted { shares, tokens })
    }

    /// Destroys `shares` and takes out what they are worth, in pJ, rounded down.
    ///
    /// The last shares take all tokens, so that nothing stays behind. `None`, and nothing changes,
    /// if there are not so many.
    #[must_use]
    pub fn burn(&mut self, shares: u128) -> Option<u128> {
        let left = self.shares.checked_sub(shares)?;
        let paid = self.value_of(shares);
        *self = Self { tokens: self.tokens.checked_sub(paid)?, shares: left };
        Some(paid)
    }

    /// Adds a reward of `tokens` pJ for all who own shares. Saturates.
    ///
    /// A pool without shares has nobody to reward: deposit there instead.
    pub fn add(&mut self, tokens: u128) {
        self.tokens = self.tokens.saturating_add(tokens);
    }

    /// Takes up to `tokens` pJ from all who own shares, and says how much that was: at most what
    /// the pool holds.
    pub fn take(&mut self, tokens: u128) -> u128 {
        let taken = tokens.min(self.tokens);
        self.tokens = self.tokens.saturating_sub(taken);
        taken
    }
}
