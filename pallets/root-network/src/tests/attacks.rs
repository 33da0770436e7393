// SPDX-License-Identifier: Apache-2.0
//! Attempts to be heard more often, sooner or louder than others, and to speak for others. Some
//! succeed in part: how far, is said in figures.

use crate::{
    mock::*,
    parameters,
    types::{in_ppm, MIN_COUNTED_CAP},
    Commits, Error, Members, Weights, BACKLOG_BLOCKS,
};
use frame_support::{assert_noop, assert_ok};
use joule_math::root::{Fraction, Funds, Member, Outcome, Root as Network};
use joule_primitives::{
    subnets::{NetUid, DIVISION_BLOCKS},
    types::Balance,
    units::JOULE,
};
use sp_runtime::{DispatchResult, Perbill};

/// What there is to divide in every epoch of these tests.
const FUNDS: Funds = Funds {
    inflow: INFLOW,
    backlog: BACKLOG,
    blocks: DIVISION_BLOCKS,
    backlog_blocks: BACKLOG_BLOCKS,
};
const EARLIER: &[(u16, u16)] = &[(1, 3), (2, 1)];
const LATER: &[(u16, u16)] = &[(5, 1)];

/// What the arithmetic makes of members with these stakes and weights, by column, of which at most
/// `cap` counts, where `total` is staked in all.
fn outcome(cap: Perbill, members: &[(Balance, &[(u16, u16)])], total: Balance) -> Outcome {
    let member = |(stake, weights): &(Balance, &[(u16, u16)])| Member {
        stake: *stake,
        weights: weights.to_vec(),
    };
    let members = members.iter().map(member).collect();
    Network { parameters: parameters(cap), members, total_stake: total, columns: 5 }.outcome()
}

/// Lets ten members with half of all stake say the same. All that they have counts.
fn ten_agree(pairs: &[(u16, u16)]) {
    for coldkey in 1..=10 {
        set_stake(coldkey, STAKE);
        register(&[coldkey]);
        vote(coldkey, pairs);
    }
    StakedElsewhere::set(10 * STAKE);
}

fn members() -> Vec<u32> {
    Members::<Test>::get().into_inner()
}

fn percent(part: u128) -> Fraction {
    Fraction::from_ratio(part, 100)
}

fn set_period(period: u16) {
    assert_ok!(Root::set_commit_reveal(RuntimeOrigin::root(), Some(period)));
}

fn clear(coldkey: AccountId) -> DispatchResult {
    Root::clear_root_weights(signed(coldkey), hot(coldkey))
}

fn leave(coldkey: AccountId) -> DispatchResult {
    Root::leave_root(signed(coldkey), hot(coldkey))
}

#[test]
fn promises_of_many_epochs_for_one_window_are_one_promise() {
    run_hidden(|| {
        // GIVEN a promise in each of five epochs, all for the same window, as the period shrinks
        let votes: [&[(u16, u16)]; 5] = [&[(1, 1)], &[(2, 1)], &[(3, 1)], &[(4, 1)], &[(5, 1)]];
        register(&[ALICE]);
        for (epoch, vote) in (0u16..).zip(votes) {
            go_to(u32::from(epoch) * DIVISION_BLOCKS + 50);
            set_period(5 - epoch);
            commit(ALICE, vote);
            // THEN there is one at any time: the last
            let commits = Commits::<Test>::get(pool(ALICE));
            assert_eq!(commits.len(), 1);
            assert_eq!((commits[0].hash, commits[0].reveal_from), (hash(ALICE, vote), 500));
        }
        // AND it alone can be revealed.
        go_to(500);
        let (last, others) = votes.split_last().expect("there are five");
        for vote in others {
            assert_noop!(reveal(ALICE, vote), Error::<Test>::CommitNotFound);
        }
        assert_ok!(reveal(ALICE, last));
        go_to(599);
        for vote in votes {
            assert_noop!(reveal(ALICE, vote), Error::<Test>::CommitNotFound);
        }
    });
}

#[test]
fn a_shorter_period_leaves_no_choice_between_two_promises() {
    run_hidden(|| {
        // GIVEN promises of two epochs, which a shorter period leads into one window
        register(&[ALICE]);
        set_period(2);
        commit(ALICE, EARLIER);
        set_period(1);
        go_to(101);
        commit(ALICE, LATER);
        // THEN the later one alone can be revealed, whichever is tried first.
        go_to(200);
        assert_noop!(reveal(ALICE, EARLIER), Error::<Test>::CommitNotFound);
        assert_ok!(reveal(ALICE, LATER));
        assert_noop!(reveal(ALICE, EARLIER), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn of_two_promises_that_could_be_revealed_the_later_one_counts() {
    run_hidden(|| {
        // GIVEN promises for two windows that overlap, though no two epochs do
        register(&[ALICE]);
        commit(ALICE, EARLIER);
        go_to(150);
        commit(ALICE, LATER);
        Commits::<Test>::mutate(pool(ALICE), |commits| {
            commits.iter_mut().take(1).for_each(|commit| commit.reveal_until = 299);
        });
        assert_eq!(Commits::<Test>::get(pool(ALICE)).len(), 2);
        // THEN the earlier one is refused as long as the later one can be revealed
        go_to(200);
        assert_noop!(reveal(ALICE, EARLIER), Error::<Test>::RevealOutdated);
        assert_ok!(reveal(ALICE, LATER));
        // AND is forgotten then.
        assert_noop!(reveal(ALICE, EARLIER), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn of_promises_of_one_block_the_last_one_counts() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, &[(1, 1)]);
        // Even if it is for another window.
        set_period(2);
        commit(ALICE, &[(2, 1)]);
        assert_eq!(Commits::<Test>::get(pool(ALICE)).len(), 1);
        go_to(200);
        assert_noop!(reveal(ALICE, &[(1, 1)]), Error::<Test>::CommitNotFound);
        assert_ok!(reveal(ALICE, &[(2, 1)]));
    });
}

#[test]
fn who_withdraws_and_promises_in_one_block_can_reveal_it() {
    run_hidden(|| {
        register(&[ALICE]);
        commit(ALICE, EARLIER);
        // WHEN a member withdraws, and promises something else in the same block
        go_to(50);
        assert_ok!(clear(ALICE));
        commit(ALICE, LATER);
        // THEN it can reveal that, when it may give weights again
        go_to(149);
        assert_noop!(reveal(ALICE, EARLIER), Error::<Test>::CommitNotFound);
        assert_noop!(reveal(ALICE, LATER), Error::<Test>::WeightsTooEarly);
        go_to(150);
        assert_ok!(reveal(ALICE, LATER));
        let row = Weights::<Test>::get(pool(ALICE)).expect("they are stored");
        assert_eq!((row.set_at, row.as_of), (150, 50));
        // BUT what it promises before it withdraws is withdrawn.
        go_to(250);
        commit(ALICE, EARLIER);
        assert_ok!(clear(ALICE));
        go_to(350);
        assert_noop!(reveal(ALICE, EARLIER), Error::<Test>::CommitNotFound);
    });
}

#[test]
fn a_promise_that_expired_is_nothing_to_withdraw() {
    run_hidden(|| {
        register(&[ALICE, BOB]);
        commit(ALICE, EARLIER);
        commit(BOB, EARLIER);
        go_to(199);
        assert_ok!(clear(ALICE));
        go_to(200);
        assert_noop!(clear(BOB), Error::<Test>::WeightsNotFound);
    });
}

#[test]
fn leaving_is_no_way_to_vote_sooner() {
    run(|| {
        register(&[ALICE]);
        go_to(50);
        vote(ALICE, &[(1, 1)]);
        for block in [50, 51, 149] {
            go_to(block);
            assert_noop!(leave(ALICE), Error::<Test>::WeightsTooEarly);
        }
        // When it may leave, it may vote anyway
        go_to(150);
        assert_ok!(leave(ALICE));
        register(&[ALICE]);
        vote(ALICE, &[(2, 1)]);
        // AND it may not do so again, nor if it withdraws what it said.
        assert_noop!(leave(ALICE), Error::<Test>::WeightsTooEarly);
        go_to(160);
        assert_ok!(clear(ALICE));
        go_to(259);
        assert_noop!(leave(ALICE), Error::<Test>::WeightsTooEarly);
        go_to(260);
        assert_ok!(leave(ALICE));
        // Who said nothing leaves at once.
        register(&[ALICE]);
        assert_ok!(leave(ALICE));
    });
}

#[test]
fn a_seat_taken_with_stake_that_leaves_again_costs_its_member_one_epoch() {
    run_public(|| {
        // GIVEN 64 members, of which the smallest alone supports the second subnet
        fill();
        vote(ALICE, &[(2, 1)]);
        (2..=64).for_each(|coldkey| vote(coldkey, &[(1, 1)]));
        let before = next_epoch();
        assert!(before[0] > 0 && before[1] > 0);
        // WHEN somebody takes its seat with a pJ more, and all that stake leaves
        set_stake(65, 101 * JOULE + 1);
        register(&[65]);
        set_stake(65, 0);
        // THEN its vote is missing in one epoch, which frees the seat
        assert_eq!(next_epoch()[1], 0);
        assert_eq!(members(), (pool(BOB)..=pool(64)).collect::<Vec<_>>());
        // AND all is as before if it registers and votes again, which it may do at once.
        register(&[ALICE]);
        vote(ALICE, &[(2, 1)]);
        assert_eq!(next_epoch(), before);
    });
}

#[test]
fn a_seat_kept_with_less_stake_is_taken_back_at_once() {
    run_public(|| {
        fill();
        vote(ALICE, &[(2, 1)]);
        (2..=64).for_each(|coldkey| vote(coldkey, &[(1, 1)]));
        let before = next_epoch();
        // WHEN somebody takes the seat of the smallest, and keeps next to nothing of its stake
        set_stake(65, 101 * JOULE + 1);
        register(&[65]);
        set_stake(65, 1);
        // THEN its member takes the seat back in the same block, with its vote, and lost nothing.
        register(&[ALICE]);
        vote(ALICE, &[(2, 1)]);
        assert_eq!(members(), (pool(ALICE)..=pool(64)).collect::<Vec<_>>());
        set_stake(65, 0);
        assert_eq!(next_epoch(), before);
    });
}

/// What a cartel decides that has so many hundredths of all stake, in 64 hotkeys, if each of six
/// members before it has a JOULE less than one of these, and nobody else joins.
fn decided_by_cartel(hundredths: Balance) -> Fraction {
    let mut decided = Fraction::ZERO;
    run_public(|| {
        let (all, each) = (640_000 * JOULE, 100 * hundredths * JOULE);
        for honest in 1..=6 {
            set_stake(honest, each - JOULE);
            register(&[honest]);
            vote(honest, &[(1, 1)]);
        }
        for coldkey in 7..=70 {
            set_stake(coldkey, each);
            register(&[coldkey]);
            vote(coldkey, &[(5, 1)]);
        }
        let pooled = Pools::get().iter().map(|pool| pool.tokens).sum::<Balance>();
        StakedElsewhere::set(all - pooled);
        // It has every seat
        assert_eq!(members(), (pool(7)..=pool(70)).collect::<Vec<_>>());
        // AND gets what its part of all stake lets it.
        let expected = outcome(MIN_COUNTED_CAP, &[(each, &[(4, 1)][..]); 64], all);
        assert_eq!(next_epoch(), expected.amounts(&FUNDS));
        assert_eq!(record().turnout, percent(2 * hundredths).to_bits());
        assert_eq!(record().decided, expected.decided.to_bits());
        decided = expected.decided;
    });
    decided
}

#[test]
fn who_takes_every_seat_with_a_quarter_of_all_stake_decides_half_of_the_emission() {
    // It is possible where no other hotkey has 0.39 % of all stake: more seats are what helps.
    let half = decided_by_cartel(25);
    assert!(half > percent(49) && half < percent(55), "{half:?}");
    let fifth = decided_by_cartel(20);
    assert!(fifth > percent(21) && fifth < percent(22), "{fifth:?}");
    // With a third it decides everything.
    assert!(decided_by_cartel(30) < percent(88));
    assert_eq!(decided_by_cartel(33), Fraction::ONE);
    assert_eq!(decided_by_cartel(35), Fraction::ONE);
}

#[test]
fn trust_is_judged_by_the_weights_of_subnets_that_are_left() {
    run_public(|| {
        // GIVEN ten members, who give a subnet less than a 64th of their weights, and another one
        // the rest
        ten_agree(&[(1, 64_535), (2, 1_000)]);
        // THEN it gets crumbs, as nobody trusts it
        let amounts = next_epoch();
        assert!(amounts[1] > 0 && amounts[1] < AVAILABLE / 9_000, "{amounts:?}");
        assert_eq!(record().subnets[1].trust, 0);
        // BUT everything when the other one is removed: of what is left, they give it all.
        Existing::mutate(|existing| existing.retain(|netuid| *netuid != NetUid(1)));
        assert_eq!(next_epoch(), vec![AVAILABLE, 0, 0, 0]);
        assert!(Fraction::from_bits(record().subnets[0].trust) > percent(99));
    });
}

#[test]
fn who_weighs_more_than_64_subnets_equally_trusts_none() {
    let epoch_of = |subnets: u16| {
        let mut epoch = (Vec::new(), 0);
        run_public(|| {
            Existing::set((1..=subnets).map(NetUid).collect());
            ten_agree(&(1..=subnets).map(|netuid| (netuid, 1u16)).collect::<Vec<_>>());
            let amounts = next_epoch();
            assert!(amounts.iter().all(|amount| *amount == amounts[0]));
            epoch = (amounts, in_ppm(record().decided));
        });
        epoch
    };
    // As many are trusted, and everything is divided
    let (amounts, decided_ppm) = epoch_of(64);
    assert_eq!((amounts[0], decided_ppm), (AVAILABLE / 64, 1_000_000));
    // AND with one more 1.3 %, whatever all of them agree on.
    for subnets in [65, 128] {
        let (amounts, decided_ppm) = epoch_of(subnets);
        assert_eq!(decided_ppm, 13_386);
        assert!(amounts[0] > 0 && amounts.iter().sum::<Balance>() < AVAILABLE * 14 / 1_000);
    }
}

#[test]
fn a_whale_lends_no_weight_to_those_who_vote_while_it_is_silent_or_against_them() {
    let against: &[(u16, u16)] = &[(2, 1)];
    for whales in [None, Some(against)] {
        run_public(|| {
            // GIVEN eight members with 8 % of all stake, and one with 40 % in a single hotkey
            let attackers = 2..=9;
            set_stake(ALICE, 40 * STAKE);
            attackers.clone().for_each(|coldkey| set_stake(coldkey, STAKE));
            StakedElsewhere::set(52 * STAKE);
            register(&[ALICE]);
            whales.into_iter().for_each(|pairs| vote(ALICE, pairs));
            for coldkey in attackers {
                register(&[coldkey]);
                vote(coldkey, &[(1, 1)]);
            }
            // THEN they have most of the voice
            let amounts = next_epoch();
            let voices = record().members.iter().skip(1).map(|member| member.voice).sum::<u64>();
            assert!(Fraction::from_bits(voices) > percent(62));
            // AND what counts of all decides little: they get 1 % of what there is.
            assert_eq!(record().turnout, Fraction::from_ratio(256, 1_000).to_bits());
            assert!(amounts[0] > 0 && amounts[0] < INFLOW * 2 / 100, "{amounts:?}");
            let whales: &[(u16, u16)] = if whales.is_some() { &[(1, 1)] } else { &[] };
            let mut said: [(Balance, &[(u16, u16)]); 9] = [(STAKE, &[(0, 1)]); 9];
            said[0] = (40 * STAKE, whales);
            let expected = outcome(MIN_COUNTED_CAP, &said, 100 * STAKE);
            assert_eq!(amounts, expected.amounts(&FUNDS));
        });
    }
}

/// Every call of the coldkey of a hotkey.
const CALLS: [fn(AccountId, AccountId) -> DispatchResult; 6] = [
    |who, hotkey| Root::root_register(signed(who), hotkey),
    |who, hotkey| Root::leave_root(signed(who), hotkey),
    |who, hotkey| Root::set_root_weights(signed(who), hotkey, weights(LATER)),
    |who, hotkey| Root::commit_root_weights(signed(who), hotkey, hash(ALICE, LATER)),
    |who, hotkey| Root::reveal_root_weights(signed(who), hotkey, weights(EARLIER), SALT),
    |who, hotkey| Root::clear_root_weights(signed(who), hotkey),
];

#[test]
fn nobody_speaks_for_another() {
    run(|| {
        // GIVEN a member with weights and a promise, another one, and two validators that are none
        register(&[ALICE, BOB]);
        vote(ALICE, LATER);
        set_period(1);
        go_to(50);
        commit(ALICE, EARLIER);
        go_to(101);
        // THEN neither they, nor its own hotkey, nor who has no validator does anything for it
        for who in [BOB, CHARLIE, hot(ALICE), NOBODY] {
            for call in CALLS {
                assert_noop!(call(who, hot(ALICE)), Error::<Test>::NotOwner);
            }
        }
        // NOR for a validator that is no member
        for who in [ALICE, BOB, CHARLIE, hot(DAVE), NOBODY] {
            for call in CALLS {
                assert_noop!(call(who, hot(DAVE)), Error::<Test>::NotOwner);
            }
        }
        // NOR by a hotkey that is none any more, nor who owned it once.
        change_pool(BOB, |pool| pool.hotkey = 5_000);
        change_pool(CHARLIE, |pool| pool.coldkey = 6_000);
        for call in CALLS {
            assert_noop!(call(BOB, hot(BOB)), Error::<Test>::ValidatorNotFound);
            assert_noop!(call(ALICE, NOBODY), Error::<Test>::ValidatorNotFound);
            assert_noop!(call(CHARLIE, hot(CHARLIE)), Error::<Test>::NotOwner);
        }
        // Its coldkey does all of it.
        let [register, leave, _, commit, reveal, clear] = CALLS;
        for call in [commit, reveal, clear] {
            assert_ok!(call(ALICE, hot(ALICE)));
        }
        go_to(201);
        assert_ok!(leave(ALICE, hot(ALICE)));
        assert_ok!(register(ALICE, hot(ALICE)));
    });
}

#[test]
fn who_is_no_member_does_nothing_but_register() {
    run(|| {
        let [register, others @ ..] = CALLS;
        for call in others {
            assert_noop!(call(DAVE, hot(DAVE)), Error::<Test>::MemberNotFound);
        }
        assert_ok!(register(DAVE, hot(DAVE)));
    });
}

#[test]
fn stake_counts_that_is_there_when_the_emission_is_divided() {
    run(|| {
        // GIVEN two members with the same stake that want the opposite
        StakedElsewhere::set(0);
        register(&[ALICE, BOB]);
        vote(ALICE, &[(1, 1)]);
        vote(BOB, &[(2, 1)]);
        let equal = next_epoch();
        assert_eq!((equal[0], equal[1]), (AVAILABLE / 2, AVAILABLE / 2));
        // WHEN one has nine times as much, up to the block before the next epoch
        set_stake(ALICE, 9 * STAKE);
        go_to(199);
        set_stake(ALICE, STAKE);
        // THEN nothing comes of it
        assert_eq!(next_epoch(), equal);
        // BUT if it has it in the block of an epoch, it counts in that one
        go_to(299);
        set_stake(ALICE, 9 * STAKE);
        let flash = next_epoch();
        set_stake(ALICE, STAKE);
        let said: [(Balance, &[(u16, u16)]); 2] = [(9 * STAKE, &[(0, 1)]), (STAKE, &[(1, 1)])];
        let expected = outcome(Perbill::one(), &said, 12 * STAKE);
        assert_eq!(flash, expected.amounts(&FUNDS));
        assert!(flash[0] > 9 * flash[1] && flash[0] <= AVAILABLE);
        // AND in no other.
        assert_eq!(next_epoch(), equal);
    });
}

/// What counts of a whale as large as twelve other members, and its voice, in so many hotkeys.
fn whale_in(hotkeys: AccountId) -> (Balance, Fraction) {
    let mut heard = (0, Fraction::ZERO);
    run_public(|| {
        (1..=12).for_each(|coldkey| set_stake(coldkey, STAKE));
        for coldkey in 13..13 + hotkeys {
            set_stake(coldkey, 12 * STAKE / Balance::from(hotkeys));
        }
        (1..13 + hotkeys).for_each(|coldkey| register(&[coldkey]));
        next_epoch();
        for member in record().members.iter().filter(|member| member.pool >= pool(13)) {
            heard.0 += member.counted;
            heard.1 = heard.1.saturating_add(Fraction::from_bits(member.voice));
        }
    });
    heard
}

#[test]
fn what_is_split_among_hotkeys_counts_more_until_all_of_it_counts() {
    // In one hotkey a tenth of all members' stake counts, in six of them all that the whale has.
    let (counted, voice) = whale_in(1);
    assert_eq!((counted, voice), (STAKE * 24 / 10, Fraction::from_ratio(1, 6)));
    let (counted, voice) = whale_in(2);
    assert_eq!((counted, voice), (STAKE * 48 / 10, Fraction::from_ratio(48, 168)));
    let (counted, voice) = whale_in(6);
    assert_eq!(counted, 12 * STAKE);
    assert!(voice > percent(49) && voice <= percent(50));
    // More of them gain nothing.
    let (counted, voice) = whale_in(52);
    assert!(counted <= 12 * STAKE && voice <= percent(50));
}

#[test]
fn more_hotkeys_than_there_are_seats_find_none() {
    run_public(|| {
        // GIVEN twelve members, and a whale that has the other 52 seats
        (1..=12).for_each(|coldkey| set_stake(coldkey, STAKE));
        (13..=64).for_each(|coldkey| set_stake(coldkey, 12 * STAKE / 52));
        (1..=64).for_each(|coldkey| register(&[coldkey]));
        // THEN what it could move to a further hotkey takes a seat of its own at best.
        let join = || Root::root_register(signed(65), hot(65));
        set_stake(65, 12 * STAKE / 53);
        assert_noop!(join(), Error::<Test>::StakeTooLow);
        set_stake(65, 12 * STAKE / 52 + 1);
        assert_ok!(join());
        assert!((1..=12).all(|coldkey| members().contains(&pool(coldkey))));
        assert!(!members().contains(&pool(13)));
    });
}
