// SPDX-License-Identifier: Apache-2.0
//! What holds for the schedule whatever its parameters, the genesis endowment and the height.

use core::num::NonZeroU32;
use joule_math::halving::{halve, Schedule};
use proptest::prelude::*;

/// Schedules small enough to be walked block by block, and of every shape.
fn small_schedules() -> impl Strategy<Value = Schedule> {
    (0u128..5_000, 0u128..300, 1u32..12).prop_map(|(cap, initial_reward, halving)| Schedule {
        cap,
        initial_reward,
        halving_blocks: NonZeroU32::new(halving).expect("the range starts at 1"),
    })
}

/// Any schedule at all, up to the limits of the types.
fn any_schedule() -> impl Strategy<Value = Schedule> {
    (any::<u128>(), any::<u128>(), 1u32..).prop_map(|(cap, initial_reward, halving)| Schedule {
        cap,
        initial_reward,
        halving_blocks: NonZeroU32::new(halving).expect("the range starts at 1"),
    })
}

proptest! {
    #[test]
    fn the_closed_form_is_the_sum_of_the_rewards(
        schedule in small_schedules(),
        genesis in 0u128..6_000,
        height in 0u32..150,
    ) {
        let mut scheduled = 0;
        for block in 0..=height {
            scheduled += schedule.reward(block, genesis, scheduled);
            prop_assert_eq!(schedule.scheduled_through(block, genesis), scheduled);
        }
    }

    #[test]
    fn the_last_paying_block_is_the_last_that_pays(
        schedule in small_schedules(),
        genesis in 0u128..6_000,
    ) {
        // A reward below 2^9 is gone after nine eras of at most eleven blocks.
        let mut scheduled = 0;
        let mut last = None;
        for block in 0..=120 {
            let reward = schedule.reward(block, genesis, scheduled);
            scheduled += reward;
            if reward > 0 {
                last = Some(block);
            }
        }
        prop_assert_eq!(schedule.last_paying_block(genesis), last);
    }

    #[test]
    fn the_cap_holds_for_any_genesis_at_any_height(
        schedule in any_schedule(),
        genesis in any::<u128>(),
        height in any::<u32>(),
    ) {
        let scheduled = schedule.scheduled_through(height, genesis);
        prop_assert!(genesis.saturating_add(scheduled) <= schedule.cap.max(genesis));
        let reward = schedule.reward(height, genesis, scheduled);
        prop_assert!(genesis.saturating_add(scheduled).saturating_add(reward) <= schedule.cap.max(genesis));
    }

    #[test]
    fn rewards_never_rise_and_the_sum_never_falls(
        schedule in any_schedule(),
        genesis in any::<u128>(),
        a in 1u32..,
        b in 1u32..,
    ) {
        let (earlier, later) = (a.min(b), a.max(b));
        let sum = |block| schedule.scheduled_through(block, genesis);
        prop_assert!(sum(earlier) <= sum(later));
        let reward = |block: u32| schedule.reward(block, genesis, sum(block.saturating_sub(1)));
        prop_assert!(reward(later) <= reward(earlier));
    }

    #[test]
    fn eras_tile_the_blocks_without_gap(genesis in 0..=Schedule::JOULE.cap) {
        let mut next = 1;
        for (position, era) in Schedule::JOULE.eras(genesis).enumerate() {
            prop_assert_eq!(usize::try_from(era.index).ok(), Some(position));
            prop_assert_eq!(era.first_block, next);
            prop_assert_eq!(Schedule::JOULE.era_of(era.first_block), era.index);
            prop_assert_eq!(Schedule::JOULE.era_of(era.last_block), era.index);
            next = era.last_block + 1;
        }
        let last = Schedule::JOULE.last_paying_block(genesis).unwrap_or(0);
        prop_assert!(last < next);
    }

    #[test]
    fn halving_twice_is_halving_by_the_sum(reward in any::<u128>(), a in 0u32..200, b in 0u32..200) {
        prop_assert_eq!(halve(halve(reward, a), b), halve(reward, a + b));
    }
}

#[test]
fn a_schedule_longer_than_the_block_number_ends_with_it() {
    let schedule = Schedule {
        cap: u128::MAX,
        initial_reward: 1 << 90,
        halving_blocks: NonZeroU32::new(u32::MAX).expect("not zero"),
    };
    assert_eq!(schedule.last_paying_block(0), Some(u32::MAX));
    assert_eq!(schedule.scheduled_through(u32::MAX, 0), u128::from(u32::MAX) << 90);
}
