// SPDX-License-Identifier: Apache-2.0
//! What compute costs the chain: the burn of payments, and what is minted for them.

use crate::{weights, AccountId, Balances, BlockNumber, Issuance, Market, Price, Runtime};
use frame_support::traits::Get;
use frame_system::EnsureRoot;
use joule_math::bme::Challenges;
use pallet_joule_attestation::{AttestationSettings, Settings};
use pallet_joule_timing::SlotDuration;
use sp_runtime::Perbill;

/// The most blocks between two proofs of a device for which it is paid.
pub struct MaxGap;

impl Get<BlockNumber> for MaxGap {
    fn get() -> BlockNumber {
        paid_gap(&Settings::<Runtime>::get())
    }
}

/// The largest part of its reference price that a device may earn by being there.
pub struct MaxAvailability;

impl Get<Perbill> for MaxAvailability {
    fn get() -> Perbill {
        max_availability(&Settings::<Runtime>::get())
    }
}

/// How much of a device's presence challenges of these settings prove: so much it may be paid for.
#[must_use]
pub fn max_availability(settings: &AttestationSettings) -> Perbill {
    challenges(settings).psi_max()
}

/// For how many blocks between two proofs a device is paid at most: as many as lie between two
/// challenges of these settings on average, rounded down.
///
/// How long a gap was is known when it ends, before anybody must be there. If all of it counted, a
/// card that is rented after long gaps alone would be paid for twice what its window proves.
#[must_use]
pub fn paid_gap(settings: &AttestationSettings) -> BlockNumber {
    let blocks = challenges(settings).mean_gap_milli().saturating_div(1_000);
    BlockNumber::try_from(blocks).unwrap_or(BlockNumber::MAX)
}

/// When devices are challenged by these settings.
const fn challenges(settings: &AttestationSettings) -> Challenges {
    Challenges {
        commit_blocks: settings.commit_blocks,
        mean_interval: settings.mean_interval_blocks,
        min_gap: settings.min_gap_blocks,
        max_gap: settings.max_gap_blocks,
    }
}

impl pallet_joule_equilibrium::Config for Runtime {
    type Currency = Balances;
    type Issuance = Issuance;
    type Price = Price;
    type Listings = Market;
    type MaxGap = MaxGap;
    type MaxAvailability = MaxAvailability;
    type SlotMs = SlotDuration<Runtime>;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type WeightInfo = weights::pallet_joule_equilibrium::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::EquilibriumHelper;
}
