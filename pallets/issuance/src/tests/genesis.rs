// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, EmissionSplit, Ledger, Pallet};
use joule_primitives::{
    money::{ComputeBudget, ComputeIssued, Pot},
    units::{EXISTENTIAL_DEPOSIT, MAX_GENESIS_ENDOWMENT},
};

/// Deposits of three pots and one module account.
const DEPOSITS: u128 = 4 * EXISTENTIAL_DEPOSIT;

#[test]
fn genesis_counts_what_it_endows_deposits_included() {
    run(|| {
        assert_eq!(Ledger::<Test>::get().genesis, GENESIS);
        assert_eq!(Balances::total_issuance(), GENESIS);
        assert_eq!(Issuance::issued(), ComputeIssued::default());
    });
}

#[test]
fn every_pot_and_module_account_starts_with_its_deposit() {
    run(|| {
        for pot in Pot::ALL {
            assert_eq!(Balances::free_balance(pot.account::<AccountId>()), EXISTENTIAL_DEPOSIT);
        }
        assert_eq!(Balances::free_balance(MODULE), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn the_pots_are_three_different_accounts() {
    let [a, b, c] = Pot::ALL.map(|pot| pot.account::<[u8; 32]>());
    assert!(a != b && b != c && a != c);
}

#[test]
fn a_genesis_at_the_bound_is_accepted() {
    let balances = vec![(ALICE, MAX_GENESIS_ENDOWMENT - DEPOSITS)];
    genesis(balances, EmissionSplit::default()).execute_with(|| {
        assert_eq!(Ledger::<Test>::get().genesis, MAX_GENESIS_ENDOWMENT);
        Pallet::<Test>::check_invariants().expect("every invariant holds");
    });
}

#[test]
#[should_panic(expected = "at most 328125000000000000 pJ, a 64th of the cap")]
fn a_genesis_one_pj_over_the_bound_is_refused() {
    let balances = vec![(ALICE, MAX_GENESIS_ENDOWMENT - DEPOSITS + 1)];
    genesis(balances, EmissionSplit::default());
}

#[test]
#[should_panic(expected = "is not allowed")]
fn a_genesis_split_that_is_not_whole_is_refused() {
    genesis(vec![], EmissionSplit { security: 99_999, ..Default::default() });
}

#[test]
#[should_panic(expected = "is not allowed")]
fn a_genesis_split_outside_its_bounds_is_refused() {
    genesis(vec![], EmissionSplit { security: 40_000, subnets: 810_000, ..Default::default() });
}
