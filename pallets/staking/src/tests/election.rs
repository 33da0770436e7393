// SPDX-License-Identifier: Apache-2.0
//! Who stands, who is elected, and who rests.

use crate::{mock::*, types::ChillReason, Candidates, Error, Event, Limits, StakingLimits};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    session::ElectValidators,
    types::Balance,
    units::{CAP, JOULE},
};
use sp_runtime::traits::BadOrigin;

const WIDE: StakingLimits = StakingLimits { max_validators: 100, ..LIMITS };

/// Coldkeys 1 to `count`, each with `stake`.
fn validators(count: u64, stake: Balance) -> Vec<(AccountId, Balance)> {
    (1..=count).map(|coldkey| (coldkey, stake)).collect()
}

/// Lets `who` author `blocks` blocks of the current session.
fn author(who: AccountId, blocks: u32) {
    (0..blocks).for_each(|_| Staking::note_author(&hot(who)));
}

#[test]
fn the_largest_are_elected_in_order() {
    let stakes = [(1, 500), (2, 900), (3, 700), (4, 900), (5, 600)];
    let stakes = stakes.map(|(who, stake)| (who, stake * JOULE));
    run_with(LIMITS, &stakes, || {
        // The older of equals comes first.
        assert_eq!(Staking::elected(), vec![hot(2), hot(4), hot(3), hot(5)]);
    });
}

#[test]
fn a_crowd_of_small_pools_buys_no_seats() {
    // Five honest pools of 1,000,000 JOULE beside 95 of 100: scaled to what coldkeys have.
    let mut stakes = validators(5, 999_000 * JOULE);
    stakes.extend((6..=100).map(|coldkey| (coldkey, 100 * JOULE)));
    run_with(WIDE, &stakes, || {
        let honest = (1..=5).map(hot).collect::<Vec<_>>();
        assert_eq!(Staking::elected(), honest);
    });
}

#[test]
fn fewer_candidates_than_seats_are_all_elected() {
    // Three of a hundred.
    run_with(WIDE, &[(1, 900 * JOULE), (2, 100 * JOULE), (3, 100 * JOULE)], || {
        assert_eq!(Staking::elected(), vec![hot(1), hot(2), hot(3)]);
    });
}

#[test]
fn who_has_no_keys_or_too_little_of_its_own_is_not_elected() {
    run_with(LIMITS, &validators(3, 200 * JOULE), || {
        WithKeys::mutate(|keys| keys.retain(|hotkey| *hotkey != hot(1)));
        stake(DAVE, 2, 5_000 * JOULE);
        assert_ok!(Staking::unstake(signed(2), hot(2), Some(101 * JOULE)));
        assert_eq!(Staking::elected(), vec![hot(3)]);
    });
}

#[test]
fn if_nobody_qualifies_the_sitting_set_goes_on() {
    run(|| {
        for who in [ALICE, BOB] {
            assert_ok!(Staking::chill(signed(who), hot(who)));
        }
        assert_eq!(Staking::elect(5), None);
        next_session();
        next_session();
        assert_eq!(Sitting::get(), vec![hot(ALICE), hot(BOB)]);
    });
}

#[test]
fn the_first_with_enough_stake_does_not_sit_alone() {
    // GIVEN a network that endowed nobody, and one who has enough stake first
    run_with(WIDE, &validators(6, JOULE), || {
        register(20);
        stake(20, 20, 2_000 * JOULE);
        assert_ok!(Staking::validate(signed(20), hot(20)));
        assert_eq!(Staking::elected(), vec![hot(20)]);
        // THEN three of those who sit stay beside it
        assert_eq!(Staking::elect(2), Some(vec![hot(20), hot(1), hot(2), hot(3)]));
        // AND who has left of its own will does not
        assert_ok!(Staking::chill(signed(2), hot(2)));
        assert_eq!(Staking::elect(2), Some(vec![hot(20), hot(1), hot(3), hot(4)]));
        // AND no more than there are seats
        assert_ok!(Staking::set_election_bounds(RuntimeOrigin::root(), 2, 100 * JOULE));
        assert_eq!(Staking::elect(2).map(|set| set.len()), Some(2));
    });
}

#[test]
fn fewer_seats_let_fewer_stand() {
    run_with(WIDE, &validators(20, 200 * JOULE), || {
        stake(DAVE, 20, JOULE);
        assert_ok!(Staking::set_election_bounds(RuntimeOrigin::root(), 1, 0));
        assert_eq!(Candidates::<Test>::get().into_inner(), vec![0, 1, 2, 19]);
    });
}

#[test]
fn one_large_pool_shuts_nobody_out() {
    let mut stakes = validators(50, 200 * JOULE);
    stakes[0].1 = 4_000 * JOULE;
    run_with(WIDE, &stakes, || assert_eq!(Staking::elected().len(), 50));
}

#[test]
fn a_newcomer_sits_two_sessions_after_it_stood_up() {
    run(|| {
        register(CHARLIE);
        stake(CHARLIE, CHARLIE, 2_000 * JOULE);
        assert_ok!(Staking::validate(signed(CHARLIE), hot(CHARLIE)));
        next_session();
        assert_eq!(Queued::get(), vec![hot(CHARLIE), hot(ALICE), hot(BOB)]);
        next_session();
        assert_eq!(Sitting::get(), vec![hot(CHARLIE), hot(ALICE), hot(BOB)]);
    });
}

#[test]
fn who_cannot_be_elected_cannot_stand() {
    run(|| {
        let validate = || Staking::validate(signed(CHARLIE), hot(CHARLIE));
        assert_noop!(validate(), Error::<Test>::ValidatorNotFound);
        register(CHARLIE);
        assert_noop!(validate(), Error::<Test>::SelfStakeTooLow);
        // Others' stake is not its own.
        stake(DAVE, CHARLIE, 1_000 * JOULE);
        stake(CHARLIE, CHARLIE, 100 * JOULE - 1);
        assert_noop!(validate(), Error::<Test>::SelfStakeTooLow);
        stake(CHARLIE, CHARLIE, JOULE);
        WithKeys::set(vec![]);
        assert_noop!(validate(), Error::<Test>::SessionKeysMissing);
        WithKeys::set(vec![hot(CHARLIE)]);
        assert_ok!(validate());
        assert_noop!(validate(), Error::<Test>::AlreadyStanding);
        assert_ok!(Staking::chill(signed(CHARLIE), hot(CHARLIE)));
        assert_noop!(Staking::chill(signed(CHARLIE), hot(CHARLIE)), Error::<Test>::NotStanding);
    });
}

#[test]
fn when_as_many_stand_as_may_a_larger_one_takes_the_place_of_the_smallest() {
    let mut stakes = validators(16, 200 * JOULE);
    stakes[7].1 = 150 * JOULE;
    stakes[9].1 = 150 * JOULE;
    run_with(LIMITS, &stakes, || {
        assert_eq!(Candidates::<Test>::get().len(), 16);
        register(20);
        stake(20, 20, 150 * JOULE);
        let validate = || Staking::validate(signed(20), hot(20));
        // Not if it is no larger.
        assert_noop!(validate(), Error::<Test>::PoolTooSmall);
        stake(20, 20, JOULE);
        System::reset_events();
        assert_ok!(validate());
        let outbid = Event::Chilled { pool: 9, reason: ChillReason::Outbid };
        assert!(events().contains(&outbid), "the younger of the smallest: {:?}", events());
        assert_eq!(Candidates::<Test>::get().len(), 16);
        assert!(!pool(10).standing);
    });
}

#[test]
fn the_pot_is_divided_by_blocks_authored() {
    run(|| {
        fund_security(100 * JOULE + 1);
        author(ALICE, 75);
        author(BOB, 25);
        // A block of somebody unknown counts for nobody.
        Staking::note_author(&NOBODY);
        next_session();
        assert_eq!(SecurityPot::get(), 1, "what rounding leaves stays");
        assert_eq!(pool(ALICE).rewarded, 75 * JOULE);
        assert_eq!(pool(BOB).rewarded, 25 * JOULE);
        // It flows in over as many blocks as it accrued.
        pass(50);
        assert_eq!(pool(ALICE).tokens, 1_000 * JOULE + 75 * JOULE / 2);
        pass(50);
        assert_eq!(value(ALICE, ALICE), 1_075 * JOULE);
        let told = Staking::validator(&hot(ALICE)).expect("it exists");
        assert_eq!((told.blocks, told.blocks_this_session), (75, 0));
        assert_eq!(told.sessions.len(), 1);
    });
}

#[test]
fn a_session_without_blocks_pays_nobody() {
    run(|| {
        fund_security(100 * JOULE);
        next_session();
        assert_eq!(SecurityPot::get(), 100 * JOULE);
        author(ALICE, 1);
        next_session();
        assert_eq!(SecurityPot::get(), 0);
    });
}

#[test]
fn the_history_of_a_pool_keeps_its_latest_sessions() {
    run(|| {
        for _ in 0..20 {
            fund_security(JOULE);
            author(ALICE, 1);
            next_session();
        }
        let sessions = Staking::validator(&hot(ALICE)).expect("it exists").sessions;
        assert_eq!(sessions.len(), 16);
        assert_eq!(sessions.last().map(|last| last.session), Some(19));
    });
}

#[test]
fn the_idle_are_chilled_but_never_many() {
    run_with(WIDE, &validators(20, 200 * JOULE), || {
        // GIVEN twenty, of which ten author nothing though sixteen blocks each were expected
        (1..=10).for_each(|who| author(who, 32));
        next_session();
        // THEN a fifth of the set rests, the last elected first
        let resting = (1..=20).filter(|who| !pool(*who).standing).collect::<Vec<_>>();
        assert_eq!(resting, vec![17, 18, 19, 20]);
        assert_eq!(pool(20).tokens, 200 * JOULE, "nobody is slashed for it");
    });
}

#[test]
fn nobody_is_idle_where_little_was_expected() {
    run_with(WIDE, &validators(20, 200 * JOULE), || {
        (1..=10).for_each(|who| author(who, 31));
        author(1, 9);
        next_session();
        assert_eq!(Candidates::<Test>::get().len(), 20, "319 blocks are fewer than 16 each");
    });
}

#[test]
fn the_last_four_of_a_set_are_never_idle() {
    run_with(WIDE, &validators(4, 200 * JOULE), || {
        author(1, 1_000);
        next_session();
        assert_eq!(Candidates::<Test>::get().len(), 4);
    });
    run_with(WIDE, &validators(5, 200 * JOULE), || {
        author(1, 1_000);
        next_session();
        assert_eq!(Candidates::<Test>::get().len(), 4);
    });
}

#[test]
fn governance_changes_seats_and_self_stake_within_bounds() {
    run(|| {
        let set = |origin, seats, stake| Staking::set_election_bounds(origin, seats, stake);
        assert_ok!(set(RuntimeOrigin::root(), 1, 2_000 * JOULE));
        assert_eq!(Limits::<Test>::get().max_validators, 1);
        assert_eq!(Staking::elected(), Vec::<AccountId>::new());
        assert_ok!(set(RuntimeOrigin::root(), 100, 0));
        for seats in [0, 101, u32::MAX] {
            let refused = set(RuntimeOrigin::root(), seats, 0);
            assert_noop!(refused, Error::<Test>::SeatsOutOfBounds);
        }
        for origin in [signed(ALICE), RuntimeOrigin::none()] {
            assert_noop!(set(origin, 4, 0), BadOrigin);
        }
        // A self-stake that nobody can have leaves the sitting set in office.
        assert_ok!(set(RuntimeOrigin::root(), 4, CAP + 1));
        assert_eq!(Staking::elect(3), None);
    });
}
