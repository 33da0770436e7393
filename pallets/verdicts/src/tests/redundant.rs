// SPDX-License-Identifier: Apache-2.0
//! Several devices do the job, and what most of them find stands.

use crate::{
    mock::*,
    types::{Role, Round, Step},
    Drawn, Error, Event, ABSENCE_SLASH, FAULT_SLASH, MAX_FAILED_ROUNDS,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::Policy,
    types::Hash,
    verdicts::{Fault, Outcome},
};

/// Opens a job for five and has them drawn.
fn five() -> Vec<u8> {
    open(REDUNDANT);
    draw();
    seated(Role::Executor)
}

/// Lets these devices commit to, and reveal, these results.
fn answer(answers: &[(u8, Hash)]) {
    commit_each(answers);
    reveal_each(answers);
}

#[test]
fn executors_are_drawn_by_randomness_that_did_not_exist() {
    run(|| {
        open(REDUNDANT);
        assert!(matches!(step(), Step::Drawing { round: Round::Executors, ticket }
            if ticket.asked_at == 1 && ticket.sample_at == 1 + DELAY));
        pass(DELAY - 1);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        pass(1);
        assert_ok!(conclude());
        let five = seated(Role::Executor);
        assert_eq!(five.len(), 5);
        assert_eq!(Drawn::<Test>::iter().count(), 5);
        assert!(!five.iter().any(|number| owner(*number) == REQUESTER));
        assert_eq!(step(), Step::Committing { round: Round::Executors, until: 9 + WORK });
        let devices = five.iter().map(|number| key(*number)).collect();
        assert_eq!(
            events(),
            [Event::DevicesDrawn {
                job: JOB,
                attempt: ATTEMPT,
                round: Round::Executors,
                devices,
                until: 9 + WORK
            }]
        );
    });
}

#[test]
fn whom_the_draw_takes_depends_on_the_randomness() {
    let five_by = |entropy| {
        let mut drawn = Vec::new();
        run(|| {
            Entropy::set(entropy);
            drawn = five();
        });
        drawn
    };
    assert_eq!(five_by(1), five_by(1));
    assert_ne!(five_by(1), five_by(2));
}

#[test]
fn those_who_agree_are_paid() {
    run(|| {
        let five = five();
        answer(&five.iter().map(|number| (*number, RIGHT)).collect::<Vec<_>>());
        assert_eq!((verdict().outcome, verdict().output_root), (Outcome::Accepted, Some(RIGHT)));
        assert_eq!(paid(), five);
        assert_eq!(Slashes::get(), []);
        assert_eq!(Drawn::<Test>::iter().count(), 0);
        assert_eq!(Followed::get().len(), 1);
    });
}

#[test]
fn the_majority_is_paid_and_the_minority_slashed() {
    run(|| {
        let five = five();
        let roots = [RIGHT, WRONG, RIGHT, Hash::repeat_byte(1), RIGHT];
        answer(&five.iter().copied().zip(roots).collect::<Vec<_>>());
        assert_eq!(paid(), [five[0], five[2], five[4]]);
        let wrong = [five[1], five[3]].map(|number| (key(number), Fault::WrongResult));
        assert_eq!(verdict().at_fault.to_vec(), wrong);
        assert_eq!(lost(five[1]), FAULT_SLASH * BOND);
        assert_eq!(lost(five[3]), FAULT_SLASH * BOND);
        assert_eq!(Slashes::get().len(), 2);
    });
}

#[test]
fn every_fault_has_an_event() {
    run(|| {
        let five = five();
        let wrong = five[4];
        commit_all(&five[..4], RIGHT);
        assert_ok!(commit(wrong, WRONG));
        reveal_all(&five[..4], RIGHT);
        System::reset_events();
        assert_ok!(reveal(wrong, WRONG));
        let (job, attempt, device) = (JOB, ATTEMPT, key(wrong));
        let slashed = FAULT_SLASH * BOND;
        assert_eq!(
            events(),
            [
                Event::ResultRevealed { job, attempt, device, output_root: WRONG },
                Event::DeviceFaulted { job, attempt, device, fault: Fault::WrongResult, slashed },
                Event::VerdictReached {
                    job,
                    attempt,
                    outcome: Outcome::Accepted,
                    output_root: Some(RIGHT)
                },
            ]
        );
    });
}

#[test]
fn a_majority_for_something_wrong_wins() {
    // What the protocol assumes: that most of those who are drawn are honest.
    run(|| {
        let five = five();
        let roots = [WRONG, WRONG, WRONG, RIGHT, RIGHT];
        answer(&five.iter().copied().zip(roots).collect::<Vec<_>>());
        assert_eq!(verdict().output_root, Some(WRONG));
    });
}

#[test]
fn nobody_sees_a_result_before_all_have_committed() {
    run(|| {
        let five = five();
        for number in &five[..4] {
            assert_ok!(commit(*number, RIGHT));
            assert_noop!(reveal(*number, RIGHT), Error::<Test>::WrongStep);
        }
        assert_ok!(commit(five[4], RIGHT));
        assert_eq!(step(), Step::Revealing { round: Round::Executors, until: 9 + WINDOW });
        assert_noop!(commit(five[0], RIGHT), Error::<Test>::WrongStep);
    });
}

#[test]
fn who_copies_another_ones_commit_cannot_reveal_it() {
    run(|| {
        let five = five();
        let copied = blind(five[0], ATTEMPT, RIGHT);
        assert_ok!(commit(five[0], RIGHT));
        let thief = five[1];
        let origin = || signed(owner(thief));
        assert_ok!(Verdicts::commit_result(origin(), JOB, ATTEMPT, key(thief), copied));
        commit_all(&five[2..], RIGHT);
        assert_ok!(reveal(five[0], RIGHT));
        // Result and salt of the other are known now, but not for this device.
        for salt in [salt(five[0]), salt(thief)] {
            assert_noop!(
                Verdicts::reveal_result(origin(), JOB, ATTEMPT, key(thief), RIGHT, salt),
                Error::<Test>::CommitMismatch
            );
        }
        reveal_all(&five[2..], RIGHT);
        pass(WINDOW + 1);
        assert_ok!(conclude());
        assert_eq!(verdict().at_fault.to_vec(), [(key(thief), Fault::Withheld)]);
        assert_eq!(lost(thief), FAULT_SLASH * BOND);
    });
}

#[test]
fn who_does_not_commit_loses_little_and_who_does_not_reveal_as_much_as_a_liar() {
    run(|| {
        let five = five();
        commit_all(&five[..4], RIGHT);
        pass(WORK);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        pass(1);
        assert_noop!(commit(five[4], RIGHT), Error::<Test>::TooLate);
        assert_ok!(conclude());
        assert_eq!(lost(five[4]), ABSENCE_SLASH * BOND);
        assert_eq!(Drawn::<Test>::get(key(five[4])), None);
        reveal_all(&five[..3], RIGHT);
        pass(WINDOW);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        pass(1);
        assert_noop!(reveal(five[3], RIGHT), Error::<Test>::TooLate);
        assert_ok!(conclude());
        assert_eq!(paid(), five[..3]);
        assert_eq!(verdict().at_fault.to_vec(), [(key(five[3]), Fault::Withheld)]);
        assert_eq!(lost(five[3]), FAULT_SLASH * BOND);
    });
}

#[test]
fn without_a_majority_others_are_drawn_for_the_next_attempt() {
    run(|| {
        let five = five();
        let roots = [1, 1, 2, 2].map(Hash::repeat_byte);
        let answers = five.iter().copied().zip(roots).collect::<Vec<_>>();
        commit_each(&answers);
        assert_ok!(commit(five[4], RIGHT));
        reveal_each(&answers);
        pass(WINDOW + 1);
        assert_ok!(conclude());
        // Nobody knows who was wrong, but who said nothing pays.
        assert_eq!(Slashes::get(), [(key(five[4]), FAULT_SLASH)]);
        assert_eq!(attempt(), ATTEMPT + 1);
        assert!(matches!(step(), Step::Drawing { round: Round::Executors, .. }));
        assert_eq!(Drawn::<Test>::iter().count(), 0);
        assert_eq!(Followed::get(), []);
        draw();
        assert_eq!(seated(Role::Executor).len(), 5);
    });
}

#[test]
fn too_few_commits_end_an_attempt_without_reveals() {
    run(|| {
        let five = five();
        commit_all(&five[..2], RIGHT);
        pass(WORK + 1);
        assert_ok!(conclude());
        assert_eq!(attempt(), ATTEMPT + 1);
        // The others may never have been told what to do.
        assert_eq!(Slashes::get(), []);
        assert_eq!(Drawn::<Test>::iter().count(), 0);
    });
}

#[test]
fn a_job_stays_undecided_after_as_many_failures_as_may_be() {
    run(|| {
        open(REDUNDANT);
        for round in 0..u32::from(MAX_FAILED_ROUNDS) {
            assert_eq!(attempt(), ATTEMPT + round);
            draw();
            let mut five = seated(Role::Executor);
            five.sort();
            let alone = |number: &u8| (*number, Hash::repeat_byte(*number));
            answer(&five.iter().map(alone).collect::<Vec<_>>());
        }
        assert_eq!(verdict().outcome, Outcome::Undecided);
        assert_eq!(verdict().attempt, ATTEMPT + 2);
        assert!(verdict().paid.is_empty() && verdict().at_fault.is_empty());
        assert_eq!(Slashes::get(), []);
        assert_eq!(Followed::get().len(), 1);
    });
}

#[test]
fn nobody_but_those_who_were_drawn_has_a_say() {
    run(|| {
        let five = five();
        let other = (1..=DEVICES).find(|number| !five.contains(number)).expect("there are more");
        assert_noop!(commit(other, RIGHT), Error::<Test>::DeviceNotDrawn);
        let blind = blind(five[0], ATTEMPT, RIGHT);
        for who in [STRANGER, REQUESTER, owner(five[1])] {
            assert_noop!(
                Verdicts::commit_result(signed(who), JOB, ATTEMPT, key(five[0]), blind),
                Error::<Test>::NotOwner
            );
        }
        assert_ok!(commit(five[0], RIGHT));
        assert_noop!(commit(five[0], WRONG), Error::<Test>::AlreadyCommitted);
        assert_noop!(submit(&claim(RIGHT)), Error::<Test>::WrongStep);
        commit_all(&five[1..], RIGHT);
        assert_noop!(reveal(other, RIGHT), Error::<Test>::DeviceNotDrawn);
        assert_noop!(reveal(five[0], WRONG), Error::<Test>::CommitMismatch);
        assert_noop!(
            Verdicts::reveal_result(
                signed(STRANGER),
                JOB,
                ATTEMPT,
                key(five[0]),
                RIGHT,
                salt(five[0])
            ),
            Error::<Test>::NotOwner
        );
        assert_ok!(reveal(five[0], RIGHT));
        assert_noop!(reveal(five[0], RIGHT), Error::<Test>::AlreadyRevealed);
        // Whoever has revealed may do other work.
        assert_eq!(Drawn::<Test>::get(key(five[0])), None);
        assert_eq!(Drawn::<Test>::get(key(five[1])), Some(JOB));
    });
}

#[test]
fn all_of_nine_may_have_to_agree() {
    run(|| {
        open(Policy::Redundant { n: 9, k: 9, reveal_window: WINDOW });
        draw();
        let nine = seated(Role::Executor);
        let wrong_one = |number: &u8| if *number == nine[8] { WRONG } else { RIGHT };
        answer(&nine.iter().map(|number| (*number, wrong_one(number))).collect::<Vec<_>>());
        assert_eq!(attempt(), ATTEMPT + 1);
        assert_eq!(Slashes::get(), []);
        draw();
        let nine = seated(Role::Executor);
        answer(&nine.iter().map(|number| (*number, RIGHT)).collect::<Vec<_>>());
        assert_eq!(paid(), nine);
        assert_eq!(verdict().attempt, ATTEMPT + 1);
    });
}
