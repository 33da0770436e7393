// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::unwrap_used
    )
)]
#![allow(
    missing_docs,
    reason = "the macros that assemble a runtime document nothing they generate"
)]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarks;
pub mod configs;
pub mod constants;
pub mod economics;
pub mod extensions;
pub mod genesis;
pub mod queries;
pub mod session;
pub mod weights;

#[cfg(test)]
mod tests;

pub use apis::RuntimeApi;
pub use extensions::TxExtension;
pub use joule_primitives::types::{
    AccountId, Balance, BlockNumber, Hash, Header, Moment, Nonce, Signature,
};

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{generic, MultiAddress};
use sp_version::RuntimeVersion;

/// How transactions name an account.
pub type Address = MultiAddress<AccountId, ()>;
/// A transaction as it travels.
pub type UncheckedExtrinsic =
    generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What of a transaction is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// Executes blocks.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    AllPalletsWithSystem,
>;

/// Declares [`VERSION`], with a literal for the attribute to read.
macro_rules! version {
    ($spec_version:tt) => {
        /// What this runtime is, and which transactions and interfaces it understands.
        #[sp_version::runtime_version]
        pub const VERSION: RuntimeVersion = RuntimeVersion {
            spec_name: Cow::Borrowed("joule"),
            impl_name: Cow::Borrowed("joule"),
            authoring_version: 1,
            spec_version: $spec_version,
            impl_version: 1,
            apis: apis::RUNTIME_API_VERSIONS,
            transaction_version: 2,
            system_version: 1,
        };
    };
}

#[cfg(not(next_version))]
version!(6);
// One higher: `tests/next-runtime` is the release to which a test upgrades a network.
#[cfg(next_version)]
version!(7);

/// The pallets. Genesis is built and hooks run in the order of the indices. An index is part of the
/// encoding of every call and event, too: it never changes, and is never given away again.
#[frame_support::runtime]
mod runtime {
    /// The runtime.
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    // The frame and time.
    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Runtime>;
    #[runtime::pallet_index(1)]
    pub type Timing = pallet_joule_timing::Pallet<Runtime>;
    #[runtime::pallet_index(2)]
    pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
    #[runtime::pallet_index(3)]
    pub type Babe = pallet_babe::Pallet<Runtime>;

    // Money. Balances stand before Session, whose genesis keys need accounts.
    #[runtime::pallet_index(5)]
    pub type Balances = pallet_balances::Pallet<Runtime>;
    #[runtime::pallet_index(6)]
    pub type TransactionPayment = pallet_transaction_payment::Pallet<Runtime>;
    #[runtime::pallet_index(7)]
    pub type Issuance = pallet_joule_issuance::Pallet<Runtime>;

    // Stake. Its genesis elects the first validators, so it stands before Session.
    #[runtime::pallet_index(9)]
    pub type Staking = pallet_joule_staking::Pallet<Runtime>;

    // Validators. Session stands before Authorship, which finds an author by its index in the
    // session's validators.
    #[runtime::pallet_index(10)]
    pub type Session = pallet_session::Pallet<Runtime>;
    #[runtime::pallet_index(11)]
    pub type KeyOwners = pallet_joule_key_owners::Pallet<Runtime>;
    #[runtime::pallet_index(12)]
    pub type Authorship = pallet_authorship::Pallet<Runtime>;
    #[runtime::pallet_index(13)]
    pub type Offences = pallet_offences::Pallet<Runtime>;
    #[runtime::pallet_index(14)]
    pub type Grandpa = pallet_grandpa::Pallet<Runtime>;

    // Subnets. Their genesis claims hotkeys and locks money. What falls due in a block is queued
    // before Incentive takes the head of the queue.
    #[runtime::pallet_index(16)]
    pub type Subnets = pallet_joule_subnets::Pallet<Runtime>;
    #[runtime::pallet_index(17)]
    pub type Incentive = pallet_joule_incentive::Pallet<Runtime>;

    #[runtime::pallet_index(18)]
    pub type Root = pallet_joule_root::Pallet<Runtime>;

    // Devices. The beacon takes in what Babe knows of the block before, and its genesis asks for
    // the slots that Babe allows.
    #[runtime::pallet_index(19)]
    pub type Attestation = pallet_joule_attestation::Pallet<Runtime>;

    // Accounts and what they do together.
    #[runtime::pallet_index(20)]
    pub type Utility = pallet_utility::Pallet<Runtime>;
    #[runtime::pallet_index(21)]
    pub type Multisig = pallet_multisig::Pallet<Runtime>;
    #[runtime::pallet_index(22)]
    pub type Proxy = pallet_proxy::Pallet<Runtime>;

    // Jobs of devices.
    #[runtime::pallet_index(23)]
    pub type Verdicts = pallet_joule_verdicts::Pallet<Runtime>;

    // The price. What nobody agrees on any more, the oracle still holds: ask Price.
    #[runtime::pallet_index(24)]
    pub type Oracle = pallet_oracle::Pallet<Runtime>;
    #[runtime::pallet_index(25)]
    pub type Price = pallet_joule_price::Pallet<Runtime>;

    // The market for compute: who sells what to whom, what is burned and minted for it, and who
    // decides where they disagree.
    #[runtime::pallet_index(26)]
    pub type Market = pallet_joule_market::Pallet<Runtime>;
    #[runtime::pallet_index(27)]
    pub type Equilibrium = pallet_joule_equilibrium::Pallet<Runtime>;
    #[runtime::pallet_index(28)]
    pub type Panels = pallet_joule_panels::Pallet<Runtime>;

    // Governance.
    #[runtime::pallet_index(30)]
    pub type Preimage = pallet_preimage::Pallet<Runtime>;
    #[runtime::pallet_index(31)]
    pub type Scheduler = pallet_scheduler::Pallet<Runtime>;
    #[runtime::pallet_index(32)]
    pub type Sudo = pallet_sudo::Pallet<Runtime>;
    #[runtime::pallet_index(33)]
    pub type Collective = pallet_collective::Pallet<Runtime>;
    #[runtime::pallet_index(34)]
    pub type Governance = pallet_joule_governance::Pallet<Runtime>;
}
