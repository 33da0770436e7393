// SPDX-License-Identifier: Apache-2.0
//! How emission is divided among subnets, and what is remembered of it.

use crate::{mock::*, types::Pending, Backlog, Event, Funds, PendingTotal};
use joule_primitives::{
    subnets::{Merits, NetUid},
    types::Balance,
    units::JOULE,
};

const THREE: NetUid = NetUid(3);

/// Runs `test` in block 1 with three subnets, each of which has one vote.
fn run_with_three(test: impl FnOnce()) {
    run(|| {
        create(TWO, &[DAVE]);
        create(THREE, &[EVE]);
        vote(&[(ONE, 1), (TWO, 1), (THREE, 1)]);
        // Epochs are not what this is about.
        for netuid in [ONE, TWO, THREE] {
            change_subnet(netuid, |subnet| {
                (subnet.tempo, subnet.parameters.tempo) = (1_000_000, 1_000_000);
            });
        }
        test();
    });
}

/// Lets blocks pass until emission has been divided.
fn divide() {
    pass_to((System::block_number() / 100 + 1) * 100);
}

/// What is pending of the three subnets.
fn pending() -> [Balance; 3] {
    [ONE, TWO, THREE].map(|netuid| Funds::<Test>::get(netuid).pending.total())
}

#[test]
fn equal_votes_get_equal_parts_and_what_is_left_waits() {
    run_with_three(|| {
        fund(100);
        divide();
        assert_eq!(pending(), [33; 3]);
        assert_eq!((PendingTotal::<Test>::get(), Backlog::<Test>::get()), (99, 1));
        let amounts = vec![(ONE, 33), (TWO, 33), (THREE, 33)];
        assert_eq!(events(), [Event::EmissionDivided { amounts, backlog: 1 }]);
        // WHEN more comes, what was left is divided with it.
        fund(11);
        divide();
        assert_eq!(pending(), [37; 3]);
        let all = vec![ONE, TWO, THREE];
        assert_eq!(Divisions::get(), [(all.clone(), 100, 0), (all, 11, 1)]);
        assert_eq!((PendingTotal::<Test>::get(), Backlog::<Test>::get()), (111, 0));
    });
}

#[test]
fn of_what_comes_18_percent_are_the_owners_and_the_rest_is_halved() {
    run_with_three(|| {
        vote(&[(ONE, 1)]);
        let cases = [(1_000 * JOULE, 180 * JOULE, 410 * JOULE), (1, 0, 0), (5, 0, 2), (6, 1, 2)];
        let mut sum = Pending::default();
        for (amount, owner, miners) in cases {
            fund(amount);
            divide();
            sum.owner += owner;
            sum.miners += miners;
            sum.validators += amount - owner - miners;
            assert_eq!(Funds::<Test>::get(ONE).pending, sum, "of {amount}");
        }
    });
}

#[test]
fn what_nobody_votes_for_waits() {
    run_with_three(|| {
        vote(&[]);
        fund(100 * JOULE);
        divide();
        assert_eq!((PendingTotal::<Test>::get(), Backlog::<Test>::get()), (0, 100 * JOULE));
        assert!(events().is_empty());
        fund(50 * JOULE);
        divide();
        let all = vec![ONE, TWO, THREE];
        assert_eq!(Divisions::get().pop(), Some((all, 50 * JOULE, 100 * JOULE)));
        // As soon as somebody votes, it is divided.
        vote(&[(TWO, 7)]);
        divide();
        assert_eq!(pending(), [0, 150 * JOULE, 0]);
        assert_eq!(Backlog::<Test>::get(), 0);
    });
}

#[test]
fn without_subnets_everything_waits() {
    run_with_three(|| {
        for netuid in [ONE, TWO, THREE] {
            remove(netuid);
        }
        fund(100 * JOULE);
        divide();
        assert_eq!(Divisions::get(), [(vec![], 100 * JOULE, 0)]);
        assert_eq!(Backlog::<Test>::get(), 100 * JOULE);
        let netuid = NetUid(4);
        create(netuid, &[DAVE]);
        vote(&[(netuid, 1)]);
        divide();
        assert_eq!(Funds::<Test>::get(netuid).pending.total(), 100 * JOULE);
    });
}

#[test]
fn what_came_before_anything_was_ever_divided_is_no_inflow() {
    run_with_three(|| {
        // GIVEN a chain to which subnets were added, and whose pot has filled before
        fund(1_000 * JOULE);
        Backlog::<Test>::kill();
        divide();
        fund(5 * JOULE);
        divide();
        let asked = Divisions::get().into_iter().map(|(_, inflow, backlog)| (inflow, backlog));
        let expected = [(0, 1_000 * JOULE), (5 * JOULE, 1)];
        assert_eq!(asked.collect::<Vec<_>>(), expected);
    });
}

#[test]
fn what_is_pending_is_not_divided_again() {
    run_with_three(|| {
        fund(300 * JOULE);
        divide();
        vote(&[(TWO, 1)]);
        for _ in 0..3 {
            divide();
            assert_eq!(pending(), [100 * JOULE; 3]);
        }
        let asked = Divisions::get().into_iter().map(|(_, inflow, backlog)| inflow + backlog);
        assert_eq!(asked.collect::<Vec<_>>(), [300 * JOULE, 0, 0, 0]);
    });
}

#[test]
fn an_answer_that_gives_too_much_is_cut_to_what_there_is() {
    run_with_three(|| {
        let cases = [
            ([Balance::MAX, 5, 5], [100, 0, 0], 0),
            ([10, Balance::MAX, 5], [10, 90, 0], 0),
            ([60, 60, 60], [60, 40, 0], 0),
            ([60, 40, 1], [60, 40, 0], 0),
            ([60, 39, 0], [60, 39, 0], 1),
        ];
        let mut before = [0; 3];
        for (answer, expected, backlog) in cases {
            let left = Backlog::<Test>::get();
            fund(100 - left);
            Amounts::set(Some(answer.to_vec()));
            divide();
            let after = pending();
            let given = [0, 1, 2].map(|index| after[index] - before[index]);
            assert_eq!((given, Backlog::<Test>::get()), (expected, backlog), "{answer:?}");
            before = after;
        }
    });
}

#[test]
fn an_answer_with_too_few_or_too_many_amounts_does_no_harm() {
    run_with_three(|| {
        fund(100);
        Amounts::set(Some(vec![10]));
        divide();
        assert_eq!((pending(), Backlog::<Test>::get()), ([10, 0, 0], 90));
        Amounts::set(Some(vec![]));
        divide();
        assert_eq!((pending(), Backlog::<Test>::get()), ([10, 0, 0], 90));
        Amounts::set(Some(vec![1, 2, 3, 4, 5]));
        divide();
        assert_eq!((pending(), Backlog::<Test>::get()), ([11, 2, 3], 84));
        let amounts = vec![(ONE, 1), (TWO, 2), (THREE, 3)];
        assert_eq!(events(), [Event::EmissionDivided { amounts, backlog: 84 }]);
    });
}

#[test]
fn what_a_removed_subnet_leaves_is_divided_among_the_others() {
    run_with_three(|| {
        fund(300 * JOULE);
        divide();
        remove(TWO);
        let event = Event::PendingReturned { netuid: TWO, amount: 100 * JOULE };
        assert_eq!(events().last(), Some(&event));
        assert_eq!(PendingTotal::<Test>::get(), 200 * JOULE);
        assert_eq!(Backlog::<Test>::get(), 100 * JOULE);
        fund(20 * JOULE);
        divide();
        let last = Divisions::get().pop();
        assert_eq!(last, Some((vec![ONE, THREE], 20 * JOULE, 100 * JOULE)));
        assert_eq!(pending(), [160 * JOULE, 0, 160 * JOULE]);
        // One with nothing leaves no trace.
        create(TWO, &[DAVE]);
        remove(TWO);
        assert!(!events().iter().any(|event| matches!(event, Event::PendingReturned { .. })));
    });
}

#[test]
fn a_subnet_is_told_its_part_of_the_last_division() {
    run_with_three(|| {
        let shares = || [ONE, TWO, THREE].map(Incentive::emission_share_ppm);
        assert_eq!(shares(), [0; 3]);
        fund(100 * JOULE);
        divide();
        assert_eq!(shares(), [333_333; 3]);
        vote(&[(ONE, 1), (THREE, 3)]);
        fund(4 * JOULE);
        divide();
        assert_eq!(shares(), [250_000, 0, 750_000]);
        // Nothing came.
        divide();
        assert_eq!(shares(), [0; 3]);
        assert_eq!(pending()[2], 100 * JOULE / 3 + 3 * JOULE);
    });
}

/// Whether two amounts are the same but for what rounding makes of averages.
fn is_about(amount: Balance, expected: Balance) -> bool {
    amount.abs_diff(expected) <= expected / 1_000_000 + 100
}

#[test]
fn young_and_old_subnets_are_compared_by_what_flows_in_while_they_are() {
    run_with_three(|| {
        assert_eq!(<Incentive as Merits>::subnet(ONE), 0);
        for _ in 0..5 {
            fund(300 * JOULE);
            divide();
        }
        // GIVEN a subnet of block 550 beside others of blocks 0 and 1
        pass(50);
        let young = NetUid(4);
        create(young, &[FRANK]);
        vote(&[(ONE, 1), (TWO, 1), (THREE, 1), (young, 1)]);
        for _ in 0..5 {
            fund(400 * JOULE);
            divide();
        }
        // THEN all are told the same, though its average has not filled, and at any time.
        for _ in 0..3 {
            for netuid in [ONE, TWO, THREE, young] {
                let merit = <Incentive as Merits>::subnet(netuid);
                assert!(is_about(merit, 100 * JOULE), "{merit}");
                assert_eq!(Incentive::average_emission(netuid), merit);
            }
            pass(33);
        }
        assert!(Funds::<Test>::get(young).average < Funds::<Test>::get(ONE).average);
    });
}

#[test]
fn an_average_falls_to_half_in_its_half_life_while_nothing_comes() {
    run_with_three(|| {
        fund(300 * JOULE);
        divide();
        let before = Funds::<Test>::get(ONE).average;
        for _ in 0..DELAYS.average_half_life_blocks / 100 {
            divide();
        }
        let after = Funds::<Test>::get(ONE).average;
        assert!(is_about(after, before / 2), "{after} of {before}");
    });
}

#[test]
fn of_two_subnets_the_one_that_gets_less_has_less_merit() {
    run_with_three(|| {
        vote(&[(ONE, 3), (TWO, 2), (THREE, 0)]);
        for _ in 0..4 {
            fund(500 * JOULE);
            divide();
        }
        let merits = [ONE, TWO, THREE].map(<Incentive as Merits>::subnet);
        assert!(is_about(merits[0], 300 * JOULE) && merits[2] == 0, "{merits:?}");
        assert!(merits[0] > merits[1] && merits[1] > merits[2]);
        // What never was, has none.
        assert_eq!(<Incentive as Merits>::subnet(NetUid(99)), 0);
    });
}

#[test]
fn what_is_divided_in_the_block_of_an_epoch_is_paid_by_it() {
    run(|| {
        vote(&[(ONE, 1)]);
        fund(100 * JOULE);
        pass_to(99);
        epoch(ONE);
        assert_eq!(free(ALICE), ENDOWMENT + 18 * JOULE);
        let events = events();
        let are_epochs = events.iter().map(|event| matches!(event, Event::EpochRun { .. }));
        assert_eq!(are_epochs.collect::<Vec<_>>(), [false, true]);
    });
}
