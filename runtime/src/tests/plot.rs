// SPDX-License-Identifier: Apache-2.0
//! How plots of simulations are drawn: lines over five years, one part of the picture below another.

use plotters::{
    chart::ChartContext,
    coord::{
        ranged1d::{AsRangedCoord, ValueFormatter},
        types::RangedCoordf64,
        Shift,
    },
    prelude::*,
};
use std::{error::Error, ops::Range};

/// A part of the picture.
pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Chart<'a, 'b, Y> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, Y>>;

/// What the axis of years shows: room for the legend behind the last one.
const YEARS: Range<f64> = 0.0..6.7;
const LAST_YEAR: f64 = 5.0;

pub const GREY: RGBColor = RGBColor(150, 150, 150);
pub const DARK: RGBColor = RGBColor(40, 40, 40);
pub const RED: RGBColor = RGBColor(204, 51, 17);
pub const ORANGE: RGBColor = RGBColor(238, 153, 51);
pub const BLUE: RGBColor = RGBColor(0, 119, 187);
pub const GREEN: RGBColor = RGBColor(51, 170, 119);
pub const PURPLE: RGBColor = RGBColor(170, 68, 153);

/// A line: its name, its colour, and its points, in years and in what the axis shows.
pub struct Line {
    pub name: &'static str,
    pub color: RGBColor,
    pub points: Vec<(f64, f64)>,
}

/// What is said beside the lines.
pub struct Axes {
    pub caption: &'static str,
    /// How many labels the axis of values has, about.
    pub labels: usize,
    /// What such a label says.
    pub label: fn(&f64) -> String,
}

/// The label of a year, if there is one.
fn year(year: &f64) -> String {
    if *year > LAST_YEAR {
        return String::new();
    }
    format!("{year:.0}")
}

/// A label without digits behind the point.
pub fn whole(value: &f64) -> String {
    format!("{value:.0}")
}

/// A picture of so many pixels, as text.
///
/// # Errors
/// None: a string takes any picture.
pub fn picture(
    size: (u32, u32),
    draw: impl FnOnce(&Area) -> Result<(), Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        area.fill(&WHITE)?;
        draw(&area)?;
        area.present()?;
    }
    Ok(text)
}

/// Draws lines into a part of a picture. `values` is what the upright axis shows.
///
/// # Errors
/// None: a string takes any picture.
pub fn draw_lines<Y>(
    area: &Area,
    axes: &Axes,
    values: Y,
    lines: Vec<Line>,
) -> Result<(), Box<dyn Error>>
where
    Y: AsRangedCoord<Value = f64>,
    Y::CoordDescType: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    let mut chart = ChartBuilder::on(area)
        .caption(axes.caption, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d(YEARS, values)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_labels(8)
        .y_labels(axes.labels)
        .x_label_formatter(&year)
        .y_label_formatter(&axes.label)
        .x_desc("years")
        .draw()?;
    add_lines(&mut chart, lines)
}

/// Draws the lines, and their names beside them.
fn add_lines<'a, 'b: 'a, Y>(
    chart: &mut Chart<'a, 'b, Y>,
    lines: Vec<Line>,
) -> Result<(), Box<dyn Error>>
where
    Y: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    for Line { name, color, points } in lines {
        chart
            .draw_series(LineSeries::new(points, color.stroke_width(2)))?
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
