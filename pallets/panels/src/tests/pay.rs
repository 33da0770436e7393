// SPDX-License-Identifier: Apache-2.0
//! How panels are paid.

use crate::{mock::*, Event};
use frame_support::assert_ok;
use joule_primitives::{money::BurnReason, units::EXISTENTIAL_DEPOSIT, units::JOULE};

fn paid() -> Vec<(AccountId, AccountId, u128)> {
    let paid = events().into_iter().filter_map(|event| match event {
        Event::JurorPaid { dispute: DISPUTE, juror, coldkey, amount } => {
            assert_eq!(Balances::free_balance(coldkey), amount);
            Some((juror, coldkey, amount))
        }
        _ => None,
    });
    paid.collect()
}

#[test]
fn those_who_voted_with_the_finding_share_what_the_panel_is_paid() {
    run(|| {
        open_and_draw();
        let (jurors, owners) = (panel(), owners());
        Paid::set(10 * JOULE + 1);
        vote_and_conclude(&[
            Some(ProviderFault),
            Some(TenantFault),
            Some(ProviderFault),
            None,
            Some(ProviderFault),
        ]);
        let share = 10 * JOULE / 3;
        let part = |place: usize, amount| (jurors[place], owners[place], amount);
        // 10 JOULE + 1 pJ leave 2 pJ when they are divided by three.
        let parts = [part(0, share), part(2, share + 1), part(4, share + 1)];
        assert_eq!(paid(), parts);
        assert_eq!(Balances::total_issuance(), 10 * JOULE + 1);
        assert_eq!(Burned::get(), []);
    });
}

#[test]
fn a_panel_is_paid_for_finding_that_nobody_is_at_fault() {
    run(|| {
        open_and_draw();
        let (jurors, owners) = (panel(), owners());
        vote_and_conclude(&[Some(NoFault); 5]);
        let shares = jurors.into_iter().zip(owners).map(|(juror, owner)| (juror, owner, PAY / 5));
        assert_eq!(paid(), shares.collect::<Vec<_>>());
    });
}

#[test]
fn a_panel_that_is_paid_nothing_leaves_no_trace() {
    run(|| {
        Paid::set(0);
        open_and_draw();
        vote_and_conclude(&[Some(NoFault); 5]);
        assert_eq!((paid(), Burned::get()), (vec![], vec![]));
    });
}

#[test]
fn less_than_one_each_goes_to_those_drawn_last() {
    run(|| {
        open_and_draw();
        let owners = owners();
        Paid::set(EXISTENTIAL_DEPOSIT);
        // What an account cannot hold is burned where it is paid.
        vote_and_conclude(&[Some(ProviderFault); 5]);
        let shares = owners.iter().map(Balances::free_balance).sum::<u128>();
        let burned = Burned::get();
        assert!(burned.iter().all(|(reason, _)| *reason == BurnReason::Dust));
        let burned = burned.iter().map(|(_, amount)| amount).sum::<u128>();
        assert_eq!(shares + burned, EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn a_panel_without_a_majority_is_paid_nothing() {
    run(|| {
        PaidWithoutFinding::set(PAY);
        open_and_draw();
        vote(&[Some(NoFault), Some(NoFault), Some(ProviderFault), Some(TenantFault), None]);
        go_to(dispute().decide_until);
        assert_ok!(conclude());
        assert_eq!((Followed::get(), paid()), (vec![(DISPUTE, None)], vec![]));
        assert_eq!(Burned::get(), [(BurnReason::Slash, PAY)]);
    });
}

#[test]
fn what_nobody_earned_is_burned() {
    run(|| {
        open_and_draw();
        let credit = <Balances as frame_support::traits::fungible::Balanced<_>>::issue(PAY);
        Panels::pay_panel(DISPUTE, credit, &[]);
        assert_eq!(Burned::get(), [(BurnReason::Slash, PAY)]);
    });
}
