// SPDX-License-Identifier: Apache-2.0
//! The emission schedule: a reward per block that halves every `halving_blocks` blocks.
//!
//! ```text
//! era(n)    = (n - 1) / halving_blocks                     for block n >= 1
//! reward(n) = min( initial >> era(n), cap - genesis - scheduled )
//! ```
//!
//! The schedule is a function of the block number alone. It never looks at total issuance, so a
//! burn neither delays nor reverts a halving.

use core::num::NonZeroU32;

/// Halves `reward` `halvings` times, rounding down; zero once all its bits are gone.
///
/// Unlike a bare `>>`, any number of halvings is defined.
#[must_use]
pub const fn halve(reward: u128, halvings: u32) -> u128 {
    match reward.checked_shr(halvings) {
        Some(halved) => halved,
        None => 0,
    }
}

/// A schedule of block rewards. Amounts are in the token's base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// What the genesis endowment and the schedule together never exceed.
    pub cap: u128,
    /// Reward of each block of era 0.
    pub initial_reward: u128,
    /// Length of an era.
    pub halving_blocks: NonZeroU32,
}

/// One era of a [`Schedule`], as a given genesis endowment leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Era {
    /// Number of the era, from 0: how many halvings lie behind it.
    pub index: u32,
    /// First block of the era.
    pub first_block: u32,
    /// Last block of the era.
    pub last_block: u32,
    /// Reward of a full block of this era, before the cap cuts it.
    pub reward: u128,
    /// What the schedule has issued once `last_block` is paid, the cap applied.
    pub scheduled_at_end: u128,
}

impl Schedule {
    /// Joule's own: 21,000,000 JOULE, 0.5 JOULE per block, halved every 21,000,000 blocks (about
    /// four years of six-second slots). In pJ.
    pub const JOULE: Self = Self {
        cap: 21_000_000_000_000_000_000,
        initial_reward: 500_000_000_000,
        halving_blocks: match NonZeroU32::new(21_000_000) {
            Some(blocks) => blocks,
            None => NonZeroU32::MIN,
        },
    };

    /// The era that `block` belongs to. Block 0, the genesis block, counts to era 0.
    #[must_use]
    pub fn era_of(&self, block: u32) -> u32 {
        // Division by a non-zero divisor cannot fail.
        block.saturating_sub(1).checked_div(self.halving_blocks.get()).unwrap_or(0)
    }

    /// Reward of a full block of `era`, before the cap cuts it.
    #[must_use]
    pub const fn era_reward(&self, era: u32) -> u128 {
        halve(self.initial_reward, era)
    }

    /// First block of `era`, or `None` if it lies beyond the last block number.
    #[must_use]
    pub fn first_block_of(&self, era: u32) -> Option<u32> {
        era.checked_mul(self.halving_blocks.get())?.checked_add(1)
    }

    /// What `block` pays, when genesis endowed `genesis` and the blocks before it paid `scheduled`.
    ///
    /// Zero for the genesis block, and for all blocks once the cap is reached.
    #[must_use]
    pub fn reward(&self, block: u32, genesis: u128, scheduled: u128) -> u128 {
        if block == 0 {
            return 0;
        }
        let room = self.cap.saturating_sub(genesis).saturating_sub(scheduled);
        self.era_reward(self.era_of(block)).min(room)
    }

    /// What the blocks `1..=block` pay together, when genesis endowed `genesis`.
    ///
    /// Costs one step per era that still pays: at most 128.
    #[must_use]
    pub fn scheduled_through(&self, block: u32, genesis: u128) -> u128 {
        let last_era = self.era_of(block);
        let mut sum = 0u128;
        for era in 0..=last_era {
            let reward = self.era_reward(era);
            if reward == 0 {
                break;
            }
            let before = era.saturating_mul(self.halving_blocks.get());
            let blocks = block.saturating_sub(before).min(self.halving_blocks.get());
            sum = sum.saturating_add(reward.saturating_mul(u128::from(blocks)));
        }
        sum.min(self.cap.saturating_sub(genesis))
    }

    /// The last block that pays anything, or `None` if none does.
    ///
    /// A schedule that outlives the block number answers `u32::MAX`.
    #[must_use]
    pub fn last_paying_block(&self, genesis: u128) -> Option<u32> {
        let mut room = self.cap.saturating_sub(genesis);
        let mut last = None;
        for era in 0..u128::BITS {
            let reward = self.era_reward(era);
            if reward == 0 || room == 0 {
                break;
            }
            let Some(first) = self.first_block_of(era) else { break };
            let payable = room.div_ceil(reward).min(u128::from(self.halving_blocks.get()));
            let payable_blocks = u32::try_from(payable).unwrap_or(u32::MAX);
            last = Some(first.saturating_add(payable_blocks.saturating_sub(1)));
            room = room.saturating_sub(reward.saturating_mul(payable));
        }
        last
    }

    /// Every era that pays, in order, when genesis endowed `genesis`: at most 128.
    pub fn eras(&self, genesis: u128) -> impl Iterator<Item = Era> + '_ {
        let last_paying = self.last_paying_block(genesis).unwrap_or(0);
        (0..u128::BITS).map_while(move |index| {
            let first_block = self.first_block_of(index)?;
            if first_block > last_paying {
                return None;
            }
            let last_block =
                first_block.saturating_add(self.halving_blocks.get().saturating_sub(1));
            Some(Era {
                index,
                first_block,
                last_block,
                reward: self.era_reward(index),
                scheduled_at_end: self.scheduled_through(last_block, genesis),
            })
        })
    }
}
