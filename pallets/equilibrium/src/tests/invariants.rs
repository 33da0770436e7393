// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{
    mock::*,
    types::{Grant, RunningEpoch, Vesting},
    FailedIn, FailuresOf, Grants, IdleTimes, InForce, Outstanding, Pallet, Parameters, Records,
    Running, Settings, SweptUntil, Upcoming, Vestings, VestingsSince, WorkClaims,
};
use frame_support::assert_ok;
use joule_primitives::units::JOULE;
use sp_runtime::Perbill;

/// Breaks a state in which something of everything is there, and expects the check to say
/// `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(SETTINGS, Parameters::default()).execute_with(|| {
        set_low_price();
        System::set_block_number(1);
        mint(1_000 * JOULE, 1_000 * JOULE);
        for number in [1, 2] {
            prove_hour(number);
        }
        pay(PROVIDER, 1_000 * JOULE);
        end_epoch();
        assert_ok!(Equilibrium::claim_availability(signed(owner(1)), 0, key(1)));
        pay(PROVIDER, 10 * JOULE);
        prove_hour(2);
        fail(3);
        check();
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

fn running_broken_by(breakage: impl FnOnce(&mut RunningEpoch), complaint: &str) {
    broken_by(|| Running::<Test>::mutate(breakage), complaint);
}

fn grant_broken_by(breakage: impl FnOnce(&mut Grant), complaint: &str) {
    let breakage = || {
        let mut grant = Grants::<Test>::get(0).expect("it is kept");
        breakage(&mut grant);
        Grants::<Test>::insert(0, grant);
    };
    broken_by(breakage, complaint);
}

fn vesting_broken_by(breakage: impl FnOnce(&mut Vesting), complaint: &str) {
    let breakage = || {
        let mut vesting = Vestings::<Test>::get(owner(1), key(1)).expect("it vests");
        breakage(&mut vesting);
        Vestings::<Test>::insert(owner(1), key(1), vesting);
    };
    broken_by(breakage, complaint);
}

#[test]
fn too_much_minted_for_payments_is_caught() {
    running_broken_by(|epoch| epoch.sales.to_stakers += JOULE, "M2: more was minted");
    running_broken_by(|epoch| epoch.sales.usd_micro = 0, "M2: more was paid by others");
    running_broken_by(|epoch| epoch.sales.device_blocks = 0, "M2: more was paid by others");
    running_broken_by(|epoch| epoch.weighted = 11 * JOULE, "M2: more earns a subsidy");
}

#[test]
fn a_pot_that_does_not_hold_what_was_promised_is_caught() {
    let promised = Minted::get;
    let less = || {
        let mut claims = PotClaims::get();
        claims[2] -= 1;
        PotClaims::set(&claims);
    };
    broken_by(less, "M3");
    running_broken_by(|epoch| epoch.carry_in += 1, "M3");
    running_broken_by(|epoch| epoch.issued_before.work -= 1, "M3");
    broken_by(|| Outstanding::<Test>::mutate(|owed| owed.unvested += 1), "M3");
    let more = || {
        let mut minted = promised();
        minted.availability += 1;
        Minted::set(&minted);
    };
    broken_by(more, "M3");
}

#[test]
fn a_free_lunch_is_caught() {
    let free = Parameters { max_subsidy: Perbill::from_percent(16), ..Default::default() };
    broken_by(|| InForce::<Test>::put(free), "M7: parameters");
    broken_by(|| Upcoming::<Test>::put(free), "M7: parameters");
    broken_by(|| Settings::<Test>::mutate(|it| it.vesting_proofs = 0), "M7: times");
}

#[test]
fn sums_of_the_running_epoch_that_are_wrong_are_caught() {
    broken_by(|| WorkClaims::<Test>::insert(1, OTHER, 1), "E1: payments");
    running_broken_by(|epoch| epoch.idle.weight += 1, "E1: idle time");
    let record = || {
        let record = Records::<Test>::get(0).expect("it ended");
        Records::<Test>::insert(1, record);
    };
    broken_by(record, "E1: an epoch ended");
}

#[test]
fn grants_that_do_not_suffice_are_caught() {
    grant_broken_by(|grant| grant.work_left -= 1, "E2: subsidies");
    grant_broken_by(|grant| grant.availability_left -= 1, "E3");
    broken_by(|| WorkClaims::<Test>::insert(0, OTHER, JOULE), "E2: subsidies");
    let twice = || {
        let idle = IdleTimes::<Test>::get((0, owner(2), key(2))).expect("it proved");
        IdleTimes::<Test>::insert((0, owner(1), key(1)), idle);
    };
    broken_by(twice, "E2: the pay of devices");
    broken_by(|| Grants::<Test>::insert(1, Grant::default()), "E2: claims of an epoch");
}

#[test]
fn debts_that_are_miscounted_are_caught() {
    broken_by(|| Outstanding::<Test>::mutate(|owed| owed.unclaimed -= 1), "E3: what may be");
    broken_by(|| Outstanding::<Test>::mutate(|owed| owed.unvested -= 1), "E3: what has not");
    vesting_broken_by(|vesting| vesting.unvested -= 1, "E3: what has not");
}

#[test]
fn pay_that_never_vests_is_caught() {
    vesting_broken_by(|vesting| vesting.proofs_left = 0, "E4: pay that never");
    vesting_broken_by(|vesting| vesting.proofs_left = PROOFS + 1, "E4: pay that never");
    vesting_broken_by(|vesting| vesting.touched_in = 2, "E4: pay vested");
    vesting_broken_by(|vesting| vesting.listed_in = 0, "E4: pay that is never looked at");
    let other = || VestingsSince::<Test>::insert((1, owner(2), key(2)), ());
    broken_by(other, "E4: pay that is not there");
}

#[test]
fn failures_that_are_lost_are_caught() {
    broken_by(|| FailuresOf::<Test>::remove(1, key(3)), "E5: a failure is not listed");
    broken_by(|| FailuresOf::<Test>::insert(0, key(3), ()), "E5: a failure is listed twice");
    broken_by(|| FailedIn::<Test>::insert(key(4), 0), "E5: a failure is not listed");
    broken_by(|| SweptUntil::<Test>::put(1), "E5: claims were removed");
}
