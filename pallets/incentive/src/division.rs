// SPDX-License-Identifier: Apache-2.0
//! How the subnets' part of the emission is divided among them.

use crate::{
    voting::count, Backlog, Config, Delays, Event, Funds, Pallet, PendingTotal, Queue, WeightInfo,
};
use alloc::vec::Vec;
use core::iter;
use frame_support::{defensive, weights::Weight};
use joule_math::averages;
use joule_primitives::{
    money::{Pot, Pots},
    subnets::{NetUid, SplitEmission, Subnets, DIVISION_BLOCKS},
    types::Balance,
};
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// Parts per million of a whole.
const WHOLE_PPM: Balance = 1_000_000;

impl<T: Config> Pallet<T> {
    /// Divides what has come if it is time to.
    pub(crate) fn divide_if_due() -> Weight {
        if Self::now().checked_rem(DIVISION_BLOCKS) != Some(0) {
            return Weight::zero();
        }
        let subnets = Self::divide();
        T::WeightInfo::divide(subnets).saturating_add(T::SplitEmission::weight(subnets))
    }

    /// Divides what is in the pot and nobody's yet, and returns among how many subnets.
    pub(crate) fn divide() -> u32 {
        let subnets = T::Subnets::all();
        let undivided = T::Money::available(Pot::Subnets).saturating_sub(PendingTotal::<T>::get());
        // A chain on which nothing was ever divided has nothing but a backlog.
        let backlog = if Backlog::<T>::exists() { Backlog::<T>::get() } else { undivided };
        let backlog = backlog.min(undivided);
        let inflow = undivided.saturating_sub(backlog);
        let mut left = undivided;
        let amounts = T::SplitEmission::split(&subnets, inflow, backlog);
        let amounts = amounts.into_iter().chain(iter::repeat(0)).map(|amount| {
            let amount = amount.min(left);
            left = left.saturating_sub(amount);
            amount
        });
        let amounts = subnets.iter().copied().zip(amounts).collect::<Vec<_>>();
        let divided = undivided.saturating_sub(left);
        for (netuid, amount) in &amounts {
            Self::receive(*netuid, *amount, divided);
        }
        Backlog::<T>::put(left);
        PendingTotal::<T>::mutate(|total| *total = total.saturating_add(divided));
        if divided > 0 {
            let amounts = amounts.into_iter().filter(|(_, amount)| *amount > 0).collect();
            Self::deposit_event(Event::EmissionDivided { amounts, backlog: left });
        }
        count(&subnets)
    }

    /// Gives a subnet `amount` pJ of what was `divided`.
    fn receive(netuid: NetUid, amount: Balance, divided: Balance) {
        let half_life = Delays::<T>::get().average_half_life_blocks;
        let share_ppm =
            multiply_by_rational_with_rounding(amount, WHOLE_PPM, divided, Rounding::Down)
                .and_then(|ppm| u32::try_from(ppm).ok())
                .unwrap_or_default();
        Funds::<T>::mutate(netuid, |funds| {
            funds.receive(amount);
            funds.average = averages::moved(funds.average, amount, half_life, DIVISION_BLOCKS);
            funds.share_ppm = share_ppm;
        });
    }

    /// Puts the epoch of a subnet into the queue.
    pub(crate) fn enqueue(netuid: NetUid) {
        Queue::<T>::mutate(|queue| {
            if !queue.contains(&netuid) && queue.try_push(netuid).is_err() {
                defensive!("the queue has room for every subnet");
            }
        });
    }

    /// Gives what is pending of a subnet that is no more back to all, and forgets what it had.
    pub(crate) fn dissolve(netuid: NetUid) {
        Queue::<T>::mutate(|queue| queue.retain(|queued| *queued != netuid));
        let amount = Funds::<T>::take(netuid).pending.total();
        if amount == 0 {
            return;
        }
        PendingTotal::<T>::mutate(|total| *total = total.saturating_sub(amount));
        Backlog::<T>::mutate(|backlog| *backlog = backlog.saturating_add(amount));
        Self::deposit_event(Event::PendingReturned { netuid, amount });
    }
}
