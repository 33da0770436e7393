// SPDX-License-Identifier: Apache-2.0
//! What somebody may try.

use crate::{
    mock::*,
    types::{Grounds, Step},
    Absent, Error, Seated, MAX_DUTIES, REDRAW_BLOCKS,
};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use joule_primitives::{panels::finding_commitment, panels::Panels as _, types::Hash};
use std::collections::BTreeSet;

/// The panel that would be drawn now, without drawing it.
fn would_draw() -> Vec<AccountId> {
    let drawn = frame_support::storage::with_transaction(|| {
        let released = Requested::get();
        assert_ok!(Panels::draw(signed(STRANGER), DISPUTE));
        Requested::set(released);
        let owners = owners();
        sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(owners))
    });
    drawn.expect("it was drawn")
}

#[test]
fn a_commitment_of_another_juror_proves_nothing() {
    run(|| {
        open_and_draw();
        let jurors = panel();
        let hash = commitment(jurors[0], TenantFault);
        assert_ok!(commit(jurors[0], TenantFault));
        assert_ok!(Panels::commit_finding(signed(jurors[1]), DISPUTE, hash));
        go_to(windows().0 + 1);
        assert_ok!(reveal(jurors[0], TenantFault));
        // The copier knows finding and salt now.
        let copied = || {
            let salt = salt(jurors[0]);
            Panels::reveal_finding(signed(jurors[1]), DISPUTE, TenantFault, salt)
                .map_err(|refusal| refusal.error)
        };
        assert_noop!(copied(), Error::<Test>::CommitmentMismatch);
        go_to(windows().1 + 1);
        assert_ok!(conclude());
        assert!(Fines::get().contains(&jurors[1]));
    });
}

#[test]
fn a_commitment_for_another_dispute_or_chain_proves_nothing() {
    run(|| {
        open_and_draw();
        let (jurors, here) = (panel(), System::block_hash(0));
        let foreign = [
            finding_commitment(&here, DISPUTE + 1, &jurors[0], NoFault, &salt(jurors[0])),
            finding_commitment(&Hash::zero(), DISPUTE, &jurors[1], NoFault, &salt(jurors[1])),
        ];
        assert_ne!(here, Hash::zero());
        for (juror, hash) in jurors.iter().zip(foreign) {
            assert_ok!(Panels::commit_finding(signed(*juror), DISPUTE, hash));
        }
        go_to(windows().0 + 1);
        for juror in &jurors[..2] {
            assert_noop!(reveal(*juror, NoFault), Error::<Test>::CommitmentMismatch);
        }
    });
}

#[test]
fn who_knows_the_beacon_cannot_turn_the_draw_by_other_hotkeys() {
    run(|| {
        open();
        pass(DELAY);
        let drawn = would_draw();
        for step in 1..20 {
            InOffice::mutate(|jurors| {
                jurors.iter_mut().for_each(|(hotkey, _)| *hotkey += 1_000 * step);
            });
            assert_eq!(would_draw(), drawn);
        }
    });
}

#[test]
fn who_comes_or_goes_turns_no_seat_but_its_own() {
    run(|| {
        open();
        pass(DELAY);
        let drawn = would_draw();
        let all = InOffice::get();
        for (hotkey, coldkey) in all.clone() {
            InOffice::set(all.iter().copied().filter(|it| *it != (hotkey, coldkey)).collect());
            let others = drawn.iter().filter(|it| **it != coldkey).collect::<BTreeSet<_>>();
            let without = would_draw();
            let without = without.iter().collect::<BTreeSet<_>>();
            assert!(others.is_subset(&without), "only the seat of who left is another's");
        }
        // The order of their election decides nothing either.
        InOffice::set(all.into_iter().rev().collect());
        assert_eq!(would_draw(), drawn);
    });
}

#[test]
fn who_waits_with_the_draw_gets_the_same_panel() {
    run(|| {
        open();
        pass(DELAY);
        let drawn = would_draw();
        for _ in 0..10 {
            pass(1_000);
            Entropy::mutate(|entropy| *entropy = 0);
            assert_eq!(would_draw(), drawn);
        }
    });
}

#[test]
fn a_silent_panel_does_not_help_who_is_at_fault_for_longer_than_three_panels() {
    run(|| {
        // Two of each panel vote, three are bought to be silent: they are fined and leave the draw.
        elect(1..=20);
        open();
        let mut fined = BTreeSet::new();
        for _ in 0..3 {
            draw();
            let silent = panel()[..3].to_vec();
            let votes = [None, None, None, Some(ProviderFault), Some(ProviderFault)];
            vote_and_conclude(&votes);
            assert!(silent.into_iter().all(|juror| fined.insert(juror)), "others each time");
        }
        assert_eq!(Fines::get().len(), 9);
        assert_eq!(decision(), (NoFault, Grounds::NoMajority, 0));
    });
}

#[test]
fn nobody_delays_a_finding_by_not_concluding() {
    run(|| {
        open_and_draw();
        vote(&[Some(ProviderFault); 5]);
        // The loser would like three days to pass.
        go_to(1 + 43_200 + 1);
        assert_ok!(conclude());
        assert_eq!(decision(), (ProviderFault, Grounds::Majority, 5));
    });
}

#[test]
fn a_juror_that_swaps_its_hotkey_votes_by_the_old_one() {
    run(|| {
        open_and_draw();
        let juror = panel()[0];
        let new = juror + 5_000;
        InOffice::mutate(|jurors| {
            jurors.iter_mut().filter(|it| it.0 == juror).for_each(|it| it.0 = new);
        });
        assert_noop!(commit(new, TenantFault), Error::<Test>::NotJuror);
        assert_ok!(commit(juror, TenantFault));
    });
}

#[test]
fn a_party_with_a_validator_does_not_judge_itself_in_any_of_many_draws() {
    run(|| {
        let party = coldkey(4);
        for entropy in 0..200 {
            Entropy::set(entropy);
            go_to(1);
            assert_ok!(Panels::open(DISPUTE, &[TENANT, party]));
            draw();
            assert!(matches!(dispute().step, Step::Sitting { .. }));
            assert!(!owners().contains(&party));
            forget(DISPUTE);
        }
    });
}

#[test]
fn many_disputes_at_once_do_not_fine_an_absent_validator_without_end() {
    run(|| {
        // Somebody disputes with itself, again and again, while five validators are cut off.
        elect(1..=5);
        let mut opened = 100;
        for _ in 0..20 {
            open_all(opened..opened + 5);
            opened += 5;
            for _ in 0..40 {
                pass(35);
                idle();
            }
        }
        let days = System::block_number() / 14_400 + 1;
        assert!(days > 1, "it goes on for more than a day");
        assert!(Fines::get().len() as u32 <= 5 * days, "{}", Fines::get().len());
    });
}

#[test]
fn who_knows_the_beacon_cannot_turn_the_draw_by_keeping_others_busy() {
    // Three of twelve belong to somebody who is a party to many disputes, and so has no seat in
    // them, and who has their panels drawn before the one on which those three should sit.
    let own = [1, 2, 3].map(coldkey);
    for entropy in 0..20 {
        run(|| {
            Entropy::set(entropy);
            open();
            for id in 100..160 {
                assert_ok!(Panels::open(id, &own));
            }
            pass(DELAY);
            let drawn = would_draw();
            let is_busy = |owner: &AccountId| Seated::<Test>::get(owner) >= MAX_DUTIES;
            for id in 100..160 {
                assert_ok!(Panels::draw(signed(STRANGER), id));
                assert_eq!(would_draw(), drawn);
            }
            assert!((4..=VALIDATORS).map(coldkey).all(|owner| is_busy(&owner)));
        });
    }
}

#[test]
fn nobody_stops_a_draw_by_keeping_the_validators_busy() {
    run(|| {
        elect(1..=5);
        keep_busy([1, 2, 3, 4, 5], 50);
        open();
        pass(DELAY);
        idle();
        assert_eq!(dispute().seats.len(), 5);
    });
}

#[test]
fn nobody_ends_a_dispute_while_the_validators_are_kept_from_draws() {
    run(|| {
        elect(1..=5);
        let until = 14_401;
        let absent = (1..=5).map(|number| (coldkey(number), until)).collect();
        Absent::<Test>::put(BoundedVec::truncate_from(absent));
        open();
        while System::block_number() < until {
            pass(8);
            idle();
            assert!(dispute().seats.is_empty(), "it waits");
        }
        pass(REDRAW_BLOCKS);
        idle();
        assert_eq!(dispute().seats.len(), 5);
    });
}
