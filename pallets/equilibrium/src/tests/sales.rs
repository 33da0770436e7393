// SPDX-License-Identifier: Apache-2.0
//! Payments, and who gets which part of them.

use crate::{
    mock::*, types::ClassSales, CreditOf, Error, Event, Running, SalesOfClasses, WorkClaims,
};
use frame_support::{
    assert_noop, assert_ok,
    traits::{fungible::Balanced, Imbalance},
};
use joule_math::bme::Params;
use joule_primitives::{
    attestation::ClassId,
    market::{Quote, Sale, SettleCompute, UsdMicro},
    money::{BurnReason, Pot, Pots},
    price::Dollars,
    types::Balance,
    units::JOULE,
};
use proptest::prelude::*;
use sp_runtime::Perbill;

fn quote(
    usd: UsdMicro,
    price: Dollars,
    escrow: Balance,
) -> Result<Quote, sp_runtime::DispatchError> {
    Equilibrium::quote(usd, price, escrow)
}

#[test]
fn a_payment_is_burned_and_most_of_it_minted_again() {
    run(|| {
        pay(PROVIDER, 100 * JOULE);

        assert_eq!(balance(TENANT), ENDOWMENT - 100 * JOULE);
        assert_eq!(balance(PROVIDER), 70 * JOULE);
        assert_eq!(Bank::available(Pot::Security), 10 * JOULE);
        assert_eq!(BurnedFor::get()[BurnReason::Settlement as usize], 100 * JOULE);
        assert_eq!(Reminted::get(), 80 * JOULE);
        let told = Event::ComputeSettled {
            provider: PROVIDER,
            class: Some(CLASS),
            usd_micro: USD,
            device_blocks: 600,
            is_related: false,
            burned: 100 * JOULE,
            to_provider: 70 * JOULE,
            to_stakers: 10 * JOULE,
            weighted: 100 * JOULE,
        };
        assert_eq!(events(), [told]);
    });
}

#[test]
fn lean_parameters_leave_more_to_the_provider() {
    run_with(Params::LEAN.into(), || {
        pay(PROVIDER, 100 * JOULE);
        assert_eq!(balance(PROVIDER), 90 * JOULE);
        assert_eq!(Bank::available(Pot::Security), 2 * JOULE);
    });
}

#[test]
fn what_rounding_leaves_is_gone() {
    run(|| {
        pay(PROVIDER, JOULE);
        pay(PROVIDER, 333_334);
        assert_eq!(balance(PROVIDER), JOULE * 7 / 10 + 233_333);
        assert_eq!(Bank::available(Pot::Security), JOULE / 10 + 33_333);
    });
}

#[test]
fn nothing_may_be_paid() {
    run(|| {
        pay(PROVIDER, 0);
        assert_eq!(balance(PROVIDER), 0);
        assert_eq!(Running::<Test>::get().sales.usd_micro, USD);
    });
}

#[test]
fn what_is_refused_is_handed_back_and_changes_nothing() {
    run(|| {
        let payment = take(TENANT, JOULE).expect("the tenant has as much");
        Refusing::set(&true);
        let before = state();
        let settled = Equilibrium::settle(&sale(&PROVIDER, USD), payment);
        let (_, payment): (_, CreditOf<Test>) = settled.expect_err("it is refused");
        assert_eq!(payment.peek(), JOULE);
        assert_eq!(state(), before);
        Refusing::set(&false);
        assert!(Balances::resolve(&TENANT, payment).is_ok());
    });
}

#[test]
fn the_books_tell_what_was_sold() {
    run(|| {
        pay(PROVIDER, 100 * JOULE);
        settle(&Sale { device_blocks: 300, ..sale(&OTHER, 3 * USD) }, 50 * JOULE);
        let other_class = Sale { class: Some(ClassId(9)), ..sale(&OTHER, USD) };
        settle(&other_class, JOULE);
        settle(&Sale { class: None, ..sale(&OTHER, USD) }, JOULE);

        let epoch = Running::<Test>::get();
        assert_eq!(epoch.sales.usd_micro, 6 * USD);
        assert_eq!(epoch.sales.unrelated_usd_micro, 6 * USD);
        assert_eq!(epoch.sales.device_blocks, 2_100);
        assert_eq!(epoch.sales.unrelated_device_blocks, 2_100);
        assert_eq!(epoch.sales.burned, 152 * JOULE);
        assert_eq!(epoch.sales.to_providers, 152 * JOULE * 7 / 10);
        assert_eq!(epoch.sales.to_stakers, 152 * JOULE / 10);
        let of_class = |class| SalesOfClasses::<Test>::get(0, class);
        assert_eq!(of_class(CLASS), ClassSales { usd_micro: 4 * USD, device_blocks: 900 });
        assert_eq!(of_class(ClassId(9)), ClassSales { usd_micro: USD, device_blocks: 600 });
        assert_eq!(SalesOfClasses::<Test>::iter().count(), 2);
    });
}

#[test]
fn payments_add_up_to_what_earns_a_subsidy() {
    run(|| {
        pay(PROVIDER, 100 * JOULE);
        pay(OTHER, 30 * JOULE);
        let half = Sale { quality: Perbill::from_percent(50), ..sale(&PROVIDER, USD) };
        settle(&half, 10 * JOULE + 1);
        assert_eq!(WorkClaims::<Test>::get(0, PROVIDER), 105 * JOULE);
        assert_eq!(WorkClaims::<Test>::get(0, OTHER), 30 * JOULE);
        assert_eq!(Running::<Test>::get().weighted, 135 * JOULE);
    });
}

#[test]
fn what_is_paid_to_oneself_earns_no_subsidy_and_is_no_revenue() {
    run(|| {
        settle(&Sale { is_related: true, ..sale(&PROVIDER, USD) }, 100 * JOULE);
        let epoch = Running::<Test>::get();
        assert_eq!(epoch.weighted, 0);
        assert_eq!(epoch.sales.usd_micro, USD);
        assert_eq!(epoch.sales.unrelated_usd_micro, 0);
        let blocks = (epoch.sales.device_blocks, epoch.sales.unrelated_device_blocks);
        assert_eq!(blocks, (600, 0));
        assert_eq!(epoch.sales.burned, 100 * JOULE);
        assert!(!WorkClaims::<Test>::contains_key(0, PROVIDER));
        assert_eq!(SalesOfClasses::<Test>::iter().count(), 0);
    });
}

#[test]
fn a_provider_that_cannot_hold_its_part_loses_it() {
    run(|| {
        pay(STRANGER, 1_000);
        assert_eq!(balance(STRANGER), 0);
        assert_eq!(BurnedFor::get()[BurnReason::Dust as usize], 700);
    });
}

#[test]
fn a_quote_tells_what_a_debt_comes_to() {
    run(|| {
        let told = quote(100 * USD, Dollars::from_u32(2), ENDOWMENT);
        let expected = Quote { usd_micro: 100 * USD, burned: 50 * JOULE, to_provider: 35 * JOULE };
        assert_eq!(told, Ok(expected));
    });
}

#[test]
fn a_quote_never_exceeds_the_escrow() {
    run(|| {
        let told = quote(100 * USD, Dollars::from_u32(2), 10 * JOULE).expect("there is a price");
        assert_eq!((told.usd_micro, told.burned), (20 * USD, 10 * JOULE));
        let nothing = quote(100 * USD, Dollars::from_u32(2), 0).expect("there is a price");
        assert_eq!(nothing, Quote::default());
    });
}

#[test]
fn nothing_is_quoted_without_a_price_or_beyond_all_amounts() {
    run(|| {
        let none = Dollars::from_inner(0);
        assert_noop!(quote(USD, none, ENDOWMENT), Error::<Test>::NoPrice);
        let least = Dollars::from_inner(1);
        assert_ok!(quote(u128::MAX, Dollars::from_u32(1), u128::MAX));
        let told = quote(u128::MAX, least, u128::MAX).expect("as much as the escrow pays");
        assert!(told.usd_micro < u128::MAX);
    });
}

#[test]
fn settling_takes_the_weight_that_was_measured() {
    let weight = <Equilibrium as SettleCompute<AccountId, Credit>>::weight();
    assert_eq!(weight, frame_support::weights::Weight::from_parts(3, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is quoted is what is paid, and no more is minted than the parameters leave.
    #[test]
    fn a_quote_is_kept(
        usd in 0u128..10_000 * USD,
        price in 1u128..100_000_000_000_000_000_000,
        escrow in 0u128..1_000_000 * JOULE,
        is_lean in any::<bool>(),
    ) {
        let params = if is_lean { Params::LEAN } else { Params::DEFAULT };
        run_with(params.into(), || {
            pay(PROVIDER, JOULE);
            let (before, reminted) = (balance(PROVIDER), Reminted::get());
            let told = quote(usd, Dollars::from_inner(price), escrow).expect("there is a price");
            assert!(told.burned <= escrow && told.usd_micro <= usd);
            settle(&sale(&PROVIDER, told.usd_micro), told.burned);
            assert_eq!(balance(PROVIDER) - before, told.to_provider);
            let minted = Reminted::get() - reminted;
            let left = Perbill::one() - params.tau_b;
            assert!(minted <= left.mul_floor(told.burned));
        });
    }
}
