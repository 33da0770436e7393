// SPDX-License-Identifier: Apache-2.0
//! The bond of whoever has a seat stays until the verdict, and not longer.

use crate::{mock::*, types::Role, Call, Error, WeightInfo, MAX_EXECUTORS, MAX_FAILED_ROUNDS};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use joule_primitives::verdicts::{DrawDevices, EngageDevices, OnVerdict, Outcome, Verdicts as _};

/// How many bonds are kept, and that of each of these devices.
fn engaged() -> Vec<u8> {
    (1..=DEVICES).filter(|number| engagements(*number) > 0).collect()
}

fn engagements(number: u8) -> u32 {
    TestDevices::engagements(&key(number))
}

#[test]
fn a_worker_is_bound_from_the_beginning_to_the_verdict() {
    run(|| {
        open(ACCEPTANCE);
        assert_eq!(engaged(), [WORKER]);
        // Whoever decides to leave now leaves after the verdict.
        AllDevices::mutate(|devices| devices[0].is_leaving = true);
        assert_ok!(submit(&claim(RIGHT)));
        assert_eq!(engaged(), [WORKER]);
        assert_ok!(Verdicts::accept_result(signed(REQUESTER), JOB, ATTEMPT));
        assert!(engaged().is_empty());
    });
}

#[test]
fn each_job_of_a_device_binds_it_once() {
    run(|| {
        open(ACCEPTANCE);
        assert_ok!(Verdicts::open(JOB + 1, terms(SPOT_CHECK)));
        assert_eq!(engagements(WORKER), 2);
        assert_ok!(Verdicts::close(JOB + 1));
        assert_eq!(engagements(WORKER), 1);
        pass(WORK + 1);
        assert_ok!(conclude());
        assert_eq!((verdict().outcome, engagements(WORKER)), (Outcome::TimedOut, 0));
        // A verdict that is forgotten frees nobody a second time.
        assert_ok!(Verdicts::close(JOB));
    });
}

#[test]
fn an_objection_frees_the_worker() {
    run(|| {
        open(ACCEPTANCE);
        assert_ok!(submit(&claim(RIGHT)));
        assert_ok!(Verdicts::object(JOB, &REQUESTER));
        assert!(engaged().is_empty());
    });
}

#[test]
fn an_executor_that_has_revealed_is_bound_until_the_verdict() {
    run(|| {
        open(REDUNDANT);
        assert!(engaged().is_empty());
        draw();
        let mut five = seated(Role::Executor);
        commit_all(&five, RIGHT);
        let last = five.pop().expect("five");
        reveal_all(&five, RIGHT);
        // They do other work again, and could still be wrong.
        let excused = AllDevices::get().into_iter().filter(|device| device.is_excused).count();
        assert_eq!((excused, engaged().len()), (1, 5));
        reveal_all(&[last], RIGHT);
        assert_eq!(verdict().outcome, Outcome::Accepted);
        assert!(engaged().is_empty());
    });
}

#[test]
fn whoever_is_absent_is_bound_no_longer() {
    run(|| {
        open(REDUNDANT);
        draw();
        let five = seated(Role::Executor);
        commit_all(&five[..3], RIGHT);
        pass(WORK + 1);
        assert_ok!(conclude());
        assert_eq!(engaged().len(), 3);
        assert!(five[3..].iter().all(|number| engagements(*number) == 0 && lost(*number) > 0));
    });
}

#[test]
fn a_round_that_fails_frees_all_its_devices() {
    run(|| {
        open(REDUNDANT);
        for _ in 0..MAX_FAILED_ROUNDS {
            draw();
            assert_eq!(engaged().len(), 5);
            pass(WORK + 1);
            assert_ok!(conclude());
            assert!(engaged().is_empty());
        }
        assert_eq!(verdict().outcome, Outcome::Undecided);
    });
}

#[test]
fn who_hides_a_result_from_deciders_is_free_and_the_others_are_bound() {
    run(|| {
        open(SPOT_CHECK);
        assert_ok!(commit(WORKER, RIGHT));
        let_chance(true);
        draw();
        let checker = seated(Role::Checker);
        commit_all(&checker, RIGHT);
        assert_ok!(reveal(WORKER, RIGHT));
        pass(crate::REVEAL_BLOCKS + 1);
        assert_ok!(conclude());
        assert_eq!(engaged(), [WORKER]);
        draw();
        assert_eq!(engaged().len(), 4);
        assert_eq!(engagements(WORKER), 1);
    });
}

#[test]
fn a_device_that_cannot_be_bound_has_no_seat() {
    run(|| {
        open(REDUNDANT);
        // GIVEN an index that hands out devices that leave, or do not exist
        AllDevices::mutate(|devices| devices[1].is_leaving = true);
        let stranger = crate::mock::pair(99);
        let unknown = joule_primitives::attestation::DeviceKey(sp_core::Pair::public(&stranger).0);
        let mut drawn = (2..=5).map(|number| (key(number), owner(number))).collect::<Vec<_>>();
        drawn.push((unknown, STRANGER));
        Forced::set(Some(drawn));
        // WHEN they are drawn
        draw();
        // THEN the round has too few devices, and nobody is bound by it
        assert!(engaged().is_empty());
        assert!(AllDevices::get().iter().all(|device| !device.is_excused));
        assert_noop!(conclude(), Error::<Test>::TooEarly);
    });
}

#[test]
fn a_device_that_cannot_be_excused_is_not_bound() {
    run(|| {
        open(REDUNDANT);
        ExcuseRefused::set((1..=DEVICES).map(key).collect());
        draw();
        assert!(engaged().is_empty());
    });
}

#[test]
fn whoever_concludes_pays_for_a_draw_that_finds_nobody() {
    run(|| {
        let charged = Call::<Test>::conclude { job: JOB }.get_dispatch_info().call_weight;
        let draw = TestDevices::weight(MAX_EXECUTORS.into());
        assert_ne!(draw, frame_support::weights::Weight::zero());
        let least =
            <() as WeightInfo>::draw().saturating_add(draw).saturating_add(TestFollower::weight());
        assert_eq!(charged, least);
    });
}
