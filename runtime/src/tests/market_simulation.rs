// SPDX-License-Identifier: Apache-2.0
//! Five years of the market for compute, epoch by epoch, on the real runtime: what becomes of the
//! supply if demand is low, grows and collapses, if the price crashes or nobody knows it, and if
//! somebody trades with itself.
//!
//! `docs/market-simulation.md` says what is assumed, and shows what came out.

mod chain;
mod economy;
mod figures;
mod fleet;
mod history;
mod leases;
mod plot;
mod story;

use crate::tests::figures::publish;
use figures::{ppm, sum, Week};
use history::{Day, History, Wash};
use joule_math::bme::CARRY_EPOCHS;
use joule_primitives::{
    types::{Balance, BlockNumber},
    units::{CAP, JOULE, SCHEDULE},
};
use sp_runtime::{PerThing, Perbill};
use std::ops::Range;
use story::{is_outage, CRASH, OUTAGE, OUTAGE_END, WASH};

/// A day of blocks of six seconds, which is an epoch.
const DAY_BLOCKS: BlockNumber = 14_400;
/// Days.
const WEEK: u32 = 7;
const MONTH: u32 = 28;
const YEAR: u32 = 365;
/// How long the simulation takes, in days.
const DAYS: u32 = 5 * YEAR;
/// When demand is highest, and the reward has not halved.
const BOOM: Range<u32> = 3 * YEAR..4 * YEAR - 5;
/// The epochs for which claims are kept.
const CLAIM_EPOCHS: u32 = 90;
/// The guide that shows what comes out.
const PAGE: &str = "market-simulation.md";
/// Parts of a whole.
const WHOLE_PPM: u128 = 1_000_000;
/// What nobody ever gets back of what it burns.
const MARGIN: Perbill = Perbill::from_percent(5);

#[test]
fn neither_a_wash_trader_nor_a_crash_breaks_the_market_in_five_years() {
    let history = economy::simulate();
    tell(&history);
    the_schedule_is_kept_to_the_block(&history);
    there_is_no_free_lunch(&history);
    demand_above_emission_makes_the_supply_fall(&history);
    the_wash_trader_loses_a_twentieth(&history);
    a_crash_ends_leases_and_loses_nothing(&history);
    the_outage_stops_conversions_and_nothing_else(&history);
    the_carry_is_bounded(&history);
    what_lapses_is_burned(&history);

    let weeks = Week::all(&history.days);
    publish(PAGE, "market-simulation.csv", &figures::table(&weeks));
    let plot = plot::draw(&weeks).expect("a string takes any plot");
    publish(PAGE, "market-simulation.svg", &plot);
}

/// The days from one to the one before another.
fn days(history: &History, days: Range<u32>) -> &[Day] {
    let index = |day: u32| usize::try_from(day - 1).expect("it is small");
    history.days.get(index(days.start)..index(days.end)).expect("they were simulated")
}

fn the_schedule_is_kept_to_the_block(history: &History) {
    for Day { day, ledger, .. } in &history.days {
        let scheduled = SCHEDULE.scheduled_through(day * DAY_BLOCKS, ledger.genesis);
        assert_eq!(ledger.scheduled, scheduled, "day {day}");
        let supply = ledger.expected_issuance();
        assert!(ledger.genesis + ledger.scheduled <= CAP && supply <= CAP, "day {day}");
    }
    // The chain tells what is in its books. The first two blocks came before the first day.
    for day in history.days.iter().skip(1) {
        let other_burned = i128::try_from(day.other_burned).expect("it is small");
        assert_eq!(day.growth, day.told.net_issuance - other_burned, "day {}", day.day);
        assert_eq!(day.emitted, day.told.emitted, "day {}", day.day);
    }
    let halving = SCHEDULE.first_block_of(1).expect("there is one").div_ceil(DAY_BLOCKS);
    let emitted = |day| history.day(day).emitted;
    assert_eq!(emitted(halving - 1), 2 * emitted(halving + 1), "the reward halves");
    assert!((emitted(halving + 1)..emitted(halving - 1)).contains(&emitted(halving)));
}

fn there_is_no_free_lunch(history: &History) {
    for day in &history.days {
        let returned = day.reminted() + day.outcome().granted_for_work;
        let most = MARGIN.left_from_one().mul_floor(day.burned());
        assert!(returned <= most, "day {}: {returned} of {}", day.day, day.burned());
        let parameters = day.parameters;
        assert!(parameters.max_subsidy + parameters.margin <= parameters.burn_take);
        assert!(parameters.margin >= MARGIN);
    }
}

fn demand_above_emission_makes_the_supply_fall(history: &History) {
    let gone = |days: &[Day]| sum(days, |day| day.burned() - day.reminted());
    let supply = |day: u32| history.day(day).supply();
    let boom = days(history, BOOM);
    assert!(gone(boom) > sum(boom, |day| day.emitted), "more is gone than is emitted");
    assert!(supply(BOOM.end - 1) + 100_000 * JOULE < supply(BOOM.start), "and the supply falls");
    assert!(boom.iter().filter(|day| day.growth < 0).count() * 10 > boom.len() * 9);
    // Little demand leaves it to the schedule.
    assert!(supply(YEAR) > supply(1) + 2_000_000 * JOULE);
    assert!(supply(DAYS) > supply(DAYS - YEAR / 2), "it rises again after the collapse");
}

/// What the wash trader burned and got back in all.
fn washed(history: &History) -> Wash {
    history.days.iter().fold(Wash::default(), |sum, Day { wash, .. }| Wash {
        burned: sum.burned + wash.burned,
        to_provider: sum.to_provider + wash.to_provider,
        to_stakers: sum.to_stakers + wash.to_stakers,
        subsidy: sum.subsidy + wash.subsidy,
    })
}

fn the_wash_trader_loses_a_twentieth(history: &History) {
    let wash = washed(history);
    let is_washing = history.days.iter().filter(|day| day.wash.burned > 0).count();
    assert!(is_washing > 700 && wash.burned > 1_000_000 * JOULE, "it tries for long");
    assert!(wash.subsidy > 0, "nobody sees that both sides are one");
    let lost = wash.burned - wash.returned();
    assert!(lost >= MARGIN.mul_ceil(wash.burned), "{lost} of {}", wash.burned);
    // Who does not hide it has no subsidy at all, and is no revenue.
    let (from, until) = story::OWN_USE;
    let is_own = |day: &&Day| {
        let figures = &day.told.figures;
        figures.unrelated_revenue_usd_micro < figures.revenue_usd_micro
    };
    let own = history.days.iter().filter(is_own).collect::<Vec<_>>();
    assert!(own.len() > 20, "{}", own.len());
    // The last of it is paid on the day after.
    assert!(own.iter().all(|day| (from..=until + 1).contains(&day.day)));
    assert!(own.iter().all(|day| day.told.figures.subsidised < day.burned()));
}

fn a_crash_ends_leases_and_loses_nothing(history: &History) {
    let spot = |day| figures::micro_dollars(history.day(day));
    assert!(spot(CRASH + 1) * 2 < spot(CRASH - 1), "it costs less than half");
    let mut left = history.below_floor.iter();
    assert!(history.below_floor.len() > 5, "providers leave what pays too little");
    assert!(left.all(|day| (CRASH..CRASH + WEEK).contains(day)), "{:?}", history.below_floor);
    assert!(history.days.iter().all(|day| day.is_blind() == is_outage(day.day)));
    // After a week tenants have what they want again.
    let after = history.day(CRASH + WEEK);
    assert!(after.leases >= after.wanted, "{} of {}", after.leases, after.wanted);
    assert!(history.concluded > 200, "{}", history.concluded);
}

fn the_outage_stops_conversions_and_nothing_else(history: &History) {
    assert_eq!(history.refused, OUTAGE_END - OUTAGE, "no order is taken");
    let (before, first) = (history.day(OUTAGE - 1), history.day(OUTAGE));
    for day in days(history, OUTAGE..OUTAGE_END) {
        let (figures, outcome) = (&day.told.figures, day.outcome());
        assert_eq!((outcome.price, outcome.granted_for_availability), (None, 0));
        assert_eq!(day.emitted, before.emitted, "blocks are paid as ever");
        // Who served goes on, but for the two leases that end on the first day.
        let serving = u64::try_from(before.leases - 2).expect("it is small");
        assert!(figures.activity.serving_blocks >= serving * u64::from(DAY_BLOCKS));
        assert_eq!(figures.activity.failed, 0, "and nobody is punished");
    }
    // What ran is unpaid. What ended is paid a day later, at the mean price of before.
    assert_eq!(first.burned(), 0);
    assert!(history.day(OUTAGE + 1).burned() > 0, "exits do not wait");
    assert_eq!(history.day(OUTAGE + 2).burned(), 0);
    // All of it is paid when there is a price again. That each block is, is seen at the end of each
    // lease.
    let after = history.day(OUTAGE_END);
    assert!(after.burned() > 3 * before.burned());
    assert!(after.told.figures.device_blocks > 3 * before.told.figures.device_blocks);
}

fn the_carry_is_bounded(history: &History) {
    let mut full = 0;
    for day in &history.days {
        let (carry, most) =
            (day.outcome().carry_out, CARRY_EPOCHS * day.told.figures.emitted_for_work);
        assert!(carry <= most, "day {}", day.day);
        full += u32::from(carry == most);
    }
    assert!(full > YEAR / 2, "it is tried: {full}");
}

fn what_lapses_is_burned(history: &History) {
    let (from, until) = story::FORGOTTEN;
    let mut forgotten = 0;
    for Day { day, lapsed, .. } in &history.days {
        assert_eq!(history.day(*day).told.figures.lapsed, *lapsed, "day {day}");
        // Beyond what nobody earned, it is what was not claimed in time, by who forgot it and for the
        // last day of machines that left; and a day later, what they had claimed that did not vest.
        let late = lapsed.checked_sub(history.day(*day).unearned()).expect("all of it lapses");
        let epoch = (day - 1).checked_sub(CLAIM_EPOCHS);
        let is_forgotten = epoch.is_some_and(|epoch| (from..=until).contains(&epoch));
        let left_on = |epoch| history.left_on.iter().any(|day| [epoch, epoch + 1].contains(day));
        let has_left = epoch.is_some_and(left_on);
        assert!(late < JOULE || is_forgotten || has_left, "day {day}: {late}");
        forgotten += if is_forgotten { late } else { 0 };
    }
    assert!(forgotten > 100 * JOULE, "{forgotten}");
}

/// Tells the figures that the documentation names.
fn tell(history: &History) {
    let in_joules = |amount: Balance| amount / JOULE;
    for period in [1..YEAR, YEAR..3 * YEAR, BOOM, 4 * YEAR..DAYS + 1, 1..DAYS + 1] {
        let days = days(history, period.clone());
        let count = u128::try_from(days.len()).expect("it is small");
        let all = |amount: fn(&Day) -> u128| sum(days, amount);
        let billed = all(|day| day.told.figures.device_blocks.into());
        println!(
            "days {period:?}: per day: emitted {}, burned {}, reminted {}, lapsed {}, subsidies {}, \
             availability {}; dollars {} and {}; paid {} ppm of attested, {} ppm of listed; supply \
             {} to {}",
            in_joules(all(|day| day.emitted) / count),
            in_joules(all(Day::burned) / count),
            in_joules(all(Day::reminted) / count),
            in_joules(all(|day| day.lapsed) / count),
            in_joules(all(|day| day.outcome().granted_for_work) / count),
            in_joules(all(|day| day.outcome().granted_for_availability) / count),
            all(|day| day.told.figures.revenue_usd_micro) / count / WHOLE_PPM,
            all(|day| day.told.figures.unrelated_revenue_usd_micro) / count / WHOLE_PPM,
            ppm(billed, all(|day| day.told.figures.activity.attested_blocks.into())),
            ppm(billed, all(|day| day.told.figures.activity.listed_blocks.into())),
            in_joules(days.first().map_or(0, |day| day.supply())),
            in_joules(days.last().map_or(0, |day| day.supply())),
        );
    }
    let highest = history.days.iter().map(|day| (day.supply(), day.day)).max();
    println!("the largest supply, and its day: {highest:?}");
    for period in [WASH.0 + 1..YEAR, YEAR..CRASH, CRASH..WASH.1] {
        let days = days(history, period.clone());
        let (burned, back) =
            (sum(days, |day| day.wash.burned), sum(days, |day| day.wash.returned()));
        println!("in days {period:?} it lost {} ppm", ppm(burned - back, burned));
    }
    let wash = washed(history);
    println!(
        "the wash trader burned {}, got {} for work, {} for stake, {} of subsidies; lost {} ppm",
        in_joules(wash.burned),
        in_joules(wash.to_provider),
        in_joules(wash.to_stakers),
        in_joules(wash.subsidy),
        ppm(wash.burned - wash.returned(), wash.burned),
    );
    for day in OUTAGE - 1..OUTAGE_END + 2 {
        let it = history.day(day);
        let (health, burned) = (it.told.price_health, in_joules(it.burned()));
        println!("day {day}: {health:?}, {} leases, burned {burned}", it.leases);
    }
    println!(
        "{} leases concluded, {} ended under the floor; from day {} to day {} it washed",
        history.concluded,
        history.below_floor.len(),
        WASH.0,
        WASH.1
    );
}
