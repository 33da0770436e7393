// SPDX-License-Identifier: Apache-2.0
//! What a panel comes to: a finding, another panel, or nothing.

use crate::{
    types::{Duty, Grounds, Step},
    Config, DisputeOf, Disputes, Error, Event, Pallet, WeightInfo, MAX_PANELS,
};
use frame_support::{ensure, weights::Weight};
use joule_primitives::{
    panels::{DisputeId, Finding, Jurors, OnFinding, PANEL_SEATS},
    verdicts::SampleBeacon,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_conclude(id: DisputeId) -> DispatchResult {
        let dispute = Self::load(id)?;
        match dispute.step {
            Step::Drawing { sample_at } => {
                ensure!(!Self::has_time(&dispute), Error::<T>::PanelNotDrawn);
                T::Beacon::release(sample_at);
                Self::decide_without(id, &dispute, Grounds::NoTime);
            }
            Step::Sitting { .. } => {
                ensure!(dispute.is_over(Self::now()), Error::<T>::TooEarly);
                Self::close_panel(id, dispute);
            }
        }
        Ok(())
    }

    /// The panel can do no more. What it revealed in time counts, however late somebody asks.
    fn close_panel(id: DisputeId, dispute: DisputeOf<T>) {
        Self::fine_absent(id, &dispute);
        Self::vacate(&dispute);
        if let Some(finding) = majority(&dispute) {
            Self::decide(id, &dispute, finding, Grounds::Majority);
        } else if dispute.panels >= MAX_PANELS {
            Self::decide_without(id, &dispute, Grounds::NoMajority);
        } else if Self::has_time(&dispute) {
            Self::redraw(id, dispute);
        } else {
            Self::decide_without(id, &dispute, Grounds::NoTime);
        }
    }

    /// Has another panel drawn.
    fn redraw(id: DisputeId, mut dispute: DisputeOf<T>) {
        for seat in core::mem::take(&mut dispute.seats) {
            // There is room for all panels but the last one.
            let _ = dispute.earlier.try_push(seat.coldkey);
        }
        let sample_at = T::Beacon::request();
        dispute.step = Step::Drawing { sample_at };
        let panel = dispute.panels;
        Disputes::<T>::insert(id, dispute);
        Self::enqueue(Duty::Draw, sample_at, id);
        Self::deposit_event(Event::PanelFailed { dispute: id, panel, sample_at });
    }

    /// What concluding takes at most.
    pub(crate) fn conclude_weight() -> Weight {
        T::WeightInfo::conclude()
            .saturating_add(T::Jurors::weight().saturating_mul(PANEL_SEATS.into()))
            .saturating_add(T::OnFinding::weight())
            .saturating_add(T::WeightInfo::pay())
    }
}

/// What more than half of the seats have revealed. There is one such finding at most.
fn majority<AccountId>(dispute: &crate::types::Dispute<AccountId>) -> Option<Finding> {
    [Finding::ProviderFault, Finding::TenantFault, Finding::NoFault]
        .into_iter()
        .find(|finding| dispute.votes(*finding) >= dispute.needed())
}
