// SPDX-License-Identifier: Apache-2.0
//! Answers to the questions of the runtime API.

use crate::{types::Step, Config, Disputes, Pallet};
use joule_primitives::{
    apis::panels::{Dispute, Juror},
    panels::DisputeId,
};

impl<T: Config> Pallet<T> {
    /// A dispute and its panel; `None` if no dispute with this number is open.
    pub fn dispute(id: DisputeId) -> Option<Dispute<T::AccountId>> {
        let dispute = Disputes::<T>::get(id)?;
        let has_panel = !dispute.seats.is_empty();
        let needed = u32::try_from(dispute.needed()).ok().filter(|_| has_panel);
        let (draw_from, commit_until, reveal_until) = match dispute.step {
            Step::Drawing { sample_at } => (Some(sample_at), None, None),
            Step::Sitting { commit_until, reveal_until } => {
                (None, Some(commit_until), Some(reveal_until))
            }
        };
        let is_over = dispute.is_over(Self::now());
        Some(Dispute {
            dispute: id,
            parties: dispute.parties.into_inner(),
            opened_at: dispute.opened_at,
            decide_until: dispute.decide_until,
            panels: dispute.panels,
            draw_from,
            commit_until,
            reveal_until,
            is_over,
            needed,
            jurors: dispute
                .seats
                .into_iter()
                .map(|seat| Juror {
                    hotkey: seat.hotkey,
                    coldkey: seat.coldkey,
                    has_committed: seat.commitment.is_some(),
                    finding: seat.finding,
                })
                .collect(),
        })
    }
}
