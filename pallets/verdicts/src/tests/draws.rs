// SPDX-License-Identifier: Apache-2.0
//! Who is drawn, and that nobody turns a draw.

use crate::{
    mock::*,
    types::{Role, Step},
    Drawn, Error, Event, Jobs,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::Policy,
    verdicts::{JobTerms, Outcome, Verdicts as _},
};

/// Opens a job for five, and has these drawn, whoever they are.
fn five_forced(drawn: &[(u8, AccountId)]) {
    open(REDUNDANT);
    force(drawn);
    draw();
}

fn force(drawn: &[(u8, AccountId)]) {
    Forced::set(Some(drawn.iter().map(|(number, owner)| (key(*number), *owner)).collect()));
}

fn is_drawing() -> bool {
    matches!(step(), Step::Drawing { .. }) && Drawn::<Test>::iter().count() == 0
}

#[test]
fn no_device_of_a_party_is_ever_drawn() {
    for entropy in 0..20 {
        run(|| {
            Entropy::set(entropy);
            // GIVEN the requester owns devices, and so does somebody else who is a party
            AllDevices::mutate(|devices| {
                devices[..6].iter_mut().for_each(|device| device.owner = REQUESTER);
                devices[6..9].iter_mut().for_each(|device| device.owner = STRANGER);
            });
            let excluded = vec![STRANGER].try_into().expect("one");
            assert_ok!(Verdicts::open(JOB, JobTerms { excluded, ..terms(REDUNDANT) }));
            // WHEN devices are drawn THEN none is theirs
            draw();
            let seats = Jobs::<Test>::get(JOB).expect("there is a job").seats;
            assert_eq!(seats.len(), 5);
            assert!(seats.iter().all(|seat| ![REQUESTER, STRANGER].contains(&seat.owner)));
        });
    }
}

#[test]
fn no_two_devices_of_one_owner_are_drawn() {
    run(|| {
        AllDevices::mutate(|devices| {
            devices[..17].iter_mut().for_each(|device| device.owner = STRANGER);
        });
        open(REDUNDANT);
        draw();
        // Four owners cannot be five.
        assert!(is_drawing());
        assert_eq!(attempt(), ATTEMPT + 1);
    });
}

#[test]
fn neither_worker_nor_checker_decides_between_themselves() {
    for entropy in 0..20 {
        run(|| {
            Entropy::set(entropy * 1_000);
            // GIVEN the worker's owner has most of the devices
            AllDevices::mutate(|devices| {
                devices[..12].iter_mut().for_each(|device| device.owner = owner(WORKER));
            });
            open(SPOT_CHECK);
            assert_ok!(commit(WORKER, WRONG));
            let_chance(true);
            draw();
            let checker = seated(Role::Checker);
            if checker.is_empty() {
                return;
            }
            assert_ok!(commit(checker[0], RIGHT));
            assert_ok!(reveal(WORKER, WRONG));
            assert_ok!(reveal(checker[0], RIGHT));
            draw();
            // THEN neither it nor the checker's owner has another say
            let three = seated(Role::Decider);
            assert!(three.iter().all(|number| *number > 12 && *number != checker[0]));
        });
    }
}

#[test]
fn who_comes_once_the_randomness_is_known_is_not_drawn() {
    run(|| {
        AllDevices::mutate(|devices| devices.truncate(6));
        open(REDUNDANT);
        pass(DELAY);
        AllDevices::mutate(|devices| {
            let late = |number: u8| TestDevice {
                key: key(number),
                owner: owner(number),
                since: 9,
                ..devices[0].clone()
            };
            let late = (7..=DEVICES).map(late).collect::<Vec<_>>();
            devices.extend(late);
        });
        assert_ok!(conclude());
        assert!(seated(Role::Executor).iter().all(|number| *number <= 6));
        assert_eq!(seated(Role::Executor).len(), 5);
    });
}

#[test]
fn when_it_is_concluded_does_not_change_a_draw() {
    let drawn_after = |blocks| {
        let mut drawn = Vec::new();
        run(|| {
            open(REDUNDANT);
            pass(DELAY + blocks);
            assert_ok!(conclude());
            drawn = seated(Role::Executor);
        });
        drawn
    };
    assert_eq!(drawn_after(0), drawn_after(1_000));
}

#[test]
fn each_job_attempt_and_round_has_a_draw_of_its_own() {
    run(|| {
        open(REDUNDANT);
        assert_ok!(Verdicts::open(JOB + 1, terms(REDUNDANT)));
        pass(DELAY);
        assert_ok!(conclude());
        let first = seated(Role::Executor);
        assert_ok!(Verdicts::conclude(signed(STRANGER), JOB + 1));
        let other = Jobs::<Test>::get(JOB + 1).expect("there is one").seats;
        let other = other.iter().map(|seat| number_of(seat.device)).collect::<Vec<_>>();
        // Who is drawn for one job is not drawn for another.
        assert!(other.iter().all(|number| !first.contains(number)));
        assert_eq!(Drawn::<Test>::iter().count(), 10);
    });
}

#[test]
fn an_index_that_breaks_its_word_turns_no_verdict() {
    // A device twice, two of one owner, one of a party, too few, or none.
    for drawn in [
        &[(1, 101), (1, 101), (2, 102), (3, 103), (4, 104)][..],
        &[(1, 101), (2, 101), (3, 103), (4, 104), (5, 105)],
        &[(1, REQUESTER), (2, 102), (3, 103), (4, 104), (5, 105)],
        &[(1, 101), (2, 102), (3, 103), (4, 104)],
        &[],
    ] {
        run(|| {
            five_forced(drawn);
            assert!(is_drawing());
        });
    }
    // Too many: the first five have a say.
    run(|| {
        five_forced(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|number| (number, owner(number))));
        assert_eq!(seated(Role::Executor), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn a_device_that_is_busy_after_all_is_not_drawn() {
    run(|| {
        ExcuseRefused::set(vec![key(3)]);
        five_forced(&[1, 2, 3, 4, 5].map(|number| (number, owner(number))));
        assert!(is_drawing());
    });
    for excused_twice in [false, true] {
        run(|| stays_with_its_first_job(excused_twice));
    }
}

fn stays_with_its_first_job(excused_twice: bool) {
    ExcusedTwice::set(excused_twice);
    five_forced(&[1, 2, 3, 4, 5].map(|number| (number, owner(number))));
    // GIVEN five that are drawn for one job WHEN the same are drawn for another
    assert_ok!(Verdicts::open(JOB + 1, terms(REDUNDANT)));
    pass(DELAY);
    assert_ok!(Verdicts::conclude(signed(STRANGER), JOB + 1));
    // THEN they stay with the first
    assert_eq!(Drawn::<Test>::get(key(1)), Some(JOB));
    let other = Jobs::<Test>::get(JOB + 1).expect("there is one");
    assert!(other.seats.is_empty());
}

#[test]
fn a_job_for_which_nobody_can_be_drawn_stays_undecided() {
    run(|| {
        open(REDUNDANT);
        force(&[]);
        for _ in 0..3 {
            assert_eq!(verdict_outcome(), None);
            draw();
        }
        assert_eq!(verdict_outcome(), Some(Outcome::Undecided));
        assert!(events().iter().any(|event| matches!(event, Event::RoundFailed { .. })));
        assert_noop!(conclude(), Error::<Test>::AlreadyDecided);
    });
}

fn verdict_outcome() -> Option<Outcome> {
    match step() {
        Step::Decided(verdict) => Some(verdict.outcome),
        _ => None,
    }
}

#[test]
fn two_jobs_share_the_randomness_of_a_block() {
    run(|| {
        open(REDUNDANT);
        assert_ok!(Verdicts::open(
            JOB + 1,
            terms(Policy::Redundant { n: 3, k: 2, reveal_window: 20 })
        ));
        assert_eq!(Requested::get().into_iter().collect::<Vec<_>>(), [(1 + DELAY, 2)]);
        draw();
        assert_eq!(Requested::get().into_iter().collect::<Vec<_>>(), [(1 + DELAY, 1)]);
        assert_ok!(Verdicts::conclude(signed(STRANGER), JOB + 1));
        assert!(Requested::get().is_empty());
    });
}
