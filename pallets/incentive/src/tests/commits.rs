// SPDX-License-Identifier: Apache-2.0
//! Weights that are promised first: when they may be revealed, and what a promise is good for.
//!
//! The tempos of the subnet begin in the blocks 3, 23, 43 and so on.

use crate::{mock::*, types::Commit, Commits, Error, Event, WeightRows, MAX_COMMITS};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    subnets::{EpochQueue, NetUid, OnSubnets, Uid},
    types::{BlockNumber, Hash},
    units::JOULE,
};
use sp_runtime::DispatchError;

/// Weights that suit any of the validators.
const PAIRS: [(Uid, u16); 2] = [(3, 2), (4, 1)];
/// Others.
const OTHERS: [(Uid, u16); 2] = [(3, 1), (4, 2)];

/// Runs `test` in block 2, in a subnet that wants commits.
fn run_with_commits(test: impl FnOnce()) {
    run_permitted(|| {
        change(ONE, |parameters| parameters.commit_reveal = true);
        test();
    });
}

/// The commits of a neuron.
fn commits(netuid: NetUid, uid: Uid) -> Vec<Commit> {
    Commits::<Test>::get(netuid, uid).into_inner()
}

/// The blocks between which the commits of Bob may be revealed.
fn windows() -> Vec<(BlockNumber, BlockNumber)> {
    commits(ONE, 1).iter().map(|commit| (commit.reveal_from, commit.reveal_until)).collect()
}

/// When the weights of Bob that stand were revealed, and when he decided on them.
fn stands() -> Option<(BlockNumber, BlockNumber)> {
    WeightRows::<Test>::get(ONE, 1).map(|row| (row.revealed, row.as_of))
}

#[test]
fn a_commit_is_revealed_from_the_first_to_the_last_block_of_the_next_tempo() {
    let cases: [(BlockNumber, Option<Error<Test>>); 6] = [
        (3, Some(Error::RevealTooEarly)),
        (22, Some(Error::RevealTooEarly)),
        (23, None),
        (42, None),
        (43, Some(Error::RevealTooLate)),
        (500, Some(Error::RevealTooLate)),
    ];
    for (block, refusal) in cases {
        run_with_commits(|| {
            pass_to(3);
            assert_ok!(commit(ONE, BOB, &PAIRS));
            assert_eq!(windows(), [(23, 42)]);
            pass_to(block);
            match refusal {
                Some(refusal) => {
                    assert_noop!(reveal(ONE, BOB, &PAIRS), refusal);
                }
                None => {
                    assert_ok!(reveal(ONE, BOB, &PAIRS));
                    assert_eq!(stands(), Some((block, 3)));
                    let event = Event::WeightsRevealed { netuid: ONE, uid: 1, committed_at: 3 };
                    assert_eq!(events().last(), Some(&event));
                }
            }
        });
    }
}

#[test]
fn the_hash_is_of_hotkey_netuid_pairs_salt_and_version() {
    let mut bytes = hot(BOB).encode();
    bytes.extend(1u16.encode());
    // The pairs have their number before them.
    bytes.extend([8, 3, 0, 2, 0, 4, 0, 1, 0]);
    bytes.extend([1; 32]);
    bytes.extend(7u32.to_le_bytes());
    let expected = Hash::from(sp_io::hashing::blake2_256(&bytes));
    assert_eq!(crate::weights_hash(&hot(BOB), ONE, &PAIRS, &SALT, 7), expected);
}

#[test]
fn only_what_was_hashed_can_be_revealed() {
    run_with_commits(|| {
        create(TWO, &[BOB]);
        assert_ok!(commit(ONE, BOB, &PAIRS));
        pass(1);
        let reveal = |netuid, pairs: &[(Uid, u16)], salt, version| {
            Incentive::reveal_weights(signed(hot(BOB)), netuid, weights(pairs), salt, version)
        };
        assert_noop!(reveal(ONE, &PAIRS, [2; 32], 0), Error::<Test>::CommitNotFound);
        assert_noop!(reveal(ONE, &PAIRS, SALT, 1), Error::<Test>::CommitNotFound);
        assert_noop!(reveal(ONE, &OTHERS, SALT, 0), Error::<Test>::CommitNotFound);
        // The same proportions are not the same weights.
        assert_noop!(reveal(ONE, &[(3, 4), (4, 2)], SALT, 0), Error::<Test>::CommitNotFound);
        assert_noop!(reveal(TWO, &PAIRS, SALT, 0), Error::<Test>::CommitNotFound);
        assert_ok!(reveal(ONE, &PAIRS, SALT, 0));
    });
}

#[test]
fn a_commit_is_revealed_once() {
    run_with_commits(|| {
        assert_ok!(commit(ONE, BOB, &PAIRS));
        pass(1);
        assert_ok!(reveal(ONE, BOB, &PAIRS));
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::CommitNotFound);
        assert!(!Commits::<Test>::contains_key(ONE, 1));
    });
}

#[test]
fn who_copies_a_commit_cannot_reveal_it() {
    run_with_commits(|| {
        // GIVEN Charlie, who promises whatever Bob does
        let copied = hash(ONE, BOB, &PAIRS);
        assert_ok!(commit(ONE, BOB, &PAIRS));
        assert_ok!(Incentive::commit_weights(signed(hot(CHARLIE)), ONE, copied));
        pass(1);
        assert_ok!(reveal(ONE, BOB, &PAIRS));
        // THEN what Bob reveals is of no use to it.
        assert_noop!(reveal(ONE, CHARLIE, &PAIRS), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn a_further_commit_in_a_tempo_replaces_the_one_before() {
    run_with_commits(|| {
        pass_to(3);
        assert_ok!(commit(ONE, BOB, &PAIRS));
        pass_to(22);
        assert_ok!(commit(ONE, BOB, &OTHERS));
        assert_eq!(commits(ONE, 1).len(), 1);
        // The tempo after has one of its own.
        pass_to(23);
        assert_ok!(commit(ONE, BOB, &PAIRS));
        assert_eq!(windows(), [(23, 42), (43, 62)]);
        // What was replaced is gone: the hash that is left is of a later tempo.
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::RevealTooEarly);
        assert_ok!(reveal(ONE, BOB, &OTHERS));
        assert_eq!(stands(), Some((23, 22)));
    });
}

#[test]
fn ten_commits_in_a_tempo_are_no_ten_tries() {
    run_with_commits(|| {
        // GIVEN a validator that promises ten vectors, to reveal the one that suits best
        pass_to(3);
        let vector = |number: u16| [(3, number), (4, 1)];
        for number in 1..=10 {
            assert_ok!(commit(ONE, BOB, &vector(number)));
            pass(1);
        }
        // THEN only the last one can be revealed.
        pass_to(23);
        for number in 1..=9 {
            assert_noop!(reveal(ONE, BOB, &vector(number)), Error::<Test>::CommitNotFound);
        }
        assert_ok!(reveal(ONE, BOB, &vector(10)));
    });
}

#[test]
fn a_commit_of_every_tempo_waits_for_its_own_window() {
    run_with_commits(|| {
        change(ONE, |parameters| parameters.commit_reveal_period = 3);
        let vector = |number: u16| [(3, number), (4, 1)];
        for number in 0..6 {
            pass_to(3 + 20 * BlockNumber::from(number));
            if number >= 3 {
                // The one of three tempos ago, from the first block on.
                assert_ok!(reveal(ONE, BOB, &vector(number - 2)));
                let committed_at = 3 + 20 * BlockNumber::from(number - 3);
                assert_eq!(stands(), Some((System::block_number(), committed_at)));
            }
            assert_ok!(commit(ONE, BOB, &vector(number + 1)));
        }
        assert_eq!(windows(), [(123, 142), (143, 162), (163, 182)]);
    });
}

#[test]
fn an_owner_who_changes_tempo_or_period_voids_no_commit() {
    for block in [23, 42] {
        run_with_commits(|| {
            pass_to(3);
            assert_ok!(commit(ONE, BOB, &PAIRS));
            pass_to(10);
            change(ONE, |parameters| {
                parameters.tempo = 100;
                parameters.commit_reveal_period = 5;
            });
            pass_to(block);
            assert_eq!(windows(), [(23, 42)]);
            assert_ok!(reveal(ONE, BOB, &PAIRS));
        });
    }
    run_with_commits(|| {
        pass_to(3);
        assert_ok!(commit(ONE, BOB, &PAIRS));
        // Until this tempo ends, it is as long as it was.
        change(ONE, |parameters| parameters.tempo = 100);
        assert_ok!(commit(ONE, CHARLIE, &PAIRS));
        assert_eq!(commits(ONE, 2)[0].reveal_until, 42);
        pass_to(43);
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::RevealTooLate);
        // What is promised now follows the tempo that holds now: from block 63 on.
        assert_ok!(commit(ONE, BOB, &PAIRS));
        assert_eq!(windows(), [(63, 162)]);
    });
}

#[test]
fn an_epoch_that_waits_for_others_moves_no_window() {
    run_with_commits(|| {
        // GIVEN an epoch that was due in block 23 and waits
        create(TWO, &[DAVE]);
        pass_to(3);
        assert_ok!(commit(ONE, BOB, &PAIRS));
        pass_to(22);
        Incentive::on_epoch_due(TWO);
        pass(1);
        assert!(Incentive::is_queued(ONE));
        // THEN the tempo has ended all the same.
        assert_ok!(reveal(ONE, BOB, &PAIRS));
        assert_ok!(commit(ONE, BOB, &PAIRS));
        assert_eq!(windows(), [(43, 62)]);
    });
}

#[test]
fn what_was_promised_is_revealed_also_after_commits_were_switched_off() {
    run_with_commits(|| {
        assert_ok!(commit(ONE, BOB, &PAIRS));
        change(ONE, |parameters| parameters.commit_reveal = false);
        pass(1);
        assert_ok!(reveal(ONE, BOB, &PAIRS));
        assert_noop!(commit(ONE, BOB, &PAIRS), Error::<Test>::CommitRevealOff);
    });
}

#[test]
fn weights_that_were_decided_on_later_are_not_replaced_by_earlier_ones() {
    run_with_commits(|| {
        // GIVEN a promise, and weights that were set since
        assert_ok!(commit(ONE, BOB, &PAIRS));
        change(ONE, |parameters| parameters.commit_reveal = false);
        pass(1);
        set_weights(ONE, BOB, &OTHERS);
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::RevealOutdated);
    });
}

/// Runs `test` in block 63 with promises of Bob of blocks 2 and 63. From then on the first one may
/// be revealed until block 162; and the second one, as tempos are shorter now, from block 83 to
/// 102.
fn run_with_two_windows(first: &[(Uid, u16)], second: &[(Uid, u16)], test: impl FnOnce()) {
    run_with_commits(|| {
        change_subnet(ONE, |subnet| subnet.tempo = 100);
        assert_ok!(commit(ONE, BOB, first));
        pass_to(63);
        assert_ok!(commit(ONE, BOB, second));
        assert_eq!(windows(), [(63, 162), (83, 102)]);
        test();
    });
}

#[test]
fn of_all_that_may_be_revealed_only_what_was_decided_on_last_is_taken() {
    run_with_two_windows(&PAIRS, &OTHERS, || {
        pass_to(83);
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::RevealOutdated);
        assert_ok!(reveal(ONE, BOB, &OTHERS));
        assert_eq!(stands(), Some((83, 63)));
        // What was decided on before has gone with it.
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::CommitNotFound);
    });
    run_with_two_windows(&PAIRS, &OTHERS, || {
        // One after the other, each in its time.
        pass_to(82);
        assert_ok!(reveal(ONE, BOB, &PAIRS));
        assert_eq!(stands(), Some((82, 2)));
        pass(1);
        assert_ok!(reveal(ONE, BOB, &OTHERS));
        assert_eq!(stands(), Some((83, 63)));
    });
}

#[test]
fn of_two_commits_to_the_same_weights_the_later_one_is_revealed() {
    run_with_two_windows(&PAIRS, &PAIRS, || {
        pass_to(83);
        assert_ok!(reveal(ONE, BOB, &PAIRS));
        assert_eq!(stands(), Some((83, 63)));
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn of_commits_that_may_be_revealed_from_the_same_block_on_the_last_one_is_kept() {
    run_with_commits(|| {
        // GIVEN an owner who shortens the period by one in every tempo
        for (tempo, period) in (0..).zip([5, 4, 3, 2, 1]) {
            pass_to(3 + 20 * tempo);
            change(ONE, |parameters| parameters.commit_reveal_period = period);
            assert_ok!(commit(ONE, BOB, &[(3, period), (4, 1)]));
        }
        // THEN there are no five tries in one tempo.
        assert_eq!(windows(), [(103, 122)]);
        pass_to(103);
        assert_noop!(reveal(ONE, BOB, &[(3, 5), (4, 1)]), Error::<Test>::CommitNotFound);
        assert_ok!(reveal(ONE, BOB, &[(3, 1), (4, 1)]));
    });
}

#[test]
fn of_commits_of_one_block_the_last_one_is_kept() {
    run_with_commits(|| {
        assert_ok!(commit(ONE, BOB, &PAIRS));
        // Even if it is for another window.
        change(ONE, |parameters| parameters.commit_reveal_period = 2);
        assert_ok!(commit(ONE, BOB, &OTHERS));
        assert_eq!(windows().len(), 1);
        let (from, _) = windows()[0];
        pass_to(from);
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::CommitNotFound);
        assert_ok!(reveal(ONE, BOB, &OTHERS));
    });
}

#[test]
fn a_commit_under_a_longer_tempo_replaces_none_of_a_tempo_that_has_ended() {
    run_with_commits(|| {
        pass_to(3);
        assert_ok!(commit(ONE, BOB, &PAIRS));
        // GIVEN a tempo of 100 blocks from block 23 on. Counted by it, block 3 is of the same one.
        change(ONE, |parameters| parameters.tempo = 100);
        pass_to(23);
        assert_ok!(commit(ONE, BOB, &OTHERS));
        assert_eq!(windows(), [(23, 42), (63, 162)]);
        assert_ok!(reveal(ONE, BOB, &PAIRS));
    });
}

#[test]
fn who_replaces_a_neuron_inherits_none_of_its_commits() {
    run_with_commits(|| {
        assert_ok!(commit(ONE, BOB, &PAIRS));
        pass(1);
        replace(ONE, 1, 50);
        assert!(!Commits::<Test>::contains_key(ONE, 1));
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::NeuronNotFound);
        assert_noop!(reveal(ONE, 50, &PAIRS), Error::<Test>::CommitNotFound);
        // Nor does the predecessor find them again in another slot.
        register(ONE, BOB);
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn a_newcomer_does_not_inherit_weight_that_was_promised_before_it_came() {
    run_with_commits(|| {
        // GIVEN weights for Dave and Eve, promised before another neuron took Dave's place
        pass_to(3);
        for validator in [BOB, CHARLIE] {
            assert_ok!(commit(ONE, validator, &PAIRS));
        }
        pass_to(10);
        replace(ONE, 3, 50);
        // WHEN they are revealed after it
        pass_to(23);
        for validator in [BOB, CHARLIE] {
            assert_ok!(reveal(ONE, validator, &PAIRS));
            assert_ok!(commit(ONE, validator, &PAIRS));
        }
        pend(ONE, 100 * JOULE);
        epoch(ONE);
        // THEN they count for Eve alone
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, 0, u16::MAX]);
        assert_eq!((free(50), free(EVE)), (ENDOWMENT, ENDOWMENT + 41 * JOULE));
        // THEN those that were promised since count for both.
        pass_to(43);
        for validator in [BOB, CHARLIE] {
            assert_ok!(reveal(ONE, validator, &PAIRS));
        }
        epoch(ONE);
        assert!(Incentive::incentive(ONE)[3] > Incentive::incentive(ONE)[4]);
    });
}

#[test]
fn what_has_expired_makes_room() {
    run_with_commits(|| {
        for block in [3, 23, 43, 63] {
            pass_to(block);
            assert_ok!(commit(ONE, BOB, &PAIRS));
        }
        assert_eq!(windows(), [(63, 82), (83, 102)]);
    });
}

#[test]
fn a_neuron_has_at_most_128_open_commits() {
    run_with_commits(|| {
        change(ONE, |parameters| parameters.commit_reveal_period = 200);
        for tempo in 0..MAX_COMMITS {
            pass_to(3 + 20 * tempo);
            assert_ok!(commit(ONE, BOB, &PAIRS));
        }
        // The one of this tempo may still be replaced.
        pass(10);
        assert_ok!(commit(ONE, BOB, &OTHERS));
        assert_eq!(commits(ONE, 1).len(), 128);
        pass(10);
        assert_noop!(commit(ONE, BOB, &PAIRS), Error::<Test>::MaxCommitsExceeded);
        // Others have room of their own.
        assert_ok!(commit(ONE, CHARLIE, &PAIRS));
        // As soon as one is revealed, there is room again.
        pass_to(windows()[0].0);
        assert_ok!(reveal(ONE, BOB, &PAIRS));
        assert_ok!(commit(ONE, BOB, &PAIRS));
    });
}

#[test]
fn who_gives_no_weights_promises_none() {
    run_with_commits(|| {
        let promise = |who, netuid| Incentive::commit_weights(who, netuid, Hash::default());
        assert_noop!(promise(signed(hot(FRANK)), ONE), Error::<Test>::NeuronNotFound);
        assert_noop!(promise(signed(BOB), ONE), Error::<Test>::NeuronNotFound);
        assert_noop!(promise(signed(hot(DAVE)), ONE), Error::<Test>::StakeTooLow);
        assert_noop!(promise(signed(hot(BOB)), TWO), Error::<Test>::SubnetNotFound);
        assert_noop!(promise(RuntimeOrigin::none(), ONE), DispatchError::BadOrigin);
        assert_noop!(promise(RuntimeOrigin::root(), ONE), DispatchError::BadOrigin);
        // But for the owner, whatever its stake.
        set_stake(ALICE, 0);
        assert_ok!(promise(signed(hot(ALICE)), ONE));
    });
}

#[test]
fn what_is_revealed_obeys_the_rules_for_weights() {
    run_with_commits(|| {
        let refused: [(Pairs, Error<Test>); 5] = [
            (&[(4, 1), (3, 1)], Error::UidsNotAscending),
            (&[(3, 1), (3, 1)], Error::UidsNotAscending),
            (&[(9, 1)], Error::UidNotFound),
            (&[(3, 0)], Error::TooFewWeights),
            (&[], Error::TooFewWeights),
        ];
        for (tempo, (pairs, refusal)) in (0..).zip(refused) {
            pass_to(3 + 40 * tempo);
            assert_ok!(commit(ONE, BOB, pairs));
            pass(20);
            assert_noop!(reveal(ONE, BOB, pairs), refusal);
        }
        // GIVEN promises of good weights
        pass_to(203);
        set_stake(DAVE, STAKE);
        for coldkey in [BOB, DAVE] {
            assert_ok!(commit(ONE, coldkey, &PAIRS));
        }
        pass_to(223);
        // WHEN those who gave them no longer may
        set_stake(BOB, 100 * JOULE - 1);
        assert_noop!(reveal(ONE, BOB, &PAIRS), Error::<Test>::StakeTooLow);
        set_stake(BOB, STAKE);
        crate::Permits::<Test>::mutate(ONE, |permits| permits.retain(|uid| *uid != 3));
        assert_noop!(reveal(ONE, DAVE, &PAIRS), Error::<Test>::PermitMissing);
        // THEN a refused reveal leaves the promise as it is.
        assert_ok!(reveal(ONE, BOB, &PAIRS));
    });
}

#[test]
fn what_a_subnet_demands_of_promised_weights_is_what_it_did_when_they_were_promised() {
    let promise = |version| {
        let hash = crate::weights_hash(&hot(BOB), ONE, &PAIRS, &SALT, version);
        Incentive::commit_weights(signed(hot(BOB)), ONE, hash)
    };
    let keep =
        |version| Incentive::reveal_weights(signed(hot(BOB)), ONE, weights(&PAIRS), SALT, version);
    let demand = |version, fewest| {
        change(ONE, |parameters| {
            (parameters.weights_version, parameters.min_weights) = (version, fewest);
        });
    };
    run_with_commits(|| {
        // GIVEN an owner who wants to make promises worthless
        demand(7, 2);
        assert_ok!(promise(7));
        demand(8, 4);
        pass(1);
        assert_ok!(keep(7));
    });
    for (version, fewest, refusal) in
        [(8, 2, Error::<Test>::VersionTooOld), (7, 3, Error::<Test>::TooFewWeights)]
    {
        run_with_commits(|| {
            // GIVEN promises that were worthless from the start
            demand(version, fewest);
            assert_ok!(promise(7));
            demand(0, 1);
            pass(1);
            assert_noop!(keep(7), refusal);
        });
    }
}

#[test]
fn reveals_wait_until_the_rate_limit_has_passed() {
    run_with_commits(|| {
        change(ONE, |parameters| parameters.weights_rate_limit = 10);
        assert_ok!(commit(ONE, BOB, &PAIRS));
        pass_to(3);
        assert_ok!(commit(ONE, BOB, &OTHERS));
        pass_to(22);
        assert_ok!(reveal(ONE, BOB, &PAIRS));
        pass_to(31);
        assert_noop!(reveal(ONE, BOB, &OTHERS), Error::<Test>::WeightsTooEarly);
        pass_to(32);
        assert_ok!(reveal(ONE, BOB, &OTHERS));
    });
}

#[test]
fn only_a_neuron_of_a_subnet_that_exists_reveals() {
    run_with_commits(|| {
        assert_ok!(commit(ONE, BOB, &PAIRS));
        pass(1);
        let reveal = |who, netuid| Incentive::reveal_weights(who, netuid, weights(&PAIRS), SALT, 0);
        assert_noop!(reveal(signed(hot(FRANK)), ONE), Error::<Test>::NeuronNotFound);
        assert_noop!(reveal(signed(hot(BOB)), TWO), Error::<Test>::SubnetNotFound);
        assert_noop!(reveal(RuntimeOrigin::none(), ONE), DispatchError::BadOrigin);
        assert_noop!(reveal(RuntimeOrigin::root(), ONE), DispatchError::BadOrigin);
        remove(ONE);
        assert_noop!(reveal(signed(hot(BOB)), ONE), Error::<Test>::SubnetNotFound);
    });
}
