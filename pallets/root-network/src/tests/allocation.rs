// SPDX-License-Identifier: Apache-2.0
//! What subnets get for what members say. How votes become shares is the arithmetic's to test.

use crate::{mock::*, types::MIN_COUNTED_CAP, Event, Members};
use joule_math::root::Fraction;
use joule_primitives::{
    subnets::{NetUid, SplitEmission},
    types::Balance,
    units::JOULE,
};

const ALL: [AccountId; 4] = [ALICE, BOB, CHARLIE, DAVE];

/// Lets all four be members and say the same.
fn agree(pairs: &[(u16, u16)]) {
    register(&ALL);
    ALL.iter().for_each(|who| vote(*who, pairs));
}

fn sum(amounts: &[Balance]) -> Balance {
    amounts.iter().sum()
}

#[test]
fn members_that_agree_divide_what_came_and_a_part_of_the_backlog() {
    run(|| {
        agree(&[(1, 3), (2, 1)]);
        let amounts = next_epoch();
        assert_eq!(amounts, vec![AVAILABLE * 3 / 4, AVAILABLE / 4, 0, 0, 0]);
        let told = Event::EmissionAllocated {
            turnout_ppm: 1_000_000,
            decided_ppm: 1_000_000,
            dropped: Vec::new(),
        };
        assert_eq!(events(), vec![told]);
        let record = record();
        assert_eq!((record.block, record.inflow, record.backlog), (100, INFLOW, BACKLOG));
        assert_eq!(record.members.len(), 4);
        for (member, who) in record.members.iter().zip(ALL) {
            assert_eq!((member.pool, member.stake), (pool(who), STAKE));
            assert_eq!(member.voice, Fraction::from_ratio(1, 4).to_bits());
            assert_eq!(member.agreement, Fraction::ONE.to_bits());
        }
        let told = record.subnets.iter().map(|subnet| (subnet.netuid.0, subnet.amount));
        assert_eq!(told.collect::<Vec<_>>(), (1..=5).zip(amounts).collect::<Vec<_>>());
    });
}

#[test]
fn without_members_or_votes_everything_stays() {
    run(|| {
        assert_eq!(next_epoch(), vec![0; 5]);
        assert_eq!(record().turnout, 0);
        register(&ALL);
        assert_eq!(next_epoch(), vec![0; 5]);
        assert_eq!(record().turnout, Fraction::ONE.to_bits());
        assert_eq!(record().decided, 0);
    });
}

#[test]
fn without_subnets_everything_stays() {
    run(|| {
        agree(&[(1, 1)]);
        Existing::set(Vec::new());
        assert_eq!(next_epoch(), Vec::<Balance>::new());
        assert!(record().subnets.is_empty());
    });
}

#[test]
fn votes_expire() {
    run(|| {
        // GIVEN votes of block 100, which count for 201,600 blocks
        go_to(100);
        agree(&[(1, 1)]);
        go_to(201_600);
        assert_eq!(sum(&divide()), AVAILABLE);
        // WHEN these are over
        go_to(201_700);
        // THEN nothing is divided any more
        assert_eq!(sum(&divide()), 0);
        // BUT what the members hold still counts, and holds back what one says alone.
        vote(ALICE, &[(2, 1)]);
        let alone = next_epoch();
        assert!(alone[1] > 0 && alone[1] < AVAILABLE / 20, "{alone:?}");
        // AND those who speak again are heard.
        ALL[1..].iter().for_each(|who| vote(*who, &[(2, 1)]));
        assert_eq!(next_epoch()[1], AVAILABLE);
    });
}

#[test]
fn what_is_revealed_expires_as_if_it_had_been_said_when_it_was_promised() {
    run_hidden(|| {
        register(&ALL);
        go_to(100);
        ALL.iter().for_each(|who| commit(*who, &[(1, 1)]));
        go_to(299);
        for who in ALL {
            assert!(reveal(who, &[(1, 1)]).is_ok());
        }
        go_to(201_699);
        assert_eq!(sum(&divide()), AVAILABLE);
        go_to(201_700);
        assert_eq!(sum(&divide()), 0);
    });
}

#[test]
fn votes_for_a_removed_subnet_count_for_nobody() {
    run(|| {
        // GIVEN members that support two subnets
        agree(&[(1, 1), (2, 3)]);
        assert_eq!(next_epoch(), vec![AVAILABLE / 4, AVAILABLE * 3 / 4, 0, 0, 0]);
        // WHEN one of them is removed, and another one is registered in its place
        let without = vec![NetUid(1), NetUid(3), NetUid(4), NetUid(5), NetUid(6)];
        Existing::set(without);
        // THEN all goes to the one that is left, and the new one starts from nothing.
        assert_eq!(next_epoch(), vec![AVAILABLE, 0, 0, 0, 0]);
    });
}

#[test]
fn who_votes_for_removed_subnets_only_votes_for_none() {
    run(|| {
        register(&ALL);
        vote(ALICE, &[(1, 1)]);
        [BOB, CHARLIE, DAVE].iter().for_each(|who| vote(*who, &[(2, 1)]));
        Existing::set(vec![NetUid(1)]);
        // A quarter supports what is left, and it gets little.
        let amounts = next_epoch();
        assert!(amounts[0] > 0 && amounts[0] < AVAILABLE / 20, "{amounts:?}");
        assert_eq!(record().members[1].agreement, 0);
    });
}

#[test]
fn each_subnet_gets_its_own_in_whatever_order_they_come() {
    run(|| {
        agree(&[(1, 3), (2, 1)]);
        go_to(100);
        let subnets = [NetUid(2), NetUid(7), NetUid(1)];
        let amounts = Root::split(&subnets, INFLOW, BACKLOG);
        assert_eq!(amounts, vec![AVAILABLE / 4, 0, AVAILABLE * 3 / 4]);
    });
}

#[test]
fn a_root_network_that_few_have_joined_decides_little() {
    run(|| {
        // GIVEN four members that agree, but hold one percent of all stake
        StakedElsewhere::set(99 * 4 * STAKE);
        agree(&[(1, 1)]);
        // THEN next to nothing is divided.
        let amounts = next_epoch();
        assert!(amounts[0] > 0 && amounts[0] < AVAILABLE / 1_000, "{amounts:?}");
    });
}

#[test]
fn the_first_to_come_gets_neither_everything_nor_what_gathered() {
    run(|| {
        // GIVEN a single member with a hundredth of a JOULE, and what gathered in a month
        set_stake(ALICE, JOULE / 100);
        register(&[ALICE]);
        vote(ALICE, &[(1, 1)]);
        go_to(100);
        let gathered = 162_000 * JOULE;
        let amounts = Root::split(&Existing::get(), INFLOW, gathered);
        // THEN it gets less than a millionth of what came.
        assert!(amounts[0] < INFLOW / 1_000_000, "{amounts:?}");
    });
}

#[test]
fn no_member_counts_more_than_the_cap() {
    run_public(|| {
        // GIVEN one member with far more than all others, who agree against it
        set_stake(ALICE, 1_000 * STAKE);
        register(&ALL);
        vote(ALICE, &[(1, 1)]);
        ALL[1..].iter().for_each(|who| vote(*who, &[(2, 1)]));
        next_epoch();
        let held = 1_003 * STAKE;
        assert_eq!(record().members[0].counted, MIN_COUNTED_CAP.mul_floor(held));
        assert_eq!(record().members[1].counted, STAKE);
    });
}

#[test]
fn the_same_stake_in_more_hotkeys_counts_more_and_takes_more_places() {
    run_public(|| {
        // GIVEN a whale against twelve others, who agree
        for coldkey in 1..=12 {
            set_stake(coldkey, STAKE);
            register(&[coldkey]);
            vote(coldkey, &[(2, 1)]);
        }
        let whale = 12 * STAKE;
        let share = |hotkeys: AccountId| {
            for coldkey in 20..20 + hotkeys {
                set_stake(coldkey, whale / Balance::from(hotkeys));
                register(&[coldkey]);
                vote(coldkey, &[(1, 1)]);
            }
            let amounts = next_epoch();
            let places = Members::<Test>::get().len();
            go_to(System::block_number() + 100);
            for coldkey in 20..20 + hotkeys {
                assert!(Root::leave_root(signed(coldkey), hot(coldkey)).is_ok());
                set_stake(coldkey, 0);
            }
            (amounts[0], places)
        };
        // THEN one hotkey is heard for a tenth, and six of them for all that they hold.
        let ((one, places_of_one), (six, places_of_six)) = (share(1), share(6));
        assert!(one < six);
        assert_eq!((places_of_one, places_of_six), (13, 18));
    });
}

#[test]
fn the_stake_of_the_epoch_counts_and_not_that_of_the_vote() {
    run(|| {
        register(&[ALICE, BOB]);
        vote(ALICE, &[(1, 1)]);
        vote(BOB, &[(2, 1)]);
        set_stake(ALICE, STAKE / 100);
        set_stake(BOB, STAKE / 1_000);
        next_epoch();
        let stakes = record().members.iter().map(|member| member.stake).collect::<Vec<_>>();
        assert_eq!(stakes, vec![STAKE / 100, STAKE / 1_000]);
    });
}

#[test]
fn no_amount_is_too_large() {
    run(|| {
        agree(&[(1, 1), (2, 1)]);
        go_to(100);
        for (inflow, backlog) in
            [(Balance::MAX, 0), (0, Balance::MAX), (Balance::MAX, Balance::MAX)]
        {
            let amounts = Root::split(&Existing::get(), inflow, backlog);
            assert!(amounts[0] > 0 && amounts[0].checked_add(amounts[1]).is_some());
            check();
        }
    });
}
