// SPDX-License-Identifier: Apache-2.0
//! Chance has some jobs done again, by devices that it draws.

use crate::{
    is_checked,
    mock::*,
    types::{Role, Round, Step},
    Drawn, Error, Event, ABSENCE_SLASH, FAULT_SLASH, REVEAL_BLOCKS,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::Policy,
    types::Hash,
    verdicts::{Fault, Outcome},
};

/// Lets the worker commit to a result, and chance decide.
fn worked(result: Hash, check: bool) {
    open(SPOT_CHECK);
    assert_ok!(commit(WORKER, result));
    let_chance(check);
    draw();
}

/// Lets worker and checker differ, and three others be drawn to decide.
fn disputed() -> (u8, Vec<u8>) {
    worked(RIGHT, true);
    let checker = seated(Role::Checker)[0];
    assert_ok!(commit(checker, WRONG));
    assert_ok!(reveal(WORKER, RIGHT));
    assert_ok!(reveal(checker, WRONG));
    draw();
    (checker, seated(Role::Decider))
}

/// Lets these devices be offered for draws, and no others.
fn offer_only(numbers: &[u8]) {
    AllDevices::mutate(|devices| {
        devices.iter_mut().for_each(|it| it.is_offered = numbers.contains(&number_of(it.key)));
    });
}

/// Lets the three commit to, and reveal, these results.
fn decide(three: &[u8], results: [Hash; 3]) {
    let answers = three.iter().copied().zip(results).collect::<Vec<_>>();
    commit_each(&answers);
    reveal_each(&answers);
}

#[test]
fn chance_spares_most_workers() {
    run(|| {
        worked(RIGHT, false);
        assert_eq!(step(), Step::Revealing { round: Round::Lottery, until: 9 + REVEAL_BLOCKS });
        assert!(events().contains(&Event::CheckSpared { job: JOB, attempt: ATTEMPT }));
        assert_ok!(reveal(WORKER, RIGHT));
        assert_eq!((verdict().outcome, paid()), (Outcome::Accepted, vec![WORKER]));
        assert_eq!(verdict().output_root, Some(RIGHT));
    });
}

#[test]
fn as_many_are_checked_as_the_policy_says() {
    let checked = |permille| {
        let samples = (0u32..2_000).map(|seed| sp_io::hashing::blake2_256(&seed.to_le_bytes()));
        samples.filter(|sample| is_checked(sample, JOB, ATTEMPT, permille)).count()
    };
    assert_eq!(checked(1_000), 2_000);
    assert_eq!(checked(0), 0);
    assert!((160..240).contains(&checked(100)), "{}", checked(100));
    assert!((940..1_060).contains(&checked(500)), "{}", checked(500));
    // Each job and attempt has a chance of its own.
    let sample = [5; 32];
    let by_job = (0..64).map(|job| is_checked(&sample, job, 0, 500)).collect::<Vec<_>>();
    let by_attempt = (0..64).map(|it| is_checked(&sample, 0, it, 500)).collect::<Vec<_>>();
    assert!(by_job.contains(&true) && by_job.contains(&false));
    assert_ne!(by_job, by_attempt);
}

#[test]
fn worker_and_checker_who_agree_are_paid() {
    run(|| {
        worked(RIGHT, true);
        let checker = seated(Role::Checker)[0];
        assert_ne!(checker, WORKER);
        assert_eq!(step(), Step::Committing { round: Round::Checker, until: 9 + WINDOW });
        assert_noop!(reveal(WORKER, RIGHT), Error::<Test>::WrongStep);
        assert_noop!(commit(WORKER, WRONG), Error::<Test>::AlreadyCommitted);
        assert_ok!(commit(checker, RIGHT));
        assert_ok!(reveal(WORKER, RIGHT));
        assert_eq!(Drawn::<Test>::get(key(checker)), Some(JOB));
        assert_ok!(reveal(checker, RIGHT));
        assert_eq!((verdict().outcome, paid()), (Outcome::Accepted, vec![WORKER, checker]));
        assert_eq!(Slashes::get(), []);
    });
}

#[test]
fn whoever_checks_cannot_know_what_the_worker_found() {
    run(|| {
        open(SPOT_CHECK);
        // Its result is not on the chain before the checker has committed to its own.
        assert_noop!(submit(&claim(RIGHT)), Error::<Test>::WrongStep);
        assert_ok!(commit(WORKER, RIGHT));
        assert_noop!(reveal(WORKER, RIGHT), Error::<Test>::WrongStep);
        let_chance(true);
        draw();
        assert_noop!(reveal(WORKER, RIGHT), Error::<Test>::WrongStep);
    });
}

#[test]
fn three_others_decide_for_the_worker() {
    run(|| {
        let (checker, three) = disputed();
        assert_eq!(three.len(), 3);
        assert!(!three.contains(&WORKER) && !three.contains(&checker));
        decide(&three, [RIGHT, WRONG, RIGHT]);
        assert_eq!((verdict().outcome, verdict().output_root), (Outcome::Accepted, Some(RIGHT)));
        assert_eq!(paid(), [WORKER, three[0], three[2]]);
        let wrong = [checker, three[1]].map(|number| (key(number), Fault::WrongResult));
        assert_eq!(verdict().at_fault.to_vec(), wrong);
        assert_eq!(lost(checker), FAULT_SLASH * BOND);
        assert_eq!(lost(WORKER), 0);
    });
}

#[test]
fn three_others_decide_for_the_checker() {
    run(|| {
        let (checker, three) = disputed();
        decide(&three, [WRONG; 3]);
        assert_eq!((verdict().outcome, verdict().output_root), (Outcome::Rejected, Some(WRONG)));
        assert_eq!(paid(), [checker, three[0], three[1], three[2]]);
        assert_eq!(verdict().at_fault.to_vec(), [(key(WORKER), Fault::WrongResult)]);
        assert_eq!(lost(WORKER), FAULT_SLASH * BOND);
    });
}

#[test]
fn worker_and_checker_may_both_be_wrong() {
    run(|| {
        let (checker, three) = disputed();
        let third = Hash::repeat_byte(3);
        decide(&three, [third; 3]);
        assert_eq!((verdict().outcome, verdict().output_root), (Outcome::Rejected, Some(third)));
        assert_eq!(paid(), three);
        assert_eq!([lost(WORKER), lost(checker)], [FAULT_SLASH * BOND; 2]);
    });
}

#[test]
fn others_are_drawn_if_the_three_do_not_agree_until_it_stays_undecided() {
    run(|| {
        let (checker, mut three) = disputed();
        for _ in 0..2 {
            decide(&three, [1, 2, 3].map(Hash::repeat_byte));
            assert!(matches!(step(), Step::Drawing { round: Round::Deciders, .. }));
            assert_eq!(attempt(), ATTEMPT);
            assert_eq!(seated(Role::Worker), [WORKER]);
            assert_eq!(seated(Role::Checker), [checker]);
            draw();
            three = seated(Role::Decider);
        }
        decide(&three, [1, 2, 3].map(Hash::repeat_byte));
        assert_eq!(verdict().outcome, Outcome::Undecided);
        assert_eq!(Slashes::get(), []);
    });
}

#[test]
fn two_of_three_suffice_and_the_third_pays_for_its_silence() {
    run(|| {
        let (_, three) = disputed();
        commit_all(&three[..2], RIGHT);
        pass(WINDOW + 1);
        assert_ok!(conclude());
        assert_eq!(lost(three[2]), ABSENCE_SLASH * BOND);
        assert_ok!(reveal(three[0], RIGHT));
        assert_noop!(reveal(WORKER, RIGHT), Error::<Test>::AlreadyRevealed);
        assert_ok!(reveal(three[1], RIGHT));
        assert_eq!(verdict().outcome, Outcome::Accepted);
    });
}

#[test]
fn a_decider_who_hides_its_result_is_slashed_even_if_nothing_is_decided() {
    run(|| {
        let (_, three) = disputed();
        commit_all(&three, RIGHT);
        assert_ok!(reveal(three[0], RIGHT));
        pass(REVEAL_BLOCKS + 1);
        assert_ok!(conclude());
        assert_eq!([lost(three[1]), lost(three[2])], [FAULT_SLASH * BOND; 2]);
        assert!(matches!(step(), Step::Drawing { round: Round::Deciders, .. }));
    });
}

#[test]
fn a_worker_who_hides_its_result_is_at_fault_checked_or_not() {
    run(|| {
        worked(WRONG, false);
        pass(REVEAL_BLOCKS + 1);
        assert_noop!(reveal(WORKER, WRONG), Error::<Test>::TooLate);
        assert_ok!(conclude());
        assert_eq!(verdict().outcome, Outcome::Rejected);
        assert_eq!(verdict().at_fault.to_vec(), [(key(WORKER), Fault::Withheld)]);
        assert_eq!(lost(WORKER), FAULT_SLASH * BOND);
    });
    run(|| {
        worked(WRONG, true);
        let checker = seated(Role::Checker)[0];
        assert_ok!(commit(checker, RIGHT));
        assert_ok!(reveal(checker, RIGHT));
        pass(REVEAL_BLOCKS + 1);
        assert_ok!(conclude());
        assert_eq!((verdict().outcome, verdict().output_root), (Outcome::Rejected, None));
        assert_eq!(paid(), [checker]);
        assert_eq!(lost(WORKER), FAULT_SLASH * BOND);
    });
    run(|| {
        worked(WRONG, true);
        let checker = seated(Role::Checker)[0];
        assert_ok!(commit(checker, RIGHT));
        pass(REVEAL_BLOCKS + 1);
        assert_ok!(conclude());
        assert_eq!(verdict().at_fault.len(), 2);
        assert!(verdict().paid.is_empty());
    });
}

#[test]
fn another_one_checks_if_the_first_does_not_commit() {
    run(|| {
        worked(RIGHT, true);
        let first = seated(Role::Checker)[0];
        pass(WINDOW + 1);
        assert_noop!(commit(first, RIGHT), Error::<Test>::TooLate);
        assert_ok!(conclude());
        assert_eq!(lost(first), 0);
        assert!(matches!(step(), Step::Drawing { round: Round::Checker, .. }));
        // Chance has decided that it is checked, and does not decide again.
        let_chance(false);
        draw();
        let second = seated(Role::Checker)[0];
        assert_ok!(commit(second, RIGHT));
        assert_ok!(reveal(WORKER, RIGHT));
        assert_ok!(reveal(second, RIGHT));
        assert_eq!(paid(), [WORKER, second]);
    });
}

#[test]
fn three_others_decide_if_the_checker_hides_its_result() {
    run(|| {
        worked(RIGHT, true);
        let checker = seated(Role::Checker)[0];
        assert_ok!(commit(checker, WRONG));
        assert_ok!(reveal(WORKER, RIGHT));
        pass(REVEAL_BLOCKS + 1);
        assert_ok!(conclude());
        assert_eq!(lost(checker), FAULT_SLASH * BOND);
        draw();
        let three = seated(Role::Decider);
        assert_eq!(three.len(), 3);
        assert!(!three.contains(&WORKER) && !three.contains(&checker));
        decide(&three, [RIGHT; 3]);
        assert_eq!(paid(), [vec![WORKER], three].concat());
        // Not slashed again.
        assert_eq!(lost(checker), FAULT_SLASH * BOND);
    });
}

#[test]
fn a_checker_that_hid_its_result_does_not_decide() {
    run(|| {
        // GIVEN a checker that hides its result, and two other devices
        worked(RIGHT, true);
        let checker = seated(Role::Checker)[0];
        let others = (1..=DEVICES).filter(|number| ![WORKER, checker].contains(number));
        let others = others.take(3).collect::<Vec<_>>();
        offer_only(&[checker, others[0], others[1]]);
        assert_ok!(commit(checker, WRONG));
        assert_ok!(reveal(WORKER, RIGHT));
        pass(REVEAL_BLOCKS + 1);
        assert_ok!(conclude());
        // WHEN three are drawn THEN there are too few
        draw();
        assert!(matches!(step(), Step::Drawing { round: Round::Deciders, .. }));
        assert!(seated(Role::Decider).is_empty());
        // WHEN a third one comes THEN these decide
        offer_only(&[checker, others[0], others[1], others[2]]);
        draw();
        let mut three = seated(Role::Decider);
        three.sort_unstable();
        assert_eq!(three, others);
    });
}

#[test]
fn a_worker_that_commits_to_nothing_is_late() {
    run(|| {
        open(SPOT_CHECK);
        pass(WORK + 1);
        assert_noop!(commit(WORKER, RIGHT), Error::<Test>::TooLate);
        assert_ok!(conclude());
        assert_eq!(verdict().outcome, Outcome::TimedOut);
        assert_eq!(Slashes::get(), []);
    });
}

#[test]
fn a_job_is_undecided_if_nobody_can_check_it() {
    run(|| {
        open(Policy::SpotCheck { permille: 1_000, window: WINDOW });
        assert_ok!(commit(WORKER, RIGHT));
        offer_only(&[]);
        for _ in 0..3 {
            draw();
        }
        assert_eq!(verdict().outcome, Outcome::Undecided);
        assert_eq!(Slashes::get(), []);
    });
}
