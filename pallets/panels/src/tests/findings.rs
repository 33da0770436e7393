// SPDX-License-Identifier: Apache-2.0
//! Committing and revealing.

use crate::{
    mock::*,
    types::{Duty, Grounds},
    Error, Event, QueueEnds,
};
use frame_support::{assert_noop, assert_ok, dispatch::Pays, dispatch::RawOrigin};
use joule_primitives::types::Hash;
use sp_runtime::DispatchError;

#[test]
fn a_juror_commits_and_reveals_without_a_fee() {
    run(|| {
        open_and_draw();
        let juror = panel()[0];
        events();
        let hash = commitment(juror, TenantFault);
        let post = Panels::commit_finding(signed(juror), DISPUTE, hash).expect("it may");
        assert_eq!(post.pays_fee, Pays::No);
        assert_eq!(events(), [Event::FindingCommitted { dispute: DISPUTE, juror }]);
        assert_eq!(dispute().seats[0].commitment, Some(hash));
        go_to(windows().0 + 1);
        let post = Panels::reveal_finding(signed(juror), DISPUTE, TenantFault, salt(juror));
        assert_eq!(post.expect("it may").pays_fee, Pays::No);
        let revealed = Event::FindingRevealed { dispute: DISPUTE, juror, finding: TenantFault };
        assert_eq!(events(), [revealed]);
        assert_eq!(dispute().seats[0].finding, Some(TenantFault));
    });
}

#[test]
fn only_who_was_drawn_has_a_say() {
    run(|| {
        open_and_draw();
        let drawn = panel();
        let other = (1..=VALIDATORS).map(hotkey).find(|it| !drawn.contains(it)).expect("twelve");
        for who in [other, STRANGER, TENANT, owners()[0]] {
            assert_noop!(commit(who, NoFault), Error::<Test>::NotJuror);
        }
        go_to(windows().0 + 1);
        for who in [other, STRANGER, TENANT, owners()[0]] {
            assert_noop!(reveal(who, NoFault), Error::<Test>::NotJuror);
        }
    });
}

#[test]
fn somebody_must_sign_a_finding() {
    run(|| {
        open_and_draw();
        let hash = Hash::zero();
        let before = state();
        for origin in [RuntimeOrigin::none, || RawOrigin::Root.into()] {
            let refusal = Panels::commit_finding(origin(), DISPUTE, hash).expect_err("unsigned");
            assert_eq!(refusal.error, DispatchError::BadOrigin);
            let refusal = Panels::reveal_finding(origin(), DISPUTE, NoFault, [0; 32]);
            assert_eq!(refusal.expect_err("unsigned").error, DispatchError::BadOrigin);
        }
        assert_eq!(state(), before);
    });
}

#[test]
fn a_juror_commits_once() {
    run(|| {
        open_and_draw();
        let juror = panel()[0];
        assert_ok!(commit(juror, NoFault));
        assert_noop!(commit(juror, TenantFault), Error::<Test>::AlreadyCommitted);
        go_to(windows().0 + 1);
        assert_noop!(commit(juror, TenantFault), Error::<Test>::AlreadyCommitted);
    });
}

#[test]
fn commits_are_taken_to_the_last_block_of_their_window() {
    run(|| {
        open_and_draw();
        let (jurors, (commit_until, _)) = (panel(), windows());
        go_to(commit_until);
        assert_ok!(commit(jurors[0], NoFault));
        go_to(commit_until + 1);
        assert_noop!(commit(jurors[1], NoFault), Error::<Test>::TooLate);
    });
}

#[test]
fn nobody_commits_to_a_dispute_without_a_panel() {
    run(|| {
        assert_noop!(commit(hotkey(1), NoFault), Error::<Test>::DisputeNotFound);
        assert_noop!(reveal(hotkey(1), NoFault), Error::<Test>::DisputeNotFound);
        open();
        assert_noop!(commit(hotkey(1), NoFault), Error::<Test>::PanelNotDrawn);
        assert_noop!(reveal(hotkey(1), NoFault), Error::<Test>::PanelNotDrawn);
    });
}

#[test]
fn findings_are_revealed_in_their_window_only() {
    run(|| {
        open_and_draw();
        let (jurors, (commit_until, reveal_until)) = (panel(), windows());
        commit_all(&jurors, NoFault);
        assert_noop!(reveal(jurors[0], NoFault), Error::<Test>::TooEarly);
        go_to(commit_until);
        assert_noop!(reveal(jurors[0], NoFault), Error::<Test>::TooEarly);
        go_to(commit_until + 1);
        assert_ok!(reveal(jurors[0], NoFault));
        go_to(reveal_until);
        assert_ok!(reveal(jurors[1], NoFault));
        go_to(reveal_until + 1);
        assert_noop!(reveal(jurors[2], NoFault), Error::<Test>::TooLate);
    });
}

#[test]
fn a_finding_is_revealed_once_and_as_it_was_committed_to() {
    run(|| {
        open_and_draw();
        let jurors = panel();
        let juror = jurors[0];
        assert_ok!(commit(juror, ProviderFault));
        go_to(windows().0 + 1);
        assert_noop!(reveal(juror, TenantFault), Error::<Test>::CommitmentMismatch);
        assert_noop!(reveal(jurors[1], ProviderFault), Error::<Test>::NotCommitted);
        let before = state();
        let other_salt = Panels::reveal_finding(signed(juror), DISPUTE, ProviderFault, [9; 32]);
        assert_eq!(
            other_salt.expect_err("the salt is another").error,
            Error::<Test>::CommitmentMismatch.into()
        );
        assert_eq!(state(), before);
        assert_ok!(reveal(juror, ProviderFault));
        assert_noop!(reveal(juror, ProviderFault), Error::<Test>::AlreadyRevealed);
    });
}

#[test]
fn the_last_to_reveal_has_the_dispute_concluded() {
    run(|| {
        open_and_draw();
        let jurors = panel();
        // One commits to nothing: there is nothing to wait for.
        commit_all(&jurors[1..], ProviderFault);
        go_to(windows().0 + 1);
        reveal_all(&jurors[1..4], ProviderFault);
        assert!(QueueEnds::<Test>::get(Duty::Finish).is_empty());
        idle();
        assert!(goes_on());
        assert_ok!(reveal(jurors[4], ProviderFault));
        assert_eq!(QueueEnds::<Test>::get(Duty::Finish).len(), 1);
        idle();
        assert!(!goes_on());
        assert_eq!(decision(), (ProviderFault, Grounds::Majority, 4));
    });
}
