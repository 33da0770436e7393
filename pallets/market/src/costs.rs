// SPDX-License-Identifier: Apache-2.0
//! What calls take beside what they do themselves: payments, verdicts and panels.

use crate::{Config, WeightInfo, MAX_BIDS, MAX_DEVICES};
use frame_support::{traits::Get, weights::Weight};
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

/// With a look at whose order each device of each bid serves already.
pub(crate) fn matched<T: Config>(weight: Weight) -> Weight {
    let devices = u64::from(MAX_BIDS).saturating_mul(MAX_DEVICES.into());
    weight.saturating_add(T::DbWeight::get().reads(devices))
}

/// With a look at when an escrow is used up, and a place on the agenda.
pub(crate) fn planned<T: Config>(weight: Weight) -> Weight {
    weight.saturating_add(T::DbWeight::get().reads_writes(10, 3))
}

/// With what panels are asked.
pub(crate) fn disputed<T: Config>(weight: Weight) -> Weight {
    weight.saturating_add(T::Panels::weight())
}

/// What poking takes at most, by a call or by the agenda.
pub(crate) fn poked<T: Config>() -> Weight {
    let poke = matched::<T>(T::WeightInfo::poke());
    judged::<T>(settled::<T>(poke.max(T::WeightInfo::end_outage())))
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
