// SPDX-License-Identifier: Apache-2.0
//! What compute costs the chain: the burn of payments, and what is minted for them.

use crate::{weights, AccountId, Balances, BlockNumber, Issuance, Market, Price, Runtime};
use frame_support::traits::Get;
use frame_system::EnsureRoot;
use joule_math::bme::Challenges;
use pallet_joule_attestation::{AttestationSettings, Settings};
use pallet_joule_timing::SlotDuration;
use sp_runtime::Perbill;

/// The most blocks between two challenges.
pub struct MaxGap;

impl Get<BlockNumber> for MaxGap {
    fn get() -> BlockNumber {
        Settings::<Runtime>::get().max_gap_blocks
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
    let challenges = Challenges {
        commit_blocks: settings.commit_blocks,
        mean_interval: settings.mean_interval_blocks,
        min_gap: settings.min_gap_blocks,
        max_gap: settings.max_gap_blocks,
    };
    challenges.psi_max()
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
