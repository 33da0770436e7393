// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet. Whose a hotkey is stands in the state here, so that a refused
//! call leaves nothing of it; who follows and who judges are variables. The tests of the runtime put
//! the real ones in their place.

use crate as pallet_joule_subnets;
use crate::{
    types::SubnetLimits, CreditOf, HoldReason, Neurons, NextNetUid, Pallet, Parameters, RecordOf,
    SlotOf, SubnetRecords, TableOf, Uids,
};
use codec::Encode;
use frame_support::{
    derive_impl, parameter_types,
    storage::unhashed,
    traits::{
        fungible::{Inspect, InspectHold},
        ConstU128, Hooks, Imbalance,
    },
    weights::Weight,
};
use joule_primitives::{
    money::{BurnMoney, BurnReason},
    staking::{Hotkeys, OnHotkeySwapped},
    subnets::{EpochQueue, Merits, NetUid, OnSubnets, SubnetParameters, Uid},
    types::{Balance, BlockNumber},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{BuildStorage, DispatchError, DispatchResult, StateVersion};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = u64;
pub type Credit = CreditOf<Test>;
/// What a hotkey says when it signs: its own account, and the coldkey that it serves.
pub type Proof = (AccountId, AccountId);

/// Coldkeys.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const DAVE: AccountId = 4;
/// The hotkey of a coldkey.
pub const fn hot(coldkey: AccountId) -> AccountId {
    coldkey + 1_000
}
/// What each coldkey starts with.
pub const ENDOWMENT: Balance = 1_000_000 * JOULE;
/// The limits of these tests.
pub const LIMITS: SubnetLimits = SubnetLimits {
    max_subnets: 4,
    tempo_min: 20,
    tempo_default: 100,
    registration_interval_blocks: 50,
    lock_period_blocks: 1_000,
    immunity_blocks: 300,
};
/// More than any price.
pub const ANY: Balance = Balance::MAX;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeTask
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances::Pallet<Test>;
    #[runtime::pallet_index(2)]
    pub type Subnets = pallet_joule_subnets::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

/// What others were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Registered(NetUid),
    Due(NetUid),
    Removed(NetUid),
    SlotCleared(NetUid, Uid),
    Cleared(NetUid),
}

parameter_types! {
    pub static Burned: Vec<(BurnReason, Balance)> = Vec::new();
    pub static Log: Vec<Told> = Vec::new();
    pub static NeuronMerits: BTreeMap<NetUid, Vec<u32>> = BTreeMap::new();
    pub static SubnetMerits: BTreeMap<NetUid, Balance> = BTreeMap::new();
    pub static Queued: Vec<NetUid> = Vec::new();
}

/// Burns as issuance does.
pub struct Money;

impl BurnMoney<Credit> for Money {
    fn burn(reason: BurnReason, credit: Credit) {
        let amount = credit.peek();
        if amount > 0 {
            Burned::mutate(|burned| burned.push((reason, amount)));
        }
    }
}

/// Binds hotkeys as staking does.
pub struct TestHotkeys;

impl TestHotkeys {
    /// Whether another hotkey took its place.
    pub fn is_retired(hotkey: AccountId) -> bool {
        unhashed::exists(&Self::retired(hotkey))
    }

    fn serves(hotkey: AccountId) -> Vec<u8> {
        (b"serves".to_vec(), hotkey).encode()
    }

    fn retired(hotkey: AccountId) -> Vec<u8> {
        (b"retired".to_vec(), hotkey).encode()
    }
}

impl Hotkeys<AccountId, Proof> for TestHotkeys {
    fn coldkey_of(hotkey: &AccountId) -> Option<AccountId> {
        unhashed::get(&Self::serves(*hotkey))
    }

    fn claim(coldkey: &AccountId, hotkey: &AccountId, proof: Option<&Proof>) -> DispatchResult {
        if Self::is_retired(*hotkey) {
            return Err(DispatchError::Other("the hotkey is retired"));
        }
        if let Some(owner) = Self::coldkey_of(hotkey) {
            let is_own = owner == *coldkey;
            return is_own.then_some(()).ok_or(DispatchError::Other("the hotkey serves another"));
        }
        let has_signed = proof.map_or(hotkey == coldkey, |proof| *proof == (*hotkey, *coldkey));
        if !has_signed {
            return Err(DispatchError::Other("the hotkey did not sign"));
        }
        unhashed::put(&Self::serves(*hotkey), coldkey);
        Ok(())
    }
}

/// Remembers what it was told.
pub struct Follower;

impl Follower {
    fn note(told: Told) {
        Log::mutate(|log| log.push(told));
    }
}

impl OnSubnets for Follower {
    fn on_registered(netuid: NetUid) {
        Self::note(Told::Registered(netuid));
    }

    fn on_epoch_due(netuid: NetUid) {
        Self::note(Told::Due(netuid));
    }

    fn on_removed(netuid: NetUid) {
        Self::note(Told::Removed(netuid));
    }

    fn on_slot_cleared(netuid: NetUid, uid: Uid) {
        Self::note(Told::SlotCleared(netuid, uid));
    }

    fn on_cleared(netuid: NetUid) {
        Self::note(Told::Cleared(netuid));
    }
}

/// Judges as a test wishes.
pub struct Judge;

impl Merits for Judge {
    fn neurons(netuid: NetUid) -> Vec<u32> {
        NeuronMerits::get().get(&netuid).cloned().unwrap_or_default()
    }

    fn subnet(netuid: NetUid) -> Balance {
        SubnetMerits::get().get(&netuid).copied().unwrap_or_default()
    }
}

impl EpochQueue for Judge {
    fn is_queued(netuid: NetUid) -> bool {
        Queued::get().contains(&netuid)
    }
}

impl crate::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Money = Money;
    type Hotkeys = TestHotkeys;
    type Signature = Proof;
    type OnSubnets = Follower;
    type Merits = Judge;
    type EpochQueue = Judge;
    type WeightInfo = ();
}

/// The chain's genesis with these subnets: hotkeys and the coldkeys that they serve.
pub fn genesis(
    limits: SubnetLimits,
    subnets: &[(AccountId, AccountId)],
) -> sp_io::TestExternalities {
    let balances = (1..=200).map(|coldkey| (coldkey, ENDOWMENT)).collect();
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
        subnets: crate::GenesisConfig { limits, subnets: subnets.to_vec() },
        ..Default::default()
    };
    Burned::set(Vec::new());
    Log::set(Vec::new());
    NeuronMerits::set(BTreeMap::new());
    SubnetMerits::set(BTreeMap::new());
    Queued::set(Vec::new());
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Runs `test` on a chain without subnets, and checks every invariant.
pub fn run(test: impl FnOnce()) {
    run_with(LIMITS, &[], test);
}

/// Runs `test` with these limits and subnets, and checks every invariant.
pub fn run_with(limits: SubnetLimits, subnets: &[(AccountId, AccountId)], test: impl FnOnce()) {
    genesis(limits, subnets).execute_with(|| {
        System::set_block_number(1);
        test();
        check();
    });
}

/// Checks every invariant.
pub fn check() {
    Pallet::<Test>::check_invariants().expect("every invariant holds");
}

/// The origin of a signed call.
pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// What a hotkey says to serve a coldkey.
pub fn proof_of(hotkey: AccountId, coldkey: AccountId) -> Option<Proof> {
    Some((hotkey, coldkey))
}

/// Lets blocks pass, in which nothing happens.
pub fn pass(blocks: BlockNumber) {
    System::set_block_number(System::block_number() + blocks);
}

/// Lets blocks pass, each with its beginning.
pub fn run_to(block: BlockNumber) {
    while System::block_number() < block {
        pass(1);
        Subnets::on_initialize(System::block_number());
    }
}

/// Clears removed subnets as far as `limit` goes.
pub fn idle(limit: Weight) -> Weight {
    Subnets::on_idle(System::block_number(), limit)
}

/// Lets a coldkey register a subnet by its hotkey, as soon as one may be, and returns its number.
pub fn subnet(coldkey: AccountId) -> NetUid {
    let from = Subnets::registration().from_block;
    System::set_block_number(System::block_number().max(from));
    let netuid = NextNetUid::<Test>::get();
    Subnets::register_subnet(signed(coldkey), hot(coldkey), ANY, proof_of(hot(coldkey), coldkey))
        .expect("it may be registered");
    netuid
}

/// Lets a coldkey register a neuron in the next block, and returns its uid.
pub fn neuron(netuid: NetUid, coldkey: AccountId, hotkey: AccountId) -> Uid {
    pass(1);
    Subnets::register_neuron(signed(coldkey), netuid, hotkey, ANY, proof_of(hotkey, coldkey))
        .expect("it may be registered");
    Uids::<Test>::get(hotkey, netuid).expect("it is registered")
}

/// Fills a subnet with neurons until it has so many, without a call, the older the lower their uids.
pub fn fill(netuid: NetUid, neurons: u16) {
    let mut slots = Neurons::<Test>::get(netuid).into_inner();
    let now = System::block_number();
    for uid in slots.len() as u16..neurons {
        let hotkey = 100_000 + AccountId::from(netuid.0) * 10_000 + AccountId::from(uid);
        Uids::<Test>::insert(hotkey, netuid, uid);
        slots.push(SlotOf::<Test> { hotkey, registered_at: now });
    }
    Neurons::<Test>::insert(netuid, TableOf::<Test>::truncate_from(slots));
    change(netuid, |record| record.neurons = neurons);
    set(netuid, |parameters| parameters.max_neurons = parameters.max_neurons.max(neurons));
}

/// The hotkey of a neuron.
pub fn hotkey_at(netuid: NetUid, uid: Uid) -> AccountId {
    Neurons::<Test>::get(netuid)[usize::from(uid)].hotkey
}

/// A subnet that exists.
pub fn record(netuid: NetUid) -> RecordOf<Test> {
    SubnetRecords::<Test>::get(netuid).expect("it exists")
}

/// Changes the record of a subnet without a call.
pub fn change(netuid: NetUid, change: impl FnOnce(&mut RecordOf<Test>)) {
    SubnetRecords::<Test>::mutate(netuid, |record| change(record.as_mut().expect("it exists")));
}

/// The tempo in force of a subnet.
pub fn tempo_of(netuid: NetUid) -> Option<BlockNumber> {
    Pallet::<Test>::tempo_of(netuid)
}

/// The parameters of a subnet that exists.
pub fn parameters(netuid: NetUid) -> SubnetParameters {
    Parameters::<Test>::get(netuid).expect("it exists")
}

/// Changes the parameters of a subnet without a call.
pub fn set(netuid: NetUid, change: impl FnOnce(&mut SubnetParameters)) {
    Parameters::<Test>::mutate(netuid, |parameters| {
        change(parameters.as_mut().expect("it exists"));
    });
}

/// Replaces a hotkey by a fresh one, as staking does.
pub fn swap(old: AccountId, new: AccountId) -> Weight {
    let weight =
        <Subnets as OnHotkeySwapped<_>>::on_hotkey_swapped(&old, &new).expect("nothing is refused");
    unhashed::put(&TestHotkeys::retired(old), &true);
    if let Some(coldkey) = TestHotkeys::coldkey_of(&old) {
        unhashed::put(&TestHotkeys::serves(new), &coldkey);
    }
    weight
}

/// Lets another coldkey take over a hotkey, as staking does with all of a coldkey.
pub fn hand_over(hotkey: AccountId, coldkey: AccountId) {
    unhashed::put(&TestHotkeys::serves(hotkey), &coldkey);
}

/// What `who` may spend or has reserved.
pub fn free(who: AccountId) -> Balance {
    Balances::balance(&who)
}

/// What is held of `who` for its subnets.
pub fn locked(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::SubnetLock.into(), &who)
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The keys of everything that the pallet stores.
pub fn keys() -> BTreeSet<Vec<u8>> {
    let prefix = sp_io::hashing::twox_128(b"Subnets").to_vec();
    let next = |key: &Vec<u8>| sp_io::storage::next_key(key);
    std::iter::successors(next(&prefix), next).take_while(|key| key.starts_with(&prefix)).collect()
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}
