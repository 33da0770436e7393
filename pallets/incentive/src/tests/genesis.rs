// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, Backlog, Delays, IncentiveDelays};
use frame_support::traits::Hooks;

#[test]
fn the_delays_are_those_of_the_genesis_block() {
    run(|| {
        assert_eq!(Delays::<Test>::get(), DELAYS);
        assert!(Backlog::<Test>::exists(), "what comes from now on is inflow");
    });
    genesis(IncentiveDelays::PUBLIC).execute_with(|| {
        assert_eq!(Delays::<Test>::get(), IncentiveDelays::default());
    });
}

#[test]
fn on_public_networks_changes_take_half_a_day_and_averages_a_week() {
    let IncentiveDelays { child_delay_blocks, average_half_life_blocks } = IncentiveDelays::PUBLIC;
    assert_eq!((child_delay_blocks, average_half_life_blocks), (7_200, 100_800));
}

#[test]
fn delays_of_any_length_but_none_are_allowed() {
    for blocks in [1, 7_200, u32::MAX] {
        let delays =
            IncentiveDelays { child_delay_blocks: blocks, average_half_life_blocks: blocks };
        assert_eq!(delays.check(), Ok(()));
    }
}

#[test]
#[should_panic(expected = "`incentive.delays.childDelayBlocks` as 0. Set it to 1 block or more")]
fn a_genesis_without_a_delay_of_loans_is_refused() {
    genesis(IncentiveDelays { child_delay_blocks: 0, ..DELAYS });
}

#[test]
#[should_panic(expected = "`incentive.delays.averageHalfLifeBlocks` as 0")]
fn a_genesis_without_a_half_life_of_averages_is_refused() {
    genesis(IncentiveDelays { average_half_life_blocks: 0, ..DELAYS });
}

#[test]
fn the_longest_delays_overflow_nothing() {
    let delays =
        IncentiveDelays { child_delay_blocks: u32::MAX, average_half_life_blocks: u32::MAX };
    genesis(delays).execute_with(|| {
        create(ONE, &[ALICE, BOB]);
        vote(&[(ONE, 1)]);
        set_stake(ALICE, STAKE);
        System::set_block_number(99);
        fund(STAKE);
        lend(ONE, ALICE, &[(BOB, 50)]).expect("it may");
        assert_eq!(loans(ONE)[0].from_block, u32::MAX);
        pass(10);
        assert!(Incentive::average_emission(ONE) > 0);
        check();
    });
}

#[test]
fn the_constants_fit_together() {
    <Incentive as Hooks<u32>>::integrity_test();
}
