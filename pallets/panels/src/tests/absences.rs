// SPDX-License-Identifier: Apache-2.0
//! What those lose who do not do their duty.

use crate::{mock::*, Absent, Event, Pallet, MAX_ABSENT};
use frame_support::{assert_ok, BoundedVec};
use joule_primitives::types::BlockNumber;
use std::collections::BTreeSet;

fn fined() -> BTreeSet<AccountId> {
    let fines = Fines::get();
    let set = fines.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(set.len(), fines.len(), "nobody is fined twice");
    set
}

#[test]
fn who_does_not_commit_or_does_not_reveal_is_fined() {
    run(|| {
        open_and_draw();
        let (jurors, (commit_until, reveal_until)) = (panel(), windows());
        // The first does nothing, the second commits only, the others do both.
        commit_all(&jurors[1..], NoFault);
        go_to(commit_until + 1);
        reveal_all(&jurors[2..], NoFault);
        go_to(reveal_until + 1);
        let owners = owners();
        events();
        assert_ok!(conclude());
        assert_eq!(fined(), jurors[..2].iter().copied().collect());
        let until = System::block_number() + 14_400;
        let absent = |place: usize| Event::JurorAbsent {
            dispute: DISPUTE,
            juror: jurors[place],
            coldkey: owners[place],
            fined: FINE,
            until,
        };
        assert_eq!(events()[..2], [absent(0), absent(1)]);
        assert_eq!(Absent::<Test>::get().to_vec(), [(owners[0], until), (owners[1], until)]);
    });
}

#[test]
fn who_votes_otherwise_than_most_is_not_fined() {
    run(|| {
        open_and_draw();
        vote_and_conclude(&[
            Some(TenantFault),
            Some(NoFault),
            Some(ProviderFault),
            Some(ProviderFault),
            Some(ProviderFault),
        ]);
        assert_eq!((Fines::get(), Absent::<Test>::get().len()), (vec![], 0));
    });
}

#[test]
fn who_was_absent_is_not_drawn_for_a_day() {
    run(|| {
        elect(1..=8);
        open_and_draw();
        let absent = owners().into_iter().take(2).collect::<BTreeSet<_>>();
        let a_vote = Some(TenantFault);
        vote_and_conclude(&[None, None, a_vote, a_vote, a_vote]);
        let day_over = System::block_number() + 14_400;
        let others = (1..=8).map(coldkey).filter(|it| !absent.contains(it)).collect();
        for entropy in 0..10 {
            Entropy::set(entropy);
            open_and_draw();
            assert!(owners().into_iter().collect::<BTreeSet<_>>().is_subset(&others));
            vote(&[a_vote; 5]);
            assert_ok!(conclude());
        }
        go_to(day_over - 1);
        assert_eq!(Pallet::<Test>::absent_now(), absent);
        go_to(day_over);
        assert_eq!(Pallet::<Test>::absent_now(), BTreeSet::new());
    });
}

#[test]
fn another_hotkey_does_not_bring_an_absent_validator_back() {
    run(|| {
        elect(1..=5);
        open_and_draw();
        let absent = owners()[0];
        let a_vote = Some(TenantFault);
        vote_and_conclude(&[None, a_vote, a_vote, a_vote, a_vote]);
        InOffice::mutate(|jurors| {
            for (hotkey, coldkey) in jurors.iter_mut() {
                if *coldkey == absent {
                    *hotkey += 1_000;
                }
            }
        });
        open_and_draw();
        assert_eq!(dispute().seats.len(), 4);
        assert!(!owners().contains(&absent));
    });
}

#[test]
fn who_left_office_is_fined_nothing_and_kept_from_draws_all_the_same() {
    run(|| {
        open_and_draw();
        let (gone, coldkey) = (panel()[0], owners()[0]);
        InOffice::mutate(|jurors| jurors.retain(|(hotkey, _)| *hotkey != gone));
        let a_vote = Some(TenantFault);
        vote_and_conclude(&[None, a_vote, a_vote, a_vote, a_vote]);
        assert!(Fines::get().is_empty());
        assert!(Pallet::<Test>::absent_now().contains(&coldkey));
    });
}

#[test]
fn who_is_absent_again_within_a_day_is_not_fined_again() {
    run(|| {
        elect(1..=5);
        open();
        open_all([DISPUTE + 1, DISPUTE + 2]);
        draw();
        let owner = owners()[0];
        for id in [DISPUTE + 1, DISPUTE + 2] {
            assert_ok!(Panels::draw(signed(STRANGER), id));
        }
        go_to(windows().0 + 1);
        assert_ok!(conclude());
        let until = System::block_number() + 14_400;
        assert_eq!(Fines::get().len(), 5);
        let listed = Absent::<Test>::get();
        go_to(until - 1);
        events();
        assert_ok!(Panels::conclude(signed(STRANGER), DISPUTE + 1));
        let again = |event: &Event<Test>| {
            matches!(event, Event::JurorAbsent { coldkey, fined: 0, until: its, .. }
                if *coldkey == owner && *its == until)
        };
        assert!(events().iter().any(again), "it says that it was absent, and lost nothing");
        assert_eq!((Fines::get().len(), Absent::<Test>::get()), (5, listed));
        // The next day it is.
        go_to(until);
        assert_ok!(Panels::conclude(signed(STRANGER), DISPUTE + 2));
        assert_eq!(Fines::get().len(), 10);
        assert!(Absent::<Test>::get().contains(&(owner, until + 14_400)));
    });
}

#[test]
fn who_is_absent_from_a_panel_beyond_eight_loses_nothing_by_that() {
    run(|| {
        elect(1..=5);
        keep_busy([1, 2, 3, 4, 5], 50);
        open_and_draw();
        let owners = owners();
        go_to(windows().0 + 1);
        events();
        assert_ok!(conclude());
        let now = System::block_number();
        let is_told = |event: &&Event<Test>| {
            matches!(event, Event::JurorAbsent { coldkey, fined: 0, until, .. }
                if owners.contains(coldkey) && *until == now)
        };
        assert_eq!(events().iter().filter(is_told).count(), 5);
        assert_eq!((Fines::get(), Absent::<Test>::get().len()), (vec![], 0));
        // From one of the eight it may not be absent.
        assert_ok!(Panels::conclude(signed(STRANGER), 50));
        assert_eq!(fined().len(), 5);
        assert_eq!(Absent::<Test>::get().len(), 5);
    });
}

#[test]
fn who_is_kept_from_draws_stays_so_whatever_it_misses_beyond_eight() {
    run(|| {
        elect(1..=5);
        keep_busy([1, 2, 3, 4, 5], 50);
        open_and_draw();
        go_to(windows().0 + 1);
        assert_ok!(Panels::conclude(signed(STRANGER), 50));
        let listed = Absent::<Test>::get();
        events();
        assert_ok!(conclude());
        let until = System::block_number() + 14_400;
        let is_told = |event: &&Event<Test>| matches!(event, Event::JurorAbsent { fined: 0, until: its, .. } if *its == until);
        assert_eq!(events().iter().filter(is_told).count(), 5);
        assert_eq!((fined().len(), Absent::<Test>::get()), (5, listed));
    });
}

#[test]
fn the_list_of_the_absent_forgets_whose_time_is_over() {
    run(|| {
        let old = |until: BlockNumber| (9_000 + u64::from(until), until);
        Absent::<Test>::put(BoundedVec::truncate_from(vec![old(100), old(2_000)]));
        open_and_draw();
        go_to(windows().0 + 1);
        assert_ok!(conclude());
        let listed = Absent::<Test>::get();
        assert_eq!((listed.len(), listed[0]), (6, old(2_000)));
    });
}

#[test]
fn a_full_list_of_the_absent_forgets_the_oldest() {
    run(|| {
        open_and_draw();
        let owners = owners();
        let other = |number: u32| (9_000 + u64::from(number), 5_000 + number);
        Absent::<Test>::put(BoundedVec::truncate_from((0..MAX_ABSENT).map(other).collect()));
        go_to(windows().0 + 1);
        assert_ok!(conclude());
        let listed = Absent::<Test>::get();
        assert_eq!((listed.len(), listed[0]), (MAX_ABSENT as usize, other(5)));
        assert!(owners.iter().all(|owner| listed.iter().any(|(it, _)| it == owner)));
    });
}
