// SPDX-License-Identifier: Apache-2.0
//! Pay that devices get by going on to prove their work.

use crate::{
    mock::*, types::Vesting, Error, Event, FailedIn, IdleTimes, Outstanding, Running, Vestings,
    VestingsSince,
};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};
use joule_primitives::{
    money::{Pot, Pots},
    types::Balance,
    units::JOULE,
};
use proptest::prelude::*;
use sp_runtime::DispatchError;

fn claim(number: u8, epoch: u32) -> sp_runtime::DispatchResult {
    Equilibrium::claim_availability(signed(owner(number)), epoch, key(number))
}

/// A device that claimed 360 JOULE, in the epoch 1.
fn claimed(number: u8) {
    set_low_price();
    prove_hour(number);
    end_epoch();
    assert_ok!(claim(number, 0));
    System::reset_events();
}

/// Another device that claimed in the epoch 1, when the first had claimed of the epoch 0.
fn claimed_too(number: u8) {
    prove_hour(number);
    let vesting = Vestings::<Test>::get(owner(1), key(1)).expect("it vests");
    VestingsSince::<Test>::insert((vesting.listed_in, owner(number), key(number)), ());
    Vestings::<Test>::insert(owner(number), key(number), vesting);
    Outstanding::<Test>::mutate(|owed| owed.unvested += vesting.unvested);
    let money = take(TENANT, vesting.unvested).expect("the tenant has as much");
    Bank::deposit(Pot::Compute, money);
}

fn vesting(number: u8) -> Option<Vesting> {
    Vestings::<Test>::get(owner(number), key(number))
}

fn lapse(number: u8) -> sp_runtime::DispatchResult {
    Equilibrium::lapse_unvested(signed(STRANGER), owner(number), key(number))
}

#[test]
fn pay_vests_in_equal_parts_with_each_proof() {
    run(|| {
        claimed(1);
        Listed::set(&Vec::new());
        let pot = Bank::available(Pot::Compute);
        for proof in 1..=PROOFS {
            System::reset_events();
            prove(1, 1, 1);
            assert_eq!(earned(1), 15 * JOULE * Balance::from(proof));
            let (device, owner) = (key(1), owner(1));
            assert_eq!(events(), [Event::Vested { device, owner, amount: 15 * JOULE }]);
            check();
        }
        assert_eq!(vesting(1), None);
        assert_eq!(Outstanding::<Test>::get().unvested, 0);
        assert_eq!(pot - Bank::available(Pot::Compute), AVAILABILITY);
        prove(1, 1, 1);
        assert_eq!(earned(1), AVAILABILITY);
    });
}

#[test]
fn a_proof_of_nothing_pays_nothing() {
    run(|| {
        claimed(1);
        prove(1, 0, 600);
        assert_eq!(earned(1), 0);
        assert_eq!(vesting(1).expect("it vests").proofs_left, PROOFS);
    });
}

#[test]
fn a_device_that_fails_loses_what_has_not_vested() {
    run(|| {
        claimed(1);
        prove(1, 1, 1);
        let before = lapsed();
        System::reset_events();
        fail(1);
        assert_eq!(lapsed() - before, 345 * JOULE);
        assert_eq!(earned(1), 15 * JOULE);
        assert_eq!(vesting(1), None);
        assert_eq!(Running::<Test>::get().lapsed, 345 * JOULE);
        let (device, owner) = (key(1), owner(1));
        assert_eq!(events(), [Event::UnvestedLapsed { device, owner, amount: 345 * JOULE }]);
        prove(1, 1, 1);
        assert_eq!(earned(1), 15 * JOULE);
    });
}

#[test]
fn a_device_that_fails_loses_what_was_not_claimed() {
    run(|| {
        set_low_price();
        prove_hour(1);
        prove_hour(2);
        end_epoch();
        prove_hour(1);
        prove_hour(2);
        fail(1);
        assert_noop!(claim(1, 0), Error::<Test>::Forfeited);
        // Of the epoch that runs the others get its part, too.
        assert!(!IdleTimes::<Test>::contains_key((1, owner(1), key(1))));
        assert_eq!(Running::<Test>::get().idle.weight, 600_000);
        end_epoch();
        assert_noop!(claim(1, 1), Error::<Test>::NothingToClaim);
        assert_ok!(claim(2, 0));
        assert_ok!(claim(2, 1));
        assert_eq!(Outstanding::<Test>::get().unvested, AVAILABILITY / 2 + AVAILABILITY);
    });
}

#[test]
fn what_a_device_proves_after_it_failed_counts_again() {
    run(|| {
        set_low_price();
        prove_hour(1);
        end_epoch();
        fail(1);
        fail(1);
        assert_eq!(FailedIn::<Test>::get(key(1)), Some(1));
        prove_hour(1);
        end_epoch();
        assert_noop!(claim(1, 0), Error::<Test>::Forfeited);
        assert_ok!(claim(1, 1));
        fail(1);
        assert_eq!(FailedIn::<Test>::get(key(1)), Some(2));
    });
}

#[test]
fn the_failure_of_a_device_is_none_of_another_one() {
    run(|| {
        claimed(1);
        fail(2);
        assert_eq!(vesting(1).expect("it vests").unvested, AVAILABILITY);
    });
}

#[test]
fn more_pay_vests_with_what_is_left_over_the_mean_of_both() {
    let mut vesting = Vesting { unvested: 100, proofs_left: 4, touched_in: 1, listed_in: 0 };
    vesting.add(300, 24, 2);
    assert_eq!(vesting, Vesting { unvested: 400, proofs_left: 19, touched_in: 2, listed_in: 0 });
    vesting.add(1, 24, 2);
    // It is rounded up.
    assert_eq!((vesting.unvested, vesting.proofs_left), (401, 20));
    let mut none = Vesting { unvested: 0, proofs_left: 0, touched_in: 0, listed_in: 0 };
    none.add(7, 24, 0);
    assert_eq!((none.unvested, none.proofs_left), (7, 24));
}

#[test]
fn claims_add_up() {
    run(|| {
        claimed(1);
        for _ in 0..12 {
            prove(1, 1_000, 600);
        }
        let left = AVAILABILITY / 2;
        end_epoch();
        assert_ok!(claim(1, 1));
        let vesting = vesting(1).expect("it vests");
        assert_eq!(vesting.unvested, left + AVAILABILITY);
        assert_eq!((vesting.proofs_left, vesting.touched_in), (20, 2));
    });
}

#[test]
fn pay_of_a_device_that_proves_nothing_any_more_may_be_burned() {
    run(|| {
        claimed(1);
        assert_noop!(lapse(2), Error::<Test>::VestingNotFound);
        end_epochs(KEPT);
        assert_noop!(lapse(1), Error::<Test>::StillVesting);
        end_epoch();
        assert_noop!(
            Equilibrium::lapse_unvested(RuntimeOrigin::none(), owner(1), key(1)),
            DispatchError::BadOrigin
        );
        let before = lapsed();
        assert_ok!(lapse(1));
        assert_eq!(lapsed() - before, AVAILABILITY);
        assert_noop!(lapse(1), Error::<Test>::VestingNotFound);
    });
}

#[test]
fn pay_of_a_device_that_is_gone_is_burned_by_and_by() {
    run(|| {
        claimed(1);
        claimed_too(2);
        end_epochs(KEPT);
        prove(2, 1, 1);
        let before = lapsed();
        // The epoch of the claims expires with the next one.
        for _ in 0..3 {
            Equilibrium::on_idle(0, Weight::MAX);
        }
        assert_eq!(lapsed(), before);
        end_epoch();
        let before = lapsed();
        for _ in 0..8 {
            Equilibrium::on_idle(0, Weight::MAX);
            check();
        }
        assert_eq!(lapsed() - before, AVAILABILITY);
        assert_eq!(vesting(1), None);
        let listed = vesting(2).map(|vesting| (vesting.touched_in, vesting.listed_in));
        assert_eq!(listed, Some((KEPT + 1, KEPT + 1)));
        // It comes to an end as well.
        end_epochs(KEPT + 1);
        for _ in 0..8 {
            Equilibrium::on_idle(0, Weight::MAX);
        }
        assert_eq!((vesting(2), VestingsSince::<Test>::iter().count()), (None, 0));
    });
}

#[test]
fn a_proof_keeps_pay_from_being_burned() {
    run(|| {
        claimed(1);
        end_epochs(KEPT);
        prove(1, 1, 1);
        end_epoch();
        assert_noop!(lapse(1), Error::<Test>::StillVesting);
    });
}

#[test]
#[should_panic(expected = "the compute pot holds what was promised of it")]
fn a_pot_that_does_not_hold_what_vests_is_no_state_that_can_be() {
    run(|| {
        claimed(1);
        PotClaims::set(&[0; 3]);
        prove(1, 1, 1);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// All of it is paid after as many proofs as are left, and never in larger parts than its own.
    #[test]
    fn all_that_vests_is_paid(
        adds in prop::collection::vec((1u128..400 * JOULE, 0u32..30), 1..12),
        proofs in 1u32..30,
    ) {
        let mut vesting = Vesting { unvested: 0, proofs_left: 0, touched_in: 0, listed_in: 0 };
        let (mut added, mut paid) = (0, 0);
        for (amount, passed) in adds {
            vesting.add(amount, proofs, 0);
            added += amount;
            prop_assert!((1..=proofs).contains(&vesting.proofs_left));
            for _ in 0..passed.min(vesting.proofs_left - 1) {
                let most = vesting.unvested / Balance::from(vesting.proofs_left);
                let part = vesting.release(0);
                prop_assert!(part <= most);
                paid += part;
            }
        }
        while vesting.unvested > 0 {
            prop_assert!(vesting.proofs_left > 0);
            paid += vesting.release(0);
        }
        prop_assert_eq!(paid, added);
    }
}
