// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{mock::*, EmissionSplit, Ledger, Pallet, PotClaims, Split};
use joule_primitives::{
    money::{BurnReason, Pot},
    units::{CAP, JOULE},
};

/// Breaks the state of block 1 and expects the check to say `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(vec![(ALICE, ENDOWMENT)], EmissionSplit::default()).execute_with(|| {
        execute_block(1);
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

#[test]
fn a_ledger_that_disagrees_with_total_issuance_is_caught() {
    broken_by(|| Ledger::<Test>::mutate(|ledger| ledger.scheduled += 1), "I1");
    broken_by(|| Ledger::<Test>::mutate(|ledger| ledger.burned.add(BurnReason::Fee, 1)), "I1");
    broken_by(|| drop(take(ALICE, JOULE)), "I1");
    broken_by(|| drop(pallet_balances::PositiveImbalance::<Test>::new(5)), "I1");
}

#[test]
fn a_schedule_over_the_cap_is_caught() {
    let overshoot = || {
        Ledger::<Test>::mutate(|ledger| {
            ledger.scheduled += CAP;
            ledger.burned.add(BurnReason::Other, CAP);
        });
    };
    broken_by(overshoot, "I2");
}

#[test]
fn settlements_that_mint_too_much_are_caught() {
    let over_allowance = || {
        Ledger::<Test>::mutate(|ledger| {
            ledger.reminted += 1;
            ledger.burned.add(BurnReason::Settlement, 1);
        });
    };
    broken_by(over_allowance, "I3");
    broken_by(|| Ledger::<Test>::mutate(|ledger| ledger.remintable += 1), "I4");
}

#[test]
fn a_pot_that_cannot_pay_what_it_owes_is_caught() {
    broken_by(|| PotClaims::<Test>::mutate(Pot::Compute, |claims| *claims += 1), "I5");
    let robbed = || {
        let account = Pot::Subnets.account();
        Balances::transfer_allow_death(RuntimeOrigin::signed(account), ALICE, 1).expect("it pays");
    };
    broken_by(robbed, "I5");
}

#[test]
fn more_for_compute_than_was_minted_is_caught() {
    let over = |ledger: &mut crate::SupplyLedger| ledger.work = ledger.scheduled;
    broken_by(|| Ledger::<Test>::mutate(over), "I6");
    let over = |ledger: &mut crate::SupplyLedger| ledger.availability = ledger.scheduled;
    broken_by(|| Ledger::<Test>::mutate(over), "I6");
}

#[test]
fn a_split_that_is_not_allowed_is_caught() {
    broken_by(|| Split::<Test>::mutate(|split| split.work += 1), "the split");
}
