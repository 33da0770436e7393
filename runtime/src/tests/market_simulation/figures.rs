// SPDX-License-Identifier: Apache-2.0
//! What happened, week by week, as a table of the documentation.

use super::{history::Day, leases::CLASS, DAY_BLOCKS, WEEK, WHOLE_PPM};
use crate::tests::figures::joules;
use joule_primitives::{apis::equilibrium::ClassFigures, market::UsdMicro, types::Balance};
use std::fmt::Write;

const HEAD: &str = "day,height,price,supply,emitted,burned,reminted,lapsed,net_issuance,\
                    burned_per_minted_ppm,revenue,unrelated_revenue,revenue_per_emitted_ppm,\
                    utilisation_ppm,utilisation_of_listed_ppm,gap_ppm,subsidy_ppm,subsidies,\
                    availability,carry,price_index,listed,leases,wanted\n";

/// A week. Amounts are in pJ, dollars in micro-dollars, both per day, and parts in millionths: of all
/// its days, but for prices, supply, carry and counts, which are those of its last day.
pub struct Week {
    pub last_day: u32,
    /// Micro-dollars for a JOULE.
    pub price: u128,
    pub supply: Balance,
    pub emitted: Balance,
    pub burned: Balance,
    pub reminted: Balance,
    pub lapsed: Balance,
    pub net_issuance: i128,
    pub burned_per_minted_ppm: u128,
    pub revenue: UsdMicro,
    pub unrelated_revenue: UsdMicro,
    /// Without related parties.
    pub revenue_per_emitted_ppm: u128,
    /// What was paid for, of what was attested, and of what was listed.
    pub utilisation_ppm: u128,
    pub utilisation_of_listed_ppm: u128,
    /// Of what was listed, what served nobody.
    pub gap_ppm: u128,
    /// Of payments that earn a subsidy: what they earn.
    pub subsidy_ppm: u128,
    pub subsidies: Balance,
    pub availability: Balance,
    pub carry: Balance,
    /// What an hour of a machine cost on average; zero if none was paid for.
    pub price_index: UsdMicro,
    pub listed: u32,
    pub leases: usize,
    pub wanted: usize,
}

/// A part of a whole, in millionths; nothing of nothing.
pub fn ppm(part: u128, whole: u128) -> u128 {
    (part * WHOLE_PPM).checked_div(whole).unwrap_or_default()
}

/// What pJ are worth, in micro-dollars, at so many micro-dollars for a JOULE.
pub fn worth(amount: Balance, micro_dollars: u128) -> UsdMicro {
    // Millionths of a JOULE, so that 128 bits suffice.
    amount / 1_000_000 * micro_dollars / 1_000_000
}

/// The last price of a day, in micro-dollars.
pub fn micro_dollars(day: &Day) -> u128 {
    day.spot.into_inner() / 1_000_000_000_000
}

/// What the sum over days is of something.
pub fn sum(days: &[Day], amount: impl Fn(&Day) -> u128) -> u128 {
    days.iter().map(amount).sum()
}

impl Week {
    /// All of them. The last one is shorter.
    pub fn all(days: &[Day]) -> Vec<Self> {
        let length = usize::try_from(WEEK).expect("it is small");
        days.chunks(length).map(Self::of).collect()
    }

    fn of(days: &[Day]) -> Self {
        let last = days.last().expect("a week has days");
        let count = u128::try_from(days.len()).expect("it is small");
        let all = |amount: &dyn Fn(&Day) -> u128| sum(days, amount);
        let mean = |amount: &dyn Fn(&Day) -> u128| sum(days, amount) / count;
        let class = |of: fn(&ClassFigures) -> u128| {
            let classes = |day: &Day| day.told.figures.classes.clone().into_iter();
            let its = |day: &Day| classes(day).find(|it| it.class == CLASS);
            sum(days, |day| its(day).map_or(0, |its| of(&its)))
        };
        let class_blocks = class(|it| it.device_blocks.into());
        let blocks_per_hour = 600;
        let emitted_worth = all(&|day| worth(day.emitted, micro_dollars(day)));
        let billed = all(&|day| day.told.figures.device_blocks.into());
        let listed = all(&|day| day.told.figures.activity.listed_blocks.into());
        let burned = all(&Day::burned);
        let subsidies = all(&|day| day.outcome().granted_for_work);
        let signed = |count| i128::try_from(count).expect("it is small");
        Self {
            last_day: last.day,
            price: micro_dollars(last),
            supply: last.supply(),
            emitted: mean(&|day| day.emitted),
            burned: mean(&Day::burned),
            reminted: mean(&Day::reminted),
            lapsed: mean(&|day| day.lapsed),
            net_issuance: days.iter().map(|day| day.told.net_issuance).sum::<i128>()
                / signed(count),
            burned_per_minted_ppm: ppm(burned, all(&|day| day.told.minted)),
            revenue: mean(&|day| day.told.figures.revenue_usd_micro),
            unrelated_revenue: mean(&|day| day.told.figures.unrelated_revenue_usd_micro),
            revenue_per_emitted_ppm: ppm(
                all(&|day| day.told.figures.unrelated_revenue_usd_micro),
                emitted_worth,
            ),
            utilisation_ppm: ppm(
                billed,
                all(&|day| day.told.figures.activity.attested_blocks.into()),
            ),
            utilisation_of_listed_ppm: ppm(billed, listed),
            gap_ppm: ppm(
                listed - all(&|day| day.told.figures.activity.serving_blocks.into()),
                listed,
            ),
            subsidy_ppm: ppm(subsidies, all(&|day| day.told.figures.subsidised)),
            subsidies: subsidies / count,
            availability: mean(&|day| day.outcome().granted_for_availability),
            carry: last.outcome().carry_out,
            price_index: (class(|it| it.revenue_usd_micro) * blocks_per_hour)
                .checked_div(class_blocks)
                .unwrap_or_default(),
            listed: last.told.devices_listed,
            leases: last.leases,
            wanted: last.wanted,
        }
    }

    fn line(&self) -> String {
        let height = self.last_day * DAY_BLOCKS;
        let [supply, emitted, burned] = [self.supply, self.emitted, self.burned].map(joules);
        let [reminted, lapsed, subsidies] =
            [self.reminted, self.lapsed, self.subsidies].map(joules);
        let [availability, carry] = [self.availability, self.carry].map(joules);
        let sign = if self.net_issuance < 0 { "-" } else { "" };
        let net_issuance = joules(self.net_issuance.unsigned_abs());
        let [price, index] = [self.price, self.price_index].map(dollars);
        let [revenue, unrelated] = [self.revenue, self.unrelated_revenue].map(dollars);
        format!(
            "{},{height},{price},{supply},{emitted},{burned},{reminted},{lapsed},\
             {sign}{net_issuance},{},{revenue},{unrelated},{},{},{},{},{},{subsidies},\
             {availability},{carry},{index},{},{},{}",
            self.last_day,
            self.burned_per_minted_ppm,
            self.revenue_per_emitted_ppm,
            self.utilisation_ppm,
            self.utilisation_of_listed_ppm,
            self.gap_ppm,
            self.subsidy_ppm,
            self.listed,
            self.leases,
            self.wanted,
        )
    }
}

/// Micro-dollars in dollars, with six digits behind the point.
fn dollars(micro_dollars: UsdMicro) -> String {
    format!("{}.{:06}", micro_dollars / 1_000_000, micro_dollars % 1_000_000)
}

/// Every week in a line, for spreadsheets.
pub fn table(weeks: &[Week]) -> String {
    weeks.iter().fold(String::from(HEAD), |mut table, week| {
        writeln!(table, "{}", week.line()).expect("a string takes any text");
        table
    })
}
