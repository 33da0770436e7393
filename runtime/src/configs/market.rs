// SPDX-License-Identifier: Apache-2.0
//! The market for compute.

use super::attestation::BabeClock;
use crate::{
    weights, AccountId, Attestation, Balances, Equilibrium, Issuance, Panels, Price, Runtime,
    RuntimeHoldReason, Verdicts,
};
use frame_system::EnsureRoot;

impl pallet_joule_market::Config for Runtime {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Money = Issuance;
    type Settlement = Equilibrium;
    type Price = Price;
    type Devices = Attestation;
    type Verdicts = Verdicts;
    type Panels = Panels;
    type Clock = BabeClock;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type WeightInfo = weights::pallet_joule_market::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::MarketHelper;
}
