// SPDX-License-Identifier: Apache-2.0
//! Stake that hotkeys lend: who may lend to whom, from when until when, and who makes way for whom.

use crate::{
    mock::*, types::Loan, ChildTerms, Error, Event, Loans, MAX_CHILDREN, MAX_LOANS, MAX_PARENTS,
};
use frame_support::{assert_noop, assert_ok, traits::ConstU32, BoundedVec};
use joule_primitives::{
    types::{Balance, BlockNumber},
    units::JOULE,
};
use sp_runtime::{DispatchError, DispatchResult, Permill};

/// How long changes take.
const DELAY: BlockNumber = DELAYS.child_delay_blocks;

fn joules(amount: Balance) -> Balance {
    amount * JOULE
}

/// With how much the hotkey of a coldkey weighs in the subnet now.
fn weighs(coldkey: AccountId) -> Balance {
    Incentive::weighing_stake(ONE, &hot(coldkey))
}

/// A coldkey whose hotkey has this stake, and is no neuron.
fn staked(coldkey: AccountId, stake: Balance) -> AccountId {
    serve(hot(coldkey), coldkey);
    set_stake(coldkey, stake);
    coldkey
}

/// Lets the hotkey of a coldkey say on what terms it borrows.
fn set_terms(coldkey: AccountId, percent: u32, refuses: bool) -> DispatchResult {
    let take = Permill::from_percent(percent);
    Incentive::set_child_terms(signed(coldkey), ONE, hot(coldkey), take, refuses)
}

/// Who lends to the hotkey of a coldkey until somebody ends it.
fn parents(child: AccountId) -> Vec<AccountId> {
    let to_it = loans(ONE).into_iter().filter(|loan| loan.child == hot(child));
    to_it.filter(Loan::is_standing).map(|loan| loan.parent - hot(0)).collect()
}

#[test]
fn a_loan_weighs_with_the_child_instead_of_the_parent_once_it_is_ripe() {
    run(|| {
        assert_ok!(lend(ONE, CHARLIE, &[(BOB, 25), (DAVE, 50)]));
        let children =
            vec![(hot(BOB), Permill::from_percent(25)), (hot(DAVE), Permill::from_percent(50))];
        let (parent, from_block) = (hot(CHARLIE), 1 + DELAY);
        let event = Event::ChildrenChanged { netuid: ONE, parent, children, from_block };
        assert_eq!(events(), [event]);
        pass_to(DELAY);
        assert_eq!([CHARLIE, BOB, DAVE].map(weighs), [STAKE, STAKE, 0]);
        pass(1);
        let ripe = [STAKE / 4, STAKE * 5 / 4, STAKE / 2];
        assert_eq!([CHARLIE, BOB, DAVE].map(weighs), ripe);
        let column = [STAKE, STAKE * 5 / 4, STAKE / 4, STAKE / 2, 0];
        assert_eq!(Incentive::weighing_stakes(ONE), column);
        // Nothing else changed, and nothing in other subnets.
        create(TWO, &[BOB]);
        assert_eq!(Incentive::weighing_stakes(TWO), [STAKE]);
    });
}

#[test]
fn a_change_ends_what_was_lent_when_it_begins_itself() {
    run(|| {
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50)]));
        pass_to(60);
        // WHEN a loan grows, and another one is added
        assert_ok!(lend(ONE, FRANK, &[(BOB, 60), (CHARLIE, 40)]));
        // THEN there is neither a gap nor an overlap.
        for block in 61..60 + DELAY {
            pass_to(block);
            assert_eq!([BOB, CHARLIE, FRANK].map(weighs), [1_500, 1_000, 500].map(joules));
        }
        pass_to(60 + DELAY);
        assert_eq!([BOB, CHARLIE, FRANK].map(weighs), [1_600, 1_400, 0].map(joules));
        // WHEN all are taken back
        assert_ok!(lend(ONE, FRANK, &[]));
        pass(DELAY - 1);
        assert_eq!([BOB, CHARLIE, FRANK].map(weighs), [1_600, 1_400, 0].map(joules));
        pass(1);
        assert_eq!([BOB, CHARLIE, FRANK].map(weighs), [1_000; 3].map(joules));
        // What is over is dropped as soon as somebody looks.
        epoch(ONE);
        assert!(!Loans::<Test>::contains_key(ONE));
    });
}

#[test]
fn what_is_lent_does_not_change_again_before_a_change_holds() {
    run(|| {
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50)]));
        for children in [&[(DAVE, 50)][..], &[(BOB, 50)], &[]] {
            let change = || lend(ONE, FRANK, children);
            assert_noop!(change(), Error::<Test>::ChildrenChangedTooRecently);
        }
        pass(DELAY - 1);
        assert_noop!(lend(ONE, FRANK, &[]), Error::<Test>::ChildrenChangedTooRecently);
        // Other subnets have their own time.
        create(TWO, &[DAVE]);
        assert_ok!(lend(TWO, FRANK, &[(DAVE, 50)]));
        pass(1);
        assert_ok!(lend(ONE, FRANK, &[(DAVE, 50)]));
        // What ends may be lent again at once.
        pass(DELAY);
        assert_ok!(lend(ONE, FRANK, &[]));
        assert_ok!(lend(ONE, FRANK, &[(DAVE, 70)]));
        pass(DELAY - 1);
        assert_eq!(weighs(DAVE), 500 * JOULE);
        pass(1);
        assert_eq!(weighs(DAVE), 700 * JOULE);
    });
}

#[test]
fn who_makes_others_give_way_lends_in_their_place() {
    run(|| {
        // GIVEN somebody who outbids a parent
        sixteen_parents(200 * JOULE);
        pass(DELAY);
        staked(70, 300 * JOULE);
        assert_ok!(lend(ONE, 70, &[(BOB, 100)]));
        assert_eq!(parents(BOB).len(), 16);
        // THEN it cannot take that back before it has lent, to outbid another one for nothing.
        assert_noop!(lend(ONE, 70, &[]), Error::<Test>::ChildrenChangedTooRecently);
        let another = [(CHARLIE, 100)];
        assert_noop!(lend(ONE, 70, &another), Error::<Test>::ChildrenChangedTooRecently);
        pass(DELAY);
        assert_eq!(weighs(BOB), STAKE + (15 * 200 + 300) * JOULE);
        assert_ok!(lend(ONE, 70, &[]));
    });
}

#[test]
fn at_most_all_of_the_stake_is_lent() {
    run(|| {
        let set = |bob: u32, charlie: u32| {
            let children = [(BOB, bob), (CHARLIE, charlie)];
            let children = children.map(|(child, ppm)| (hot(child), Permill::from_parts(ppm)));
            let children = children.to_vec().try_into().expect("they are few");
            Incentive::set_children(signed(FRANK), ONE, hot(FRANK), children)
        };
        assert_noop!(set(600_000, 400_001), Error::<Test>::PartsExceedWhole);
        assert_noop!(set(1_000_000, 1_000_000), Error::<Test>::PartsExceedWhole);
        assert_noop!(set(1_000_000, 0), Error::<Test>::PartZero);
        assert_ok!(set(600_000, 400_000));
    });
}

#[test]
fn children_are_others_and_each_is_named_once() {
    run(|| {
        assert_noop!(lend(ONE, BOB, &[(BOB, 50)]), Error::<Test>::LoanToSelf);
        assert_noop!(lend(ONE, BOB, &[(DAVE, 50), (BOB, 50)]), Error::<Test>::LoanToSelf);
        let twice = [(BOB, 20), (DAVE, 20), (BOB, 20)];
        assert_noop!(lend(ONE, FRANK, &twice), Error::<Test>::ChildRepeated);
        assert_noop!(lend(ONE, FRANK, &[(BOB, 0)]), Error::<Test>::PartZero);
    });
}

#[test]
fn no_call_names_more_than_five_children() {
    run(|| {
        let named = |count: u64| (0..count).map(|it| (hot(it), Permill::one())).collect::<Vec<_>>();
        let fits = |count| BoundedVec::<_, ConstU32<MAX_CHILDREN>>::try_from(named(count)).is_ok();
        assert!(fits(5) && !fits(6));
        let all = [(ALICE, 20), (BOB, 20), (CHARLIE, 20), (DAVE, 20), (EVE, 20)];
        assert_ok!(lend(ONE, FRANK, &all));
        pass(DELAY);
        assert_eq!(all.map(|(child, _)| weighs(child) / JOULE), [1_200, 1_200, 1_200, 200, 200]);
    });
}

#[test]
fn only_the_coldkey_of_a_hotkey_lends_its_stake() {
    run(|| {
        let lend_of = |who, netuid, hotkey| {
            let children = vec![(hot(BOB), Permill::one())];
            let children = children.try_into().expect("they are few");
            Incentive::set_children(who, netuid, hotkey, children)
        };
        assert_noop!(lend_of(signed(ALICE), ONE, hot(FRANK)), Error::<Test>::NotOwner);
        assert_noop!(lend_of(signed(hot(FRANK)), ONE, hot(FRANK)), Error::<Test>::NotOwner);
        assert_noop!(lend_of(signed(99), ONE, hot(99)), Error::<Test>::HotkeyNotFound);
        assert_noop!(lend_of(signed(FRANK), TWO, hot(FRANK)), Error::<Test>::SubnetNotFound);
        assert_noop!(lend_of(RuntimeOrigin::none(), ONE, hot(FRANK)), DispatchError::BadOrigin);
        assert_noop!(lend_of(RuntimeOrigin::root(), ONE, hot(FRANK)), DispatchError::BadOrigin);
        Retired::set(vec![hot(FRANK)]);
        let refusal = DispatchError::Other("the hotkey was replaced");
        assert_noop!(lend_of(signed(FRANK), ONE, hot(FRANK)), refusal);
    });
}

#[test]
fn only_neurons_borrow() {
    run(|| {
        staked(50, STAKE);
        assert_noop!(lend(ONE, FRANK, &[(50, 50)]), Error::<Test>::ChildNotFound);
        assert_noop!(lend(ONE, FRANK, &[(BOB, 50), (99, 50)]), Error::<Test>::ChildNotFound);
        register(ONE, 50);
        assert_ok!(lend(ONE, FRANK, &[(50, 50)]));
    });
}

#[test]
fn at_least_100_joule_are_lent_to_each_child() {
    run(|| {
        assert_noop!(lend(ONE, FRANK, &[(BOB, 9)]), Error::<Test>::LoanTooSmall);
        assert_noop!(lend(ONE, FRANK, &[(BOB, 50), (DAVE, 9)]), Error::<Test>::LoanTooSmall);
        set_stake(FRANK, STAKE - 1);
        assert_noop!(lend(ONE, FRANK, &[(BOB, 10)]), Error::<Test>::LoanTooSmall);
        set_stake(FRANK, STAKE);
        assert_ok!(lend(ONE, FRANK, &[(BOB, 10)]));
        // What was lent stays; nobody needs stake to end it.
        set_stake(FRANK, 0);
        pass(DELAY);
        assert_eq!(parents(BOB), [FRANK]);
        assert_ok!(lend(ONE, FRANK, &[]));
        assert!(parents(BOB).is_empty());
    });
}

#[test]
fn a_loan_of_less_than_100_joule_counts_for_nothing_until_it_is_more_again() {
    run(|| {
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50), (DAVE, 10)]));
        pass(DELAY);
        let weighing = || [FRANK, BOB, DAVE].map(weighs);
        assert_eq!(weighing(), [400, 1_500, 100].map(joules));
        for stake in [999, 199] {
            set_stake(FRANK, stake * JOULE);
            assert_eq!(weighing()[2], 0);
            // What is not lent is still its own.
            assert_eq!(weighing().iter().sum::<Balance>(), (stake + 1_000) * JOULE);
            let column = Incentive::weighing_stakes(ONE);
            assert_eq!([column[1], column[3]], [weighing()[1], weighing()[2]]);
        }
        assert_eq!(weighing(), [199, 1_000, 0].map(joules));
        epoch(ONE);
        set_stake(FRANK, 2_000 * JOULE);
        assert_eq!(weighing(), [800, 2_000, 200].map(joules));
    });
}

#[test]
fn nobody_lends_what_it_borrows() {
    run(|| {
        // GIVEN Alice, who lends to Bob
        assert_ok!(lend(ONE, ALICE, &[(BOB, 50)]));
        for _ in 0..2 {
            // THEN Bob lends to nobody, and nobody lends to Alice, ripe or not.
            assert_noop!(lend(ONE, BOB, &[(CHARLIE, 50)]), Error::<Test>::ParentBorrows);
            assert_noop!(lend(ONE, BOB, &[(ALICE, 50)]), Error::<Test>::ChildLends);
            assert_noop!(lend(ONE, CHARLIE, &[(ALICE, 50)]), Error::<Test>::ChildLends);
            assert_ok!(lend(ONE, BOB, &[]));
            pass(DELAY);
        }
        // While it ends, that holds until it has.
        assert_ok!(lend(ONE, ALICE, &[]));
        pass(DELAY - 1);
        assert_noop!(lend(ONE, BOB, &[(CHARLIE, 50)]), Error::<Test>::ParentBorrows);
        assert_noop!(lend(ONE, CHARLIE, &[(ALICE, 50)]), Error::<Test>::ChildLends);
        pass(1);
        assert_ok!(lend(ONE, BOB, &[(CHARLIE, 50)]));
        assert_ok!(lend(ONE, FRANK, &[(ALICE, 50)]));
    });
}

#[test]
fn who_lends_in_one_subnet_may_borrow_in_another() {
    run(|| {
        create(TWO, &[ALICE, BOB]);
        assert_ok!(lend(ONE, ALICE, &[(BOB, 100)]));
        assert_ok!(lend(TWO, BOB, &[(ALICE, 100)]));
        pass(DELAY);
        assert_eq!(Incentive::weighing_stakes(ONE)[..2], [0, 2 * STAKE]);
        assert_eq!(Incentive::weighing_stakes(TWO), [2 * STAKE, 0]);
    });
}

#[test]
fn who_refuses_ends_all_that_it_borrows_at_once() {
    run(|| {
        staked(50, STAKE);
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50), (DAVE, 50)]));
        pass(DELAY);
        assert_ok!(lend(ONE, 50, &[(BOB, 50)]));
        // GIVEN one loan that is ripe, and one that is not
        assert_eq!(parents(BOB), [FRANK, 50]);
        // WHEN Bob refuses
        assert_ok!(set_terms(BOB, 0, true));
        let (hotkey, take, take_from) = (hot(BOB), Permill::zero(), System::block_number());
        let event =
            Event::ChildTermsChanged { netuid: ONE, hotkey, take, take_from, refuses: true };
        assert_eq!(events().last(), Some(&event));
        // THEN both are over, and other loans of the parents are not.
        assert_eq!([BOB, DAVE, FRANK].map(weighs), [1_000, 500, 500].map(joules));
        assert_noop!(lend(ONE, 50, &[(BOB, 50)]), Error::<Test>::ChildRefuses);
        assert_noop!(lend(ONE, FRANK, &[(BOB, 50)]), Error::<Test>::ChildRefuses);
        // WHEN he no longer refuses, nothing comes back by itself.
        assert_ok!(set_terms(BOB, 0, false));
        assert!(!ChildTerms::<Test>::contains_key(ONE, 1));
        assert!(parents(BOB).is_empty());
        assert_ok!(lend(ONE, 50, &[(BOB, 50)]));
    });
}

#[test]
fn strangers_who_lend_keep_nobody_from_lending() {
    run(|| {
        // GIVEN somebody who lends to Bob without asking
        assert_ok!(lend(ONE, FRANK, &[(BOB, 10)]));
        assert_noop!(lend(ONE, BOB, &[(CHARLIE, 50)]), Error::<Test>::ParentBorrows);
        // THEN Bob gets rid of it at once.
        assert_ok!(set_terms(BOB, 0, true));
        assert_ok!(lend(ONE, BOB, &[(CHARLIE, 50)]));
        assert_noop!(lend(ONE, FRANK, &[(BOB, 10)]), Error::<Test>::ChildLends);
    });
}

#[test]
fn what_is_lent_to_somebody_who_is_no_neuron_any_more_ends_with_the_next_epoch() {
    run(|| {
        assert_ok!(lend(ONE, FRANK, &[(DAVE, 50), (BOB, 50)]));
        pass(DELAY);
        replace(ONE, 3, 50);
        epoch(ONE);
        assert!(parents(DAVE).is_empty());
        assert_eq!(parents(BOB), [FRANK]);
        assert_eq!([FRANK, BOB].map(weighs), [500, 1_500].map(joules));
    });
    run(|| {
        // GIVEN a neuron that was replaced, and so cannot refuse what it borrows
        assert_ok!(lend(ONE, FRANK, &[(DAVE, 50), (BOB, 50)]));
        replace(ONE, 3, 50);
        set_stake(DAVE, STAKE);
        assert_noop!(set_terms(DAVE, 0, true), Error::<Test>::NeuronNotFound);
        // THEN it may lend all the same, and that ends it.
        assert_ok!(lend(ONE, DAVE, &[(CHARLIE, 50)]));
        assert_eq!(
            (parents(DAVE), parents(BOB), parents(CHARLIE)),
            (vec![], vec![FRANK], vec![DAVE])
        );
    });
}

#[test]
fn the_loans_of_a_removed_subnet_are_gone() {
    run(|| {
        create(TWO, &[ALICE, BOB]);
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50)]));
        assert_ok!(lend(TWO, FRANK, &[(BOB, 50)]));
        remove(ONE);
        assert!(!Loans::<Test>::contains_key(ONE));
        assert_eq!(loans(TWO).len(), 1);
        assert_noop!(lend(ONE, FRANK, &[]), Error::<Test>::SubnetNotFound);
        assert_noop!(set_terms(BOB, 0, true), Error::<Test>::SubnetNotFound);
    });
}

/// Lets sixteen coldkeys, the first one 50, lend this much each to Bob.
fn sixteen_parents(stake: Balance) {
    for coldkey in 50..66 {
        staked(coldkey, stake);
        assert_ok!(lend(ONE, coldkey, &[(BOB, 100)]));
    }
}

#[test]
fn a_child_has_at_most_sixteen_parents() {
    run(|| {
        sixteen_parents(100 * JOULE);
        assert_eq!(parents(BOB).len(), 16);
        // Who lends no more than the smallest has to wait.
        staked(70, 100 * JOULE);
        assert_noop!(lend(ONE, 70, &[(BOB, 100)]), Error::<Test>::MaxParentsExceeded);
        // Another child has room.
        assert_ok!(lend(ONE, 70, &[(CHARLIE, 100)]));
        pass(DELAY);
        // One of them may always change what it lends itself.
        set_stake(55, 300 * JOULE);
        assert_ok!(lend(ONE, 55, &[(BOB, 50)]));
        assert_eq!(parents(BOB).len(), 16);
        // As soon as one ends it, there is room again.
        assert_ok!(lend(ONE, 65, &[]));
        assert_ok!(lend(ONE, 70, &[(BOB, 100)]));
        assert_eq!(parents(BOB).len(), 16);
        pass(DELAY);
        assert_eq!(weighs(BOB), STAKE + (15 * 100 + 150) * JOULE);
    });
}

#[test]
fn a_larger_loan_takes_the_place_of_the_smallest_when_it_begins() {
    run(|| {
        sixteen_parents(200 * JOULE);
        set_stake(60, 150 * JOULE);
        pass(DELAY);
        epoch(ONE);
        let before = weighs(BOB);
        assert_eq!(before, 4_150 * JOULE);
        // WHEN a seventeenth lends a little more than the smallest
        staked(70, 150 * JOULE + 1);
        assert_ok!(lend(ONE, 70, &[(BOB, 100)]));
        let events = events();
        let outbid = Event::LoanOutbid { netuid: ONE, parent: hot(60), child: hot(BOB) };
        assert_eq!(events[events.len() - 2], outbid);
        assert!(!parents(BOB).contains(&60) && parents(BOB).contains(&70));
        // THEN the smallest counts until the larger begins.
        pass(DELAY - 1);
        assert_eq!((weighs(BOB), weighs(60)), (before, 0));
        pass(1);
        assert_eq!((weighs(BOB), weighs(60)), (before + 1, 150 * JOULE));
        check();
    });
}

#[test]
fn what_was_outbid_before_it_was_ripe_never_begins() {
    run(|| {
        sixteen_parents(100 * JOULE);
        staked(70, 101 * JOULE);
        assert_ok!(lend(ONE, 70, &[(BOB, 100)]));
        // Of equal ones the first.
        assert_eq!(parents(BOB), (51..66).chain([70]).collect::<Vec<_>>());
        assert_eq!(loans(ONE).len(), 16);
        pass(DELAY);
        assert_eq!((weighs(50), weighs(70)), (100 * JOULE, 0));
    });
}

#[test]
fn dust_locks_nobody_out() {
    run(|| {
        // GIVEN sixteen parents who lend the least, to keep others away
        sixteen_parents(100 * JOULE);
        pass(DELAY);
        // WHEN as many come that lend something
        for coldkey in 100..116 {
            staked(coldkey, 5_000 * JOULE);
            assert_ok!(lend(ONE, coldkey, &[(BOB, 100)]));
            check();
        }
        // THEN none of the first is left, and what counts never grew beyond sixteen.
        assert_eq!(parents(BOB), (100..116).collect::<Vec<_>>());
        assert_eq!(weighs(BOB), STAKE + 1_600 * JOULE);
        pass(DELAY);
        assert_eq!(weighs(BOB), STAKE + 80_000 * JOULE);
        // Nor can they come back.
        assert_noop!(lend(ONE, 50, &[(BOB, 100)]), Error::<Test>::MaxParentsExceeded);
        epoch(ONE);
        assert_eq!(loans(ONE).len(), 16);
    });
}

#[test]
fn hundreds_of_dust_parents_cost_an_epoch_no_more_than_sixteen() {
    run(|| {
        for coldkey in 1_000..1_200 {
            staked(coldkey, (100 + Balance::from(coldkey % 97)) * JOULE);
            // Most of them are refused.
            let _ = lend(ONE, coldkey, &[(BOB, 100)]);
        }
        check();
        assert_eq!(parents(BOB).len(), 16);
        assert_eq!(loans(ONE).len(), 16);
        // The largest are left.
        let least = loans(ONE).iter().map(|loan| loan.lent).min();
        assert!(least >= Some(188 * JOULE), "{least:?}");
    });
}

#[test]
fn who_took_its_stake_away_makes_way_first() {
    run(|| {
        // GIVEN sixteen large loans, of which one is none any more
        sixteen_parents(1_000 * JOULE);
        pass(DELAY);
        set_stake(57, 0);
        staked(70, 500 * JOULE);
        assert_noop!(lend(ONE, 70, &[(BOB, 100)]), Error::<Test>::MaxParentsExceeded);
        // WHEN an epoch has looked
        epoch(ONE);
        // THEN a smaller one takes its place.
        assert_ok!(lend(ONE, 70, &[(BOB, 100)]));
        assert!(!parents(BOB).contains(&57));
    });
}

/// Registers eighteen neurons, the first one of coldkey 20, and lets sixteen parents lend to each
/// of the first sixteen: as many as may be. The first parent is 1,000, and lends `first`.
fn as_many_loans_as_may_be(first: Balance, others: Balance) {
    for child in 20..38 {
        register(ONE, child);
    }
    for number in 0..u64::from(MAX_LOANS) {
        let parent = staked(1_000 + number, if number == 0 { first } else { others });
        assert_ok!(lend(ONE, parent, &[(20 + number / u64::from(MAX_PARENTS), 100)]));
    }
}

#[test]
fn a_subnet_has_at_most_256_loans() {
    run(|| {
        as_many_loans_as_may_be(150 * JOULE, 200 * JOULE);
        // THEN another one makes way only for a larger one.
        staked(2_000, 150 * JOULE);
        assert_noop!(lend(ONE, 2_000, &[(36, 100)]), Error::<Test>::MaxLoansExceeded);
        set_stake(2_000, 151 * JOULE);
        assert_ok!(lend(ONE, 2_000, &[(36, 100)]));
        let outbid = Event::LoanOutbid { netuid: ONE, parent: hot(1_000), child: hot(20) };
        assert!(events().contains(&outbid));
        assert_eq!(loans(ONE).len(), 256);
        assert_eq!(parents(36), [2_000]);
        // Who lends already may change that, once it holds.
        pass(DELAY);
        assert_ok!(lend(ONE, 1_001, &[(37, 100)]));
        assert_eq!((loans(ONE).len(), parents(37)), (257, vec![1_001]));
    });
}

#[test]
fn nobody_outbids_itself() {
    run(|| {
        as_many_loans_as_may_be(100 * JOULE, 200 * JOULE);
        staked(2_000, 250 * JOULE);
        // The first would take the place of the smallest, the second one that of the first.
        let both = [(36, 48), (37, 52)];
        assert_noop!(lend(ONE, 2_000, &both), Error::<Test>::MaxLoansExceeded);
        assert_ok!(lend(ONE, 2_000, &both[..1]));
    });
}

#[test]
fn all_loans_of_a_subnet_may_change_at_once() {
    run(|| {
        // GIVEN as many ripe loans as may be
        as_many_loans_as_may_be(200 * JOULE, 200 * JOULE);
        pass(DELAY);
        epoch(ONE);
        assert_eq!(loans(ONE).len(), 256);
        // WHEN all of them change
        for number in 0..u64::from(MAX_LOANS) {
            let child = 20 + number / u64::from(MAX_PARENTS);
            assert_ok!(lend(ONE, 1_000 + number, &[(child, 80)]));
        }
        // THEN as many end as begin, and not more.
        assert_eq!(loans(ONE).len(), 512);
        check();
        staked(2_000, 5_000 * JOULE);
        assert_ok!(lend(ONE, 2_000, &[(36, 100)]));
        assert_eq!(loans(ONE).len(), 512);
        pass(DELAY);
        epoch(ONE);
        assert_eq!(loans(ONE).len(), 256);
        assert_eq!(weighs(21), 16 * 160 * JOULE);
    });
}

#[test]
fn a_take_is_at_most_18_percent_and_another_one_holds_later() {
    run(|| {
        assert_noop!(set_terms(BOB, 19, false), Error::<Test>::TakeTooHigh);
        let set = |ppm| {
            let take = Permill::from_parts(ppm);
            Incentive::set_child_terms(signed(BOB), ONE, hot(BOB), take, false)
        };
        assert_noop!(set(180_001), Error::<Test>::TakeTooHigh);
        let take = || Incentive::child_take(ONE, 1).deconstruct();
        assert_eq!(take(), 0);
        // Whether it rises or falls.
        let mut before = 0;
        for ppm in [180_000, 50_000, 0] {
            assert_ok!(set(ppm));
            pass(DELAY - 1);
            assert_eq!(take(), before);
            pass(1);
            assert_eq!(take(), ppm);
            before = ppm;
        }
        // The last word counts, and from when it was said.
        assert_ok!(set(180_000));
        pass(DELAY - 10);
        assert_ok!(set(20_000));
        pass(DELAY - 1);
        assert_eq!(take(), 0);
        pass(1);
        assert_eq!(take(), 20_000);
        // A change that is taken back never held.
        assert_ok!(set(180_000));
        assert_ok!(set(20_000));
        pass(DELAY);
        assert_eq!(take(), 20_000);
    });
}

#[test]
fn a_refusal_holds_at_once_whatever_take_is_on_its_way() {
    run(|| {
        assert_ok!(set_terms(BOB, 18, true));
        assert_noop!(lend(ONE, FRANK, &[(BOB, 50)]), Error::<Test>::ChildRefuses);
        assert_ok!(set_terms(BOB, 18, false));
        assert_ok!(lend(ONE, FRANK, &[(BOB, 50)]));
        pass(DELAY);
        assert_eq!(Incentive::child_take(ONE, 1), Permill::from_percent(18));
    });
}

#[test]
fn only_the_coldkey_of_a_neuron_says_on_what_terms_it_borrows() {
    run(|| {
        let set = |who, netuid, hotkey| {
            Incentive::set_child_terms(who, netuid, hotkey, Permill::zero(), true)
        };
        assert_noop!(set(signed(ALICE), ONE, hot(BOB)), Error::<Test>::NotOwner);
        assert_noop!(set(signed(hot(BOB)), ONE, hot(BOB)), Error::<Test>::NotOwner);
        assert_noop!(set(signed(FRANK), ONE, hot(FRANK)), Error::<Test>::NeuronNotFound);
        assert_noop!(set(signed(99), ONE, hot(99)), Error::<Test>::HotkeyNotFound);
        assert_noop!(set(signed(BOB), TWO, hot(BOB)), Error::<Test>::SubnetNotFound);
        assert_noop!(set(RuntimeOrigin::none(), ONE, hot(BOB)), DispatchError::BadOrigin);
        assert_noop!(set(RuntimeOrigin::root(), ONE, hot(BOB)), DispatchError::BadOrigin);
    });
}
