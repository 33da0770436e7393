// SPDX-License-Identifier: Apache-2.0
//! Claims of the subsidy of work.

use crate::{mock::*, Error, Event, Grants, Outstanding, WorkClaims};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::{Pot, Pots},
    units::JOULE,
};
use sp_runtime::DispatchError;

#[test]
fn a_provider_claims_the_subsidy_of_its_work() {
    run(|| {
        pay(PROVIDER, 1_000 * JOULE);
        end_epoch();
        let (before, pot) = (balance(PROVIDER), Bank::available(Pot::Compute));

        assert_ok!(Equilibrium::claim_work(signed(PROVIDER), 0));

        assert_eq!(balance(PROVIDER) - before, 150 * JOULE);
        assert_eq!(pot - Bank::available(Pot::Compute), 150 * JOULE);
        assert_eq!(Outstanding::<Test>::get().unclaimed, 0);
        assert!(!WorkClaims::<Test>::contains_key(0, PROVIDER));
        let told = Event::WorkClaimed { epoch: 0, provider: PROVIDER, amount: 150 * JOULE };
        assert_eq!(events().last(), Some(&told));
    });
}

#[test]
fn much_work_shares_the_budget() {
    run(|| {
        // 720 of 100,000 JOULE: 0.72 %.
        pay(PROVIDER, 75_000 * JOULE);
        pay(OTHER, 25_000 * JOULE);
        end_epoch();
        let before = (balance(PROVIDER), balance(OTHER));
        assert_ok!(Equilibrium::claim_work(signed(OTHER), 0));
        assert_ok!(Equilibrium::claim_work(signed(PROVIDER), 0));
        assert_eq!(balance(PROVIDER) - before.0, 540 * JOULE);
        assert_eq!(balance(OTHER) - before.1, 180 * JOULE);
        assert_eq!(Grants::<Test>::get(0).expect("it is kept").work_left, 0);
    });
}

#[test]
fn nothing_is_claimed_twice() {
    run(|| {
        pay(PROVIDER, 1_000 * JOULE);
        end_epoch();
        assert_ok!(Equilibrium::claim_work(signed(PROVIDER), 0));
        assert_noop!(Equilibrium::claim_work(signed(PROVIDER), 0), Error::<Test>::NothingToClaim);
    });
}

#[test]
fn nobody_claims_what_another_one_earned() {
    run(|| {
        pay(PROVIDER, 1_000 * JOULE);
        end_epoch();
        assert_noop!(Equilibrium::claim_work(signed(STRANGER), 0), Error::<Test>::NothingToClaim);
        assert_noop!(Equilibrium::claim_work(RuntimeOrigin::none(), 0), DispatchError::BadOrigin);
        assert_noop!(Equilibrium::claim_work(RuntimeOrigin::root(), 0), DispatchError::BadOrigin);
    });
}

#[test]
fn the_epoch_that_runs_pays_nothing_yet() {
    run(|| {
        pay(PROVIDER, 1_000 * JOULE);
        for epoch in [0, 1, u32::MAX] {
            assert_noop!(
                Equilibrium::claim_work(signed(PROVIDER), epoch),
                Error::<Test>::EpochNotClosed
            );
        }
    });
}

#[test]
fn claims_are_kept_for_so_many_epochs_and_no_longer() {
    run(|| {
        pay(PROVIDER, 1_000 * JOULE);
        pay(OTHER, 1_000 * JOULE);
        end_epochs(KEPT);
        assert_ok!(Equilibrium::claim_work(signed(PROVIDER), 0));
        end_epoch();
        assert_noop!(Equilibrium::claim_work(signed(OTHER), 0), Error::<Test>::ClaimsExpired);
    });
}

#[test]
fn a_subsidy_below_the_least_amount_is_none() {
    run(|| {
        pay(PROVIDER, 6);
        end_epoch();
        assert_noop!(Equilibrium::claim_work(signed(PROVIDER), 0), Error::<Test>::NothingToClaim);
    });
}
