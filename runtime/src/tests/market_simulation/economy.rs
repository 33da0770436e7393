// SPDX-License-Identifier: Apache-2.0
//! What happens from day to day.

use super::{
    chain::{self, REFERENCE},
    fleet::Machine,
    history::{Day, Ended, History, Meter, Wash},
    leases, story, DAYS, MONTH,
};
use crate::{tests::random::Random, AccountId, Equilibrium, Issuance, Market, Price, System};
use joule_primitives::{
    money::{Pot, Pots},
    types::BlockNumber,
};
use pallet_joule_market::OrderId;

/// From this all chance follows.
const SEED: u64 = 2_027;
/// Honest providers. The wash trader's comes after them.
pub const HONEST: usize = 3;
pub const WASHER: usize = HONEST;
/// Who rents its own machine, and who forgets its claims.
const OWN_USER: usize = 1;
const FORGETFUL: usize = 2;
/// Leases that begin on one day at most.
const NEW_LEASES: usize = 6;
/// A tenant keeps a machine for so many days at least, and for so many more at most.
const SHORTEST: u32 = 10;
const LONGER: u32 = 50;
/// By how many thousandths chance moves a price of a JOULE, and a bid.
const PRICE_NOISE: i32 = 25;
const BID_NOISE: i32 = 40;
/// What a machine costs of its reference price when none is hired, and how much more when all are,
/// in percent.
const LEAST_RATE: u64 = 60;
const MORE_RATE: u64 = 40;
/// What tenants pay at most, and what the wash trader pays itself, in percent of the same.
const MOST_RATE: u64 = 125;
const WASH_RATE: u64 = 150;
/// A lease that runs.
pub struct Lease {
    id: OrderId,
    tenant: AccountId,
    pub machine: usize,
    rate: u64,
    begun_at: BlockNumber,
    ends_on: u32,
    /// Whether its tenant is one of many, which only wants a machine.
    is_plain: bool,
}

pub struct Economy {
    random: Random,
    pub providers: Vec<AccountId>,
    pub machines: Vec<Machine>,
    pub leases: Vec<Lease>,
    ended: Vec<Ended>,
    pub listed: u32,
    meter: Meter,
    pub history: History,
}

/// Simulates all days.
pub fn simulate() -> History {
    chain::with_genesis(|| {
        let mut economy = Economy::new();
        for day in 1..=DAYS {
            economy.live(day);
            if day.is_multiple_of(MONTH) {
                check_invariants();
            }
        }
        crate::tests::check_invariants();
        check_invariants();
        economy.history
    })
}

/// Every invariant of those who take part, and that the pot holds what was promised and no more.
fn check_invariants() {
    Issuance::check_invariants().expect("the invariants of issuance hold");
    Equilibrium::check_invariants().expect("the invariants of the equilibrium hold");
    Market::check_invariants().expect("the invariants of the market hold");
    Price::check_invariants().expect("the invariants of the price hold");
    assert_eq!(Issuance::available(Pot::Compute), Meter::promised(), "nothing is left over");
}

fn tenants() -> AccountId {
    chain::named("tenants")
}

fn wash_tenant() -> AccountId {
    chain::named("wash-tenant")
}

impl Economy {
    fn new() -> Self {
        let names = ["provider-0", "provider-1", "provider-2", "wash-provider"];
        let providers = names.map(chain::named).to_vec();
        Self {
            random: Random::new(SEED),
            providers,
            machines: Vec::new(),
            leases: Vec::new(),
            ended: Vec::new(),
            listed: 0,
            meter: Meter::read(),
            history: History::default(),
        }
    }

    fn live(&mut self, day: u32) {
        System::reset_events();
        self.pass(day);
        self.serve();
        self.leave_below_floor(day);
        self.settle();
        self.fill_up();
        self.prove(day);
        self.claim(day);
        self.change_fleet(day);
        self.close(day);
        self.open(day);
        self.trade();
        let wash = Wash::of_events(&self.providers[WASHER]);
        chain::end_block();
        let next = Meter::read();
        let mut today = Day::between(day, &self.meter, &next, wash);
        (today.leases, today.wanted) = (self.plain_leases(), story::demand(day));
        self.history.days.push(today);
        self.meter = next;
    }

    /// The blocks of the day, up to the last one, which does not end yet.
    fn pass(&mut self, day: u32) {
        let quarters = chain::quarters(day);
        for (place, height) in quarters.into_iter().enumerate() {
            chain::pass_to(height);
            if let Some(price) = story::price(day, self.random.around(PRICE_NOISE)) {
                chain::feed(price);
            }
            if place + 1 < quarters.len() {
                chain::end_block();
            }
        }
    }

    /// Every provider says that it serves.
    fn serve(&self) {
        for (number, provider) in self.providers.iter().enumerate() {
            let is_its = |lease: &&Lease| self.machines[lease.machine].provider == number;
            let leases = self.leases.iter().filter(is_its).map(|lease| lease.id).collect();
            leases::beat(provider, leases);
        }
    }

    /// Honest providers end leases that pay less than the price says.
    fn leave_below_floor(&mut self, day: u32) {
        let is_below = |lease: &Lease| lease.is_plain && leases::is_below_floor(lease.id);
        for place in (0..self.leases.len()).rev() {
            if is_below(&self.leases[place]) {
                let lease = self.leases.remove(place);
                let provider = self.providers[self.machines[lease.machine].provider].clone();
                self.end(lease, &provider);
                self.history.below_floor.push(day);
            }
        }
    }

    /// Whatever is due is paid, as anybody may have it done. A lease that is over is forgotten once
    /// it is seen what was paid of it.
    fn settle(&mut self) {
        for id in self.leases.iter().map(|lease| lease.id) {
            leases::poke(id);
        }
        let history = &mut self.history;
        self.ended.retain(|ended| {
            let paid = leases::paid_at_last(ended.id);
            leases::poke(ended.id);
            if let Some(paid) = paid {
                assert_eq!(paid, ended.owed, "every block is paid, and none twice");
                history.concluded += 1;
            }
            paid.is_none()
        });
    }

    fn fill_up(&self) {
        for lease in &self.leases {
            leases::fill_up(&lease.tenant, lease.id, lease.rate);
        }
    }

    /// How many machines tenants have.
    fn plain_leases(&self) -> usize {
        self.leases.iter().filter(|lease| lease.is_plain).count()
    }

    /// Leases end: those whose time is over, and the oldest one if fewer machines are wanted. In the
    /// outage it is the two oldest, on its first day.
    fn close(&mut self, day: u32) {
        let mut more = match day {
            story::OUTAGE => 2,
            _ if story::is_outage(day) => 0,
            _ => usize::from(self.plain_leases() > story::demand(day)),
        };
        let mut place = 0;
        while place < self.leases.len() {
            let lease = &self.leases[place];
            let is_surplus = lease.is_plain && more > 0;
            let is_over = lease.ends_on <= day && !story::is_outage(day);
            if is_over || is_surplus {
                more -= usize::from(is_surplus);
                let lease = self.leases.remove(place);
                let tenant = lease.tenant.clone();
                self.end(lease, &tenant);
            } else {
                place += 1;
            }
        }
    }

    fn end(&mut self, lease: Lease, by: &AccountId) {
        leases::close(by, lease.id);
        let blocks = System::block_number() - lease.begun_at;
        self.ended.push(Ended { id: lease.id, owed: leases::rent(lease.rate, blocks) });
        self.machines[lease.machine].is_hired = false;
    }

    /// Leases begin.
    fn open(&mut self, day: u32) {
        if chain::converts_at().is_none() {
            chain::refuses_orders(&tenants());
            self.history.refused += 1;
            return;
        }
        let missing = story::demand(day).saturating_sub(self.plain_leases());
        for _ in 0..missing.min(NEW_LEASES) {
            let ends_on = day + SHORTEST + self.random.below(LONGER);
            self.hire(ends_on);
        }
        let (from, until) = story::WASH;
        if day == from {
            let machine = 0;
            self.hire_own(machine, wash_tenant(), REFERENCE * WASH_RATE / 100, until);
        }
        let (from, until) = story::OWN_USE;
        let uses = |lease: &Lease| lease.tenant == self.providers[OWN_USER];
        if (from..until).contains(&day) && !self.leases.iter().any(uses) {
            if let Some(machine) = self.free_machine(HONEST, |provider| provider == OWN_USER) {
                let tenant = self.providers[OWN_USER].clone();
                self.hire_own(machine, tenant, REFERENCE, until);
            }
        }
    }

    /// Two providers bid for an order of any tenant, if they have machines. The lower bid wins.
    fn hire(&mut self, ends_on: u32) {
        let Some(first) = self.free_machine(HONEST, |_| true) else { return };
        let its = self.machines[first].provider;
        let second = self.free_machine(HONEST, |provider| provider != its);
        let places = [Some(first), second].into_iter().flatten().collect::<Vec<_>>();
        let rates = places.iter().map(|_| self.rate()).collect::<Vec<_>>();
        let bids = places.iter().zip(&rates).map(|(place, rate)| {
            let machine = &self.machines[*place];
            (&self.providers[machine.provider], *rate, machine.device)
        });
        let bids = bids.collect::<Vec<_>>();
        let most = REFERENCE * MOST_RATE / 100;
        let (id, winner) = leases::hire(&tenants(), most, &bids);
        self.begin(id, places[winner], tenants(), rates[winner], ends_on, true);
    }

    /// What a provider asks for now: more, the fewer machines are left.
    fn rate(&mut self) -> u64 {
        let count = |count: usize| u64::try_from(count).expect("it is small");
        let hired = count(self.machines.iter().filter(|machine| machine.is_hired).count());
        let percent = LEAST_RATE + MORE_RATE * hired / count(self.machines.len()).max(1);
        let chance = u64::try_from(1_000 + self.random.around(BID_NOISE)).expect("it is positive");
        REFERENCE * percent / 100 * chance / 1_000
    }

    /// Somebody hires this machine and no other, at this rate.
    fn hire_own(&mut self, machine: usize, tenant: AccountId, rate: u64, ends_on: u32) {
        let its = &self.machines[machine];
        let bid = (&self.providers[its.provider], rate, its.device);
        let (id, _) = leases::hire(&tenant, rate, &[bid]);
        self.begin(id, machine, tenant, rate, ends_on, false);
    }

    fn begin(
        &mut self,
        id: OrderId,
        machine: usize,
        tenant: AccountId,
        rate: u64,
        ends_on: u32,
        is_plain: bool,
    ) {
        self.machines[machine].is_hired = true;
        let begun_at = System::block_number();
        self.leases.push(Lease { id, tenant, machine, rate, begun_at, ends_on, is_plain });
    }

    /// Providers claim what the epoch before earned them.
    fn claim(&self, day: u32) {
        // Days are counted from 1, and epochs from 0: it is that of yesterday.
        let Some(epoch) = day.checked_sub(2) else { return };
        let (from, until) = story::FORGOTTEN;
        for (number, provider) in self.providers.iter().enumerate() {
            let is_forgotten = number == FORGETFUL && (from..=until).contains(&epoch);
            if !is_forgotten {
                leases::claim_work(provider, epoch);
            }
        }
        for machine in &self.machines {
            let provider = &self.providers[machine.provider];
            leases::claim_availability(provider, epoch, machine.device);
        }
    }

    /// Whoever earned something sells it, and validators, stakers and subnets do.
    fn trade(&self) {
        self.providers.iter().chain([&tenants(), &wash_tenant()]).for_each(chain::sell);
        chain::collect(Pot::Security);
        chain::collect(Pot::Subnets);
    }
}
