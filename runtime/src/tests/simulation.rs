// SPDX-License-Identifier: Apache-2.0
//! Five years of the root network, day by day, on the real runtime: what becomes of the emission if
//! a cartel votes for itself, members fall asleep, and subnets come and go.
//!
//! `docs/root-simulation.md` says what is assumed, and shows what came out.

mod actors;
mod chain;
mod economy;
mod figures;
mod plot;

use crate::tests::figures::publish;
use actors::{Member, Role, RETURN, SLEEP};
use economy::{Day, History, Pruned};
use figures::Week;
use joule_math::root::{logistic, Fraction};
use joule_primitives::{
    subnets::{NetUid, DIVISION_BLOCKS},
    types::{Balance, BlockNumber},
};
use pallet_joule_root::{parameters, RootSettings};
use std::ops::Range;

/// A day of blocks of six seconds.
const DAY_BLOCKS: BlockNumber = 14_400;
/// Root epochs in a day. One is run, and stands for all of them.
const EPOCHS_PER_DAY: Balance = (DAY_BLOCKS / DIVISION_BLOCKS) as Balance;
/// Days.
const WEEK: u32 = 7;
const YEAR: u32 = 365;
/// Quarters of a year.
const QUARTERS: u32 = 4;
/// How long the simulation takes, in days.
const DAYS: u32 = 5 * YEAR;
/// The first day on which no vote of a sleeper counts.
const FADED: u32 = SLEEP - 1 + RootSettings::PUBLIC.expiry_blocks / DAY_BLOCKS;
/// Days over which shares are compared.
const MONTH: u32 = 30;
/// Days after which a new subnet has what it deserves.
const CATCH_UP: u32 = 14;
/// The guide that shows what comes out.
const PAGE: &str = "root-simulation.md";
/// Parts of a whole.
const WHOLE_PPM: Balance = 1_000_000;

#[test]
fn neither_a_cartel_nor_sleepers_take_the_emission_in_five_years() {
    let history = economy::simulate();
    tell(&history);
    nothing_is_divided_before_anybody_votes(&history);
    no_more_is_divided_than_there_is(&history);
    the_cartel_gets_less_than_its_stake(&history);
    votes_of_sleepers_fade(&history);
    who_comes_late_catches_up(&history);
    the_weakest_make_way(&history);

    let weeks = Week::all(&history);
    publish(PAGE, "root-simulation.csv", &figures::table_of_weeks(&weeks));
    publish(PAGE, "root-simulation-subnets.csv", &figures::table_of_subnets(&history));
    let plot = plot::draw(&weeks).expect("a string takes any plot");
    publish(PAGE, "root-simulation.svg", &plot);
}

fn nothing_is_divided_before_anybody_votes(history: &History) {
    let first = history.day(1);
    assert_eq!((first.divided, first.decided_ppm, first.voting_ppm), (0, 0, 0));
    assert_eq!(first.backlog, first.inflow, "all of it waits");
    assert!(history.days.iter().skip(1).all(|day| day.divided > 0));
}

fn no_more_is_divided_than_there_is(history: &History) {
    for Day { day, inflow, freed, divided, .. } in &history.days {
        assert!(*divided <= inflow + freed, "day {day}");
    }
    let inflow = sum(history, 1..DAYS + 1, |day| day.inflow);
    let divided = sum(history, 1..DAYS + 1, |day| day.divided);
    assert_eq!(inflow, divided + history.day(DAYS).backlog, "nothing is lost");
    assert!(history.days.iter().all(|day| day.turnout_ppm == 1_000_000), "all stake is theirs");
}

fn the_cartel_gets_less_than_its_stake(history: &History) {
    let cartel = history.watched.cartel;
    // Whatever others do, it cannot get more of what could be divided: 2 * C_j * r_j.
    let voice = Fraction::from_ratio(3, 10);
    let rules = parameters(RootSettings::PUBLIC.counted_cap);
    let consensus = logistic(voice, Fraction::from_u16_fraction(rules.kappa), rules.rho);
    let most = consensus.times(voice).saturating_mul_int(rules.decision_factor);
    assert!(most < Fraction::from_ratio(72, 1_000));
    for day in history.days.iter().skip(1) {
        let (got, divided) = (day.of(cartel), day.divided);
        assert!(got > 0 && got <= most.of(day.inflow + day.freed), "day {}", day.day);
        assert!(got * 100 < divided * 30, "day {}: {got} of {divided}", day.day);
    }
    assert!(share_ppm(history, cartel, 2..SLEEP) < 80_000, "while all are awake");
    assert!(share_ppm(history, cartel, 1..DAYS + 1) < 200_000, "in five years");
}

fn votes_of_sleepers_fade(history: &History) {
    let sleepers = |returns| {
        let counts = move |member: &&Member| member.role == Role::Sleeper { returns };
        history.members.iter().filter(counts)
    };
    let (gone, resting) = (sleepers(false).count(), sleepers(true).count());
    let [before, asleep, after] = [SLEEP - MONTH, FADED, RETURN + CATCH_UP];
    let are_heard = |days: Range<u32>, count| {
        days.into_iter().all(|day| history.day(day).sleepers_heard == count)
    };
    assert!(are_heard(2..SLEEP, gone + resting), "all of them");
    assert!(are_heard(FADED..RETURN + 1, 0), "none");
    assert!(are_heard(after..DAYS + 1, resting), "those that came back");

    // What they have is stake that says nothing, and holds back what it does not decide on.
    let stake = |of: &mut dyn Iterator<Item = &Member>| of.map(|member| member.stake).sum();
    let all: Balance = stake(&mut history.members.iter());
    let asleep_stake: Balance = stake(&mut sleepers(true).chain(sleepers(false)));
    let voting = WHOLE_PPM * (all - asleep_stake) / all;
    assert!(voting.abs_diff(history.day(asleep).voting_ppm.into()) <= 1);
    let decided = [before, asleep, after].map(|day| decided_ppm(history, day..day + MONTH));
    assert!(decided[1] * 2 < decided[0], "{decided:?}");
    assert!(decided[2] * 4 > decided[1] * 5, "{decided:?}");

    // Their favourite has what the others give it.
    let favourite = history.watched.favourite;
    let shares = [before, asleep, after].map(|day| share_ppm(history, favourite, day..day + MONTH));
    assert!(shares[1] * 4 < shares[0], "{shares:?}");
    assert!(shares[2] < shares[0], "{shares:?}");
}

fn who_comes_late_catches_up(history: &History) {
    let (late, since) = history.watched.late.expect("it came");
    let from = since + CATCH_UP;
    let shares = [late, history.watched.early].map(|it| share_ppm(history, it, from..from + MONTH));
    assert!(shares[0] * 10 > shares[1] * 9, "{shares:?}");
}

fn the_weakest_make_way(history: &History) {
    assert!(history.full_on.is_some_and(|day| day <= YEAR), "{:?}", history.full_on);
    assert!(history.pruned.len() > 200, "{}", history.pruned.len());
    for Pruned { day, netuid, average, least } in &history.pruned {
        // Averages of the chain are rounded down, and are zero at last.
        assert!(*average <= least + 100.0, "day {day}: {netuid} had {average}, another {least}");
    }
}

/// Tells the figures that the documentation names.
fn tell(history: &History) {
    let watched = history.watched;
    let (late, since) = watched.late.expect("it came");
    println!(
        "{} founded, {} pruned, {} dissolved, full on day {:?}",
        history.founded,
        history.pruned.len(),
        history.dissolved,
        history.full_on,
    );
    let worst = (2..DAYS + 1)
        .map(|day| (share_ppm(history, watched.cartel, day..day + 1), day))
        .max()
        .expect("there are days");
    println!("the cartel's largest share of a day, in ppm, and the day: {worst:?}");
    let months = [SLEEP - MONTH, FADED, RETURN - MONTH, RETURN + CATCH_UP, DAYS - MONTH];
    for days in months.map(|day| day..day + MONTH).into_iter().chain([2..SLEEP, 1..DAYS + 1]) {
        let of = |netuid| share_ppm(history, netuid, days.clone());
        println!(
            "days {days:?}: decided {} ppm, cartel {} ppm, favourite {} ppm",
            decided_ppm(history, days.clone()),
            of(watched.cartel),
            of(watched.favourite),
        );
    }
    for days in [1, 3, 7, 10, 14, 30].map(|age| since + age..since + age + 1) {
        let [late, early] = [late, watched.early].map(|it| share_ppm(history, it, days.clone()));
        println!("the late one, of day {since}, on day {}: {late} of {early} ppm", days.start);
    }
}

/// What `amount` was in all of these days together.
fn sum(history: &History, days: Range<u32>, amount: impl Fn(&Day) -> Balance) -> Balance {
    days.map(|day| amount(history.day(day))).sum()
}

/// A subnet's part of what was divided in these days.
fn share_ppm(history: &History, netuid: NetUid, days: Range<u32>) -> Balance {
    let got = sum(history, days.clone(), |day| day.of(netuid));
    got * WHOLE_PPM / sum(history, days, |day| day.divided)
}

/// How much was decided in these days on average.
fn decided_ppm(history: &History, days: Range<u32>) -> Balance {
    let count = Balance::from(days.end - days.start);
    sum(history, days, |day| day.decided_ppm.into()) / count
}
