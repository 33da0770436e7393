// SPDX-License-Identifier: Apache-2.0
//! What is looked at when. Nothing depends on it alone: whatever is due, anybody may do.

use crate::{
    costs::poked,
    types::{JobState, LeaseState},
    Agenda, AgendaCursor, Config, Deadlines, Error, Jobs, LeaseOf, Leases, OrderId, Orders, Pallet,
    WeightInfo, MAX_AGENDA_BLOCKS, MAX_TASKS,
};
use frame_support::{storage::with_storage_layer, weights::WeightMeter};
use frame_system::pallet_prelude::BlockNumberFor;
use joule_primitives::types::BlockNumber;
use sp_runtime::{traits::SaturatedConversion, DispatchResult, Weight};

impl<T: Config> Pallet<T> {
    /// Does whatever is due, for `who` if somebody asked for it.
    pub(crate) fn do_poke(id: OrderId, who: Option<&T::AccountId>) -> DispatchResult {
        if let Some(lease) = Leases::<T>::get(id) {
            return Self::poke_lease(id, lease, who);
        }
        if let Some(job) = Jobs::<T>::get(id) {
            return Self::poke_job(id, job);
        }
        let order = Orders::<T>::get(id).ok_or(Error::<T>::OrderNotFound)?;
        let now = Self::now();
        if now > order.expires_at {
            Self::expire(id, order);
            return Ok(());
        }
        if now > order.window_until && !order.bids.is_empty() {
            return Self::do_finalise(id);
        }
        Err(Error::<T>::NothingDue.into())
    }

    /// The block in which an object should be looked at next.
    fn next_look(id: OrderId) -> Option<BlockNumber> {
        let (now, settings) = (Self::now(), Self::settings());
        if let Some(lease) = Leases::<T>::get(id) {
            return Some(match lease.state {
                LeaseState::Pending { until } | LeaseState::Delivered { until } => {
                    until.saturating_add(1)
                }
                LeaseState::Active | LeaseState::Degraded => Self::next_look_running(id, &lease),
                LeaseState::Reclaiming { until } => until.min(Self::next_look_running(id, &lease)),
                LeaseState::Closing => Self::next_look_closing(&lease),
                LeaseState::Closed { until } => until,
            });
        }
        if let Some(job) = Jobs::<T>::get(id) {
            return Some(match job.state {
                JobState::Running | JobState::Disputed => now.saturating_add(settings.hold_blocks),
                JobState::Working { until } | JobState::Submitted { until, .. } => {
                    until.saturating_add(1)
                }
                JobState::Closing => now.saturating_add(settings.beat_blocks),
                JobState::Closed { until } => until,
            });
        }
        let order = Orders::<T>::get(id)?;
        // While no price converts, bids wait for one.
        let waits = !order.bids.is_empty() && Self::price(order.floor_price).is_err();
        Some(match now <= order.window_until {
            true => order.window_until.saturating_add(1),
            false if waits => order.expires_at.min(now.saturating_add(settings.beat_blocks)),
            false => order.expires_at.saturating_add(1),
        })
    }

    /// The next block that matters for a lease that runs: when the first of its time ripens, once in
    /// the time for which it may be contested as soon as something is paid, and when the escrow is
    /// used up.
    fn next_look_running(id: OrderId, lease: &LeaseOf<T>) -> BlockNumber {
        let (now, pace) = (Self::now(), Self::pace());
        let later = now.saturating_add(pace.contest_blocks);
        if lease.contest.is_some() {
            return later;
        }
        let is_paid = lease.parts.iter().any(|part| part.timeline.settled > 0);
        let ripe_at = lease.parts.iter().filter_map(|part| part.timeline.first_ripe_at(pace)).min();
        let ripe_at = ripe_at.filter(|_| !is_paid).unwrap_or(later);
        // What is served does not grow while somebody is silent: looking again would not end.
        let is_silent = lease.is_degraded(now, pace);
        let runway = Self::runway_blocks(id, lease).filter(|_| !is_silent);
        let dry_at = runway.map_or(later, |blocks| now.saturating_add(blocks).saturating_add(1));
        later.min(ripe_at).min(dry_at)
    }

    /// The next block that matters for a lease that is over: when time ripens, or, if that waits
    /// for a panel or a price, soon.
    fn next_look_closing(lease: &LeaseOf<T>) -> BlockNumber {
        let pace = Self::pace();
        let ripe_at = lease.parts.iter().filter_map(|part| part.timeline.ripe_at(pace)).max();
        let ripe_at = ripe_at.filter(|_| lease.contest.is_none());
        ripe_at.map_or_else(
            || Self::now().saturating_add(pace.beat_blocks),
            |at| at.max(lease.ripens_from),
        )
    }

    /// Puts an object on the agenda, or on another place of it.
    pub(crate) fn plan(id: OrderId) {
        let at = Self::next_look(id);
        Self::unplan(id);
        if let Some(at) = at {
            Self::plan_at(id, at);
        }
    }

    fn plan_at(id: OrderId, at: BlockNumber) {
        let at = at.max(Self::now().saturating_add(1));
        Deadlines::<T>::insert(id, at);
        Agenda::<T>::insert(at, id, ());
    }

    /// Takes an object off the agenda.
    pub(crate) fn unplan(id: OrderId) {
        if let Some(at) = Deadlines::<T>::take(id) {
            Agenda::<T>::remove(at, id);
        }
    }

    /// Works the agenda off, as far as `remaining` reaches.
    pub(crate) fn work_off(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
        let now: BlockNumber = now.saturated_into();
        let mut meter = WeightMeter::with_limit(remaining);
        if meter.try_consume(T::WeightInfo::look(MAX_AGENDA_BLOCKS)).is_err() {
            return meter.consumed();
        }
        let mut cursor = AgendaCursor::<T>::get();
        let last = cursor.saturating_add(MAX_AGENDA_BLOCKS).min(now.saturating_add(1));
        let mut tasks = 0u32;
        'blocks: while cursor < last {
            while let Some(id) = Agenda::<T>::iter_key_prefix(cursor).next() {
                if tasks >= MAX_TASKS || meter.try_consume(poked::<T>()).is_err() {
                    break 'blocks;
                }
                tasks = tasks.saturating_add(1);
                Agenda::<T>::remove(cursor, id);
                Deadlines::<T>::remove(id);
                Self::run_task(id);
            }
            cursor = cursor.saturating_add(1);
        }
        AgendaCursor::<T>::put(cursor);
        meter.consumed()
    }

    /// Does what is due of an object. What is not, or cannot be done now, is looked at later.
    fn run_task(id: OrderId) {
        let is_done = with_storage_layer(|| Self::do_poke(id, None)).is_ok();
        if is_done && Deadlines::<T>::contains_key(id) {
            return;
        }
        if let Some(at) = Self::next_look(id) {
            let later = Self::now().saturating_add(Self::pace().beat_blocks);
            Self::plan_at(id, if at > Self::now() { at } else { later });
        }
    }
}
