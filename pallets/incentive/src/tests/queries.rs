// SPDX-License-Identifier: Apache-2.0
//! What the runtime API answers.

use crate::mock::*;
use frame_support::assert_ok;
use joule_primitives::{apis::subnets::PendingEmission, subnets::NetUid, units::JOULE};

#[test]
fn a_subnet_is_told_with_what_waits_and_what_came() {
    run(|| {
        vote(&[(ONE, 1)]);
        assert_eq!(Incentive::pending(ONE), PendingEmission::default());
        assert_eq!(Incentive::last_epoch_block(ONE), None);
        assert_eq!(Incentive::validator_count(ONE), 0);
        pass_to(99);
        fund(1_000 * JOULE);
        pass(1);
        let (owner, miners, validators) = (180 * JOULE, 410 * JOULE, 410 * JOULE);
        assert_eq!(Incentive::pending(ONE), PendingEmission { owner, miners, validators });
        assert_eq!(Incentive::emission_share_ppm(ONE), 1_000_000);
        assert!(Incentive::average_emission(ONE).abs_diff(1_000 * JOULE) < JOULE / 1_000);
        assert_eq!(Incentive::last_epoch_block(ONE), Some(83));
        assert_eq!(Incentive::validator_count(ONE), 3);
    });
}

#[test]
fn columns_have_an_entry_for_each_neuron_also_for_those_that_came_later() {
    run_permitted(|| {
        for validator in [BOB, CHARLIE] {
            set_weights(ONE, validator, &[(3, 1)]);
        }
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        register(ONE, 50);
        let before = state();
        assert_eq!(Incentive::permits(ONE), [true, true, true, false, false, false]);
        assert_eq!(Incentive::active(ONE), [false, true, true, false, false, false]);
        assert_eq!(Incentive::last_updates(ONE), [0, 2, 2, 0, 0, 0]);
        assert_eq!(Incentive::weighing_stakes(ONE), [STAKE, STAKE, STAKE, 0, 0, 0]);
        assert_eq!(Incentive::trust(ONE), [0, u16::MAX, u16::MAX, 0, 0, 0]);
        assert_eq!(Incentive::consensus(ONE), [0, 0, 0, u16::MAX, 0, 0]);
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, u16::MAX, 0, 0]);
        assert_eq!(Incentive::dividends(ONE), [0, 32_767, 32_767, 0, 0, 0]);
        let paid = [0, 205, 205, 410, 0, 0].map(|paid| paid * JOULE);
        assert_eq!(Incentive::paid(ONE), paid);
        assert_eq!(state(), before, "a question changes nothing");
    });
}

#[test]
fn before_the_first_epoch_columns_are_empty_of_merit() {
    run(|| {
        for column in [
            Incentive::trust(ONE),
            Incentive::consensus(ONE),
            Incentive::incentive(ONE),
            Incentive::dividends(ONE),
        ] {
            assert_eq!(column, [0; 5]);
        }
        assert_eq!(Incentive::paid(ONE), [0; 5]);
        assert_eq!(Incentive::permits(ONE), [false; 5]);
        assert_eq!(Incentive::active(ONE), [false; 5]);
    });
}

#[test]
fn what_is_lent_is_told_as_of_now_without_an_epoch() {
    run(|| {
        assert_ok!(lend(ONE, FRANK, &[(DAVE, 50)]));
        pass(DELAYS.child_delay_blocks);
        set_stake(FRANK, 2 * STAKE);
        let before = state();
        assert_eq!(Incentive::weighing_stakes(ONE), [STAKE, STAKE, STAKE, STAKE, 0]);
        assert_eq!(state(), before);
        // A call that gives weights asks for one neuron, and finds the same.
        for (coldkey, stake) in (ALICE..).zip(Incentive::weighing_stakes(ONE)) {
            assert_eq!(Incentive::weighing_stake(ONE, &hot(coldkey)), stake);
        }
    });
}

#[test]
fn nothing_is_told_of_a_subnet_that_is_not() {
    run_permitted(|| {
        let nowhere = NetUid(99);
        assert_eq!(Incentive::pending(nowhere), PendingEmission::default());
        assert_eq!(Incentive::last_epoch_block(nowhere), None);
        assert_eq!(Incentive::average_emission(nowhere), 0);
        // Nor of one that is being cleared.
        remove(ONE);
        for netuid in [ONE, nowhere] {
            assert!(Incentive::permits(netuid).is_empty());
            assert!(Incentive::active(netuid).is_empty());
            assert!(Incentive::last_updates(netuid).is_empty());
            assert!(Incentive::weighing_stakes(netuid).is_empty());
            assert!(Incentive::incentive(netuid).is_empty());
            assert!(Incentive::paid(netuid).is_empty());
        }
    });
}
