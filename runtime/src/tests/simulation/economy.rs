// SPDX-License-Identifier: Apache-2.0
//! What happens from day to day, and what is written down of it.

use super::{
    actors::{Member, Qualities, Role},
    chain, DAYS, EPOCHS_PER_DAY, WEEK,
};
use crate::tests::random::Random;
use joule_primitives::{subnets::NetUid, types::Balance};
use pallet_joule_root::types::{in_ppm, AllocationRecord};
use std::collections::BTreeMap;

/// From this all chance follows.
const SEED: u64 = 2_026;
/// Subnets of the genesis block.
const FIRST_SUBNETS: u32 = 72;
/// How good the subnets are whose shares are compared.
const GOOD: i32 = 900;
/// How good the favourite of the sleepers is: some of the others vote for it, too.
const FAVOURITE: i32 = 600;
/// The first subnet that is registered on this day or later is as good as the best of the first.
const LATE: u32 = 800;
/// Nobody registers a subnet for more, in pJ.
const HIGHEST_PRICE: Balance = 28 * chain::LEAST_PRICE;
/// Every so many days the owner of some subnet dissolves it.
const DISSOLUTION: u32 = 45;
/// Days from one vote of a cartel's member to the next, and the most of another one's.
const CARTEL_VOTES: u32 = 7;
const LONGEST_PAUSE: u32 = 10;
/// Days in which what a subnet got counts half as much in its average.
const HALF_LIFE: f64 = 7.0;
/// Days for which a new subnet makes way for no other.
const IMMUNITY: u32 = 7;

/// What a day brought. Amounts are of all its epochs, in pJ.
pub struct Day {
    pub day: u32,
    pub inflow: Balance,
    /// What of the backlog could be divided.
    pub freed: Balance,
    pub divided: Balance,
    /// What is left at its end.
    pub backlog: Balance,
    pub turnout_ppm: u32,
    pub decided_ppm: u32,
    /// The voice of those whose votes count.
    pub voting_ppm: u32,
    /// The sleepers whose votes count at its end.
    pub sleepers_heard: usize,
    pub amounts: BTreeMap<NetUid, Balance>,
}

impl Day {
    /// What a subnet got.
    pub fn of(&self, netuid: NetUid) -> Balance {
        self.amounts.get(&netuid).copied().unwrap_or_default()
    }

    /// What each subnet got that got something, least first.
    pub fn paid(&self) -> Vec<Balance> {
        let mut paid = self.amounts.values().copied().filter(|it| *it > 0).collect::<Vec<_>>();
        paid.sort_unstable();
        paid
    }

    /// What the subnet in the middle got of those that got something, of two the lesser.
    pub fn median(&self) -> Balance {
        let paid = self.paid();
        paid.get(paid.len().saturating_sub(1) / 2).copied().unwrap_or_default()
    }
}

/// A subnet that made way for another one.
pub struct Pruned {
    pub day: u32,
    pub netuid: NetUid,
    /// Its average, in pJ at a division, and the least of all that were old enough.
    pub average: f64,
    pub least: f64,
}

/// The subnets that are looked at.
#[derive(Clone, Copy)]
pub struct Watched {
    /// Only the cartel votes for it.
    pub cartel: NetUid,
    /// Sleepers give it much.
    pub favourite: NetUid,
    /// Good from the first day on.
    pub early: NetUid,
    /// As good, but late; and the day of its registration.
    pub late: Option<(NetUid, u32)>,
}

/// All that happened.
pub struct History {
    pub members: Vec<Member>,
    pub watched: Watched,
    pub days: Vec<Day>,
    pub founded: u32,
    pub dissolved: u32,
    pub pruned: Vec<Pruned>,
    /// The first day with as many subnets as may be.
    pub full_on: Option<u32>,
}

impl History {
    /// What happened on a day, from 1.
    pub fn day(&self, day: u32) -> &Day {
        let index = usize::try_from(day - 1).expect("it is small");
        self.days.get(index).expect("it was simulated")
    }
}

/// A moving average as it would be had the subnet always got what it got since its registration.
struct Average {
    since: u32,
    sum: f64,
    weight: f64,
}

impl Average {
    fn add(&mut self, amount: Balance) {
        let left = 0.5_f64.powf(1.0 / HALF_LIFE);
        let amount = amount as f64;
        self.sum = self.sum * left + amount * (1.0 - left);
        self.weight = self.weight * left + (1.0 - left);
    }

    fn get(&self) -> f64 {
        if self.weight > 0.0 {
            self.sum / self.weight
        } else {
            0.0
        }
    }
}

struct Economy {
    random: Random,
    qualities: Qualities,
    averages: BTreeMap<NetUid, Average>,
    backlog: Balance,
    is_wave: bool,
    history: History,
}

/// Simulates all days.
pub fn simulate() -> History {
    let mut random = Random::new(SEED);
    let members = Member::all(&mut random);
    chain::with_genesis(&members.clone(), FIRST_SUBNETS, || {
        let mut economy = Economy::new(random, members);
        for day in 1..=DAYS {
            economy.live(day);
            if day.is_multiple_of(WEEK) {
                crate::Root::check_invariants().expect("the invariants of the root network hold");
            }
        }
        crate::tests::check_invariants();
        economy.history
    })
}

impl Economy {
    fn new(mut random: Random, members: Vec<Member>) -> Self {
        let all = chain::subnets();
        let watched = match all[..] {
            [cartel, favourite, early, ..] => Watched { cartel, favourite, early, late: None },
            _ => panic!("the genesis has many subnets"),
        };
        let mut qualities = Qualities::default();
        let mut averages = BTreeMap::new();
        for netuid in all {
            match netuid {
                _ if netuid == watched.cartel => qualities.add_fixed(netuid, 0),
                _ if netuid == watched.favourite => qualities.add_fixed(netuid, FAVOURITE),
                _ if netuid == watched.early => qualities.add_fixed(netuid, GOOD),
                _ => qualities.add(netuid, &mut random),
            }
            averages.insert(netuid, Average { since: 0, sum: 0.0, weight: 0.0 });
        }
        let history = History {
            members,
            watched,
            days: Vec::new(),
            founded: 0,
            dissolved: 0,
            pruned: Vec::new(),
            full_on: None,
        };
        Self { random, qualities, averages, backlog: 0, is_wave: false, history }
    }

    fn live(&mut self, day: u32) {
        chain::begin(day);
        self.divide(day);
        if day.is_multiple_of(WEEK) {
            self.qualities.drift(&mut self.random);
        }
        if day.is_multiple_of(DISSOLUTION) {
            self.dissolve();
        }
        self.found(day);
        self.vote(day);
    }

    fn divide(&mut self, day: u32) {
        let inflow = chain::inflow();
        let record = chain::divide(inflow, self.backlog);
        let AllocationRecord { turnout, decided, subnets, .. } = record;
        let amounts = subnets.iter().map(|subnet| (subnet.netuid, subnet.amount * EPOCHS_PER_DAY));
        let amounts = amounts.collect::<BTreeMap<_, _>>();
        for (netuid, amount) in &amounts {
            if let Some(average) = self.averages.get_mut(netuid) {
                average.add(*amount / EPOCHS_PER_DAY);
            }
        }
        let divided = amounts.values().sum::<Balance>();
        let freed = chain::freed(self.backlog) * EPOCHS_PER_DAY;
        self.backlog = self.backlog + inflow * EPOCHS_PER_DAY - divided;
        let sleepers = self.history.members.iter().filter(|member| member.is_sleeper());
        self.history.days.push(Day {
            day,
            inflow: inflow * EPOCHS_PER_DAY,
            freed,
            divided,
            backlog: self.backlog,
            turnout_ppm: in_ppm(turnout),
            decided_ppm: in_ppm(decided),
            voting_ppm: in_ppm(subnets.iter().map(|subnet| subnet.rank).sum()),
            sleepers_heard: sleepers.filter(|member| chain::is_heard(member.number)).count(),
            amounts,
        });
    }

    /// The owner of some subnet has had enough of it.
    fn dissolve(&mut self) {
        if let Some(netuid) = self.qualities.any(&mut self.random) {
            chain::dissolve(netuid);
            self.forget(netuid);
            self.history.dissolved += 1;
        }
    }

    /// Founders wait until the price has fallen as far as it can. Then one comes every day, until
    /// it is too high.
    fn found(&mut self, day: u32) {
        let price = chain::price();
        self.is_wave = price <= chain::LEAST_PRICE || (self.is_wave && price <= HIGHEST_PRICE);
        if !self.is_wave {
            return;
        }
        let before = chain::subnets();
        let netuid = chain::found(price);
        let now = chain::subnets();
        for leaving in before.into_iter().filter(|netuid| !now.contains(netuid)) {
            self.note_pruned(day, leaving);
        }
        if self.history.watched.late.is_none() && day >= LATE {
            self.history.watched.late = Some((netuid, day));
            self.qualities.add_fixed(netuid, GOOD);
        } else {
            self.qualities.add(netuid, &mut self.random);
        }
        self.averages.insert(netuid, Average { since: day, sum: 0.0, weight: 0.0 });
        self.history.founded += 1;
        if self.history.full_on.is_none() && chain::is_full() {
            self.history.full_on = Some(day);
        }
    }

    fn note_pruned(&mut self, day: u32, netuid: NetUid) {
        let mortal = self.averages.values().filter(|average| average.since + IMMUNITY <= day);
        let least = mortal.map(Average::get).fold(f64::INFINITY, f64::min);
        let average = self.averages.get(&netuid).map_or(f64::INFINITY, Average::get);
        self.history.pruned.push(Pruned { day, netuid, average, least });
        self.forget(netuid);
    }

    /// Who wants to votes, by what it sees on this day.
    fn vote(&mut self, day: u32) {
        let Watched { cartel, favourite, .. } = self.history.watched;
        for member in &mut self.history.members {
            if day < member.votes_on || !member.is_awake(day) {
                continue;
            }
            let weights = member.weights(&self.qualities, cartel, favourite, &mut self.random);
            chain::vote(member.number, weights);
            member.votes_on = match member.role {
                Role::Cartel => day + CARTEL_VOTES,
                _ => day + 1 + self.random.below(LONGEST_PAUSE),
            };
        }
    }

    fn forget(&mut self, netuid: NetUid) {
        self.qualities.remove(netuid);
        self.averages.remove(&netuid);
    }
}
