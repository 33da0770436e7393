// SPDX-License-Identifier: Apache-2.0
//! What remains of neurons and subnets that are no more, and what follows a hotkey.

use crate::{
    mock::*, Backlog, BondResets, BondRows, ChildTerms, Commits, Epochs, Error, Funds, Loans,
    Payouts, PendingTotal, Permits, Queue, WeightRows,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    staking::OnHotkeySwapped,
    subnets::{EpochQueue, Merits, NetUid, OnSubnets, Subnets, Uid, MAX_SUBNETS},
    units::JOULE,
};
use sp_runtime::Permill;

/// The keys of everything that the pallet stores.
fn keys() -> Vec<Vec<u8>> {
    let prefix = sp_io::hashing::twox_128(b"Incentive").to_vec();
    let next = |key: &Vec<u8>| sp_io::storage::next_key(key);
    std::iter::successors(next(&prefix), next).take_while(|key| key.starts_with(&prefix)).collect()
}

/// Gives a subnet of Alice, Bob and Charlie everything that a subnet can have.
fn enrich(netuid: NetUid) {
    epoch(netuid);
    for validator in [ALICE, BOB, CHARLIE] {
        set_weights(netuid, validator, &[(1, 1), (2, 1)]);
        let (who, take) = (signed(validator), Permill::from_percent(5));
        assert_ok!(Incentive::set_child_terms(who, netuid, hot(validator), take, false));
    }
    epoch(netuid);
    change(netuid, |parameters| parameters.commit_reveal = true);
    for validator in [ALICE, BOB, CHARLIE] {
        assert_ok!(commit(netuid, validator, &[(1, 1)]));
    }
    assert_ok!(lend(netuid, FRANK, &[(BOB, 50)]));
    assert_ok!(Incentive::reset_bonds(signed(ALICE), netuid));
    pend(netuid, 10 * JOULE);
    Incentive::on_epoch_due(netuid);
}

/// How many values the maps by neuron hold of one.
fn values_of(netuid: NetUid, uid: Uid) -> usize {
    [
        WeightRows::<Test>::contains_key(netuid, uid),
        BondRows::<Test>::contains_key(netuid, uid),
        Commits::<Test>::contains_key(netuid, uid),
        ChildTerms::<Test>::contains_key(netuid, uid),
        Permits::<Test>::get(netuid).contains(&uid),
    ]
    .into_iter()
    .filter(|is_there| *is_there)
    .count()
}

#[test]
fn nothing_of_a_neuron_is_left_when_another_one_takes_its_place() {
    run(|| {
        enrich(ONE);
        assert_eq!([0, 1, 2].map(|uid| values_of(ONE, uid)), [5; 3]);
        let record = Epochs::<Test>::get(ONE).expect("an epoch ran");
        replace(ONE, 1, 50);
        // Nothing of this one, and all of the others.
        assert_eq!([0, 1, 2].map(|uid| values_of(ONE, uid)), [5, 0, 5]);
        let forgotten = Epochs::<Test>::get(ONE).expect("an epoch ran");
        for uid in [0, 2] {
            assert_eq!(forgotten.emission[uid], record.emission[uid]);
            assert_eq!(forgotten.dividends[uid], record.dividends[uid]);
        }
        assert!(record.emission[1] > 0 && record.dividends[1] > 0);
        assert_eq!((forgotten.emission[1], forgotten.paid[1]), (0, 0));
        assert_eq!((forgotten.consensus[1], forgotten.trust[1]), (0, 0));
        assert_eq!((forgotten.incentive[1], forgotten.dividends[1]), (0, 0));
    });
}

#[test]
fn a_neuron_that_came_after_the_epoch_may_be_replaced() {
    run(|| {
        enrich(ONE);
        let uid = register(ONE, 50);
        replace(ONE, uid, 51);
        // And before any.
        create(TWO, &[ALICE, BOB]);
        replace(TWO, 1, 52);
        assert_eq!(Epochs::<Test>::get(TWO), None);
    });
}

#[test]
fn nothing_is_left_of_a_subnet_once_it_is_cleared() {
    run(|| {
        // GIVEN a chain with one rich subnet, and another one that comes and goes
        enrich(ONE);
        vote(&[(ONE, 1)]);
        pass_to(100);
        let before = keys();
        create(TWO, &[ALICE, BOB, CHARLIE]);
        enrich(TWO);
        assert!(keys().len() > before.len() + 14);
        // WHEN it is removed
        let neurons = remove(TWO);
        // THEN what is its own as a whole is gone at once, and its money is everybody's.
        assert!(!Funds::<Test>::contains_key(TWO) && !Loans::<Test>::contains_key(TWO));
        assert!(!BondResets::<Test>::contains_key(TWO) && !Incentive::is_queued(TWO));
        assert_eq!(Backlog::<Test>::get(), 10 * JOULE);
        // THEN the rest goes neuron by neuron, in any number of blocks
        for uid in 0..neurons {
            assert_eq!(values_of(TWO, uid), 5);
            Incentive::on_slot_cleared(TWO, uid);
            assert_eq!(values_of(TWO, uid), 1, "permits go at the end");
            pass(1);
            check();
        }
        Incentive::on_cleared(TWO);
        // THEN nothing is left.
        assert_eq!(keys(), before);
        assert_eq!(WeightRows::<Test>::iter_prefix(TWO).count(), 0);
    });
}

#[test]
fn clearing_a_subnet_touches_no_other() {
    run(|| {
        enrich(ONE);
        pass(1);
        create(TWO, &[ALICE, BOB, CHARLIE]);
        enrich(TWO);
        let of_one = || {
            let rows = (0..3).map(|uid| (WeightRows::<Test>::get(ONE, uid), values_of(ONE, uid)));
            let rows = rows.collect::<Vec<_>>();
            (rows, Funds::<Test>::get(ONE), loans(ONE), Epochs::<Test>::get(ONE))
        };
        let before = of_one();
        let neurons = remove(TWO);
        clear(TWO, neurons);
        assert_eq!(of_one(), before);
    });
}

#[test]
fn nobody_does_anything_in_a_removed_subnet() {
    run(|| {
        enrich(ONE);
        remove(ONE);
        let set = || Incentive::set_weights(signed(hot(BOB)), ONE, weights(&[(2, 1)]), 0);
        assert_noop!(set(), Error::<Test>::SubnetNotFound);
        assert_noop!(commit(ONE, BOB, &[(1, 1)]), Error::<Test>::SubnetNotFound);
        assert_noop!(reveal(ONE, BOB, &[(1, 1)]), Error::<Test>::SubnetNotFound);
        let reset = || Incentive::reset_bonds(signed(ALICE), ONE);
        assert_noop!(reset(), Error::<Test>::SubnetNotFound);
        // Epochs that were due and those that would be do not run.
        pass_to(70);
        assert_eq!(Incentive::last_epoch_block(ONE), Some(3));
    });
}

#[test]
fn a_new_subnet_starts_from_nothing() {
    run(|| {
        pass_to(42);
        create(TWO, &[DAVE]);
        let funds = Funds::<Test>::get(TWO);
        assert_eq!((funds.since, funds.pending.total(), funds.average), (42, 0, 0));
        assert_eq!(<Incentive as Merits>::neurons(TWO), Vec::<u32>::new());
        assert_eq!(<Incentive as Merits>::subnet(TWO), 0);
        assert_eq!(Incentive::last_epoch_block(TWO), None);
    });
}

#[test]
fn merits_are_what_neurons_earned_in_the_last_epoch() {
    run_permitted(|| {
        set_weights(ONE, BOB, &[(3, 3), (4, 1)]);
        epoch(ONE);
        let merits = <Incentive as Merits>::neurons(ONE);
        // Half of all for validators, and half for miners, 3 to 1.
        let half = 1u32 << 31;
        assert_eq!(merits.len(), 5);
        assert_eq!((merits[0], merits[2]), (0, 0));
        for (uid, expected) in [(1, half), (3, half / 4 * 3), (4, half / 4)] {
            assert!(merits[uid].abs_diff(expected) <= 1 << 17, "{uid}: {merits:?}");
        }
        // A neuron that came since has none.
        register(ONE, 50);
        assert_eq!(<Incentive as Merits>::neurons(ONE).len(), 5);
    });
}

#[test]
fn an_epoch_is_queued_from_when_it_is_due_until_it_has_run() {
    run(|| {
        assert!(!Incentive::is_queued(ONE));
        Incentive::on_epoch_due(ONE);
        assert!(Incentive::is_queued(ONE));
        Incentive::on_epoch_due(ONE);
        assert_eq!(Queue::<Test>::get().into_inner(), [ONE]);
        pass(1);
        assert!(!Incentive::is_queued(ONE));
        assert_eq!(Incentive::last_epoch_block(ONE), Some(2));
    });
}

#[test]
fn all_subnets_that_there_can_be_fit_into_the_queue() {
    run(|| {
        let all = (1..=MAX_SUBNETS as u16).map(NetUid).collect::<Vec<_>>();
        for netuid in all.iter().skip(1) {
            create(*netuid, &[DAVE]);
        }
        for netuid in TestSubnets::all() {
            change_subnet(netuid, |subnet| subnet.tempo = 1_000_000);
            Incentive::on_epoch_due(netuid);
        }
        assert_eq!(Queue::<Test>::get().into_inner(), all);
        check();
        for (block, netuid) in (2..).zip(all) {
            pass(1);
            assert_eq!(Incentive::last_epoch_block(netuid), Some(block));
        }
        assert!(Queue::<Test>::get().is_empty());
    });
}

/// Replaces the hotkey of a coldkey by that of a coldkey that does not exist, as staking and the
/// subnets would.
fn swap(coldkey: AccountId, new: AccountId) {
    let (old, new) = (hot(coldkey), hot(new));
    assert_ok!(Incentive::on_hotkey_swapped(&old, &new));
    for netuid in TestSubnets::all() {
        change_subnet(netuid, |subnet| {
            let slots = subnet.neurons.iter_mut().filter(|slot| slot.hotkey == old);
            slots.for_each(|slot| slot.hotkey = new);
        });
    }
    serve(new, coldkey);
    Retired::mutate(|retired| retired.push(old));
    StakesBehind::mutate(|stakes| {
        let stake = stakes.remove(&old).unwrap_or_default();
        stakes.insert(new, stake);
    });
}

#[test]
fn a_hotkey_that_is_replaced_keeps_what_it_lends_and_borrows_everywhere() {
    run(|| {
        create(TWO, &[ALICE, BOB]);
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50), (CHARLIE, 50)]));
        assert_ok!(lend(TWO, BOB, &[(ALICE, 80)]));
        pass(DELAYS.child_delay_blocks);
        let weighing = || [ONE, TWO].map(Incentive::weighing_stakes);
        let before = weighing();
        // WHEN a parent, a child, and one that is both in different subnets are replaced
        swap(FRANK, 76);
        swap(BOB, 72);
        swap(CHARLIE, 73);
        // THEN everybody weighs what it did.
        assert_eq!(weighing(), before);
        let names = |netuid| {
            let names = loans(netuid).into_iter().map(|loan| (loan.parent, loan.child));
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(ONE), [(hot(76), hot(72)), (hot(76), hot(73))]);
        assert_eq!(names(TWO), [(hot(72), hot(1))]);
        check();
        // The old ones lend no more, the new ones do.
        let lend_of = |coldkey, hotkey| {
            Incentive::set_children(signed(coldkey), ONE, hotkey, Default::default())
        };
        let refusal = sp_runtime::DispatchError::Other("the hotkey was replaced");
        assert_noop!(lend_of(FRANK, hot(FRANK)), refusal);
        assert_ok!(lend_of(FRANK, hot(76)));
    });
}

#[test]
fn a_hotkey_that_is_replaced_keeps_its_place_and_what_it_said() {
    run(|| {
        enrich(ONE);
        let payout = |hotkey: AccountId| Payouts::<Test>::get(hotkey);
        assert_ok!(Incentive::set_payout(signed(BOB), hot(BOB), Some(hot(ALICE))));
        let before = WeightRows::<Test>::get(ONE, 1);
        swap(BOB, 72);
        assert_eq!(values_of(ONE, 1), 5);
        assert_eq!(WeightRows::<Test>::get(ONE, 1), before);
        assert_eq!((payout(hot(BOB)), payout(hot(72))), (None, Some(hot(ALICE))));
        // The epoch that waits pays the new one.
        change(ONE, |parameters| parameters.commit_reveal = false);
        pass(1);
        assert!(Rewarded::get().iter().any(|(hotkey, _, _)| *hotkey == hot(72)));
        assert!(EarningsStaked::get().iter().all(|(who, to, _)| (*who, *to) == (BOB, hot(ALICE))));
        assert_eq!(EarningsStaked::get().len(), 1);
        assert_ok!(Incentive::set_weights(signed(hot(72)), ONE, weights(&[(2, 1)]), 0));
    });
}

#[test]
fn a_hotkey_without_loans_and_payout_is_replaced_without_a_trace() {
    run(|| {
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50)]));
        let before = state();
        assert_ok!(Incentive::on_hotkey_swapped(&hot(DAVE), &hot(74)));
        assert_eq!(state(), before);
    });
}

#[test]
fn the_money_of_a_removed_subnet_is_pending_no_longer() {
    run(|| {
        create(TWO, &[DAVE]);
        pend(ONE, 7);
        pend(TWO, 13);
        remove(ONE);
        assert_eq!((PendingTotal::<Test>::get(), Backlog::<Test>::get()), (13, 7));
        remove(TWO);
        assert_eq!((PendingTotal::<Test>::get(), Backlog::<Test>::get()), (0, 20));
    });
}
