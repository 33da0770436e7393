// SPDX-License-Identifier: Apache-2.0
//! Who acts, and what they think of subnets. Everything is drawn from one seed.

use crate::tests::random::Random;
use joule_primitives::{subnets::NetUid, types::Balance, units::JOULE};
use std::{cmp::Reverse, collections::BTreeMap};

/// Members of the cartel: each has a twentieth of all stake, less than the cap of a tenth.
pub const CARTEL: u32 = 6;
/// Members that vote for what they think good.
const HONEST: u32 = 58;
/// The first day without the votes that sleepers would give.
pub const SLEEP: u32 = 450;
/// The day on which every other sleeper votes again.
pub const RETURN: u32 = 1_200;
/// The best that a subnet can be.
const BEST: i32 = 1_000;

/// An honest member has this much stake, in pJ, divided by its rank, from the first one's on.
const STAKE_OF_RANK_ONE: Balance = 12_000 * JOULE;
const FIRST_RANK: u32 = 10;
/// How far apart members are who see the same subnet: for good, and from vote to vote.
const TASTE: i32 = 100;
const NOISE: i32 = 50;
/// How far a subnet may get better or worse in a week.
const DRIFT: i32 = 15;
/// How many subnets an honest member votes for.
const FEWEST: u32 = 10;
const MOST: u32 = 25;
/// Of its other weights together, what a sleeper gives its favourite: two fifths of all.
const FAVOUR: (u32, u32) = (2, 3);

/// How a member votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// All for the cartel's subnet.
    Cartel,
    /// For what it thinks good.
    Honest,
    /// So, too, but much of it for the favourite; from [`SLEEP`] on not at all, or only from
    /// [`RETURN`] on again.
    Sleeper { returns: bool },
}

/// A member of the root network.
#[derive(Clone)]
pub struct Member {
    pub number: u32,
    pub role: Role,
    pub stake: Balance,
    /// The next day on which it votes.
    pub votes_on: u32,
    breadth: usize,
}

impl Member {
    /// The 64 members: the cartel with 30 % of their stake, and the others.
    pub fn all(random: &mut Random) -> Vec<Self> {
        let honest_stake = |rank: u32| STAKE_OF_RANK_ONE / Balance::from(rank + FIRST_RANK);
        let honest = (0..HONEST).map(honest_stake).sum::<Balance>();
        let cartel = honest * 3 / 7 / Balance::from(CARTEL);
        (0..CARTEL + HONEST)
            .map(|number| {
                let role = match number.checked_sub(CARTEL) {
                    None => Role::Cartel,
                    Some(rank) if rank % 3 == 2 => Role::Sleeper { returns: rank % 2 == 0 },
                    Some(_) => Role::Honest,
                };
                let stake = number.checked_sub(CARTEL).map_or(cartel, honest_stake);
                let breadth = FEWEST + random.below(MOST - FEWEST + 1);
                let breadth = usize::try_from(breadth).expect("it is small");
                Self { number, role, stake, votes_on: 1, breadth }
            })
            .collect()
    }

    pub fn is_sleeper(&self) -> bool {
        matches!(self.role, Role::Sleeper { .. })
    }

    /// Whether it votes at all on `day`.
    pub fn is_awake(&self, day: u32) -> bool {
        match self.role {
            Role::Sleeper { returns } => day < SLEEP || (returns && day >= RETURN),
            Role::Cartel | Role::Honest => true,
        }
    }

    /// What it votes for, in ascending order of the subnets.
    pub fn weights(
        &self,
        qualities: &Qualities,
        cartel: NetUid,
        favourite: NetUid,
        random: &mut Random,
    ) -> Vec<(NetUid, u16)> {
        if self.role == Role::Cartel {
            return vec![(cartel, 1)];
        }
        let mut seen = qualities
            .0
            .iter()
            .map(|(netuid, quality)| {
                let seen = quality.now + self.taste(*netuid) + random.around(NOISE);
                (u16::try_from(seen.max(1)).expect("nothing looks better than 1,150"), *netuid)
            })
            .collect::<Vec<_>>();
        seen.sort_unstable_by_key(|(seen, netuid)| (Reverse(*seen), *netuid));
        seen.truncate(self.breadth);
        let mut weights =
            seen.into_iter().map(|(seen, netuid)| (netuid, seen)).collect::<BTreeMap<_, _>>();
        if self.is_sleeper() {
            weights.remove(&favourite);
            let others = weights.values().copied().map(u32::from).sum::<u32>();
            let favour = others * FAVOUR.0 / FAVOUR.1;
            weights.insert(favourite, u16::try_from(favour).expect("25 weights are below 40,000"));
        }
        weights.into_iter().collect()
    }

    /// How much better than it is it always thinks a subnet.
    fn taste(&self, netuid: NetUid) -> i32 {
        let seed = u64::from(self.number) << 16 | u64::from(netuid.0);
        Random::new(seed).around(TASTE)
    }
}

/// How good a subnet is, from 0 to [`BEST`], and whether that stays so.
struct Quality {
    now: i32,
    is_fixed: bool,
}

/// How good subnets are. Members see it through their taste and some noise.
#[derive(Default)]
pub struct Qualities(BTreeMap<NetUid, Quality>);

impl Qualities {
    /// Adds a subnet that is always as good.
    pub fn add_fixed(&mut self, netuid: NetUid, now: i32) {
        self.0.insert(netuid, Quality { now, is_fixed: true });
    }

    /// Adds a subnet of any quality, which drifts. The product of two draws: few are very good.
    pub fn add(&mut self, netuid: NetUid, random: &mut Random) {
        let mut part = || random.around(BEST / 2) + BEST / 2;
        let now = part() * part() / BEST;
        self.0.insert(netuid, Quality { now, is_fixed: false });
    }

    pub fn remove(&mut self, netuid: NetUid) {
        self.0.remove(&netuid);
    }

    /// Subnets get better or worse in a week.
    pub fn drift(&mut self, random: &mut Random) {
        for quality in self.0.values_mut().filter(|quality| !quality.is_fixed) {
            quality.now = (quality.now + random.around(DRIFT)).clamp(0, BEST);
        }
    }

    /// Any subnet whose quality is not fixed.
    pub fn any(&self, random: &mut Random) -> Option<NetUid> {
        let drifting = self.0.iter().filter(|(_, quality)| !quality.is_fixed);
        let drifting = drifting.map(|(netuid, _)| *netuid).collect::<Vec<_>>();
        let count = u32::try_from(drifting.len()).ok().filter(|count| *count > 0)?;
        drifting.get(usize::try_from(random.below(count)).ok()?).copied()
    }
}
