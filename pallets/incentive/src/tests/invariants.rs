// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{
    mock::*,
    types::{
        Commit, Entries, EpochRecord, LendingTerms, Loan, RipeningTake, SubnetFunds, WeightRow,
    },
    Backlog, BondResets, BondRows, ChildTerms, Commits, Epochs, Funds, LoanOf, Loans, Pallet,
    PendingTotal, Permits, Queue, WeightRows, MAX_COMMITS, MAX_KEPT_LOANS, MAX_PERMITS,
};
use frame_support::{assert_ok, traits::ConstU32, BoundedVec};
use joule_primitives::{
    subnets::{OnSubnets, Uid},
    units::JOULE,
};
use sp_runtime::Permill;

/// Breaks a state with weights, bonds, commits and loans, and expects the check to say `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(DELAYS).execute_with(|| {
        create(ONE, &[ALICE, BOB, CHARLIE, DAVE, EVE]);
        serve(hot(FRANK), FRANK);
        for coldkey in [ALICE, BOB, CHARLIE, FRANK] {
            set_stake(coldkey, STAKE);
        }
        System::set_block_number(1);
        epoch(ONE);
        for validator in [ALICE, BOB, CHARLIE] {
            set_weights(ONE, validator, &[(3, 1), (4, 1)]);
        }
        epoch(ONE);
        change(ONE, |parameters| parameters.commit_reveal = true);
        assert_ok!(commit(ONE, BOB, &[(3, 1)]));
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50)]));
        let take = Permill::from_percent(10);
        assert_ok!(Incentive::set_child_terms(signed(BOB), ONE, hot(BOB), take, false));
        assert_ok!(Incentive::reset_bonds(signed(ALICE), ONE));
        pend(ONE, 100 * JOULE);
        Incentive::on_epoch_due(ONE);
        check();
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

#[test]
fn money_that_does_not_add_up_is_caught() {
    let owned = |change: fn(&mut SubnetFunds)| move || Funds::<Test>::mutate(ONE, change);
    broken_by(owned(|funds| funds.pending.owner += 1), "E1: what is pending");
    broken_by(owned(|funds| funds.pending.validators -= 1), "E1: what is pending");
    broken_by(|| PendingTotal::<Test>::mutate(|total| *total += 1), "E1: what is pending");
    broken_by(PendingTotal::<Test>::kill, "E1: what is pending");
    broken_by(|| Funds::<Test>::insert(TWO, SubnetFunds::default()), "E1: a subnet");
    broken_by(|| Backlog::<Test>::put(1u128), "E1: the pot");
    broken_by(|| SubnetsPot::mutate(|pot| *pot -= 1), "E1: the pot");
}

#[test]
fn what_waits_too_long_is_caught() {
    let grow = |change: fn(&mut SubnetFunds)| {
        move || {
            Funds::<Test>::mutate(ONE, change);
            PendingTotal::<Test>::mutate(|total| *total += 1);
            fund(1);
        }
    };
    broken_by(grow(|funds| funds.pending.miners += 1), "E7");
    broken_by(grow(|funds| funds.pending.validators += 1), "E7");
}

#[test]
fn a_queue_of_others_or_of_one_twice_is_caught() {
    let queue = |netuid| {
        move || Queue::<Test>::mutate(|queue| queue.try_push(netuid).expect("there is room"))
    };
    broken_by(queue(TWO), "E2: a subnet that is no more");
    broken_by(queue(ONE), "E2: a subnet is queued twice");
}

/// Weights that stand since block 2.
fn row(pairs: &[(Uid, u16)]) -> WeightRow {
    WeightRow { revealed: 2, as_of: 2, entries: weights(pairs) }
}

#[test]
fn weights_that_nobody_can_have_given_are_caught() {
    let set = |uid: Uid, row: WeightRow| move || WeightRows::<Test>::insert(ONE, uid, row);
    broken_by(set(5, row(&[(3, u16::MAX)])), "E3: weights of a neuron");
    broken_by(set(1, row(&[(4, u16::MAX), (3, 1)])), "E3: weights are not in order");
    broken_by(set(1, row(&[(3, u16::MAX), (3, 1)])), "E3: weights are not in order");
    broken_by(set(1, row(&[(3, u16::MAX), (5, 1)])), "E3: weights are not in order");
    broken_by(set(1, row(&[(3, u16::MAX), (4, 0)])), "E3: weights are not in order");
    broken_by(set(1, row(&[(3, u16::MAX - 1)])), "E3: the largest weight");
    broken_by(set(1, row(&[])), "E3: the largest weight");
    let early = WeightRow { as_of: 3, ..row(&[(3, u16::MAX)]) };
    broken_by(set(1, early), "E3: weights were revealed before");
}

#[test]
fn bonds_that_nobody_can_have_are_caught() {
    let set = |uid: Uid, row: Entries| move || BondRows::<Test>::insert(ONE, uid, row);
    broken_by(set(5, weights(&[(3, 1)])), "E3: bonds of a neuron");
    broken_by(set(1, weights(&[])), "E3: a row without bonds");
    broken_by(set(1, weights(&[(4, 1), (3, 1)])), "E3: bonds are not in order");
    broken_by(set(1, weights(&[(5, 1)])), "E3: bonds are not in order");
    broken_by(set(1, weights(&[(3, 0)])), "E3: bonds are not in order");
    broken_by(set(3, weights(&[(4, 1)])), "E4: somebody without a permit");
}

#[test]
fn permits_in_disorder_are_caught() {
    let set = |uids: &'static [Uid]| {
        let permits = BoundedVec::<_, ConstU32<MAX_PERMITS>>::truncate_from(uids.to_vec());
        move || Permits::<Test>::insert(ONE, permits)
    };
    broken_by(set(&[2, 1, 0]), "E4: permits are not in order");
    broken_by(set(&[0, 1, 1, 2]), "E4: permits are not in order");
    broken_by(set(&[0, 1, 2, 5]), "E4: a neuron that is not");
    broken_by(set(&[0, 2]), "E4: somebody without a permit");
}

/// A loan that has just been made.
fn loan(parent: AccountId, child: AccountId, percent: u32) -> LoanOf<Test> {
    Loan {
        parent: hot(parent),
        child: hot(child),
        part: Permill::from_percent(percent),
        from_block: 53,
        until: None,
        lent: STAKE,
    }
}

/// Adds loans to the one that there is.
fn add(more: impl IntoIterator<Item = LoanOf<Test>>) {
    Loans::<Test>::mutate(ONE, |loans| {
        more.into_iter().for_each(|loan| loans.try_push(loan).expect("there is room"));
    });
}

#[test]
fn loans_beyond_the_limits_are_caught() {
    broken_by(|| add([loan(FRANK, CHARLIE, 51)]), "E5: more than all is lent");
    broken_by(|| add((50..55).map(|child| loan(FRANK, child, 1))), "E5: too many children");
    broken_by(|| add((50..66).map(|parent| loan(parent, BOB, 1))), "E5: too many parents");
    let many = || (100..356).map(|number| loan(number, number + 1_000, 1));
    broken_by(|| add(many()), "E5: too many loans");
    // What is ripe counts, even if it is about to end.
    let ending = |parent| LoanOf::<Test> { from_block: 3, until: Some(9), ..loan(parent, BOB, 1) };
    broken_by(|| add((50..67).map(ending)), "E5: too many parents");
}

#[test]
fn who_lends_and_borrows_is_caught() {
    broken_by(|| add([loan(BOB, CHARLIE, 1)]), "E5: somebody lends and borrows");
    broken_by(|| add([loan(CHARLIE, FRANK, 1)]), "E5: somebody lends and borrows");
    broken_by(|| add([loan(CHARLIE, CHARLIE, 1)]), "E5: somebody lends and borrows");
}

#[test]
fn loans_that_cannot_be_are_caught() {
    let one =
        || BoundedVec::<_, ConstU32<MAX_KEPT_LOANS>>::truncate_from(vec![loan(FRANK, BOB, 50)]);
    broken_by(|| Loans::<Test>::insert(TWO, one()), "E5: loans in a subnet");
    broken_by(|| Loans::<Test>::mutate(ONE, |loans| loans.truncate(0)), "E5: an empty list");
    let end = || Loans::<Test>::mutate(ONE, |loans| loans[0].until = Some(60));
    broken_by(end, "E5: a loan is about to end");
}

#[test]
fn terms_that_nobody_can_have_are_caught() {
    let set = |uid: Uid, terms: LendingTerms| move || ChildTerms::<Test>::insert(ONE, uid, terms);
    let take = Permill::from_parts(180_001);
    let too_much = LendingTerms { take, ..LendingTerms::default() };
    broken_by(set(1, too_much), "E5: a child takes");
    let ripening = Some(RipeningTake { take, from_block: 99 });
    let later = LendingTerms { ripening, ..LendingTerms::default() };
    broken_by(set(1, later), "E5: a child takes");
    let terms = LendingTerms { refuses: true, ..LendingTerms::default() };
    broken_by(set(5, terms), "E5: terms of a neuron");
}

#[test]
fn commits_that_cannot_be_are_caught() {
    let commit = |committed_at, reveal_from, reveal_until| Commit {
        hash: Default::default(),
        committed_at,
        reveal_from,
        reveal_until,
        demands: Default::default(),
    };
    let set = |uid: Uid, commits: Vec<Commit>| {
        let commits = BoundedVec::<_, ConstU32<MAX_COMMITS>>::truncate_from(commits);
        move || Commits::<Test>::insert(ONE, uid, commits)
    };
    broken_by(set(5, vec![commit(3, 23, 42)]), "E6: commits of a neuron");
    broken_by(set(1, vec![]), "E6: an empty list");
    let twice = vec![commit(3, 23, 42), commit(3, 43, 62)];
    broken_by(set(1, twice), "E6: commits are not in order");
    let backwards = vec![commit(23, 43, 62), commit(3, 23, 42)];
    broken_by(set(1, backwards), "E6: commits are not in order");
    broken_by(set(1, vec![commit(3, 43, 42)]), "E6: a commit can never");
    broken_by(set(1, vec![commit(3, 3, 42)]), "E6: a commit can never");
    let one_window = vec![commit(3, 23, 42), commit(4, 23, 42)];
    broken_by(set(1, one_window), "E6: several commits");
}

#[test]
fn records_that_do_not_fit_are_caught() {
    let change = |change: fn(&mut EpochRecord)| {
        move || {
            Epochs::<Test>::mutate(ONE, |record| change(record.as_mut().expect("an epoch ran")));
        }
    };
    broken_by(change(|record| record.trust.truncate(4)), "E8: the columns");
    broken_by(change(|record| record.emission.truncate(0)), "E8: the columns");
    broken_by(change(|record| record.paid.truncate(4)), "E8: the columns");
    broken_by(grow_record, "E8: the columns");
    broken_by(|| BondResets::<Test>::insert(TWO, 3), "E8: the bonds");
}

/// Adds an entry to every column of the last epoch.
fn grow_record() {
    Epochs::<Test>::mutate(ONE, |record| {
        let record = record.as_mut().expect("an epoch ran");
        let columns = [
            &mut record.consensus,
            &mut record.trust,
            &mut record.incentive,
            &mut record.dividends,
        ];
        columns.into_iter().for_each(|column| column.try_push(0).expect("there is room"));
        record.emission.try_push(0).expect("there is room");
        record.paid.try_push(0).expect("there is room");
    });
}
