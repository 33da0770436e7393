// SPDX-License-Identifier: Apache-2.0
//! A small runtime around the pallet. Pools and subnets are variables here; the tests of the
//! runtime put the real ones in their place.

use crate as pallet_joule_root;
use crate::{
    root_weights_hash,
    types::{AllocationRecord, Entries},
    Allocation, Pallet, RootSettings,
};
use frame_support::{assert_ok, derive_impl, parameter_types};
use joule_primitives::{
    root::StakePools,
    staking::PoolId,
    subnets::{
        NetUid, NeuronSlot, Schedule, SplitEmission, SubnetParameters, Subnets, Uid,
        DIVISION_BLOCKS,
    },
    types::{Balance, BlockNumber, Hash},
    units::JOULE,
};
use sp_runtime::{BuildStorage, Perbill, StateVersion};

pub type AccountId = u64;

/// Coldkeys, whose pools have the numbers from 0 on.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const DAVE: AccountId = 4;
/// How many coldkeys have a validator. All but the first four have nothing staked.
pub const COLDKEYS: AccountId = 70;
/// The hotkey that a coldkey has at first.
pub const fn hot(coldkey: AccountId) -> AccountId {
    coldkey + 1_000
}
/// The number of a coldkey's pool.
pub const fn pool(coldkey: AccountId) -> PoolId {
    coldkey as PoolId - 1
}
/// Who has no validator.
pub const NOBODY: AccountId = 999;
/// What is staked behind each of the first four, and elsewhere for each of them.
pub const STAKE: Balance = 1_000 * JOULE;
/// What came since the last epoch, in these tests.
pub const INFLOW: Balance = 40 * JOULE;
/// What earlier epochs left, in these tests: an epoch frees a tenth of a JOULE of it.
pub const BACKLOG: Balance = 1_296 * JOULE;
/// What an epoch divides of both, if everything is decided.
pub const AVAILABLE: Balance = INFLOW + JOULE / 10;

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
    pub type Root = pallet_joule_root::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
}

/// A validator and what is staked behind it.
#[derive(Clone, Debug)]
pub struct TestPool {
    pub hotkey: AccountId,
    pub coldkey: AccountId,
    pub tokens: Balance,
}

parameter_types! {
    pub static Pools: Vec<TestPool> = Vec::new();
    pub static StakedElsewhere: Balance = 0;
    pub static Existing: Vec<NetUid> = Vec::new();
}

fn pool_at(pool: PoolId) -> Option<TestPool> {
    Pools::get().into_iter().nth(pool as usize)
}

/// The pools of these tests.
pub struct TestStakes;

impl StakePools<AccountId> for TestStakes {
    fn pool_of(hotkey: &AccountId) -> Option<PoolId> {
        let place = Pools::get().iter().position(|pool| pool.hotkey == *hotkey)?;
        Some(place as PoolId)
    }

    fn hotkey_of(pool: PoolId) -> Option<AccountId> {
        pool_at(pool).map(|pool| pool.hotkey)
    }

    fn owner_of(pool: PoolId) -> Option<AccountId> {
        pool_at(pool).map(|pool| pool.coldkey)
    }

    fn tokens_of(pool: PoolId) -> Balance {
        pool_at(pool).map_or(0, |pool| pool.tokens)
    }

    fn total() -> Balance {
        StakedElsewhere::get() + Pools::get().iter().map(|pool| pool.tokens).sum::<Balance>()
    }
}

/// The subnets of these tests, of which nobody asks more than whether they exist.
pub struct TestSubnets;

impl Subnets<AccountId> for TestSubnets {
    fn all() -> Vec<NetUid> {
        Existing::get()
    }

    fn exists(netuid: NetUid) -> bool {
        Existing::get().contains(&netuid)
    }

    fn parameters(_netuid: NetUid) -> Option<SubnetParameters> {
        None
    }

    fn schedule(_netuid: NetUid) -> Option<Schedule> {
        None
    }

    fn neurons(_netuid: NetUid) -> Vec<NeuronSlot<AccountId>> {
        Vec::new()
    }

    fn neuron_count(_netuid: NetUid) -> u16 {
        0
    }

    fn uid_of(_netuid: NetUid, _hotkey: &AccountId) -> Option<Uid> {
        None
    }

    fn owner_uid(_netuid: NetUid) -> Option<Uid> {
        None
    }

    fn owner(_netuid: NetUid) -> Option<AccountId> {
        None
    }
}

impl crate::Config for Test {
    type Stakes = TestStakes;
    type Subnets = TestSubnets;
    type GovernanceOrigin = frame_system::EnsureRoot<AccountId>;
    type WeightInfo = ();
}

/// The genesis state with these settings.
pub fn genesis(settings: RootSettings) -> sp_io::TestExternalities {
    let tokens = |coldkey| if coldkey <= DAVE { STAKE } else { 0 };
    let pools = (1..=COLDKEYS).map(|coldkey| TestPool {
        hotkey: hot(coldkey),
        coldkey,
        tokens: tokens(coldkey),
    });
    Pools::set(pools.collect());
    StakedElsewhere::set(4 * STAKE);
    Existing::set((1..=5).map(NetUid).collect());
    let root = crate::GenesisConfig { settings, ..Default::default() };
    let storage = RuntimeGenesisConfig { root, ..Default::default() };
    storage.build_storage().expect("the genesis state is valid").into()
}

/// Settings with which all of a member's stake counts, however few they are.
pub const SETTINGS: RootSettings =
    RootSettings { counted_cap: Perbill::one(), ..RootSettings::PUBLIC };

/// Runs `test` with four validators that have stake, five subnets and no members, and checks every
/// invariant.
pub fn run(test: impl FnOnce()) {
    run_with(SETTINGS, test);
}

/// Does so with the cap of public networks: a tenth of the members' stake.
pub fn run_public(test: impl FnOnce()) {
    run_with(RootSettings::PUBLIC, test);
}

/// Does so with weights that are promised first, and revealed an epoch later.
pub fn run_hidden(test: impl FnOnce()) {
    run_with(RootSettings { commit_reveal_period: Some(1), ..SETTINGS }, test);
}

/// Does so with these settings.
pub fn run_with(settings: RootSettings, test: impl FnOnce()) {
    genesis(settings).execute_with(|| {
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

/// Changes the pool of a coldkey.
pub fn change_pool(coldkey: AccountId, change: impl FnOnce(&mut TestPool)) {
    Pools::mutate(|pools| change(&mut pools[pool(coldkey) as usize]));
}

/// Stakes so much behind the validator of a coldkey, and nothing else.
pub fn set_stake(coldkey: AccountId, amount: Balance) {
    change_pool(coldkey, |pool| pool.tokens = amount);
}

/// Lets the validators of these coldkeys be members.
pub fn register(coldkeys: &[AccountId]) {
    for coldkey in coldkeys {
        assert_ok!(Root::root_register(signed(*coldkey), hot(*coldkey)));
    }
}

/// Lets 64 validators be members, each with a JOULE more than the one before; the first has 101.
pub fn fill() {
    for coldkey in 1..=64 {
        set_stake(coldkey, (100 + Balance::from(coldkey)) * JOULE);
        register(&[coldkey]);
    }
}

/// Weights as calls take them.
pub fn weights(pairs: &[(u16, u16)]) -> Entries {
    let pairs = pairs.iter().map(|(netuid, weight)| (NetUid(*netuid), *weight));
    pairs.collect::<Vec<_>>().try_into().expect("as many subnets as there may be")
}

/// Lets the member of a coldkey say what subnets should get.
pub fn vote(coldkey: AccountId, pairs: &[(u16, u16)]) {
    assert_ok!(Root::set_root_weights(signed(coldkey), hot(coldkey), weights(pairs)));
}

/// The salt of these tests.
pub const SALT: [u8; 32] = [7; 32];

/// What the member of a coldkey promises with [`SALT`].
pub fn hash(coldkey: AccountId, pairs: &[(u16, u16)]) -> Hash {
    root_weights_hash(&hot(coldkey), &weights(pairs), &SALT)
}

/// Lets the member of a coldkey promise weights.
pub fn commit(coldkey: AccountId, pairs: &[(u16, u16)]) {
    let hash = hash(coldkey, pairs);
    assert_ok!(Root::commit_root_weights(signed(coldkey), hot(coldkey), hash));
}

/// Lets the member of a coldkey reveal weights.
pub fn reveal(coldkey: AccountId, pairs: &[(u16, u16)]) -> sp_runtime::DispatchResult {
    Root::reveal_root_weights(signed(coldkey), hot(coldkey), weights(pairs), SALT)
}

/// Goes to a later block, until which nothing happens.
pub fn go_to(block: BlockNumber) {
    assert!(block >= System::block_number(), "time goes on");
    System::set_block_number(block);
    System::reset_events();
}

/// Divides [`INFLOW`] and [`BACKLOG`] among the subnets that exist: what each gets.
pub fn divide() -> Vec<Balance> {
    Root::split(&Existing::get(), INFLOW, BACKLOG)
}

/// Goes to the block of the next epoch, and divides.
pub fn next_epoch() -> Vec<Balance> {
    let tempo = System::block_number() / DIVISION_BLOCKS;
    go_to((tempo + 1) * DIVISION_BLOCKS);
    divide()
}

/// What the last epoch decided.
pub fn record() -> AllocationRecord {
    Allocation::<Test>::get().expect("there was an epoch")
}

/// A digest of the whole state.
pub fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// The pallet's events of this block.
pub fn events() -> Vec<crate::Event<Test>> {
    System::read_events_for_pallet()
}
