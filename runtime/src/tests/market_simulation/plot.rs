// SPDX-License-Identifier: Apache-2.0
//! The plot of the documentation.

use super::{figures::Week, YEAR};
use crate::tests::plot::{
    draw_lines, picture, whole, Area, Axes, Line, BLUE, DARK, GREEN, GREY, ORANGE, PURPLE, RED,
};
use joule_primitives::{types::Balance, units::MILLIJOULE};
use plotters::{prelude::IntoLogRange, style::RGBColor};
use std::{error::Error, ops::Range};

/// Width and height in pixels, and where its four parts meet.
const SIZE: (u32, u32) = (1_060, 1_240);
const PARTS: [u32; 3] = [260, 600, 900];
/// What the axes show: JOULE in millions, in thousands a day, and what is compared.
const SUPPLY: Range<f64> = 0.0..5.5;
const FLOWS: Range<f64> = 0.05..100.0;
const RATIOS: Range<f64> = 0.05..20.0;

/// A line with the value of each week.
fn line(weeks: &[Week], name: &'static str, color: RGBColor, value: impl Fn(&Week) -> f64) -> Line {
    let point = |week: &Week| (f64::from(week.last_day) / f64::from(YEAR), value(week));
    Line { name, color, points: weeks.iter().map(point).collect() }
}

/// A label with a digit behind the point.
fn tenths(value: &f64) -> String {
    format!("{value:.1}")
}

/// An amount of pJ in thousands of JOULE.
fn thousands(amount: Balance) -> f64 {
    let joules = u32::try_from(amount / MILLIJOULE / 1_000).expect("there are 21,000,000 JOULE");
    f64::from(joules) / 1_000.0
}

/// Millionths as a part of a hundred, or of one.
fn percent(ppm: u128) -> f64 {
    ratio(ppm) * 100.0
}

fn ratio(ppm: u128) -> f64 {
    f64::from(u32::try_from(ppm).expect("it is below 4,000")) / 1_000_000.0
}

/// Draws the weeks: what there is, what is burned and minted, how busy machines are, and what the
/// network earns of what it pays.
pub fn draw(weeks: &[Week]) -> Result<String, Box<dyn Error>> {
    picture(SIZE, |area| {
        let [first, second, third] = PARTS;
        let (supply, rest) = area.split_vertically(first);
        let (flows, rest) = rest.split_vertically(second - first);
        let (utilisation, ratios) = rest.split_vertically(third - second);
        draw_supply(&supply, weeks)?;
        draw_flows(&flows, weeks)?;
        draw_utilisation(&utilisation, weeks)?;
        draw_ratios(&ratios, weeks)
    })
}

fn draw_supply(area: &Area, weeks: &[Week]) -> Result<(), Box<dyn Error>> {
    let axes = Axes { caption: "Supply, millions of JOULE", labels: 7, label: whole };
    let supply = line(weeks, "supply", BLUE, |week| thousands(week.supply) / 1_000.0);
    draw_lines(area, &axes, SUPPLY, vec![supply])
}

fn draw_flows(area: &Area, weeks: &[Week]) -> Result<(), Box<dyn Error>> {
    let axes = Axes { caption: "Thousands of JOULE per day", labels: 5, label: tenths };
    // What is less than the axis shows lies on it.
    let line = |name, color, amount: fn(&Week) -> Balance| {
        line(weeks, name, color, |week| thousands(amount(week)).max(FLOWS.start))
    };
    let lines = vec![
        line("emitted", GREY, |week| week.emitted),
        line("burned by tenants", RED, |week| week.burned),
        line("minted for that", ORANGE, |week| week.reminted),
        line("gone for ever", DARK, |week| week.burned - week.reminted),
        line("subsidies", GREEN, |week| week.subsidies),
        line("availability", BLUE, |week| week.availability),
        line("lapsed", PURPLE, |week| week.lapsed),
    ];
    draw_lines(area, &axes, FLOWS.log_scale(), lines)
}

fn draw_utilisation(area: &Area, weeks: &[Week]) -> Result<(), Box<dyn Error>> {
    let axes =
        Axes { caption: "Time of machines that is paid for, percent", labels: 6, label: whole };
    let lines = vec![
        line(weeks, "of what is attested", BLUE, |week| percent(week.utilisation_ppm)),
        line(weeks, "of what is listed", ORANGE, |week| percent(week.utilisation_of_listed_ppm)),
    ];
    draw_lines(area, &axes, 0.0..105.0, lines)
}

fn draw_ratios(area: &Area, weeks: &[Week]) -> Result<(), Box<dyn Error>> {
    let caption = "Earned of what is paid, and the price";
    let axes = Axes { caption, labels: 5, label: tenths };
    let lines = vec![
        line(weeks, "revenue per emitted", DARK, |week| ratio(week.revenue_per_emitted_ppm)),
        line(weeks, "burned per minted", RED, |week| ratio(week.burned_per_minted_ppm)),
        line(weeks, "dollars for a JOULE", GREEN, |week| ratio(week.price)),
    ];
    draw_lines(area, &axes, RATIOS.log_scale(), lines)
}
