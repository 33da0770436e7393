// SPDX-License-Identifier: Apache-2.0
//! Constants of the protocol that every network shares. What differs is state of the genesis block.

use crate::{Balance, BlockNumber};
use frame_support::weights::{
    constants::{WEIGHT_REF_TIME_PER_MILLIS, WEIGHT_REF_TIME_PER_SECOND},
    Weight,
};
use joule_primitives::units::{MICROJOULE, MILLIJOULE};
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_runtime::Perbill;

/// Computation that a block may hold: two seconds on the reference machine. The size of its storage
/// proof is not bounded: nobody but full nodes executes it.
pub const MAXIMUM_BLOCK_WEIGHT: Weight =
    Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2), u64::MAX);
/// What normal transactions may compute in a block: three quarters. The rest is for operational
/// ones.
pub const NORMAL_BLOCK_WEIGHT: Weight = MAXIMUM_BLOCK_WEIGHT.saturating_div(4).saturating_mul(3);
/// The part of a block that `on_initialize` is assumed to take on average.
pub const AVERAGE_ON_INITIALIZE_RATIO: Perbill = Perbill::from_percent(1);
/// Bytes that a block may hold: 5 MiB.
pub const MAXIMUM_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;
/// Bytes that normal transactions may take of a block: three quarters.
pub const NORMAL_BLOCK_LENGTH: u32 = MAXIMUM_BLOCK_LENGTH / 4 * 3;
/// Executing a block that holds nothing.
pub const BLOCK_EXECUTION_WEIGHT: Weight =
    Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS.saturating_mul(5), 0);
/// Executing a transaction that does nothing: checking its signature, nonce and fee.
pub const EXTRINSIC_BASE_WEIGHT: Weight =
    Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS.saturating_div(8), 0);

/// Blocks whose hashes the state remembers; also the longest life of a mortal transaction.
pub const BLOCK_HASH_COUNT: BlockNumber = 4_096;
/// The most validators that a session may have.
pub const MAX_VALIDATORS: u32 = 100;
/// Sessions after its own in which an equivocation can be reported.
pub const REPORT_SESSIONS: u32 = 3;

/// A quarter of the slots have a primary author, and every slot a secondary one whose VRF output
/// feeds the chain's randomness. The attestation beacon needs an output in every block.
pub const BABE_EPOCH_CONFIG: BabeEpochConfiguration =
    BabeEpochConfiguration { c: (1, 4), allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots };

/// Fee per byte of a transaction.
pub const FEE_PER_BYTE: Balance = MICROJOULE;

/// What is held from an account for `items` entries in storage of `bytes` in all.
#[must_use]
pub const fn storage_deposit(items: Balance, bytes: Balance) -> Balance {
    items.saturating_mul(10 * MILLIJOULE).saturating_add(bytes.saturating_mul(100 * MICROJOULE))
}
