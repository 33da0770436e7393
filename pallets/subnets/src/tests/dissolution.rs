// SPDX-License-Identifier: Apache-2.0
//! How an owner ends its subnet, and what that costs.

use crate::{mock::*, types::RemovalReason, Error, Event, MIN_LOCK};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::BurnReason,
    subnets::{NetUid, Subnets as SubnetsTrait},
    types::Balance,
    units::JOULE,
};
use sp_runtime::DispatchError;

/// Dissolves Alice's subnet at so many blocks of age, and expects this part of the lock back.
fn returns(age: u32, returned: Balance) {
    run(|| {
        let netuid = subnet(ALICE);
        let issued = Balances::total_issuance();
        pass(age);
        System::reset_events();
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        let burned = MIN_LOCK - returned;
        let (reason, owner) = (RemovalReason::Dissolved, ALICE);
        let expected = Event::SubnetRemoved { netuid, reason, owner, returned, burned };
        assert_eq!(events(), vec![expected], "at an age of {age}");
        assert_eq!((free(ALICE), locked(ALICE)), (ENDOWMENT - burned, 0));
        assert_eq!(Balances::total_issuance(), issued - burned);
        let burns = if burned > 0 { vec![(BurnReason::Registration, burned)] } else { vec![] };
        assert_eq!(Burned::get(), burns);
        assert!(!Subnets::exists(netuid));
        assert_eq!(Log::get(), vec![Told::Registered(netuid), Told::Removed(netuid)]);
    });
}

#[test]
fn as_much_of_the_lock_comes_back_as_the_subnet_lived_of_its_period() {
    returns(0, 0);
    returns(1, MIN_LOCK / 1_000);
    returns(250, MIN_LOCK / 4);
    returns(999, MIN_LOCK / 1_000 * 999);
    returns(1_000, MIN_LOCK);
    returns(1_001, MIN_LOCK);
    returns(1_000_000, MIN_LOCK);
}

#[test]
fn the_returned_part_is_rounded_down() {
    let limits = crate::SubnetLimits { lock_period_blocks: 3, ..LIMITS };
    run_with(limits, &[], || {
        let netuid = subnet(ALICE);
        pass(1);
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        assert_eq!(free(ALICE), ENDOWMENT - MIN_LOCK + MIN_LOCK / 3);
    });
}

#[test]
fn only_its_owner_dissolves_a_subnet_and_only_once() {
    run(|| {
        let netuid = subnet(ALICE);
        let dissolve = |who| Subnets::dissolve(signed(who), netuid);
        assert_noop!(dissolve(BOB), Error::<Test>::NotOwner);
        // The hotkey is not the owner.
        assert_noop!(dissolve(hot(ALICE)), Error::<Test>::NotOwner);
        assert_noop!(Subnets::dissolve(signed(ALICE), NetUid(0)), Error::<Test>::SubnetNotFound);
        assert_noop!(Subnets::dissolve(signed(ALICE), NetUid(2)), Error::<Test>::SubnetNotFound);
        assert_ok!(dissolve(ALICE));
        assert_noop!(dissolve(ALICE), Error::<Test>::SubnetNotFound);
    });
}

#[test]
fn an_owner_with_another_coldkey_gets_the_part_that_comes_back() {
    run(|| {
        let netuid = subnet(ALICE);
        hand_over(hot(ALICE), BOB);
        pass(250);
        assert_noop!(Subnets::dissolve(signed(ALICE), netuid), Error::<Test>::NotOwner);
        assert_ok!(Subnets::dissolve(signed(BOB), netuid));
        assert_eq!((free(ALICE), locked(ALICE)), (ENDOWMENT - MIN_LOCK, 0));
        assert_eq!((free(BOB), locked(BOB)), (ENDOWMENT + 25 * JOULE, 0));
        assert_eq!(Burned::get(), vec![(BurnReason::Registration, 75 * JOULE)]);
    });
}

#[test]
fn what_an_owner_cannot_hold_goes_to_who_locked_it() {
    // So long a period that a block of it is worth less than the existential deposit.
    let limits = crate::SubnetLimits { lock_period_blocks: u32::MAX, ..LIMITS };
    run_with(limits, &[], || {
        let (netuid, nobody) = (subnet(ALICE), 5_000);
        hand_over(hot(ALICE), nobody);
        pass(1);
        assert_ok!(Subnets::dissolve(signed(nobody), netuid));
        let returned = MIN_LOCK / Balance::from(u32::MAX);
        assert_eq!((free(nobody), locked(ALICE)), (0, 0));
        assert_eq!(free(ALICE), ENDOWMENT - MIN_LOCK + returned);
    });
}

#[test]
fn one_of_several_subnets_ends_alone() {
    run(|| {
        let (one, other) = (subnet(ALICE), subnet(ALICE));
        pass(LIMITS.lock_period_blocks);
        assert_ok!(Subnets::dissolve(signed(ALICE), one));
        assert_eq!(locked(ALICE), record(other).lock);
        assert!(Subnets::exists(other));
        assert_eq!(Subnets::uid_of(other, &hot(ALICE)), Some(0));
    });
}

#[test]
fn nothing_can_be_done_with_a_subnet_that_ended() {
    run(|| {
        let netuid = subnet(ALICE);
        neuron(netuid, BOB, hot(BOB));
        assert_ok!(Subnets::offer_ownership(signed(ALICE), netuid, Some(BOB)));
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        let gone = DispatchError::from(Error::<Test>::SubnetNotFound);
        let proof = proof_of(hot(DAVE), DAVE);
        let update = crate::ParametersUpdate { kappa: Some(30_000), ..Default::default() };
        assert_noop!(Subnets::register_neuron(signed(DAVE), netuid, hot(DAVE), ANY, proof), gone);
        assert_noop!(Subnets::serve(signed(hot(BOB)), netuid, None), gone);
        assert_noop!(Subnets::set_parameters(signed(ALICE), netuid, update), gone);
        assert_noop!(Subnets::set_identity(signed(ALICE), netuid, None), gone);
        assert_noop!(Subnets::offer_ownership(signed(ALICE), netuid, None), gone);
        assert_noop!(Subnets::accept_ownership(signed(BOB), netuid, hot(BOB)), gone);
    });
}
