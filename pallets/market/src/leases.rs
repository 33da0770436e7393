// SPDX-License-Identifier: Apache-2.0
//! Leases that run: heartbeats, settlement, notice, other rates, and what is due of them.

use crate::{
    types::{Beat, CloseReason, Due, LeaseState, Pace, Part, Timeline, Wish},
    Config, DueOf, Error, Event, LeaseOf, Leases, OrderId, Pallet, DAY_MS,
};
use alloc::vec::Vec;
use frame_support::ensure;
use joule_math::bme::usd_for;
use joule_primitives::{
    attestation::{Clock, DeviceKey},
    market::UsdMicro,
    price::Dollars,
    types::BlockNumber,
};
use sp_runtime::{DispatchError, DispatchResult, Perbill};

/// A part of a lease.
pub(crate) type PartOf<T> = Part<<T as frame_system::Config>::AccountId>;

impl<T: Config> Pallet<T> {
    /// How often providers must show that they serve.
    pub(crate) fn pace() -> Pace {
        let settings = Self::settings();
        Pace { beat_blocks: settings.beat_blocks, contest_blocks: settings.contest_blocks }
    }

    /// The same for a lease, whose time does not ripen while a panel sits.
    pub(crate) fn pace_of(lease: &LeaseOf<T>) -> Pace {
        lease.pace(Self::now(), Self::pace())
    }

    /// Blocks of a day.
    fn day_blocks() -> u32 {
        let blocks = DAY_MS.checked_div(T::Clock::slot_ms()).unwrap_or(0);
        u32::try_from(blocks).unwrap_or(u32::MAX)
    }

    /// What a day of a provider's devices costs, in micro-dollars.
    pub(crate) fn day_rent(part: &PartOf<T>) -> UsdMicro {
        part.rent(T::Clock::slot_ms()).owed(Self::day_blocks())
    }

    pub(crate) fn do_heartbeat(who: T::AccountId, ids: &[OrderId]) -> DispatchResult {
        let (now, pace) = (Self::now(), Self::pace());
        let mut leases = 0u32;
        for id in ids {
            let Ok(mut lease) = Self::lease(*id) else { continue };
            if !lease.state.is_running() {
                continue;
            }
            let pace = lease.pace(now, pace);
            let Some(part) = lease.part_mut(&who) else { continue };
            // Whoever was silent for so long has lost the lease, even if nobody has ended it yet.
            let is_dead = part.timeline.is_dead(now, pace);
            if is_dead || part.timeline.beat(now, pace) == Beat::TooSoon {
                continue;
            }
            Self::follow_silence(*id, &mut lease);
            Leases::<T>::insert(id, lease);
            leases = leases.saturating_add(1);
        }
        ensure!(leases > 0, Error::<T>::NoHeartbeatTaken);
        Self::deposit_event(Event::HeartbeatsTaken { provider: who, leases });
        Ok(())
    }

    /// Writes down whether somebody is not heard of: whether that is new.
    pub(crate) fn follow_silence(id: OrderId, lease: &mut LeaseOf<T>) -> bool {
        let is_degraded = lease.is_degraded(Self::now(), Self::pace());
        match (lease.state, is_degraded) {
            (LeaseState::Active, true) => {
                lease.state = LeaseState::Degraded;
                Self::deposit_event(Event::LeaseDegraded { lease: id });
                true
            }
            (LeaseState::Degraded, false) => {
                lease.state = LeaseState::Active;
                Self::deposit_event(Event::LeaseRestored { lease: id });
                true
            }
            _ => false,
        }
    }

    /// A lease that runs.
    pub(crate) fn running(id: OrderId) -> Result<LeaseOf<T>, DispatchError> {
        let lease = Self::lease(id)?;
        ensure!(lease.state.is_running(), Error::<T>::NotRunning);
        Ok(lease)
    }

    pub(crate) fn do_start_reclaim(
        who: &T::AccountId,
        id: OrderId,
        notice_blocks: BlockNumber,
    ) -> DispatchResult {
        let mut lease = Self::running(id)?;
        ensure!(lease.part(who).is_some(), Error::<T>::NotProvider);
        let settings = Self::settings();
        let notices = settings.min_notice_blocks..=settings.max_notice_blocks;
        ensure!(notices.contains(&notice_blocks), Error::<T>::NoticeOutOfBounds);
        let until = Self::now().saturating_add(notice_blocks);
        // A long notice of one provider keeps no other one.
        let ends_no_sooner =
            matches!(lease.state, LeaseState::Reclaiming { until: before } if before <= until);
        ensure!(!ends_no_sooner, Error::<T>::NoticeOutOfBounds);
        lease.state = LeaseState::Reclaiming { until };
        Leases::<T>::insert(id, lease);
        Self::plan(id);
        let provider = who.clone();
        Self::deposit_event(Event::ReclaimStarted { lease: id, provider, until });
        Ok(())
    }

    pub(crate) fn do_amend(
        who: T::AccountId,
        id: OrderId,
        provider: &T::AccountId,
        rate: u64,
    ) -> DispatchResult {
        let mut lease = Self::running(id)?;
        ensure!(lease.contest.is_none(), Error::<T>::DisputeInProgress);
        let (is_tenant, floor) = (lease.tenant == who, lease.floor_price);
        let (now, pace) = (Self::now(), Self::pace());
        let part = lease.part_mut(provider).ok_or(Error::<T>::NotProvider)?;
        ensure!(is_tenant || who == *provider, Error::<T>::NotProvider);
        let (is_raised, is_same) = (rate > part.rate, rate == part.rate);
        // Who wishes what is takes its wish back.
        let is_own = part.wish.as_ref().is_some_and(|wish| wish.by == who);
        ensure!(rate > 0 && (!is_same || is_own), Error::<T>::RateUnchanged);
        let devices = u64::try_from(part.bid.devices.len()).unwrap_or(u64::MAX);
        let is_above_bid = rate > part.bid.price.saturating_mul(devices);
        // Sponsors pay for what they knew of.
        ensure!(!is_above_bid || !Self::has_sponsor(id), Error::<T>::OutOfBounds);
        let is_agreed = part.wish.as_ref().is_some_and(|wish| wish.is_met(&who, rate, now, pace));
        if !is_agreed {
            let wish = Wish { by: who.clone(), rate, at: now };
            part.wish = (!is_same).then_some(wish);
            Leases::<T>::insert(id, lease);
            let provider = provider.clone();
            Self::deposit_event(Event::AmendmentProposed { lease: id, provider, by: who, rate });
            return Ok(());
        }
        // Both agree on what was served, too: it is paid at the old rate, and time begins anew.
        let price = Self::price(floor)?;
        ensure!(!part.timeline.is_dead(now, pace), Error::<T>::TooLate);
        part.timeline.beat(now, pace);
        part.timeline.ripen_all();
        part.wish = None;
        Self::settle_parts(id, &mut lease, price, Some(provider))?;
        if let Some(part) = lease.part_mut(provider) {
            let owed = part.due(part.timeline.ripe, T::Clock::slot_ms());
            ensure!(owed == 0, Error::<T>::EscrowTooSmall);
            part.timeline = Timeline::starting(now);
            part.rate = rate;
        }
        if is_raised {
            let needed = Self::runway(&lease, Self::settings().least_escrow_blocks)?;
            ensure!(Self::escrowed(id) >= needed, Error::<T>::EscrowTooSmall);
        }
        Leases::<T>::insert(id, lease);
        Self::plan(id);
        let provider = provider.clone();
        Self::deposit_event(Event::LeaseAmended { lease: id, provider, rate });
        Ok(())
    }

    /// What part of these devices takes part in challenges, or would if it was not hired.
    pub(crate) fn attested_part(devices: &[DeviceKey]) -> Perbill {
        let attested = devices.iter().filter(|device| Self::is_attested(device)).count();
        let devices = u32::try_from(devices.len()).unwrap_or(u32::MAX);
        Perbill::from_rational(u32::try_from(attested).unwrap_or(u32::MAX), devices)
    }

    /// What part of a payment earns a subsidy: that of the devices that take part in challenges, or
    /// did when the lease ended. Nothing while their provider's time is contested.
    fn quality(lease: &LeaseOf<T>, part: &PartOf<T>) -> Perbill {
        let is_contested =
            lease.contest.as_ref().is_some_and(|it| it.provider == part.bid.provider);
        match is_contested {
            true => Perbill::zero(),
            false => part.attested.unwrap_or_else(|| Self::attested_part(&part.bid.devices)),
        }
    }

    /// What nobody can contest any more and is not paid, by provider.
    fn ripe_dues(lease: &LeaseOf<T>, only: Option<&T::AccountId>) -> Vec<(usize, DueOf<T>)> {
        let slot_ms = T::Clock::slot_ms();
        let parts = lease.parts.iter().enumerate();
        let parts = parts.filter(|(_, part)| only.is_none_or(|it| *it == part.bid.provider));
        parts
            .map(|(place, part)| {
                let rent = part.rent(slot_ms);
                let usd_micro = part.due(part.timeline.ripe, slot_ms);
                let after = part.timeline.settled.saturating_add(usd_micro);
                let paid = rent.blocks_for(part.timeline.settled).min(part.timeline.ripe);
                let blocks = rent.blocks_for(after).min(part.timeline.ripe).saturating_sub(paid);
                let devices = u64::try_from(part.bid.devices.len()).unwrap_or(u64::MAX);
                let due = Due {
                    provider: part.bid.provider.clone(),
                    class: Some(lease.class),
                    usd_micro,
                    device_blocks: devices.saturating_mul(blocks.into()),
                    quality: Self::quality(lease, part),
                };
                (place, due)
            })
            .filter(|(_, due)| due.usd_micro > 0)
            .collect()
    }

    /// Pays what nobody can contest any more, as far as the escrow reaches: whether something was
    /// paid.
    pub(crate) fn settle_parts(
        id: OrderId,
        lease: &mut LeaseOf<T>,
        price: Dollars,
        only: Option<&T::AccountId>,
    ) -> Result<bool, DispatchError> {
        let (places, dues): (Vec<_>, Vec<_>) = Self::ripe_dues(lease, only).into_iter().unzip();
        let paid = Self::pay(id, &dues, price)?;
        let mut has_paid = false;
        for (place, usd_micro) in places.into_iter().zip(paid) {
            if let Some(part) = lease.parts.get_mut(place) {
                part.timeline.settled = part.timeline.settled.saturating_add(usd_micro);
                has_paid |= usd_micro > 0;
            }
        }
        Ok(has_paid)
    }

    /// Does whatever is due of a lease that runs.
    pub(crate) fn poke_running(
        id: OrderId,
        mut lease: LeaseOf<T>,
        who: Option<&T::AccountId>,
    ) -> DispatchResult {
        let (now, pace) = (Self::now(), Self::pace_of(&lease));
        if Self::has_outage(&lease) {
            return Self::end_by_outage(id, lease);
        }
        if matches!(lease.state, LeaseState::Reclaiming { until } if now >= until) {
            return Self::end_lease(id, lease, CloseReason::Reclaimed);
        }
        let mut is_due = Self::follow_silence(id, &mut lease);
        if let Some(affordable) = Self::shortfall(id, &lease) {
            Self::pay_bounty(id, &mut lease, who);
            Self::exhaust(&mut lease, affordable);
            return Self::end_lease(id, lease, CloseReason::Exhausted);
        }
        if let Ok(price) = Self::price(lease.floor_price) {
            lease.parts.iter_mut().for_each(|part| part.timeline.ripen(now, pace));
            is_due |= Self::settle_parts(id, &mut lease, price, None)?;
        }
        ensure!(is_due, Error::<T>::NothingDue);
        Leases::<T>::insert(id, lease);
        Self::plan(id);
        Ok(())
    }

    /// What is owed for all that was served until now, in micro-dollars.
    fn owed_now(lease: &LeaseOf<T>) -> UsdMicro {
        lease.owed_after(0, Self::now(), Self::pace(), T::Clock::slot_ms())
    }

    /// What the escrow of a lease can pay, in micro-dollars, if that is less than what is owed for
    /// all that was served until now. `None` if it is not, or no price converts.
    pub(crate) fn shortfall(id: OrderId, lease: &LeaseOf<T>) -> Option<UsdMicro> {
        let affordable = usd_for(Self::escrowed(id), Self::price(lease.floor_price).ok()?);
        (Self::owed_now(lease) > affordable).then_some(affordable)
    }

    /// Leaves of the time that was served what the escrow can pay, to the block.
    pub(crate) fn exhaust(lease: &mut LeaseOf<T>, affordable: UsdMicro) {
        let (now, pace, slot_ms) = (Self::now(), Self::pace_of(lease), T::Clock::slot_ms());
        let owed = Self::owed_now(lease);
        for part in &mut lease.parts {
            if part.timeline.running(now, pace) > 0 {
                part.timeline.beat(now, pace);
            }
            let due = part.due(part.timeline.served(), slot_ms);
            let share = joule_math::bme::share(affordable, due, owed);
            let payable = part.timeline.settled.saturating_add(share);
            let blocks = part.rent(slot_ms).blocks_for(payable);
            part.timeline.cut(blocks);
        }
    }
}
