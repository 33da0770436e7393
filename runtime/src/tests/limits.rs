// SPDX-License-Identifier: Apache-2.0
//! What a block may hold, and what its hooks may take of it.

use super::*;
use crate::{
    configs::{
        governance::{MaxEnactmentWeight, MaximumSchedulerWeight, MotionDeposit},
        system::{RuntimeBlockLength, RuntimeBlockWeights},
    },
    constants::{storage_deposit, MAXIMUM_BLOCK_WEIGHT, MAX_VALIDATORS},
};
use frame_support::{
    dispatch::DispatchClass,
    weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
};
use joule_primitives::units::{JOULE, MICROJOULE, MILLIJOULE};
use pallet_joule_issuance::WeightInfo as _;
use pallet_joule_staking::WeightInfo as _;

type StakingWeights = crate::weights::pallet_joule_staking::WeightInfo<Runtime>;

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

/// What the hooks of each block take at most.
fn every_block() -> Weight {
    crate::weights::pallet_joule_issuance::WeightInfo::<Runtime>::block_hooks()
        .saturating_add(StakingWeights::note_author())
        .saturating_add(MaximumSchedulerWeight::get())
}

#[test]
fn the_hooks_of_a_block_take_at_most_half_of_it() {
    let hooks = every_block();
    assert!(hooks.ref_time() <= MAXIMUM_BLOCK_WEIGHT.ref_time() / 2, "{hooks:?}");
}

#[test]
fn the_hooks_of_a_block_that_ends_a_session_take_at_most_half_of_it() {
    use pallet_collective::WeightInfo as _;

    // As many validators as may sit are paid, four times as many stand, and all seats change hands.
    let set = MAX_VALIDATORS;
    let collective = <Runtime as pallet_collective::Config>::WeightInfo::set_members(set, set, 32);
    let db = <Runtime as frame_system::Config>::DbWeight::get();
    // Session keys are read for the next set, key owners noted, and those sought who offended lately.
    let keys = db.reads_writes(4 * u64::from(set), 8);
    let hooks = every_block()
        .saturating_add(StakingWeights::end_session(set))
        .saturating_add(StakingWeights::elect(4 * set))
        .saturating_add(collective)
        .saturating_add(keys);
    assert!(hooks.ref_time() <= MAXIMUM_BLOCK_WEIGHT.ref_time() / 2, "{hooks:?}");
}

#[test]
fn the_report_of_an_offence_fits_into_a_block_whatever_follows_from_it() {
    // A third offended before, and all of them lose the rest.
    let slash = StakingWeights::slash(MAX_VALIDATORS);
    assert!(slash.ref_time() <= MAXIMUM_BLOCK_WEIGHT.ref_time() / 2, "{slash:?}");
}

#[test]
fn the_heaviest_and_longest_call_that_can_be_enacted_fits_into_the_schedule() {
    use pallet_scheduler::WeightInfo;
    type Scheduler = <Runtime as pallet_scheduler::Config>::WeightInfo;

    let overhead = Scheduler::service_agendas_base()
        .saturating_add(Scheduler::service_agenda_base(32))
        .saturating_add(Scheduler::service_task_named())
        .saturating_add(Scheduler::service_task_fetched(pallet_preimage::MAX_SIZE))
        .saturating_add(Scheduler::execute_dispatch_unsigned());
    let needed = MaxEnactmentWeight::get().saturating_add(overhead);
    assert!(needed.ref_time() <= MaximumSchedulerWeight::get().ref_time(), "{needed:?}");
}

#[test]
fn each_motion_that_is_open_makes_the_next_one_dearer() {
    use sp_runtime::traits::Convert;

    assert_eq!([0, 1, 31].map(MotionDeposit::convert), [JOULE, 2 * JOULE, 32 * JOULE]);
    assert_eq!((0..32).map(MotionDeposit::convert).sum::<u128>(), 528 * JOULE);
    assert!(MotionDeposit::convert(u32::MAX) > JOULE);
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
