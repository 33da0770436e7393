// SPDX-License-Identifier: Apache-2.0
//! What holds for any root network.

use std::collections::BTreeSet;

use joule_math::root::{Fraction, Funds, Member, Outcome, Parameters, Root};
use proptest::prelude::*;
use sp_arithmetic::Perbill;

/// The most members and columns of a generated network.
const MEMBERS: usize = 10;
const COLUMNS: u16 = 8;
const UNIT: u128 = 1 << 63;
/// What there is to divide, in pJ, where it does not matter.
const FUNDS: Funds = Funds {
    inflow: 37_500_000_000_000,
    backlog: 162_000_000_000_000_000,
    blocks: 100,
    backlog_blocks: 1_296_000,
};

fn parts() -> impl Strategy<Value = Perbill> {
    prop_oneof![
        Just(Perbill::one()),
        Just(Perbill::zero()),
        (0u32..=1_000_000_000).prop_map(Perbill::from_parts)
    ]
}

fn any_funds() -> impl Strategy<Value = Funds> {
    let amount = || prop_oneof![any::<u128>(), 0u128..1 << 66, Just(0), Just(u128::MAX)];
    let blocks = || prop_oneof![any::<u32>(), 0u32..1_000];
    (amount(), amount(), blocks(), blocks()).prop_map(
        |(inflow, backlog, blocks, backlog_blocks)| Funds {
            inflow,
            backlog,
            blocks,
            backlog_blocks,
        },
    )
}

prop_compose! {
    /// Networks of any sense or none: with weights in any order, twice, for columns that do not exist.
    fn any_root()(
        (rho, kappa, turnout_factor, decision_factor) in any::<(u16, u16, u16, u16)>(),
        (cap, trust_threshold) in (parts(), parts()),
        members in prop::collection::vec(any_member(), 0..=MEMBERS),
        total_stake in prop_oneof![any::<u128>(), Just(0), Just(u128::MAX), 0u128..10_000],
        columns in prop_oneof![99 => 0..=COLUMNS, 1 => Just(u16::MAX)],
    ) -> Root {
        let parameters =
            Parameters { rho, kappa, cap, trust_threshold, turnout_factor, decision_factor };
        Root { parameters, members, total_stake, columns }
    }
}

fn any_member() -> impl Strategy<Value = Member> {
    let stake =
        prop_oneof![any::<u128>(), 0u128..1_000, Just(0), Just(u128::MAX), Just(u128::MAX / 3)];
    let column = prop_oneof![9 => 0..COLUMNS + 2, 1 => any::<u16>()];
    let weights = prop::collection::vec((column, weight()), 0..16);
    (stake, weights).prop_map(|(stake, weights)| Member { stake, weights })
}

fn weight() -> impl Strategy<Value = u16> {
    prop_oneof![any::<u16>(), Just(0), Just(1), Just(u16::MAX)]
}

/// Weights as chains store them: for a few, or for all.
fn row() -> impl Strategy<Value = Vec<(u16, u16)>> {
    prop::collection::btree_map(0..COLUMNS, weight(), 0..=usize::from(COLUMNS))
        .prop_map(|row| row.into_iter().collect())
}

fn stake() -> impl Strategy<Value = u128> {
    prop_oneof![4 => 1u128 << 34..1 << 64, 2 => Just(1 << 60), 1 => Just(0)]
}

fn member() -> impl Strategy<Value = Member> {
    (stake(), row()).prop_map(|(stake, weights)| Member { stake, weights })
}

prop_compose! {
    fn parameters()(
        rho in prop_oneof![Just(10u16), 0u16..=100],
        kappa in prop_oneof![Just(32_767), any::<u16>()],
        cap in prop_oneof![Just(Perbill::from_percent(10)), parts()],
        trust_threshold in prop_oneof![Just(Perbill::from_rational(1u32, 64)), parts()],
        turnout_factor in 1u16..5,
        decision_factor in 1u16..5,
    ) -> Parameters {
        Parameters { rho, kappa, cap, trust_threshold, turnout_factor, decision_factor }
    }
}

prop_compose! {
    /// A network in which something is decided, most of the time.
    fn root()(
        parameters in parameters(),
        members in prop::collection::vec(member(), 1..=MEMBERS),
        others in prop_oneof![Just(0), 0u128..1 << 68],
    ) -> Root {
        let held: u128 = members.iter().map(|member| member.stake).sum();
        Root { parameters, members, total_stake: held + others, columns: COLUMNS }
    }
}

fn real(number: Fraction) -> f64 {
    number.to_bits() as f64 / UNIT as f64
}

/// The 2^63-fold of the sum, which may exceed one.
fn sum(numbers: &[Fraction]) -> u128 {
    numbers.iter().map(|number| u128::from(number.to_bits())).sum()
}

/// The weights that count, and their sum.
fn admitted(member: &Member, columns: u16) -> (Vec<(u16, u16)>, u64) {
    let mut admitted: Vec<(u16, u16)> = Vec::new();
    for (column, weight) in &member.weights {
        let ascends = admitted.last().is_none_or(|(last, _)| last < column);
        if *weight > 0 && *column < columns && ascends {
            admitted.push((*column, *weight));
        }
    }
    let whole = admitted.iter().map(|(_, weight)| u64::from(*weight)).sum();
    (admitted, whole)
}

/// The definition, with full matrices of floats.
struct Reference {
    voice: Vec<f64>,
    agreement: Vec<f64>,
    turnout: f64,
    rank: Vec<f64>,
    trust: Vec<f64>,
    consensus: Vec<f64>,
    share: Vec<f64>,
    decided: f64,
    /// What rounding to 2^-63 may do to shares where little support counts.
    doubt: f64,
}

/// Weights divided by their sum, and whether each is enough to count as trust.
fn matrix(root: &Root) -> Vec<Vec<(f64, bool)>> {
    let threshold = u64::from(root.parameters.trust_threshold.deconstruct());
    let row = |member: &Member| {
        let mut row = vec![(0.0, false); root.columns.into()];
        let (admitted, whole) = admitted(member, root.columns);
        for (column, weight) in admitted {
            // In whole numbers: at the threshold itself, a float could go either way.
            let is_trusted = u64::from(weight) * 1_000_000_000 >= threshold * whole;
            row[usize::from(column)] = (f64::from(weight) / whole as f64, is_trusted);
        }
        row
    };
    root.members.iter().map(row).collect()
}

fn reference(root: &Root) -> Reference {
    let Parameters { rho, kappa, cap, turnout_factor, decision_factor, .. } = root.parameters;
    let weights = matrix(root);
    let (n, columns) = (root.members.len(), usize::from(root.columns));
    let held: u128 = root.members.iter().map(|member| member.stake).sum();
    let most = held * u128::from(cap.deconstruct()) / 1_000_000_000;
    let counted: Vec<u128> = root.members.iter().map(|member| member.stake.min(most)).collect();
    let all = counted.iter().sum::<u128>().max(1) as f64;
    let voice: Vec<f64> = counted.iter().map(|stake| *stake as f64 / all).collect();
    let total = root.total_stake.max(1) as f64;
    let heard = counted.iter().sum::<u128>() as f64;
    let turnout = (f64::from(turnout_factor) * heard / total).min(1.0);
    let over_members = |value: &dyn Fn(usize) -> f64| turnout * (0..n).map(value).sum::<f64>();
    let rank_of = |j: usize| over_members(&|i| voice[i] * weights[i][j].0);
    let trust_of = |j: usize| over_members(&|i| if weights[i][j].1 { voice[i] } else { 0.0 });
    let rank: Vec<f64> = (0..columns).map(rank_of).collect();
    let trust: Vec<f64> = (0..columns).map(trust_of).collect();
    let damp = |trust: &f64| {
        let exponent = f64::from(rho) * (trust - f64::from(kappa) / 65_535.0);
        1.0 / (1.0 + (-exponent.clamp(-20.0, 20.0)).exp())
    };
    let consensus: Vec<f64> = trust.iter().map(damp).collect();
    let counting: Vec<f64> = (0..columns).map(|j| consensus[j] * rank[j]).collect();
    let whole: f64 = counting.iter().sum();
    let divisor = if whole > 0.0 { whole } else { 1.0 };
    let share: Vec<f64> = counting.iter().map(|part| part / divisor).collect();
    let agreement =
        (0..n).map(|i| (0..columns).map(|j| weights[i][j].0.min(share[j])).sum::<f64>()).collect();
    let steps = (n * columns) as f64 * f64::from(rho + 2);
    Reference {
        decided: (f64::from(decision_factor) * whole).min(1.0),
        doubt: 1e-11 + steps / UNIT as f64 / divisor * turnout,
        voice,
        agreement,
        turnout,
        rank,
        trust,
        consensus,
        share,
    }
}

fn assert_near(found: &[Fraction], exact: &[f64], tolerance: f64) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), exact.len());
    for (found, exact) in found.iter().zip(exact) {
        let found = real(*found);
        prop_assert!((found - exact).abs() <= tolerance, "{} is not {}", found, exact);
    }
    Ok(())
}

fn check_sums(root: &Root, outcome: &Outcome) -> Result<(), TestCaseError> {
    let (members, columns) = (root.members.len(), usize::from(root.columns));
    prop_assert_eq!(outcome.counted.len(), members);
    prop_assert_eq!(outcome.agreement.len(), members);
    prop_assert_eq!(outcome.trust.len(), columns);
    prop_assert_eq!(outcome.consensus.len(), columns);
    prop_assert!(sum(&outcome.voice) <= UNIT);
    prop_assert!(sum(&outcome.rank) <= UNIT);
    prop_assert!(outcome.consensus.iter().all(|consensus| *consensus > Fraction::ZERO));
    // What nobody gives anything gets nothing.
    let rows = root.members.iter().map(|member| admitted(member, root.columns).0);
    let given: BTreeSet<u16> = rows.flatten().map(|(column, _)| column).collect();
    for (column, share) in (0..root.columns).zip(&outcome.share) {
        prop_assert!(given.contains(&column) || *share == Fraction::ZERO);
    }
    // All is divided, but for a bit of each, or nothing.
    let divided = sum(&outcome.share);
    prop_assert!(divided <= UNIT);
    prop_assert!(divided == 0 || divided + columns as u128 >= UNIT);
    let is_heard = |(member, voice): (&Member, &Fraction)| {
        voice.to_bits() > u64::from(root.columns) && admitted(member, root.columns).1 > 0
    };
    let any_is_heard = root.members.iter().zip(&outcome.voice).any(is_heard);
    prop_assert!(divided > 0 || !any_is_heard);
    Ok(())
}

fn relabelled(row: &[(u16, u16)], new: &[u16]) -> Vec<(u16, u16)> {
    let mut row: Vec<_> =
        row.iter().map(|(column, weight)| (new[usize::from(*column)], *weight)).collect();
    row.sort_unstable();
    row
}

/// What each column has, each at its new place.
fn moved(numbers: &[Fraction], new: &[u16]) -> Vec<Fraction> {
    let mut moved: Vec<_> = new.iter().zip(numbers).collect();
    moved.sort_unstable_by_key(|(column, _)| **column);
    moved.into_iter().map(|(_, number)| *number).collect()
}

/// The weights for columns below `border`, or those for the others.
fn below(row: &[(u16, u16)], border: u16, is_below: bool) -> Vec<(u16, u16)> {
    row.iter().copied().filter(|(column, _)| (*column < border) == is_below).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_input_leads_to_more_than_there_is(root in any_root(), funds in any_funds()) {
        let outcome = root.outcome();
        check_sums(&root, &outcome)?;
        let moved = outcome.decided.of(funds.available());
        let amounts = outcome.amounts(&funds);
        prop_assert_eq!(amounts.len(), usize::from(root.columns));
        let paid = amounts.iter().try_fold(0u128, |sum, amount| sum.checked_add(*amount));
        prop_assert!(paid.is_some_and(|paid| paid <= moved));
        prop_assert!(moved <= funds.inflow.saturating_add(funds.backlog));
    }

    #[test]
    fn what_is_available_is_the_inflow_and_a_part_of_the_backlog(
        inflow in 0u128..1 << 66,
        backlog in 0u128..1 << 66,
        blocks in any::<u32>(),
        backlog_blocks in 1u32..,
    ) {
        let found = Funds { inflow, backlog, blocks, backlog_blocks }.available();
        let part = backlog * u128::from(blocks) / u128::from(backlog_blocks);
        prop_assert_eq!(found, inflow + part.min(backlog));
    }

    #[test]
    fn the_outcome_is_what_the_definition_says(root in root()) {
        let (outcome, exact) = (root.outcome(), reference(&root));
        check_sums(&root, &outcome)?;
        assert_near(&outcome.voice, &exact.voice, 1e-14)?;
        assert_near(&[outcome.turnout, outcome.decided], &[exact.turnout, exact.decided], 1e-12)?;
        assert_near(&outcome.rank, &exact.rank, 1e-14)?;
        assert_near(&outcome.trust, &exact.trust, 1e-14)?;
        assert_near(&outcome.consensus, &exact.consensus, 1e-12)?;
        assert_near(&outcome.share, &exact.share, exact.doubt)?;
        let doubt = exact.doubt * f64::from(COLUMNS);
        assert_near(&outcome.agreement, &exact.agreement, doubt)?;
    }

    #[test]
    fn no_counted_stake_exceeds_the_cap_whatever_is_added(
        root in root(),
        chosen in any::<prop::sample::Index>(),
        added in stake(),
    ) {
        let chosen = chosen.index(root.members.len());
        let mut more = root.clone();
        more.members[chosen].stake += added;
        let cap = u128::from(root.parameters.cap.deconstruct());
        for network in [&root, &more] {
            let held: u128 = network.members.iter().map(|member| member.stake).sum();
            for (counted, member) in network.outcome().counted.iter().zip(&network.members) {
                prop_assert!(*counted <= member.stake);
                prop_assert!(*counted * 1_000_000_000 <= held * cap);
            }
        }
        // Where the cap held it back already, no more than that part of what is added counts.
        let before = root.outcome().counted[chosen];
        if before < root.members[chosen].stake {
            let gained = more.outcome().counted[chosen] - before;
            prop_assert!(gained <= (added * cap).div_ceil(1_000_000_000));
        }
    }

    #[test]
    fn a_larger_weight_never_lowers_the_share(
        root in root(),
        chosen in any::<prop::sample::Index>(),
        column in 0..COLUMNS,
        added in weight(),
    ) {
        let chosen = chosen.index(root.members.len());
        let mut more = root.clone();
        let row = &mut more.members[chosen].weights;
        match row.binary_search_by_key(&column, |(column, _)| *column) {
            Ok(place) => row[place].1 = row[place].1.saturating_add(added),
            Err(place) => row.insert(place, (column, added)),
        }
        let column = usize::from(column);
        let (before, after) = (root.outcome(), more.outcome());
        prop_assert!(after.share[column] >= before.share[column]);
        prop_assert!(after.rank[column] >= before.rank[column]);
        prop_assert!(after.trust[column] >= before.trust[column]);
        // AND no other gets more support by it.
        for other in (0..usize::from(COLUMNS)).filter(|other| *other != column) {
            prop_assert!(after.rank[other] <= before.rank[other]);
            prop_assert!(after.trust[other] <= before.trust[other]);
        }
    }

    #[test]
    fn a_member_that_begins_to_vote_for_a_subnet_never_lowers_its_share(
        root in root(),
        chosen in any::<prop::sample::Index>(),
        column in 0..COLUMNS,
    ) {
        let chosen = chosen.index(root.members.len());
        let (mut silent, mut voting) = (root.clone(), root);
        silent.members[chosen].weights = Vec::new();
        voting.members[chosen].weights = vec![(column, 1)];
        let (before, after) = (silent.outcome(), voting.outcome());
        let column = usize::from(column);
        prop_assert!(after.share[column] >= before.share[column]);
        prop_assert!(after.decided >= before.decided);
    }

    #[test]
    fn a_further_member_for_a_subnet_does_not_lower_its_share_unless_the_cap_binds(
        root in root(),
        stake in 1u128 << 50..1 << 60,
        column in 0..COLUMNS,
        is_new in any::<bool>(),
    ) {
        // GIVEN a network without cap, in which nobody has next to nothing
        let mut root = root;
        root.parameters.cap = Perbill::one();
        for member in &mut root.members {
            member.stake = member.stake.clamp(1 << 50, 1 << 60);
        }
        let held: u128 = root.members.iter().map(|member| member.stake).sum();
        root.total_stake = root.total_stake.max(held + stake);
        // WHEN somebody joins, with new stake or with some that there was
        let mut more = root.clone();
        more.members.push(Member { stake, weights: vec![(column, 1)] });
        if is_new {
            more.total_stake += stake;
        }
        // THEN the share does not fall, but for rounding.
        let column = usize::from(column);
        let (before, after) = (root.outcome().share[column], more.outcome().share[column]);
        prop_assert!(after.saturating_add(Fraction::from_ratio(1, 1_000_000)) >= before);
    }

    #[test]
    fn spreading_weights_over_own_subnets_gains_nothing(
        root in root(),
        border in 1..COLUMNS,
        chosen in any::<prop::sample::Index>(),
    ) {
        // GIVEN a member with subnets that nobody else gives any weight
        let chosen = chosen.index(root.members.len());
        let mut spread = root;
        for (i, member) in spread.members.iter_mut().enumerate() {
            member.weights = below(&member.weights, border, i == chosen);
        }
        // WHEN it gives all to one of them instead
        let mut single = spread.clone();
        single.members[chosen].weights = vec![(0, 1)];
        // THEN they get no less together.
        let (spread, single) = (spread.outcome(), single.outcome());
        let own = usize::from(border);
        prop_assert!(sum(&spread.share[..own]) <= sum(&single.share[..own]));
        prop_assert!(spread.decided <= single.decided);
        let amount = |outcome: &Outcome| outcome.amounts(&FUNDS)[..own].iter().sum::<u128>();
        prop_assert!(amount(&spread) <= amount(&single));
    }

    #[test]
    fn less_voice_than_kappa_gets_less_than_its_part_of_what_there_is(
        root in root(),
        border in 1..COLUMNS,
        coalition in prop::collection::vec(any::<bool>(), MEMBERS),
        funds in any_funds(),
    ) {
        // GIVEN a coalition that votes for its own subnets, and others that vote for any but these
        let mut root = root;
        root.parameters.decision_factor = 2;
        for (member, joins) in root.members.iter_mut().zip(&coalition) {
            member.weights = below(&member.weights, border, *joins);
        }
        let outcome = root.outcome();
        let joint = outcome.voice.iter().zip(&coalition).filter(|(_, joins)| **joins);
        let voice = joint.fold(Fraction::ZERO, |sum, (voice, _)| sum.saturating_add(*voice));
        if voice >= Fraction::from_u16_fraction(root.parameters.kappa) {
            return Ok(());
        }
        // THEN it gets less than its voice, whatever the others do.
        let amounts = outcome.amounts(&funds);
        let paid: u128 = amounts[..usize::from(border)].iter().sum();
        prop_assert!(paid <= voice.of(funds.available()));
    }

    #[test]
    fn votes_that_sleep_leave_to_no_other_more_as_long_as_not_all_is_decided(
        root in root(),
        sleepers in prop::collection::vec(any::<bool>(), MEMBERS),
    ) {
        let mut asleep = root.clone();
        for (member, sleeps) in asleep.members.iter_mut().zip(sleepers) {
            if sleeps {
                member.weights = Vec::new();
            }
        }
        let (before, after) = (root.outcome(), asleep.outcome());
        prop_assert!(after.decided <= before.decided);
        if before.decided < Fraction::ONE {
            let (before, after) = (before.amounts(&FUNDS), after.amounts(&FUNDS));
            for (before, after) in before.into_iter().zip(after) {
                // Shares and what is decided are both rounded.
                prop_assert!(after <= before + 2);
            }
        }
    }

    #[test]
    fn relabelling_columns_relabels_the_outcome(
        root in root(),
        keys in prop::collection::vec(any::<u64>(), usize::from(COLUMNS)),
    ) {
        let mut order: Vec<u16> = (0..COLUMNS).collect();
        order.sort_by_key(|column| keys[usize::from(*column)]);
        let mut other = root.clone();
        for member in &mut other.members {
            member.weights = relabelled(&member.weights, &order);
        }
        let (one, other) = (root.outcome(), other.outcome());
        prop_assert_eq!(moved(&one.share, &order), other.share);
        prop_assert_eq!(moved(&one.rank, &order), other.rank);
        prop_assert_eq!(moved(&one.trust, &order), other.trust);
        prop_assert_eq!(moved(&one.consensus, &order), other.consensus);
        prop_assert_eq!(one.agreement, other.agreement);
        prop_assert_eq!(one.voice, other.voice);
        prop_assert_eq!(one.decided, other.decided);
    }

    #[test]
    fn the_order_of_members_does_not_matter(root in root()) {
        let mut other = root.clone();
        other.members.reverse();
        let (one, mut other) = (root.outcome(), other.outcome());
        other.counted.reverse();
        other.voice.reverse();
        other.agreement.reverse();
        prop_assert_eq!(one, other);
    }

    #[test]
    fn only_ratios_of_stake_matter(root in root()) {
        // Without a cap, whose rounding is a pJ.
        let mut root = root;
        root.parameters.cap = Perbill::one();
        let mut other = root.clone();
        other.total_stake *= 1_000_000;
        for member in &mut other.members {
            member.stake *= 1_000_000;
        }
        let (one, other) = (root.outcome(), other.outcome());
        prop_assert_eq!((one.voice, one.share), (other.voice, other.share));
        prop_assert_eq!((one.turnout, one.decided), (other.turnout, other.decided));
    }
}

#[test]
fn without_members_stake_or_columns_nothing_is_decided() {
    let parameters = Parameters {
        rho: 10,
        kappa: 32_767,
        cap: Perbill::from_percent(10),
        trust_threshold: Perbill::from_rational(1u32, 64),
        turnout_factor: 2,
        decision_factor: 2,
    };
    let voter = |stake| Member { stake, weights: vec![(0, 1)] };
    for (members, total_stake, columns) in [
        (vec![], 1_000, 1),
        (vec![voter(0)], 1_000, 1),
        (vec![voter(1_000)], 0, 1),
        (vec![voter(1_000)], 1_000, 0),
        (vec![Member { stake: 1_000, weights: vec![(1, 1)] }], 1_000, 1),
        (vec![Member { stake: 1_000, weights: vec![(0, 0)] }], 1_000, 1),
    ] {
        let root = Root { parameters, members, total_stake, columns };
        let outcome = root.outcome();
        assert_eq!(outcome.decided, Fraction::ZERO, "{root:?}");
        assert_eq!(outcome.amounts(&FUNDS), vec![0; usize::from(columns)]);
    }
}

#[test]
fn a_member_agrees_as_far_as_its_weights_are_the_shares() {
    let member = |weights: &[(u16, u16)]| Member { stake: 100, weights: weights.to_vec() };
    let root = Root {
        parameters: Parameters {
            rho: 0,
            kappa: 32_767,
            cap: Perbill::one(),
            trust_threshold: Perbill::zero(),
            turnout_factor: 1,
            decision_factor: 2,
        },
        // All of them together give one half to each of the first two.
        members: vec![member(&[(0, 1), (1, 1)]), member(&[(0, 9)]), member(&[(1, 9)]), member(&[])],
        total_stake: 400,
        columns: 3,
    };
    let half = Fraction::from_ratio(1, 2);
    let outcome = root.outcome();
    assert_eq!(outcome.share, [half, half, Fraction::ZERO]);
    assert_eq!(outcome.agreement, [Fraction::ONE, half, half, Fraction::ZERO]);
}
