// SPDX-License-Identifier: Apache-2.0
//! Answers to the questions of the runtime API.

use crate::{Config, Ledger, Pallet};
use frame_support::traits::{fungible::Inspect, Get};
use joule_primitives::{
    apis::issuance::{Era, HalvingSchedule, NextHalving, PotBalances, Supply},
    money::Pot,
    types::{Balance, BlockNumber, Moment},
    units::{CAP, SCHEDULE},
};
use sp_runtime::traits::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// The supply of the token.
    pub fn supply() -> Supply {
        let ledger = Ledger::<T>::get();
        let issued = T::Currency::total_issuance();
        let pots = PotBalances {
            security: Self::pot_balance(Pot::Security),
            subnets: Self::pot_balance(Pot::Subnets),
            compute: Self::pot_balance(Pot::Compute),
        };
        Supply {
            cap: CAP,
            issued,
            genesis: ledger.genesis,
            scheduled: ledger.scheduled,
            reminted: ledger.reminted,
            burned: ledger.burned.into(),
            circulating: issued
                .saturating_sub(pots.security)
                .saturating_sub(pots.subnets)
                .saturating_sub(pots.compute),
            staked: T::Staked::get(),
            effective_max: ledger.effective_max(),
            pots,
        }
    }

    /// Where the chain stands in its schedule, when it is `now_ms` and a block takes
    /// `slot_duration_ms`.
    pub fn halving_schedule(now_ms: Moment, slot_duration_ms: Moment) -> HalvingSchedule {
        let block: BlockNumber = frame_system::Pallet::<T>::block_number().saturated_into();
        let genesis = Ledger::<T>::get().genesis;
        let era = SCHEDULE.era_of(block);
        let last_paying_block = SCHEDULE.last_paying_block(genesis);
        let next_halving = SCHEDULE
            .first_block_of(era.saturating_add(1))
            .filter(|first| last_paying_block.is_some_and(|last| *first <= last))
            .map(|first| {
                let blocks_ahead = Moment::from(first.saturating_sub(block));
                let wait_ms = blocks_ahead.saturating_mul(slot_duration_ms);
                let estimated_at_ms = (now_ms > 0).then(|| now_ms.saturating_add(wait_ms));
                NextHalving { block: first, estimated_at_ms }
            });
        HalvingSchedule {
            block,
            era,
            reward_per_block: Self::reward_at(block.max(1)),
            next_halving,
            last_paying_block,
            eras: SCHEDULE
                .eras(genesis)
                .map(|era| Era {
                    era: era.index,
                    first_block: era.first_block,
                    last_block: era.last_block,
                    reward: era.reward,
                    scheduled_at_end: era.scheduled_at_end,
                })
                .collect(),
        }
    }

    /// What block `height` pays by the schedule.
    pub fn reward_at(height: BlockNumber) -> Balance {
        let genesis = Ledger::<T>::get().genesis;
        let before = SCHEDULE.scheduled_through(height.saturating_sub(1), genesis);
        SCHEDULE.reward(height, genesis, before)
    }

    /// What the schedule mints in blocks 1 to `height`, in pJ.
    pub fn scheduled_through(height: BlockNumber) -> Balance {
        SCHEDULE.scheduled_through(height, Ledger::<T>::get().genesis)
    }
}
