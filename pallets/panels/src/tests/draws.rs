// SPDX-License-Identifier: Apache-2.0
//! Who is drawn.

use crate::{
    mock::*,
    types::{Duty, Grounds, Step},
    Absent, Error, Event, Queue,
};
use frame_support::{assert_noop, assert_ok, dispatch::RawOrigin};
use joule_primitives::{panels::Panels as _, types::BlockNumber};
use sp_runtime::DispatchError;
use std::collections::{BTreeMap, BTreeSet};

/// The panel that another beacon draws for a dispute between these parties.
fn panel_by(entropy: u32, parties: &[AccountId]) -> Vec<AccountId> {
    Entropy::set(entropy);
    assert_ok!(Panels::open(DISPUTE, parties));
    draw();
    let drawn = panel();
    forget(DISPUTE);
    drawn
}

#[test]
fn five_are_drawn_and_told_until_when_they_must_act() {
    run(|| {
        open();
        pass(DELAY);
        events();
        assert_ok!(Panels::draw(signed(STRANGER), DISPUTE));
        let (commit_until, reveal_until) = (9 + 600, 9 + 1_200);
        assert_eq!(dispute().step, Step::Sitting { commit_until, reveal_until });
        let jurors = panel();
        assert_eq!((jurors.len(), dispute().panels, dispute().needed()), (5, 1, 3));
        assert_eq!(Queue::<Test>::get(Duty::Close, 0), Some((reveal_until + 1, DISPUTE)));
        let drawn =
            Event::PanelDrawn { dispute: DISPUTE, panel: 1, jurors, commit_until, reveal_until };
        assert_eq!(events(), [drawn]);
        assert_eq!(Requested::get(), BTreeMap::new(), "the beacon is released");
    });
}

#[test]
fn nothing_is_drawn_before_the_beacon_is_known() {
    run(|| {
        open();
        pass(DELAY - 1);
        assert_noop!(Panels::draw(signed(STRANGER), DISPUTE), Error::<Test>::TooEarly);
        pass(1);
        assert_ok!(Panels::draw(signed(STRANGER), DISPUTE));
    });
}

#[test]
fn a_panel_is_drawn_once() {
    run(|| {
        open_and_draw();
        let draw = || Panels::draw(signed(STRANGER), DISPUTE);
        assert_noop!(draw(), Error::<Test>::PanelAlreadyDrawn);
        pass(10_000);
        assert_noop!(draw(), Error::<Test>::PanelAlreadyDrawn);
    });
}

#[test]
fn what_is_not_disputed_has_no_panel() {
    run(|| {
        assert_noop!(Panels::draw(signed(STRANGER), DISPUTE), Error::<Test>::DisputeNotFound);
    });
}

#[test]
fn somebody_must_sign_a_draw() {
    run(|| {
        open();
        pass(DELAY);
        for origin in [RuntimeOrigin::none(), RawOrigin::Root.into()] {
            assert_noop!(Panels::draw(origin, DISPUTE), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn another_beacon_draws_others_and_the_same_one_the_same() {
    run(|| {
        let parties = [TENANT, PROVIDER];
        let panels = (0..20).map(|entropy| {
            go_to(1);
            panel_by(entropy, &parties)
        });
        let panels = panels.collect::<Vec<_>>();
        go_to(1);
        assert_eq!(panels[0], panel_by(0, &parties));
        assert!(panels.iter().collect::<BTreeSet<_>>().len() > 15);
    });
}

#[test]
fn another_dispute_of_the_same_block_has_another_panel() {
    run(|| {
        let others = (DISPUTE + 1..DISPUTE + 6).collect::<Vec<_>>();
        open();
        open_all(others.clone());
        draw();
        let first = panel();
        let differs = |id: &u64| {
            assert_ok!(Panels::draw(signed(STRANGER), *id));
            let other = crate::Disputes::<Test>::get(id).expect("it goes on");
            other.seats.iter().map(|seat| seat.hotkey).collect::<Vec<_>>() != first
        };
        assert!(others.iter().all(differs));
    });
}

#[test]
fn everybody_is_drawn_equally_often() {
    run(|| {
        let mut seats = BTreeMap::<AccountId, u32>::new();
        let draws = 1_200;
        for entropy in 0..draws {
            go_to(1);
            for juror in panel_by(entropy, &[TENANT]) {
                *seats.entry(juror).or_default() += 1;
            }
        }
        // 500 each, with a standard deviation of 17.
        assert_eq!(seats.len(), VALIDATORS as usize);
        assert!(seats.values().all(|count| (400..600).contains(count)), "{seats:?}");
    });
}

#[test]
fn a_validator_has_the_same_chance_whoever_owns_others() {
    run(|| {
        // The first six belong to one coldkey: together they get a seat as often as one of six does.
        let owner = |number| if number <= 6 { coldkey(1) } else { coldkey(number) };
        InOffice::set((1..=20).map(|number| (hotkey(number), owner(number))).collect());
        let mut seated = 0;
        for entropy in 0..600 {
            go_to(1);
            let drawn = panel_by(entropy, &[TENANT]);
            let of_owner = drawn.iter().filter(|juror| **juror <= hotkey(6)).count();
            assert!(of_owner <= 1, "no two seats have one coldkey");
            seated += of_owner;
        }
        // The chance is about 87 %: had the coldkey one lot only, it would be 33 %.
        assert!((440..560).contains(&seated), "{seated}");
    });
}

#[test]
fn no_party_is_drawn_nor_who_shares_its_coldkey() {
    run(|| {
        elect(1..=7);
        InOffice::mutate(|jurors| jurors.push((hotkey(8), coldkey(1))));
        // One by its coldkey, which has two validators, one by its hotkey.
        let parties = [coldkey(1), hotkey(2)];
        for entropy in 0..20 {
            go_to(1);
            let drawn = panel_by(entropy, &parties).into_iter().collect::<BTreeSet<_>>();
            assert_eq!(drawn, (3..=7).map(hotkey).collect());
        }
    });
}

#[test]
fn no_validator_of_a_party_is_drawn_if_the_party_is_another_validator() {
    run(|| {
        elect(1..=6);
        InOffice::mutate(|jurors| jurors.insert(0, (hotkey(7), coldkey(1))));
        go_to(1);
        let drawn = panel_by(0, &[hotkey(1)]).into_iter().collect::<BTreeSet<_>>();
        assert_eq!(drawn, (2..=6).map(hotkey).collect());
    });
}

#[test]
fn a_small_panel_needs_more_than_half() {
    run(|| {
        for (validators, needed) in [(3, 2), (4, 3), (5, 3)] {
            go_to(1);
            elect(1..=validators);
            open_and_draw();
            assert_eq!(dispute().seats.len() as u64, validators);
            assert_eq!(dispute().needed(), needed);
            forget(DISPUTE);
        }
    });
}

#[test]
fn a_draw_waits_while_fewer_than_three_can_be_drawn() {
    for prepare in [
        || elect([]),
        || elect(1..=2),
        // Two of one coldkey count once.
        || InOffice::set(vec![(101, 201), (102, 201), (103, 202), (104, 202)]),
        // A party does not count, nor who is kept from draws.
        || InOffice::set(vec![(101, 201), (102, 202), (103, TENANT)]),
        || {
            elect(1..=3);
            Absent::<Test>::put(frame_support::BoundedVec::truncate_from(vec![(coldkey(3), 100)]));
        },
    ] {
        run(|| {
            prepare();
            open();
            pass(DELAY);
            let draw = || Panels::draw(signed(STRANGER), DISPUTE);
            assert_noop!(draw(), Error::<Test>::TooFewJurors);
            // Others come into office, or are drawn again, and the same beacon decides.
            go_to(100);
            elect(1..=3);
            assert_ok!(draw());
            assert_eq!(dispute().seats.len(), 3);
        });
    }
}

#[test]
fn who_sits_on_eight_panels_is_as_likely_to_be_drawn_as_before() {
    run(|| {
        let draws = || {
            let draw = |entropy| {
                go_to(1);
                panel_by(entropy, &[TENANT])
            };
            (0..20).map(draw).collect::<Vec<_>>()
        };
        let free = draws();
        go_to(1);
        keep_busy([1, 2, 3, 4, 5], 50);
        let busy = draws();
        assert_eq!(busy, free);
        assert!(busy.into_iter().flatten().any(|juror| juror <= hotkey(5)), "the busy are drawn");
    });
}

#[test]
fn a_seat_beyond_eight_is_no_duty() {
    run(|| {
        elect(1..=5);
        keep_busy([1, 2, 3, 4, 5], 50);
        let extra = |id| {
            let dispute = crate::Disputes::<Test>::get(id).expect("it goes on");
            dispute.seats.iter().filter(|seat| seat.is_extra).count()
        };
        assert!((50..58).all(|id| extra(id) == 0));
        open_and_draw();
        assert_eq!(extra(DISPUTE), 5);
        // Who leaves two of them has a duty again, and stays free of the one that it had as extra.
        forget(50);
        forget(51);
        open_all([60]);
        pass(DELAY);
        assert_ok!(Panels::draw(signed(STRANGER), 60));
        assert_eq!((extra(60), extra(DISPUTE)), (0, 5));
        // Who votes from such a seat is counted like others.
        vote_and_conclude(&[Some(TenantFault); 5]);
        assert_eq!(decision(), (TenantFault, Grounds::Majority, 5));
    });
}

#[test]
fn validators_are_those_in_office_at_the_draw() {
    run(|| {
        open();
        elect(21..=25);
        draw();
        let drawn = panel().into_iter().collect::<BTreeSet<_>>();
        assert_eq!(drawn, (21..=25).map(hotkey).collect());
        // Who leaves office keeps its duty.
        elect(1..=3);
        let juror = panel()[0];
        assert_ok!(commit(juror, NoFault));
    });
}

#[test]
fn a_panel_is_drawn_as_long_as_it_can_reveal_in_time() {
    run(|| {
        open();
        let last = 1 + 43_200 - 1_200;
        go_to(last);
        assert_ok!(Panels::draw(signed(STRANGER), DISPUTE));
        assert_eq!(windows().1, dispute().decide_until);
        vote_and_conclude(&[Some(TenantFault); 5]);
        assert_eq!(decision(), (TenantFault, Grounds::Majority, 5));
    });
}

#[test]
fn nobody_is_at_fault_if_no_panel_was_drawn_in_time() {
    let late: BlockNumber = 1 + 43_200 - 1_200 + 1;
    for conclude_it in [false, true] {
        run(|| {
            open();
            go_to(late - 1);
            assert_noop!(conclude(), Error::<Test>::PanelNotDrawn);
            go_to(late);
            assert_ok!(match conclude_it {
                false => Panels::draw(signed(STRANGER), DISPUTE),
                true => conclude(),
            });
            assert_eq!(decision(), (NoFault, Grounds::NoTime, 0));
            assert!(!goes_on());
        });
    }
}

#[test]
fn more_validators_than_are_looked_at_leave_out_those_elected_last() {
    run(|| {
        let most = u64::from(MaxJurors::get());
        // Only three of the first can be drawn, so that all who may be are seen.
        let owner = |number| match number {
            1 => coldkey(1),
            2 => coldkey(2),
            number if number <= most => coldkey(3),
            number => coldkey(number),
        };
        InOffice::set((1..=most + 5).map(|number| (hotkey(number), owner(number))).collect());
        open_and_draw();
        let owners = owners().into_iter().collect::<BTreeSet<_>>();
        assert_eq!(owners, (1..=3).map(coldkey).collect());
    });
}
