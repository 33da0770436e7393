// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, EmissionSplit, Error, Event, Ledger, Pallet};
use frame_support::{assert_ok, traits::Imbalance};
use joule_primitives::{
    money::{BurnMoney, BurnReason, PayMoney, SettlePayment},
    units::{CAP, EXISTENTIAL_DEPOSIT, JOULE},
};

#[test]
fn burns_are_kept_apart_by_reason() {
    run(|| {
        for (amount, reason) in (1..).zip(BurnReason::ALL) {
            <Issuance as BurnMoney<_>>::burn(reason, take(ALICE, amount * JOULE));
        }
        let burned = Ledger::<Test>::get().burned;
        for (amount, reason) in (1..).zip(BurnReason::ALL) {
            assert_eq!(burned.get(reason), amount * JOULE, "{reason:?}");
        }
        assert_eq!(burned.total(), 28 * JOULE);
        assert_eq!(Balances::total_issuance(), GENESIS - 28 * JOULE);
        assert_eq!(Ledger::<Test>::get().effective_max(), CAP - 28 * JOULE);
    });
}

#[test]
fn dust_of_a_dying_account_is_entered() {
    run(|| {
        let left_over = EXISTENTIAL_DEPOSIT - 1;
        let origin = RuntimeOrigin::signed(ALICE);
        assert_ok!(Balances::transfer_allow_death(origin, BOB, ENDOWMENT - left_over));
        assert!(!System::account_exists(&ALICE));
        assert_eq!(Ledger::<Test>::get().burned.dust, left_over);
    });
}

#[test]
fn a_payment_that_an_account_cannot_hold_is_burned_as_dust() {
    run(|| {
        let dead = 77;
        <Issuance as PayMoney<_, _>>::pay(&dead, take(ALICE, EXISTENTIAL_DEPOSIT - 1));
        assert!(!System::account_exists(&dead));
        assert_eq!(Ledger::<Test>::get().burned.dust, EXISTENTIAL_DEPOSIT - 1);

        <Issuance as PayMoney<_, _>>::pay(&dead, take(ALICE, EXISTENTIAL_DEPOSIT));
        assert_eq!(Balances::free_balance(dead), EXISTENTIAL_DEPOSIT);
        <Issuance as PayMoney<_, _>>::pay(&dead, Credit::default());
        assert_eq!(Ledger::<Test>::get().burned.dust, EXISTENTIAL_DEPOSIT - 1);
    });
}

#[test]
fn a_credit_that_another_pallet_drops_is_found_when_the_block_ends() {
    run(|| {
        drop(take(ALICE, 4 * JOULE));
        assert_eq!(Ledger::<Test>::get().burned.other, 0);
        end_block();
        assert_eq!(Ledger::<Test>::get().burned.other, 4 * JOULE);
        let burned = Event::Burned { reason: BurnReason::Other, amount: 4 * JOULE };
        assert_eq!(events(), vec![burned]);
    });
}

#[test]
#[should_panic(expected = "only the issuance pallet mints")]
fn a_mint_by_anyone_else_is_found_when_the_block_ends() {
    run(|| {
        drop(pallet_balances::PositiveImbalance::<Test>::new(5));
    });
}

#[test]
fn a_mint_by_anyone_else_is_entered_once_and_for_ever() {
    genesis(vec![(ALICE, ENDOWMENT)], EmissionSplit::default()).execute_with(|| {
        System::set_block_number(1);
        drop(pallet_balances::PositiveImbalance::<Test>::new(5));
        // The complaint panics in tests, after the entry was made.
        let panicked = std::panic::catch_unwind(Issuance::enter_what_went_unrecorded);
        assert!(panicked.is_err());
        assert_eq!(Ledger::<Test>::get().unrecorded, 5);

        // Later blocks find what is new, and nothing else.
        drop(take(ALICE, 3));
        Issuance::enter_what_went_unrecorded();
        let ledger = Ledger::<Test>::get();
        assert_eq!((ledger.unrecorded, ledger.burned.other), (5, 3));
        let complaint: &str = Pallet::<Test>::check_invariants().expect_err("I1 is broken").into();
        assert!(complaint.starts_with("I1"), "{complaint}");
    });
}

#[test]
fn a_settlement_burns_the_payment_and_mints_part_of_it() {
    run(|| {
        let reminted = Issuance::settle(take(ALICE, 100 * JOULE), 80 * JOULE).expect("80 < 95");
        assert_eq!(reminted.peek(), 80 * JOULE);
        Issuance::pay(&BOB, reminted);
        let ledger = Ledger::<Test>::get();
        assert_eq!(ledger.burned.settlement, 100 * JOULE);
        assert_eq!(ledger.reminted, 80 * JOULE);
        assert_eq!(ledger.remintable, 95 * JOULE);
        assert_eq!(ledger.destroyed(), 20 * JOULE);
        assert_eq!(Balances::total_issuance(), GENESIS - 20 * JOULE);
        let settled = Event::Settled { burned: 100 * JOULE, reminted: 80 * JOULE };
        assert_eq!(events(), vec![settled]);
    });
}

#[test]
fn a_settlement_that_mints_too_much_hands_the_payment_back() {
    run(|| {
        let too_much = <Issuance as SettlePayment<_, Credit>>::max_reminted(100 * JOULE) + 1;
        for remint in [too_much, 100 * JOULE, u128::MAX] {
            let before = Ledger::<Test>::get();
            let (error, payment) =
                Issuance::settle(take(ALICE, 100 * JOULE), remint).expect_err("over 95 %");
            assert_eq!(error, Error::<Test>::RemintsTooMuch.into());
            assert_eq!(payment.peek(), 100 * JOULE);
            assert_eq!(Ledger::<Test>::get(), before);
            Issuance::pay(&ALICE, payment);
        }
        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT);
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn nothing_is_minted_again_for_a_payment_of_nothing() {
    run(|| {
        assert!(Issuance::settle(Credit::default(), 1).is_err());
        assert_eq!(Issuance::settle(Credit::default(), 0).expect("0 of 0").peek(), 0);
        assert_eq!(Pallet::<Test>::remintable_of(1), 0);
        assert_eq!(events(), vec![]);
    });
}
