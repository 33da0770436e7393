// SPDX-License-Identifier: Apache-2.0
//! What panels come to.

use crate::{
    mock::*,
    types::{Grounds, Step},
    Error, Event,
};
use frame_support::{assert_noop, assert_ok, dispatch::RawOrigin};
use joule_primitives::panels::Finding;
use sp_runtime::DispatchError;
use std::collections::BTreeSet;

const P: Option<Finding> = Some(ProviderFault);
const T: Option<Finding> = Some(TenantFault);
const N: Option<Finding> = Some(NoFault);
const A: Option<Finding> = None;

#[test]
fn what_more_than_half_of_the_seats_reveal_stands() {
    for (votes, finding, count) in [
        (&[P, P, P, P, P][..], ProviderFault, 5),
        (&[T, P, P, N, P], ProviderFault, 3),
        (&[T, T, T, A, A], TenantFault, 3),
        (&[A, N, N, P, N], NoFault, 3),
        (&[P, T, T, T], TenantFault, 3),
        (&[A, T, T], TenantFault, 2),
        (&[N, P, P], ProviderFault, 2),
    ] {
        run(|| {
            elect(1..=votes.len() as u64);
            open_and_draw();
            vote_and_conclude(votes);
            assert_eq!(decision(), (finding, Grounds::Majority, count), "{votes:?}");
            assert_eq!(Followed::get(), [(DISPUTE, Some(finding))]);
            assert!(!goes_on());
        });
    }
}

#[test]
fn without_such_a_majority_another_panel_is_drawn() {
    for votes in [
        &[A, A, A, A, A][..],
        &[P, P, A, A, A],
        &[P, P, T, T, N],
        &[P, P, T, T, A],
        &[N, N, P, T, A],
        &[P, P, T, T],
        &[P, P, A, A],
        &[P, T, N],
        &[P, A, A],
    ] {
        run(|| {
            elect(1..=votes.len() as u64);
            open_and_draw();
            let before = owners();
            vote_and_conclude(votes);
            let sample_at = System::block_number() + DELAY;
            assert_eq!(dispute().step, Step::Drawing { sample_at }, "{votes:?}");
            assert_eq!(dispute().earlier.to_vec(), before);
            assert!(dispute().seats.is_empty());
            let failed = Event::PanelFailed { dispute: DISPUTE, panel: 1, sample_at };
            assert_eq!(events().last(), Some(&failed));
            assert_eq!(Followed::get(), []);
        });
    }
}

#[test]
fn another_panel_is_drawn_from_those_who_have_not_sat() {
    run(|| {
        open_and_draw();
        let first = panel();
        vote_and_conclude(&[P, P, T, T, N]);
        draw();
        let second = panel();
        assert!(second.iter().all(|juror| !first.contains(juror)));
        vote_and_conclude(&[P, P, T, T, N]);
        draw();
        // Two of twelve have not sat yet. The others fill the panel.
        let third = panel().into_iter().collect::<BTreeSet<_>>();
        let sat = first.into_iter().chain(second).collect::<BTreeSet<_>>();
        assert_eq!(third.difference(&sat).count(), 2);
        assert_eq!((third.len(), dispute().panels), (5, 3));
    });
}

#[test]
fn another_panel_has_votes_and_windows_of_its_own() {
    run(|| {
        elect(1..=5);
        open_and_draw();
        vote_and_conclude(&[P, P, T, T, N]);
        draw();
        assert!(dispute().seats.iter().all(|seat| seat.commitment.is_none()));
        let now = System::block_number();
        assert_eq!(windows(), (now + 600, now + 1_200));
        vote_and_conclude(&[T, T, T, T, T]);
        assert_eq!(decision(), (TenantFault, Grounds::Majority, 5));
    });
}

#[test]
fn after_three_panels_nobody_is_at_fault() {
    run(|| {
        open();
        for panel in 1..=3 {
            draw();
            assert_eq!(dispute().panels, panel);
            vote_and_conclude(&[P, P, T, T, N]);
        }
        assert!(!goes_on());
        assert_eq!(decision(), (NoFault, Grounds::NoMajority, 1));
        assert_eq!(Followed::get(), [(DISPUTE, None)]);
    });
}

#[test]
fn nobody_is_at_fault_if_there_is_no_time_for_another_panel() {
    for (room, is_redrawn) in [(1_200, true), (1_199, false)] {
        run(|| {
            open_and_draw();
            vote(&[P, P, T, T, N]);
            go_to(dispute().decide_until - room);
            assert_ok!(conclude());
            assert_eq!(goes_on(), is_redrawn);
            assert_eq!(Followed::get().contains(&(DISPUTE, None)), !is_redrawn);
            if !is_redrawn {
                assert_eq!(decision(), (NoFault, Grounds::NoTime, 1));
            }
        });
    }
}

#[test]
fn a_majority_stands_however_late_somebody_concludes() {
    run(|| {
        open_and_draw();
        vote(&[T, T, T, A, P]);
        go_to(dispute().decide_until + 10_000);
        assert_ok!(conclude());
        assert_eq!(decision(), (TenantFault, Grounds::Majority, 3));
    });
}

#[test]
fn nothing_is_concluded_while_the_panel_can_do_more() {
    run(|| {
        open_and_draw();
        let (jurors, (commit_until, reveal_until)) = (panel(), windows());
        commit_all(&jurors, ProviderFault);
        go_to(commit_until);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        go_to(commit_until + 1);
        // Three of five agree, but two may still reveal, or be fined.
        reveal_all(&jurors[..3], ProviderFault);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        go_to(reveal_until);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        go_to(reveal_until + 1);
        assert_ok!(conclude());
    });
}

#[test]
fn a_dispute_is_concluded_as_soon_as_all_have_revealed() {
    run(|| {
        open_and_draw();
        vote(&[P, P, P, T, A]);
        assert_ok!(conclude());
        assert_eq!(decision(), (ProviderFault, Grounds::Majority, 3));
    });
}

#[test]
fn a_panel_of_which_nobody_committed_is_over_when_nobody_may() {
    run(|| {
        open_and_draw();
        let (commit_until, _) = windows();
        go_to(commit_until);
        assert_noop!(conclude(), Error::<Test>::TooEarly);
        go_to(commit_until + 1);
        assert_ok!(conclude());
        assert_eq!(Fines::get().len(), 5);
        assert!(dispute().seats.is_empty());
    });
}

#[test]
fn a_dispute_is_concluded_once() {
    run(|| {
        assert_noop!(conclude(), Error::<Test>::DisputeNotFound);
        open_and_draw();
        vote_and_conclude(&[P, P, P, P, P]);
        assert_noop!(conclude(), Error::<Test>::DisputeNotFound);
        assert_eq!(Followed::get().len(), 1);
    });
}

#[test]
fn a_panel_that_is_not_drawn_cannot_be_concluded() {
    run(|| {
        open();
        assert_noop!(conclude(), Error::<Test>::PanelNotDrawn);
        pass(DELAY);
        assert_noop!(conclude(), Error::<Test>::PanelNotDrawn);
    });
}

#[test]
fn somebody_must_sign_a_conclusion() {
    run(|| {
        open_and_draw();
        vote(&[P; 5]);
        for origin in [RuntimeOrigin::none(), RawOrigin::Root.into()] {
            assert_noop!(Panels::conclude(origin, DISPUTE), DispatchError::BadOrigin);
        }
    });
}
