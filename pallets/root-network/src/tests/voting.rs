// SPDX-License-Identifier: Apache-2.0
//! What members say that subnets should get.

use crate::{mock::*, types::Entries, Error, Event, RootSettings, Settings, Weights};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::subnets::{NetUid, MAX_SUBNETS};
use sp_runtime::{traits::BadOrigin, DispatchResult};

fn set(coldkey: AccountId, pairs: &[(u16, u16)]) -> DispatchResult {
    Root::set_root_weights(signed(coldkey), hot(coldkey), weights(pairs))
}

fn clear(coldkey: AccountId) -> DispatchResult {
    Root::clear_root_weights(signed(coldkey), hot(coldkey))
}

#[test]
fn a_member_says_what_subnets_should_get() {
    run(|| {
        register(&[ALICE]);
        System::reset_events();
        go_to(30);
        assert_ok!(set(ALICE, &[(1, 7), (2, 0), (5, u16::MAX)]));
        assert_eq!(events(), vec![Event::WeightsSet { pool: pool(ALICE) }]);
        let row = Weights::<Test>::get(pool(ALICE)).expect("they are stored");
        assert_eq!((row.set_at, row.as_of), (30, 30));
        // What is zero is left out.
        assert_eq!(row.entries, weights(&[(1, 7), (5, u16::MAX)]));
    });
}

#[test]
fn weights_that_make_no_sense_are_refused() {
    run(|| {
        register(&[ALICE]);
        let refused = |pairs: &[(u16, u16)], error: Error<Test>| {
            assert_noop!(set(ALICE, pairs), error);
        };
        // The root network itself would keep the emission.
        refused(&[(0, 1)], Error::<Test>::RootWeighed);
        refused(&[(0, 0), (1, 1)], Error::<Test>::RootWeighed);
        refused(&[(0, u16::MAX), (1, 1), (2, 1)], Error::<Test>::RootWeighed);
        refused(&[(6, 1)], Error::<Test>::SubnetNotFound);
        refused(&[(1, 1), (6, 0)], Error::<Test>::SubnetNotFound);
        refused(&[(u16::MAX, 1)], Error::<Test>::SubnetNotFound);
        refused(&[(2, 1), (1, 1)], Error::<Test>::NetUidsNotAscending);
        refused(&[(1, 1), (1, 1)], Error::<Test>::NetUidsNotAscending);
        refused(&[(1, 1), (3, 1), (2, 1)], Error::<Test>::NetUidsNotAscending);
        refused(&[(1, 1), (0, 1)], Error::<Test>::NetUidsNotAscending);
        refused(&[], Error::<Test>::WeightsEmpty);
        refused(&[(1, 0)], Error::<Test>::WeightsEmpty);
        refused(&[(1, 0), (2, 0), (5, 0)], Error::<Test>::WeightsEmpty);
    });
}

#[test]
fn a_removed_subnet_cannot_be_weighed() {
    run(|| {
        register(&[ALICE]);
        Existing::set(vec![NetUid(1), NetUid(3)]);
        assert_noop!(set(ALICE, &[(2, 1)]), Error::<Test>::SubnetNotFound);
        assert_noop!(set(ALICE, &[(1, 1), (2, 1), (3, 1)]), Error::<Test>::SubnetNotFound);
        assert_ok!(set(ALICE, &[(1, 1), (3, 1)]));
    });
}

#[test]
fn as_many_subnets_as_there_may_be_can_be_weighed_and_no_more() {
    run(|| {
        register(&[ALICE]);
        let all = |count: u32| (1..=count as u16).map(NetUid).collect::<Vec<_>>();
        let pairs = |count: u32| all(count).into_iter().map(|netuid| (netuid, 1));
        assert!(Entries::try_from(pairs(MAX_SUBNETS + 1).collect::<Vec<_>>()).is_err());
        let most = Entries::try_from(pairs(MAX_SUBNETS).collect::<Vec<_>>()).expect("they fit");
        let set = || Root::set_root_weights(signed(ALICE), hot(ALICE), most.clone());
        assert_noop!(set(), Error::<Test>::SubnetNotFound);
        Existing::set(all(MAX_SUBNETS));
        assert_ok!(set());
    });
}

#[test]
fn only_members_with_stake_are_asked() {
    run(|| {
        register(&[ALICE]);
        assert_noop!(set(BOB, &[(1, 1)]), Error::<Test>::MemberNotFound);
        let by = |who, hotkey| Root::set_root_weights(signed(who), hotkey, weights(&[(1, 1)]));
        assert_noop!(by(BOB, hot(ALICE)), Error::<Test>::NotOwner);
        // The hotkey signs for neurons, not here.
        assert_noop!(by(hot(ALICE), hot(ALICE)), Error::<Test>::NotOwner);
        assert_noop!(by(ALICE, NOBODY), Error::<Test>::ValidatorNotFound);
        let unsigned = |origin| Root::set_root_weights(origin, hot(ALICE), weights(&[(1, 1)]));
        assert_noop!(unsigned(RuntimeOrigin::root()), BadOrigin);
        assert_noop!(unsigned(RuntimeOrigin::none()), BadOrigin);
        // Nor whoever lost all stake since.
        set_stake(ALICE, 0);
        assert_noop!(set(ALICE, &[(1, 1)]), Error::<Test>::StakeNotFound);
    });
}

#[test]
fn weights_stand_for_a_hundred_blocks() {
    run(|| {
        register(&[ALICE]);
        go_to(50);
        assert_ok!(set(ALICE, &[(1, 1)]));
        for block in [50, 51, 149] {
            go_to(block);
            assert_noop!(set(ALICE, &[(2, 1)]), Error::<Test>::WeightsTooEarly);
        }
        go_to(150);
        assert_ok!(set(ALICE, &[(2, 1)]));
        // Nobody else waits for it.
        register(&[BOB]);
        assert_ok!(set(BOB, &[(1, 1)]));
    });
}

#[test]
fn a_refused_vote_does_not_start_the_wait() {
    run(|| {
        register(&[ALICE]);
        assert_noop!(set(ALICE, &[(6, 1)]), Error::<Test>::SubnetNotFound);
        assert_ok!(set(ALICE, &[(1, 1)]));
    });
}

#[test]
fn weights_are_not_set_while_they_are_promised_first() {
    run_hidden(|| {
        register(&[ALICE]);
        assert_noop!(set(ALICE, &[(1, 1)]), Error::<Test>::CommitRevealOn);
    });
}

#[test]
fn a_member_withdraws_what_it_said() {
    run(|| {
        register(&[ALICE, BOB]);
        assert_ok!(set(ALICE, &[(1, 1)]));
        go_to(20);
        assert_ok!(clear(ALICE));
        assert_eq!(events(), vec![Event::WeightsCleared { pool: pool(ALICE) }]);
        let row = Weights::<Test>::get(pool(ALICE)).expect("it says when others may follow");
        assert_eq!((row.set_at, row.entries.len()), (20, 0));
        // It has nothing more to withdraw, nor has who never said anything.
        assert_noop!(clear(ALICE), Error::<Test>::WeightsNotFound);
        assert_noop!(clear(BOB), Error::<Test>::WeightsNotFound);
        // It does not vote sooner for it.
        go_to(119);
        assert_noop!(set(ALICE, &[(2, 1)]), Error::<Test>::WeightsTooEarly);
        go_to(120);
        assert_ok!(set(ALICE, &[(2, 1)]));
    });
}

#[test]
fn who_withdraws_holds_back_what_it_does_not_vote_for() {
    run(|| {
        let all = [ALICE, BOB, CHARLIE, DAVE];
        register(&all);
        all.iter().for_each(|who| vote(*who, &[(1, 1)]));
        let before = next_epoch()[0];
        assert_ok!(clear(ALICE));
        assert_ok!(clear(BOB));
        let after = next_epoch()[0];
        assert!(after < before * 51 / 100, "{after} of {before}");
    });
}

#[test]
fn nobody_withdraws_what_others_said() {
    run(|| {
        register(&[ALICE, BOB]);
        assert_ok!(set(ALICE, &[(1, 1)]));
        let clear = |who, hotkey| Root::clear_root_weights(signed(who), hotkey);
        assert_noop!(clear(BOB, hot(ALICE)), Error::<Test>::NotOwner);
        assert_noop!(clear(CHARLIE, hot(CHARLIE)), Error::<Test>::MemberNotFound);
        assert_noop!(Root::clear_root_weights(RuntimeOrigin::root(), hot(ALICE)), BadOrigin);
        // A member that lost its stake may.
        set_stake(ALICE, 0);
        assert_ok!(clear(ALICE, hot(ALICE)));
    });
}

#[test]
fn governance_says_whether_weights_are_promised_first() {
    run(|| {
        register(&[ALICE]);
        assert_ok!(Root::set_commit_reveal(RuntimeOrigin::root(), Some(3)));
        let told = Event::CommitRevealChanged { period: Some(3) };
        assert_eq!(events().last(), Some(&told));
        assert_noop!(set(ALICE, &[(1, 1)]), Error::<Test>::CommitRevealOn);
        assert_ok!(Root::set_commit_reveal(RuntimeOrigin::root(), None));
        assert_ok!(set(ALICE, &[(1, 1)]));
    });
}

#[test]
fn nobody_else_says_so() {
    run(|| {
        for origin in [RuntimeOrigin::none(), signed(ALICE), signed(hot(ALICE))] {
            assert_noop!(Root::set_commit_reveal(origin, Some(1)), BadOrigin);
        }
    });
}

#[test]
fn periods_without_sense_are_refused() {
    run(|| {
        let set = |period| Root::set_commit_reveal(RuntimeOrigin::root(), Some(period));
        for period in [0, 101, u16::MAX] {
            assert_noop!(set(period), Error::<Test>::PeriodOutOfBounds);
        }
        assert_ok!(set(100));
        assert_ok!(set(1));
    });
    // Where weights expire soon, they must be revealed sooner.
    run_with(RootSettings { expiry_blocks: 401, ..RootSettings::PUBLIC }, || {
        let set = |period| Root::set_commit_reveal(RuntimeOrigin::root(), Some(period));
        assert_noop!(set(4), Error::<Test>::PeriodOutOfBounds);
        assert_ok!(set(3));
        assert_eq!(Settings::<Test>::get().expiry_blocks, 401);
    });
}
