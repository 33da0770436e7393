// SPDX-License-Identifier: Apache-2.0
//! What is done by itself.

use crate::{
    mock::*,
    types::{Duty, Ends, Grounds},
    Pallet, Queue, QueueEnds, WeightInfo, MAX_QUEUED, MAX_TASKS, REDRAW_BLOCKS,
};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};
use joule_primitives::{
    panels::{Jurors, OnFinding, PANEL_SEATS},
    types::BlockNumber,
};

fn lengths() -> [u64; 4] {
    Duty::ALL.map(|duty| QueueEnds::<Test>::get(duty).len())
}

/// Lets a block pass, at whose end is done what is due.
fn next_block() {
    pass(1);
    idle();
}

#[test]
fn a_panel_is_drawn_in_the_block_of_its_beacon() {
    run(|| {
        open();
        idle();
        assert_eq!(lengths(), [1, 0, 0, 0]);
        pass(DELAY - 1);
        idle();
        assert!(dispute().seats.is_empty());
        next_block();
        assert_eq!((dispute().seats.len(), lengths()), (5, [0, 1, 0, 0]));
    });
}

#[test]
fn a_dispute_in_which_nobody_does_anything_ends_by_itself() {
    run(|| {
        elect(1..=15);
        open();
        let mut blocks: BlockNumber = 0;
        while goes_on() {
            next_block();
            blocks += 1;
        }
        // Three panels, each with its wait for the beacon and its windows.
        assert_eq!(blocks, 3 * (DELAY + 1_201));
        assert_eq!(decision(), (NoFault, Grounds::NoMajority, 0));
        assert_eq!((lengths(), Fines::get().len()), ([0, 0, 0, 0], 15));
    });
}

#[test]
fn what_somebody_else_has_done_is_passed_over() {
    run(|| {
        open_and_draw();
        vote(&[Some(TenantFault); 5]);
        assert_ok!(conclude());
        go_to(5_000);
        assert_eq!(lengths(), [1, 1, 1, 0]);
        events();
        idle();
        assert_eq!((lengths(), events()), ([0, 0, 0, 0], vec![]));
        assert_eq!(Followed::get().len(), 1);
    });
}

#[test]
fn a_task_of_an_earlier_panel_does_not_touch_the_next_one() {
    run(|| {
        open_and_draw();
        let (commit_until, reveal_until) = windows();
        go_to(commit_until + 1);
        assert_ok!(conclude());
        pass(DELAY);
        idle();
        let second = panel();
        go_to(reveal_until + 1);
        // The first panel would have been closed now.
        idle();
        assert_eq!((panel(), Fines::get().len()), (second, 5));
    });
}

#[test]
fn at_most_so_many_tasks_are_done_at_the_end_of_a_block() {
    run(|| {
        let count = u64::from(MAX_TASKS) + 5;
        elect(1..=60);
        open_all(0..count);
        pass(DELAY);
        idle();
        assert_eq!(lengths(), [5, u64::from(MAX_TASKS), 0, 0]);
        idle();
        assert_eq!(lengths(), [0, count, 0, 0]);
        // What is due in several queues counts together.
        go_to(20_000);
        open_all(count..count + 3);
        pass(DELAY);
        idle();
        assert_eq!(lengths()[1], count + 3 - u64::from(MAX_TASKS - 3));
    });
}

#[test]
fn a_full_queue_leaves_what_is_due_to_whoever_calls() {
    run(|| {
        QueueEnds::<Test>::insert(Duty::Draw, Ends { head: 3, tail: 3 + MAX_QUEUED });
        for place in 3..3 + MAX_QUEUED {
            Queue::<Test>::insert(Duty::Draw, place, (1, 1_000 + place));
        }
        open();
        assert_eq!(lengths()[0], MAX_QUEUED);
        draw();
        assert_eq!(panel().len(), 5);
        (0..MAX_QUEUED).for_each(|_| {
            idle();
        });
        assert_eq!(lengths(), [0, 1, 0, 0]);
    });
}

#[test]
fn a_draw_that_is_not_possible_is_tried_again() {
    run(|| {
        elect(1..=2);
        open();
        pass(DELAY);
        idle();
        assert_eq!(lengths(), [0, 0, 0, 1]);
        pass(REDRAW_BLOCKS - 1);
        idle();
        assert_eq!(lengths(), [0, 0, 0, 1]);
        next_block();
        assert_eq!(lengths(), [0, 0, 0, 1]);
        elect(1..=3);
        pass(REDRAW_BLOCKS);
        idle();
        assert_eq!((panel().len(), lengths()), (3, [0, 1, 0, 0]));
    });
}

#[test]
fn a_draw_whose_beacon_is_late_is_tried_again() {
    run(|| {
        open();
        // Its block has come, and nothing has been sampled.
        let asked = Requested::take();
        pass(DELAY);
        idle();
        assert_eq!(lengths(), [0, 0, 0, 1]);
        Requested::set(asked);
        pass(REDRAW_BLOCKS);
        idle();
        assert_eq!((panel().len(), lengths()), (5, [0, 1, 0, 0]));
    });
}

#[test]
fn a_dispute_that_nobody_can_decide_ends_by_itself() {
    run(|| {
        elect(1..=2);
        open();
        while goes_on() {
            next_block();
        }
        assert_eq!(decision(), (NoFault, Grounds::NoTime, 0));
        let late = System::block_number() - (1 + 43_200 - 1_200);
        assert!((1..=REDRAW_BLOCKS).contains(&late), "{late}");
        assert_eq!((Followed::get(), lengths()), (vec![(DISPUTE, None)], [0, 0, 0, 0]));
    });
}

#[test]
fn nothing_is_done_beyond_what_is_left_of_the_block() {
    run(|| {
        open();
        pass(DELAY);
        // Weights of this pallet are zero here: what others do is all that counts.
        let cost = Pallet::<Test>::draw_weight();
        assert_eq!(cost, Weight::from_parts(12, 12));
        let too_little = cost - Weight::from_parts(1, 0);
        let spent = Panels::on_idle(System::block_number(), too_little);
        assert_eq!((spent, lengths()), (Weight::zero(), [1, 0, 0, 0]));
        let spent = Panels::on_idle(System::block_number(), cost);
        assert_eq!((spent, lengths()), (cost, [0, 1, 0, 0]));
    });
}

#[test]
fn calls_take_what_others_do_into_account() {
    let others = TestJurors::weight().saturating_mul(PANEL_SEATS.into()) + TestFollower::weight();
    assert_eq!(Pallet::<Test>::conclude_weight(), others);
    assert_eq!(Pallet::<Test>::draw_weight(), TestJurors::weight() + TestFollower::weight());
    let most = <() as WeightInfo>::draw(MaxJurors::get());
    assert_eq!(most, Weight::zero());
}
