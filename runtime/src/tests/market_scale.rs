// SPDX-License-Identifier: Apache-2.0
//! What the hooks of a block read and write does not grow with the market: it is the same with a
//! thousand open leases and with a hundred times as many. What a block has no room for waits.

use super::{
    market::{hire, key, pass, serve, PROVIDER, TENANT},
    *,
};
use crate::{
    configs::system::RuntimeBlockWeights, weights::pallet_joule_market::WeightInfo as Measured,
    Attestation, Balances, Equilibrium, Market, Panels, Price, RuntimeCall,
};
use codec::Encode;
use frame_support::{
    assert_ok,
    dispatch::GetDispatchInfo,
    storage::unhashed,
    traits::{fungible::MutateHold, Hooks},
    weights::Weight,
};
use joule_primitives::{
    attestation::{ClassId, DeviceKey},
    types::BlockNumber,
};
use pallet_joule_attestation::{Descriptions, DeviceRecords, HoldReason as BondReason, UsedKeys};
use pallet_joule_market::{
    types::DeviceList, Agenda, Deadlines, Escrows, Gauges, HoldReason, Leases, ListingRecords,
    NextOrder, OrderId, Providers, Tallies, WeightInfo, MAX_AGENDA_BLOCKS, MAX_TASKS,
};
use serde_json::json;
use sp_io::storage::root as storage_root;
use sp_runtime::StateVersion;
use std::collections::HashMap;

/// What each account has, in pJ: enough for [`FEW`] leases.
const WEALTH: u64 = 50_000_000_000_000_000;
/// Few leases. All that is held for them was there from the genesis block on, as invariants ask.
const FEW: OrderId = 1_000;
/// Many leases.
const MANY: OrderId = 100_000;
/// The lease of which the others are copies.
const FIRST: OrderId = 0;
/// How many leases are due in the same block: more than one block looks after.
const DUE: OrderId = MAX_TASKS as OrderId + 8;

/// What the hooks of a block do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    /// Keys whose values are read, each counted once.
    reads: usize,
    /// Keys that are written, each counted once.
    writes: usize,
    /// Nodes of the trie on the way to what is read. They grow with its depth.
    nodes: usize,
}

/// What is stored under a key.
type Entry = (Vec<u8>, Vec<u8>);

/// The same value under another key.
fn moved(from: Vec<u8>, to: Vec<u8>) -> Entry {
    (to, unhashed::get_raw(&from).expect("there is one"))
}

/// All that is stored of a copy of the first lease and of its device, but for what is held.
fn copy(lease: OrderId, deadline: BlockNumber) -> [Entry; 8] {
    let (its, mut device) = (key(PROVIDER), DeviceKey([7; 32]));
    device.0[..8].copy_from_slice(&lease.to_le_bytes());
    let mut copied = Leases::<Runtime>::get(FIRST).expect("it runs");
    copied.parts[0].bid.devices = DeviceList::truncate_from(vec![device]);
    let mut listing = ListingRecords::<Runtime>::get(its).expect("it is listed");
    listing.serves = Some(lease);
    let devices = DeviceRecords::<Runtime>::hashed_key_for;
    let descriptions = Descriptions::<Runtime>::hashed_key_for;
    let escrows = Escrows::<Runtime>::hashed_key_for;
    [
        (Leases::<Runtime>::hashed_key_for(lease), copied.encode()),
        (ListingRecords::<Runtime>::hashed_key_for(device), listing.encode()),
        (Deadlines::<Runtime>::hashed_key_for(lease), deadline.encode()),
        (Agenda::<Runtime>::hashed_key_for(deadline, lease), ().encode()),
        moved(escrows(FIRST), escrows(lease)),
        moved(devices(its), devices(device)),
        moved(descriptions(its), descriptions(device)),
        (UsedKeys::<Runtime>::hashed_key_for(device), ().encode()),
    ]
}

/// Lets there be `leases` in all that are counted and paid for.
fn count_copies(leases: OrderId) {
    let copies = u32::try_from(leases - 1).expect("they fit");
    NextOrder::<Runtime>::put(leases);
    Tallies::<Runtime>::mutate(|tally| {
        tally.opened += u64::from(copies);
        tally.matched += u64::from(copies);
    });
    Providers::<Runtime>::mutate_extant(account(PROVIDER), |provider| {
        provider.listed += copies;
        provider.deposits += copies;
    });
    Gauges::<Runtime>::mutate(ClassId(0), |gauges| {
        for gauge in
            [&mut gauges.listed, &mut gauges.bonded, &mut gauges.attested, &mut gauges.serving]
        {
            gauge.set(gauge.count * (copies + 1), System::block_number());
        }
    });
    let lease = Leases::<Runtime>::get(FIRST).expect("it runs");
    let escrow = Escrows::<Runtime>::get(FIRST).expect("it is paid for").held();
    let device = DeviceRecords::<Runtime>::get(key(PROVIDER)).expect("it is registered");
    for (reason, who, amount) in [
        (HoldReason::Escrow.into(), TENANT, escrow),
        (HoldReason::BidDeposit.into(), PROVIDER, lease.parts[0].bid.deposit),
        (BondReason::DeviceBond.into(), PROVIDER, device.bond),
        (BondReason::DeviceRecord.into(), PROVIDER, device.deposit),
    ] {
        let (who, amount) = (account(who), amount * u128::from(copies));
        if leases > FEW {
            // A development network has less.
            frame_system::Account::<Runtime>::mutate(&who, |it| it.data.free += amount);
        }
        assert_ok!(Balances::hold(&reason, &who, amount));
    }
}

/// A state with so many open leases that are served, of which [`DUE`] are due in the block after the
/// next.
fn state_with(leases: OrderId) -> sp_io::TestExternalities {
    let mut genesis = genesis_of(networks::DEVELOPMENT);
    let accounts = genesis["balances"]["balances"].as_array_mut().expect("there are accounts");
    accounts.iter_mut().for_each(|account| account[1] = json!(WEALTH));
    let config: RuntimeGenesisConfig =
        serde_json::from_value(genesis).expect("the preset is complete");
    let mut state: sp_io::TestExternalities =
        config.build_storage().expect("the preset builds").into();
    let entries = state.execute_with(|| {
        System::set_block_number(1);
        assert_eq!(hire(), FIRST);
        // So long that the first of its time is to be paid.
        serve(FIRST, 9);
        count_copies(leases);
        let due = System::block_number() + 2;
        let deadline = |lease| due + if lease <= DUE { 0 } else { 1_000 + (lease % 1_000) as u32 };
        (1..leases).flat_map(|lease| copy(lease, deadline(lease))).collect::<Vec<_>>()
    });
    state.commit_all().expect("all is applied");
    state.batch_insert(entries);
    state
}

/// How many of the leases that are due are waiting to be looked after.
fn waiting() -> usize {
    let now = System::block_number();
    (1..=DUE).filter(|id| Deadlines::<Runtime>::get(id).is_some_and(|at| at <= now)).count()
}

/// The hooks of the next block of what has to do with the market, with all the weight of it.
fn next_block() {
    let block = System::block_number() + 1;
    System::set_block_number(block);
    Issuance::on_initialize(block);
    Attestation::on_initialize(block);
    Equilibrium::on_initialize(block);
    Market::on_initialize(block);
    Panels::on_initialize(block);
    Price::on_initialize(block);
    let room = RuntimeBlockWeights::get().max_block;
    for on_idle in [Market::on_idle, Equilibrium::on_idle, Panels::on_idle, Price::on_idle] {
        on_idle(block, room);
    }
    Equilibrium::on_finalize(block);
    Market::on_finalize(block);
    Panels::on_finalize(block);
    Price::on_finalize(block);
    Issuance::on_finalize(block);
}

/// Runs the next block, and counts what its hooks do.
fn count_next(state: &mut sp_io::TestExternalities) -> Cost {
    state.commit_all().expect("all is applied");
    let recorder = Default::default();
    state.execute_with_recorder(Clone::clone(&recorder), next_block);
    let reads = recorder.recorded_keys().values().map(HashMap::len).sum();
    let writes = state.overlayed_changes().changes().count();
    Cost { reads, writes, nodes: recorder.to_storage_proof().len() }
}

/// What the hooks do in a block in which nothing is due, in one in which more is due than may be
/// done, and in one in which an epoch of the market ends.
fn costs(leases: OrderId) -> [Cost; 3] {
    let mut state = state_with(leases);
    let open = || usize::try_from(leases) == Ok(Leases::<Runtime>::iter_keys().count());
    let idle = count_next(&mut state);
    let busy = count_next(&mut state);
    assert_eq!(state.execute_with(waiting), 8, "as many were looked after as may be");
    state.execute_with(|| {
        assert_eq!(Equilibrium::running_epoch().epoch, 0);
        while System::block_number() % 100 != 99 {
            pass(1);
        }
        assert_eq!(waiting(), 0);
    });
    let last = count_next(&mut state);
    state.execute_with(|| {
        assert_eq!(Equilibrium::running_epoch().epoch, 1, "an epoch has ended");
        assert!(open());
        if leases == FEW {
            check_invariants();
        }
    });
    [idle, busy, last]
}

#[test]
fn hooks_cost_the_same_with_a_thousand_leases_and_with_a_hundred_thousand() {
    let (few, many) = (costs(FEW), costs(MANY));
    let blocks = ["nothing is due", "more is due than may be done", "an epoch ends"];
    for ((block, few), many) in blocks.into_iter().zip(few).zip(many) {
        println!("{block}: {few:?} with {FEW} leases, {many:?} with {MANY}");
        assert_eq!((few.reads, few.writes), (many.reads, many.writes), "{block}");
        // Whoever walked along keys without a look at the values would be seen here.
        assert!(many.nodes < 2 * few.nodes, "{block}: {} and {} nodes", few.nodes, many.nodes);
    }
}

/// Runs `test` in a block in which [`DUE`] leases are due, with what looking for them and looking
/// after one of them takes.
fn run_busy(test: impl FnOnce(Weight, Weight)) {
    let mut state = state_with(FEW);
    state.execute_with(|| {
        System::set_block_number(System::block_number() + 2);
        assert_eq!(waiting(), DUE as usize);
        let poke = RuntimeCall::Market(pallet_joule_market::Call::poke { order: 1 });
        test(Measured::<Runtime>::look(MAX_AGENDA_BLOCKS), poke.get_dispatch_info().call_weight);
    });
}

#[test]
fn a_full_block_does_nothing_of_the_agenda() {
    run_busy(|look, _| {
        let before = storage_root(StateVersion::V1);
        let now = System::block_number();
        for room in [
            Weight::zero(),
            look.saturating_sub(Weight::from_parts(1, 0)),
            look.saturating_sub(Weight::from_parts(0, 1)),
        ] {
            assert_eq!(Market::on_idle(now, room), Weight::zero());
            assert_eq!(storage_root(StateVersion::V1), before, "{room}");
        }
    });
}

#[test]
fn a_block_looks_after_as_many_leases_as_it_has_room_for() {
    run_busy(|look, task| {
        let room = look + task * 3u64;
        let spent = Market::on_idle(System::block_number(), room + task - Weight::from_parts(1, 0));
        assert_eq!(spent, room);
        assert_eq!(waiting(), DUE as usize - 3, "the others wait for the next block");
        let spent = Market::on_idle(System::block_number(), look + task);
        assert_eq!((spent, waiting()), (look + task, DUE as usize - 4));
    });
}
