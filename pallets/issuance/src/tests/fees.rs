// SPDX-License-Identifier: Apache-2.0
use crate::{fees::FeeHandler, mock::*, Event, Ledger, PotClaims};
use frame_support::traits::{fungible::Balanced, Imbalance, OnUnbalanced};
use joule_primitives::{
    money::{BurnReason, Pot},
    types::Balance,
    units::{CAP, EXISTENTIAL_DEPOSIT, JOULE},
};

const HALVING: u32 = 21_000_000;

/// Charges Alice, as transaction payment does: the fee first, then the tip.
fn charge(fee: Balance, tip: Balance) {
    let (fee, tip) = take(ALICE, fee + tip).split(fee);
    FeeHandler::<Test>::on_unbalanceds([fee, tip].into_iter());
}

#[test]
fn half_of_a_fee_goes_to_the_author_and_half_is_burned() {
    run(|| {
        charge(2 * JOULE, 0);
        assert_eq!(Balances::free_balance(AUTHOR), JOULE);
        assert_eq!(Ledger::<Test>::get().burned.fee, JOULE);
        assert_eq!(events(), vec![Event::Burned { reason: BurnReason::Fee, amount: JOULE }]);
    });
}

#[test]
fn the_odd_pj_is_burned_and_the_tip_is_the_authors() {
    run(|| {
        charge(2 * JOULE + 1, 5 * JOULE);
        assert_eq!(Balances::free_balance(AUTHOR), 6 * JOULE);
        assert_eq!(Ledger::<Test>::get().burned.fee, JOULE + 1);
    });
}

#[test]
fn no_fee_leaves_no_trace() {
    run(|| {
        FeeHandler::<Test>::on_unbalanceds([Credit::default(), Credit::default()].into_iter());
        FeeHandler::<Test>::on_unbalanceds(core::iter::empty());
        FeeHandler::<Test>::on_unbalanced(Credit::default());
        assert_eq!(events(), vec![]);
        assert_eq!(Balances::total_issuance(), GENESIS);
    });
}

#[test]
fn a_single_imbalance_is_a_fee_without_a_tip() {
    run(|| {
        FeeHandler::<Test>::on_unbalanced(take(ALICE, 2 * JOULE));
        assert_eq!(Balances::free_balance(AUTHOR), JOULE);
        assert_eq!(Ledger::<Test>::get().burned.fee, JOULE);
    });
}

#[test]
fn what_an_author_without_an_account_cannot_hold_is_burned_as_dust() {
    run(|| {
        charge(2 * (EXISTENTIAL_DEPOSIT - 1), 0);
        let burned = Ledger::<Test>::get().burned;
        assert_eq!(Balances::free_balance(AUTHOR), 0);
        assert_eq!(burned.dust, EXISTENTIAL_DEPOSIT - 1);
        assert_eq!(burned.fee, EXISTENTIAL_DEPOSIT - 1);
    });
}

#[test]
fn without_an_author_all_of_it_is_burned() {
    run(|| {
        BlockAuthor::set(None);
        charge(2 * JOULE, JOULE);
        assert_eq!(Ledger::<Test>::get().burned.fee, 3 * JOULE);
    });
}

#[test]
fn from_era_four_on_fees_pay_for_security() {
    run(|| {
        // GIVEN the last block whose security part is 0.00625 JOULE
        System::set_block_number(4 * HALVING);
        charge(2 * JOULE, 0);
        assert_eq!(PotClaims::<Test>::get(Pot::Security), 0);
        assert_eq!(Ledger::<Test>::get().burned.fee, JOULE);

        // WHEN the next era begins, with 0.003125 JOULE for security
        System::set_block_number(4 * HALVING + 1);
        System::reset_events();
        charge(2 * JOULE, 0);

        // THEN the half goes to the security pot
        assert_eq!(PotClaims::<Test>::get(Pot::Security), JOULE);
        assert_eq!(Ledger::<Test>::get().burned.fee, JOULE);
        assert_eq!(events(), vec![Event::PotFunded { pot: Pot::Security, amount: JOULE }]);
        assert_eq!(Balances::free_balance(AUTHOR), 2 * JOULE);
    });
}

#[test]
fn once_the_cap_is_reached_fees_pay_for_security_in_any_era() {
    run(|| {
        let rest = CAP - GENESIS;
        Balances::resolve(&BOB, Balances::issue(rest)).expect("Bob's account exists");
        Ledger::<Test>::mutate(|ledger| ledger.scheduled = rest);
        charge(2 * JOULE, 0);
        assert_eq!(PotClaims::<Test>::get(Pot::Security), JOULE);
    });
}
