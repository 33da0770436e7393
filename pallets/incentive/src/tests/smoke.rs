// SPDX-License-Identifier: Apache-2.0
//! Every path once.

use crate::{
    mock::*, Backlog, BondRows, ChildTerms, Commits, Epochs, Error, Event, Funds, Payouts,
    PendingTotal, Permits, WeightRows,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::BurnReason,
    staking::OnHotkeySwapped,
    subnets::{EpochQueue, Merits, OnSubnets},
    types::Balance,
    units::JOULE,
};
use sp_runtime::Permill;
use std::collections::BTreeMap;

#[test]
fn weights_are_stored_so_that_the_largest_is_the_whole() {
    run_permitted(|| {
        set_weights(ONE, BOB, &[(2, 0), (3, 10), (4, 5)]);
        let row = WeightRows::<Test>::get(ONE, 1).expect("it is stored");
        assert_eq!(row.entries, weights(&[(3, u16::MAX), (4, 32_768)]));
        assert_eq!((row.revealed, row.as_of), (2, 2));
        assert_eq!(events().last(), Some(&Event::WeightsSet { netuid: ONE, uid: 1 }));
        let by_dave = Incentive::set_weights(signed(hot(DAVE)), ONE, weights(&[(1, 1)]), 0);
        assert_eq!(by_dave, Err(Error::<Test>::PermitMissing.into()));
    });
}

#[test]
fn weights_are_promised_and_revealed_in_the_next_tempo() {
    run_permitted(|| {
        let pairs = [(3, 1), (4, 1)];
        assert_noop!(commit(ONE, BOB, &pairs), Error::<Test>::CommitRevealOff);
        change(ONE, |parameters| parameters.commit_reveal = true);
        let at_once = Incentive::set_weights(signed(hot(BOB)), ONE, weights(&pairs), 0);
        assert_noop!(at_once, Error::<Test>::CommitRevealOn);
        assert_ok!(commit(ONE, BOB, &pairs));
        let (hash, reveal_from, reveal_until) = (hash(ONE, BOB, &pairs), 3, 22);
        let event =
            Event::WeightsCommitted { netuid: ONE, uid: 1, hash, reveal_from, reveal_until };
        assert_eq!(events().last(), Some(&event));
        assert_noop!(reveal(ONE, BOB, &pairs), Error::<Test>::RevealTooEarly);
        pass(1);
        assert_noop!(reveal(ONE, BOB, &[(3, 1)]), Error::<Test>::CommitNotFound);
        assert_ok!(reveal(ONE, BOB, &pairs));
        let row = WeightRows::<Test>::get(ONE, 1).expect("it is stored");
        assert_eq!((row.revealed, row.as_of), (3, 2));
        assert!(!Commits::<Test>::contains_key(ONE, 1));
    });
}

#[test]
fn an_epoch_pays_owner_miners_and_validators() {
    run_permitted(|| {
        // GIVEN three validators of one mind, and a miner who stakes what it earns.
        for validator in [ALICE, BOB, CHARLIE] {
            set_weights(ONE, validator, &[(3, 1), (4, 1)]);
        }
        assert_ok!(Incentive::set_payout(signed(DAVE), hot(DAVE), Some(hot(ALICE))));
        pend(ONE, 1_000 * JOULE);
        // WHEN the epoch runs.
        epoch(ONE);
        // THEN 18 percent are the owner's, and miners and validators have half of the rest each.
        assert_eq!(free(ALICE), ENDOWMENT + 180 * JOULE);
        assert_eq!(free(EVE), ENDOWMENT + 205 * JOULE);
        assert_eq!(EarningsStaked::get(), [(DAVE, hot(ALICE), 205 * JOULE)]);
        let part = rewarded(ALICE);
        assert!(part > 136 * JOULE);
        let rewards = [ALICE, BOB, CHARLIE].map(|validator| (hot(validator), part, 1));
        assert_eq!(Rewarded::get(), rewards);
        // THEN what rounding leaves is pending.
        let left = Funds::<Test>::get(ONE).pending;
        assert_eq!((left.owner, left.miners), (0, 0));
        assert_eq!(3 * part + left.validators, 410 * JOULE);
        assert_eq!(PendingTotal::<Test>::get(), left.validators);
        assert_eq!(
            events(),
            [Event::EpochRun {
                netuid: ONE,
                block: 3,
                owner: 180 * JOULE,
                miners: vec![(3, 205 * JOULE), (4, 205 * JOULE)],
                validators: vec![(0, part), (1, part), (2, part)],
                refused: 0,
                lapsed: 0,
            }]
        );
        assert_eq!(Incentive::last_epoch_block(ONE), Some(3));
        assert_eq!(Incentive::paid(ONE)[3], 205 * JOULE);
    });
}

#[test]
fn a_pool_that_takes_nothing_leaves_its_pay_pending() {
    run_permitted(|| {
        WornOut::set(vec![hot(BOB)]);
        set_weights(ONE, BOB, &[(3, 1)]);
        set_weights(ONE, CHARLIE, &[(3, 1)]);
        pend(ONE, 100 * JOULE);
        epoch(ONE);
        assert_eq!(rewarded(BOB), 0);
        let left = Funds::<Test>::get(ONE).pending.validators;
        assert_eq!(rewarded(CHARLIE) + left, 41 * JOULE);
        assert!(left > 20 * JOULE);
    });
}

#[test]
fn a_subnet_removed_while_queued_gives_its_money_back() {
    run_permitted(|| {
        set_weights(ONE, BOB, &[(3, 1)]);
        pend(ONE, 10 * JOULE);
        Incentive::on_epoch_due(ONE);
        assert!(Incentive::is_queued(ONE));
        let neurons = remove(ONE);
        assert!(!Incentive::is_queued(ONE));
        assert_eq!(Backlog::<Test>::get(), 10 * JOULE);
        assert_eq!(PendingTotal::<Test>::get(), 0);
        let event = Event::PendingReturned { netuid: ONE, amount: 10 * JOULE };
        assert_eq!(events().last(), Some(&event));
        pass(1);
        check();
        clear(ONE, neurons);
        assert_eq!(WeightRows::<Test>::iter().count(), 0);
        assert!(!Permits::<Test>::contains_key(ONE) && !Epochs::<Test>::contains_key(ONE));
    });
}

#[test]
fn who_lends_gets_its_part_of_what_the_borrower_earns() {
    run_permitted(|| {
        for validator in [ALICE, BOB, CHARLIE] {
            set_weights(ONE, validator, &[(3, 1)]);
        }
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50)]));
        assert_eq!(Incentive::weighing_stakes(ONE)[1], STAKE);
        pass(DELAYS.child_delay_blocks);
        assert_eq!(Incentive::weighing_stakes(ONE)[1], STAKE * 3 / 2);
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        // Frank lent a third of what Bob weighs.
        let (lender, borrower) = (rewarded(FRANK), rewarded(BOB));
        assert!(lender > 0);
        assert!(borrower.abs_diff(2 * lender) <= 2);
        let refuse = Incentive::set_child_terms(signed(BOB), ONE, hot(BOB), Permill::zero(), true);
        assert_ok!(refuse);
        assert!(loans(ONE).is_empty());
        assert_noop!(lend(ONE, FRANK, &[(BOB, 50)]), Error::<Test>::ChildRefuses);
    });
}

#[test]
fn another_take_ripens() {
    run(|| {
        let take = Permill::from_percent(18);
        let higher = Permill::from_percent(19);
        let set = |take| Incentive::set_child_terms(signed(BOB), ONE, hot(BOB), take, false);
        assert_noop!(set(higher), Error::<Test>::TakeTooHigh);
        assert_ok!(set(take));
        assert_eq!(Incentive::child_take(ONE, 1), Permill::zero());
        pass(DELAYS.child_delay_blocks);
        assert_eq!(Incentive::child_take(ONE, 1), take);
        assert_ok!(set(Permill::zero()));
        assert_eq!(ChildTerms::<Test>::get(ONE, 1).take, take);
    });
}

#[test]
fn what_nobody_earns_in_four_tempos_is_burned() {
    run(|| {
        StakesBehind::set(BTreeMap::new());
        pend(ONE, 100 * JOULE);
        for _ in 0..4 {
            epoch(ONE);
            assert_eq!(PendingTotal::<Test>::get(), 82 * JOULE);
        }
        epoch(ONE);
        assert_eq!(PendingTotal::<Test>::get(), 0);
        assert_eq!(Burned::get(), [(BurnReason::Lapsed, 82 * JOULE)]);
        assert_eq!(free(ALICE), ENDOWMENT + 18 * JOULE);
    });
}

#[test]
fn emission_is_divided_by_votes_every_hundred_blocks() {
    run(|| {
        create(TWO, &[DAVE]);
        vote(&[(ONE, 3), (TWO, 1)]);
        fund(100 * JOULE);
        pass_to(99);
        assert_eq!(PendingTotal::<Test>::get(), 0);
        pass(1);
        assert_eq!(Divisions::get(), [(vec![ONE, TWO], 100 * JOULE, 0)]);
        let amounts = vec![(ONE, 75 * JOULE), (TWO, 25 * JOULE)];
        assert_eq!(events(), [Event::EmissionDivided { amounts, backlog: 0 }]);
        assert_eq!(Funds::<Test>::get(ONE).pending.total(), 75 * JOULE);
        assert_eq!(Incentive::emission_share_ppm(TWO), 250_000);
        let short = (75 * JOULE).checked_sub(Incentive::average_emission(ONE));
        assert!(short.is_some_and(|short: Balance| short <= 16));
    });
}

#[test]
fn who_takes_the_place_of_a_neuron_starts_from_nothing() {
    run_permitted(|| {
        set_weights(ONE, BOB, &[(3, 1)]);
        set_weights(ONE, CHARLIE, &[(3, 1)]);
        epoch(ONE);
        assert!(BondRows::<Test>::contains_key(ONE, 1));
        assert!(<Incentive as Merits>::neurons(ONE)[1] > 0);
        assert_ok!(Incentive::reset_bonds(signed(ALICE), ONE));
        assert_noop!(
            Incentive::reset_bonds(signed(ALICE), ONE),
            Error::<Test>::BondsResetTooRecently
        );
        replace(ONE, 1, 50);
        assert!(!BondRows::<Test>::contains_key(ONE, 1));
        assert!(!WeightRows::<Test>::contains_key(ONE, 1));
        assert_eq!(Permits::<Test>::get(ONE).into_inner(), [0, 2]);
        assert_eq!(<Incentive as Merits>::neurons(ONE)[1], 0);
    });
}

#[test]
fn a_hotkey_that_is_replaced_leaves_its_loans_and_payout_to_the_new_one() {
    run(|| {
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50)]));
        assert_ok!(Incentive::set_payout(signed(FRANK), hot(FRANK), Some(hot(ALICE))));
        let before = state();
        let (old, new) = (hot(FRANK), hot(77));
        assert_ok!(Incentive::on_hotkey_swapped(&old, &new));
        assert_eq!(loans(ONE)[0].parent, new);
        assert_eq!(Payouts::<Test>::get(new), Some(hot(ALICE)));
        assert_ok!(Incentive::on_hotkey_swapped(&new, &old));
        assert_eq!(state(), before);
    });
}
