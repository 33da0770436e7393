// SPDX-License-Identifier: Apache-2.0
//! What calls take beside what they do themselves: payments, verdicts and panels.

use crate::{Config, WeightInfo, MAX_BIDS};
use frame_support::weights::Weight;
use joule_primitives::{
    market::SettleCompute,
    panels::Panels,
    verdicts::{Verdicts, MAX_SEATS},
};

/// With the payment of all who worked: of a lease, or of a job.
pub(crate) fn settled<T: Config>(weight: Weight) -> Weight {
    weight.saturating_add(T::Settlement::weight().saturating_mul(MAX_SEATS.into()))
}

/// With what verdicts are asked.
pub(crate) fn judged<T: Config>(weight: Weight) -> Weight {
    weight.saturating_add(T::Verdicts::weight())
}

/// With what panels are asked.
pub(crate) fn disputed<T: Config>(weight: Weight) -> Weight {
    weight.saturating_add(T::Panels::weight())
}

/// What taking bids takes at most: of an order for a lease, or for a job.
pub(crate) fn taken<T: Config>() -> Weight {
    judged::<T>(T::WeightInfo::take_bids().max(T::WeightInfo::take_for_job()))
}

/// What poking takes at most, by a call or by the agenda.
pub(crate) fn poked<T: Config>() -> Weight {
    judged::<T>(settled::<T>(T::WeightInfo::poke().max(T::WeightInfo::end_outage())))
}

/// What ending a lease takes at most, by its tenant or a provider.
pub(crate) fn closed<T: Config>() -> Weight {
    let by_provider = T::WeightInfo::leave_lease(MAX_BIDS).max(T::WeightInfo::end_outage());
    settled::<T>(T::WeightInfo::close_lease(MAX_BIDS).max(by_provider))
}

/// What a finding takes at most.
pub(crate) fn found<T: Config>() -> Weight {
    judged::<T>(settled::<T>(T::WeightInfo::on_finding().max(T::WeightInfo::condemn())))
}

/// What heartbeats for so many leases take.
pub(crate) fn beats<T: Config>(leases: usize) -> Weight {
    T::WeightInfo::heartbeat(u32::try_from(leases).unwrap_or(u32::MAX))
}
