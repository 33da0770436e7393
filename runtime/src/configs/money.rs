// SPDX-License-Identifier: Apache-2.0
//! The token: balances, fees and issuance.

use crate::{
    constants::FEE_PER_BYTE, weights, AccountId, Authorship, Balance, Balances, Runtime,
    RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, Staking, System,
};
use alloc::{vec, vec::Vec};
use frame_support::{
    parameter_types,
    traits::{ConstU128, ConstU32, ConstU8, Get, VariantCountOf},
    weights::{ConstantMultiplier, IdentityFee},
};
use frame_system::EnsureRoot;
use joule_primitives::{staking::Hotkeys, units::EXISTENTIAL_DEPOSIT};
use pallet_joule_issuance::{DustHandler, FeeHandler};
use pallet_joule_staking::Staked;
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{traits::Bounded, FixedPointNumber, Permill, Perquintill};

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
    type Balance = Balance;
    type DustRemoval = DustHandler<Runtime>;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type DoneSlashHandler = ();
}

parameter_types! {
    /// Fees rise while normal transactions fill more of a block than this, and fall below it.
    pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
    /// How fast they do: a full block raises them by 0.0056 %, a day of full six-second blocks a
    /// little more than twofold.
    pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
    /// Fees never fall below what the weight says.
    pub MinimumMultiplier: Multiplier = Multiplier::from_u32(1);
    /// Fees may rise as far as it takes.
    pub MaximumMultiplier: Multiplier = Bounded::max_value();
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, FeeHandler<Runtime>>;
    // One pJ per picosecond of computation: a transfer costs about 0.0005 JOULE.
    type WeightToFee = IdentityFee<Balance>;
    type LengthToFee = ConstantMultiplier<Balance, ConstU128<FEE_PER_BYTE>>;
    type FeeMultiplierUpdate = TargetedFeeAdjustment<
        Self,
        TargetBlockFullness,
        AdjustmentVariable,
        MinimumMultiplier,
        MaximumMultiplier,
    >;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
    /// A settlement destroys at least a twentieth of every payment.
    pub const MaxReminted: Permill = Permill::from_percent(95);
    /// Accounts of modules other than the pots.
    pub ModuleAccounts: Vec<AccountId> = vec![Staking::account()];
}

/// Who earns the fees of the block being executed: the owner of the validator that authors it.
pub struct BlockAuthor;

impl Get<Option<AccountId>> for BlockAuthor {
    fn get() -> Option<AccountId> {
        let hotkey = Authorship::author()?;
        Some(Staking::coldkey_of(&hotkey).unwrap_or(hotkey))
    }
}

impl pallet_joule_issuance::Config for Runtime {
    type Currency = Balances;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type BlockAuthor = BlockAuthor;
    type ModuleAccounts = ModuleAccounts;
    type Staked = Staked<Runtime>;
    type MaxReminted = MaxReminted;
    type WeightInfo = weights::pallet_joule_issuance::WeightInfo<Runtime>;
}
