// SPDX-License-Identifier: Apache-2.0
//! What a block may hold, and what its hooks may take of it.

use super::*;
use crate::{
    configs::{
        governance::MaximumSchedulerWeight,
        system::{RuntimeBlockLength, RuntimeBlockWeights},
    },
    constants::{storage_deposit, MAXIMUM_BLOCK_WEIGHT},
};
use frame_support::{dispatch::DispatchClass, weights::constants::WEIGHT_REF_TIME_PER_SECOND};
use joule_primitives::units::{MICROJOULE, MILLIJOULE};
use pallet_joule_issuance::WeightInfo as _;

#[test]
fn blocks_have_the_limits_of_a_relay_chain() {
    let weights = RuntimeBlockWeights::get();
    assert_eq!(weights.max_block.ref_time(), 2 * WEIGHT_REF_TIME_PER_SECOND);
    let normal = weights.get(DispatchClass::Normal).max_total.expect("a limit");
    assert_eq!(normal.ref_time(), 3 * WEIGHT_REF_TIME_PER_SECOND / 2);

    let length = RuntimeBlockLength::get();
    assert_eq!(*length.max.get(DispatchClass::Operational), 5 * 1024 * 1024);
    assert_eq!(*length.max.get(DispatchClass::Normal), 5 * 1024 * 1024 / 4 * 3);
}

#[test]
fn the_hooks_of_a_block_take_at_most_half_of_it() {
    let issuance = crate::weights::pallet_joule_issuance::WeightInfo::<Runtime>::block_hooks();
    let hooks = issuance.saturating_add(MaximumSchedulerWeight::get());
    assert!(hooks.ref_time() <= MAXIMUM_BLOCK_WEIGHT.ref_time() / 2, "{hooks:?}");
}

#[test]
fn deposits_grow_with_what_is_stored() {
    assert_eq!(storage_deposit(0, 0), 0);
    assert_eq!(storage_deposit(1, 88), 10 * MILLIJOULE + 88 * 100 * MICROJOULE);
    assert_eq!(storage_deposit(u128::MAX, u128::MAX), u128::MAX);
}

#[test]
fn the_size_of_a_stored_ledger_is_frozen() {
    use codec::{Encode, MaxEncodedLen};
    use pallet_joule_issuance::{EmissionSplit, SupplyLedger};

    assert_eq!(SupplyLedger::max_encoded_len(), 12 * 16);
    assert_eq!(EmissionSplit::default().encode().len(), 4 * 4);
}
