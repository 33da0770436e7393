// SPDX-License-Identifier: Apache-2.0
//! Machines: who lists them, which of them prove their work, and which are free.

use super::{
    chain,
    economy::{Economy, HONEST, WASHER},
    leases, story,
};
use joule_primitives::attestation::DeviceKey;

/// In every so many days a machine falls out of the challenges, for so many.
const FAILURE: u32 = 15;
const REPAIR: u32 = 12;

/// A machine.
pub struct Machine {
    pub provider: usize,
    pub device: DeviceKey,
    pub is_hired: bool,
    /// The day on which it takes part in challenges again, if it does not.
    pub repaired_on: Option<u32>,
}

impl Economy {
    /// Machines that stand by prove their work, and some fall out of the challenges for a while.
    pub fn prove(&mut self, day: u32) {
        for machine in &mut self.machines {
            let provider = &self.providers[machine.provider];
            if machine.repaired_on == Some(day) {
                machine.repaired_on = None;
                leases::take_part(provider, &machine.device, true);
            }
            if machine.repaired_on.is_none() && leases::is_idle(&machine.device) {
                leases::prove(provider, &machine.device);
            }
        }
        if day.is_multiple_of(FAILURE) {
            if let Some(place) = self.free_machine(HONEST, |_| true) {
                let machine = &mut self.machines[place];
                machine.repaired_on = Some(day + REPAIR);
                let provider = &self.providers[machine.provider];
                leases::take_part(provider, &machine.device, false);
            }
        }
    }

    /// A machine of one of the first providers that may be hired, if there is one: that of the
    /// provider with the fewest that are hired.
    pub fn free_machine(&self, providers: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let is_free = |machine: &Machine| !machine.is_hired && machine.repaired_on.is_none();
        let hired = |provider| {
            let its = |machine: &&Machine| machine.provider == provider && machine.is_hired;
            self.machines.iter().filter(its).count()
        };
        let free = self.machines.iter().enumerate().filter(|(_, machine)| {
            is_free(machine) && machine.provider < providers && fits(machine.provider)
        });
        free.min_by_key(|(place, machine)| (hired(machine.provider), *place))
            .map(|(place, _)| place)
    }

    /// Providers list machines, and take those away that nobody wants.
    pub fn change_fleet(&mut self, day: u32) {
        if chain::converts_at().is_none() {
            return;
        }
        let fleet = story::fleet(day);
        let honest = |machine: &&Machine| machine.provider < HONEST;
        while self.machines.iter().filter(honest).count() < fleet {
            let of = |number| self.machines.iter().filter(|it| it.provider == number).count();
            let provider = (0..HONEST).min_by_key(|number| of(*number)).expect("there are some");
            self.list(provider);
        }
        if self.machines.iter().filter(honest).count() > fleet {
            // The last one, so that those before it keep their places.
            let last = self.machines.last().expect("there are some");
            if last.provider < HONEST && !last.is_hired && last.repaired_on.is_none() {
                leases::unlist(&self.providers[last.provider], last.device);
                self.machines.pop();
                self.history.left_on.push(day);
            }
        }
        if day == story::WASH.0 {
            self.list(WASHER);
        }
    }

    fn list(&mut self, provider: usize) {
        let account = &self.providers[provider];
        if self.machines.iter().all(|machine| machine.provider != provider) {
            leases::register(account);
        }
        let device = leases::list(account, self.listed);
        self.listed += 1;
        let machine = Machine { provider, device, is_hired: false, repaired_on: None };
        // That of the wash trader stays to the end, and so comes first.
        if provider == WASHER {
            self.machines.insert(0, machine);
            self.leases.iter_mut().for_each(|lease| lease.machine += 1);
        } else {
            self.machines.push(machine);
        }
    }
}
