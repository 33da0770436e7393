// SPDX-License-Identifier: Apache-2.0
//! Draws: asked for before anybody knows how they end, and made by the beacon of a later block.

use crate::{
    types::{Dispute, Duty, Grounds, Seat, Seats, Step},
    Config, DisputeOf, Disputes, Error, Event, Pallet, Seated, Settings, WeightInfo, MAX_DUTIES,
    MIN_SEATS,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use codec::Encode;
use frame_support::{traits::Get, weights::Weight};
use joule_primitives::{
    panels::{DisputeId, Jurors, OnFinding},
    verdicts::SampleBeacon,
};
use sp_io::hashing::blake2_256;
use sp_runtime::DispatchResult;

/// The first words of what a ticket is made from.
const TICKET_CONTEXT: &[u8] = b"joule-panel";

/// A validator's lot in a draw: the lowest are drawn, those who sat on earlier panels last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ticket<AccountId> {
    has_sat: bool,
    lot: [u8; 32],
    hotkey: AccountId,
    coldkey: AccountId,
}

/// Who sits on the next panel of a dispute, by the beacon `sample`, out of `jurors`, of whom
/// `absent` coldkeys are not drawn. Nobody if they are too few.
///
/// The lots of a coldkey follow from the beacon and from how many validators it has, and from
/// nothing that it could choose when it knows the beacon: not its hotkeys, nor who else is in
/// office. On how many other panels somebody sits changes nothing: who opens many disputes decides
/// in which order their panels are drawn, and would choose by that who is drawn last.
fn choose<AccountId: Clone + Ord + Encode>(
    id: DisputeId,
    dispute: &Dispute<AccountId>,
    sample: &[u8; 32],
    jurors: Vec<(AccountId, AccountId)>,
    absent: BTreeSet<AccountId>,
) -> Option<Seats<AccountId>> {
    let mut barred = absent;
    barred.extend(dispute.parties.iter().cloned());
    let is_party = |hotkey| dispute.parties.contains(hotkey);
    let party_owners = jurors.iter().filter(|(hotkey, _)| is_party(hotkey));
    barred.extend(party_owners.map(|(_, coldkey)| coldkey.clone()));

    let mut validators = BTreeMap::<AccountId, u32>::new();
    let mut tickets = Vec::new();
    for (hotkey, coldkey) in jurors {
        let number = validators.entry(coldkey.clone()).or_default();
        let lot = (TICKET_CONTEXT, sample, id, dispute.panels, &coldkey, *number)
            .using_encoded(blake2_256);
        *number = number.saturating_add(1);
        let has_sat = dispute.earlier.contains(&coldkey);
        tickets.push(Ticket { has_sat, lot, hotkey, coldkey });
    }
    tickets.sort();

    // A coldkey has a seat for its lowest lot, and is barred from another one.
    tickets.retain(|ticket| barred.insert(ticket.coldkey.clone()));
    if tickets.len() < usize::try_from(MIN_SEATS).unwrap_or(usize::MAX) {
        return None;
    }
    let seat = |Ticket { hotkey, coldkey, .. }| Seat {
        hotkey,
        coldkey,
        is_extra: false,
        commitment: None,
        finding: None,
    };
    Some(Seats::truncate_from(tickets.into_iter().map(seat).collect()))
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_draw(id: DisputeId) -> DispatchResult {
        let dispute = Self::load(id)?;
        let Step::Drawing { sample_at } = dispute.step else {
            return Err(Error::<T>::PanelAlreadyDrawn.into());
        };
        if !Self::has_time(&dispute) {
            T::Beacon::release(sample_at);
            Self::decide_without(id, &dispute, Grounds::NoTime);
            return Ok(());
        }
        let sample = T::Beacon::sample(sample_at).ok_or(Error::<T>::TooEarly)?;
        Self::seat_panel(id, dispute, &sample, T::Jurors::jurors())?;
        T::Beacon::release(sample_at);
        Ok(())
    }

    /// Seats those of `jurors` whom the beacon draws. Changes nothing if too few can be drawn.
    pub(crate) fn seat_panel(
        id: DisputeId,
        mut dispute: DisputeOf<T>,
        sample: &[u8; 32],
        mut jurors: Vec<(T::AccountId, T::AccountId)>,
    ) -> DispatchResult {
        jurors.truncate(usize::try_from(T::MaxJurors::get()).unwrap_or(usize::MAX));
        let seats = choose(id, &dispute, sample, jurors, Self::absent_now());
        let mut seats = seats.ok_or(Error::<T>::TooFewJurors)?;
        for seat in &mut seats {
            seat.is_extra = Seated::<T>::mutate(&seat.coldkey, |panels| {
                let is_extra = *panels >= MAX_DUTIES;
                *panels = panels.saturating_add(1);
                is_extra
            });
        }
        let settings = Settings::<T>::get();
        let commit_until = Self::now().saturating_add(settings.commit_blocks);
        let reveal_until = commit_until.saturating_add(settings.reveal_blocks);
        dispute.panels = dispute.panels.saturating_add(1);
        dispute.step = Step::Sitting { commit_until, reveal_until };
        dispute.seats = seats;
        Self::deposit_event(Event::PanelDrawn {
            dispute: id,
            panel: dispute.panels,
            jurors: dispute.seats.iter().map(|seat| seat.hotkey.clone()).collect(),
            commit_until,
            reveal_until,
        });
        Disputes::<T>::insert(id, dispute);
        Self::enqueue(Duty::Close, reveal_until.saturating_add(1), id);
        Ok(())
    }

    /// Whoever sits on the panel of a dispute leaves it.
    pub(crate) fn vacate(dispute: &DisputeOf<T>) {
        for seat in &dispute.seats {
            Seated::<T>::mutate_exists(&seat.coldkey, |panels| {
                *panels = panels.and_then(|panels| panels.checked_sub(1)).filter(|left| *left > 0);
            });
        }
    }

    /// What drawing takes at most.
    pub(crate) fn draw_weight() -> Weight {
        T::WeightInfo::draw(T::MaxJurors::get())
            .saturating_add(T::Jurors::weight())
            .saturating_add(T::OnFinding::weight())
            .saturating_add(T::WeightInfo::pay())
    }
}
