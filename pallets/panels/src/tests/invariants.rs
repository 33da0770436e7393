// SPDX-License-Identifier: Apache-2.0
//! A state that breaks an invariant is caught.

use crate::{
    mock::*,
    types::{Duty, Ends, Step},
    Absent, DisputeOf, Disputes, Pallet, Queue, QueueEnds, Seated, Settings, MAX_DUTIES,
    MAX_PANELS, MAX_QUEUED,
};
use frame_support::{assert_ok, BoundedVec};
use joule_primitives::panels::Panels as _;

/// A dispute whose panel is to be drawn.
const DRAWING: u64 = 100;

/// Breaks a state with a panel that sits and one that is to be drawn, and expects the check to say
/// `complaint`.
fn broken_by(breakage: impl FnOnce(), complaint: &str) {
    genesis(SETTINGS).execute_with(|| {
        System::set_block_number(1);
        open_and_draw();
        assert_ok!(Panels::open(DRAWING, &[TENANT]));
        check();
        breakage();
        let error = Pallet::<Test>::check_invariants().expect_err("the state is broken");
        let message: &str = error.into();
        assert!(message.starts_with(complaint), "{message}");
    });
}

fn dispute_broken_by(id: u64, breakage: impl FnOnce(&mut DisputeOf<Test>), complaint: &str) {
    let breakage = || {
        let mut dispute = Disputes::<Test>::get(id).expect("it goes on");
        breakage(&mut dispute);
        Disputes::<Test>::insert(id, dispute);
    };
    broken_by(breakage, complaint);
}

#[test]
fn a_dispute_out_of_time_is_caught() {
    dispute_broken_by(DISPUTE, |it| it.opened_at = 10, "J1: a dispute has another time");
    dispute_broken_by(DISPUTE, |it| it.decide_until += 1, "J1: a dispute has another time");
    dispute_broken_by(DISPUTE, |it| it.panels = MAX_PANELS + 1, "J1: a dispute had more panels");
    dispute_broken_by(DISPUTE, |it| it.panels = 0, "J1: a panel sits that was not counted");
    let known = Step::Drawing { sample_at: 9 };
    dispute_broken_by(DRAWING, |it| it.step = known, "J1: a draw was known");
    dispute_broken_by(DRAWING, |it| it.panels = MAX_PANELS, "J1: a panel too many");
    let turned = Step::Sitting { commit_until: 20, reveal_until: 20 };
    dispute_broken_by(DISPUTE, |it| it.step = turned, "J1: the windows");
    let late = Step::Sitting { commit_until: 20, reveal_until: 43_202 };
    dispute_broken_by(DISPUTE, |it| it.step = late, "J1: a panel sits after");
}

#[test]
fn seats_of_the_wrong_people_are_caught() {
    let same = |it: &mut DisputeOf<Test>| it.seats[1].coldkey = it.seats[0].coldkey;
    dispute_broken_by(DISPUTE, same, "J2: a coldkey has two");
    dispute_broken_by(DISPUTE, |it| it.seats[1].coldkey = TENANT, "J2: a party sits");
    dispute_broken_by(DISPUTE, |it| it.seats[1].hotkey = PROVIDER, "J2: a party sits");
    dispute_broken_by(DISPUTE, |it| it.seats.truncate(2), "J2: too few sit");
    let seats = |it: &mut DisputeOf<Test>| it.seats = dispute().seats;
    dispute_broken_by(DRAWING, seats, "J2: somebody sits on a panel that was not drawn");
}

#[test]
fn findings_that_nobody_could_reveal_are_caught() {
    dispute_broken_by(DISPUTE, |it| it.seats[0].finding = Some(NoFault), "J3: a finding was");
    let early = |it: &mut DisputeOf<Test>| {
        it.seats[0].commitment = Some(commitment(it.seats[0].hotkey, NoFault));
        it.seats[0].finding = Some(NoFault);
    };
    dispute_broken_by(DISPUTE, early, "J3: a finding was revealed while others could commit");
}

#[test]
fn a_wrong_list_of_the_absent_is_caught() {
    let put = |list: Vec<(AccountId, u32)>| Absent::<Test>::put(BoundedVec::truncate_from(list));
    broken_by(|| put(vec![(1, 20), (1, 20)]), "J4: a coldkey is kept from draws twice");
    broken_by(|| put(vec![(1, 9 + 14_401)]), "J4: a coldkey is kept from draws for too long");
    broken_by(|| put(vec![(1, 20), (2, 19)]), "J4: who was absent is out of order");
}

#[test]
fn queues_that_lead_nowhere_are_caught() {
    let ends = |ends| QueueEnds::<Test>::insert(Duty::Close, ends);
    broken_by(|| ends(Ends { head: 1, tail: 0 }), "J5: a queue ends before it begins");
    broken_by(|| ends(Ends { head: 0, tail: MAX_QUEUED + 1 }), "J5: a queue is too long");
    broken_by(|| ends(Ends { head: 0, tail: 2 }), "J5: a queue has gaps");
    broken_by(|| ends(Ends { head: 1, tail: 2 }), "J5: a queue has gaps");
    broken_by(|| Queue::<Test>::remove(Duty::Close, 0), "J5: a queue has gaps");
    let earlier = || {
        Queue::<Test>::insert(Duty::Close, 1, (1, DISPUTE));
        QueueEnds::<Test>::insert(Duty::Close, Ends { head: 0, tail: 2 });
    };
    broken_by(earlier, "J5: a task is due before the one that is first");
}

#[test]
fn seats_that_are_miscounted_are_caught() {
    let miscounted = "J7: a coldkey sits on more or fewer";
    broken_by(|| Seated::<Test>::insert(owners()[0], 2), miscounted);
    broken_by(|| Seated::<Test>::remove(owners()[0]), miscounted);
    broken_by(|| Seated::<Test>::insert(TENANT, 1), miscounted);
    let many = || {
        for id in 200..200 + u64::from(MAX_DUTIES) {
            Disputes::<Test>::insert(id, dispute());
        }
        owners().iter().for_each(|owner| Seated::<Test>::insert(owner, MAX_DUTIES + 1));
    };
    broken_by(many, "J7: a coldkey must serve on too many");
}

#[test]
fn settings_out_of_bounds_are_caught() {
    broken_by(|| Settings::<Test>::mutate(|it| it.commit_blocks = 0), "J6");
}
