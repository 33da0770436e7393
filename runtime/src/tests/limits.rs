// SPDX-License-Identifier: Apache-2.0
//! What a block may hold, and what its hooks may take of it.

use super::*;
use crate::{
    configs::{
        governance::{MaxEnactmentWeight, MaximumSchedulerWeight, MotionDeposit},
        system::{RuntimeBlockLength, RuntimeBlockWeights},
    },
    constants::{storage_deposit, MAXIMUM_BLOCK_WEIGHT, MAX_VALIDATORS, NORMAL_BLOCK_WEIGHT},
    Incentive, Root,
};
use frame_support::{
    dispatch::DispatchClass,
    weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
};
use joule_primitives::{
    attestation::FollowDevices,
    subnets::{SplitEmission, MAX_NEURONS, MAX_PAIRS, MAX_SUBNETS},
    units::{JOULE, MICROJOULE, MILLIJOULE},
};
use pallet_joule_attestation::{WeightInfo as _, TICKETS_PER_BLOCK};
use pallet_joule_equilibrium::WeightInfo as _;
use pallet_joule_incentive::{EpochSize, WeightInfo as _, MAX_LOANS};
use pallet_joule_issuance::WeightInfo as _;
use pallet_joule_price::WeightInfo as _;
use pallet_joule_staking::WeightInfo as _;
use pallet_joule_subnets::WeightInfo as _;

type StakingWeights = crate::weights::pallet_joule_staking::WeightInfo<Runtime>;
type SubnetsWeights = <Runtime as pallet_joule_subnets::Config>::WeightInfo;
type AttestationWeights = <Runtime as pallet_joule_attestation::Config>::WeightInfo;
type EquilibriumWeights = <Runtime as pallet_joule_equilibrium::Config>::WeightInfo;
type OracleWeights = <Runtime as pallet_oracle::Config>::WeightInfo;
type PriceWeights = <Runtime as pallet_joule_price::Config>::WeightInfo;
type IncentiveWeights = <Runtime as pallet_joule_incentive::Config>::WeightInfo;

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

/// The largest epoch: as many neurons and validators as may be, and the owner, all of whom weigh all
/// neurons. From it on, none of them validates any more, but as many others.
const LARGEST_EPOCH: EpochSize = EpochSize {
    neurons: MAX_NEURONS,
    validators: 2 * (MAX_PAIRS / MAX_NEURONS + 1),
    entries: MAX_PAIRS + MAX_NEURONS,
    loans: 0,
    staked: 0,
};

/// What an epoch takes at most: as much is lent as can be, and all miners have their pay staked. If
/// nobody weighs, neurons earn by stake in place of that.
fn any_epoch() -> Weight {
    Incentive::epoch_weight(EpochSize { loans: MAX_LOANS, staked: MAX_NEURONS, ..LARGEST_EPOCH })
}

/// What it takes to tell all who follow devices that one of them begins to take part.
fn followers() -> Weight {
    <<Runtime as pallet_joule_attestation::Config>::Followers as FollowDevices<AccountId>>::weight()
}

/// What the hooks of each block take at most.
fn every_block() -> Weight {
    crate::weights::pallet_joule_issuance::WeightInfo::<Runtime>::block_hooks()
        .saturating_add(StakingWeights::note_author())
        .saturating_add(SubnetsWeights::find_due(MAX_SUBNETS))
        .saturating_add(IncentiveWeights::divide(MAX_SUBNETS))
        .saturating_add(Root::weight(MAX_SUBNETS))
        .saturating_add(AttestationWeights::on_initialize())
        .saturating_add(followers().saturating_mul(TICKETS_PER_BLOCK.into()))
        .saturating_add(EquilibriumWeights::close_epoch())
        .saturating_add(PriceWeights::on_initialize())
        .saturating_add(<OracleWeights as pallet_oracle::WeightInfo>::on_finalize())
        .saturating_add(any_epoch())
        .saturating_add(MaximumSchedulerWeight::get())
}

#[test]
fn the_hooks_of_a_block_take_at_most_half_of_it() {
    let hooks = every_block();
    assert!(hooks.ref_time() <= MAXIMUM_BLOCK_WEIGHT.ref_time() / 2, "{hooks:?}");
}

#[test]
fn the_hooks_of_the_block_after_that_take_at_most_half_of_it() {
    let hooks = every_block().saturating_add(PriceWeights::seat_members());
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
    // That the price has new members is noted.
    let keys = db.reads_writes(4 * u64::from(set), 9);
    let hooks = every_block()
        .saturating_add(StakingWeights::end_session(set))
        .saturating_add(StakingWeights::elect(4 * set))
        .saturating_add(collective)
        .saturating_add(keys);
    assert!(hooks.ref_time() <= MAXIMUM_BLOCK_WEIGHT.ref_time() / 2, "{hooks:?}");
}

#[test]
fn the_largest_epoch_takes_at_most_a_quarter_of_a_block() {
    let most = MAXIMUM_BLOCK_WEIGHT.ref_time() / 4;
    let charged = Incentive::epoch_weight(LARGEST_EPOCH).ref_time();
    assert!(charged <= most, "{charged}");
    let measured = IncentiveWeights::epoch_1024_by_128().ref_time();
    assert!(measured <= most, "{measured}");
    // What is charged by size is no less than what all of it takes, but for what measuring is worth.
    assert!(charged + charged / 4 >= measured, "{charged} of {measured}");
}

#[test]
fn an_epoch_of_256_neurons_and_64_validators_takes_at_most_a_twentieth_of_a_block() {
    let size = EpochSize { neurons: 256, validators: 64, entries: 256 * 64, loans: 0, staked: 0 };
    for epoch in [Incentive::epoch_weight(size), IncentiveWeights::epoch_256_by_64()] {
        assert!(epoch.ref_time() <= MAXIMUM_BLOCK_WEIGHT.ref_time() / 20, "{epoch:?}");
    }
}

#[test]
fn verifying_an_opening_of_a_public_network_takes_at_most_a_millisecond() {
    // 16 samples of products of 8,192 rows: a leaf, the nodes above it and those of 65,536 rounds.
    // One entry more is charged, for smaller products.
    let settings = pallet_joule_attestation::AttestationSettings::public();
    assert_eq!((settings.log2_size, settings.samples), (13, 16));
    let bytes = 16 * (128 + (21 + 16) * 24_u32);
    let verified = AttestationWeights::authorize_open(16)
        .saturating_add(AttestationWeights::hash_nodes(bytes.div_ceil(24)))
        .saturating_add(AttestationWeights::draw_entries(17));
    assert!(verified.ref_time() <= WEIGHT_REF_TIME_PER_SECOND / 1_000, "{verified:?}");
}

#[test]
fn replacing_a_hotkey_that_is_in_every_subnet_fits_into_a_block() {
    use joule_primitives::staking::OnHotkeySwapped;
    type Followers = <Runtime as pallet_joule_staking::Config>::OnHotkeySwapped;

    let followed = <Followers as OnHotkeySwapped<AccountId>>::weight();
    let swap = StakingWeights::swap_hotkey().saturating_add(followed);
    assert!(swap.ref_time() <= NORMAL_BLOCK_WEIGHT.ref_time(), "{swap:?}");
}

#[test]
fn the_report_of_an_offence_fits_into_a_block_whatever_follows_from_it() {
    // A third offended before, and all of them lose the rest.
    let slash = StakingWeights::slash(MAX_VALIDATORS);
    assert!(slash.ref_time() <= MAXIMUM_BLOCK_WEIGHT.ref_time() / 2, "{slash:?}");
}

#[test]
fn every_call_about_a_verdict_fits_into_a_block() {
    use frame_support::{dispatch::GetDispatchInfo, BoundedVec};
    use joule_primitives::{attestation::DeviceKey, types::Hash};
    use pallet_joule_verdicts::{types::Claim, Call, MAX_AUDITORS, MAX_PROOF_BYTES};

    let (job, attempt, device, hash) = (0, 0, DeviceKey::default(), Hash::zero());
    let claim = Claim { output_root: hash, trace_root: None, units: 1, start_ms: 1, end_ms: 1 };
    let proof = BoundedVec::truncate_from(vec![0; MAX_PROOF_BYTES as usize]);
    let signatures = BoundedVec::truncate_from(vec![(0, [0; 64]); MAX_AUDITORS as usize]);
    let keys = BoundedVec::truncate_from(vec![[0; 32]; MAX_AUDITORS as usize]);
    let calls: [Call<Runtime>; 8] = [
        Call::submit_result { job, attempt, claim, signature: [0; 64] },
        Call::commit_result { job, attempt, device, blind: hash },
        Call::reveal_result { job, attempt, device, output_root: hash, salt: [0; 32] },
        Call::accept_result { job, attempt },
        Call::show_proof { job, attempt, top: [0; 24], proof },
        Call::show_quorum { job, attempt, signatures },
        Call::conclude { job },
        Call::set_auditors { keys, quorum: 32 },
    ];
    // Each of them together with what opening, objecting or closing takes: ten fit into a block.
    let beside = <crate::Verdicts as joule_primitives::verdicts::Verdicts<AccountId>>::weight();
    for call in calls {
        let weight = call.get_dispatch_info().call_weight.saturating_add(beside);
        assert!(weight.ref_time() <= NORMAL_BLOCK_WEIGHT.ref_time() / 10, "{call:?}: {weight:?}");
    }
}

#[test]
fn every_call_about_the_market_fits_into_a_block() {
    use frame_support::{dispatch::GetDispatchInfo, BoundedVec};
    use joule_primitives::{attestation::DeviceKey, panels::Finding, types::Hash};
    use pallet_joule_equilibrium::Call as Equilibrium;
    use pallet_joule_market::{Call as Market, MAX_BEATS};
    use pallet_joule_panels::Call as Panels;

    let (order, lease, job, dispute, device) = (0, 0, 0, 0, DeviceKey::default());
    let (numbers, provider, hash) = (BoundedVec::new(), alice(), Hash::zero());
    let leases = BoundedVec::truncate_from(vec![0; MAX_BEATS as usize]);
    let calls: [crate::RuntimeCall; 15] = [
        Market::place_bid { order, price: 1, devices: BoundedVec::new() }.into(),
        Market::take_bids { order, numbers }.into(),
        Market::finalise { order }.into(),
        Market::accept_endpoint { lease }.into(),
        Market::refuse_endpoint { lease }.into(),
        Market::heartbeat { leases }.into(),
        Market::contest { lease, provider: provider.clone(), from: 1 }.into(),
        Market::close_lease { lease }.into(),
        Market::poke { order }.into(),
        Market::object { job }.into(),
        Market::accept_delivery { job, result: hash }.into(),
        Equilibrium::lapse_unvested { owner: provider, device }.into(),
        Panels::draw { dispute }.into(),
        Panels::reveal_finding { dispute, finding: Finding::NoFault, salt: [0; 32] }.into(),
        Panels::conclude { dispute }.into(),
    ];
    // Ten of each fit into a block.
    for call in calls {
        let weight = call.get_dispatch_info().call_weight;
        assert!(weight.ref_time() <= NORMAL_BLOCK_WEIGHT.ref_time() / 10, "{call:?}: {weight:?}");
    }
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

    assert_eq!(SupplyLedger::max_encoded_len(), 14 * 16);
    assert_eq!(EmissionSplit::default().encode().len(), 4 * 4);
}
