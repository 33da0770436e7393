// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    types::{ClassGauges, JobState, LeaseState},
    Agenda, AgendaCursor, BidOf, Config, Deadlines, Escrows, Gauges, HoldReason, JobOf, Jobs,
    LeaseOf, Leases, ListingRecords, OrderId, Orders, Pallet, Providers,
};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use joule_primitives::{attestation::ClassId, types::Balance};
use sp_runtime::TryRuntimeError;

/// What accounts should hold, and how many deposits.
type Held<A> = BTreeMap<A, (Balance, u32)>;

impl<T: Config> Pallet<T>
where
    T::AccountId: Ord,
{
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        Self::check_escrows()?;
        Self::check_deposits()?;
        Self::check_inventory()?;
        Self::check_deadlines()?;
        Self::check_states()
    }

    /// M1: what is held for escrows is the sum of them.
    fn check_escrows() -> Result<(), TryRuntimeError> {
        let mut held = Held::<T::AccountId>::new();
        for (id, escrow) in Escrows::<T>::iter() {
            ensure!(Self::is_known(id), "M1: an escrow pays for nothing");
            for deposit in escrow.deposits {
                add(&mut held, deposit.who, deposit.held);
            }
        }
        for (who, (sum, _)) in &held {
            let is_held = T::Currency::balance_on_hold(&HoldReason::Escrow.into(), who);
            ensure!(is_held == *sum, "M1: what is held is not the sum of the escrows");
        }
        for id in Orders::<T>::iter_keys() {
            ensure!(Escrows::<T>::contains_key(id), "M1: an order has no escrow");
        }
        Ok(())
    }

    /// M4: what is held for bids, objections and records is what is written down.
    fn check_deposits() -> Result<(), TryRuntimeError> {
        let mut deposits = Held::<T::AccountId>::new();
        let mut bonds = Held::<T::AccountId>::new();
        let mut count = |bid: &BidOf<T>| add(&mut deposits, bid.provider.clone(), bid.deposit);
        for order in Orders::<T>::iter_values() {
            order.bids.iter().for_each(&mut count);
        }
        for lease in Leases::<T>::iter_values() {
            let is_over = matches!(lease.state, LeaseState::Closed { .. });
            lease.parts.iter().filter(|_| !is_over).for_each(|part| count(&part.bid));
            if let Some(contest) = lease.contest {
                add(&mut bonds, lease.tenant, contest.bond);
            }
        }
        for job in Jobs::<T>::iter_values() {
            let is_over = matches!(job.state, JobState::Closed { .. });
            job.bid.iter().filter(|_| !is_over).for_each(&mut count);
            if let Some(dispute) = job.dispute {
                add(&mut bonds, job.tenant, dispute.bond);
            }
        }
        for (who, (sum, number)) in deposits {
            let is_held = T::Currency::balance_on_hold(&HoldReason::BidDeposit.into(), &who);
            ensure!(is_held == sum, "M4: what is held is not the sum of the deposits");
            let counted = Providers::<T>::get(&who).map(|provider| provider.deposits);
            ensure!(counted == Some(number), "M4: deposits of a provider are miscounted");
        }
        for (who, (sum, _)) in bonds {
            let is_held = T::Currency::balance_on_hold(&HoldReason::DisputeBond.into(), &who);
            ensure!(is_held == sum, "M4: what is held is not the sum of the dispute bonds");
        }
        for (who, provider) in Providers::<T>::iter() {
            let is_held = T::Currency::balance_on_hold(&HoldReason::ProviderRecord.into(), &who);
            ensure!(is_held == provider.deposit, "M4: a record is not paid for");
        }
        Ok(())
    }

    /// M5: counters are those of the lists, and whatever is hired is hired for something.
    fn check_inventory() -> Result<(), TryRuntimeError> {
        let mut counted = BTreeMap::<ClassId, [u32; 4]>::new();
        let mut listed = BTreeMap::<T::AccountId, u32>::new();
        let mut in_use = 0usize;
        for (device, listing) in ListingRecords::<T>::iter() {
            let serves = listing.serves.is_some();
            let flags = [true, listing.is_bonded, listing.is_attested, serves];
            let counts = counted.entry(listing.class).or_default();
            for (count, flag) in counts.iter_mut().zip(flags) {
                *count = count.saturating_add(u32::from(flag));
            }
            let devices = listed.entry(listing.provider).or_default();
            *devices = devices.saturating_add(1);
            if let Some(id) = listing.serves {
                in_use = in_use.saturating_add(1);
                let lease = Leases::<T>::get(id).is_some_and(|lease| {
                    lease.parts.iter().any(|part| part.bid.devices.contains(&device))
                });
                let job = Jobs::<T>::get(id)
                    .is_some_and(|job| job.bid.is_some_and(|bid| bid.devices.contains(&device)));
                ensure!(lease || job, "M5: a device is hired for nothing");
            }
        }
        for (class, gauges) in Gauges::<T>::iter() {
            let expected = counted.remove(&class).unwrap_or_default();
            ensure!(counts(&gauges) == expected, "M5: a counter is not that of the list");
            let is_within = gauges.serving.count <= gauges.listed.count;
            ensure!(is_within, "M5: more devices are hired than listed");
        }
        ensure!(counted.is_empty(), "M5: a class is not counted");
        for (who, provider) in Providers::<T>::iter() {
            let devices = listed.remove(&who).unwrap_or_default();
            ensure!(provider.listed == devices, "M5: devices of a provider are miscounted");
        }
        ensure!(listed.is_empty(), "M5: a device is listed by nobody");
        let leases = Leases::<T>::iter_values().filter(|lease| keeps_devices(lease.state));
        let devices = leases.flat_map(|lease| lease.parts.into_iter());
        let devices = devices.fold(0usize, |sum, part| sum.saturating_add(part.bid.devices.len()));
        let working = |job: &JobOf<T>| job.state == JobState::Running;
        let hired = Jobs::<T>::iter_values().filter(working).filter_map(|job| job.bid);
        let hired = hired.fold(devices, |sum, bid| sum.saturating_add(bid.devices.len()));
        ensure!(in_use == hired, "M5: a lease or job has a device that is not hired for it");
        Ok(())
    }

    /// M6: whatever is not over has a block in which somebody looks at it, and that block comes.
    fn check_deadlines() -> Result<(), TryRuntimeError> {
        let ids = Orders::<T>::iter_keys().chain(Leases::<T>::iter_keys());
        for id in ids.chain(Jobs::<T>::iter_keys()) {
            let at = Deadlines::<T>::get(id).ok_or("M6: something has no deadline")?;
            ensure!(Agenda::<T>::contains_key(at, id), "M6: a deadline is not on the agenda");
            ensure!(at >= AgendaCursor::<T>::get(), "M6: a deadline is forgotten");
        }
        for (at, id, ()) in Agenda::<T>::iter() {
            ensure!(Deadlines::<T>::get(id) == Some(at), "M6: a task is on no other list");
            ensure!(Self::is_known(id), "M6: a task is for nothing");
        }
        Ok(())
    }

    /// What the states of leases and jobs say of each other.
    fn check_states() -> Result<(), TryRuntimeError> {
        for (id, lease) in Leases::<T>::iter() {
            Self::check_lease(id, &lease)?;
        }
        for (id, job) in Jobs::<T>::iter() {
            ensure!(!Leases::<T>::contains_key(id), "M6: a number is used twice");
            let is_over = matches!(job.state, JobState::Closing | JobState::Closed { .. });
            ensure!(is_over == job.closing.is_some(), "M6: a job is over without a reason");
            let has_escrow = Escrows::<T>::contains_key(id);
            let is_paid = matches!(job.state, JobState::Closed { .. });
            ensure!(has_escrow != is_paid, "M1: a job is paid and keeps money");
        }
        Ok(())
    }

    /// Whether there is an order, a lease or a job with this number.
    fn is_known(id: OrderId) -> bool {
        Orders::<T>::contains_key(id)
            || Leases::<T>::contains_key(id)
            || Jobs::<T>::contains_key(id)
    }

    fn check_lease(id: OrderId, lease: &LeaseOf<T>) -> Result<(), TryRuntimeError> {
        let is_over = matches!(lease.state, LeaseState::Closing | LeaseState::Closed { .. });
        ensure!(is_over == lease.closing.is_some(), "M6: a lease is over without a reason");
        let is_pending = !is_over && !lease.state.is_running();
        let order = Orders::<T>::get(id);
        ensure!(is_pending == order.is_some(), "M6: an order outlives its lease, or is gone");
        ensure!(order.is_none_or(|order| order.is_matched), "M6: an order is not matched");
        let has_escrow = Escrows::<T>::contains_key(id);
        let is_paid = matches!(lease.state, LeaseState::Closed { .. });
        ensure!(has_escrow != is_paid, "M1: a lease is paid and keeps money");
        let contested = lease.parts.iter().filter(|part| part.timeline.contested > 0);
        let of = contested.map(|part| &part.bid.provider).next();
        let by = lease.contest.as_ref().map(|contest| &contest.provider);
        ensure!(of.is_none() || of == by, "M4: time is contested without a bond");
        Ok(())
    }
}

/// Whether devices are hired in this state.
fn keeps_devices(state: LeaseState) -> bool {
    !matches!(state, LeaseState::Closing | LeaseState::Closed { .. })
}

fn counts(gauges: &ClassGauges) -> [u32; 4] {
    [&gauges.listed, &gauges.bonded, &gauges.attested, &gauges.serving].map(|gauge| gauge.count)
}

fn add<A: Ord>(held: &mut Held<A>, who: A, amount: Balance) {
    let (sum, number) = held.entry(who).or_default();
    *sum = sum.saturating_add(amount);
    *number = number.saturating_add(1);
}
