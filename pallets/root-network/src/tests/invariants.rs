// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{
    mock::*,
    types::{AllocationRecord, RootWeights},
    Allocation, Commits, Members, Pallet, Settings, Weights,
};
use frame_support::{assert_ok, traits::ConstU32, BoundedVec};
use joule_math::root::Fraction;
use joule_primitives::commits::Commit;

/// Breaks a state with members, weights, commits and an epoch, and expects the check to say
/// `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(crate::RootSettings::PUBLIC).execute_with(|| {
        System::set_block_number(1);
        register(&[ALICE, BOB, CHARLIE]);
        [ALICE, BOB, CHARLIE].iter().for_each(|who| vote(*who, &[(1, 1), (2, 1)]));
        next_epoch();
        assert_ok!(Root::set_commit_reveal(RuntimeOrigin::root(), Some(1)));
        commit(ALICE, &[(1, 1)]);
        go_to(250);
        commit(ALICE, &[(2, 1)]);
        check();
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

fn record_broken_by(breakage: impl FnOnce(&mut AllocationRecord), complaint: &str) {
    let breakage = || {
        let mut record = record();
        breakage(&mut record);
        Allocation::<Test>::put(record);
    };
    broken_by(breakage, complaint);
}

#[test]
fn shares_that_exceed_the_whole_are_caught() {
    let whole = Fraction::ONE.to_bits();
    record_broken_by(|record| record.subnets[0].share = whole, "R1: the shares");
    record_broken_by(|record| record.subnets[4].share = u64::MAX, "R1: the shares");
    record_broken_by(|record| record.members[0].voice = whole, "R1: the voices");
}

#[test]
fn votes_that_lead_to_nothing_are_caught() {
    record_broken_by(
        |record| record.subnets.iter_mut().for_each(|subnet| subnet.share = 0),
        "R1: somebody gives weights",
    );
}

#[test]
fn amounts_that_exceed_what_was_there_are_caught() {
    record_broken_by(|record| record.subnets[2].amount = AVAILABLE, "R2");
    record_broken_by(|record| record.inflow -= 1_000, "R2");
    record_broken_by(|record| record.backlog = 0, "R2");
    record_broken_by(|record| record.decided = 0, "R2");
}

#[test]
fn members_that_are_none_are_caught() {
    let list = |pools: &'static [u32]| {
        move || Members::<Test>::put(BoundedVec::<_, ConstU32<64>>::truncate_from(pools.to_vec()))
    };
    broken_by(list(&[1, 0, 2]), "R3: a member is listed");
    broken_by(list(&[0, 1, 1, 2]), "R3: a member is listed");
    broken_by(list(&[0, 1, 2, 99]), "R3: a member has no pool");
    broken_by(|| change_pool(BOB, |pool| pool.hotkey = hot(ALICE)), "R3: a member is no");
    record_broken_by(|record| record.members[0].stake = 0, "R3: somebody without stake");
}

#[test]
fn stake_that_counts_beyond_the_cap_is_caught() {
    record_broken_by(|record| record.members[0].counted += 1, "R4: more of the stake");
    record_broken_by(
        |record| {
            record.members[0].stake *= 100;
            record.members[1].counted = record.members[1].stake + 1;
        },
        "R4: more counted",
    );
}

fn change_row(change: impl FnOnce(&mut RootWeights)) {
    Weights::<Test>::mutate(pool(ALICE), |row| change(row.as_mut().expect("it exists")));
}

#[test]
fn weights_that_nobody_could_give_are_caught() {
    let entries =
        |pairs: &'static [(u16, u16)]| move || change_row(|row| row.entries = weights(pairs));
    broken_by(entries(&[(2, 1), (1, 1)]), "R5: weights do not ascend");
    broken_by(entries(&[(1, 1), (1, 1)]), "R5: weights do not ascend");
    broken_by(entries(&[(0, 1)]), "R5: a weight is zero");
    broken_by(entries(&[(1, 0)]), "R5: a weight is zero");
    broken_by(|| change_row(|row| row.as_of = row.set_at + 1), "R5: weights were set before");
    broken_by(|| change_row(|row| row.set_at = 251), "R5: weights were set in a later");
    let strange = || {
        let row = Weights::<Test>::get(pool(ALICE)).expect("it exists");
        Weights::<Test>::insert(pool(DAVE), row);
    };
    broken_by(strange, "R5: somebody");
}

fn change_commits(change: impl FnOnce(&mut [Commit])) {
    Commits::<Test>::mutate(pool(ALICE), |commits| {
        let mut all = commits.to_vec();
        change(&mut all);
        *commits = all.try_into().expect("as many as before");
    });
}

#[test]
fn commits_that_nobody_could_make_are_caught() {
    broken_by(|| Commits::<Test>::insert(pool(DAVE), Commits::<Test>::get(0)), "R6: somebody");
    broken_by(|| Commits::<Test>::insert(pool(BOB), BoundedVec::new()), "R6: an empty list");
    broken_by(
        || change_commits(|all| all[0].reveal_from = all[1].reveal_from),
        "R6: several commits",
    );
    broken_by(|| change_commits(|all| all.swap(0, 1)), "R6: commits are not in order");
    broken_by(|| change_commits(|all| all[1].committed_at = 300), "R6: a commit was made");
    broken_by(|| change_commits(|all| all[1].reveal_from = 250), "R6: a commit may be");
    broken_by(|| change_commits(|all| all[1].reveal_until = 299), "R6: a commit may be");
}

#[test]
fn settings_out_of_bounds_are_caught() {
    broken_by(|| Settings::<Test>::mutate(|settings| settings.expiry_blocks = 200), "R7");
    broken_by(|| Settings::<Test>::mutate(|settings| settings.expiry_blocks = 201_601), "R7");
    broken_by(
        || {
            Allocation::<Test>::kill();
            Settings::<Test>::mutate(|settings| settings.counted_cap = Default::default());
        },
        "R7",
    );
    broken_by(
        || Settings::<Test>::mutate(|settings| settings.commit_reveal_period = Some(0)),
        "R7",
    );
}
