// SPDX-License-Identifier: Apache-2.0
//! The plot of the documentation.

use super::{figures::Week, YEAR};
use joule_primitives::{types::Balance, units::MILLIJOULE};
use plotters::{
    coord::{ranged1d::ValueFormatter, types::RangedCoordf64, Shift},
    prelude::*,
};
use std::{error::Error, ops::Range};

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Chart<'a, 'b, Y> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, Y>>;

/// Width and height, and the height of the upper part, in pixels.
const SIZE: (u32, u32) = (1_060, 820);
const UPPER: u32 = 480;
/// What the axis of amounts shows, in JOULE.
const AMOUNTS: Range<f64> = 1.0..20_000.0;
/// What the axis of years shows: room for the legend behind the last one.
const YEARS: Range<f64> = 0.0..6.7;
const LAST_YEAR: f64 = 5.0;
/// What the cartel has of all stake, in percent.
const STAKE: f64 = 30.0;

const GREY: RGBColor = RGBColor(150, 150, 150);
const DARK: RGBColor = RGBColor(40, 40, 40);
const CARTEL: RGBColor = RGBColor(204, 51, 17);
const FAVOURITE: RGBColor = RGBColor(238, 153, 51);
const EARLY: RGBColor = RGBColor(0, 119, 187);
const LATE: RGBColor = RGBColor(51, 170, 119);
const MEDIAN: RGBColor = RGBColor(170, 68, 153);

/// A line: its name, its colour, and its value in each week that has one.
struct Line {
    name: &'static str,
    color: RGBColor,
    values: Vec<(f64, f64)>,
}

impl Line {
    fn new(
        weeks: &[Week],
        name: &'static str,
        color: RGBColor,
        value: impl Fn(&Week) -> Option<f64>,
    ) -> Self {
        let years = |week: &Week| f64::from(week.last_day) / f64::from(YEAR);
        let point = |week| Some((years(week), value(week)?));
        Self { name, color, values: weeks.iter().filter_map(point).collect() }
    }

    /// Of an amount of pJ, in JOULE. What is less than the axis shows lies on it.
    fn of_amount(
        weeks: &[Week],
        name: &'static str,
        color: RGBColor,
        amount: impl Fn(&Week) -> Option<Balance>,
    ) -> Self {
        Self::new(weeks, name, color, |week| Some(joules(amount(week)?).max(AMOUNTS.start)))
    }
}

/// The label of a year, if there is one.
fn year(year: &f64) -> String {
    if *year > LAST_YEAR {
        return String::new();
    }
    format!("{year:.0}")
}

/// An amount of pJ in JOULE.
fn joules(amount: Balance) -> f64 {
    let thousandths = u32::try_from(amount / MILLIJOULE).expect("no day brings 4,000,000 JOULE");
    f64::from(thousandths) / 1_000.0
}

/// Draws the weeks: above, what the subnets get; below, what the votes are worth.
pub fn draw(weeks: &[Week]) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let (upper, lower) = area.split_vertically(UPPER);
        draw_amounts(&upper, weeks)?;
        draw_parts(&lower, weeks)?;
        area.present()?;
    }
    Ok(text)
}

fn draw_amounts(area: &Area, weeks: &[Week]) -> Result<(), Box<dyn Error>> {
    let mut chart = ChartBuilder::on(area)
        .caption("Emission of subnets, JOULE per day", ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d(YEARS, AMOUNTS.log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_labels(8)
        .y_labels(5)
        .x_label_formatter(&year)
        .y_label_formatter(&|amount| format!("{amount:.0}"))
        .x_desc("years")
        .draw()?;
    let line = |name, color, amount: fn(&Week) -> Option<Balance>| {
        Line::of_amount(weeks, name, color, amount)
    };
    let lines = [
        line("flows in", GREY, |week| Some(week.inflow)),
        line("divided among all", DARK, |week| Some(week.divided)),
        line("the cartel's", CARTEL, |week| Some(week.cartel)),
        line("the sleepers' favourite", FAVOURITE, |week| Some(week.favourite)),
        line("a good one", EARLY, |week| Some(week.early)),
        line("as good, but late", LATE, |week| week.late),
        line("the median", MEDIAN, |week| Some(week.median)),
    ];
    draw_lines(&mut chart, lines)
}

fn draw_parts(area: &Area, weeks: &[Week]) -> Result<(), Box<dyn Error>> {
    let mut chart = ChartBuilder::on(area)
        .caption("Votes, percent", ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d(YEARS, 0.0..105.0)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_labels(8)
        .y_labels(6)
        .x_label_formatter(&year)
        .y_label_formatter(&|part| format!("{part:.0}"))
        .x_desc("years")
        .draw()?;
    let percent = |ppm: u32| f64::from(ppm) / 10_000.0;
    let cartel = |week: &Week| {
        let (part, whole) = (joules(week.cartel), joules(week.divided));
        (whole > 0.0).then(|| 100.0 * part / whole)
    };
    let lines = [
        Line::new(weeks, "stake that votes", GREY, |week| Some(percent(week.voting_ppm))),
        Line::new(weeks, "decided", DARK, |week| Some(percent(week.decided_ppm))),
        Line::new(weeks, "the cartel's stake", FAVOURITE, |_| Some(STAKE)),
        Line::new(weeks, "its subnet's part", CARTEL, cartel),
    ];
    draw_lines(&mut chart, lines)
}

/// Draws the lines, and their names beside them.
fn draw_lines<'a, 'b: 'a, Y, const COUNT: usize>(
    chart: &mut Chart<'a, 'b, Y>,
    lines: [Line; COUNT],
) -> Result<(), Box<dyn Error>>
where
    Y: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    for Line { name, color, values } in lines {
        chart
            .draw_series(LineSeries::new(values, color.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], color.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.85))
        .border_style(GREY)
        .label_font(("sans-serif", 14))
        .draw()?;
    Ok(())
}
