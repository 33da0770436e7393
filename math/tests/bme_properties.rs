// SPDX-License-Identifier: Apache-2.0
//! What holds in the market at any price, in any volume, whoever acts together.

use joule_math::bme::{
    capped_pay, pay_cap, pj_for, share, subsidy, usd_for, weighted, Challenges, Closed, Params,
    Rank, Record, Rent, Unconvertible,
};
use proptest::prelude::*;
use sp_arithmetic::{FixedU128, Perbill};

/// Billionths of a whole.
const WHOLE: u128 = 1_000_000_000;
/// What a micro-dollar is in pJ at an inner price of one.
const SCALE: u128 = 1_000_000_000_000_000_000_000_000;
/// More than there ever is: 2^65 pJ.
const SUPPLY: u128 = 1 << 65;

/// Prices from a billionth of a dollar to a billion.
fn price() -> impl Strategy<Value = FixedU128> {
    (0u32..60, 1u128 << 30..1 << 31).prop_map(|(bits, inner)| FixedU128::from_inner(inner << bits))
}

fn any_price() -> impl Strategy<Value = FixedU128> {
    prop_oneof![any::<u128>(), Just(0), Just(1), Just(u128::MAX), 1u128..1 << 64]
        .prop_map(FixedU128::from_inner)
}

fn any_amount() -> impl Strategy<Value = u128> {
    prop_oneof![any::<u128>(), 0u128..1 << 40, 0u128..1 << 90, Just(0), Just(u128::MAX)]
}

/// From a micro-dollar to a hundred billion dollars.
fn usd() -> impl Strategy<Value = u128> {
    (0u32..57).prop_flat_map(|bits| 1u128 << bits..2 << bits)
}

fn part() -> impl Strategy<Value = Perbill> {
    prop_oneof![
        Just(Perbill::one()),
        Just(Perbill::zero()),
        (0u32..=1_000_000_000).prop_map(Perbill::from_parts)
    ]
}

prop_compose! {
    /// Any parameters that may be set, those at the edge of a free lunch among them.
    fn params()(
        tau_b in prop_oneof![Just(50_000_000u32), 50_000_000u32..=400_000_000],
        tau_s in prop_oneof![Just(0u32), Just(200_000_000), 0u32..=200_000_000],
        psi in part(),
    )(
        delta in prop_oneof![Just(50_000_000u32), 50_000_000..=tau_b],
        part_of_room in prop_oneof![Just(Perbill::one()), part()],
        (tau_b, tau_s, psi) in Just((tau_b, tau_s, psi)),
    ) -> Params {
        let sigma_max = part_of_room.mul_floor(tau_b - delta);
        let [tau_b, tau_s, sigma_max, delta] =
            [tau_b, tau_s, sigma_max, delta].map(Perbill::from_parts);
        Params { tau_b, tau_s, sigma_max, delta, psi }
    }
}

fn any_params() -> impl Strategy<Value = Params> {
    prop_oneof![Just(Params::DEFAULT), Just(Params::LEAN), params()]
}

fn rent() -> impl Strategy<Value = Rent> {
    let rate = prop_oneof![any::<u64>(), 1u64..100, 1u64..100_000_000, Just(0)];
    let slot = prop_oneof![Just(6_000u64), Just(200), any::<u64>(), 0u64..10_000];
    (rate, slot).prop_map(|(usd_micro_per_hour, slot_ms)| Rent { usd_micro_per_hour, slot_ms })
}

fn record() -> impl Strategy<Value = Record> {
    let usd = || prop_oneof![any::<u64>(), 0u64..10_000_000, Just(0), Just(u64::MAX)];
    (usd(), usd()).prop_map(|(completed_usd_micro, failed_usd_micro)| Record {
        completed_usd_micro,
        failed_usd_micro,
    })
}

/// The 256 bits of a product, the higher half first.
fn product(one: u128, other: u128) -> (u128, u128) {
    let half = |number: u128| (number >> 64, number & u128::from(u64::MAX));
    let ((a, b), (c, d)) = (half(one), half(other));
    let (outer, inner) = (a * d, b * c);
    let carried = ((b * d) >> 64) + half(outer).1 + half(inner).1;
    let low = one.wrapping_mul(other);
    (a * c + half(outer).0 + half(inner).0 + (carried >> 64), low)
}

/// Parts per billion of an amount, compared without rounding.
fn at_most(amount: u128, part: u128, of: u128) -> bool {
    product(amount, WHOLE) <= product(of, part)
}

fn parts(part: Perbill) -> u128 {
    part.deconstruct().into()
}

/// What is left to those who are everybody: of each burn `delta` at least is gone.
fn is_at_most_the_rest(regained: u128, burned: u128, params: Params) -> bool {
    at_most(regained, WHOLE - parts(params.delta), burned)
}

/// Burns of a coalition, of which a part counts, in an epoch with other work or without.
#[derive(Clone, Debug)]
struct Epoch {
    work: u128,
    burns: Vec<(u128, FixedU128, Perbill)>,
    others: u128,
}

fn epoch() -> impl Strategy<Value = Epoch> {
    let burns = prop::collection::vec((usd(), price(), part()), 1..12);
    let amount = || prop_oneof![Just(0), 0u128..SUPPLY, Just(720 * 1_000_000_000_000u128)];
    (amount(), burns, amount()).prop_map(|(work, burns, others)| Epoch { work, burns, others })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn parameters_at_all_edges_are_sound(params in any_params()) {
        prop_assert_eq!(params.check(params.psi), Ok(()));
        prop_assert!(params.has_no_free_lunch());
        let all = parts(params.provider_part()) + parts(params.tau_s) + parts(params.tau_b);
        prop_assert_eq!(all, WHOLE);
    }

    #[test]
    fn nobody_who_is_everybody_gets_back_what_it_burns(
        params in any_params(),
        epochs in prop::collection::vec(epoch(), 1..5),
    ) {
        // GIVEN a coalition that is tenant, provider and all stakers, with any budget to gain
        let (mut burned, mut regained, mut carry) = (0, 0, 0);
        for Epoch { work, burns, others } in epochs {
            // WHEN it settles in as many parts and at as many prices as it likes
            let settlements: Vec<_> = burns
                .iter()
                .map(|(usd, price, q)| (params.settle(*usd, *price).unwrap(), *q))
                .collect();
            let counted: u128 =
                settlements.iter().map(|(settlement, q)| weighted(*q, settlement.burned)).sum();
            let closed = params.close_epoch(work, carry, counted + others);
            carry = closed.carry_out;
            for (settlement, q) in settlements {
                burned += settlement.burned;
                regained += settlement.to_provider + settlement.to_stakers;
                regained += subsidy(closed.sigma, weighted(q, settlement.burned));
                // THEN it has never more than 1 - delta of what it burned.
                prop_assert!(is_at_most_the_rest(regained, burned, params));
            }
        }
    }

    #[test]
    fn a_settlement_mints_less_than_it_burns_by_the_burn_take(
        params in any_params(),
        burned in any_amount(),
    ) {
        let settlement = params.divide(burned);
        let minted = settlement.to_provider + settlement.to_stakers;
        prop_assert_eq!(minted + settlement.gone, burned);
        prop_assert_eq!(settlement.burned, burned);
        prop_assert!(at_most(minted, WHOLE - parts(params.tau_b), burned));
        // Each is the formula's, rounded down once.
        for (found, part) in [
            (settlement.to_provider, parts(params.provider_part())),
            (settlement.to_stakers, parts(params.tau_s)),
        ] {
            prop_assert!(at_most(found, part, burned));
            prop_assert!(found == u128::MAX || !at_most(found + 1, part, burned));
        }
    }

    #[test]
    fn in_many_parts_no_more_is_minted_of_a_burn(
        params in any_params(),
        burns in prop::collection::vec(0u128..SUPPLY, 1..20),
    ) {
        let whole = params.divide(burns.iter().sum());
        let divided: Vec<_> = burns.iter().map(|burned| params.divide(*burned)).collect();
        let sum = |part: fn(&joule_math::bme::Settlement) -> u128| {
            divided.iter().map(part).sum::<u128>()
        };
        prop_assert!(sum(|one| one.to_provider) <= whole.to_provider);
        prop_assert!(sum(|one| one.to_stakers) <= whole.to_stakers);
        prop_assert!(sum(|one| one.gone) >= whole.gone);
    }

    #[test]
    fn in_many_parts_no_less_is_burned_for_dollars(
        params in any_params(),
        at in price(),
        debts in prop::collection::vec(usd(), 1..20),
    ) {
        let all: u128 = debts.iter().sum();
        let whole = params.settle(all, at).unwrap();
        let settle = |usd: &u128| params.settle(*usd, at).unwrap();
        let burned: u128 = debts.iter().map(|usd| settle(usd).burned).sum();
        prop_assert!(burned >= whole.burned);
        prop_assert!(burned < whole.burned + debts.len() as u128);
        // What is lost for good is the burn take of what the dollars are worth, at least.
        let gone: u128 = debts.iter().map(|usd| settle(usd).gone).sum();
        prop_assert!(product(gone, WHOLE) >= product(burned, parts(params.tau_b)));
        // So parts save the rounding of the whole, at most.
        prop_assert!(gone + 3 > whole.gone);
    }

    #[test]
    fn a_burn_is_the_least_that_is_worth_the_dollars(usd in any_amount(), at in any_price()) {
        let inner = at.into_inner();
        match pj_for(usd, at) {
            Err(Unconvertible::NoPrice) => prop_assert_eq!(inner, 0),
            Err(Unconvertible::TooMuch) => {
                prop_assert!(product(u128::MAX, inner) < product(usd, SCALE));
            },
            Ok(burned) => {
                prop_assert!(product(burned, inner) >= product(usd, SCALE));
                prop_assert!(burned == 0 || product(burned - 1, inner) < product(usd, SCALE));
            },
        }
    }

    #[test]
    fn an_amount_pays_as_many_dollars_as_cost_no_more(amount in any_amount(), at in any_price()) {
        let usd = usd_for(amount, at);
        if at.into_inner() == 0 {
            prop_assert_eq!(usd, 0);
        } else if usd < u128::MAX {
            prop_assert!(pj_for(usd, at).unwrap() <= amount);
            prop_assert!(pj_for(usd + 1, at).map_or(true, |cost| cost > amount));
        }
    }

    #[test]
    fn more_dollars_burn_more_and_a_higher_price_burns_less(
        params in any_params(),
        (usd, more) in (usd(), usd()),
        (at, above) in (price(), 0u128..1 << 90),
    ) {
        let higher = FixedU128::from_inner(at.into_inner() + above);
        let less = params.settle(usd, at).unwrap();
        for (low, high) in [
            (less, params.settle(usd + more, at).unwrap()),
            (params.settle(usd, higher).unwrap(), less),
        ] {
            prop_assert!(low.burned <= high.burned);
            prop_assert!(low.to_provider <= high.to_provider);
            prop_assert!(low.to_stakers <= high.to_stakers);
            // Two roundings may meet in a single pJ.
            prop_assert!(low.gone <= high.gone + 1);
        }
    }

    #[test]
    fn blocks_are_paid_to_the_last_that_money_can_pay(rent in rent(), money in any_amount()) {
        let last = rent.blocks_for(money);
        prop_assert!(rent.owed(last) <= money);
        prop_assert!(last == u32::MAX || rent.owed(last + 1) > money);
    }

    #[test]
    fn longer_and_dearer_leases_owe_no_less(
        rent in rent(),
        (blocks, more) in any::<(u32, u32)>(),
        dearer in any::<u64>(),
    ) {
        let owed = rent.owed(blocks);
        prop_assert!(owed <= rent.owed(blocks.saturating_add(more)));
        let dear = Rent { usd_micro_per_hour: rent.usd_micro_per_hour.max(dearer), ..rent };
        prop_assert!(owed <= dear.owed(blocks));
        // Rounded down once: owed * hour <= rate * blocks * slot < (owed + 1) * hour.
        let all = product(
            u128::from(rent.usd_micro_per_hour) * u128::from(blocks),
            rent.slot_ms.into(),
        );
        if owed < u128::MAX {
            prop_assert!(product(owed, 3_600_000) <= all && all < product(owed + 1, 3_600_000));
        }
    }

    #[test]
    fn an_escrow_never_owes_more_than_it_holds(
        params in any_params(),
        rate in 1u64..100_000_000,
        start in 1u128..SUPPLY,
        steps in prop::collection::vec((1u32..1_000, price()), 1..30),
    ) {
        let rent = Rent { usd_micro_per_hour: rate, slot_ms: 6_000 };
        let (mut escrow, mut settled, mut served) = (start, 0, 0u32);
        for (blocks, at) in steps {
            // GIVEN a lease that serves on, up to the last block that the escrow can pay
            let last = rent.blocks_for(settled + usd_for(escrow, at));
            // A fall of the price may leave blocks unpaid that were served before.
            let is_short = served > last;
            served = served.max(last.min(served + blocks));
            // WHEN it is settled at any price
            let due = rent.due(served, settled);
            let paid = params.settle_within(due, at, escrow).unwrap();
            // THEN all that is due is paid, or all that there is
            prop_assert!(paid.settlement.burned <= escrow);
            prop_assert_eq!(paid.usd_micro == due, !is_short || due <= usd_for(escrow, at));
            escrow -= paid.settlement.burned;
            settled += paid.usd_micro;
            prop_assert!(settled <= rent.owed(served));
            // AND settling early never lets it serve longer at the same price.
            prop_assert!(rent.blocks_for(settled + usd_for(escrow, at)) <= last);
        }
    }

    #[test]
    fn it_does_not_matter_how_often_a_lease_is_settled(
        rent in rent(),
        windows in prop::collection::vec(0u32..10_000, 1..50),
    ) {
        let (mut served, mut settled) = (0, 0);
        for blocks in windows {
            served += blocks;
            settled += rent.due(served, settled);
            prop_assert_eq!(settled, rent.owed(served));
        }
    }

    #[test]
    fn an_epoch_pays_no_more_than_it_has_and_keeps_no_more_than_four_of_its_parts(
        params in any_params(),
        (work, carry_in, counted) in (any_amount(), any_amount(), any_amount()),
    ) {
        let Closed { sigma, paid, carry_out, lapsed } =
            params.close_epoch(work, carry_in, counted);
        let budget = work.saturating_add(carry_in);
        prop_assert!(sigma.into_inner() <= parts(params.sigma_max) * WHOLE);
        prop_assert!(product(sigma.into_inner(), counted) <= product(budget, WHOLE * WHOLE));
        prop_assert_eq!(paid, subsidy(sigma, counted));
        prop_assert!(at_most(paid, parts(params.sigma_max), counted));
        prop_assert_eq!(paid + carry_out + lapsed, budget);
        prop_assert!(carry_out <= work.saturating_mul(4));
        // Nothing lapses that could be kept.
        prop_assert!(lapsed == 0 || carry_out == work.saturating_mul(4));
    }

    #[test]
    fn claims_never_come_to_more_than_the_epoch_pays(
        params in any_params(),
        (work, carry_in) in (0u128..SUPPLY, 0u128..SUPPLY),
        burns in prop::collection::vec((0u128..SUPPLY, part()), 1..40),
    ) {
        let counted: Vec<u128> = burns.iter().map(|(burned, q)| weighted(*q, *burned)).collect();
        let closed = params.close_epoch(work, carry_in, counted.iter().sum());
        let claimed: u128 = counted.iter().map(|one| subsidy(closed.sigma, *one)).sum();
        prop_assert!(claimed <= closed.paid);
        prop_assert!(closed.paid <= work + carry_in);
        // What rounding leaves is less than a pJ for each.
        prop_assert!(closed.paid < claimed + counted.len() as u128);
    }

    #[test]
    fn more_work_never_raises_the_subsidy_per_burn(
        params in any_params(),
        (work, counted, more) in (0u128..SUPPLY, 0u128..SUPPLY, 0u128..SUPPLY),
    ) {
        let less = params.close_epoch(work, 0, counted);
        let crowded = params.close_epoch(work, 0, counted + more);
        prop_assert!(crowded.sigma <= less.sigma);
        let richer = params.close_epoch(work + more, 0, counted);
        prop_assert!(richer.sigma >= less.sigma && richer.paid >= less.paid);
    }

    #[test]
    fn devices_never_get_more_than_there_is_or_than_their_cap(
        budget in any_amount(),
        weights in prop::collection::vec(0u128..1 << 96, 1..30),
        cap in any_amount(),
    ) {
        let sum = weights.iter().sum();
        let pay: Vec<u128> =
            weights.iter().map(|weight| capped_pay(budget, *weight, sum, cap)).collect();
        let paid = pay.iter().try_fold(0u128, |sum, pay| sum.checked_add(*pay));
        prop_assert!(paid.is_some_and(|paid| paid <= budget));
        prop_assert!(pay.iter().all(|pay| *pay <= cap));
        for (weight, pay) in weights.iter().zip(pay) {
            prop_assert_eq!(pay, share(budget, *weight, sum).min(cap));
            prop_assert!(sum == 0 || product(pay, sum) <= product(budget, *weight));
        }
    }

    #[test]
    fn a_cap_is_that_part_of_the_rent_in_tokens(
        psi in part(),
        rate in 0u64..1_000_000_000_000,
        blocks in 0u32..1_000_000,
        at in price(),
    ) {
        let reference = Rent { usd_micro_per_hour: rate, slot_ms: 6_000 };
        let cap = pay_cap(psi, reference, blocks, at).unwrap();
        // cap * 9 * price <= rate * blocks * slot * psi * 25 * 10^8 < (cap + 1) * 9 * price
        let nine = at.into_inner() * 9;
        let worth = product(
            u128::from(rate) * u128::from(blocks),
            6_000 * parts(psi) * 2_500_000_000,
        );
        prop_assert!(product(cap, nine) <= worth && worth < product(cap + 1, nine));
        // Never more than all of the rent would cost.
        let rent = pj_for(reference.owed(blocks) + 1, at).unwrap();
        prop_assert!(cap <= rent);
    }

    #[test]
    fn challenges_are_as_far_apart_as_chance_has_it(
        commit_blocks in 1u32..100,
        mean_interval in 1u32..5_000,
        (min_gap, spread) in (1u32..2_000, 0u32..5_000),
    ) {
        let challenges =
            Challenges { commit_blocks, mean_interval, min_gap, max_gap: min_gap + spread };
        let missed = 1.0 - 1.0 / f64::from(mean_interval);
        let by_chance = f64::from(mean_interval - 1) * (1.0 - missed.powf(f64::from(spread)));
        let exact = f64::from(min_gap) + by_chance;
        let found = challenges.mean_gap_milli() as f64 / 1_000.0;
        prop_assert!(found >= exact - 1e-6 && found <= exact + 0.001_001);
        let psi = (0.75 * f64::from(commit_blocks) / exact).min(1.0);
        let psi_max = f64::from(challenges.psi_max().deconstruct()) / 1e9;
        prop_assert!(psi_max <= psi + 1e-9 && psi_max >= psi * 0.998 - 2e-9);
        // One gap of any length pays three quarters of a window at most.
        let paid = found.floor();
        prop_assert!(psi_max * paid <= 0.75 * f64::from(commit_blocks));
    }

    #[test]
    fn a_reputation_is_within_zero_and_one_and_follows_what_was_done(
        record in record(),
        more in any::<u64>(),
    ) {
        let reputation = record.reputation();
        prop_assert!(reputation < Perbill::one());
        let better = Record {
            completed_usd_micro: record.completed_usd_micro.saturating_add(more),
            ..record
        };
        prop_assert!(better.reputation() >= reputation);
        let worse =
            Record { failed_usd_micro: record.failed_usd_micro.saturating_add(more), ..record };
        prop_assert!(worse.reputation() <= reputation);
    }

    #[test]
    fn a_value_lies_between_the_price_and_six_fifths_of_it(
        record in record(),
        (price, more) in any::<(u64, u64)>(),
    ) {
        let value = record.value_of(price);
        let nano = u128::from(price) * WHOLE;
        prop_assert!(value >= nano && value * 5 <= nano * 6);
        prop_assert!(record.value_of(price.saturating_add(more)) >= value);
        // The reputation is rounded to a billionth, and so is what follows from it.
        let missing = WHOLE - parts(record.reputation());
        let by_reputation = u128::from(price) * (WHOLE + missing / 5);
        prop_assert!(value.abs_diff(by_reputation) <= u128::from(price) * 2);
        let better = Record {
            completed_usd_micro: record.completed_usd_micro.saturating_add(more),
            ..record
        };
        prop_assert!(better.value_of(price) <= value);
    }

    #[test]
    fn of_any_bids_one_wins_whatever_their_order(
        bids in prop::collection::vec((record(), 1u64..20, 0u128..4), 1..16),
        turn in any::<usize>(),
    ) {
        let ranks: Vec<Rank> = (0u64..)
            .zip(&bids)
            .map(|(number, (record, price, bond))| Rank::new(*record, *price, *bond, number))
            .collect();
        let winner = ranks.iter().min().copied();
        let mut turned = ranks.clone();
        turned.rotate_left(turn % ranks.len());
        prop_assert_eq!(turned.iter().min().copied(), winner);
        // All differ, and compare as the rules say.
        for ((a, rank), (_, _, bond)) in (0u64..).zip(&ranks).zip(&bids) {
            for ((b, other), (_, _, other_bond)) in (0u64..).zip(&ranks).zip(&bids) {
                let by_rules = rank
                    .value()
                    .cmp(&other.value())
                    .then(other_bond.cmp(bond))
                    .then(a.cmp(&b));
                prop_assert_eq!(rank.cmp(other), by_rules);
                prop_assert_eq!(rank == other, a == b);
            }
        }
    }
}
