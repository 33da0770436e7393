// SPDX-License-Identifier: Apache-2.0
//! What the end of a session brings: pay for those who authored, rest for those who did not.

use crate::{
    types::ChillReason, Authored, Config, Hotkeys, Offenders, Pallet, Pools, SessionRewards,
    HISTORY,
};
use alloc::vec::Vec;
use frame_support::{
    defensive,
    traits::{fungible::Balanced, Get, Imbalance},
};
use joule_primitives::{
    apis::staking::SessionReward,
    money::{Pot, Pots},
    staking::PoolId,
    types::{Balance, BlockNumber},
};
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};
use sp_staking::SessionIndex;

/// Blocks that a validator must have been expected to author before it counts as idle for authoring
/// none.
const EXPECTED_BLOCKS: u32 = 16;
/// At most one in so many validators is chilled for being idle in a session.
const IDLE_DIVISOR: usize = 5;
/// So many validators of a set are never chilled for being idle.
const NEVER_IDLE: usize = 4;

/// What a validator did in a session.
struct Work {
    pool: PoolId,
    blocks: u32,
}

impl<T: Config> Pallet<T> {
    /// Counts a block for its author.
    pub fn note_author(hotkey: &T::AccountId) {
        if let Some(pool) = Hotkeys::<T>::get(hotkey).and_then(|record| record.pool) {
            Authored::<T>::mutate(pool, |blocks| *blocks = blocks.saturating_add(1));
        }
    }

    /// Ends `session`, in which `validators` sat: pays the security pot in proportion to blocks
    /// authored, chills the idle, and forgets offences too old to be reported.
    pub(crate) fn end_session(session: SessionIndex, validators: &[T::AccountId]) {
        let work = validators
            .iter()
            .filter_map(|hotkey| {
                let pool = Hotkeys::<T>::get(hotkey)?.pool?;
                Some(Work { pool, blocks: Authored::<T>::take(pool) })
            })
            .collect::<Vec<_>>();
        let blocks = work.iter().fold(0u32, |sum, work| sum.saturating_add(work.blocks));
        Self::pay_session(session, &work, blocks);
        Self::chill_idle(&work, blocks);
        let kept = T::ReportSessions::get().saturating_add(1);
        if let Some(old) = session.checked_sub(kept) {
            Offenders::<T>::remove(old);
        }
    }

    /// Divides the security pot by blocks authored. What rounding leaves stays in it, and so does
    /// the part of a pool that slashes wore out.
    fn pay_session(session: SessionIndex, work: &[Work], blocks: BlockNumber) {
        let available = T::Money::available(Pot::Security);
        let mut paid: Balance = 0;
        for work in work.iter().filter(|work| work.blocks > 0) {
            let part = multiply_by_rational_with_rounding(
                available,
                Balance::from(work.blocks),
                Balance::from(blocks),
                Rounding::Down,
            )
            .unwrap_or_default();
            paid = paid.saturating_add(Self::pay_author(session, work, part, blocks));
        }
        if paid == 0 {
            return;
        }
        match T::Money::withdraw(Pot::Security, paid) {
            Ok(credit) => {
                let amount = credit.peek();
                let placed = T::Currency::resolve(&Self::account(), credit).is_ok();
                if !placed || amount != paid {
                    defensive!("the staking account has its existential deposit");
                }
            }
            Err(_) => {
                defensive!("parts of what is available are available");
            }
        }
    }

    /// Lets `amount` flow into the pool of an author, and returns what it takes.
    fn pay_author(
        session: SessionIndex,
        work: &Work,
        amount: Balance,
        blocks: BlockNumber,
    ) -> Balance {
        let Ok(mut pool) = Self::load(work.pool) else { return 0 };
        pool.blocks = pool.blocks.saturating_add(u64::from(work.blocks));
        let paid = if pool.is_worn_out() { 0 } else { amount };
        if paid > 0 {
            Self::stream_into(&mut pool, work.pool, paid, blocks);
        }
        Pools::<T>::insert(work.pool, pool);
        SessionRewards::<T>::mutate(work.pool, |rewards| {
            remember::<_, HISTORY>(
                rewards,
                SessionReward { session, blocks: work.blocks, reward: paid },
            );
        });
        paid
    }

    /// Chills who authored nothing though it should have: the last elected first, at most a fifth
    /// of the set, and never its last four.
    fn chill_idle(work: &[Work], blocks: u32) {
        let seats = work.len();
        let expected = u32::try_from(seats).ok().and_then(|seats| blocks.checked_div(seats));
        if expected.is_none_or(|expected| expected < EXPECTED_BLOCKS) {
            return;
        }
        let most = seats
            .checked_div(IDLE_DIVISOR)
            .unwrap_or_default()
            .min(seats.saturating_sub(NEVER_IDLE));
        let stands = |pool| Pools::<T>::get(pool).is_some_and(|pool| pool.standing);
        let idle = work.iter().rev().filter(|work| work.blocks == 0 && stands(work.pool));
        for idle in idle.take(most) {
            Self::leave_candidates(idle.pool, ChillReason::Idle);
        }
    }
}

/// Adds to a history and forgets the oldest entry if it is full.
pub(crate) fn remember<Entry, const MOST: u32>(
    history: &mut frame_support::BoundedVec<Entry, frame_support::traits::ConstU32<MOST>>,
    entry: Entry,
) {
    if history.is_full() {
        history.remove(0);
    }
    if history.try_push(entry).is_err() {
        defensive!("a history that was full has lost its oldest entry");
    }
}
