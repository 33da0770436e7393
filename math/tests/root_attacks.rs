// SPDX-License-Identifier: Apache-2.0
//! Attempts to take from what subnets get more than the others support.

use joule_math::root::{Fraction, Funds, Member, Outcome, Parameters, Root};
use sp_arithmetic::Perbill;

const JOULE: u128 = 1_000_000_000_000;
/// All stake that there is.
const TOTAL_STAKE: u128 = 1_000_000 * JOULE;

/// What flows in during an epoch of 100 blocks, beside what 30 days without votes gathered.
const FUNDS: Funds = Funds {
    inflow: 37_500_000_000_000,
    backlog: 162_000 * JOULE,
    blocks: 100,
    backlog_blocks: 1_296_000,
};

fn parameters() -> Parameters {
    Parameters {
        rho: 10,
        kappa: 32_767,
        cap: Perbill::from_percent(10),
        trust_threshold: Perbill::from_rational(1u32, 64),
        turnout_factor: 2,
        decision_factor: 2,
    }
}

fn member(stake: u128, weights: &[(u16, u16)]) -> Member {
    Member { stake, weights: weights.to_vec() }
}

/// A root network that knows ten subnets.
fn root(members: Vec<Member>) -> Root {
    Root { parameters: parameters(), members, total_stake: TOTAL_STAKE, columns: 10 }
}

fn outcome(members: Vec<Member>) -> Outcome {
    root(members).outcome()
}

fn percent(part: u128) -> Fraction {
    Fraction::from_ratio(part, 100)
}

/// `members` of equal stake, together half of all, each of which votes for a subnet of its own.
fn hermits(members: u16) -> Vec<Member> {
    let stake = TOTAL_STAKE / 2 / u128::from(members);
    (0..members).map(|own| member(stake, &[(own, 1)])).collect()
}

#[test]
fn who_comes_first_with_next_to_nothing_gets_next_to_nothing() {
    // GIVEN a single member with 0.01 JOULE, that votes for its own subnet
    let outcome = outcome(vec![member(JOULE / 100, &[(0, 1)])]);
    // THEN the subnet gets all of what is moved
    assert_eq!(outcome.share[0], Fraction::ONE);
    // AND that is far less than the member's stake.
    let paid: u128 = outcome.amounts(&FUNDS).iter().sum();
    assert!(paid < JOULE / 10_000_000, "{paid}");
}

#[test]
fn nobody_gets_what_gathered_at_once() {
    // GIVEN ten members, and twenty, that all agree, with half of all stake
    for count in [10, 20] {
        let members = vec![member(TOTAL_STAKE / 2 / count, &[(0, 1)]); count as usize];
        // THEN everything is decided
        let outcome = outcome(members);
        assert_eq!(outcome.decided, Fraction::ONE);
        // AND of the backlog less than a ten thousandth is moved.
        let paid: u128 = outcome.amounts(&FUNDS).iter().sum();
        assert!(paid > FUNDS.inflow && paid - FUNDS.inflow < FUNDS.backlog / 10_000, "{paid}");
    }
}

#[test]
fn a_lone_member_decides_no_more_than_its_part_of_all_stake_lets_it() {
    // Whatever it has, a tenth of it counts: with all stake it moves 2 %, with half of it 0.4 %.
    for (stake, least, most) in [(10, 0, 1), (50, 0, 1), (100, 1, 3)] {
        let outcome = outcome(vec![member(TOTAL_STAKE * stake / 100, &[(0, 1)])]);
        assert_eq!(outcome.voice, [Fraction::ONE]);
        assert_eq!(outcome.turnout, Fraction::from_ratio(2 * stake, 1_000));
        assert!((percent(least)..percent(most)).contains(&outcome.decided), "{stake} %");
    }
    // Four with a quarter each move everything that they agree on, two with a half each a fifth.
    let all = |count: u128| vec![member(TOTAL_STAKE / count, &[(0, 1)]); count as usize];
    assert_eq!(outcome(all(4)).decided, Fraction::ONE);
    assert!((percent(20)..percent(22)).contains(&outcome(all(2)).decided));
}

#[test]
fn who_is_awake_while_the_others_sleep_gets_next_to_nothing() {
    // GIVEN 63 members whose votes are too old, and one with a millionth of their stake
    let sleepers = vec![member(8_000 * JOULE, &[]); 63];
    let mut members = vec![member(JOULE / 2, &[(0, 1)])];
    members.extend(sleepers);
    let outcome = outcome(members);
    // THEN all of what is moved is its subnet's, and less than a ten millionth is moved.
    assert_eq!(outcome.share[0], Fraction::ONE);
    let paid: u128 = outcome.amounts(&FUNDS).iter().sum();
    assert!(paid < FUNDS.available() / 10_000_000, "{paid}");
}

#[test]
fn a_subnet_gets_nothing_for_votes_that_sleep() {
    // GIVEN ten members, four of which support the first subnet as well
    let stake = TOTAL_STAKE / 20;
    let members = |old: &[(u16, u16)]| {
        let mut members = vec![member(stake, &[(1, 1)]); 6];
        members.extend(vec![member(stake, old); 4]);
        members
    };
    let before = outcome(members(&[(0, 1), (1, 1)]));
    assert!(before.share[0] > Fraction::ZERO);
    // WHEN these four fall asleep
    let after = outcome(members(&[]));
    // THEN it gets nothing
    assert_eq!(after.share[0], Fraction::ZERO);
    // AND their stake still counts, so that the others support their subnet by six tenths only.
    assert!(after.trust[1] <= percent(60) && after.trust[1] > percent(59));
    assert!(after.decided <= before.decided);
}

#[test]
fn ten_members_that_each_vote_for_their_own_subnet_move_little() {
    let outcome = outcome(hermits(10));
    // All are equally supported, and so get equal shares of the little that is moved.
    assert!(outcome.share.iter().all(|share| *share > percent(9) && *share <= percent(10)));
    assert!(outcome.decided < percent(4), "{:?}", outcome.decided);
    for amount in outcome.amounts(&FUNDS) {
        assert!(amount < FUNDS.available() / 250);
    }
}

#[test]
fn dust_for_each_other_buys_no_trust() {
    // GIVEN the same ten, which also give the least weight there is to each other's subnets
    let mut members = hermits(10);
    for (own, member) in (0u16..).zip(&mut members) {
        let weight = |column| if column == own { u16::MAX } else { 1 };
        member.weights = (0..10).map(|column| (column, weight(column))).collect();
    }
    let dusted = outcome(members.clone());
    // THEN nobody is trusted more than before, and no more is moved
    let before = outcome(hermits(10));
    assert_eq!(dusted.trust, before.trust);
    assert!(dusted.decided <= before.decided);
    // AND without a threshold everybody would trust everybody, and everything would be moved.
    let mut without = root(members);
    without.parameters.trust_threshold = Perbill::zero();
    assert_eq!(without.outcome().decided, Fraction::ONE);
}

#[test]
fn trust_takes_exactly_the_threshold() {
    // One part of 64 is enough, and a little less is not.
    let enough = outcome(vec![member(JOULE, &[(0, 1_000), (1, 63_000)])]);
    assert!(enough.trust[0] > Fraction::ZERO);
    assert_eq!(enough.trust[0], enough.trust[1]);
    let less = outcome(vec![member(JOULE, &[(0, 1_000), (1, 63_001)])]);
    assert_eq!(less.trust[0], Fraction::ZERO);
    assert!(less.rank[0] > Fraction::ZERO && less.trust[1] > Fraction::ZERO);
}

/// Members with 30 % of all members' stake in `hotkeys`, which vote for the last subnet alone, and
/// `others`.
fn with_cartel(hotkeys: u128, others: Vec<Member>) -> Outcome {
    let held: u128 = others.iter().map(|member| member.stake).sum();
    let stake = held * 3 / 7 / hotkeys;
    let mut members = others;
    for _ in 0..hotkeys {
        members.push(member(stake, &[(9, 1)]));
    }
    outcome(members)
}

#[test]
fn a_cartel_with_30_percent_gets_far_less_where_the_others_agree() {
    let stake = TOTAL_STAKE / 20;
    for hotkeys in [1, 2, 3, 10, 57] {
        // GIVEN seven others, which agree on three subnets
        let others = vec![member(stake, &[(0, 3), (1, 2), (2, 1)]); 7];
        // THEN the cartel gets 5 %, and no more from more hotkeys than it needs to evade the cap
        let outcome = with_cartel(hotkeys, others);
        assert!(outcome.share[9] < percent(6), "{hotkeys}: {:?}", outcome.share[9]);
        // AND the others nearly all they want, as they see.
        assert!(outcome.agreement[0] > percent(94));
    }
}

#[test]
fn a_cartel_with_30_percent_gets_less_even_where_the_others_agree_on_nothing() {
    for hotkeys in [3, 10, 57] {
        // GIVEN seven others, each with its own subnet
        let outcome = with_cartel(hotkeys, hermits(7));
        // THEN most of what is moved is the cartel's
        assert!(outcome.share[9] > percent(70));
        // AND is less than a tenth of what there is.
        let paid = outcome.amounts(&FUNDS)[9];
        assert!(paid < FUNDS.available() / 10, "{hotkeys}: {paid}");
    }
}

#[test]
fn a_cartel_gains_no_trust_by_voting_for_what_others_support() {
    // GIVEN honest members that agree, and a cartel that spreads over its own subnet and theirs
    let stake = TOTAL_STAKE / 20;
    let honest = || vec![member(stake, &[(0, 3), (1, 2), (2, 1)]); 7];
    let share = |weights: &[(u16, u16)]| {
        let mut members = honest();
        members.extend(vec![member(stake, weights); 3]);
        outcome(members).share[9]
    };
    // THEN its own gets less than if it had all of its weights.
    assert!(share(&[(0, 1), (1, 1), (2, 1), (9, 3)]) < share(&[(9, 1)]));
}

#[test]
fn nine_tenths_of_the_stake_in_one_hotkey_have_half_of_the_voice() {
    // GIVEN one member with 90 %, and 63 that share the rest
    let small = TOTAL_STAKE / 20 / 63;
    let mut members = vec![member(small * 63 * 9, &[(0, 1)])];
    members.extend(vec![member(small, &[(1, 1)]); 63]);
    let outcome = outcome(members);
    // THEN a tenth of all counts of it, as much as of all others together
    assert_eq!(outcome.counted[0], small * 63);
    assert!(outcome.voice[0] >= percent(50) && outcome.voice[0] < percent(51));
    // AND neither gets more than the other.
    assert!(outcome.share[0] < percent(51) && outcome.share[1] < percent(51));
}

#[test]
fn a_whale_can_lower_the_share_of_what_it_joins_for_by_raising_the_cap() {
    // GIVEN ten members for the first subnet, and one as large as all of them against it, of whose
    // stake a fifth counts
    let mut members = vec![member(5 * JOULE, &[(0, 1)]); 10];
    members.push(member(50 * JOULE, &[(1, 1)]));
    let network = |members| Root { total_stake: 1_000 * JOULE, ..root(members) };
    let before = network(members.clone()).outcome();
    assert_eq!(before.counted[10], 10 * JOULE);
    // WHEN one for the first joins that is four times as large as all of them
    members.push(member(400 * JOULE, &[(0, 1)]));
    let after = network(members).outcome();
    // THEN all that the opponent has counts, and the first gets less.
    assert_eq!(after.counted[10], 50 * JOULE);
    assert!(after.share[0] < before.share[0]);
}

#[test]
fn a_whale_lends_no_weight_to_those_who_vote_while_it_is_silent_or_against_them() {
    // GIVEN eight members with 8 % of all stake, and one with 40 % that says nothing, or the opposite
    for whales in [&[][..], &[(1, 1)]] {
        let mut members = vec![member(TOTAL_STAKE / 100, &[(0, 1)]); 8];
        members.push(member(TOTAL_STAKE * 40 / 100, whales));
        let outcome = outcome(members);
        // THEN a tenth of 48 % counts of the whale, so that the others have five eighths of the voice
        assert_eq!(outcome.counted[8], TOTAL_STAKE * 48 / 1_000);
        assert_eq!(outcome.voice[8], Fraction::from_ratio(3, 8));
        // BUT twice the 12.8 % that count are the turnout, and of what there is they get 1 %.
        assert_eq!(outcome.turnout, Fraction::from_ratio(256, 1_000));
        let paid = outcome.amounts(&FUNDS)[0];
        let part = Fraction::from_ratio(paid, FUNDS.available());
        assert!(part > percent(1) && part < percent(2), "{part:?}");
    }
}

/// A cartel with so many hundredths of all stake in 64 hotkeys, the only members.
fn alone(hundredths: u128) -> Outcome {
    outcome(vec![member(TOTAL_STAKE * hundredths / 6_400, &[(9, 1)]); 64])
}

#[test]
fn whoever_has_every_seat_decides_what_its_part_of_all_stake_lets_it() {
    for (hundredths, least, most) in [(10, 1, 2), (20, 21, 22), (25, 50, 51), (30, 87, 88)] {
        let outcome = alone(hundredths);
        assert_eq!(outcome.turnout, percent(2 * hundredths));
        assert!((percent(least)..percent(most)).contains(&outcome.decided), "{hundredths} %");
    }
    assert_eq!(alone(33).decided, Fraction::ONE);
}

#[test]
fn who_weighs_more_than_64_subnets_equally_trusts_none() {
    let decided = |columns: u16| {
        let weights = (0..columns).map(|column| (column, 1u16)).collect::<Vec<_>>();
        let members = vec![member(TOTAL_STAKE / 20, &weights); 10];
        Root { columns, ..root(members) }.outcome().decided
    };
    assert_eq!(decided(64), Fraction::ONE);
    for columns in [65, 128] {
        let decided = decided(columns);
        assert!(decided > percent(1) && decided < Fraction::from_ratio(14, 1_000), "{columns}");
    }
}
