// SPDX-License-Identifier: Apache-2.0
//! What holds for the epoch of any subnet.

mod yuma_reference;

use joule_math::yuma::{
    fixed::sum, weights, Alpha, Bonds, Epoch, Neuron, Outcome, Parameters, I32F32,
};
use proptest::{prelude::*, sample::Index};

/// The most neurons of a generated subnet.
const NEURONS: u16 = 12;
/// One bit for each of them.
const DOUBT: i64 = NEURONS as i64;

fn alphas() -> impl Strategy<Value = Alpha> {
    prop_oneof![
        Just(Alpha::Ppm(100_000)),
        any::<u32>().prop_map(Alpha::Ppm),
        (0u32..=1_000_000).prop_map(Alpha::Ppm),
        (any::<u16>(), any::<u16>(), any::<u16>())
            .prop_map(|(low, high, steepness)| Alpha::Liquid { low, high, steepness }),
        (1_638u16..60_000, 0u16..5_000, 1u16..=100).prop_map(|(low, range, steepness)| {
            Alpha::Liquid { low, high: low + range, steepness }
        }),
    ]
}

fn kinds_of_bonds() -> impl Strategy<Value = Bonds> {
    prop_oneof![
        3 => alphas().prop_map(Bonds::Absolute),
        1 => any::<u32>().prop_map(|alpha_ppm| Bonds::Relative { alpha_ppm }),
        2 => (0u32..=1_000_000).prop_map(|alpha_ppm| Bonds::Relative { alpha_ppm }),
    ]
}

fn fractions() -> impl Strategy<Value = u16> {
    prop_oneof![Just(0), Just(u16::MAX), any::<u16>()]
}

prop_compose! {
    /// Parameters of any sense or none.
    fn any_parameters()(
        (block, last_epoch, activity_cutoff) in (0u32..40, 0u32..40, 0u32..40),
        far in prop::option::weighted(0.05, any::<(u32, u32, u32)>()),
        owner in prop::option::of(0..=NEURONS),
        kappa in fractions(),
        bonds_penalty in fractions(),
        bonds in kinds_of_bonds(),
        max_validators in prop_oneof![0..NEURONS, any::<u16>()],
        min_stake in prop_oneof![Just(0), 0u128..1_000, any::<u128>()],
    ) -> Parameters {
        let (block, last_epoch, activity_cutoff) =
            far.unwrap_or((block, last_epoch, activity_cutoff));
        Parameters {
            block, last_epoch, owner, kappa, bonds_penalty, bonds, max_validators, min_stake,
            activity_cutoff,
        }
    }
}

/// Rows as no chain would store them: in any order, twice, for uids that do not exist.
fn any_row() -> impl Strategy<Value = Vec<(u16, u16)>> {
    let uid = prop_oneof![9 => 0..NEURONS + 2, 1 => any::<u16>()];
    prop::collection::vec((uid, fractions()), 0..16)
}

prop_compose! {
    fn any_neuron()(
        stake in prop_oneof![
            Just(0), 0u128..2_000, any::<u128>(), Just(u128::MAX), Just(u128::MAX / 3)
        ],
        (registered, last_update, as_of) in (0u32..40, 0u32..40, 0u32..40),
        far in prop::option::weighted(0.05, any::<(u32, u32, u32)>()),
        permit in any::<bool>(),
        weights in any_row(),
        bonds in any_row(),
    ) -> Neuron {
        let (registered, last_update, as_of) = far.unwrap_or((registered, last_update, as_of));
        Neuron { stake, registered, last_update, as_of, permit, weights, bonds }
    }
}

fn any_epoch() -> impl Strategy<Value = Epoch> {
    let neurons = prop::collection::vec(any_neuron(), 0..=usize::from(NEURONS));
    (any_parameters(), neurons).prop_map(|(parameters, neurons)| Epoch { parameters, neurons })
}

/// A row as chains store it: about a few, or about all.
fn row(n: u16) -> impl Strategy<Value = Vec<(u16, u16)>> {
    let weight = prop_oneof![Just(u16::MAX), Just(1), any::<u16>()];
    prop::collection::btree_map(0..n, weight, 0..=usize::from(n))
        .prop_map(|row| row.into_iter().collect())
}

prop_compose! {
    /// A neuron that has its say, most of the time.
    fn neuron(n: u16)(
        stake in prop_oneof![4 => 1u128..1 << 65, 2 => Just(1 << 60), 1 => Just(0)],
        registered in prop_oneof![9 => 0u32..10, 1 => 40u32..60],
        last_update in prop_oneof![9 => 50u32..100, 1 => 0u32..20],
        permit in prop::bool::weighted(0.8),
        weights in row(n),
        bonds in row(n),
    ) -> Neuron {
        Neuron { stake, registered, last_update, as_of: last_update, permit, weights, bonds }
    }
}

prop_compose! {
    /// Parameters as subnets have them.
    fn parameters()(
        last_epoch in prop_oneof![9 => Just(60u32), 1 => 0u32..70],
        owner in prop::option::of(0..NEURONS),
        kappa in 26_214u16..=52_428,
        bonds_penalty in fractions(),
        bonds in kinds_of_bonds(),
        max_validators in 1..=NEURONS,
    ) -> Parameters {
        Parameters {
            block: 100, last_epoch, owner, kappa, bonds_penalty, bonds, max_validators,
            min_stake: 1 << 40, activity_cutoff: 60,
        }
    }
}

/// A subnet in which something happens.
fn epoch() -> impl Strategy<Value = Epoch> {
    let neurons = (1..=NEURONS).prop_flat_map(|n| prop::collection::vec(neuron(n), usize::from(n)));
    (parameters(), neurons).prop_map(|(parameters, neurons)| Epoch { parameters, neurons })
}

/// Leaves permits and bonds for the next epoch.
fn carry_over(epoch: &mut Epoch, outcome: &Outcome) {
    for ((neuron, permit), bonds) in
        epoch.neurons.iter_mut().zip(&outcome.permits).zip(&outcome.bonds)
    {
        neuron.permit = *permit;
        neuron.bonds.clone_from(bonds);
    }
}

fn check_sums(epoch: &Epoch, outcome: &Outcome) -> Result<(), TestCaseError> {
    let parts = [
        &outcome.stake,
        &outcome.active_stake,
        &outcome.consensus,
        &outcome.validator_trust,
        &outcome.incentive,
        &outcome.dividends,
        &outcome.miner_shares,
        &outcome.validator_shares,
        &outcome.emission,
    ];
    for numbers in parts {
        prop_assert_eq!(numbers.len(), epoch.neurons.len());
        prop_assert!(numbers.iter().all(|part| (I32F32::ZERO..=I32F32::ONE).contains(part)));
    }
    for numbers in [
        &outcome.stake,
        &outcome.active_stake,
        &outcome.incentive,
        &outcome.dividends,
        &outcome.emission,
    ] {
        prop_assert!(sum(numbers) <= I32F32::ONE);
    }
    let both = sum(&outcome.miner_shares).saturating_add(sum(&outcome.validator_shares));
    prop_assert!(both <= I32F32::ONE);
    for amount in [0, 1, 999_999_999_999, 1 << 65, u128::MAX] {
        for pay in [outcome.miners_pay(amount), outcome.validators_pay(amount)] {
            let paid = pay.iter().try_fold(0u128, |sum, pay| sum.checked_add(*pay));
            prop_assert!(paid.is_some_and(|paid| paid <= amount));
        }
    }
    Ok(())
}

fn check_bonds(epoch: &Epoch, outcome: &Outcome) -> Result<(), TestCaseError> {
    prop_assert_eq!(outcome.bonds.len(), epoch.neurons.len());
    prop_assert_eq!(outcome.permits.len(), epoch.neurons.len());
    for (row, permit) in outcome.bonds.iter().zip(&outcome.permits) {
        prop_assert!(*permit || row.is_empty());
        prop_assert!(row.is_sorted_by(|one, other| one.0 < other.0));
        for (uid, bond) in row {
            prop_assert!(*bond > 0 && usize::from(*uid) < epoch.neurons.len());
        }
    }
    let validators = outcome.permits.iter().filter(|permit| **permit).count();
    prop_assert!(validators <= usize::from(epoch.parameters.max_validators) + 1);
    Ok(())
}

/// Whether two neurons of equal stake compete for the last permit: there the uid decides.
fn is_tie(epoch: &Epoch, outcome: &Outcome) -> bool {
    let mut ranked = outcome.stake.clone();
    ranked.sort_unstable_by(|one, other| other.cmp(one));
    let last = usize::from(epoch.parameters.max_validators);
    let around = last.checked_sub(1).and_then(|first| ranked.get(first)).zip(ranked.get(last));
    around.is_some_and(|(last_in, first_out)| last_in == first_out)
}

fn relabelled_row(row: &[(u16, u16)], new_uids: &[u16]) -> Vec<(u16, u16)> {
    let mut row: Vec<_> =
        row.iter().map(|(uid, value)| (new_uids[usize::from(*uid)], *value)).collect();
    row.sort_unstable();
    row
}

/// `values`, each at its new place.
fn relabelled<T: Clone>(values: &[T], new_uids: &[u16]) -> Vec<T> {
    let mut moved: Vec<_> = new_uids.iter().zip(values).collect();
    moved.sort_unstable_by_key(|(uid, _)| **uid);
    moved.into_iter().map(|(_, value)| value.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_input_leads_to_what_the_definition_says(epoch in any_epoch()) {
        let outcome = epoch.outcome();
        check_sums(&epoch, &outcome)?;
        check_bonds(&epoch, &outcome)?;
        prop_assert_eq!(outcome, yuma_reference::outcome(&epoch));
    }

    #[test]
    fn many_epochs_lead_to_what_the_definition_says(
        epoch in epoch(),
        rows in prop::collection::vec((any::<Index>(), row(NEURONS)), 8),
    ) {
        let mut epoch = epoch;
        for (index, weights) in rows {
            let outcome = epoch.outcome();
            check_sums(&epoch, &outcome)?;
            check_bonds(&epoch, &outcome)?;
            prop_assert_eq!(&outcome, &yuma_reference::outcome(&epoch));
            carry_over(&mut epoch, &outcome);
            let count = epoch.neurons.len();
            epoch.neurons[index.index(count)].weights = weights;
        }
    }

    #[test]
    fn relabelling_uids_relabels_the_outcome(
        epoch in epoch(),
        keys in prop::collection::vec(any::<u64>(), usize::from(NEURONS)),
    ) {
        // GIVEN the same subnet with its neurons in another order
        let n = epoch.neurons.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|uid| keys[*uid]);
        let new_uids: Vec<u16> = (0..n)
            .map(|old| order.iter().position(|uid| *uid == old).expect("everybody") as u16)
            .collect();
        let mut other = epoch.clone();
        other.neurons = relabelled(&epoch.neurons, &new_uids);
        for neuron in &mut other.neurons {
            neuron.weights = relabelled_row(&neuron.weights, &new_uids);
            neuron.bonds = relabelled_row(&neuron.bonds, &new_uids);
        }
        other.parameters.owner =
            epoch.parameters.owner.and_then(|owner| new_uids.get(usize::from(owner)).copied());
        // THEN everybody gets the same
        let (one, other) = (epoch.outcome(), other.outcome());
        let moved = |numbers: &[I32F32]| relabelled(numbers, &new_uids);
        prop_assert_eq!(moved(&one.stake), other.stake);
        prop_assert_eq!(moved(&one.active_stake), other.active_stake);
        prop_assert_eq!(moved(&one.consensus), other.consensus);
        prop_assert_eq!(moved(&one.validator_trust), other.validator_trust);
        prop_assert_eq!(moved(&one.incentive), other.incentive);
        prop_assert_eq!(moved(&one.dividends), other.dividends);
        prop_assert_eq!(moved(&one.miner_shares), other.miner_shares);
        prop_assert_eq!(moved(&one.validator_shares), other.validator_shares);
        prop_assert_eq!(moved(&one.emission), other.emission);
        prop_assert_eq!(one.by_stake, other.by_stake);
        // AND the same may validate, and keep their bonds, unless the uid decides between two
        if !is_tie(&epoch, &one) {
            prop_assert_eq!(relabelled(&one.permits, &new_uids), other.permits);
            let bonds: Vec<_> =
                one.bonds.iter().map(|row| relabelled_row(row, &new_uids)).collect();
            prop_assert_eq!(relabelled(&bonds, &new_uids), other.bonds);
        }
    }

    #[test]
    fn less_than_kappa_cannot_raise_anybody_above_what_others_give(
        epoch in epoch(),
        coalition in prop::collection::vec(any::<bool>(), usize::from(NEURONS)),
    ) {
        let outcome = epoch.outcome();
        let weights = weights::admitted(&epoch);
        // GIVEN a coalition of as many as want, as long as it holds less than kappa of the stake
        let kappa = I32F32::from_u16_fraction(epoch.parameters.kappa);
        let mut held = I32F32::ZERO;
        let members: Vec<bool> = outcome
            .active_stake
            .iter()
            .zip(coalition)
            .map(|(stake, wants)| {
                let with = held.saturating_add(*stake);
                let joins = wants && with < kappa;
                held = if joins { with } else { held };
                joins
            })
            .collect();
        // THEN whatever it says, the consensus about nobody is above what some other gives
        let mut given = vec![I32F32::ZERO; epoch.neurons.len()];
        for (uid, row) in weights.iter().enumerate() {
            if members[uid] || outcome.active_stake[uid] == I32F32::ZERO {
                continue;
            }
            for (target, weight) in row {
                let most = &mut given[usize::from(*target)];
                *most = (*most).max(*weight);
            }
        }
        for (uid, most) in given.into_iter().enumerate() {
            prop_assert!(outcome.consensus[uid] <= most);
            // AND who gets nothing from the others earns nothing.
            prop_assert!(most > I32F32::ZERO || outcome.incentive[uid] == I32F32::ZERO);
        }
    }

    #[test]
    fn rounding_does_not_make_a_majority(
        stakes in prop::collection::vec(1u128..1 << 64, usize::from(NEURONS)),
        members in 1..usize::from(NEURONS),
        kappa in 26_214u16..=52_428,
    ) {
        // GIVEN validators of which some hold just less than kappa
        let mut stakes = stakes;
        let others: u128 = stakes[members..].iter().sum();
        let whole = others * 65_535 / u128::from(65_535 - kappa);
        let each = (whole - others) / members as u128;
        stakes[..members].fill(each - each / (1 << 26));
        let target = stakes.len() as u16;
        let neuron = |(uid, stake): (usize, &u128)| {
            let weights = vec![(if uid < members { target } else { target + 1 }, 1)];
            Neuron { stake: *stake, permit: true, as_of: 1, weights, ..Neuron::default() }
        };
        let mut neurons: Vec<Neuron> = stakes.iter().enumerate().map(neuron).collect();
        neurons.extend([Neuron::default(), Neuron::default()]);
        let parameters = Parameters {
            block: 1, last_epoch: 1, owner: None, kappa, bonds_penalty: u16::MAX,
            bonds: Bonds::Absolute(Alpha::Ppm(100_000)), max_validators: NEURONS, min_stake: 0,
            activity_cutoff: 10,
        };
        // THEN their own neuron earns nothing
        let outcome = Epoch { parameters, neurons }.outcome();
        prop_assert_eq!(outcome.consensus[usize::from(target)], I32F32::ZERO);
        // AND nothing is lost but bits.
        let lost = I32F32::ONE.saturating_sub(sum(&outcome.active_stake));
        prop_assert!(lost.to_bits() <= DOUBT);
    }
}
