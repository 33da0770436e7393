// SPDX-License-Identifier: Apache-2.0
//! What is written down of each day: what the chain says of it, and nothing else.

use super::DAY_BLOCKS;
use crate::{economics::economics, AccountId, Issuance, Price, Runtime, RuntimeEvent, System};
use joule_primitives::{
    apis::equilibrium::{Economics, EpochOutcome},
    market::UsdMicro,
    money::ComputeBudget,
    price::Dollars,
    types::Balance,
};
use pallet_joule_equilibrium::{Event, InForce, Outstanding, Parameters, Running};
use pallet_joule_issuance::{Ledger, SupplyLedger};
use pallet_joule_market::OrderId;

/// A lease that is over, and what is owed for all of it.
pub struct Ended {
    pub id: OrderId,
    pub owed: UsdMicro,
}

/// What is counted on without end. What two days differ by is of the days between them.
pub struct Meter(SupplyLedger);

impl Meter {
    /// How it stands now.
    pub fn read() -> Self {
        Self(Ledger::<Runtime>::get())
    }

    /// What was promised of the compute pot: the budget so far, the carry, and what is owed.
    pub fn promised() -> Balance {
        let (epoch, owed) = (Running::<Runtime>::get(), Outstanding::<Runtime>::get());
        let (issued, before) = (Issuance::issued(), epoch.issued_before);
        let budget = issued.work + issued.availability - before.work - before.availability;
        budget + epoch.carry_in + owed.unclaimed + owed.unvested
    }
}

/// What the wash trader burned in a day, and what it and its stakers got. In pJ.
#[derive(Clone, Copy, Default)]
pub struct Wash {
    pub burned: Balance,
    pub to_provider: Balance,
    pub to_stakers: Balance,
    pub subsidy: Balance,
}

impl Wash {
    /// As the events of the day say.
    pub fn of_events(washer: &AccountId) -> Self {
        let mut wash = Self::default();
        for record in System::read_events_no_consensus() {
            match record.event {
                RuntimeEvent::Equilibrium(Event::ComputeSettled {
                    provider,
                    burned,
                    to_provider,
                    to_stakers,
                    ..
                }) if provider == *washer => {
                    wash.burned += burned;
                    wash.to_provider += to_provider;
                    wash.to_stakers += to_stakers;
                }
                RuntimeEvent::Equilibrium(Event::WorkClaimed { provider, amount, .. })
                    if provider == *washer =>
                {
                    wash.subsidy += amount;
                }
                _ => {}
            }
        }
        wash
    }

    /// All that came back.
    pub fn returned(&self) -> Balance {
        self.to_provider + self.to_stakers + self.subsidy
    }
}

/// A day, which is an epoch. Amounts in pJ.
pub struct Day {
    pub day: u32,
    /// The last price.
    pub spot: Dollars,
    /// What the ledger says when it ends, from which follows how much exists.
    pub ledger: SupplyLedger,
    /// By how much there is more than the day before.
    pub growth: i128,
    /// What the schedule minted.
    pub emitted: Balance,
    /// What was burned of the budget.
    pub lapsed: Balance,
    /// What was burned for anything else than payments and that.
    pub other_burned: Balance,
    /// What the chain tells of the epoch, as `joule_economics` does.
    pub told: Economics,
    pub parameters: Parameters,
    pub wash: Wash,
    /// Leases of tenants that run, and machines that they want, when it ends.
    pub leases: usize,
    pub wanted: usize,
}

fn signed(amount: Balance) -> i128 {
    i128::try_from(amount).expect("there are at most 21,000,000 JOULE")
}

impl Day {
    /// What a day brought that began with one meter and ended with the other.
    pub fn between(day: u32, before: &Meter, after: &Meter, wash: Wash) -> Self {
        let told = economics(Some(day - 1)).expect("its epoch has ended");
        assert_eq!(told.figures.last_block, day * DAY_BLOCKS, "epochs end with the days");
        let (before, ledger) = (before.0, after.0);
        let lapsed = ledger.burned.lapsed - before.burned.lapsed;
        let settled = ledger.burned.settlement - before.burned.settlement;
        Self {
            day,
            spot: Price::fed_price().spot,
            growth: signed(ledger.expected_issuance()) - signed(before.expected_issuance()),
            emitted: ledger.scheduled - before.scheduled,
            lapsed,
            other_burned: ledger.burned.total() - before.burned.total() - lapsed - settled,
            ledger,
            told,
            parameters: InForce::<Runtime>::get(),
            wash,
            leases: 0,
            wanted: 0,
        }
    }

    /// How much there is when it ends.
    pub fn supply(&self) -> Balance {
        self.ledger.expected_issuance()
    }

    /// What tenants burned.
    pub fn burned(&self) -> Balance {
        self.told.figures.burned
    }

    /// What was minted for payments.
    pub fn reminted(&self) -> Balance {
        self.told.figures.to_providers + self.told.figures.to_stakers
    }

    /// How its epoch ended.
    pub fn outcome(&self) -> EpochOutcome {
        self.told.figures.outcome.expect("it has ended")
    }

    /// What of its budget nobody earned.
    pub fn unearned(&self) -> Balance {
        let (figures, outcome) = (&self.told.figures, self.outcome());
        let availability = figures.emitted_for_availability - outcome.granted_for_availability;
        let budget = figures.emitted_for_work + figures.carry_in;
        budget - outcome.granted_for_work - outcome.carry_out + availability
    }

    /// Whether nobody says what a JOULE costs.
    pub fn is_blind(&self) -> bool {
        !self.told.price_health.converts()
    }
}

/// All that happened.
#[derive(Default)]
pub struct History {
    pub days: Vec<Day>,
    /// On which days providers ended leases as the price was under the floor, a day for each lease.
    pub below_floor: Vec<u32>,
    /// Leases that are over and paid to the block.
    pub concluded: u32,
    /// Days on which a machine left.
    pub left_on: Vec<u32>,
    /// Days on which no order was taken.
    pub refused: u32,
}

impl History {
    /// What happened on a day, from 1.
    pub fn day(&self, day: u32) -> &Day {
        let index = usize::try_from(day - 1).expect("it is small");
        self.days.get(index).expect("it was simulated")
    }
}
