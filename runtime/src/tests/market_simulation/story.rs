// SPDX-License-Identifier: Apache-2.0
//! What is assumed: how much is wanted, how much there is, what a JOULE costs, and what goes wrong.

use super::{DAYS, YEAR};
use joule_primitives::price::Dollars;

/// Machines that tenants want, by day.
const DEMAND: &[(u32, u64)] =
    &[(0, 2), (YEAR, 3), (3 * YEAR, 22), (4 * YEAR, 22), (4 * YEAR + 180, 4), (DAYS, 4)];
/// Machines that honest providers list.
const FLEET: &[(u32, u64)] =
    &[(0, 7), (YEAR, 7), (3 * YEAR, 24), (4 * YEAR + 90, 24), (4 * YEAR + 270, 10), (DAYS, 10)];
/// What a JOULE costs, in micro-dollars.
const PRICES: &[(u32, u64)] = &[
    (0, 300_000),
    (YEAR, 280_000),
    (CRASH - 1, 480_000),
    (CRASH + 1, 150_000),
    (CRASH + 60, 220_000),
    (3 * YEAR, 170_000),
    (4 * YEAR, 160_000),
    (4 * YEAR + 180, 90_000),
    (DAYS, 80_000),
];

/// The day in whose middle a JOULE costs less than half of what it did the evening before.
pub const CRASH: u32 = 700;
/// The first day on which nobody says what a JOULE costs, and the first one on which they do again.
pub const OUTAGE: u32 = 900;
pub const OUTAGE_END: u32 = 903;
/// The days from which to which the wash trader rents its own machine.
pub const WASH: (u32, u32) = (120, 850);
/// The days from which to which a provider rents its own machine, and does not hide it.
pub const OWN_USE: (u32, u32) = (500, 560);
/// The epochs of which one provider forgets to claim its subsidies.
pub const FORGOTTEN: (u32, u32) = (400, 430);

/// The value on a day, on straight lines between those that are given.
fn on_day(points: &[(u32, u64)], day: u32) -> u64 {
    points
        .windows(2)
        .find_map(|pair| match *pair {
            [(from, before), (to, after)] if (from..=to).contains(&day) => {
                let (passed, whole) = (u64::from(day - from), u64::from(to - from));
                Some((before * (whole - passed) + after * passed) / whole)
            }
            _ => None,
        })
        .expect("the points reach from the first day to the last")
}

/// How many machines tenants want.
pub fn demand(day: u32) -> usize {
    usize::try_from(on_day(DEMAND, day)).expect("it is small")
}

/// How many machines honest providers list.
pub fn fleet(day: u32) -> usize {
    usize::try_from(on_day(FLEET, day)).expect("it is small")
}

/// What a JOULE costs, where chance moves it by so many thousandths; `None` while nobody says so.
pub fn price(day: u32, chance: i32) -> Option<Dollars> {
    let thousandths = u64::try_from(1_000 + chance).expect("chance moves it by less than a whole");
    let micro_dollars = on_day(PRICES, day) * thousandths / 1_000;
    let price = Dollars::from_rational(micro_dollars.into(), 1_000_000);
    (!is_outage(day)).then_some(price)
}

/// Whether nobody says on this day what a JOULE costs.
pub fn is_outage(day: u32) -> bool {
    (OUTAGE..OUTAGE_END).contains(&day)
}
