// SPDX-License-Identifier: Apache-2.0
//! The frame: blocks and their limits, accounts, which calls pass.

use crate::{
    constants::{
        AVERAGE_ON_INITIALIZE_RATIO, BLOCK_EXECUTION_WEIGHT, BLOCK_HASH_COUNT,
        EXTRINSIC_BASE_WEIGHT, MAXIMUM_BLOCK_LENGTH, MAXIMUM_BLOCK_WEIGHT, NORMAL_BLOCK_LENGTH,
        NORMAL_BLOCK_WEIGHT,
    },
    AccountId, Balance, Block, BlockNumber, Hash, Nonce, PalletInfo, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeOrigin, RuntimeTask, VERSION,
};
use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    parameter_types,
    traits::{ConstU16, ConstU32, Contains},
    weights::constants::RocksDbWeight,
};
use frame_system::limits::{BlockLength, BlockWeights};
use joule_primitives::units::SS58_PREFIX;
use sp_runtime::traits::AccountIdLookup;
use sp_version::RuntimeVersion;

parameter_types! {
    /// How much a block may compute, by class of transaction.
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
        .base_block(BLOCK_EXECUTION_WEIGHT)
        .for_class(DispatchClass::all(), |weights| {
            weights.base_extrinsic = EXTRINSIC_BASE_WEIGHT;
        })
        .for_class(DispatchClass::Normal, |weights| {
            weights.max_total = Some(NORMAL_BLOCK_WEIGHT);
        })
        .for_class(DispatchClass::Operational, |weights| {
            weights.max_total = Some(MAXIMUM_BLOCK_WEIGHT);
            // Operational transactions have a part of the block to themselves.
            weights.reserved =
                Some(MAXIMUM_BLOCK_WEIGHT.saturating_sub(NORMAL_BLOCK_WEIGHT));
        })
        .avg_block_initialization(AVERAGE_ON_INITIALIZE_RATIO)
        .build_or_panic();

    /// How many bytes a block may hold, by class of transaction.
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(MAXIMUM_BLOCK_LENGTH)
        .modify_max_length_for_class(DispatchClass::Normal, |length| {
            *length = NORMAL_BLOCK_LENGTH;
        })
        .build();

    /// The version of this runtime.
    pub const Version: RuntimeVersion = VERSION;
}

/// Refuses calls that would break the chain, whoever sends them short of root:
///
/// - those of `Balances` that burn or mint past the ledger of `Issuance`, which has a `burn` of its
///   own;
/// - `Oracle::feed_values`, which would let members speak more often than `Price` does;
/// - `Session::purge_keys`: sessions drop validators without keys, and a chain whose validators all
///   did that stops for good. `Staking` has a `purge_keys` for those who do not validate.
pub struct CallFilter;

impl Contains<RuntimeCall> for CallFilter {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_balances::Call as Balances;
        !matches!(
            call,
            RuntimeCall::Balances(
                Balances::burn { .. }
                    | Balances::force_set_balance { .. }
                    | Balances::force_adjust_total_issuance { .. }
            ) | RuntimeCall::Oracle(..)
                | RuntimeCall::Session(pallet_session::Call::purge_keys { .. })
        )
    }
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type BaseCallFilter = CallFilter;
    type Block = Block;
    type BlockWeights = RuntimeBlockWeights;
    type BlockLength = RuntimeBlockLength;
    type AccountId = AccountId;
    type Lookup = AccountIdLookup<AccountId, ()>;
    type Nonce = Nonce;
    type Hash = Hash;
    type BlockHashCount = ConstU32<BLOCK_HASH_COUNT>;
    type DbWeight = RocksDbWeight;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<Balance>;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
    type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
    type SS58Prefix = ConstU16<SS58_PREFIX>;
    type MaxConsumers = ConstU32<16>;
}

const _: () = assert!(BlockNumber::BITS == 32, "The schedule counts blocks in 32 bits.");
