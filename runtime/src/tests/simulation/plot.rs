// SPDX-License-Identifier: Apache-2.0
//! The plot of the documentation.

use super::{figures::Week, YEAR};
use crate::tests::plot::{
    draw_lines, picture, whole, Area, Axes, Line, BLUE, DARK, GREEN, GREY, ORANGE, PURPLE, RED,
};
use joule_primitives::{types::Balance, units::MILLIJOULE};
use plotters::{prelude::IntoLogRange, style::RGBColor};
use std::{error::Error, ops::Range};

/// Width and height, and the height of the upper part, in pixels.
const SIZE: (u32, u32) = (1_060, 820);
const UPPER: u32 = 480;
/// What the axis of amounts shows, in JOULE.
const AMOUNTS: Range<f64> = 1.0..20_000.0;
/// What the cartel has of all stake, in percent.
const STAKE: f64 = 30.0;

/// A line with the value of each week that has one.
fn line(
    weeks: &[Week],
    name: &'static str,
    color: RGBColor,
    value: impl Fn(&Week) -> Option<f64>,
) -> Line {
    let years = |week: &Week| f64::from(week.last_day) / f64::from(YEAR);
    let point = |week| Some((years(week), value(week)?));
    Line { name, color, points: weeks.iter().filter_map(point).collect() }
}

/// A line of an amount of pJ, in JOULE. What is less than the axis shows lies on it.
fn line_of_amount(
    weeks: &[Week],
    name: &'static str,
    color: RGBColor,
    amount: impl Fn(&Week) -> Option<Balance>,
) -> Line {
    line(weeks, name, color, |week| Some(joules(amount(week)?).max(AMOUNTS.start)))
}

/// An amount of pJ in JOULE.
fn joules(amount: Balance) -> f64 {
    let thousandths = u32::try_from(amount / MILLIJOULE).expect("no day brings 4,000,000 JOULE");
    f64::from(thousandths) / 1_000.0
}

/// Draws the weeks: above, what the subnets get; below, what the votes are worth.
pub fn draw(weeks: &[Week]) -> Result<String, Box<dyn Error>> {
    picture(SIZE, |area| {
        let (upper, lower) = area.split_vertically(UPPER);
        draw_amounts(&upper, weeks)?;
        draw_parts(&lower, weeks)
    })
}

fn draw_amounts(area: &Area, weeks: &[Week]) -> Result<(), Box<dyn Error>> {
    let axes = Axes { caption: "Emission of subnets, JOULE per day", labels: 5, label: whole };
    let line = |name, color, amount: fn(&Week) -> Option<Balance>| {
        line_of_amount(weeks, name, color, amount)
    };
    let lines = vec![
        line("flows in", GREY, |week| Some(week.inflow)),
        line("divided among all", DARK, |week| Some(week.divided)),
        line("the cartel's", RED, |week| Some(week.cartel)),
        line("the sleepers' favourite", ORANGE, |week| Some(week.favourite)),
        line("a good one", BLUE, |week| Some(week.early)),
        line("as good, but late", GREEN, |week| week.late),
        line("the median", PURPLE, |week| Some(week.median)),
    ];
    draw_lines(area, &axes, AMOUNTS.log_scale(), lines)
}

fn draw_parts(area: &Area, weeks: &[Week]) -> Result<(), Box<dyn Error>> {
    let axes = Axes { caption: "Votes, percent", labels: 6, label: whole };
    let percent = |ppm: u32| f64::from(ppm) / 10_000.0;
    let cartel = |week: &Week| {
        let (part, whole) = (joules(week.cartel), joules(week.divided));
        (whole > 0.0).then(|| 100.0 * part / whole)
    };
    let lines = vec![
        line(weeks, "stake that votes", GREY, |week| Some(percent(week.voting_ppm))),
        line(weeks, "decided", DARK, |week| Some(percent(week.decided_ppm))),
        line(weeks, "the cartel's stake", ORANGE, |_| Some(STAKE)),
        line(weeks, "its subnet's part", RED, cartel),
    ];
    draw_lines(area, &axes, 0.0..105.0, lines)
}
