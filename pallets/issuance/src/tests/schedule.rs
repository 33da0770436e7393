// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, EmissionSplit, Event, Ledger, PotClaims, Split};
use joule_primitives::{
    money::{ComputeBudget, ComputeIssued, Pot, Pots},
    types::Balance,
    units::{CAP, EXISTENTIAL_DEPOSIT, JOULE, MILLIJOULE, SCHEDULE},
};

const HALVING: u32 = 21_000_000;

fn issued_by(test: impl FnOnce()) -> Balance {
    let before = Balances::total_issuance();
    test();
    Balances::total_issuance() - before
}

/// Puts the ledger where the schedule has it after `height`, and the minted money into circulation.
fn fast_forward_to(height: u32) {
    let scheduled = SCHEDULE.scheduled_through(height, GENESIS);
    let missing = scheduled - Ledger::<Test>::get().scheduled;
    let minted = <Balances as frame_support::traits::fungible::Mutate<_>>::mint_into(&BOB, missing);
    minted.expect("Bob's account exists");
    Ledger::<Test>::mutate(|ledger| ledger.scheduled = scheduled);
}

/// So many thousandths of a JOULE minted for compute.
fn for_compute(work: Balance, availability: Balance) -> ComputeIssued {
    ComputeIssued { work: work * MILLIJOULE, availability: availability * MILLIJOULE }
}

#[test]
fn each_block_mints_half_a_joule_into_three_pots() {
    run(|| {
        execute_block(1);
        assert_eq!(
            events(),
            vec![Event::Issued {
                security: 50 * MILLIJOULE,
                subnets: 375 * MILLIJOULE,
                work: 50 * MILLIJOULE,
                availability: 25 * MILLIJOULE,
            }]
        );
        for (pot, amount) in [(Pot::Security, 50), (Pot::Subnets, 375), (Pot::Compute, 75)] {
            let account = pot.account::<AccountId>();
            let amount = amount * MILLIJOULE;
            assert_eq!(Balances::free_balance(account), EXISTENTIAL_DEPOSIT + amount);
            assert_eq!(PotClaims::<Test>::get(pot), amount);
        }
        assert_eq!(Issuance::issued(), for_compute(50, 25));
        execute_block(2);
        assert_eq!(Issuance::issued(), for_compute(100, 50));
        assert_eq!(Ledger::<Test>::get().scheduled, JOULE);
        assert_eq!(Balances::total_issuance(), GENESIS + JOULE);
    });
}

#[test]
fn the_reward_halves_between_the_last_block_of_an_era_and_the_next() {
    run(|| {
        fast_forward_to(HALVING - 2);
        assert_eq!(issued_by(|| execute_block(HALVING - 1)), 500 * MILLIJOULE);
        assert_eq!(issued_by(|| execute_block(HALVING)), 500 * MILLIJOULE);
        assert_eq!(issued_by(|| execute_block(HALVING + 1)), 250 * MILLIJOULE);
        assert_eq!(
            Ledger::<Test>::get().scheduled,
            SCHEDULE.scheduled_through(HALVING + 1, GENESIS)
        );
    });
}

#[test]
fn the_schedule_ends_exactly_at_the_cap() {
    run(|| {
        // GIVEN a chain one block before the last that pays
        let last = SCHEDULE.last_paying_block(GENESIS).expect("the schedule pays");
        fast_forward_to(last - 1);
        assert!(GENESIS + Ledger::<Test>::get().scheduled < CAP);

        // WHEN that block is made, THEN it pays what is left
        let rest = CAP - GENESIS - Ledger::<Test>::get().scheduled;
        assert_eq!(issued_by(|| execute_block(last)), rest);
        assert_eq!(GENESIS + Ledger::<Test>::get().scheduled, CAP);
        assert_eq!(Balances::total_issuance(), CAP);

        // AND no block after it pays anything
        for height in [last + 1, last + 2, u32::MAX] {
            assert_eq!(issued_by(|| execute_block(height)), 0);
            assert_eq!(events(), vec![]);
        }
    });
}

#[test]
fn a_burn_does_not_come_back_to_the_schedule() {
    run(|| {
        execute_block(1);
        let reward = Ledger::<Test>::get().scheduled;
        Issuance::burn(RuntimeOrigin::signed(ALICE), 900 * JOULE, true).expect("Alice holds it");
        execute_block(2);
        assert_eq!(Ledger::<Test>::get().scheduled, 2 * reward);
    });
}

#[test]
fn what_rounding_leaves_goes_to_security() {
    // GIVEN a chain without endowment in era 13, whose reward of 61,035,156 pJ does not divide
    genesis(vec![], EmissionSplit::default()).execute_with(|| {
        let height = 13 * HALVING + 1;
        let endowed = Ledger::<Test>::get().genesis;
        let scheduled = SCHEDULE.scheduled_through(height - 1, endowed);
        let minted =
            <Balances as frame_support::traits::fungible::Mutate<_>>::mint_into(&BOB, scheduled);
        minted.expect("Bob can hold it");
        Ledger::<Test>::mutate(|ledger| ledger.scheduled = scheduled);

        // WHEN the block is made, THEN the parts add up, and security has what is left
        execute_block(height);
        let issued = Event::Issued {
            security: 6_103_517,
            subnets: 45_776_367,
            work: 6_103_515,
            availability: 3_051_757,
        };
        assert_eq!(events(), vec![issued]);
        assert_eq!(Split::<Test>::get().divide(3).security, 1);
    });
}

#[test]
fn the_genesis_block_pays_nothing() {
    run(|| {
        assert_eq!(issued_by(|| execute_block(0)), 0);
        System::set_block_number(1);
    });
}

#[test]
fn what_is_minted_for_compute_follows_the_split_and_ends_with_the_schedule() {
    run(|| {
        execute_block(1);
        let split = EmissionSplit { work: 0, availability: 150_000, ..Default::default() };
        Split::<Test>::put(split);
        execute_block(2);
        assert_eq!(Issuance::issued(), for_compute(50, 100));
        // What is paid out of the pot was minted all the same.
        let paid = Issuance::withdraw(Pot::Compute, MILLIJOULE).expect("it is there");
        drop::<Credit>(paid);
        assert_eq!(Issuance::issued(), for_compute(50, 100));
        execute_block(u32::MAX);
        assert_eq!(Issuance::issued(), for_compute(50, 100));
    });
}
