// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, Error, Event, PotClaims};
use frame_support::{assert_noop, assert_ok, traits::Imbalance};
use joule_primitives::{
    money::{PayMoney, Pot, Pots},
    units::{EXISTENTIAL_DEPOSIT, JOULE, MILLIJOULE},
};

fn available(pot: Pot) -> u128 {
    <Issuance as Pots<_, Credit>>::available(pot)
}

fn withdraw(pot: Pot, amount: u128) -> Result<Credit, sp_runtime::DispatchError> {
    <Issuance as Pots<_, Credit>>::withdraw(pot, amount)
}

#[test]
fn what_was_earned_is_paid_from_its_pot() {
    run(|| {
        execute_block(1);
        let pay = withdraw(Pot::Security, 20 * MILLIJOULE).expect("50 are there");
        Issuance::pay(&BOB, pay);
        assert_eq!(available(Pot::Security), 30 * MILLIJOULE);
        assert_eq!(Balances::free_balance(BOB), ENDOWMENT + 20 * MILLIJOULE);
        let paid = Event::PotPaid { pot: Pot::Security, amount: 20 * MILLIJOULE };
        assert_eq!(events().last(), Some(&paid));
    });
}

#[test]
fn a_pot_pays_to_the_last_pj_and_keeps_its_deposit() {
    run(|| {
        execute_block(1);
        let all = available(Pot::Compute);
        Issuance::pay(&BOB, withdraw(Pot::Compute, all).expect("all of it is there"));
        let account = Pot::Compute.account::<AccountId>();
        assert_eq!(Balances::free_balance(account), EXISTENTIAL_DEPOSIT);
        assert_eq!(available(Pot::Compute), 0);
        execute_block(2);
        assert_eq!(available(Pot::Compute), 75 * MILLIJOULE);
    });
}

#[test]
fn a_pot_never_pays_more_than_it_owes() {
    run(|| {
        execute_block(1);
        let pot = Pot::Subnets;
        let too_much = available(pot) + 1;
        assert_noop!(withdraw(pot, too_much), Error::<Test>::PotTooLow);
        assert_noop!(withdraw(pot, u128::MAX), Error::<Test>::PotTooLow);

        // Not even when a stranger filled the account.
        let account = pot.account::<AccountId>();
        assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(BOB), account, JOULE));
        assert_noop!(withdraw(pot, too_much), Error::<Test>::PotTooLow);
    });
}

#[test]
fn a_payment_of_nothing_leaves_no_trace() {
    run(|| {
        assert_eq!(withdraw(Pot::Security, 0).expect("nothing is always there").peek(), 0);
        <Issuance as Pots<_, _>>::deposit(Pot::Security, Credit::default());
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn what_is_deposited_can_be_withdrawn() {
    run(|| {
        <Issuance as Pots<_, _>>::deposit(Pot::Compute, take(ALICE, 3 * JOULE));
        let funded = Event::PotFunded { pot: Pot::Compute, amount: 3 * JOULE };
        assert_eq!(events(), vec![funded]);
        assert_eq!(PotClaims::<Test>::get(Pot::Compute), 3 * JOULE);
        let credit = withdraw(Pot::Compute, 3 * JOULE).expect("it was deposited");
        assert_eq!(credit.peek(), 3 * JOULE);
        Issuance::pay(&ALICE, credit);
    });
}
