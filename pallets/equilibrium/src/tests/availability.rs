// SPDX-License-Identifier: Apache-2.0
//! Pay of devices that are there and idle.

use crate::{mock::*, types::IdleTime, Error, Event, IdleTimes, Outstanding, Running, Vestings};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::{ChallengeRewards, FollowDevices, MilliComputeUnits},
    price::Health,
    types::Balance,
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::DispatchError;

/// What an idle hour at 2 dollars pays at 3 dollars per JOULE: 2 % of two thirds of one.
const HOUR: Balance = 13_333_333_333;

fn claim(number: u8, epoch: u32) -> sp_runtime::DispatchResult {
    Equilibrium::claim_availability(signed(owner(number)), epoch, key(number))
}

fn claimed(number: u8, epoch: u32) -> Balance {
    let before = Outstanding::<Test>::get().unvested;
    assert_ok!(claim(number, epoch));
    Outstanding::<Test>::get().unvested - before
}

fn idle() -> IdleTime {
    Running::<Test>::get().idle
}

#[test]
fn an_idle_hour_is_paid_a_part_of_the_reference_price() {
    run(|| {
        prove_hour(1);
        let told = Event::IdleTimeCounted {
            epoch: 0,
            device: key(1),
            owner: owner(1),
            weight: 600_000,
            usd_micro: 2 * USD,
        };
        assert_eq!(events(), [told]);
        let grant = end_epoch();
        assert_eq!(grant.availability, AVAILABILITY);
        assert_eq!(grant.availability_left, HOUR);

        assert_ok!(claim(1, 0));

        let told = Event::AvailabilityClaimed {
            epoch: 0,
            device: key(1),
            owner: owner(1),
            amount: HOUR,
            proofs: PROOFS,
        };
        assert_eq!(events(), [told]);
        assert_eq!(Outstanding::<Test>::get().unvested, HOUR);
        assert_eq!(Outstanding::<Test>::get().unclaimed, 0);
        assert_eq!(balance(owner(1)), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn what_devices_may_not_earn_lapses_at_once() {
    run(|| {
        prove_hour(1);
        end_epoch();
        assert_eq!(lapsed(), AVAILABILITY - HOUR);
    });
}

#[test]
fn devices_share_by_score_and_time() {
    run(|| {
        set_low_price();
        prove_hour(1);
        list(key(2));
        prove(2, 2_000, 600);
        prove(2, 2_000, 300);
        assert_eq!(idle(), IdleTime { weight: 2_400_000, usd_micro: 5 * USD });
        assert_eq!(end_epoch().availability_left, AVAILABILITY);
        assert_eq!(claimed(1, 0), 90 * JOULE);
        assert_eq!(claimed(2, 0), 270 * JOULE);
    });
}

#[test]
fn a_device_that_is_not_listed_earns_nothing() {
    run(|| {
        prove(1, 1_000, 600);
        Listed::set(&vec![(key(2), UNPRICED)]);
        prove(2, 1_000, 600);
        assert_eq!(idle(), IdleTime::default());
        assert_eq!(IdleTimes::<Test>::iter().count(), 0);
        end_epoch();
        assert_noop!(claim(1, 0), Error::<Test>::NothingToClaim);
        assert_eq!(lapsed(), AVAILABILITY);
    });
}

#[test]
fn a_proof_of_nothing_counts_for_nothing() {
    run(|| {
        list(key(1));
        prove(1, 0, 600);
        prove(1, 1_000, 0);
        assert_eq!(idle(), IdleTime::default());
        assert_eq!(IdleTimes::<Test>::iter().count(), 0);
    });
}

#[test]
fn time_counts_for_the_longest_gap_at_most() {
    run(|| {
        list(key(1));
        prove(1, 1_000, u32::MAX);
        let weight = 1_000 * u128::from(MAX_GAP);
        assert_eq!(idle(), IdleTime { weight, usd_micro: 4 * USD });
    });
}

#[test]
fn a_proof_counts_for_the_epoch_in_which_it_is_settled() {
    run(|| {
        end_epoch();
        prove_hour(1);
        end_epoch();
        assert_noop!(claim(1, 0), Error::<Test>::NothingToClaim);
        assert_eq!(claimed(1, 1), HOUR);
    });
}

#[test]
fn nothing_is_paid_without_a_price_that_may_be_trusted() {
    for (price, health) in
        [(3_000_000, Health::Degraded), (3_000_000, Health::Halted), (0, Health::Healthy)]
    {
        run(|| {
            set_price(price, health);
            prove_hour(1);
            let grant = end_epoch();
            assert_eq!((grant.availability_left, grant.price), (0, None));
            assert_eq!(lapsed(), AVAILABILITY);
            set_price(3_000_000, Health::Healthy);
            assert_noop!(claim(1, 0), Error::<Test>::NothingToClaim);
        });
    }
}

#[test]
fn the_price_of_the_last_block_counts() {
    run(|| {
        set_price(0, Health::Halted);
        prove_hour(1);
        set_price(6_000_000, Health::Healthy);
        assert_eq!(end_epoch().availability_left, HOUR / 2);
        set_price(1_000_000, Health::Healthy);
        assert_eq!(claimed(1, 0), HOUR / 2);
    });
}

#[test]
fn who_owned_the_device_when_it_proved_is_paid() {
    run(|| {
        prove_hour(1);
        let heir = owner(2);
        Equilibrium::on_proved(&key(1), &heir, MilliComputeUnits(1_000), 600);
        end_epoch();
        let claim = |who| Equilibrium::claim_availability(signed(who), 0, key(1));
        assert_ok!(claim(owner(1)));
        assert_ok!(claim(heir));
        for who in [owner(1), heir] {
            let vesting = Vestings::<Test>::get(who, key(1)).expect("it vests");
            assert_eq!(vesting.unvested, HOUR);
        }
    });
}

#[test]
fn claims_of_others_twice_too_early_and_too_late_are_refused() {
    run(|| {
        prove_hour(1);
        prove_hour(2);
        assert_noop!(claim(1, 0), Error::<Test>::EpochNotClosed);
        end_epoch();
        let claim_one = |origin| Equilibrium::claim_availability(origin, 0, key(1));
        assert_noop!(claim_one(signed(owner(2))), Error::<Test>::NothingToClaim);
        assert_noop!(claim_one(RuntimeOrigin::none()), DispatchError::BadOrigin);
        assert_noop!(claim_one(RuntimeOrigin::root()), DispatchError::BadOrigin);
        assert_ok!(claim(1, 0));
        assert_noop!(claim(1, 0), Error::<Test>::NothingToClaim);
        end_epochs(KEPT);
        assert_noop!(claim(2, 0), Error::<Test>::ClaimsExpired);
    });
}

#[test]
fn a_device_that_computes_less_than_a_full_one_earns_that_part_of_the_most() {
    run(|| {
        prove_hour(1);
        prove(1, 500, 600);
        assert_eq!(idle(), IdleTime { weight: 900_000, usd_micro: 3 * USD });
        // One that computes more costs no more.
        prove(1, 4_000, 600);
        assert_eq!(idle().usd_micro, 5 * USD);
    });
}

#[test]
fn a_class_of_which_nobody_said_what_it_computes_earns_nothing() {
    run(|| {
        FullScore::set(&0);
        prove_hour(1);
        assert_eq!(idle(), IdleTime::default());
        let gain = <Equilibrium as ChallengeRewards>::per_challenge;
        assert_eq!(gain(&key(1), MilliComputeUnits(1_000)), 0);
    });
}

#[test]
fn an_outage_of_the_price_in_the_last_block_costs_no_device_its_pay() {
    run(|| {
        prove_hour(1);
        set_price(6_000_000, Health::Healthy);
        prove_hour(2);
        set_price(1_000_000, Health::Degraded);
        prove_hour(3);
        // The last one that could be trusted when idle time was counted.
        assert_eq!(end_epoch().availability_left, JOULE / 50);
        assert_eq!(claimed(2, 0), HOUR / 2);
        // Of an earlier epoch none is kept.
        prove_hour(1);
        assert_eq!(end_epoch().price, None);
    });
}

#[test]
fn the_reference_price_of_the_proof_counts() {
    run(|| {
        prove_hour(1);
        HourlyPrice::set(&6_000_000);
        prove_hour(2);
        end_epoch();
        assert_eq!(claimed(1, 0), HOUR);
        assert_eq!(claimed(2, 0), 3 * HOUR + 1);
    });
}
