// SPDX-License-Identifier: Apache-2.0
//! Root: who has it and what it can do later.

use crate::{
    constants::{storage_deposit, MAXIMUM_BLOCK_WEIGHT, MAX_VALIDATORS},
    weights, AccountId, Balance, Balances, OriginCaller, Preimage, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Scheduler, System,
};
use frame_support::{
    parameter_types,
    traits::{fungible::HoldConsideration, ConstU32, EqualPrivilegeOnly, LinearStoragePrice},
    weights::Weight,
};
use frame_system::{EnsureNever, EnsureRoot};
use joule_primitives::units::JOULE;
use pallet_collective::{EnsureProportionAtLeast, PrimeDefaultVote};
use pallet_joule_governance::MotionDuration;
use sp_runtime::traits::Convert;

parameter_types! {
    /// Held for a preimage.
    pub const PreimageDepositBase: Balance = storage_deposit(2, 64);
    /// Held for each of its bytes.
    pub const PreimageDepositPerByte: Balance = storage_deposit(0, 1);
    /// Why it is held.
    pub const PreimageHoldReason: RuntimeHoldReason =
        RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
    /// What scheduled calls may take of a block: 12 percent. With the end of a session, the largest
    /// epoch of a subnet and one of the root network in the same block, hooks take less than half.
    pub MaximumSchedulerWeight: Weight =
        MAXIMUM_BLOCK_WEIGHT.saturating_div(100).saturating_mul(12);
    /// What an enacted call may weigh: seven twelfths of what the scheduler may take. It needs the
    /// rest itself to read a call that is as long as may be.
    pub MaxEnactmentWeight: Weight =
        MaximumSchedulerWeight::get().saturating_div(12).saturating_mul(7);
    /// What the call of a motion may weigh: half a block. That of the call which it has enacted
    /// does not count, as that is made later.
    pub MaxProposalWeight: Weight = MAXIMUM_BLOCK_WEIGHT.saturating_div(2);
    /// Why something is held for a motion.
    pub const MotionHoldReason: RuntimeHoldReason =
        RuntimeHoldReason::Collective(pallet_collective::HoldReason::ProposalSubmission);
}

impl pallet_preimage::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    type ManagerOrigin = EnsureRoot<AccountId>;
    type Consideration = HoldConsideration<
        AccountId,
        Balances,
        PreimageHoldReason,
        LinearStoragePrice<PreimageDepositBase, PreimageDepositPerByte, Balance>,
    >;
}

impl pallet_scheduler::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = MaximumSchedulerWeight;
    type ScheduleOrigin = EnsureRoot<AccountId>;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    type MaxScheduledPerBlock = ConstU32<32>;
    type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}

// Only the presets `development` and `local` give this pallet a key; without one, all its calls
// are refused.
impl pallet_sudo::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}

/// What is held for a motion: 1 JOULE, and as much again for each motion that is open already. Who
/// opens as many as there may be, so that nobody else can open one, needs 528 JOULE.
pub struct MotionDeposit;

impl Convert<u32, Balance> for MotionDeposit {
    fn convert(open: u32) -> Balance {
        JOULE.saturating_mul(Balance::from(open).saturating_add(1))
    }
}

// The validators that sit. Motions that are carried have an origin of their own, to which
// `Governance` listens and nothing else: a motion of any other call fails.
impl pallet_collective::Config for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionDuration<Runtime>;
    type MaxProposals = ConstU32<32>;
    type MaxMembers = ConstU32<MAX_VALIDATORS>;
    // Who does not vote is against it: there never is a prime member, whose vote would count for
    // those who stay away. The other choice of the SDK counts them as in favour once a majority is.
    type DefaultVote = PrimeDefaultVote;
    type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
    // Sessions seat the members, and nobody else: see `session.rs`.
    type SetMembersOrigin = EnsureNever<()>;
    type MaxProposalWeight = MaxProposalWeight;
    type DisapproveOrigin = EnsureRoot<AccountId>;
    type KillOrigin = EnsureRoot<AccountId>;
    type Consideration =
        HoldConsideration<AccountId, Balances, MotionHoldReason, MotionDeposit, u32>;
}

/// A motion of two thirds of the validators that sit.
pub type TwoThirds = EnsureProportionAtLeast<AccountId, (), 2, 3>;
/// A motion of one third of them.
pub type OneThird = EnsureProportionAtLeast<AccountId, (), 1, 3>;

impl pallet_joule_governance::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type Scheduler = Scheduler;
    type Preimages = Preimage;
    type EnactOrigin = TwoThirds;
    type CancelOrigin = OneThird;
    type MaxPending = ConstU32<32>;
    type MaxEnactmentWeight = MaxEnactmentWeight;
    type WeightInfo = weights::pallet_joule_governance::WeightInfo<Runtime>;
}
