// SPDX-License-Identifier: Apache-2.0
//! What offences cost, and whom.

use crate::{mock::*, types::ChillReason, Error, Event, ExitPools, Offenders, Totals};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{money::BurnReason, types::Balance, units::JOULE};

/// A hundred validators of 1,000 JOULE.
fn run_hundred(test: impl FnOnce()) {
    let validators = (1..=100).map(|who| (who, 1_000 * JOULE)).collect::<Vec<_>>();
    let limits = crate::StakingLimits { max_validators: 100, ..LIMITS };
    run_with(limits, &validators, test);
}

/// What was burned as slashes.
fn slashes_burned() -> Balance {
    Burned::get()
        .into_iter()
        .filter(|(reason, _)| *reason == BurnReason::Slash)
        .map(|(_, amount)| amount)
        .sum()
}

#[test]
fn an_offence_costs_stake_and_the_place_among_candidates() {
    run_hundred(|| {
        stake(150, ALICE, 1_000 * JOULE);
        System::reset_events();
        let before = free(BOB);
        Staking::slash(&hot(ALICE), 0, 100, Some(&hot(BOB)));
        // Five percent of all that is staked, whoever staked it.
        assert_eq!(value(ALICE, ALICE), 950 * JOULE);
        assert_eq!(value(150, ALICE), 950 * JOULE);
        assert!(!pool(ALICE).standing);
        assert!(events().contains(&Event::Chilled { pool: 0, reason: ChillReason::Offence }));
        // A tenth to the owner of who reported it, the rest burned.
        assert_eq!(free(BOB), before + 10 * JOULE);
        assert_eq!(slashes_burned(), 90 * JOULE);
        let told = Staking::validator(&hot(ALICE)).expect("it exists");
        assert_eq!(told.slashed, 100 * JOULE);
        assert_eq!((told.slashes[0].fraction_ppm, told.slashes[0].amount), (50_000, 100 * JOULE));
    });
}

#[test]
fn a_further_offence_in_the_same_session_costs_no_more() {
    run_hundred(|| {
        Staking::slash(&hot(ALICE), 0, 100, None);
        let before = state();
        Staking::slash(&hot(ALICE), 0, 100, Some(&hot(BOB)));
        assert_eq!(state(), before);
        next_session();
        Staking::slash(&hot(ALICE), 1, 100, None);
        assert_eq!(value(ALICE, ALICE), 902_500 * JOULE / 1_000);
    });
}

#[test]
fn the_more_offend_together_the_more_each_loses_in_whatever_order() {
    run_hundred(|| {
        for who in 1..=10 {
            Staking::slash(&hot(who), 0, 100, None);
        }
        for who in 1..=10 {
            let lost = 1_000 * JOULE - pool(who).tokens;
            // Nine percent each, but for what parts per billion cannot say.
            assert!(lost.abs_diff(90 * JOULE) < JOULE / 10_000, "{who} lost {lost}");
        }
        for who in 11..=34 {
            Staking::slash(&hot(who), 0, 100, None);
        }
        for who in 1..=34 {
            assert_eq!(pool(who).tokens, 0, "a third together lose all");
        }
        assert_eq!(pool(35).tokens, 1_000 * JOULE);
    });
}

#[test]
fn who_reports_itself_is_not_paid() {
    run_hundred(|| {
        Staking::slash(&hot(ALICE), 0, 100, Some(&hot(ALICE)));
        assert_eq!(slashes_burned(), 50 * JOULE);
        assert!(!events().iter().any(|event| matches!(event, Event::ReporterPaid { .. })));
        // A reporter without a validator is paid itself.
        Staking::slash(&hot(BOB), 0, 100, Some(&DAVE));
        assert_eq!(free(DAVE), ENDOWMENT - 1_000 * JOULE + 5 * JOULE);
    });
}

#[test]
fn nobody_gains_by_an_offence_of_its_own_that_it_reports_under_another_name() {
    run_hundred(|| {
        // GIVEN a validator with much of others' stake behind it, and a second name
        stake(150, ALICE, 99_000 * JOULE);
        let before = free(DAVE);
        Staking::slash(&hot(ALICE), 0, 100, Some(&hot(DAVE)));
        // THEN a tenth of 5,000 would be more than the 50 that its owner lost: half of that is paid
        assert_eq!(value(ALICE, ALICE), 950 * JOULE);
        assert_eq!(free(DAVE) - before, 25 * JOULE);
    });
}

#[test]
fn an_offender_stands_again_only_for_a_later_set() {
    run_hundred(|| {
        Staking::slash(&hot(ALICE), 0, 100, None);
        let validate = || Staking::validate(signed(ALICE), hot(ALICE));
        assert_noop!(validate(), Error::<Test>::OffendedTooRecently);
        next_session();
        assert_noop!(validate(), Error::<Test>::OffendedTooRecently);
        next_session();
        assert!(!Queued::get().contains(&hot(ALICE)) && !Sitting::get().contains(&hot(ALICE)));
        assert_ok!(validate());
    });
}

#[test]
fn an_offence_is_known_by_its_session() {
    run_hundred(|| {
        assert!(!Staking::has_offended(&hot(ALICE), 0));
        assert_eq!(Staking::slash(&hot(ALICE), 0, 100, None), 1);
        assert!(Staking::has_offended(&hot(ALICE), 0));
        assert!(!Staking::has_offended(&hot(ALICE), 1));
        assert!(!Staking::has_offended(&NOBODY, 0));
        assert_eq!(Staking::slash(&hot(ALICE), 0, 100, None), 0);
        // The eighth makes it more than the least for all eight.
        (2..=7).for_each(|who| assert_eq!(Staking::slash(&hot(who), 0, 100, None), 1));
        assert_eq!(Staking::slash(&hot(8), 0, 100, None), 8);
    });
}

#[test]
fn a_slash_of_a_single_pj_on_its_way_out_locks_nobody_in() {
    run_hundred(|| {
        assert_ok!(Staking::unstake(signed(ALICE), hot(ALICE), Some(1)));
        Staking::slash(&hot(ALICE), 0, 100, None);
        assert_ok!(Staking::unstake(signed(ALICE), hot(ALICE), Some(JOULE)));
    });
}

#[test]
fn stake_that_moves_is_found_by_the_latest_report() {
    run_hundred(|| {
        // Moved in session 0, an offence in the last that it is liable for, reported late.
        assert_ok!(Staking::move_stake(signed(ALICE), hot(ALICE), hot(BOB), None));
        (0..5).for_each(|_| next_session());
        assert_noop!(
            Staking::withdraw(signed(ALICE), hot(ALICE), ALICE),
            Error::<Test>::NothingMatured
        );
        Staking::slash(&hot(ALICE), 2, 100, None);
        assert_eq!(ExitPools::<Test>::get(0, 0).tokens, 950 * JOULE);
        next_session();
        assert_ok!(Staking::withdraw(signed(ALICE), hot(ALICE), ALICE));
        assert_eq!(value(ALICE, BOB), 950 * JOULE);
    });
}

#[test]
fn stake_that_leaves_before_the_offence_is_liable() {
    run_hundred(|| {
        // By every way out, then the offence, in the current session and the next two.
        for offence in 0..3u32 {
            let session = CurrentSession::get();
            let who = 150 + u64::from(offence);
            stake(who, ALICE, 300 * JOULE);
            assert_ok!(Staking::unstake(signed(who), hot(ALICE), Some(100 * JOULE)));
            assert_ok!(Staking::move_stake(signed(who), hot(ALICE), hot(BOB), Some(100 * JOULE)));
            assert_ok!(Staking::transfer_stake(signed(who), hot(ALICE), 199, None));
            (0..offence).for_each(|_| next_session());
            let before = ExitPools::<Test>::get(0, session).tokens;
            Staking::slash(&hot(ALICE), CurrentSession::get(), 100, None);
            let after = ExitPools::<Test>::get(0, session).tokens;
            assert_eq!(before - after, before / 20, "offence {offence} sessions later");
            next_session();
        }
    });
}

#[test]
fn stake_that_left_long_before_the_offence_is_not_liable() {
    run_hundred(|| {
        stake(150, ALICE, 100 * JOULE);
        assert_ok!(Staking::unstake(signed(150), hot(ALICE), None));
        (0..3).for_each(|_| next_session());
        Staking::slash(&hot(ALICE), 3, 100, None);
        assert_eq!(ExitPools::<Test>::get(0, 0).tokens, 100 * JOULE);
        (0..3).for_each(|_| next_session());
        assert_ok!(Staking::withdraw(signed(150), hot(ALICE), 150));
        assert_eq!(free(150), ENDOWMENT);
    });
}

#[test]
fn an_offence_found_late_still_finds_the_stake() {
    run_hundred(|| {
        // GIVEN an offence while the stake still counted, reported as late as may be
        assert_ok!(Staking::unstake(signed(ALICE), hot(ALICE), None));
        (0..5).for_each(|_| next_session());
        // WHEN it is reported, the stake is still there
        assert_noop!(
            Staking::withdraw(signed(ALICE), hot(ALICE), ALICE),
            Error::<Test>::NothingMatured
        );
        Staking::slash(&hot(ALICE), 2, 100, None);
        assert_eq!(ExitPools::<Test>::get(0, 0).tokens, 950 * JOULE);
    });
}

#[test]
fn an_offence_too_old_is_nobodys() {
    run_hundred(|| {
        (0..4).for_each(|_| next_session());
        let before = state();
        Staking::slash(&hot(ALICE), 0, 100, None);
        assert_eq!(state(), before);
        Staking::slash(&hot(ALICE), 1, 100, None);
        assert_eq!(value(ALICE, ALICE), 950 * JOULE);
    });
}

#[test]
fn a_replaced_hotkey_still_pays_for_what_it_did() {
    run_hundred(|| {
        let proof = Some(proof_of(5_000, ALICE));
        assert_ok!(Staking::swap_hotkey(signed(ALICE), hot(ALICE), 5_000, proof));
        Staking::slash(&hot(ALICE), 0, 100, None);
        assert_eq!(value(ALICE, ALICE), 950 * JOULE);
        assert!(!stored_pool(ALICE).standing);
    });
}

#[test]
fn a_coldkey_that_hands_over_takes_its_debts_along() {
    run_hundred(|| {
        assert_ok!(Staking::announce_coldkey(signed(ALICE), 150));
        pass(LIMITS.coldkey_delay_blocks);
        assert_ok!(Staking::apply_coldkey(signed(150), ALICE));
        Staking::slash(&hot(ALICE), 0, 100, None);
        assert_eq!(value(150, ALICE), 950 * JOULE);
    });
}

#[test]
fn who_is_unknown_is_not_slashed() {
    run_hundred(|| {
        let before = state();
        Staking::slash(&NOBODY, 0, 100, Some(&hot(ALICE)));
        assert_eq!(state(), before);
    });
}

#[test]
fn a_pool_that_lost_everything_takes_no_more_and_lets_go() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        Staking::slash(&hot(ALICE), 0, 2, None);
        assert_eq!(pool(ALICE).tokens, 0);
        assert_noop!(
            Staking::stake(signed(CHARLIE), hot(ALICE), JOULE),
            Error::<Test>::PoolWornOut
        );
        assert_noop!(
            Staking::move_stake(signed(BOB), hot(BOB), hot(ALICE), None),
            Error::<Test>::PoolWornOut
        );
        let refused = Staking::reward_pool(&hot(ALICE), mint(JOULE), 1);
        assert!(
            refused.is_err_and(|credit| frame_support::traits::Imbalance::peek(&credit) == JOULE)
        );
        // What its author earned stays in the pot.
        fund_security(JOULE);
        Staking::note_author(&hot(ALICE));
        next_session();
        assert_eq!(SecurityPot::get(), JOULE);
        // Stakers of nothing can close their books.
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), None));
        assert_eq!(crate::StakerIds::<Test>::get(CHARLIE), None);
    });
}

#[test]
fn an_exit_after_a_total_slash_in_its_session_is_refused_and_later_allowed() {
    run(|| {
        // GIVEN an exit that lost everything, and rewards that revive the pool
        stake(CHARLIE, ALICE, 10 * JOULE);
        assert!(Staking::reward_pool(&hot(ALICE), mint(100 * JOULE), 50).is_ok());
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), Some(JOULE)));
        Staking::slash(&hot(ALICE), 0, 2, None);
        pass(50);
        assert!(pool(ALICE).tokens > 0);
        // THEN nobody's new exit is mixed with the worthless one
        assert_noop!(Staking::unstake(signed(ALICE), hot(ALICE), None), Error::<Test>::PoolWornOut);
        next_session();
        assert_ok!(Staking::unstake(signed(ALICE), hot(ALICE), None));
    });
}

#[test]
fn who_offended_lately_is_known_until_a_set_without_it_sits() {
    run_hundred(|| {
        Staking::slash(&hot(ALICE), 0, 100, None);
        assert_eq!(Staking::offended_lately(&Sitting::get()), vec![hot(ALICE)]);
        next_session();
        // It was queued before; it sits, and is known.
        assert_eq!(Staking::offended_lately(&Sitting::get()), vec![hot(ALICE)]);
        next_session();
        assert!(!Sitting::get().contains(&hot(ALICE)));
        assert_eq!(Staking::offended_lately(&Sitting::get()), Vec::<AccountId>::new());
    });
}

#[test]
fn offences_too_old_to_be_reported_are_forgotten() {
    run_hundred(|| {
        for session in 0..8 {
            Staking::slash(&hot(u64::from(session) + 1), session, 100, None);
            next_session();
        }
        let kept = Offenders::<Test>::iter_keys().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(kept, (4..8).collect());
        assert_eq!(Totals::<Test>::get().pooled, 99_600 * JOULE);
    });
}
