// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, EmissionSplit, Error, Event, Ledger, Split};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::{BurnReason, Pot},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{DispatchError, TokenError};

#[test]
fn anyone_may_burn_their_own_tokens() {
    run(|| {
        assert_ok!(Issuance::burn(RuntimeOrigin::signed(ALICE), 3 * JOULE, true));
        assert_ok!(Issuance::burn(RuntimeOrigin::signed(ALICE), 2 * JOULE, true));

        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 5 * JOULE);
        assert_eq!(Balances::total_issuance(), GENESIS - 5 * JOULE);
        assert_eq!(Ledger::<Test>::get().burned.other, 5 * JOULE);
        let burned = |amount| Event::Burned { reason: BurnReason::Other, amount };
        assert_eq!(events(), vec![burned(3 * JOULE), burned(2 * JOULE)]);
    });
}

#[test]
fn burning_to_the_last_pj_needs_leave_to_kill_the_account() {
    run(|| {
        let origin = || RuntimeOrigin::signed(ALICE);
        let unavailable = DispatchError::Token(TokenError::FundsUnavailable);
        assert_noop!(Issuance::burn(origin(), ENDOWMENT, true), unavailable);
        let too_much = ENDOWMENT - EXISTENTIAL_DEPOSIT + 1;
        assert_noop!(Issuance::burn(origin(), too_much, true), unavailable);

        assert_ok!(Issuance::burn(origin(), ENDOWMENT, false));
        assert!(!System::account_exists(&ALICE));
        assert_eq!(Ledger::<Test>::get().burned.other, ENDOWMENT);
    });
}

#[test]
fn burning_all_but_dust_burns_the_dust_too() {
    run(|| {
        let left_over = EXISTENTIAL_DEPOSIT - 1;
        assert_ok!(Issuance::burn(RuntimeOrigin::signed(ALICE), ENDOWMENT - left_over, false));
        assert_eq!(Balances::free_balance(ALICE), 0);
        let burned = Ledger::<Test>::get().burned;
        assert_eq!((burned.other, burned.dust), (ENDOWMENT - left_over, left_over));
    });
}

#[test]
fn a_burn_of_nothing_or_too_much_is_refused() {
    run(|| {
        let origin = || RuntimeOrigin::signed(ALICE);
        let unavailable = DispatchError::Token(TokenError::FundsUnavailable);
        assert_noop!(Issuance::burn(origin(), 0, true), Error::<Test>::AmountZero);
        assert_noop!(Issuance::burn(origin(), ENDOWMENT + 1, true), unavailable);
        assert_noop!(Issuance::burn(origin(), u128::MAX, false), unavailable);
        let penniless = RuntimeOrigin::signed(99);
        assert_noop!(Issuance::burn(penniless, 1, false), unavailable);
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(Issuance::burn(origin, JOULE, true), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn governance_changes_the_split_from_the_next_block_on() {
    run(|| {
        let split =
            EmissionSplit { security: 50_000, subnets: 800_000, work: 150_000, availability: 0 };
        assert_ok!(Issuance::set_split(RuntimeOrigin::root(), split));
        assert_eq!(events(), vec![Event::SplitChanged { split }]);
        execute_block(2);
        assert_eq!(
            events(),
            vec![Event::Issued {
                security: JOULE / 40,
                subnets: 2 * JOULE / 5,
                work: 3 * JOULE / 40,
                availability: 0,
            }]
        );
    });
}

#[test]
fn the_split_must_be_whole_and_within_bounds() {
    run(|| {
        let default = EmissionSplit::default();
        let root = RuntimeOrigin::root;
        for split in [
            EmissionSplit { security: 100_001, ..default },
            EmissionSplit { work: 99_999, ..default },
            EmissionSplit { security: 0, subnets: 0, work: 0, availability: 0 },
            EmissionSplit { security: u32::MAX, subnets: 1_000_001, ..default },
            EmissionSplit { security: u32::MAX, subnets: u32::MAX, work: 2, availability: 0 },
        ] {
            assert_noop!(Issuance::set_split(root(), split), Error::<Test>::SplitNotWhole);
        }
        for (security, subnets, work, availability) in [
            (49_999, 800_001, 100_000, 50_000),
            (300_001, 549_999, 100_000, 50_000),
            (250_001, 399_999, 300_000, 50_000),
            (50_000, 900_001, 49_999, 0),
            (50_000, 649_999, 300_001, 0),
            (50_000, 749_999, 0, 200_001),
        ] {
            let split = EmissionSplit { security, subnets, work, availability };
            assert!(split.is_whole());
            assert_noop!(Issuance::set_split(root(), split), Error::<Test>::SplitOutOfBounds);
        }
        for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::none()] {
            assert_noop!(Issuance::set_split(origin, default), DispatchError::BadOrigin);
        }
        assert_eq!(Split::<Test>::get(), default);
    });
}

#[test]
fn the_bounds_of_the_split_are_allowed_and_the_last_change_of_a_block_counts() {
    run(|| {
        for (security, subnets, work, availability) in [
            (50_000, 900_000, 50_000, 0),
            (300_000, 400_000, 300_000, 0),
            (300_000, 500_000, 0, 200_000),
            (100_000, 750_000, 100_000, 50_000),
        ] {
            let split = EmissionSplit { security, subnets, work, availability };
            assert_ok!(Issuance::set_split(RuntimeOrigin::root(), split));
            assert_eq!(Split::<Test>::get(), split);
        }
    });
}

#[test]
fn a_burn_that_keeps_exactly_the_deposit_is_allowed() {
    run(|| {
        let amount = ENDOWMENT - EXISTENTIAL_DEPOSIT;
        assert_ok!(Issuance::burn(RuntimeOrigin::signed(ALICE), amount, true));
        assert_eq!(Balances::free_balance(ALICE), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn a_sweep_burns_what_strangers_sent_and_nothing_else() {
    run(|| {
        execute_block(1);
        let account = Pot::Subnets.account::<AccountId>();
        let owed = Balances::free_balance(account);
        let sweep = |origin| Issuance::sweep(origin, Pot::Subnets);
        assert_noop!(sweep(RuntimeOrigin::root()), Error::<Test>::NothingToSweep);
        assert_noop!(sweep(RuntimeOrigin::none()), DispatchError::BadOrigin);

        assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(BOB), account, 7));
        assert_noop!(sweep(RuntimeOrigin::signed(BOB)), DispatchError::BadOrigin);
        assert_ok!(sweep(RuntimeOrigin::root()));
        assert_eq!(Balances::free_balance(account), owed);
        assert_eq!(Ledger::<Test>::get().burned.other, 7);
        assert_noop!(sweep(RuntimeOrigin::root()), Error::<Test>::NothingToSweep);
    });
}
