// SPDX-License-Identifier: Apache-2.0
//! What the runtime API answers.

use crate::mock::*;
use frame_support::assert_ok;
use joule_primitives::apis::panels::{Dispute, Juror};

#[test]
fn a_dispute_tells_when_its_panel_is_drawn() {
    run(|| {
        assert_eq!(Panels::dispute(DISPUTE), None);
        open();
        let expected = Dispute {
            dispute: DISPUTE,
            parties: vec![TENANT, PROVIDER],
            opened_at: 1,
            decide_until: 43_201,
            panels: 0,
            draw_from: Some(1 + DELAY),
            commit_until: None,
            reveal_until: None,
            is_over: false,
            needed: None,
            jurors: vec![],
        };
        assert_eq!(Panels::dispute(DISPUTE), Some(expected));
    });
}

#[test]
fn a_dispute_tells_who_sits_who_committed_and_what_was_revealed() {
    run(|| {
        open_and_draw();
        let (jurors, owners, (commit_until, reveal_until)) = (panel(), owners(), windows());
        commit_all(&jurors[..2], TenantFault);
        go_to(commit_until + 1);
        assert_ok!(reveal(jurors[0], TenantFault));
        let answer = Panels::dispute(DISPUTE).expect("it goes on");
        assert_eq!((answer.panels, answer.needed, answer.draw_from), (1, Some(3), None));
        assert_eq!(
            (answer.commit_until, answer.reveal_until),
            (Some(commit_until), Some(reveal_until))
        );
        let juror = |place: usize, has_committed, finding| Juror {
            hotkey: jurors[place],
            coldkey: owners[place],
            has_committed,
            finding,
        };
        let expected = [
            juror(0, true, Some(TenantFault)),
            juror(1, true, None),
            juror(2, false, None),
            juror(3, false, None),
            juror(4, false, None),
        ];
        assert_eq!(answer.jurors, expected);
        assert!(!answer.is_over);
        assert_ok!(reveal(jurors[1], TenantFault));
        assert!(Panels::dispute(DISPUTE).expect("it goes on").is_over);
    });
}
