// SPDX-License-Identifier: Apache-2.0
//! Burn-mint equilibrium against `vectors/bme.json`, and against five epochs of its own.

use std::collections::BTreeSet;

use joule_math::{
    bme::{
        capped_pay, combined, pj_for, quorum, share, subsidy, usd_for, weighted, Closed, Params,
        Rent, Settlement, Unsound,
    },
    halving::Schedule,
};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;
use sp_arithmetic::{FixedU128, Perbill};

/// pJ of a JOULE.
const JOULE: u128 = 1_000_000_000_000;
/// pJ of a millionth of a JOULE, in which a peer counts.
const MICRO: u128 = 1_000_000;
const HOUR_MS: u64 = 3_600_000;

/// Rules of calls, which pallets have or have not: this crate computes nothing of them.
const OF_CALLS: [&str; 5] = [
    "akash-minmint",
    "akash-retry-3",
    "akash-escrow-closed-ops",
    "akash-reclaim",
    "akash-bid-rules",
];

/// Formulas of others that Joule has nothing like: schedules that follow burns or growth, epochs
/// that follow collateral, weights of hardware, stakes per card, and figures that are rounded by
/// hand.
const OF_OTHERS: [&str; 19] = [
    "akash-epoch-backoff-10pct",
    "akash-epoch-backoff-100pct",
    "rnp001-share",
    "rnp001-equilibrium",
    "rnp003-year1",
    "rnp006-node-score",
    "rnp019-cm-upgraded",
    "rnp023-year1",
    "rnp020-rebalance",
    "rnp020-ceiling",
    "rnp022-year2",
    "helium-net-emissions-400-9500",
    "helium-net-emissions-1650-200",
    "helium-hip20-simple",
    "helium-hip149-1.0-1644",
    "helium-hip149-0.1-91000",
    "helium-hip149-0.1-9100",
    "ionet-hourly",
    "ionet-stake",
];

/// What this file checks beside the groups below.
const CHECKED: [&str; 20] = [
    "aep76-mint-1000usd",
    "aep76-settle-1.50",
    "aep76-settle-0.90",
    "aep76-vault-10m",
    "aep76-walkthrough-month",
    "aep76-flow-remint-credit-left",
    "akash-testnet-cr",
    "akash-settle-spread-100bps",
    "akash-spread-truncates",
    "akash-take-rate",
    "rnp006-points",
    "rnp006-pool-cap",
    "rnp021-price-gross-up",
    "rnp021-block-rental",
    "helium-hip10-scn1",
    "helium-hip10-exploit",
    "helium-oracle-median",
    "bme21-5-epochs",
    "bme21-nfl",
    "bme21-schedule-total",
];

const PEERS_CONVERSIONS: [&str; 4] = [
    "akash-burnact-1uact",
    "akash-burnact-3uact",
    "akash-burnact-4uact",
    "akash-burnact-1000000uact",
];

const ESCROWS_WITH_TWO_RATES: [&str; 5] = [
    "akash-escrow-plenty-left",
    "akash-escrow-use-it-all",
    "akash-escrow-ruh-roh",
    "akash-escrow-use-all-funds",
    "akash-escrow-use-all-funds-and-balance",
];

const ESCROWS_WITH_ONE_RATE: [&str; 2] = ["akash-escrow-close-10-blocks", "akash-escrow-overdraft"];

const JOBS_BY_HOURS: [&str; 5] = [
    "rnp019-job-baseline",
    "rnp019-job-upgraded",
    "rnp019-job-lower",
    "rnp021-job-4090",
    "rnp021-job-h200",
];

const BURNS_AND_REWARDS: [&str; 5] =
    ["rnp023-sce-2.00", "rnp023-sce-2.10", "rnp023-sce-1.90", "rnp023-sgs-2.00", "rnp023-sgs-1.90"];

const SETTLEMENTS: [&str; 4] = [
    "bme21-settle-100-2.00",
    "bme21-settle-0.000001-3.00",
    "bme21-settle-0.000003-3.00",
    "bme21-settle-1-0.333333",
];

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    inputs: Value,
    expected: Value,
}

fn vectors() -> Vec<Vector> {
    let file: File =
        serde_json::from_str(include_str!("vectors/bme.json")).expect("the vectors are valid JSON");
    file.vectors
}

fn vector(id: &str) -> Vector {
    vectors().into_iter().find(|vector| vector.id == id).expect("the vectors hold this case")
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("the vectors have this form")
}

/// A decimal number, be it a string or not, with `digits` behind the point.
fn decimal(value: &Value, digits: usize) -> i128 {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (sign, text) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = fraction.trim_end_matches('0');
    assert!(fraction.len() <= digits, "{text} has more than {digits} digits");
    let all = format!("0{whole}{fraction:0<digits$}");
    sign * all.parse::<i128>().expect("the vectors hold decimal numbers")
}

fn positive(value: &Value, digits: usize) -> u128 {
    decimal(value, digits).try_into().expect("the number is not negative")
}

fn pj(value: &Value) -> u128 {
    positive(value, 12)
}

fn usd_micro(value: &Value) -> u128 {
    positive(value, 6)
}

fn price(value: &Value) -> FixedU128 {
    FixedU128::from_inner(positive(value, 18))
}

fn cost(usd_micro: u128, at: &Value) -> u128 {
    pj_for(usd_micro, price(at)).expect("there is a price")
}

/// Whether an amount in pJ is `published` to as many digits as that has.
fn assert_published(amount: i128, published: &Value, digits: u32) {
    let unit = 10i128.pow(12 - digits);
    let expected = decimal(published, digits as usize);
    let rounded = (amount + unit / 2).div_euclid(unit);
    assert_eq!(rounded, expected, "{amount} is not {published}");
}

fn signed(amount: u128) -> i128 {
    amount.try_into().expect("amounts are small")
}

/// Rent per block, as the peer has it: one block is an hour.
fn per_block(rate: u64) -> Rent {
    Rent { usd_micro_per_hour: rate, slot_ms: HOUR_MS }
}

fn bps(value: &Value) -> Perbill {
    Perbill::from_parts(read::<u32>(value) * 100_000)
}

fn params(value: &Value) -> Params {
    Params {
        tau_b: bps(&value["tau_b_bps"]),
        tau_s: bps(&value["tau_s_bps"]),
        sigma_max: bps(&value["sigma_max_bps"]),
        delta: bps(&value["delta_bps"]),
        psi: Params::DEFAULT.psi,
    }
}

/// Parameters that only take a part for stakers, for rules of peers that know nothing else.
fn taking(percent: u32) -> Params {
    let none = Perbill::zero();
    Params {
        tau_b: none,
        tau_s: Perbill::from_percent(percent),
        sigma_max: none,
        ..Params::DEFAULT
    }
}

#[test]
fn every_vector_is_known() {
    let groups: [&[&str]; 9] = [
        &OF_CALLS,
        &OF_OTHERS,
        &CHECKED,
        &PEERS_CONVERSIONS,
        &ESCROWS_WITH_TWO_RATES,
        &ESCROWS_WITH_ONE_RATE,
        &JOBS_BY_HOURS,
        &BURNS_AND_REWARDS,
        &SETTLEMENTS,
    ];
    let known: Vec<&str> = groups.concat();
    let found: BTreeSet<String> = vectors().into_iter().map(|vector| vector.id).collect();
    let expected: BTreeSet<String> = known.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(known.len(), expected.len(), "no vector is in two groups");
    assert_eq!(found, expected);
}

#[test]
fn settlements_are_those_of_the_vectors_to_the_last_digit() {
    for id in SETTLEMENTS {
        let Vector { inputs, expected, .. } = vector(id);
        let params = params(&inputs["params"]);
        assert_eq!(params, Params::DEFAULT);
        let found = params.settle(usd_micro(&inputs["usd"]), price(&inputs["price"]));
        let settlement = Settlement {
            burned: pj(&expected["burn"]),
            to_provider: pj(&expected["provider"]),
            to_stakers: pj(&expected["stakers"]),
            gone: pj(&expected["destroyed"]),
        };
        assert_eq!(found, Ok(settlement), "{id}");
    }
}

/// What was minted and what was left before an epoch, in pJ.
struct Supply {
    total: i128,
    carry: u128,
}

fn run_epoch(supply: &mut Supply, case: &Value) {
    let params = Params::DEFAULT;
    let emission = positive(&case["emission"], 12);
    let flows: serde_json::Map<String, Value> = read(&case["flows_usd"]);
    let settle = |usd: &Value| {
        params.settle(usd_micro(usd), price(&case["price"])).expect("there is a price")
    };
    let settlements: Vec<Settlement> = flows.values().map(settle).collect();
    let sum = |part: fn(&Settlement) -> u128| settlements.iter().map(part).sum::<u128>();
    assert_eq!(sum(|one| one.burned), pj(&case["burned"]));
    assert_eq!(sum(|one| one.to_provider), pj(&case["provider_remint"]));
    assert_eq!(sum(|one| one.to_stakers), pj(&case["staker_remint"]));
    let gone = sum(|one| one.gone);
    assert_eq!(gone, pj(&case["destroyed"]));

    // A tenth of the emission is for work, and a twentieth for availability. All burns count, that
    // of the wash trader too.
    let (work, availability) = (emission / 10, emission / 20);
    let counted = sum(|one| weighted(Perbill::one(), one.burned));
    let closed = params.close_epoch(work, supply.carry, counted);
    assert_eq!(work + supply.carry, pj(&case["subsidy_budget"]));
    assert_eq!(closed.sigma.into_inner(), positive(&case["sigma_e18"], 0));
    assert_eq!(closed.paid, pj(&case["subsidy"]));
    assert_eq!(closed.carry_out, pj(&case["carry_out"]));
    assert_eq!(closed.lapsed, 0);
    let claimed: u128 = settlements.iter().map(|one| subsidy(closed.sigma, one.burned)).sum();
    assert!(claimed <= closed.paid);

    // The figures take availability as paid, and the carry as not minted yet.
    assert_eq!(availability, pj(&case["availability"]));
    let other = emission - work - availability;
    assert_eq!(other, pj(&case["other_emission"]));
    let net = signed(closed.paid + availability + other) - signed(gone);
    assert_eq!(net, decimal(&case["net_issuance"], 12));
    let on_chain = supply.total + signed(supply.carry) + signed(emission) - signed(gone);
    supply.total += net;
    supply.carry = closed.carry_out;
    assert_eq!(supply.total, decimal(&case["total_issuance"], 12));
    assert_eq!(supply.total + signed(supply.carry), on_chain, "the carry lies in the pot");
}

#[test]
fn five_epochs_are_those_of_the_vectors() {
    let Vector { inputs, expected, .. } = vector("bme21-5-epochs");
    assert_eq!(params(&inputs["params"]), Params::DEFAULT);
    let epochs: Vec<Value> = read(&expected["epochs"]);
    assert_eq!(epochs.len(), 5);
    let mut supply = Supply { total: signed(1_000_000 * JOULE), carry: 0 };
    for epoch in &epochs {
        run_epoch(&mut supply, epoch);
    }
}

#[test]
fn without_work_the_carry_is_four_epochs_and_the_rest_lapses() {
    let file: Value = serde_json::from_str(include_str!("vectors/bme_without_work.json"))
        .expect("the vectors are valid JSON");
    let epochs: Vec<Value> = read(&file["epochs"]);
    assert_eq!(epochs.len(), 5);
    let mut carry = 0;
    for epoch in epochs.iter().chain([&file["then_a_halving"]]) {
        let closed = Params::DEFAULT.close_epoch(pj(&epoch["work"]), carry, 0);
        let expected = Closed {
            sigma: FixedU128::from_inner(positive(&epoch["sigma_e18"], 0)),
            paid: pj(&epoch["paid"]),
            carry_out: pj(&epoch["carry_out"]),
            lapsed: pj(&epoch["lapsed"]),
        };
        assert_eq!(closed, expected);
        carry = closed.carry_out;
    }
}

#[test]
fn nobody_gets_back_more_than_the_vectors_say() {
    let Vector { inputs, expected, .. } = vector("bme21-nfl");
    let (phi, most): (Vec<Value>, Vec<Value>) =
        (read(&inputs["phi"]), read(&expected["max_return"]));
    assert_eq!((phi.len(), most.len()), (3, 3));
    let params = Params::DEFAULT;
    let settlement = params.divide(100 * JOULE);
    // Without other work, the subsidy is the highest.
    let closed = params.close_epoch(100 * JOULE, 0, settlement.burned);
    for (phi, most) in phi.iter().zip(&most) {
        let from_stake = settlement.to_stakers * positive(phi, 1) / 10;
        let regained = settlement.to_provider + from_stake + subsidy(closed.sigma, 100 * JOULE);
        assert_eq!(regained, 100 * pj(most));
    }
}

#[test]
fn the_schedule_issues_what_the_vectors_say() {
    let expected = vector("bme21-schedule-total").expected;
    let scheduled = Schedule::JOULE.scheduled_through(u32::MAX, 0);
    assert_eq!(scheduled, pj(&expected["total"]));
    assert_eq!(Schedule::JOULE.cap - scheduled, pj(&expected["dust"]));
    assert_eq!(Schedule::JOULE.eras(0).count(), read::<usize>(&expected["eras_nonzero"]));
}

#[test]
fn a_thousand_dollars_are_converted_as_published() {
    let Vector { inputs, expected, .. } = vector("aep76-mint-1000usd");
    let burned = cost(usd_micro(&inputs["usd"]), &inputs["price_mint"]);
    assert_published(signed(burned), &expected["akt_burned"], 6);
    for id in ["aep76-settle-1.50", "aep76-settle-0.90"] {
        let Vector { inputs, expected, .. } = vector(id);
        let out = cost(usd_micro(&inputs["act"]), &inputs["price_settle"]);
        assert_published(signed(burned), &inputs["akt_burned_at_topup"], 6);
        assert_published(signed(out), &expected["akt_out"], 6);
        // Between two prices a peer may have to mint. At one price, less is minted than burned.
        assert_published(signed(out) - signed(burned), &expected["net_supply_change"], 6);
        let settlement = Params::DEFAULT.divide(out);
        assert!(settlement.to_provider + settlement.to_stakers < settlement.burned);
    }
    let Vector { inputs, expected, .. } = vector("aep76-flow-remint-credit-left");
    let left = pj(&inputs["remint_credits"]) - pj(&inputs["akt_out"]);
    assert_eq!(left, pj(&expected["remint_credits_left"]));
    assert_eq!(pj(&inputs["akt_out"]), pj(&expected["vault_paid"]));
}

#[test]
fn ten_million_dollars_are_converted_as_published() {
    let Vector { inputs, expected, .. } = vector("aep76-vault-10m");
    let usd = usd_micro(&inputs["usd"]);
    let whole = |amount: u128| signed(amount / JOULE);
    let vault = whole(cost(usd, &inputs["price_mint"]));
    assert_eq!(vault, decimal(&expected["vault_akt"], 0));
    let paid = whole(cost(usd, &"1.25".into()));
    assert_eq!(paid, decimal(&expected["remint_at_1_25"], 0));
    assert_eq!(paid - vault, decimal(&expected["net_at_1_25"], 0));
    let owed = whole(cost(usd, &"0.90".into()));
    assert_eq!(owed, decimal(&expected["owed_at_0_90"], 0));
    assert_eq!(owed - vault, decimal(&expected["shortfall_minted_at_0_90"], 0));
    let worth = usd_for(pj(&expected["vault_akt"]), price(&"1.20".into()));
    assert_published(signed(worth * JOULE / usd), &expected["cr_at_1_20"], 4);

    let Vector { inputs, expected, .. } = vector("aep76-walkthrough-month");
    let millions = |at: &Value| signed(cost(usd_micro(&inputs["usd"]), at) / 1_000_000);
    let (burned, minted) = (millions(&inputs["p_mint"]), millions(&inputs["p_settle"]));
    assert_published(burned, &expected["burned_m"], 2);
    assert_published(minted, &expected["reminted_m"], 2);
    assert_published(burned - minted, &expected["net_burn_m"], 2);
}

#[test]
fn a_vault_is_worth_what_is_published() {
    let Vector { inputs, expected, .. } = vector("akash-testnet-cr");
    let outstanding = usd_micro(&inputs["outstanding_act"]);
    let ratio =
        |at: &Value| signed(usd_for(pj(&inputs["vault_akt"]), price(at)) * JOULE / outstanding);
    assert_published(ratio(&inputs["price"]), &expected["cr"], 4);
    assert_published(ratio(&"0.20".into()), &expected["cr_at_price_0_20"], 4);
}

#[test]
fn what_is_multiplied_first_loses_nothing_that_the_peer_loses() {
    for id in PEERS_CONVERSIONS {
        let Vector { inputs, expected, .. } = vector(id);
        let usd: u128 = read(&inputs["burn_uact"]);
        let found = cost(usd, &inputs["akt_price"]) / MICRO;
        // The peer multiplies by an inverse that it has rounded down before.
        let by_truncated_rate = usd * 333_333_333_333_333_333 / 10u128.pow(18);
        assert_eq!(by_truncated_rate, read::<u128>(&expected["mint_uakt"]), "{id}");
        assert_eq!(found, by_truncated_rate + u128::from(id == "akash-burnact-3uact"), "{id}");
    }
}

#[test]
fn a_take_is_the_peers_and_what_rounding_leaves_is_gone() {
    for (id, percent) in [("akash-settle-spread-100bps", 1), ("akash-spread-truncates", 10)] {
        let expected = vector(id).expected;
        let settlement = taking(percent).divide(read(&expected["mint_uakt"]));
        assert_eq!(settlement.to_stakers, read::<u128>(&expected["spread_uakt"]), "{id}");
        // The peer gives the rest of the rounding to the user.
        let user: u128 = read(&expected["user_uakt"]);
        assert_eq!(settlement.to_provider + settlement.gone, user, "{id}");
        assert_eq!(settlement.gone, 1, "{id}");
    }
    let Vector { inputs, expected, .. } = vector("akash-take-rate");
    for (rate, fee, net) in
        [("rate_uakt_pct", "uakt_fee", "uakt_net"), ("rate_default_pct", "other_fee", "other_net")]
    {
        let settlement = taking(read(&inputs[rate])).divide(read(&inputs["amount"]));
        assert_eq!(settlement.to_stakers, read::<u128>(&expected[fee]));
        let rest = settlement.to_provider + settlement.gone;
        assert_eq!(rest, read::<u128>(&expected[net]));
    }
}

/// What an escrow of `funds` has paid of `owed`, and what is left of it, both in the peer's unit.
fn paid_from(funds: u128, owed: u128) -> (u128, u128) {
    let one_dollar = FixedU128::from_u32(1);
    let escrow = funds * MICRO;
    let settled =
        Params::DEFAULT.settle_within(owed, one_dollar, escrow).expect("there is a price");
    let left = escrow - settled.settlement.burned;
    assert_eq!(left % MICRO, 0);
    (settled.usd_micro, left / MICRO)
}

#[test]
fn an_escrow_of_two_pays_what_the_peers_does_but_never_what_it_has_not() {
    for id in ESCROWS_WITH_TWO_RATES {
        let Vector { inputs, expected, .. } = vector(id);
        let funds: u128 = read(&inputs["funds"]);
        let (blocks, rates): (u32, Vec<u64>) = (read(&inputs["blocks"]), read(&inputs["rates"]));
        let all = per_block(rates.iter().sum());
        // Nothing is served that cannot be paid.
        let served = blocks.min(all.blocks_for(funds));
        let (paid, left) = paid_from(funds, all.owed(served));
        assert_eq!(paid, all.owed(served), "{id}");

        let transferred: Vec<u128> = read(&expected["transferred"]);
        assert_eq!(paid, transferred.iter().sum::<u128>(), "{id}");
        assert_eq!(signed(left), decimal(&expected["funds_end"], 0).max(0), "{id}");
        let is_overdrawn: bool = read(&expected["overdrawn"]);
        assert_eq!(served < blocks, is_overdrawn, "{id}");
        // The peer pays the first in full. Shares do not depend on who comes first.
        let rate_of_all = all.usd_micro_per_hour.into();
        for (rate, transferred) in rates.iter().zip(transferred) {
            let fair = share(paid, (*rate).into(), rate_of_all);
            assert_eq!(fair, if is_overdrawn { 50 } else { transferred }, "{id}");
        }
    }
}

#[test]
fn an_escrow_of_one_is_refunded_or_used_up_but_never_overdrawn() {
    let [closed, overdrawn] = ESCROWS_WITH_ONE_RATE.map(vector);
    let case = |inputs: &Value| -> (u128, Rent, u32) {
        (read(&inputs["funds"]), per_block(read(&inputs["rate"])), read(&inputs["blocks"]))
    };

    let (funds, rent, blocks) = case(&closed.inputs);
    let (paid, left) = paid_from(funds, rent.owed(blocks));
    assert_eq!(paid, read::<u128>(&closed.expected["transferred"]));
    assert_eq!(left, read::<u128>(&closed.expected["refund"]));

    let (funds, rent, blocks) = case(&overdrawn.inputs);
    let debt = signed(rent.owed(blocks)) - signed(funds);
    assert_eq!(-debt, decimal(&overdrawn.expected["funds"], 0));
    // The peer's provider is paid all there is, and works on for a debt.
    assert_eq!(paid_from(funds, rent.owed(blocks)).0, read(&overdrawn.expected["provider_paid"]));
    // The last block that Joule lets it serve is the 33rd: 990 of 1,000.
    assert_eq!(rent.blocks_for(funds), 33);
    assert_eq!(paid_from(funds, rent.owed(33)), (990, 10));
}

#[test]
fn parts_of_pools_are_as_published() {
    let Vector { inputs, expected, .. } = vector("rnp006-points");
    let points = read::<u128>(&inputs["tokens"]) * read::<u128>(&inputs["points_per_token"]);
    let pool = positive(&inputs["pool"], 12);
    let part = share(pool, points, read(&inputs["total_points"]));
    assert_published(signed(part), &expected["render"], 2);

    let Vector { inputs, expected, .. } = vector("rnp006-pool-cap");
    let cap = read::<u128>(&inputs["nodes"]) * 75;
    let used = capped_pay(read(&inputs["pool"]), 1, 1, cap);
    assert_eq!(used, read::<u128>(&expected["pool_used"]));
}

#[test]
fn jobs_by_hours_are_paid_as_published() {
    for id in JOBS_BY_HOURS {
        let Vector { inputs, expected, .. } = vector(id);
        let hours: u128 = read(&inputs["hours"]);
        // Of a week's pay, the part of its 168 hours.
        let job = |base: u128, factor: &Value| share(base * pj(factor), hours, 168);
        if id.starts_with("rnp019") {
            let paid = job(read(&inputs["base"]), &inputs["cm"]);
            assert_published(signed(paid), &expected["render"], 2);
            continue;
        }
        let paid = job(25, &inputs["mult"]);
        let there = share(2 * JOULE, pj(&inputs["uptime"]), JOULE);
        assert_published(signed(paid), &expected["job"], 2);
        assert_published(signed(there), &expected["availability"], 2);
        assert_published(signed(paid + there), &expected["total"], 2);
    }
}

#[test]
fn what_a_customer_pays_is_divided_as_published() {
    let Vector { inputs, expected, .. } = vector("rnp021-price-gross-up");
    let ask = usd_micro(&inputs["ask_per_hour"]);
    // An ask of 95 of 100 parts.
    let hourly = ask * 100 / 95;
    assert_eq!(hourly, usd_micro(&expected["customer_per_hour"]));
    let rent = per_block(hourly.try_into().expect("rates are small"));
    let total = rent.owed(read(&inputs["hours"]));
    assert_eq!(total, usd_micro(&expected["total"]));
    let divided = taking(5).divide(total);
    assert_eq!(divided.to_provider, usd_micro(&expected["burn_usd"]));
    assert_eq!(divided.to_stakers, usd_micro(&expected["operator_fee_usd"]));

    let Vector { inputs, expected, .. } = vector("rnp021-block-rental");
    let gpus: u128 = read(&inputs["gpus"]);
    let all = usd_micro(&inputs["ask"]) * 100 / 95 * gpus;
    let hours: u32 = read(&inputs["hours"]);
    let total = per_block(all.try_into().expect("rates are small")).owed(hours);
    assert_eq!(total, usd_micro(&expected["total"]));
    let divided = taking(5).divide(total);
    assert_eq!(divided.to_provider, usd_micro(&expected["burn_usd"]));
    assert_eq!(divided.to_stakers, usd_micro(&expected["fee_usd"]));
    let paid = usd_micro(&inputs["customer_paid"]) * MICRO;
    let effective = share(paid, 1, gpus * u128::from(hours));
    assert_published(signed(effective), &expected["effective_hourly"], 2);
    // A grant of a sixth of the price would pay for itself: it could not be set.
    let grant = Perbill::from_rational(usd_micro(&inputs["grant"]), total);
    let granting = Params { sigma_max: grant, ..Params::DEFAULT };
    assert_eq!(granting.check(Perbill::one()), Err(Unsound::FreeLunch));
}

#[test]
fn burns_and_rewards_are_as_published() {
    for id in BURNS_AND_REWARDS {
        let Vector { inputs, expected, .. } = vector(id);
        let usd = usd_micro(&inputs["usd"]);
        let part = |of: &str| bps(&inputs[of]).mul_floor(usd);
        let burned = signed(cost(part("burn_bps"), &inputs["p_burn"]));
        let minted = signed(cost(part("reward_bps"), &inputs["p_mint"]));
        // As many digits as the file has.
        let digits = |of: &str| {
            let text: String = read(&expected[of]);
            text.split_once('.').map_or(0, |(_, digits)| digits.len() as u32)
        };
        assert_published(burned, &expected["burned"], digits("burned"));
        assert_published(minted, &expected["minted"], digits("minted"));
        assert_published(burned - minted, &expected["net_burn"], digits("net_burn"));
        let percent = (burned - minted) * 100 * signed(JOULE) / minted;
        assert_published(percent, &expected["net_burn_pct_of_mint"], 1);
    }
}

#[test]
fn credits_for_data_are_worth_what_the_note_says() {
    let Vector { inputs, expected, .. } = vector("helium-hip10-scn1");
    let credits: u128 = read(&inputs["dc"]);
    let reward = |usd_of_100k: u128| cost(credits * usd_of_100k * 10, &inputs["hnt_price"]) / JOULE;
    assert_eq!(usd_micro(&inputs["dc_usd"]), 100);
    assert_eq!(reward(10), read::<u128>(&expected["dc_reward_hnt"]));
    // At a tenth of it, the real peg, it is what the text says.
    let real = reward(1);
    assert_eq!(real, read::<u128>(&expected["text_says"]));
    let left = read::<u128>(&inputs["dc_bucket"]) - real;
    assert_eq!(left, read::<u128>(&expected["remaining"]));
}

#[test]
fn an_exploit_that_returned_145_times_its_price_returns_less_than_one() {
    let Vector { inputs, .. } = vector("helium-hip10-exploit");
    let (burned, reward): (u128, u128) = (read(&inputs["burn_usd"]), read(&inputs["reward_usd"]));
    assert_eq!(reward / burned, 144);
    // GIVEN an epoch in which nobody else works, and a budget of all that the exploit earned
    let settlement = Params::DEFAULT.settle(burned * MICRO, FixedU128::from_u32(1)).unwrap();
    let closed = Params::DEFAULT.close_epoch(reward * JOULE, 0, settlement.burned);
    // WHEN who burned is provider and all stakers too
    let regained = settlement.to_provider + settlement.to_stakers + closed.paid;
    // THEN it has lost a twentieth.
    assert_eq!(regained, burned * JOULE / 100 * 95);
}

#[test]
fn the_median_of_seven_oracles_is_the_published_one() {
    let Vector { inputs, expected, .. } = vector("helium-oracle-median");
    let prices: Vec<Value> = read(&inputs["prices"]);
    let mut prices: Vec<FixedU128> = prices.iter().map(price).collect();
    assert_eq!(combined(&mut prices), Some(price(&expected["price"])));
    // There, more than half are enough; here, more than two thirds.
    let oracles: u32 = read(&inputs["n_oracles"]);
    assert_eq!(oracles / 2 + 1, read::<u32>(&expected["min_needed"]));
    assert_eq!(quorum(oracles), 7);
}
