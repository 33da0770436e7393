// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, Ledger};
use joule_primitives::units::{CAP, EXISTENTIAL_DEPOSIT, JOULE, MILLIJOULE, SCHEDULE};

const HALVING: u32 = 21_000_000;

#[test]
fn the_supply_adds_up() {
    run(|| {
        execute_block(1);
        Issuance::burn(RuntimeOrigin::signed(ALICE), 10 * JOULE, true).expect("Alice holds it");
        let supply = Issuance::supply();
        assert_eq!(supply.cap, CAP);
        assert_eq!(supply.issued, Balances::total_issuance());
        assert_eq!(supply.genesis, GENESIS);
        assert_eq!(supply.scheduled, 500 * MILLIJOULE);
        assert_eq!(supply.burned.other, 10 * JOULE);
        assert_eq!(supply.burned.total, 10 * JOULE);
        assert_eq!(supply.effective_max, CAP - 10 * JOULE);
        assert_eq!(supply.circulating, 2 * ENDOWMENT - 10 * JOULE + EXISTENTIAL_DEPOSIT);
        assert_eq!(
            supply.circulating + supply.pots.security + supply.pots.subnets + supply.pots.compute,
            supply.issued
        );
        assert_eq!(
            supply.issued,
            supply.genesis + supply.scheduled + supply.reminted - supply.burned.total
        );
    });
}

#[test]
fn the_schedule_knows_the_next_halving_and_when_it_comes() {
    run(|| {
        System::set_block_number(HALVING - 9);
        let schedule = Issuance::halving_schedule(1_000_000, 6_000);
        assert_eq!(schedule.era, 0);
        assert_eq!(schedule.reward_per_block, 500 * MILLIJOULE);
        let next = schedule.next_halving.expect("a further era pays");
        assert_eq!((next.block, next.estimated_at_ms), (HALVING + 1, Some(1_060_000)));

        System::set_block_number(next.block);
        let schedule = Issuance::halving_schedule(0, 6_000);
        assert_eq!((schedule.era, schedule.reward_per_block), (1, 250 * MILLIJOULE));
        assert_eq!(schedule.next_halving.map(|next| next.block), Some(2 * HALVING + 1));
    });
}

#[test]
fn the_schedule_is_defined_at_genesis_and_after_its_end() {
    run(|| {
        System::set_block_number(0);
        let schedule = Issuance::halving_schedule(0, 6_000);
        assert_eq!((schedule.era, schedule.reward_per_block), (0, 500 * MILLIJOULE));
        let next = schedule.next_halving.expect("a further era pays");
        assert_eq!(next.estimated_at_ms, None, "the genesis block has no time");

        let last = schedule.last_paying_block.expect("the schedule pays");
        assert_eq!(schedule.eras.last().map(|era| era.scheduled_at_end), Some(CAP - GENESIS));
        System::set_block_number(last + 1);
        let schedule = Issuance::halving_schedule(u64::MAX, u64::MAX);
        assert_eq!(schedule.reward_per_block, 0);
        assert_eq!(schedule.next_halving, None);
        System::set_block_number(1);
    });
}

#[test]
fn the_reward_is_known_at_any_height() {
    run(|| {
        for (height, reward) in [
            (0, 0),
            (1, 500 * MILLIJOULE),
            (HALVING, 500 * MILLIJOULE),
            (HALVING + 1, 250 * MILLIJOULE),
            (u32::MAX, 0),
        ] {
            assert_eq!(Issuance::reward_at(height), reward, "block {height}");
        }
        assert_eq!(Ledger::<Test>::get().scheduled, 0, "asking changes nothing");
        assert_eq!(SCHEDULE.scheduled_through(1, GENESIS), Issuance::reward_at(1));
        assert_eq!(Issuance::scheduled_through(7), 7 * 500 * MILLIJOULE);
    });
}
