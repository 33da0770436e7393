// SPDX-License-Identifier: Apache-2.0
//! Weights that are promised first: when they may be revealed, and that nobody has a choice.

use crate::{mock::*, root_weights_hash, Commits, Error, Event, RootSettings, Weights};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    subnets::{NetUid, DIVISION_BLOCKS},
    types::Hash,
};
use sp_runtime::{traits::BadOrigin, DispatchResult};

const VOTE: &[(u16, u16)] = &[(1, 3), (2, 1)];

fn set_period(period: Option<u16>) {
    assert_ok!(Root::set_commit_reveal(RuntimeOrigin::root(), period));
}

fn commit_hash(coldkey: AccountId, hash: Hash) -> DispatchResult {
    Root::commit_root_weights(signed(coldkey), hot(coldkey), hash)
}

fn open(coldkey: AccountId) -> usize {
    Commits::<Test>::get(pool(coldkey)).len()
}

#[test]
fn the_hash_is_of_hotkey_pairs_and_salt() {
    let mut bytes = 7u64.to_le_bytes().to_vec();
    // Two pairs, as SCALE writes the length of a vector.
    bytes.push(2 << 2);
    for number in [1u16, 300, 5, 2] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(SALT);
    let expected = Hash::from(sp_io::hashing::blake2_256(&bytes));
    let pairs = [(NetUid(1), 300), (NetUid(5), 2)];
    assert_eq!(root_weights_hash(&7u64, &pairs, &SALT), expected);
}

#[test]
fn what_is_promised_is_revealed_in_the_next_epoch() {
    run_hidden(|| {
        register(&[ALICE]);
        go_to(42);
        commit(ALICE, VOTE);
        let (hash, pool) = (hash(ALICE, VOTE), pool(ALICE));
        let told = Event::WeightsCommitted { pool, hash, reveal_from: 100, reveal_until: 199 };
        assert_eq!(events(), vec![told]);
        go_to(150);
        assert_ok!(reveal(ALICE, VOTE));
        assert_eq!(events(), vec![Event::WeightsRevealed { pool, committed_at: 42 }]);
        // It counts for as long as if it had been said when it was promised.
        let row = Weights::<Test>::get(pool).expect("they are stored");
        assert_eq!((row.set_at, row.as_of), (150, 42));
        assert_eq!(row.entries, weights(VOTE));
        // A commit is used once.
        assert!(!Commits::<Test>::contains_key(pool));
        assert_noop!(reveal(ALICE, VOTE), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn neither_too_early_nor_too_late() {
    run_hidden(|| {
        register(&[ALICE, BOB, CHARLIE]);
        for coldkey in [ALICE, BOB, CHARLIE] {
            commit(coldkey, VOTE);
        }
        for block in [1, 99] {
            go_to(block);
            assert_noop!(reveal(ALICE, VOTE), Error::<Test>::RevealTooEarly);
        }
        go_to(100);
        assert_ok!(reveal(ALICE, VOTE));
        go_to(199);
        assert_ok!(reveal(BOB, VOTE));
        for block in [200, 1_000] {
            go_to(block);
            assert_noop!(reveal(CHARLIE, VOTE), Error::<Test>::RevealTooLate);
        }
    });
}

#[test]
fn the_period_at_the_commit_says_when() {
    run_hidden(|| {
        register(&[ALICE]);
        set_period(Some(5));
        go_to(99);
        commit(ALICE, VOTE);
        // Whatever is decided later.
        set_period(Some(1));
        go_to(499);
        assert_noop!(reveal(ALICE, VOTE), Error::<Test>::RevealTooEarly);
        go_to(500);
        assert_ok!(reveal(ALICE, VOTE));
    });
}

#[test]
fn only_what_was_promised_can_be_revealed() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, VOTE);
        go_to(100);
        for other in [&[(1, 3), (2, 2)][..], &[(1, 3)], &[(1, 6), (2, 2)], &[]] {
            assert_noop!(reveal(ALICE, other), Error::<Test>::CommitNotFound);
        }
        let with = |salt| Root::reveal_root_weights(signed(ALICE), hot(ALICE), weights(VOTE), salt);
        assert_noop!(with([8; 32]), Error::<Test>::CommitNotFound);
        assert_ok!(reveal(ALICE, VOTE));
    });
}

#[test]
fn a_promise_that_was_copied_is_worth_nothing() {
    run_hidden(|| {
        // GIVEN Bob, who promises what Alice promised, without knowing what
        register(&[ALICE, BOB]);
        commit(ALICE, VOTE);
        assert_ok!(commit_hash(BOB, hash(ALICE, VOTE)));
        go_to(100);
        // WHEN Alice reveals it
        assert_ok!(reveal(ALICE, VOTE));
        // THEN Bob cannot.
        assert_noop!(reveal(BOB, VOTE), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn a_further_commit_in_an_epoch_replaces_the_one_before() {
    run_hidden(|| {
        register(&[ALICE]);
        let other = &[(5, 1)];
        commit(ALICE, VOTE);
        go_to(99);
        commit(ALICE, other);
        assert_eq!(open(ALICE), 1);
        // In another epoch it does not.
        go_to(100);
        commit(ALICE, VOTE);
        assert_eq!(open(ALICE), 2);
        assert_noop!(reveal(ALICE, VOTE), Error::<Test>::RevealTooEarly);
        assert_ok!(reveal(ALICE, other));
    });
}

#[test]
fn what_makes_no_sense_is_refused_when_it_is_revealed() {
    run_hidden(|| {
        register(&[ALICE]);
        let refused = |pairs: &[(u16, u16)], error: Error<Test>| {
            commit(ALICE, pairs);
            go_to(System::block_number() + DIVISION_BLOCKS);
            assert_noop!(reveal(ALICE, pairs), error);
        };
        refused(&[(0, 1)], Error::<Test>::RootWeighed);
        refused(&[(0, 0), (1, 1)], Error::<Test>::RootWeighed);
        refused(&[(2, 1), (1, 1)], Error::<Test>::NetUidsNotAscending);
        refused(&[(1, 1), (1, 2)], Error::<Test>::NetUidsNotAscending);
        refused(&[], Error::<Test>::WeightsEmpty);
        refused(&[(1, 0)], Error::<Test>::WeightsEmpty);
        refused(&[(6, 1)], Error::<Test>::WeightsEmpty);
    });
}

#[test]
fn what_is_promised_to_a_subnet_that_is_removed_is_left_out() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, &[(1, 3), (2, 1), (4, 2)]);
        Existing::set(vec![NetUid(1), NetUid(4), NetUid(5)]);
        go_to(100);
        assert_ok!(reveal(ALICE, &[(1, 3), (2, 1), (4, 2)]));
        let row = Weights::<Test>::get(pool(ALICE)).expect("they are stored");
        assert_eq!(row.entries, weights(&[(1, 3), (4, 2)]));
    });
}

#[test]
fn an_older_decision_does_not_replace_a_newer_one() {
    run_hidden(|| {
        // GIVEN two promises that may be revealed at the same time
        register(&[ALICE]);
        set_period(Some(2));
        commit(ALICE, VOTE);
        set_period(Some(1));
        go_to(101);
        let newer = &[(5, 1)];
        commit(ALICE, newer);
        go_to(200);
        // WHEN the newer one is revealed
        assert_ok!(reveal(ALICE, newer));
        // THEN the older one cannot be.
        go_to(299);
        assert_noop!(reveal(ALICE, VOTE), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn weights_that_were_set_since_stand() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, VOTE);
        set_period(None);
        go_to(2);
        vote(ALICE, &[(5, 1)]);
        go_to(199);
        assert_noop!(reveal(ALICE, VOTE), Error::<Test>::RevealOutdated);
    });
}

#[test]
fn what_was_promised_can_be_revealed_when_nothing_is_promised_any_more() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, VOTE);
        set_period(None);
        assert_noop!(commit_hash(ALICE, Hash::zero()), Error::<Test>::CommitRevealOff);
        go_to(100);
        assert_ok!(reveal(ALICE, VOTE));
    });
}

#[test]
fn reveals_keep_their_distance_and_none_is_missed_for_it() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, VOTE);
        go_to(150);
        commit(ALICE, &[(5, 1)]);
        go_to(199);
        assert_ok!(reveal(ALICE, VOTE));
        go_to(298);
        assert_noop!(reveal(ALICE, &[(5, 1)]), Error::<Test>::WeightsTooEarly);
        go_to(299);
        assert_ok!(reveal(ALICE, &[(5, 1)]));
    });
}

#[test]
fn only_members_with_stake_promise_and_reveal() {
    run_hidden(|| {
        register(&[ALICE]);
        assert_noop!(commit_hash(BOB, Hash::zero()), Error::<Test>::MemberNotFound);
        let by = |origin| Root::commit_root_weights(origin, hot(ALICE), Hash::zero());
        assert_noop!(by(signed(BOB)), Error::<Test>::NotOwner);
        assert_noop!(by(RuntimeOrigin::root()), BadOrigin);
        commit(ALICE, VOTE);
        go_to(100);
        let by = |origin| Root::reveal_root_weights(origin, hot(ALICE), weights(VOTE), SALT);
        assert_noop!(by(signed(BOB)), Error::<Test>::NotOwner);
        assert_noop!(by(RuntimeOrigin::none()), BadOrigin);
        assert_noop!(reveal(BOB, VOTE), Error::<Test>::MemberNotFound);
        set_stake(ALICE, 0);
        assert_noop!(commit_hash(ALICE, Hash::zero()), Error::<Test>::StakeNotFound);
        assert_noop!(reveal(ALICE, VOTE), Error::<Test>::StakeNotFound);
        set_stake(ALICE, 1);
        assert_ok!(reveal(ALICE, VOTE));
    });
}

#[test]
fn who_withdraws_withdraws_what_it_promised_too() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, VOTE);
        assert_ok!(Root::clear_root_weights(signed(ALICE), hot(ALICE)));
        assert_eq!(open(ALICE), 0);
        go_to(101);
        assert_noop!(reveal(ALICE, VOTE), Error::<Test>::CommitNotFound);
        // And promises anew.
        commit(ALICE, VOTE);
        go_to(201);
        assert_ok!(reveal(ALICE, VOTE));
    });
}

#[test]
fn a_promise_names_the_hotkey_that_reveals_it() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, VOTE);
        change_pool(ALICE, |pool| pool.hotkey = 5_000);
        go_to(100);
        assert_noop!(reveal(ALICE, VOTE), Error::<Test>::ValidatorNotFound);
        let by_another = || Root::reveal_root_weights(signed(ALICE), 5_000, weights(VOTE), SALT);
        assert_noop!(by_another(), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn commits_that_expire_make_room() {
    let settings = RootSettings { commit_reveal_period: Some(100), ..RootSettings::PUBLIC };
    run_with(settings, || {
        register(&[ALICE]);
        for epoch in 0..300 {
            go_to(epoch * DIVISION_BLOCKS + 50);
            commit(ALICE, VOTE);
        }
        // One of this epoch, and one of each of the hundred before it.
        assert_eq!(open(ALICE), 101);
    });
}
