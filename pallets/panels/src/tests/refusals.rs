// SPDX-License-Identifier: Apache-2.0
//! What is refused: each call, at each place where a dispute can be. Whatever is refused changes
//! nothing.

use crate::{mock::*, Error as E};
use sp_runtime::DispatchResult;
use Act::*;
use Stage::*;

/// Where a dispute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Nothing,
    /// Nobody knows the beacon of the draw yet.
    Waiting,
    /// The panel can be drawn.
    Known,
    /// It was not drawn while there was time.
    OutOfTime,
    /// The panel commits.
    Drawn,
    /// All have committed, and others still might.
    Committed,
    /// Nobody has committed, and nobody may any more.
    Empty,
    /// All have committed, and may reveal.
    Revealing,
    /// One has revealed.
    Revealed,
    /// All have committed, nobody has revealed, and nobody may any more.
    Late,
    Decided,
}

/// All of them.
const STAGES: [Stage; 11] = [
    Nothing, Waiting, Known, OutOfTime, Drawn, Committed, Empty, Revealing, Revealed, Late, Decided,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Draw,
    Commit,
    Reveal,
    Conclude,
}

fn reach(stage: Stage) {
    match stage {
        Nothing => {}
        Waiting => open(),
        Known => {
            open();
            pass(DELAY);
        }
        OutOfTime => {
            open();
            go_to(dispute().decide_until);
        }
        Drawn => open_and_draw(),
        Committed => {
            open_and_draw();
            commit_all(&panel(), NoFault);
        }
        Empty => {
            open_and_draw();
            go_to(windows().0 + 1);
        }
        Revealing | Late => {
            reach(Committed);
            let (commit_until, reveal_until) = windows();
            go_to(1 + if stage == Late { reveal_until } else { commit_until });
        }
        Revealed => {
            reach(Revealing);
            reveal_all(&panel()[..1], NoFault);
        }
        Decided => {
            open_and_draw();
            vote_and_conclude(&[Some(NoFault); 5]);
        }
    }
}

/// The juror in the first seat; if there is none, somebody who might have been drawn.
fn juror() -> AccountId {
    let first = crate::Disputes::<Test>::get(DISPUTE).and_then(|it| it.seats.first().cloned());
    first.map_or(hotkey(1), |seat| seat.hotkey)
}

fn act(act: Act) -> DispatchResult {
    match act {
        Draw => Panels::draw(signed(STRANGER), DISPUTE),
        Commit => commit(juror(), NoFault),
        Reveal => reveal(juror(), NoFault),
        Conclude => conclude(),
    }
}

/// Why a call is refused at a stage; `None` if it is not.
fn refusal(act: Act, stage: Stage) -> Option<E<Test>> {
    match (act, stage) {
        (_, Nothing | Decided) => Some(E::DisputeNotFound),
        (Draw, Known | OutOfTime) | (Conclude, OutOfTime | Empty | Late) => None,
        (Commit, Drawn) | (Reveal, Revealing) => None,
        (Draw, Waiting) => Some(E::TooEarly),
        (_, Waiting | Known | OutOfTime) => Some(E::PanelNotDrawn),
        (Draw, _) => Some(E::PanelAlreadyDrawn),
        (Conclude, _) => Some(E::TooEarly),
        (Commit, Empty) => Some(E::TooLate),
        (Commit, _) => Some(E::AlreadyCommitted),
        (Reveal, Drawn | Empty) => Some(E::NotCommitted),
        (Reveal, Committed) => Some(E::TooEarly),
        (Reveal, Revealed) => Some(E::AlreadyRevealed),
        (Reveal, _) => Some(E::TooLate),
    }
}

#[test]
fn each_call_is_taken_or_refused_by_where_its_dispute_is() {
    for stage in STAGES {
        for what in [Draw, Commit, Reveal, Conclude] {
            run(|| {
                reach(stage);
                let all = || (state(), Requested::get(), Fines::get(), Followed::get());
                let before = all();
                let refused = act(what).err();
                let expected = refusal(what, stage).map(Into::into);
                assert_eq!(refused, expected, "{what:?} at {stage:?}");
                let is_same = before == all();
                assert_eq!(refused.is_some(), is_same, "{what:?} at {stage:?}");
            });
        }
    }
}
