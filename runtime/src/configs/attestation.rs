// SPDX-License-Identifier: Apache-2.0
//! Devices that prove their work.

use crate::{
    constants::{storage_deposit, BABE_EPOCH_CONFIG},
    weights, AccountId, Babe, Balance, Balances, Equilibrium, Issuance, Market, Runtime,
    RuntimeHoldReason,
};
use frame_support::{
    parameter_types,
    traits::{ConstU32, Get},
};
use frame_system::EnsureRoot;
use joule_primitives::{attestation::Clock, units::MILLIJOULE};
use pallet_joule_timing::SlotDuration;

parameter_types! {
    /// Burned for a key that nobody may use ever again: more than its entry is worth.
    pub const DeviceRegistrationFee: Balance = 100 * MILLIJOULE;
    /// Held for a device: its record, its description, a commit and a ticket.
    pub const DeviceRecordDeposit: Balance = storage_deposit(4, 512);
}

/// The slots of BABE, whose length the genesis block fixes.
pub struct BabeClock;

impl Clock for BabeClock {
    fn slot() -> u64 {
        u64::from(Babe::current_slot())
    }

    fn slot_ms() -> u64 {
        SlotDuration::<Runtime>::get()
    }
}

/// The VRF output of the block before: during a block, BABE knows none of its own.
pub struct LastVrf;

impl Get<Option<[u8; 32]>> for LastVrf {
    fn get() -> Option<[u8; 32]> {
        Babe::author_vrf_randomness()
    }
}

/// Whether the slots that BABE allows now all bring a VRF output.
pub struct SlotsWithVrf;

impl Get<bool> for SlotsWithVrf {
    fn get() -> bool {
        Babe::epoch_config()
            .is_some_and(|config| config.allowed_slots == BABE_EPOCH_CONFIG.allowed_slots)
    }
}

impl pallet_joule_attestation::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Money = Issuance;
    type Clock = BabeClock;
    type AuthorVrf = LastVrf;
    type HasVrfInEveryBlock = SlotsWithVrf;
    type Rewards = Equilibrium;
    type Followers = (Equilibrium, Market);
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type RegistrationFee = DeviceRegistrationFee;
    type RecordDeposit = DeviceRecordDeposit;
    type MaxOnTrial = ConstU32<1_024>;
    type WeightInfo = weights::pallet_joule_attestation::WeightInfo<Runtime>;
}
