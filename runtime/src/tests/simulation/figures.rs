// SPDX-License-Identifier: Apache-2.0
//! What happened, week by week and quarter by quarter, as files of the documentation.

use super::{
    economy::{Day, History},
    DAY_BLOCKS, QUARTERS, WEEK, YEAR,
};
use crate::tests::figures::joules;
use joule_primitives::{subnets::NetUid, types::Balance};
use std::{collections::BTreeMap, fmt::Write};

/// What a table of weeks begins with.
const WEEKS_HEAD: &str = "day,height,inflow,divided,decided_ppm,turnout_ppm,voting_ppm,backlog,\
                          subnets,paid,cartel,favourite,early,late,median\n";

/// A week. Amounts are in pJ per day, and parts in millionths: means over its days, but for the
/// backlog and the number of subnets, which are those of its last day.
pub struct Week {
    pub last_day: u32,
    pub inflow: Balance,
    pub divided: Balance,
    pub decided_ppm: u32,
    pub turnout_ppm: u32,
    pub voting_ppm: u32,
    pub backlog: Balance,
    pub subnets: usize,
    /// Subnets that got something on its last day.
    pub paid: usize,
    pub cartel: Balance,
    pub favourite: Balance,
    pub early: Balance,
    /// Nothing before it was registered.
    pub late: Option<Balance>,
    /// Of the subnets that got something.
    pub median: Balance,
}

impl Week {
    /// All of them. The last one is shorter.
    pub fn all(history: &History) -> Vec<Self> {
        let length = usize::try_from(WEEK).expect("it is small");
        history.days.chunks(length).map(|days| Self::of(history, days)).collect()
    }

    fn of(history: &History, days: &[Day]) -> Self {
        let last = days.last().expect("a week has days");
        let amount = |of: &dyn Fn(&Day) -> Balance| {
            let count = Balance::try_from(days.len()).expect("it is small");
            days.iter().map(of).sum::<Balance>() / count
        };
        let part = |of: &dyn Fn(&Day) -> u32| {
            let count = u32::try_from(days.len()).expect("it is small");
            days.iter().map(of).sum::<u32>() / count
        };
        let got = |netuid: NetUid| amount(&|day| day.of(netuid));
        let watched = history.watched;
        Self {
            last_day: last.day,
            inflow: amount(&|day| day.inflow),
            divided: amount(&|day| day.divided),
            decided_ppm: part(&|day| day.decided_ppm),
            turnout_ppm: part(&|day| day.turnout_ppm),
            voting_ppm: part(&|day| day.voting_ppm),
            backlog: last.backlog,
            subnets: last.amounts.len(),
            paid: last.paid().len(),
            cartel: got(watched.cartel),
            favourite: got(watched.favourite),
            early: got(watched.early),
            late: watched.late.filter(|(_, day)| *day < last.day).map(|(netuid, _)| got(netuid)),
            median: amount(&Day::median),
        }
    }
}

/// Every week in a line, for spreadsheets.
pub fn table_of_weeks(weeks: &[Week]) -> String {
    weeks.iter().fold(String::from(WEEKS_HEAD), |mut table, week| {
        let Week { last_day, decided_ppm, turnout_ppm, voting_ppm, subnets, paid, .. } = week;
        let height = last_day * DAY_BLOCKS;
        let [inflow, divided, backlog] = [week.inflow, week.divided, week.backlog].map(joules);
        let [cartel, favourite] = [week.cartel, week.favourite].map(joules);
        let [early, median] = [week.early, week.median].map(joules);
        let late = week.late.map(joules).unwrap_or_default();
        writeln!(
            table,
            "{last_day},{height},{inflow},{divided},{decided_ppm},{turnout_ppm},{voting_ppm},\
             {backlog},{subnets},{paid},{cartel},{favourite},{early},{late},{median}"
        )
        .expect("a string takes any text");
        table
    })
}

/// What each subnet got in each quarter of a year, in JOULE, those left out that got nothing.
pub fn table_of_subnets(history: &History) -> String {
    let mut sums = BTreeMap::<(u32, NetUid), Balance>::new();
    for day in &history.days {
        let quarter = (day.day - 1) * QUARTERS / YEAR + 1;
        for (netuid, amount) in day.amounts.iter().filter(|(_, amount)| **amount > 0) {
            *sums.entry((quarter, *netuid)).or_default() += amount;
        }
    }
    let head = String::from("quarter,netuid,joule\n");
    sums.into_iter().fold(head, |mut table, ((quarter, netuid), sum)| {
        writeln!(table, "{quarter},{netuid},{}", joules(sum)).expect("a string takes any text");
        table
    })
}
