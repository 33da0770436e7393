// SPDX-License-Identifier: Apache-2.0
//! Disputes: how they open, and how they end.

use crate::{
    types::{Dispute, Duty, Grounds, Parties, Step},
    Config, CreditOf, DisputeOf, Disputes, Error, Event, Pallet, SeatOf, Settings, MAX_ABSENT,
    MAX_PANELS, MIN_SEATS,
};
use alloc::vec::Vec;
use frame_support::{
    ensure,
    traits::{Get, Imbalance},
};
use joule_primitives::{
    money::{BurnMoney, BurnReason, PayMoney},
    panels::{DisputeId, Finding, OnFinding, PANEL_SEATS},
    types::{Balance, BlockNumber, Hash},
    verdicts::SampleBeacon,
};
use sp_runtime::{
    traits::{SaturatedConversion, Zero},
    DispatchError, DispatchResult,
};

/// Checks what the constants promise each other.
///
/// # Panics
/// If they do not fit.
pub(crate) fn check_constants<T: Config>() {
    const {
        assert!(MIN_SEATS >= 3 && MIN_SEATS <= PANEL_SEATS, "of two, neither outvotes the other");
        assert!(MAX_PANELS >= 1, "somebody decides");
    }
    assert!(
        T::MaxJurors::get() >= PANEL_SEATS && T::MaxJurors::get() <= MAX_ABSENT,
        "a panel can be drawn, and all who are in office can be absent"
    );
}

impl<T: Config> Pallet<T> {
    /// The height of this block.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The hash of the chain's first block.
    pub(crate) fn genesis_hash() -> Hash {
        frame_system::Pallet::<T>::block_hash(
            frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
        )
    }

    pub(crate) fn load(id: DisputeId) -> Result<DisputeOf<T>, DispatchError> {
        Disputes::<T>::get(id).ok_or_else(|| Error::<T>::DisputeNotFound.into())
    }

    pub(crate) fn do_open(id: DisputeId, parties: &[T::AccountId]) -> DispatchResult {
        ensure!(!Disputes::<T>::contains_key(id), Error::<T>::DisputeAlreadyExists);
        let parties =
            Parties::try_from(parties.to_vec()).map_err(|_| Error::<T>::TooManyParties)?;
        let opened_at = Self::now();
        let decide_until = opened_at.saturating_add(Settings::<T>::get().decide_blocks);
        let sample_at = T::Beacon::request();
        Self::deposit_event(Event::DisputeOpened {
            dispute: id,
            parties: parties.to_vec(),
            sample_at,
            decide_until,
        });
        let dispute = Dispute {
            parties,
            opened_at,
            decide_until,
            panels: 0,
            step: Step::Drawing { sample_at },
            seats: Default::default(),
            earlier: Default::default(),
        };
        Disputes::<T>::insert(id, dispute);
        Self::enqueue(Duty::Draw, sample_at, id);
        Ok(())
    }

    /// Whether a panel that is drawn now can reveal in time.
    pub(crate) fn has_time(dispute: &DisputeOf<T>) -> bool {
        let sitting_blocks = Settings::<T>::get().sitting_blocks();
        Self::now().saturating_add(sitting_blocks) <= dispute.decide_until
    }

    /// Nobody is at fault, as no panel came to anything else.
    pub(crate) fn decide_without(id: DisputeId, dispute: &DisputeOf<T>, grounds: Grounds) {
        Self::decide(id, dispute, Finding::NoFault, grounds);
    }

    /// Forgets the dispute, has its finding acted on, and pays those who voted with a majority.
    pub(crate) fn decide(
        id: DisputeId,
        dispute: &DisputeOf<T>,
        finding: Finding,
        grounds: Grounds,
    ) {
        Disputes::<T>::remove(id);
        let votes = u32::try_from(dispute.votes(finding)).unwrap_or(u32::MAX);
        Self::deposit_event(Event::DisputeDecided { dispute: id, finding, grounds, votes });
        let found = (grounds == Grounds::Majority).then_some(finding);
        let pay = T::OnFinding::on_finding(id, found);
        let has_earned = |seat: &&SeatOf<T>| found.is_some() && seat.finding == found;
        let earners = dispute.seats.iter().filter(has_earned).collect::<Vec<_>>();
        Self::pay_panel(id, pay, &earners);
    }

    /// Divides what the panel is paid. What cannot be divided goes to those drawn last.
    pub(crate) fn pay_panel(id: DisputeId, mut pay: CreditOf<T>, earners: &[&SeatOf<T>]) {
        for (seat, left) in earners.iter().zip((1..=earners.len()).rev()) {
            let share = Balance::try_from(left).ok().and_then(|left| pay.peek().checked_div(left));
            let part = pay.extract(share.unwrap_or_default());
            let amount = part.peek();
            if amount > 0 {
                T::Money::pay(&seat.coldkey, part);
                Self::deposit_event(Event::JurorPaid {
                    dispute: id,
                    juror: seat.hotkey.clone(),
                    coldkey: seat.coldkey.clone(),
                    amount,
                });
            }
        }
        T::Money::burn(BurnReason::Slash, pay);
    }
}
